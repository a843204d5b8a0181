"""The check-in after a new start in the middle of an exam, on the screen: the venue's own steps, one after the other.

The question stays covered and the act of the fault stays on until the last step is done. What is done goes into the
attempt's notes and is on the screen only when it came back as stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.ports import Clock
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Session
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.proctor_view import clock_words
from cehrs_desktop.rehearsal.day import DayState, day_state
from cehrs_desktop.rehearsal.judging import finishes, judge
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.rehearsal.relaunch import BACK, BEGUN, DONE, TRIED, checked_in_again, is_last
from cehrs_desktop.rehearsal.scenes import pass_act
from cehrs_desktop.rehearsal.venue import AcceptStep, Step, WaitStep
from cehrs_desktop.ui.day_steps import LookAtComputer, StepOnScreen
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.stage import Stage

if TYPE_CHECKING:
    from cehrs_desktop.ui.camera import CameraHelper


class CheckInAgain(QObject):
    """Leads through the steps that a venue has done once more. `leave_wanted`: the candidate wants to leave there."""

    leave_wanted = Signal()

    def __init__(
        self,
        stage: Stage,
        presenter: ExamPresenter,
        plan: DayPlan,
        clock: Clock,
        parent: QObject,
        *,
        camera: CameraHelper | None = None,
        look_at_computer: LookAtComputer | None = None,
    ) -> None:
        super().__init__(parent)
        self._presenter, self._plan = presenter, plan
        self._state: DayState | None = None
        self._asked = False
        self.steps = StepOnScreen(stage, plan, clock, self, camera=camera, look_at_computer=look_at_computer)
        self.steps.tried.connect(self._tried)
        self.steps.passed.connect(self._passed)
        self.steps.declined.connect(self._go_back)
        self.steps.leave_wanted.connect(self.leave_wanted)
        self.steps.ticked.connect(self._tell_exam_clock)

    def begin(self) -> None:
        """The candidate has started again."""
        self._note((BEGUN, {}))

    def follow(self, session: Session) -> bool:
        """Show the step that is to be done once more; `False` when none is."""
        self._asked = False
        plan = self._plan
        state = checked_in_again(plan, day_state(plan, session.notes), session.notes)
        step = None if state is None else state.step_of(plan)
        self._state = state
        if state is None or step is None or session.suspended is not None:
            self.steps.leave()
            return False
        names = plan.venue.relaunch_steps
        self.steps.show(
            step,
            state,
            state.tries_here(step.id),
            visit=state.since,
            said=(words.again(names.index(step.id) + 1, len(names)),),
            in_exam=True,
        )
        self._tell_exam_clock()
        return True

    def _tell_exam_clock(self) -> None:
        if self.steps.screen is not None:
            self.steps.screen.tell_exam_clock(clock_words(self._presenter.session, self._presenter.left_ms()))

    # ---- what is noted
    def _step(self) -> tuple[DayState, Step]:
        assert self._state is not None, "a screen of the check-in belongs to a step"
        step = self._state.step_of(self._plan)
        assert step is not None, "a check-in is at a step"
        return self._state, step

    def _tried(self, given: object) -> None:
        state, step = self._step()
        value = cast(Json, given)
        verdict = judge(self._plan, state, step, value, day_ms=self.steps.day_ms)
        tried: dict[str, Json] = {
            "step": step.id,
            "given": value,
            "right": verdict.right,
            "told": list(verdict.told),
        }
        if verdict.right and finishes(self._plan, step, value):
            self._note((TRIED, tried), (DONE, {"step": step.id}), over=is_last(self._plan, step.id))
        else:
            self._note((TRIED, tried))

    def _passed(self) -> None:
        _, step = self._step()
        notes: list[tuple[str, dict[str, Json]]] = [(DONE, {"step": step.id})]
        if isinstance(step, WaitStep):
            notes.insert(0, ("day.time_skipped", {"ms": self._plan.ahead_ms(step)}))
        self._note(*notes, over=is_last(self._plan, step.id))

    def _go_back(self) -> None:
        _, step = self._step()
        if isinstance(step, AcceptStep):
            self._note((BACK, {"step": step.id, "to": step.back_to}))

    def _note(self, *notes: tuple[str, dict[str, Json]], over: bool = False) -> None:
        """Note what was done; with `over` the act that made the new start necessary is over too, in one durable act."""
        # What is pressed while an act is being stored was meant for what stands on the screen no more.
        if self._asked:
            return
        self._asked = True
        plan, presenter = self._plan, self._presenter

        def make(at: Instant) -> tuple[c.Command, ...]:
            session = presenter.session
            made = tuple(c.Note(at=at, kind=kind, body=tuple(body.items())) for kind, body in notes)
            return (*made, *pass_act(plan, day_state(plan, session.notes), session, at)) if over else made

        presenter.ask(make)
