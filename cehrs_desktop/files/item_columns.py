"""Read what is known about items beforehand: their status, and the prior of their difficulty from ratings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from cehrs_desktop.files.delimited_text import open_table, read_header, rows
from cehrs_desktop.files.response_errors import ResponseFileError

STATUSES = ("operational", "pretest", "retired", "draft")
_ITEM_NAMES = ("id", "item", "item_id")


def read_status(path: Path) -> dict[str, str]:
    """The status of each item, from a table with the columns id and status. Raises `ResponseFileError`."""
    found: dict[str, str] = {}
    for line, cells in _rows(path, ("status",)):
        status = cells["status"].lower()
        if status not in STATUSES:
            raise ResponseFileError(
                path, f"{cells['status']!r} is no status.", f"It is one of {', '.join(STATUSES)}.", line=line
            )
        found[cells["id"]] = status
    return found


def has_status(path: Path) -> bool:
    """Whether a table, such as a key, says the status of its items."""
    if not path.is_file():
        # A pipe can be read only once.
        return False
    with open_table(path) as file:
        names = [name.lower() for name in read_header(path, file).names]
    return "status" in names and any(name in names for name in _ITEM_NAMES)


def read_priors(path: Path) -> dict[str, tuple[float, float]]:
    """Prior mean and standard deviation (logits) of each item's difficulty, from the columns id, b0 and tau.

    Raises `ResponseFileError`, also for a tau that is not positive.
    """
    found: dict[str, tuple[float, float]] = {}
    for line, cells in _rows(path, ("b0", "tau")):
        numbers = {name: _number(cells[name]) for name in ("b0", "tau")}
        for name, number in numbers.items():
            if not math.isfinite(number) or abs(number) > 1e6 or (name == "tau" and number <= 0):
                raise ResponseFileError(
                    path,
                    f"{cells[name]!r} is no {name}.",
                    "b0 is a difficulty in logits, tau its standard deviation, above 0.",
                    line=line,
                )
        found[cells["id"]] = (numbers["b0"], numbers["tau"])
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _rows(path: Path, wanted: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line and cells (``id`` and the wanted columns, stripped) of each row; an item may stand there once."""
    seen: dict[str, int] = {}
    with open_table(path) as file:
        header = read_header(path, file)
        names = [name.lower() for name in header.names]
        place = {name: names.index(name) for name in wanted if name in names}
        ids = [names.index(name) for name in _ITEM_NAMES if name in names]
        if not ids or len(place) != len(wanted):
            raise ResponseFileError(
                path, "Columns are missing.", f"It needs the columns {', '.join(('id', *wanted))}.", line=1
            )
        place["id"] = ids[0]
        for line, row in rows(path, file, header):
            cells = {name: row[column].strip() for name, column in place.items()}
            if not cells["id"]:
                raise ResponseFileError(path, "This row names no item.", "Fill in its id.", line=line)
            if cells["id"] in seen:
                raise ResponseFileError(
                    path,
                    f"The item {cells['id']!r} already stands in line {seen[cells['id']]}.",
                    "Keep one of the two.",
                    line=line,
                )
            seen[cells["id"]] = line
            yield line, cells
    if not seen:
        raise ResponseFileError(path, "There is a header and no row.", "It needs one row for each item.")
