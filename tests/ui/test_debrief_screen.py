"""The debrief screen with real widgets on a real database: reading, writing notes, saving; by keyboard and enlarged."""

from __future__ import annotations

import errno
import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QScrollArea, QTableWidget
from pytestqt.qtbot import QtBot

from cehrs_desktop.application.debriefing import ANNOTATION_LIMIT, Debriefing, annotate, read_debrief
from cehrs_desktop.presentation import debrief_texts as words
from cehrs_desktop.presentation.debrief_view import debrief_view
from cehrs_desktop.presentation.report_texts import PRINT_SENT
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.ui.screens import debrief as screen_module
from cehrs_desktop.ui.screens.debrief import DebriefScreen
from cehrs_desktop.ui.theme.sheet import style_sheet
from cehrs_desktop.ui.theme.theme import HIGH_CONTRAST, LIGHT
from cehrs_desktop.ui.widgets.basics import enlarge
from cehrs_desktop.ui.widgets.notice import Notice
from tests.building import moment
from tests.rehearsed_days import ASKED, PAUSED, RINGS, Rehearsal, plan_of

LATER = moment(9000, run="another-run")
LONG_SOURCE = f"https://example.org/community/posts/{'a-very-long-name-of-a-page-' * 6}?a=1&b=<2>"


@pytest.fixture
def store(tmp_path: Path) -> Generator[SqlAttemptStore]:
    made = open_store(tmp_path / "data")
    asked = replace(ASKED, source=LONG_SOURCE)
    lived = Rehearsal(plan_of(PAUSED, asked, RINGS), store=made)
    lived.give("identity", "old")
    lived.give("identity", "licence")
    lived.done("identity")
    lived.to_exam()
    lived.wait(60)
    lived.play("paused")
    lived.play("asked", "argue")
    lived.note("observed.focus_lost", ms=9000)
    lived.play("rings", "hide")
    lived.as_practice()
    lived.finish()
    yield made
    made.shut()


@pytest.fixture
def told(store: SqlAttemptStore) -> Debriefing:
    return read_debrief(store, "attempt-1")


@pytest.fixture
def screen(qtbot: QtBot, told: Debriefing) -> DebriefScreen:
    return shown(qtbot, told)


def shown(qtbot: QtBot, told: Debriefing, zoom: float = 1.0) -> DebriefScreen:
    made = DebriefScreen(LIGHT, zoom)
    qtbot.addWidget(made)
    made.setStyleSheet(style_sheet(LIGHT, ""))
    made.show_debrief(told)
    enlarge(made, zoom)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    return made


def labels(screen: DebriefScreen) -> str:
    return "\n".join(label.text() for label in screen.findChildren(QLabel))


def field(screen: DebriefScreen, about: str) -> QLineEdit:
    (found,) = [one for one in screen.findChildren(QLineEdit) if one.accessibleName().endswith(about)]
    return found


def notice(screen: DebriefScreen) -> str:
    found = screen.findChild(Notice)
    assert found is not None
    return " ".join(part.text() for part in found.findChildren(QLabel)) if found.isVisible() else ""


def rows(table: QTableWidget) -> list[tuple[str, ...]]:
    def text(row: int, column: int) -> str:
        item = table.item(row, column)
        assert item is not None
        return item.text()

    return [tuple(text(row, column) for column in range(3)) for row in range(table.rowCount())]


def table_of(screen: DebriefScreen) -> QTableWidget:
    found = screen.findChild(QTableWidget)
    assert found is not None
    return found


def test_everything_of_the_view_is_on_the_screen(screen: DebriefScreen, told: Debriefing) -> None:
    view, text = debrief_view(told), labels(screen)
    sources = [made.toolTip() for made in screen.findChildren(QPushButton)]
    for part in (view.about, view.ended, *view.summary, *view.not_reached, *view.questions):
        assert part in text, part
    for card in view.cards:
        for part in (card.title, card.where, *(word for line in card.lines for word in line)):
            assert part in text or part in sources, part
    assert rows(table_of(screen)) == [(row.time, row.what, row.note) for row in view.staff]


def test_a_note_is_stored_and_comes_back_to_its_card_and_to_the_record(
    screen: DebriefScreen, store: SqlAttemptStore, qtbot: QtBot
) -> None:
    asked: list[tuple[int, str]] = []
    screen.annotated.connect(lambda seq, text: asked.append((seq, text)))
    line = field(screen, "Identification")
    line.setText("  My other card is at home. ")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert asked == [(1, "My other card is at home.")]
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert len(asked) == 1, "a second one is not asked for before the first is stored"
    assert line.text() != "", "what is not stored yet stays where it was written"
    screen.show_debrief(annotate(store, "attempt-1", *asked[0], LATER))
    assert line.text() == ""
    assert "AM: My other card is at home." in labels(screen).replace("\u00a0", " ")
    assert rows(table_of(screen))[0][2].endswith("My other card is at home.")
    line.setText("One more.")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert asked[1:] == [(1, "One more.")]


def test_a_note_that_could_not_be_stored_is_still_there(screen: DebriefScreen, qtbot: QtBot) -> None:
    asked: list[str] = []
    screen.annotated.connect(lambda _, text: asked.append(text))
    line = field(screen, "Identification")
    line.setText("A note.")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    screen.not_kept("There is no space left.")
    assert notice(screen).startswith("There is no space left.")
    assert line.text() == "A note."
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert asked == ["A note.", "A note."]


