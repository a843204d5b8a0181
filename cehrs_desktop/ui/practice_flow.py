"""The visit to practice: a set that waits, the wish, the set itself, what came of it. Draws nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal

from cehrs_desktop.application import practising
from cehrs_desktop.application.desk import Desk
from cehrs_desktop.application.ports import Candidate, PackMissing
from cehrs_desktop.application.practising import NothingToPractise, Stock
from cehrs_desktop.application.remembering import remembered
from cehrs_desktop.application.study_ports import DamagedSet, StudyStore
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation.practice_terms import linker, term_page
from cehrs_desktop.presentation.practice_view import Linker, count_line, unlinked
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.presentation.report_texts import local_day, moment, moment_text
from cehrs_desktop.study.drawing import Drawn
from cehrs_desktop.study.practice import Wish
from cehrs_desktop.study.practice_run import PracticeRun
from cehrs_desktop.study.profile import Note
from cehrs_desktop.ui.practice_notes import PracticeNotes
from cehrs_desktop.ui.practice_place import PracticePlace
from cehrs_desktop.ui.practice_result import PracticeResult
from cehrs_desktop.ui.practice_sitting import PracticeSitting
from cehrs_desktop.ui.screens.practice.waiting import PracticeWaitingScreen
from cehrs_desktop.ui.screens.practice.wish import PracticeWishScreen
from cehrs_desktop.ui.screens.problem import ProblemScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit
from cehrs_desktop.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from cehrs_desktop.study.glossary import Glossary

Result = TypeVar("Result")

_NO_PLAN = Blueprint("", "", None, 1, ())
"""Stands in for the test plan where the items are missing: a set that waits can be worked all the same."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the visit begins with, read in one go."""

    damaged: tuple[DamagedSet, ...]
    waiting: PracticeRun | None
    notes: Mapping[str, Note]
    stock: Stock | None
    wish: Wish
    glossary: Glossary | None


