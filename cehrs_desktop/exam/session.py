"""The exam session as one state machine: `apply(session, command) -> events`, `evolve(session, event) -> session`.

`apply` decides and changes nothing; `evolve` changes and decides nothing. The state is a value: replaying the
stored events over `new_session` gives it again, exactly. Storing, showing and scoring happen elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.errors import CommandRefused, EventUnreadable
from cehrs_desktop.exam.form import Form
from cehrs_desktop.exam.timing import ExamClock, Instant

COMMENT_LIMIT = 2000
"""Longest comment in characters; longer text is refused rather than cut."""


class Phase(StrEnum):
    """Where an attempt stands. The clock can run in EXAM only."""

    NAME = "name"
    AGREEMENT = "agreement"
    TUTORIAL = "tutorial"
    EXAM = "exam"
    REMINDER = "reminder"
    SURVEY = "survey"
    COMPLETE = "complete"
    DECLINED = "declined"
    ABANDONED = "abandoned"


OVER = frozenset({Phase.COMPLETE, Phase.DECLINED, Phase.ABANDONED})
"""Phases in which nothing more can happen."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The written rules of one attempt, stored with it and shown to the candidate.

    `minutes` of exam time and `extra_seconds` approved beside them; a warning at each of `warnings` minutes left; a
    hidden clock comes back at `clock_returns` minutes (`None`: it stays hidden); the result is shown ``now`` or after
    ``two_days``. `only_next_records`: a choice counts when Next is pressed and not before, as on older screens;
    `breaks_stop_clock`: an approved break. The clock stands while the program is down and while the computer sleeps.
    """

    minutes: int = 125
    warnings: tuple[int, ...] = (30, 15, 5)
    clock_returns: int | None = 5
    result: str = "now"
    extra_seconds: int = 0
    only_next_records: bool = False
    breaks_stop_clock: bool = False

    @property
    def limit_ms(self) -> int:
        """All exam time in milliseconds."""
        return self.minutes * 60_000 + self.extra_seconds * 1000


@dataclass(frozen=True, slots=True)
class Response:
    """What the candidate did with one question."""

    seen: bool = False
    chosen: str | None = None
    marked: bool = False
    struck: frozenset[str] = frozenset()
    highlights: tuple[tuple[int, int], ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """The whole state of an attempt after `seq` events. `position` is the question on the screen, from 1.

    `notes` are the events that are not the exam's own, in their order; `rehearsal` reads them.
    `suspended` says why the program does not go on, `covered` why the question is off the screen while it does;
    `clock_held`: the clock stands until the question comes back.
    """

    form: Form
    rules: Rules
    phase: Phase
    clock: ExamClock
    responses: tuple[Response, ...]
    position: int = 1
    at_summary: bool = False
    suspended: str | None = None
    covered: str | None = None
    clock_held: bool = False
    clock_shown: bool = True
    warned: tuple[int, ...] = ()
    ended: str | None = None
    survey: tuple[tuple[str, str], ...] = ()
    last: Instant | None = None
    seq: int = 0
    notes: tuple[e.OtherEvent, ...] = ()

    @property
    def running(self) -> bool:
        """Whether the exam's clock is running."""
        return self.clock.since is not None

    def response(self, position: int) -> Response:
        """What was done with the question at `position`, counted from 1."""
        return self.responses[position - 1]


def new_session(form: Form, rules: Rules) -> Session:
    """An attempt at its very beginning: the name is to be confirmed, no time is used."""
    blank = tuple(Response() for _ in form.slots)
    return Session(form, rules, Phase.NAME, ExamClock(rules.limit_ms), blank)


def replay(session: Session, events: Iterable[e.Event]) -> Session:
    """The state after these events."""
    for event in events:
        session = evolve(session, event)
    return session


def apply(session: Session, command: c.Command) -> tuple[e.Event, ...]:
    """Decide what follows from a command: the events in order, or none when it changes nothing.

    Time comes first: a command given when no time is left ends the exam and does nothing else.
    Raises `CommandRefused` when the command does not fit the state.
    """
    if isinstance(command, c.Note):
        # What is said about an attempt may be said when it is over, and never changes where it stands.
        _require(not command.kind.startswith("exam."), "kind_of_the_exam")
        return (e.OtherEvent(at=command.at, other_kind=command.kind, body=command.body, version=e.ENVELOPE_VERSION),)
    if session.phase in OVER:
        raise CommandRefused("over")
    at = _not_before(session.last, command.at)
    by_time: tuple[e.Event, ...] = ()
    if session.running:
        by_time, out_of_time = _what_time_does(session, at)
        if out_of_time:
            return by_time
        # What time did is decided first and seen by the command: a clock that just came back can be hidden again.
        session = replay(session, by_time)
    return by_time + _decide(session, command, at)


def _not_before(last: Instant | None, at: Instant) -> Instant:
    """A command that was given before the last event was stored happens right after it, never before it."""
    if last is not None and at.run == last.run and at.awake_ms < last.awake_ms:
        return replace(at, awake_ms=last.awake_ms)
    return at


