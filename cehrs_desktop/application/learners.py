"""Everybody known on this computer, counted, and whether a PIN that was typed is the right one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cehrs_desktop.application.people_ports import PeopleStore, PinState
    from cehrs_desktop.application.ports import AttemptStore, Candidate
    from cehrs_desktop.application.study_ports import StudyStore


@dataclass(frozen=True, slots=True)
class Learner:
    """A person with the rehearsals begun, when the first one was (UTC milliseconds), and the answers that are kept for
    study."""

    person: Candidate
    attempts: int
    answers: int
    pin: PinState
    since_ms: int | None = None


@dataclass(frozen=True, slots=True)
class PinTried:
    """What came of a try: `early`, it was not looked at; `wait_ms`, how long the next one has to wait."""

    right: bool
    early: bool = False
    wait_ms: int = 0


def learners(store: AttemptStore, study: StudyStore, people: PeopleStore, now_ms: int) -> tuple[Learner, ...]:
    """Everybody, in the order in which they came. Raises a `StoreError`."""
    lines = store.lines()
    attempts = Counter(line.candidate_id for line in lines)
    since: dict[str, int] = {}
    for line in lines:
        since[line.candidate_id] = min(line.created_ms, since.get(line.candidate_id, line.created_ms))
    return tuple(
        Learner(one, attempts[one.id], len(study.answers(one.id)), people.pin_state(one.id, now_ms), since.get(one.id))
        for one in store.candidates()
    )


def tried_pin(people: PeopleStore, candidate_id: str, pin: str, now_ms: int) -> PinTried:
    """Try a PIN; the right one where none is set. `now_ms` is UTC milliseconds. Raises a `StoreError`."""
    wait_ms = people.pin_state(candidate_id, now_ms).wait_ms
    if wait_ms > 0:
        return PinTried(right=False, early=True, wait_ms=wait_ms)
    if people.try_pin(candidate_id, pin, now_ms):
        return PinTried(right=True)
    return PinTried(right=False, wait_ms=people.pin_state(candidate_id, now_ms).wait_ms)
