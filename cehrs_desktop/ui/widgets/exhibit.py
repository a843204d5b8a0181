"""An exhibit on the screen: texts, real tables and charts, one below the other. Read by keyboard, never copied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.exam.exhibits import ChartPart, Exhibit, ExhibitPart, FieldsPart, TablePart, TextPart
from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.chart import Chart
from cehrs_desktop.ui.widgets.reading import TAKING_KEYS, ReadingText

_NUMERIC = re.compile(r"^[\s$(−+-]*\d[\d,.:/%\s)]*$")
_CELL_PAD = 24


class Grid(QTableWidget):
    """A table as tall as its rows and no wider than its place: cells wrap, nothing scrolls inside it."""

    def __init__(self, name: str, columns: Sequence[str] | None, rows: Sequence[Sequence[str]]) -> None:
        super().__init__(len(rows), len(rows[0]))
        self._wanted: list[int] = []
        self._least: list[int] = []
        self._texts = [list(row) for row in ((columns, *rows) if columns else rows)]
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustIgnored)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionsClickable(False)
        if columns is None:
            self.horizontalHeader().hide()
        numeric = [all(_NUMERIC.match(row[at]) or not row[at] for row in rows) for at in range(len(rows[0]))]
        for at, row in enumerate(rows):
            for place, text in enumerate(row):
                cell = QTableWidgetItem(text)
                side = Qt.AlignmentFlag.AlignRight if numeric[place] and place else Qt.AlignmentFlag.AlignLeft
                cell.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(at, place, cell)
        for place, text in enumerate(columns or ()):
            header = QTableWidgetItem(text)
            side = Qt.AlignmentFlag.AlignRight if numeric[place] and place else Qt.AlignmentFlag.AlignLeft
            # Headers wrap only when their alignment says so, for which there is no typed setter.
            wrapped = side.value | Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextWordWrap.value
            header.setData(Qt.ItemDataRole.TextAlignmentRole, wrapped)
            self.setHorizontalHeaderItem(place, header)

    def set_look(self, zoom: float) -> None:
        """Use a text size."""
        self.setFont(font(SMALL if len(self._texts[0]) > 4 else BODY, zoom=zoom))
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        self.horizontalHeader().setFont(bold)
        for place in range(self.columnCount()):
            header = self.horizontalHeaderItem(place)
            if header is not None:
                header.setFont(bold)  # the header's own font does not outlive the style sheet
        for row in range(self.rowCount()):
            first = self.item(row, 0)
            if first is not None:
                first.setFont(bold)
        headed = not self.horizontalHeader().isHidden()
        self._wanted, self._least = [], []
        for place in range(self.columnCount()):
            wanted = least = 0
            for row, texts_of_row in enumerate(self._texts):
                heavy = place == 0 or (headed and row == 0)
                metrics = QFontMetrics(bold if heavy else self.font())
                text = texts_of_row[place]
                wanted = max(wanted, metrics.horizontalAdvance(text))
                least = max(least, *(metrics.horizontalAdvance(word) for word in text.split() or [""]))
            self._wanted.append(wanted + _CELL_PAD)
            self._least.append(least + _CELL_PAD)
        # Where not even the longest words fit, the exhibit is scrolled sideways: no word is cut.
        self.setMinimumWidth(sum(self._least) + 2 * self.frameWidth())
        self._fit()

    def _fit(self) -> None:
        """Share the width among the columns: what each wants, or less of the widest where there is not enough."""
        room = self.viewport().width()
        widths = list(self._wanted)
        while sum(widths) > room:
            over = [place for place in range(len(widths)) if widths[place] > self._least[place]]
            if not over:
                break
            widest = max(over, key=lambda place: widths[place] - self._least[place])
            widths[widest] = max(self._least[widest], widths[widest] - max(4, (sum(widths) - room) // 2))
        if sum(widths) < room:
            widths[-1] += room - sum(widths)
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)
        header = 0 if self.horizontalHeader().isHidden() else self._header_height(widths)
        self.horizontalHeader().setFixedHeight(header)
        self.resizeRowsToContents()
        body = self._texts[len(self._texts) - self.rowCount() :]
        for row, texts_of_row in enumerate(body):
            # Qt supposes more room in a cell than the style sheet leaves, and would end what just does not fit in "…".
            self.setRowHeight(row, max(self.rowHeight(row), self._row_height(widths, texts_of_row)))
        self.setFixedHeight(header + self.verticalHeader().length() + 2 * self.frameWidth() + 2)

    def _header_height(self, widths: Sequence[int]) -> int:
        metrics = self.horizontalHeader().fontMetrics()
        return max(map(partial(_wrapped_height, metrics), widths, self._texts[0])) + 12

    def _row_height(self, widths: Sequence[int], row: Sequence[str]) -> int:
        first = self.item(0, 0)
        bold = QFontMetrics(first.font() if first is not None else self.font())
        others = map(partial(_wrapped_height, QFontMetrics(self.font())), widths[1:], row[1:])
        return max(_wrapped_height(bold, widths[0], row[0]), *others, 0) + 8

    # ---- Qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._wanted and event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Arrow keys walk the cells; letters belong to the screen, and nothing is copied.
        if any(event.matches(taking) for taking in TAKING_KEYS):
            event.accept()
        elif event.text().strip() or event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _wrapped_height(metrics: QFontMetrics, width: int, text: str) -> int:
    """The height of a cell's text that wraps in a column of this width."""
    wraps = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
    return metrics.boundingRect(0, 0, max(20, width - _CELL_PAD), 10_000, wraps, text).height()


