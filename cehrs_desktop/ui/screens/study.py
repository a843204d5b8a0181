"""The study page: what to do today, one chief thing first, beside the ways to everything else of study."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.presentation import study_texts as words
from cehrs_desktop.presentation.study_view import StudyView, TaskView
from cehrs_desktop.ui.theme.fonts import BODY, HEADING, LARGE, SMALL
from cehrs_desktop.ui.widgets.basics import bar, button, card, enlarge, label, way_back
from cehrs_desktop.ui.widgets.notice import Notice

_COLUMN = 900


class StudyScreen(QWidget):
    """`task_wanted(key)`, `page_wanted(key)`, `left`. `pages` are the ways to the other pages, key and words."""

    task_wanted = Signal(str)
    page_wanted = Signal(str)
    left = Signal()

    def __init__(self, pages: Sequence[tuple[str, str]], zoom: float) -> None:
        super().__init__()
        self._zoom = zoom
        self._chief: QPushButton | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.notice = Notice()
        outer.addWidget(self.notice)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(40, 24, 40, 24)
        row.setSpacing(56)
        self._today = QVBoxLayout()
        self._today.setSpacing(16)
        self._title = label(words.TITLE, HEADING, bold=True)
        self._today.addWidget(self._title)
        self._waiting = label(words.LOOKING, BODY, role="muted")
        self._today.addWidget(self._waiting)
        self._body = QWidget()
        self._today.addWidget(self._body)
        self._today.addStretch(1)
        row.addLayout(self._today, 6)
        row.addLayout(self._ways(pages), 3)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(words.TITLE)
        area.setWidget(content)
        outer.addWidget(area, 1)
        frame, foot = bar("top")
        foot.addStretch(1)
        self._close = way_back(words.CLOSE, self.left.emit)
        foot.addWidget(self._close)
        outer.addWidget(frame)

    def _ways(self, pages: Sequence[tuple[str, str]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(label(words.OTHERS, LARGE, bold=True))
        self._pages: list[QPushButton] = []
        for key, text in pages:
            way = button(text, lambda key=key: self.page_wanted.emit(key), role="plain")
            way.setEnabled(False)
            self._pages.append(way)
            column.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return column

    def show_view(self, view: StudyView) -> None:
        """Show what there is to do; everything may be pressed from now on."""
        self._waiting.hide()
        self._title.setText(view.title)
        self._chief = None
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(view.day, LARGE, bold=True))
        column.addWidget(label(view.date_line))
        for note in view.notes:
            column.addWidget(label(note, BODY, role="warn"))
        pressed: set[str] = set()
        for task in view.tasks:
            # One letter for one button: with two, neither is pressed.
            action = task.action if task.action not in pressed else task.action.replace("&", "")
            pressed.add(task.action)
            column.addWidget(self._task(task, action))
        for fact in view.facts:
            column.addWidget(label(fact, BODY, role="muted"))
        # The page itself was enlarged when it was shown; what comes later is enlarged here.
        enlarge(fresh, self._zoom)
        old, self._body = self._body, fresh
        self._today.replaceWidget(old, fresh)
        old.hide()
        old.deleteLater()
        for way in self._pages:
            way.setEnabled(True)
        self.focus_first()

    def focus_first(self) -> None:
        """Put the keyboard on what is to be done first."""
        (self._chief or self._close).setFocus()

    def _task(self, task: TaskView, action: str) -> QFrame:
        frame, column = card()
        frame.setMaximumWidth(round(_COLUMN * self._zoom))
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(label(task.title, BODY, bold=True), 1)
        if action:
            first = self._chief is None
            begin = button(action, lambda: self.task_wanted.emit(task.key), role="chief" if first else "")
            begin.setAccessibleName(f"{action.replace('&', '')}: {task.title}")
            begin.setAccessibleDescription(" ".join((task.detail, *task.why)))
            if first:
                self._chief = begin
            head.addWidget(begin)
        column.addLayout(head)
        if task.detail:
            column.addWidget(label(task.detail))
        for why in task.why:
            column.addWidget(label(why, SMALL, role="muted"))
        return frame
