"""The program itself, started as its command starts it, saying when its pages were painted. Measured, not measuring.

It prints lines of ``name instant`` (nanoseconds of the system's monotonic clock): ``painted`` is the first paint,
``loaded`` the first paint after the database and the items were opened. It ends after the last one that is asked
for by ``--until painted|loaded``.
"""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QTimer

from cehrs_desktop.app import window_program
from cehrs_desktop.ui.flow import Flow

UNTIL = sys.argv[sys.argv.index("--until") + 1]
make_flow = window_program.make_flow


def say(flow: Flow, what: str) -> None:
    print(what, time.monotonic_ns(), flush=True)
    if what == UNTIL:
        flow.suspend_and_close()


def watched_flow(*arguments: object) -> Flow:
    flow = make_flow(*arguments)
    # The timer fires when the paint is done and handed to the system, as in `bare_window`.
    flow._window.painted.connect(lambda: QTimer.singleShot(0, lambda: say(flow, "painted")))
    return flow
window_program.make_flow = watched_flow
sys.exit(window_program.run(sys.argv[:1]))
