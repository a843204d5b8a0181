"""The page "Where I stand" as people meet it: by keyboard, in every look, as a table, saved, with a real store."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cehrs_desktop.application.ports import Candidate, StoreUnreachable
from cehrs_desktop.presentation import standing_texts as words
from cehrs_desktop.presentation.standing_view import StandingView
from cehrs_desktop.ui.screens.standing import StandingScreen
from cehrs_desktop.ui.standing_flow import StandingFlow
from cehrs_desktop.ui.theme.theme import HIGH_CONTRAST, LIGHT, THEMES, Theme
from cehrs_desktop.ui.widgets.basics import enlarge
from cehrs_desktop.ui.widgets.plot import PlotWidget
from tests.standings import chance, history, standing_page
from tests.study_answers import run
from tests.ui.driving import Driven, turn, wait_for

Key = Qt.Key


def full() -> StandingView:
    return standing_page(history(), chance())


@pytest.fixture
def screen(qtbot: QtBot) -> StandingScreen:
    made = StandingScreen(LIGHT)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.show_view(full())
    made.focus_first()
    turn()
    return made


def visible(screen: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [one for one in screen.findChildren(kind) if one.isVisible()]


def press(screen: QWidget, text: str) -> None:
    (found,) = [
        one
        for one in screen.findChildren(QAbstractButton)
        if isinstance(one, QPushButton) and one.text() == text and one.isVisible()
    ]
    found.click()
    turn()


def shown_words(screen: QWidget) -> str:
    return "\n".join(one.text() for one in screen.findChildren(QLabel) if one.isVisible())


def test_it_opens_on_readiness_with_the_rest_in_short(screen: StandingScreen) -> None:
    text = shown_words(screen)
    assert "About 62 in 100" in text
    for part in full().parts[1:]:
        assert part.finding in text
    (plot,) = visible(screen, PlotWidget)
    assert plot.accessibleName() == words.HEADINGS[words.READINESS]
    assert "between 41 and 80" in plot.accessibleDescription()


def test_the_arrow_keys_lead_through_every_part(screen: StandingScreen) -> None:
    names = screen.findChild(QListWidget)
    assert names is not None
    seen: list[str] = []
    for part in full().parts:
        assert screen.part == part
        assert part.finding in shown_words(screen)
        (plot,) = visible(screen, PlotWidget)
        assert part.plot is not None
        assert plot.accessibleDescription() == part.plot.words
        seen.append(part.name)
        QTest.keyClick(names, Key.Key_Down)
        turn()
    assert seen == list(words.HEADINGS)


def test_the_table_stands_behind_every_plot_and_stays_chosen(screen: StandingScreen) -> None:
    press(screen, words.AS_TABLE)
    names = screen.findChild(QListWidget)
    assert names is not None
    for at, part in enumerate(full().parts):
        names.setCurrentRow(at)
        turn()
        assert part.table is not None
        (table,) = visible(screen, QTableWidget)
        assert isinstance(table, QTableWidget)
        assert not visible(screen, PlotWidget)
        model = table.model()
        cells = tuple(
            tuple(str(model.index(row, column).data()) for column in range(table.columnCount()))
            for row in range(table.rowCount())
        )
        assert cells == part.table.rows
        assert table.accessibleName() == part.heading
    press(screen, words.AS_TABLE)
    assert len(visible(screen, PlotWidget)) == 1


def test_assumptions_are_one_click_away_and_only_where_there_are_any(screen: StandingScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.page_wanted) as asked:
        press(screen, words.ASSUMPTIONS)
    assert asked.args is not None
    assert len(asked.args[1]) >= 2
    names = screen.findChild(QListWidget)
    assert names is not None
    names.setCurrentRow(2)
    assert words.ASSUMPTIONS not in [one.text() for one in screen.findChildren(QPushButton) if one.isVisible()]


def test_a_picture_and_a_table_are_saved(screen: StandingScreen, tmp_path: Path) -> None:
    names = screen.findChild(QListWidget)
    assert names is not None
    for at, part in enumerate(full().parts):
        names.setCurrentRow(at)
        screen.save("png", tmp_path / f"{at}")
        image = QImage(str(tmp_path / f"{at}.png"))
        assert image.width() == 1600
        accent = QColor(LIGHT.accent).rgb()
        assert any(
            image.pixel(x, y) == accent for y in range(0, image.height(), 2) for x in range(0, image.width(), 2)
        ), part.name
        screen.save("csv", tmp_path / f"{at}.csv")
        assert part.table is not None
        with (tmp_path / f"{at}.csv").open(encoding="utf-8-sig", newline="") as file:
            read = list(csv.reader(file))
        assert tuple(read[0]) == part.table.data_columns
        assert len(read) == 1 + len(part.table.data)
    assert "Saved" in shown_words(screen)


def test_a_file_that_is_there_is_asked_about_and_trouble_is_told(screen: StandingScreen, tmp_path: Path) -> None:
    there = tmp_path / "kept.csv"
    there.write_text("mine", encoding="utf-8")
    screen.save("csv", tmp_path / "kept")
    (dialog,) = screen.findChildren(QDialog)
    dialog.reject()
    turn()
    assert there.read_text(encoding="utf-8") == "mine"
    screen.save("png", tmp_path / "nowhere" / "a.png")
    assert words.SAVE_SAFE in shown_words(screen)


def test_where_too_little_is_known_nothing_can_be_saved(qtbot: QtBot, tmp_path: Path) -> None:
    screen = StandingScreen(LIGHT)
    qtbot.addWidget(screen)
    screen.resize(1366, 768)
    screen.show()
    screen.show_view(standing_page(()))
    turn()
    assert "Unknown so far" in shown_words(screen)
    assert not visible(screen, PlotWidget)
    off = {one.text() for one in screen.findChildren(QPushButton) if one.isVisible() and not one.isEnabled()}
    assert off == {words.AS_TABLE, words.SAVE_PICTURE, words.SAVE_TABLE}
    screen.save("png", tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


def test_how_many_forms_stay_sealed_is_chosen_by_key(screen: StandingScreen, qtbot: QtBot) -> None:
    names = screen.findChild(QListWidget)
    assert names is not None
    names.setCurrentRow(len(full().parts) - 1)
    turn()
    (box,) = visible(screen, QComboBox)
    assert isinstance(box, QComboBox)
    assert box.currentText() == "3"
    box.setFocus()
    with qtbot.waitSignal(screen.sealed_chosen) as chosen:
        QTest.keyClick(box, Key.Key_Down)
    assert chosen.args == [4]
    screen.show_view(standing_page(history(), chance(), sealed=4))
    turn()
    (box,) = visible(screen, QComboBox)
    assert isinstance(box, QComboBox)
    assert box.currentText() == "4"
    assert box.hasFocus()


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_every_part_fits_the_width_in_every_look(qtbot: QtBot, theme: Theme, zoom: float) -> None:
    screen = StandingScreen(theme)
    qtbot.addWidget(screen)
    enlarge(screen, zoom)
    screen.resize(1366, 768)
    screen.show()
    screen.show_view(full())
    names = screen.findChild(QListWidget)
    assert names is not None
    for at in range(names.count()):
        names.setCurrentRow(at)
        turn()
        assert screen.width() == 1366
        (area,) = visible(screen, QScrollArea)
        assert isinstance(area, QScrollArea)
        assert area.horizontalScrollBar().maximum() == 0
        for made in visible(screen, QPushButton):
            place = made.mapTo(screen, made.rect().topRight())
            assert place.x() <= 1366
    sized = [one.font().pixelSize() for one in visible(screen, QLabel)]
    assert min(sized) >= 14 * zoom


def test_another_theme_reaches_the_plot(screen: StandingScreen) -> None:
    screen.set_theme(HIGH_CONTRAST)
    (plot,) = visible(screen, PlotWidget)
    image = QImage(plot.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(HIGH_CONTRAST.surface))
    plot.render(image)
    accent = QColor(HIGH_CONTRAST.accent).rgb()
    assert any(image.pixel(x, y) == accent for y in range(image.height()) for x in range(image.width()))


def test_a_higher_share_stands_higher(qtbot: QtBot) -> None:
    def top(rights: list[bool]) -> int:
        page = standing_page((*run("one", rights),))
        plot = next(part.plot for part in page.parts if part.name == words.STAMINA)
        assert plot is not None
        widget = PlotWidget(plot, "", LIGHT)
        qtbot.addWidget(widget)
        widget.resize(800, 400)
        image = QImage(widget.size(), QImage.Format.Format_RGB32)
        image.fill(QColor(LIGHT.surface))
        widget.render(image)
        soft = QColor(LIGHT.soft).rgb()
        return min(y for y in range(image.height()) if any(image.pixel(x, y) == soft for x in range(0, 800, 3)))

    assert top([True] * 60) < top([True, False] * 30) < top([True] + [False, False, False, True] * 14 + [False] * 3)


def test_the_whole_way_with_the_real_store(qapp: QApplication) -> None:
    with Driven(qapp, size=(1366, 768)) as driven:
        driven.ready()
        desk: Any = driven.flow.desk

        def prepare(desk: Any) -> None:
            desk.store.save_candidate(Candidate("me", "Robin Example"))
            desk.store.study.take_over("me", "gone", "mark", [*run("gone", [True, False, True] * 20, domain="1")])

        driven.on_lane(prepare)
        flow = StandingFlow(
            driven.flow.stage, driven.flow._lane, driven.around.clock, desk, desk.store.study, "me", "Robin Example"
        )
        gone: list[bool] = []
        flow.left.connect(lambda: gone.append(True))
        flow.start()
        driven.until("How likely a pass is today")
        assert "Robin Example" in driven.words()
        names = driven.part(QListWidget)
        wait_for(names.hasFocus, "the keyboard on the list")
        names.setCurrentRow(names.count() - 1)
        driven.until("questions are new to you")
        box = driven.part(QComboBox)
        box.setFocus()
        QTest.keyClick(box, Key.Key_Down)

        def kept(desk: Any) -> int:
            return desk.store.study.study_profile("me").sealed

        wait_for(lambda: driven.on_lane(kept) == 4, "the choice to be kept")
        driven.press(words.BACK)
        assert gone == [True]


def test_what_cannot_be_read_is_told(qapp: QApplication) -> None:
    class Lost:
        def __getattr__(self, name: str) -> Any:
            raise StoreUnreachable("the stick", "gone")

    with Driven(qapp, size=(1366, 768)) as driven:
        driven.ready()
        desk: Any = driven.flow.desk
        lost: Any = Lost()
        flow = StandingFlow(driven.flow.stage, driven.flow._lane, driven.around.clock, desk, lost, "me", "Robin")
        flow.start()
        driven.until("the stick")
        assert words.READING not in driven.words()
        driven.press(words.BACK)
