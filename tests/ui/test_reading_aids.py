"""Line reader, masking and reading aloud on the real question screen: by keys, by mouse, and out of everybody's way."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cehrs_desktop.presentation import aid_texts as words
from cehrs_desktop.presentation import proctor_texts, texts
from cehrs_desktop.presentation.exam_view import Look, exam_view
from cehrs_desktop.rehearsal.accommodations import Accommodations, aids_used
from cehrs_desktop.ui import reading_aids
from cehrs_desktop.ui.granted_look import wear
from cehrs_desktop.ui.reading_aids import ReadingAids
from cehrs_desktop.ui.speech_reader import SILENT, SpeechReader
from cehrs_desktop.ui.stage import THEME_ORDER
from cehrs_desktop.ui.theme.fonts import SMALL
from cehrs_desktop.ui.theme.theme import THEMES
from cehrs_desktop.ui.widgets.basics import button
from cehrs_desktop.ui.widgets.line_reader import LineReader
from cehrs_desktop.ui.widgets.masking import Masking
from tests.ui.driving import CTRL, Driven, MovedClock, turn, wait_for
from tests.ui.exam_looks import exam_in
from tests.ui.test_looks import misfits, mnemonics

Key = Qt.Key
ALL = Accommodations(line_reader=True, masking=True, reader=True)
# What Qt says about a machine without sound.
pytestmark = pytest.mark.qt_log_ignore("pipewire", extend=True)


@contextmanager
def aided(
    qapp: QApplication,
    granted: Accommodations | None = ALL,
    *,
    look: Look = "default",
    voice: str = SILENT,
    **driven: Any,
) -> Generator[tuple[Driven, ReadingAids]]:
    """The first question with the aids that are granted."""
    driven.setdefault("size", (1280, 720))
    with pytest.MonkeyPatch.context() as patch, exam_in(qapp, look, granted=granted, **driven) as program:
        patch.setattr(reading_aids, "find_voice", lambda: voice)
        turn(10)
        sitting = program.flow.sitting
        assert sitting is not None
        assert sitting._rooms._rooms is not None
        (aids,) = sitting._rooms._rooms.findChildren(ReadingAids)
        yield program, aids


def question_reader(program: Driven) -> LineReader:
    return next(one for one in program.exam.findChildren(LineReader) if one.viewport is program.exam.body_area)


def masking(program: Driven) -> Masking:
    (found,) = program.exam.findChildren(Masking)
    return found


def picture(program: Driven) -> QImage:
    return program.exam.grab().toImage()


# ---- what there is


def test_nobody_has_an_aid_that_was_not_granted(qapp: QApplication) -> None:
    with aided(qapp, None) as (program, aids):
        before = picture(program)
        for key in (Key.Key_L, Key.Key_X, Key.Key_U, Key.Key_V):
            program.key(key)
        assert picture(program) == before
        assert program.session.notes == ()
        assert aids.keys == (words.TIME_KEY,)


def test_all_is_off_at_first_and_has_its_buttons(qapp: QApplication) -> None:
    with aided(qapp) as (program, _):
        for text in (words.LINE_READER, words.MASKING, words.READ_ALOUD):
            assert not program.button(text).isChecked()
        assert not question_reader(program).isVisible()
        assert not masking(program).isVisible()


@pytest.mark.parametrize("look", ["default", "older"])
@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_the_tools_fit_and_no_key_is_there_twice(qapp: QApplication, look: Look, zoom: float) -> None:
    with aided(qapp, look=look, scratch_pad=True, settings={"zoom": zoom}) as (program, _):
        # A rehearsed day brings one more.
        proctor = button(proctor_texts.tool(2, hand=False), role="plain", size=SMALL)
        program.exam.add_tool(proctor)
        turn(30)
        program.exam.focus_question()
        for text in (words.READ_ALOUD, words.MASKING, words.LINE_READER):
            # Backwards from the question, which Tab comes to after the last tool.
            program.exam.focusPreviousChild()
            assert QApplication.focusWidget() is program.button(text)
        assert misfits(program) == []
        keys = mnemonics(program)
        assert sorted(keys) == sorted(set(keys))


# ---- the line reader


def test_the_line_reader_goes_from_line_to_line_and_to_each_option(qapp: QApplication) -> None:
    with aided(qapp) as (program, _):
        program.key(Key.Key_L)
        reader = question_reader(program)
        lines = program.stem.document().begin().layout().lineCount()
        assert len(reader.places()) == lines + 4
        tops = [place.top() for place in reader.places()]
        assert tops == sorted(tops)
        assert reader.at == 0
        for _ in range(lines + 6):
            program.key(Key.Key_Down, CTRL)
        assert reader.at == lines + 3, "it stops at the last option"
        program.key(Key.Key_Up, CTRL)
        assert reader.at == lines + 2
        assert program.session.response(1).chosen is None
        program.key(Key.Key_L)
        assert not reader.isVisible()
        assert not reader.grip.isVisible()


def test_what_is_in_the_band_is_as_it_was_and_the_rest_is_dimmed(qapp: QApplication) -> None:
    with aided(qapp) as (program, _):
        plain = picture(program)
        program.key(Key.Key_L)
        program.key(Key.Key_Down, CTRL)
        dimmed = picture(program)
        reader = question_reader(program)
        first, here = reader.places()[0], reader.places()[1]
        origin = reader.viewport.mapTo(program.exam, QPoint(0, 0))

        def same(place: Any) -> bool:
            moved = place.translated(origin)
            return plain.copy(moved) == dimmed.copy(moved)

        assert same(here)
        assert not same(first)


def test_the_mouse_goes_through_the_line_reader_but_for_its_grip(qapp: QApplication) -> None:
    with aided(qapp) as (program, _):
        program.key(Key.Key_L)
        focused = QApplication.focusWidget()
        place = program.rows[2].mapTo(program.exam, program.rows[2].rect().center())
        assert program.exam.childAt(place) is program.rows[2]
        reader = question_reader(program)
        grip = reader.grip
        assert grip.isVisible()
        target = reader.places()[-1].center().y() - grip.y()
        QTest.mousePress(grip, Qt.MouseButton.LeftButton)
        QTest.mouseMove(grip, QPoint(5, target))
        assert reader.at == len(reader.places()) - 1
        QTest.mouseRelease(grip, Qt.MouseButton.LeftButton)
        assert QApplication.focusWidget() is focused, "no aid takes the keyboard"
        # And a click through the dimmed part chooses.
        place = program.rows[1].mapTo(program.window, program.rows[1].rect().center())
        QTest.mouseClick(program.window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
        program.settle()
        assert program.session.response(1).chosen == program.rows[1].option.id


def test_what_has_the_keyboard_is_never_dimmed(qapp: QApplication) -> None:
    with aided(qapp) as (program, _):
        program.key(Key.Key_L)
        reader = question_reader(program)
        program.rows[3].setFocus()
        assert reader.at == len(reader.places()) - 1
        program.stem.setFocus()
        assert reader.at < len(reader.places()) - 4


def test_the_band_is_brought_onto_the_screen_and_starts_anew_with_each_question(qapp: QApplication) -> None:
    with aided(qapp, settings={"zoom": 2.0}, size=(960, 600)) as (program, _):
        program.key(Key.Key_L)
        reader = question_reader(program)
        for _ in range(12):
            program.key(Key.Key_Down, CTRL)
        band = reader.places()[reader.at]
        assert reader.viewport.rect().contains(band.center())
        assert reader.size() == reader.viewport.size()
        program.presenter.go_to(2)
        program.settle()
        wait_for(lambda: reader.at == 0, "the first line of the next question")
        assert reader.isVisible(), "it stays on until it is switched off"


def test_an_exhibit_has_its_own_band(qapp: QApplication) -> None:
    with aided(qapp, size=(1366, 768)) as (program, _):
        items = program.flow.sitting.sitting.items if program.flow.sitting else ()
        position = next(at for at, item in enumerate(items, 1) if item.exhibit)
        program.presenter.go_to(position)
        program.settle()
        program.key(Key.Key_L)
        question = question_reader(program)
        (exhibit,) = [one for one in program.exam.findChildren(LineReader) if one is not question]
        assert exhibit.isVisible()
        program.key(Key.Key_Down, CTRL)
        assert (question.at, exhibit.at) == (1, 0)
        program.key(Key.Key_E)
        before = exhibit.at
        program.key(Key.Key_Down, CTRL)
        assert (question.at, exhibit.at) == (1, before + 1)


# ---- masking


def test_options_are_covered_and_come_one_after_the_other(qapp: QApplication) -> None:
    with aided(qapp) as (program, _):
        plain = picture(program)
        program.key(Key.Key_X)
        covers = masking(program)
        assert covers.covered == (0, 1, 2, 3)
        program.key(Key.Key_U)
        assert covers.covered == (1, 2, 3)
        cover = covers.mapTo(program.exam, covers.places()[2].center())
        assert program.exam.childAt(cover) is covers
        QTest.mouseClick(covers, Qt.MouseButton.LeftButton, pos=covers.places()[2].center())
        assert covers.covered == (1, 3)
        assert program.session.response(1).chosen is None, "uncovering chooses nothing"
        assert program.exam.childAt(cover) is program.rows[2], "what is uncovered has its mouse again"
        for _ in range(3):
            program.key(Key.Key_U)
        assert covers.covered == ()
        shown = picture(program)
        for row in program.rows:
            there = row.rect().translated(row.mapTo(program.exam, QPoint(0, 0)))
            assert plain.copy(there) == shown.copy(there)


def test_a_covered_option_shows_its_letter_and_can_be_chosen_by_its_key(qapp: QApplication) -> None:
    with aided(qapp, settings={"zoom": 2.0}, size=(1366, 1100)) as (program, _):
        program.key(Key.Key_X)
        program.key(Key.Key_B)
        assert program.session.response(1).chosen == program.rows[1].option.id
        row, covers = program.rows[1], masking(program)
        ring = QPoint(row._text_left() // 2, row.height() // 2)
        assert program.exam.childAt(row.mapTo(program.exam, ring)) is row
        text = QPoint(row._text_left() + 1, row.height() // 2)
        assert program.exam.childAt(row.mapTo(program.exam, text)) is covers, "no word of it peeps out"


def test_each_question_comes_covered_and_x_shows_all(qapp: QApplication) -> None:
    with aided(qapp) as (program, _):
        program.key(Key.Key_X)
        program.key(Key.Key_U)
        program.presenter.go_to(2)
        program.settle()
        wait_for(lambda: masking(program).covered == (0, 1, 2, 3), "the next question to be covered")
        program.key(Key.Key_X)
        assert not masking(program).isVisible()


def test_a_screen_reader_meets_the_question_as_ever(qapp: QApplication) -> None:
    def told(program: Driven) -> list[tuple[str, str, bool]]:
        kinds = (QAccessible.Text.Name, QAccessible.Text.Description)
        found: list[tuple[str, str, bool]] = []
        for widget in (program.stem, *program.rows):
            interface = QAccessible.queryAccessibleInterface(widget)
            state = interface.state()
            found.append((interface.text(kinds[0]), interface.text(kinds[1]), bool(state.invisible or state.disabled)))
        return found

    with aided(qapp) as (program, _):
        before = told(program)
        program.key(Key.Key_L)
        program.key(Key.Key_X)
        assert told(program) == before
        for overlay in (question_reader(program), masking(program)):
            interface = QAccessible.queryAccessibleInterface(overlay)
            assert interface.text(QAccessible.Text.Name) == ""
            assert overlay.focusPolicy() == Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize("theme", THEME_ORDER)
def test_aids_take_the_colors_of_the_theme(qapp: QApplication, theme: str) -> None:
    with aided(qapp, settings={"theme": "light" if theme != "light" else "dark"}) as (program, _):
        program.key(Key.Key_X)
        program.flow.stage.change("theme", theme)
        turn(30)
        cover = masking(program).mapTo(program.exam, masking(program).places()[0].topRight() + QPoint(-6, 6))
        assert picture(program).pixelColor(cover).name() == THEMES[theme].panel


# ---- reading aloud


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the engine for tests is given to say."""
    from PySide6.QtTextToSpeech import QTextToSpeech

    heard: list[str] = []
    real = QTextToSpeech.say

    def say(self: QTextToSpeech, text: str) -> None:
        heard.append(text)
        # One short word: the engine takes its time over each.
        real(self, "a")

    monkeypatch.setattr(QTextToSpeech, "say", say)
    return heard


