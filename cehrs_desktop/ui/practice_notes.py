"""Notes, bookmarks and reports on items as the practice screens ask for them: kept on the lane, then told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from cehrs_desktop.application.ports import AttemptStore, Clock, ItemReport
from cehrs_desktop.application.study_ports import StudyStore
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.presentation.report_texts import report_kept
from cehrs_desktop.study.profile import Note
from cehrs_desktop.ui.screens.review.report_dialog import ReportDialog
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.widgets.basics import enlarge

AGAIN_MS = 5_000
"""Until what could not be kept is tried once more."""


class PracticeNotes(QObject):
    """`kept` carries the `Note` that is stored now; `told` a line for the screen's notice."""

    kept = Signal(object)
    told = Signal(str)

    def __init__(
        self, parent: QObject, lane: Lane, clock: Clock, store: AttemptStore, study: StudyStore, candidate_id: str
    ) -> None:
        super().__init__(parent)
        self._lane, self._clock, self._store, self._study = lane, clock, store, study
        self._candidate = candidate_id
        self._notes: dict[str, Note] = {}
        # What could not be kept stays where it was written, and is tried again until it is.
        self._unkept: dict[str, Note] = {}
        self._gone = False
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._try_again)

    def let_go(self) -> None:
        """Nobody looks any more: what is on its way is kept, what is not is tried a last time."""
        self._again.stop()
        self._gone = True
        for note in list(self._unkept.values()):
            self._keep(note)

    def read(self, notes: dict[str, Note]) -> None:
        """These are the notes so far."""
        self._notes = dict(notes)

    @property
    def all(self) -> dict[str, Note]:
        """The notes by item id."""
        return self._notes

    def write(self, item_id: str, text: str) -> None:
        """Keep the text of a note."""
        self._keep(replace(self._on(item_id), text=text))

    def toggle_bookmark(self, item_id: str) -> None:
        """Set a bookmark, or take it away."""
        note = self._on(item_id)
        self._keep(replace(note, bookmarked=not note.bookmarked))

    def _on(self, item_id: str) -> Note:
        return self._notes.get(item_id, Note(item_id, "", bookmarked=False, changed_ms=0))

    def _keep(self, note: Note) -> None:
        note = replace(note, changed_ms=self._clock.now().wall_ms)
        # At once, so that a bookmark set while a note is on its way knows of it.
        self._notes[note.item_id] = note
        study, candidate = self._study, self._candidate

        def here(_: object) -> None:
            if self._gone:
                return
            if self._unkept.pop(note.item_id, None) is not None:
                self.told.emit(words.NOTE_KEPT_NOW)
            self.kept.emit(note)

        def lost(error: Exception) -> None:
            if self._gone:
                return
            first = not self._unkept
            if self._notes.get(note.item_id) == note:
                self._unkept[note.item_id] = note
            self._again.start()
            if first:
                self.told.emit(f"{words.NOTE_NOT_KEPT} {problem_line(problem_of(error))}")

        self._lane.run(lambda: study.keep_note(candidate, note), here, lost)

    def _try_again(self) -> None:
        for note in list(self._unkept.values()):
            self._keep(note)

    @property
    def unkept(self) -> bool:
        """Whether something that was written is not kept."""
        return bool(self._unkept)

    # ---- reports
    def ask_report(self, over: QWidget, heading: str, about: ItemReport, zoom: float = 1.0) -> None:
        """Ask what is wrong with an item, then keep it; `about` names the item and what was said before."""
        dialog = ReportDialog(over, heading, about.kind, about.text)

        def made(kind: str, text: str) -> None:
            report = replace(about, at_ms=self._clock.now().wall_ms, kind=kind, text=text)
            # What was written is put back before the learner's eyes when it could not be stored.
            self._report(report, lambda: self.ask_report(over, heading, report, zoom))

        dialog.made.connect(made)
        enlarge(dialog, zoom)
        dialog.open()

    def _report(self, report: ItemReport, again: Callable[[], object]) -> None:
        store = self._store

        def work() -> int:
            store.report_item(report)
            return len(store.item_reports())

        def lost(error: Exception) -> None:
            self.told.emit(problem_line(problem_of(error)))
            again()

        self._lane.run(work, lambda count: self.told.emit(report_kept(count)), lost)
