"""The Tutorial Test lived through: launched from its step, on the exam's own screen, ended in every way there is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from cehrs_desktop.application.ports import StoreError
from cehrs_desktop.exam.events import OtherEvent
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation import exam_texts, texts
from cehrs_desktop.presentation.report_texts import moment
from cehrs_desktop.presentation.tutorial import ForgetfulLog
from cehrs_desktop.rehearsal.venue import TutorialTestStep
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.day.tutorial_test import TutorialTestScreen
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.exam.summary import SummaryScreen
from cehrs_desktop.ui.screens.problem import ProblemScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from tests.ui.day_driving import LAST, DayDriven, a_plan
from tests.ui.driving import CTRL, turn, wait_for
from tests.ui.test_looks import misfits
from tests.ui.test_whole_day import Day

Key = Qt.Key
QUESTIONS = 5


class Trying(Day):
    """Online Proctored, from the program's first page to the step of the Tutorial Test; nothing comes up that day."""

    def __init__(self, application: QApplication, **settings: object) -> None:
        super().__init__(application, "live_remote", level="none")
        for name, value in settings.items():
            self.around.settings.change(name, value)  # pyright: ignore[reportArgumentType]

    def __enter__(self) -> Trying:
        super().__enter__()
        return self

    def to_the_step(self) -> Trying:
        self.begin_day()
        for step in self.live():
            if step == "tutorial_test":
                break
        return self

    @property
    def step_id(self) -> str:
        step = self.state.step_of(self.plan)
        return "" if step is None else step.id

    @property
    def at_the_step(self) -> bool:
        return isinstance(self.screen, TutorialTestScreen) and self.screen.isEnabled()

    def given(self) -> list[object]:
        """What is stored of the step."""
        return [one.given for one in self.state.tries_at("tutorial_test")]

    def launch(self) -> None:
        self.press(words.LAUNCH_TEST)
        self.in_the_test()

    def in_the_test(self) -> None:
        wait_for(lambda: self.screen.findChildren(ExamScreen), "the exam screen")
        turn(1)

    def back(self) -> None:
        wait_for(lambda: self.at_the_step, "the step")
        self.quiet()

    def end(self) -> None:
        self.press(exam_texts.END_TUTORIAL_TEST)
        self.back()

    def answer(self, key: Qt.Key) -> None:
        """Answer the question on the screen and go on, by keys."""
        before = self.position
        self.key(key)
        wait_for(lambda: self.recorded(before), "the answer")
        self.key(Key.Key_N)
        wait_for(lambda: isinstance(self.screen, SummaryScreen) or self.position != before, "the next question")
        turn(1)

    @property
    def practice(self) -> ExamPresenter | None:
        """The presenter of the test, while there is one."""
        flow = self.flow.sitting
        assert flow is not None
        return flow._rooms._test

    @property
    def position(self) -> int:
        assert self.practice is not None
        return self.practice.session.position

    def recorded(self, position: int) -> bool:
        assert self.practice is not None
        return self.practice.session.response(position).chosen is not None or self.practice.pending is not None


def test_it_is_launched_three_times_and_the_fourth_is_refused(qapp: QApplication) -> None:
    with Trying(qapp) as day:
        day.to_the_step()
        assert words.launches_left(3, 3, 15) in day.words()
        # The days before: by the clock on the wall, half an hour before the exam, it would be closed.
        assert "Rehearsed here as 2\N{NO-BREAK SPACE}days before the exam." in day.words()
        for left in (2, 1, 0):
            day.launch()
            assert exam_texts.TUTORIAL_TEST in day.words()
            day.end()
            assert day.day_screen.verdict.text == words.TEST_ENDED
            assert words.launches_left(left, 3, 15) in day.words()
        day.press(words.LAUNCH_TEST)
        wait_for(lambda: day.day_screen.verdict.text == words.VERDICTS["expired"], "the refusal")
        day.quiet()
        assert day.at_the_step
        assert day.given() == ["launch", "end"] * 3 + ["launch"]
        assert [one.right for one in day.state.tries_at("tutorial_test")] == [True] * 6 + [False]
        day.press(words.CONTINUE)
        wait_for(lambda: day.step_id == "launch_window", "the appointment")
        # Nothing of it is in the attempt but these notes.
        assert all(isinstance(event, OtherEvent) for event in day.stored().events)


def test_it_is_gone_on_without(qapp: QApplication) -> None:
    with Trying(qapp) as day:
        day.to_the_step()
        day.press(words.SKIP_TEST)
        wait_for(lambda: day.step_id == "launch_window", "the appointment")
        assert day.given() == ["skip"]


@pytest.mark.parametrize("older", [False, True])
def test_five_questions_on_the_screen_of_the_day_by_keyboard(qapp: QApplication, older: bool) -> None:
    with Trying(qapp, screen="older" if older else "default", only_next_records=older) as day:
        day.to_the_step()
        # The keyboard is on the launch.
        day.key(Key.Key_Space)
        day.in_the_test()
        stems: set[str] = set()
        for number in range(1, QUESTIONS + 1):
            assert day.position == number
            stems.add(day.stem.toPlainText())
            day.answer(Key.Key_B)
        assert len(stems) == QUESTIONS
        # After the last one comes the summary, with a way out of its own.
        assert isinstance(day.screen, SummaryScreen)
        assert day.practice is not None
        assert [one.chosen for one in day.practice.session.responses] == ["b"] * QUESTIONS
        assert texts.END_EXAM not in [made.text() for made in day.parts(type(day.button("&End")))]
        made = day.button(exam_texts.END_TUTORIAL_TEST)
        for _ in range(30):
            if made.hasFocus():
                break
            day.key(Key.Key_Tab)
        day.key(Key.Key_Space)
        day.back()
        assert day.given() == ["launch", "end"]
        assert day.session.phase is Phase.NAME
        assert day.session.responses[0].chosen is None
        assert day.practice is None
        # Going on is reached by keyboard as well.
        day.button(words.CONTINUE).setFocus()
        day.key(Key.Key_Space)
        wait_for(lambda: day.step_id == "launch_window", "the appointment")


