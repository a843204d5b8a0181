"""The head of the practice screen: whose set it is, how far it is, its clock, and the tools of a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.practice_view import QuestionView
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import ElidedLabel, bar, button, label, state_button

Act = Callable[[], object]


class PracticeHead:
    """`frame` is the widget. `acts` are what its buttons do: ``pause``, ``highlight``, ``clear``, ``mark``,
    ``bookmark``, ``note``, ``report``, ``smaller``, ``larger`` and ``contrast``."""

    frame: QFrame

    def __init__(self, name: str, acts: Mapping[str, Act]) -> None:
        self.frame, row = bar("bottom")
        lines = QVBoxLayout()
        lines.setSpacing(4)
        lines.addLayout(self._state(name, acts))
        lines.addLayout(self._make_tools(acts))
        row.addLayout(lines)

    def _state(self, name: str, acts: Mapping[str, Act]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(24)
        who = ElidedLabel(words.who(name))
        who.setFont(font(SMALL))
        who.setToolTip(name)
        self._counter = label("", BODY, bold=True, wrap=False, tabular=True)
        self._recording = label("", SMALL, role="muted", wrap=False)
        self._clock = label("", BODY, bold=True, wrap=False, tabular=True)
        self._clock.hide()
        self.pause = button(words.PAUSE, acts["pause"], size=SMALL)
        self.pause.setToolTip(words.PAUSE_TIP)
        row.addWidget(who, 1)
        for widget in (self._recording, self._counter, self._clock, self.pause):
            row.addWidget(widget)
        return row

    def _make_tools(self, acts: Mapping[str, Act]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.highlight = button(words.HIGHLIGHT, acts["highlight"], role="plain", size=SMALL)
        self.clear = button(texts.CLEAR_HIGHLIGHTS, acts["clear"], role="plain", size=SMALL)
        self.mark = state_button(words.MARK, acts["mark"], role="plain", size=SMALL)
        self.bookmark = state_button(words.BOOKMARK, acts["bookmark"], role="plain", size=SMALL)
        self.note = state_button(words.NOTE, acts["note"], role="plain", size=SMALL)
        for made, tip in (
            (self.highlight, words.HIGHLIGHT_TIP),
            (self.mark, words.MARK_TIP),
            (self.bookmark, words.BOOKMARK_TIP),
            (self.note, words.NOTE_TIP),
        ):
            made.setToolTip(tip)
        report = button(words.REPORT, acts["report"], role="plain", size=SMALL)
        smaller = button(words.SMALLER, acts["smaller"], role="plain", size=SMALL)
        smaller.setAccessibleName(texts.ZOOM_OUT)
        larger = button(words.LARGER, acts["larger"], role="plain", size=SMALL)
        larger.setAccessibleName(texts.ZOOM_IN)
        contrast = button(texts.CONTRAST, acts["contrast"], role="plain", size=SMALL)
        self._tools: tuple[QPushButton, ...] = (
            self.highlight,
            self.clear,
            self.mark,
            self.bookmark,
            self.note,
            report,
            self.pause,
        )
        for tool in self._tools[:-1]:
            row.addWidget(tool)
        row.addStretch(1)
        for tool in (smaller, larger, contrast):
            row.addWidget(tool)
        return row

    def show_view(self, view: QuestionView, *, paused: bool) -> None:
        """Show how far the set is and what the question has. What belongs to reading it ends with its answer."""
        self._counter.setText(words.counter(view.position, view.total, view.answered))
        self.mark.show_state(view.marked)
        self.bookmark.show_state(view.bookmarked)
        for tool in self._tools:
            tool.setEnabled(not paused)
        reading = not paused and view.can_mark
        self.mark.setEnabled(reading)
        self.highlight.setEnabled(reading)
        self.clear.setEnabled(reading and bool(view.highlights))

    def show_clock(self, left_ms: int | None, *, extra: bool) -> None:
        """Show the time left; `None`: the set is untimed and shows no clock. `extra`: it has an approved extra time."""
        self._clock.setVisible(left_ms is not None)
        if left_ms is not None:
            self._clock.setText(words.time_left(left_ms, extra=extra))

    def show_recording(self, slow: bool) -> None:
        """Tell that something takes long to be kept."""
        self._recording.setText(words.RECORDING if slow else "")
