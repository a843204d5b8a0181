"""Read the seconds that persons spent on items: a table shaped like the responses, or columns beside them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.files.delimited_text import open_table, read_header, rows
from cehrs_desktop.files.response_errors import ResponseFileError
from cehrs_desktop.files.response_layout import TIME_SUFFIX, person_column
from cehrs_desktop.psychometrics.responses import Responses


def has_times(path: Path) -> bool:
    """Whether a response file has columns of times (``ITEM.time``) beside its items."""
    if not path.is_file():
        # A pipe can be read only once.
        return False
    with open_table(path) as file:
        names = read_header(path, file).names
    return any(name.endswith(TIME_SUFFIX) and name.removesuffix(TIME_SUFFIX) in names for name in names)


def read_times(path: Path, responses: Responses, id_column: str | None = None) -> NDArray[np.float64]:
    """Seconds, persons x items of `responses`, NaN where unknown.

    Columns are named ``ITEM`` or ``ITEM.time``. Rows belong to persons by the column of ids; a table without one
    must have the same rows in the same order. Raises `ResponseFileError` with file, line and column.
    """
    place = {item: at for at, item in enumerate(responses.items)}
    row_of = {person: at for at, person in enumerate(responses.persons)}
    seconds = np.full((len(responses.persons), len(responses.items)), np.nan)
    with open_table(path) as file:
        header = read_header(path, file)
        person = person_column(path, header.names, id_column)
        timed = [name for name in header.names if name.endswith(TIME_SUFFIX)]
        columns: list[tuple[int, int]] = []
        for at, name in enumerate(header.names):
            if at == person or (timed and name not in timed):
                continue
            item = name.removesuffix(TIME_SUFFIX)
            if item not in place:
                raise ResponseFileError(
                    path,
                    f"The item {item!r} is not in the responses.",
                    "Take the column out, or check its name.",
                    line=1,
                    column=at + 1,
                )
            columns.append((at, place[item]))
        seen: set[int] = set()
        for line, row in rows(path, file, header):
            at = len(seen) if person is None else row_of.get(row[person].strip(), -1)
            if at in seen or not 0 <= at < len(seconds):
                who = "There are more rows than persons" if person is None else f"The person {row[person]!r}"
                ending = "." if person is None else " is not in the responses, or is here twice."
                raise ResponseFileError(
                    path, who + ending, "Each person of the responses may have one row of times.", line=line
                )
            seen.add(at)
            for column, item_at in columns:
                seconds[at, item_at] = _seconds(path, row[column], line, column)
    if person is None and len(seen) != len(seconds):
        raise ResponseFileError(
            path,
            f"There are {len(seen):,} rows of times for {len(seconds):,} persons.",
            "Give both files a column of person ids, or the same rows.",
        )
    return seconds


def _seconds(path: Path, cell: str, line: int, column: int) -> float:
    text = cell.strip()
    if not text or text.upper() in {"NA", "N/A", "NAN"}:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not (math.isfinite(value) and value >= 0):
        raise ResponseFileError(
            path,
            f"{cell!r} is no time.",
            "A time is a number of seconds, 0 or more, or empty.",
            line=line,
            column=column + 1,
        )
    return value
