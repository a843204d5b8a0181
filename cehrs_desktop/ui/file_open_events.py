"""Files that macOS hands to the program: an event, where other systems name the file behind the program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent, QGuiApplication


class FileOpenEvents(QObject):
    """Keeps the file of an event until `give` says who opens it: it can come before there is a window."""

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._waiting = ""
        self._open: Callable[[str], object] | None = None
        application.installEventFilter(self)

    def give(self, open_file: Callable[[str], object]) -> None:
        """Open files with this from now on, the one that waits first."""
        self._open = open_file
        if self._waiting:
            waiting, self._waiting = self._waiting, ""
            open_file(waiting)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            if self._open is None:
                self._waiting = event.file()
            else:
                self._open(event.file())
            return True
        return False
