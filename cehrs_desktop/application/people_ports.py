"""Several learners on one computer: what a PIN, erasing somebody and carrying somebody's study away need of the store.

A PIN keeps others who use the same account of the computer from opening a learner's pages by mistake or out of
curiosity. It protects nothing else: the database is not encrypted, and who can read the account's files can read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cehrs_desktop.application.ports import StoreError
from cehrs_desktop.study.profile import Note, Profile

if TYPE_CHECKING:
    from cehrs_desktop.application.ports import AttemptCopy, Candidate
    from cehrs_desktop.application.study_ports import StoredCard, StoredSet
    from cehrs_desktop.study.past import Answer

PIN_LEAST, PIN_MOST = 4, 64
"""Characters of a PIN."""

REMOVAL_WAIT_MS = 24 * 3_600_000
"""How long a forgotten PIN stands after somebody asked to remove it: time for its owner to see that, and object."""


@dataclass(frozen=True, slots=True)
class PinState:
    """Whether a learner has a PIN, and when it can be tried.

    `failures` counts wrong tries since the last right one; `wait_ms` is how long the next try has to wait;
    `removal_at_ms` (UTC milliseconds) is when the PIN goes because its removal was asked for, `None`: it was not.
    """

    is_set: bool
    failures: int = 0
    wait_ms: int = 0
    removal_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ErasePlan:
    """What erasing a learner takes with it: how many attempts, answers and notes; the paths of the copies of the
    database that are `rewritten` without the learner, and of those that cannot be read and are therefore `removed`."""

    attempts: int
    answers: int
    notes: int
    rewritten: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing did, in paths. `failed` names copies that could be neither rewritten nor removed: the learner is
    then still there, and erasing can be asked for again. `swept` is false when the learner is gone and only free space
    within the database could not be overwritten for want of room on the disk; `sweep` does it later."""

    rewritten: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[str, ...]
    swept: bool = True


@dataclass(frozen=True, slots=True)
class StudyCopy:
    """All of a learner's study, to be carried to another computer. `taken` holds for each attempt that was taken over
    its id, the mark and the answers; the attempts themselves travel as `AttemptCopy`."""

    profile: Profile
    sets: tuple[StoredSet, ...] = ()
    taken: tuple[tuple[str, str, tuple[Answer, ...]], ...] = ()
    cards: tuple[StoredCard, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonCopy:
    """Everything about a learner, to be carried to another computer: who, the attempts that are over, all of the study.
    A PIN stays where it was set."""

    candidate: Candidate
    attempts: tuple[AttemptCopy, ...]
    study: StudyCopy


class PersonFileUnreadable(StoreError):
    """The file is no learner's file of this program, is damaged or unreadable. `later`: a newer version wrote it."""

    def __init__(self, path: str, detail: str, *, later: bool = False) -> None:
        super().__init__(path, detail)
        self.later = later


class PeopleStore(Protocol):
    """Learners as persons. Raises `StoreError`s; `AttemptUnknown` for a learner who is not known."""

    def pin_state(self, candidate_id: str, now_ms: int) -> PinState:
        """Whether there is a PIN and how long the next try has to wait."""
        ...

    def set_pin(self, candidate_id: str, pin: str) -> None:
        """Set or change the PIN. Raises `ValueError` for one with fewer than 4 or more than 64 characters."""
        ...

    def remove_pin(self, candidate_id: str) -> None:
        """Take the PIN away at once; the caller has seen the right one."""
        ...

    def try_pin(self, candidate_id: str, pin: str, now_ms: int) -> bool:
        """Whether the PIN is right. `False` also while a wrong one has to be waited for; see `pin_state`."""
        ...

    def ask_pin_removal(self, candidate_id: str, now_ms: int) -> int:
        """The PIN was forgotten: the instant at which it goes. The right PIN cancels it until then."""
        ...

    def erase_plan(self, candidate_id: str) -> ErasePlan:
        """What erasing a learner would take with it. Changes nothing; opens and checks every copy."""
        ...

    def erase(self, candidate_id: str) -> Erased:
        """Erase everything about a learner, in the copies first. What cannot be undone is asked by the caller."""
        ...

    def sweep(self) -> bool:
        """Overwrite what is free in the database; `False`: there was no room on the disk to do it."""
        ...

    def copy_study(self, candidate_id: str) -> StudyCopy:
        """All of a learner's study."""
        ...

    def take_in_study(self, candidate: Candidate, copy: StudyCopy) -> bool:
        """Put a copy beside what is here, in one transaction; `False`: nothing in it was new. See `storage.people`."""
        ...
