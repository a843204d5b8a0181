"""The question for a learner's PIN before what it protects is shown; asked each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cehrs_desktop.application.learners import PinTried, tried_pin
from cehrs_desktop.application.people_ports import PeopleStore, PinState
from cehrs_desktop.presentation import people_texts as words
from cehrs_desktop.presentation.people_view import pin_lines, refused_line
from cehrs_desktop.presentation.problems import problem_of
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.presentation.report_texts import moment, moment_text
from cehrs_desktop.ui.screens.people import PinScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit

if TYPE_CHECKING:
    from cehrs_desktop.application.ports import Candidate, Clock


class PinQuestion(Visit):
    """`passed`: there is no PIN, or it was entered; `left`: back without it; `failed` carries a store's error."""

    passed = Signal()
    failed = Signal(object)

    def __init__(self, stage: Stage, lane: Lane, clock: Clock, people: PeopleStore, person: Candidate) -> None:
        super().__init__(stage, lane)
        self._clock, self._people, self._person = clock, people, person

    def start(self) -> None:
        """Ask, where there is something to ask. The person is known to the store."""
        people, who, now_ms = self._people, self._person.id, self._clock.now().wall_ms
        self._run(lambda: people.pin_state(who, now_ms), self._ask, self.failed.emit)

    def _ask(self, state: PinState) -> None:
        if not state.is_set:
            self.passed.emit()
            return
        screen = PinScreen(self._person.name, pin_lines(state)[1:])
        screen.left.connect(self.left)
        screen.tried.connect(lambda pin: self._try(screen, pin))
        screen.forgotten.connect(lambda: self._forgot(screen))
        self._stage.show(screen)

    def _try(self, screen: PinScreen, pin: str) -> None:
        people, who, now_ms = self._people, self._person.id, self._clock.now().wall_ms

        def done(tried: PinTried) -> None:
            if self._stage.screen is not screen:
                return
            if tried.right:
                self.passed.emit()
            else:
                screen.refuse(refused_line(tried))

        self._run(lambda: tried_pin(people, who, pin, now_ms), done, self.failed.emit)

    def _forgot(self, screen: PinScreen) -> None:
        people, who = self._people, self._person.id

        def told(at_ms: int) -> None:
            if self._stage.screen is screen:
                screen.notice.tell(words.removal(moment_text(moment(at_ms))))

        def ask() -> None:
            now_ms = self._clock.now().wall_ms
            self._run(
                lambda: people.ask_pin_removal(who, now_ms),
                told,
                lambda error: screen.notice.tell(problem_line(problem_of(error))),
            )

        self._stage.question(words.FORGOT_TITLE, words.FORGOT_TEXT, words.FORGOT_YES, words.KEEP, ask)
