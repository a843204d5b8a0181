"""Faults as they are lived: a frozen picture, a blank page, a lost connection, and the check-in after a new start.

A fault is never to be taken for a real one: the words below it and what a screen reader says call it rehearsed, and the
ways to the staff beside it work.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cehrs_desktop.presentation import proctor_texts as words
from cehrs_desktop.rehearsal.acts import Fault
from cehrs_desktop.ui.proctor.cover import ChecksPage, CoverPage
from cehrs_desktop.ui.proctor.live import LiveScenes
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, font
from cehrs_desktop.ui.widgets.basics import bar, button, label
from cehrs_desktop.ui.widgets.speech import announce

_COARSE = 10
"""So many pixels of the exam become one, at 100 % text size."""

Do = Callable[[], object]


def frozen_picture(screen: QWidget, zoom: float) -> QPixmap:
    """A gray picture of a screen, too coarse to read a question in: the question is covered."""
    whole, coarse = screen.grab().toImage(), round(_COARSE * zoom)
    small = QSize(max(1, whole.width() // coarse), max(1, whole.height() // coarse))
    smooth = Qt.TransformationMode.SmoothTransformation
    gray = whole.scaled(small, mode=smooth).convertToFormat(QImage.Format.Format_Grayscale8)
    return QPixmap.fromImage(gray.scaled(whole.size(), mode=smooth))


class FaultPage(CoverPage):
    """Something broke. With `start_again` the program has to be started again when the fault's time is over."""

    def __init__(self, live: LiveScenes, act: Fault, start_again: Do | None) -> None:
        super().__init__(live, words.FAULT_TITLES[act.what], act.text, words.FAULT_SPOKEN[act.what])
        self._start: QPushButton | None = None
        if start_again is not None:
            self._start = button(words.START_AGAIN, start_again, role="chief")
            self._start.setEnabled(False)

    def show_time(self) -> None:
        self.time.setText(words.waited(words.WAITED_FOR, self.live.seconds()))
        if self._start is not None and not self._start.isEnabled() and self.live.seconds_left() == 0:
            self._start.setEnabled(True)
            announce(self, words.START_NOW)


class LostPage(FaultPage):
    """The connection or the power is gone."""

    def __init__(self, live: LiveScenes, act: Fault, start_again: Do | None) -> None:
        super().__init__(live, act, start_again)
        self.page.column.addWidget(self.time)
        if self.in_exam:
            self.lines(words.COVERED)
        self.page.end_column()
        if self._start is not None:
            self.page.footer(self._start)
        self.show_time()


class StillPage(FaultPage):
    """A frozen screen (`picture`) or a blank page, with a line below that says so and leads to help."""

    def __init__(
        self, live: LiveScenes, act: Fault, start_again: Do | None, help_wanted: Do, picture: QPixmap | None
    ) -> None:
        super().__init__(live, act, start_again)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_Still(picture), 1)
        frame, row = bar("top")
        self.text.setFont(font(BODY))
        self.text.show_text(f"{words.FAULT_TITLES[act.what]}. {act.text}")
        row.addWidget(self.text, 1)
        row.addWidget(self.time)
        row.addWidget(button(words.FAULT_HELP, help_wanted))
        if self._start is not None:
            row.addWidget(self._start)
        column.addWidget(frame)
        # Instead of a page with a heading: the fault itself.
        self.middle.replaceWidget(self.page, whole)
        self.page.deleteLater()
        self.middle.setStretchFactor(whole, 1)
        self.time.setWordWrap(False)
        self.show_time()


class _Still(QWidget):
    """A picture that fills its place and answers to nothing, or nothing but the words not to refresh."""

    def __init__(self, picture: QPixmap | None) -> None:
        super().__init__()
        self._picture = picture
        self.setAccessibleName(words.FROZEN_PICTURE if picture is not None else words.FAULT_TITLES["blank"])
        if picture is None:
            column = QVBoxLayout(self)
            line = label(words.DO_NOT_REFRESH, LARGE)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(0.6)
        fitted = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        painter.drawPixmap(QRect(0, 0, fitted.width(), fitted.height()), self._picture)
        painter.end()


class RelaunchPage(ChecksPage):
    """The short check-in after a new start."""

    def __init__(self, live: LiveScenes) -> None:
        super().__init__(live, words.RELAUNCHED_TITLE, words.RELAUNCHED_LEAD)
        self.checks(words.RELAUNCH_CHECKS, self.way_back)
        self.page.end_column()
