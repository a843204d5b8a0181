"""From one part of the program to the next: the first page, a sitting, a report. Draws nothing itself.

Only what the first page needs is imported here; every other screen, and the exam itself, where it is first wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject

from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.presentation import texts
from cehrs_desktop.ui.screens.home import HomeScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.widgets.basics import enlarge
from cehrs_desktop.ui.window import Window

if TYPE_CHECKING:
    from cehrs_desktop.application.attempt_line import AttemptLine
    from cehrs_desktop.application.beginning import DayWish, Wish
    from cehrs_desktop.application.day_data import DayData
    from cehrs_desktop.application.desk import Desk, Readiness
    from cehrs_desktop.application.forms import FormChoice
    from cehrs_desktop.application.packs import OpenedItems
    from cehrs_desktop.application.ports import Backup
    from cehrs_desktop.application.results import AttemptRecord
    from cehrs_desktop.application.sitting import Sitting
    from cehrs_desktop.psychometrics.form_table import FixedForm
    from cehrs_desktop.psychometrics.readiness import PassChance
    from cehrs_desktop.ui.forms_flow import FormsFlow
    from cehrs_desktop.ui.items_flow import ItemsFlow
    from cehrs_desktop.ui.plan_flow import PlanFlow
    from cehrs_desktop.ui.result_flow import ResultFlow
    from cehrs_desktop.ui.settings_flow import SettingsFlow
    from cehrs_desktop.ui.sitting_flow import SittingFlow
    from cehrs_desktop.ui.study_flow import StudyFlow
    from cehrs_desktop.ui.visit import Visit

    Ended = tuple[AttemptRecord, PassChance | None]

Result = TypeVar("Result")

LEAST_FREE_BYTES = 50_000_000


class Flow(QObject):
    """Leads through the program. `start` paints the first page; everything else follows from what people do."""

    def __init__(self, window: Window, lane: Lane, around: Surroundings) -> None:
        super().__init__(window)
        self._window = window
        self._lane = lane
        self._around = around
        self.stage = Stage(window, around.settings)
        self.sitting: SittingFlow | None = None
        self._forms: FormsFlow | None = None
        self._items: ItemsFlow | None = None
        # A file that the program was opened with, until the data is open.
        self._file = ""
        self._plan: PlanFlow | None = None
        self._settings: SettingsFlow | None = None
        self._study: StudyFlow | None = None
        self._result: ResultFlow | None = None
        self.desk: Desk | None = None
        self._lines: tuple[AttemptLine, ...] = ()
        # What was asked for before the data was checked.
        self._wanted: Callable[[], object] | None = None
        self._home: HomeScreen | None = None
        self._closing = False
        # Work on the lane that a button began: a second press of it must not begin the same again.
        self._at_work = 0
        window.setWindowTitle(texts.PROGRAM)
        window.may_close = self._may_close

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

    @property
    def assemble_command(self) -> tuple[str, ...]:
        """The program that assembles a form, with its arguments but for the seed."""
        return self._around.assemble_command

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
        from cehrs_desktop.application.desk import open_line

        self.desk, self._lines = opened
        self._around.cache.write(self._lines)
        wanted, self._wanted = self._wanted, None
        if self._home is not None:
            self._home.show_waiting(waiting=False)
        line = open_line(self._lines)
        file, self._file = self._file, ""
        if line is not None:
            if file:
                self._items_flow().open_file(file, self.desk, attempt_open=True)
            self._reopen(line.id)
            return
        if self.stage.screen is not self._home:
            self._show_home()
        self._refresh_home()
        if wanted is not None:
            wanted()
            return
        fell_back = self.desk.in_use is not None and self.desk.in_use.problem is not None
        if fell_back or self._around.settings.values["update_notice"]:
            self._items_flow().data_opened(self.desk)
        if file:
            self._items_flow().open_file(file, self.desk, attempt_open=False)

    def _desk_failed(self, error: Exception) -> None:
        from cehrs_desktop.application.ports import StoreDamaged
        from cehrs_desktop.presentation.problems import problem_of
        from cehrs_desktop.ui.screens.problem import ProblemScreen

        ways: list[tuple[str, Callable[[], object]]] = [(texts.CLOSE_PROGRAM, self._window.close)]
        problem = problem_of(error)
        if isinstance(error, StoreDamaged):
            ways.append((texts.START_EMPTY, self._ask_start_empty))
            if error.backups:
                newest = error.backups[0]
                ways.append((texts.RESTORE_BACKUP, lambda: self._restore(newest)))
        else:
            ways.append((texts.TRY_AGAIN, self._open_again))
        # Not the last one, which is what is recommended.
        ways.insert(1, (texts.MAKE_SUPPORT, lambda: self._show_support(lambda: self._desk_failed(error))))
        self.stage.show(ProblemScreen(problem, ways))

    def _open_again(self) -> None:
        if not self._at_work:
            self._open_desk()

    def _restore(self, backup: Backup) -> None:
        if self._at_work:
            return
        self._on_lane(lambda: self._around.repair().restore(backup), lambda _: self._open_desk(), self._desk_failed)

    def _ask_start_empty(self) -> None:
        def start_empty() -> None:
            self._on_lane(self._around.repair().start_empty, lambda _: self._open_desk(), self._desk_failed)

        self.stage.question(
            texts.START_EMPTY_TITLE, texts.START_EMPTY_TEXT, texts.START_EMPTY, texts.BACK_HOME, start_empty
        )

    # ---- the first page and what it opens
    def _show_home(self) -> None:
        if self._home is None:
            self._home = HomeScreen(self.stage.theme)
            self._under_policy(self._home)
            enlarge(self._home, self.stage.zoom)
            self.stage.keep(self._home)
            self._home.day_wanted.connect(self._day_wanted)
            self._home.start_wanted.connect(self._start_wanted)
            self._home.study_wanted.connect(self._study_wanted)
            self._home.settings_wanted.connect(self._show_settings)
            self._home.about_wanted.connect(self._show_about)
            self._home.report_wanted.connect(self._open_report)
            self._home.debrief_wanted.connect(self._open_debrief)
            self._home.forms_wanted.connect(self._show_forms)
            self._home.computer_wanted.connect(self._show_computer)
            self._home.accommodations_wanted.connect(self._show_accommodations)
        self._window.fill_screen(full=False)
        self._refresh_home()
        self.stage.show_kept(self._home)

    def _under_policy(self, home: HomeScreen) -> None:
        policy, own = self._around.policy, self._around.own_folder_noted
        if policy is None:
            return
        from cehrs_desktop.presentation import policy_texts

        told = ((bool(policy.problems), policy_texts.HOME_NOTE), (own, policy_texts.OWN_NOTE))
        home.show_policy(policy.modes, policy.fixed_keys, [note for so, note in told if so])

    def _refresh_home(self) -> None:
        if self._home is not None:
            values = self._around.settings.values
            self._home.show_person(str(values["name"]), str(values["result"]))
            self._home.show_lines(self._lines, self._around.clock.now().wall_ms)
            if self.desk is not None and self.desk.source is not None:
                self._home.show_stale(self.desk.source.stale_count(self._today()))
            if self._items is not None:
                self._home.show_news(self._items.note)

    def _reload_home(self) -> None:
        desk = self.desk
        if desk is None:
            self._show_home()
            return

        def loaded(lines: tuple[AttemptLine, ...]) -> None:
            self._lines = lines
            self._around.cache.write(lines)
            self._show_home()

        self._on_lane(desk.store.lines, loaded)

    def _show_settings(self) -> None:
        self._visit_settings().start()

    def _visit_settings(self) -> SettingsFlow:
        from cehrs_desktop.ui.settings_flow import SettingsFlow

        self._let_settings_go()
        visit = SettingsFlow(self.stage, self._lane, self._around, lambda: self.desk)
        visit.items_wanted.connect(self._show_items)
        visit.lines_changed.connect(self._remember_lines)
        visit.data_replaced.connect(self._data_replaced)
        visit.left.connect(self._leave_settings)
        self._settings = visit
        return visit

    def _let_settings_go(self) -> None:
        visit, self._settings = self._settings, None
        if visit is not None:
            visit.let_go()

    def _leave_settings(self) -> None:
        self._let_settings_go()
        if self._home is not None:
            # The first page is built for a text size and a theme; changed ones need a fresh page.
            self.stage.forget(self._home)
            self._home = None
        self._show_home()

    def _remember_lines(self, lines: tuple[AttemptLine, ...]) -> None:
        self._lines = lines

    def _data_replaced(self, told: str) -> None:
        """A backup is the database now: open it, and tell it on the page that it was put back from."""
        self._leave_settings()
        # Both hold the data that was shut.
        self.desk = None
        self._result = None
        self._wanted = lambda: self._visit_settings().show_backups(told)
        self._open_desk()

    # ---- other items, something newer, files that were opened
    def _items_flow(self) -> ItemsFlow:
        from cehrs_desktop.ui.items_flow import ItemsFlow

        if self._items is None:
            self._items = ItemsFlow(self.stage, self._lane, self._around)
            self._items.left.connect(self._leave_settings)
            self._items.noted.connect(self._refresh_home)
            self._items.items_changed.connect(self._use_items)
            self._items.attempts_changed.connect(self._reload_home)
        return self._items

    def _show_items(self) -> None:
        if self.desk is not None:
            self._items_flow().visit()

    def _use_items(self, opened: OpenedItems) -> None:
        if self.desk is not None:
            self.desk = replace(self.desk, source=opened.source, source_error=None, in_use=opened.in_use)

    def open_file(self, file: str) -> None:
        """Open an item pack or an attempt's file, as soon as the data is open; never during an attempt."""
        if self.desk is None:
            self._file = file
        elif not self._at_work:
            if self._study is not None:
                # A set that is being worked waits with its clock stopped.
                self._study_left()
            self._items_flow().open_file(file, self.desk, attempt_open=self.sitting is not None)

    def _show_support(self, back: Callable[[], object]) -> None:
        if self._at_work:
            # Its files must not be looked at beside the connection that is being made.
            return
        from cehrs_desktop.ui.support_flow import SupportFlow

        self._lead_to(SupportFlow(self.stage, self._lane, lambda: self._around.support(None)), back)

    def _lead_to(self, visit: Visit, back: Callable[[], object]) -> None:
        visit.left.connect(back)
        visit.left.connect(visit.let_go)
        visit.start()

    def _show_computer(self) -> None:
        from cehrs_desktop.ui.computer_flow import ComputerFlow

        self._lead_to(ComputerFlow(self.stage, self._lane, self._around.look_at_computer), self._show_home)

    def _show_accommodations(self, name: str, result: str) -> None:
        self._when_open(name, result, lambda: self._visit_accommodations(name))

    def _visit_accommodations(self, name: str) -> None:
        from cehrs_desktop.ui.accommodation_flow import AccommodationFlow

        desk = self.desk
        if desk is None:
            return
        visit = AccommodationFlow(self.stage, self._lane, self._around, desk.store, name)
        visit.failed.connect(self._show_problem)
        visit.failed.connect(visit.let_go)
        self._lead_to(visit, self._show_home)

    def _show_about(self) -> None:
        source = self.desk.source if self.desk else None
        pack = source.pack_id if source else "–"
        blueprint = source.blueprint.version if source else "–"
        count = source.item_count if source else 0
        self.stage.page(texts.ABOUT_TITLE, texts.about(self._around.version, pack, blueprint, count))

    # ---- study
    def _study_wanted(self, name: str, result: str) -> None:
        self._when_open(name, result, lambda: self._visit_study(name, result))

    def _visit_study(self, name: str, result: str) -> None:
        from cehrs_desktop.ui.study_flow import StudyFlow

        desk = self.desk
        if desk is None or desk.study is None:
            return
        # Pressed twice before the first visit came up: there is one.
        self._leave_study()
        visit = StudyFlow(self.stage, self._lane, self._around, desk, desk.study, name)
        self._study = visit
        visit.left.connect(self._study_left)
        visit.failed.connect(self._study_failed)
        visit.rehearsal_wanted.connect(lambda form: self._dress_rehearsal(name, result, form))
        visit.start()

    def _leave_study(self) -> None:
        visit, self._study = self._study, None
        if visit is not None:
            visit.let_go()

    def _study_left(self) -> None:
        self._leave_study()
        self._show_home()

    def _study_failed(self, error: Exception) -> None:
        self._leave_study()
        self._show_problem(error)

    def _dress_rehearsal(self, name: str, result: str, form: str) -> None:
        """A whole day on the sealed form that the plan has kept for it."""
        desk = self.desk
        if desk is None or desk.source is None or self._at_work:
            return
        store, source = desk.store, desk.source

        def find() -> FixedForm | None:
            return next((one for one in (*source.forms(), *store.kept_forms()) if one.form.name == form), None)

        def found(fixed: FixedForm | None) -> None:
            self._leave_study()
            self._plan_day(name, result, fixed)

        self._on_lane(find, found)

    # ---- beginning an attempt
    def _start_wanted(self, name: str, result: str) -> None:
        """A quick start: the exam only."""
        self._when_open(name, result, lambda: self._begin(self._wish(name, result)))

    def _day_wanted(self, name: str, result: str) -> None:
        self._when_open(name, result, lambda: self._plan_day(name, result))

    def _when_open(self, name: str, result: str, act: Callable[[], object]) -> None:
        self._around.settings.change("name", name)
        self._around.settings.change("result", result)
        if self.desk is None:
            # The data is still being checked: the wish is kept, and carried out when there is no open attempt.
            self._wanted = act
            if self._home is not None:
                self._home.show_waiting(waiting=True)
        elif not self._at_work:
            act()

    def _wish(self, name: str, result: str) -> Wish:
        from cehrs_desktop.application.beginning import Wish

        values = self._around.settings.values
        returns = 5 if values["clock_returns"] else None
        return Wish(name, result, clock_returns=returns, only_next_records=bool(values["only_next_records"]))

    def _plan_day(self, name: str, result: str, fixed: FixedForm | None = None) -> None:
        if self.desk is not None and self.desk.source_error is not None:
            self._show_problem(self.desk.source_error)
            return

        def read(data: DayData) -> None:
            from cehrs_desktop.ui.plan_flow import PlanFlow

            plan = PlanFlow(self.stage, self._around, data)
            self._plan = plan
            plan.chosen.connect(lambda day: None if self._at_work else self._begin_day(name, result, day, fixed))
            plan.left.connect(self._plan_left)
            plan.start()

        self._on_lane(self._around.day_data, read)

    def _begin_day(self, name: str, result: str, day: DayWish, fixed: FixedForm | None) -> None:
        self._begin(replace(self._wish(name, result), day=day, fixed=fixed))

    def _plan_left(self) -> None:
        self._leave_plan()
        self._show_home()

    def _leave_plan(self) -> None:
        plan, self._plan = self._plan, None
        if plan is not None:
            plan.deleteLater()

    def _begin(self, wish: Wish) -> None:
        if self.desk is not None and self.desk.source_error is not None:
            self._show_problem(self.desk.source_error)
            return
        self._on_lane(self._around.readiness, lambda ready: self._weigh(ready, wish))

    def _weigh(self, ready: Readiness, wish: Wish) -> None:
        worries: list[str] = []
        if ready.free_bytes is not None and ready.free_bytes < LEAST_FREE_BYTES:
            worries.append(texts.low_disk(ready.free_bytes // 1_000_000))
        if ready.on_mains is False:
            worries.append(texts.on_battery(ready.battery_percent))
        if not worries:
            self._draw(wish)
            return
        self.stage.question(
            texts.CHECK_TITLE, "\n\n".join(worries), texts.CHECK_ANYWAY, texts.CHECK_BACK, lambda: self._draw(wish)
        )

    def _draw(self, wish: Wish) -> None:
        """Begin what is wished for, or ask about the form where every one has questions that were seen."""
        from cehrs_desktop.application.beginning import begin
        from cehrs_desktop.application.forms import FormChoice

        desk = self.desk
        if desk is None or desk.source is None:
            return
        store, source, around, today = desk.store, desk.source, self._around, self._today()
        if self._items is not None:
            self._items.attempt_begins()

        def begun(what: Sitting | FormChoice) -> None:
            if isinstance(what, FormChoice):
                self._offer_forms(what, wish.name, wish.result)
            else:
                self._leave_forms()
                self._leave_plan()
                self._sit(what, reopened=False)

        def find() -> Sitting | FormChoice:
            return begin(store, source, around.clock, around.new_id, wish, today=today, study=desk.study)

        self._on_lane(find, begun)

    def _offer_forms(self, choice: FormChoice, name: str, result: str) -> None:
        from cehrs_desktop.presentation import form_texts
        from cehrs_desktop.presentation.form_view import offer

        title, text = offer(choice)
        self.stage.question(
            title,
            text,
            form_texts.ALL_HAD_YES,
            form_texts.ALL_HAD_NO,
            lambda: self._show_forms(name, result),
        )

    # ---- the forms
    def _show_forms(self, name: str, result: str) -> None:
        from cehrs_desktop.ui.forms_flow import FormsFlow

        desk = self.desk
        if desk is None or self._at_work or self._forms is not None:
            return
        self._around.settings.change("name", name)
        self._around.settings.change("result", result)
        if desk.source_error is not None:
            self._show_problem(desk.source_error)
            return
        forms = FormsFlow(self.stage, self._lane, self._around, desk, name, self._today())
        self._forms = forms
        forms.left.connect(self._forms_left)
        forms.chosen.connect(
            lambda fixed: None if self._at_work else self._begin(replace(self._wish(name, result), fixed=fixed))
        )
        forms.start()

    def _forms_left(self) -> None:
        self._leave_forms()
        self._show_home()

    def _leave_forms(self) -> None:
        forms, self._forms = self._forms, None
        if forms is not None:
            forms.let_go()

    def _reopen(self, attempt_id: str) -> None:
        from cehrs_desktop.application.sitting import reopen_attempt

        desk = self.desk
        if desk is not None:
            self._on_lane(
                lambda: reopen_attempt(desk.store, attempt_id),
                lambda sitting: self._sit(sitting, reopened=True),
                self._cannot_reopen,
            )

    def _cannot_reopen(self, error: Exception) -> None:
        from cehrs_desktop.presentation.problems import problem_of
        from cehrs_desktop.ui.screens.problem import ProblemScreen

        ways: list[tuple[str, Callable[[], object]]] = [
            (texts.CLOSE_PROGRAM, self._window.close),
            (texts.BACK_HOME, self._show_home),
        ]
        self.stage.show(ProblemScreen(problem_of(error), ways))

    # ---- the sitting and what comes of it
    def _sit(self, sitting: Sitting, *, reopened: bool) -> None:
        from cehrs_desktop.ui.sitting_flow import SittingFlow

        self.sitting = SittingFlow(self.stage, self._lane, self._around, sitting)
        self.sitting.over.connect(self._sitting_over)
        self.sitting.suspended_to_close.connect(self._close_now)
        self.sitting.close_wanted.connect(self._window.close)
        self.sitting.start(reopened=reopened)

    def _sitting_over(self) -> None:
        from cehrs_desktop.application.results import close_attempt
        from cehrs_desktop.application.standing import standing_at

        desk, sitting = self.desk, self.sitting
        if desk is not None and sitting is not None:
            attempt_id = sitting.sitting.attempt.id

            def work() -> Ended:
                record = close_attempt(desk.store, attempt_id)
                return record, standing_at(desk.store, record, desk.study)

            self._on_lane(work, self._closed, self._not_closed)

    def _not_closed(self, error: Exception) -> None:
        # Everything is stored but the line in the list; the next start finds the attempt over and closes it.
        self._show_problem(error)
        self._leave_sitting()

    def _leave_sitting(self) -> None:
        sitting, self.sitting = self.sitting, None
        if sitting is not None:
            sitting.let_go()

    def _closed(self, ended: Ended) -> None:
        from cehrs_desktop.presentation.report_texts import moment, moment_text
        from cehrs_desktop.ui.screens.closing import LaterScreen

        record, standing = ended
        if record.outcome is None or record.visible_ms is None:
            self._reload_home()
        elif record.visible_ms > self._around.clock.now().wall_ms:
            screen = LaterScreen(moment_text(moment(record.visible_ms)))
            screen.left.connect(self._reload_home)
            self.stage.show(screen)
        else:
            self._result_flow().show(record, standing)
        self._leave_sitting()

    def _open_report(self, attempt_id: str) -> None:
        if self.desk is not None:
            self._result_flow().open(attempt_id)

    def _open_debrief(self, attempt_id: str) -> None:
        if self.desk is not None:
            self._result_flow().debrief(attempt_id, self._reload_home)

    def _result_flow(self) -> ResultFlow:
        from cehrs_desktop.ui.result_flow import ResultFlow

        desk = self.desk
        assert desk is not None, "results are read from the opened data"
        if self._result is None:
            self._result = ResultFlow(self.stage, self._on_lane, self._around.clock, desk)
            self._result.left.connect(self._reload_home)
        return self._result

    def _today(self) -> str:
        from cehrs_desktop.presentation.report_texts import local_day

        return local_day(self._around.clock.now().wall_ms)

    # ---- trouble
    def _show_problem(self, error: Exception) -> None:
        self._leave_forms()
        from cehrs_desktop.presentation.problems import problem_of
        from cehrs_desktop.ui.screens.problem import ProblemScreen

        self.stage.show(ProblemScreen(problem_of(error), [(texts.BACK_HOME, self._reload_home)]))

    def tell_unexpected(self, error: Exception) -> None:
        """An error that nobody handled: say so over whatever is on the screen, which stays usable."""
        from cehrs_desktop.presentation.problems import problem_of

        problem = problem_of(error)
        self.stage.page(problem.title, (problem.happened, problem.safe, problem.next, problem.detail))

    # ---- leaving
    def _may_close(self) -> bool:
        running = self.sitting is not None and self.sitting.in_exam
        if self._closing or not running:
            self._finish()
            return True
        self.stage.question(
            texts.CLOSE_TITLE, texts.CLOSE_TEXT, texts.CLOSE_YES, texts.CLOSE_NO, self.suspend_and_close
        )
        return False

    def suspend_and_close(self) -> None:
        """Suspend a running exam and close the program; also what logging off and shutting down do."""
        if self.sitting is None or not self.sitting.suspend_and_close():
            self._close_now()

    def _close_now(self) -> None:
        self._closing = True
        self._window.close()

    def _finish(self) -> None:
        self._closing = True
        if self._items is not None:
            self._items.attempt_begins()
        self._leave_forms()
        self._leave_plan()
        self._leave_study()
        self._let_settings_go()
        self._leave_sitting()
        desk, self.desk = self.desk, None
        if desk is not None:
            self._lane.run(desk.shut, lambda _: None, lambda _: None)
        self._lane.finish()