def test_a_question_is_read_to_its_end_in_its_order(qapp: QApplication, spoken: list[str]) -> None:
    with aided(qapp) as (program, aids):
        items = program.flow.sitting.sitting.items if program.flow.sitting else ()
        wanted = list(words.spoken_question(exam_view(program.session, items)))
        turn(30)
        assert spoken == [], "nothing is read by itself"
        program.key(Key.Key_V)
        assert program.button(words.READ_ALOUD).isChecked()
        wait_for(lambda: len(spoken) == len(wanted), "the last option to be read")
        assert spoken == wanted
        wait_for(lambda: not program.button(words.READ_ALOUD).isChecked(), "the end of reading")
        assert aids._speech is not None


def test_the_same_key_stops_and_begins_from_the_beginning(qapp: QApplication, spoken: list[str]) -> None:
    with aided(qapp) as (program, _):
        program.key(Key.Key_V)
        program.key(Key.Key_V)
        assert not program.button(words.READ_ALOUD).isChecked()
        stopped = len(spoken)
        turn(300)
        assert len(spoken) == stopped
        program.key(Key.Key_V)
        assert spoken[stopped] == spoken[0]


def test_reading_stops_when_the_question_goes(qapp: QApplication, spoken: list[str]) -> None:
    with aided(qapp) as (program, _):
        for away in (
            program.presenter.next,
            program.presenter.show_summary,
            lambda: program.presenter.suspend("sleep"),
        ):
            if program.session.at_summary:
                program.presenter.leave_summary()
                program.settle()
            program.key(Key.Key_V)
            button = program.button(words.READ_ALOUD)
            assert button.isChecked()
            away()
            program.settle()
            if program.session.suspended is None:
                assert not button.isChecked()
        said = len(spoken)
        turn(300)
        assert len(spoken) == said


