"""A small bar beside a number: how much of a day's room is taken. The number says the same in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cehrs_desktop.ui.theme.theme import Theme

_WIDTH, _HEIGHT = 120, 12


class LoadBar(QWidget):
    """`cards` filled within the outline of `room`, both against `most`, the longest bar of the table."""

    def __init__(self, cards: int, room: int, most: int, spoken: str, theme: Theme) -> None:
        super().__init__()
        self._cards, self._room, self._most, self._theme = cards, room, most, theme
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(_WIDTH // 2, _HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scale = (self.width() - 2) / max(1, self._most)
        painter.setPen(QPen(QColor(self._theme.control), 1))
        if self._room:
            painter.drawRect(QRectF(0.5, 1.5, self._room * scale, self.height() - 3))
        if self._cards:
            painter.fillRect(QRectF(0, 1, self._cards * scale + 1, self.height() - 2), QColor(self._theme.accent))
        painter.end()
