"""The list of questions beside the page that shows one of them: a filter, and a line for each that it lets through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QVBoxLayout

from cehrs_desktop.ui.theme.fonts import BODY, HEADING, font
from cehrs_desktop.ui.widgets.basics import label
from cehrs_desktop.ui.widgets.still import StillComboBox


class QuestionList(QFrame):
    """`filtered`: another filter was chosen; `row_shown` carries the row whose page is to be shown, -1 for none."""

    filtered = Signal()
    row_shown = Signal(int)

    def __init__(self, title: str, filter_name: str, list_name: str) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setMinimumWidth(280)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 16, 16)
        column.setSpacing(10)
        column.addWidget(label(title, HEADING, bold=True))
        self.filter = StillComboBox()
        self.filter.setFont(font(BODY))
        self.filter.setAccessibleName(filter_name)
        self.filter.currentIndexChanged.connect(self.filtered)
        column.addWidget(self.filter)
        self.list = QListWidget()
        self.list.setFont(font(BODY))
        self.list.setAccessibleName(list_name)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)
        self.list.currentRowChanged.connect(self.row_shown)
        column.addWidget(self.list, 1)

    @property
    def row(self) -> int:
        """The row whose page is shown, -1 for none."""
        return self.list.currentRow()

    def offer(self, filters: Sequence[tuple[str, object]], chosen: int = 0) -> None:
        """Offer these filters, each with its words and its value; nothing is told."""
        self.filter.blockSignals(True)
        self.filter.clear()
        for words, value in filters:
            self.filter.addItem(words, value)
        self.filter.setCurrentIndex(chosen)
        self.filter.blockSignals(False)

    def fill(self, lines: Sequence[str], row: int) -> None:
        """List these lines and show the page of a row."""
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems(list(lines))
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        self.row_shown.emit(self.list.currentRow())

    def step(self, by: int) -> None:
        """Go up or down the list as far as there are lines."""
        row = self.row + by
        if 0 <= row < self.list.count():
            self.list.setCurrentRow(row)
