"""One step of a venue on the screen, as long as it is on: its screen, its clock, the camera, the look at the computer.

What is done there is told and decided elsewhere. A screen is built once for each visit of a step and stays until the
next one is shown, whatever is shown over it meanwhile: what was chosen and not yet given is never lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from cehrs_desktop.application.ports import Clock
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.presentation.day_view import refused_page, time_at
from cehrs_desktop.rehearsal.day import DayState, Try
from cehrs_desktop.rehearsal.judging import name_shown
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.venue import CameraStep, ChecklistStep, NameStep, Step, SystemStep
from cehrs_desktop.ui.screens.day.arrival import AppointmentScreen
from cehrs_desktop.ui.screens.day.checks import ChecklistScreen
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.screens.day.pages import AcceptScreen, NameOnScreen, RefusedScreen
from cehrs_desktop.ui.screens.day.pictures import CameraScreen
from cehrs_desktop.ui.screens.day.steps import screen_of
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.widgets.text_size import stepped

if TYPE_CHECKING:
    from cehrs_desktop.presentation.camera_texts import Task
    from cehrs_desktop.presentation.computer_view import ComputerView
    from cehrs_desktop.ui.camera import CameraHelper

LookAtComputer = Callable[[Callable[["ComputerView"], object]], object]

CLOCK_MS = 200


class StepOnScreen(QObject):
    """The screen of a step. What the candidate does comes out by the signals of `DayScreen` and of those screens that
    have more of them; `ticked` follows when time was told.

    `look_at_computer` looks without holding up anything and gives the sheet to the function that it is called with.
    """

    tried = Signal(object)
    passed = Signal()
    declined = Signal()
    skip_wanted = Signal()
    went_on = Signal()
    stopped = Signal()
    leave_wanted = Signal()
    ticked = Signal()

    def __init__(
        self,
        stage: Stage,
        plan: DayPlan,
        clock: Clock,
        parent: QObject,
        *,
        camera: CameraHelper | None = None,
        look_at_computer: LookAtComputer | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._plan, self._clock = stage, plan, clock
        self._camera = camera if plan.choices.camera else None
        self._look = look_at_computer
        self._sheet: ComputerView | None = None
        self._looking = False
        self._state = DayState()
        self._step: Step | None = None
        self._visit: object = None
        self._screen: DayScreen | None = None
        self._tries: tuple[Try, ...] = ()
        self._since: Instant | None = None
        self._timer = QTimer(self, interval=CLOCK_MS)
        self._timer.timeout.connect(self.tell_time)
        stage.look_changed.connect(self._use_look)
        if self._camera is not None:
            self._camera.checked.connect(self._camera_checked)
            self._camera.done.connect(self._camera_done)
            self._camera.gone.connect(self._camera_gone)

    # ---- showing
    @property
    def screen(self) -> DayScreen | None:
        """The step's screen, if a step is on."""
        return self._screen

    def show(
        self,
        step: Step,
        state: DayState,
        tries: tuple[Try, ...],
        *,
        visit: object = None,
        said: tuple[str, ...] = (),
        refused: bool = False,
        in_exam: bool = False,
    ) -> None:
        """Show a step with what was tried there. `visit` tells one visit of it from another, `said` came just before
        it; `refused`: the day has ended there; `in_exam`: it is done in the middle of an exam."""
        self._step, self._state = step, state
        if self._screen is None or (step.id, visit, refused) != self._visit:
            self._visit = (step.id, visit, refused)
            self._since = self._clock.now()
            self._tries = ()
            self._open(self._refused_screen(step) if refused else self._made(step, said, in_exam=in_exam))
        elif self._stage.screen is not self._screen:
            # Something was shown over it, such as a fault of the store.
            self._stage.show_kept(self._screen)
        screen = self._screen
        if isinstance(screen, NameOnScreen) and isinstance(step, NameStep):
            screen.show_name(name_shown(self._plan, state, step))
        if screen is not None and tries != self._tries:
            self._tries = tries
            screen.follow(tries)

    def _made(self, step: Step, said: tuple[str, ...], *, in_exam: bool) -> DayScreen:
        if isinstance(step, SystemStep):
            self._look_at_computer()
        there = self._camera is not None and self._camera.available
        screen = screen_of(
            self._plan,
            self._state,
            step,
            said=said,
            in_exam=in_exam,
            camera=there,
            sheet=self._sheet,
            looking=self._looking,
        )
        screen.tried.connect(self.tried)
        screen.passed.connect(self.passed)
        if isinstance(screen, AppointmentScreen):
            screen.skip_wanted.connect(self.skip_wanted)
        elif isinstance(screen, AcceptScreen):
            screen.declined.connect(self.declined)
        elif isinstance(screen, (CameraScreen, ChecklistScreen)):
            screen.camera_wanted.connect(self._open_camera)
        return screen

    def _refused_screen(self, step: Step) -> DayScreen:
        screen = RefusedScreen(refused_page(self._plan, step))
        screen.went_on.connect(self.went_on)
        screen.stopped.connect(self.stopped)
        return screen

    def _open(self, screen: DayScreen) -> None:
        screen.leave_wanted.connect(self.leave_wanted)
        screen.zoom_wanted.connect(self._change_zoom)
        self._close_camera()
        before, self._screen = self._screen, screen
        screen.set_zoom(self._stage.zoom)
        # Before it is shown: the keyboard goes where something can be pressed.
        self.tell_time()
        self._stage.keep(screen)
        self._stage.show_kept(screen)
        self._timer.start()
        if before is not None:
            self._stage.forget(before)

    def leave(self) -> None:
        """No step is on any more. Its screen stays to be seen until somebody shows another page, and takes no press."""
        self._timer.stop()
        self._close_camera()
        screen, self._screen = self._screen, None
        self._step = self._visit = None
        if screen is not None:
            screen.setEnabled(False)
            self._stage.forget(screen)

    # ---- the look
    def _use_look(self) -> None:
        if self._screen is not None:
            self._screen.set_zoom(self._stage.zoom)

    def _change_zoom(self, way: int) -> None:
        self._stage.change("zoom", stepped(self._stage.zoom, way) if way else 1.0)

    # ---- time
    @property
    def day_ms(self) -> int:
        """The clock on the wall, without a shortened wait that is on, UTC milliseconds."""
        return self._clock.now().wall_ms + self._state.skipped_ms

    def tell_time(self) -> None:
        """Show what the clocks say."""
        screen, step, since = self._screen, self._step, self._since
        if screen is None or step is None or since is None:
            return
        # Awake time: no change of date shortens a wait.
        elapsed_ms = max(0, self._clock.now().awake_ms - since.awake_ms)
        screen.tell_time(time_at(self._plan, step, self.day_ms, elapsed_ms))
        self.ticked.emit()

    # ---- the computer and the camera
    def _look_at_computer(self) -> None:
        if self._look is not None and self._sheet is None and not self._looking:
            self._looking = True
            self._look(self._looked)

    def _looked(self, sheet: ComputerView) -> None:
        self._sheet, self._looking = sheet, False
        if isinstance(self._step, SystemStep) and self._screen is not None:
            # Imported here: the sheet's words are many and most venues have no such step.
            from cehrs_desktop.ui.screens.day.computer import SystemScreen

            if isinstance(self._screen, SystemScreen):
                self._screen.show_sheet(sheet)
                self._use_look()

    def _open_camera(self) -> None:
        step, camera = self._step, self._camera
        task: Task = step.task if isinstance(step, CameraStep) else "room"
        places = (self._screen.place,) if isinstance(self._screen, ChecklistScreen) else ()
        if camera is not None and isinstance(step, (CameraStep, ChecklistStep)):
            full = self._stage.window.isFullScreen()
            camera.show(task, theme=self._stage.theme.name, zoom=self._stage.zoom, full_screen=full, places=places)

    def _close_camera(self) -> None:
        if self._camera is not None and self._camera.showing:
            self._camera.close()

    def _camera_checked(self) -> None:
        # It may be found only when the step is on the screen already, as after a restart.
        screen, there = self._screen, self._camera is not None and self._camera.available
        if isinstance(screen, CameraScreen) or (
            isinstance(screen, ChecklistScreen)
            and isinstance(self._step, ChecklistStep)
            and self._step.camera == "room"
        ):
            screen.show_camera(there)

    def _camera_done(self) -> None:
        if isinstance(self._screen, (CameraScreen, ChecklistScreen)):
            self._stage.window.activateWindow()
            self._screen.camera_done()

    def _camera_gone(self) -> None:
        if isinstance(self._screen, (CameraScreen, ChecklistScreen)):
            self._stage.window.activateWindow()
            self._screen.camera_gone()
