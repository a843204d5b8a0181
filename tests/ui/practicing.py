"""The practice windows inside a test: the real window, lane, store and items, and a hand on the set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtWidgets import QApplication

from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.application.study_ports import StudyStore
from cehrs_desktop.study.practice_run import PracticeRun
from cehrs_desktop.ui.practice_flow import PracticeFlow
from cehrs_desktop.ui.screens.practice.end import PracticeEndScreen
from cehrs_desktop.ui.screens.practice.screen import PracticeScreen
from cehrs_desktop.ui.screens.practice.waiting import PracticeWaitingScreen
from cehrs_desktop.ui.screens.practice.wish import PracticeWishScreen
from tests.study_memory import MemoryStudy
from tests.ui.driving import Driven, turn, wait_for

ROBIN = Candidate("robin", "Robin Example")


class Practicing(Driven):
    """The program with the practice visit open. `real` takes the study store of the database; otherwise it is a plain
    one in memory, `study` where it is kept between two of them."""

    def __init__(
        self,
        application: QApplication,
        study: StudyStore | None = None,
        person: Candidate = ROBIN,
        read_glossary: Callable[[], Any] | None = None,
        *,
        real: bool = False,
        **driven: Any,
    ) -> None:
        super().__init__(application, **driven)
        self.study: StudyStore = study or MemoryStudy()
        self.person = person
        self._real = real
        self.read_glossary = read_glossary
        self.left: list[str] = []
        self.failures: list[Exception] = []
        self.visit: PracticeFlow | None = None

    def __enter__(self) -> Practicing:
        super().__enter__()
        return self

    def open(self) -> PracticeFlow:
        """The visit, opened and ready to be started."""
        self.ready()
        assert self.flow.desk is not None
        if self._real:
            self.study = cast(Any, self.flow.desk.store).study
        self.visit = PracticeFlow(
            self.flow.stage, self.flow._lane, self.around, self.flow.desk, self.study, self.person, self.read_glossary
        )
        self.visit.left.connect(lambda: self.left.append("left"))
        self.visit.failed.connect(self.failures.append)
        return self.visit

    def __exit__(self, *given: Any) -> None:
        if self.visit is not None:
            self.visit.let_go()
        super().__exit__(*given)

    # ---- the screens
    def wish_screen(self) -> PracticeWishScreen:
        return self._arrived(PracticeWishScreen)

    def question_screen(self) -> PracticeScreen:
        return self._arrived(PracticeScreen)

    def end_screen(self) -> PracticeEndScreen:
        return self._arrived(PracticeEndScreen)

    def waiting_screen(self) -> PracticeWaitingScreen:
        return self._arrived(PracticeWaitingScreen)

    def _arrived(self, kind: type[Any]) -> Any:
        wait_for(lambda: isinstance(self.screen, kind) or self.failures, f"the {kind.__name__}")
        assert not self.failures, self.failures
        return self.screen

    @property
    def run(self) -> PracticeRun:
        """The set that is being worked."""
        assert self.visit is not None
        assert self.visit.sitting is not None
        return self.visit.sitting.run

    def settle(self) -> None:
        super().settle()
        wait_for(
            lambda: self.visit is None or self.visit.sitting is None or not self.visit.sitting.busy, "it to be kept"
        )
        turn(1)

    def drain(self) -> None:
        """Wait until the lane has done all that was given to it."""
        done: list[int] = []
        self.flow._lane.run(lambda: 1, done.append, lambda _: done.append(0))
        wait_for(lambda: done, "the database lane")
