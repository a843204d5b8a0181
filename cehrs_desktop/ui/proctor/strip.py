"""The lines below the exam's header that nobody may overlook: a question that waits out of sight, and practice.

A question of the proctor has a limit, and silence is an answer. While its panel is folded its beginning, the time left
and the way to it stand here, over the exam and not over its question. This takes no keyboard and answers nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.presentation.proctor_view import panel_view
from cehrs_desktop.ui.proctor.live import LiveScenes
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, label


class WaitingStrip(QWidget):
    """Shown while there is something to say; it looks after its own text size."""

    def __init__(self, live: LiveScenes, stage: Stage, open_it: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._live, self._stage = live, stage
        self.question = QFrame()
        self.question.setProperty("role", "notice")
        row = QHBoxLayout(self.question)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(16)
        self._asked = label("", BODY, bold=True)
        self._time = label("", BODY, wrap=False, tabular=True)
        self._open = button(words.OPEN_QUESTION, open_it, size=SMALL)
        row.addWidget(self._asked, 1)
        row.addWidget(self._time)
        row.addWidget(self._open)
        self._practice = label(words.PRACTICE, SMALL, role="muted")
        self._practice.setContentsMargins(16, 4, 16, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._practice)
        column.addWidget(self.question)
        live.moved.connect(self._refresh)
        live.ticked.connect(self._show_time)
        stage.look_changed.connect(self._renew_look)
        self._renew_look()
        self._refresh()

    def _refresh(self) -> None:
        live = self._live
        ask = panel_view(live.plan, live.state).ask
        # Unfolded, the panel has it whole.
        waits = ask is not None and not live.open
        if ask is not None:
            self._asked.setText(words.asked(ask.text))
        self.question.setVisible(waits)
        self._practice.setVisible(live.state.practice)
        self.setVisible(waits or live.state.practice)
        self._show_time()

    def _show_time(self) -> None:
        left = self._live.seconds_left() if self.question.isVisibleTo(self) else None
        self._time.setText("" if left is None else words.to_decide(left))

    def _renew_look(self) -> None:
        # As the frame around the question grows: it must fit the window at 200 %.
        zoom = 1.0 + (self._stage.zoom - 1.0) * 0.35
        sized: tuple[tuple[QLabel | QPushButton, int, bool], ...] = (
            (self._asked, BODY, True),
            (self._open, SMALL, False),
            (self._practice, SMALL, False),
        )
        for widget, size, bold in sized:
            widget.setFont(font(size, zoom=zoom, bold=bold))
        self._time.setFont(font(BODY, zoom=zoom, tabular=True))
