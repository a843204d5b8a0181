"""Runs the Windows code of `system.lockdown` and `system.keep_awake` for real, on Windows' Python under Wine.

Started by `lockdown_on_wine.sh`. Two processes: this one is the rest of the computer, with a keyboard hook that was
there before and so sees only what the later hook lets through; the other one, `hold`, is the program with its window.
Exits 0 only if every line says yes. It changes a value in the registry, and so refuses to run on a real Windows.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable

if sys.platform == "win32":
    import ctypes
    import winreg
    from ctypes import wintypes

    from cehrs_desktop.system.keep_awake import keep_awake
    from cehrs_desktop.system.lockdown import hold
    from cehrs_desktop.system.lockdown.windows import hold_pictures, magnifier_runs

    user = ctypes.WinDLL("user32", use_last_error=True)
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    Procedure = ctypes.WINFUNCTYPE(ctypes.c_ssize_t, ctypes.c_int, wintypes.WPARAM, wintypes.LPARAM)
    user.CreateWindowExW.restype = wintypes.HWND
    user.CreateWindowExW.argtypes = [
        wintypes.DWORD, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.DWORD,
        ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int,
        wintypes.HWND, wintypes.HMENU, wintypes.HINSTANCE, wintypes.LPVOID,
    ]  # fmt: skip
    user.SetForegroundWindow.argtypes = [wintypes.HWND]
    user.GetForegroundWindow.restype = wintypes.HWND
    user.CallNextHookEx.argtypes = [wintypes.HHOOK, ctypes.c_int, wintypes.WPARAM, wintypes.LPARAM]
    user.CallNextHookEx.restype = ctypes.c_ssize_t
    user.SetWindowsHookExW.argtypes = [ctypes.c_int, Procedure, wintypes.HINSTANCE, wintypes.DWORD]
    user.SetWindowsHookExW.restype = wintypes.HHOOK
    user.GetAsyncKeyState.restype = ctypes.c_short
    kernel.GetModuleHandleW.restype = wintypes.HMODULE
    kernel.SetThreadExecutionState.argtypes = [wintypes.DWORD]
    kernel.SetThreadExecutionState.restype = wintypes.DWORD

    ALT, CTRL, SHIFT, WINDOWS, TAB, ESCAPE, PRINT, PLUS, LOUDER = 0x12, 0x11, 0x10, 0x5B, 0x09, 0x1B, 0x2C, 0xBB, 0xAF
    MASK = 0xE8
    KEY_DOWN = (0x100, 0x104)
    # The last key of each is the one that is held or free; the ones before it are down meanwhile.
    HELD = {
        "Alt+Tab": (ALT, TAB),
        "Alt+Esc": (ALT, ESCAPE),
        "Ctrl+Esc": (CTRL, ESCAPE),
        "Print Screen": (PRINT,),
        "Windows+D": (WINDOWS, ord("D")),
    }
    FREE = {
        "B": (ord("B"),),
        "Tab": (TAB,),
        "Esc": (ESCAPE,),
        "Ctrl+Shift+Esc": (CTRL, SHIFT, ESCAPE),
        "Windows+Plus": (WINDOWS, PLUS),
        "Louder": (LOUDER,),
    }
    ALL = HELD | FREE
    PATIENCE_SECONDS = 20.0

    def window(title: str) -> int:
        """A visible window."""
        return user.CreateWindowExW(0, "STATIC", title, 0x10CF0000, 20, 20, 300, 200, None, None, None, None)

    def pump(arrived: Callable[[int], object] = bool) -> None:
        """Let this thread's windows and hooks work for a moment; tell of each key that comes down in a window."""
        message = wintypes.MSG()
        while user.PeekMessageW(ctypes.byref(message), None, 0, 0, 1):
            if message.message in KEY_DOWN:
                arrived(message.wParam)
            user.TranslateMessage(ctypes.byref(message))
            user.DispatchMessageW(ctypes.byref(message))
        time.sleep(0.005)

    def wait_for(look: Callable[[], object], what: str) -> None:
        """Pump until `look` finds something true."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not look():
            if time.monotonic() > deadline:
                sys.exit(f"waited {PATIENCE_SECONDS:.0f} s for {what}")
            pump()

    def to_front(mine: int) -> None:
        """Bring a window of this process to the front."""
        user.SetForegroundWindow(mine)
        wait_for(lambda: user.GetForegroundWindow() == mine, "a window to come to the front")

    # ---- the program with its window
    def program() -> None:
        """Do the orders that come on standard input; tell what was done, and what `hold` tells."""
        orders: list[str] = []

        def read() -> None:
            for line in sys.stdin:
                orders.append(line.strip())  # noqa: PERF401 - each at once, not all when the input ends
            # Nobody is left to give one.
            orders.append("end")

        threading.Thread(target=read, daemon=True).start()
        mine = window("held")
        release: Callable[[], None] | None = None
        while True:
            pump(lambda key: print(f"got {key}", flush=True))
            if not orders:
                continue
            order = orders.pop(0)
            if order == "end":
                return
            if order == "front":
                to_front(mine)
            elif order == "hold":
                release = hold(mine, lambda kind, what: print(f"told {kind} {what}", flush=True))
                to_front(mine)
            elif order == "release" and release is not None:
                release()
                release()
            print(f"done {order}", flush=True)

    class Program:
        """The other process, as this one sees it."""

        def __init__(self) -> None:
            self.lines: list[str] = []
            self.process = subprocess.Popen(
                [sys.executable, __file__, "program"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            threading.Thread(target=self._read, daemon=True).start()

        def _read(self) -> None:
            assert self.process.stdout is not None
            for line in self.process.stdout:
                self.lines.append(line.strip())

        def do(self, order: str) -> None:
            """Give an order and wait until it is done."""
            assert self.process.stdin is not None
            before = self.lines.count(f"done {order}")
            self.process.stdin.write(f"{order}\n")
            self.process.stdin.flush()
            wait_for(lambda: self.lines.count(f"done {order}") > before, f"{order} to be done")

        def told(self, kind: str) -> list[str]:
            """What was told of this kind."""
            return [line.removeprefix(f"told {kind} ") for line in self.lines if line.startswith(f"told {kind} ")]

    # ---- the rest of the computer
    class Witness:
        """A hook that was there first, and a keyboard. `downs` came through the hook, `arrived` in our own windows."""

        def __init__(self) -> None:
            self.downs: list[int] = []
            self.arrived: list[int] = []
            self._procedure = Procedure(self._on_key)
            self._hook = user.SetWindowsHookExW(13, self._procedure, kernel.GetModuleHandleW(None), 0)
            if not self._hook:
                sys.exit("the witness could not set its hook")

        def _on_key(self, code: int, what: int, address: int) -> int:
            if code == 0 and what in KEY_DOWN:
                self.downs.append(ctypes.cast(address, ctypes.POINTER(wintypes.DWORD))[0])
            return user.CallNextHookEx(None, code, what, address)

        def strike(self, *keys: int) -> list[int]:
            """Press keys, let them up in turn, and give what came through of their presses."""
            self.downs, self.arrived = [], []
            for key, up in (*((key, 0) for key in keys), *((key, 2) for key in reversed(keys))):
                user.keybd_event(key, 0, up, 0)
                pump(self.arrived.append)
            for _ in range(10):
                pump(self.arrived.append)
            return self.downs

        def passed(self) -> set[str]:
            """The names of the keys and shortcuts whose last key comes through."""
            return {name for name, keys in ALL.items() if keys[-1] in self.strike(*keys)}

        def reached(self, running: Program | None) -> set[str]:
            """The names of the keys and shortcuts whose last key comes down in the window in front: that of `running`
            or, if there is none, one of our own."""
            found: set[str] = set()
            for name, keys in ALL.items():
                before = 0 if running is None else len(running.lines)
                self.strike(*keys)
                if running is not None:
                    running.do("nothing")
                    self.arrived = [int(line[4:]) for line in running.lines[before:] if line.startswith("got ")]
                found |= {name} if keys[-1] in self.arrived else set()
            return found

    failed = 0

    def says(claim: str, holds: bool, detail: object = "") -> None:
        global failed
        failed += not holds
        print(f"{'yes' if holds else 'NO '}  {claim}{f': {detail}' if detail != '' else ''}", flush=True)

    def keys() -> None:
        """The keyboard hook: before, while held, in another window, released, and after a kill."""
        witness = Witness()
        running, other = Program(), window("another program")
        running.do("front")
        says("before: every key comes through", witness.passed() == set(ALL), sorted(ALL))
        in_window = witness.reached(running)
        says("before: these come down in the program's window", set(HELD) <= in_window, sorted(in_window))
        running.do("hold")
        says("the hook is set", "keys" not in running.told("not_held"))
        passed = witness.passed()
        says("held: the named keys do not come through", not passed & set(HELD), sorted(set(HELD) - passed))
        says("held: all others come through", passed >= set(FREE), sorted(passed))
        wait_for(lambda: len(running.told("switch")) >= 4, "what was held back to be told")
        told = running.told("switch")[:4], running.told("capture")[:1]
        says(
            "held: what was held back is told",
            told == (["Alt+Tab", "Alt+Esc", "Ctrl+Esc", "Windows+D"], ["Print Screen"]),
        )
        reached = witness.reached(running)
        says("held: the named keys do not come down in the window", reached == in_window - set(HELD), sorted(reached))
        came = witness.strike(WINDOWS)
        says(
            "held: the Windows key passes, and a key without meaning before it comes up", came == [WINDOWS, MASK], came
        )
        stuck = [key for key in (ALT, CTRL, SHIFT, WINDOWS, TAB, ESCAPE) if user.GetAsyncKeyState(key) & 0x8000]
        says("held: no key stays down", not stuck, stuck)
        to_front(other)
        says("held, but another program is in front: every key comes through", witness.passed() == set(ALL))
        running.do("release")
        running.do("front")
        says("released, twice: every key comes through", witness.passed() == set(ALL))
        running.do("hold")
        says("held again: the named keys do not come through", not witness.passed() & set(HELD))
        running.process.kill()
        running.process.wait()
        to_front(other)
        reached = witness.reached(None)
        says("killed while held: all come down in another window as before", reached == in_window, sorted(reached))
        says("killed while held: a new hook sees every key", Witness().passed() == set(ALL))
        # On Windows it is called again; Wine 8 calls no hook that is older than one whose process ended.
        print(f"     killed while held: the hook that was there first sees {len(witness.passed())} of {len(ALL)}")

    def pictures() -> None:
        """Display affinity, which Wine refuses, and Magnifier, which it does not have."""
        mine = window("affinity")
        told: list[str] = []
        release = hold_pictures(mine, lambda _, what: told.append(what))
        affinity = wintypes.DWORD(99)
        user.GetWindowDisplayAffinity.argtypes = [wintypes.HWND, ctypes.POINTER(wintypes.DWORD)]
        known = bool(user.GetWindowDisplayAffinity(mine, ctypes.byref(affinity)))
        says(
            "display affinity: refused, told, and nothing raised",
            told == ["capture"],
            f"now {affinity.value} ({known})",
        )
        release()
        release()
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\ScreenMagnifier") as key:
            for state in (1, 0):
                winreg.SetValueEx(key, "RunningState", 0, winreg.REG_DWORD, state)
                says(f"Magnifier that notes {state} is {'on' if state else 'off'}", magnifier_runs() == bool(state))

    def sleep() -> None:
        """The execution state of this thread; each call gives back what was set before."""
        set_state = kernel.SetThreadExecutionState
        continuous, awake = 0x80000000, 0x80000003
        # The first call gives what the system had, the second what the first one set.
        set_state(continuous)
        before = set_state(continuous)
        end = keep_awake()
        during = set_state(awake)
        assert end is not None
        end()
        after = set_state(continuous)
        says("execution state: held and given back", (before, during, after) == (continuous, awake, continuous),
             " ".join(f"{state:#x}" for state in (before, during, after)))  # fmt: skip

    def main() -> int:
        if not hasattr(ctypes.WinDLL("ntdll"), "wine_get_version"):
            sys.exit("this is not Wine: nothing was done")
        get_version = ctypes.WinDLL("ntdll").wine_get_version
        get_version.restype = ctypes.c_char_p
        print(f"Wine {get_version().decode()}, Python {sys.version.split()[0]}")
        sleep()
        pictures()
        keys()
        return 1 if failed else 0

    if __name__ == "__main__":
        if sys.argv[1:] == ["program"]:
            program()
        else:
            sys.exit(main())
