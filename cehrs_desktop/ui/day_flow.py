"""The day before and after the exam: which step is on the screen, and what is noted of it.

All of it stands in the attempt's notes; `follow` shows what belongs to them and nothing is drawn as done before it is
stored. Scenes that come up before a step are begun here and played by somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal

from cehrs_desktop.application.ports import Clock
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.presentation.day_view import refused_page, said_before, time_at
from cehrs_desktop.rehearsal.day import DayState, Try, day_state, finishes, gate, judge, launched, name_shown
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.scenes import begin_scene, due_before
from cehrs_desktop.rehearsal.venue import (
    AcceptStep,
    AppointmentStep,
    CameraStep,
    ChecklistStep,
    ExamStep,
    NameStep,
    Step,
    SystemStep,
    TutorialTestStep,
    WaitStep,
)
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.day.arrival import AppointmentScreen
from cehrs_desktop.ui.screens.day.checks import ChecklistScreen
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.screens.day.pages import AcceptScreen, NameOnScreen, RefusedScreen
from cehrs_desktop.ui.screens.day.pictures import CameraScreen
from cehrs_desktop.ui.screens.day.steps import screen_of
from cehrs_desktop.ui.stage import Stage

if TYPE_CHECKING:
    from cehrs_desktop.presentation.camera_texts import Task
    from cehrs_desktop.presentation.computer_view import ComputerView
    from cehrs_desktop.ui.camera import CameraHelper

    LookAtComputer = Callable[[Callable[[ComputerView], object]], object]

CLOCK_MS = 200


class DayFlow(QObject):
    """Leads through the steps of a venue, before the exam and after it.

    `exam_reached`: the steps before the exam are done (again after a restart that comes before the exam's first event);
    `over`: the steps after it are done; `stopped`: the candidate ends the day that was refused; `leave_wanted`: the
    candidate wants to leave the rehearsal at a step; `test_wanted` (the step): a Tutorial Test was launched, and its
    exam screen is to be shown until `end_test`.

    `look_at_computer` looks without holding up anything and gives the sheet to the function that it is called with.
    """

    exam_reached = Signal()
    over = Signal()
    stopped = Signal()
    leave_wanted = Signal()
    test_wanted = Signal(object)

    def __init__(
        self,
        stage: Stage,
        presenter: ExamPresenter,
        plan: DayPlan,
        clock: Clock,
        *,
        camera: CameraHelper | None = None,
        look_at_computer: LookAtComputer | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or stage)
        self._stage, self._presenter, self._plan, self._clock = stage, presenter, plan, clock
        self._camera = camera if plan.choices.camera else None
        self._look = look_at_computer
        self._sheet: ComputerView | None = None
        self._looking = False
        self._state = DayState()
        # What is on the screen: the step and whether it is refused there; and since when the step is on.
        self._where: tuple[int, int, bool] | None = None
        self._screen: DayScreen | None = None
        self._tries: tuple[Try, ...] = ()
        self._since: Instant | None = None
        self._asked = False
        # Which of the step's Tutorial Tests was launched here: one that another run launched is over.
        self._test = 0
        self._told_exam = self._told_over = False
        self._timer = QTimer(self, interval=CLOCK_MS)
        self._timer.timeout.connect(self._tell_time)
        stage.look_changed.connect(self._renew)
        if self._camera is not None:
            self._camera.checked.connect(self._camera_checked)
            self._camera.done.connect(self._camera_done)
            self._camera.gone.connect(self._camera_gone)

    # ---- from state to screen
    def follow(self, session: Session) -> None:
        """Show what belongs to this state of the attempt; called after everything that was stored."""
        self._asked = False
        state = self._state = day_state(self._plan, session.notes)
        step = state.step_of(self._plan)
        if state.scene is not None:
            # Somebody else has the screen.
            self._leave_screen()
        elif step is None:
            self._leave_screen()
            if not self._told_over:
                self._told_over = True
                self.over.emit()
        elif isinstance(step, ExamStep) and session.phase is Phase.SURVEY:
            self._leave_screen()
            if state.survey is not None:
                self._note(("day.step_done", {"step": step.id, "skipped_ms": 0}))
        elif session.phase not in (Phase.NAME, Phase.SURVEY):
            self._leave_screen()
        elif (planned := due_before(self._plan, state, step.id)) is not None:
            self._leave_screen()
            scene_id = planned.incident.id
            self._ask(lambda at: begin_scene(self._plan, state, session, at, scene_id))
        elif isinstance(step, ExamStep):
            self._leave_screen()
            if session.phase is Phase.NAME and not self._told_exam:
                self._told_exam = True
                self.exam_reached.emit()
        elif isinstance(step, TutorialTestStep) and self._in_test(step):
            if self._screen is not None:
                self._leave_screen()
                self.test_wanted.emit(step)
        else:
            self._show(step)

    def _in_test(self, step: TutorialTestStep) -> bool:
        """Whether a Tutorial Test is launched, stored as such, and not over."""
        tries = self._state.tries_here(step.id)
        last = tries[-1] if tries else None
        on = last is not None and last.given == "launch" and last.right
        return on and launched(self._state.tries, step) == self._test

    def end_test(self, *, time_over: bool) -> None:
        """The Tutorial Test is over: ended by the candidate, or by its own clock."""
        step = self._state.step_of(self._plan)
        if isinstance(step, TutorialTestStep) and self._in_test(step):
            self._tried("time_over" if time_over else "end")

    def _show(self, step: Step) -> None:
        state = self._state
        refused = bool(state.ended) and not state.practice
        # Who is sent back comes to a step anew, with the tries before it behind.
        where = (state.step, state.since, refused)
        tries = state.tries_here(step.id)
        if where != self._where or self._screen is None or self._stage.screen is not self._screen:
            if where != self._where:
                self._since = self._clock.now()
            self._where = where
            self._open(self._refused_screen(step) if refused else self._screen_of(step))
            self._tries = ()
        screen = self._screen
        if isinstance(screen, NameOnScreen) and isinstance(step, NameStep):
            screen.show_name(name_shown(self._plan, state, step))
        if screen is not None and tries != self._tries:
            self._tries = tries
            screen.follow(tries)

    def _screen_of(self, step: Step) -> DayScreen:
        if isinstance(step, SystemStep):
            self._look_at_computer()
        screen = screen_of(
            self._plan,
            self._state,
            step,
            said=said_before(self._plan, self._state, self._presenter.session.notes),
            camera=self._camera is not None and self._camera.available,
            sheet=self._sheet,
            looking=self._looking,
        )
        screen.tried.connect(self._tried)
        screen.passed.connect(self._passed)
        if isinstance(screen, AppointmentScreen):
            screen.skip_wanted.connect(self._skip_to_opening)
        elif isinstance(screen, AcceptScreen):
            screen.declined.connect(self._go_back)
        elif isinstance(screen, (CameraScreen, ChecklistScreen)):
            screen.camera_wanted.connect(self._open_camera)
        return screen

    def _refused_screen(self, step: Step) -> DayScreen:
        screen = RefusedScreen(refused_page(self._plan, step))
        screen.went_on.connect(self._go_on)
        screen.stopped.connect(self.stopped)
        return screen

    def _open(self, screen: DayScreen) -> None:
        screen.leave_wanted.connect(self.leave_wanted)
        if self._camera is not None and self._camera.showing:
            self._camera.close()
        self._screen = screen
        # Before it is shown: the keyboard goes where something can be pressed.
        self._tell_time()
        self._stage.show(screen)
        self._timer.start()

    def _leave_screen(self) -> None:
        self._timer.stop()
        if self._screen is not None and self._stage.screen is self._screen:
            # It stays to be seen until somebody shows another page, and takes no more presses.
            self._screen.setEnabled(False)
        self._screen = self._where = None
        if self._camera is not None and self._camera.showing:
            self._camera.close()

    def _renew(self) -> None:
        """Another text size or other colors: the screen is built anew."""
        step = self._state.step_of(self._plan)
        if self._screen is not None and step is not None and self._stage.screen is self._screen:
            self._screen = None
            self._show(step)

    # ---- what is noted
    def _ask(self, make: Callable[[Instant], c.Command | tuple[c.Command, ...]]) -> None:
        # What is pressed while an act is being stored was meant for what stands on the screen no more.
        if not self._asked:
            self._asked = True
            self._presenter.ask(make)

    def _note(self, *notes: tuple[str, dict[str, Json]]) -> None:
        self._ask(lambda at: tuple(c.Note(at=at, kind=kind, body=tuple(body.items())) for kind, body in notes))

    def _step(self) -> Step:
        step = self._state.step_of(self._plan)
        assert step is not None, "a screen of the day belongs to a step"
        return step

    def _tried(self, given: object) -> None:
        step, value = self._step(), cast(Json, given)
        verdict = judge(self._plan, self._state, step, value, day_ms=self._day_ms())
        if isinstance(step, TutorialTestStep) and value == "launch" and verdict.right:
            self._test = launched(self._state.tries, step) + 1
        tried: dict[str, Json] = {
            "step": step.id,
            "given": value,
            "right": verdict.right,
            "told": list(verdict.told),
        }
        if verdict.right and finishes(self._plan, step, value):
            self._note(("day.step_tried", tried), ("day.step_done", {"step": step.id, "skipped_ms": 0}))
        else:
            self._note(("day.step_tried", tried))

    def _passed(self) -> None:
        step = self._step()
        if isinstance(step, AppointmentStep) and not self._state.practice:
            now = gate(self._plan, self._day_ms())
            if now == "late":
                self._note(("day.refused", {"step": step.id, "reason": now}))
            if now != "open":
                return
        skipped_ms = self._plan.ahead_ms(step) if isinstance(step, WaitStep) else 0
        self._note(("day.step_done", {"step": step.id, "skipped_ms": skipped_ms}))

    def _skip_to_opening(self) -> None:
        ms = max(0, self._plan.opens_ms - self._day_ms())
        self._note(("day.time_skipped", {"ms": ms}))

    def _go_back(self) -> None:
        step = self._step()
        if isinstance(step, AcceptStep):
            self._note(("day.went_back", {"step": step.id, "to": step.back_to}))

    def _go_on(self) -> None:
        """As practice: the step that the day was refused at is behind."""
        self._note(
            ("day.went_on", {"after": self._state.ended}),
            ("day.step_done", {"step": self._step().id, "skipped_ms": 0}),
        )

    # ---- time
    def _day_ms(self) -> int:
        """The clock on the wall, without a shortened wait that is on."""
        return self._clock.now().wall_ms + self._state.skipped_ms

    def _tell_time(self) -> None:
        screen, step, since = self._screen, self._state.step_of(self._plan), self._since
        if screen is None or step is None or since is None:
            return
        # Awake time: no change of date shortens a wait.
        elapsed_ms = max(0, self._clock.now().awake_ms - since.awake_ms)
        screen.tell_time(time_at(self._plan, step, self._day_ms(), elapsed_ms))

    # ---- the computer and the camera
    def _look_at_computer(self) -> None:
        if self._look is not None and self._sheet is None and not self._looking:
            self._looking = True
            self._look(self._looked)

    def _looked(self, sheet: ComputerView) -> None:
        self._sheet, self._looking = sheet, False
        if isinstance(self._state.step_of(self._plan), SystemStep):
            self._renew()

    def _open_camera(self) -> None:
        step, camera = self._step(), self._camera
        task: Task = step.task if isinstance(step, CameraStep) else "room"
        places = (self._screen.place,) if isinstance(self._screen, ChecklistScreen) else ()
        if camera is not None and isinstance(step, (CameraStep, ChecklistStep)):
            full = self._stage.window.isFullScreen()
            camera.show(task, theme=self._stage.theme.name, zoom=self._stage.zoom, full_screen=full, places=places)

    def _camera_checked(self) -> None:
        # It may be found only when the step is on the screen already, as after a restart.
        if isinstance(self._screen, (CameraScreen, ChecklistScreen)):
            self._renew()

    def _camera_done(self) -> None:
        if isinstance(self._screen, (CameraScreen, ChecklistScreen)):
            self._stage.window.activateWindow()
            self._screen.camera_done()

    def _camera_gone(self) -> None:
        if isinstance(self._screen, (CameraScreen, ChecklistScreen)):
            self._stage.window.activateWindow()
            self._screen.camera_gone()
