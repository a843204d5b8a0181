"""Time in the real windows: it runs out over a dialog, it warns without disturbing, and no clock change moves it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.screens.closing import ReminderScreen
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from tests.ui.driving import Driven, MovedClock, turn, wait_for

Key = Qt.Key


def started(qapp: QApplication, clock: MovedClock, **changes: Any) -> Driven:
    return Driven(qapp, clock=clock, slept_ms=lambda: 0, **changes)


def open_end(program: Driven) -> None:
    program.key(Key.Key_S)
    program.press(texts.END_EXAM)


def open_help(program: Driven) -> None:
    program.key(Key.Key_F1)


def open_rules(program: Driven) -> None:
    program.key(Key.Key_R)


def open_close_question(program: Driven) -> None:
    program.window.close()


@pytest.mark.parametrize("open_dialog", [open_end, open_help, open_rules, open_close_question])
def test_time_runs_out_over_a_dialog(qapp: QApplication, open_dialog: object) -> None:
    clock = MovedClock()
    with started(qapp, clock) as program:
        program.begin()
        program.key(Key.Key_B)
        open_dialog(program)  # pyright: ignore[reportCallIssue]
        wait_for(lambda: program.dialog, "the dialog")
        clock.wait(124.99)
        turn(300)
        assert program.dialog is not None
        clock.wait(0.02)
        wait_for(lambda: isinstance(program.screen, ReminderScreen), "the exam to end by itself")
        assert program.flow.stage.dialog is None
        assert [widget for widget in qapp.topLevelWidgets() if widget.isVisible()] == [program.window]
        assert texts.TIME_OUT_TITLE in program.words()
        session = program.session
        assert (session.phase, session.ended, session.clock.used_ms) == (Phase.REMINDER, "time_out", 125 * 60_000)
        assert session.response(1).chosen is not None
        assert program.stored().events[-1].kind == e.ExamEnded.kind


def test_time_runs_out_in_the_middle_of_a_comment(qapp: QApplication) -> None:
    clock = MovedClock()
    with started(qapp, clock) as program:
        program.begin()
        program.key(Key.Key_O)
        for letter in "abc":
            program.key(getattr(Key, f"Key_{letter.upper()}"))
        wait_for(lambda: program.session.response(1).comment == "abc", "the comment to be stored")
        clock.wait(126)
        wait_for(lambda: isinstance(program.screen, ReminderScreen), "the exam to end by itself")
        assert program.session.response(1).comment == "abc"


def test_warnings_leave_answer_and_keyboard_where_they_are(qapp: QApplication) -> None:
    clock = MovedClock()
    with started(qapp, clock) as program:
        program.begin()
        program.key(Key.Key_C)
        program.rows[1].setFocus()
        for minutes in (30, 15, 5):
            clock.wait(program.presenter.left_ms() / 60_000 - minutes)
            program.until(texts.time_warning(minutes))
            assert program.window.focusWidget() is program.rows[1]
            assert [row.isChecked() for row in program.rows] == [False, False, True, False]
            assert program.dialog is None
            program.key(Key.Key_Escape)
            assert not program.exam.notice.isVisible()
        assert program.session.warned == (30, 15, 5)
        # The commas of the clock: it goes on from where the warnings came.
        assert program.presenter.left_ms() == 5 * 60_000


def test_a_warning_is_there_in_the_comment_field_too(qapp: QApplication) -> None:
    clock = MovedClock()
    with started(qapp, clock) as program:
        program.begin()
        program.key(Key.Key_O)
        field = program.window.focusWidget()
        clock.wait(95)
        program.until(texts.time_warning(30))
        assert program.window.focusWidget() is field


def test_the_hidden_clock_returns_at_five_minutes_and_can_be_hidden_again(qapp: QApplication) -> None:
    clock = MovedClock()
    with started(qapp, clock) as program:
        program.begin()
        program.key(Key.Key_T)
        program.until(texts.TIME_HIDDEN)
        clock.wait(119)
        turn(500)
        assert texts.TIME_HIDDEN in program.words()
        clock.wait(1)
        program.until(texts.time_left(5 * 60_000))
        program.key(Key.Key_T)
        program.until(texts.TIME_HIDDEN)
        clock.wait(1)
        turn(500)
        assert texts.TIME_HIDDEN in program.words()


def test_the_hidden_clock_stays_hidden_when_that_was_chosen(qapp: QApplication) -> None:
    clock = MovedClock()
    with started(qapp, clock, settings={"clock_returns": False}) as program:
        program.begin()
        program.key(Key.Key_T)
        clock.wait(121)
        program.until(texts.time_warning(5))
        assert texts.TIME_HIDDEN in program.words()


@pytest.mark.parametrize("minutes", [-60 * 24 * 400, -61, 61, 60 * 24 * 400])
def test_a_change_of_date_moves_no_exam_time(qapp: QApplication, minutes: int) -> None:
    clock = MovedClock()
    with started(qapp, clock) as program:
        program.begin()
        clock.wait(10)
        clock.set_wall(minutes)
        turn(300)
        program.until(texts.time_left(115 * 60_000))
        program.key(Key.Key_A)
        assert isinstance(program.screen, ExamScreen)
        clock.wait(1)
        program.until(texts.time_left(114 * 60_000))
        assert program.session.response(1).chosen is not None


def test_sleep_suspends_and_gives_and_takes_nothing(qapp: QApplication) -> None:
    clock = MovedClock()
    slept = [0]
    with Driven(qapp, clock=clock, slept_ms=lambda: slept[0]) as program:
        program.begin()
        program.key(Key.Key_D)
        clock.wait(25)
        slept[0] += 2000
        clock.set_wall(2 / 60)
        turn(1300)
        assert isinstance(program.screen, ExamScreen), "two seconds are not a sleep"
        slept[0] += 3_600_000
        clock.set_wall(60)
        wait_for(lambda: isinstance(program.screen, SuspendedScreen), "the sleep to be noticed")
        assert texts.SUSPENDED["sleep"] in program.words()
        assert "100:00" in program.words()
        clock.wait(30)
        turn(300)
        program.press(texts.RESUME)
        wait_for(lambda: isinstance(program.screen, ExamScreen), "the question to come back")
        program.settle()
        assert program.presenter.left_ms() == 100 * 60_000
        assert program.rows[3].isChecked()
        kinds = [event.kind for event in program.stored().events][-2:]
        assert kinds == [e.SessionSuspended.kind, e.SessionResumed.kind]


def test_the_tutorial_uses_no_exam_time(qapp: QApplication) -> None:
    clock = MovedClock()
    with started(qapp, clock) as program:
        program.check_in()
        program.press(texts.TUTORIAL_START)
        program.until(texts.counter(1, 3))
        clock.wait(16)
        # Its own 15 minutes are over: back to its first page, and the exam is not touched.
        program.until(texts.TUTORIAL_LEAD)
        assert program.session.phase is Phase.TUTORIAL
        assert program.session.clock.used_ms == 0
        program.press(texts.TUTORIAL_SKIP)
        program.press(texts.START_YES)
        wait_for(lambda: isinstance(program.screen, ExamScreen), "the first question")
        assert program.presenter.left_ms() == 125 * 60_000
