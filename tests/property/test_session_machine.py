"""The random player finds nothing in the session, and finds each of the faults that are planted here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from cehrs_desktop.application import sitting
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam import navigation, session
from cehrs_desktop.exam.timing import ExamClock, Instant
from tests.effort import effort
from tests.property.session_machine import SessionMachine

Planted = Callable[[pytest.MonkeyPatch], None]

TestSession = SessionMachine.TestCase
TestSession.settings = effort(120, steps=40)


def forget_marks(patch: pytest.MonkeyPatch) -> None:
    real = session.evolve

    def evolve(state: session.Session, event: e.Event) -> session.Session:
        after = real(state, event)
        return replace(after, responses=state.responses) if isinstance(event, e.ItemMarked) else after

    patch.setattr(session, "evolve", evolve)


def lose_the_highlights_on_return(patch: pytest.MonkeyPatch) -> None:
    real = session.evolve

    def evolve(state: session.Session, event: e.Event) -> session.Session:
        after = real(state, event)
        if not isinstance(event, e.ItemShown):
            return after
        return replace(after, responses=tuple(replace(r, highlights=()) for r in after.responses))

    patch.setattr(session, "evolve", evolve)


def answer_after_the_end(patch: pytest.MonkeyPatch) -> None:
    real: Any = session._decide

    def decide(state: session.Session, command: c.Command, at: Instant) -> tuple[e.Event, ...]:
        if isinstance(command, c.AnswerItem) and state.phase is session.Phase.REMINDER:
            return session._decide_in_exam(state, command, at)
        return real(state, command, at)

    patch.setattr(session, "_decide", decide)


def count_down_by_the_wall_clock(patch: pytest.MonkeyPatch) -> None:
    def used_at(clock: ExamClock, now: Instant) -> int:
        if clock.since is None:
            return clock.used_ms
        return min(clock.limit_ms, clock.used_ms + max(0, now.wall_ms - clock.since.wall_ms))

    patch.setattr(ExamClock, "used_at", used_at)


def use_more_time_than_there_is(patch: pytest.MonkeyPatch) -> None:
    def used_at(clock: ExamClock, now: Instant) -> int:
        return clock.used_ms + (0 if clock.since is None else max(0, now.awake_ms - clock.since.awake_ms))

    patch.setattr(ExamClock, "used_at", used_at)


def forget_the_time_before_a_break(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ExamClock, "started", lambda clock, at: replace(clock, since=at, used_ms=0))


def warn_again(patch: pytest.MonkeyPatch) -> None:
    real: Any = session._what_time_does

    def what_time_does(state: session.Session, at: Instant) -> Any:
        return real(replace(state, warned=()), at)

    patch.setattr(session, "_what_time_does", what_time_does)


def count_marked_questions_as_answered(patch: pytest.MonkeyPatch) -> None:
    real: Any = navigation._passes

    def passes(response: session.Response, which: navigation.Filter) -> bool:
        return real(response, which) or (which is navigation.Filter.ANSWERED and response.marked)

    patch.setattr(navigation, "_passes", passes)


def give_back_more_than_since_the_heartbeat(patch: pytest.MonkeyPatch) -> None:
    def last_event(state: session.Session, heartbeat: Instant | None) -> Instant:
        assert state.last is not None
        return state.last

    patch.setattr(sitting, "last_sign_of_life", last_event)


def move_on_before_storing(patch: pytest.MonkeyPatch) -> None:
    def do(self: sitting.Sitting, *commands: c.Command) -> session.Session:
        seq, events = self.session.seq, list[e.Event]()
        for command in commands:
            happened = session.apply(self.session, command)
            self.session = session.replay(self.session, happened)
            events += happened
        if events:
            self._log.append(self.attempt.id, seq, events)
        return self.session

    patch.setattr(sitting.Sitting, "do", do)


def take_the_time_of_a_fault(patch: pytest.MonkeyPatch) -> None:
    def do_after_fault(self: sitting.Sitting, failed_at: Instant, command: c.Command) -> session.Session:
        return self.do(command)

    patch.setattr(sitting.Sitting, "do_after_fault", do_after_fault)


def let_other_kinds_move_the_clock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("tests.property.session_machine.evolve", lambda state, event: replace(state, last=event.at))


def answer_under_the_cover(patch: pytest.MonkeyPatch) -> None:
    real: Any = session._decide

    def decide(state: session.Session, command: c.Command, at: Instant) -> tuple[e.Event, ...]:
        uncovered = replace(state, covered=None) if isinstance(command, c.AnswerItem) else state
        return real(uncovered, command, at)

    patch.setattr(session, "_decide", decide)


def run_the_clock_after_a_restart_in_a_pause(patch: pytest.MonkeyPatch) -> None:
    def running(state: session.Session, at: Instant, *, held: bool) -> ExamClock:
        return state.clock if state.running else state.clock.started(at)

    patch.setattr(session, "_running", running)


def stop_the_clock_under_every_cover(patch: pytest.MonkeyPatch) -> None:
    real = session.evolve

    def evolve(state: session.Session, event: e.Event) -> session.Session:
        return real(state, replace(event, clock_runs=False) if isinstance(event, e.ItemCovered) else event)

    patch.setattr(session, "evolve", evolve)


def keep_the_cover_when_time_runs_out(patch: pytest.MonkeyPatch) -> None:
    real = session.evolve

    def evolve(state: session.Session, event: e.Event) -> session.Session:
        after = real(state, event)
        timed_out = isinstance(event, e.ExamEnded) and event.reason == "time_out"
        return replace(after, covered=state.covered) if timed_out else after

    patch.setattr(session, "evolve", evolve)


def let_a_note_wake_the_clock(patch: pytest.MonkeyPatch) -> None:
    real = session.evolve

    def evolve(state: session.Session, event: e.Event) -> session.Session:
        after = real(state, event)
        return replace(after, last=event.at) if isinstance(event, e.OtherEvent) else after

    patch.setattr(session, "evolve", evolve)


def lose_the_position_in_the_envelope(patch: pytest.MonkeyPatch) -> None:
    real = e.to_envelope

    def to_envelope(event: e.Event) -> dict[str, e.Json]:
        return real(replace(event, position=1) if isinstance(event, e.ItemAnswered) else event)

    patch.setattr("tests.building.to_envelope", to_envelope)


@pytest.mark.parametrize(
    "plant",
    [
        forget_marks,
        lose_the_highlights_on_return,
        answer_after_the_end,
        count_down_by_the_wall_clock,
        use_more_time_than_there_is,
        forget_the_time_before_a_break,
        warn_again,
        count_marked_questions_as_answered,
        give_back_more_than_since_the_heartbeat,
        move_on_before_storing,
        take_the_time_of_a_fault,
        let_other_kinds_move_the_clock,
        lose_the_position_in_the_envelope,
        answer_under_the_cover,
        run_the_clock_after_a_restart_in_a_pause,
        stop_the_clock_under_every_cover,
        keep_the_cover_when_time_runs_out,
        let_a_note_wake_the_clock,
    ],
)
def test_the_machine_finds_a_planted_fault(plant: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    # Found is enough; making the example small would only take time.
    quick = settings(effort(400, steps=40), phases=[Phase.generate], report_multiple_bugs=False)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(SessionMachine, settings=quick)
