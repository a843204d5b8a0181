"""The visit to study: the page of the day, and from it practice, where one stands, and what a learner sets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cehrs_desktop.application.forms import candidate_named
from cehrs_desktop.application.ports import Candidate, PackMissing
from cehrs_desktop.application.remembering import remembered
from cehrs_desktop.application.studying import StudyDay, study_day
from cehrs_desktop.presentation import before_after_texts, search_texts, study_files_texts
from cehrs_desktop.presentation import study_texts as words
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.presentation.report_texts import local_day
from cehrs_desktop.presentation.study_view import OPEN_SET, SET_DATE, study_view
from cehrs_desktop.study.profile import Profile
from cehrs_desktop.ui.screens.study import StudyScreen
from cehrs_desktop.ui.screens.study_settings import StudySettingsScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit

if TYPE_CHECKING:
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.study_ports import StudyStore
    from cehrs_desktop.application.surroundings import Surroundings
    from cehrs_desktop.ui.pin_question import PinQuestion
    from cehrs_desktop.ui.practice_flow import PracticeFlow

PAGES = (
    ("practice", words.PRACTICE),
    ("standing", words.STANDING),
    ("search", search_texts.PAGE),
    ("plan", words.PLAN),
    ("before_after", before_after_texts.WAY),
    ("files", study_files_texts.WAY),
    ("settings", words.SETTINGS),
)


class StudyFlow(Visit):
    """The study of the person with this name, known or not, after their PIN where they have one. `rehearsal_wanted`
    carries the name of the form of a dress rehearsal; `failed` the error when there is nothing to show. `study` is the
    study store on the connection of the desk's store."""

    rehearsal_wanted = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        stage: Stage,
        lane: Lane,
        around: Surroundings,
        desk: Desk,
        study: StudyStore,
        name: str,
    ) -> None:
        super().__init__(stage, lane)
        self._around, self._study = around, study
        # Made once for the visit: every page of it asks for all items.
        self._desk = desk if desk.source is None else replace(desk, source=remembered(desk.source))
        # Known by this id from the first visit on, if not before.
        self._person = Candidate(around.new_id(), name)
        self._told: StudyDay | None = None
        self._screen: StudyScreen | None = None
        self._question: PinQuestion | None = None
        # What was opened from the page.
        self._page: Visit | None = None
        self.practice: PracticeFlow | None = None

    def start(self) -> None:
        """Ask for the PIN where there is one, then show the page."""
        store, person = self._desk.store, self._person
        self._run(lambda: candidate_named(store, person.name), self._ask_pin, self.failed.emit)

    def _ask_pin(self, known: Candidate | None) -> None:
        people = self._desk.people
        if known is None or people is None:
            self._show_page()
            return
        from cehrs_desktop.ui.pin_question import PinQuestion

        question = PinQuestion(self._stage, self._lane, self._around.clock, people, known)
        question.passed.connect(self._show_page)
        question.left.connect(self.left)
        question.failed.connect(self.failed)
        self._question = question
        question.start()

    def _show_page(self) -> None:
        """Show the page; what there is to do follows when it was read."""
        self._leave_page()
        screen = StudyScreen(PAGES, self._stage.zoom)
        screen.task_wanted.connect(self._do)
        screen.page_wanted.connect(self._open_page)
        screen.left.connect(self.left)
        self._screen = screen
        self._stage.show(screen)
        self._read()

    def let_go(self) -> None:
        """The visit is over; a set that is being worked waits with its clock stopped."""
        self._leave_practice()
        self._leave_page()
        if self._question is not None:
            self._question.let_go()
        super().let_go()

    # ---- the page
    def _read(self) -> None:
        store, study, source, person = self._desk.store, self._study, self._desk.source, self._person
        now_ms = self._around.clock.now().wall_ms

        def work() -> tuple[Candidate, StudyDay]:
            if source is None:
                raise self._desk.source_error or PackMissing("")
            known = candidate_named(store, person.name) or person
            return known, study_day(store, study, source, known, now_ms, local_day)

        self._run(work, self._show, self.failed.emit)

    def _show(self, read: tuple[Candidate, StudyDay]) -> None:
        self._person, self._told = read
        if self._screen is not None and self._stage.screen is self._screen:
            self._screen.show_view(study_view(self._told, self._person.name))

    def _do(self, key: str) -> None:
        if self._told is None:
            return
        if key == OPEN_SET:
            self._begin_practice().go_on()
            return
        if key == SET_DATE:
            self._show_settings(self._told)
            return
        task = self._told.today.tasks[int(key)]
        match task.kind:
            case "reviews" | "new_cards":
                self._begin_practice().start_review(task.item_ids)
            case "practice" if task.wish is not None:
                self._begin_practice().start_wish(task.wish)
            case "rehearsal":
                self.rehearsal_wanted.emit(task.form_id)
            case _:
                return

    def _open_page(self, key: str) -> None:
        if self._told is None:
            return
        match key:
            case "practice":
                self._begin_practice().start()
            case "standing":
                self._show_standing()
            case "search":
                from cehrs_desktop.ui.search_flow import SearchFlow

                self._lead_to(SearchFlow(*self._places()))
            case "plan":
                from cehrs_desktop.ui.study_plan_flow import StudyPlanFlow

                plan = StudyPlanFlow(*self._places())
                plan.files_wanted.connect(lambda: self._open_page("files"))
                self._lead_to(plan)
            case "before_after":
                from cehrs_desktop.ui.before_after_flow import BeforeAfterFlow

                self._lead_to(BeforeAfterFlow(*self._places()))
            case "files":
                from cehrs_desktop.ui.study_files_flow import StudyFilesFlow

                self._lead_to(StudyFilesFlow(*self._places()))
            case _:
                self._show_settings(self._told)

    # ---- where it leads to
    def _places(self) -> tuple[Stage, Lane, Surroundings, Desk, StudyStore, Candidate]:
        return self._stage, self._lane, self._around, self._desk, self._study, self._person

    def _lead_to(self, visit: Visit) -> None:
        self._leave_page()
        self._page = visit
        visit.left.connect(self._show_page)
        visit.start()

    def _leave_page(self) -> None:
        visit, self._page = self._page, None
        if visit is not None:
            visit.let_go()

    def _begin_practice(self) -> PracticeFlow:
        from cehrs_desktop.ui.practice_flow import PracticeFlow

        self._leave_practice()
        around = self._around
        visit = PracticeFlow(
            self._stage, self._lane, around, self._desk, self._study, self._person, around.read_glossary
        )
        visit.left.connect(self._back)
        visit.failed.connect(self._practice_failed)
        self.practice = visit
        return visit

    def _practice_failed(self, error: Exception) -> None:
        self._leave_practice()
        self.failed.emit(error)

    def _leave_practice(self) -> None:
        visit, self.practice = self.practice, None
        if visit is not None:
            visit.let_go()

    def _back(self) -> None:
        self._leave_practice()
        self._show_page()

    def _show_standing(self) -> None:
        from cehrs_desktop.ui.standing_flow import StandingFlow

        person = self._person
        self._lead_to(
            StandingFlow(self._stage, self._lane, self._around.clock, self._desk, self._study, person.id, person.name)
        )

    def _show_settings(self, told: StudyDay) -> None:
        screen = StudySettingsScreen(told.profile, told.day, told.forms)
        screen.left.connect(self._show_page)
        screen.changed.connect(lambda profile: self._keep(screen, profile))
        self._stage.show(screen)

    def _keep(self, screen: StudySettingsScreen, profile: Profile) -> None:
        study, person = self._study, self._person

        def tell(error: Exception) -> None:
            if self._stage.screen is screen:
                screen.notice.tell(words.NOT_KEPT + problem_line(problem_of(error)))

        self._run(lambda: study.keep_study_profile(person.id, profile), lambda _: None, tell)
