"""Fields that a turning wheel does not change: on a page that scrolls, the wheel belongs to the page.

Qt changes the field that comes under the pointer while one scrolls, without a word; keys and clicks work as ever.
"""

from __future__ import annotations

import re

from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QTimeEdit

_TYPED = re.compile(r"\d{0,6}([.,]\d{0,2})?", re.ASCII)

_MARGINS = (8, 0, 8, 0)
"""Pixels about the text, as in other fields: the style sheet gives the field of a spin box none."""


class StillComboBox(QComboBox):
    """A list to choose from."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillSpinBox(QSpinBox):
    """A whole number. One that is too large is taken as the largest, and one with decimals is rounded, when it is
    finished: Qt would drop the digits that do not fit, and 7.5 would become 75."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(*_MARGINS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def validate(self, input: str, pos: int) -> tuple[QValidator.State, str, int]:
        text = self._bare(input)
        if not _TYPED.fullmatch(text):
            return QValidator.State.Invalid, input, pos
        whole = text.isdecimal() and self.minimum() <= int(text) <= self.maximum()
        return (QValidator.State.Acceptable if whole else QValidator.State.Intermediate, input, pos)

    def valueFromText(self, text: str) -> int:
        try:
            number = float(self._bare(text).replace(",", "."))
        except ValueError:
            return self.value()
        return min(self.maximum(), max(self.minimum(), int(number + 0.5)))

    def fixup(self, input: str) -> str:
        return f"{self.prefix()}{self.textFromValue(self.valueFromText(input))}{self.suffix()}"

    def _bare(self, text: str) -> str:
        return text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()


class StillTimeEdit(QTimeEdit):
    """A time of day."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(*_MARGINS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
