"""Holding system keys and pictures of the screen through documented calls of Windows and macOS; nothing is written.

On X11 the keyboard is held where the window is (`ui.keyboard_grab`), and Wayland lets no program hold it: here both
hold nothing. Sleep is `system.keep_awake`'s. What is held ends with the process, however the process ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

Told = Callable[[str, str], None]
"""Called with a kind and what it was about, from any thread: ``switch`` and ``capture`` with the name of the key that
was held back, ``not_held`` with what the system refused, ``keys`` or ``capture``."""


def hold(window: int, told: Told) -> Callable[[], None]:
    """Hold system keys and pictures of `window` (the number that the window system knows it by); call the result to
    let go, once or more often. To be called and let go on the thread of the windows. A refusal is told, never raised.
    """
    if sys.platform == "win32":
        from cehrs_desktop.system.lockdown.windows import hold_windows

        return hold_windows(window, told)
    if sys.platform == "darwin":
        from cehrs_desktop.system.lockdown.mac import hold_mac

        return hold_mac(window, told)
    return lambda: None
