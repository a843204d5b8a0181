"""What the use cases need from outside, and how it fails.

Adapters raise only the errors named here; each says what happened to whom, and `presentation.problems` turns it
into what people read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cehrs_desktop.application.attempt_line import AttemptLine
    from cehrs_desktop.exam.blueprint import Blueprint
    from cehrs_desktop.exam.events import Event
    from cehrs_desktop.exam.form import Form
    from cehrs_desktop.exam.items import Item
    from cehrs_desktop.exam.plain import Json
    from cehrs_desktop.exam.session import Rules
    from cehrs_desktop.exam.timing import Instant
    from cehrs_desktop.psychometrics.form_table import FixedForm, FormTable
    from cehrs_desktop.psychometrics.parameters import ParameterSet
    from cehrs_desktop.rehearsal.accommodations import Accommodations
    from cehrs_desktop.rehearsal.plan import DayPlan


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who sits attempts. `name` is the name as it is shown on the exam screen."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """All that is fixed when an attempt begins. `created_ms` is UTC milliseconds.

    It holds the test plan and the scoring parameters it was begun with, and `repeats`, the number of items on the
    form that the candidate had had before: a result can be read again whatever became of the item pack. `table` is
    the score table of a form that was assembled; a drawn one has none until it is scored. `day` is the rehearsed day,
    none for a quick start; `accommodations` are what was granted to the candidate then.
    """

    id: str
    candidate: Candidate
    created_ms: int
    form: Form
    rules: Rules
    parameters: ParameterSet
    blueprint: Blueprint
    repeats: int = 0
    table: FormTable | None = None
    day: DayPlan | None = None
    accommodations: Accommodations | None = None


@dataclass(frozen=True, slots=True)
class StoredAttempt:
    """An attempt as it was stored: the exact items it showed in form order, its events, the last heartbeat."""

    attempt: Attempt
    items: tuple[Item, ...]
    events: tuple[Event, ...]
    heartbeat: Instant | None


@dataclass(frozen=True, slots=True)
class AttemptCopy:
    """An attempt as it is stored, text by text, to be carried to another computer: its header, the items in form
    order, the envelopes of its events, and the last link of the hash chain over all of them."""

    attempt_id: str
    header: str
    items: tuple[str, ...]
    events: tuple[str, ...]
    end: bytes


@dataclass(frozen=True, slots=True)
class ItemReport:
    """What somebody thinks is wrong with an item that they were shown. `at_ms` is UTC milliseconds.

    `kind` is ``key``, ``two_right``, ``unclear``, ``outdated``, ``language`` or ``other``.
    """

    at_ms: int
    attempt_id: str
    pack_id: str
    item_id: str
    item_version: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class KeyCorrection:
    """What was decided about an item whose key proved wrong, for every attempt that showed it in this version.

    `action` is ``drop`` (the item is taken out of the score) or ``accept`` (`option`, an option's id, counts as right
    too). `at_ms` is UTC milliseconds; `number` counts the corrections from 1, 0 for one that is not stored.
    """

    number: int
    at_ms: int
    item_id: str
    item_version: int
    action: str
    option: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Rescoring:
    """What a correction changed for one attempt: its short result `before` and `after`."""

    correction: int
    attempt_id: str
    before: dict[str, Json]
    after: dict[str, Json]


class EventLog(Protocol):
    """Where the events of a sitting go."""

    def append(self, attempt_id: str, after: int, events: Sequence[Event]) -> None:
        """Append events in one durable transaction; `after` is the number of events already there.

        Raises `AttemptConflict` when the log is not at `after`: somebody else wrote to it.
        """
        ...

    def beat(self, attempt_id: str, at: Instant) -> None:
        """Durably note that the program was running at this instant. Outside the hash chain."""
        ...


class MeasurementStore(Protocol):
    """Where assembled forms and corrected keys live, beside the attempts."""

    def keep_form(self, form: FixedForm) -> None:
        """Keep a form that was assembled on this computer. Raises `AttemptConflict` when its id is taken."""
        ...

    def kept_forms(self) -> tuple[FixedForm, ...]:
        """Every form that was kept, the oldest first; one that cannot be read any more is left out."""
        ...

    def correct(self, correction: KeyCorrection, rescored: Sequence[Rescoring]) -> KeyCorrection:
        """Store a correction with its number, what it changes, and the attempts' new short results; all or nothing."""
        ...

    def corrections(self) -> tuple[KeyCorrection, ...]:
        """All corrections, the oldest first."""
        ...

    def rescorings(self) -> tuple[Rescoring, ...]:
        """The log of what corrections changed."""
        ...


class CopyStore(Protocol):
    """Where attempts are carried away from and taken in."""

    def copy_out(self, attempt_id: str) -> AttemptCopy:
        """The texts of an attempt, its hash chain verified. Raises `AttemptDamaged`, `AttemptUnknown`."""
        ...

    def read_copy(self, copy: AttemptCopy) -> StoredAttempt:
        """What a copy holds, verified in the same way. Raises `AttemptDamaged`."""
        ...

    def take_in(self, copy: AttemptCopy, at_ms: int) -> bool:
        """Store a copy, marked with when (UTC milliseconds); `False`: it is here already, event for event.

        Raises `AttemptDamaged`, or `AttemptConflict` when another attempt of this id is here; all or nothing.
        """
        ...


