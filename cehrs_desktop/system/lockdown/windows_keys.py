"""Which keys are held on Windows, as a decision about one key after the other. No call to the system: `windows` has it.

Held are the Windows key by itself and its shortcuts, Alt+Tab, Alt+Esc, Ctrl+Esc and Print Screen. Ctrl+Alt+Del and
Windows+L never reach a program; Ctrl+Shift+Esc, the Task Manager, is left free as a way out. So is what people need
who work in another way: the shortcuts that `FREE_WITH_WINDOWS` names, everything while a screen reader's own key is
down, and all keys that merely change sound, brightness, or how the keyboard works.
"""

from __future__ import annotations

from dataclasses import dataclass, field

TAB, SHIFT, CONTROL, ALT, CAPS_LOCK, ESCAPE = 0x09, 0x10, 0x11, 0x12, 0x14, 0x1B
RETURN, SPACE, PRINT_SCREEN, INSERT = 0x0D, 0x20, 0x2C, 0x2D
LEFT_WINDOWS, RIGHT_WINDOWS, NUMPAD_0 = 0x5B, 0x5C, 0x60
MASK = 0xE8
"""A key that no keyboard has. Sent before the Windows key comes up, it keeps the Start menu closed."""

WINDOWS_KEYS = frozenset({LEFT_WINDOWS, RIGHT_WINDOWS})
# What NVDA, JAWS and Narrator take as their own key.
READER_KEYS = frozenset({INSERT, CAPS_LOCK, NUMPAD_0})
_MODIFIERS = frozenset({SHIFT, CONTROL, ALT, *range(0xA0, 0xA6)})
_PLUS, _MINUS, _NUMPAD_PLUS, _NUMPAD_MINUS = 0xBB, 0xBD, 0x6B, 0x6D

FREE_WITH_WINDOWS = frozenset(
    {
        # Magnifier: larger, smaller, off.
        _PLUS, _MINUS, _NUMPAD_PLUS, _NUMPAD_MINUS, ESCAPE,
        # Keyboard layout and dictation.
        SPACE, ord("H"),
        # The page of accessibility settings.
        ord("U"),
    }
)  # fmt: skip
# Narrator, screen keyboard, color filters, speech, Narrator's settings.
FREE_WITH_CONTROL_AND_WINDOWS = frozenset({RETURN, ord("O"), ord("C"), ord("S"), ord("N")})


@dataclass(frozen=True, slots=True)
class Modifiers:
    """Which of these are down when a key is pressed."""

    alt: bool = False
    control: bool = False
    shift: bool = False
    windows: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a key: `swallow` it; `mask` it (the system must not take it for a press of its own); tell of it
    as `kind` and `name` unless they are empty."""

    swallow: bool = False
    mask: bool = False
    kind: str = ""
    name: str = ""


_PASS = Verdict()


@dataclass(slots=True)
class KeyKeeper:
    """Decides about each key as it goes down and up; remembers only what it needs for that."""

    _swallowed: set[int] = field(default_factory=set[int])
    _reading: set[int] = field(default_factory=set[int])
    _windows_alone: bool = False

    def down(self, key: int, modifiers: Modifiers) -> Verdict:
        """A key goes down, or repeats."""
        if key in READER_KEYS:
            self._reading.add(key)
        if key in WINDOWS_KEYS:
            # It goes on to the system, so that what is left free with it works.
            self._windows_alone = not self._reading
            return _PASS
        if key not in _MODIFIERS and key != MASK:
            self._windows_alone = False
        name = "" if self._reading else held(key, modifiers)
        if not name:
            return _PASS
        again = key in self._swallowed
        self._swallowed.add(key)
        kind = "capture" if _takes_picture(key, modifiers) else "switch"
        return Verdict(swallow=True) if again else Verdict(swallow=True, kind=kind, name=name)

    def up(self, key: int) -> Verdict:
        """A key comes up. What went down unhindered also comes up so, or the system would hold it to be down."""
        self._reading.discard(key)
        if key in WINDOWS_KEYS:
            alone, self._windows_alone = self._windows_alone, False
            if self._reading:
                return _PASS
            return Verdict(mask=True, kind="switch", name="Windows") if alone else Verdict(mask=True)
        if key in self._swallowed:
            self._swallowed.discard(key)
            return Verdict(swallow=True)
        return _PASS


def held(key: int, modifiers: Modifiers) -> str:
    """The name of the key or shortcut if it is held, else nothing."""
    if key == PRINT_SCREEN:
        return "Windows+Print Screen" if modifiers.windows else "Print Screen"
    if modifiers.windows:
        return _held_with_windows(key, modifiers)
    if key == TAB and modifiers.alt:
        return "Alt+Tab"
    if key == ESCAPE and modifiers.alt:
        return "Alt+Esc"
    if key == ESCAPE and modifiers.control and not modifiers.shift:
        return "Ctrl+Esc"
    return ""


def _held_with_windows(key: int, modifiers: Modifiers) -> str:
    free = key in FREE_WITH_WINDOWS or (modifiers.control and key in FREE_WITH_CONTROL_AND_WINDOWS)
    # From 0xA6 on: modifiers by side, browser, sound and media keys.
    if free or key in _MODIFIERS or key in READER_KEYS or key == MASK or 0xA6 <= key <= 0xB7:
        return ""
    # The codes of digits and letters are their characters; above them come other keys.
    letter = chr(key) if 0x30 <= key <= 0x39 or 0x41 <= key <= 0x5A else "Tab" if key == TAB else "another key"
    return f"Windows+{'Shift+' if modifiers.shift else ''}{letter}"


def _takes_picture(key: int, modifiers: Modifiers) -> bool:
    """Print Screen, the snipping tool, the game bar and its recorder."""
    if key == PRINT_SCREEN:
        return True
    if not modifiers.windows:
        return False
    return (key == ord("S") and modifiers.shift) or key == ord("G") or (key == ord("R") and modifiers.alt)
