"""An attempt's file that was opened: checked on the lane, asked about, taken in. The first page stays behind it all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.attempt_files import Arrival, arriving, take_in
from cehrs_desktop.application.ports import AttemptCopy, AttemptStore
from cehrs_desktop.presentation import attempt_file_texts as words
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane


class AttemptArrival(QObject):
    """`over(taken)` comes once: whether the list of attempts has one more. `read` reads the file, on the lane."""

    over = Signal(bool)

    def __init__(
        self,
        stage: Stage,
        lane: Lane,
        store: AttemptStore,
        now_ms: Callable[[], int],
        read: Callable[[str], AttemptCopy],
    ) -> None:
        super().__init__(stage)
        self._stage, self._lane, self._store, self._now_ms, self._read = stage, lane, store, now_ms, read

    def start(self, file: str) -> None:
        """Check the file, then ask."""
        read, store = self._read, self._store

        def work() -> tuple[AttemptCopy, Arrival]:
            copy = read(file)
            return copy, arriving(store, copy)

        self._lane.run(work, self._ask, self._refused)

    def _ask(self, checked: tuple[AttemptCopy, Arrival]) -> None:
        copy, arrival = checked
        self._stage.question(words.TITLE, words.question(arrival), words.YES, words.NO, lambda: self._take(copy))
        dialog = self._stage.dialog
        if dialog is not None:
            dialog.rejected.connect(lambda: self.over.emit(False))

    def _take(self, copy: AttemptCopy) -> None:
        store, now_ms = self._store, self._now_ms
        self._lane.run(lambda: take_in(store, copy, now_ms()), self._taken, self._refused)

    def _taken(self, taken: bool) -> None:
        title, text = (words.DONE_TITLE, words.DONE) if taken else (words.KNOWN_TITLE, words.KNOWN)
        self._stage.page(title, (text,))
        self.over.emit(taken)

    def _refused(self, error: Exception) -> None:
        problem = words.attempt_file_problem(error)
        self._stage.page(problem.title, (problem.happened, problem.safe, problem.next))
        self.over.emit(False)
