"""A set that was begun and not finished waits: go on with it, or end it. Nothing else begins before that."""

from __future__ import annotations

from PySide6.QtCore import Signal

from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.ui.widgets.basics import button, way_back
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.page import Page


class PracticeWaitingScreen(Page):
    """`go_on_wanted` and `end_wanted` say what is to become of the set; `left` leaves it waiting."""

    go_on_wanted = Signal()
    end_wanted = Signal()
    left = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(words.WAITING_TITLE)
        self.paragraphs((text,))
        self.notice = Notice()
        self.column.addWidget(self.notice)
        self.end_column()
        self._go_on = button(words.GO_ON, self.go_on_wanted.emit, role="chief")
        self.footer(way_back(words.BACK, self.left.emit), button(words.END_IT, self.end_wanted.emit), self._go_on)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._go_on.setFocus()
