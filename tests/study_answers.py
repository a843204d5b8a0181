"""Answers made up for the tests of causes, coaching, trends and where a learner stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from cehrs_desktop.study.past import Answer

DAY_MS = 24 * 3600 * 1000
BEGUN_MS = 1_790_000_000_000


def answer(item_id: str = "1.1-0001", **changes: Any) -> Answer:
    """A calm right answer in a rehearsal, changed as a test wants it."""
    plain = Answer(
        item_id=item_id,
        item_version=1,
        domain=item_id[0],
        topic=item_id[:3],
        place="rehearsal",
        run_id="run-1",
        position=1,
        at_ms=BEGUN_MS,
        choices=("a",),
        right=True,
        spent_ms=45_000,
    )
    return replace(plain, **changes)


def run(
    run_id: str, rights: Iterable[bool], *, domain: str = "1", day: int = 0, first: int = 0, **changes: Any
) -> tuple[Answer, ...]:
    """Answers of one run, one a minute, to items that no other run has unless `first` says so."""
    return tuple(
        answer(
            f"{domain}.1-{first + at:04d}",
            run_id=run_id,
            position=at + 1,
            at_ms=BEGUN_MS + day * DAY_MS + at * 60_000,
            right=right,
            **changes,
        )
        for at, right in enumerate(rights)
    )
