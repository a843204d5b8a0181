"""The field for a date: typed, chosen from the calendar, and what it does about what is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from cehrs_desktop.presentation import typed_days as words
from cehrs_desktop.ui.widgets.day_field import DayField


@pytest.fixture
def field(qapp: QApplication) -> Iterator[DayField]:
    holder = QWidget()
    column = QVBoxLayout(holder)
    made = DayField("Date of the exam", "2026-12-12")
    column.addWidget(made)
    column.addWidget(QLineEdit())
    holder.show()
    made.setFocus()
    yield made
    holder.close()
    holder.deleteLater()


def typed(field: DayField, text: str) -> None:
    field.line.selectAll()
    QTest.keyClicks(field.line, text)


def test_a_typed_day_is_told_once_and_shown_with_its_weekday(field: DayField) -> None:
    told: list[str] = []
    field.day_changed.connect(told.append)
    typed(field, "1/2/2027")
    assert told == []
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    QTest.keyClick(field.line, Qt.Key.Key_Tab)
    assert (told, field.iso, field.line.text()) == (["2027-01-02"], "2027-01-02", "Saturday, January 2, 2027")


@pytest.mark.parametrize("text", ["soon", "12/12/2126", "1/1/1999"])
def test_what_cannot_be_taken_is_said_and_the_day_stays(field: DayField, text: str) -> None:
    told: list[str] = []
    field.day_changed.connect(told.append)
    typed(field, text)
    QTest.keyClick(field.line, Qt.Key.Key_Tab)
    assert (told, field.iso) == ([], "2026-12-12")
    assert field.problem.isVisible()
    assert "stays" in field.line.accessibleDescription()
    # Who presses on at once is held once; the day that stays passes then.
    assert not field.take()
    assert field.take()
    typed(field, "12/13/26")
    assert field.take()
    assert not field.problem.isVisible()


def test_a_day_is_chosen_from_the_calendar_by_keyboard(field: DayField) -> None:
    told: list[str] = []
    field.day_changed.connect(told.append)
    QTest.keyClick(field.choose, Qt.Key.Key_Space)
    calendar = field.calendar
    assert calendar is not None
    assert calendar.selectedDate() == QDate(2026, 12, 12)
    calendar.setSelectedDate(QDate(2026, 12, 20))
    calendar.activated.emit(calendar.selectedDate())
    assert told == ["2026-12-20"]
    assert field.line.text() == words.day_shown("2026-12-20")
