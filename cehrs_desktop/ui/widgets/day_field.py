"""A field for a date: typed as people write dates, or chosen from a calendar. It shows the weekday of what it took."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QIcon, QPalette, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from cehrs_desktop.presentation import typed_days as words
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label

FIRST, LAST = "2000-01-01", "2099-12-31"
_ISO = "yyyy-MM-dd"
_ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)

_MONTHS = (("qt_calendar_prevmonth", "◀", words.EARLIER), ("qt_calendar_nextmonth", "▶", words.LATER))


class DayField(QWidget):
    """`day_changed(ISO date)` when another day was typed, with Enter or by leaving the field, or chosen.

    What is no date is said under the field, and the day that was there stays. `name` is read out; `iso` is shown first;
    `last` is the latest day that is taken.
    """

    day_changed = Signal(str)

    def __init__(self, name: str, iso: str, *, last: str = LAST) -> None:
        super().__init__()
        self._iso, self._last = iso, last
        self._refused = False
        self.calendar: QCalendarWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.line = QLineEdit()
        self.line.setFont(font(BODY))
        self.line.setAccessibleName(name)
        self.line.setAccessibleDescription(words.EXAMPLE)
        self.line.setPlaceholderText("12/31/2026")
        self.line.editingFinished.connect(self._typed)
        self.choose = button(words.CHOOSE, self._open_calendar)
        self.choose.setAccessibleName(f"{words.CHOOSE_SPOKEN}: {name}")
        row.addWidget(self.line, 1)
        row.addWidget(self.choose)
        column.addLayout(row)
        self.problem = label("", SMALL, role="warn")
        self.problem.hide()
        column.addWidget(self.problem)
        # Whoever is sent here, by a label's letter too, types.
        self.setFocusProxy(self.line)
        self.line.setText(words.day_shown(iso))

    @property
    def iso(self) -> str:
        """The day that was taken last; what is being typed is not in it before `take`."""
        return self._iso

    def set_day(self, iso: str) -> None:
        """Show a day; nobody is told."""
        self._iso = iso
        self.problem.hide()
        self.line.setText(words.day_shown(iso))

    def take(self) -> bool:
        """Take what was typed; `False`: it was refused, which is said once. The day that stays passes the next time."""
        text = self.line.text()
        if text == words.day_shown(self._iso):
            refused, self._refused = self._refused, False
            return not refused
        day = words.typed_day(text)
        if day is None or not FIRST <= day <= self._last:
            said = words.not_understood(text, self._iso) if day is None else words.too_far(self._iso, FIRST, self._last)
            self.line.setText(words.day_shown(self._iso))
            self.problem.setText(said)
            self.problem.show()
            self.line.setAccessibleDescription(said)
            return False
        self.line.setAccessibleDescription(words.EXAMPLE)
        changed = day != self._iso
        self.set_day(day)
        if changed:
            self.day_changed.emit(day)
        return True

    def _typed(self) -> None:
        # Somebody leaves a field, then presses what uses it: both are one act.
        self._refused = not self.take()

    # ---- the calendar
    def _open_calendar(self) -> None:
        self.take()
        frame = QFrame(self, Qt.WindowType.Popup)
        frame.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(4, 4, 4, 4)
        calendar = QCalendarWidget()
        calendar.setLocale(_ENGLISH)
        calendar.setFont(self.line.font())
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            # Red in every theme, if nothing is said.
            calendar.setWeekdayTextFormat(weekend, QTextCharFormat())
        for name, sign, spoken in _MONTHS:
            turn = calendar.findChild(QToolButton, name)
            if turn is not None:
                # Qt's own arrows are black in every theme.
                turn.setIcon(QIcon())
                turn.setText(sign)
                turn.setAccessibleName(spoken)
        colors = calendar.palette()
        # Days of the months beside.
        colors.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text, colors.placeholderText().color())
        calendar.setPalette(colors)
        metrics = self.line.fontMetrics()
        calendar.setMinimumSize(8 * metrics.horizontalAdvance("Wed."), 13 * metrics.height())
        calendar.setDateRange(QDate.fromString(FIRST, _ISO), QDate.fromString(self._last, _ISO))
        calendar.setSelectedDate(QDate.fromString(self._iso, _ISO))
        calendar.setAccessibleName(self.choose.accessibleName())
        inside.addWidget(calendar)

        def chosen(day: QDate) -> None:
            frame.close()
            self.line.setText(day.toString(_ISO))
            self.take()
            self.line.setFocus()

        calendar.clicked.connect(chosen)
        calendar.activated.connect(chosen)
        self.calendar = calendar
        frame.adjustSize()
        below = self.line.mapToGlobal(QPoint(0, self.line.height() + 2))
        room = self.screen().availableGeometry()
        # Above the field where there is no room below it.
        if below.y() + frame.height() > room.bottom():
            below.setY(max(room.top(), below.y() - self.line.height() - frame.height() - 4))
        below.setX(max(room.left(), min(below.x(), room.right() - frame.width())))
        frame.move(below)
        frame.show()
        calendar.setFocus()
