"""The camera as the program's windows see it: a process of its own that shows the picture and answers in words.

Nothing of QtMultimedia is loaded here and no picture comes here. The child is killed when it does not answer, and ends
by itself when this process does. What it says is read as untrusted: anything but the agreed words is left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QTimer, Signal

from cehrs_desktop.presentation.camera_texts import FRAMING, SAID, TROUBLE, Task

START_PATIENCE_MS = 20_000
"""From the start of the process to its first word; a permission question by the system comes after it."""
ALIVE_PATIENCE_MS = 10_000
"""The window says something every two seconds."""
LONGEST_LINE = 400


class CameraHelper(QObject):
    """One camera window at a time. `command` starts the camera's process; that it need not exist is expected.

    `checked(available)` answers `check`. While a window is open `said(word, details)` tells what it says;
    `done(task)` or `gone(reason)` comes exactly once for every `show`: the task was done, or the window ended without
    (``closed``, one of `camera_texts.TROUBLE`, or ``failed``).
    """

    checked = Signal(bool)
    said = Signal(str, dict)
    done = Signal(str)
    gone = Signal(str)

    def __init__(self, command: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self.available = False
        self.trouble = ""
        self._process: QProcess | None = None
        self._asking: QProcess | None = None
        self._task = ""
        self._options: tuple[str, ...] = ()
        self._heard = b""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up)
        parent.destroyed.connect(self.end)
        if (application := QCoreApplication.instance()) is not None:
            application.aboutToQuit.connect(self.end)

    # ---- is there one
    def check(self) -> None:
        """Ask whether the camera part is installed and finds a camera; `checked` follows from the event loop.
        No camera is opened."""
        if self._asking is not None:
            return
        asking = self._asking = QProcess(self)
        asking.finished.connect(self._check_ended)
        asking.errorOccurred.connect(self._check_failed)
        self._begin(asking, ("--check",))
        self._limit(asking, START_PATIENCE_MS)

    def _check_failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._check_ended()

    def _check_ended(self) -> None:
        asking, self._asking = self._asking, None
        if asking is None:
            return
        lines = bytes(asking.readAllStandardOutput().data()).splitlines()
        word = next((found[0] for line in lines if (found := understood(line)) is not None), "not_installed")
        asking.deleteLater()
        self.available = word == "ready"
        self.trouble = "" if self.available else word if word in TROUBLE else "not_installed"
        self.checked.emit(self.available)

    # ---- the window
    def show(
        self, task: Task, *, theme: str, zoom: float, full_screen: bool = False, places: Sequence[str] = ()
    ) -> None:
        """Open the window for a task; one that is open is closed first, without a word about it."""
        options = ["--task", task, "--theme", theme, "--zoom", str(zoom), *(f"--place={place}" for place in places)]
        self._task, self._options = task, (*options, "--full-screen") if full_screen else tuple(options)
        self._open()

    def _open(self) -> None:
        self._drop()
        self._heard, self.trouble = b"", ""
        process = self._process = QProcess(self)
        process.readyReadStandardOutput.connect(self._hear)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self._patience.start(START_PATIENCE_MS)
        self._begin(process, self._options)

    @property
    def showing(self) -> bool:
        """Whether a window is open or about to be."""
        return self._process is not None

    def close(self) -> None:
        """Take the window away; `gone` says ``closed``."""
        if self._process is not None:
            self._drop()
            self.gone.emit("closed")

    def end(self) -> None:
        """Take everything away for good, without a signal: the program's window goes. Returns when it is gone."""
        self.blockSignals(True)
        self._patience.stop()
        for process in self.findChildren(QProcess):
            process.blockSignals(True)
            process.kill()
            # Killed, so it takes no longer than the system needs; Qt must not lose a process that runs.
            process.waitForFinished(2000)
        self._process = self._asking = None

    def _begin(self, process: QProcess, options: Sequence[str]) -> None:
        process.setProgram(self._command[0])
        process.setArguments([*self._command[1:], *options])
        # What Qt's libraries say there about the machine is for nobody.
        process.setStandardErrorFile(QProcess.nullDevice())
        process.start()

    def _limit(self, process: QProcess, patience_ms: int) -> None:
        timer = QTimer(process)
        timer.setSingleShot(True)
        timer.timeout.connect(process.kill)
        timer.start(patience_ms)

    def _hear(self) -> None:
        process = self._process
        if process is None:
            return
        *lines, self._heard = (self._heard + bytes(process.readAllStandardOutput().data())).split(b"\n")
        self._heard = self._heard[: LONGEST_LINE + 1]
        for line in lines:
            if (found := understood(line)) is not None and self._process is process:
                self._patience.start(ALIVE_PATIENCE_MS)
                self._heed(*found)

    def _heed(self, word: str, details: dict[str, str]) -> None:
        if word == "ready":
            self.trouble = ""
        elif word in TROUBLE:
            self.trouble = word
        if word == "again":
            self._open()
            return
        if word != "alive":
            self.said.emit(word, details)
        if word == "done":
            self._leave("")
        elif word == "closed":
            self._leave(self.trouble or "closed")

    def _finished(self) -> None:
        self._hear()
        if self._process is not None:
            self._leave(self.trouble or "failed")

    def _failed(self, error: QProcess.ProcessError) -> None:
        # Whatever else goes wrong with a process, it also finishes.
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            self._leave("not_installed")

    def _give_up(self) -> None:
        if self._process is not None:
            self._leave("failed")

    def _leave(self, reason: str) -> None:
        """The window is over: say so once, and see that the process goes."""
        task = self._task
        self._drop()
        if reason:
            self.gone.emit(reason)
        else:
            self.done.emit(task)

    def _drop(self) -> None:
        """Kill the window's process without waiting for it: one that hangs in a driver may take its time to go."""
        self._patience.stop()
        process, self._process = self._process, None
        if process is not None:
            process.readyReadStandardOutput.disconnect(self._hear)
            process.finished.disconnect(self._finished)
            process.errorOccurred.disconnect(self._failed)
            process.finished.connect(process.deleteLater)
            if process.state() is QProcess.ProcessState.NotRunning:
                process.deleteLater()
            process.kill()


def understood(line: bytes) -> tuple[str, dict[str, str]] | None:
    """The word and the details of a line, if they are agreed ones."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        told: object = json.loads(line)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    plain = {str(key): str(value) for key, value in cast("dict[object, object]", told).items()}
    if (word := plain.pop("said", "")) not in SAID:
        return None
    return word, {key: value for key, value in plain.items() if value in FRAMING.get(key, ())}
