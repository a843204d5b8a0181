"""Read item parameters, and lists of items, from the files that people and `cehrs calibrate --json` write.

A parameter file is JSON with a list `items` of objects, or CSV with a header; both with the names id, a, b, c, se_a
and se_b, of which id and b are needed. What the numbers mean for a link is not judged here.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

import numpy as np

from cehrs_desktop.files.delimited_text import as_text, open_table, read_header, rows
from cehrs_desktop.files.response_errors import ResponseFileError
from cehrs_desktop.psychometrics.item_parameters import ItemParameters

_COLUMNS = ("a", "b", "c", "se_a", "se_b")
_ABSENT = {"a": 1.0, "c": 0.0}
_ID_NAMES = ("id", "item", "item_id")
_MOST_ITEMS = 100_000
_MOST_BYTES = 64 << 20
_LARGEST = 1e6
_CSV_SHAPE = "It needs the columns id and b; a, c, se_a and se_b may follow."
_JSON_SHAPE = "It needs items: [{id, a, b, c, se_a, se_b}], as `cehrs calibrate --json` writes it."


@dataclass(frozen=True, slots=True)
class _Entry:
    """One item as it stands in a file. `fault` makes the error for a name, what is wrong with it and what to do."""

    place: str
    values: Mapping[str, object]
    fault: Callable[[str, str, str], ResponseFileError]


def read_item_parameters(path: Path) -> ItemParameters:
    """The parameters in a JSON or CSV file; a is 1 and c is 0 where they are not given, unknown errors are NaN.

    An item without a b, as a calibration leaves one that everybody got right, is left out and named in the notes.
    Raises `ResponseFileError` with the line and column of a CSV file, or the place in a JSON file.
    """
    data = _content(path, _CSV_SHAPE)
    is_json = data.lstrip()[:1] in (b"{", b"[")
    persons, entries = _from_json(path, data) if is_json else (None, _from_csv(path, data))
    if len(entries) > _MOST_ITEMS:
        raise ResponseFileError(path, "This is more than 100,000 items.", "Is it a table of responses?")
    places: dict[str, str] = {}
    values: dict[str, list[float]] = {}
    has_slope = False
    for entry in entries:
        item = _name(entry)
        if item in places:
            raise entry.fault("id", f"The item {item!r} was given before ({places[item]}).", "Keep one of the two.")
        places[item] = entry.place
        numbers = {name: _number(entry, name) for name in _COLUMNS}
        has_slope |= numbers["a"] is not None
        if numbers["b"] is not None:
            values[item] = [_ABSENT.get(k, math.nan) if n is None else n for k, n in numbers.items()]
    if not values:
        raise ResponseFileError(path, "There is no item with a difficulty b in it.", _CSV_SHAPE)
    notes: list[str] = []
    if left_out := [item for item in places if item not in values]:
        notes.append(f"{path.name}: left out, without a difficulty b: {', '.join(left_out)}.")
    if not has_slope:
        notes.append(f"{path.name}: no discrimination a is given, taken as 1.")
    a, b, c, se_a, se_b = np.array(list(values.values()), dtype=np.float64).T
    return ItemParameters(tuple(values), a, b, c, se_a, se_b, persons, tuple(notes))


def read_item_list(path: Path) -> tuple[str, ...]:
    """Item ids from a file: one a line, the column `id` of a CSV table, or one line with commas.

    Raises `ResponseFileError`; an id that stands there twice counts once.
    """
    needs = "It needs one item id on each line."
    header, lines = _lines(path, _content(path, needs))
    names = [name.lower() for name in header]
    at = next((names.index(name) for name in _ID_NAMES if name in names), None)
    found = [cells[at or 0] for _, cells in lines]
    if at is None:
        found = [*(header[:1] if found else header), *found]
    items = tuple(dict.fromkeys(item.strip() for item in found if item.strip()))
    if not items:
        raise ResponseFileError(path, "There is no item id in it.", needs)
    return items


def _content(path: Path, needs: str) -> bytes:
    """The whole file, read once so that it may be a pipe, without a byte order mark."""
    with open_table(path) as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ResponseFileError(path, "The file is larger than 64 MB.", "Is it a file of item parameters?")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise ResponseFileError(path, "The file is empty.", needs)
    return data


def _lines(path: Path, data: bytes) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """The names in the first line, and every further line with text in it: its number and its cells."""
    file = io.BytesIO(data)
    header = read_header(path, file)
    return header.names, list(islice(rows(path, file, header), _MOST_ITEMS + 1))


def _from_csv(path: Path, data: bytes) -> list[_Entry]:
    header, lines = _lines(path, data)
    names = ["id" if name.lower() in _ID_NAMES else name.lower() for name in header]
    for name in ("id", *_COLUMNS):
        if names.count(name) > 1:
            raise ResponseFileError(path, f"There are two columns {name!r}.", "Keep one of them.", line=1)
        if name in ("id", "b") and name not in names:
            raise ResponseFileError(path, f"There is no column {name!r} in the header.", _CSV_SHAPE, line=1)
    entries: list[_Entry] = []
    for line, cells in lines:

        def fault(name: str, problem: str, advice: str, line: int = line) -> ResponseFileError:
            return ResponseFileError(path, problem, advice, line=line, column=names.index(name) + 1)

        row = {name: cell.strip() or None for name, cell in zip(names, cells, strict=True)}
        entries.append(_Entry(f"line {line}", row, fault))
    return entries


def _from_json(path: Path, data: bytes) -> tuple[float | None, list[_Entry]]:
    try:
        whole: object = json.loads(as_text(path, data, 1))
    except json.JSONDecodeError as error:
        raise ResponseFileError(
            path, f"This is no JSON: {error.msg}.", "Write the file again.", line=error.lineno, column=error.colno
        ) from None
    except (RecursionError, ValueError):
        raise ResponseFileError(path, "This JSON is nested too deeply, or a number is too long.", _JSON_SHAPE) from None
    outer = cast("dict[str, object]", whole) if isinstance(whole, dict) else {}
    listed = outer.get("items")
    if not isinstance(listed, list):
        raise ResponseFileError(path, "There is no list 'items' in this JSON.", _JSON_SHAPE)
    persons = outer.get("n_persons")
    if not isinstance(persons, int | float) or isinstance(persons, bool) or not 0 < persons < math.inf:
        persons = None
    entries: list[_Entry] = []
    for number, one in enumerate(cast("list[object]", listed)):
        place = f"items[{number}]"
        if not isinstance(one, dict):
            raise ResponseFileError(path, f"{place} is no object with an id and a b.", _JSON_SHAPE)

        def fault(name: str, problem: str, advice: str, place: str = place) -> ResponseFileError:
            return ResponseFileError(path, f"{place}.{name}: {problem}", advice)

        entries.append(_Entry(place, cast("dict[str, object]", one), fault))
    return persons, entries


def _name(entry: _Entry) -> str:
    value = entry.values.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise entry.fault("id", "There is no item id here.", "Give each item an id.")
    return value.strip()


def _number(entry: _Entry, name: str) -> float | None:
    """A finite number in the range of `name`, or `None` for an empty cell or a JSON null."""
    value = entry.values.get(name)
    if value is None:
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str) or "_" in str(value):
            raise ValueError
        number = float(value)
    except (ValueError, OverflowError):
        hint = " Write a decimal point, not a comma." if isinstance(value, str) and "," in value else ""
        raise entry.fault(name, f"{value!r} is no number.", f"Give {name} as a number like 0.75.{hint}") from None
    if not math.isfinite(number) or abs(number) > _LARGEST:
        raise entry.fault(name, f"{value} is no usable value of {name}.", "Leave the item out of the file.")
    if name == "c" and not 0 <= number < 1:
        raise entry.fault(name, f"c is {value}.", "The lower asymptote is at least 0 and below 1.")
    if name.startswith("se_") and number < 0:
        raise entry.fault(name, f"{name} is {value}.", "A standard error is not negative; leave it empty without one.")
    return number
