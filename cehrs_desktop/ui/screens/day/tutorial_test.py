"""The step of the Tutorial Test: launch it, or go on. The test itself is an exam screen, opened by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QPushButton

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import DayPage, DayTime
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.rehearsal.judging import launched
from cehrs_desktop.rehearsal.venue import TutorialTestStep
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.theme.fonts import BODY
from cehrs_desktop.ui.widgets.basics import button, card
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.status import Status

_TOLD = {"launch": words.TEST_BROKEN_OFF, "end": words.TEST_ENDED, "time_over": words.TEST_TIME_OVER}
"""What is said after a try that was right. A launch is on the screen of its step only when it was broken off."""


class TutorialTestScreen(DayScreen):
    """Launch or go on without; who has launched goes on when they like. `before` were launched when the step was on the
    screen before; `closes` is the time of day on the exam's own day. What cannot be launched says so when it is tried.
    """

    def __init__(self, page: DayPage, step: TutorialTestStep, before: int, closes: datetime) -> None:
        super().__init__(page)
        self._step, self._before, self._closes = step, before, closes
        self._made = before
        self._gate = ""
        frame, column = card()
        self._left, self._limit = Status(), Status(BODY)
        column.addWidget(self._left)
        column.addWidget(self._limit)
        self.column.addWidget(frame)
        self._launch = button(words.LAUNCH_TEST, lambda: self.tried.emit("launch"), role="chief")
        self._skip = button(words.SKIP_TEST, lambda: self.tried.emit("skip"))
        self._on = button(words.CONTINUE, self.passed.emit)
        self.buttons(self._skip, self._on, self._launch)
        self.follow(())

    def follow(self, tries: Sequence[Try]) -> None:
        super().follow(tries)
        self._made = self._before + launched(tries, self._step)
        left = self._step.launches - self._made
        self._left.say(words.launches_left(left, self._step.launches, self._step.minutes))
        self._skip.setVisible(not self._made)
        self._on.setVisible(bool(self._made))
        last = tries[-1] if tries else None
        if last is not None and last.right and str(last.given) in _TOLD:
            self.verdict.tell(_TOLD[str(last.given)])

    def tell_time(self, time: DayTime) -> None:
        super().tell_time(time)
        if time.gate == self._gate:
            return
        before, self._gate = self._gate, time.gate
        step = self._step
        closed = time.gate == "late"
        self._limit.say(words.test_limit(self._closes, step.closes_minutes, step.days_before, closed=closed))
        if before:
            announce(self, self._limit.text())

    def first(self) -> QPushButton:
        """The launch; where there is none any more, the way on."""
        if self._gate != "late" and self._made < self._step.launches:
            return self._launch
        return self._on if self._made else self._skip
