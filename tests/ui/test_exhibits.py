"""Exhibits on the exam screen: beside the question or in a tab, read by keyboard, never copied; and in the review."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QStyle, QTextBrowser

from cehrs_desktop.app.opening import open_pack
from cehrs_desktop.application.desk import Desk
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.review_view import review_view
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.report.question_html import exhibit_html
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.theme.theme import LIGHT, THEMES
from cehrs_desktop.ui.widgets.body import Body
from cehrs_desktop.ui.widgets.chart import Chart, chart_words, nice_axis
from cehrs_desktop.ui.widgets.exhibit import ExhibitView, Grid
from tests.building import EVERY_PART
from tests.ended_attempts import Plan, sit
from tests.ui.driving import CTRL, Driven, small_desk, turn, wait_for

Key = Qt.Key


class _WithExhibits:
    """The delivered items, every one of them resting on an exhibit."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def items(self) -> tuple[Any, ...]:
        return tuple(replace(item, exhibit=EVERY_PART) for item in self._source.items())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)


def with_exhibits() -> Callable[[], Desk]:
    opened = small_desk(program_paths())

    def desk() -> Desk:
        made = opened()
        return replace(made, source=_WithExhibits(made.source))

    return desk


@pytest.fixture(params=[(1280, 800), (1000, 720)], ids=["wide", "narrow"])
def exam(qapp: QApplication, request: pytest.FixtureRequest) -> Generator[Driven]:
    """At the first question of an exam in which every question has an exhibit."""
    with Driven(qapp, size=request.param, open_desk=with_exhibits()) as program:
        program.begin()
        yield program


def body(program: Driven) -> Body:
    return program.exam.findChildren(Body)[0]


def test_wide_shows_both_and_narrow_a_tab(exam: Driven) -> None:
    wide = exam.window.width() >= 1150
    shown = body(exam)
    assert shown.showing_question()
    assert shown.showing_exhibit() is wide
    assert shown.tabs.isVisible() is not wide
    exam.key(Key.Key_E)
    assert shown.showing_exhibit()
    assert shown.showing_question() is wide
    exam.key(Key.Key_E)
    assert shown.showing_question()
    assert exam.window.focusWidget() is exam.stem


def test_a_window_that_is_made_wider_shows_both(qapp: QApplication) -> None:
    with Driven(qapp, size=(1000, 720), open_desk=with_exhibits()) as program:
        program.begin()
        assert not body(program).showing_exhibit()
        program.window.resize(1300, 800)
        turn(50)
        assert body(program).showing_exhibit()
        assert body(program).showing_question()


def test_leaving_with_the_exhibit_unopened_is_held_up_once(qapp: QApplication) -> None:
    with Driven(qapp, size=(1000, 1100), open_desk=with_exhibits()) as program:
        program.begin()
        turn(50)
        program.key(Key.Key_N)
        assert program.session.position == 1
        assert texts.EXHIBIT_REMINDER in program.words()
        program.key(Key.Key_N)
        assert program.session.position == 2
        program.key(Key.Key_E)
        program.key(Key.Key_E)
        turn(50)
        program.key(Key.Key_N)
        assert program.session.position == 3


def test_letters_answer_while_the_keyboard_is_in_a_table(exam: Driven) -> None:
    exam.key(Key.Key_E)
    grid = exam.parts(Grid)[0]
    grid.setFocus()
    exam.key(Key.Key_B)
    response = exam.session.response(1)
    assert response.chosen == exam.session.form.slot(1).option_order[1]


def test_nothing_is_copied_out_of_a_table(exam: Driven) -> None:
    exam.key(Key.Key_E)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    for grid in exam.parts(Grid):
        grid.setFocus()
        grid.setCurrentCell(0, 1)
        exam.key(Key.Key_C, CTRL)
        exam.key(Key.Key_X, CTRL)
    assert clipboard.text() == "before"


def test_a_table_is_a_table_to_assistive_technology(exam: Driven) -> None:
    exam.key(Key.Key_E)
    grid = next(grid for grid in exam.parts(Grid) if grid.columnCount() == 3)
    seen = QAccessible.queryAccessibleInterface(grid)
    assert seen.role() is QAccessible.Role.Table
    assert seen.text(QAccessible.Text.Name) == EVERY_PART.title
    cells = [seen.child(at) for at in range(seen.childCount())]
    said = [(cell.role(), cell.text(QAccessible.Text.Name)) for cell in cells]
    assert (QAccessible.Role.ColumnHeader, "0-30 days") in said
    assert (QAccessible.Role.Cell, "900") in said


