"""The stock that forms are assembled from, as values and as arrays.

The model is P(right) = 1 / (1 + exp(-a (theta - b))), D = 1; the program's own bank is Rasch (a = 1). Reading a pool
from a file is the business of `files.pool` and `bank.pack`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.exam.blueprint import Blueprint, Domain
from cehrs_desktop.exam.items import Item

STATUSES = ("operational", "pretest")
ROLES = ("scored", "pretest")
"""What an item of each status is on a form."""

SHIFTS = (-1.5, -0.5, 0.0, 0.5, 1.5)
"""Where curves are compared, in logits from the cut."""
AT_CUT = 2

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PoolItem:
    """An item with its parameters. Of `item` only identity, place in the plan, options and bars are looked at."""

    item: Item
    b: float
    a: float = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One domain in one role: `count` items of it stand on a form; `members` are the pool's indices for it.

    `shares` are the topics' shares of `count`, not rounded.
    """

    domain: str
    role: str
    count: int
    shares: Mapping[str, float]
    members: Ints


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool in the order of its ids, as arrays over its items.

    `a` and `b` are columns (items x 1), `right` (items x 5) is P(right) at `theta_cut` and `SHIFTS` from it,
    `information` Fisher information at the cut.
    `cliques` are sets of items of which a form may have one; every enmity and every case lies in at least one.
    `key_place` is the place of the key (0 first) of an item whose options may not be moved, -1 otherwise.
    """

    items: tuple[PoolItem, ...]
    ids: tuple[str, ...]
    topic: NDArray[np.str_]
    cells: tuple[Cell, ...]
    theta_cut: float
    a: Floats
    b: Floats
    right: Floats
    information: Floats
    degree: Ints
    cliques: tuple[Ints, ...]
    dated: NDArray[np.bool_]
    key_place: Ints
    keys_known: bool

    def rank(self, label: str) -> Floats:
        """One number in [0, 1) for each item: SHA-256 of the label and the id, the same on every platform."""
        digests = (hashlib.sha256(f"{label}|{name}".encode()).digest() for name in self.ids)
        return np.array([int.from_bytes(digest[:6], "big") / 2**48 for digest in digests])


def make_pool(items: Sequence[PoolItem], blueprint: Blueprint, theta_cut: float) -> Pool:
    """Arrays for the items that the blueprint has a place for. Raises `ValueError` for an id that occurs twice."""
    domains = {domain.id for domain in blueprint.domains}
    chosen = tuple(
        sorted(
            (entry for entry in items if entry.item.domain in domains and entry.item.status in STATUSES),
            key=lambda entry: entry.item.id,
        )
    )
    ids = tuple(entry.item.id for entry in chosen)
    index = {name: n for n, name in enumerate(ids)}
    if len(index) < len(ids):
        twice = next(name for name, after in pairwise(ids) if name == after)
        raise ValueError(f"two items have the id {twice}")
    cells = tuple(
        Cell(
            domain.id,
            role,
            count,
            _shares(domain, count, chosen),
            np.array(
                [n for n, e in enumerate(chosen) if e.item.domain == domain.id and e.item.status == status], np.int64
            ),
        )
        for domain in blueprint.domains
        for role, status, count in zip(ROLES, STATUSES, (domain.scored, domain.pretest), strict=True)
    )
    a = np.array([entry.a for entry in chosen])[:, None]
    b = np.array([entry.b for entry in chosen])[:, None]
    right = 1.0 / (1.0 + np.exp(-a * (theta_cut + np.array(SHIFTS) - b)))
    neighbors = _neighbors(chosen, index)
    places = [_key_place(entry.item) for entry in chosen]
    return Pool(
        items=chosen,
        ids=ids,
        topic=np.array([entry.item.topic for entry in chosen], np.str_),
        cells=cells,
        theta_cut=theta_cut,
        a=a,
        b=b,
        right=right,
        information=(a * a * right * (1.0 - right))[:, AT_CUT],
        degree=np.array([len(others) for others in neighbors], np.int64),
        cliques=tuple(np.array(clique, np.int64) for clique in _cliques(chosen, neighbors)),
        dated=np.array([entry.item.review_by is not None for entry in chosen], np.bool_),
        key_place=np.array(
            [place if e.item.lock_order else -1 for e, place in zip(chosen, places, strict=True)], np.int64
        ),
        keys_known=all(place >= 0 for place in places),
    )


def _shares(domain: Domain, count: int, items: Sequence[PoolItem]) -> dict[str, float]:
    """The blueprint's, or, where the pool has a topic that the blueprint does not name, as its operational items are.

    A pool of somebody else's has topics of its own; in such a domain all topics are the pool's.
    """
    known = {topic.id: topic.scored * count / max(1, domain.scored) for topic in domain.topics}
    own = [entry.item for entry in items if entry.item.domain == domain.id]
    if {item.topic for item in own} <= known.keys():
        return known
    operational = [item.topic for item in own if item.status == STATUSES[0]]
    shares = Counter(operational)
    return {topic: shares[topic] * count / max(1, len(operational)) for topic in sorted({item.topic for item in own})}


def _key_place(item: Item) -> int:
    return next((place for place, option in enumerate(item.options) if option.is_key), -1)


def _neighbors(items: Sequence[PoolItem], index: dict[str, int]) -> list[set[int]]:
    """Whom each item must not meet: enmity may be written on either of the two, and one case is met once."""
    neighbors: list[set[int]] = [set() for _ in items]
    for n, others in enumerate(neighbors):
        for enemy in items[n].item.enemies:
            other = index.get(enemy, n)
            if other != n:
                others.add(other)
                neighbors[other].add(n)
    for case in _cases(items):
        for n in case:
            neighbors[n] |= set(case) - {n}
    return neighbors


def _cases(items: Sequence[PoolItem]) -> list[list[int]]:
    cases: dict[str, list[int]] = {}
    for n, entry in enumerate(items):
        if entry.item.case is not None:
            cases.setdefault(entry.item.case, []).append(n)
    return [case for case in cases.values() if len(case) > 1]


def _cliques(items: Sequence[PoolItem], neighbors: Sequence[set[int]]) -> list[list[int]]:
    """Sets that cover every pair that must not meet: the cases, then what is left, each pair grown greedily."""
    cliques = _cases(items)
    covered = {(n, m) for clique in cliques for n in clique for m in clique}
    for n, others in enumerate(neighbors):
        for other in sorted(others):
            if other < n or (n, other) in covered:
                continue
            clique = [n, other]
            for third in sorted(neighbors[n] & neighbors[other]):
                if all(third in neighbors[member] for member in clique):
                    clique.append(third)
            covered |= {(p, q) for p in clique for q in clique}
            cliques.append(sorted(clique))
    return cliques
