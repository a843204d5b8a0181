"""The lower bound: an empty PySide6 window that says when it was painted, then ends. Measured by `start`, `memory`.

With ``--stay`` it stays open until it is killed, for its memory to be read.
"""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

STAY = "--stay" in sys.argv


class BareWindow(QMainWindow):
    """Nothing but its first paint."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - the name is Qt's
        super().paintEvent(event)
        # The timer fires when the paint is done and handed to the system, as in `program_window`.
        QTimer.singleShot(0, painted)


def painted() -> None:
    print("painted", time.monotonic_ns(), flush=True)
    if not STAY:
        application.quit()


application = QApplication(sys.argv)
window = BareWindow()
window.show()
sys.exit(application.exec())
