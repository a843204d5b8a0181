"""A person's settings in one small JSON file that never stops a start.

A damaged file is kept beside and the defaults are used; keys that this version does not know stay in the file.
What the settings mean is not known here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from cehrs_desktop.exam.plain import Json


@dataclass(frozen=True, slots=True)
class Settings:
    """`values` has every key of the defaults and no other. `kept_aside` is where a damaged file was moved to."""

    values: dict[str, Json]
    kept_aside: Path | None


def read_settings(path: Path, defaults: Mapping[str, Json]) -> Settings:
    """The stored values over the defaults; a value of another type than its default (unless that is `None`) is not
    taken. Never raises: a file that cannot be read gives the defaults."""
    kept_aside: Path | None = None
    try:
        stored = _stored(path)
    except ValueError:
        stored, kept_aside = {}, _set_aside(path)
    except OSError:
        stored = {}
    values = {name: _fitting(stored.get(name, default), default) for name, default in defaults.items()}
    return Settings(values, kept_aside)


def write_settings(path: Path, changes: Mapping[str, Json]) -> None:
    """Merge the changes into the file; after a power cut either the old or the new file is there, whole.

    Raises `OSError`; the old file is untouched then.
    """
    try:
        stored = _stored(path)
    except FileNotFoundError:
        stored = {}
    except ValueError:
        _set_aside(path)
        stored = {}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump(stored | dict(changes), file, indent=2, sort_keys=True)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _stored(path: Path) -> dict[str, Json]:
    """What is in the file. Raises `FileNotFoundError` or another `OSError`, and `ValueError` for a damaged one."""
    try:
        value = json.loads(path.read_bytes())
    except RecursionError as error:
        raise ValueError(str(error)) from error
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return cast(dict[str, Json], value)


def _set_aside(path: Path) -> Path | None:
    """Rename a damaged file to a free name beside it; `None` when even that is not possible."""
    with suppress(OSError):
        for number in range(1, 1000):
            target = path.with_name(f"{path.stem}-damaged-{number}{path.suffix}")
            if not target.exists():
                return path.rename(target)
    return None


def _fitting(value: Json, default: Json) -> Json:
    if default is None or type(value) is type(default):
        return value
    if isinstance(default, float) and type(value) is int:
        return float(value)
    return default
