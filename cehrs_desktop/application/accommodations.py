"""What was rehearsed under a person's accommodations, read from the logs of their attempts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cehrs_desktop.application.ports import Attempt, AttemptStore, Candidate, StoredAttempt
from cehrs_desktop.application.results import readable
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import Phase, new_session, replay
from cehrs_desktop.rehearsal.accommodations import Accommodations, aids_used
from cehrs_desktop.rehearsal.log_walk import Mark, walk


@dataclass(frozen=True, slots=True)
class Break:
    """A break during the exam: the question on the screen, how long it was, and how much of that the clock ran."""

    question: int
    awake_ms: int
    exam_ms: int


@dataclass(frozen=True, slots=True)
class Practiced:
    """One attempt under accommodations whose exam was started. `aids` are those that were switched on.

    `ended` is ``submitted``, ``time_out``, the reason of giving it up, or empty while it is open.
    """

    attempt: Attempt
    used_ms: int
    ended: str
    breaks: tuple[Break, ...]
    aids: frozenset[str]

    @property
    def granted(self) -> Accommodations:
        """What was granted in it."""
        return self.attempt.accommodations or Accommodations()


@dataclass(frozen=True, slots=True)
class Practice:
    """A person, what is set for them now, and their attempts under accommodations, the oldest first."""

    candidate: Candidate
    granted: Accommodations
    attempts: tuple[Practiced, ...]


def read_practice(store: AttemptStore, candidate: Candidate) -> Practice:
    """Everything for the sheet. Attempts that cannot be read are left out. Raises a `StoreError`."""
    attempts = (
        practiced(stored)
        for stored in readable(store, store.lines(candidate.id))
        if stored.attempt.accommodations is not None and stored.attempt.accommodations.any
    )
    granted = store.profile(candidate.id) or Accommodations()
    return Practice(candidate, granted, tuple(one for one in attempts if one is not None))


def practiced(stored: StoredAttempt) -> Practiced | None:
    """What an attempt's log tells; `None` when its exam was not started."""
    start = new_session(stored.attempt.form, stored.attempt.rules)
    session = replay(start, stored.events)
    if not any(isinstance(event, e.ExamStarted) for event in stored.events):
        return None
    marks = walk(stored.attempt.day, start, stored.events)
    open_ = session.phase is Phase.EXAM
    used_ms = marks[-1].used_ms if open_ else session.clock.used_ms
    return Practiced(stored.attempt, used_ms, session.ended or "", tuple(_breaks(marks)), aids_used(session.notes))


def _breaks(marks: Sequence[Mark]) -> Iterator[Break]:
    """Covers with the reason ``away``, each until the question came back or the exam ended."""
    begun: Mark | None = None
    for mark in marks:
        ends = isinstance(mark.event, (e.ItemCovered, e.ItemUncovered, e.ExamEnded, e.AttemptAbandoned))
        if begun is not None and ends:
            yield Break(begun.position, mark.awake_ms - begun.awake_ms, mark.used_ms - begun.used_ms)
            begun = None
        if isinstance(mark.event, e.ItemCovered) and mark.event.reason == "away":
            begun = mark
