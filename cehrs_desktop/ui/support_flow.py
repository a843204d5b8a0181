"""The visit to the support file: it is gathered on the lane, shown part by part, and saved when that is wanted."""

from __future__ import annotations

from collections.abc import Callable

from cehrs_desktop.application.support import SupportBundle
from cehrs_desktop.ui.screens.support import SupportScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.visit import Visit


class SupportFlow(Visit):
    """`left` leads back to where the visit began. `gather` is called on the lane, once for a visit."""

    def __init__(self, stage: Stage, lane: Lane, gather: Callable[[], SupportBundle]) -> None:
        super().__init__(stage, lane)
        self._gather = gather
        self._screen = SupportScreen()
        self._screen.left.connect(self.left)

    def start(self) -> None:
        """Show the page; the parts follow when they are gathered."""
        self._stage.show(self._screen)
        self._lane.run(self._gather, self._gathered, self._failed)

    def _gathered(self, bundle: SupportBundle) -> None:
        if self._stage.screen is self._screen:
            self._screen.show_bundle(bundle)

    def _failed(self, error: Exception) -> None:
        import logging

        logging.getLogger(__name__).warning("the support file could not be made", exc_info=error)
        if self._stage.screen is self._screen:
            self._screen.show_failure()
