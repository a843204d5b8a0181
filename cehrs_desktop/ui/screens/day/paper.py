"""Scratch paper: counted when it is handed out, and handed in to the last sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QIntValidator, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import DayPage
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, font
from cehrs_desktop.ui.widgets.basics import button, label

_MOST = 20


class Sheets(QWidget):
    """Blank sheets on a desk, a little apart, drawn in the colors of the theme; the description lists them."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self.setFont(font(BODY))
        self.setAccessibleName(words.SHEETS_NAME)
        self.setAccessibleDescription(words.sheets_described(count))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        unit = self.fontMetrics().height()
        return QSize((3 * self._count + 6) * unit, 8 * unit)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = self.fontMetrics().height()
        palette = self.palette()
        painter.setPen(QPen(palette.windowText().color(), max(1.5, unit / 12)))
        painter.setBrush(palette.base())
        for n in range(self._count):
            painter.save()
            painter.translate(QPointF((3 * n + 2) * unit, 4 * unit))
            painter.rotate((-6, 4, -2, 7)[n % 4])
            painter.drawRect(round(-1.6 * unit), round(-2.4 * unit), round(3.2 * unit), round(4.8 * unit))
            painter.restore()
        painter.end()


class CountOutScreen(DayScreen):
    """Count what lies there. `said` is what was announced."""

    refusal = words.NOT_ACCEPTED

    def __init__(self, page: DayPage, there: int, said: int) -> None:
        super().__init__(page)
        self._said = said
        self.column.addWidget(Sheets(there))
        named = label(words.HOW_MANY, BODY, bold=True)
        self._count = QLineEdit()
        self._count.setFont(font(LARGE, tabular=True))
        self._count.setValidator(QIntValidator(0, _MOST, self))
        self._count.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._count.returnPressed.connect(self._press)
        self._count.setAccessibleName(words.HOW_MANY)
        self._count.setAccessibleDescription(words.sheets_described(there))
        named.setBuddy(self._count)
        self.column.addWidget(named)
        row = QHBoxLayout()
        row.addWidget(self._count, 1)
        row.addStretch(5)
        self.column.addLayout(row)
        self._done = button(words.COUNTED, self._press, role="chief")
        self._right = False
        self.buttons(self._done)

    def _press(self) -> None:
        if self._right:
            self.passed.emit()
        elif self._count.text():
            self.tried.emit(int(self._count.text()))
        else:
            self.verdict.tell(words.COUNT_FIRST)
            self.bring(self._count, focus=True)

    def follow(self, tries: Sequence[Try]) -> None:
        super().follow(tries)
        if tries:
            counted = int(str(tries[-1].given))
            self._count.setText(str(counted))
            self._right = tries[-1].right
            if self._right:
                self._count.setEnabled(False)
                self._done.setText(words.CONTINUE)
                self.verdict.tell(words.missing_sheet(counted, self._said))
                self._done.setFocus()
            else:
                self.bring(self._count, focus=True)
                self._count.selectAll()

    def first(self) -> QWidget:
        """The number."""
        return self._done if self._right else self._count


class HandInScreen(DayScreen):
    """Tick every sheet that is handed in: `sheets` were handed out."""

    refusal = words.NOT_ACCEPTED

    def __init__(self, page: DayPage, sheets: int) -> None:
        super().__init__(page)
        self.column.addWidget(Sheets(sheets))
        self.column.addWidget(label(words.HAND_IN_WHICH, BODY, bold=True))
        self._sheets: list[QCheckBox] = []
        for n in range(1, sheets + 1):
            # The blank ones are what is left lying.
            box = QCheckBox((words.SHEET_WRITTEN if n == 1 else words.SHEET_BLANK).format(n))
            box.setFont(font(BODY))
            self.column.addWidget(box)
            self._sheets.append(box)
        self._done = button(words.HAND_IN, self._give, role="chief")
        self.buttons(self._done)

    def _give(self) -> None:
        self.tried.emit(sum(box.isChecked() for box in self._sheets))

    def follow(self, tries: Sequence[Try]) -> None:
        super().follow(tries)
        if tries and not tries[-1].right:
            self.bring(next((box for box in self._sheets if not box.isChecked()), self._done), focus=True)

    def first(self) -> QWidget:
        """The first sheet."""
        return self._sheets[0] if self._sheets else self._done
