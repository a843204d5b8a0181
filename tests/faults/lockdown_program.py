"""Two small window programs for `test_lockdown_restore`, each a process of its own: ``held`` and ``other``.

They tell on standard output what happens in them, one JSON list a line; ``held`` does what standard input says.
"""

from __future__ import annotations

import json
import os
import sys

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QAccessible, QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMainWindow, QVBoxLayout

from cehrs_desktop.ui.lockdown import Lockdown


def tell(*what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Held(QMainWindow):
    """A window under lockdown of level 2, and its orders."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("held")
        self.resize(500, 300)
        self.field = QLineEdit(self)
        self.field.textChanged.connect(lambda text: tell("text", text))
        self.setCentralWidget(self.field)
        self.lockdown = Lockdown(self, 2, lambda _window, _told: lambda: None, self)
        self.lockdown.observed.connect(lambda kind, body: tell("observed", kind, body))
        self.lockdown.way_out.connect(lambda: tell("way out"))
        self._orders = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._orders.activated.connect(self._read)
        # Told whenever it changes, so that a test can wait for it.
        self._grabbed = False
        self._look = QTimer(self, interval=20)
        self._look.timeout.connect(self._tell_grab)
        self._look.start()

    def _tell_grab(self) -> None:
        if self.lockdown._grab.held != self._grabbed:
            self._grabbed = self.lockdown._grab.held
            tell("grab", self._grabbed)

    def _read(self) -> None:
        for order in os.read(0, 1024).decode().split():
            getattr(self, f"do_{order}")()
            tell("done", order)

    def do_hold(self) -> None:
        self.lockdown.hold()

    def do_hide(self) -> None:
        self.hide()

    def do_show(self) -> None:
        self.show()
        self.activateWindow()

    def do_dialog(self) -> None:
        dialog = QDialog(self)
        dialog.setWindowTitle("dialog")
        field = QLineEdit()
        field.textChanged.connect(lambda text: tell("dialog text", text))
        QVBoxLayout(dialog).addWidget(field)
        dialog.finished.connect(lambda _: tell("dialog closed"))
        dialog.open()

    def do_assist(self) -> None:
        QAccessible.setActive(True)

    def do_unassist(self) -> None:
        QAccessible.setActive(False)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        tell("close asked")
        event.ignore()


class Other(QMainWindow):
    """Another program, with something on the clipboard."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.resize(300, 200)
        field = QLineEdit(self)
        field.textChanged.connect(lambda text: tell("text", text))
        self.setCentralWidget(field)
        if title == "other one":
            QGuiApplication.clipboard().setText("from before")


if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = Held() if sys.argv[1] == "held" else Other(sys.argv[1])
    window.show()
    tell("shown")
    sys.exit(application.exec())