def _what_time_does(session: Session, at: Instant) -> tuple[tuple[e.Event, ...], bool]:
    left_ms = session.clock.left_at(at)
    happened: list[e.Event] = [
        e.TimeWarned(at=at, minutes=minutes)
        for minutes in sorted(session.rules.warnings, reverse=True)
        if left_ms <= minutes * 60_000 < session.clock.limit_ms and minutes not in session.warned
    ]
    if not session.clock_shown and _clock_returns(session, left_ms):
        happened.append(e.ClockDisplayed(at=at, shown=True))
    if left_ms == 0:
        happened.append(e.ExamEnded(at=at, reason="time_out"))
    return tuple(happened), left_ms == 0


def _clock_returns(session: Session, left_ms: int) -> bool:
    """Whether the moment at which a hidden clock comes back lies between the last event and now.

    Hiding it again after that moment is an event too, so the clock comes back once and then stays as it is set.
    """
    minutes = session.rules.clock_returns
    if minutes is None or session.last is None:
        return False
    return left_ms <= minutes * 60_000 < session.clock.left_at(session.last)


def _decide(session: Session, command: c.Command, at: Instant) -> tuple[e.Event, ...]:
    match command:
        case c.Tick():
            return ()
        case c.AbandonAttempt(reason=reason):
            if session.phase in (Phase.REMINDER, Phase.SURVEY):
                raise CommandRefused("already_ended")
            return (e.AttemptAbandoned(at=at, reason=reason),)
        case c.Resume():
            _require(session.phase is Phase.EXAM and session.suspended is not None, "not_suspended")
            return (e.SessionResumed(at=at),)
        case c.Uncover():
            _require(session.phase is Phase.EXAM and session.suspended is None, "phase")
            return () if session.covered is None else (e.ItemUncovered(at=at),)
        case c.Cover(reason=reason, clock_runs=clock_runs):
            _require(session.phase is Phase.EXAM and session.suspended is None, "phase")
            if (session.covered, session.clock_held) == (reason, not clock_runs):
                return ()
            return (e.ItemCovered(at=at, reason=reason, clock_runs=clock_runs),)
        case c.ConfirmName():
            _require(session.phase is Phase.NAME, "phase")
            return (e.NameConfirmed(at=at),)
        case c.AcceptAgreement():
            _require(session.phase is Phase.AGREEMENT, "phase")
            return (e.AgreementAccepted(at=at),)
        case c.DeclineAgreement():
            _require(session.phase is Phase.AGREEMENT, "phase")
            return (e.AgreementDeclined(at=at),)
        case c.StartExam():
            _require(session.phase is Phase.TUTORIAL, "phase")
            return (e.ExamStarted(at=at), e.ItemShown(at=at, position=1))
        case c.AcknowledgeReminder():
            _require(session.phase is Phase.REMINDER, "phase")
            return (e.ReminderAcknowledged(at=at),)
        case c.CloseSurvey(answers=answers):
            _require(session.phase is Phase.SURVEY, "phase")
            return (e.SurveyClosed(at=at, answers=answers),)
        case _:
            _require(session.phase is Phase.EXAM, "phase")
            _require(session.suspended is None, "suspended")
            # What was typed before the cover may still be stored, and the program may still be closed.
            _require(session.covered is None or isinstance(command, (c.WriteComment, c.Suspend)), "covered")
            return _decide_in_exam(session, command, at)


def _decide_in_exam(session: Session, command: c.Command, at: Instant) -> tuple[e.Event, ...]:
    match command:
        case c.ShowItem(position=position):
            _require(1 <= position <= len(session.responses), "no_such_item")
            if position == session.position and not session.at_summary:
                return ()
            return (e.ItemShown(at=at, position=position),)
        case c.ShowSummary():
            return () if session.at_summary else (e.SummaryShown(at=at),)
        case c.AnswerItem(position=position, option=option):
            response = _current(session, position)
            _require(option in session.form.slot(position).option_order, "no_such_option")
            if response.chosen == option:
                return ()
            return (e.ItemAnswered(at=at, position=position, option=option),)
        case c.MarkItem(position=position, marked=marked):
            if _current(session, position).marked == marked:
                return ()
            return (e.ItemMarked(at=at, position=position, marked=marked),)
        case c.StrikeOption(position=position, option=option, struck=struck):
            response = _current(session, position)
            _require(option in session.form.slot(position).option_order, "no_such_option")
            if (option in response.struck) == struck:
                return ()
            return (e.OptionStruck(at=at, position=position, option=option, struck=struck),)
        case c.HighlightStem(position=position, ranges=ranges):
            response = _current(session, position)
            clean = merged_ranges(ranges)
            if clean == response.highlights:
                return ()
            return (e.StemHighlighted(at=at, position=position, ranges=clean),)
        case c.WriteComment(position=position, text=text):
            _require(1 <= position <= len(session.responses), "no_such_item")
            _require(session.response(position).seen, "not_seen")
            _require(len(text) <= COMMENT_LIMIT, "comment_too_long")
            if session.response(position).comment == text:
                return ()
            return (e.CommentWritten(at=at, position=position, text=text),)
        case c.DisplayClock(shown=shown):
            return () if session.clock_shown == shown else (e.ClockDisplayed(at=at, shown=shown),)
        case c.Suspend(reason=reason):
            return (e.SessionSuspended(at=at, reason=reason),)
        case c.SubmitExam():
            return (e.ExamEnded(at=at, reason="submitted"),)
        case _:
            raise CommandRefused("unknown_command")