def test_the_chart_says_all_its_numbers_and_becomes_a_table(exam: Driven) -> None:
    exam.key(Key.Key_E)
    (chart,) = exam.parts(Chart)
    said = chart.accessibleDescription()
    assert all(value in said for value in ("12", "9.5", "7", "Target: 8", "North", "South"))
    exam.button(texts.AS_TABLE).click()
    assert not exam.parts(Chart)
    grid = exam.parts(Grid)[-1]
    said = [[grid.model().index(row, place).data() for row in range(3)] for place in (1, 3)]
    assert said == [["12", "9.5", "7"], ["8", "8", "8"]]


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("theme", list(THEMES))
def test_no_word_of_an_exhibit_is_cut_off(qapp: QApplication, zoom: float, theme: str) -> None:
    view = ExhibitView(EVERY_PART, THEMES[theme], zoom)
    view.resize(round(520 * zoom), 1200)
    view.show()
    turn(20)
    for grid in view.findChildren(Grid):
        if grid.isVisible():
            assert sum(grid.columnWidth(at) for at in range(grid.columnCount())) <= grid.viewport().width() + 1
            assert grid.verticalHeader().length() <= grid.viewport().height() + 1
    view.close()
    view.deleteLater()


def test_the_tutorial_shows_an_exhibit(qapp: QApplication) -> None:
    with Driven(qapp) as program:
        program.check_in()
        program.press(texts.TUTORIAL_START)
        wait_for(lambda: program.screen.findChildren(ExamScreen), "the first sample question")
        program.settle()
        for position in (2, 3):
            turn(50)
            program.key(Key.Key_N)
            wait_for(lambda at=position: program.exam.shown_position() == at, "the next sample question")
        assert body(program).exhibit is not None
        assert "Opening hours" in "".join(label.text() for label in program.exam.findChildren(QLabel))


def test_the_review_tells_an_exhibit_in_full(qapp: QApplication) -> None:
    browser = QTextBrowser()
    browser.setHtml(exhibit_html(EVERY_PART, LIGHT))
    said = browser.toPlainText()
    for word in ("A message to the desk.", "Kim Example", "Plan B", "1,200", "Missed visits, %", "9.5", "Target"):
        assert word in said
    browser.deleteLater()


def test_every_value_of_the_delivered_exhibits_can_be_shown(qapp: QApplication) -> None:
    exhibits = {item.exhibit.id: item.exhibit for item in open_pack().items() if item.exhibit is not None}
    for exhibit in exhibits.values():
        view = ExhibitView(exhibit, LIGHT, 1.0)
        view.resize(560, 800)
        view.show()
        for grid in view.findChildren(Grid):
            if grid.isVisible():
                assert sum(grid.columnWidth(at) for at in range(grid.columnCount())) <= grid.viewport().width() + 1, (
                    exhibit.id
                )
        view.close()
        view.deleteLater()


@pytest.mark.parametrize(
    ("values", "axis"),
    [((12, 19, 5), (0, 20, 5)), ((0.2, 0.9), (0, 1, 0.2)), ((0, 0), (0, 1, 0.2)), ((950, 1200), (0, 1250, 250))],
)
def test_an_axis_begins_at_zero_and_holds_everything(
    values: tuple[float, ...], axis: tuple[float, float, float]
) -> None:
    assert nice_axis(values) == pytest.approx(axis)


def test_the_words_of_a_chart_hold_every_value() -> None:
    (chart,) = [part for part in EVERY_PART.parts if part.kind == "chart"]
    assert "South: 1 4, 2 5, 3 6" in chart_words(chart)


def test_the_review_names_source_date_and_edition() -> None:
    item = review_view(sit(Plan()), "2026-11-22").items[0]
    assert any("test plan edition" in line for line in item.provenance)
    assert any("Not re-checked" in line for line in item.provenance)


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_no_cell_of_any_exhibit_is_cut(qapp: QApplication, zoom: float) -> None:
    exhibits = {item.exhibit.id: item.exhibit for item in open_pack().items() if item.exhibit is not None}
    cut: list[str] = []
    seen = 0
    with Driven(qapp) as program:
        for exhibit in exhibits.values():
            view = ExhibitView(exhibit, LIGHT, zoom, program.window)
            view.resize(max(572, view.minimumSizeHint().width()), 600)
            view.show()
            view.lay_out()
            for grid in view.findChildren(Grid):
                margin = grid.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
                seen += grid.rowCount()
                for row in range(grid.rowCount()):
                    for place in range(grid.columnCount()):
                        cell = grid.item(row, place)
                        assert cell is not None
                        metrics = QFontMetrics(cell.font() if place == 0 else grid.font())
                        # What the style sheet's padding and Qt's own margin leave.
                        room = grid.columnWidth(place) - 16 - 2 * margin
                        needed = metrics.boundingRect(0, 0, room, 10_000, Qt.TextFlag.TextWordWrap, cell.text())
                        if needed.height() > grid.rowHeight(row):
                            cut.append(f"{exhibit.id}: {cell.text()}")
            view.close()
            view.deleteLater()
    assert seen > 300
    assert cut == []
