"""Reads a pool of items from CSV or JSON: what assembly needs to know of items that are not in a pack.

The columns are listed in docs/psychometrics.md. What is wrong is told with line and column; nothing is guessed.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from cehrs_desktop.exam.items import Item, Option, Rating
from cehrs_desktop.files.response_errors import ResponseFileError
from cehrs_desktop.psychometrics.assembly.pool import PoolItem
from cehrs_desktop.psychometrics.parameters import RATING_SHRINK, ParameterSet
from cehrs_desktop.psychometrics.scoring import item_difficulty, rated_logit

MOST_ITEMS = 200_000
_LARGEST = 256 << 20
_LETTERS = "abcd"
_STATUSES = {"operational", "pretest", "retired", "draft"}
_YES, _NO = {"1", "true", "yes", "y"}, {"", "0", "false", "no", "n"}
_COLUMNS = {
    *("id", "domain", "topic", "b", "p", "rating", "a", "status", "key"),
    *("enemies", "case", "dated", "locked", "version"),
}
_ADVICE = "Correct it and try again; nothing was written."


class PoolFileError(ResponseFileError):
    """A pool that cannot be used as it is. Columns have names here: a pool may be JSON."""

    def __init__(
        self, path: Path, problem: str, advice: str = _ADVICE, *, line: int | None = None, column: str | None = None
    ) -> None:
        super().__init__(path, f"Column {column}: {problem}" if column else problem, advice, line=line)


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One item as the file has it. `b` is `None` where the item has ratings instead."""

    item: Item
    b: float | None
    a: float


@dataclass(frozen=True, slots=True)
class PoolFile:
    """A pool that was read. `notes` say what was left out or read in a particular way.

    `says_locked`: the file says which options must keep their order. Where it does not, they may be moved.
    """

    rows: tuple[PoolRow, ...]
    notes: tuple[str, ...]
    says_locked: bool


def read_pool(path: Path) -> PoolFile:
    """Read a pool, JSON where the text begins with a bracket or a brace, else CSV. Raises `PoolFileError`."""
    text = _text(path)
    rows = list(_json_rows(path, text)) if text.lstrip()[:1] in ("[", "{") else list(_csv_rows(path, text))
    if not rows:
        raise PoolFileError(path, "There are no items in it.", "It needs a header and one row for each item.")
    if len(rows) > MOST_ITEMS:
        raise PoolFileError(path, f"There are {len(rows)} items in it, more than {MOST_ITEMS}.", "Give a part of them.")
    names = rows[0][1].keys()
    reader = _Reader(path)
    made = [reader.row(line, cells) for line, cells in rows]
    seen: dict[str, int] = {}
    for (line, _), row in zip(rows, made, strict=True):
        if row.item.id in seen:
            raise PoolFileError(path, f"The id {row.item.id!r} is already on line {seen[row.item.id]}.", line=line)
        seen[row.item.id] = line
    notes: list[str] = []
    if ignored := sorted(names - _COLUMNS):
        notes.append(f"columns that mean nothing here: {', '.join(ignored[:10])}")
    left_out = sum(row.item.status in ("retired", "draft") for row in made)
    if left_out:
        notes.append(f"{left_out} retired or draft items left out")
    strangers = {enemy for row in made for enemy in row.item.enemies} - seen.keys()
    if strangers:
        notes.append(f"{len(strangers)} enemies that are not in the pool, such as {min(strangers)}")
    return PoolFile(tuple(made), tuple(notes), "locked" in names)


def kept_in_order(rows: Sequence[PoolRow]) -> tuple[PoolRow, ...]:
    """The same items with every option where the file has its key."""
    return tuple(replace(row, item=replace(row.item, lock_order=True)) for row in rows)


def rating_parameters(rows: Sequence[PoolRow], theta_cut: float) -> ParameterSet:
    """The parameters by which ratings become difficulties: the program's shrinkage toward this pool's mean logit."""
    logits = [
        rated_logit(rating.probability for rating in row.item.ratings)
        for row in rows
        if row.b is None and row.item.status in ("operational", "pretest")
    ]
    center = sum(logits) / len(logits) if logits else 0.0
    return ParameterSet("pool", theta_cut, RATING_SHRINK, center, ())


def assembly_items(rows: Sequence[PoolRow], parameters: ParameterSet) -> list[PoolItem]:
    """The rows that may stand on a form, with their difficulties."""
    return [
        PoolItem(
            row.item,
            row.b if row.b is not None else item_difficulty(row.item, parameters),
            row.a,
        )
        for row in rows
        if row.item.status in ("operational", "pretest")
    ]


