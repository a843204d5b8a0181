"""The report screen with real widgets: both views, saving without loss, the way on and back."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from cehrs_desktop.presentation.report_saving import save_problem
from cehrs_desktop.presentation.report_texts import NBSP
from cehrs_desktop.presentation.report_view import report_view
from cehrs_desktop.ui.report import saving
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.screens.report import screen as screen_module
from cehrs_desktop.ui.screens.report.page import ReportPage
from cehrs_desktop.ui.screens.report.screen import ReportScreen
from cehrs_desktop.ui.theme.theme import DARK, LIGHT
from cehrs_desktop.ui.widgets.basics import enlarge
from cehrs_desktop.ui.widgets.notice import Notice
from tests.ended_attempts import Plan, sit

VIEW = report_view(sit(Plan(right={"1": 16, "2": 17, "3": 11, "4": 8, "5": 2}, repeats=2)))


@pytest.fixture
def screen(qtbot: QtBot) -> ReportScreen:
    made = ReportScreen(LIGHT)
    qtbot.addWidget(made)
    made.show_view(VIEW)
    made.resize(1280, 720)
    made.show()
    return made


def press(screen: ReportScreen, words: str) -> None:
    found = [b for b in screen.findChildren(QPushButton) if b.text().replace("&", "") == words]
    assert len(found) == 1, words
    found[0].click()


def told(screen: ReportScreen) -> str:
    notice = screen.findChild(Notice)
    assert notice is not None
    return " ".join(part.text() for part in notice.findChildren(QLabel)) if notice.isVisible() else ""


def test_the_text_view_says_what_the_page_shows(screen: ReportScreen) -> None:
    text = screen.findChild(QTextBrowser)
    assert text is not None
    assert not text.isVisible()
    press(screen, "Text")
    assert text.isVisible()
    plain = text.toPlainText()
    assert VIEW.next_steps is not None
    for words in (VIEW.band_text, VIEW.verdict, VIEW.next_steps.retake, VIEW.independence, *VIEW.marks):
        # Qt's plain text turns a no-break space into a plain one.
        assert words.replace(NBSP, " ") in plain, words
    for row in VIEW.domains:
        assert row.name in plain
        assert row.tally_text in plain
    press(screen, "Page")
    assert not text.isVisible()


def test_a_screen_reader_gets_the_text_and_is_told_where_it_is(screen: ReportScreen) -> None:
    page, text = screen.findChild(ReportPage), screen.findChild(QTextBrowser)
    assert page is not None
    assert text is not None
    press(screen, "Text")
    assert "under Text" in page.accessibleName()
    interface = QAccessible.queryAccessibleInterface(text)
    assert interface.text(QAccessible.Text.Name) == "Report as text"
    content = interface.textInterface()
    assert VIEW.verdict in content.text(0, content.characterCount())


def test_the_summary_stands_beside_the_page_as_text(screen: ReportScreen) -> None:
    labels = [part.text() for part in screen.findChildren(QLabel)]
    assert f"{VIEW.numbers.score}  Not passed" in labels


def test_large_text_opens_the_text_view(qtbot: QtBot) -> None:
    screen = ReportScreen(LIGHT)
    qtbot.addWidget(screen)
    screen.show_view(VIEW)
    enlarge(screen, 2.0)
    screen.focus_first()
    screen.show()
    text = screen.findChild(QTextBrowser)
    assert text is not None
    assert text.isVisible()


def test_the_page_follows_the_theme_and_the_width(screen: ReportScreen) -> None:
    page = screen.findChild(ReportPage)
    assert page is not None
    light = page.grab().toImage()
    screen.set_theme(DARK)
    dark = page.grab().toImage()
    middle = light.width() // 2
    assert light.pixelColor(middle, 40).lightness() > 200
    assert dark.pixelColor(middle, 40).lightness() < 60
    assert page.heightForWidth(400) < page.heightForWidth(800)
    assert page.heightForWidth(5000) == page.heightForWidth(4000), "the page has a widest size"


def test_the_three_files_are_written(screen: ReportScreen, tmp_path: Path) -> None:
    for kind in ("pdf", "html", "json"):
        screen.save(kind, tmp_path / f"report.{kind}")
        assert f"report.{kind}" in told(screen)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert "<!DOCTYPE html>" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["scaled"] == VIEW.numbers.score
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report.html", "report.json", "report.pdf"]


def test_a_missing_ending_is_added(screen: ReportScreen, tmp_path: Path) -> None:
    screen.save("json", tmp_path / "v1.2 of mine")
    assert (tmp_path / "v1.2 of mine.json").exists()


@pytest.mark.parametrize("answer", ["Replace", "Keep the old file"])
def test_a_name_that_the_dialog_did_not_ask_about_is_asked_for(
    screen: ReportScreen, tmp_path: Path, answer: str
) -> None:
    old = tmp_path / "mine.json"
    old.write_text("old", encoding="utf-8")
    screen.save("json", tmp_path / "mine")
    assert old.read_text(encoding="utf-8") == "old"
    dialog = next(d for d in screen.findChildren(QDialog) if d.isVisible())
    next(b for b in dialog.findChildren(QPushButton) if b.text() == answer).click()
    assert (old.read_text(encoding="utf-8") == "old") is (answer != "Replace")


def test_the_file_dialog_is_open_and_not_blocking(screen: ReportScreen, tmp_path: Path) -> None:
    press(screen, "Save as PDF …")
    dialog = screen.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    assert Path(dialog.selectedFiles()[0]).name.startswith("CEHRS practice report Jordan Avery Whitfield")
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / "chosen.pdf"))
    dialog.accept()
    assert (tmp_path / "chosen.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space left"),
        (errno.EACCES, "may not write"),
        (errno.EROFS, "may not write"),
        (errno.ENOENT, "is not there"),
        (errno.ENAMETOOLONG, "cannot be the name"),
        (errno.EIO, "could not be written"),
    ],
)
def test_trouble_in_writing_is_told_and_the_old_file_stays(
    screen: ReportScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    old = tmp_path / "mine.json"
    old.write_text("old", encoding="utf-8")

    def fails(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(saving.os, "fsync", fails)
    screen.save("json", old)
    assert old.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["mine.json"], "nothing is left beside it"
    message = told(screen)
    assert words in message
    assert "can be saved again at any time" in message
    assert "Traceback" not in message


def test_a_folder_that_went_away_is_told(screen: ReportScreen, tmp_path: Path) -> None:
    screen.save("html", tmp_path / "gone" / "report.html")
    assert "is not there" in told(screen)


def test_a_folder_in_the_place_of_the_file_is_told(screen: ReportScreen, tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    screen.save("html", tmp_path / "report.html")
    assert "cannot be the name" in told(screen) or "may not write" in told(screen)
    assert (tmp_path / "report.html").is_dir()


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only some accounts make links")
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    write_whole(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_problems_never_show_python(tmp_path: Path) -> None:
    problem = save_problem(PermissionError(errno.EACCES, "Permission denied"), "report.pdf")
    assert "Errno" not in problem.happened + problem.safe + problem.next


def test_review_and_back_are_asked_for(screen: ReportScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.review_wanted) as wanted:
        press(screen, "Review the questions")
    assert wanted.args == [VIEW.numbers.attempt_id]
    with qtbot.waitSignal(screen.left):
        press(screen, "Back")


def test_everything_is_reached_with_tab(screen: ReportScreen, qtbot: QtBot) -> None:
    screen.focus_first()
    reached: set[str] = set()
    for _ in range(12):
        focused = screen.focusWidget()
        if isinstance(focused, QPushButton):
            reached.add(focused.text().replace("&", ""))
        qtbot.keyClick(cast("QPushButton", focused), Qt.Key.Key_Tab)
    assert {"Save as PDF …", "Save as HTML …", "Save as JSON …", "Print …", "Review the questions", "Back"} <= reached


def test_printing_opens_a_dialog_and_tells_what_came_of_it(
    screen: ReportScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QPrintDialog] = []

    class Dialog(QPrintDialog):
        def setVisible(self, visible: bool) -> None:  # noqa: N802 - Qt's name
            # Shown as a native dialog on some systems; here only its answer matters.
            if visible:
                opened.append(self)

        def exec(self) -> int:
            raise AssertionError("a dialog that blocks")

    monkeypatch.setattr(screen_module, "QPrintDialog", Dialog)
    press(screen, "Print …")
    (dialog,) = opened
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.done(QDialog.DialogCode.Accepted)
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF-")
    assert told(screen).startswith("Sent to the printer")
