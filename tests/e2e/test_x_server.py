"""The program on a real X server with a window manager: real keys, a real mouse, and what X itself could carry away."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from cehrs_desktop.exam.session import Session, new_session, replay
from tests.e2e.desktop import Desktop, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="X servers are started on Linux only")

# Another program that asks X for what was last selected or copied anywhere.
THIEF = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

application = QGuiApplication(sys.argv)

def look():
    board = QGuiApplication.clipboard()
    print(repr(board.text(QClipboard.Mode.Selection)), repr(board.text(QClipboard.Mode.Clipboard)))
    application.quit()

QTimer.singleShot(300, look)
application.exec()
"""


# What is pressed on each page before the exam, again and again until the page is over.
BEFORE_THE_EXAM = (("tutorial", ("alt+e", "Tab", "space")),)


def session(desktop: Desktop) -> Session | None:
    kept = desktop.stored()
    return None if kept is None else replay(new_session(kept.attempt.form, kept.attempt.rules), kept.events)


def test_real_keys_and_a_real_mouse(tmp_path: Path) -> None:
    with Desktop(tmp_path) as desktop:
        program = desktop.program(name="Robin Example", theme="light", full_screen=True)
        window = wait_for(
            lambda: desktop.xdo("search", "--onlyvisible", "--name", "CEHRS Rehearsal").split("\n")[0], "the window"
        )
        desktop.xdo("windowactivate", "--sync", window)
        # From the first page to the first question.
        wait_for(lambda: desktop.xdo("key", "alt+q") == "" and session(desktop) is not None, "an attempt")
        for phase, keys in BEFORE_THE_EXAM:
            wait_for(lambda now=phase, press=keys: step(desktop, window, now, *press), f"the step {phase} to be over")
        wait_for(lambda: (now := session(desktop)) and now.running, "the first question")

        def chosen(position: int) -> str | None:
            now = session(desktop)
            assert now is not None
            return now.response(position).chosen

        desktop.xdo("key", "b")
        wait_for(lambda: chosen(1), "the answer by key")
        before = chosen(1)
        # The options lie below the question, at this place also beside an exhibit: a real click on one of them.
        for height in (330, 380, 430, 480, 530, 300, 270):
            desktop.xdo("mousemove", "860", str(height), "click", "1")
            time.sleep(0.3)
            if chosen(1) != before:
                break
        assert chosen(1) != before, "no click chose another option"
        # A key that is held down does not run through the exam. The server repeats it about thirty times here.
        desktop.xdo("keydown", "n")
        time.sleep(1.5)
        desktop.xdo("keyup", "n")
        wait_for(lambda: (now := session(desktop)) and now.position, "the next question")
        now = session(desktop)
        assert now is not None
        assert now.position <= 3
        desktop.xdo("mousemove", "300", "170", "mousedown", "1")
        desktop.xdo("mousemove", "700", "180")
        desktop.xdo("mousemove", "800", "200", "mouseup", "1")
        desktop.xdo("key", "ctrl+c")
        stolen = subprocess.run(
            [sys.executable, "-c", THIEF], env=desktop.environ, capture_output=True, text=True, check=True, timeout=60
        )
        assert stolen.stdout.strip() == "'' ''"
        picture = tmp_path / "screen.png"
        subprocess.run(
            [sys.executable, "-c", GRAB, str(picture)], env=desktop.environ, check=True, capture_output=True, timeout=60
        )
        assert picture.stat().st_size > 10_000
        program.terminate()
        assert program.wait(30) == 0
        assert desktop.stderr.read_text(encoding="utf-8") == ""
    last = session(desktop)
    assert last is not None
    assert last.suspended == "closed"


def step(desktop: Desktop, window: str, phase: str, *keys: str) -> bool:
    """Whether this phase is over; its keys are pressed while it is not, in the window and nowhere else."""
    now = session(desktop)
    if now is None:
        return False
    if now.phase != phase:
        return True
    time.sleep(0.5)
    # A busy window manager may give the keyboard away while the window takes the whole screen.
    if desktop.xdo("getwindowfocus") != window:
        desktop.xdo("windowactivate", "--sync", window)
    for key in keys:
        desktop.xdo("key", key)
        time.sleep(0.2)
    return False


GRAB = """
import sys
from PySide6.QtGui import QGuiApplication

application = QGuiApplication(sys.argv)
picture = QGuiApplication.primaryScreen().grabWindow(0)
sys.exit(0 if picture.save(sys.argv[1]) else 1)
"""
