"""From a result to what hangs on it: the report, the review, what was reported about an item. Draws nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.debriefing import Debriefing, annotate, read_debrief
from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.ports import Clock, ItemReport
from cehrs_desktop.application.results import AttemptRecord, read_record
from cehrs_desktop.application.standing import standing_at
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.presentation.report_texts import local_day, moment, moment_text, report_kept
from cehrs_desktop.presentation.report_view import report_view
from cehrs_desktop.presentation.review_view import ReviewItem, review_view
from cehrs_desktop.psychometrics.readiness import PassChance
from cehrs_desktop.ui.screens.debrief import DebriefScreen
from cehrs_desktop.ui.screens.report.screen import ReportScreen
from cehrs_desktop.ui.screens.review.screen import ReviewScreen
from cehrs_desktop.ui.stage import Stage

Ended = tuple[AttemptRecord, PassChance | None]


class OnLane(Protocol):
    """Do work on the database lane; trouble that nobody handles is shown as a page."""

    def __call__(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[Exception], None] | None = None
    ) -> None: ...


class ResultFlow(QObject):
    """`left` leads back to the first page."""

    left = Signal()

    def __init__(self, stage: Stage, on_lane: OnLane, clock: Clock, desk: Desk) -> None:
        super().__init__(stage)
        self._stage, self._on_lane, self._clock, self._desk = stage, on_lane, clock, desk

    def open(self, attempt_id: str) -> None:
        """Show a result; one that was to come later only after a question."""
        store, study = self._desk.store, self._desk.study

        def work() -> Ended:
            record = read_record(store, attempt_id)
            return record, standing_at(store, record, study)

        self._on_lane(work, self._show_or_ask)

    def _show_or_ask(self, ended: Ended) -> None:
        record, standing = ended
        if record.visible_ms is None:
            return
        if record.visible_ms <= self._clock.now().wall_ms:
            self.show(record, standing)
            return
        text = texts.early_text(moment_text(moment(record.visible_ms)))
        self._stage.question(
            texts.EARLY_TITLE, text, texts.EARLY_YES, texts.EARLY_NO, lambda: self.show(record, standing)
        )

    def show(self, record: AttemptRecord, standing: PassChance | None) -> None:
        """Show the report."""
        screen = ReportScreen(self._stage.theme)
        screen.show_view(report_view(record, standing))
        screen.review_wanted.connect(lambda _: self._show_review(record, standing))
        screen.page_wanted.connect(self._stage.page)
        attempt_id = record.stored.attempt.id
        screen.debrief_wanted.connect(lambda: self.debrief(attempt_id, lambda: self.show(record, standing)))
        screen.left.connect(self.left)
        self._stage.window.fill_screen(full=False)
        self._stage.show(screen)

    def debrief(self, attempt_id: str, back: Callable[[], object]) -> None:
        """Show what came up on the day; `back` is where it was opened."""
        store = self._desk.store

        def read(told: Debriefing) -> None:
            screen = DebriefScreen(self._stage.theme, self._stage.zoom)
            screen.show_debrief(told)
            screen.annotated.connect(lambda seq, text: self._annotate(screen, attempt_id, seq, text))
            screen.left.connect(back)
            self._stage.show(screen)

        self._on_lane(lambda: read_debrief(store, attempt_id), read)

    def _annotate(self, screen: DebriefScreen, attempt_id: str, seq: int, text: str) -> None:
        store, at = self._desk.store, self._clock.now()

        def kept(told: Debriefing) -> None:
            if self._stage.screen is screen:
                screen.show_debrief(told)

        def lost(error: Exception) -> None:
            if self._stage.screen is screen:
                screen.not_kept(problem_line(problem_of(error)))

        self._on_lane(lambda: annotate(store, attempt_id, seq, text, at), kept, lost)

    def _show_review(self, record: AttemptRecord, standing: PassChance | None) -> None:
        screen = ReviewScreen(self._stage.theme)
        today = local_day(self._clock.now().wall_ms)
        screen.show_view(review_view(record, today))
        screen.left.connect(lambda: self.show(record, standing))
        screen.report_made.connect(lambda item, kind, text: self._keep_report(record, screen, item, kind, text))
        self._stage.show(screen)

    def _keep_report(self, record: AttemptRecord, screen: ReviewScreen, item: ReviewItem, kind: str, text: str) -> None:
        store, attempt = self._desk.store, record.stored.attempt
        now = self._clock.now().wall_ms
        made = ItemReport(now, attempt.id, attempt.form.pack_id, item.item_id, item.item_version, kind, text)

        def work() -> int:
            store.report_item(made)
            return len(store.item_reports())

        def kept(count: int) -> None:
            if self._stage.screen is screen:
                screen.notice.tell(report_kept(count))

        def lost(error: Exception) -> None:
            # What was written is put back before the candidate's eyes: it is not stored anywhere yet.
            if self._stage.screen is screen:
                screen.notice.tell(problem_line(problem_of(error)))
                screen.ask_report(item, kind, text)

        self._on_lane(work, kept, lost)
