"""The page of a practice set that is over: its causes are read, and what the learner says of them is kept."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.insight import SortedMiss, sorted_misses
from cehrs_desktop.application.ports import ItemReport
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation.cause_texts import evidence_words
from cehrs_desktop.presentation.practice_end_view import EndedItem, ended_view
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.study.past import Cause
from cehrs_desktop.study.practice_run import PracticeRun
from cehrs_desktop.study.profile import Note
from cehrs_desktop.ui.practice_place import PracticePlace
from cehrs_desktop.ui.screens.practice.end import PracticeEndScreen


class PracticeResult(QObject):
    """`again_wanted` asks for a new set, `left` leads back; `shown`: the page is on the screen. `plan` names the
    domains and topics."""

    shown = Signal()
    again_wanted = Signal()
    left = Signal()

    def __init__(
        self, parent: QObject, place: PracticePlace, plan: Blueprint, run: PracticeRun, *, out_of_time: bool
    ) -> None:
        super().__init__(parent)
        self._place, self._plan, self._run = place, plan, run
        self._out_of_time = out_of_time
        self._screen: PracticeEndScreen | None = None
        place.notes.kept.connect(self._note_kept)
        place.notes.told.connect(self._tell)

    def begin(self) -> None:
        """Read why what was missed was missed, then show the page."""
        place, set_id = self._place, self._run.practice.id

        def lost(error: Exception) -> None:
            # The result does not hang on the causes.
            self._show(())
            self._lost(error)

        place.lane.run(lambda: sorted_misses(place.study, place.candidate.id, set_id), self._show, lost)

    def _show(self, misses: tuple[SortedMiss, ...]) -> None:
        place = self._place
        causes: dict[int, tuple[Cause, str]] = {
            miss.answer.position: (miss.cause, evidence_words(miss.signs)) for miss in misses
        }
        view = ended_view(self._run, causes, place.notes.all, self._plan, place.today, place.link)
        screen = PracticeEndScreen(view, place.stage.theme)
        screen.cause_given.connect(self._keep_cause)
        screen.note_written.connect(place.notes.write)
        screen.bookmark_wanted.connect(place.notes.toggle_bookmark)
        screen.report_wanted.connect(self._report)
        screen.term_wanted.connect(place.term)
        screen.again_wanted.connect(self.again_wanted)
        screen.left.connect(self.left)
        self._screen = screen
        place.stage.show(screen)
        if self._out_of_time:
            self._tell(words.TIME_UP)
        self.shown.emit()

    @property
    def _shown(self) -> PracticeEndScreen | None:
        """The page while it is on the screen."""
        return self._screen if self._place.stage.screen is self._screen else None

    def _keep_cause(self, number: int, cause: Cause) -> None:
        study = self._place.study

        def kept(_: object) -> None:
            if self._shown is not None:
                self._shown.show_cause(number, cause)

        self._place.lane.run(lambda: study.confirm_cause(number, cause), kept, self._lost)

    def _report(self, item: EndedItem) -> None:
        place = self._place
        if self._shown is not None:
            about = ItemReport(0, self._run.practice.id, place.pack_id, item.item_id, item.item_version, "key", "")
            place.notes.ask_report(self._shown, item.heading, about, place.stage.zoom)

    def _note_kept(self, note: Note) -> None:
        if self._shown is not None:
            self._shown.show_note(note.item_id, note.text, bookmarked=note.bookmarked)

    def _lost(self, error: Exception) -> None:
        self._tell(problem_line(problem_of(error)))

    def _tell(self, line: str) -> None:
        if self._shown is not None:
            self._shown.notice.tell(line)
