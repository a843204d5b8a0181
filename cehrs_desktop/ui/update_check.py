"""Asks for the notice of a newer version in a process of its own, the program's own command line.

The exam's process opens no connection. The child lives as long as its standard input is held open: it ends itself,
and what it started, at once when an attempt begins or this program is gone, however it went.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, Signal

from cehrs_desktop.application.updates import News, NoticeUnusable, news_from_plain
from cehrs_desktop.presentation.pack_problems import notice_problem

_PATIENCE_MS = 2000


class UpdateCheck(QObject):
    """One question at a time. `told(News)` or `failed(words)` follows; `last` and `problem` keep what came last."""

    told = Signal(object)
    failed = Signal(str)

    def __init__(self, command: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self._process: QProcess | None = None
        self.last: News | None = None
        self.problem = ""

    @property
    def asking(self) -> bool:
        """Whether a question is on its way."""
        return self._process is not None

    def ask(self, address: str) -> None:
        """Ask, unless a question is on its way already."""
        if self._process is not None:
            return
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments([*self._command[1:], "--address", address, "--while-stdin", "--json"])
        process.errorOccurred.connect(self._trouble)
        process.finished.connect(self._finished)
        self._process = process
        process.start()

    def end(self) -> None:
        """Ask no more: returns when the child is gone. Nothing is told of it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)
        process.closeWriteChannel()
        if not process.waitForFinished(_PATIENCE_MS):
            process.kill()
            process.waitForFinished(_PATIENCE_MS)
        process.deleteLater()

    def _trouble(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._settle(b"")

    def _finished(self) -> None:
        if self._process is not None:
            self._settle(bytes(self._process.readAllStandardOutput().data()))

    def _settle(self, answer: bytes) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        try:
            self.last, self.problem = news_from_plain(answer), ""
        except NoticeUnusable as error:
            self.problem = notice_problem(error)
            self.failed.emit(self.problem)
        else:
            self.told.emit(self.last)
