"""The trend: a point where the score is, filled or empty, and the same in words and as a table."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from cehrs_desktop.presentation.history_view import TrendPoint
from cehrs_desktop.ui.theme.theme import LIGHT
from cehrs_desktop.ui.widgets.trend import Trend, TrendPlot


def point(score: int, day: int = 3) -> TrendPoint:
    return TrendPoint(f"November {day}, 2026", f"Nov {day}", score, score - 13, min(500, score + 13), score >= 390)


@pytest.fixture
def plot(qtbot: QtBot) -> TrendPlot:
    made = TrendPlot(LIGHT)
    qtbot.addWidget(made)
    made.resize(600, 220)
    return made


def drawn(plot: TrendPlot, *scores: int) -> QImage:
    plot.show_points([point(score, day) for day, score in enumerate(scores, 1)])
    image = QImage(plot.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.surface))
    plot.render(image)
    return image


def accent_rows(image: QImage) -> list[int]:
    accent = QColor(LIGHT.accent).rgb()
    return [y for y in range(image.height()) if any(image.pixel(x, y) == accent for x in range(image.width()))]


def test_a_higher_score_stands_higher(plot: TrendPlot) -> None:
    def middle(score: int) -> float:
        rows = accent_rows(drawn(plot, score))
        return (rows[0] + rows[-1]) / 2

    heights = [middle(score) for score in (220, 390, 480)]
    assert heights[0] > heights[1] > heights[2]
    # The same number of points is the same way on the plot.
    assert heights[0] - heights[1] == pytest.approx((heights[1] - heights[2]) * 170 / 90, abs=4)


def test_passed_and_not_passed_differ_in_shape_not_only_in_place(plot: TrendPlot) -> None:
    accent = QColor(LIGHT.accent).rgb()

    def dot(score: int) -> int:
        image = drawn(plot, score)
        rows = accent_rows(image)
        y = (rows[0] + rows[-1]) // 2
        return max(sum(image.pixel(x, at) == accent for x in range(image.width())) for at in range(y - 1, y + 2))

    assert dot(420) > dot(360) + 2


@pytest.mark.parametrize("count", [1, 2, 40, 400])
def test_any_number_of_attempts_can_be_drawn(plot: TrendPlot, count: int) -> None:
    image = drawn(plot, *(250 + (index * 37) % 240 for index in range(count)))
    assert accent_rows(image)


def test_every_point_is_told_to_a_screen_reader(plot: TrendPlot) -> None:
    drawn(plot, 372, 418)
    description = plot.accessibleDescription()
    assert "November 1, 2026: 372, band 359 to 385, not passed." in description
    assert "November 2, 2026: 418, band 405 to 431, passed." in description
    assert "pass line 390" in description


def test_the_table_holds_the_same(qtbot: QtBot) -> None:
    trend = Trend(LIGHT)
    qtbot.addWidget(trend)
    trend.show_points([point(372, 1), point(418, 2)])
    trend.show()
    switch = trend.findChild(QPushButton)
    assert switch is not None
    switch.click()
    table = trend.findChild(QTableWidget)
    assert table is not None
    assert table.isVisible()
    model = table.model()
    cells = [[model.index(row, column).data() for column in range(4)] for row in range(table.rowCount())]
    assert cells == [
        ["November 1, 2026", "372", "359 to 385", "Not passed"],
        ["November 2, 2026", "418", "405 to 431", "Passed"],
    ]


def test_without_results_it_says_what_will_be_here(qtbot: QtBot) -> None:
    trend = Trend(LIGHT)
    qtbot.addWidget(trend)
    trend.show()
    plot = trend.findChild(TrendPlot)
    assert plot is not None
    assert not plot.isVisible()
    assert "No score yet" in plot.accessibleDescription()
