"""Playing a scene: which commands follow when it begins, goes on, or the candidate decides. Pure decisions.

What needs nobody (something said, a warning) happens at once, in one durable act with what led to it; an act that takes
time or an answer stays on until it is passed. Warnings come from scenes alone: what the program observes is never one.
"""

from __future__ import annotations

from collections import Counter

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.events import OtherEvent
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.rehearsal.acts import (
    Act,
    Ask,
    Away,
    ClockRule,
    EndHere,
    Fault,
    NewProctor,
    NewStation,
    Noise,
    Pause,
    Recheck,
    Say,
    Warn,
)
from cehrs_desktop.rehearsal.day import DayState, evolve_day
from cehrs_desktop.rehearsal.incidents import Planned
from cehrs_desktop.rehearsal.plan import SHORT_WAIT_SECONDS, DayPlan

ENDED = "ended"
"""Why the question is covered when the real exam would have ended."""

THIRD = 3


def due(plan: DayPlan, state: DayState, used_ms: int) -> Planned | None:
    """The incident of the exam whose time has come and that was not played; none while a scene is on."""
    if state.scene is not None:
        return None
    waiting = (p for p in plan.incidents if p.minute >= 0 and p.incident.id not in state.played)
    return next((planned for planned in waiting if used_ms >= planned.minute * 60_000), None)


def due_before(plan: DayPlan, state: DayState, step_id: str) -> Planned | None:
    """The incident that comes up before this step and was not played."""
    if state.scene is not None:
        return None
    waiting = (p for p in plan.incidents if p.step == step_id and p.incident.id not in state.played)
    return next(waiting, None)


def begin_scene(
    plan: DayPlan, state: DayState, session: Session, at: Instant, scene_id: str, source: str = "incident"
) -> tuple[c.Command, ...]:
    """Begin an incident or a request. Nothing while another scene is on, or the exam is suspended."""
    if state.scene is not None or session.suspended is not None:
        return ()
    play = _Play(plan, state, session, at)
    play.note("scene.begun", id=scene_id, source=source)
    return play.go_on()


def pass_act(plan: DayPlan, state: DayState, session: Session, at: Instant, choice: str = "") -> tuple[c.Command, ...]:
    """The act that is on is over: its time ran out, it was done, or (`choice`) the candidate decided.

    An `Ask` without a choice gets its silent one. Nothing when no scene is on, or the exam is suspended: the question
    could not be covered or shown again then.
    """
    if state.scene is None or not state.scene.todo or session.suspended is not None:
        return ()
    play = _Play(plan, state, session, at)
    act = state.scene.todo[0]
    if isinstance(act, Ask):
        known = {one.id for one in act.choices}
        play.note("scene.chosen", choice=choice if choice in known else act.silent, silent=choice not in known)
    elif isinstance(act, NewStation):
        play.note("scene.new_station", text=act.text)
    else:
        play.note("scene.passed", act=act.kind)
    return play.go_on()


def go_on_as_practice(state: DayState, session: Session, at: Instant) -> tuple[c.Command, ...]:
    """The real exam would have ended; the candidate goes on, and the attempt is marked as practice from here.

    Nothing when it would not have ended, or was gone on with already."""
    if not state.ended or state.practice:
        return ()
    commands: list[c.Command] = [c.Note(at=at, kind="day.went_on", body=(("after", state.ended),))]
    if state.scene is not None:
        commands.append(c.Note(at=at, kind="scene.over"))
    if session.covered is not None:
        commands.append(c.Uncover(at=at))
    return tuple(commands)


def break_off(state: DayState, at: Instant) -> tuple[c.Command, ...]:
    """The exam ended (by time, or submitted) while a scene was on: nothing of it comes any more."""
    return () if state.scene is None else (c.Note(at=at, kind="scene.over"),)


def clock_runs(plan: DayPlan, session: Session, act: Act) -> bool:
    """Whether the exam's clock runs during an act that covers the question."""
    match act:
        case Away():
            return _by("break", session, "")
        case Pause(clock=clock) | Recheck(clock=clock) | Ask(clock=clock, covers=True):
            return _by(clock, session, plan.choices.pause_clock)
        case Fault(clock=clock) | NewStation(clock=clock):
            return _by(clock, session, plan.choices.fault_clock)
        case _:
            return True


