"""Copies of the database as the window offers them: which there are, whether they hold, and putting one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Fault = Literal["", "damaged", "gone", "unreadable", "newer"]
"""What is wrong with a copy: damaged or no database of this program, no longer there, not to be read by this user, or
written by a newer version of the program."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A copy that lies there, not looked into yet. `taken_ms` is UTC milliseconds, `size` bytes.

    `kind` is ``backup``, ``replaced`` (the database that a backup took the place of) or ``damaged`` (one that was set
    aside as damaged).
    """

    path: str
    taken_ms: int
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Held:
    """What a database holds, by ids, so that two can be compared: learners, attempts with their list state, and how
    many answers are kept for study of each attempt and set."""

    learners: frozenset[str] = frozenset()
    attempts: Mapping[str, str] = field(default_factory=dict[str, str])
    answers: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def answer_count(self) -> int:
        """All answers that are kept for study."""
        return sum(self.answers.values())

    @property
    def unfinished(self) -> int:
        """How many attempts are begun and not over."""
        return sum(state == "open" for state in self.attempts.values())


@dataclass(frozen=True, slots=True)
class Drill:
    """What opening a copy showed. `fault` is empty for one that is whole, and `problem` what the computer said about
    one that is not; `damaged` names attempts (by id) whose events do not agree with their hash chain: they are in the
    copy as they were in the database.

    `version` numbers the format, `known_version` the latest that this program knows; `held` is what would be there
    after putting it back. `newest_ms` is when its latest attempt was begun (UTC milliseconds), 0 for none.
    """

    file: BackupFile
    version: int = 0
    known_version: int = 0
    held: Held = Held()
    newest_ms: int = 0
    damaged: tuple[str, ...] = ()
    fault: Fault = ""
    problem: str = ""

    @property
    def good(self) -> bool:
        """Whether it can be put back."""
        return not self.fault


class BackupPlace(Protocol):
    """Where the copies are. Nothing here changes a copy."""

    def files(self) -> tuple[BackupFile, ...]:
        """All copies, the newest first, not looked into."""
        ...

    def drill(self, file: BackupFile) -> Drill:
        """Open a copy, check all its pages, verify every hash chain in it, and count. Takes seconds where there is
        much. Never raises for what is wrong with the copy."""
        ...

    def put_back(self, file: BackupFile, now_ms: int) -> str:
        """Put a copy in the database's place; the path under which the one that was there is kept, empty: none was.

        Nothing may have the database open. Raises `StoreDamaged` when the copy is not whole, or another `StoreError`:
        the database is then as it was.
        """
        ...
