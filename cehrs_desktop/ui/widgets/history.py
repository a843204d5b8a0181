"""Earlier attempts on the first page: the trend over a table whose rows open reports."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.application.attempt_line import AttemptLine
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.history_view import HistoryRow, history_view
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.trend import Trend


class HistoryPanel(QWidget):
    """Shows the history. `report_wanted` carries an attempt's id."""

    report_wanted = Signal(str)
    debrief_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows: tuple[HistoryRow, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._empty = label(texts.NO_HISTORY, role="muted")
        column.addWidget(self._empty)
        self._trend = Trend(theme)
        column.addWidget(self._trend)
        self._table = QTableWidget(0, len(texts.HISTORY_COLUMNS))
        self._table.setFont(font(SMALL, tabular=True))
        self._table.setHorizontalHeaderLabels(texts.HISTORY_COLUMNS)
        self._table.setAccessibleName(texts.HISTORY)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(36)
        header = self._table.horizontalHeader()
        header.setFont(font(SMALL, bold=True))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(texts.HISTORY_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self._table.activated.connect(self._open_at)
        self._table.itemSelectionChanged.connect(self._selection_changed)
        column.addWidget(self._table, 100)
        row = QHBoxLayout()
        row.addStretch(1)
        self._open = button(texts.OPEN_REPORT, self._open_selected, size=BODY)
        row.addWidget(self._open)
        column.addLayout(row)
        column.addStretch(1)

    def show_lines(self, lines: Sequence[AttemptLine], now_ms: int) -> None:
        """Show these attempts, the newest first, as they may be shown at `now_ms`."""
        view = history_view(lines, now_ms)
        self._rows = view.rows
        self._empty.setVisible(not view.rows)
        self._trend.setVisible(bool(view.trend))
        self._trend.show_points(view.trend)
        self._table.setVisible(bool(view.rows))
        self._open.setVisible(bool(view.rows))
        self._table.setRowCount(len(view.rows))
        for at, row in enumerate(view.rows):
            for place, text in enumerate(
                (row.date, row.score, row.band, row.result or row.state, row.time_used, row.candidate)
            ):
                cell = QTableWidgetItem(text)
                cell.setToolTip(row.sentence)
                self._table.setItem(at, place, cell)
        if view.rows:
            self._table.selectRow(0)
        self._selection_changed()

    def _selected(self) -> HistoryRow | None:
        at = self._table.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _selection_changed(self) -> None:
        row = self._selected()
        self._open.setEnabled(row is not None and row.over)
        without = row is not None and row.over and not row.report_exists
        self._open.setText(texts.OPEN_DEBRIEF if without else texts.OPEN_REPORT)

    def _open_at(self, _index: QModelIndex) -> None:
        self._open_selected()

    def _open_selected(self) -> None:
        row = self._selected()
        if row is not None and row.report_exists:
            self.report_wanted.emit(row.attempt_id)
        elif row is not None and row.over:
            # An attempt without a result, such as one that the rules would have ended, can still be talked over.
            self.debrief_wanted.emit(row.attempt_id)
