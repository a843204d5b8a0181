"""The visit to the sheet about the computer: it is looked at on the lane, so that the window never waits."""

from __future__ import annotations

from collections.abc import Callable

from cehrs_desktop.application.computer import ComputerSheet
from cehrs_desktop.presentation.computer_view import computer_view
from cehrs_desktop.rehearsal.displays import Displays
from cehrs_desktop.ui.displays import displays_now
from cehrs_desktop.ui.screens.computer import ComputerScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit


class ComputerFlow(Visit):
    """`left` leads back to where the visit began. `look` is called on the lane with what Qt knows of the displays."""

    def __init__(self, stage: Stage, lane: Lane, look: Callable[[Displays], ComputerSheet]) -> None:
        super().__init__(stage, lane)
        self._look = look
        self._looking = False
        self._screen = ComputerScreen()
        self._screen.look_wanted.connect(self._look_again)
        self._screen.left.connect(self.left)

    def start(self) -> None:
        """Show the screen; the sheet follows when the computer was looked at."""
        self._stage.show(self._screen)
        self._look_again()

    def _look_again(self) -> None:
        # One look at a time: a second press while one is on its way asks for the same.
        if self._looking:
            return
        self._looking = True
        self._screen.show_looking()
        displays, look = displays_now(), self._look
        self._lane.run(lambda: look(displays), self._looked, self._failed)

    def _looked(self, sheet: ComputerSheet) -> None:
        self._looking = False
        if self._stage.screen is self._screen:
            self._screen.show_view(computer_view(sheet), self._stage.zoom)

    def _failed(self, error: Exception) -> None:
        self._looking = False
        if self._stage.screen is self._screen:
            self._screen.show_failure()
