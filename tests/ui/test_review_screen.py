"""The review screen with real widgets: filters, keys, what is named in words, links."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible, QDesktopServices
from PySide6.QtWidgets import QComboBox, QListWidget, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from cehrs_desktop.presentation import report_texts
from cehrs_desktop.presentation.review_view import ReviewFilter, ReviewItem, review_view
from cehrs_desktop.ui.screens.review.item_page import item_html
from cehrs_desktop.ui.screens.review.report_dialog import ReportDialog
from cehrs_desktop.ui.screens.review.screen import ReviewScreen
from cehrs_desktop.ui.theme.theme import HIGH_CONTRAST, LIGHT
from cehrs_desktop.ui.widgets.basics import enlarge
from tests.ended_attempts import Plan, sit

PLAN = Plan(
    blank=frozenset({7}),
    marked=frozenset({4, 7, 30}),
    changed=frozenset({4}),
    highlighted=frozenset({4}),
    struck=frozenset({4}),
    commented={4: "is <this> right?\nsecond line"},
    seconds={4: 150},
)
VIEW = review_view(sit(PLAN), "2026-11-22")


@pytest.fixture
def screen(qtbot: QtBot) -> ReviewScreen:
    made = ReviewScreen(LIGHT)
    qtbot.addWidget(made)
    made.show_view(VIEW)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    return made


def choose(screen: ReviewScreen, which: ReviewFilter) -> None:
    box = screen.findChild(QComboBox)
    assert box is not None
    box.setCurrentIndex(list(ReviewFilter).index(which))


def page(screen: ReviewScreen) -> QTextBrowser:
    found = screen.findChild(QTextBrowser)
    assert found is not None
    return found


def test_it_begins_with_what_was_wrong(screen: ReviewScreen) -> None:
    assert screen.position == VIEW.shown(ReviewFilter.WRONG)[0].position
    assert "wrong" in page(screen).toPlainText()


@pytest.mark.parametrize("which", list(ReviewFilter))
def test_the_list_holds_what_the_filter_lets_through(screen: ReviewScreen, which: ReviewFilter) -> None:
    choose(screen, which)
    questions = screen.findChild(QListWidget)
    box = screen.findChild(QComboBox)
    assert questions is not None
    assert box is not None
    assert [questions.item(row).text() for row in range(questions.count())] == [i.line for i in VIEW.shown(which)]
    assert box.currentText().endswith(f"({questions.count()})")


def test_changing_the_filter_stays_at_the_question(screen: ReviewScreen) -> None:
    choose(screen, ReviewFilter.MARKED)
    screen.findChildren(QListWidget)[0].setCurrentRow(1)
    assert screen.position == 7
    choose(screen, ReviewFilter.BLANK)
    assert screen.position == 7
    choose(screen, ReviewFilter.ALL)
    assert screen.position == 7


def test_j_and_k_and_the_arrows_move_and_stop_at_the_ends(screen: ReviewScreen, qtbot: QtBot) -> None:
    choose(screen, ReviewFilter.MARKED)
    screen.focus_first()
    for key, position in (
        (Qt.Key.Key_J, 7),
        (Qt.Key.Key_J, 30),
        (Qt.Key.Key_J, 30),
        (Qt.Key.Key_K, 7),
        (Qt.Key.Key_Up, 4),
        (Qt.Key.Key_K, 4),
        (Qt.Key.Key_Down, 7),
    ):
        qtbot.keyClick(screen.findChildren(QListWidget)[0], key)
        assert screen.position == position


def test_the_buttons_move_too_and_know_the_ends(screen: ReviewScreen) -> None:
    choose(screen, ReviewFilter.MARKED)
    buttons = {b.text().replace("&", ""): b for b in screen.findChildren(QPushButton)}
    assert not buttons["Previous (K)"].isEnabled()
    buttons["Next (J)"].click()
    buttons["Next (J)"].click()
    assert screen.position == 30
    assert not buttons["Next (J)"].isEnabled()


def test_key_and_answer_are_named_in_words(screen: ReviewScreen) -> None:
    choose(screen, ReviewFilter.ALL)
    for item in VIEW.items[:12]:
        screen.findChildren(QListWidget)[0].setCurrentRow(item.position - 1)
        text = page(screen).toPlainText()
        for option in item.options:
            start = text.index(option.text)
            end = text.index(option.rationale)
            assert start < end
            # What is between the option and its reason is what is said of it.
            assert ("Key" in text[start:end]) is option.is_key
            assert ("Your answer" in text[start:end]) is option.chosen
            assert ("struck out by you" in text[start:end]) is option.struck


def test_everything_known_of_a_question_is_on_its_page(screen: ReviewScreen) -> None:
    choose(screen, ReviewFilter.CHANGED)
    text = page(screen).toPlainText()
    item = VIEW.items[3]
    for words in (item.stem, item.domain, "changed once", "marked", "slow", "is <this> right?", "second line"):
        assert words in text, words
    assert item.references[0].url in text
    assert "median time" in text
    html = page(screen).toHtml()
    assert LIGHT.highlight in html
    assert "underline" in html


def test_pretest_is_revealed(screen: ReviewScreen) -> None:
    choose(screen, ReviewFilter.PRETEST)
    assert "pretest (not counted)" in page(screen).toPlainText()
    assert screen.findChildren(QListWidget)[0].count() == 25


def test_a_link_opens_outside_only_when_it_is_clicked(screen: ReviewScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def remember(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", remember)
    choose(screen, ReviewFilter.ALL)
    before = page(screen).toPlainText()
    assert opened == []
    page(screen).anchorClicked.emit(QUrl("https://example.org/1?a=1&b=2"))
    page(screen).anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert opened == ["https://example.org/1?a=1&b=2"]
    assert page(screen).toPlainText() == before, "the page itself goes nowhere"


def test_an_empty_filter_says_so(qtbot: QtBot) -> None:
    screen = ReviewScreen(LIGHT)
    qtbot.addWidget(screen)
    screen.show_view(review_view(sit(Plan()), "2026-11-22"))
    choose(screen, ReviewFilter.MARKED)
    assert screen.position is None
    assert "No question of this attempt" in page(screen).toPlainText()


def test_a_screen_reader_reads_list_and_page(screen: ReviewScreen) -> None:
    choose(screen, ReviewFilter.CHANGED)
    interface = QAccessible.queryAccessibleInterface(page(screen))
    assert interface.text(QAccessible.Text.Name) == "Question 4: " + VIEW.items[3].outcome
    content = interface.textInterface()
    assert VIEW.items[3].stem in content.text(0, content.characterCount())
    questions = QAccessible.queryAccessibleInterface(screen.findChildren(QListWidget)[0])
    assert questions.text(QAccessible.Text.Name) == "Questions"
    assert questions.child(0).text(QAccessible.Text.Name) == VIEW.items[3].line


def test_at_200_percent_nothing_is_cut_and_the_page_wraps(qtbot: QtBot) -> None:
    screen = ReviewScreen(LIGHT)
    qtbot.addWidget(screen)
    screen.show_view(VIEW)
    enlarge(screen, 2.0)
    screen.resize(1280, 720)
    screen.show()
    assert (screen.width(), screen.height()) == (1280, 720)
    assert page(screen).horizontalScrollBar().maximum() == 0
    for button in screen.findChildren(QPushButton):
        assert button.width() >= button.minimumSizeHint().width(), button.text()


def test_a_new_theme_colors_the_page(screen: ReviewScreen) -> None:
    choose(screen, ReviewFilter.CHANGED)
    screen.set_theme(HIGH_CONTRAST)
    assert HIGH_CONTRAST.highlight in page(screen).toHtml()
    assert screen.position == 4


def test_back_is_asked_for(screen: ReviewScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.left):
        next(b for b in screen.findChildren(QPushButton) if b.text().replace("&", "") == "Back").click()


def report_dialog(screen: ReviewScreen) -> ReportDialog:
    (found,) = [dialog for dialog in screen.findChildren(ReportDialog) if dialog.isVisible()]
    return found


def press(dialog: ReportDialog, words: str) -> None:
    next(button for button in dialog.findChildren(QPushButton) if button.text() == words).click()


def test_a_problem_is_reported_with_its_kind_and_words(qtbot: QtBot, screen: ReviewScreen) -> None:
    made: list[tuple[object, str, str]] = []
    screen.report_made.connect(lambda *told: made.append(told))
    screen._report.click()
    dialog = report_dialog(screen)
    press(dialog, report_texts.REPORT_KEEP)
    assert dialog.isVisible(), "a report without words is asked for again"
    assert not made
    dialog.kind.setCurrentIndex(dialog.kind.findData("outdated"))
    dialog.text.setPlainText("  The rule changed in May.  ")
    press(dialog, report_texts.REPORT_KEEP)
    ((item, kind, text),) = made
    assert isinstance(item, ReviewItem)
    assert (item.position, kind, text) == (screen.position, "outdated", "The rule changed in May.")
    qtbot.waitUntil(lambda: not screen.findChildren(ReportDialog))


def test_a_report_that_could_not_be_kept_is_put_back_before_the_eyes(qtbot: QtBot, screen: ReviewScreen) -> None:
    screen.ask_report(VIEW.items[2], "language", "A word is missing.")
    dialog = report_dialog(screen)
    assert dialog.text.toPlainText() == "A word is missing."
    assert dialog.kind.currentData() == "language"
    press(dialog, report_texts.REPORT_CANCEL)
    qtbot.waitUntil(lambda: not screen.findChildren(ReportDialog))


def test_a_stale_item_says_so_first(qtbot: QtBot) -> None:
    record = sit(PLAN)
    aged = replace(record.stored.items[0], review_by="2026-12-31", valid_as_of="2026-01-01", verified_on="2026-01-01")
    stored = replace(record.stored, items=(aged, *record.stored.items[1:]))
    before = review_view(replace(record, stored=stored), "2026-12-31").items[0]
    after = review_view(replace(record, stored=stored), "2027-01-01").items[0]
    assert (before.stale, after.stale) == (False, True)
    assert after.provenance[0].startswith("Past its review date")
    assert "read on 2026-01-01" in before.provenance[0]
    assert "Past its review date" in item_html(after, LIGHT)
