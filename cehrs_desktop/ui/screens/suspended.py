"""An attempt that stands still: resume it, abandon it, or leave the program."""

from __future__ import annotations

from PySide6.QtCore import Signal

from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.theme.fonts import LARGE
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.page import Page


class SuspendedScreen(Page):
    """Covers the question while the clock stands: `resumed`, `abandoned`, `left`."""

    resumed = Signal()
    abandoned = Signal()
    left = Signal()

    def __init__(self, reason: str, state: str, extra: str = "") -> None:
        super().__init__(texts.NOT_STARTED_TITLE if reason == "not_started" else texts.SUSPENDED_TITLE)
        self.paragraphs((texts.SUSPENDED.get(reason, texts.SUSPENDED["interrupted"]),))
        self.column.addWidget(label(state, LARGE, bold=True, tabular=True))
        if extra:
            self.paragraphs((extra,))
        self.end_column()
        self._resume = button(texts.RESUME, self.resumed.emit, role="chief")
        self.footer(button(texts.ABANDON, self.abandoned.emit), button(texts.LEAVE, self.left.emit), self._resume)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._resume.setFocus()
