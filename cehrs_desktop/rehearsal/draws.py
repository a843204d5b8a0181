"""Chance from a seed: the same seed and label give the same pick on every platform. No other source of chance."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def number(seed: str, label: str, below: int) -> int:
    """A whole number from 0 to `below` - 1. Raises `ValueError` when `below` is not positive."""
    if below < 1:
        raise ValueError("nothing to pick from")
    return int.from_bytes(hashlib.sha256(f"{seed}|{label}".encode()).digest()[:8], "big") % below


def between(seed: str, label: str, first: int, last: int) -> int:
    """A whole number from `first` to `last`, both included."""
    return first + number(seed, label, last - first + 1)


def pick(seed: str, label: str, among: Sequence[T]) -> T:
    """One of `among`."""
    return among[number(seed, label, len(among))]


def shuffled(seed: str, label: str, things: Sequence[T]) -> tuple[T, ...]:
    """All of `things` in a drawn order."""
    order = sorted(range(len(things)), key=lambda n: hashlib.sha256(f"{seed}|{label}|{n}".encode()).digest())
    return tuple(things[n] for n in order)
