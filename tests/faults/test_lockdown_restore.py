"""Lockdown of level 2 on a real X server: what it holds, what it lets pass, and that a kill gives everything back."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desktop import ROOT, Desktop, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="X servers are started on Linux only")

PROGRAM = Path(__file__).with_name("lockdown_program.py")
X_STATE = Path(__file__).with_name("x_state.py")


class Client:
    """A program with a window on the desktop, and everything that it told so far."""

    def __init__(self, desktop: Desktop, title: str) -> None:
        self.desktop = desktop
        self.told: list[list[Any]] = []
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), title],
            cwd=ROOT, env=desktop.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        found = wait_for(lambda: desktop.xdo("search", "--onlyvisible", "--name", f"^{title}$").split(), title)
        self.window = found[-1]

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(json.loads(line))

    def wait(self, *what: object, after: int = 0) -> None:
        """Until this was told, not counting the first `after` lines."""
        wait_for(lambda: list(what) in self.told[after:], f"{what} among {self.told[after:]}")

    def do(self, order: str) -> None:
        """Give an order and wait until it is done."""
        assert self.process.stdin is not None
        before = len(self.told)
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        self.wait("done", order, after=before)

    def type(self, key: str, *told: object) -> None:
        """Press a key on the real keyboard, and wait until this program tells what it does."""
        before = len(self.told)
        self.desktop.xdo("key", key)
        self.wait(*told, after=before)

    def front(self) -> None:
        """Let the window manager give this window the keyboard."""

        asked = 0

        def given() -> bool:
            nonlocal asked
            # Asked again each time: a busy window manager drops a wish that comes while a window is being mapped. Where
            # it goes on dropping it, the window is clicked, as a person would.
            self.desktop.xdo("windowactivate", self.window)
            if asked >= 6:
                self.desktop.xdo("windowraise", self.window, "mousemove", "--window", self.window, "30", "30")
                self.desktop.xdo("click", "1")
                self.desktop.xdo("windowfocus", self.window)
            asked += 1
            time.sleep(0.5)
            return focused(self.desktop) == self.window

        wait_for(given, f"the keyboard for {self.window!r}, not {focused(self.desktop)!r}")

    def end(self) -> None:
        """Kill it without warning."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._reader.join()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()


def focused(desktop: Desktop) -> str:
    return desktop.xdo("getwindowfocus")


def switched(desktop: Desktop, client: Client) -> bool:
    """Whether Alt+Tab gives this window the keyboard; a busy window manager gets two seconds for it."""
    desktop.xdo("key", "alt+Tab")
    for _ in range(20):
        if focused(desktop) == client.window:
            return True
        time.sleep(0.1)
    return False


def x_state(desktop: Desktop) -> dict[str, Any]:
    """What another client sees of the X server now."""
    told = subprocess.run(
        [sys.executable, str(X_STATE)], env=desktop.environ, capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(told.stdout)


@pytest.fixture
def desktop(tmp_path: Path) -> Generator[Desktop]:
    with Desktop(tmp_path) as made:
        yield made


def test_killed_it_gives_everything_back(desktop: Desktop) -> None:
    one, two = Client(desktop, "other one"), Client(desktop, "other two")
    held = None
    try:
        two.front()
        # The window manager's own keys work before.
        wait_for(lambda: switched(desktop, one), "Alt+Tab to switch")
        before = x_state(desktop)
        assert before["keyboard"] == "free"
        assert before["selections"]["CLIPBOARD"]

        held = Client(desktop, "held")
        held.front()
        held.do("hold")
        held.wait("grab", True)
        during = x_state(desktop)
        assert during == {**before, "keyboard": "taken"}
        held.type("alt+Tab", "observed", "switch", {"key": "Alt+Tab"})
        held.type("super", "observed", "switch", {"key": "Super"})
        held.type("ctrl+v", "observed", "clipboard", {"what": "paste"})
        # A key of the exam arrives after them: had the others moved the focus or pasted, it would show.
        held.type("a", "text", "a")
        assert focused(desktop) == held.window
        assert one.told == two.told == [["shown"]]

        held.end()
        wait_for(lambda: x_state(desktop) == before, "everything to be as before")
        one.front()
        wait_for(lambda: switched(desktop, two), "Alt+Tab to switch again")
        two.type("ctrl+v", "text", "from before")
    finally:
        for client in (one, two, *([held] if held is not None and held.process.poll() is None else [])):
            client.end()


def test_what_goes_on_working_while_it_is_held(desktop: Desktop) -> None:
    other = Client(desktop, "other one")
    held = Client(desktop, "held")
    try:
        held.front()
        held.do("hold")
        held.wait("grab", True)
        # Closing and the way out, although the window manager does not get the keys.
        held.type("alt+F4", "close asked")
        held.type("ctrl+shift+F10", "way out")
        held.type("Print", "observed", "capture", {"key": "Print Screen"})
        # A dialog of our own has the keyboard, and so has the window after it.
        held.do("dialog")
        wait_for(lambda: desktop.xdo("getwindowfocus", "getwindowname") == "dialog", "the dialog")
        held.type("b", "dialog text", "b")
        assert x_state(desktop)["keyboard"] == "taken"
        held.type("ctrl+shift+F10", "way out")
        held.type("Escape", "dialog closed")
        wait_for(lambda: focused(desktop) == held.window, "the keyboard")
        held.type("c", "text", "c")
        wait_for(lambda: x_state(desktop)["keyboard"] == "taken", "the keyboard to be held")
        assert not [line for line in held.told if line[:2] == ["observed", "focus_lost"]]

        # Another program that comes to the front has the keyboard, and that is observed.
        before_loss = len(held.told)
        other.front()
        held.wait("grab", False, after=before_loss)
        other.type("d", "text", "d")
        held.wait("observed", "focus_lost", {"ms": 0})
        assert x_state(desktop)["keyboard"] == "free"
        held.front()
        wait_for(lambda: sum(line[:2] == ["observed", "focus_lost"] for line in held.told) == 2, "the return")
        wait_for(lambda: x_state(desktop)["keyboard"] == "taken", "the keyboard to be held again")

        # Assistive technology needs its keys.
        held.do("assist")
        held.wait("observed", "not_held", {"what": "keys_assistive"})
        wait_for(lambda: x_state(desktop)["keyboard"] == "free", "the keyboard to be free")
        held.do("unassist")
        wait_for(lambda: x_state(desktop)["keyboard"] == "taken", "the keyboard to be held again")

        held.do("hide")
        wait_for(lambda: x_state(desktop)["keyboard"] == "free", "the keyboard to be free")
        held.do("show")
        wait_for(lambda: focused(desktop) == held.window, "the window again")
        held.type("e", "text", "ce")
        assert x_state(desktop)["keyboard"] == "free"
    finally:
        held.end()
        other.end()
