"""Holding off sleep and screensaver during an exam, where the system has a call for it.

On Linux the desktop is asked over D-Bus, which is done where the window is; here the answer is `None`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable


def keep_awake() -> Callable[[], None] | None:
    """Hold off sleep and screensaver; call the result to end that. `None`: not possible here.

    On Windows begin and end on the same thread, and let the thread live. When the program dies, the system ends it.
    """
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return _mac()
    return None


if sys.platform == "win32":

    def _windows() -> Callable[[], None] | None:
        import ctypes

        continuous, system, display = 0x80000000, 0x1, 0x2
        set_state = ctypes.WinDLL("kernel32").SetThreadExecutionState
        set_state.argtypes = [ctypes.c_uint]
        if not set_state(continuous | system | display):
            return None

        def end() -> None:
            set_state(continuous)

        return end


if sys.platform == "darwin":

    def _mac() -> Callable[[], None] | None:
        import os
        import subprocess

        try:
            child = subprocess.Popen(
                # d: the display, i: idle sleep, s: sleep on mains; -w: only as long as this program lives.
                ["/usr/bin/caffeinate", "-dis", "-w", str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return None

        def end() -> None:
            child.terminate()
            child.wait()

        return end
