"""Reading an attempt's log from its beginning: at each event, where the exam, its clock and the day stood.

The debrief and the ending that a result is marked with are read from this. It judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cehrs_desktop.exam.errors import CommandRefused
from cehrs_desktop.exam.events import Event, OtherEvent
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase, Session, evolve
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.rehearsal.day import DayState, evolve_day
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.venue import WaitStep


def kind_of(event: Event) -> str:
    """An event's kind, such as ``exam.suspended`` or ``scene.begun``."""
    return event.other_kind if isinstance(event, OtherEvent) else event.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One event and where everything stood when it happened.

    `seq` is its place in the attempt's log, from 1. `phase` is the phase before it; `position` the question on the
    screen, 0 outside the exam. Milliseconds since the beginning: `used_ms` of the exam's clock, `hidden_ms` of those
    with the question covered, `awake_ms` of the program running. `before` and `after` are the day around it;
    `day_ms` is what the clock on the wall of the day said (UTC milliseconds; the computer's without a rehearsed day).
    """

    seq: int
    event: Event
    phase: Phase
    position: int
    used_ms: int
    hidden_ms: int
    awake_ms: int
    before: DayState
    after: DayState
    day_ms: int

    @property
    def kind(self) -> str:
        """The event's kind, such as ``exam.suspended`` or ``scene.begun``."""
        return kind_of(self.event)

    @property
    def body(self) -> dict[str, Json]:
        """What a note says; empty for the exam's own events."""
        return dict(self.event.body) if isinstance(self.event, OtherEvent) else {}

    @property
    def part(self) -> Literal["before", "exam", "after"]:
        """``before``, ``exam`` or ``after``: which part of the day this was."""
        if self.phase is Phase.EXAM:
            return "exam"
        return "before" if self.phase in (Phase.NAME, Phase.AGREEMENT, Phase.TUTORIAL) else "after"


def walk(plan: DayPlan | None, start: Session, events: Iterable[Event]) -> tuple[Mark, ...]:
    """Every event with where things stood. `start` is the session before the first; without a plan the day is empty."""
    return tuple(_marks(plan, start, events))


def _marks(plan: DayPlan | None, start: Session, events: Iterable[Event]) -> Iterator[Mark]:
    session, day = start, DayState()
    hidden_ms = awake_ms = used_ms = 0
    earlier: Instant | None = None
    on: Instant | None = None
    for seq, event in enumerate(events, 1):
        # It can go back by a little: what a kill gives back had been used when the last notes were made.
        used_before, used_ms = used_ms, _used(session, event.at)
        if session.covered is not None:
            hidden_ms += used_ms - used_before
        if earlier is not None and earlier.run == event.at.run:
            # Between two runs the program was not there: awake clocks of different runs cannot be compared.
            awake_ms += max(0, event.at.awake_ms - earlier.awake_ms)
        if earlier is None or earlier.run != event.at.run or event.at.awake_ms > earlier.awake_ms:
            earlier = event.at
        before = day
        if plan is not None and isinstance(event, OtherEvent):
            day = evolve_day(plan, day, event)
        came_on = (day.step, day.since, day.scene is None) != (before.step, before.since, before.scene is None)
        if on is None or on.run != event.at.run or came_on:
            on = event.at
        yield Mark(
            seq=seq,
            event=event,
            phase=session.phase,
            position=session.position if session.phase is Phase.EXAM else 0,
            used_ms=used_ms,
            hidden_ms=hidden_ms,
            awake_ms=awake_ms,
            before=before,
            after=day,
            day_ms=day.clock_ms(event.at.wall_ms) + _ahead_ms(plan, day, event.at.awake_ms - on.awake_ms),
        )
        session = evolve(session, event)


def _ahead_ms(plan: DayPlan | None, day: DayState, elapsed_ms: int) -> int:
    """By how much a shortened wait that came on so long ago has put the clock on the wall ahead."""
    step = day.step_of(plan) if plan is not None and day.scene is None else None
    if plan is None or not isinstance(step, WaitStep):
        return 0
    whole_ms = plan.wait_seconds(step) * 1000
    return plan.ahead_ms(step, min(1.0, max(0, elapsed_ms) / whole_ms) if whole_ms else 1.0)


def _used(session: Session, at: Instant) -> int:
    try:
        return session.clock.used_at(at)
    except CommandRefused:
        # A note of another run than the clock's: the clock is then as it was at the last event of its own.
        return session.clock.used_at(session.last) if session.last else session.clock.used_ms


def first_after(marks: Sequence[Mark], seq: int, kind: str, step: str = "") -> Mark | None:
    """The first mark of a kind after the one at `seq`, about this step where one is named."""
    return next((m for m in marks[seq:] if m.kind == kind and (not step or m.body["step"] == step)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Where the real day or exam would have ended. `rule` is the id of the rule, ``late`` or another reason of a
    refusal; `text` what was said; `by_ladder`: by the number of warnings. `question` is 0 outside the exam.
    `practice`: it was gone on with after that."""

    seq: int
    rule: str
    text: str
    by_ladder: bool
    question: int
    practice: bool


def ending_of(marks: Iterable[Mark]) -> Ending | None:
    """The first ending of a day, or `None`: nothing ended it."""
    found: Ending | None = None
    warned: tuple[Json, Json] | None = None
    for mark in marks:
        body = mark.body
        if found is not None:
            if mark.kind == "day.went_on":
                return replace(found, practice=True)
        elif mark.kind == "scene.exam_ended":
            found = Ending(
                seq=mark.seq,
                rule=str(body["rule"]),
                text=str(body["text"]),
                # The ladder ends an exam with the very words of the last warning.
                by_ladder=warned == (body["rule"], body["text"]),
                question=mark.position,
                practice=False,
            )
        elif mark.kind == "day.refused":
            reason = str(body["reason"])
            found = Ending(seq=mark.seq, rule=reason, text="", by_ladder=False, question=0, practice=False)
        if isinstance(mark.event, OtherEvent):
            warned = (body["rule"], body["text"]) if mark.kind == "scene.warned" else None
    return found
