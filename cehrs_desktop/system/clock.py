"""Instants from the computer's clocks: the wall clock for people, the awake clock for exam time.

The awake clock stands while the computer sleeps and no change of date moves it. What exam time is made of these
is decided in `exam.timing`.
"""

from __future__ import annotations

import os
import sys
import time

from cehrs_desktop.exam.timing import Instant

if sys.platform == "win32":
    import ctypes

    def _windows_ticks(*calls: str) -> int | None:
        """100 ns ticks of the first of these interrupt clocks that the system offers; `None` without any."""
        library = ctypes.WinDLL("kernelbase")
        for call in calls:
            if hasattr(library, call):
                ticks = ctypes.c_ulonglong()
                getattr(library, call)(ctypes.byref(ticks))
                return ticks.value
        return None

    def awake_ns() -> int:
        """Nanoseconds that the computer was awake since it started."""
        # The precise clock came with Windows 10; Wine has only the older one, whose steps are up to 16 ms.
        ticks = _windows_ticks("QueryUnbiasedInterruptTimePrecise", "QueryUnbiasedInterruptTime")
        return time.monotonic_ns() if ticks is None else ticks * 100

    def running_ns() -> int | None:
        """Nanoseconds since the computer started, sleep included; `None` where nobody counts them."""
        ticks = _windows_ticks("QueryInterruptTimePrecise")
        return None if ticks is None else ticks * 100

elif sys.platform == "darwin":

    def awake_ns() -> int:
        """Nanoseconds that the computer was awake since it started."""
        return time.clock_gettime_ns(time.CLOCK_UPTIME_RAW)

    def running_ns() -> int | None:
        """Nanoseconds since the computer started, sleep included; `None` where nobody counts them."""
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC)

else:

    def awake_ns() -> int:
        """Nanoseconds that the computer was awake since it started."""
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC)

    def running_ns() -> int | None:
        """Nanoseconds since the computer started, sleep included; `None` where nobody counts them."""
        boot = getattr(time, "CLOCK_BOOTTIME", None)
        return None if boot is None else time.clock_gettime_ns(boot)


class SystemClock:
    """The program's clock for one run. `run` is random: awake values of two runs cannot be compared."""

    def __init__(self) -> None:
        self.run = os.urandom(8).hex()
        self._asleep_before = _asleep_ns()

    def now(self) -> Instant:
        """The present moment."""
        return Instant(wall_ms=time.time_ns() // 1_000_000, awake_ms=awake_ns() // 1_000_000, run=self.run)

    def slept_ms(self) -> int | None:
        """Milliseconds that the computer slept since this clock was made; `None` where it does not tell."""
        asleep = _asleep_ns()
        if asleep is None or self._asleep_before is None:
            return None
        return max(0, asleep - self._asleep_before) // 1_000_000


def _asleep_ns() -> int | None:
    running = running_ns()
    return None if running is None else running - awake_ns()
