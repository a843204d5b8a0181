"""The visit to the page about what is set for this computer: it is read on the lane, so that the window never waits."""

from __future__ import annotations

from collections.abc import Callable

from cehrs_desktop.application.policy_sheet import PolicySheet
from cehrs_desktop.presentation.policy_view import policy_view
from cehrs_desktop.ui.screens.policy import PolicyScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit


class PolicyFlow(Visit):
    """`left` leads back to where the visit began. `read` is called on the lane; `open_own` opens a second window with
    the rehearsals in the person's own folder, and says whether it could be started."""

    def __init__(self, stage: Stage, lane: Lane, read: Callable[[], PolicySheet], open_own: Callable[[], bool]) -> None:
        super().__init__(stage, lane)
        self._read, self._open_own = read, open_own
        self._reading = False
        self._screen = PolicyScreen()
        self._screen.look_wanted.connect(self._look)
        self._screen.own_wanted.connect(self._own_wanted)
        self._screen.left.connect(self.left)

    def start(self) -> None:
        """Show the page; its content follows when it was read."""
        self._stage.show(self._screen)
        self._look()

    def _look(self) -> None:
        # One at a time: a second press while one is on its way asks for the same.
        if self._reading:
            return
        self._reading = True
        self._screen.show_looking()
        self._lane.run(self._read, self._was_read, self._failed)

    def _was_read(self, sheet: PolicySheet) -> None:
        self._reading = False
        if self._stage.screen is self._screen:
            self._screen.show_view(policy_view(sheet), self._stage.zoom)

    def _failed(self, error: Exception) -> None:
        self._reading = False
        if self._stage.screen is self._screen:
            self._screen.show_failure()

    def _own_wanted(self) -> None:
        self._screen.show_opened(self._open_own())
