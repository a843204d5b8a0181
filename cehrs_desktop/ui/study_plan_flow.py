"""The visit to the plan: it is read on the lane, then shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cehrs_desktop.application.ports import Candidate, PackMissing
from cehrs_desktop.application.remembering import remembered
from cehrs_desktop.application.study_plan import PlanLook, plan_look
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.presentation.report_texts import local_day
from cehrs_desktop.presentation.study_plan_view import study_plan_view
from cehrs_desktop.ui.screens.study_plan import StudyPlanScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit

if TYPE_CHECKING:
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.study_ports import StudyStore
    from cehrs_desktop.application.surroundings import Surroundings


class StudyPlanFlow(Visit):
    """The plan of `person`. `left` leads back to where it was opened, `files_wanted` to the calendar's page."""

    files_wanted = Signal()

    def __init__(
        self, stage: Stage, lane: Lane, around: Surroundings, desk: Desk, study: StudyStore, person: Candidate
    ) -> None:
        super().__init__(stage, lane)
        self._around, self._study, self._person = around, study, person
        # Every reading asks for all items.
        self._desk = desk if desk.source is None else replace(desk, source=remembered(desk.source))
        self._screen = StudyPlanScreen(stage.theme, stage.zoom)
        self._screen.left.connect(self.left)
        self._screen.files_wanted.connect(self.files_wanted)
        stage.look_changed.connect(self._renew_look)

    def start(self) -> None:
        """Show the page; what it says follows when it was read."""
        self._stage.show(self._screen)
        self._screen.focus_first()
        store, study, source, person = self._desk.store, self._study, self._desk.source, self._person
        now_ms = self._around.clock.now().wall_ms

        def work() -> PlanLook:
            if source is None:
                raise self._desk.source_error or PackMissing("")
            return plan_look(store, study, source, person, now_ms, local_day)

        self._run(work, self._show, self._failed)

    def _show(self, look: PlanLook) -> None:
        if self._stage.screen is self._screen:
            self._screen.show_view(study_plan_view(look, self._person.name))

    def _failed(self, error: Exception) -> None:
        if self._stage.screen is self._screen:
            self._screen.not_read(problem_line(problem_of(error)))

    def _renew_look(self) -> None:
        if self._stage.screen is self._screen:
            self._screen.set_theme(self._stage.theme)
