"""Answers put together again by the run they were given in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cehrs_desktop.study.past import Answer, Place


@dataclass(frozen=True, slots=True)
class RunAnswers:
    """One rehearsal, set or review: its answers by position, and when the first of them was given (UTC ms)."""

    run_id: str
    place: Place
    at_ms: int
    answers: tuple[Answer, ...]


def runs_of(answers: Iterable[Answer]) -> tuple[RunAnswers, ...]:
    """The runs in the order of their first answers. Answers that were kept twice for a position: the later one."""
    by_run: dict[str, dict[int, Answer]] = {}
    for answer in answers:
        by_run.setdefault(answer.run_id, {})[answer.position] = answer
    runs = [
        RunAnswers(
            run_id,
            next(iter(places.values())).place,
            min(answer.at_ms for answer in places.values()),
            tuple(places[position] for position in sorted(places)),
        )
        for run_id, places in by_run.items()
    ]
    return tuple(sorted(runs, key=lambda run: (run.at_ms, run.run_id)))
