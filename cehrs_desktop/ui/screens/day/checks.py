"""Lists that are gone through one by one: things that are shown to staff, and programs that are closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import DayPage, place_of
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.rehearsal.venue import Check, RunningProgram
from cehrs_desktop.ui.screens.day.frame import DayScreen, on_button
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL
from cehrs_desktop.ui.widgets.basics import button, card, label
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.standin import StandIn


class ChecklistScreen(DayScreen):
    """Do or show each thing in its turn by the one button; what is found there is put right first.

    `camera_wanted`: the thing in turn is shown to the camera, where there is one.
    """

    camera_wanted = Signal()

    def __init__(
        self,
        page: DayPage,
        checks: Sequence[Check],
        done: str,
        *,
        there: frozenset[str] = frozenset(),
        camera: bool = False,
    ) -> None:
        super().__init__(page, 840)
        self._checks = tuple(checks)
        self._there = there
        self._done_words = on_button(done)
        self._card, column = card()
        self._now = label("", LARGE, bold=True)
        self._detail = label("")
        column.addWidget(self._now)
        column.addWidget(self._detail)
        self.column.addWidget(self._card)
        drawings = [place_of(check, found=False) for check in self._checks]
        first = next((drawing for drawing in drawings if drawing is not None), None)
        self._picture = None if first is None else StandIn(first)
        if self._picture is not None:
            column.addWidget(self._picture)
        self._states: list[QLabel] = []
        rows = QWidget()
        rows.setAccessibleName(words.CHECKS_NAME)
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for at, check in enumerate(self._checks):
            state = label("", SMALL, role="muted", wrap=False)
            self._states.append(state)
            grid.addWidget(state, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(check.label, SMALL), at, 1)
        self.column.addWidget(rows)
        self._button = button(on_button(done), self._press, role="chief")
        self._show_it = button(words.SHOW_ROOM, self._open_camera)
        self.buttons(self._show_it, self._button)
        self._show_it.setVisible(camera)
        self._at = 0
        self.follow(())

    @property
    def place(self) -> str:
        """What is shown in its turn, in words."""
        return self._checks[self._at].label if self._at < len(self._checks) else ""

    def show_camera(self, there: bool) -> None:
        """There is a camera to use, or none."""
        self._show_it.setVisible(there and self._at < len(self._checks))

    def camera_done(self) -> None:
        """The camera's window has shown it."""
        self._press()

    def camera_gone(self) -> None:
        """The camera's window is over without a picture."""
        self.verdict.tell(words.CAMERA_GONE)
        self._button.setFocus()

    def _open_camera(self) -> None:
        self.verdict.tell(words.CAMERA_ON)
        self.camera_wanted.emit()

    def follow(self, tries: Sequence[Try]) -> None:
        passed = {str(one.given) for one in tries if one.right}
        self._at = next((n for n, check in enumerate(self._checks) if check.id not in passed), len(self._checks))
        last = tries[-1] if tries else None
        here = self._checks[self._at] if self._at < len(self._checks) else None
        found = last is not None and not last.right and here is not None and last.given == here.id
        for n, state in enumerate(self._states):
            name = "done" if n < self._at else "later" if n > self._at else "found" if found else "now"
            state.setText(words.CHECK_STATES[name])
        self._draw(here)
        if tries:
            self.bring(self._card)
        if here is None:
            self._now.setText(words.ALL_CHECKED)
            self._detail.clear()
            self._button.setText(words.CONTINUE)
            self._show_it.hide()
            self.verdict.clear()
            announce(self, words.ALL_CHECKED)
            return
        self._now.setText(here.label)
        self._detail.setText(here.detail)
        self._button.setAccessibleDescription(f"{here.label}. {here.detail}")
        if found and last is not None:
            self.verdict.tell(words.found(words.verdict(last.told), here.remedy), warns=True)
            self._button.setText(words.REMOVED)
            self._button.setAccessibleDescription(self.verdict.text)
        else:
            self.verdict.clear()
            self._button.setText(self._done_words)
            if tries:
                announce(self, f"{here.label}. {here.detail}")

    def _draw(self, here: Check | None) -> None:
        drawing = None if here is None else place_of(here, found=here.id in self._there)
        if self._picture is not None:
            self._picture.setVisible(drawing is not None)
            if drawing is not None:
                self._picture.show_drawing(drawing)

    def _press(self) -> None:
        if self._at < len(self._checks):
            self.tried.emit(self._checks[self._at].id)
        else:
            self.passed.emit()

    def first(self) -> QWidget:
        """The one button."""
        return self._button


class ProgramsScreen(DayScreen):
    """Close each program on the list; then one can go on."""

    def __init__(self, page: DayPage, programs: Sequence[RunningProgram]) -> None:
        super().__init__(page, 840)
        self._programs = tuple(programs)
        self._closers: list[QPushButton] = []
        self.paragraphs((words.PROGRAMS_INVENTED,))
        self._left = label("", BODY, bold=True)
        self.column.addWidget(self._left)
        rows = QWidget()
        rows.setAccessibleName(words.PROGRAMS_NAME)
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        for at, program in enumerate(self._programs):
            lines = QVBoxLayout()
            lines.setSpacing(0)
            lines.addWidget(label(program.label, BODY, bold=True))
            lines.addWidget(label(program.why, SMALL, role="muted"))
            holder = QWidget()
            lines.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(lines)
            close = button(words.CLOSE_PROGRAM)
            close.clicked.connect(self._close)
            close.setProperty("program", program.id)
            close.setAccessibleName(words.close_name(program.label))
            close.setAccessibleDescription(program.why)
            grid.addWidget(holder, at, 0)
            grid.addWidget(close, at, 1, Qt.AlignmentFlag.AlignTop)
            self._closers.append(close)
        self.column.addWidget(rows)
        self._on = button(words.CONTINUE, self.passed.emit, role="chief")
        self.buttons(self._on)
        self.follow(())

    def _close(self) -> None:
        self.tried.emit(self.sender().property("program"))

    def follow(self, tries: Sequence[Try]) -> None:
        closed = {str(one.given) for one in tries}
        running = [close for close in self._closers if close.property("program") not in closed]
        for close in self._closers:
            gone = close not in running
            close.setEnabled(not gone)
            close.setText(words.PROGRAM_CLOSED if gone else words.CLOSE_PROGRAM)
        self._on.setEnabled(not running)
        none = words.ALL_CLOSED if self._programs else words.NONE_RUNNING
        self._left.setText(words.programs_left(len(running)) if running else none)
        if tries:
            announce(self, self._left.text())
            (running[0] if running else self._on).setFocus()

    def first(self) -> QWidget:
        """The first program that runs."""
        return next((close for close in self._closers if close.isEnabled()), self._on)
