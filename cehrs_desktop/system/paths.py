"""Where the program's files are: those it writes for its user, and those it was delivered with.

Nothing is looked up at import time and nothing is remembered: whoever needs a path asks and passes it on.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA_VARIABLE = "CEHRS_DATA_DIR"
"""Environment variable that puts everything the program writes below one folder (labs, sticks, tests)."""

_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders that the program writes to. They need not exist yet."""

    data: Path
    cache: Path
    log: Path


def program_paths(environ: Mapping[str, str] | None = None) -> Paths:
    """The folders for this user, as the system wants them, or all below ``CEHRS_DATA_DIR`` when that is set."""
    chosen = (os.environ if environ is None else environ).get(DATA_VARIABLE)
    if chosen:
        data = Path(chosen).expanduser().absolute()
        return Paths(data, data / "cache", data / "log")
    # Imported here because a set variable makes it unnecessary and the start is budgeted.
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("cehrs-desktop", appauthor=False)
    return Paths(dirs.user_data_path, dirs.user_cache_path, dirs.user_log_path)


def data_file(name: str, package: Path = _PACKAGE) -> Path:
    """A delivered file: ``"items.pack"`` or ``"resources/..."``, with forward slashes.

    In a wheel and in the bundle it lies in the package's ``_data``; in a checkout in ``resources`` or, built, in
    ``build``. Raises `FileNotFoundError` that names both places.
    """
    checkout = package.parent if name.startswith("resources/") else package.parent / "build"
    places = (package / "_data" / name, checkout / name)
    for path in places:
        if path.exists():
            return path
    raise FileNotFoundError(f"{name} is neither at {places[0]} nor at {places[1]}")
