"""What the program works with once its data was found sound: the store, the items, and what is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cehrs_desktop.application.attempt_line import AttemptLine
from cehrs_desktop.application.ports import (
    AttemptStore,
    Backup,
    ItemSource,
    StoreError,
)

if TYPE_CHECKING:
    from cehrs_desktop.application.packs import PackInUse
    from cehrs_desktop.application.people_ports import PeopleStore
    from cehrs_desktop.application.study_ports import StudyStore


@dataclass(frozen=True, slots=True)
class Desk:
    """The opened store and item source. Without items (`source_error`) attempts can still be read and resumed.

    `in_use` says where the items come from; `None`: delivered with the program. `open_study` and `open_people`
    are called when these are first wanted: the start does not wait for what they load.
    """

    store: AttemptStore
    source: ItemSource | None
    source_error: StoreError | None
    shut: Callable[[], None]
    in_use: PackInUse | None = None
    open_study: Callable[[], StudyStore] | None = None
    open_people: Callable[[], PeopleStore] | None = None

    @property
    def study(self) -> StudyStore | None:
        """Where practice is kept, on the store's own connection; `None` where nobody practises."""
        return None if self.open_study is None else self.open_study()

    @property
    def people(self) -> PeopleStore | None:
        """Learners as persons, on the same connection: PINs, erasing."""
        return None if self.open_people is None else self.open_people()


@dataclass(frozen=True, slots=True)
class Repair:
    """The ways out of a damaged database: put a backup in its place, or start empty. The damaged one is kept."""

    restore: Callable[[Backup], object]
    start_empty: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the computer says before the clock starts; `None` where it cannot be asked."""

    free_bytes: int | None
    on_mains: bool | None
    battery_percent: int | None


def open_line(lines: tuple[AttemptLine, ...]) -> AttemptLine | None:
    """The attempt that is not over, if there is one."""
    return next((line for line in lines if line.state == "open"), None)