def test_its_own_fifteen_minutes_end_it(qapp: QApplication) -> None:
    with Trying(qapp) as day:
        day.to_the_step()
        day.launch()
        assert day.practice is not None
        assert day.practice.left_ms() == 15 * 60_000
        day.moved.wait(14.99)
        turn(300)
        assert not day.at_the_step
        day.moved.wait(0.02)
        day.back()
        assert day.given() == ["launch", "time_over"]
        assert day.day_screen.verdict.text == words.TEST_TIME_OVER


def test_killed_inside_it_is_back_at_the_step_and_the_launch_counts(qapp: QApplication) -> None:
    with Trying(qapp) as day:
        day.to_the_step()
        day.launch()
        day.answer(Key.Key_C)
        day.window.close()
    with Trying(qapp) as again:
        wait_for(lambda: isinstance(again.screen, SuspendedScreen), "the offer to go on")
        again.press(texts.RESUME)
        again.back()
        assert again.given() == ["launch"]
        assert again.day_screen.verdict.text == words.TEST_BROKEN_OFF
        assert words.launches_left(2, 3, 15) in again.words()
        again.launch()
        again.end()
        assert again.given() == ["launch", "launch", "end"]
        assert again.day_screen.verdict.text == words.TEST_ENDED


def test_an_end_that_cannot_be_stored_is_stored_later(qapp: QApplication) -> None:
    with Trying(qapp) as day:
        day.to_the_step()
        day.launch()
        sitting = day.presenter._sitting
        log, sitting._log = sitting._log, _Full()
        day.press(exam_texts.END_TUTORIAL_TEST)
        wait_for(lambda: isinstance(day.screen, ProblemScreen), "the trouble to be told")
        sitting._log = log
        day.press(texts.TRY_AGAIN)
        day.back()
        assert day.given() == ["launch", "end"]
        assert day.practice is None


class _Full(ForgetfulLog):
    """A log on a full disk."""

    def append(self, attempt_id: str, after: int, events: object) -> None:
        raise StoreError("disk_full")


def test_a_look_that_changes_inside_holds_and_is_there_at_the_step(qapp: QApplication) -> None:
    with Trying(qapp) as day:
        day.window.resize(1366, 768)
        day.to_the_step()
        day.launch()
        day.key(Key.Key_Plus, CTRL)
        day.flow.stage.change("zoom", 2.0)
        day.flow.stage.change("theme", "high_contrast")
        turn(20)
        assert misfits(day) == []
        assert not day.at_the_step
        day.end()
        turn(20)
        assert misfits(day) == []


# ---- by the clock on the wall
LATE = TutorialTestStep(id="test", title="The Tutorial Test", launches=1, closes_minutes=19)


def test_on_the_day_itself_it_closes_by_the_clock_on_the_wall(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(LATE, LAST)) as day:
        closes = moment(day.plan.test_closes_ms(LATE))
        assert words.test_limit(closes, 19, 0, closed=False) in day.words()
        day.go_by(60)
        assert words.test_limit(closes, 19, 0, closed=False) in day.words()
        day.go_by(1)
        assert words.test_limit(closes, 19, 0, closed=True) in day.words()
        day.press(words.LAUNCH_TEST)
        assert day.verdict == words.VERDICTS["closed"]
        (tried,) = day.notes("day.step_tried")
        assert (tried["given"], tried["right"], tried["told"]) == ("launch", False, ["closed"])
        # Come back to, the keyboard begins at the way on.
        day.restart()
        assert day.verdict == words.VERDICTS["closed"]
        assert day.window.focusWidget() is day.button(words.SKIP_TEST)
        day.key(Key.Key_Space)
        assert day.step == "last"


def test_what_is_left_and_until_when_is_said_in_whole_words() -> None:
    at = moment(1_800_000_000_000)
    assert words.launches_left(1, 3, 15).startswith("1 of 3 launches is left")
    assert words.launches_left(1, 1, 1) == "It can be launched once, for a minute."
    assert words.launches_left(0, 1, 15) == "No launch is left."
    limit = words.test_limit(at, 150, 1, closed=False).replace("\N{NO-BREAK SPACE}", " ")
    assert "as 1 day before the exam." in limit
    assert limit.endswith("2 hours 30 minutes before the appointment.")
    assert words.test_limit(at, 0, 0, closed=True).endswith("the time of the appointment.")
    assert words.test_limit(at, 61, 0, closed=True).replace("\N{NO-BREAK SPACE}", " ").count("1 hour 1 minute ") == 1


def test_every_line_of_the_step_is_reached_and_named(qapp: QApplication) -> None:
    with DayDriven(qapp, a_plan(LATE, LAST)) as day:
        assert day.window.focusWidget() is day.button(words.LAUNCH_TEST)
        status = [part for part in day.parts(QLabel) if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert [part.text() for part in status] == [
            words.launches_left(1, 1, 15),
            words.test_limit(moment(day.plan.test_closes_ms(LATE)), 19, 0, closed=False),
        ]
