"""How the measurements start processes and tell numbers: interleaved, from spawn, medians, as JSON."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

BENCH = Path(__file__).parent
BARE = "bare_window.py"
PROGRAM = "program_window.py"


def platforms() -> tuple[str, ...]:
    """Qt's platforms to measure on: the one without a screen, and X11 where a server can be started."""
    return ("offscreen", "xcb") if shutil.which("Xvfb") else ("offscreen",)


@contextmanager
def environment(qt_platform: str, folder: Path) -> Generator[dict[str, str]]:
    """The environment of a measured process; for X11 with a server of its own while the block runs."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": qt_platform, "CEHRS_DATA_DIR": str(folder)}
    surroundings["PYTHONPATH"] = str(BENCH.parent)
    if qt_platform != "xcb":
        yield surroundings
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as display:
            surroundings["DISPLAY"] = f":{display.readline().strip()}"
        try:
            yield surroundings
        finally:
            server.terminate()


def instants(script: str, arguments: list[str], surroundings: dict[str, str]) -> dict[str, float]:
    """Run a measured script to its end; the milliseconds from its spawn to each instant that it told."""
    spawned = time.monotonic_ns()
    command = [sys.executable, str(BENCH / script), *arguments]
    done = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, text=True, timeout=60, check=True)
    told = [line.split() for line in done.stdout.splitlines()]
    return {name: (int(instant) - spawned) / 1e6 for name, instant in told}


@contextmanager
def staying(
    script: str, arguments: list[str], until: str, surroundings: dict[str, str]
) -> Generator[tuple[subprocess.Popen[str], float]]:
    """A measured process that goes on after it told `until`, with the milliseconds it took; killed at the end."""
    spawned = time.monotonic_ns()
    command = [sys.executable, str(BENCH / script), *arguments, "--stay"]
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
        try:
            lines = (line.split() for line in process.stdout or ())
            told = next(int(instant) for name, instant in lines if name == until)
            yield process, (told - spawned) / 1e6
        finally:
            process.kill()


@contextmanager
def scratch() -> Generator[Path]:
    """A folder on the disk of this checkout, because the system's temporary one may be memory."""
    place = BENCH.parent / "build"
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=place, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def compiled() -> None:
    """Byte-compile the program, as an installed one is."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(BENCH.parent / "cehrs_desktop")], check=True)


def middle(values: list[float]) -> float:
    """The median, rounded for people."""
    return round(median(values), 2)


def machine() -> dict[str, object]:
    """What a number was measured on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": None if load is None else round(load, 2),
    }
