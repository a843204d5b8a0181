"""One attempt on the screen, from the name to the survey: which screen belongs to which state.

The exam's own screens are opened by `sitting_rooms`, the pages before and after it by `sitting_pages`, a rehearsed day
by `day_guide`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from cehrs_desktop.application.lockdown import level_of
from cehrs_desktop.application.sitting import Sitting
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import OVER, Phase, Session
from cehrs_desktop.presentation import lockdown_texts, texts
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.granted_look import wear
from cehrs_desktop.ui.lockdown import Lockdown
from cehrs_desktop.ui.proctor.observer import Observer
from cehrs_desktop.ui.screens.problem import ProblemScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from cehrs_desktop.ui.sitting_pages import SittingPages
from cehrs_desktop.ui.sitting_rooms import SittingRooms
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane

if TYPE_CHECKING:
    from cehrs_desktop.ui.day_guide import DayGuide

SLEEP_NOTICED_MS = 3000

BEFORE_THE_CLOCK = frozenset({Phase.NAME, Phase.AGREEMENT, Phase.TUTORIAL})


class SittingFlow(QObject):
    """Leads a candidate through one sitting.

    `over`: nothing more can happen in it; `suspended_to_close`: the suspension asked for by `suspend_and_close`
    is stored; `close_wanted`: the candidate wants to leave the program.
    """

    over = Signal()
    suspended_to_close = Signal()
    close_wanted = Signal()

    def __init__(self, stage: Stage, lane: Lane, around: Surroundings, sitting: Sitting) -> None:
        super().__init__(stage)
        self._stage = stage
        self._lane = lane
        self._around = around
        self.sitting = sitting
        # Not a child of this: a presenter outlives it until everything that was given to it is stored.
        self.presenter = ExamPresenter(lane, around.clock, sitting, stage)
        self.presenter.changed.connect(self._route)
        self.presenter.failed.connect(self._storage_failed)
        self._guide = self._make_guide()
        self._rooms = SittingRooms(stage, lane, around, self.presenter, sitting, self._guide, self)
        self._rooms.tutorial_over.connect(self._show_page)
        if self._guide is not None:
            self._guide.test_wanted.connect(self._rooms.start_test)
        self._pages = SittingPages(stage, self.presenter, self._rooms, sitting.attempt.candidate.name, self)
        self._pages.wrong_name.connect(lambda: self._abandon("wrong_name"))
        self._pages.survey_closed.connect(self._close_survey if self._guide is None else self._guide.keep_survey)
        # A look at running programs reads files that a quick start has no other use for.
        programs = around.forbidden_programs if self._guide is not None else None
        self._observer = Observer(self.presenter, around.clock, programs, self)
        self._lockdown = self._make_lockdown()
        # Where lockdown is not held: around the exam it takes the keys before any shortcut sees them.
        self._way_out = QShortcut(QKeySequence(lockdown_texts.WAY_OUT_KEYS), stage.window)
        self._way_out.setAutoRepeat(False)
        self._way_out.activated.connect(self._leave_by_keys)
        self._where: tuple[object, ...] = ()
        self._closing = False
        self._slept_ms = 0
        self._let_sleep = around.keep_awake()
        self._sleep_watch = QTimer(self, interval=1000)
        self._sleep_watch.timeout.connect(self._notice_sleep)
        self._take_off = wear(stage, sitting.attempt.accommodations)

    def _make_guide(self) -> DayGuide | None:
        """What leads through the rehearsed day; a quick start has no day."""
        day = self.sitting.attempt.day
        if day is None:
            return None
        from cehrs_desktop.ui.day_guide import DayGuide

        guide = DayGuide(self._stage, self.presenter, self._around, day)
        guide.exam_reached.connect(lambda: self._ask(c.ConfirmName))
        guide.over.connect(self._close_survey)
        guide.stopped.connect(lambda: self._abandon("not_admitted"))
        guide.leave_wanted.connect(self._leave_day)
        guide.way_out_wanted.connect(self._ask_way_out)
        return guide

    def _make_lockdown(self) -> Lockdown:
        """Around the exam only: pages before and after it are nobody's secret."""
        day = self.sitting.attempt.day
        level = level_of(self._around.settings.values["lockdown"]) if day is None else day.choices.lockdown
        made = Lockdown(self._stage.window, level, self._around.hold_system, self)
        made.way_out.connect(self._ask_way_out)
        made.observed.connect(self._observer.observed)
        return made

    # ---- beginning and leaving
    def start(self, *, reopened: bool = False) -> None:
        """Show where the sitting stands. One that was left before its clock started asks whether to go on."""
        self._stage.window.guard_keys()
        self._stage.window.fill_screen(full=bool(self._around.settings.values["full_screen"]))
        session = self.presenter.session
        if reopened and session.phase in BEFORE_THE_CLOCK:
            self._offer_to_go_on(session)
        else:
            self._route(session)

    @property
    def in_exam(self) -> bool:
        """Whether the exam goes on, be it covered with its clock standing."""
        session = self.presenter.session
        return session.phase is Phase.EXAM and session.suspended is None

    def suspend_and_close(self) -> bool:
        """Ask for the suspension of an exam before the program closes; `False` when there is none to be suspended."""
        if not self.in_exam or self._closing:
            return False
        self._closing = True
        self._rooms.flush()
        self._observer.flush()
        self.presenter.suspend("closed")
        return True

    def let_go(self) -> None:
        """The sitting is left: no clock, no heartbeat, the computer may sleep."""
        self._sleep_watch.stop()
        self._lockdown.release()
        self._observer.let_go()
        if self._guide is not None:
            self._guide.let_go()
        self._rooms.drop_test()
        self.presenter.let_go()
        self._take_off()
        self._way_out.deleteLater()
        release, self._let_sleep = self._let_sleep, lambda: None
        release()
        self._rooms.drop()
        self.deleteLater()

    # ---- from state to screen
    def _route(self, session: Session) -> None:
        """Show the screen that belongs to the state."""
        if session.phase is not Phase.EXAM or session.suspended is not None:
            self._lockdown.release()
        if self._guide is not None and session.phase not in OVER and self._guide.follow(session):
            self._where = ("day",)
            if not self._rooms.on_screen:
                self._rooms.drop_test()
            if session.phase is Phase.EXAM:
                self._watch()
            return
        where = (session.phase, session.suspended)
        if where == self._where:
            return
        self._where = where
        if session.phase is not Phase.EXAM or session.suspended is not None:
            self._stage.close_dialog()
        if session.phase in OVER:
            self._sleep_watch.stop()
            # The report is nobody's accommodation: it is built in the person's own colors.
            self._take_off()
            self.over.emit()
        elif session.phase is not Phase.EXAM:
            self._show_page()
        elif session.suspended is None:
            self._watch()
            self._rooms.show_exam(session)
        else:
            self._stand_still(session)

    def _show_page(self) -> None:
        self._pages.show(self.presenter.session)
        self._rooms.drop()

    def _close_survey(self, answers: tuple[tuple[str, str], ...]) -> None:
        self.presenter.ask(lambda at: c.CloseSurvey(at=at, answers=answers))

    def _ask(self, make: Callable[..., c.Command]) -> None:
        self.presenter.ask(lambda at: make(at=at))

    def _watch(self) -> None:
        """Show the clock, keep the heartbeat, notice sleep and hold what is held, from now on if not already."""
        self._lockdown.hold()
        if not self._sleep_watch.isActive():
            self.presenter.start_watching()
            self._slept_ms = self._around.slept_ms() or 0
            self._sleep_watch.start()

    def _notice_sleep(self) -> None:
        slept_ms = self._around.slept_ms()
        if slept_ms is None:
            return
        if slept_ms - self._slept_ms >= SLEEP_NOTICED_MS and self.presenter.session.running:
            self.presenter.suspend("sleep")
        self._slept_ms = slept_ms

    # ---- leaving on the way
    def _leave_day(self) -> None:
        """At a step of the day: the attempt stays where it is, or is given up."""
        self._stage.question(
            texts.LEAVE_DAY_TITLE, texts.LEAVE_DAY_TEXT, texts.LEAVE_DAY_YES, texts.LEAVE_DAY_NO, self.close_wanted.emit
        )

    def _leave_by_keys(self) -> None:
        """The keys of the way out before the exam and after it, where nothing is held."""
        if self.in_exam:
            self._ask_way_out()
        elif self.presenter.session.phase not in OVER:
            self._leave_day()

    def _ask_way_out(self) -> None:
        words = lockdown_texts
        self._stage.question(
            words.WAY_OUT_TITLE, words.WAY_OUT_TEXT, words.WAY_OUT_YES, words.WAY_OUT_NO, self._take_way_out
        )

    def _take_way_out(self) -> None:
        if not self.suspend_and_close():
            self.close_wanted.emit()

    # ---- standing still
    def _stand_still(self, session: Session) -> None:
        self.presenter.stop_watching()
        self._sleep_watch.stop()
        if self._closing:
            self.suspended_to_close.emit()
            return
        answered = sum(response.chosen is not None for response in session.responses)
        left_ms = session.clock.limit_ms - session.clock.used_ms
        state = texts.suspended_state(session.position, len(session.responses), answered, left_ms)
        screen = SuspendedScreen(session.suspended or "", state)
        screen.resumed.connect(lambda: self._ask(c.Resume))
        self._offer(screen)

    def _offer_to_go_on(self, session: Session) -> None:
        screen = SuspendedScreen("not_started", texts.not_started_state(self.sitting.attempt.candidate.name))
        screen.resumed.connect(lambda: self._route(session))
        self._offer(screen)

    def _offer(self, screen: SuspendedScreen) -> None:
        screen.abandoned.connect(self._ask_abandon)
        screen.left.connect(self.close_wanted)
        self._stage.show(screen)
        self._rooms.drop()

    def _ask_abandon(self) -> None:
        self._stage.question(
            texts.ABANDON_TITLE,
            texts.ABANDON_TEXT,
            texts.ABANDON_YES,
            texts.ABANDON_NO,
            lambda: self._abandon("candidate"),
        )

    def _abandon(self, reason: str) -> None:
        self.presenter.ask(lambda at: c.AbandonAttempt(at=at, reason=reason))

    def _storage_failed(self, error: Exception) -> None:
        """An act could not be stored: nothing goes on until it is stored, or the program is left."""
        self._stage.close_dialog()
        self._where = ("fault",)
        ways: list[tuple[str, Callable[[], object]]] = [
            (texts.CLOSE_PROGRAM, self._give_up),
            (texts.TRY_AGAIN, self.presenter.try_again),
        ]
        self._stage.show(ProblemScreen(problem_of(error), ways))

    def _give_up(self) -> None:
        # What cannot be stored cannot be suspended either: the next start finds the last sign of life.
        self._closing = True
        self.suspended_to_close.emit()
