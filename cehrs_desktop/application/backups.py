"""Backups from inside the program: make one, list them, try one out, put one back.

A backup is offered only after a drill: it was opened, its pages were checked, its hash chains verified and counted. The
database that it replaces is kept beside, is listed like a backup, and can be put back in the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cehrs_desktop.application.backup_ports import BackupFile, BackupPlace, Drill
from cehrs_desktop.application.ports import Backup


class OpenStore(Protocol):
    """What a store that is open does about backups."""

    @property
    def backup_problem(self) -> str | None:
        """Why the latest backup could not be made."""
        ...

    def back_up(self) -> Backup | None:
        """Take a backup if anything changed since the last one."""
        ...

    def shut(self) -> None:
        """Close the database."""
        ...


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making a backup: the copy, or none because the newest holds the same, or none and a `problem`."""

    backup: Backup | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of putting a copy back. `drill` is what was found in it just before; when it was not `good`, nothing
    was changed and `kept` is empty. `kept` is where the database that was there before lies now."""

    drill: Drill
    kept: str = ""

    @property
    def done(self) -> bool:
        """Whether the copy is the database now."""
        return self.drill.good


def make(store: OpenStore) -> Made:
    """Make a backup now."""
    backup = store.back_up()
    return Made(backup, store.backup_problem or "")


def listed(place: BackupPlace, told: Callable[[Drill], None] | None = None) -> tuple[Drill, ...]:
    """Every copy with what a drill found, the newest first; `told` hears of each as soon as it is known."""
    drills: list[Drill] = []
    for file in place.files():
        drill = place.drill(file)
        if told is not None:
            told(drill)
        drills.append(drill)
    return tuple(drills)


def restore(place: BackupPlace, store: OpenStore, file: BackupFile, now_ms: int) -> Restored:
    """Put a copy in the database's place, after another drill: it may have been damaged since it was listed.

    When the drill is good `store` is shut, whatever follows, and the caller opens the database again; when it is not,
    `store` stays open. Raises a `StoreError` when the copy could not be put there: the database is as it was, but shut.
    `now_ms` is UTC milliseconds, for the name of what is kept.
    """
    drill = place.drill(file)
    if not drill.good:
        return Restored(drill)
    store.shut()
    return Restored(drill, place.put_back(file, now_ms))
