"""From the first page to the exam and back: what is set for a person is what they sit with."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.presentation import accommodation_texts, aid_texts, texts
from cehrs_desktop.presentation.accommodation_sheet import sheet_text
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.ui.screens.accommodation_sheet import SheetScreen
from cehrs_desktop.ui.screens.accommodations import AccommodationsScreen
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.screens.report.screen import ReportScreen
from cehrs_desktop.ui.theme.fonts import BODY
from cehrs_desktop.ui.widgets.line_reader import LineReader
from tests.ui.driving import Driven, wait_for

# What Qt says about a machine without sound and without a voice.
pytestmark = pytest.mark.qt_log_ignore("pipewire", "Error loading text-to-speech plug-in", extend=True)

Key = Qt.Key
GRANTED = Accommodations(
    extra_percent=25,
    breaks_stop_clock=True,
    zoom=1.5,
    theme="cream",
    line_reader=True,
    masking=True,
    separate_warnings=(60, 10),
)


def test_an_attempt_is_sat_as_approved_and_the_settings_are_as_before(qapp: QApplication) -> None:
    with Driven(qapp, settings={"theme": "light", "zoom": 1.0}) as program:
        program.ready()
        person = Candidate("someone", "Robin Example")
        program.on_lane(lambda desk: desk.store.keep_profile(person, GRANTED))
        program.check_in()
        stage = program.flow.stage
        assert (stage.zoom, stage.theme.name) == (1.5, "cream")
        assert "156 minutes 15 seconds" in program.words()
        assert "Warnings come at 60, 10 minutes." in program.words()
        assert "the clock stands during a break" in program.words()
        program.press(texts.TUTORIAL_START)
        program.until(texts.counter(1, 3))
        program.key(Key.Key_L)
        assert any(reader.isVisible() for reader in program.exam.findChildren(LineReader))
        program.press(texts.TUTORIAL_END)
        program.until(texts.TUTORIAL_LEAD)
        program.press(texts.TUTORIAL_SKIP)
        program.until("156 minutes 15 seconds")
        program.press(texts.START_YES)
        wait_for(lambda: isinstance(program.screen, ExamScreen), "the first question")
        program.settle()
        assert program.session.rules.limit_ms == 9_375_000
        program.key(Key.Key_X)
        program.key(Key.Key_F1)
        assert all(key in program.words() for key, _ in (*aid_texts.MASKING_KEYS, aid_texts.TIME_KEY))
        program.key(Key.Key_Escape)
        program.presenter.submit()
        program.until(texts.SUBMITTED_TITLE)
        program.press(texts.CONTINUE)
        program.until(texts.SURVEY_TITLE)
        program.press(texts.SKIP_SURVEY)
        wait_for(lambda: program.flow.sitting is None, "the end of the sitting")
        # The result belongs to no attempt's look any more: not to its colors, and not to its size.
        wait_for(lambda: isinstance(program.screen, ReportScreen), "the report")
        report = program.part(ReportScreen)
        assert report._theme.name == "light"
        assert report._save_pdf.font().pixelSize() == BODY
        assert (stage.zoom, stage.theme.name) == (1.0, "light")
        kept = program.around.settings.values
        assert (kept["zoom"], kept["theme"]) == (1.0, "light")


def test_the_page_is_reached_from_the_first_page_and_the_sheet_from_it(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        program.ready()
        program.parts(QLineEdit)[0].setText("Robin Example")
        program.press(texts.ACCOMMODATIONS)
        wait_for(lambda: isinstance(program.screen, AccommodationsScreen), "the page")
        assert accommodation_texts.title("Robin Example") in program.words()
        program.press(accommodation_texts.SHOW_SHEET)
        wait_for(lambda: isinstance(program.screen, SheetScreen), "the sheet")
        assert "Robin Example" in sheet_text(program.part(SheetScreen)._view)
        program.press("&Back")
        wait_for(lambda: isinstance(program.screen, AccommodationsScreen), "the page again")
        program.press(texts.CLOSE)
        program.until(texts.WELCOME)
