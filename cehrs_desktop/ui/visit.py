"""What every visit to a part of the program has in common: it leads back, and hears nothing after it is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane

Result = TypeVar("Result")


class Visit(QObject):
    """`left` leads back to where the visit began; whoever began it calls `let_go` then."""

    left = Signal()

    def __init__(self, stage: Stage, lane: Lane) -> None:
        super().__init__(stage)
        self._stage, self._lane = stage, lane
        self._over = False

    def start(self) -> None:
        """Show the first page of the visit."""
        raise NotImplementedError

    def let_go(self) -> None:
        """The visit is over: what is still on the lane is done, and nobody hears of it."""
        self._over = True
        self.deleteLater()

    def _run(
        self, work: Callable[[], Result], done: Callable[[Result], None], failed: Callable[[Exception], None]
    ) -> None:
        """Do `work` on the lane, and hear of it unless the visit is over by then."""

        def here(result: Result) -> None:
            if not self._over:
                done(result)

        def not_here(error: Exception) -> None:
            if not self._over:
                failed(error)

        self._lane.run(work, here, not_here)
