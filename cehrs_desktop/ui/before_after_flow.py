"""The visit to the time before and after the exam: read on the lane, and kept there after each change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from cehrs_desktop.application.before_after import Entered, entered, keep_entered, with_tick
from cehrs_desktop.presentation import before_after_texts as words
from cehrs_desktop.presentation.before_after_view import before_after_view
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.presentation.report_texts import local_day
from cehrs_desktop.study.afterwards import After, Credit
from cehrs_desktop.ui.screens.before_after import BeforeAfterScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit

if TYPE_CHECKING:
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.ports import Candidate
    from cehrs_desktop.application.study_ports import StudyStore
    from cehrs_desktop.application.surroundings import Surroundings

_Entry = TypeVar("_Entry")


class BeforeAfterFlow(Visit):
    """The page of `person`, who is known to the store. `left` leads back to where it was opened."""

    def __init__(
        self, stage: Stage, lane: Lane, around: Surroundings, desk: Desk, study: StudyStore, person: Candidate
    ) -> None:
        super().__init__(stage, lane)
        self._study, self._person = study, person
        self._today = local_day(around.clock.now().wall_ms)
        self._entered = Entered()
        self._screen = BeforeAfterScreen(stage.zoom)
        self._screen.left.connect(self.left)
        self._screen.ticked.connect(self._tick)
        self._screen.venue_chosen.connect(self._choose_venue)

    def start(self) -> None:
        """Show the page; what it says follows when it was read."""
        self._stage.show(self._screen)
        self._screen.focus_first()
        study, person = self._study, self._person
        self._lane.run(lambda: entered(study, person.id), self._show, self._not_read)

    def _show(self, read: Entered) -> None:
        if self._stage.screen is not self._screen:
            return
        self._entered = read
        self._screen.open(before_after_view(read, self._today))
        retake, renewal = self._screen.retake, self._screen.renewal
        assert retake is not None
        assert renewal is not None
        retake.fail_added.connect(self._add_fail)
        retake.fail_removed.connect(self._remove_fail)
        retake.waits_set.connect(self._set_waits)
        renewal.passed_set.connect(self._set_passed)
        renewal.credit_added.connect(self._add_credit)
        renewal.credit_removed.connect(self._remove_credit)
        renewal.told.connect(self._screen.notice.tell)

    def _not_read(self, error: Exception) -> None:
        if self._stage.screen is self._screen:
            self._screen.not_read(problem_line(problem_of(error)))

    # ---- what is entered
    def _tick(self, name: str, code: str, ticked: bool) -> None:
        self._change(with_tick(self._entered, name, code, ticked=ticked))

    def _choose_venue(self, venue: str) -> None:
        self._change(replace(self._entered, venue=venue))
        self._screen.show_lists(before_after_view(self._entered, self._today))

    def _add_fail(self, day: str) -> None:
        # One exam a day: a date that is added twice is the same exam.
        days = sorted({*self._entered.after.failed_days, day})
        self._change_after(replace(self._entered.after, failed_days=tuple(days)))

    def _remove_fail(self, at: int) -> None:
        self._change_after(replace(self._entered.after, failed_days=_without(self._entered.after.failed_days, at)))

    def _set_waits(self, fails: int, months: int) -> None:
        self._change(replace(self._entered, wait_fails=fails, wait_months=months))

    def _set_passed(self, day: str) -> None:
        self._change_after(replace(self._entered.after, passed_day=day))

    def _add_credit(self, credit: Credit) -> None:
        self._screen.notice.clear()
        credits = sorted((*self._entered.after.credits, credit), key=lambda one: one.day)
        self._change_after(replace(self._entered.after, credits=tuple(credits)))

    def _remove_credit(self, at: int) -> None:
        self._change_after(replace(self._entered.after, credits=_without(self._entered.after.credits, at)))

    def _change_after(self, after: After) -> None:
        self._change(replace(self._entered, after=after))

    def _change(self, now: Entered) -> None:
        self._entered = now
        self._screen.show_view(before_after_view(now, self._today))
        study, person = self._study, self._person
        self._lane.run(lambda: keep_entered(study, person.id, now), lambda _: None, self._not_kept)

    def _not_kept(self, error: Exception) -> None:
        if self._stage.screen is self._screen:
            self._screen.notice.tell(words.NOT_KEPT + problem_line(problem_of(error)))


def _without(entries: tuple[_Entry, ...], at: int) -> tuple[_Entry, ...]:
    return (*entries[:at], *entries[at + 1 :])
