"""A rehearsed day around one sitting: its steps and its proctor, behind one door for the sitting.

`DayFlow` shows the steps, `ScenePlayer` the scenes, `CheckInAgain` the steps that are done once more after a new start;
this says which of them has the screen. A quick start imports none of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.computer import ComputerSheet
from cehrs_desktop.application.surroundings import Surroundings
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.presentation.computer_view import ComputerView, computer_view
from cehrs_desktop.rehearsal.day import day_state
from cehrs_desktop.rehearsal.plan import DayPlan
from cehrs_desktop.ui.camera import CameraHelper
from cehrs_desktop.ui.check_in_again import CheckInAgain
from cehrs_desktop.ui.day_flow import DayFlow
from cehrs_desktop.ui.displays import displays_now
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.proctor.player import ScenePlayer
from cehrs_desktop.ui.screens.exam.rooms import ExamRooms
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane

Answers = tuple[tuple[str, str], ...]


class DayGuide(QObject):
    """`exam_reached`: the steps before the exam are done; `over(answers)`: those after it too, with the survey's
    answers; `stopped`: the candidate ends a day that was refused; `leave_wanted`: wants to leave at a step,
    `way_out_wanted`: in the middle of the exam; `test_wanted(step)`: a Tutorial Test is to be shown until `end_test`.
    """

    exam_reached = Signal()
    over = Signal(object)
    stopped = Signal()
    leave_wanted = Signal()
    way_out_wanted = Signal()
    test_wanted = Signal(object)

    def __init__(self, stage: Stage, presenter: ExamPresenter, around: Surroundings, plan: DayPlan) -> None:
        super().__init__(stage)
        self._stage, self._presenter, self._around, self._plan = stage, presenter, around, plan
        # A lane of its own: a look at the computer must not hold up what is to be stored.
        self._looks: Lane | None = None
        camera = CameraHelper(around.camera_command, self) if plan.choices.camera else None
        if camera is not None:
            camera.check()
        self._flow = DayFlow(
            stage, presenter, plan, around.clock, camera=camera, look_at_computer=self._look_at_computer, parent=self
        )
        self._flow.exam_reached.connect(self.exam_reached)
        self._flow.over.connect(self._flow_over)
        self._flow.stopped.connect(self.stopped)
        self._flow.leave_wanted.connect(self.leave_wanted)
        self._flow.test_wanted.connect(self.test_wanted)
        self._player = ScenePlayer(stage, presenter, plan, around.clock, self)
        self._again = CheckInAgain(
            stage, presenter, plan, around.clock, self, camera=camera, look_at_computer=self._look_at_computer
        )
        self._again.leave_wanted.connect(self.way_out_wanted)
        self._player.relaunched.connect(self._again.begin)

    def follow(self, session: Session) -> bool:
        """Show what the day has to show at this state; `False` when the screen is the sitting's own."""
        self._player.follow(session)
        if self._again.follow(session):
            return True
        if session.suspended is not None:
            return False
        page = self._player.screen_for(session)
        if page is not None and page is not self._stage.screen:
            self._stage.close_dialog()
            self._stage.show_kept(page)
        if session.phase is Phase.NAME or (session.phase is Phase.SURVEY and self._survey(session) is not None):
            self._flow.follow(session)
            return True
        return page is not None

    def _survey(self, session: Session) -> Answers | None:
        return day_state(self._plan, session.notes).survey

    def furnish(self, rooms: ExamRooms) -> None:
        """Put the proctor beside the question, and beside the summary."""
        self._player.furnish(rooms.exam, rooms.exam)
        self._player.furnish(rooms.summary, rooms.summary)

    def show_open_question(self) -> bool:
        """Bring up a question of the proctor that is open and not seen; `False` when there is none."""
        return self._player.show_open_question()

    @property
    def question_open(self) -> bool:
        """Whether the proctor waits for an answer beside the exam."""
        return self._player.question_open

    def keep_survey(self, answers: Answers) -> None:
        """The survey is answered; what the venue has after it follows."""
        plain: list[Json] = [list(pair) for pair in answers]
        self._presenter.ask(lambda at: c.Note(at=at, kind="day.survey", body=(("answers", plain),)))

    def end_test(self, *, time_over: bool) -> None:
        """The Tutorial Test is over; its step follows when that is noted."""
        self._flow.end_test(time_over=time_over)

    def let_go(self) -> None:
        """The sitting is left."""
        if self._looks is not None:
            self._looks.finish()
        self._flow.let_go()
        self._again.steps.leave()
        self.deleteLater()

    def _flow_over(self) -> None:
        self.over.emit(self._survey(self._presenter.session) or ())

    def _look_at_computer(self, done: Callable[[ComputerView], object]) -> None:
        if self._looks is None:
            self._looks = Lane(self)
        displays, look = displays_now(), self._around.look_at_computer

        def looked(sheet: ComputerSheet) -> None:
            done(computer_view(sheet))

        # What cannot be looked at stays unsaid on the page; it informs only.
        self._looks.run(lambda: look(displays), looked, lambda _: None)