def test_without_a_voice_it_is_said_and_nothing_else_changes(qapp: QApplication) -> None:
    with aided(qapp, voice="") as (program, _):
        program.key(Key.Key_V)
        program.until(words.NO_VOICE)
        assert aids_used(program.session.notes) == frozenset()
        program.key(Key.Key_A)
        assert program.session.response(1).chosen is not None


@pytest.mark.qt_log_ignore("Text-to-speech plug-in .* is not supported", extend=True)
def test_a_voice_that_fails_is_told(qapp: QApplication) -> None:
    reader = SpeechReader("no such engine", QObject(qapp))
    told: list[bool] = []
    reader.failed.connect(lambda: told.append(True))
    reader.say(("one", "two"))
    assert told == [True]
    assert not reader.is_speaking


# ---- the log, the time, the look


def test_that_an_aid_was_used_is_noted_once(qapp: QApplication, spoken: list[str]) -> None:
    with aided(qapp) as (program, _):
        for _ in range(4):
            program.key(Key.Key_L)
        program.key(Key.Key_X)
        program.key(Key.Key_V)
        assert aids_used(program.session.notes) == {"line_reader", "masking", "reader"}
        assert len(program.session.notes) == 3
        assert spoken


def test_the_time_is_told_when_it_is_asked_for(qapp: QApplication) -> None:
    with aided(qapp, None, clock=MovedClock()) as (program, _):
        program.key(Key.Key_T)
        program.until(texts.TIME_HIDDEN)
        program.key(Key.Key_F2)
        assert words.time_told(125 * 60_000) in program.words()


def test_a_granted_look_is_worn_and_taken_off(qapp: QApplication) -> None:
    with Driven(qapp, settings={"theme": "light", "zoom": 1.25}) as program:
        program.ready()
        stage = program.flow.stage
        take_off = wear(stage, Accommodations(zoom=2.0, theme="cream"))
        assert (stage.zoom, stage.theme.name) == (2.0, "cream")
        stage.change("zoom", 1.5)
        stage.change("clock_returns", False)
        assert stage.zoom == 1.5
        take_off()
        assert (stage.zoom, stage.theme.name) == (1.25, "light")
        kept = program.around.settings.values
        assert (kept["zoom"], kept["theme"], kept["clock_returns"]) == (1.25, "light", False)
        take_off()
        wear(stage, None)()
        wear(stage, Accommodations(extra_percent=25))()
        assert stage.zoom == 1.25
