"""Fields for a day and for a number, as pages that scroll use them: typed or stepped with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox

from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.widgets.still import StillDateEdit, StillSpinBox

_ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
_ISO = "yyyy-MM-dd"


class StillDecimalBox(QDoubleSpinBox):
    """A number with decimals that a turning wheel does not change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def day_field(name: str, iso: str) -> StillDateEdit:
    """A date, set to an ISO date."""
    field = StillDateEdit()
    _dress(field, name)
    field.setDisplayFormat("MMMM d, yyyy")
    field.setDate(QDate.fromString(iso, _ISO))
    return field


def iso_of(field: StillDateEdit) -> str:
    """The ISO date that a field shows."""
    return field.date().toString(_ISO)


def number_field(name: str, most: int, value: int) -> StillSpinBox:
    """A whole number from 0."""
    field = StillSpinBox()
    _dress(field, name)
    field.setRange(0, most)
    field.setValue(value)
    return field


def decimal_field(name: str, most: float, value: float, step: float) -> StillDecimalBox:
    """A number from 0 with two decimals."""
    field = StillDecimalBox()
    _dress(field, name)
    field.setRange(0.0, most)
    field.setSingleStep(step)
    field.setValue(value)
    return field


def _dress(field: QAbstractSpinBox, name: str) -> None:
    field.setFont(font(BODY))
    field.setLocale(_ENGLISH)
    field.setAccessibleName(name)
    # Not each digit on the way to a value is a change.
    field.setKeyboardTracking(False)
    # The style sheet leaves the small buttons without a look.
    field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
