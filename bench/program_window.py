"""The program itself, started as its command starts it, saying when its pages were painted. Measured, not measuring.

It prints lines of ``name instant`` (nanoseconds of the system's monotonic clock): ``painted`` is the first paint of
the window; ``home`` the first page with the history as it was last seen; ``loaded`` the same page with the attempts
read from the checked database and the items in memory; ``item`` the question of a resumed attempt, the resume button
having been pressed as soon as it was painted. It ends after the line that
``--until NAME`` names, or stays until it is killed when ``--stay`` is given too.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from cehrs_desktop.app import window_program
from cehrs_desktop.system.paths import Paths
from cehrs_desktop.ui.window import Window

if TYPE_CHECKING:
    from cehrs_desktop.app.machine import Settled
    from cehrs_desktop.application.attempt_line import AttemptLine
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.sitting import Sitting
    from cehrs_desktop.ui.flow import Flow

STAY = "--stay" in sys.argv
UNTIL = sys.argv[sys.argv.index("--until") + 1]


def say(name: str) -> None:
    print(name, time.monotonic_ns(), flush=True)
    if name == UNTIL and not STAY:
        # Nothing needs a farewell: what was not stored is not claimed to be.
        os._exit(0)


class WatchedWindow(Window):
    """Tells of the program's first two waits for a paint: of the empty window, and of the first page."""

    waits: ClassVar = ["painted", "home"]

    def after_paint(self, act: Callable[[], object]) -> None:
        name = self.waits.pop(0) if self.waits else ""

        def painted() -> None:
            if name:
                say(name)
            act()

        super().after_paint(painted)


def make_watched_flow(window: Window, paths: Paths, settled: Settled | None = None) -> Flow:
    # The program imports the flow before it calls this, and a sitting's when there is one.
    from cehrs_desktop.ui import flow

    class WatchedFlow(flow.Flow):
        """Tells of the page with what the database holds, and resumes what is open."""

        def _desk_opened(self, opened: tuple[Desk, tuple[AttemptLine, ...]]) -> None:
            super()._desk_opened(opened)
            window.after_paint(lambda: say("loaded"))

        def _sit(self, sitting: Sitting, *, reopened: bool) -> None:
            super()._sit(sitting, reopened=reopened)
            watch_sitting(window)

    flow.Flow = WatchedFlow
    return make_flow(window, paths, settled)


def watch_sitting(window: Window) -> None:
    """Press the resume button when it was painted, and tell when the question that follows was."""
    from cehrs_desktop.ui.screens.exam.screen import ExamScreen
    from cehrs_desktop.ui.screens.suspended import SuspendedScreen

    def look() -> None:
        if window.findChildren(ExamScreen):
            say("item")
            return
        for screen in window.findChildren(SuspendedScreen):
            screen.resumed.emit()
        window.after_paint(look)

    window.after_paint(look)


make_flow = window_program.make_flow
window_program.Window = WatchedWindow
window_program.make_flow = make_watched_flow
sys.exit(window_program.run(sys.argv[:1]))
