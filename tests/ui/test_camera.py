"""The program's side of the camera: it starts it, reads its words, and is never held up or fooled by it.

The camera's process is the real one with synthetic frames; children that misbehave are small programs of the test.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from cehrs_desktop.presentation.camera_texts import Task
from cehrs_desktop.ui.camera import CameraHelper, understood
from tests.ui.driving import wait_for

ROOT = Path(__file__).parents[2]
REAL = (sys.executable, "-m", "cehrs_desktop.camera")


class Heard(QObject):
    """A helper with this command, and all that it told."""

    def __init__(self, *command: str) -> None:
        super().__init__()
        self.told: list[tuple[str, ...]] = []
        self.helper = CameraHelper(command, self)
        self.helper.said.connect(self._said)
        self.helper.done.connect(lambda task: self.told.append(("done", task)))
        self.helper.gone.connect(lambda why: self.told.append(("gone", why)))
        self.helper.checked.connect(lambda found: self.told.append(("checked", str(found))))

    def _said(self, word: str, details: dict[str, str]) -> None:
        self.told.append(("said", word, *details.values()))

    def show(self, task: Task = "selfie") -> None:
        self.helper.show(task, theme="light", zoom=1.0)

    def ended(self) -> bool:
        return bool(self.told) and self.told[-1][0] in ("done", "gone")

    def child(self) -> int:
        assert self.helper._process is not None
        return int(self.helper._process.processId())


@pytest.fixture
def hear(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Generator[type[Heard]]:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    made: list[Heard] = []

    class Kept(Heard):
        def __init__(self, *command: str) -> None:
            super().__init__(*command)
            made.append(self)

    yield Kept
    for one in made:
        one.helper.end()


def saying(*lines: str, then: str = "") -> tuple[str, ...]:
    """A child that says these lines and then does something."""
    said = "".join(f"print({line!r}, flush=True);" for line in lines)
    return (sys.executable, "-c", f"import sys, time, os; {said}{then}")


def alive(pid: int) -> bool:
    """Whether there is such a process that has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_check_finds_the_part_and_a_camera(hear: type[Heard]) -> None:
    one = hear(*REAL, "--synthetic", "fine")
    assert not one.helper.available
    one.helper.check()
    one.helper.check()
    wait_for(lambda: one.told, "the answer")
    assert one.told == [("checked", "True")]
    assert one.helper.available


@pytest.mark.parametrize(
    ("command", "trouble"),
    [
        (("/no/such/program",), "not_installed"),
        (saying('{"said": "no_camera"}', then="sys.exit(1)"), "no_camera"),
        (saying("Traceback", then="sys.exit(1)"), "not_installed"),
    ],
)
def test_check_says_why_there_is_none(hear: type[Heard], command: tuple[str, ...], trouble: str) -> None:
    one = hear(*command)
    one.helper.check()
    wait_for(lambda: one.told, "the answer")
    assert one.told == [("checked", "False")]
    assert one.helper.trouble == trouble


def test_the_light_is_told_in_words_and_closing_ends_the_child(hear: type[Heard]) -> None:
    one = hear(*REAL, "--synthetic", "glare")
    one.show("card_front")
    wait_for(lambda: ("said", "framing", "fine", "much", "fine") in one.told, "the light")
    assert one.told[0] == ("said", "ready")
    child = one.child()
    one.helper.close()
    assert one.told[-1] == ("gone", "closed")
    assert not one.helper.showing
    wait_for(lambda: not alive(child), "the child to end")


@pytest.mark.parametrize("trouble", ["no_camera", "refused", "busy", "lost"])
def test_a_trouble_is_told(hear: type[Heard], trouble: str) -> None:
    one = hear(*REAL, "--synthetic", trouble)
    one.show()
    wait_for(lambda: ("said", trouble) in one.told, "the trouble")
    assert one.helper.trouble == trouble


