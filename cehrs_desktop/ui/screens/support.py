"""The support file before it is saved: every part with all that is in it. It sends nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit

from cehrs_desktop.application.support import SupportBundle
from cehrs_desktop.presentation import support_texts as words
from cehrs_desktop.presentation.report_saving import problem_line, save_problem
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label, way_back
from cehrs_desktop.ui.widgets.file_question import ask_file
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.speech import announce
from cehrs_desktop.ui.widgets.still import StillComboBox

_LINES_SHOWN = 14


class SupportScreen(Page):
    """`left` leads back. `show_bundle` shows what was gathered; there is nothing to save before that."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(words.TITLE, width=860)
        self._bundle: SupportBundle | None = None
        self.column.addWidget(label(words.LEAD, BODY))
        self.column.addWidget(label(words.LEFT_OUT, BODY))
        self.notice = self.add_notice()
        self._state = label(words.GATHERING, BODY, bold=True)
        self.column.addWidget(self._state)
        self._parts = StillComboBox()
        self._parts.setFont(font(BODY))
        self._parts.setAccessibleName(words.PARTS_NAME)
        # Long descriptions are cut at the right, not allowed to make the page wider than the window.
        self._parts.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._parts.currentIndexChanged.connect(self._show_part)
        self._state.setBuddy(self._parts)
        self.column.addWidget(self._parts)
        self._about = label("", SMALL, role="muted")
        self.column.addWidget(self._about)
        self._text = QPlainTextEdit()
        self._text.setFont(font(SMALL))
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(words.TEXT_NAME)
        self._text.setMinimumHeight(self._text.fontMetrics().lineSpacing() * _LINES_SHOWN)
        self.column.addWidget(self._text)
        self.end_column()
        self._save = button(words.SAVE, self._ask_file)
        self._close = way_back(words.CLOSE, self.left.emit, role="chief")
        self.footer(self._save, self._close)
        self._enable()

    def show_bundle(self, bundle: SupportBundle) -> None:
        """Show the parts, the explaining one first."""
        self._bundle = bundle
        for name, _, size in words.listing(bundle.files):
            self._parts.addItem(f"{name} ({size})")
        self._state.setText(words.LOOK)
        self._enable()
        self._parts.setFocus()
        announce(self._state, words.LOOK)

    def show_failure(self) -> None:
        """Say that it could not be made."""
        self._state.hide()
        self.notice.tell(words.FAILED)

    def _enable(self) -> None:
        for widget in (self._parts, self._text, self._save):
            widget.setEnabled(self._bundle is not None)

    def _show_part(self, at: int) -> None:
        if self._bundle is not None:
            file = self._bundle.files[at]
            self._about.setText(words.PARTS[file.part])
            self._text.setPlainText(file.text)

    # ---- saving
    def _ask_file(self) -> None:
        ask_file(self, words.SAVE_FILTER, words.FILE_NAME, "zip", self.write, words.SAVE_TITLE)

    def write(self, file: Path) -> None:
        """Write what is shown into a file, and say how it went."""
        if self._bundle is None:
            return
        try:
            write_whole(file, self._bundle.archive)
        except OSError as error:
            self.notice.tell(problem_line(save_problem(error, str(file), words.SAVE_SAFE)))
        else:
            self.notice.tell(words.saved(str(file), len(self._bundle.files)))

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        (self._parts if self._bundle is not None else self._close).setFocus()
