"""An entry of a checklist: a box to tick, words that take as many lines as they need, a note and a source below."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cehrs_desktop.presentation.before_after_texts import source_name
from cehrs_desktop.presentation.before_after_view import CheckRow
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label


class CheckLine(QWidget):
    """`ticked(code, whether)` when the learner ticked it; a click on the words does too."""

    ticked = Signal(str, bool)

    def __init__(self, row: CheckRow) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(8)
        self.box = QCheckBox()
        self.box.setFont(font(BODY))
        self.box.setAccessibleName(row.text)
        self.box.setAccessibleDescription(row.note)
        self.box.setChecked(row.ticked)
        self.box.toggled.connect(lambda on: self.ticked.emit(row.code, on))
        line.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        # The words begin at the height of the box.
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        self._words: QLabel = label(row.text)
        column.addWidget(self._words)
        if row.note:
            column.addWidget(label(row.note, SMALL, role="muted"))
        if row.source:
            column.addWidget(source_button(row.source), 0, Qt.AlignmentFlag.AlignLeft)
        line.addLayout(column, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._words.geometry().contains(event.position().toPoint()):
            self.box.toggle()


def source_button(address: str) -> QPushButton:
    """A web address by its host; it opens outside the program, and only when it is asked for."""
    made = button(source_name(address), lambda: QDesktopServices.openUrl(QUrl(address)), role="plain", size=SMALL)
    made.setAccessibleName(f"{source_name(address)}, {address}")
    made.setToolTip(address)
    return made