class PracticeFlow(Visit):
    """`ended` carries the id of a set that is over: its answers are kept, and what hangs on them (cards, plan) can be
    made anew. `failed` carries the error when there is nothing to show.

    `study` is the study store on the connection of `desk.store`; `read_glossary`, called on the lane, reads the
    glossary (`None`: its terms are not explained).
    """

    ended = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        stage: Stage,
        lane: Lane,
        around: Surroundings,
        desk: Desk,
        study: StudyStore,
        candidate: Candidate,
        read_glossary: Callable[[], Glossary] | None = None,
    ) -> None:
        super().__init__(stage, lane)
        self._around, self._desk, self._study = around, desk, study
        self._candidate, self._read_glossary = candidate, read_glossary
        # Items are read anew with each question to a source; a visit asks more than once.
        self._source = remembered(desk.source) if desk.source is not None else None
        self._notes = PracticeNotes(self, lane, around.clock, desk.store, study, candidate.id)
        self._glossary: Glossary | None = None
        self._link: Linker = unlinked
        self._stock: Stock | None = None
        self._sitting: PracticeSitting | None = None
        self._result: PracticeResult | None = None
        self._at_work = False

    @property
    def sitting(self) -> PracticeSitting | None:
        """The set that is being worked."""
        return self._sitting

    # ---- beginnings
    def start(self) -> None:
        """Show the set that waits, else the wish."""
        self._open(lambda read: self._show_wish(read.wish))

    def start_wish(self, wish: Wish) -> None:
        """Begin a set as it is wished (a task of the day); one that waits comes first."""
        self._open(lambda _: self._draw(wish))

    def start_review(self, item_ids: Sequence[str]) -> None:
        """Begin a review of these items. A set that waits goes on waiting, unless its answers may still change: what
        they make of the cards is not known before its end."""
        self._open(lambda _: self._begin_review(tuple(item_ids)), beside=True)

    def go_on(self) -> None:
        """Go on with the set that waits, where there is one; else show the wish."""
        self._open(lambda read: self._show_wish(read.wish), at_once=True)

    def let_go(self) -> None:
        """The visit is over; the set that is being worked waits with its clock stopped."""
        if self._sitting is not None:
            self._sitting.let_go()
        self._notes.let_go()
        super().let_go()

    def _open(self, then: Callable[[_Read], object], *, beside: bool = False, at_once: bool = False) -> None:
        """Read, then do `then`, unless a set waits: it is offered, or gone on with `at_once`, but for a set whose
        answers are final and that something may be begun `beside`."""
        store, study, source, person = self._desk.store, self._study, self._source, self._candidate
        today, read_glossary = self._today(), self._read_glossary
        now_ms = self._around.clock.now().wall_ms

        def work() -> _Read:
            if all(known.id != person.id for known in store.candidates()):
                store.save_candidate(person)
            return _Read(
                study.damaged_sets(person.id),
                practising.open_run(store, study, person.id),
                study.notes(person.id),
                None if source is None else practising.stock_of(store, study, source, person.id, today, now_ms),
                practising.last_wish(study, person.id),
                read_glossary() if read_glossary is not None else None,
            )

        def read(found: _Read) -> None:
            self._notes.read(dict(found.notes))
            self._stock = found.stock
            self._glossary, self._link = found.glossary, linker(found.glossary)
            if found.damaged:
                again = partial(self._open, then, beside=beside, at_once=at_once)
                self._show_damaged(found.damaged[0], again)
            elif found.waiting is not None and at_once:
                self._sit(found.waiting)
            elif found.waiting is not None and not (beside and found.waiting.wish.feedback == "each"):
                self._show_waiting(found.waiting)
            elif found.stock is None:
                self.failed.emit(self._desk.source_error or PackMissing("items.pack"))
            else:
                then(found)

        self._run(work, read, self.failed.emit)

    # ---- a set that waits
    def _show_damaged(self, damaged: DamagedSet, then: Callable[[], None]) -> None:
        """Say that a set cannot be gone on with; it is put away only when the learner says so."""
        study, at = self._study, moment_text(moment(damaged.started_ms))

        def put_away() -> None:
            self._once(lambda: study.end_set(damaged.id, damaged.spent_ms), lambda _: then(), self.failed.emit)

        ways = [(words.BACK, self.left.emit), (words.PUT_AWAY, put_away)]
        self._stage.show(ProblemScreen(words.damaged(at, damaged.answered, damaged.id), ways))

    def _show_waiting(self, run: PracticeRun) -> None:
        screen = PracticeWaitingScreen(
            words.waiting(run.answered, run.count, timed=bool(run.wish.minutes), extra=run.wish.extra_percent > 0)
        )
        screen.go_on_wanted.connect(lambda: self._sit(run))
        screen.end_wanted.connect(lambda: self._end_waiting(run))
        screen.left.connect(self.left)
        self._stage.show(screen)

    def _end_waiting(self, run: PracticeRun) -> None:
        study, at = self._study, self._around.clock.now()
        self._once(lambda: practising.end(study, run, at), lambda ended: self._show_end(ended, out_of_time=False))

    # ---- the wish
    def _show_wish(self, wish: Wish) -> None:
        assert self._stock is not None, "nothing is wished without items"
        screen = PracticeWishScreen(wish, self._plan, self._stock.extra_percent)
        screen.changed.connect(self._count)
        screen.start_wanted.connect(lambda wished: self._draw(wished, chosen=True))
        screen.left.connect(self.left)
        self._stage.show(screen)
        screen.tell_now()

    def _count(self, wish: Wish) -> None:
        screen, stock = self._stage.screen, self._stock
        study, person = self._study, self._candidate.id
        assert stock is not None, "the wish is not shown without items"

        def work() -> Drawn:
            practising.remember_wish(study, person, wish)
            return practising.drawn(stock, wish, "count")

        def counted(drawn: Drawn) -> None:
            if isinstance(screen, PracticeWishScreen) and self._stage.screen is screen and screen.wish() == wish:
                screen.show_count(count_line(drawn), possible=bool(drawn.slots))

        self._run(work, counted, self._told)

    def _draw(self, wish: Wish, *, chosen: bool = False) -> None:
        """Begin a set; one that the learner has `chosen` is remembered, one of the plan is not."""
        stock, study, person = self._stock, self._study, self._candidate.id
        seed, set_id, at = self._around.new_id(), self._around.new_id(), self._around.clock.now()
        assert stock is not None, "nothing is wished without items"

        def work() -> PracticeRun | None:
            if chosen:
                practising.remember_wish(study, person, wish)
            drawn = practising.drawn(stock, wish, seed)
            return practising.begin(study, stock, person, wish, drawn, set_id, at) if drawn.slots else None

        def begun(run: PracticeRun | None) -> None:
            if run is not None:
                self._sit(run)
            elif not isinstance(self._stage.screen, PracticeWishScreen):
                # A wish of the day that nothing meets any more: the page says why.
                self._show_wish(wish)

        self._once(work, begun)

    def _begin_review(self, item_ids: tuple[str, ...]) -> None:
        stock, study, person = self._stock, self._study, self._candidate.id
        set_id, at = self._around.new_id(), self._around.clock.now()
        assert stock is not None, "nothing is reviewed without items"

        def begun(found: tuple[PracticeRun, tuple[str, ...]]) -> None:
            self._sit(found[0])
            if found[1]:
                self._tell(words.gone(len(found[1])))

        def nothing(error: Exception) -> None:
            if isinstance(error, NothingToPractise):
                self._show_wish(Wish())
                self._tell(words.gone(len(item_ids)))
            else:
                self.failed.emit(error)

        self._once(lambda: practising.begin_review(study, stock, person, item_ids, set_id, at), begun, nothing)

    # ---- the set
    def _place(self) -> PracticePlace:
        return PracticePlace(
            self._stage,
            self._lane,
            self._around.clock,
            self._study,
            self._notes,
            self._candidate,
            self._plan.version,
            self._today(),
            self._pack,
            self._link,
            self._show_term,
        )

    def _sit(self, run: PracticeRun) -> None:
        sitting = PracticeSitting(self, self._place(), run)
        sitting.over.connect(lambda ended, out_of_time: self._show_end(ended, out_of_time=out_of_time))
        sitting.left.connect(self._sitting_left)
        self._sitting = sitting
        sitting.begin()

    def _sitting_left(self) -> None:
        self._drop_sitting()
        self.left.emit()

    def _drop_sitting(self) -> None:
        for part in (self._sitting, self._result):
            if part is not None:
                part.deleteLater()
        self._sitting = self._result = None

    # ---- the end
    def _show_end(self, run: PracticeRun, *, out_of_time: bool) -> None:
        self._drop_sitting()
        self.ended.emit(run.practice.id)
        result = PracticeResult(self, self._place(), self._plan, run, out_of_time=out_of_time)
        result.again_wanted.connect(self.start)
        result.left.connect(self.left)
        result.shown.connect(self._back_up)
        self._result = result
        result.begin()

    def _back_up(self) -> None:
        """As after an exam; the learner reads the result meanwhile, and is not told when it cannot be made."""
        self._lane.run(self._desk.store.back_up, lambda _: None, lambda _: None)

    def _show_term(self, term_id: str) -> None:
        page = term_page(self._glossary, term_id)
        if page is not None:
            self._stage.page(*page)

    # ---- telling
    @property
    def _plan(self) -> Blueprint:
        return self._source.blueprint if self._source is not None else _NO_PLAN

    @property
    def _pack(self) -> str:
        return self._source.pack_id if self._source is not None else ""

    def _today(self) -> str:
        return local_day(self._around.clock.now().wall_ms)

    def _told(self, error: Exception) -> None:
        self._tell(problem_line(problem_of(error)))

    def _tell(self, line: str) -> None:
        notice = getattr(self._stage.screen, "notice", None)
        if isinstance(notice, Notice):
            notice.tell(line)

    def _once(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Do what begins or ends a set: a second press of a button must not do the same again."""
        if self._at_work:
            return
        self._at_work = True

        def here(result: Result) -> None:
            self._at_work = False
            done(result)

        def lost(error: Exception) -> None:
            self._at_work = False
            (failed or self._told)(error)

        self._run(work, here, lost)
