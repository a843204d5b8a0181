"""Work off the GUI thread: one serial lane for the database. Results come back as Qt events, in order."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Result = TypeVar("Result")
_Job = Callable[[], Callable[[], None]]


class Lane(QObject):
    """One worker thread that does its jobs one after the other.

    `run(work, done, failed)`: `work` runs on the lane; `done` or `failed` runs on the thread of this object.
    A job that was given before another one also reports before it.
    """

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._finished.connect(self._report, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="database-lane", daemon=True)
        self._thread.start()

    def run(
        self, work: Callable[[], Result], done: Callable[[Result], None], failed: Callable[[Exception], None]
    ) -> None:
        """Do `work` on the lane, then `done` with its result or `failed` with its error here."""

        def job() -> Callable[[], None]:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - handed to `failed`, which must tell people
                problem = error
                return lambda: failed(problem)
            return lambda: done(result)

        self._jobs.put(job)

    def finish(self) -> None:
        """Do everything that was given, then end the thread. Blocks until then; reports are no longer made."""
        self._finished.disconnect(self._report)
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._finished.emit(job())

    def _report(self, report: Callable[[], None]) -> None:
        report()
