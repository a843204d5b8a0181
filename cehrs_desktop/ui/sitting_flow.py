"""One attempt on the screen, from the name to the survey: which screen belongs to which state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from cehrs_desktop.application.lockdown import level_of
from cehrs_desktop.application.sitting import Sitting
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import OVER, Phase, Session
from cehrs_desktop.presentation import lockdown_texts, proctor_texts, texts
from cehrs_desktop.presentation.exam_texts import PracticeWords, tutorial_steps, tutorial_test_words
from cehrs_desktop.presentation.exam_view import Look
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.tutorial import tutorial_sitting, tutorial_test_sitting
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.granted_look import wear
from cehrs_desktop.ui.lockdown import Lockdown
from cehrs_desktop.ui.proctor.observer import Observer
from cehrs_desktop.ui.reading_aids import ReadingAids
from cehrs_desktop.ui.screens.checkin import AgreementScreen, NameScreen, TutorialScreen
from cehrs_desktop.ui.screens.closing import ReminderScreen, SurveyScreen
from cehrs_desktop.ui.screens.exam.rooms import ExamRooms
from cehrs_desktop.ui.screens.problem import ProblemScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane

if TYPE_CHECKING:
    from cehrs_desktop.rehearsal.venue import TutorialTestStep
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
        self._rooms: ExamRooms | None = None
        self._test: ExamPresenter | None = None
        self._guide = self._make_guide()
        # A look at running programs reads files that a quick start has no other use for.
        programs = around.forbidden_programs if self._guide is not None else None
        self._observer = Observer(self.presenter, around.clock, programs, self)
        self._lockdown = self._make_lockdown()
        self._where: tuple[object, ...] = ()
        self._closing = False
        self._slept_ms = 0
        self._let_sleep = around.keep_awake()
        self._sleep_watch = QTimer(self, interval=1000)
        self._sleep_watch.timeout.connect(self._notice_sleep)
        stage.look_changed.connect(self._renew_look)
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
        guide.test_wanted.connect(self._start_test)
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
        if self._rooms is not None:
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
        self._drop_test()
        self.presenter.let_go()
        self._take_off()
        release, self._let_sleep = self._let_sleep, lambda: None
        release()
        self._drop_rooms()
        self.deleteLater()

    # ---- from state to screen
    def _route(self, session: Session) -> None:
        """Show the screen that belongs to the state."""
        if session.phase is not Phase.EXAM or session.suspended is not None:
            self._lockdown.release()
        if self._guide is not None and session.phase not in OVER and self._guide.follow(session):
            self._where = ("day",)
            if self._rooms is not None and self._stage.screen not in self._rooms.screens:
                self._drop_test()
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
            self._show_step(session)
        elif session.suspended is None:
            self._show_exam(session)
        else:
            self._stand_still(session)

    def _ask(self, make: Callable[..., c.Command]) -> None:
        self.presenter.ask(lambda at: make(at=at))

    def _show_step(self, session: Session) -> None:
        match session.phase:
            case Phase.NAME:
                screen: QWidget = self._name_screen()
            case Phase.AGREEMENT:
                screen = self._agreement_screen()
            case Phase.TUTORIAL:
                screen = self._tutorial_screen(session)
            case Phase.REMINDER:
                screen = self._reminder_screen(session)
            case _:
                screen = self._survey_screen()
        self._stage.show(screen)
        self._drop_rooms()

    def _name_screen(self) -> QWidget:
        screen = NameScreen(self.sitting.attempt.candidate.name)
        screen.confirmed.connect(lambda: self._ask(c.ConfirmName))
        screen.wrong.connect(lambda: self._abandon("wrong_name"))
        return screen

    def _agreement_screen(self) -> QWidget:
        screen = AgreementScreen()
        screen.accepted.connect(lambda: self._ask(c.AcceptAgreement))
        screen.declined.connect(self._ask_decline)
        return screen

    def _tutorial_screen(self, session: Session) -> QWidget:
        only_next = session.rules.only_next_records
        steps = tutorial_steps(self._look, only_next_records=only_next, scratch_pad=self._scratch_pad)
        screen = TutorialScreen(self._rules(session), steps)
        screen.tutorial_wanted.connect(self._start_tutorial)
        screen.exam_wanted.connect(self._ask_start)
        return screen

    def _reminder_screen(self, session: Session) -> QWidget:
        screen = ReminderScreen(session.ended or "")
        screen.read_on.connect(lambda: self._ask(c.AcknowledgeReminder))
        return screen

    def _survey_screen(self) -> QWidget:
        screen = SurveyScreen()
        screen.closed.connect(self._close_survey if self._guide is None else self._guide.keep_survey)
        return screen

    def _close_survey(self, answers: tuple[tuple[str, str], ...]) -> None:
        self.presenter.ask(lambda at: c.CloseSurvey(at=at, answers=answers))

    def _ask_decline(self) -> None:
        self._stage.question(
            texts.DECLINE_TITLE,
            texts.DECLINE_TEXT,
            texts.DECLINE_YES,
            texts.DECLINE_NO,
            lambda: self._ask(c.DeclineAgreement),
        )

    def _rules(self, session: Session) -> tuple[str, ...]:
        rules = session.rules
        day = self.sitting.attempt.day
        return texts.rules(
            rules.minutes,
            len(session.responses),
            rules.warnings,
            rules.clock_returns,
            rules.result,
            only_next_records=rules.only_next_records,
            extra_seconds=rules.extra_seconds,
            breaks_stop_clock=rules.breaks_stop_clock,
        ) + (() if day is None else day.venue.house_rules)

    # ---- the tutorial
    def _start_tutorial(self) -> None:
        only_next = self.presenter.session.rules.only_next_records
        candidate = self.sitting.attempt.candidate
        practice = tutorial_sitting(self._around.clock, candidate, self._look, only_next_records=only_next)
        presenter = ExamPresenter(self._lane, self._around.clock, practice, self._stage)
        rooms = self._make_rooms(presenter, practice, tutorial=True)
        presenter.ended.connect(lambda _: self._end_tutorial(presenter))
        rooms.left.connect(lambda: self._end_tutorial(presenter))
        self._practise(presenter, rooms)

    def _practise(self, presenter: ExamPresenter, rooms: ExamRooms) -> None:
        self._open_rooms(rooms)
        rooms.show_session(presenter.session)
        presenter.start_watching()

    def _end_tutorial(self, presenter: ExamPresenter) -> None:
        self._stage.close_dialog()
        self._show_step(self.presenter.session)
        presenter.let_go()

    # ---- the Tutorial Test
    def _start_test(self, step: TutorialTestStep) -> None:
        only_next = self.presenter.session.rules.only_next_records
        candidate = self.sitting.attempt.candidate
        practice = tutorial_test_sitting(self._around.clock, candidate, step.minutes, only_next_records=only_next)
        words = tutorial_test_words(len(practice.items), step.minutes, self._look, only_next_records=only_next)
        presenter = self._test = ExamPresenter(self._lane, self._around.clock, practice, self._stage)
        rooms = self._make_rooms(presenter, practice, tutorial=True, words=words)
        presenter.ended.connect(lambda _: self._end_test(time_over=True))
        rooms.left.connect(lambda: self._end_test(time_over=False))
        self._practise(presenter, rooms)

    def _end_test(self, *, time_over: bool) -> None:
        """Its screens stay until the end is noted and the step has their place."""
        self._stage.close_dialog()
        if self._guide is not None:
            self._guide.end_test(time_over=time_over)

    def _drop_test(self) -> None:
        if self._test is not None:
            presenter, self._test = self._test, None
            self._drop_rooms()
            presenter.let_go()

    def _ask_start(self) -> None:
        session = self.presenter.session
        self._stage.question(
            texts.START_TITLE,
            texts.start_question(len(session.responses), session.rules.minutes, session.rules.extra_seconds),
            texts.START_YES,
            texts.START_NO,
            lambda: self._ask(c.StartExam),
        )

    # ---- the exam
    def _show_exam(self, session: Session) -> None:
        if self._rooms is None or self._rooms.tutorial:
            self._drop_rooms()
            self._open_rooms(self._make_rooms(self.presenter, self.sitting, tutorial=False))
            if self._guide is not None and self._rooms is not None:
                self._guide.furnish(self._rooms)
        self._watch()
        if self._rooms is not None:
            self._rooms.show_session(session)

    def _make_rooms(
        self, presenter: ExamPresenter, sitting: Sitting, *, tutorial: bool, words: PracticeWords | None = None
    ) -> ExamRooms:
        stage = self._stage
        rooms = ExamRooms(
            presenter,
            sitting,
            stage.theme,
            stage.zoom,
            tutorial=tutorial,
            look=self._look,
            scratch_pad=self._scratch_pad,
            words=words,
        )
        # Belongs to the rooms and goes with them.
        ReadingAids(stage, rooms, presenter, sitting.items, self.sitting.attempt.accommodations)
        return rooms

    @property
    def _look(self) -> Look:
        """The question screen of this day, or of the settings."""
        day = self.sitting.attempt.day
        chosen = self._around.settings.values["screen"] if day is None else day.choices.screen
        return "older" if chosen == "older" else "default"

    @property
    def _scratch_pad(self) -> bool:
        day = self.sitting.attempt.day
        return day is not None and day.venue.scratch_pad

    def _watch(self) -> None:
        """Show the clock, keep the heartbeat, notice sleep and hold what is held, from now on if not already."""
        self._lockdown.hold()
        if not self._sleep_watch.isActive():
            self.presenter.start_watching()
            self._slept_ms = self._around.slept_ms() or 0
            self._sleep_watch.start()

    def _open_rooms(self, rooms: ExamRooms) -> None:
        self._rooms = rooms
        self._stage.keep(*rooms.screens)
        rooms.screen_wanted.connect(self._stage.show_kept)
        rooms.zoom_wanted.connect(lambda zoom: self._stage.change("zoom", zoom))
        rooms.contrast_wanted.connect(self._stage.next_contrast)
        rooms.help_wanted.connect(lambda: self._stage.page(texts.HELP_TITLE, (texts.HELP_LEAD,), self._keys(rooms)))
        rooms.rules_wanted.connect(self._show_rules)
        rooms.end_wanted.connect(self._ask_end)

    def _keys(self, rooms: ExamRooms) -> tuple[tuple[str, str], ...]:
        # A Tutorial Test has no proctor.
        alone = self._guide is None or self._test is not None
        return rooms.keys if alone else (*rooms.keys, proctor_texts.HELP_KEY)

    def _drop_rooms(self) -> None:
        if self._rooms is not None:
            rooms, self._rooms = self._rooms, None
            self._stage.forget(*rooms.screens)
            rooms.deleteLater()

    def _renew_look(self) -> None:
        if self._rooms is not None:
            self._rooms.set_look(self._stage.theme, self._stage.zoom)

    def _ask_end(self) -> None:
        responses = self.presenter.session.responses
        blank = sum(response.chosen is None for response in responses)
        marked = sum(response.marked for response in responses)
        self._stage.question(
            texts.END_TITLE,
            texts.end_question(blank, marked),
            texts.END_YES,
            texts.END_NO,
            self.presenter.submit,
        )

    def _show_rules(self) -> None:
        lines = tuple(f"–  {rule}" for rule in self._rules(self.presenter.session))
        self._stage.page(texts.RULES_TITLE, lines)

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
        self._drop_rooms()

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
