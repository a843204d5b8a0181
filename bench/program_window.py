"""The program itself, started as its command starts it, saying when its pages were painted. Measured, not measuring.

It prints lines of ``name instant`` (nanoseconds of the system's monotonic clock): ``painted`` is the first paint of
the window; ``home`` the first page with the history as it was last seen; ``loaded`` the same page with the attempts
read from the checked database and the items in memory; ``item`` the question of a resumed attempt, the resume button
having been pressed as soon as it was painted. It ends after the line that ``--until NAME`` names.
"""

from __future__ import annotations

import os
import sys
import time

from cehrs_desktop.app import window_program
from cehrs_desktop.system.paths import Paths
from cehrs_desktop.ui.window import Window

UNTIL = sys.argv[sys.argv.index("--until") + 1]


def say(name: str) -> None:
    print(name, time.monotonic_ns(), flush=True)
    if name == UNTIL:
        # Nothing needs a farewell: what was not stored is not claimed to be.
        os._exit(0)


def make_watched_flow(window: Window, paths: Paths) -> object:
    # It is called behind the first paint, and what it needs is imported no sooner, as in the program.
    say("painted")
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.ports import AttemptLine
    from cehrs_desktop.exam.session import Session
    from cehrs_desktop.ui import flow

    class WatchedFlow(flow.Flow):
        """Tells of each page after its paint. Decides nothing but to resume."""

        def _open_desk(self) -> None:
            say("home")
            super()._open_desk()

        def _desk_opened(self, opened: tuple[Desk, tuple[AttemptLine, ...]]) -> None:
            super()._desk_opened(opened)
            window.after_paint(lambda: say("loaded"))

        def _show_suspended(self, session: Session) -> None:
            super()._show_suspended(session)
            screen = self._screen
            window.after_paint(lambda: screen.resumed.emit())

        def _show_exam(self, session: Session) -> None:
            super()._show_exam(session)
            if session.suspended is None:
                window.after_paint(lambda: say("item"))

    flow.Flow = WatchedFlow
    return make_flow(window, paths)


make_flow = window_program.make_flow
window_program.make_flow = make_watched_flow
sys.exit(window_program.run(sys.argv[:1]))
