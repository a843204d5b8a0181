"""Prints as JSON what a program could have changed for the others on an X server: grabs, selections, settings.

A program of its own, so that it is another client than the one that is looked at. Asks libX11 directly.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import sys
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_ubyte, c_uint, c_ulong, c_void_p

GRAB_ANSWERS = {0: "free", 1: "taken", 2: "time", 3: "not viewable", 4: "frozen"}


class Keyboard(ctypes.Structure):
    """XKeyboardState."""

    _fields_ = (
        ("click_percent", c_int),
        ("bell_percent", c_int),
        ("bell_pitch", c_uint),
        ("bell_duration", c_uint),
        ("leds", c_ulong),
        ("repeats", c_int),
        ("repeating_keys", c_ubyte * 32),
    )


def main() -> None:
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.argtypes, x.XOpenDisplay.restype = [c_char_p], c_void_p
    display = c_void_p(x.XOpenDisplay(None))
    if not display:
        sys.exit("no X server")
    x.XDefaultRootWindow.restype = c_ulong
    root = c_ulong(x.XDefaultRootWindow(display))
    x.XInternAtom.argtypes, x.XInternAtom.restype = [c_void_p, c_char_p, c_int], c_ulong
    x.XGetSelectionOwner.argtypes, x.XGetSelectionOwner.restype = [c_void_p, c_ulong], c_ulong
    x.XGrabKeyboard.argtypes = [c_void_p, c_ulong, c_int, c_int, c_int, c_ulong]
    x.XUngrabKeyboard.argtypes = [c_void_p, c_ulong]
    x.XGrabPointer.argtypes = [c_void_p, c_ulong, c_int, c_uint, c_int, c_int, c_ulong, c_ulong, c_ulong]
    x.XUngrabPointer.argtypes = [c_void_p, c_ulong]
    x.XGetScreenSaver.argtypes = [c_void_p] + [POINTER(c_int)] * 4
    x.XGetKeyboardMapping.argtypes = [c_void_p, c_ubyte, c_int, POINTER(c_int)]
    x.XGetKeyboardMapping.restype = POINTER(c_long)

    keyboard = x.XGrabKeyboard(display, root, 0, 1, 1, 0)
    x.XUngrabKeyboard(display, 0)
    pointer = x.XGrabPointer(display, root, 0, 4, 1, 1, 0, 0, 0)
    x.XUngrabPointer(display, 0)
    saver = [c_int() for _ in range(4)]
    x.XGetScreenSaver(display, *(byref(one) for one in saver))
    state = Keyboard()
    x.XGetKeyboardControl(display, byref(state))
    width = c_int()
    keys = x.XGetKeyboardMapping(display, 8, 248, byref(width))
    meanings = repr([keys[index] for index in range(248 * width.value)]).encode()
    told = {
        "keyboard": GRAB_ANSWERS[keyboard],
        "pointer": GRAB_ANSWERS[pointer],
        "selections": {
            name: x.XGetSelectionOwner(display, x.XInternAtom(display, name.encode(), 0))
            for name in ("CLIPBOARD", "PRIMARY", "SECONDARY")
        },
        "screen saver": [one.value for one in saver],
        "keyboard control": [
            state.click_percent,
            state.bell_percent,
            state.leds,
            state.repeats,
            [*state.repeating_keys],
        ],
        "keyboard mapping": hashlib.sha256(meanings).hexdigest(),
    }
    x.XCloseDisplay(display)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
