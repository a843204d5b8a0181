"""The visit to "Where I stand": rehearsals are taken over and everything is read on the lane, then it is shown."""

from __future__ import annotations

from dataclasses import replace

from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.insight import Standing, standing_of
from cehrs_desktop.application.ports import Clock
from cehrs_desktop.application.study_log import catch_up
from cehrs_desktop.application.study_ports import StudyStore
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.presentation.report_texts import local_day
from cehrs_desktop.presentation.standing_view import standing_view
from cehrs_desktop.ui.screens.standing import StandingScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit


class StandingFlow(Visit):
    """`left` leads back to where it was opened. `name` is the learner's, as it is shown."""

    def __init__(
        self, stage: Stage, lane: Lane, clock: Clock, desk: Desk, study: StudyStore, candidate_id: str, name: str
    ) -> None:
        super().__init__(stage, lane)
        self._clock, self._desk, self._study = clock, desk, study
        self._candidate_id, self._name = candidate_id, name
        self._asked = 0
        self._screen = StandingScreen(stage.theme)
        self._screen.page_wanted.connect(stage.page)
        self._screen.sealed_chosen.connect(self._seal)
        self._screen.left.connect(self.left)
        stage.look_changed.connect(self._renew_look)

    def start(self) -> None:
        """Show the screen; what it says follows when it was read."""
        self._stage.show(self._screen)
        self._read()

    def _read(self, sealed: int | None = None) -> None:
        store, study, source, candidate = self._desk.store, self._study, self._desk.source, self._candidate_id
        now_ms = self._clock.now().wall_ms
        today = local_day(now_ms)

        def work() -> Standing:
            if sealed is not None:
                study.keep_study_profile(candidate, replace(study.study_profile(candidate), sealed=sealed))
            catch_up(store, study, candidate, now_ms)
            return standing_of(store, study, source, candidate, now_ms, today)

        self._asked += 1
        asked = self._asked

        def read(told: Standing) -> None:
            # What was asked for since is on its way: nothing jumps back in between.
            if asked == self._asked:
                self._show(told)

        self._lane.run(work, read, self._failed)

    def _show(self, told: Standing) -> None:
        if self._stage.screen is self._screen:
            first = self._screen.part is None
            self._screen.show_view(standing_view(told, self._name))
            if first:
                self._screen.focus_first()

    def _failed(self, error: Exception) -> None:
        if self._stage.screen is self._screen:
            self._screen.not_read(problem_line(problem_of(error)))

    def _seal(self, sealed: int) -> None:
        self._read(sealed)

    def _renew_look(self) -> None:
        if self._stage.screen is self._screen:
            self._screen.set_theme(self._stage.theme)
