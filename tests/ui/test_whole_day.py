"""A whole day in each shipped venue, through the program's own first page, to the report; and killed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import day_texts, plan_texts, report_texts, texts
from cehrs_desktop.rehearsal.acts import Ask
from cehrs_desktop.rehearsal.day import DayState, day_state
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.venue import AppointmentStep, ExamStep, WaitStep
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.proctor.player import ScenePlayer
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.screens.debrief import DebriefScreen
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.home import HomeScreen
from cehrs_desktop.ui.screens.report.screen import ReportScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from tests.day_answers import right_answers
from tests.ui.driving import Driven, MovedClock, small_desk, turn, wait_for

VENUES = ("test_center", "live_remote", "school")


class Day(Driven):
    """Somebody who does everything right, and answers every scene well."""

    def __init__(self, application: QApplication, venue: str, **chosen: str) -> None:
        self.moved = MovedClock()
        day: dict[str, Json] = {"venue": venue, "level": "hard", "arrival": "opening", "waits": "short", **chosen}
        super().__init__(application, settings={"day": day}, clock=self.moved, open_desk=small_desk(program_paths()))
        self.steps: list[str] = []
        self.scenes: set[str] = set()

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def begin_day(self) -> None:
        self.ready()
        self.parts(QLineEdit)[0].setText("Robin Example")
        self.press(texts.REHEARSE_DAY)
        self.until(plan_texts.TITLE)
        self.press(plan_texts.BEGIN)
        wait_for(lambda: self.flow.sitting, "the day to begin")

    @property
    def plan(self) -> DayPlan:
        assert self.flow.sitting is not None
        plan = self.flow.sitting.sitting.attempt.day
        assert plan is not None
        return plan

    @property
    def state(self) -> DayState:
        return day_state(self.plan, self.session.notes)

    def quiet(self) -> None:
        """Let everything be stored and shown."""
        turn(1)
        wait_for(lambda: self.flow.sitting is None or not self.presenter.busy, "everything to be stored")
        turn(1)

    def live(self) -> Iterator[str]:
        """Go through the day; yields before each step, and ends at the report."""
        answers: dict[tuple[str, int], Iterator[Json]] = {}
        for _ in range(4000):
            self.quiet()
            if self.flow.sitting is None or self.session.phase is Phase.COMPLETE:
                return
            session, state = self.session, self.state
            step = state.step_of(self.plan)
            if state.scene is not None:
                self.scenes.add(state.scene.id)
                self.play()
            elif session.phase in (Phase.NAME, Phase.SURVEY) and isinstance(self.screen, DayScreen) and step:
                if step.id not in self.steps:
                    self.steps.append(step.id)
                    yield step.id
                    continue
                if isinstance(step, (WaitStep, AppointmentStep)):
                    self.moved.wait(0.2)
                    turn(250)
                rest = answers.setdefault((step.id, state.since), right_answers(self.plan, step))
                given = next(rest, None)
                screen = self.day_screen
                if given is None:
                    screen.passed.emit()
                else:
                    screen.tried.emit(given)
            else:
                self.in_the_exam()
        raise AssertionError(f"the day does not end: {self.steps} {self.session.phase} {self.words()}")

    @property
    def day_screen(self) -> DayScreen:
        assert isinstance(self.screen, DayScreen)
        return self.screen

    def play(self) -> None:
        """Whatever is on: wait for it, decide well, do what is asked."""
        guide = self.flow.sitting._guide  # pyright: ignore[reportOptionalMemberAccess]
        assert guide is not None
        player: ScenePlayer = guide._player
        act = player.live.act
        good = next(choice.id for choice in act.choices if choice.good) if isinstance(act, Ask) else ""
        player.live.pass_act(good)

    def in_the_exam(self) -> None:
        """Agreement, tutorial, exam, reminder and survey, each with its one thing to do; time goes by in the exam."""
        match self.session.phase:
            case Phase.AGREEMENT:
                self.presenter.ask(lambda at: c.AcceptAgreement(at=at))
            case Phase.TUTORIAL:
                self.presenter.ask(lambda at: c.StartExam(at=at))
            case Phase.EXAM if isinstance(self.screen, ExamScreen):
                if self.presenter.left_ms() < 3 * 60_000:
                    self.presenter.submit()
                else:
                    # To the next incident, or to the end.
                    now_ms = self.session.clock.used_at(self.moved.now())
                    due_ms = [p.minute * 60_000 for p in self.plan.incidents if p.incident.id not in self.state.played]
                    self.moved.wait((min([ms for ms in due_ms if ms > 0] or [123 * 60_000]) - now_ms) / 60_000 + 0.01)
                    turn(520)
            case Phase.REMINDER:
                self.press(texts.CONTINUE)
            case Phase.SURVEY if texts.SURVEY_TITLE in self.words():
                self.press(texts.SKIP_SURVEY)
            case _:
                turn(20)


@pytest.mark.parametrize("venue", VENUES)
def test_a_whole_hard_day_from_the_first_page_to_the_report(qapp: QApplication, venue: str) -> None:
    with Day(qapp, venue) as day:
        day.begin_day()
        plan = day.plan
        assert list(day.live()) == [s.id for s in plan.venue.steps if not isinstance(s, ExamStep)]
        wait_for(lambda: isinstance(day.screen, ReportScreen), "the report")
        # Everything that was planned came up, also what the exam's minutes held.
        assert day.scenes == {planned.incident.id for planned in plan.incidents}
        stored = day.stored()
        assert stored.attempt.day == plan
        # The debrief is one press away, and what is written there is in the log, under the same chain.
        day.press(report_texts.DEBRIEF)
        debrief = wait_for(lambda: day.screen if isinstance(day.screen, DebriefScreen) else None, "the debrief")
        before = len(stored.events)
        debrief.annotated.emit(3, "I was early.")
        wait_for(lambda: len(day.stored().events) > before, "the note to be stored")
        (line,) = day.on_lane(lambda desk: desk.store.lines())
        assert line.state == "complete"


def way_out(program: Driven) -> None:
    """Press the keys of the way out: it asks, and one can stay."""
    program.key(Qt.Key.Key_F10, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert program.dialog is not None
    assert texts.LEAVE_DAY_TITLE in program.dialog.windowTitle() + program.words()
    program.press(texts.LEAVE_DAY_NO)
    wait_for(lambda: program.dialog is None, "the dialog to close")


@pytest.mark.parametrize("level", [0, 2])
def test_the_keys_of_the_way_out_ask_at_a_step(qapp: QApplication, level: int) -> None:
    with Day(qapp, "test_center") as day:
        day.flow.stage.settings.change("lockdown", str(level))
        day.begin_day()
        day.quiet()
        screen = day.day_screen
        way_out(day)
        assert day.day_screen is screen


@pytest.mark.parametrize("level", [0, 2])
def test_the_keys_of_the_way_out_ask_in_the_tutorial(qapp: QApplication, level: int) -> None:
    with Driven(qapp, settings={"lockdown": str(level)}) as program:
        program.check_in()
        way_out(program)
        program.press(texts.TUTORIAL_START)
        wait_for(lambda: program.screen.findChildren(ExamScreen), "the tutorial")
        tutorial = program.screen
        way_out(program)
        assert program.screen is tutorial


@pytest.mark.parametrize("venue", VENUES)
def test_a_day_that_is_killed_goes_on_at_the_same_step(qapp: QApplication, venue: str) -> None:
    with Day(qapp, venue, level="none") as day:
        day.begin_day()
        reached = []
        for step in day.live():
            reached.append(step)
            if len(reached) == 4:
                break
        day.window.close()
    with Day(qapp, venue) as again:
        wait_for(lambda: isinstance(again.screen, SuspendedScreen), "the offer to go on")
        again.press(texts.RESUME)
        wait_for(lambda: isinstance(again.screen, DayScreen), "the step")
        step = again.state.step_of(again.plan)
        assert step is not None
        assert step.id == reached[-1]


def test_who_comes_too_late_is_not_admitted_and_may_end_or_go_on(qapp: QApplication) -> None:
    with Day(qapp, "test_center", arrival="too_late", level="none") as day:
        day.begin_day()
        for step in day.live():
            if step == "arrive":
                day.day_screen.passed.emit()
                break
        wait_for(lambda: day.state.ended, "the refusal")
        day.press(day_texts.END_REHEARSAL)
        wait_for(lambda: isinstance(day.screen, HomeScreen), "the first page")
        (line,) = day.on_lane(lambda desk: desk.store.lines())
        assert line.state == "abandoned"
