"""The bundle against a bare PySide6 window that is bundled in the same way: sizes, and the start to the first paint.

    .venv/bin/python -m bench.bundle_ratios [ROUNDS]

Measures dist/cehrs-desktop, as build_installer.py leaves it, and bundles the bare window anew with the same drop list.
The item pack, the camera part (a folder of its own) and the licences are counted apart. "without" leaves out numpy,
HiGHS and what only they bring. The window's start is timed from outside: from the spawn to the first frame that its X
server has in its memory, since a bundle has no stop watch inside. windows_on_wine.py times the starts of a Windows
bundle with the same functions.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from bench.measuring import machine
from installer.bundle import size_of

ROOT = Path(__file__).resolve().parent.parent
PROGRAM, CAMERA = ROOT / "dist" / "cehrs-desktop", ROOT / "dist" / "cehrs-camera"
# Limits of Linux; those of Windows are held where a Windows bundle is made (bench/windows_on_wine.sh).
LIMITS = {"without numpy and HiGHS": 1.25, "with numpy and HiGHS": 1.8, "start to first paint": 1.3}
SOLVER = ("numpy", "numpy.libs", "highspy")
START_SECONDS = 60.0


def measure(rounds: int = 15) -> dict[str, object]:
    if not PROGRAM.is_dir():
        sys.exit("dist/cehrs-desktop is not there: run build_installer.py first.")
    with tempfile.TemporaryDirectory(prefix="bundle-ratios-", dir=ROOT / "build") as made:
        bare = _bare_bundle(Path(made))
        return {"what": "bundle", "machine": machine(), "size": _sizes(bare), "start": _starts(bare, rounds)}


def _bare_bundle(folder: Path) -> Path:
    command = [
        *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
        *("--distpath", str(folder), "--workpath", str(folder / "work"), str(ROOT / "bench" / "bare_window.spec")),
    ]
    subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return folder / "bare-window"


def _sizes(bare: Path) -> dict[str, object]:
    inside = PROGRAM / "_internal"
    pack = (inside / "cehrs_desktop" / "_data" / "items.pack").stat().st_size
    licences = size_of(PROGRAM / "licences")
    solver = sum(size_of(inside / name) for name in SOLVER) + modules_of(PROGRAM / "cehrs-desktop", SOLVER)
    program = size_of(PROGRAM) - pack - licences
    lowest = size_of(bare) - size_of(bare / "licences")
    compared = {"without numpy and HiGHS": program - solver, "with numpy and HiGHS": program}
    return {
        "bare_megabytes": _mega(lowest),
        **{
            name: {"megabytes": _mega(size), "ratio": round(size / lowest, 3), "at_most": LIMITS[name]}
            for name, size in compared.items()
        },
        "item_pack_megabytes": _mega(pack),
        "licences_megabytes": _mega(licences),
        "camera_part_megabytes": _mega(size_of(CAMERA)) if CAMERA.is_dir() else None,
    }


def modules_of(executable: Path, packages: tuple[str, ...]) -> int:
    """The packed bytes of these packages' Python modules in an executable's archive."""
    # PyInstaller brings no types.
    readers: Any = import_module("PyInstaller.archive.readers")
    archive = readers.CArchiveReader(str(executable)).open_embedded_archive("PYZ.pyz")
    return sum(length for name, (_, _, length) in archive.toc.items() if name.split(".")[0] in packages)


def _starts(bare: Path, rounds: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="bundle-start-") as folder, screen(Path(folder)) as (display, frame):
        surroundings = {
            "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": folder, "CEHRS_DATA_DIR": str(Path(folder) / "data"),
            "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
        }  # fmt: skip
        return compare_starts([bare / "bare-window"], [PROGRAM / "cehrs-desktop"], rounds, surroundings, frame)


def compare_starts(
    bare: Sequence[str | Path],
    program: Sequence[str | Path],
    rounds: int,
    surroundings: Mapping[str, str],
    frame: Path,
) -> dict[str, object]:
    """Start the bare window and the program in turn, on the screen that is in the file `frame`; what it took.

    The ratio is that of the medians; "ratio_of_rounds" is the lowest, the median and the highest of the single rounds.
    """
    lowest: list[float] = []
    highest: list[float] = []
    for number in range(rounds + 1):
        for command, told in ((bare, lowest), (program, highest)):
            took = _first_paint(command, surroundings, frame)
            # The first round only warms the caches.
            told.extend([took] if number else [])
    ratios = [high / low for low, high in zip(lowest, highest, strict=True)]
    return {
        "rounds": rounds,
        "bare_ms": round(median(lowest), 1),
        "program_ms": round(median(highest), 1),
        "ratio": round(median(highest) / median(lowest), 2),
        "ratio_of_fastest": round(min(highest) / min(lowest), 2),
        "ratio_of_rounds": [round(ratio, 2) for ratio in (min(ratios), median(ratios), max(ratios))],
        "at_most": LIMITS["start to first paint"],
    }


@contextmanager
def screen(folder: Path) -> Generator[tuple[str, Path]]:
    """An X server without a window manager, and the file that its screen is in."""
    number = next(n for n in range(90, 200) if not Path(f"/tmp/.X11-unix/X{n}").exists())
    command = ["Xvfb", f":{number}", "-screen", "0", "640x480x24", "-fbdir", str(folder), "-nolisten", "tcp"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            while not Path(f"/tmp/.X11-unix/X{number}").exists():
                if server.poll() is not None:
                    sys.exit("Xvfb did not start; install it first.")
                time.sleep(0.05)
            yield f":{number}", folder / "Xvfb_screen0"
        finally:
            server.terminate()


def _first_paint(command: Sequence[str | Path], surroundings: Mapping[str, str], frame: Path) -> float:
    """Milliseconds from the spawn to the first change of the screen."""
    before = frame.read_bytes()
    # The bare window ends by itself otherwise; the program does not know this word, and stays anyway.
    spawned = time.perf_counter()
    # Under Wine Python starts only with a pipe for its output.
    with subprocess.Popen(
        [*command, "--stay"],
        env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            _wait(lambda: frame.read_bytes() != before, f"{command[-1]} painted nothing", 0.001)
            took = (time.perf_counter() - spawned) * 1000
        finally:
            process.kill()
    # The server takes the window off the screen when it notices that its owner is gone.
    _wait(lambda: frame.read_bytes() == before, f"The window of {command[-1]} stayed on the screen", 0.01)
    return took


def _wait(until: Callable[[], bool], otherwise: str, pause: float) -> None:
    started = time.perf_counter()
    while not until():
        if time.perf_counter() - started > START_SECONDS:
            raise TimeoutError(f"{otherwise} in {START_SECONDS:.0f} s.")
        time.sleep(pause)


def _mega(size: float) -> float:
    return round(size / 1e6, 1)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15), indent=2))