def test_done_is_told_once_with_its_task(hear: type[Heard]) -> None:
    one = hear(*saying('{"said": "ready"}', '{"said": "taken"}', '{"said": "done"}', '{"said": "closed"}'))
    one.show("room")
    wait_for(one.ended, "the end of the window")
    turn_some()
    assert one.told[-2:] == [("said", "done"), ("done", "room")]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (("/no/such/program",), "not_installed"),
        (saying('{"said": "ready"}', '{"said": "closed"}', then="time.sleep(60)"), "closed"),
        (saying('{"said": "lost"}', '{"said": "closed"}'), "lost"),
        (saying('{"said": "not_installed"}', then="sys.exit(3)"), "not_installed"),
        (saying('{"said": "ready"}', then="os.abort()"), "failed"),
        (saying(), "failed"),
    ],
)
def test_gone_is_told_once_with_its_reason(hear: type[Heard], command: tuple[str, ...], reason: str) -> None:
    one = hear(*command)
    one.show()
    wait_for(one.ended, "the end of the window")
    turn_some()
    assert [told for told in one.told if told[0] in ("done", "gone")] == [("gone", reason)]
    assert not one.helper.showing


def test_again_starts_a_new_process_with_the_same_task(hear: type[Heard], tmp_path: Path) -> None:
    # The first child asks for another one; the second says which task it was given.
    mark = tmp_path / "second"
    code = (
        "import pathlib, sys; mark = pathlib.Path(sys.argv[1]); second = mark.exists(); mark.touch();"
        'print(\'{"said": "done"}\' if second and \'card_back\' in sys.argv else \'{"said": "again"}\', flush=True)'
    )
    one = hear(sys.executable, "-c", code, str(mark))
    one.show("card_back")
    wait_for(one.ended, "the end of the window")
    assert one.told == [("said", "done"), ("done", "card_back")]


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process with a signal")
def test_a_child_that_hangs_is_given_up_and_holds_nobody_up(hear: type[Heard], monkeypatch: pytest.MonkeyPatch) -> None:
    one = hear(*REAL, "--synthetic", "fine")
    one.show()
    wait_for(lambda: ("said", "ready") in one.told, "the first picture")
    child = one.child()
    os.kill(child, signal.SIGSTOP)
    one.helper._patience.start(200)
    wait_for(one.ended, "the end of the window")
    assert one.told[-1] == ("gone", "failed")
    wait_for(lambda: not alive(child), "the child to end")


def test_a_flood_and_nonsense_are_left_out(hear: type[Heard]) -> None:
    nonsense = ("x" * 100_000, "[]", "{", '{"said": "pixels"}', '{"said": "ready", "frame": "AAAA"}')
    one = hear(*saying(*nonsense, '{"said": "done"}'))
    one.show()
    wait_for(one.ended, "the end of the window")
    assert one.told == [("said", "ready"), ("said", "done"), ("done", "selfie")]


def test_a_window_that_goes_takes_the_child_along(hear: type[Heard]) -> None:
    one = hear(*REAL, "--synthetic", "fine")
    one.show()
    wait_for(lambda: ("said", "ready") in one.told, "the first picture")
    child = one.child()
    window = QObject()
    second = CameraHelper((*REAL, "--synthetic", "fine"), window)
    second.show("selfie", theme="light", zoom=1.0)
    assert second._process is not None
    wait_for(lambda: second._process is not None and second._process.processId() > 0, "the second child")
    other = int(second._process.processId())
    window.deleteLater()
    wait_for(lambda: not alive(other), "the child to end")
    assert alive(child)


@pytest.mark.skipif(sys.platform == "win32", reason="asks /proc")
def test_the_child_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    # A program that starts the camera, tells its number and is killed: nothing can be tidied up.
    code = (
        "import subprocess, sys; child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE);"
        "child.stdout.readline(); print(child.pid, flush=True); sys.stdin.read()"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", code, *REAL, "--synthetic", "fine"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert program.stdin is not None
    assert program.stdout is not None
    with program:
        child = int(program.stdout.readline())
        assert alive(child)
        program.kill()
    wait_for(lambda: not alive(child), "the child to end")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"said": "ready"}', ("ready", {})),
        (b'{"said": "framing", "light": "dark", "glare": "x"}', ("framing", {"light": "dark"})),
        (b'{"said": 5}', None),
        (b'{"said": "' + b"a" * 500 + b'"}', None),
        (b"\xff\xfe", None),
        (b"", None),
    ],
)
def test_only_agreed_words_are_understood(line: bytes, expected: tuple[str, dict[str, str]] | None) -> None:
    assert understood(line) == expected


def test_nothing_of_multimedia_is_loaded_here() -> None:
    code = "import sys; import cehrs_desktop.ui.camera; sys.exit(any('Multimedia' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def turn_some() -> None:
    """Let what is still on its way arrive."""
    loop = QEventLoop()
    QTimer.singleShot(100, loop.quit)
    loop.exec()
