"""The visit to the learners on this computer: their PINs, a learner as a file, and erasing everything about one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cehrs_desktop.application.forms import candidate_named
from cehrs_desktop.application.learners import Learner, PinTried, learners, tried_pin
from cehrs_desktop.application.people_ports import Erased, PeopleStore
from cehrs_desktop.application.person_files import copied_person
from cehrs_desktop.presentation import people_texts as words
from cehrs_desktop.presentation.people_view import erased_lines, refused_line, saved_text
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line, save_problem
from cehrs_desktop.presentation.report_texts import moment, moment_text
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.screens.people import ErasedScreen, PeopleScreen, PersonScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit

if TYPE_CHECKING:
    from cehrs_desktop.application.attempt_line import AttemptLine
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.study_ports import StudyStore
    from cehrs_desktop.application.surroundings import Surroundings

    Done = tuple[Erased, tuple[AttemptLine, ...], bool]


class PeopleFlow(Visit):
    """`left` leads back; `lines_changed` carries the attempts after somebody was erased or taken in, for the first
    page. `study` and `people` are the stores on the connection of the desk's store."""

    lines_changed = Signal(object)

    def __init__(
        self, stage: Stage, lane: Lane, around: Surroundings, desk: Desk, study: StudyStore, people: PeopleStore
    ) -> None:
        super().__init__(stage, lane)
        self._around, self._desk = around, desk
        self._store, self._study, self._people = desk.store, study, people
        self._learners: tuple[Learner, ...] = ()
        self._arrival: Visit | None = None

    def let_go(self) -> None:
        """The visit is over, and that of a file that is taken in."""
        self._leave_arrival()
        super().let_go()

    def _leave_arrival(self) -> None:
        visit, self._arrival = self._arrival, None
        if visit is not None:
            visit.let_go()

    def start(self) -> None:
        """Show everybody, once they were counted."""
        self._leave_arrival()
        screen = PeopleScreen(self._stage.zoom)
        screen.left.connect(self.left)
        screen.person_wanted.connect(self._open)
        screen.file_wanted.connect(self._take_in)
        self._stage.show(screen)

        def show(found: tuple[Learner, ...]) -> None:
            self._learners = found
            if self._stage.screen is screen:
                screen.show_people(found)

        self._run(self._reading(), show, lambda error: self._tell(screen, error))

    def _reading(self) -> Callable[[], tuple[Learner, ...]]:
        store, study, people, now_ms = self._store, self._study, self._people, self._now_ms()
        return lambda: learners(store, study, people, now_ms)

    def _now_ms(self) -> int:
        return self._around.clock.now().wall_ms

    # ---- one of them
    def _open(self, candidate_id: str, told: str = "") -> None:
        learner = next(one for one in self._learners if one.person.id == candidate_id)
        screen = PersonScreen(learner)
        people = self._people
        screen.left.connect(self.start)
        screen.pin_wanted.connect(lambda present, new: self._keep_pin(screen, candidate_id, present, new))
        screen.forgotten.connect(lambda: self._ask_removal(screen, candidate_id))
        screen.save_wanted.connect(lambda present: self._ask_place(screen, learner, present))
        screen.erase_wanted.connect(lambda present: self._erase(screen, learner, present))
        self._stage.show(screen)
        if told:
            screen.notice.tell(told)

        def no_plan(error: Exception) -> None:
            if self._stage.screen is screen:
                screen.show_plan_failed(problem_line(problem_of(error)))

        self._run(
            lambda: people.erase_plan(candidate_id),
            lambda plan: screen.show_plan(plan) if self._stage.screen is screen else None,
            no_plan,
        )

    def _renew(self, screen: PersonScreen, candidate_id: str, told: str) -> None:
        def show(found: tuple[Learner, ...]) -> None:
            self._learners = found
            if self._stage.screen is screen:
                self._open(candidate_id, told)

        self._run(self._reading(), show, lambda error: self._tell(screen, error))

    def _keep_pin(self, screen: PersonScreen, candidate_id: str, present: str, new: str) -> None:
        people, now_ms = self._people, self._now_ms()
        screen.busy(True)

        def work() -> PinTried:
            tried = tried_pin(people, candidate_id, present, now_ms)
            if tried.right and new:
                people.set_pin(candidate_id, new)
            elif tried.right:
                people.remove_pin(candidate_id)
            return tried

        def done(tried: PinTried) -> None:
            if tried.right:
                self._renew(screen, candidate_id, words.PIN_SET if new else words.PIN_REMOVED)
            else:
                self._refuse(screen, tried)

        self._run(work, done, lambda error: self._tell(screen, error))

    def _ask_removal(self, screen: PersonScreen, candidate_id: str) -> None:
        people = self._people

        def ask() -> None:
            now_ms = self._now_ms()
            self._run(
                lambda: people.ask_pin_removal(candidate_id, now_ms),
                lambda at_ms: self._renew(screen, candidate_id, words.removal(moment_text(moment(at_ms)))),
                lambda error: self._tell(screen, error),
            )

        self._stage.question(words.FORGOT_TITLE, words.FORGOT_TEXT, words.FORGOT_YES, words.KEEP, ask)

    # ---- as a file
    def _ask_place(self, screen: PersonScreen, learner: Learner, present: str) -> None:
        people, now_ms = self._people, self._now_ms()
        screen.busy(True)

        def done(tried: PinTried) -> None:
            if not tried.right:
                self._refuse(screen, tried)
            elif self._stage.screen is screen:
                screen.busy(False)
                screen.ask_place(lambda file: self.save(screen, learner, file))

        self._run(
            lambda: tried_pin(people, learner.person.id, present, now_ms),
            done,
            lambda error: self._tell(screen, error),
        )

    def save(self, screen: PersonScreen, learner: Learner, file: Path) -> None:
        """Write everything about a learner, whose PIN was entered, into a file, whole or not at all, and tell."""
        if file.suffix.lower() != f".{words.SUFFIX}":
            screen.notice.tell(words.wrong_ending(str(file)))
            return
        store, study, people, around = self._store, self._study, self._people, self._around
        person = learner.person
        screen.busy(True)
        screen.notice.tell(words.SAVING)

        def work() -> str:
            carried = copied_person(store, people, person)
            write_whole(file, around.study_files().person(carried.copy))
            left = [line for line in store.lines(person.id) if line.id in carried.left_out]
            return saved_text(str(file), len(carried.copy.attempts), left, len(study.damaged_sets(person.id)))

        def done(text: str) -> None:
            if self._stage.screen is screen:
                screen.busy(False)
                screen.notice.tell(text)

        def failed(error: Exception) -> None:
            if isinstance(error, OSError):
                done(problem_line(save_problem(error, str(file), words.SAVE_SAFE)))
            else:
                self._tell(screen, error)

        self._run(work, done, failed)

    def _take_in(self, file: str) -> None:
        from cehrs_desktop.ui.person_arrival import PersonArrivalFlow

        stores = self._desk, self._study, self._people
        visit = PersonArrivalFlow(self._stage, self._lane, self._around, *stores, file)
        visit.lines_changed.connect(self.lines_changed)
        visit.left.connect(self.start)
        self._leave_arrival()
        self._arrival = visit
        visit.start()

    # ---- erasing
    def _erase(self, screen: PersonScreen, learner: Learner, present: str) -> None:
        people, store, now_ms = self._people, self._store, self._now_ms()
        cache, person, last_typed = self._around.cache, learner.person, str(self._around.settings.values["name"])
        screen.busy(True)
        screen.notice.tell(words.ERASING)

        def work() -> PinTried | Done:
            tried = tried_pin(people, person.id, present, now_ms)
            if not tried.right:
                return tried
            typed = candidate_named(store, last_typed)
            erased = people.erase(person.id)
            lines = store.lines()
            # The names in what was last seen would outlive the person.
            cache.write(lines)
            return erased, lines, typed is not None and typed.id == person.id

        def done(what: PinTried | Done) -> None:
            if isinstance(what, PinTried):
                self._refuse(screen, what)
                return
            erased, lines, last_typed_here = what
            if last_typed_here and not erased.failed:
                self._around.settings.change("name", "")
            if self._over:
                return
            self.lines_changed.emit(lines)
            self._show_erased(erased)

        # The name last typed goes from the settings even if the visit is over by then.
        self._lane.run(work, done, lambda error: self._tell(screen, error))

    def _show_erased(self, erased: Erased) -> None:
        title = words.NOT_ERASED_TITLE if erased.failed else words.ERASED_TITLE
        screen = ErasedScreen(title, erased_lines(erased), sweep=not erased.swept)
        people = self._people

        def swept(done: bool) -> None:
            if self._stage.screen is screen:
                screen.notice.tell(words.SWEPT if done else words.STILL_NOT_SWEPT)

        screen.left.connect(self.start)
        screen.sweep_wanted.connect(lambda: self._run(people.sweep, swept, lambda e: self._tell(screen, e)))
        self._stage.show(screen)

    # ---- what did not work
    def _refuse(self, screen: PersonScreen, tried: PinTried) -> None:
        if self._stage.screen is screen:
            screen.busy(False)
            screen.present.clear()
            screen.present.setFocus()
            screen.notice.tell(words.NOT_DONE + refused_line(tried))

    def _tell(self, screen: PeopleScreen | PersonScreen | ErasedScreen, error: Exception) -> None:
        logging.getLogger(__name__).warning("about a learner: %s", type(error).__name__, exc_info=error)
        if self._stage.screen is screen:
            if isinstance(screen, PersonScreen):
                screen.busy(False)
            screen.notice.tell(problem_line(problem_of(error)))
