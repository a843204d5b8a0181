"""Windows: a low-level keyboard hook, and the window left out of pictures of the screen. Both end with the process.

The hook has a thread with a message loop of its own, as it must have. It looks at keys only while a window of this
process is in front: whoever got to another program, the Task Manager for one, has the whole keyboard there. The system
drops a hook that is slow to answer, without telling; so nothing here waits, stores or logs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

if sys.platform == "win32":
    import ctypes
    import os
    import threading
    from ctypes import wintypes

    from cehrs_desktop.system.lockdown.windows_keys import (
        ALT,
        CONTROL,
        MASK,
        SHIFT,
        WINDOWS_KEYS,
        KeyKeeper,
        Modifiers,
        Verdict,
    )

    _KEYBOARD_LOW_LEVEL, _ACTION = 13, 0
    _KEY_DOWN, _SYSTEM_KEY_DOWN, _QUIT = 0x0100, 0x0104, 0x0012
    _ALT_DOWN, _KEY_UP = 0x20, 0x2
    _EXCLUDE_FROM_CAPTURE, _MONITOR_ONLY, _NO_AFFINITY = 0x11, 0x1, 0x0
    _LONGEST_START_SECONDS = 5.0

    class _KeyStroke(ctypes.Structure):
        """KBDLLHOOKSTRUCT."""

        _fields_ = (
            ("key", wintypes.DWORD),
            ("scan_code", wintypes.DWORD),
            ("flags", wintypes.DWORD),
            ("time", wintypes.DWORD),
            ("extra", ctypes.c_void_p),
        )

    # LRESULT is as wide as a pointer.
    _Procedure = ctypes.WINFUNCTYPE(ctypes.c_ssize_t, ctypes.c_int, wintypes.WPARAM, wintypes.LPARAM)

    def hold_windows(window: int, told: Callable[[str, str], None]) -> Callable[[], None]:
        """What `lockdown.hold` does on Windows."""
        let_go_of_keys = hold_keys(told)
        let_go_of_pictures = hold_pictures(window, told)

        def release() -> None:
            let_go_of_keys()
            let_go_of_pictures()

        return release

    def hold_keys(told: Callable[[str, str], None]) -> Callable[[], None]:
        """Hold the keys that `windows_keys` names. Comes back when the hook is set, or was refused and told so."""
        hook = _KeyboardHook(told)
        hook.start()
        return hook.stop

    def hold_pictures(window: int, told: Callable[[str, str], None]) -> Callable[[], None]:
        """Leave the window out of pictures of the screen, or black where Windows is older than 10, version 2004.

        Not while Magnifier runs: its lens and its docked view are such pictures, and would not show the window.
        """
        user = ctypes.WinDLL("user32", use_last_error=True)
        set_affinity = user.SetWindowDisplayAffinity
        set_affinity.argtypes = [wintypes.HWND, wintypes.DWORD]
        set_affinity.restype = wintypes.BOOL
        held = not magnifier_runs() and any(
            set_affinity(window, affinity) for affinity in (_EXCLUDE_FROM_CAPTURE, _MONITOR_ONLY)
        )
        if not held:
            told("not_held", "capture")

        def release() -> None:
            nonlocal held
            if held:
                held = False
                # A window that is gone refuses, and took its affinity along.
                set_affinity(window, _NO_AFFINITY)

        return release

    def magnifier_runs() -> bool:
        """Whether Windows' own Magnifier is on for this user; it is asked where Magnifier itself notes that."""
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\ScreenMagnifier") as key:
                return winreg.QueryValueEx(key, "RunningState")[0] == 1
        except OSError:
            return False

    class _KeyboardHook:
        """The hook and its thread. `start` and `stop` are called on one thread, the procedure runs on the hook's."""

        def __init__(self, told: Callable[[str, str], None]) -> None:
            self._told = told
            self._keeper = KeyKeeper()
            self._user = ctypes.WinDLL("user32", use_last_error=True)
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            self._declare()
            # Kept: Windows calls it as long as the hook is set.
            self._procedure = _Procedure(self._on_key)
            self._ready = threading.Event()
            self._thread_id = 0
            self._thread = threading.Thread(target=self._watch, name="keyboard-hook", daemon=True)

        def _declare(self) -> None:
            user, kernel = self._user, self._kernel
            user.SetWindowsHookExW.argtypes = [ctypes.c_int, _Procedure, wintypes.HINSTANCE, wintypes.DWORD]
            user.SetWindowsHookExW.restype = wintypes.HHOOK
            user.CallNextHookEx.argtypes = [wintypes.HHOOK, ctypes.c_int, wintypes.WPARAM, wintypes.LPARAM]
            user.CallNextHookEx.restype = ctypes.c_ssize_t
            user.UnhookWindowsHookEx.argtypes = [wintypes.HHOOK]
            user.GetMessageW.argtypes = [ctypes.c_void_p, wintypes.HWND, wintypes.UINT, wintypes.UINT]
            user.PeekMessageW.argtypes = [*user.GetMessageW.argtypes, wintypes.UINT]
            user.PostThreadMessageW.argtypes = [wintypes.DWORD, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM]
            user.GetAsyncKeyState.argtypes = [ctypes.c_int]
            user.GetAsyncKeyState.restype = ctypes.c_short
            user.GetForegroundWindow.restype = wintypes.HWND
            user.GetWindowThreadProcessId.argtypes = [wintypes.HWND, ctypes.POINTER(wintypes.DWORD)]
            user.keybd_event.argtypes = [wintypes.BYTE, wintypes.BYTE, wintypes.DWORD, ctypes.c_size_t]
            kernel.GetModuleHandleW.argtypes = [wintypes.LPCWSTR]
            kernel.GetModuleHandleW.restype = wintypes.HMODULE
            kernel.GetCurrentThreadId.restype = wintypes.DWORD

        def start(self) -> None:
            self._thread.start()
            self._ready.wait(_LONGEST_START_SECONDS)

        def stop(self) -> None:
            if self._thread.is_alive():
                self._user.PostThreadMessageW(self._thread_id, _QUIT, 0, 0)
                self._thread.join(_LONGEST_START_SECONDS)

        def _watch(self) -> None:
            message = wintypes.MSG()
            # The first look at messages makes the queue, without which `stop` could not end the loop.
            self._user.PeekMessageW(ctypes.byref(message), None, 0, 0, 0)
            self._thread_id = self._kernel.GetCurrentThreadId()
            module = self._kernel.GetModuleHandleW(None)
            hook = self._user.SetWindowsHookExW(_KEYBOARD_LOW_LEVEL, self._procedure, module, 0)
            if not hook:
                self._told("not_held", "keys")
                self._ready.set()
                return
            self._ready.set()
            while self._user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
                pass
            self._user.UnhookWindowsHookEx(hook)

        def _on_key(self, code: int, what: int, address: int) -> int:
            if code == _ACTION:
                stroke = ctypes.cast(address, ctypes.POINTER(_KeyStroke)).contents
                if stroke.key != MASK and self._in_front():
                    verdict = self._judge(stroke, down=what in (_KEY_DOWN, _SYSTEM_KEY_DOWN))
                    if verdict.kind:
                        self._told(verdict.kind, verdict.name)
                    if verdict.mask:
                        self._user.keybd_event(MASK, 0, 0, 0)
                        self._user.keybd_event(MASK, 0, _KEY_UP, 0)
                    if verdict.swallow:
                        return 1
            return self._user.CallNextHookEx(None, code, what, address)

        def _judge(self, stroke: _KeyStroke, *, down: bool) -> Verdict:
            if not down:
                return self._keeper.up(stroke.key)
            modifiers = Modifiers(
                # The flag is not set for every key that a program sends.
                alt=bool(stroke.flags & _ALT_DOWN) or self._is_down(ALT),
                control=self._is_down(CONTROL),
                shift=self._is_down(SHIFT),
                windows=any(self._is_down(key) for key in WINDOWS_KEYS),
            )
            return self._keeper.down(stroke.key, modifiers)

        def _is_down(self, key: int) -> bool:
            return bool(self._user.GetAsyncKeyState(key) & 0x8000)

        def _in_front(self) -> bool:
            owner = wintypes.DWORD()
            self._user.GetWindowThreadProcessId(self._user.GetForegroundWindow(), ctypes.byref(owner))
            return owner.value == os.getpid()
