"""Delimited text (CSV) as lines and a header: opening, encoding, separator, column names.

It says what is wrong with a file as a whole before anyone looks at its cells. It knows nothing of responses.
"""

from __future__ import annotations

import csv
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cehrs_desktop.files.response_errors import ResponseFileError

SAVE_AS_CSV = "Save the table as CSV (UTF-8) and try again."
_LONGEST_LINE = 1 << 24
_BLOCK = 1 << 22
_BINARY = {
    b"PK\x03\x04": "a spreadsheet or a zip file",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet or document",
    b"\x1f\x8b": "a compressed file",
    b"%PDF": "a PDF document",
    b"SQLite": "a database",
}
_SEPARATOR = re.compile(rb'(?:\xef\xbb\xbf)?"?sep=([,;\t])"?\r?\n?', re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of a file as bytes, each ending in a line feed; `line` is the number of the first one."""

    line: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """The column names, the separator, how many bytes the header took and which line it is."""

    names: tuple[str, ...]
    separator: str
    size: int
    line: int


def open_table(path: Path) -> BinaryIO:
    """Open a table for reading.

    Raises `ResponseFileError` when it is not there, is a folder or a device, or may not be read.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ResponseFileError(path, "This is a folder, not a file.", "Name the CSV file in it.")
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise ResponseFileError(path, "This is a device, not a file.", "Name a CSV file.")
        return path.open("rb")
    except FileNotFoundError:
        raise ResponseFileError(path, "There is no such file.", "Check the name and the folder.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ResponseFileError(
            path, f"The file cannot be opened: {reason}.", "Check the name and your right to read it."
        ) from None


def read_header(path: Path, file: BinaryIO) -> Header:
    """Read the first line: comma, semicolon or tab, with or without a byte order mark.

    A line ``sep=;`` before it, which Excel writes, says the separator and is no header.

    Raises `ResponseFileError` for an empty file, something that is no text, and names that are missing or double.
    """
    line, number, told = _line(path, file, 1), 1, None
    if found := _SEPARATOR.fullmatch(line):
        told = found[1].decode()
        line, number = _line(path, file, 2), 2
    for start, kind in _BINARY.items():
        if line.startswith(start):
            raise ResponseFileError(path, f"This is {kind}, not CSV.", SAVE_AS_CSV)
    if line.startswith(_UTF16):
        raise ResponseFileError(path, "The text is in UTF-16.", SAVE_AS_CSV, line=1)
    if not line.strip(b"\xef\xbb\xbf \t\r\n"):
        if not line or not file.read(1):
            raise ResponseFileError(path, "The file is empty.", "It needs a header and one row for each person.")
        raise ResponseFileError(path, "The first line is blank.", "The first line must name the columns.", line=number)
    text = as_text(path, line.removeprefix(b"\xef\xbb\xbf"), number).rstrip("\r\n")
    if "\r" in text:
        raise ResponseFileError(path, "The lines end in carriage returns alone.", SAVE_AS_CSV, line=number)
    bare = "".join(text.split('"')[::2])
    separator = told or max(",;\t", key=bare.count)
    names = tuple(name.strip() for name in split_line(path, text, separator, number))
    seen: dict[str, int] = {}
    for column, name in enumerate(names, start=1):
        if name in seen:
            what = f"The name {name!r} is already that of column {seen[name]}." if name else "A second unnamed column."
            if set(names) <= {"0", "1", ""}:
                what = "The first line holds responses, not names."
            raise ResponseFileError(
                path, what, "The first line must give each column a name of its own.", line=number, column=column
            )
        seen[name] = column
    return Header(names, separator, len(line), number)


def blocks(path: Path, file: BinaryIO, header: Header) -> Iterator[Block]:
    """The lines after the header, some megabytes at a time, with line feeds only and without a mark at the end."""
    line = header.line + 1
    while data := file.read(_BLOCK):
        if not data.endswith(b"\n"):
            data += _line(path, file, line)
        if b"\0" in data:
            before = data[: data.index(b"\0")]
            raise ResponseFileError(
                path, "A NUL byte: this is no text file.", SAVE_AS_CSV, line=line + before.count(b"\n")
            )
        data = data.replace(b"\r\n", b"\n")
        if not data.endswith(b"\n"):
            data += b"\n"
        yield Block(line, data)
        line += data.count(b"\n")


def rows(path: Path, file: BinaryIO, header: Header) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row after the header, empty rows left out; for tables of moderate size.

    Raises `ResponseFileError` for a row with more or fewer cells than the header.
    """
    for block in blocks(path, file, header):
        for line, text in enumerate(as_text(path, block.data, block.line)[:-1].split("\n"), start=block.line):
            if not text.strip(header.separator + " \t"):
                continue
            row = split_line(path, text, header.separator, line)
            if len(row) != len(header.names):
                raise ragged(path, len(row), len(header.names), line)
            yield line, row


def ragged(path: Path, have: int, want: int, line: int) -> ResponseFileError:
    """The error for a row with the wrong number of cells."""
    return ResponseFileError(
        path,
        f"This row has {have} {'cell' if have == 1 else 'cells'}, the header {want}.",
        "Every row needs one cell for each column; leave a cell empty for no answer.",
        line=line,
        column=min(have, want) + 1,
    )


def as_text(path: Path, data: bytes, line: int) -> str:
    """Decode UTF-8. Raises `ResponseFileError` with the line of the first byte that is not."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = line + data[: error.start].count(b"\n")
        raise ResponseFileError(
            path, f"The byte {data[error.start]:#04x} is not UTF-8 text.", SAVE_AS_CSV, line=at
        ) from None


def split_line(path: Path, text: str, separator: str, line: int) -> list[str]:
    """The cells of one line, quotes taken off. Raises `ResponseFileError` for a quote that does not close."""
    if '"' not in text:
        return text.split(separator)
    try:
        return next(csv.reader([text], delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        raise ResponseFileError(
            path, "A quotation mark is opened and not closed.", "A cell must begin and end on one line.", line=line
        ) from None


def _line(path: Path, file: BinaryIO, line: int) -> bytes:
    data = file.readline(_LONGEST_LINE)
    if b"\0" in data and not data.startswith((*_UTF16, *_BINARY)):
        raise ResponseFileError(path, "A NUL byte: this is no text file.", SAVE_AS_CSV, line=line)
    if len(data) == _LONGEST_LINE and not data.endswith(b"\n"):
        raise ResponseFileError(path, "This line is longer than 16 MB.", SAVE_AS_CSV, line=line)
    return data
