"""Has a form assembled by a process of its own: the exam's process never loads the solver, and stopping is a kill.

The child is the program's own command line; its request goes in on standard input, progress comes as JSON lines on
standard error, the form as JSON on standard output.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, Signal

from cehrs_desktop.application.forms import AssemblyFailed, assembled_form
from cehrs_desktop.presentation import form_texts as words


class FormAssembly(QObject):
    """One run. `progressed(words)`; then `made(FixedForm)`, `failed(words)` or, after `stop`, `stopped`."""

    progressed = Signal(str)
    made = Signal(object)
    failed = Signal(str)
    stopped = Signal()

    def __init__(self, command: Sequence[str], request: bytes, parent: QObject) -> None:
        super().__init__(parent)
        self._stopping = False
        self._told = b""
        self._request = request
        self._process = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments(list(command[1:]))
        self._process.started.connect(self._send)
        self._process.readyReadStandardError.connect(self._hear)
        self._process.errorOccurred.connect(self._trouble)
        self._process.finished.connect(self._finished)

    def start(self) -> None:
        """Begin. Signals follow from the event loop."""
        self._process.start()

    def stop(self) -> None:
        """End the run; nothing it did is kept."""
        self._stopping = True
        self._process.kill()

    def end(self) -> None:
        """End the run for good, without a signal; returns when the process is gone."""
        self.blockSignals(True)
        self.stop()
        # Killed, so it takes no longer than the system needs; Qt must not lose a process that runs.
        self._process.waitForFinished(2000)

    def _send(self) -> None:
        self._process.write(self._request)
        self._process.closeWriteChannel()

    def _hear(self) -> None:
        *lines, self._told = (self._told + self._process.readAllStandardError().data()).split(b"\n")
        for line in lines:
            try:
                self.progressed.emit(str(json.loads(line)["words"]))
            except (KeyError, TypeError, ValueError):
                continue  # words for people on a console

    def _trouble(self, error: QProcess.ProcessError) -> None:
        # What ends in a crash is also finished; only a process that never began is not.
        if error is QProcess.ProcessError.FailedToStart:
            self.failed.emit(words.NO_ANSWER)

    def _finished(self) -> None:
        if self._stopping:
            self.stopped.emit()
            return
        try:
            form = assembled_form(bytes(self._process.readAllStandardOutput().data()))
        except AssemblyFailed as error:
            self.failed.emit(str(error) or words.NO_ANSWER)
        else:
            self.made.emit(form)
