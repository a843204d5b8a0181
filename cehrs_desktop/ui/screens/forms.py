"""The forms: choose one, read its data sheet, have a new one assembled. Decides nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QProgressBar, QTableWidget, QTableWidgetItem

from cehrs_desktop.presentation import form_texts as words
from cehrs_desktop.presentation.form_view import FormRow
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label, way_back
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.speech import announce


class FormsScreen(Page):
    """`sit_wanted` and `sheet_wanted` carry the form's row; `assemble_wanted`, `stop_wanted` and `left` nothing."""

    sit_wanted = Signal(int)
    sheet_wanted = Signal(int)
    assemble_wanted = Signal()
    stop_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(words.TITLE, width=1000)
        self.column.addWidget(label(words.LEAD, BODY))
        self._none = label(words.NONE, BODY, role="muted")
        self.column.addWidget(self._none)
        self._sealed = label(words.SEALED_NOTE, BODY, role="muted")
        self._sealed.hide()
        self.column.addWidget(self._sealed)
        self._words = label("", BODY)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(words.PROGRESS_NAME)
        self._bar.setTextVisible(False)
        # One form is one step: a bar that only moves says more than one that is empty and then full.
        self._bar.setRange(0, 0)
        self.column.addWidget(self._words)
        self.column.addWidget(self._bar)
        self.notice = Notice()
        self.column.addWidget(self.notice)
        self._table = self._make_table()
        self.column.addWidget(self._table, 1)
        self._sit = button(words.SIT, lambda: self.sit_wanted.emit(self._table.currentRow()), role="chief")
        self._sheet = button(words.SHEET, lambda: self.sheet_wanted.emit(self._table.currentRow()))
        self._assemble = button(words.ASSEMBLE, self.assemble_wanted.emit)
        self._stop = button(words.CANCEL, self.stop_wanted.emit)
        self._back = way_back(words.BACK, self.left.emit)
        self.footer(self._back, self._assemble, self._stop, self._sheet, self._sit)
        self._listed = self._running = False
        self._none.hide()
        self._table.hide()
        self.show_progress(None)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(words.COLUMNS))
        table.setFont(font(SMALL, tabular=True))
        table.setHorizontalHeaderLabels(words.COLUMNS)
        table.setAccessibleName(words.TABLE_NAME)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setMinimumHeight(220)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(36)
        header = table.horizontalHeader()
        header.setFont(font(SMALL, bold=True))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(words.COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        return table

    def show_rows(self, rows: Sequence[FormRow], selected: int = 0) -> None:
        """Show these forms, one of them selected."""
        self._listed = True
        self._none.setVisible(not rows)
        self._sealed.setVisible(any(row.sealed for row in rows))
        self._table.setVisible(bool(rows))
        self._table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for place, text in enumerate((row.id, row.had, row.results, row.origin)):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                self._table.setItem(at, place, cell)
        if rows:
            self._table.selectRow(selected)
        self._enable()

    def _enable(self) -> None:
        """What can be pressed: nothing that needs the list before it is there, only Stop while something is made."""
        has_rows = self._table.rowCount() > 0
        for widget, possible in (
            (self._back, True),
            (self._assemble, self._listed),
            (self._sit, has_rows),
            (self._sheet, has_rows),
        ):
            widget.setEnabled(possible and not self._running)

    def show_progress(self, text: str | None) -> None:
        """Show what is being done while a form is assembled; `None`: nothing is."""
        self._running = text is not None
        for widget in (self._words, self._bar, self._stop):
            widget.setVisible(self._running)
        self._enable()
        if text is not None:
            self._words.setText(text)

    def tell(self, text: str) -> None:
        """Say how it went, calmly: the notice is for trouble."""
        self._words.setText(text)
        self._words.show()
        announce(self._words, text)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        (self._table if self._table.rowCount() else self._assemble).setFocus()