def read_seen(path: Path | None, given: str = "") -> dict[str, int]:
    """How often this candidate saw each item: a JSON object of whole numbers by id. Raises `PoolFileError`.

    Without a path the text is in `given`, which then came from standard input.
    """
    place = path or Path("standard input")
    text = _text(path) if path else given
    try:
        told: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PoolFileError(place, f"This is not JSON: {error}.") from None
    if not isinstance(told, dict):
        raise PoolFileError(place, 'It must be an object such as {"1.1-001": 2}.')
    seen: dict[str, int] = {}
    for name, times in cast("dict[str, object]", told).items():
        if isinstance(times, bool) or not isinstance(times, int) or not 0 <= times <= 1_000_000:
            raise PoolFileError(place, f"How often {name!r} was seen must be a whole number of 0 or more.")
        seen[name] = times
    return seen


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            problem = "This is a folder." if path.is_dir() else "There is no such file."
            raise PoolFileError(path, problem, "Check the name and the folder.")
        if path.stat().st_size > _LARGEST:
            raise PoolFileError(path, "The file is larger than 256 MB.", "Give a part of the items.")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise PoolFileError(path, f"It cannot be read: {error}.", "Check the name and your right to read it.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PoolFileError(path, "The text is not UTF-8.", "Save it as CSV (UTF-8).", line=line) from None


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        told: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise PoolFileError(path, f"This is not JSON: {error}.", line=line) from None
    entries: object = cast("dict[str, object]", told).get("items") if isinstance(told, dict) else told
    if not isinstance(entries, list):
        raise PoolFileError(path, 'It must be a list of items, or an object with the list as "items".')
    for number, entry in enumerate(cast("list[object]", entries), 1):
        if not isinstance(entry, dict):
            raise PoolFileError(path, f"Entry {number} is not an object.")
        yield number, {name.lower(): _cell(value) for name, value in cast("dict[str, object]", entry).items()}


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ";".join(map(_cell, cast("list[object]", value)))
    return "" if value is None else str(value).strip()


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.split("\n", 1)[0]
    if not first.strip():
        raise PoolFileError(path, "The file is empty or its first line is blank.", "The first line names the columns.")
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
    names: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = [cell.strip().lower() for cell in cells]
                twice = next((name for name in names if names.count(name) > 1), None)
                if twice is not None:
                    raise PoolFileError(path, f"Two columns are called {twice!r}.", line=1)
            elif len(cells) != len(names):
                problem = f"{len(cells)} cells where the header has {len(names)}."
                raise PoolFileError(path, problem, line=reader.line_num)
            else:
                yield reader.line_num, {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    except csv.Error as error:
        raise PoolFileError(path, f"This is not CSV: {error}.", line=reader.line_num) from None


class _Reader:
    """Cells to items."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def row(self, line: int, cells: Mapping[str, str]) -> PoolRow:
        def wrong(column: str, problem: str) -> PoolFileError:
            return PoolFileError(self._path, problem, line=line, column=column)

        def needed(column: str) -> str:
            value = cells.get(column, "").strip()
            if not value:
                raise wrong(column, f"Every item needs its {column}.")
            return value

        def number(column: str, text: str, low: float, high: float) -> float:
            try:
                value = float(text)
            except ValueError:
                value = math.nan
            if not low <= value <= high:
                raise wrong(column, f"{text!r} is not a number from {low:g} to {high:g}.")
            return value

        def flag(column: str, text: str) -> bool:
            if text.lower() in _YES or re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                return True
            if text.lower() in _NO:
                return False
            raise wrong(column, f"{text!r} is neither yes nor no.")

        name, domain = needed("id"), needed("domain")
        status = needed("status").lower()
        if status not in _STATUSES:
            raise wrong("status", f"{status!r} is none of {', '.join(sorted(_STATUSES))}.")
        rated = "p" if cells.get("p") else "rating"
        ratings: tuple[Rating, ...] = ()
        b = number("b", cells["b"], -20, 20) if cells.get("b") else None
        if b is None and status in ("operational", "pretest"):
            if not cells.get(rated):
                raise wrong("b", "Every item needs a difficulty (b) or a rating (p).")
            chances = [number(rated, part, 0, 1) for part in re.split(r"[;|\s]+", cells[rated]) if part]
            ratings = tuple(Rating("pool", chance) for chance in chances)
        key = cells.get("key", "").lower()
        if key and (len(key) > 1 or key not in _LETTERS):
            raise wrong("key", f"{cells['key']!r} is none of A, B, C, D.")
        version = cells.get("version", "") or "1"
        locked = flag("locked", cells.get("locked", ""))
        dated = flag("dated", cells.get("dated", ""))
        item = Item(
            id=name,
            version=int(number("version", version, 1, 1e6)),
            domain=domain,
            topic=cells.get("topic", "") or domain,
            subtopic="",
            level="",
            status=status,
            stem="",
            options=tuple(Option(letter, "", letter == key, "") for letter in _LETTERS),
            lock_order=locked or not key,
            references=(),
            volatility="",
            verified_on=None,
            valid_as_of=None,
            review_by=(cells["dated"] if dated else None),
            enemies=tuple(part for part in re.split(r"[;|\s]+", cells.get("enemies", "")) if part),
            case=cells.get("case") or None,
            ratings=ratings,
        )
        return PoolRow(item, b, number("a", cells["a"], 0.01, 10) if cells.get("a") else 1.0)
