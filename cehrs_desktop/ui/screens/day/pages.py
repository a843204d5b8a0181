"""Steps that are read and answered with a button: a page, rules, the name, the end of the session, a day that ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import DayPage
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.ui.screens.day.frame import DayScreen, on_button
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, TITLE, font
from cehrs_desktop.ui.widgets.basics import button, card, label
from cehrs_desktop.ui.widgets.status import Status


class PageScreen(DayScreen):
    """Something to read, and one button."""

    def __init__(self, page: DayPage, on: str) -> None:
        super().__init__(page)
        self._on = button(on_button(on), self.passed.emit, role="chief")
        self.buttons(self._on)

    def first(self) -> QWidget:
        """The one button."""
        return self._on


class RefusedScreen(DayScreen):
    """The real day would end here: `went_on` as practice, or `stopped`. It may come by itself, so the keyboard begins
    on words: what was pressed for the page before decides nothing."""

    went_on = Signal()
    stopped = Signal()

    def __init__(self, page: DayPage) -> None:
        super().__init__(replace(page, paragraphs=page.paragraphs[1:]))
        self._why = Status(BODY)
        self._why.say(page.paragraphs[0])
        self.column.insertWidget(1, self._why)
        self.buttons(
            button(words.END_REHEARSAL, self.stopped.emit), button(words.GO_ON, self.went_on.emit, role="chief")
        )

    def first(self) -> QWidget:
        """The words that say why."""
        return self._why


class AcceptScreen(DayScreen):
    """Rules that are accepted by a check mark and a button, or `declined`."""

    declined = Signal()

    def __init__(self, page: DayPage, rules: Sequence[str]) -> None:
        super().__init__(page)
        self.setAccessibleDescription(" ".join((*page.paragraphs, *rules)))
        for number, rule in enumerate(rules, 1):
            self.column.addWidget(label(f"{number}.  {rule}"))
        self._check = QCheckBox(words.ACCEPT_CHECK)
        self._check.setFont(font(BODY, bold=True))
        self.column.addWidget(self._check)
        accept = button(words.ACCEPT, self.passed.emit, role="chief")
        accept.setEnabled(False)
        self._check.toggled.connect(accept.setEnabled)
        self.buttons(button(words.DECLINE, self.declined.emit), accept)

    def first(self) -> QWidget:
        """The check mark."""
        return self._check


class EndSessionScreen(DayScreen):
    """The session is ended by its button; `leave` stands up before that, which is told."""

    def __init__(self, page: DayPage, end: str, leave: str, told: str) -> None:
        super().__init__(replace(page, paragraphs=page.paragraphs[1:]))
        self._told = told
        self._lead = self.lead(page.paragraphs[0] if page.paragraphs else words.END_SESSION_LEAD)
        self._end = button(on_button(end), lambda: self.tried.emit("end"), role="chief")
        self._leave = button(on_button(leave), lambda: self.tried.emit("leave"))
        self.buttons(self._leave, self._end)

    def follow(self, tries: Sequence[Try]) -> None:
        super().follow(tries)
        if self.verdict.text and self._told:
            self.refuse(self._told)

    def first(self) -> QWidget:
        """The words: one of the two buttons breaks a rule, and neither may be nearer than the other."""
        return self._lead


class NameOnScreen(DayScreen):
    """The seat, and the name on its screen: ``yes``, or ``not_me``."""

    def __init__(self, page: DayPage, seat: int) -> None:
        super().__init__(replace(page, paragraphs=page.paragraphs[1:]))
        self._lead = self.lead(page.paragraphs[0] if page.paragraphs else words.NAME_LEAD)
        frame, column = card()
        column.addWidget(label(words.seat(seat), LARGE, tabular=True))
        column.addWidget(label(words.NAME_ON_SCREEN, BODY, role="muted"))
        self._name = label("", TITLE, bold=True)
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        column.addWidget(self._name)
        self.column.addWidget(frame)
        self._yes = button(words.NAME_YES, lambda: self.tried.emit("yes"), role="chief")
        self._no = button(words.NOT_ME, lambda: self.tried.emit("not_me"))
        self.buttons(self._no, self._yes)

    def show_name(self, name: str) -> None:
        """Show the name as it stands on the screen of the seat."""
        self._name.setText(name)
        for made in (self._yes, self._no):
            made.setAccessibleDescription(f"{words.NAME_ON_SCREEN}: {name}")

    def follow(self, tries: Sequence[Try]) -> None:
        super().follow(tries)
        if tries and tries[-1].right and tries[-1].given == "not_me":
            self.verdict.tell(f"{words.NAME_PUT_RIGHT} {words.NAME_ON_SCREEN}: {self._name.text()}")

    def first(self) -> QWidget:
        """The words: the name is to be looked at before it is confirmed or refused."""
        return self._lead


class SignScreen(DayScreen):
    """The roster is signed by typing the name."""

    refusal = words.NOT_ACCEPTED

    def __init__(self, page: DayPage, sign: str) -> None:
        super().__init__(page)
        named = label(words.SIGN_HERE, BODY, bold=True)
        self._field = QLineEdit()
        self._field.setFont(font(LARGE))
        self._field.setMaxLength(200)
        self._field.setAccessibleName(words.SIGN_HERE)
        self._field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        named.setBuddy(self._field)
        self.column.addWidget(named)
        self.column.addWidget(self._field)
        self._sign = button(on_button(sign), self._give, role="chief")
        self._sign.setEnabled(False)
        self._field.textChanged.connect(lambda text: self._sign.setEnabled(bool(str(text).strip())))
        self._field.returnPressed.connect(self._give)
        self.buttons(self._sign)

    def _give(self) -> None:
        if self._field.text().strip():
            self.tried.emit(self._field.text())

    def follow(self, tries: Sequence[Try]) -> None:
        super().follow(tries)
        if tries and not tries[-1].right:
            if not self._field.text():
                self._field.setText(str(tries[-1].given))
            self._field.selectAll()
            self._field.setFocus()

    def first(self) -> QWidget:
        """The line for the signature."""
        return self._field
