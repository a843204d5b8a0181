"""The default look: a header with the clock, a line of tools, and a footer of labelled buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import ExamView
from cehrs_desktop.ui.screens.exam.frame import Acts, Frame
from cehrs_desktop.ui.theme.fonts import SMALL
from cehrs_desktop.ui.widgets.basics import bar


class DefaultFrame(Frame):
    """Header and tools above the question, the footer below it."""

    def __init__(self, acts: Acts, title: str, candidate: str) -> None:
        super().__init__(acts, title, candidate)
        self._time = self.button(texts.HIDE_TIME, acts.clock, size=SMALL)
        self._comment = self.state(texts.COMMENT, acts.comment, role="plain", size=SMALL)
        self._mark = self.state(texts.MARK, acts.mark)
        self._previous = self.button(texts.PREVIOUS, acts.previous)
        self.top = QWidget()
        column = QVBoxLayout(self.top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        column.addWidget(self._tools())
        self.bottom = self._footer()

    def _header(self) -> QWidget:
        frame, row = bar("bottom")
        row.addWidget(self.who, 1)
        row.addWidget(self.recording)
        row.addWidget(self.counter)
        row.addSpacing(24)
        row.addWidget(self.clock)
        row.addWidget(self._time)
        return frame

    def _tools(self) -> QWidget:
        frame, row = bar("bottom")
        row.setContentsMargins(16, 2, 16, 2)
        row.setSpacing(4)
        for widget in (self.highlight, self.clear, self._comment):
            row.addWidget(widget)
        self.tools, self.last_tool = row, self._comment
        if self.scratch is not None:
            row.addWidget(self.scratch)
            self.last_tool = self.scratch
        row.addStretch(1)
        for widget in (self.smaller, self.zoom, self.larger, self.contrast, self.rules, self.help):
            row.addWidget(widget)
        return frame

    def _footer(self) -> QWidget:
        frame, row = bar("top")
        row.addWidget(self._previous)
        row.addWidget(self._mark)
        row.addStretch(1)
        row.addWidget(self.button(texts.NEXT_OPEN, self.acts.next_open))
        row.addWidget(self.button(texts.SUMMARY, self.acts.summary))
        row.addWidget(self.button(texts.NEXT, self.acts.next, role="chief"))
        return frame

    def show_view(self, view: ExamView, *, clock_shown: bool, only_next_records: bool) -> None:
        """Show what the frame tells of a question."""
        super().show_view(view, clock_shown=clock_shown, only_next_records=only_next_records)
        self._mark.show_state(view.marked)
        self._mark.setText(texts.MARKED if view.marked else texts.MARK)
        self._previous.setEnabled(view.position > 1)
        self._time.setText(texts.HIDE_TIME if clock_shown else texts.SHOW_TIME)

    def show_comment(self, open_: bool) -> None:
        """Tell whether the comment is open."""
        self._comment.show_state(open_)
