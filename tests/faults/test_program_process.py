"""What the operating system does to the program's process: signals, a second copy, folders that cannot be used.

Each test starts the real program; nothing here looks inside it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from cehrs_desktop.application.ports import StoredAttempt
from cehrs_desktop.exam.events import ItemAnswered, SessionSuspended
from cehrs_desktop.storage.opening import open_store
from tests.faults.conftest import ROOT

PATIENCE_SECONDS = 60.0
# The program with a timer that ends dialogs: a person would press the button.
CLOSE_DIALOGS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from cehrs_desktop.app import window_program

real = window_program._bare_application

def watched(arguments):
    application = real(arguments)
    timer = QTimer(application, interval=20)

    def close():
        for dialog in application.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                print("|".join(label.text() for label in dialog.findChildren(QLabel)), flush=True)
                dialog.accept()

    timer.timeout.connect(close)
    timer.start()
    return application

window_program._bare_application = watched
sys.exit(window_program.run(["cehrs-desktop"]))
"""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(data_folder: Path, tmp_path: Path) -> Generator[Start]:
    """Starts a program on the test's data folder, or another; what is still running at the end is killed."""
    running: list[subprocess.Popen[str]] = []
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)

    def begin(*arguments: str, data: Path = data_folder) -> subprocess.Popen[str]:
        environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(runtime),
            "CEHRS_DATA_DIR": str(data),
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        }
        program = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environ, text=True, encoding="utf-8",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        running.append(program)
        return program

    yield begin
    for program in running:
        program.kill()
        program.communicate()


def ended(program: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for the end: exit code and standard output. Nothing may have been complained about."""
    out, errors = program.communicate(timeout=PATIENCE_SECONDS)
    complaints = [line for line in errors.splitlines() if "This plugin does not support" not in line]
    assert complaints == []
    return program.returncode, out


def until_open(data: Path) -> None:
    """Wait until the program that was started has opened its database (and taken the lock of the folder)."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ((data / "attempts.db").exists() and (data / "log").exists() and (data / "cache").exists()):
        assert time.monotonic() < deadline, "the program did not open its data"
        time.sleep(0.02)


def stored(data: Path) -> StoredAttempt:
    store = open_store(data)
    try:
        return store.load(store.lines()[0].id)
    finally:
        store.shut()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "name"), [("SIGTERM", "Robin"), ("SIGTERM", ""), ("SIGINT", ""), ("SIGHUP", "R")])
def test_a_signal_on_the_first_page_ends_the_program_at_once(
    start: Start, data_folder: Path, number: str, name: str
) -> None:
    # With a name the keyboard is on a button and nothing on the screen moves; without, a cursor blinks.
    (data_folder / "settings.json").write_text(json.dumps({"name": name}), encoding="utf-8")
    program = start("-m", "cehrs_desktop")
    until_open(data_folder)
    time.sleep(0.3)
    program.send_signal(getattr(signal, number))
    assert ended(program) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_signal_in_the_exam_suspends_it(start: Start, data_folder: Path) -> None:
    program = start("-m", "tests.faults.program_candidate", "5", "100000", "0")
    assert program.stdout is not None
    confirmed = 0
    for line in program.stdout:
        confirmed = max(confirmed, json.loads(line).get("seq", 0))
        if confirmed > 25:
            break
    program.send_signal(signal.SIGTERM)
    code, rest = ended(program)
    confirmed = max([confirmed, *(json.loads(line).get("seq", 0) for line in rest.splitlines())])
    assert code == 0
    kept = stored(data_folder)
    assert len(kept.events) >= confirmed
    assert isinstance(kept.events[-1], SessionSuspended)
    assert kept.events[-1].reason == "closed"
    assert any(isinstance(event, ItemAnswered) for event in kept.events)


def test_a_second_copy_says_so_and_leaves_the_first_alone(start: Start, data_folder: Path) -> None:
    first = start("-m", "cehrs_desktop")
    until_open(data_folder)
    code, said = ended(start("-c", CLOSE_DIALOGS))
    assert code == 3
    assert "The program is already open" in said
    assert f"(process {first.pid})" in said
    assert first.poll() is None


@pytest.mark.skipif(sys.platform == "win32", reason="a folder's own rights do not say this on Windows")
@pytest.mark.parametrize("why", ["a file in its place", "a place that does not exist"])
def test_a_data_folder_that_cannot_be_used(start: Start, tmp_path: Path, why: str) -> None:
    place = tmp_path / "place"
    place.write_text("a file", encoding="utf-8")
    data = place if why == "a file in its place" else Path("/proc/nowhere/data")
    code, said = ended(start("-c", CLOSE_DIALOGS, data=data))
    assert code == 4
    assert "The data folder cannot be used" in said
    assert str(data) in said
    assert place.read_text(encoding="utf-8") == "a file"


@pytest.mark.skipif(sys.platform != "linux", reason="it takes a read-only file system, which root can mount on Linux")
def test_a_data_folder_on_a_read_only_disk(start: Start, small_disk: Path) -> None:
    data = small_disk / "data"
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, said = ended(start("-c", CLOSE_DIALOGS, data=data))
    assert code == 4
    assert "The data folder cannot be used" in said
    assert "Read-only" in said
