"""Carrying a learner to another computer: attempts and study copied together, checked before anything is taken in.

Attempts that are open or damaged stay where they are and are named. What is here already stays as it is, so taking the
same file in again changes nothing, and goes on where a full disk stopped the first time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cehrs_desktop.application import attempt_files
from cehrs_desktop.application.attempt_files import StillOpen
from cehrs_desktop.application.attempt_line import NAME_LIMIT
from cehrs_desktop.application.forms import candidate_named
from cehrs_desktop.application.people_ports import PeopleStore, PersonCopy
from cehrs_desktop.application.ports import (
    AttemptConflict,
    AttemptCopy,
    AttemptDamaged,
    AttemptStore,
    AttemptUnknown,
    Candidate,
    ItemSource,
    StoreError,
)
from cehrs_desktop.application.study_ports import StudyStore
from cehrs_desktop.study.past import Answer


@dataclass(frozen=True, slots=True)
class Carried:
    """A learner's copy, and the ids of the attempts that are not in it because they are open or damaged."""

    copy: PersonCopy
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonArrival:
    """A copy that was checked, before it is taken in.

    `here` is the learner as known on this computer, `None`: not known. `name` is what they will be called here: another
    one where `namesake`, somebody else here, is found by their own; the namesake's first attempt was begun at
    `namesake_ms` (UTC milliseconds). `new_attempts` of the `attempts` are not here yet. `unknown_items` of the
    `items` met in study are not in the items used here; `None`: those cannot be read.
    """

    copy: PersonCopy
    here: Candidate | None
    name: str
    namesake: Candidate | None
    namesake_ms: int | None
    attempts: int
    new_attempts: int
    answers: int
    notes: int
    items: int
    unknown_items: int | None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many attempts were new here, whether anything of the study was, how many answers, and the learner's name."""

    attempts: int
    study: bool
    answers: int
    name: str


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


def arriving_person(
    store: AttemptStore, study: StudyStore, source: ItemSource | None, copy: PersonCopy
) -> PersonArrival:
    """What a copy would bring, without taking it in. Raises what `take_in_person` does before it changes anything."""
    _check(store, study, copy)
    person = copy.candidate
    here = next((one for one in store.candidates() if one.id == person.id), None)
    name, namesake = _name_here(store, person, here)
    theirs = store.lines(namesake.id) if namesake is not None else ()
    known = {line.id for line in store.lines(person.id)}
    met = {answer.item_id for answer in _answers(copy)}
    # An item that was met stays one that was met, whatever became of it: it is only counted.
    unknown = None if source is None else len(met - {item.id for item in source.items()})
    return PersonArrival(
        copy,
        here,
        name,
        namesake,
        min((line.created_ms for line in theirs), default=None),
        len(copy.attempts),
        sum(one.attempt_id not in known for one in copy.attempts),
        sum(1 for _ in _answers(copy)),
        len(copy.study.notes),
        len(met),
        unknown,
    )


def take_in_person(
    store: AttemptStore, people: PeopleStore, study: StudyStore, copy: PersonCopy, now_ms: int
) -> TakenIn:
    """Put a copy beside what is here, under a name by which the learner is found.

    Everything is checked first. Raises `StillOpen`, `AttemptDamaged` or `AttemptConflict` (an attempt or a set of the
    copy is here as somebody else's or with another content); nothing is changed then. Another `StoreError`, such as a
    full disk, can come between two attempts or before the study: what was taken in by then is whole, and the file can
    be taken in again.
    """
    _check(store, study, copy)
    person = copy.candidate
    here = next((one for one in store.candidates() if one.id == person.id), None)
    before = len(study.answers(person.id)) if here is not None else 0
    name, _ = _name_here(store, person, here)
    # Before the study, which takes the moment at which an attempt was begun from the attempt.
    attempts = sum(attempt_files.take_in(store, one, now_ms) for one in copy.attempts)
    try:
        taken = people.take_in_study(person, copy.study)
    except (OverflowError, UnicodeEncodeError) as error:
        # No file that this program wrote holds such a number or letter.
        raise AttemptDamaged(person.id, f"its study cannot be stored: {error}") from error
    if name != (here or person).name:
        # Last: cut off before it, the name is still looked at when the file is taken in again.
        store.save_candidate(Candidate(person.id, name))
    return TakenIn(attempts, taken, len(study.answers(person.id)) - before, name)


def _name_here(store: AttemptStore, person: Candidate, here: Candidate | None) -> tuple[str, Candidate | None]:
    """A name by which a learner is found here, and who is found by their own."""
    own = (here or person).name
    found = candidate_named(store, own)
    if found is None or found.id == person.id:
        return own, None
    number = 2
    while True:
        end = f" ({number})"
        name = own[: NAME_LIMIT - len(end)].rstrip() + end
        other = candidate_named(store, name)
        if other is None or other.id == person.id:
            return name, found
        number += 1


def _answers(copy: PersonCopy) -> Iterator[Answer]:
    for one in copy.study.sets:
        yield from one.answers
    for _, _, answers in copy.study.taken:
        yield from answers


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
