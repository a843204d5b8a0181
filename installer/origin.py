"""What a bundle was made of, written down while it is made: versions, and the license texts that came along.

Only the machine that makes a bundle knows this, and the bundle may be packaged on another one. `licences/origin.json`
in the bundle keeps it; notices and the bill of materials are made from it (`notices`, `sbom`).
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import pyexpat
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from installer.drop_list import SYSTEM_FOLDERS, canonical

ROOT = Path(__file__).resolve().parent.parent
ORIGIN = "licences/origin.json"
CAMERA_ORIGIN = "licences/camera/origin.json"
_LICENCE_WORDS = ("licen", "copying", "notice", "authors")


def write_origin(bundle: Path, files: Mapping[str, str], modules: Iterable[str], *, camera: bool) -> None:
    """Write `origin.json` and the license texts of Python, of packages and of the system's libraries into the bundle.

    `files` is place in the bundle to the file it was copied from, `modules` the source files of the modules in the
    executables' archive.
    """
    record = bundle / (CAMERA_ORIGIN if camera else ORIGIN)
    folder = record.parent
    folder.mkdir(parents=True, exist_ok=True)
    owners, packages = _owners()
    components = {place: _component(Path(source), owners, folder) for place, source in sorted(files.items())}
    packed = {owners[real] for real in map(os.path.realpath, modules) if real in owners}
    used = packed | {name.removeprefix("pypi:") for name, _ in components.values() if name.startswith("pypi:")}
    for name in sorted(used | {"pyinstaller"}):
        _copy_texts(packages[name], folder / "packages" / name)
    for text in (Path(sys.base_prefix) / "LICENSE.txt", Path(shutil.__file__).parent / "LICENSE.txt"):
        if text.is_file():
            _copy(text, folder / "CPython.txt")
            break
    told = {
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "expat": pyexpat.EXPAT_VERSION.removeprefix("expat_"),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "packages": {name: packages[name].version for name in sorted(used | {"pyinstaller"})},
        "system_packages": {name: version for name, version in sorted(set(components.values())) if version},
        "files": {place: name for place, (name, _) in components.items()},
    }
    record.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _owners() -> tuple[dict[str, str], dict[str, importlib.metadata.Distribution]]:
    """The package of every installed file, and all packages by name."""
    owners: dict[str, str] = {}
    packages: dict[str, importlib.metadata.Distribution] = {}
    for package in importlib.metadata.distributions():
        name = canonical(package.name)
        packages[name] = package
        for part in package.files or ():
            owners[os.path.realpath(str(package.locate_file(part)))] = name
    return owners, packages


def _component(source: Path, owners: Mapping[str, str], folder: Path) -> tuple[str, str]:
    """What a file belongs to, with a version where nothing else knows it."""
    real = os.path.realpath(source)
    if real in owners:
        return f"pypi:{owners[real]}", ""
    if real.startswith(str(ROOT) + os.sep) and ".venv" not in real:
        return "program", ""
    name = _package_of(source) if str(source).startswith(SYSTEM_FOLDERS) else None
    # Python itself may be one of the system's packages.
    if name is None or real.startswith(os.path.realpath(sys.base_prefix) + "/lib/python"):
        return "cpython", ""
    version = _said("dpkg-query", "--show", "--showformat=${Version}", name)
    text = Path("/usr/share/doc") / name / "copyright"
    if text.is_file():
        _copy(text, folder / "system" / f"{name}.txt")
    return f"debian:{name}", version or ""


def _package_of(library: Path) -> str | None:
    # The package database knows a file by the path it was packed with, which may be the one before /usr was merged.
    real = library.resolve()
    for path in (library, real, *(Path(str(one).removeprefix("/usr")) for one in (library, real))):
        answer = _said("dpkg-query", "--search", str(path))
        if answer:
            return answer.split(":", 1)[0]
    return None


def _said(*command: str) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _copy_texts(package: importlib.metadata.Distribution, folder: Path) -> None:
    for part in package.files or ():
        if ".dist-info" in part.parts[0] and any(word in part.name.lower() for word in _LICENCE_WORDS):
            # In one folder, with the folders it lay in before its name.
            name = "-".join(part.parts[1:]).removeprefix("licenses-")
            _copy(Path(str(package.locate_file(part))), folder / name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