def _current(session: Session, position: int) -> Response:
    # A key pressed just after Next must not answer the question that has left the screen.
    _require(position == session.position and not session.at_summary, "not_current")
    return session.response(position)


def _require(fits: bool, reason: str) -> None:
    if not fits:
        raise CommandRefused(reason)


def merged_ranges(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Character ranges in order, joined where they touch; empty and negative ones are dropped."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), end) for start, end in ranges):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def evolve(session: Session, event: e.Event) -> Session:
    """The state after one event. Raises `EventUnreadable` for an event that does not fit the form."""
    session = replace(session, seq=session.seq + 1)
    if isinstance(event, e.OtherEvent):
        return replace(session, notes=(*session.notes, event))
    session = replace(session, last=event.at)
    match event:
        case e.NameConfirmed():
            return replace(session, phase=Phase.AGREEMENT)
        case e.AgreementAccepted():
            return replace(session, phase=Phase.TUTORIAL)
        case e.AgreementDeclined():
            return replace(session, phase=Phase.DECLINED)
        case e.ExamStarted():
            return replace(session, phase=Phase.EXAM, clock=session.clock.started(event.at))
        case e.SummaryShown():
            return replace(session, at_summary=True)
        case e.ClockDisplayed(shown=shown):
            return replace(session, clock_shown=shown)
        case e.TimeWarned(minutes=minutes):
            return replace(session, warned=(*session.warned, minutes))
        case e.SessionSuspended(reason=reason):
            return replace(session, suspended=reason, clock=_stopped(session, event.at))
        case e.SessionResumed():
            return replace(session, suspended=None, clock=_running(session, event.at, held=session.clock_held))
        case e.ItemCovered(reason=reason, clock_runs=clock_runs):
            clock = _running(session, event.at, held=False) if clock_runs else _stopped(session, event.at)
            return replace(session, covered=reason, clock_held=not clock_runs, clock=clock)
        case e.ItemUncovered():
            clock = _running(session, event.at, held=False)
            return replace(session, covered=None, clock_held=False, clock=clock)
        case e.ExamEnded(reason=reason):
            clock = _stopped(session, event.at)
            return replace(session, phase=Phase.REMINDER, ended=reason, covered=None, clock_held=False, clock=clock)
        case e.AttemptAbandoned(reason=reason):
            clock = _stopped(session, event.at)
            return replace(
                session,
                phase=Phase.ABANDONED,
                ended=reason,
                suspended=None,
                covered=None,
                clock_held=False,
                clock=clock,
            )
        case e.ReminderAcknowledged():
            return replace(session, phase=Phase.SURVEY)
        case e.SurveyClosed(answers=answers):
            return replace(session, phase=Phase.COMPLETE, survey=answers)
        case _:
            return _evolve_response(session, event)


def _running(session: Session, at: Instant, *, held: bool) -> ExamClock:
    """The clock running from `at`; one that runs already goes on, one that is `held` stands."""
    return session.clock if held or session.running else session.clock.started(at)


def _stopped(session: Session, at: Instant) -> ExamClock:
    try:
        return session.clock.stopped(at)
    except CommandRefused as error:
        raise EventUnreadable(f"the clock is stopped by an instant of another run, {at.run}") from error


def _evolve_response(session: Session, event: e.Event) -> Session:
    position: int = getattr(event, "position", 0)
    if not 1 <= position <= len(session.responses):
        raise EventUnreadable(f"{event.kind} at question {position}")
    option: str | None = getattr(event, "option", None)
    if option is not None and option not in session.form.slot(position).option_order:
        raise EventUnreadable(f"{event.kind} with option {option} at question {position}")
    response = session.response(position)
    match event:
        case e.ItemShown():
            session = replace(session, position=position, at_summary=False)
            response = replace(response, seen=True)
        case e.ItemAnswered(option=option):
            response = replace(response, chosen=option)
        case e.ItemMarked(marked=marked):
            response = replace(response, marked=marked)
        case e.OptionStruck(option=option, struck=struck):
            struck_now = response.struck | {option} if struck else response.struck - {option}
            response = replace(response, struck=struck_now)
        case e.StemHighlighted(ranges=ranges):
            response = replace(response, highlights=ranges)
        case e.CommentWritten(text=text):
            response = replace(response, comment=text)
        case _:
            raise EventUnreadable(event.kind)
    responses = (*session.responses[: position - 1], response, *session.responses[position:])
    return replace(session, responses=responses)