def _by(clock: ClockRule, session: Session, setting: str) -> bool:
    if clock == "break":
        return not session.rules.breaks_stop_clock
    return (setting if clock == "setting" else clock) == "runs"


def seconds_of(plan: DayPlan, act: Act) -> int | None:
    """How long an act stays on by itself, in seconds: shortened where waits are; `None`: until somebody acts."""
    match act:
        case Pause(seconds=seconds) | Fault(seconds=seconds) | NewStation(seconds=seconds):
            return seconds if plan.choices.waits == "full" else min(seconds, SHORT_WAIT_SECONDS)
        case Noise(seconds=seconds) | Ask(seconds=seconds):
            # Not a wait: the exam goes on under a noise, and time to decide is never cut.
            return seconds
        case _:
            return None


def covers(act: Act) -> bool:
    """Whether the question is off the screen during an act."""
    return isinstance(act, (Pause, Fault, Away, Recheck, NewStation)) or (isinstance(act, Ask) and act.covers)


def ladder_reached(plan: DayPlan, state: DayState) -> bool:
    """Whether the warnings given so far end an exam: the third of any kind, or the third of the same rule."""
    if plan.choices.ladder == "third":
        return len(state.warnings) >= THIRD
    return max(Counter(warning.rule for warning in state.warnings).values(), default=0) >= THIRD


class _Play:
    """Commands in the making, with the day as it will be after them."""

    def __init__(self, plan: DayPlan, state: DayState, session: Session, at: Instant) -> None:
        self._plan = plan
        self._state = state
        self._session = session
        self._at = at
        self._commands: list[c.Command] = []

    def note(self, kind: str, **body: Json) -> None:
        """Note something, and let the day go on by it."""
        made = c.Note(at=self._at, kind=kind, body=tuple(body.items()))
        self._commands.append(made)
        event = OtherEvent(at=self._at, other_kind=kind, body=made.body)
        self._state = evolve_day(self._plan, self._state, event)

    def go_on(self) -> tuple[c.Command, ...]:
        """Everything that needs nobody, up to the act that stays on or the end of the scene."""
        while (scene := self._state.scene) is not None:
            if not scene.todo:
                self.note("scene.over")
                break
            act = scene.todo[0]
            match act:
                case Say(text=text, who=who, spoken=spoken):
                    self.note("scene.said", text=text, who=who, spoken=spoken)
                case Warn(rule=rule, text=text):
                    self.note("scene.warned", rule=rule, text=text)
                    if ladder_reached(self._plan, self._state) and not self._state.practice:
                        return self._end(rule, text)
                case EndHere(rule=rule, text=text):
                    if not self._state.practice:
                        return self._end(rule, text)
                    # It has ended once already: a second ending is said, and changes nothing.
                    self.note("scene.said", text=text, who="proctor", spoken=False)
                case NewProctor(text=text):
                    self.note("scene.new_proctor", text=text)
                case _:
                    self._cover(act)
                    return tuple(self._commands)
        self._uncover()
        return tuple(self._commands)

    def _end(self, rule: str, text: str) -> tuple[c.Command, ...]:
        self.note("scene.exam_ended", rule=rule, text=text)
        if self._in_exam:
            self._commands.append(c.Cover(at=self._at, reason=ENDED, clock_runs=False))
        return tuple(self._commands)

    @property
    def _in_exam(self) -> bool:
        return self._session.phase is Phase.EXAM and self._session.suspended is None

    def _cover(self, act: Act) -> None:
        if not self._in_exam:
            return
        if covers(act):
            runs = clock_runs(self._plan, self._session, act)
            self._commands.append(c.Cover(at=self._at, reason=act.kind, clock_runs=runs))
        else:
            self._uncover()

    def _uncover(self) -> None:
        if self._in_exam and (self._session.covered is not None or self._covered_here()):
            self._commands.append(c.Uncover(at=self._at))

    def _covered_here(self) -> bool:
        return any(isinstance(command, c.Cover) for command in self._commands)
