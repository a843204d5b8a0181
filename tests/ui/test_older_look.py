"""The older look of the question screen: everything where it belongs, by keys and by mouse, in every theme and size."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLabel, QPushButton, QWidget

from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Phase
from cehrs_desktop.presentation import exam_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import Look
from cehrs_desktop.presentation.tutorial import tutorial_sitting
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.closing import ReminderScreen
from cehrs_desktop.ui.screens.exam.answer_box import AnswerBox
from cehrs_desktop.ui.screens.exam.comment import CommentField
from cehrs_desktop.ui.screens.exam.older_frame import TimeBox
from cehrs_desktop.ui.screens.exam.rooms import ExamRooms
from cehrs_desktop.ui.screens.exam.screen import SIDE_WIDTH, ExamScreen
from cehrs_desktop.ui.screens.exam.summary import NavigatorCell, SummaryScreen
from cehrs_desktop.ui.theme.theme import THEMES
from cehrs_desktop.ui.widgets.text_size import ZOOMS, frame_zoom
from tests.ui.driving import CTRL, Driven, turn, wait_for
from tests.ui.exam_looks import exam_in
from tests.ui.test_controls import go_on
from tests.ui.test_looks import described, focused_in, misfits, mnemonics

Key = Qt.Key


@pytest.fixture
def exam(qapp: QApplication) -> Generator[Driven]:
    with exam_in(qapp) as program:
        yield program


def named(program: Driven, name: str) -> QAbstractButton:
    """The control of the frame with this accessible name, or these words."""
    found = [
        button
        for button in program.parts(QAbstractButton)
        if button.accessibleName().startswith(name) or button.text() == name
    ]
    assert len(found) == 1, (name, [described(button) for button in program.parts(QAbstractButton)])
    return found[0]


def click(program: Driven, name: str) -> None:
    QTest.mouseClick(named(program, name), Qt.MouseButton.LeftButton)
    program.settle()


def place(program: Driven, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(program.window, QPoint(0, 0)), widget.size())


def test_every_control_is_where_the_older_screen_has_it(exam: Driven) -> None:
    window = exam.window.rect()
    (counter,) = [label for label in exam.parts(QLabel) if label.text() == texts.counter(1, 6)]
    box = place(exam, exam.part(AnswerBox))
    back, forth = place(exam, named(exam, words.PREVIOUS_NAME)), place(exam, named(exam, words.NEXT_NAME))
    time, square = place(exam, exam.part(TimeBox)), place(exam, named(exam, "Bookmark"))
    lowest = window.height() - 110
    assert all(at.top() > lowest for at in (box, place(exam, counter), back, forth, time, square))
    assert box.right() < window.width() / 4, "the answer at the lower left"
    assert place(exam, counter).left() > window.width() * 0.7, "the number at the lower right"
    assert place(exam, counter).right() < back.left() < forth.left()
    assert time.left() < 40
    assert 0 <= square.left() - time.right() < 40, "the bookmark is right of the Time box"
    assert time.top() > box.bottom(), "the menu bar is along the bottom"


def test_a_whole_exam_in_the_older_look(exam: Driven) -> None:
    order = exam.session.form.slot(1).option_order
    box = exam.part(AnswerBox)
    # Typed into the box, changed by a click on an option, and typed again.
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    assert exam.window.focusWidget() is box
    exam.key(Key.Key_B)
    assert (exam.session.response(1).chosen, box.text()) == (order[1], "B")
    QTest.mouseClick(exam.rows[3], Qt.MouseButton.LeftButton)
    exam.settle()
    assert (exam.session.response(1).chosen, box.text()) == (order[3], "D")
    exam.key(Key.Key_1)
    assert (exam.session.response(1).chosen, box.text()) == (order[0], "A")
    # The square by mouse, empty and filled.
    assert named(exam, "Bookmark").accessibleName() == words.bookmark_name(marked=False)
    empty = named(exam, "Bookmark").grab().toImage()
    click(exam, "Bookmark")
    assert exam.session.response(1).marked
    assert named(exam, "Bookmark").accessibleName() == words.bookmark_name(marked=True)
    assert named(exam, "Bookmark").grab().toImage() != empty
    # > by mouse, Enter in the box, < by mouse.
    click(exam, words.NEXT_NAME)
    if exam.session.position == 1:
        click(exam, words.NEXT_NAME)
    assert (exam.session.position, box.text()) == (2, "")
    box.setFocus()
    exam.key(Key.Key_Return)
    if exam.session.position == 2:
        exam.part(AnswerBox).setFocus()
        exam.key(Key.Key_Return)
    assert exam.session.position == 3
    click(exam, words.PREVIOUS_NAME)
    if exam.session.position == 3:
        click(exam, words.PREVIOUS_NAME)
    assert exam.session.position == 2
    # Letters, N and the rest work in the box as everywhere.
    exam.part(AnswerBox).setFocus()
    exam.key(Key.Key_C)
    assert exam.session.response(2).chosen is not None
    exam.part(AnswerBox).setFocus()
    go_on(exam)
    assert exam.session.position == 3
    # The hand finds 4, 5 and 6, then the bookmarked 1, then 3 again.
    found: list[int] = []
    for _ in range(5):
        click(exam, words.OPEN)
        if exam.session.position == (found[-1] if found else 3):
            click(exam, words.OPEN)
        found.append(exam.session.position)
    assert found == [4, 5, 6, 1, 3]
    # The ! opens the comment.
    click(exam, words.COMMENT_NAME)
    QTest.keyClicks(exam.part(CommentField), "unclear")
    exam.key(Key.Key_Escape)
    wait_for(lambda: exam.session.response(3).comment == "unclear", "the comment to be stored")
    assert named(exam, words.COMMENT_NAME).isChecked()
    # To the summary and to the end.
    go_on(exam, Key.Key_S)
    wait_for(lambda: isinstance(exam.screen, SummaryScreen), "the summary")
    exam.press(texts.END_EXAM)
    exam.press(texts.END_YES)
    wait_for(lambda: isinstance(exam.screen, ReminderScreen), "the end")
    assert exam.session.phase is Phase.REMINDER


def test_the_time_box_shows_and_hides_and_nothing_moves(exam: Driven) -> None:
    box, square = exam.part(TimeBox), named(exam, "Bookmark")
    before = place(exam, square)
    digits = box.findChildren(QLabel)[0]
    assert digits.text().startswith("12")
    # On the digits, then on the word, then by key.
    QTest.mouseClick(digits, Qt.MouseButton.LeftButton)
    exam.settle()
    assert (exam.session.clock_shown, digits.text()) == (False, "")
    assert named(exam, "Time remaining").accessibleName() == words.time_name(shown=False)
    click(exam, "Time remaining")
    assert (exam.session.clock_shown, digits.text()[:2]) == (True, "12")
    assert named(exam, "Time remaining").isChecked()
    exam.key(Key.Key_T)
    assert not exam.session.clock_shown
    assert place(exam, square) == before


def test_what_comes_into_the_box_by_another_way_than_keys(exam: Driven) -> None:
    order, box = exam.session.form.slot(1).option_order, exam.part(AnswerBox)
    box.setText("c")
    exam.settle()
    assert (exam.session.response(1).chosen, box.text()) == (order[2], "C")
    for nothing in ("", "x", "ab", "CC", "?"):
        box.setText(nothing)
        exam.settle()
        assert (exam.session.response(1).chosen, box.text()) == (order[2], "C"), nothing
    box.setText("C4")
    exam.settle()
    assert (exam.session.response(1).chosen, box.text()) == (order[3], "D")
    QGuiApplication.clipboard().setText("A")
    box.setFocus()
    exam.key(Key.Key_V, CTRL)
    exam.key(Key.Key_Backspace)
    assert (exam.session.response(1).chosen, box.text()) == (order[3], "D")


def test_both_looks_have_the_same_keys_and_the_older_one_three_more(qapp: QApplication) -> None:
    keys: dict[Look, list[str]] = {}
    for look in ("default", "older"):
        with exam_in(qapp, look) as program:
            shortcuts = program.exam.findChildren(QShortcut)
            assert not any(shortcut.autoRepeat() for shortcut in shortcuts), "a held key counts once in every look"
            keys[look] = sorted(shortcut.key().toString() for shortcut in shortcuts)
    # NEXT and the left arrow of the older screen; its answer box knows Enter by itself.
    assert keys["older"] == sorted([*keys["default"], "Enter", "Left", "Return"])
    assert len(keys["older"]) > 20


def test_enter_goes_on_and_the_left_arrow_goes_back_at_the_question_only(qapp: QApplication) -> None:
    with exam_in(qapp, "older") as program:
        program.key(Key.Key_Return)
        assert program.session.position == 2
        program.key(Key.Key_Left)
        assert program.session.position == 1
        # In the text the arrow moves the caret first: highlighting by keyboard needs it.
        for _ in range(3):
            program.key(Key.Key_Down)
        program.stem.setFocus()
        program.key(Key.Key_End)
        at = program.stem.textCursor().position()
        assert at > 1
        program.key(Key.Key_Enter)
        assert program.session.position == 2
        program.key(Key.Key_End)
        program.key(Key.Key_Left)
        assert program.session.position == 2
        program.key(Key.Key_Home)
        program.key(Key.Key_Left)
        assert program.session.position == 1
        # On a button beside the question Enter asks for nothing.
        program.button(words.COMMENT).setFocus()
        program.key(Key.Key_Return)
        assert program.session.position == 1
        program.rows[2].setFocus()
        program.key(Key.Key_Return)
        assert program.session.position == 2


def test_the_default_look_has_neither_key(qapp: QApplication) -> None:
    with exam_in(qapp, "default") as program:
        program.key(Key.Key_Return)
        program.key(Key.Key_Left)
        assert program.session.position == 1
        program.key(Key.Key_N)
        program.key(Key.Key_Left)
        assert program.session.position == 2


def test_the_summary_of_the_older_look_calls_a_mark_a_bookmark(qapp: QApplication) -> None:
    with exam_in(qapp, "older") as program:
        program.key(Key.Key_M)
        program.key(Key.Key_S)
        said = program.words()
        assert "1 bookmarked" in said
        assert "Bookmarked: corner flag" in said
        assert program.button("Bookmarked (1)")
        (current, *_) = program.parts(NavigatorCell)
        assert current.accessibleName().endswith(", bookmarked, current")
        assert "marked for review" not in said
        assert " marked" not in said


def test_every_control_has_a_name_a_tip_and_a_key_of_its_own(exam: Driven) -> None:
    tipless: list[str] = []
    for button in exam.parts(QAbstractButton):
        assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name).strip("<>!? "), button.text()
        if isinstance(button, QPushButton) and not button.toolTip() and button.text() != texts.STRIKE:
            tipless.append(button.text())
    assert tipless == []
    keys = mnemonics(exam)
    assert len(set(keys)) == len(keys)


def test_the_tab_key_reaches_everything_and_is_seen(exam: Driven) -> None:
    wanted = {
        widget
        for widget in exam.screen.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() == Qt.FocusPolicy.StrongFocus
    }
    reached: list[QWidget] = []
    for _ in range(len(wanted) + 3):
        widget = focused_in(exam.screen)
        assert widget is not None
        if widget not in reached:
            reached.append(widget)
            seen = exam.window.grab().toImage()
            widget.clearFocus()
            assert exam.window.grab().toImage() != seen, described(widget)
            widget.setFocus()
        exam.window.focusNextChild()
    assert [described(widget) for widget in wanted - set(reached)] == []
    # From the question by its options to the answer, and on to the menu.
    names = [
        reached.index(widget) for widget in (exam.stem, exam.rows[0], exam.part(AnswerBox), named(exam, "Bookmark"))
    ]
    assert names == sorted(names)


@pytest.mark.parametrize("zoom", [ZOOMS[0], ZOOMS[3], ZOOMS[-1]])
@pytest.mark.parametrize("look", ["default", "older"])
def test_everything_fits_with_pad_panel_and_the_old_rule(qapp: QApplication, look: Look, zoom: float) -> None:
    settings = {"zoom": zoom}
    with exam_in(qapp, look, only_next_records=True, scratch_pad=True, size=(1280, 720), settings=settings) as program:
        for key in (Key.Key_M, Key.Key_B, Key.Key_H, Key.Key_O):
            program.key(key)
        program.key(Key.Key_Escape)
        turn(30)
        assert misfits(program) == []
        program.exam.set_side(QFrame())
        program.exam.add_tool(QPushButton("Raise hand"))
        program.key(Key.Key_K)
        turn(60)
        assert (program.window.width(), program.window.height()) == (1280, 720)
        assert misfits(program) == []
        assert all(row.height() >= row.heightForWidth(row.width()) for row in program.rows)


@pytest.mark.parametrize("theme", THEMES)
def test_the_signs_are_drawn_in_every_theme(qapp: QApplication, theme: str) -> None:
    with exam_in(qapp, settings={"theme": theme}) as program:
        for _ in range(2):
            for name in ("Bookmark", words.OPEN):
                assert inks(named(program, name)) == {program.flow.stage.theme.text}
            # And again in the next theme, changed within the exam.
            program.press(texts.CONTRAST)
            turn(30)
        assert program.flow.stage.theme.name != theme


def inks(button: QAbstractButton) -> set[str]:
    """The colors of a button's sign, without the half colors of its edges."""
    picture = button.icon().pixmap(button.iconSize()).toImage()
    spots = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
    return {spot.name() for spot in spots if spot.alpha() == 255}


