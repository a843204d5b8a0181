"""The line over the exam screen while it is tried and not sat: in the tutorial, and in a Tutorial Test."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cehrs_desktop.exam.session import Session
from cehrs_desktop.presentation.exam_texts import PracticeWords
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.widgets.basics import bar, button, label
from cehrs_desktop.ui.widgets.text_size import frame_zoom


class TutorialBar(QWidget):
    """What to try with the question on the screen, and the way out."""

    end_wanted = Signal()

    def __init__(self, words: PracticeWords) -> None:
        super().__init__()
        self._steps = words.steps
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        frame, row = bar("bottom")
        column.addWidget(frame)
        self._step = label()
        row.addWidget(self._step, 1)
        self._end = button(words.end, self.end_wanted.emit, role="chief")
        row.addWidget(self._end)

    def show_session(self, session: Session) -> None:
        """Explain what the sample question on the screen is for."""
        self._step.setText(self._steps[(session.position - 1) % len(self._steps)])

    def set_look(self, zoom: float) -> None:
        """Use a text size; the line grows as the frame of the question does."""
        self._step.setFont(font(BODY, zoom=frame_zoom(zoom)))
        self._end.setFont(font(BODY, bold=True, zoom=frame_zoom(zoom)))
