"""A chart of an exhibit, drawn from its numbers: lines or bars, told apart by shape and name as well as by color.

To assistive technology it is a picture whose description says every value; the exhibit offers the same as a table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cehrs_desktop.exam.exhibits import ChartPart, number
from cehrs_desktop.ui.theme.fonts import SMALL, font
from cehrs_desktop.ui.theme.theme import Theme

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_FILLS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.NoBrush,
)
_TICKS = 5


def nice_axis(values: Sequence[float]) -> tuple[float, float, float]:
    """Low end, high end and step of an axis that starts at zero and holds all values at round numbers."""
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = 1.0
    rough = (high - low) / _TICKS
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(nice * size for nice in (1, 2, 2.5, 5, 10) if nice * size >= rough)
    return math.floor(low / step) * step, math.ceil(high / step) * step, step


def chart_words(part: ChartPart) -> str:
    """Everything the chart shows, in words."""
    lines = [
        f"{series.name}: "
        + ", ".join(
            f"{category} {number(value)}" for category, value in zip(part.categories, series.values, strict=True)
        )
        for series in part.series
    ]
    if part.reference is not None:
        lines.append(f"{part.reference.label}: {number(part.reference.value)}")
    return f"{part.y_label} by {part.x_label}. " + ". ".join(lines) + "."


class Chart(QWidget):
    """One chart of an exhibit."""

    def __init__(self, part: ChartPart, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = part
        self._theme = theme
        self.setFont(font(SMALL))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(part.caption or title)
        self.setAccessibleDescription(chart_words(part))

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme = theme
        self.setFont(font(SMALL, zoom=zoom))
        self.updateGeometry()
        self.update()

    # ---- Qt
    def sizeHint(self) -> QSize:
        return QSize(420, 15 * QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        part, theme = self._part, self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        metrics = QFontMetrics(self.font())
        line = metrics.height()
        values = [value for series in part.series for value in series.values]
        low, high, step = nice_axis([*values, part.reference.value] if part.reference else values)
        if part.reference is not None and part.reference.value > high - step / 2:
            high += step  # room for the name of the level line
        ticks = [low + step * n for n in range(round((high - low) / step) + 1)]
        left = max(metrics.horizontalAdvance(number(tick)) for tick in ticks) + 14
        top = line * 1.4 + self._paint_legend(painter, metrics, line)
        area = QRectF(left, top, self.width() - left - 14, self.height() - top - 2.7 * line)
        painter.setPen(QColor(theme.muted))
        painter.drawText(QRectF(0, 0, self.width(), line), 0, part.y_label)

        def y_of(value: float) -> float:
            return area.bottom() - area.height() * (value - low) / (high - low)

        for tick in ticks:
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(area.left(), y_of(tick)), QPointF(area.right(), y_of(tick)))
            painter.setPen(QColor(theme.text))
            beside = QRectF(0, y_of(tick) - line, left - 8, 2 * line)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number(tick))
        width = area.width() / len(part.categories)
        places = [area.left() + width * (at + 0.5) for at in range(len(part.categories))]
        if part.form == "bar":
            self._paint_bars(painter, places, width, y_of(0.0), y_of)
        else:
            self._paint_lines(painter, places, y_of)
        if part.reference is not None:
            self._paint_reference(painter, metrics, area, y_of(part.reference.value))
        self._paint_categories(painter, metrics, area, places, width)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.focus), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()

    def _pen(self, at: int, width: float = 2.0) -> QPen:
        # Two colors in turn; past them the dashes tell the series apart.
        return QPen(QColor(self._theme.accent if at % 2 == 0 else self._theme.focus), width, _STYLES[at])

    def _paint_legend(self, painter: QPainter, metrics: QFontMetrics, line: int) -> float:
        """The series' names, each after a sample, under the label of the axis; returns the height that they take."""
        if len(self._part.series) == 1:
            return 0.0
        x, y = 0.0, line * 1.2
        for at, series in enumerate(self._part.series):
            wide = 36 + metrics.horizontalAdvance(series.name) + 20
            if x > 0 and x + wide > self.width():
                x, y = 0.0, y + line * 1.2
            sample = QRectF(x + 2, y + line * 0.2, 26, line * 0.6)
            painter.setPen(self._pen(at))
            if self._part.form == "bar":
                painter.setPen(QPen(self._pen(at).color(), 1.5))
                painter.setBrush(_filled(self._pen(at).color(), at))
                painter.drawRect(sample)
            else:
                painter.drawLine(
                    QPointF(sample.left(), sample.center().y()), QPointF(sample.right(), sample.center().y())
                )
                self._paint_dot(painter, sample.center(), at)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(QRectF(x + 36, y, wide, line), 0, series.name)
            x += wide
        return y + line * 0.4

    def _paint_lines(self, painter: QPainter, places: Sequence[float], y_of: Callable[[float], float]) -> None:
        for at, series in enumerate(self._part.series):
            dots = [QPointF(x, y_of(value)) for x, value in zip(places, series.values, strict=True)]
            painter.setPen(self._pen(at))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(dots))
            for dot in dots:
                self._paint_dot(painter, dot, at)

    def _paint_dot(self, painter: QPainter, dot: QPointF, at: int) -> None:
        painter.setPen(QPen(self._pen(at).color(), 1.5))
        painter.setBrush(self._pen(at).color() if at % 2 == 0 else QColor(self._theme.surface))
        if at < 2:
            painter.drawEllipse(dot, 4, 4)
        else:
            painter.drawRect(QRectF(dot.x() - 4, dot.y() - 4, 8, 8))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_bars(
        self, painter: QPainter, places: Sequence[float], width: float, base: float, y_of: Callable[[float], float]
    ) -> None:
        count = len(self._part.series)
        thick = min(48.0, width * 0.7 / count)
        for at, series in enumerate(self._part.series):
            color = self._pen(at).color()
            painter.setPen(QPen(color, 1.5))
            painter.setBrush(_filled(color, at))
            for x, value in zip(places, series.values, strict=True):
                left = x + (at - count / 2) * thick
                painter.drawRect(QRectF(left, min(base, y_of(value)), thick - 2, abs(base - y_of(value))))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_reference(self, painter: QPainter, metrics: QFontMetrics, area: QRectF, y: float) -> None:
        reference = self._part.reference
        if reference is None:
            return
        painter.setPen(QPen(QColor(self._theme.text), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        text = f"{reference.label} {number(reference.value)}"
        wide = metrics.horizontalAdvance(text) + 8
        box = QRectF(area.right() - wide, y - metrics.height() - 1, wide, metrics.height())
        ground = QColor(self._theme.surface)
        ground.setAlphaF(0.85)
        painter.fillRect(box, ground)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_categories(
        self, painter: QPainter, metrics: QFontMetrics, area: QRectF, places: Sequence[float], width: float
    ) -> None:
        """The categories, as many as stand clear of one another, and what they are."""
        painter.setPen(QColor(self._theme.text))
        widest = max(metrics.horizontalAdvance(name) for name in self._part.categories) + 8
        every = max(1, math.ceil(widest / width))
        for at, (x, name) in enumerate(zip(places, self._part.categories, strict=True)):
            if at % every == 0:
                box = QRectF(x - widest / 2, area.bottom() + 4, widest, metrics.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
        painter.setPen(QColor(self._theme.muted))
        below = QRectF(area.left(), area.bottom() + 6 + metrics.height(), area.width(), metrics.height() * 1.2)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._part.x_label)


def _filled(color: QColor, at: int) -> QBrush:
    return QBrush(color, _FILLS[at])
