#!/usr/bin/env python3
"""Builds the program as one folder that needs no Python, and proves it with its own self-test.

    .venv/bin/python build_installer.py            builds dist/cehrs-desktop/
    .venv/bin/python build_installer.py --dry-run  prints the steps and does nothing

It runs in the environment that `python3 start.py test` makes, builds for the system that it runs on, prints its
progress on standard error and one JSON object on standard output. It makes no setup program and signs nothing.
Exit codes: 0 built and proved, 1 a step failed, 2 the environment is not the pinned one.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cehrs_desktop import __version__

ROOT = Path(__file__).resolve().parent
FOLDER = ROOT / "dist" / "cehrs-desktop"
PACK = ROOT / "build" / "items.pack"
SELF_TEST_SECONDS = 600

STEPS = (
    "check that the installed packages are the pinned ones",
    "compile itembank/ to build/items.pack",
    "remove dist/cehrs-desktop and PyInstaller's work folder, so that nothing stale gets in",
    "run PyInstaller on packaging/cehrs.spec (one folder, no UPX; stripped on Linux)",
    "run dist/cehrs-desktop/cehrs self-test --json offscreen, with an empty data folder",
    "print the summary as JSON",
)


class BuildFailed(Exception):
    """The build cannot go on; `code` is the exit code, the text says what to do next."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def main() -> int:
    """Build, prove, report; the exit code."""
    parser = argparse.ArgumentParser(description="Builds dist/cehrs-desktop/ and proves it with its own self-test.")
    parser.add_argument("--dry-run", action="store_true", help="print the steps and do nothing")
    if parser.parse_args().dry_run:
        print("\n".join(f"{number}. {step}" for number, step in enumerate(STEPS, 1)))
        return 0
    started = time.monotonic()
    try:
        check_environment()
        bundle()
        result = self_test()
    except BuildFailed as failure:
        print(f"build_installer: {failure}", file=sys.stderr)
        return failure.code
    files = [path for path in FOLDER.rglob("*") if path.is_file() and not path.is_symlink()]
    summary = {
        "ok": True,
        "folder": FOLDER.relative_to(ROOT).as_posix(),
        "version": __version__,
        "commit": git("rev-parse", "HEAD"),
        "uncommitted_changes": bool(git("status", "--porcelain")),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "files": len(files),
        "megabytes": round(sum(path.stat().st_size for path in files) / 1e6, 1),
        "seconds": round(time.monotonic() - started, 1),
        "self_test": result,
    }
    print(json.dumps(summary, indent=1))
    return 0


def check_environment() -> None:
    """Refuse to bundle anything but the pinned packages, or without the tools that PyInstaller calls."""
    wrong: list[str] = []
    lock = (ROOT / "requirements" / "app.txt").read_text(encoding="utf-8")
    for name, wanted, marker in re.findall(r"^([\w.-]+)==(\S+)(?: ;(.*?))? \\$", lock, re.MULTILINE):
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            # A package with a condition belongs to another system or Python.
            found = wanted if marker else "nothing"
        if found != wanted:
            wrong.append(f"{name} {wanted} is pinned, {found} is installed")
    if shutil.which("pyinstaller", path=str(Path(sys.executable).parent)) is None:
        wrong.append("PyInstaller is not installed")
    if sys.platform == "linux":
        wrong += [f"{tool} (Debian: binutils) is missing" for tool in ("objdump", "strip") if not shutil.which(tool)]
    if wrong:
        raise BuildFailed(
            "This environment is not the pinned one; nothing was built.\n  " + "\n  ".join(wrong) + "\n"
            "Run `python3 start.py test`, then this program with the Python in .venv.",
            code=2,
        )


def bundle() -> None:
    """Compile the items and let PyInstaller make the folder from nothing."""
    run("compiling the items", [sys.executable, "-m", "cehrs_desktop.cli", "bank", "build"])
    if not PACK.is_file():
        raise BuildFailed("The item pack was not written to build/items.pack.")
    work = ROOT / "build" / "pyinstaller"
    for old in (FOLDER, work):
        shutil.rmtree(old, ignore_errors=True)
        if old.exists():
            raise BuildFailed(f"{old.relative_to(ROOT)} cannot be removed. Close the program that runs from it.")
    run("bundling", [
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(ROOT / "dist"),
        "--workpath", str(work), str(ROOT / "packaging" / "cehrs.spec"),
    ])  # fmt: skip


def run(what: str, command: list[str]) -> None:
    """Run a step in the checkout; its output goes to standard error."""
    print(f"build_installer: {what} ...", file=sys.stderr, flush=True)
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False).returncode != 0:
        raise BuildFailed(f"The step failed: {what}. What it said is above; nothing outside build/ and dist/ changed.")


def self_test() -> dict[str, Any]:
    """Run the bundle's own self-test where nothing of the build environment can help it; its JSON."""
    print("build_installer: self-test of the bundle ...", file=sys.stderr, flush=True)
    program = FOLDER / ("cehrs.exe" if sys.platform == "win32" else "cehrs")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_", "VIRTUAL_ENV"))}
    with tempfile.TemporaryDirectory() as data:
        clean |= {"QT_QPA_PLATFORM": "offscreen", "CEHRS_DATA_DIR": data}
        try:
            done = subprocess.run(
                [program, "self-test", "--json"],
                cwd=data, env=clean, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
                errors="replace", check=False, timeout=SELF_TEST_SECONDS,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BuildFailed(f"The bundle's self-test did not run to its end: {error}") from error
    try:
        result = dict(json.loads(done.stdout))
    except (ValueError, TypeError):
        result = {}
    if done.returncode != 0 or result.get("ok") is not True:
        raise BuildFailed(
            f"The bundle's self-test failed with exit code {done.returncode}; do not hand this folder out.\n"
            f"{done.stdout}{done.stderr}"
        )
    return result


def git(*arguments: str) -> str | None:
    """What git answers about the checkout; None without git or outside a checkout."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
