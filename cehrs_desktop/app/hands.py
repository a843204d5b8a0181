"""Hands for the self-tests: they find controls in the real windows as people do, and wait as people would.

An installed or frozen program has no test tools, so these are part of it. Qt's platform is ``offscreen`` unless the
environment names another.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Qt reads the platform from the environment, so everything else is imported after it is set.
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QWidget

from cehrs_desktop.app.window_program import make_application, make_flow, make_window
from cehrs_desktop.presentation import texts
from cehrs_desktop.system.instance_lock import lock_instance
from cehrs_desktop.system.paths import program_paths
from cehrs_desktop.ui.flow import Flow
from cehrs_desktop.ui.screens.exam.screen import ExamScreen
from cehrs_desktop.ui.widgets.option_row import OptionRow

Found = TypeVar("Found", bound=QWidget)

PATIENCE_SECONDS = 60.0


class SelfTestFailed(Exception):
    """What was waited for did not come."""


@contextmanager
def opened_program(folder: Path) -> Generator[tuple[Flow, Hands]]:
    """The program's windows over the data in `folder`, which is locked as the program locks it; closed at the end.

    Python's cyclic collector waits until then: it would else take the widgets of a closed window apart while Qt is at
    work with those of the next one, and from any thread.
    """
    gc.disable()
    paths = program_paths({"CEHRS_DATA_DIR": str(folder)})
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else make_application([sys.argv[0]])
    window = make_window(application)
    window.resize(1366, 768)
    with lock_instance(paths.data):
        flow = make_flow(window, paths)
        flow.start()
        hands = Hands(window)
        yield flow, hands
        window.close()
        hands.wait(lambda: not window.isVisible(), "the window to close")
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


class Hands:
    """Finds controls as people do, by what is on the screen, and waits until they are there."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Let the program run until something is so."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not until():
            if time.monotonic() > end:
                raise SelfTestFailed(f"waited in vain for {what}; on the screen: {self._words()}")
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def _words(self) -> str:
        return " | ".join(made.text() for made in self.all_of(QLabel) if made.text())[:500]

    def all_of(self, kind: type[Found]) -> list[Found]:
        """All visible widgets of a kind, dialogs first."""
        tops: list[QWidget] = [*self._window.findChildren(QDialog), self._window]
        return [w for top in tops if top.isVisible() for w in top.findChildren(kind) if w.isVisible()]

    def found(self, kind: type[Found], fits: Callable[[Found], bool] = lambda _: True) -> Found:
        """The first visible widget of a kind, waited for."""
        self.wait(lambda: any(fits(w) for w in self.all_of(kind)), kind.__name__)
        return next(w for w in self.all_of(kind) if fits(w))

    def press(self, text: str) -> None:
        """Press the visible, enabled button with this text, waited for."""
        pressed = self.found(QAbstractButton, lambda made: made.text() == text and made.isEnabled())
        pressed.click()

    def begin_exam(self) -> ExamScreen:
        """From the first page to the first question of a quick start."""
        self.found(QLineEdit).setText("Self Test")
        self.press(texts.QUICK_START)
        self.press(texts.TUTORIAL_START)
        self.found(OptionRow).click()
        self.press(texts.NEXT)
        self.press(texts.TUTORIAL_END)
        self.press(texts.TUTORIAL_SKIP)
        self.press(texts.START_YES)
        return self.found(ExamScreen, lambda screen: screen.shown_total() > 3)

    def choose(self, position: int) -> None:
        """Choose an option of the question on the screen, the same at a position every time; wait until it counts."""
        row = self.all_of(OptionRow)[position * 7 % 4]
        row.click()
        self.wait(row.isChecked, f"answer {position} to be recorded")

    def go_on(self, exam: ExamScreen, position: int) -> None:
        """Next; once more where the question was longer than this screen and the program asks to look at all of it."""
        self.press(texts.NEXT)
        self.wait(lambda: exam.shown_position() > position or exam.notice.isVisible(), f"question {position + 1}")
        if exam.shown_position() == position:
            self.press(texts.NEXT)
        self.wait(lambda: exam.shown_position() == position + 1, f"question {position + 1}")
