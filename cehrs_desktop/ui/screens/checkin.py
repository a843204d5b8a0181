"""Before the exam: the name, the agreement, the tutorial's first page. Plain pages with one thing to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox

from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, TITLE, font
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.page import Page


class NameScreen(Page):
    """The candidate confirms the name: `confirmed`, or `wrong`."""

    confirmed = Signal()
    wrong = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(texts.NAME_TITLE)
        shown = label(name, TITLE, bold=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.column.addSpacing(16)
        self.column.addWidget(shown)
        self.column.addSpacing(16)
        self.paragraphs((texts.NAME_LEAD,))
        self.end_column()
        self._yes = button(texts.NAME_YES, self.confirmed.emit, role="chief")
        self.footer(button(texts.NAME_NO, self.wrong.emit), self._yes)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._yes.setFocus()


class AgreementScreen(Page):
    """The agreement must be accepted: `accepted`, or `declined`."""

    accepted = Signal()
    declined = Signal()

    def __init__(self) -> None:
        super().__init__(texts.AGREEMENT_TITLE)
        self.paragraphs(texts.AGREEMENT_TEXT)
        self._check = QCheckBox(texts.AGREEMENT_CHECK)
        self._check.setFont(font(BODY, bold=True))
        self.column.addSpacing(8)
        self.column.addWidget(self._check)
        self.end_column()
        accept = button(texts.ACCEPT, self.accepted.emit, role="chief")
        accept.setEnabled(False)
        self._check.toggled.connect(accept.setEnabled)
        self.footer(button(texts.DECLINE, self.declined.emit), accept)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._check.setFocus()


class TutorialScreen(Page):
    """The first page of the tutorial: `tutorial_wanted`, or `exam_wanted` at once. It can be come back to."""

    tutorial_wanted = Signal()
    exam_wanted = Signal()
    rules_wanted = Signal()

    def __init__(self, rules: Sequence[str], steps: Sequence[str] = texts.TUTORIAL_STEPS) -> None:
        super().__init__(texts.TUTORIAL_TITLE)
        self.paragraphs((texts.TUTORIAL_LEAD, *steps))
        self.column.addSpacing(8)
        self.column.addWidget(label(texts.RULES_TITLE, LARGE, bold=True))
        self.paragraphs([f"–  {rule}" for rule in rules])
        self.end_column()
        self._start = button(texts.TUTORIAL_START, self.tutorial_wanted.emit, role="chief")
        self.footer(button(texts.TUTORIAL_SKIP, self.exam_wanted.emit), self._start)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._start.setFocus()
