"""Fields that a turning wheel does not change: on a page that scrolls, the wheel belongs to the page.

Qt changes the field that comes under the pointer while one scrolls, without a word; keys and clicks work as ever.
"""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QSpinBox, QTimeEdit

_MARGINS = (8, 0, 8, 0)
"""Pixels about the text, as in other fields: the style sheet gives the field of a spin box none."""


class StillComboBox(QComboBox):
    """A list to choose from."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillSpinBox(QSpinBox):
    """A whole number."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(*_MARGINS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillTimeEdit(QTimeEdit):
    """A time of day."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(*_MARGINS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillDateEdit(QDateEdit):
    """A date."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(*_MARGINS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