class _ChartWithTable(QWidget):
    """A chart and the button that shows its numbers as a table."""

    def __init__(self, part: ChartPart, title: str, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.chart = Chart(part, title, theme)
        table = part.as_table()
        self.table = Grid(table.caption or title, table.columns, table.rows)
        self.switch = button(texts.AS_TABLE, role="plain", size=SMALL)
        self.switch.setCheckable(True)
        self.switch.toggled.connect(self._show_table)
        self.table.hide()
        column.addWidget(self.chart)
        column.addWidget(self.table)
        column.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_table(self, as_table: bool) -> None:
        self.table.setVisible(as_table)
        self.chart.setVisible(not as_table)
        self.switch.setText(texts.AS_CHART if as_table else texts.AS_TABLE)


class ExhibitView(QWidget):
    """One exhibit. It is made for it and thrown away with it."""

    def __init__(self, exhibit: Exhibit, theme: Theme, zoom: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exhibit = exhibit
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._title = label(exhibit.title, BODY, bold=True)
        column.addWidget(self._title)
        self._captions: list[QWidget] = []
        self._parts: list[QWidget] = []
        for part in exhibit.parts:
            caption = None if isinstance(part, TextPart) else part.caption
            if caption:
                shown = label(caption, BODY, role="muted")
                self._captions.append(shown)
                column.addWidget(shown)
            made = self._made(part, theme)
            self._parts.append(made)
            column.addWidget(made)
        column.addStretch(1)
        self.set_look(theme, zoom)

    def _made(self, part: ExhibitPart, theme: Theme) -> QWidget:
        match part:
            case TextPart(text):
                reading = ReadingText()
                reading.setAccessibleName(self.exhibit.title)
                reading.show_text(text)
                return reading
            case FieldsPart(caption, fields):
                return Grid(caption or self.exhibit.title, None, fields)
            case TablePart(caption, columns, rows):
                return Grid(caption or self.exhibit.title, columns, rows)
            case ChartPart():
                return _ChartWithTable(part, self.exhibit.title, theme)

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._title.setFont(font(BODY, bold=True, zoom=zoom))
        for caption in self._captions:
            caption.setFont(font(BODY, zoom=zoom))
        for part in self._parts:
            match part:
                case ReadingText():
                    part.setFont(font(BODY, zoom=zoom))
                    part.fit()
                case Grid():
                    part.set_look(zoom)
                case _ChartWithTable():
                    part.chart.set_look(theme, zoom)
                    part.table.set_look(zoom)
                    part.switch.setFont(font(SMALL, zoom=zoom))
                case _:
                    pass

    def lay_out(self) -> None:
        """Lay everything out at the present size, although nothing is shown yet."""
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def first_focus(self) -> QWidget:
        """The part that the keyboard goes to first."""
        first = self._parts[0]
        return first.chart if isinstance(first, _ChartWithTable) else first