# ---- places for others


@pytest.mark.parametrize("look", ["default", "older"])
def test_a_panel_beside_the_question_moves_the_text_no_more_than_it_must(qapp: QApplication, look: Look) -> None:
    with exam_in(qapp, look, size=(1366, 768)) as program:
        turn(30)
        exam, before = program.exam, place(program, program.stem)
        panel = QFrame()
        exam.set_side(panel)
        turn(30)
        beside, body = place(program, panel), place(program, exam.body_area)
        assert (exam.side, beside.width(), beside.right()) == (panel, SIDE_WIDTH, program.window.width() - 1)
        assert beside.left() >= body.right()
        text = place(program, program.stem)
        assert text.width() == before.width()
        assert text.left() == min(before.left(), body.right() + 1 - 24 - text.width())
        # With room enough it does not move at all.
        exam.set_side(None)
        program.window.resize(1800, 900)
        turn(30)
        before = place(program, program.stem)
        exam.set_side(panel)
        turn(30)
        assert abs(place(program, program.stem).left() - before.left()) <= 1
        program.key(Key.Key_Plus, CTRL)
        turn(30)
        assert panel.width() == round(SIDE_WIDTH * frame_zoom(ZOOMS[1]))
        exam.set_side(None)
        assert (exam.side, panel.isVisible(), panel.window()) == (None, False, program.window)