class AttemptStore(EventLog, MeasurementStore, CopyStore, Protocol):
    """Where attempts live. `append` returns only when the events are durable."""

    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody known, the most recently added last."""
        ...

    def save_candidate(self, candidate: Candidate) -> None:
        """Add a candidate, or change the name of a known one."""
        ...

    def profile(self, candidate_id: str) -> Accommodations | None:
        """What is approved for a person; `None` when nothing was ever set."""
        ...

    def keep_profile(self, candidate: Candidate, profile: Accommodations) -> None:
        """Set what is approved for a person, who is added when not known yet."""
        ...

    def create(self, attempt: Attempt, items: Sequence[Item]) -> None:
        """Store a new attempt with the exact items of its form, in form order."""
        ...

    def load(self, attempt_id: str) -> StoredAttempt:
        """Everything about one attempt, its hash chain verified. Raises `AttemptDamaged`, `AttemptUnknown`."""
        ...

    def lines(self, candidate_id: str | None = None) -> tuple[AttemptLine, ...]:
        """All attempts (of one candidate), the newest first."""
        ...

    def close(self, attempt_id: str, state: str, outcome: Mapping[str, Json] | None) -> None:
        """Set the list state of an attempt that is over, and its short result. Derived: can be computed again."""
        ...

    @property
    def backup_problem(self) -> str | None:
        """Why the latest backup could not be made; `None`: it could, or nothing had changed."""
        ...

    def back_up(self) -> Backup | None:
        """Take a backup if anything changed since the last one; `None`: nothing did, or it could not be made."""
        ...

    def times_seen(self, candidate_id: str) -> Mapping[str, int]:
        """How often this candidate has had each item (by id) on a form whose exam was started."""
        ...

    def report_item(self, report: ItemReport) -> None:
        """Keep what somebody thinks is wrong with an item."""
        ...

    def item_reports(self) -> tuple[ItemReport, ...]:
        """All that was reported about items, in the order it was."""
        ...


class ItemSource(Protocol):
    """Where items come from."""

    @property
    def pack_id(self) -> str:
        """Content hash of the pack, short and stable."""
        ...

    @property
    def blueprint(self) -> Blueprint:
        """The test plan the pack was built for."""
        ...

    @property
    def parameters(self) -> ParameterSet:
        """The scoring parameters that belong to the pack."""
        ...

    @property
    def item_count(self) -> int:
        """How many items may be drawn."""
        ...

    def stale_count(self, today: str) -> int:
        """How many of them are past their review date on a day (ISO date)."""
        ...

    def items(self) -> tuple[Item, ...]:
        """All items with status operational or pretest. Takes its time: not for the GUI thread."""
        ...

    def forms(self) -> tuple[FixedForm, ...]:
        """The forms that the pack was delivered with, in their order. Not for the GUI thread either."""
        ...


class Clock(Protocol):
    """Where instants come from."""

    def now(self) -> Instant:
        """The present moment."""
        ...


class StoreError(Exception):
    """Root of what the attempt store raises. `path` is the file or folder it is about."""

    def __init__(self, path: str, detail: str = "") -> None:
        super().__init__(f"{path}: {detail}" if detail else path)
        self.path = path
        self.detail = detail


class StoreFull(StoreError):
    """No space left: the act was not recorded; everything before it is safe."""


class StoreReadOnly(StoreError):
    """The data folder or file cannot be written."""


class StoreBusy(StoreError):
    """Another program holds the database for longer than is reasonable."""


class StoreUnreachable(StoreError):
    """The folder or disk is gone or does not answer (a stick pulled out, a share that went away)."""


class StoreForeign(StoreError):
    """The file is not a database of this program; it was left alone."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of the program; it was left alone."""


class StoreDamaged(StoreError):
    """The database is damaged. `backups` are the good ones, newest first, that could take its place."""

    def __init__(self, path: str, detail: str = "", backups: tuple[Backup, ...] = ()) -> None:
        super().__init__(path, detail)
        self.backups = backups


class AttemptDamaged(StoreError):
    """One attempt's event log does not agree with its hash chain; other attempts are not affected."""


class AttemptConflict(StoreError):
    """The event log is not where the writer thought it was."""


class AttemptUnknown(StoreError):
    """No such attempt."""


class AttemptFileUnreadable(StoreError):
    """The file is no attempt of this program, is damaged or cannot be read. `later`: a newer version wrote it."""

    def __init__(self, path: str, detail: str, *, later: bool = False) -> None:
        super().__init__(path, detail)
        self.later = later


class PackMissing(StoreError):
    """There is no item pack where it should be."""


class PackDamaged(StoreError):
    """The item pack's content does not agree with its hash, or is not an item pack."""


class PackTooNew(StoreError):
    """The item pack was built for a newer version of the program."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the database that was checked when it was made. `taken_ms` is UTC milliseconds."""

    path: str
    taken_ms: int
    attempts: int
