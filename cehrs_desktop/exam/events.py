"""What happened in an attempt: the events, and their lasting form as plain JSON values.

The envelope has a version and a kind. Kinds that begin with ``exam.`` belong to the session's state machine and
must be understood; any other kind (proctor, venue, observation ...) is carried along unread, so that later
programs can record more without breaking this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from cehrs_desktop.exam.errors import EventUnreadable
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.timing import Instant

ENVELOPE_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at an instant. Subclasses name what."""

    kind: ClassVar[str] = ""
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class NameConfirmed(Event):
    """The candidate said that the name on the screen is theirs."""

    kind: ClassVar[str] = "exam.name_confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAccepted(Event):
    """The candidate accepted the agreement; the tutorial follows."""

    kind: ClassVar[str] = "exam.agreement_accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDeclined(Event):
    """The candidate declined the agreement: no exam."""

    kind: ClassVar[str] = "exam.agreement_declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamStarted(Event):
    """The tutorial ended and the clock started."""

    kind: ClassVar[str] = "exam.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShown(Event):
    """The question at `position` (from 1) came onto the screen."""

    kind: ClassVar[str] = "exam.item_shown"
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryShown(Event):
    """The exam summary came onto the screen."""

    kind: ClassVar[str] = "exam.summary_shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnswered(Event):
    """An option was chosen; it replaces an earlier choice."""

    kind: ClassVar[str] = "exam.item_answered"
    position: int
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMarked(Event):
    """The mark for review was set or taken off."""

    kind: ClassVar[str] = "exam.item_marked"
    position: int
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionStruck(Event):
    """An option was struck through or restored."""

    kind: ClassVar[str] = "exam.option_struck"
    position: int
    option: str
    struck: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StemHighlighted(Event):
    """The stem's highlighted ranges are now these `(start, end)` character offsets."""

    kind: ClassVar[str] = "exam.stem_highlighted"
    position: int
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentWritten(Event):
    """The comment on a question now reads so."""

    kind: ClassVar[str] = "exam.comment_written"
    position: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDisplayed(Event):
    """The countdown was hidden or shown."""

    kind: ClassVar[str] = "exam.clock_displayed"
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWarned(Event):
    """The warning for this many minutes left was given."""

    kind: ClassVar[str] = "exam.time_warned"
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSuspended(Event):
    """The clock stands from here, for `reason`."""

    kind: ClassVar[str] = "exam.suspended"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResumed(Event):
    """The clock runs again."""

    kind: ClassVar[str] = "exam.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCovered(Event):
    """The question was taken off the screen, for `reason`; the clock ran on or stood."""

    kind: ClassVar[str] = "exam.item_covered"
    reason: str
    clock_runs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemUncovered(Event):
    """The question came back onto the screen."""

    kind: ClassVar[str] = "exam.item_uncovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamEnded(Event):
    """The exam is over, by ``submitted`` or ``time_out``. Nothing can be answered any more."""

    kind: ClassVar[str] = "exam.ended"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptAbandoned(Event):
    """The attempt was given up, for `reason`. It has no result."""

    kind: ClassVar[str] = "exam.abandoned"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderAcknowledged(Event):
    """The reminder of the agreement after the end was read."""

    kind: ClassVar[str] = "exam.reminder_acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyClosed(Event):
    """The survey was sent (`answers` by question id) or skipped (empty). The attempt is complete."""

    kind: ClassVar[str] = "exam.survey_closed"
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEvent(Event):
    """An event of another kind than the exam's own: kept and hashed, not interpreted here."""

    other_kind: str
    body: tuple[tuple[str, Json], ...]
    version: int = ENVELOPE_VERSION


_KINDS: dict[str, type[Event]] = {
    event.kind: event
    for event in (
        NameConfirmed,
        AgreementAccepted,
        AgreementDeclined,
        ExamStarted,
        ItemShown,
        SummaryShown,
        ItemAnswered,
        ItemMarked,
        OptionStruck,
        StemHighlighted,
        CommentWritten,
        ClockDisplayed,
        TimeWarned,
        SessionSuspended,
        SessionResumed,
        ItemCovered,
        ItemUncovered,
        ExamEnded,
        AttemptAbandoned,
        ReminderAcknowledged,
        SurveyClosed,
    )
}


def to_envelope(event: Event) -> dict[str, Json]:
    """The event as JSON values: ``{"v", "kind", "at": {"wall_ms", "awake_ms", "run"}, "body": {...}}``."""
    if isinstance(event, OtherEvent):
        version, kind, body = event.version, event.other_kind, dict(event.body)
    else:
        version, kind = ENVELOPE_VERSION, event.kind
        # A subclass's slots are its own fields, everything but `at`.
        body = {name: _plain(getattr(event, name)) for name in event.__slots__}
    at: dict[str, Json] = {"wall_ms": event.at.wall_ms, "awake_ms": event.at.awake_ms, "run": event.at.run}
    return {"v": version, "kind": kind, "at": at, "body": body}


def from_envelope(envelope: Mapping[str, Json]) -> Event:
    """The event of an envelope. Raises `EventUnreadable` for what this program cannot understand."""
    try:
        version, kind = cast(int, envelope["v"]), cast(str, envelope["kind"])
        moment = cast(dict[str, Json], envelope["at"])
        at = Instant(cast(int, moment["wall_ms"]), cast(int, moment["awake_ms"]), cast(str, moment["run"]))
        if (type(version), type(at.wall_ms), type(at.awake_ms), type(at.run)) != (int, int, int, str):
            raise EventUnreadable(f"{kind} with version {version} at {moment}")
        body = cast(dict[str, Json], envelope["body"])
        if not kind.startswith("exam."):
            return OtherEvent(at=at, other_kind=kind, body=tuple(body.items()), version=version)
        if version != ENVELOPE_VERSION:
            raise EventUnreadable(f"event of version {version}")
        values: dict[str, Any] = {name: _frozen(value) for name, value in body.items()}
        for name, value in values.items():
            if not _fits(name, value):
                raise EventUnreadable(f"{kind} with {name} {value!r}")
        return _KINDS[kind](at=at, **values)
    except (KeyError, TypeError, AttributeError) as error:
        raise EventUnreadable(str(error)) from error


def _fits(name: str, value: object) -> bool:
    """Whether a value read from JSON has the type that the events give to this name."""
    match name:
        case "position" | "minutes":
            return type(value) is int
        case "marked" | "struck" | "shown" | "clock_runs":
            return type(value) is bool
        case "ranges":
            return _pairs_of(int, value)
        case "answers":
            return _pairs_of(str, value)
        case _:
            return type(value) is str


def _pairs_of(kind: type, value: object) -> bool:
    if not isinstance(value, tuple):
        return False
    return all(
        isinstance(pair, tuple) and [type(part) for part in cast(tuple[object, ...], pair)] == [kind, kind]
        for pair in cast(tuple[object, ...], value)
    )


def _plain(value: object) -> Json:
    if isinstance(value, tuple):
        return [_plain(part) for part in cast(tuple[object, ...], value)]
    return cast(Json, value)


def _frozen(value: Json) -> object:
    if isinstance(value, list):
        return tuple(_frozen(part) for part in value)
    return value
