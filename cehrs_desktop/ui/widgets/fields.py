"""Fields for numbers, as pages that scroll use them: typed or stepped with the arrow keys."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox

from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.widgets.still import StillSpinBox

_ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
_PARTS = 100
_DECIMAL = re.compile(r"\d{1,4}(\.\d{0,2})?|\.\d{1,2}", re.ASCII)


class DecimalBox(StillSpinBox):
    """A number with two decimals, kept in hundredths: the look of fields is that of a whole number's."""

    def textFromValue(self, val: int) -> str:
        return f"{val / _PARTS:g}"

    def valueFromText(self, text: str) -> int:
        try:
            return round(float(text) * _PARTS)
        except ValueError:
            return self.value()

    def validate(self, input: str, pos: int) -> tuple[QValidator.State, str, int]:
        state = QValidator.State.Acceptable if _DECIMAL.fullmatch(input) else QValidator.State.Invalid
        return (QValidator.State.Intermediate if input in ("", ".") else state, input, pos)

    @property
    def number(self) -> float:
        """The number."""
        return self.value() / _PARTS

    def set_number(self, number: float) -> None:
        """Show a number."""
        self.setValue(round(number * _PARTS))


def number_field(name: str, most: int, value: int) -> StillSpinBox:
    """A whole number from 0."""
    field = StillSpinBox()
    _dress(field, name)
    field.setRange(0, most)
    field.setValue(value)
    return field


def decimal_field(name: str, most: int, number: float, step: float) -> DecimalBox:
    """A number from 0 with two decimals."""
    field = DecimalBox()
    _dress(field, name)
    field.setRange(0, most * _PARTS)
    field.setSingleStep(round(step * _PARTS))
    field.set_number(number)
    return field


def _dress(field: QAbstractSpinBox, name: str) -> None:
    field.setFont(font(BODY))
    field.setLocale(_ENGLISH)
    field.setAccessibleName(name)
    # Not each digit on the way to a value is a change.
    field.setKeyboardTracking(False)
    # The style sheet leaves the small buttons without a look.
    field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
