"""Earlier attempts on the first page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cehrs_desktop.application.ports import AttemptLine
from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.widgets.basics import button, label


class HistoryPanel(QWidget):
    report_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)

    def show_lines(self, lines: Sequence[AttemptLine], now_ms: int) -> None:
        while self._column.count():
            w = self._column.takeAt(0).widget()
            if w: w.deleteLater()
        if not lines:
            self._column.addWidget(label(texts.NO_HISTORY, role="muted"))
        for line in lines:
            self._column.addWidget(button(f"{line.form_name} {line.state} {line.outcome}", lambda i=line.id: self.report_wanted.emit(i)))
        self._column.addStretch(1)
