"""The older look: the answer box and the question's number below the question, and a menu bar along the bottom."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from cehrs_desktop.presentation import exam_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import ExamView
from cehrs_desktop.ui.screens.exam.answer_box import AnswerBox
from cehrs_desktop.ui.screens.exam.frame import Acts, Frame
from cehrs_desktop.ui.screens.exam.signs import show_hand, show_square
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import StateButton, bar, label
from cehrs_desktop.ui.widgets.text_size import frame_zoom

_SIGN = 20
_LONGEST_CLOCK = 1000 * 60_000 - 1000


class TimeBox(QFrame):
    """The Time button with the digits beside it; a click anywhere in the box presses the button."""

    def __init__(self, pressed: StateButton, digits: QWidget) -> None:
        super().__init__()
        self._pressed = pressed
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(pressed)
        row.addWidget(digits)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._pressed.click()


class OlderFrame(Frame):
    """One line above the question; below it the line of the answer, and the menu bar."""

    def __init__(self, acts: Acts, title: str, candidate: str) -> None:
        super().__init__(acts, title, candidate)
        self._theme: Theme | None = None
        self._outer = 1.0
        self._marked = False
        self._time = self.state(words.TIME, acts.clock)
        self._mark = self.state(words.BOOKMARK, acts.mark)
        self._open = self.button(words.OPEN, acts.next_open)
        self._comment = self.state(words.COMMENT, acts.comment)
        self._comment.setAccessibleName(words.COMMENT_NAME)
        self._summary = self.tool(texts.SUMMARY, acts.summary)
        self._previous = self.button(words.PREVIOUS_SIGN, acts.previous, words.PREVIOUS_NAME)
        self._next = self.button(words.NEXT_SIGN, acts.next, words.NEXT_NAME, role="chief")
        for control, tip in (
            (self._time, words.TIME_TIP),
            (self._mark, words.BOOKMARK_TIP),
            (self._open, words.OPEN_TIP),
            (self._comment, words.COMMENT_TIP),
            (self._summary, words.SUMMARY_TIP),
            (self._previous, words.PREVIOUS_TIP),
            (self._next, words.NEXT_TIP),
            (self.highlight, words.HIGHLIGHT_TIP),
            (self.clear, words.CLEAR_TIP),
            (self.contrast, words.CONTRAST_TIP),
            (self.rules, words.RULES_TIP),
            (self.help, words.HELP_TIP),
        ):
            control.setToolTip(tip)
        self._answer_name = label(words.ANSWER, BODY, bold=True, wrap=False)
        self._framed.append((self._answer_name, BODY, True))
        self._answer = AnswerBox()
        self._answer.typed.connect(acts.choose)
        self._answer.entered.connect(acts.next)
        self._answer_state = label("", SMALL, wrap=False)
        self._framed.append((self._answer_state, SMALL, False))
        self.top = self._line()
        self.bottom = QWidget()
        column = QVBoxLayout(self.bottom)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._answer_line())
        column.addWidget(self._menu_bar())

    def _line(self) -> QWidget:
        frame, row = bar("bottom")
        row.setContentsMargins(24, 2, 16, 2)
        row.setSpacing(4)
        row.addWidget(self.who, 1)
        row.addWidget(self.recording)
        for widget in (self.highlight, self.clear):
            row.addWidget(widget)
        self.tools, self.last_tool = row, self.clear
        if self.scratch is not None:
            row.addWidget(self.scratch)
            self.last_tool = self.scratch
        row.addSpacing(16)
        for widget in (self.smaller, self.zoom, self.larger, self.contrast):
            row.addWidget(widget)
        return frame

    def _answer_line(self) -> QWidget:
        frame, row = bar("top")
        for widget in (self._answer_name, self._answer, self._answer_state):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.counter)
        row.addSpacing(12)
        row.addWidget(self._previous)
        row.addWidget(self._next)
        return frame

    def _menu_bar(self) -> QWidget:
        frame, row = bar("top")
        row.setContentsMargins(24, 6, 16, 6)
        row.setSpacing(8)
        for widget in (TimeBox(self._time, self.clock), self._mark, self._open, self._comment):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self._summary, self.rules, self.help):
            row.addWidget(widget)
        return frame

    def has_answer(self, widget: QWidget) -> bool:
        """Whether it is the answer box."""
        return widget is self._answer

    # ---- showing
    def show_view(self, view: ExamView, *, clock_shown: bool, only_next_records: bool) -> None:
        """Show what the frame tells of a question."""
        super().show_view(view, clock_shown=clock_shown, only_next_records=only_next_records)
        self._time.show_state(clock_shown)
        self._time.setAccessibleName(words.time_name(clock_shown))
        self._mark.show_state(view.marked)
        self._mark.setAccessibleName(words.bookmark_name(view.marked))
        if view.marked != self._marked:
            self._marked = view.marked
            self._draw_signs()
        self._previous.setEnabled(view.position > 1)
        state = words.option_state(view.answer) if only_next_records else ""
        self._answer.show_answer(view.answer, state)
        self._answer_state.setText(state)

    def show_clock(self, left_ms: int, *, shown: bool) -> None:
        """Show the time left, or nothing."""
        self.clock.setText(texts.clock(left_ms) if shown else "")

    def show_comment(self, open_: bool) -> None:
        """Tell whether the comment is open."""
        self._comment.show_state(open_)

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size: the frame grows less than the question."""
        super().set_look(theme, zoom)
        self._theme, self._outer = theme, frame_zoom(zoom)
        # The digits keep their place while they are hidden, so that nothing moves.
        digits = QFontMetrics(self.clock.font()).horizontalAdvance(texts.clock(_LONGEST_CLOCK))
        self.clock.setFixedWidth(digits + 4)
        self._answer.setFont(font(LARGE, bold=True, zoom=self._outer))
        self._answer.setFixedWidth(round(56 * self._outer))
        self._draw_signs()

    def _draw_signs(self) -> None:
        if self._theme is not None:
            side = round(_SIGN * self._outer)
            show_square(self._mark, self._theme.text, side, filled=self._marked)
            show_hand(self._open, self._theme.text, side)
