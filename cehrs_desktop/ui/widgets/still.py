"""Fields that a turning wheel does not change: on a page that scrolls, the wheel belongs to the page.

Qt changes the field that comes under the pointer while one scrolls, without a word; keys and clicks work as ever.
"""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QSpinBox, QTimeEdit


class StillComboBox(QComboBox):
    """A list to choose from."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillSpinBox(QSpinBox):
    """A whole number."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillTimeEdit(QTimeEdit):
    """A time of day."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillDateEdit(QDateEdit):
    """A date."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
