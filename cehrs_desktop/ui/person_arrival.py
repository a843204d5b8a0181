"""The visit of a learner's file: read and checked on the lane, asked about, taken in."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cehrs_desktop.application.person_files import PersonArrival, TakenIn, arriving_person, take_in_person
from cehrs_desktop.application.ports import StoreError
from cehrs_desktop.presentation import person_arrival_texts as words
from cehrs_desktop.ui.screens.person_arrival import PersonArrivalScreen, PersonArrivedScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit

if TYPE_CHECKING:
    from cehrs_desktop.application.attempt_line import AttemptLine
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.people_ports import PeopleStore
    from cehrs_desktop.application.study_ports import StudyStore
    from cehrs_desktop.application.surroundings import Surroundings

    Done = tuple[TakenIn | Exception, tuple[AttemptLine, ...] | None]


class PersonArrivalFlow(Visit):
    """`left` leads back; `lines_changed` carries the list of attempts once something came in, for the first page."""

    lines_changed = Signal(object)

    def __init__(
        self,
        stage: Stage,
        lane: Lane,
        around: Surroundings,
        desk: Desk,
        study: StudyStore,
        people: PeopleStore,
        file: str,
    ) -> None:
        super().__init__(stage, lane)
        self._around, self._desk, self._file = around, desk, file
        self._study, self._people = study, people
        self._screen = PersonArrivalScreen(stage.zoom)
        self._screen.left.connect(self.left)

    def start(self) -> None:
        """Check the file, then ask."""
        self._stage.show(self._screen)
        self._screen.focus_first()
        around, store, study, source, file = self._around, self._desk.store, self._study, self._desk.source, self._file

        def work() -> PersonArrival:
            return arriving_person(store, study, source, around.study_files().read_person(file))

        self._run(work, self._ask, lambda error: self._refused(error, begun=False))

    def _ask(self, arrival: PersonArrival) -> None:
        self._screen.wanted.connect(lambda: self._take(arrival))
        self._screen.ask(words.question_lines(arrival))

    def _take(self, arrival: PersonArrival) -> None:
        store, study, people = self._desk.store, self._study, self._people
        cache, now_ms = self._around.cache, self._around.clock.now().wall_ms

        def work() -> Done:
            taken: TakenIn | Exception
            try:
                taken = take_in_person(store, people, study, arrival.copy, now_ms)
            except Exception as error:  # noqa: BLE001 - told below; what came in before it is in the list
                taken = error
            lines = None
            with suppress(StoreError):
                lines = store.lines()
                cache.write(lines)
            return taken, lines

        self._run(work, self._taken, lambda error: self._refused(error, begun=True))

    def _taken(self, done: Done) -> None:
        taken, lines = done
        if lines is not None:
            self.lines_changed.emit(lines)
        if isinstance(taken, Exception):
            self._refused(taken, begun=True)
        else:
            new = taken.attempts or taken.study
            self._end(words.DONE_TITLE if new else words.KNOWN_TITLE, words.done_lines(taken))

    def _refused(self, error: Exception, *, begun: bool) -> None:
        logging.getLogger(__name__).warning("a learner's file: %s", type(error).__name__, exc_info=error)
        problem = words.person_file_problem(error, begun=begun)
        self._end(problem.title, (problem.happened, problem.safe, problem.next))

    def _end(self, title: str, lines: tuple[str, ...]) -> None:
        if self._stage.screen is not self._screen:
            return
        screen = PersonArrivedScreen(title, lines)
        screen.left.connect(self.left)
        self._stage.show(screen)
        screen.focus_first()
