"""The pages of one sitting before and after its questions: name, agreement, tutorial, reminder, survey."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Phase, Session
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_texts import tutorial_steps
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.checkin import AgreementScreen, NameScreen, TutorialScreen
from cehrs_desktop.ui.screens.closing import ReminderScreen, SurveyScreen
from cehrs_desktop.ui.sitting_rooms import SittingRooms
from cehrs_desktop.ui.stage import Stage


class SittingPages(QObject):
    """`wrong_name`: the name is somebody else's; `survey_closed` carries the answers. All else is asked for here."""

    wrong_name = Signal()
    survey_closed = Signal(object)

    def __init__(
        self, stage: Stage, presenter: ExamPresenter, rooms: SittingRooms, candidate: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stage, self._presenter, self._rooms, self._candidate = stage, presenter, rooms, candidate

    def show(self, session: Session) -> None:
        """Show the page of the phase that the session is in."""
        match session.phase:
            case Phase.NAME:
                screen: QWidget = self._name()
            case Phase.AGREEMENT:
                screen = self._agreement()
            case Phase.TUTORIAL:
                screen = self._tutorial(session)
            case Phase.REMINDER:
                screen = self._reminder(session)
            case _:
                screen = self._survey()
        self._stage.show(screen)

    def _ask(self, make: Callable[..., c.Command]) -> None:
        self._presenter.ask(lambda at: make(at=at))

    def _name(self) -> QWidget:
        screen = NameScreen(self._candidate)
        screen.confirmed.connect(lambda: self._ask(c.ConfirmName))
        screen.wrong.connect(self.wrong_name)
        return screen

    def _agreement(self) -> QWidget:
        screen = AgreementScreen()
        screen.accepted.connect(lambda: self._ask(c.AcceptAgreement))
        screen.declined.connect(self._ask_decline)
        return screen

    def _tutorial(self, session: Session) -> QWidget:
        rooms = self._rooms
        only_next = session.rules.only_next_records
        steps = tutorial_steps(rooms.look, only_next_records=only_next, scratch_pad=rooms.scratch_pad)
        screen = TutorialScreen(rooms.rules(), steps)
        screen.tutorial_wanted.connect(rooms.start_tutorial)
        screen.exam_wanted.connect(self._ask_start)
        return screen

    def _reminder(self, session: Session) -> QWidget:
        screen = ReminderScreen(session.ended or "")
        screen.read_on.connect(lambda: self._ask(c.AcknowledgeReminder))
        return screen

    def _survey(self) -> QWidget:
        screen = SurveyScreen()
        screen.closed.connect(self.survey_closed)
        return screen

    def _ask_decline(self) -> None:
        self._stage.question(
            texts.DECLINE_TITLE,
            texts.DECLINE_TEXT,
            texts.DECLINE_YES,
            texts.DECLINE_NO,
            lambda: self._ask(c.DeclineAgreement),
        )

    def _ask_start(self) -> None:
        session = self._presenter.session
        self._stage.question(
            texts.START_TITLE,
            texts.start_question(len(session.responses), session.rules.minutes, session.rules.extra_seconds),
            texts.START_YES,
            texts.START_NO,
            lambda: self._ask(c.StartExam),
        )
