"""A Windows computer made of Wine: runs programs and installers in a prefix, looks at what they changed, opens windows.

Used by windows_on_wine.py, in the surroundings that windows_on_wine.sh makes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Generator, Mapping
from pathlib import Path

PREFIX = Path(os.environ.get("WINEPREFIX", "prefix")).resolve()
WORK = PREFIX.parent
DRIVE = PREFIX / "drive_c"
WINDOW_TITLE = "CEHRS"

# What Wine itself writes while programs run: devices, its installer's empty keys and caches.
WINES_OWN = re.compile(
    "|".join((
        r"DriverDateData", r"\\\\Enum\\\\", r"\\\\DeviceClasses\\\\", r"\\\\Hardware Profiles\\\\",
        r"Software\\\\Wine", r"Session Manager", r"R userdef\.reg", r"\\\\MountedDevices",
        r"\\\\CurrentVersion\\\\Explorer", r"Installer\\\\(?:Features|Products|UpgradeCodes)\]$",
        r"Installer\\\\UserData\\\\S-[-0-9]+(?:\\\\(?:Components|Products))?\]$",
        r"F windows/(?:Installer|temp)$", r"F windows/Temp/", r"F users/[^/]+/Temp(?:/|$)",
        r"F users/[^/]+/AppData/Local/Temp(?:/|$)", r"F users/[^/]+/AppData/Roaming/Microsoft/Installer$",
    ))
)  # fmt: skip


class Broken(Exception):
    """A check did not hold."""


def hold(condition: object, what: str) -> None:
    if not condition:
        raise Broken(what)


def wine(*command: str, seconds: int = 600) -> tuple[int, str]:
    """Run a Windows program to its end; Wine passes on the lowest eight bits of its exit code."""
    done = subprocess.run(
        ["wine", *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", errors="replace", check=False, timeout=seconds,
    )  # fmt: skip
    return done.returncode, done.stdout


def line(command: str, seconds: int = 900) -> int:
    """Run a command line as a technician types it, quotes and all; the exit code."""
    program = "import subprocess, sys; print('code', subprocess.call(sys.argv[1]))"
    _, told = wine(str(WORK / "python" / "python.exe"), "-c", program, command, seconds=seconds)
    found = re.search(r"^code (-?\d+)", told, re.MULTILINE)
    if found is None:
        raise Broken(f"no exit code of {command}: {told[-500:]}")
    return int(found[1])


def msiexec(act: str, file: Path, log: str, properties: str = "") -> int:
    return line(f'msiexec {act} "{windows_path(file)}" /qn /norestart /l*v "{windows_path(logs() / log)}" {properties}')


def windows_path(path: Path) -> str:
    if path.is_relative_to(DRIVE):
        return "C:\\" + str(path.relative_to(DRIVE)).replace("/", "\\")
    return "Z:" + str(path).replace("/", "\\")


def logs() -> Path:
    folder = WORK / "logs"
    folder.mkdir(exist_ok=True)
    return folder


def registry(root: str) -> dict[str, str]:
    """The values below the program's own key."""
    _, told = wine("reg", "query", rf"{root}\Software\CEHRS Desktop", "/reg:64")
    rows = [row.strip().split("    ") for row in told.splitlines() if "REG_" in row]
    return {row[0]: row[2] if len(row) > 2 else "" for row in rows}


def settled() -> None:
    """Wait until no Windows program runs and the registry is on the disk."""
    subprocess.run(["wineserver", "-k"], check=False)
    subprocess.run(["wineserver", "-w"], check=False, timeout=120)


def afresh() -> None:
    """The prefix as it was before any trial."""
    settled()
    shutil.rmtree(PREFIX)
    shutil.copytree(WORK / "prefix.fresh", PREFIX, symlinks=True)


@contextlib.contextmanager
def staying_awake(surroundings: Mapping[str, str]) -> Generator[None]:
    """Wine's server and its desktop run through the block: a Windows program waits in it, and shows nothing."""
    waiting = subprocess.Popen(
        ["wine", str(WORK / "python" / "python.exe"), "-c", "print('here', flush=True); input()"],
        env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with waiting:
        assert waiting.stdout is not None
        hold(waiting.stdout.readline().startswith(b"here"), "Windows' Python did not start")
        yield
        # Its input ends with the block; it ends with that.


def snapshot() -> set[str]:
    """Every file and folder of drive C, every key and value of the registry, one a line."""
    settled()
    found: set[str] = set()
    for folder, names, files in os.walk(DRIVE):
        found |= {f"F {Path(folder, name).relative_to(DRIVE)}" for name in (*names, *files)}
    for hive in ("system.reg", "user.reg", "userdef.reg"):
        key = ""
        for row in (PREFIX / hive).read_text(encoding="utf-8", errors="replace").splitlines():
            if row.startswith("["):
                key = row.rpartition("]")[0] + "]"
                found.add(f"R {hive} {key}")
            elif row.startswith(('"', "@")):
                found.add(f"R {hive} {key} {row}")
    return found


def left_since(before: set[str]) -> list[str]:
    """What is there now and was not, without Wine's own."""
    return sorted(one for one in snapshot() - before if not WINES_OWN.search(one))


@contextlib.contextmanager
def open_program(program: Path, picture: Path | None = None) -> Generator[int]:
    """The window of the installed program, from its first page to the end of the block; yields the X window."""
    # Under Wine Python starts only with a pipe for its output, even in a program without a console.
    running = subprocess.Popen(
        ["wine", str(program)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        window = _window(running)
        if picture is not None:
            # The first page is drawn, and what is read after it, when two pictures are alike.
            _still_picture(picture)
        yield window
    finally:
        wine("taskkill", "/f", "/im", "cehrs-desktop.exe")
        running.wait(60)


def _window(running: subprocess.Popen[bytes]) -> int:
    for _ in range(600):
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", WINDOW_TITLE], capture_output=True, check=False
        ).stdout.split()
        if found:
            return int(found[0])
        hold(running.poll() is None, f"the program ended with {running.returncode} and showed no window")
        time.sleep(0.2)
    raise Broken("no window in two minutes")


def _still_picture(file: Path) -> None:
    last = b""
    for _ in range(60):
        subprocess.run(["import", "-window", "root", str(file)], check=True)
        now = file.read_bytes()
        if now == last:
            return
        last = now
        time.sleep(1)


def digest(folder: Path) -> dict[str, str]:
    """What the data folder holds, without what is written again at each start."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.db"))
    }
