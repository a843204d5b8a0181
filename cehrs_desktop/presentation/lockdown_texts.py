"""The words of lockdown: the names of its levels, the preview of one, and what was observed under it.

What a level does is decided in `application.lockdown`; here it is only said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cehrs_desktop.application.lockdown import Free, Held, Platform, Preview, Unheld, Watched

WAY_OUT_KEYS = "Ctrl+Shift+F10"
_WAY_OUT_ON_MAC = "Command+Shift+F10"

SETTING_LOCKDOWN = "Lockdown during the exam"
LEVELS = (
    ("0", "Level 0: nothing is held or watched"),
    ("1", "Level 1: full screen; window, displays and clipboard keys are watched"),
    ("2", "Level 2: also system keys, clipboard and pictures of the screen are held"),
)
PREVIEW_BUTTON = "What will be blocked"

WAY_OUT_TITLE = "Suspend the exam and close?"
WAY_OUT_TEXT = (
    "Everything answered so far is stored. The clock stands while the program is closed, and the exam goes on from the "
    "same question when the program is opened again. All keys are given back at once."
)
WAY_OUT_YES = "Suspend and close"
WAY_OUT_NO = "Go on with the exam"

WINDOWED = "The setting for the full screen is off, so the exam stays in its window."
_NO_POLICY = "No setting or policy of the operating system is changed, at any level."
_INFORMS = (
    "What is watched is written into your own record of the attempt, with the time, and explained after the exam. It "
    "never ends the attempt and never changes the score. What is on the clipboard is never read."
)
_LEADS = {
    0: "Nothing is blocked and nothing is watched.",
    1: "Nothing is blocked. The exam takes the whole screen, and the program notes what a proctor would notice.",
    2: "The program holds what this system lets a program hold, and notes what a proctor would notice.",
}
_SYSTEM_KEYS: dict[Platform, str] = {
    "windows": "System keys: the Windows key and its shortcuts, Alt+Tab, Alt+Esc, Ctrl+Esc, Print Screen. Only while "
    "this program is in front.",
    "macos": "System keys: Command+Tab, hiding the program, the Apple menu, the Dock and the menu bar.",
    "x11": "System keys: every key goes to this program, so Alt+Tab, the Super key and Print Screen do nothing. Only "
    "while this program has the keyboard.",
    "wayland": "",
    "other": "",
}
_HELD: dict[Held, str] = {
    "sleep": "The computer stays awake and the screen saver off, as in every attempt.",
    "full_screen": "The whole screen shows the exam.",
    "clipboard": "Copy, cut, paste, dragging in and the context menu, inside this program.",
    "capture": "Pictures of the screen: this window is left out of them.",
}
_BLOCKS: tuple[Held, ...] = ("system_keys", "clipboard", "capture")
_WATCHED: dict[Watched, str] = {
    "focus": "Whether another window takes the keyboard, and for how long.",
    "displays": "A second display.",
    "clipboard": "Copy, cut and paste tried in this program.",
    "capture_key": "The Print Screen key, where the system passes it on.",
    "switch_keys": "System keys that were held back.",
    "idle": "Five minutes without key or mouse.",
}
_SECURE_KEYS: dict[Platform, str] = {
    "windows": "Ctrl+Alt+Del and Windows+L: Windows keeps them for itself. Ctrl+Shift+Esc, the Task Manager, is left "
    "free on purpose.",
    "macos": "Command+Option+Esc (Force Quit) and the power button are left free on purpose.",
    "x11": "Ctrl+Alt with F1 to F12: the X server takes these before any program.",
    "wayland": "Ctrl+Alt with F1 to F12: the system takes these before any program.",
    "other": "",
}
_CAPTURE_ADVISORY: dict[Platform, str] = {
    "windows": "Pictures of the screen, for certain: Windows promises no security here, a camera sees everything, and "
    "where Magnifier runs they are left free.",
    "macos": "Pictures of the screen, for certain: newer versions of macOS may take no notice of the wish.",
    "x11": "",
    "wayland": "",
    "other": "",
}
_CAPTURE: dict[Platform, str] = {
    "windows": "",
    "macos": "",
    "x11": "Pictures of the screen: on X11 every program can read the screen.",
    "wayland": "Pictures of the screen: the desktop takes them without asking a program.",
    "other": "Pictures of the screen: nothing is known of this desktop.",
}
_UNHELD: dict[Unheld, str] = {
    "gestures": "Gestures of the trackpad and the Launchpad key.",
    "sound_keys": "Single keys cannot be let through here: keys for sound and brightness do nothing while the keyboard "
    "is held. Set both before you begin, or use level 1.",
    "assistive_keys": "While a screen reader or other assistive technology is on, the keyboard is not held, so that "
    "all of its keys work.",
    "focus_gone": "Wayland tells a program that it lost the keyboard, and nothing of what has it then.",
}
_FREE: dict[Free, str] = {
    "everything": "All keys, the clipboard, other windows, pictures of the screen.",
    "close": "Alt+F4 and the window's own way to close: they ask before the exam is suspended, as always.",
    "assistive": "Assistive technology: screen readers and their keys, Magnifier, sticky keys, dictation.",
    "sound_keys": "Keys for sound and brightness.",
    "clipboard_contents": "What is on the clipboard: it stays there, unread.",
}
_CLOSE_ON_MAC = "Command+Q and the window's own way to close: they ask before the exam is suspended, as always."
_LAST_RESORT: dict[Platform, str] = {
    "windows": "If nothing else works: Ctrl+Alt+Del, or Ctrl+Shift+Esc and End task.",
    "macos": "If nothing else works: Command+Option+Esc, then Force Quit.",
    "x11": "If nothing else works: Ctrl+Alt+F3, log in, and end the program there.",
    "wayland": "If nothing else works: the desktop's own overview, or Ctrl+Alt+F3.",
    "other": "If nothing else works: end the program as the desktop does it.",
}


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A preview as a page to read: a title, paragraphs, and pairs of a heading (empty: the one above) and a line."""

    title: str
    paragraphs: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


