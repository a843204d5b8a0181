"""The program in the middle of an exam, with keys pressed in it as fast as it takes them; prints times as JSON.

Each step is one question: an option's letter, waited for until it is painted as recorded, then Next, waited for until
the next question is painted. Keys go through Qt's event system to the widget that has the focus. The program's own
objects are timed from outside: what stores (the log's `append`), what projects a stored state onto the widgets (the
presenter's `changed`), and what is left until the window system has the picture.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from cehrs_desktop.app import window_program
from cehrs_desktop.app.machine import Settled
from cehrs_desktop.exam.events import Event
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.system.paths import Paths
from cehrs_desktop.ui.window import Window

STEPS = int(sys.argv[1])
# The collector has been switched on again and the start is over.
QUIET_MS = 4000
# A question that does not fit the window is left only at the second press; the first one is not counted.
AGAIN_MS = 400
LETTERS = (Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_C, Qt.Key.Key_D)
make_flow = window_program.make_flow


class TimedLog:
    """The store as a sitting knows it, with the time of each append on the lane's thread."""

    def __init__(self, log: Any) -> None:
        self._log = log
        self.took_ms = 0.0

    def beat(self, attempt_id: str, at: Instant) -> None:
        self._log.beat(attempt_id, at)

    def append(self, attempt_id: str, after: int, events: Sequence[Event]) -> None:
        began = time.perf_counter()
        self._log.append(attempt_id, after, events)
        self.took_ms = (time.perf_counter() - began) * 1000


class Presser(QObject):
    """Presses and notes."""

    def __init__(self, window: Window, flow: Any) -> None:
        super().__init__(window)
        self._window, self._flow = window, flow
        self._presenter: Any = None
        self._log = TimedLog(None)
        self._step = 0
        self._forward = True
        self._key = Qt.Key.Key_N
        self._pressed = self._stored_at = self._projected_at = 0.0
        self._waiting = False
        self._acts: dict[str, list[dict[str, float]]] = {"answer": [], "next": []}
        window.installEventFilter(self)
        QTimer.singleShot(QUIET_MS, self, self._begin)

    def _begin(self) -> None:
        self._presenter = self._flow.sitting.presenter
        sitting = self._flow.sitting.sitting
        sitting._log = self._log = TimedLog(sitting._log)  # noqa: SLF001 - timed from outside
        stored = self._presenter._stored  # noqa: SLF001

        def timed(*told: object) -> None:
            self._stored_at = time.perf_counter()
            stored(*told)
            self._projected_at = time.perf_counter()
            self._waiting = True

        self._presenter._stored = timed  # noqa: SLF001
        self._window.activateWindow()
        self._watch = QTimer(self, interval=AGAIN_MS, singleShot=True)
        self._watch.timeout.connect(lambda: self._press(self._kind))
        QTimer.singleShot(100, self, lambda: self._press("answer"))

    def _press(self, kind: str) -> None:
        position = self._presenter.session.position
        if kind == "answer":
            round_trip = self._step // 124
            self._key = LETTERS[(position + round_trip) % 4]
        else:
            self._forward = (self._forward or position == 1) and position < 125
            self._key = Qt.Key.Key_N if self._forward else Qt.Key.Key_P
        self._kind = kind
        target: QWidget = QApplication.focusWidget() or self._window
        self._watch.start()
        self._pressed = time.perf_counter()
        QTest.keyClick(target, self._key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name is Qt's
        if self._waiting and event.type() == QEvent.Type.UpdateRequest:
            # It fires when Qt has painted what this request is for.
            QTimer.singleShot(0, self, self._painted)
            self._waiting = False
        return super().eventFilter(watched, event)

    def _painted(self) -> None:
        now = time.perf_counter()
        self._watch.stop()
        self._acts[self._kind].append(
            {
                "all": (now - self._pressed) * 1000,
                "store": self._log.took_ms,
                "hand_over": (self._stored_at - self._pressed) * 1000 - self._log.took_ms,
                "project": (self._projected_at - self._stored_at) * 1000,
                "paint": (now - self._projected_at) * 1000,
            }
        )
        if self._kind == "answer":
            QTimer.singleShot(0, self, lambda: self._press("next"))
            return
        self._step += 1
        if self._step < STEPS:
            QTimer.singleShot(0, self, lambda: self._press("answer"))
            return
        print(json.dumps(self._acts), flush=True)
        os._exit(0)


def make_pressed_flow(window: Window, paths: Paths, settled: Settled | None = None) -> Any:
    flow: Any = make_flow(window, paths, settled)
    begin = flow._sit  # noqa: SLF001

    def sit(sitting: object, *, reopened: bool) -> None:
        begin(sitting, reopened=reopened)
        flow.sitting.presenter.resume()
        Presser(window, flow)

    flow._sit = sit  # noqa: SLF001
    return flow


window_program.make_flow = make_pressed_flow
sys.exit(window_program.run(sys.argv[:1]))
