"""A person's accommodations on the screen: every change is kept at once, by person; the sheet says what was done."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QSpinBox

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.forms import candidate_named
from cehrs_desktop.application.ports import Candidate, StoreReadOnly
from cehrs_desktop.presentation import accommodation_sheet as sheet_words
from cehrs_desktop.presentation import accommodation_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.ui.accommodation_flow import AccommodationFlow
from cehrs_desktop.ui.screens.accommodation_sheet import SheetScreen
from cehrs_desktop.ui.screens.accommodations import AccommodationsScreen
from cehrs_desktop.ui.stage import THEME_ORDER
from tests.ui.driving import Driven, turn, wait_for
from tests.ui.test_looks import misfits

NAME = "Robin Example"


@contextmanager
def visit(qapp: QApplication, name: str = NAME, voice: str = "", **driven: Any) -> Generator[Driven]:
    """The program at the accommodations of a person."""
    with Driven(qapp, **driven) as program:
        program.ready()
        open_page(program, name, voice)
        yield program


def open_page(program: Driven, name: str = NAME, voice: str = "") -> AccommodationFlow:
    desk = program.flow.desk
    assert desk is not None
    flow = AccommodationFlow(program.flow.stage, program.flow._lane, program.around, desk.store, name, lambda: voice)
    flow.left.connect(program.flow._show_home)
    flow.left.connect(flow.let_go)
    flow.start()
    wait_for(lambda: isinstance(program.screen, AccommodationsScreen), "the page")
    return flow


def kept(program: Driven, name: str = NAME) -> Accommodations | None:
    def read(desk: Desk) -> Accommodations | None:
        person = candidate_named(desk.store, name)
        return desk.store.profile(person.id) if person else None

    return program.on_lane(read)


def box(program: Driven, name: str) -> QComboBox:
    return next(one for one in program.parts(QComboBox) if one.accessibleName() == name)


def choose(program: Driven, name: str, value: str) -> None:
    """Choose by the keyboard, as a person does."""
    chosen = box(program, name)
    chosen.setFocus()
    wanted = chosen.findData(value)
    assert wanted >= 0, f"{value!r} is not among the choices of {name!r}"
    while (there := chosen.currentIndex()) != wanted:
        QTest.keyClick(chosen, Qt.Key.Key_Down if there < wanted else Qt.Key.Key_Up)


def test_every_choice_is_kept_and_comes_back(qapp: QApplication) -> None:
    with visit(qapp) as program:
        assert kept(program) is None, "looking changes nothing, and adds nobody"
        choose(program, words.TIME, "50")
        choose(program, words.ZOOM, "1.5")
        choose(program, words.CONTRAST, "high_contrast")
        for name in (words.BREAKS, words.LINE_READER, words.MASKING, words.READER):
            next(one for one in program.parts(QCheckBox) if one.text() == name).click()
        field = program.part(QLineEdit)
        field.setFocus()
        QTest.keyClicks(field, "10, 60")
        program.press(texts.CLOSE)
        program.until(texts.WELCOME)
        wanted = Accommodations(
            extra_percent=50,
            breaks_stop_clock=True,
            zoom=1.5,
            theme="high_contrast",
            reader=True,
            line_reader=True,
            masking=True,
            separate_warnings=(60, 10),
        )
        assert kept(program) == wanted
        assert kept(program, "Somebody Else") is None
        open_page(program)
        assert box(program, words.TIME).currentData() == "50"
        assert (box(program, words.ZOOM).currentData(), box(program, words.CONTRAST).currentData()) == (
            "1.5",
            "high_contrast",
        )
        assert all(one.isChecked() for one in program.parts(QCheckBox))
        assert program.part(QLineEdit).text() == "60, 10"
        assert kept(program) == wanted, "showing it again changes nothing"


def test_another_percentage_is_a_number_and_says_what_it_comes_to(qapp: QApplication) -> None:
    with visit(qapp) as program:
        assert "The exam has 125 minutes." in program.words()
        assert program.parts(QSpinBox) == []
        choose(program, words.TIME, words.OTHER)
        spin = program.part(QSpinBox)
        spin.setFocus()
        spin.selectAll()
        QTest.keyClicks(spin, "37")
        QTest.keyClick(spin, Qt.Key.Key_Return)
        assert "171 minutes 15 seconds in all." in program.words()
        typed = spin.lineEdit()
        assert typed.width() > typed.fontMetrics().horizontalAdvance(typed.text()), "what was typed can be read"
        stored = kept(program)
        assert stored is not None
        assert stored.extra_percent == 37
        choose(program, words.TIME, "0")
        assert program.parts(QSpinBox) == []
        assert kept(program) == Accommodations()


def test_wrong_minutes_change_nothing_and_are_said(qapp: QApplication) -> None:
    with visit(qapp) as program:
        field = program.part(QLineEdit)
        field.setFocus()
        QTest.keyClicks(field, "soon")
        program.press(texts.CLOSE)
        program.until(words.WARNINGS_WRONG)
        assert isinstance(program.screen, AccommodationsScreen), "the field can be put right"
        assert kept(program) is None
        field.clear()
        QTest.keyClicks(field, "45")
        program.press(texts.CLOSE)
        program.until(texts.WELCOME)
        assert kept(program) == Accommodations(separate_warnings=(45,))


def test_a_known_person_is_found_by_name(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        program.ready()
        person = Candidate("known", NAME)
        program.on_lane(lambda desk: desk.store.keep_profile(person, Accommodations(extra_percent=300)))
        open_page(program)
        assert program.part(QSpinBox).value() == 300
        choose(program, words.TIME, "25")
        assert program.on_lane(lambda desk: desk.store.profile("known")) == Accommodations(extra_percent=25)
        assert len(program.on_lane(lambda desk: desk.store.candidates())) == 1


@pytest.mark.parametrize(("voice", "told"), [("", words.READER_MISSING), ("any", words.READER_READY)])
def test_the_page_says_whether_there_is_a_voice(qapp: QApplication, voice: str, told: str) -> None:
    with visit(qapp, voice=voice) as program:
        program.until(told)
        # What is approved can be set all the same: it follows the person to another computer.
        reading = next(one for one in program.parts(QCheckBox) if one.text() == words.READER)
        assert reading.isEnabled()


def test_a_change_that_cannot_be_kept_is_said(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    with visit(qapp) as program:
        desk = program.flow.desk
        assert desk is not None

        def refuse(*_: object) -> None:
            raise StoreReadOnly("attempts.db")

        monkeypatch.setattr(desk.store, "keep_profile", refuse)
        choose(program, words.TIME, "25")
        program.until("attempts.db")
        assert isinstance(program.screen, AccommodationsScreen)


# ---- the sheet


def test_the_sheet_is_read_saved_and_printed(qapp: QApplication, tmp_path: Path) -> None:
    with visit(qapp) as program:
        choose(program, words.TIME, "100")
        program.press(words.SHOW_SHEET)
        wait_for(lambda: isinstance(program.screen, SheetScreen), "the sheet")
        sheet = program.part(SheetScreen)
        assert "100 % more time" in sheet._text.toPlainText().replace("\N{NO-BREAK SPACE}", " ")
        assert sheet_words.NOTHING_REHEARSED in sheet._text.toPlainText()
        for kind in ("txt", "html"):
            sheet.save(kind, tmp_path / f"sheet.{kind}")
            assert "100" in (tmp_path / f"sheet.{kind}").read_text(encoding="utf-8")
        program.until("sheet.html")
        sheet.save("txt", tmp_path / "nowhere" / "sheet.txt")
        program.until(sheet_words.SAFE)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "sheet.pdf"))
        sheet.print_on(printer)
        assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
        program.press(sheet_words.BACK)
        wait_for(lambda: isinstance(program.screen, AccommodationsScreen), "the page again")
        assert box(program, words.TIME).currentData() == "100"


# ---- the looks


@pytest.mark.parametrize(("theme", "zoom"), [*((theme, 1.0) for theme in THEME_ORDER), ("cream", 2.0)])
def test_page_and_sheet_fit_and_have_names(qapp: QApplication, theme: str, zoom: float) -> None:
    with visit(qapp, settings={"theme": theme, "zoom": zoom}) as program:
        choose(program, words.TIME, words.OTHER)
        turn(30)
        found = misfits(program)
        program.press(words.SHOW_SHEET)
        wait_for(lambda: isinstance(program.screen, SheetScreen), "the sheet")
        turn(30)
        assert found + misfits(program) == []
