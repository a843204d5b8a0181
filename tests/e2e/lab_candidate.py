"""The real program with made hands, for tests that start it as another user would: ACT, then it closes.

    python lab_candidate.py ACT [ARGUMENT ...]

It prints a JSON line for a problem or a dialog that is shown (``problem``, ``dialog``) and for the first page
(``home``): words, buttons, the data folder and the program's own place. ACT is ``look`` (tell and close), ``begin`` (a
quick start until the tutorial, told as ``begun``), or the beginning of the words on a button to press where a problem
is shown. The arguments are the program's.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QWidget

import cehrs_desktop
from cehrs_desktop.app import window_program
from cehrs_desktop.app.machine import Settled
from cehrs_desktop.presentation import texts
from cehrs_desktop.system.paths import Paths
from cehrs_desktop.ui.screens.home import HomeScreen
from cehrs_desktop.ui.screens.problem import ProblemScreen
from cehrs_desktop.ui.window import Window

ACT = sys.argv[1]


class Hands(QObject):
    """Looks at the window and presses what it was told to."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._told: set[str] = set()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        flow = flows[0] if flows else None
        for screen in self._window.findChildren(ProblemScreen):
            if screen.isVisible() and "problem" not in self._told:
                self._tell("problem", screen)
                self._press(screen, ACT if ACT not in ("look", "begin") else texts.CLOSE_PROGRAM)
                return
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible() and "dialog" not in self._told:
                self._tell("dialog", dialog)
                self._press(dialog, texts.CLOSE)
                return
        if flow is None or flow.desk is None:
            return
        screen = flow.stage.screen
        if isinstance(screen, HomeScreen) and "home" not in self._told:
            self._tell("home", screen, folder=flow._around.data_folder)
            if ACT != "begin":
                self._window.close()
                return
            screen.findChildren(QLineEdit)[0].setText("Zoë 明")
            self._press(screen, texts.QUICK_START)
        elif texts.TUTORIAL_LEAD in words(self._window) and "begun" not in self._told:
            self._tell("begun", self._window)
            self._window.close()

    def _tell(self, kind: str, screen: QWidget, **more: Any) -> None:
        self._told.add(kind)
        shown = [made.text() for made in screen.findChildren(QAbstractButton) if made.isVisible() and made.text()]
        told = {"kind": kind, "words": words(screen), "buttons": shown, "program": cehrs_desktop.__file__, **more}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    def _press(self, screen: QWidget, text: str) -> None:
        next(made for made in screen.findChildren(QAbstractButton) if made.text().startswith(text)).click()


def words(screen: QWidget) -> str:
    return "\n".join(made.text() for made in screen.findChildren(QLabel) if made.isVisible())


class WatchedWindow(Window):
    """A window with hands."""

    def __init__(self, application: QApplication, icons: str) -> None:
        super().__init__(application, icons)
        Hands(self)


def make_watched_flow(window: Window, paths: Paths, settled: Settled | None = None) -> Any:
    flows.append(make_flow(window, paths, settled))
    return flows[0]


flows: list[Any] = []
make_flow = window_program.make_flow
window_program.Window = WatchedWindow
window_program.make_flow = make_watched_flow
sys.exit(window_program.run(["cehrs-desktop", *sys.argv[2:]]))
