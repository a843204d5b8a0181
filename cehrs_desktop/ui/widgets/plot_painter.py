"""Painting plots and scales: on a widget and, the same, into a picture that is saved.

What is told by color is told by shape, pattern, dash or words too. Nothing here decides what a plot says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from cehrs_desktop.presentation.plot_view import Mark, Panel, Plot, Scale, Series
from cehrs_desktop.ui.theme.theme import Theme

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
_PANEL_EMS, _PANEL_LINES, _SCALE_LINES = 19, 10, 6
_LINE = 19
"""The height of a line of text at 100 %, in pixels."""
_SINGLE_LEAST, _SINGLE_MOST, _SINGLE_HIGH = 12, 17, 440
"""Lines of text in the height of a plot that stands alone; with large text fewer, so that it stays on one page."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter


def needed_height(plot: Plot | Scale, width: float, font: QFont) -> int:
    """The height in pixels that a plot takes at a width, with this font."""
    metrics = QFontMetrics(font)
    line = metrics.height()
    if isinstance(plot, Scale):
        return round(_SCALE_LINES * line)
    across = _across(plot, width, metrics)
    down = math.ceil(len(plot.panels) / across)
    alone = min(_SINGLE_MOST, max(_SINGLE_LEAST, _SINGLE_HIGH / line))
    lines = alone if len(plot.panels) == 1 else _PANEL_LINES
    return round(down * lines * line + len(_legend_rows(plot, width, metrics)) * 1.4 * line)


def paint_plot(painter: QPainter, plot: Plot | Scale, box: QRectF, theme: Theme, font: QFont) -> None:
    """Paint into a box of `needed_height` at least."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    metrics = QFontMetrics(font)
    if isinstance(plot, Scale):
        _paint_scale(painter, plot, box, theme, metrics)
        return
    line = metrics.height()
    rows = _legend_rows(plot, box.width(), metrics)
    _paint_legend(painter, rows, box, theme, metrics)
    below = box.adjusted(0, 1.4 * line * len(rows), 0, 0)
    across = _across(plot, box.width(), metrics)
    down = math.ceil(len(plot.panels) / across)
    wide, high = below.width() / across, below.height() / down
    for at, panel in enumerate(plot.panels):
        place = QRectF(below.left() + wide * (at % across), below.top() + high * (at // across), wide, high)
        _PanelPainter(painter, plot, panel, place, theme, metrics).paint()


def _across(plot: Plot, width: float, metrics: QFontMetrics) -> int:
    fits = int(width // (_PANEL_EMS * metrics.averageCharWidth() * 1.6))
    return max(1, min(len(plot.panels), 3, fits))


# ---- legend
_Entry = tuple[str, Series | None]


def _legend_rows(plot: Plot, width: float, metrics: QFontMetrics) -> list[list[tuple[_Entry, float, str]]]:
    """What the signs mean, row by row as it fits: the sign's kind with its series, its place and its words."""
    entries: list[tuple[_Entry, str]] = []
    if plot.legend:
        entries += [(("series", one), one.name) for one in plot.panels[0].series]
    if plot.interval:
        entries.append((("interval", None), plot.interval))
    if plot.expected:
        entries.append((("expected", None), plot.expected))
    rows: list[list[tuple[_Entry, float, str]]] = []
    x = width
    for entry, words in entries:
        wide = 40 + metrics.horizontalAdvance(words) + 24
        if not rows or x + wide > width:
            rows.append([])
            x = 0.0
        rows[-1].append((entry, x, words))
        x += wide
    return rows


def _paint_legend(
    painter: QPainter,
    rows: Sequence[Sequence[tuple[_Entry, float, str]]],
    box: QRectF,
    theme: Theme,
    metrics: QFontMetrics,
) -> None:
    line = metrics.height()
    for at, row in enumerate(rows):
        for (kind, series), x, words in row:
            y = box.top() + 1.4 * line * at + line / 2
            sample = QRectF(box.left() + x + 2, y - line * 0.3, 30, line * 0.6)
            if kind == "interval":
                _paint_whisker(painter, sample.center().x(), sample.top(), sample.bottom(), theme)
            elif kind == "expected":
                _paint_triangle(painter, sample.center(), theme)
            elif series is not None:
                painter.setPen(_pen(painter, series, theme))
                painter.drawLine(QPointF(sample.left(), y), QPointF(sample.right(), y))
                if series.form == "dots":
                    _paint_dot(painter, sample.center(), theme)
            painter.setPen(QColor(theme.text))
            left = sample.right() + 8
            painter.drawText(QRectF(left, y - line / 2, box.right() - left, line), _LEFT, words)


def _grown(painter: QPainter) -> float:
    """How much larger than at 100 % signs and strokes are drawn: as much as the words."""
    return max(1.0, painter.fontMetrics().height() / _LINE)


def _pen(painter: QPainter, series: Series, theme: Theme) -> QPen:
    color = theme.accent if series.style == 0 else theme.focus if series.style == 1 else theme.muted
    return QPen(QColor(color), (2.5 if series.style == 0 else 2) * _grown(painter), _STYLES[series.style])


