"""A line of words that the keyboard can be on: for what changes by itself, and for what is only asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel

from cehrs_desktop.ui.theme.fonts import LARGE, font


class Status(QLabel):
    """A line that changes and can be asked: the keyboard can be on it, and a screen reader reads it then."""

    def __init__(self, size: int = LARGE, *, bold: bool = True) -> None:
        super().__init__()
        self.setFont(font(size, bold=bold, tabular=True))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContentsMargins(8, 4, 8, 4)

    def say(self, text: str) -> None:
        """Show a text; nothing is spoken."""
        if text != self.text():
            self.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(self.palette().windowText().color(), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
            painter.end()