def way_out_keys(platform: Platform) -> str:
    """The keys of the way out, as they are called on this platform."""
    return _WAY_OUT_ON_MAC if platform == "macos" else WAY_OUT_KEYS


def way_out(platform: Platform) -> str:
    """The way out in one line."""
    keys = way_out_keys(platform)
    return f"{keys} asks whether to suspend the exam and close: at every level, and over a dialog too."


def preview_page(preview: Preview) -> PreviewPage:
    """What a level blocks, watches and leaves free on this computer, the way out, and what is given back when."""
    platform = preview.platform
    blocked = [_held_line(one, platform) for one in preview.held if one in _BLOCKS]
    pairs = [
        *_under("Way out", (way_out(platform), _LAST_RESORT[platform])),
        *_under("Blocked", blocked or ("Nothing.",)),
        *_under("Held", [_held_line(one, platform) for one in preview.held if one not in _BLOCKS]),
        *_under("Watched", [_WATCHED[one] for one in preview.watched] or ("Nothing.",)),
        *_under("Left free", [_free_line(one, platform) for one in preview.free if one != "way_out"]),
        *_under("Not held here", [_unheld_line(one, platform) for one in preview.unheld]),
        *_under("Given back", (_given_back(preview.level),)),
    ]
    about = (_LEADS[preview.level], *((_INFORMS,) if preview.watched else ()), _NO_POLICY)
    return PreviewPage(f"Lockdown, level {preview.level}", about, tuple(pairs))


def _under(heading: str, lines: Sequence[str]) -> list[tuple[str, str]]:
    """Each line a row of its own, the heading before the first one only."""
    return [(heading if index == 0 else "", line) for index, line in enumerate(lines)]


def observation_line(kind: str, body: Mapping[str, object]) -> str:
    """What was observed, in one sentence that accuses nobody. An unknown kind gives its own name."""
    match kind:
        case "focus_lost" if body.get("ms"):
            return f"The keyboard came back to the exam after {_seconds(body['ms'])}."
        case "focus_lost":
            return "Another window took the keyboard."
        case "second_display":
            same = " Some of them show the same picture." if body.get("clones") else ""
            return f"{body.get('count')} displays were on.{same}"
        case "clipboard":
            return f"{str(body.get('what', '')).capitalize()} was tried in the exam."
        case "program":
            return f"A program was running that has to be closed on the day: {body.get('name')}."
        case "capture":
            return f"A key for pictures of the screen was pressed: {body.get('key')}."
        case "switch":
            return f"A system key was pressed and held back: {body.get('key')}."
        case "idle":
            return f"No key or mouse for {body.get('minutes')} minutes."
        case "not_held":
            return _NOT_HELD.get(str(body.get("what")), "Something could not be held on this computer.")
        case _:
            return kind


_NOT_HELD = {
    "keys": "System keys could not be held on this computer and stayed free.",
    "keys_assistive": "System keys stayed free, because assistive technology was on.",
    "capture": "Pictures of the screen could not be held off on this computer and stayed possible.",
}


def _seconds(ms: object) -> str:
    seconds = max(1, round(ms / 1000)) if isinstance(ms, (int, float)) else 1
    if seconds < 120:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{seconds // 60} minutes"


def _held_line(one: Held, platform: Platform) -> str:
    return _SYSTEM_KEYS[platform] if one == "system_keys" else _HELD[one]


def _free_line(one: Free, platform: Platform) -> str:
    if one == "close" and platform == "macos":
        return _CLOSE_ON_MAC
    return _FREE[one]


def _unheld_line(one: Unheld, platform: Platform) -> str:
    match one:
        case "secure_keys":
            return _SECURE_KEYS[platform]
        case "capture":
            return _CAPTURE[platform]
        case "capture_advisory":
            return _CAPTURE_ADVISORY[platform]
        case "system_keys":
            where = "Wayland gives no program the whole keyboard" if platform == "wayland" else "unknown desktop"
            return f"System keys: {where}."
        case _:
            return _UNHELD[one]


def _given_back(level: int) -> str:
    if level == 0:
        return "Nothing has to be given back; the computer may sleep again after the attempt."
    return (
        "All of it, when the exam ends or is suspended or the program closes. If the program crashes or is killed, the "
        "system itself gives everything back at once."
    )
