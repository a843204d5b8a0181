"""The system check page: what this computer really has beside what is published. It informs and starts nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.computer_view import ComputerView
from cehrs_desktop.presentation.day_view import DayPage
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.theme.fonts import BODY, SMALL
from cehrs_desktop.ui.widgets.basics import button, label


class SystemScreen(DayScreen):
    """`sheet` is what was found; `None` while nobody has looked. `looking`: somebody is."""

    def __init__(self, page: DayPage, sheet: ComputerView | None, *, looking: bool) -> None:
        super().__init__(page, 840)
        if not page.paragraphs:
            self.paragraphs((words.SYSTEM_NOT_START, words.SYSTEM_NO_PROGRAMS))
        self._said = label("", BODY, bold=True)
        self.column.addWidget(self._said)
        self._place = QVBoxLayout()
        self.column.addLayout(self._place)
        if sheet is None:
            self._said.setText(words.SYSTEM_LOOKING if looking else words.SYSTEM_NOT_ASKED)
        else:
            self.show_sheet(sheet)
        self._on = button(words.CONTINUE, self.passed.emit, role="chief")
        self.buttons(self._on)

    def show_sheet(self, sheet: ComputerView) -> None:
        """Show what was found, once somebody has looked."""
        found = (f"{row.subject}: {row.found}. {row.verdict}." for row in sheet.rows)
        self.setAccessibleDescription(" ".join((*self.page.paragraphs, *found)))
        self._said.setText(sheet.summary)
        self._place.addWidget(label(words.SYSTEM_WHAT_TO_DO, BODY))
        rows = _rows(sheet)
        self._place.addWidget(rows)
        rows.show()

    def first(self) -> QWidget:
        """The one button: nobody has to wait for what only informs."""
        return self._on


def _rows(sheet: ComputerView) -> QWidget:
    # A widget of its own: as a mere layout it does not get the height that its wrapped lines need.
    rows = QWidget()
    rows.setAccessibleName(words.SYSTEM_NAME)
    grid = QGridLayout(rows)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for at, row in enumerate(sheet.rows):
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(row.subject, SMALL, bold=True, wrap=False), at, 0, top)
        grid.addWidget(label(row.found, SMALL), at, 1, top)
        grid.addWidget(label(row.verdict, SMALL, wrap=False), at, 2, top)
    return rows