def test_nothing_is_written_for_nothing_and_not_more_than_fits(screen: DebriefScreen, qtbot: QtBot) -> None:
    asked: list[str] = []
    screen.annotated.connect(lambda _, text: asked.append(text))
    line = field(screen, "Identification")
    line.setText("   ")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert asked == []
    line.setText("x" * (ANNOTATION_LIMIT + 50))
    assert len(line.text()) == ANNOTATION_LIMIT


def test_every_line_of_the_record_takes_a_note(
    screen: DebriefScreen, store: SqlAttemptStore, told: Debriefing, qtbot: QtBot
) -> None:
    asked: list[tuple[int, str]] = []
    screen.annotated.connect(lambda seq, text: asked.append((seq, text)))
    table = table_of(screen)
    view = debrief_view(told)
    at = next(n for n, row in enumerate(view.staff) if "I pause the exam." in row.what)
    table.setFocus()
    for _ in range(at):
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentRow() == at
    line = field(screen, view.staff[at].what)
    assert line.accessibleName().startswith(words.STAFF_NOTE)
    line.setText("My hands were in view.")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert asked == [(view.staff[at].seq, "My hands were in view.")]
    screen.show_debrief(annotate(store, "attempt-1", *asked[0], LATER))
    assert table.currentRow() == at, "the line stays chosen"
    assert rows(table)[at][2].endswith("My hands were in view.")
    assert "My hands were in view." in labels(screen)
    line.setText("not kept")
    table.selectRow(0)
    assert line.text() == "", "words for one event do not go to another"


def test_the_whole_page_is_reached_by_keyboard(screen: DebriefScreen, told: Debriefing, qtbot: QtBot) -> None:
    screen.focus_first()
    area = screen.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(area.hasFocus)
    qtbot.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0
    names: list[str] = []
    for _ in range(100):
        qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Tab)
        widget = screen.focusWidget()
        names.append(widget.accessibleName() or getattr(widget, "text", str)())
        if widget is area:
            break
    cards = debrief_view(told).cards
    assert [name for name in names if name.startswith(f"{words.YOUR_NOTE}: ")] == [
        f"{words.YOUR_NOTE}: {card.title}" for card in cards
    ]
    assert words.STAFF in names
    assert names[-5:-1] == [words.SAVE_TEXT, words.SAVE_JSON, words.PRINT, words.BACK]


def test_leaving_is_asked_for(screen: DebriefScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.left):
        next(b for b in screen.findChildren(QPushButton) if b.text() == words.BACK).click()


def test_a_source_is_opened_outside_and_only_when_it_is_asked_for(
    screen: DebriefScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def remember(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", remember)
    (source,) = [made for made in screen.findChildren(QPushButton) if LONG_SOURCE in made.accessibleName()]
    assert (source.text(), source.toolTip()) == ("Open example.org", LONG_SOURCE)
    assert opened == []
    qtbot.keyClick(source, Qt.Key.Key_Space)
    assert opened == [QUrl(LONG_SOURCE).toString()]


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_nothing_is_cut_off_at_any_text_size(qtbot: QtBot, told: Debriefing, zoom: float) -> None:
    screen = shown(qtbot, told, zoom)
    qtbot.waitExposed(screen)
    area = screen.findChild(QScrollArea)
    assert area is not None
    assert area.horizontalScrollBar().maximum() == 0
    for label in screen.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    screen.set_theme(HIGH_CONTRAST)


@pytest.mark.parametrize("kind", ["txt", "json"])
def test_saving_writes_the_whole_debrief(screen: DebriefScreen, told: Debriefing, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"a debrief ünser.{kind}"
    screen.save(kind, file)
    assert str(file) in notice(screen)
    written = file.read_text(encoding="utf-8")
    if kind == "json":
        assert json.loads(written)["attempt_id"] == "attempt-1"
    else:
        assert all(card.title in written for card in debrief_view(told).cards)


def test_a_file_that_cannot_be_written_is_told(
    screen: DebriefScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(screen_module, "write_whole", full)
    screen.save("txt", tmp_path / "a.txt")
    assert "no space left" in notice(screen)
    assert words.SAVE_SAFE in notice(screen)


def test_it_is_printed_and_that_is_told(screen: DebriefScreen, tmp_path: Path, qtbot: QtBot) -> None:
    next(b for b in screen.findChildren(QPushButton) if b.text() == words.PRINT).click()
    dialog = screen.findChild(QPrintDialog)
    assert dialog is not None
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "debrief.pdf"))
    dialog.accepted.emit(printer)
    dialog.done(0)
    assert PRINT_SENT in notice(screen)
    assert (tmp_path / "debrief.pdf").read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(lambda: screen.findChild(QPrintDialog) is None)


def test_the_dialog_offers_a_name_and_adds_the_ending(screen: DebriefScreen, qtbot: QtBot) -> None:
    next(b for b in screen.findChildren(QPushButton) if b.text() == words.SAVE_TEXT).click()
    dialog = screen.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == "CEHRS debrief Robin Example 2027-01-15.txt"
    assert dialog.defaultSuffix() == "txt"
    dialog.reject()
    qtbot.waitUntil(lambda: screen.findChild(QFileDialog) is None)
