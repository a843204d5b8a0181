"""The report page, drawn once for the screen, the printer and the PDF.

The page is laid out in tenths of a point, so that type set in whole pixels of that grid has the same widths on
every device. Sections are measured first, then spread over the page; what is printed stands in the `ReportView`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPicture, QPolygonF, QTextOption

from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.report_view import DomainRow, ReportView
from cehrs_desktop.psychometrics.scoring import NO_DIFFERENCE
from cehrs_desktop.ui.theme.fonts import font
from cehrs_desktop.ui.theme.theme import LIGHT, Theme

POINT = 10
"""Layout units to a point."""

_MARGIN = 44 * POINT
_LEAST_GAP, _WIDEST_GAP = 9 * POINT, 20 * POINT
_CENTER, _RIGHT = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight

_Section = Callable[["_Sheet", float], float]


def paint_report(painter: QPainter, view: ReportView, theme: Theme, paper: QSizeF, target: QRectF) -> None:
    """Draw the whole page of `paper` points into `target`, as large as fits, in the middle."""
    page = paper * POINT
    factor = min(target.width() / page.width(), target.height() / page.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(target.center() - QPointF(page.width(), page.height()) * factor / 2)
    painter.scale(factor, factor)
    fit, gap = page_fit(view, paper.width(), paper.height())
    sheet = _Sheet(painter, view, theme, page.width() - 2 * _MARGIN, fit)
    painter.translate(_MARGIN, _MARGIN)
    y = 0.0
    for section in _upper(view):
        y += section(sheet, y) + gap
    bottom = page.height() - 2 * _MARGIN
    _notes(sheet, bottom - _measured(_notes, view, sheet.width, fit))
    painter.restore()


@lru_cache(maxsize=4)
def page_fit(view: ReportView, paper_width: float, paper_height: float) -> tuple[float, float]:
    """How far type is reduced so that all is on one page of these points, and the gap of sections in layout units.

    Remembered, because a screen asks at every repaint and measuring takes longer than drawing.
    """
    width, height = paper_width * POINT - 2 * _MARGIN, paper_height * POINT - 2 * _MARGIN
    sections = (*_upper(view), _notes)
    fit = 1.0
    while True:
        left = height - sum(_measured(section, view, width, fit) for section in sections)
        gap = left / (len(sections) - 1)
        if gap >= _LEAST_GAP * fit:
            return fit, min(gap, _WIDEST_GAP)
        # Ends: with the type, the height of all of it goes to nothing.
        fit *= 0.97


def _measured(section: _Section, view: ReportView, width: float, fit: float) -> float:
    nowhere = QPicture()
    painter = QPainter(nowhere)
    try:
        return section(_Sheet(painter, view, LIGHT, width, fit), 0.0)
    finally:
        painter.end()


class _Sheet:
    """A painter with the page's type and colors. Sizes are points before the fit, positions are layout units."""

    def __init__(self, painter: QPainter, view: ReportView, theme: Theme, width: float, fit: float) -> None:
        self.painter, self.view, self.theme, self.width, self.fit = painter, view, theme, width, fit

    def pt(self, points: float) -> float:
        """A length that shrinks with the type."""
        return points * POINT * self.fit

    def type(self, size: float, bold: bool) -> QFont:
        """A font of the page. Not tabular: such figures are glyphs that no PDF reader can turn back into digits."""
        made = font(1, bold=bold, zoom=size * POINT * self.fit)
        made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return made

    def text(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        size: float = 9,
        *,
        bold: bool = False,
        color: str = "",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        wrap: bool = True,
    ) -> float:
        """Set text in a column and return its height. A word longer than the column is broken."""
        self.painter.setFont(self.type(size, bold))
        self.painter.setPen(QColor(color or self.theme.text))
        option = QTextOption(align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if wrap else QTextOption.WrapMode.NoWrap)
        box = self.painter.boundingRect(QRectF(x, y, width, 1e6), text, option)
        # One unit more, because the layout of a printer may round a width up.
        self.painter.drawText(QRectF(x, y, width + 1, box.height() + 1), text, option)
        return box.height()

    def line(self, x1: float, y1: float, x2: float, y2: float, color: str, points: float) -> None:
        """A straight line `points` wide."""
        self.painter.setPen(QPen(QColor(color), points * POINT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        self.painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

    def box(self, box: QRectF, fill: str | None, edge: str | None, points: float = 0.75, radius: float = 0) -> None:
        """A rectangle, filled or outlined."""
        self.painter.setBrush(QColor(fill) if fill else QBrush(Qt.BrushStyle.NoBrush))
        self.painter.setPen(QPen(QColor(edge), points * POINT) if edge else QPen(Qt.PenStyle.NoPen))
        self.painter.drawRoundedRect(box, radius * POINT, radius * POINT)

    def pointer(self, x: float, tip: float, size: float, fill: str | None, edge: str) -> None:
        """A triangle pointing down at (`x`, `tip`)."""
        self.painter.setBrush(QColor(fill) if fill else QBrush(Qt.BrushStyle.NoBrush))
        pen = QPen(QColor(edge), 0.75 * POINT)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self.painter.setPen(pen)
        corners = [QPointF(x, tip), QPointF(x - size * 0.6, tip - size), QPointF(x + size * 0.6, tip - size)]
        self.painter.drawPolygon(QPolygonF(corners))

    def whisker(self, x1: float, x2: float, y: float, half: float, color: str) -> None:
        """A horizontal range with end caps."""
        self.line(x1, y, x2, y, color, 1)
        for x in (x1, x2):
            self.line(x, y - half, x, y + half, color, 1)

    def heading(self, y: float, text: str) -> float:
        """A section's heading."""
        return self.text(0, y, self.width, text, 12, bold=True) + self.pt(3)


def _upper(view: ReportView) -> tuple[_Section, ...]:
    sections: list[_Section] = [_head, _who, _result]
    if view.marks:
        sections.append(_marks)
    sections.append(_domains)
    if view.readiness is not None:
        sections.append(_readiness)
    if view.next_steps is not None:
        sections.append(_next_steps)
    return tuple(sections)


def _head(sheet: _Sheet, y: float) -> float:
    view, top = sheet.view, y
    y += sheet.text(0, y, sheet.width, view.title, 20, bold=True)
    y += sheet.text(0, y, sheet.width, view.subtitle, 9, color=sheet.theme.muted) + sheet.pt(7)
    sheet.line(0, y, sheet.width, y, sheet.theme.text, 1.25)
    return y - top


def _who(sheet: _Sheet, y: float) -> float:
    top = y
    y += sheet.text(0, y, sheet.width, sheet.view.candidate, 14, bold=True) + sheet.pt(5)
    column = sheet.width / 3
    facts = sheet.view.facts
    for start in range(0, len(facts), 3):
        tallest = 0.0
        for index, (name, value) in enumerate(facts[start : start + 3]):
            x, width = index * column, column - sheet.pt(10)
            label = sheet.text(x, y, width, name, 8, color=sheet.theme.muted)
            tallest = max(tallest, label + sheet.text(x, y + label, width, value, 10))
        y += tallest + sheet.pt(4)
    if sheet.view.conditions:
        y += sheet.text(0, y, sheet.width, sheet.view.conditions, 9, color=sheet.theme.muted) + sheet.pt(4)
    return y - top - sheet.pt(4)


def _result(sheet: _Sheet, y: float) -> float:
    """The score and its decision at the left, the scale with its words at the right."""
    view, theme, top = sheet.view, sheet.theme, y
    left = sheet.pt(128)
    down = y + sheet.text(0, y, left, words.SCORE_LABEL, 9, color=theme.muted)
    down += sheet.text(0, down - sheet.pt(4), left, str(view.numbers.score), 44, bold=True) - sheet.pt(2)
    badge = QRectF(0, down, sheet.pt(96), sheet.pt(20))
    # A pass is a filled badge and a fail an outlined one: the word says it, the shape repeats it, no color does.
    sheet.box(badge, theme.text if view.numbers.passed else None, theme.text, 1.25, 3)
    color = theme.surface if view.numbers.passed else theme.text
    inset = sheet.pt(2.8)
    sheet.text(0, down + inset, badge.width(), view.verdict, 11, bold=True, color=color, align=_CENTER)
    down = badge.bottom()

    width = sheet.width - left
    right = top + sheet.pt(4) + _scale(sheet, left, top + sheet.pt(4), width)
    right += sheet.text(left, right, width, view.score_line, 9.5, bold=True) + sheet.pt(2)
    right += sheet.text(left, right, width, view.band_text, 9.5) + sheet.pt(2)
    right += sheet.text(left, right, width, view.accuracy_text, 9.5)
    return max(down, right) - top


def _scale(sheet: _Sheet, x: float, y: float, width: float) -> float:
    """The 200-500 scale with the band, the score and the pass line."""
    view, theme, top = sheet.view, sheet.theme, y
    lowest, pass_line, highest = view.ends_of_scale

    def at(score: float) -> float:
        return x + width * (score - lowest) / (highest - lowest)

    def label(score: float, top_of: float, text: str, bold: bool) -> float:
        # Over or under its place, but never out of the column.
        wide = QFontMetricsF(sheet.type(9, bold)).horizontalAdvance(text) + 2
        start = min(max(x, at(score) - wide / 2), x + width - wide)
        return sheet.text(start, top_of, wide, text, 9, bold=bold, wrap=False)

    numbers = view.numbers
    y += label(numbers.score, y, str(numbers.score), True) + sheet.pt(8)
    bar = QRectF(at(lowest), y, at(highest) - at(lowest), sheet.pt(12))
    sheet.box(bar, None, theme.control)
    sheet.box(QRectF(at(numbers.low), y, at(numbers.high) - at(numbers.low), bar.height()), theme.soft, theme.accent, 1)
    for score in range(lowest + 50, highest, 50):
        sheet.line(at(score), bar.bottom(), at(score), bar.bottom() - sheet.pt(3), theme.control, 0.75)
    sheet.line(at(pass_line), y - sheet.pt(4), at(pass_line), bar.bottom() + sheet.pt(4), theme.text, 1.75)
    sheet.line(at(numbers.score), y, at(numbers.score), bar.bottom(), theme.accent, 2)
    sheet.pointer(at(numbers.score), y, sheet.pt(7), theme.accent, theme.accent)
    y = bar.bottom() + sheet.pt(4)
    for score in (lowest, 300, highest):
        label(score, y, str(score), False)
    return y + label(pass_line, y, f"{pass_line} {words.PASS_LINE_LABEL}", True) + sheet.pt(6) - top


def _marks(sheet: _Sheet, y: float) -> float:
    """What limits the result, beside a bar that prints black."""
    top, indent = y, sheet.pt(12)
    for mark in sheet.view.marks:
        y += sheet.text(indent, y, sheet.width - indent, mark, 9.5, bold=True, color=sheet.theme.warn) + sheet.pt(2)
    sheet.line(sheet.pt(3), top, sheet.pt(3), y - sheet.pt(2), sheet.theme.warn, 3)
    return y - top


def _domains(sheet: _Sheet, y: float) -> float:
    """Five rows of name, bar and numbers over a shared 0 to 100 % axis, then the legend and the caution."""
    view, theme, top = sheet.view, sheet.theme, y
    y += sheet.heading(y, words.DOMAINS_TITLE)
    numbers = ((words.COLUMN_ESTIMATE, 40.0), (words.COLUMN_TALLY, 58.0), (words.COLUMN_INTERVAL, 68.0))
    bar_left = sheet.pt(126)
    bar_width = sheet.width - bar_left - sheet.pt(sum(width for _, width in numbers) + 16)
    x = sheet.width
    ends: list[tuple[float, float]] = []
    for name, points in reversed(numbers):
        width = sheet.pt(points)
        sheet.text(x - width, y, width, name, 8, color=theme.muted, align=_RIGHT, wrap=False)
        ends.insert(0, (x - width, width))
        x -= width
    for share in (0, 50, 100):
        place = bar_left + bar_width * share / 100 - sheet.pt(20)
        text = f"{share}{words.NBSP}%" if share else "0"
        sheet.text(place, y, sheet.pt(40), text, 8, color=theme.muted, align=_CENTER, wrap=False)
    y += sheet.pt(12)
    row_height = sheet.pt(25)
    for quarter in range(5):
        place = bar_left + bar_width * quarter / 4
        sheet.line(place, y, place, y + len(view.domains) * row_height, theme.line, 0.5)
    for row in view.domains:
        _domain(sheet, row, y, QRectF(bar_left, y + sheet.pt(9), bar_width, sheet.pt(8)), ends)
        y += row_height
    y += sheet.pt(3) + _legend(sheet, y + sheet.pt(3)) + sheet.pt(5)
    return y + sheet.text(0, y, sheet.width, view.caution, 9) - top


def _domain(sheet: _Sheet, row: DomainRow, y: float, bar: QRectF, ends: list[tuple[float, float]]) -> None:
    theme = sheet.theme
    base = y + sheet.pt(6)
    down = sheet.text(0, y + sheet.pt(1), bar.left() - sheet.pt(6), row.name, 9.5)
    bold = row.relation != NO_DIFFERENCE
    sheet.text(0, y + sheet.pt(1) + down, bar.left(), row.relation_text, 7.5, bold=bold, color=theme.muted)
    sheet.box(bar, theme.surface, theme.control, 0.75)
    sheet.box(QRectF(bar.left(), bar.top(), bar.width() * row.estimate, bar.height()), theme.accent, None)
    sheet.pointer(bar.left() + bar.width() * row.expected, bar.top() - sheet.pt(1.2), sheet.pt(5), None, theme.text)
    under = bar.bottom() + sheet.pt(3.6)
    sheet.whisker(
        bar.left() + bar.width() * row.low, bar.left() + bar.width() * row.high, under, sheet.pt(1.8), theme.text
    )
    for (x, width), text, bold in zip(
        ends, (row.estimate_text, row.tally_text, row.interval_text), (True, False, False), strict=True
    ):
        sheet.text(x, base, width, text, 9.5, bold=bold, align=_RIGHT, wrap=False)


def _legend(sheet: _Sheet, y: float) -> float:
    theme, middle, height, x = sheet.theme, y + sheet.pt(5), 0.0, 0.0
    for index, text in enumerate((words.LEGEND_ESTIMATE, words.LEGEND_INTERVAL, words.LEGEND_EXPECTED)):
        if index == 0:
            sheet.box(QRectF(x, middle - sheet.pt(3), sheet.pt(14), sheet.pt(6)), theme.accent, None)
        elif index == 1:
            sheet.whisker(x, x + sheet.pt(14), middle, sheet.pt(1.8), theme.text)
        else:
            sheet.pointer(x + sheet.pt(7), middle + sheet.pt(2.5), sheet.pt(5), None, theme.text)
        x += sheet.pt(19)
        height = sheet.text(x, y, sheet.width, text, 8, color=theme.muted, wrap=False)
        x += QFontMetricsF(sheet.type(8, False)).horizontalAdvance(text) + sheet.pt(18)
    return height


def _readiness(sheet: _Sheet, y: float) -> float:
    """The chance to pass a further form, with its range."""
    readiness, top = sheet.view.readiness, y
    assert readiness is not None, "the section is there only with it"
    y += sheet.heading(y, words.READINESS_TITLE)
    return y + sheet.text(0, y, sheet.width, readiness.text, 9.5) - top


def _next_steps(sheet: _Sheet, y: float) -> float:
    """The retake at the left, the order of study at the right."""
    steps, top = sheet.view.next_steps, y
    assert steps is not None, "the section is there only with them"
    y += sheet.heading(y, steps.title)
    column = (sheet.width - sheet.pt(24)) / 2
    left = sheet.text(0, y, column, steps.retake, 9)
    x = column + sheet.pt(24)
    right = sheet.text(x, y, column, steps.study_lead, 9) + sheet.pt(1)
    for number, line in enumerate(steps.study, 1):
        sheet.text(x, y + right, sheet.pt(14), f"{number}.", 9, bold=True)
        right += sheet.text(x + sheet.pt(14), y + right, column - sheet.pt(14), line, 9)
    return y + max(left, right) - top


def _notes(sheet: _Sheet, y: float) -> float:
    """How to read it, in two columns at the foot of the page, with what the program is not."""
    view, theme, top = sheet.view, sheet.theme, y
    sheet.line(0, y, sheet.width, y, theme.line, 0.75)
    y += sheet.pt(7)
    gutter = sheet.pt(24)
    column = (sheet.width - gutter) / 2
    ends = [y, y]
    for lead, text in view.notes:
        # Each into the column that is shorter so far.
        index = 0 if ends[0] <= ends[1] else 1
        x, end = index * (column + gutter), ends[index]
        end += sheet.text(x, end, column, lead, 8.5, bold=True)
        ends[index] = end + sheet.text(x, end, column, text, 8.5) + sheet.pt(5)
    y = max(ends)
    y += sheet.text(0, y, sheet.width, view.independence, 8, color=theme.muted) + sheet.pt(3)
    return y + sheet.text(0, y, sheet.width, view.imprint, 8, color=theme.muted) - top
