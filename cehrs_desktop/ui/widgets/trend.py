"""The practice scores over time: a small plot with bands and the 390 line, and the same as a table.

The plot is a picture to assistive technology; its description says every point, and the table holds them too.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.history_view import TrendPoint
from cehrs_desktop.psychometrics.scoring import HIGHEST, LOWEST, PASS_LINE
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import button, label


class TrendPlot(QWidget):
    """Scores from left to right in their order: a filled dot passed, an empty one not, the band as a bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points: tuple[TrendPoint, ...] = ()
        self.setFont(font(SMALL))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_points(self, points: Sequence[TrendPoint]) -> None:
        """Plot these, the oldest first."""
        self._points = tuple(points)
        self.setAccessibleName(words.TREND_TITLE)
        self.setAccessibleDescription(words.trend_summary([point.sentence for point in points]))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._theme = theme
        self.update()

    # ---- Qt
    def sizeHint(self) -> QSize:
        return QSize(480, 12 * QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        metrics = QFontMetrics(self.font())
        height = metrics.height()
        left = metrics.horizontalAdvance(f"{HIGHEST}") + 10
        area = QRectF(left, height, self.width() - left - 12, self.height() - 2.6 * height)
        self._paint_axis(painter, area)
        self._paint_points(painter, area, metrics)
        painter.end()

    def _y(self, area: QRectF, score: float) -> float:
        return area.bottom() - area.height() * (score - LOWEST) / (HIGHEST - LOWEST)

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        theme = self._theme
        for score in (LOWEST, 300, PASS_LINE, HIGHEST):
            y = self._y(area, score)
            is_line = score == PASS_LINE
            style = Qt.PenStyle.DashLine if is_line else Qt.PenStyle.SolidLine
            painter.setPen(QPen(QColor(theme.text if is_line else theme.line), 1.5 if is_line else 1, style))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.text if is_line else theme.muted))
            beside = QRectF(0, y - 20, area.left() - 8, 40)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(score))

    def _paint_points(self, painter: QPainter, area: QRectF, metrics: QFontMetrics) -> None:
        theme, points = self._theme, self._points
        step = area.width() / max(1, len(points))
        places = [area.left() + step * (index + 0.5) for index in range(len(points))]
        half = min(7.0, step / 4)
        for x, point in zip(places, points, strict=True):
            top, bottom = self._y(area, point.high), self._y(area, point.low)
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(QColor(theme.soft))
            painter.drawRect(QRectF(x - half, top, 2 * half, max(2.0, bottom - top)))
        dots = [QPointF(x, self._y(area, point.score)) for x, point in zip(places, points, strict=True)]
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(dots))
        radius = min(5.0, max(2.5, step / 4))
        for dot, point in zip(dots, points, strict=True):
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(QColor(theme.accent if point.passed else theme.surface))
            painter.drawEllipse(dot, radius, radius)
        self._paint_words(painter, area, metrics, places)

    def _paint_words(self, painter: QPainter, area: QRectF, metrics: QFontMetrics, places: Sequence[float]) -> None:
        """Days below, scores above the bands, as many as stand clear of one another; the last one always."""
        painter.setPen(QColor(self._theme.text))
        taken_days = taken_scores = float(self.width() + 12)
        for x, point in reversed(list(zip(places, self._points, strict=True))):
            for text, y, is_day in (
                (point.short_day, area.bottom() + 0.4 * metrics.height(), True),
                (str(point.score), self._y(area, point.high) - 1.25 * metrics.height(), False),
            ):
                wide = metrics.horizontalAdvance(text)
                start = min(max(0.0, x - wide / 2), self.width() - wide)
                if start + wide > (taken_days if is_day else taken_scores) - 10:
                    continue
                box = QRectF(start, y, wide + 1, metrics.height())
                # A number stands on the 390 line only with the line broken behind it.
                painter.fillRect(box.adjusted(-2, 2, 2, -2), QColor(self._theme.surface))
                painter.drawText(box, 0, text)
                if is_day:
                    taken_days = start
                else:
                    taken_scores = start


class Trend(QWidget):
    """The plot under its title, with a button that shows the same as a table."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(label(words.TREND_TITLE, BODY, bold=True), 1)
        self._switch = button(words.TREND_TABLE, role="plain", size=SMALL)
        self._switch.setCheckable(True)
        self._switch.toggled.connect(self._show_table)
        row.addWidget(self._switch)
        column.addLayout(row)
        self._empty = label(words.TREND_EMPTY, BODY, role="muted")
        column.addWidget(self._empty)
        self._plot = TrendPlot(theme)
        # The first page is painted at every start, its table is looked at now and then: made when asked for.
        self._table: QTableWidget | None = None
        self._points: tuple[TrendPoint, ...] = ()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._plot)
        column.addWidget(self._stack)
        self.show_points(())

    def show_points(self, points: Sequence[TrendPoint]) -> None:
        """Show these, the oldest first."""
        self._plot.show_points(points)
        self._empty.setVisible(not points)
        self._stack.setVisible(bool(points))
        self._switch.setVisible(bool(points))
        self._points = tuple(points)
        if self._table is not None:
            self._fill(self._table)

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._plot.set_theme(theme)

    def _show_table(self, as_table: bool) -> None:
        if as_table and self._table is None:
            self._table = self._make_table()
            self._stack.addWidget(self._table)
            self._fill(self._table)
        self._stack.setCurrentIndex(int(as_table))

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(words.TREND_COLUMNS))
        # As large as the rest of the page was made since.
        zoom = self._switch.font().pixelSize() / SMALL
        table.setFont(font(SMALL, zoom=zoom))
        table.setHorizontalHeaderLabels(words.TREND_COLUMNS)
        table.setAccessibleName(words.TREND_TITLE)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setFont(font(SMALL, bold=True, zoom=zoom))
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        return table

    def _fill(self, table: QTableWidget) -> None:
        table.setRowCount(len(self._points))
        for row, point in enumerate(self._points):
            result = words.result_words(point.passed, point.practice)
            cells = (point.day, str(point.score), words.band_range(point.low, point.high), result)
            for place, text in enumerate(cells):
                table.setItem(row, place, QTableWidgetItem(text))
