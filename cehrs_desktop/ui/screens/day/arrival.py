"""Steps that depend on time: the appointment, the wait, the launch. They are told the time and read no clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import DayPage, DayTime
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.ui.screens.day.frame import DayScreen, on_button
from cehrs_desktop.ui.theme.fonts import BODY
from cehrs_desktop.ui.widgets.basics import button, card, label
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.status import Status

BLANK_MS = 2500
"""How long the page stays blank after the launch."""


class AppointmentScreen(DayScreen):
    """Arrive or launch: `passed` when the button is pressed, `skip_wanted` to go to the opening at once."""

    skip_wanted = Signal()

    def __init__(self, page: DayPage, arrive: str, opens: datetime, closes: datetime, *, may_skip: bool) -> None:
        super().__init__(page)
        self._opens, self._closes = opens, closes
        self._gate = ""
        self._status = Status()
        frame, column = card()
        column.addWidget(self._status)
        self.column.addWidget(frame)
        self._arrive = button(on_button(arrive), self.passed.emit, role="chief")
        self._arrive.setEnabled(False)
        self._skip = button(words.SKIP_TO_OPENING, self.skip_wanted.emit)
        self._may_skip = may_skip
        self._skip.hide()
        self.buttons(self._skip, self._arrive)

    def tell_time(self, time: DayTime) -> None:
        super().tell_time(time)
        if time.gate == "early":
            left_ms = round(self._opens.timestamp() * 1000) - time.wall_ms
            self._status.say(words.early(self._opens, left_ms))
        elif time.gate == "open":
            self._status.say(words.opened(self._closes))
        else:
            self._status.say(words.too_late(self._closes))
        if time.gate == self._gate:
            return
        before, self._gate = self._gate, time.gate
        self._arrive.setEnabled(time.gate != "early")
        self._skip.setVisible(time.gate == "early" and self._may_skip)
        if before:
            announce(self, self._status.text())
        if self._keyboard_is_lost():
            self.first().setFocus()

    def _keyboard_is_lost(self) -> bool:
        return self.keyboard in (None, self, self._status, self._skip)

    def first(self) -> QWidget:
        """What can be pressed; the line that says how long it takes where nothing can."""
        if self._arrive.isEnabled():
            return self._arrive
        return self._skip if self._may_skip and self._gate == "early" else self._status


class WaitScreen(DayScreen):
    """A wait, in a queue or without one. Whoever is called goes on by the button."""

    def __init__(self, page: DayPage, *, shortened: bool) -> None:
        super().__init__(page)
        frame, column = card()
        self._status = Status()
        self._waited = label("", BODY, tabular=True)
        self._waited.setContentsMargins(8, 0, 8, 0)
        column.addWidget(self._status)
        column.addWidget(self._waited)
        self.column.addWidget(frame)
        told = page.in_exam or any(words.NOT_RUNNING in text for text in page.paragraphs)
        standing = () if told else (words.NOT_RUNNING,)
        self.paragraphs((*standing, words.SHORTENED if shortened else words.FULL_LENGTH, words.WAITING))
        self._on = button(words.CONTINUE, self.passed.emit, role="chief")
        self._on.setEnabled(False)
        self.buttons(self._on)

    def tell_time(self, time: DayTime) -> None:
        super().tell_time(time)
        self._waited.setText(words.waited(time.waited_ms))
        if time.share < 1:
            self._status.say(words.WAITING_NOW if time.ahead is None else words.ahead(time.ahead))
        elif not self._on.isEnabled():
            self._status.say(words.READY)
            self._on.setEnabled(True)
            self._on.setAccessibleDescription(words.READY)
            announce(self, words.READY)
            if self.keyboard in (None, self, self._status):
                self._on.setFocus()

    def first(self) -> QWidget:
        """The line that says how the wait stands, until it is over."""
        return self._on if self._on.isEnabled() else self._status


class LaunchScreen(DayScreen):
    """The proctor enables the launch; the page is blank for a moment after it, and then `passed`."""

    def __init__(self, page: DayPage, launch: str, message: str) -> None:
        super().__init__(page)
        self._message = message
        frame, column = card()
        self._status = Status(BODY)
        self._status.say(words.LAUNCH_WAIT)
        column.addWidget(self._status)
        self.column.addWidget(frame)
        self._launch = button(on_button(launch), lambda: self.tried.emit("launch"), role="chief")
        self._launch.setEnabled(False)
        self.buttons(self._launch)
        self._blank = label(words.LOADING, BODY, role="muted")
        self._blank.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._blank.setAccessibleDescription(words.LOADING_NAME)
        self._blank.hide()
        self.outer.insertWidget(0, self._blank, 1)
        self._loading_since: int | None = None
        self._elapsed_ms = 0
        self._gone = False
        for key in (Qt.Key.Key_F5, "Ctrl+R"):
            QShortcut(key, self, self._reload)

    def follow(self, tries: Sequence[Try]) -> None:
        super().follow(tries)
        if not tries:
            return
        self._loading_since = self._elapsed_ms
        for place in range(self.outer.count()):
            item = self.outer.itemAt(place)
            part = None if item is None else item.widget()
            if part is not None and part is not self.verdict:
                part.setVisible(part is self._blank)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        if tries[-1].right:
            announce(self, words.LOADING_NAME)

    def tell_time(self, time: DayTime) -> None:
        super().tell_time(time)
        self._elapsed_ms = time.elapsed_ms
        if self._loading_since is not None:
            if time.elapsed_ms - self._loading_since >= BLANK_MS and not self._gone:
                self._gone = True
                self.passed.emit()
        elif time.share >= 1 and not self._launch.isEnabled():
            self._status.say(self._message)
            self._launch.setEnabled(True)
            self._launch.setAccessibleDescription(self._message)
            announce(self, self._message)
            if self.keyboard in (None, self, self._status):
                self._launch.setFocus()

    def _reload(self) -> None:
        if self._loading_since is not None and not self._gone:
            self.tried.emit("reload")

    def first(self) -> QWidget:
        """The line that says whether the launch is enabled, until it is."""
        if self._loading_since is not None:
            return self
        return self._launch if self._launch.isEnabled() else self._status
