"""Do the pinned packages exist for macOS 14, on Apple's and on Intel's processors, and do their libraries run there?

    .venv/bin/python -m bench.macos_wheels [FOLDER]

Downloads the wheels of requirements/app.txt and camera.txt for both processors, with their hashes, into FOLDER (or a
temporary one), and reads from every library in them for which processor and which macOS it is. JSON on standard
output; 1 when something is missing or unfit. Needs a network; nothing is installed and nothing of it is run.

What it cannot show: that the program runs on a Mac. Only a Mac shows that.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from installer.macos_app import OLDEST
from installer.macos_signing import fit_of

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "3.12"
PROCESSORS = ("arm64", "x86_64")
LISTS = ("app.txt", "camera.txt")
# Older tags are taken too: pip does not go down from the newest by itself when it is given a platform.
NEWEST = OLDEST[0]


def platforms(processor: str) -> list[str]:
    """The wheel tags that a Mac of this kind with that macOS accepts, as pip's options."""
    kinds = [processor, "universal2"]
    tags = [f"macosx_{major}_0_{kind}" for major in range(NEWEST, 10, -1) for kind in kinds]
    tags += [f"macosx_10_{minor}_{kind}" for minor in range(16, 8, -1) for kind in kinds]
    return [option for tag in tags for option in ("--platform", tag)]


def fetched(folder: Path, processor: str, name: str) -> str:
    """Download the wheels of one list; what pip complained about, empty when everything is there."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--quiet", "--no-deps"),
            *("--only-binary", ":all:", "--require-hashes", "--python-version", PYTHON, *platforms(processor)),
            *("--dest", str(folder), "--requirement", str(ROOT / "requirements" / name)),
        ],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr.strip()


def looked_at(folder: Path, processor: str) -> dict[str, object]:
    """What is in the wheels of a folder."""
    wrong: list[str] = []
    newer: dict[str, dict[str, int]] = {}
    wheels = sorted(folder.glob("*.whl"))
    for wheel in wheels:
        place = folder / "unpacked" / wheel.name
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(place)
        fit = fit_of(place, processor)
        wrong += [f"{wheel.name}: {line}" for line in fit.wrong_processor]
        if fit.names_newer:
            newer[wheel.name] = dict(Counter(fit.names_newer.values()))
        shutil.rmtree(place)
    return {"wheels": [wheel.name for wheel in wheels], "wrong_processor": wrong, "libraries_naming_newer_macos": newer}


def main() -> int:
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        told: dict[str, object] = {"macos": ".".join(map(str, OLDEST)), "python": PYTHON}
        ok = True
        for processor in PROCESSORS:
            for name in LISTS:
                folder = root / processor / name.removesuffix(".txt")
                folder.mkdir(parents=True, exist_ok=True)
                problem = fetched(folder, processor, name)
                found = looked_at(folder, processor)
                told[f"{processor} {name}"] = {"missing": problem, **found}
                ok = ok and not problem and not found["wrong_processor"]
    print(json.dumps({"ok": ok, **told}, indent=1))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