@pytest.mark.parametrize("look", ["default", "older"])
def test_a_further_tool_stands_beside_the_tools(qapp: QApplication, look: Look) -> None:
    with exam_in(qapp, look) as program:
        pressed: list[str] = []
        tools = [QPushButton("Raise hand"), QPushButton("Line reader")]
        for tool in tools:
            tool.clicked.connect(lambda _=False, text=tool.text(): pressed.append(text))
            program.exam.add_tool(tool)
        turn(30)
        for tool in tools:
            QTest.mouseClick(tool, Qt.MouseButton.LeftButton)
        assert pressed == ["Raise hand", "Line reader"]
        first, second = (place(program, tool) for tool in tools)
        assert second.left() > first.right()
        assert second.top() == first.top() < place(program, program.stem).top()
        tools[0].setFocus()
        program.window.focusNextChild()
        assert program.window.focusWidget() is tools[1]


def test_a_covered_question_takes_no_letter(exam: Driven) -> None:
    exam.presenter.ask(lambda at: c.Cover(at=at, reason="pause", clock_runs=False))
    exam.settle()
    exam.key(Key.Key_B)
    assert exam.session.response(1).chosen is None
    assert exam.part(AnswerBox).text() == ""
    assert isinstance(exam.screen, ExamScreen)


