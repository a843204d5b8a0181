"""What each level of lockdown does on which system, as values for the preview. Holds and watches nothing itself.

Level 0 leaves everything alone; 1 watches; 2 also holds what the system lets a program hold. At every level the
computer is kept from going to sleep during an attempt, and a way out by keyboard is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Platform = Literal["windows", "macos", "x11", "wayland", "other"]
Held = Literal["sleep", "full_screen", "system_keys", "clipboard", "capture"]
Watched = Literal["focus", "displays", "clipboard", "capture_key", "switch_keys", "idle"]
Free = Literal["everything", "way_out", "close", "assistive", "sound_keys", "clipboard_contents"]
# What cannot be held here, each of them for a reason that belongs to the platform.
Unheld = Literal[
    "secure_keys",
    "capture",
    "capture_advisory",
    "system_keys",
    "gestures",
    "sound_keys",
    "assistive_keys",
    "focus_gone",
]

LEVELS = (0, 1, 2)
DEFAULT_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Preview:
    """What a level does on a platform. `unheld` is what the level would hold or know and cannot there."""

    level: int
    platform: Platform
    held: tuple[Held, ...]
    watched: tuple[Watched, ...]
    free: tuple[Free, ...]
    unheld: tuple[Unheld, ...]


def platform_of(system: str, windowing: str, session: str) -> Platform:
    """The platform by `sys.platform`, Qt's name for its windowing system, and the kind of the desktop session
    (``XDG_SESSION_TYPE``, empty where there is none).

    A program on X11 inside a Wayland session can hold no more than any other program there.
    """
    if windowing == "windows" and system == "win32":
        return "windows"
    if windowing == "cocoa" and system == "darwin":
        return "macos"
    if windowing.startswith("wayland"):
        return "wayland"
    if windowing == "xcb":
        return "wayland" if session == "wayland" else "x11"
    return "other"


_HELD: dict[Platform, tuple[Held, ...]] = {
    "windows": ("system_keys", "clipboard", "capture"),
    "macos": ("system_keys", "clipboard", "capture"),
    "x11": ("system_keys", "clipboard"),
    "wayland": ("clipboard",),
    "other": ("clipboard",),
}
_UNHELD: dict[Platform, tuple[Unheld, ...]] = {
    "windows": ("secure_keys", "capture_advisory"),
    "macos": ("secure_keys", "capture_advisory", "gestures"),
    "x11": ("secure_keys", "capture", "sound_keys", "assistive_keys"),
    "wayland": ("secure_keys", "system_keys", "capture", "focus_gone"),
    "other": ("system_keys", "capture"),
}


def preview_of(level: int, platform: Platform) -> Preview:
    """What `level` does on `platform`. `ValueError` for a level that there is not."""
    if level not in LEVELS:
        raise ValueError(f"no level of lockdown: {level}")
    if level == 0:
        return Preview(0, platform, ("sleep",), (), ("everything", "way_out", "close"), ())
    watched: tuple[Watched, ...] = ("focus", "displays", "clipboard", "capture_key", "idle")
    free: tuple[Free, ...] = ("way_out", "close", "assistive", "sound_keys", "clipboard_contents")
    if level == 1:
        unheld: tuple[Unheld, ...] = ("focus_gone",) if platform == "wayland" else ()
        return Preview(1, platform, ("sleep", "full_screen"), watched, free, unheld)
    held = _HELD[platform]
    if "system_keys" in held:
        watched = (*watched, "switch_keys")
    # A key that the platform's way of holding takes along is not free.
    free = tuple(one for one in free if one not in _UNHELD[platform])
    return Preview(2, platform, ("sleep", "full_screen", *held), watched, free, _UNHELD[platform])


def level_of(setting: object) -> int:
    """The level that a setting names, ``"0"``, ``"1"`` or ``"2"``; whatever else stands there means the default, 1."""
    return {"0": 0, "2": 2}.get(str(setting), 1)
