"""The cells of a response table: from bytes to small numbers, with the place of the first one that is wrong.

Two ways give the same result. The fast one looks at all bytes of a block at once with numpy and gives up on anything
unusual; the careful one reads line by line, understands quotation marks and padding, and says where a fault is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.files.delimited_text import Block, as_text, ragged, split_line
from cehrs_desktop.files.response_errors import ResponseFileError

BLANK, ABSENT, SKIPPED, LETTER = -1, -2, -3, 10
"""Codes of a cell: 0 and 1 as written, `LETTER` + 0 ... 7 for the options A to H, `BLANK`, `ABSENT` for NA, and
`SKIPPED` for a dash: seen and left without an answer."""
MOST_WEIGHT = 1e12
"""Beyond it sums of squares would lose the digits that statistics are made of."""
_BAD = -9
_WORDS = {"": BLANK, "NA": ABSENT, "N/A": ABSENT, "NAN": ABSENT, "0.0": 0, "1.0": 1}


def _code_table() -> NDArray[np.int8]:
    """The code of each byte that is a cell by itself; a separator or a line end is what an empty cell begins with."""
    table = np.full(256, _BAD, dtype=np.int8)
    for code, sign in enumerate("01"):
        table[ord(sign)] = code
    for code, sign in enumerate("ABCDEFGH", start=LETTER):
        table[[ord(sign), ord(sign.lower())]] = code
    table[[ord(sign) for sign in ",;\t\n"]] = BLANK
    table[ord("-")] = SKIPPED
    return table


_CODES = _code_table()


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a table are (counted from 0): items, person ids, pattern counts. Others are not read."""

    path: Path
    names: tuple[str, ...]
    separator: str
    items: tuple[int, ...]
    person: int | None
    weight: int | None
    header: int = 1
    """The line of the header."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The rows of one block. `codes` is rows x items; `lines` the line of each row; `persons` is empty without ids.

    `left_out`: rows of separators only, without even the person id that the others have.
    """

    codes: NDArray[np.int8]
    lines: NDArray[np.int64]
    persons: list[str]
    weights: NDArray[np.float64]
    left_out: int = 0


def read_cells(layout: Layout, block: Block) -> Cells:
    """The cells of a block. Raises `ResponseFileError` at the first ragged row or cell that is no response."""
    return _fast(layout, block) or _careful(layout, block)


def cell_code(text: str) -> int | None:
    """The code of one cell; `None` when it is no response."""
    word = text.strip().upper()
    if len(word) == 1:
        code = int(_CODES[ord(word)]) if ord(word) < 256 else _BAD
        return None if code == _BAD else code
    return _WORDS.get(word)


def _fast(layout: Layout, block: Block) -> Cells | None:
    data = block.data
    if b'"' in data:
        data = _unquoted(data, ord(layout.separator))
        if data is None:
            return None
    if data.startswith(b"\n") or b"\n\n" in data:
        return None
    bytes_ = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero((bytes_ == ord(layout.separator)) | (bytes_ == ord("\n")))
    columns, rows = len(layout.names), data.count(b"\n")
    if ends.size != rows * columns or not (bytes_[ends[columns - 1 :: columns]] == ord("\n")).all():
        return None
    starts = np.empty_like(ends)
    starts[0] = 0
    np.add(ends[:-1], 1, out=starts[1:])
    starts, ends = starts.reshape(rows, columns), ends.reshape(rows, columns)
    if layout.items == tuple(range(layout.items[0], layout.items[-1] + 1)):
        chosen = slice(layout.items[0], layout.items[-1] + 1)
    else:
        chosen = list(layout.items)
    first, last = starts[:, chosen], ends[:, chosen]
    codes = _CODES[bytes_[first]]
    size = last - first
    if (size > 1).any():
        long = size == 2
        if (size > 2).any() or not ((bytes_[first[long]] == ord("N")) & (bytes_[first[long] + 1] == ord("A"))).all():
            return None
        codes[long] = ABSENT
    if (codes == _BAD).any():
        return None

    def column(number: int) -> list[bytes]:
        return [data[a:b] for a, b in zip(starts[:, number].tolist(), ends[:, number].tolist(), strict=True)]

    try:
        persons = [] if layout.person is None else [name.decode().strip() for name in column(layout.person)]
        weights = (
            np.ones(rows) if layout.weight is None else np.array([float(w) for w in column(layout.weight)], dtype=float)
        )
    except ValueError:
        return None
    if "" in persons or not ((weights >= 0) & (weights <= MOST_WEIGHT)).all():
        return None
    return Cells(codes, np.arange(block.line, block.line + rows), persons, weights)


def _unquoted(data: bytes, separator: int) -> bytes | None:
    """The block without its quotation marks, or `None` when one of them hides a separator or a line end."""
    bytes_ = np.frombuffer(data, dtype=np.uint8)
    inside = np.cumsum(bytes_ == ord('"'), dtype=np.int64) & 1
    if (((bytes_ == separator) | (bytes_ == ord("\n"))) & (inside == 1)).any() or b'""""' in data:
        return None
    return data.replace(b'"', b"")


def _careful(layout: Layout, block: Block) -> Cells:
    codes: list[list[int]] = []
    lines: list[int] = []
    persons: list[str] = []
    weights: list[float] = []
    left_out = 0
    for line, text in enumerate(as_text(layout.path, block.data, block.line)[:-1].split("\n"), start=block.line):
        if not text.strip(" \t".replace(layout.separator, "")):
            continue
        if layout.person is not None and not text.strip(layout.separator + " \t"):
            # Spreadsheets leave empty rows behind the last one. Without ids such a row is a person without an answer.
            left_out += 1
            continue
        row = split_line(layout.path, text, layout.separator, line)
        if len(row) != len(layout.names):
            raise ragged(layout.path, len(row), len(layout.names), line)
        codes.append([_code(layout, row, column, line) for column in layout.items])
        lines.append(line)
        if layout.person is not None:
            persons.append(_person(layout, row[layout.person], line))
        weights.append(1.0 if layout.weight is None else _weight(layout, row[layout.weight], line))
    table = np.array(codes, dtype=np.int8).reshape(len(codes), len(layout.items))
    return Cells(table, np.array(lines, dtype=np.int64), persons, np.array(weights, dtype=np.float64), left_out)


def _code(layout: Layout, row: list[str], column: int, line: int) -> int:
    code = cell_code(row[column])
    if code is None:
        raise ResponseFileError(
            layout.path,
            f"{row[column]!r} under {layout.names[column]!r} is no response.",
            "A cell is 0 or 1, an option letter (A to H), - or nothing for no answer, NA for not given. "
            "Name a column of person ids with --id, one of pattern counts with --weights.",
            line=line,
            column=column + 1,
        )
    return code


def _person(layout: Layout, name: str, line: int) -> str:
    if not name.strip():
        raise ResponseFileError(
            layout.path,
            "This row has no person id.",
            "Fill it in, or leave the column of ids out of the file.",
            line=line,
            column=(layout.person or 0) + 1,
        )
    return name.strip()


def _weight(layout: Layout, text: str, line: int) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not 0 <= weight <= MOST_WEIGHT:
        raise ResponseFileError(
            layout.path,
            f"{text!r} is no number of persons.",
            "A weight is a number from 0 to a million million.",
            line=line,
            column=(layout.weight or 0) + 1,
        )
    return weight
