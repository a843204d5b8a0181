"""Says what is wrong with an item: a kind and a few words. Keeps nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.ui.theme.fonts import BODY, HEADING, font
from cehrs_desktop.ui.widgets.basics import button, label

LONGEST = 2000
"""Characters of a report's text."""


class ReportDialog(QDialog):
    """Emits `made(kind, text)` when a report with words in it is to be kept."""

    made = Signal(str, str)

    def __init__(self, parent: QWidget, heading: str, kind: str = "key", text: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words.REPORT_TITLE)
        self.setMinimumWidth(min(560, parent.width() - 40))
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(12)
        column.addWidget(label(words.REPORT_TITLE, HEADING, bold=True))
        column.addWidget(label(f"{heading}. {words.REPORT_LEAD}", BODY, role="muted"))
        kind_label = label(words.REPORT_KIND, BODY, bold=True)
        self.kind = QComboBox()
        self.kind.setFont(font(BODY))
        self.kind.setAccessibleName(words.REPORT_KIND)
        for value, name in words.REPORT_KINDS:
            self.kind.addItem(name, value)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        kind_label.setBuddy(self.kind)
        self.text = QPlainTextEdit(text)
        self.text.setFont(font(BODY))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(120)
        self.text.setAccessibleName(words.REPORT_TEXT)
        self._hint = label("", BODY, role="warn")
        self._hint.hide()
        for widget in (kind_label, self.kind, label(words.REPORT_TEXT, BODY, bold=True), self.text, self._hint):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(words.REPORT_CANCEL, self.reject))
        row.addWidget(button(words.REPORT_KEEP, self._keep, role="chief"))
        column.addLayout(row)
        self.kind.setFocus()

    def _keep(self) -> None:
        said = self.text.toPlainText().strip()[:LONGEST]
        if not said:
            self._hint.setText(words.REPORT_EMPTY)
            self._hint.show()
            self.text.setFocus()
            return
        self.made.emit(str(self.kind.currentData()), said)
        self.accept()