def test_the_tutorial_shows_and_describes_the_older_look(qapp: QApplication) -> None:
    with Driven(qapp, settings={"zoom": 2.0}) as program:
        program.ready()
        stage, clock = program.flow.stage, program.around.clock
        sitting = tutorial_sitting(clock, Candidate("someone", "Robin Example"), "older", only_next_records=True)
        presenter = ExamPresenter(program.flow._lane, clock, sitting, stage)
        rooms = ExamRooms(presenter, sitting, stage.theme, stage.zoom, tutorial=True, look="older", scratch_pad=True)
        stage.keep(*rooms.screens)
        rooms.screen_wanted.connect(stage.show_kept)
        rooms.show_session(sitting.session)
        turn(30)
        steps = words.tutorial_steps("older", only_next_records=True, scratch_pad=True)
        for position, step in enumerate(steps, 1):
            assert step in program.words()
            # The line of words is laid out anew when the event loop turns.
            wait_for(lambda: misfits(program) == [], f"the words of step {position} to fit")
            QTest.keyClick(program.window.focusWidget(), Key.Key_B)
            assert words.NOT_RECORDED in program.words()
            for _ in range(2):
                if presenter.session.position == position and not presenter.session.at_summary:
                    QTest.keyClick(program.window.focusWidget(), Key.Key_N)
                    wait_for(lambda: not presenter.busy, "the sample to be answered")
        assert presenter.session.at_summary
        assert all(response.chosen for response in presenter.session.responses)
        assert rooms.keys == words.keys("older", scratch_pad=True)
        stage.show(QWidget())
        stage.forget(*rooms.screens)
        presenter.let_go()
