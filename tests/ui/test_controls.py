"""Every control of the exam, by keyboard and by mouse, and everything that must give nothing."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTime
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import texts
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.screens.closing import LaterScreen, ReminderScreen, SurveyScreen
from cehrs_desktop.ui.screens.exam.comment import CommentField
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.exam.summary import NavigatorCell, SummaryScreen
from cehrs_desktop.ui.widgets.still import StillComboBox, StillSpinBox, StillTimeEdit
from tests.ui.driving import CTRL, SHIFT, Driven, small_desk, turn, wait_for

Key = Qt.Key


@pytest.fixture
def exam(qapp: QApplication) -> Generator[Driven]:
    """The program at the first question of a whole exam, in a window in which every question fits."""
    with Driven(qapp, size=(1280, 1100)) as program:
        program.begin()
        yield program


def tab_to(program: Driven, words: str) -> QWidget:
    """Press Tab until the keyboard is on a control with these words."""
    for _ in range(60):
        root = program.dialog or program.window
        widget = root.focusWidget()
        text = getattr(widget, "text", str)()
        if isinstance(text, str) and text.startswith(words):
            return widget
        program.key(Key.Key_Tab)
    raise AssertionError(f"the Tab key never reached {words!r}")


def go_on(program: Driven, key: Qt.Key = Key.Key_N) -> None:
    """Leave a question; press once more where it is longer than the window and was not read to its end."""
    program.key(key)
    if texts.SCROLL_REMINDER in program.words() or texts.EXHIBIT_REMINDER in program.words():
        program.key(key)


def test_a_whole_short_exam_by_keyboard_alone(qapp: QApplication) -> None:
    with Driven(qapp, open_desk=small_desk(program_paths()), settings={"result": "two_days"}) as program:
        program.ready()
        QTest.keyClicks(program.part(QLineEdit), "Robin Example")
        tab_to(program, texts.QUICK_START)
        program.key(Key.Key_Space)
        program.until(texts.TUTORIAL_LEAD)
        tab_to(program, texts.TUTORIAL_SKIP)
        program.key(Key.Key_Space)
        tab_to(program, texts.START_YES)
        program.key(Key.Key_Space)
        wait_for(lambda: isinstance(program.screen, ExamScreen), "the first question")
        program.settle()
        total = len(program.session.responses)
        assert total == 6
        order = program.session.form.slot(1).option_order
        # The first question: read to the options with the arrow keys, choose with Space, change with a digit.
        for _ in range(40):
            if program.window.focusWidget() in program.rows:
                break
            program.key(Key.Key_Down)
        program.key(Key.Key_Down)
        program.key(Key.Key_Space)
        assert program.session.response(1).chosen == order[1]
        program.key(Key.Key_4)
        assert program.session.response(1).chosen == order[3]
        program.key(Key.Key_A, SHIFT)
        program.key(Key.Key_M)
        program.stem.setFocus()
        program.key(Key.Key_Home, CTRL)
        program.key(Key.Key_Right, CTRL | SHIFT)
        program.key(Key.Key_H)
        program.key(Key.Key_O)
        QTest.keyClicks(program.part(CommentField), "Look again")
        program.key(Key.Key_Escape)
        go_on(program)
        first = program.session.response(1)
        assert (first.struck, first.marked, first.comment) == (frozenset({order[0]}), True, "Look again")
        assert first.highlights[0][0] == 0
        assert first.highlights[0][1] > 0
        assert program.session.position == 2
        for letter in (Key.Key_A, Key.Key_B, Key.Key_C, Key.Key_D):
            program.key(letter)
            go_on(program)
        assert program.session.position == 6
        go_on(program)
        wait_for(lambda: isinstance(program.screen, SummaryScreen), "the summary after the last question")
        tab_to(program, texts.FILTER_NAMES["unanswered"])
        program.key(Key.Key_Space)
        (cell,) = program.parts(NavigatorCell)
        cell.setFocus()
        program.key(Key.Key_Space)
        wait_for(lambda: isinstance(program.screen, ExamScreen), "the question behind the number")
        program.settle()
        assert program.session.position == 6
        go_on(program, Key.Key_J)
        assert program.session.position == 1, "the next open one is the marked first"
        go_on(program, Key.Key_S)
        tab_to(program, texts.END_EXAM)
        program.key(Key.Key_Space)
        assert program.dialog is not None
        program.key(Key.Key_Escape)
        assert program.session.phase is Phase.EXAM
        tab_to(program, texts.END_EXAM)
        program.key(Key.Key_Space)
        # The answer that changes nothing has the keyboard: a hasty Space ends no exam.
        program.key(Key.Key_Space)
        assert program.session.phase is Phase.EXAM
        tab_to(program, texts.END_EXAM)
        program.key(Key.Key_Space)
        tab_to(program, texts.END_YES)
        program.key(Key.Key_Space)
        wait_for(lambda: isinstance(program.screen, ReminderScreen), "the end")
        program.key(Key.Key_Space)
        wait_for(lambda: isinstance(program.screen, SurveyScreen), "the survey")
        program.key(Key.Key_Space)
        tab_to(program, texts.SEND_SURVEY)
        program.key(Key.Key_Space)
        wait_for(lambda: isinstance(program.screen, LaterScreen), "the word that the result comes later")
        program.key(Key.Key_Space)
        program.until("Your rehearsals")
        (line,) = program.on_lane(lambda desk: desk.store.lines())
        assert line.state == "complete"
        assert line.outcome is not None
        assert line.outcome["count"] == 4


def test_letters_and_digits_choose_and_shift_strikes(exam: Driven) -> None:
    order = exam.session.form.slot(1).option_order
    letters = (Key.Key_A, Key.Key_B, Key.Key_C, Key.Key_D)
    digits = (Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4)
    for key, option in zip((*letters, *digits), order * 2, strict=True):
        exam.key(key)
        assert exam.session.response(1).chosen == option
        assert [row.isChecked() for row in exam.rows] == [one == option for one in order]
    for key, option in zip(letters, order, strict=True):
        exam.key(key, SHIFT)
        assert option in exam.session.response(1).struck
        exam.key(key, SHIFT)
        assert option not in exam.session.response(1).struck
    # A struck option can still be chosen.
    exam.key(Key.Key_A, SHIFT)
    exam.key(Key.Key_A)
    assert exam.session.response(1).chosen == order[0]


def test_letters_are_letters_inside_the_comment(exam: Driven) -> None:
    exam.key(Key.Key_B)
    before = exam.session
    exam.key(Key.Key_O)
    typed = "abcd 1234 nmpjhost R ABCD"
    for letter in typed:
        QTest.keyClicks(exam.part(CommentField), letter)
    exam.key(Key.Key_Escape)
    wait_for(lambda: exam.session.response(1).comment == typed, "the comment to be stored")
    after = exam.session
    assert (after.position, after.at_summary, after.clock_shown) == (1, False, True)
    assert (after.response(1).chosen, after.response(1).marked) == (before.response(1).chosen, False)
    assert exam.dialog is None


def test_a_comment_is_stored_within_a_second_of_typing(exam: Driven) -> None:
    exam.key(Key.Key_O)
    QTest.keyClicks(exam.part(CommentField), "x")
    waited = 0
    while exam.session.response(1).comment != "x":
        turn(50)
        waited += 50
        assert waited <= 950, "the comment was not stored within a second"


def test_a_key_that_is_held_down_does_one_thing(exam: Driven) -> None:
    shortcuts = [one for screen in (exam.exam,) for one in screen.findChildren(QShortcut)]
    assert len(shortcuts) > 20
    assert [one.key().toString() for one in shortcuts if one.autoRepeat()] == []
    for words in (texts.NEXT, texts.MARK):
        button = exam.button(words)
        assert not button.autoRepeat()
        before = exam.session.seq
        button.setFocus()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) * 5:
            QApplication.sendEvent(button, QKeyEvent(kind, Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True))
        exam.settle()
        assert exam.session.seq == before
    for key in (Key.Key_Return, Key.Key_Enter):
        exam.button(texts.NEXT).setFocus()
        before = exam.session.seq
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(exam.button(texts.NEXT), event)
        exam.settle()
        assert exam.session.seq == before


def test_enter_presses_the_button_that_has_the_keyboard(exam: Driven) -> None:
    for position, key in enumerate((Key.Key_Return, Key.Key_Enter, Key.Key_Space), 2):
        exam.button(texts.NEXT).setFocus()
        exam.key(key)
        assert exam.session.position == position


def test_next_pressed_faster_than_it_is_stored_skips_nothing_unseen(exam: Driven) -> None:
    exam.key(Key.Key_M)
    assert exam.exam._question.unseen() == ""
    for _ in range(8):
        QTest.keyClick(exam.window.focusWidget(), Key.Key_N)
    exam.settle()
    assert exam.session.position == 2


def test_an_answer_for_a_question_that_has_left_is_not_taken(exam: Driven) -> None:
    exam.key(Key.Key_M)
    focus = exam.window.focusWidget()
    QTest.keyClick(focus, Key.Key_N)
    QTest.keyClick(focus, Key.Key_A)
    exam.settle()
    assert exam.session.position == 2
    assert [exam.session.response(at).chosen for at in (1, 2)] == [None, None]


def test_nothing_can_be_taken_out(exam: Driven) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("what was there")
    stem = exam.stem
    words = stem.toPlainText()
    stem.setFocus()
    stem.selectAll()
    assert stem.textCursor().selectedText()
    for key, with_ in (
        (Key.Key_C, CTRL), (Key.Key_X, CTRL), (Key.Key_Insert, CTRL), (Key.Key_Delete, SHIFT), (Key.Key_P, CTRL),
    ):  # fmt: skip
        exam.key(key, with_)
        assert clipboard.text() == "what was there"
    # What a drag, X11's selection and every other way out would carry.
    assert stem.createMimeDataFromSelection().formats() == []
    stem.copy()
    assert words[:20] not in clipboard.text()
    assert stem.toPlainText() == words
    assert QApplication.activeModalWidget() is None
    for label in exam.exam.findChildren(QLabel):
        assert not label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse, label.text()


def test_nothing_can_be_put_in_or_taken_from_the_comment(exam: Driven) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("from outside")
    exam.key(Key.Key_O)
    field = exam.part(CommentField)
    for key, with_ in ((Key.Key_V, CTRL), (Key.Key_Insert, SHIFT)):
        exam.key(key, with_)
    field.paste()
    data = QMimeData()
    data.setText("from outside")
    assert not field.canInsertFromMimeData(data)
    field.insertFromMimeData(data)
    assert field.toPlainText() == ""
    QTest.keyClicks(field, "my own")
    field.selectAll()
    exam.key(Key.Key_C, CTRL)
    exam.key(Key.Key_Insert, CTRL)
    assert "my own" not in clipboard.text()
    assert field.toPlainText() == "my own"


def test_there_is_no_context_menu(exam: Driven) -> None:
    exam.key(Key.Key_O)
    for widget in exam.exam.findChildren(QWidget):
        if widget.isVisible():
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(2, 2), widget.mapToGlobal(QPoint(2, 2)))
            QApplication.sendEvent(widget, event)
            assert QApplication.activePopupWidget() is None, widget
            shown = [top for top in exam.application.topLevelWidgets() if top.isVisible() and top is not exam.window]
            assert shown == [], widget


def test_a_question_that_was_not_read_to_its_end_is_held_back_once(qapp: QApplication) -> None:
    with Driven(qapp, settings={"zoom": 2.0}, size=(1000, 620)) as program:
        program.begin()
        bar = program.exam._question.area.verticalScrollBar()
        wait_for(lambda: bar.maximum() > 0, "a question that is longer than the window")
        program.key(Key.Key_E)
        program.key(Key.Key_E)
        program.key(Key.Key_N)
        assert texts.SCROLL_REMINDER in program.words()
        assert program.session.position == 1
        program.key(Key.Key_N)
        assert program.session.position == 2
        turn(50)
        for _ in range(20):
            program.key(Key.Key_PageDown)
        assert bar.value() == bar.maximum()
        # There and back again, where the question has an exhibit.
        program.key(Key.Key_E)
        program.key(Key.Key_E)
        program.key(Key.Key_N)
        assert program.session.position == 3


def test_the_zoom_keys(exam: Driven) -> None:
    sizes = [exam.stem.font().pixelSize()]
    for _ in range(7):
        exam.key(Key.Key_Plus, CTRL)
        sizes.append(exam.stem.font().pixelSize())
    assert sizes == sorted(sizes)
    assert sizes[-1] == 2 * sizes[0]
    exam.key(Key.Key_Minus, CTRL)
    assert exam.stem.font().pixelSize() < sizes[-1]
    exam.key(Key.Key_0, CTRL)
    assert exam.stem.font().pixelSize() == sizes[0]


def test_highlights_survive_navigation_and_can_be_taken_off(exam: Driven) -> None:
    stem = exam.stem
    stem.setFocus()
    exam.key(Key.Key_Home, CTRL)
    exam.key(Key.Key_Right, CTRL | SHIFT)
    exam.key(Key.Key_Right, CTRL | SHIFT)
    exam.key(Key.Key_H)
    ((start, end),) = exam.session.response(1).highlights
    go_on(exam)
    assert stem.extraSelections() == []
    go_on(exam, Key.Key_P)
    assert len(stem.extraSelections()) == 1
    stem.setFocus()
    exam.key(Key.Key_Home, CTRL)
    exam.key(Key.Key_Right, CTRL | SHIFT)
    exam.key(Key.Key_H)
    ((start_left, end_left),) = exam.session.response(1).highlights
    assert start < start_left < end_left == end
    exam.press(texts.CLEAR_HIGHLIGHTS)
    exam.settle()
    assert exam.session.response(1).highlights == ()


def test_help_lists_every_key_and_the_rules_are_those_of_the_attempt(exam: Driven) -> None:
    exam.key(Key.Key_F1)
    assert all(key in exam.words() and what in exam.words() for key, what in texts.KEYS)
    exam.key(Key.Key_Escape)
    exam.key(Key.Key_R)
    rules = exam.session.rules
    for line in texts.rules(rules.minutes, 125, rules.warnings, rules.clock_returns, rules.result):
        assert line in exam.words()
    exam.key(Key.Key_Escape)
    assert exam.dialog is None
    assert not exam.parts(QPlainTextEdit)


def test_a_turning_wheel_changes_no_field_that_it_passes(qtbot: QtBot) -> None:
    box, spin, time = StillComboBox(), StillSpinBox(), StillTimeEdit()
    box.addItems(["1", "2", "3"])
    box.setCurrentIndex(1)
    spin.setValue(50)
    time.setTime(QTime(12, 0))
    for field in (box, spin, time):
        qtbot.addWidget(field)
        field.show()
        field.setFocus()
        middle = QPointF(field.rect().center())
        for turned in (120, -240):
            event = QWheelEvent(
                middle, field.mapToGlobal(middle), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(field, event)
            assert not event.isAccepted(), "the page has it"
    assert (box.currentText(), spin.value(), time.time()) == ("2", 50, QTime(12, 0))
