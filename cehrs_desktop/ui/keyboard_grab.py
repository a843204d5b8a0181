"""Holding the whole keyboard on X11, for whichever of the program's own windows has it; nothing is held elsewhere.

The X server takes the grab back when the program ends, however it ends. A grab is taken only while one of our windows
has the keyboard: a screen locker, a password dialog of the system or another program that came to the front gets it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

_LOOK_AGAIN_MS = 1000
_TRIES_BEFORE_TOLD = 3


class KeyboardGrab(QObject):
    """`start` and `stop`; `refused` is emitted once after a start if the keyboard stays free: ``keys`` when another
    program holds it, ``keys_assistive`` when assistive technology is on, whose keys a grab would take away."""

    refused = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._holder: QWindow | None = None
        self._failed = 0
        self._told = False
        # A menu of our own takes the grab and gives it to nobody when it closes; assistive technology may come on.
        self._again = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._hold)

    @property
    def held(self) -> bool:
        """Whether the keyboard is held now."""
        return self._holder is not None

    def start(self) -> None:
        """Hold the keyboard as long as one of our windows has it."""
        self._failed, self._told = 0, False
        application().focusWindowChanged.connect(self._hold)
        self._again.start()
        self._hold()

    def stop(self) -> None:
        """Let go. May be called when nothing is held."""
        if self._again.isActive():
            self._again.stop()
            application().focusWindowChanged.disconnect(self._hold)
        self._let_go()

    def _hold(self) -> None:
        window = focus_window()
        if window is None or not window.isVisible():
            self._let_go()
        elif QAccessible.isActive():
            self._let_go()
            self._tell("keys_assistive")
        elif QApplication.activePopupWidget() is None:
            self._take(window)

    def _take(self, window: QWindow) -> None:
        if self._holder is not window:
            self._let_go()
        # Asked for again while it is held: the server takes it for the same grab, and no focus moves.
        if window.setKeyboardGrabEnabled(True):
            self._holder, self._failed = window, 0
            return
        self._holder = None
        self._failed += 1
        if self._failed >= _TRIES_BEFORE_TOLD:
            self._tell("keys")

    def _let_go(self) -> None:
        holder, self._holder = self._holder, None
        if holder is not None and isValid(holder):
            holder.setKeyboardGrabEnabled(False)

    def _tell(self, why: str) -> None:
        if not self._told:
            self._told = True
            self.refused.emit(why)


def application() -> QGuiApplication:
    """The running application."""
    running = QGuiApplication.instance()
    assert isinstance(running, QGuiApplication)
    return running


def focus_window() -> QWindow | None:
    """The window of this program that has the keyboard, if one has."""
    return QGuiApplication.focusWindow()
