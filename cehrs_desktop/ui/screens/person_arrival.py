"""A learner's file that is taken in: the question once the file was checked, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cehrs_desktop.presentation import person_arrival_texts as words
from cehrs_desktop.presentation.people_view import may_break
from cehrs_desktop.ui.widgets.basics import button, enlarge, label, way_back
from cehrs_desktop.ui.widgets.page import Page


class PersonArrivalScreen(Page):
    """Says that the file is being read until `ask` fills it. Emits `wanted` and `left`."""

    wanted = Signal()
    left = Signal()

    def __init__(self, zoom: float) -> None:
        super().__init__(words.TITLE)
        self._zoom = zoom
        self._told = label(words.READING, role="muted")
        self.column.addWidget(self._told)
        self.end_column()
        self.notice = self.add_notice()
        self._no = way_back(words.NO, self.left.emit)
        self._yes = button(words.YES, self._want, role="chief")
        self._yes.setEnabled(False)
        self.footer(self._no, self._yes)

    def ask(self, lines: Sequence[str]) -> None:
        """Say what the file holds, and ask."""
        self._told.hide()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for line in lines:
            column.addWidget(label(may_break(line)))
        enlarge(holder, self._zoom)
        # Below the heading and above what pushes it up.
        self.column.insertWidget(2, holder)
        self._yes.setEnabled(True)
        self._no.setFocus()

    def focus_first(self) -> None:
        """Put the keyboard where one begins: at what changes nothing."""
        self._no.setFocus()

    def _want(self) -> None:
        self._yes.setEnabled(False)
        self._no.setEnabled(False)
        self.notice.tell(words.TAKING)
        self.wanted.emit()


class PersonArrivedScreen(Page):
    """What came of it. Emits `left`."""

    left = Signal()

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__(title)
        self.paragraphs([may_break(line) for line in lines])
        self.end_column()
        self._close = way_back(words.CLOSE, self.left.emit, role="chief")
        self.footer(self._close)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._close.setFocus()
