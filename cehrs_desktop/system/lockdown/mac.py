"""macOS: the presentation options of the application, and a wish that pictures of the screen leave the window out.

Only the active application's options count, so both end with the process. Force Quit (Command+Option+Esc), logging
out and VoiceOver's keys stay as they are. Nothing of this file was ever run on a Mac; the rules that AppKit
sets for the options are kept by `wanted_options`, which is tested, because breaking one ends the program.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

AUTO_HIDE_DOCK, HIDE_DOCK, AUTO_HIDE_MENU_BAR, HIDE_MENU_BAR = 1, 2, 4, 8
DISABLE_APPLE_MENU, DISABLE_PROCESS_SWITCHING, DISABLE_HIDE_APPLICATION = 16, 32, 256
FULL_SCREEN = 1024
_SHARING_NONE = 0


def wanted_options(present: int) -> int:
    """The options to set where `present` ones are set: no Dock, no menu bar, no switching, no hiding.

    In a full-screen space AppKit owns Dock, menu bar and the full-screen bit, and they stay as they are.
    """
    held = DISABLE_APPLE_MENU | DISABLE_HIDE_APPLICATION
    if not present & FULL_SCREEN:
        kept = present & ~(AUTO_HIDE_DOCK | AUTO_HIDE_MENU_BAR)
        return kept | held | HIDE_DOCK | HIDE_MENU_BAR | DISABLE_PROCESS_SWITCHING
    if present & (AUTO_HIDE_DOCK | HIDE_DOCK):
        # Switching may be disabled only together with one of these.
        held |= DISABLE_PROCESS_SWITCHING
    return present | held


def given_back_options(present: int, before: int) -> int:
    """The options without what `wanted_options` added to those `before`; what AppKit changed meanwhile stays."""
    if (present ^ before) & FULL_SCREEN:
        return present & ~(DISABLE_APPLE_MENU | DISABLE_PROCESS_SWITCHING | DISABLE_HIDE_APPLICATION)
    return before


if sys.platform == "darwin":

    def hold_mac(window: int, told: Callable[[str, str], None]) -> Callable[[], None]:
        """What `lockdown.hold` does on macOS; `window` is the number of its NSView."""
        import ctypes
        import ctypes.util

        library = ctypes.CDLL(ctypes.util.find_library("objc"))
        library.objc_getClass.argtypes, library.objc_getClass.restype = [ctypes.c_char_p], ctypes.c_void_p
        library.sel_registerName.argtypes, library.sel_registerName.restype = [ctypes.c_char_p], ctypes.c_void_p
        # One function of many shapes: it is called with the shape of the method that it sends.
        send = ctypes.cast(library.objc_msgSend, ctypes.c_void_p).value or 0
        pointer, unsigned = ctypes.c_void_p, ctypes.c_ulong
        ask_object = ctypes.CFUNCTYPE(pointer, pointer, pointer)(send)
        ask_number = ctypes.CFUNCTYPE(unsigned, pointer, pointer)(send)
        give_number = ctypes.CFUNCTYPE(None, pointer, pointer, unsigned)(send)

        def selector(name: bytes) -> int | None:
            return library.sel_registerName(name)

        application = ask_object(library.objc_getClass(b"NSApplication"), selector(b"sharedApplication"))
        frame = ask_object(window, selector(b"window")) if window else None
        if not application or not frame:
            told("not_held", "keys")
            told("not_held", "capture")
            return lambda: None
        options_before = int(ask_number(application, selector(b"presentationOptions")))
        sharing_before = int(ask_number(frame, selector(b"sharingType")))
        give_number(application, selector(b"setPresentationOptions:"), wanted_options(options_before))
        give_number(frame, selector(b"setSharingType:"), _SHARING_NONE)
        held = True

        def release() -> None:
            nonlocal held
            if not held:
                return
            held = False
            present = int(ask_number(application, selector(b"presentationOptions")))
            back = given_back_options(present, options_before)
            give_number(application, selector(b"setPresentationOptions:"), back)
            # Asked again: the window of before may be gone, its view is not.
            frame_now = ask_object(window, selector(b"window"))
            if frame_now:
                give_number(frame_now, selector(b"setSharingType:"), sharing_before)

        return release
