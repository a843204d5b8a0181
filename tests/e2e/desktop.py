"""A desktop of its own for a test: an X server, a message bus, a window manager if wanted, and the program on it.

Everything is started here and ended here. What is missing on the machine fails the test with the line that installs it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import pytest

from cehrs_desktop.application.ports import StoredAttempt
from cehrs_desktop.storage.opening import open_store

ROOT = Path(__file__).parents[2]
READER = Path(__file__).with_name("atspi_reader.py")
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
PYTHON = "/usr/bin/python3"
INSTALL = (
    "apt-get install -y xvfb openbox xdotool dbus at-spi2-core python3-pyatspi gir1.2-atspi-2.0   "
    "(python3 start.py test does it where it may)"
)
PATIENCE_SECONDS = 90.0

Node = dict[str, Any]
Found = TypeVar("Found")


def wait_for(look: Callable[[], Found | None], what: str, seconds: float = PATIENCE_SECONDS) -> Found:
    """What `look` finds, as soon as it finds something that is true."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)
    return found


class Desktop:
    """An X server with the program on it; ends everything that it started."""

    def __init__(self, folder: Path, *, reader: bool = False, size: str = "1280x720") -> None:
        self.data = folder / "data"
        self._stack = ExitStack()
        self._folder = folder
        self.stderr = folder / "stderr"
        self._programs: list[subprocess.Popen[bytes]] = []
        needed = ["Xvfb", "dbus-daemon"] + (["openbox", "xdotool"] if not reader else [])
        missing = [name for name in needed if shutil.which(name) is None]
        if reader:
            importable = subprocess.run([PYTHON, "-c", "import pyatspi"], capture_output=True, check=False)
            missing += ["pyatspi"] if importable.returncode != 0 else []
            missing += [] if LAUNCHER.exists() else [str(LAUNCHER)]
        if missing:
            pytest.fail(f"this machine lacks {', '.join(missing)}. Install: {INSTALL}", pytrace=False)
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("QT_", "DBUS_", "AT_SPI"))},
            "CEHRS_DATA_DIR": str(self.data),
            "XDG_RUNTIME_DIR": str(runtime),
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(ROOT),
            "NO_AT_BRIDGE": "0",
        }
        try:
            self._start(reader, size)
        except BaseException:
            self._stack.close()
            raise

    def _start(self, reader: bool, size: str) -> None:
        self.environ["DISPLAY"] = ":" + self._told(
            ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
        )
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = self._told(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
        )
        if reader:
            self.environ["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
            self._spawn([str(LAUNCHER), "--launch-immediately"])
        else:
            self._manage()

    def _manage(self) -> None:
        """Start the window manager and wait until it is there: a window that is mapped before may never be given the
        keyboard by it. One that ends at once on a busy machine is started again."""
        manager = self._spawn(["openbox"])

        def there() -> str:
            nonlocal manager
            if manager.poll() is not None:
                manager = self._spawn(["openbox"])
            return self.xdo("get_desktop")

        wait_for(there, "the window manager")

    def _spawn(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self._folder / f"{Path(command[0]).name}.log").open("wb"))
        options.setdefault("stdout", log)
        process: subprocess.Popen[Any] = subprocess.Popen(
            command, env=self.environ, stderr=log, stdin=subprocess.DEVNULL, **options
        )
        self._stack.callback(_end, process)
        return process

    def _told(self, command: list[str]) -> str:
        """Start something that tells where it can be reached in its first line."""
        process = self._spawn(command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        line = process.stdout.readline().decode().strip()
        assert line, f"{command[0]} did not start"
        self._stack.callback(process.stdout.close)
        return line

    def program(self, **settings: object) -> subprocess.Popen[bytes]:
        """Start the program with these settings already chosen."""
        self.data.mkdir(exist_ok=True)
        (self.data / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        errors = self._stack.enter_context(self.stderr.open("wb"))
        process = subprocess.Popen(
            [sys.executable, "-m", "cehrs_desktop"], cwd=ROOT, env=self.environ, stdin=subprocess.DEVNULL, stderr=errors
        )
        self._stack.callback(_end, process)
        self._programs.append(process)
        return process

    # ---- through the accessibility bus
    def tree(self) -> list[Node]:
        """Every showing object; empty while the program is not on the bus."""
        told = subprocess.run(
            [PYTHON, READER, "cehrs", "tree"], env=self.environ, capture_output=True, text=True, check=False
        )
        return json.loads(told.stdout) if told.returncode == 0 else []

    def find(self, role: str, name: str) -> Node | None:
        """The showing object with this role whose name begins like that."""
        return next((one for one in self.tree() if one["role"] == role and one["name"].startswith(name)), None)

    def press(self, role: str, name: str) -> None:
        """Wait until there is such an object that can be pressed, and press it over the bus."""

        def pressed() -> bool:
            command = [PYTHON, READER, "cehrs", "press", name, role]
            done = subprocess.run(command, env=self.environ, capture_output=True, text=True, check=False)
            return done.returncode == 0

        wait_for(pressed, f"{role} {name!r} to be pressed")

    # ---- through the X server
    def xdo(self, *arguments: str) -> str:
        """Run xdotool on this desktop."""
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environ, capture_output=True, text=True, check=False, timeout=60
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    # ---- through the files
    def stored(self) -> StoredAttempt | None:
        """The newest attempt as the files hold it now, read from a copy."""
        copy = self._folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        if not (self.data / "attempts.db").exists():
            return None
        for file in self.data.glob("attempts.db*"):
            shutil.copyfile(file, copy / file.name)
        store = open_store(copy)
        try:
            lines = store.lines()
            return store.load(lines[0].id) if lines else None
        finally:
            store.shut()

    def __enter__(self) -> Desktop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            # Who looks at a failure on another machine sees this text and nothing else.
            error.add_note(self._state())
        self._stack.close()

    def _state(self) -> str:
        ended = [process.poll() for process in self._programs]
        told = self.stderr.read_text(encoding="utf-8", errors="replace")[-1500:] if self.stderr.exists() else ""
        focus = self.xdo("getwindowfocus", "getwindowname") if shutil.which("xdotool") else "?"
        return f"programs ended: {ended}; keyboard on: {focus!r}; standard error: {told!r}"


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
