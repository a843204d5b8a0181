"""A key that is held down must not run through the questions, also where Qt takes a repeat for a press."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent

FASTER_THAN_FINGERS_MS = 5


class KeyRepeatGuard(QObject):
    """Swallows a press that follows the release of the same key at once. To be installed on a `QWindow`.

    A busy X server tells a held key as releases and presses with one time stamp, and Qt does not see that all of
    them are repeats. Repeats that Qt knows are dropped by the shortcuts themselves.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._released_ms: dict[int, int] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.timestamp() == 0:
            return False
        if event.type() == QEvent.Type.KeyRelease:
            self._released_ms[event.key()] = event.timestamp()
            return False
        released_ms = self._released_ms.get(event.key())
        if released_ms is None or not 0 <= event.timestamp() - released_ms < FASTER_THAN_FINGERS_MS:
            return False
        # An accepted override keeps the shortcuts from seeing the press; the press itself ends here too.
        event.accept()
        return True
