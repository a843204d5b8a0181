"""The day before and after the exam: which step is on the screen, and what is noted of it.

All of it stands in the attempt's notes; `follow` shows what belongs to them and nothing is drawn as done before it is
stored. Scenes that come up before a step are begun here and played by somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.ports import Clock
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.presentation.day_texts import late_meanwhile
from cehrs_desktop.presentation.day_view import said_before
from cehrs_desktop.presentation.report_texts import moment
from cehrs_desktop.rehearsal.day import DayState, day_state
from cehrs_desktop.rehearsal.judging import finishes, gate, judge, launched
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.scenes import begin_scene, due_before
from cehrs_desktop.rehearsal.venue import (
    AcceptStep,
    AppointmentStep,
    ExamStep,
    Step,
    TutorialTestStep,
    WaitStep,
)
from cehrs_desktop.ui.day_steps import LookAtComputer, StepOnScreen
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.stage import Stage

if TYPE_CHECKING:
    from cehrs_desktop.ui.camera import CameraHelper


class DayFlow(QObject):
    """Leads through the steps of a venue, before the exam and after it.

    `exam_reached`: the steps before the exam are done (again after a restart that comes before the exam's first event);
    `over`: the steps after it are done; `stopped`: the candidate ends the day that was refused; `leave_wanted`: the
    candidate wants to leave the rehearsal at a step; `test_wanted` (the step): a Tutorial Test was launched, and its
    exam screen is to be shown until `end_test`.
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
        self._presenter, self._plan = presenter, plan
        self._state = DayState()
        self._asked = False
        # Which of the step's Tutorial Tests was launched here: one that another run launched is over.
        self._test = 0
        self._told_exam = self._told_over = False
        # Whether one could still be let in when it was last looked at, at which step.
        self._gate: tuple[int, str] | None = None
        steps = StepOnScreen(stage, plan, clock, self, camera=camera, look_at_computer=look_at_computer)
        self.steps = steps
        steps.tried.connect(self._tried)
        steps.passed.connect(self._passed)
        steps.declined.connect(self._go_back)
        steps.skip_wanted.connect(self._skip_to_opening)
        steps.went_on.connect(self._go_on)
        steps.stopped.connect(self.stopped)
        steps.leave_wanted.connect(self.leave_wanted)
        steps.ticked.connect(self._look_at_gate)

    def let_go(self) -> None:
        """The day is left."""
        self.steps.leave()

    # ---- from state to screen
    def follow(self, session: Session) -> None:
        """Show what belongs to this state of the attempt; called after everything that was stored."""
        self._asked = False
        state = self._state = day_state(self._plan, session.notes)
        step = state.step_of(self._plan)
        if state.scene is not None:
            # Somebody else has the screen.
            self.steps.leave()
        elif step is None:
            self.steps.leave()
            if not self._told_over:
                self._told_over = True
                self.over.emit()
        elif isinstance(step, ExamStep) and session.phase is Phase.SURVEY:
            self.steps.leave()
            if state.survey is not None:
                self._note(("day.step_done", {"step": step.id, "skipped_ms": 0}))
        elif session.phase not in (Phase.NAME, Phase.SURVEY):
            self.steps.leave()
        elif (planned := due_before(self._plan, state, step.id)) is not None:
            self.steps.leave()
            scene_id = planned.incident.id
            self._ask(lambda at: begin_scene(self._plan, state, session, at, scene_id))
        elif isinstance(step, ExamStep):
            self.steps.leave()
            if session.phase is Phase.NAME and not self._told_exam:
                self._told_exam = True
                self.exam_reached.emit()
        elif isinstance(step, TutorialTestStep) and self._in_test(step):
            if self.steps.screen is not None:
                self.steps.leave()
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
        state, notes = self._state, self._presenter.session.notes
        self.steps.show(
            step,
            state,
            state.tries_here(step.id),
            # Who is sent back comes to a step anew, with the tries before it behind.
            visit=(state.step, state.since),
            said=said_before(self._plan, state, notes),
            refused=bool(state.ended) and not state.practice,
        )

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
        verdict = judge(self._plan, self._state, step, value, day_ms=self.steps.day_ms)
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
            now = gate(self._plan, self.steps.day_ms)
            if now == "late":
                self._refuse(step)
            if now != "open":
                return
        skipped_ms = self._plan.ahead_ms(step) if isinstance(step, WaitStep) else 0
        self._note(("day.step_done", {"step": step.id, "skipped_ms": skipped_ms}))

    def _skip_to_opening(self) -> None:
        ms = max(0, self._plan.opens_ms - self.steps.day_ms)
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

    # ---- the late limit
    def _look_at_gate(self) -> None:
        """The limit may pass while a step is on. At the arrival or the launch the day is refused then by itself; at a
        step before it that is said, and what is being done there can be done. Who comes to the arrival late is told
        when they say that they are there.
        """
        state, step = self._state, self._state.step_of(self._plan)
        coming = self._plan.venue.steps[state.step : self._plan.venue.exam_at]
        if step is None or state.ended or not any(isinstance(one, AppointmentStep) for one in coming):
            return
        now = (state.step, gate(self._plan, self.steps.day_ms))
        before, self._gate = self._gate, now
        if before is None or now == before or now != (before[0], "late"):
            return
        if isinstance(step, AppointmentStep):
            self._refuse(step)
        elif self.steps.screen is not None:
            self.steps.screen.news.tell(late_meanwhile(moment(self._plan.closes_ms)))

    def _refuse(self, step: AppointmentStep) -> None:
        self._note(("day.refused", {"step": step.id, "reason": "late"}))
