"""A Windows bundle as it lies there, before it is packed: its sizes, its icons, and its start, beside a bare window's.

Used by windows_on_wine.py, in the surroundings that windows_on_wine.sh makes. bundle_ratios.py does it for Linux.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from bench.bundle_ratios import compare_starts, modules_of, screen
from bench.wine_computer import WORK, hold, settled, staying_awake, windows_path, wine
from installer.bundle import size_of
from installer.windows_resources import WINDOW_ICON

START_ROUNDS = 25
SOLVER = ("numpy", "numpy.libs", "highspy", "highspy.libs")


def sizes(setup: Path) -> dict[str, Any]:
    """Installed sizes and their ratios to the bare window that the same rules bundle.

    Counted as bundle_ratios.py does: item pack, licences and camera apart; numpy and HiGHS with their modules in the
    executables' archives.
    """
    program, bare = WORK / "dist" / "cehrs-desktop", WORK / "dist" / "bare-window"
    inside = program / "_internal"
    pack = sum(path.stat().st_size for path in program.rglob("items.pack"))
    numbers = sum(size_of(inside / name) for name in SOLVER)
    numbers += sum(modules_of(executable, SOLVER) for executable in program.glob("*.exe"))
    licences = size_of(program / "licences")
    whole, least = size_of(program) - pack - licences, size_of(bare) - size_of(bare / "licences")
    told = {
        "bare_window_megabytes": round(least / 1e6, 1), "program_megabytes": round(whole / 1e6, 1),
        "item_pack_megabytes": round(pack / 1e6, 1), "licences_megabytes": round(licences / 1e6, 1),
        "numpy_and_highs_megabytes": round(numbers / 1e6, 1),
        "camera_megabytes": round(size_of(WORK / "dist" / "cehrs-camera") / 1e6, 1),
        "ratio": round(whole / least, 2), "ratio_without_numpy_and_highs": round((whole - numbers) / least, 2),
        "setup_megabytes": round(setup.stat().st_size / 1e6, 1),
    }  # fmt: skip
    hold(told["ratio"] <= 2.2, f"more than 2.2 times the bare window: {told}")
    hold(told["ratio_without_numpy_and_highs"] <= 1.5, f"more than 1.5 times the bare window without numbers: {told}")
    return told


def starts() -> dict[str, Any]:
    """Start to first paint of the program and of the bare window, in turn, while Wine's server stays."""
    settled()
    with tempfile.TemporaryDirectory(prefix="windows-start-") as folder, screen(Path(folder)) as (display, frame):
        surroundings = {**os.environ, "DISPLAY": display, "CEHRS_DATA_DIR": windows_path(Path(folder) / "data")}
        with staying_awake(surroundings):
            bare = ["wine", WORK / "dist" / "bare-window" / "bare-window.exe"]
            program = ["wine", WORK / "dist" / "cehrs-desktop" / "cehrs-desktop.exe"]
            told = compare_starts(bare, program, START_ROUNDS, surroundings, frame)
        settled()
    hold(float(str(told["ratio"])) <= float(str(told["at_most"])), f"slower than allowed: {told}")
    return told


def icons() -> dict[str, Any]:
    """Each executable has the icon that Qt gives to a new window, under the name by which it looks for it."""
    look = (
        "import ctypes, sys\n"
        "load, image = ctypes.windll.kernel32.LoadLibraryExW, ctypes.windll.user32.LoadImageW\n"
        "load.restype = image.restype = ctypes.c_void_p\n"
        "image.argtypes = [ctypes.c_void_p, ctypes.c_wchar_p, *[ctypes.c_int] * 4]\n"
        "for file in sys.argv[2:]:\n"
        "    found = [bool(image(load(file, None, 2), sys.argv[1], 1, size, size, 0)) for size in (16, 32, 48, 256)]\n"
        "    print('icon', all(found))"
    )
    files = sorted(path for name in ("cehrs-desktop", "cehrs-camera") for path in (WORK / "dist" / name).glob("*.exe"))
    _, said = wine(str(WORK / "python" / "python.exe"), "-c", look, WINDOW_ICON, *map(windows_path, files))
    hold(len(files) == said.count("icon True") == 3, f"not every executable has its windows' icon: {said}")
    return {"executables": [path.name for path in files]}
