"""After the exam: that it ended, the reminder, the survey, and the word that the result comes later."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton

from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, font
from cehrs_desktop.ui.widgets.basics import button, label
from cehrs_desktop.ui.widgets.page import Page


class ReminderScreen(Page):
    """How the exam ended, and the reminder of the agreement: `read_on`."""

    read_on = Signal()

    def __init__(self, ended: str) -> None:
        by_time = ended == "time_out"
        super().__init__(texts.TIME_OUT_TITLE if by_time else texts.SUBMITTED_TITLE)
        self.paragraphs((texts.TIME_OUT_TEXT if by_time else texts.SUBMITTED_TEXT,))
        self.column.addSpacing(16)
        self.column.addWidget(label(texts.REMINDER_TITLE, LARGE, bold=True))
        self.paragraphs((texts.REMINDER_TEXT,))
        self.end_column()
        self._on = button(texts.CONTINUE, self.read_on.emit, role="chief")
        self.footer(self._on)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._on.setFocus()


class SurveyScreen(Page):
    """Three questions without effect: `closed` with the answers, empty when skipped."""

    closed = Signal(object)

    def __init__(self) -> None:
        super().__init__(texts.SURVEY_TITLE)
        self.paragraphs((texts.SURVEY_LEAD,))
        self._groups: list[tuple[str, QButtonGroup]] = []
        for name, question, answers in texts.SURVEY_QUESTIONS:
            self.column.addSpacing(8)
            self.column.addWidget(label(question, BODY, bold=True))
            row = QHBoxLayout()
            group = QButtonGroup(self)
            for answer in answers:
                choice = QRadioButton(answer)
                choice.setFont(font(BODY))
                choice.setAccessibleName(f"{question} {answer}")
                group.addButton(choice)
                row.addWidget(choice)
            row.addStretch(1)
            self.column.addLayout(row)
            self._groups.append((name, group))
        self.end_column()
        self._send = button(texts.SEND_SURVEY, self._close, role="chief")
        self.footer(button(texts.SKIP_SURVEY, lambda: self.closed.emit(())), self._send)

    def _close(self) -> None:
        chosen = ((name, group.checkedButton()) for name, group in self._groups)
        self.closed.emit(tuple((name, pressed.text()) for name, pressed in chosen if pressed is not None))

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._groups[0][1].buttons()[0].setFocus()


class LaterScreen(Page):
    """The result will come: `left`."""

    left = Signal()

    def __init__(self, date: str) -> None:
        super().__init__(texts.LATER_TITLE)
        self.paragraphs((texts.later_text(date),))
        self.end_column()
        self._on = button(texts.CONTINUE, self.left.emit, role="chief")
        self.footer(self._on)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._on.setFocus()
