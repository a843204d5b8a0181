"""From one screen to the next: which screen belongs to the state, and who is asked what. Draws nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from cehrs_desktop.application.desk import Desk, Readiness, open_line
from cehrs_desktop.application.ports import AttemptLine, Backup, Candidate, StoreDamaged, StoreError
from cehrs_desktop.application.results import AttemptRecord, close_attempt, read_record
from cehrs_desktop.application.sitting import Sitting, begin_attempt, reopen_attempt
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import OVER, Phase, Rules, Session
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_view import report_view
from cehrs_desktop.presentation.review_view import review_view
from cehrs_desktop.presentation.tutorial import tutorial_sitting
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.checkin import AgreementScreen, NameScreen, TutorialScreen
from cehrs_desktop.ui.screens.closing import LaterScreen, ReminderScreen, SurveyScreen
from cehrs_desktop.ui.screens.exam.rooms import ExamRooms
from cehrs_desktop.ui.screens.home import HomeScreen
from cehrs_desktop.ui.screens.problem import ProblemScreen
from cehrs_desktop.ui.screens.report.screen import ReportScreen
from cehrs_desktop.ui.screens.review.screen import ReviewScreen
from cehrs_desktop.ui.screens.settings import SettingsScreen
from cehrs_desktop.ui.screens.suspended import SuspendedScreen
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.widgets.basics import enlarge
from cehrs_desktop.ui.widgets.dialogs import ask, read
from cehrs_desktop.ui.window import Window, theme_named

Result = TypeVar("Result")

LEAST_FREE_BYTES = 50_000_000
SLEEP_NOTICED_MS = 3000
THEME_ORDER = ("light", "dark", "high_contrast", "cream")


class Flow(QObject):
    """Leads through the program. `start` paints the first page; everything else follows from what people do."""

    def __init__(self, window: Window, lane: Lane, around: Surroundings) -> None:
        super().__init__(window)
        self._window = window
        self._lane = lane
        self._around = around
        self._desk: Desk | None = None
        self._lines: tuple[AttemptLine, ...] = ()
        self._wanted: tuple[str, str] | None = None
        self._sitting: Sitting | None = None
        self._presenter: ExamPresenter | None = None
        self._rooms: ExamRooms | None = None
        self._where: tuple[object, ...] = ()
        self._screen: QWidget | None = None
        self._home: HomeScreen | None = None
        self._dialog: QDialog | None = None
        self._closing = False
        # Work on the lane that a button began: a second press of it must not begin the same again.
        self._at_work = 0
        self._sleep_until: Callable[[], None] | None = None
        self._slept_ms = 0
        self._theme = theme_named(str(around.settings.values["theme"]))
        window.set_theme(self._theme)
        window.setWindowTitle(texts.PROGRAM)
        window.may_close = self._may_close
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _: self._retheme())
        self._sleep_watch = QTimer(self, interval=1000)
        self._sleep_watch.timeout.connect(self._notice_sleep)

    # ---- small things
    @property
    def _zoom(self) -> float:
        value = self._around.settings.values["zoom"]
        return float(value) if isinstance(value, (int, float, str)) else 1.0

    def _on_lane(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        def then(report: Callable[[Any], None]) -> Callable[[Any], None]:
            def settle(outcome: object) -> None:
                self._at_work -= 1
                report(outcome)

            return settle

        self._at_work += 1
        self._lane.run(work, then(done), then(failed or self._show_problem))

    def _show(self, screen: QWidget, *, keep: bool = False) -> None:
        """Show a screen; the one before is forgotten unless it is kept by somebody else."""
        before, self._screen = self._screen, screen
        if not keep:
            enlarge(screen, self._zoom)
        self._window.show_screen(screen)
        kept = (self._home, *(self._rooms.screens if self._rooms else ()))
        if before is not None and before is not screen and before not in kept:
            self._window.drop_screen(before)

    def _question(self, title: str, text: str, yes: str, no: str, on_yes: Callable[[], object]) -> None:
        self._opened(ask(self._window, title, text, yes, no, on_yes, zoom=self._zoom))

    def _page(self, title: str, lines: Sequence[str], pairs: Sequence[tuple[str, str]] = ()) -> None:
        self._opened(read(self._window, title, lines, pairs, zoom=self._zoom))

    def _opened(self, dialog: QDialog) -> None:
        self._close_dialog()
        self._dialog = dialog
        dialog.finished.connect(self._dialog_gone)

    def _dialog_gone(self) -> None:
        self._dialog = None

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            dialog, self._dialog = self._dialog, None
            dialog.blockSignals(True)
            dialog.done(0)

    def _retheme(self) -> None:
        self._theme = theme_named(str(self._around.settings.values["theme"]))
        self._window.set_theme(self._theme)
        if self._rooms is not None:
            self._rooms.set_look(self._theme, self._zoom)

    def _change(self, key: str, value: object) -> None:
        if key == "zoom":
            value = float(str(value))
        if isinstance(value, (str, int, float, bool)):
            self._around.settings.change(key, value)
        if key in ("theme", "zoom"):
            self._retheme()

    def _next_contrast(self) -> None:
        name = self._theme.name
        self._change("theme", THEME_ORDER[(THEME_ORDER.index(name) + 1) % len(THEME_ORDER)])

    # ---- the beginning
    def start(self) -> None:
        """Paint the first page from what was last seen; open the data once it is on the screen."""
        self._lines = self._around.cache.read()
        self._show_home()
        self._window.after_paint(self._open_desk)
        self._window.show()

    def _open_desk(self) -> None:
        def work() -> tuple[Desk, tuple[AttemptLine, ...]]:
            desk = self._around.open_desk()
            return desk, desk.store.lines()

        self._on_lane(work, self._desk_opened, self._desk_failed)

    def _desk_opened(self, opened: tuple[Desk, tuple[AttemptLine, ...]]) -> None:
        self._desk, self._lines = opened
        self._around.cache.write(self._lines)
        line = open_line(self._lines)
        if line is not None:
            self._reopen(line.id)
            return
        if self._screen is not self._home:
            self._show_home()
        self._refresh_home()
        if self._wanted is not None:
            name, result = self._wanted
            self._begin(name, result)

    def _desk_failed(self, error: Exception) -> None:
        ways: list[tuple[str, Callable[[], object]]] = [(texts.CLOSE_PROGRAM, self._window.close)]
        problem = problem_of(error)
        if isinstance(error, StoreDamaged):
            ways.append((texts.START_EMPTY, self._ask_start_empty))
            if error.backups:
                newest = error.backups[0]
                ways.append((texts.RESTORE_BACKUP, lambda: self._restore(newest)))
        else:
            ways.append((texts.TRY_AGAIN, self._open_again))
        self._show(ProblemScreen(problem, ways))

    def _open_again(self) -> None:
        if not self._at_work:
            self._open_desk()

    def _restore(self, backup: Backup) -> None:
        if self._at_work:
            return
        self._on_lane(lambda: self._around.repair.restore(backup), lambda _: self._open_desk(), self._desk_failed)

    def _ask_start_empty(self) -> None:
        def start_empty() -> None:
            self._on_lane(self._around.repair.start_empty, lambda _: self._open_desk(), self._desk_failed)

        self._question(texts.START_EMPTY_TITLE, texts.START_EMPTY_TEXT, texts.START_EMPTY, texts.BACK_HOME, start_empty)

    # ---- home
    def _show_home(self) -> None:
        if self._home is None:
            self._home = HomeScreen(self._theme)
            enlarge(self._home, self._zoom)
            self._home.start_wanted.connect(self._start_wanted)
            self._home.settings_wanted.connect(self._show_settings)
            self._home.about_wanted.connect(self._show_about)
            self._home.report_wanted.connect(self._open_report)
        self._window.fill_screen(full=False)
        self._refresh_home()
        self._show(self._home, keep=True)

    def _refresh_home(self) -> None:
        if self._home is not None:
            values = self._around.settings.values
            self._home.show_person(str(values["name"]), str(values["result"]))
            self._home.show_lines(self._lines, self._around.clock.now().wall_ms)

    def _reload_home(self) -> None:
        desk = self._desk
        if desk is None:
            self._show_home()
            return

        def loaded(lines: tuple[AttemptLine, ...]) -> None:
            self._lines = lines
            self._around.cache.write(lines)
            self._show_home()

        self._on_lane(desk.store.lines, loaded)

    def _show_settings(self) -> None:
        screen = SettingsScreen(self._around.settings.values, self._around.data_folder)
        screen.changed.connect(self._change)
        screen.folder_wanted.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(self._around.data_folder)))
        screen.left.connect(self._leave_settings)
        self._show(screen)

    def _leave_settings(self) -> None:
        if self._home is not None:
            # The first page is built for a text size; a changed size needs a fresh one.
            self._window.drop_screen(self._home)
            self._home = None
        self._show_home()

    def _show_about(self) -> None:
        source = self._desk.source if self._desk else None
        pack = source.pack_id if source else "–"
        blueprint = source.blueprint.version if source else "–"
        count = len(source.items()) if source else 0
        lines = texts.about(self._around.version, pack, blueprint, count)
        self._page(texts.ABOUT_TITLE, lines)

    # ---- beginning an attempt
    def _start_wanted(self, name: str, result: str) -> None:
        self._around.settings.change("name", name)
        self._around.settings.change("result", result)
        if self._desk is None:
            # The data is still being checked: the wish is kept, and carried out when there is no open attempt.
            self._wanted = (name, result)
            if self._home is not None:
                self._home.show_waiting(waiting=True)
            return
        if not self._at_work:
            self._begin(name, result)

    def _begin(self, name: str, result: str) -> None:
        self._wanted = None
        if self._home is not None:
            self._home.show_waiting(waiting=False)
        if self._desk is not None and self._desk.source_error is not None:
            self._show_problem(self._desk.source_error)
            return
        self._on_lane(self._around.readiness, lambda ready: self._weigh(ready, name, result))

    def _weigh(self, ready: Readiness, name: str, result: str) -> None:
        worries: list[str] = []
        if ready.free_bytes is not None and ready.free_bytes < LEAST_FREE_BYTES:
            worries.append(texts.low_disk(ready.free_bytes // 1_000_000))
        if ready.on_mains is False:
            worries.append(texts.on_battery(ready.battery_percent))
        if not worries:
            self._draw(name, result)
            return
        self._question(
            texts.CHECK_TITLE,
            "\n\n".join(worries),
            texts.CHECK_ANYWAY,
            texts.CHECK_BACK,
            lambda: self._draw(name, result),
        )

    def _draw(self, name: str, result: str) -> None:
        desk = self._desk
        if desk is None or desk.source is None:
            return
        source, around = desk.source, self._around
        returns = 5 if around.settings.values["clock_returns"] else None

        def work() -> Sitting:
            known = next((person for person in desk.store.candidates() if person.name == name), None)
            person = known or Candidate(around.new_id(), name)
            rules = Rules(minutes=source.blueprint.minutes, clock_returns=returns, result=result)
            return begin_attempt(
                desk.store, source, around.clock, person, rules, attempt_id=around.new_id(), seed=around.new_id()
            )

        self._on_lane(work, self._sit)

    def _reopen(self, attempt_id: str) -> None:
        desk = self._desk
        if desk is not None:
            self._on_lane(
                lambda: reopen_attempt(desk.store, attempt_id), self._sit, lambda error: self._cannot_reopen(error)
            )

    def _cannot_reopen(self, error: Exception) -> None:
        ways: list[tuple[str, Callable[[], object]]] = [
            (texts.CLOSE_PROGRAM, self._window.close),
            (texts.BACK_HOME, self._show_home),
        ]
        self._show(ProblemScreen(problem_of(error), ways))

    # ---- sitting
    def _sit(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._where = ()
        self._presenter = ExamPresenter(self._lane, self._around.clock, sitting, self)
        self._presenter.changed.connect(self._route)
        self._presenter.failed.connect(self._storage_failed)
        self._hold_awake()
        self._window.fill_screen(full=bool(self._around.settings.values["full_screen"]))
        self._route(sitting.session)

    def _route(self, session: Session) -> None:
        """Show the screen that belongs to the state."""
        presenter = self._presenter
        if presenter is None:
            return
        where = (session.phase, session.suspended)
        if where == self._where:
            return
        self._where = where
        if session.phase is not Phase.EXAM or session.suspended is not None:
            self._close_dialog()
        if session.phase in OVER:
            self._over(session)
        elif session.phase is Phase.EXAM:
            self._show_exam(session)
        else:
            self._show_step(session)

    def _ask(self, make: Callable[..., c.Command]) -> None:
        if self._presenter is not None:
            self._presenter.ask(lambda at: make(at=at))

    def _show_step(self, session: Session) -> None:
        sitting = self._sitting
        if sitting is None:
            return
        match session.phase:
            case Phase.NAME:
                screen: QWidget = self._name_screen(sitting.attempt.candidate.name)
            case Phase.AGREEMENT:
                screen = self._agreement_screen()
            case Phase.TUTORIAL:
                screen = self._tutorial_screen(session)
            case Phase.REMINDER:
                reminder = ReminderScreen(session.ended or "")
                reminder.read_on.connect(lambda: self._ask(c.AcknowledgeReminder))
                screen = reminder
            case _:
                survey = SurveyScreen()
                survey.closed.connect(
                    lambda answers: (
                        self._presenter and self._presenter.ask(lambda at: c.CloseSurvey(at=at, answers=answers))
                    )
                )
                screen = survey
        self._show(screen)
        self._drop_rooms()

    def _name_screen(self, name: str) -> QWidget:
        screen = NameScreen(name)
        screen.confirmed.connect(lambda: self._ask(c.ConfirmName))
        screen.wrong.connect(lambda: self._abandon("wrong_name"))
        return screen

    def _agreement_screen(self) -> QWidget:
        screen = AgreementScreen()
        screen.accepted.connect(lambda: self._ask(c.AcceptAgreement))
        screen.declined.connect(self._ask_decline)
        return screen

    def _ask_decline(self) -> None:
        self._question(
            texts.DECLINE_TITLE,
            texts.DECLINE_TEXT,
            texts.DECLINE_YES,
            texts.DECLINE_NO,
            lambda: self._ask(c.DeclineAgreement),
        )

    def _rules(self, session: Session) -> tuple[str, ...]:
        rules = session.rules
        return texts.rules(rules.minutes, len(session.responses), rules.warnings, rules.clock_returns, rules.result)

    def _tutorial_screen(self, session: Session) -> QWidget:
        screen = TutorialScreen(self._rules(session))
        screen.tutorial_wanted.connect(self._start_tutorial)
        screen.exam_wanted.connect(self._ask_start)
        return screen

    def _start_tutorial(self) -> None:
        if self._sitting is None:
            return
        practice = tutorial_sitting(self._around.clock, self._sitting.attempt.candidate)
        presenter = ExamPresenter(self._lane, self._around.clock, practice, self)
        rooms = ExamRooms(presenter, practice, self._theme, self._zoom, tutorial=True)
        self._open_rooms(rooms)
        presenter.ended.connect(lambda _: self._end_tutorial(presenter))
        rooms.left.connect(lambda: self._end_tutorial(presenter))
        rooms.show_session(practice.session)
        presenter.start_watching()

    def _end_tutorial(self, presenter: ExamPresenter) -> None:
        self._close_dialog()
        if self._presenter is not None:
            self._show_step(self._presenter.session)
        presenter.let_go()

    def _ask_start(self) -> None:
        if self._presenter is None:
            return
        session = self._presenter.session
        self._question(
            texts.START_TITLE,
            texts.start_question(len(session.responses), session.rules.minutes),
            texts.START_YES,
            texts.START_NO,
            lambda: self._ask(c.StartExam),
        )

    # ---- the exam
    def _open_rooms(self, rooms: ExamRooms) -> None:
        self._rooms = rooms
        rooms.screen_wanted.connect(lambda screen: self._show(screen, keep=True))
        rooms.zoom_wanted.connect(lambda zoom: self._change("zoom", zoom))
        rooms.contrast_wanted.connect(self._next_contrast)
        rooms.help_wanted.connect(lambda: self._page(texts.HELP_TITLE, (texts.HELP_LEAD,), texts.KEYS))
        rooms.rules_wanted.connect(self._show_rules)
        rooms.end_wanted.connect(self._ask_end)

    def _drop_rooms(self) -> None:
        if self._rooms is not None:
            rooms, self._rooms = self._rooms, None
            for screen in rooms.screens:
                if screen is not self._screen:
                    self._window.drop_screen(screen)
            rooms.deleteLater()

    def _show_exam(self, session: Session) -> None:
        presenter, sitting = self._presenter, self._sitting
        if presenter is None or sitting is None:
            return
        if session.suspended is not None:
            presenter.stop_watching()
            if self._closing:
                self._window.close()
                return
            self._show_suspended(session)
            return
        if self._rooms is None or self._rooms.tutorial:
            self._drop_rooms()
            self._open_rooms(ExamRooms(presenter, sitting, self._theme, self._zoom, tutorial=False))
        presenter.start_watching()
        self._slept_ms = self._around.slept_ms() or 0
        self._sleep_watch.start()
        if self._rooms is not None:
            self._rooms.show_session(session)

    def _show_suspended(self, session: Session) -> None:
        self._sleep_watch.stop()
        answered = sum(response.chosen is not None for response in session.responses)
        left_ms = session.clock.limit_ms - session.clock.used_ms
        state = texts.suspended_state(session.position, len(session.responses), answered, left_ms)
        screen = SuspendedScreen(session.suspended or "", state)
        screen.resumed.connect(lambda: self._ask(c.Resume))
        screen.abandoned.connect(self._ask_abandon)
        screen.left.connect(self._window.close)
        self._show(screen)
        self._drop_rooms()

    def _ask_abandon(self) -> None:
        self._question(
            texts.ABANDON_TITLE,
            texts.ABANDON_TEXT,
            texts.ABANDON_YES,
            texts.ABANDON_NO,
            lambda: self._abandon("candidate"),
        )

    def _abandon(self, reason: str) -> None:
        if self._presenter is not None:
            self._presenter.ask(lambda at: c.AbandonAttempt(at=at, reason=reason))

    def _ask_end(self) -> None:
        presenter = self._presenter
        if presenter is None:
            return
        responses = presenter.session.responses
        blank = sum(response.chosen is None for response in responses)
        marked = sum(response.marked for response in responses)
        self._question(
            texts.END_TITLE, texts.end_question(blank, marked), texts.END_YES, texts.END_NO, presenter.submit
        )

    def _show_rules(self) -> None:
        if self._presenter is not None:
            lines = tuple(f"–  {rule}" for rule in self._rules(self._presenter.session))
            self._page(texts.RULES_TITLE, lines)

    def _notice_sleep(self) -> None:
        slept_ms = self._around.slept_ms()
        if slept_ms is None or self._presenter is None:
            return
        if slept_ms - self._slept_ms >= SLEEP_NOTICED_MS and self._presenter.session.running:
            self._presenter.suspend("sleep")
        self._slept_ms = slept_ms

    # ---- after the exam
    def _over(self, session: Session) -> None:
        desk, sitting = self._desk, self._sitting
        self._sleep_watch.stop()
        self._let_sleep()
        if desk is None or sitting is None:
            return

        def closed(record: AttemptRecord) -> None:
            self._sitting = None
            if self._presenter is not None:
                self._presenter.let_go()
                self._presenter = None
            if record.outcome is None or record.visible_ms is None:
                self._reload_home()
            elif record.visible_ms > self._around.clock.now().wall_ms:
                screen = LaterScreen(local_time(record.visible_ms))
                screen.left.connect(self._reload_home)
                self._show(screen)
            else:
                self._show_report(record)
            self._drop_rooms()

        self._on_lane(lambda: close_attempt(desk.store, sitting.attempt.id), closed)

    def _open_report(self, attempt_id: str) -> None:
        desk = self._desk
        if desk is not None:
            self._on_lane(lambda: read_record(desk.store, attempt_id), self._show_or_ask)

    def _show_or_ask(self, record: AttemptRecord) -> None:
        """Show a result; one that was to come later only after a question."""
        if record.visible_ms is None:
            return
        if record.visible_ms <= self._around.clock.now().wall_ms:
            self._show_report(record)
            return
        text = texts.early_text(local_time(record.visible_ms))
        self._question(texts.EARLY_TITLE, text, texts.EARLY_YES, texts.EARLY_NO, lambda: self._show_report(record))

    def _show_report(self, record: AttemptRecord) -> None:
        attempt = record.stored.attempt
        screen = ReportScreen(self._theme)
        screen.show_view(report_view(record, attempt.blueprint, repeats=attempt.repeats))
        screen.review_wanted.connect(lambda _: self._show_review(record))
        screen.left.connect(self._reload_home)
        self._window.fill_screen(full=False)
        self._show(screen, keep=True)

    def _show_review(self, record: AttemptRecord) -> None:
        screen = ReviewScreen(self._theme)
        screen.show_view(review_view(record, record.stored.attempt.blueprint))
        screen.left.connect(lambda: self._show_report(record))
        self._show(screen)

    # ---- trouble
    def _show_problem(self, error: Exception) -> None:
        self._show(ProblemScreen(problem_of(error), [(texts.BACK_HOME, self._reload_home)]))

    def _storage_failed(self, error: Exception) -> None:
        """An act could not be stored: the question stays behind, nothing goes on until it is stored or left."""
        presenter = self._presenter
        if presenter is None:
            return
        self._close_dialog()
        self._where = ("fault",)
        ways: list[tuple[str, Callable[[], object]]] = [
            (texts.CLOSE_PROGRAM, self._force_close),
            (texts.TRY_AGAIN, presenter.try_again),
        ]
        if isinstance(error, StoreError):
            self._show(ProblemScreen(problem_of(error), ways))

    def tell_unexpected(self, error: Exception) -> None:
        """An error that nobody handled: say so over whatever is on the screen, which stays usable."""
        problem = problem_of(error)
        self._page(problem.title, (problem.happened, problem.safe, problem.next, problem.detail))

    # ---- leaving
    def _may_close(self) -> bool:
        presenter = self._presenter
        if self._closing or presenter is None or not presenter.session.running:
            self._finish()
            return True
        self._question(texts.CLOSE_TITLE, texts.CLOSE_TEXT, texts.CLOSE_YES, texts.CLOSE_NO, self.suspend_and_close)
        return False

    def suspend_and_close(self) -> None:
        """Suspend a running exam and close the program; also what logging off and shutting down do."""
        presenter = self._presenter
        if presenter is not None and presenter.session.running and not self._closing:
            self._closing = True
            if self._rooms is not None:
                self._rooms.flush()
            presenter.suspend("closed")
            return
        self._force_close()

    def _force_close(self) -> None:
        self._closing = True
        self._window.close()

    def _finish(self) -> None:
        self._closing = True
        if self._presenter is not None:
            self._presenter.stop_watching()
        self._sleep_watch.stop()
        self._let_sleep()
        desk = self._desk
        if desk is not None:
            self._lane.run(desk.shut, lambda _: None, lambda _: None)
        self._lane.finish()

    def _hold_awake(self) -> None:
        if self._sleep_until is None:
            self._sleep_until = self._around.keep_awake()

    def _let_sleep(self) -> None:
        if self._sleep_until is not None:
            release, self._sleep_until = self._sleep_until, None
            release()


def local_time(at_ms: int) -> str:
    """A moment in the computer's own time, for people."""
    moment = datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone()
    return f"{moment:%B} {moment.day}, {moment:%Y}, {moment:%H:%M}"