def _paint_whisker(painter: QPainter, x: float, top: float, bottom: float, theme: Theme) -> None:
    grown = _grown(painter)
    painter.setPen(QPen(QColor(theme.text), 1.5 * grown))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    for y in (top, bottom):
        painter.drawLine(QPointF(x - 5 * grown, y), QPointF(x + 5 * grown, y))


def _paint_dot(painter: QPainter, at: QPointF, theme: Theme) -> None:
    grown = _grown(painter)
    painter.setPen(QPen(QColor(theme.surface), grown))
    painter.setBrush(QColor(theme.accent))
    painter.drawEllipse(at, 5.5 * grown, 5.5 * grown)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_triangle(painter: QPainter, at: QPointF, theme: Theme) -> None:
    wide, high = 6 * _grown(painter), 5 * _grown(painter)
    painter.setPen(QPen(QColor(theme.text), 1.5 * _grown(painter)))
    painter.setBrush(QColor(theme.surface))
    corners = (
        QPointF(at.x() - wide, at.y() - high),
        QPointF(at.x() + wide, at.y() - high),
        QPointF(at.x(), at.y() + high),
    )
    painter.drawPolygon(QPolygonF(corners))
    painter.setBrush(Qt.BrushStyle.NoBrush)


class _PanelPainter:
    """One coordinate system in its box."""

    def __init__(
        self, painter: QPainter, plot: Plot, panel: Panel, box: QRectF, theme: Theme, metrics: QFontMetrics
    ) -> None:
        self._painter, self._plot, self._panel, self._theme, self._metrics = painter, plot, panel, theme, metrics
        line = self._line = metrics.height()
        left = max((metrics.horizontalAdvance(name) for _, name in panel.y_ticks), default=0) + 12
        self._box = box.adjusted(0, 0, -12, 0)
        head = (1.2 * line if panel.title else 0) + (1.2 * line if panel.note else 0)
        top = head + (1.5 * line if plot.y_label and not panel.title else 0.6 * line)
        foot = 1.5 * line + (1.3 * line if plot.x_label else 0)
        self._area = QRectF(box.left() + left, box.top() + top, self._box.width() - left, box.height() - top - foot)

    def paint(self) -> None:
        """Paint title, axes, marks and names."""
        painter, panel, line = self._painter, self._panel, self._line
        y = self._box.top()
        font = painter.font()
        if panel.title:
            bold = QFont(font)
            bold.setWeight(QFont.Weight.DemiBold)
            painter.setFont(bold)
            self._text(QRectF(self._box.left(), y, self._box.width(), line), panel.title, self._theme.text, _LEFT)
            painter.setFont(font)
            y += 1.2 * line
        elif self._plot.y_label:
            self._text(
                QRectF(self._box.left(), y, self._box.width(), line), self._plot.y_label, self._theme.muted, _LEFT
            )
        if panel.note:
            self._text(QRectF(self._box.left(), y, self._box.width(), line), panel.note, self._theme.muted, _LEFT)
        if not any(series.marks for series in panel.series):
            painter.setPen(QPen(QColor(self._theme.line), 1))
            painter.drawRect(self._area)
            self._text(self._area, panel.empty, self._theme.muted, _MIDDLE)
            return
        self._paint_axes()
        for series in panel.series:
            match series.form:
                case "line":
                    painter.setPen(_pen(painter, series, self._theme))
                    painter.drawPolyline(QPolygonF([self._at(mark.x, mark.y) for mark in series.marks]))
                case "bars":
                    self._paint_bars(series)
                case "dots":
                    self._paint_dots(series)

    def _text(self, box: QRectF, words: str, color: str, where: Qt.AlignmentFlag) -> None:
        self._painter.setPen(QColor(color))
        shown = self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, math.ceil(box.width()))
        self._painter.drawText(box, where, shown)

    def _at(self, x: float, y: float) -> QPointF:
        area, (left, right), (low, high) = self._area, self._panel.x_range, self._panel.y_range
        return QPointF(
            area.left() + area.width() * (x - left) / (right - left),
            area.bottom() - area.height() * (y - low) / (high - low),
        )

    def _paint_axes(self) -> None:
        painter, area, line, theme = self._painter, self._area, self._line, self._theme
        free = area.bottom() + 2 * line
        for value, name in self._panel.y_ticks:
            y = self._at(0, value).y()
            painter.setPen(QPen(QColor(theme.control if value == self._panel.y_range[0] else theme.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            if y + line <= free:
                painter.setPen(QColor(theme.text))
                painter.drawText(
                    QRectF(self._box.left(), y - line, area.left() - self._box.left() - 8, 2 * line), _RIGHT, name
                )
                free = y
        self._paint_names()
        if self._plot.x_label:
            below = QRectF(area.left(), area.bottom() + 1.5 * line, area.width(), 1.2 * line)
            self._text(below, self._plot.x_label, theme.muted, _MIDDLE)

    def _paint_names(self) -> None:
        """The places' names, the last one always and before it as many as stand clear of one another."""
        metrics, area, line = self._metrics, self._area, self._line
        ticks = self._panel.x_ticks
        share = area.width() / max(1, len(ticks))
        bars = any(series.form == "bars" for series in self._panel.series)
        taken = self._box.right() + 12
        for value, name in reversed(ticks):
            wide = metrics.horizontalAdvance(name)
            if bars and wide > share:
                # The name of a bar is never left out: it is shortened where it must be.
                wide = share - 4
            start = min(self._at(value, 0).x() - wide / 2, self._box.right() - wide)
            if not bars and start + wide > taken - 10:
                continue
            self._text(QRectF(start, area.bottom() + 0.2 * line, wide + 1, line), name, self._theme.text, _MIDDLE)
            taken = start

    def _paint_bars(self, series: Series) -> None:
        painter, theme, area = self._painter, self._theme, self._area
        left, right = self._panel.x_range
        thick = min(5.0 * self._line, 0.55 * area.width() / (right - left))
        for mark in series.marks:
            top = self._at(mark.x, mark.y)
            bar = QRectF(top.x() - thick / 2, top.y(), thick, area.bottom() - top.y())
            painter.setPen(QPen(QColor(theme.accent), 1.5 * _grown(painter)))
            painter.setBrush(QBrush(QColor(theme.soft)))
            painter.drawRect(bar)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._paint_interval(mark, top.x())
            self._paint_value(mark, top)

    def _paint_value(self, mark: Mark, top: QPointF) -> None:
        """The value in figures at the foot of its bar, or above one that is too low."""
        words = f"{mark.y * 100:.0f}\u00a0%" if mark.low is not None else f"{mark.y:.0f}"
        wide = self._metrics.horizontalAdvance(words) + 8
        low, high = (self._at(0, end if end is not None else mark.y).y() for end in (mark.low, mark.high))
        inside = self._area.bottom() - low > 1.5 * self._line
        y = self._area.bottom() - 1.3 * self._line if inside else high - 1.2 * self._line
        self._text(QRectF(top.x() - wide / 2, y, wide, self._line), words, self._theme.text, _MIDDLE)

    def _paint_interval(self, mark: Mark, x: float) -> None:
        if mark.low is not None and mark.high is not None:
            _paint_whisker(self._painter, x, self._at(0, mark.high).y(), self._at(0, mark.low).y(), self._theme)

    def _paint_dots(self, series: Series) -> None:
        painter, theme = self._painter, self._theme
        places = [self._at(mark.x, mark.y) for mark in series.marks]
        for mark, place in zip(series.marks, places, strict=True):
            self._paint_interval(mark, place.x())
        painter.setPen(QPen(QColor(theme.accent), 2 * _grown(painter)))
        painter.drawPolyline(QPolygonF(places))
        for mark, place in zip(series.marks, places, strict=True):
            _paint_dot(painter, place, theme)
            if mark.expected is not None:
                grown = _grown(painter)
                beside = min(14.0 * grown, 0.3 * self._area.width() / max(1, len(places)))
                tip = self._at(0, mark.expected).y()
                _paint_triangle(painter, QPointF(place.x() - beside, tip - 5 * grown), theme)


def _paint_scale(painter: QPainter, scale: Scale, box: QRectF, theme: Theme, metrics: QFontMetrics) -> None:
    line = metrics.height()
    pad = max(metrics.horizontalAdvance(name) for _, name in scale.ticks) / 2 + 4
    left, wide = box.left() + pad, box.width() - 2 * pad
    bar = QRectF(left, box.top() + 2.2 * line, wide, 1.2 * line)

    def x_of(value: float) -> float:
        return left + wide * value

    painter.setPen(QPen(QColor(theme.control), 1))
    painter.setBrush(QColor(theme.surface))
    painter.drawRect(bar)
    painter.setPen(QPen(QColor(theme.accent), 1.5))
    painter.setBrush(QColor(theme.soft))
    band = QRectF(x_of(scale.low), bar.top(), max(2.0, wide * (scale.high - scale.low)), bar.height())
    painter.drawRect(band)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    at = x_of(scale.at)
    painter.setPen(QPen(QColor(theme.accent), 4 * _grown(painter)))
    painter.drawLine(QPointF(at, bar.top() - 4), QPointF(at, bar.bottom() + 4))
    bold = QFont(painter.font())
    bold.setWeight(QFont.Weight.DemiBold)
    for words, middle, top, font in (
        (scale.at_words, at, bar.top() - 1.4 * line, bold),
        (scale.band_words, band.center().x(), bar.bottom() + 1.5 * line, painter.font()),
    ):
        painter.setFont(font)
        long = QFontMetrics(font).horizontalAdvance(words) + 2
        start = min(max(box.left(), middle - long / 2), box.right() - long)
        painter.setPen(QColor(theme.text))
        painter.drawText(QRectF(start, top, long, line), _MIDDLE, words)
    for value, name in scale.ticks:
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.drawLine(QPointF(x_of(value), bar.bottom()), QPointF(x_of(value), bar.bottom() + 6))
        painter.setPen(QColor(theme.muted))
        painter.drawText(QRectF(x_of(value) - 2 * line, bar.bottom() + 8, 4 * line, line), _MIDDLE, name)
