"""The sheet "Would this computer be accepted?": a line for each subject, its details opened by a button.

It shows what it is given, asks for another look and saves the sheet as text; it decides and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cehrs_desktop.presentation import computer_texts as words
from cehrs_desktop.presentation.computer_view import ComputerRow, ComputerView, computer_text
from cehrs_desktop.presentation.report_saving import problem_line, save_problem
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL
from cehrs_desktop.ui.widgets.basics import bar, button, enlarge, label, way_back
from cehrs_desktop.ui.widgets.file_question import ask_file
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.verdict_mark import VerdictMark

FILE_NAME = "Computer for the exam.txt"


class _Row(QWidget):
    """One subject: shape, name and what was found, verdict, and the details under it when they are wanted, built at
    the text size `zoom`. `on_change` is told when details open or close."""

    def __init__(self, row: ComputerRow, zoom: float, on_change: Callable[[], None]) -> None:
        super().__init__()
        self.row = row
        self._zoom, self._on_change = zoom, on_change
        self._details: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(12)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(label(row.subject, BODY, bold=True))
        told.addWidget(label(row.found, BODY))
        self._button = button(words.SHOW, self._turn, role="plain")
        line.addWidget(VerdictMark(row.judgement), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(told, 3)
        line.addWidget(label(row.verdict, BODY), 2, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        self._name_button()

    @property
    def opened(self) -> bool:
        """Whether the details are shown."""
        # Not `isVisible`: the page may not be on the screen yet.
        return self._details is not None and not self._details.isHidden()

    @property
    def button(self) -> QPushButton:
        """The button of the details."""
        return self._button

    def _turn(self) -> None:
        self.open(not self.opened)
        self._on_change()

    def open(self, wanted: bool) -> None:
        """Show or hide the details; they are built when they are first wanted."""
        if wanted and self._details is None:
            self._details = self._built()
        if self._details is not None:
            self._details.setVisible(wanted)
        self._button.setText(words.HIDE if wanted else words.SHOW)
        # Its two texts take the same width, so that the columns stand still.
        widest = max(map(self._button.fontMetrics().horizontalAdvance, (words.SHOW, words.HIDE)))
        self._button.setMinimumWidth(widest + 24)
        self._name_button()

    def _name_button(self) -> None:
        self._button.setAccessibleName(words.details_name(self.row.subject, self.opened))
        self._button.setAccessibleDescription(f"{self.row.verdict}. {self.row.found}.")

    def _built(self) -> QWidget:
        details = QWidget()
        column = QVBoxLayout(details)
        column.setContentsMargins(round(36 * self._zoom), 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(label(self.row.note, BODY, role="muted"))
        for section in self.row.sections:
            column.addSpacing(4)
            column.addWidget(label(section.title, SMALL, bold=True))
            for text, address in section.lines:
                column.addWidget(_readable(label(text, BODY)))
                if address:
                    column.addWidget(_readable(label(address, SMALL, role="muted")))
        enlarge(details, self._zoom)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(details)
        return details


def _readable(text: QLabel) -> QLabel:
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return text


class ComputerScreen(Page):
    """`look_wanted` asks for another look, `left` leads back. `show_view` shows a sheet."""

    look_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(words.TITLE, width=1000)
        self._view: ComputerView | None = None
        self._rows: list[_Row] = []
        self.column.addWidget(label(words.LEAD, BODY))
        self._about = label("", BODY)
        self._about.hide()
        self.column.addWidget(self._about)
        self.notice = self.add_notice()
        self._state = label(words.LOOKING, LARGE)
        self._looked = label("", SMALL, role="muted")
        self._looked.hide()
        self.column.addWidget(self._state)
        self.column.addWidget(self._looked)
        self._list = QWidget()
        self._list.setAccessibleName(words.ROWS_NAME)
        self.column.addWidget(self._list)
        self.end_column()
        self._all = button(words.SHOW_ALL, self._turn_all)
        self._save = button(words.SAVE, self._ask_file)
        self._again = button(words.LOOK_AGAIN, self.look_wanted.emit)
        self._close = way_back(words.CLOSE, self.left.emit, role="chief")
        self.footer(self._all, self._save, self._again, self._close)
        self._enable()

    def show_looking(self) -> None:
        """Say that the computer is being looked at; the sheet before stays until there is another one."""
        self.notice.clear()
        self._state.setText(words.LOOKING)

    def show_view(self, view: ComputerView, zoom: float) -> None:
        """Show a sheet at a text size; details that were open are open again, and the keyboard stays where it was."""
        opened = {one.row.subject for one in self._rows if one.opened}
        focused = next((one.row.subject for one in self._rows if one.button.hasFocus()), None)
        self._view = view
        self._state.setText(view.summary)
        self._looked.setText(view.looked)
        self._looked.show()
        self._about.setText("\n\n".join(view.about))
        self._about.setVisible(bool(view.about))
        fresh = QWidget()
        fresh.setAccessibleName(words.ROWS_NAME)
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows = []
        for row in view.rows:
            column.addWidget(_separator())
            self._rows.append(_Row(row, zoom, self._enable))
            column.addWidget(self._rows[-1])
        column.addWidget(_separator())
        enlarge(fresh, zoom)
        for one in self._rows:
            one.open(one.row.subject in opened)
        old, self._list = self._list, fresh
        self.column.replaceWidget(old, fresh)
        for one in self._rows:
            if one.row.subject == focused:
                one.button.setFocus()
        old.hide()
        old.deleteLater()
        self._enable()
        if view.trouble:
            self.notice.tell(view.trouble)
        announce(self._state, view.summary)

    def show_failure(self) -> None:
        """Say that the look failed."""
        self._state.setText(self._view.summary if self._view else "")
        self.notice.tell(words.FAILED)

    def _enable(self) -> None:
        self._all.setEnabled(self._view is not None)
        self._save.setEnabled(self._view is not None)
        every = bool(self._rows) and all(one.opened for one in self._rows)
        self._all.setText(words.HIDE_ALL if every else words.SHOW_ALL)

    def _turn_all(self) -> None:
        wanted = not all(one.opened for one in self._rows)
        for one in self._rows:
            one.open(wanted)
        self._enable()

    # ---- saving
    def _ask_file(self) -> None:
        ask_file(self, words.SAVE_FILTER, FILE_NAME, "txt", self.write, words.SAVE_TITLE)

    def write(self, file: Path) -> None:
        """Write the sheet that is shown into a file, and say how it went."""
        if self._view is None:
            return
        try:
            write_whole(file, computer_text(self._view).encode())
        except OSError as error:
            self.notice.tell(problem_line(save_problem(error, str(file), words.SAVE_SAFE)))
        else:
            self.notice.tell(words.saved(str(file)))

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        (self._rows[0].button if self._rows else self._close).setFocus()


def _separator() -> QFrame:
    line, _ = bar("top")
    line.setFixedHeight(1)
    return line
