"""Carrying a learner to another computer: attempts and study copied together, checked before anything is taken in.

Attempts that are open or damaged stay where they are and are named. What is here already stays as it is, so taking the
same file in again changes nothing, and goes on where a full disk stopped the first time.
"""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.application import attempt_files
from cehrs_desktop.application.attempt_files import StillOpen
from cehrs_desktop.application.people_ports import PeopleStore, PersonCopy
from cehrs_desktop.application.ports import (
    AttemptConflict,
    AttemptCopy,
    AttemptDamaged,
    AttemptStore,
    AttemptUnknown,
    Candidate,
    StoreError,
)
from cehrs_desktop.application.study_ports import StudyStore


@dataclass(frozen=True, slots=True)
class Carried:
    """A learner's copy, and the ids of the attempts that are not in it because they are open or damaged."""

    copy: PersonCopy
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many attempts were new here, and whether anything of the study was."""

    attempts: int
    study: bool


def copied_person(store: AttemptStore, people: PeopleStore, candidate: Candidate) -> Carried:
    """Everything about a learner. Raises a `StoreError`."""
    copies: list[AttemptCopy] = []
    left_out: list[str] = []
    for line in reversed(store.lines(candidate.id)):
        try:
            copies.append(attempt_files.copied(store, line.id))
        except (StillOpen, AttemptDamaged):
            left_out.append(line.id)
    return Carried(PersonCopy(candidate, tuple(copies), people.copy_study(candidate.id)), tuple(left_out))


def take_in_person(
    store: AttemptStore, people: PeopleStore, study: StudyStore, copy: PersonCopy, now_ms: int
) -> TakenIn:
    """Put a copy beside what is here.

    Everything is checked first. Raises `StillOpen`, `AttemptDamaged` or `AttemptConflict` (an attempt or a set of the
    copy is here as somebody else's or with another content); nothing is changed then. Another `StoreError`, such as a
    full disk, can come between two attempts or before the study: what was taken in by then is whole, and the file can
    be taken in again.
    """
    _check(store, study, copy)
    # Before the study, which takes the moment at which an attempt was begun from the attempt.
    attempts = sum(attempt_files.take_in(store, one, now_ms) for one in copy.attempts)
    try:
        return TakenIn(attempts, people.take_in_study(copy.candidate, copy.study))
    except (OverflowError, UnicodeEncodeError) as error:
        # No file that this program wrote holds such a number or letter.
        raise AttemptDamaged(copy.candidate.id, f"its study cannot be stored: {error}") from error


def _check(store: AttemptStore, study: StudyStore, copy: PersonCopy) -> None:
    for one in copy.attempts:
        attempt_files.arriving(store, one)
        if store.read_copy(one).attempt.candidate.id != copy.candidate.id:
            raise AttemptDamaged(one.attempt_id, "it is another learner's than the file")
        try:
            here = store.copy_out(one.attempt_id)
        except AttemptUnknown:
            continue
        if (len(here.events), here.end) != (len(one.events), one.end):
            raise AttemptConflict(one.attempt_id, "another attempt of this id is here")
    own = {line.id for line in store.lines(copy.candidate.id)}
    others = {line.id for line in store.lines()} - own
    for attempt_id, _, _ in copy.study.taken:
        if attempt_id in others:
            raise AttemptConflict(attempt_id, "it is another learner's here")
    for practice in (one.practice for one in copy.study.sets):
        try:
            owner = study.load_set(practice.id).practice.candidate_id
        except AttemptUnknown:
            continue
        except StoreError:
            # A damaged set here stays as it is; the copy's is not taken in beside it.
            continue
        if owner != copy.candidate.id:
            raise AttemptConflict(practice.id, "it is another learner's here")
