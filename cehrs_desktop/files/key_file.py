"""Read the key of a test: which option of each item is right."""

from __future__ import annotations

import re
from pathlib import Path

from cehrs_desktop.files.delimited_text import open_table, read_header, rows
from cehrs_desktop.files.response_errors import ResponseFileError

_ITEM_NAMES = {"id", "item", "item_id", "itemid", "question", "name"}
_KEY_NAMES = {"key", "keys", "answer", "correct", "option", "right"}


def read_key(path: Path) -> dict[str, str]:
    """The right option letters (A to H, upper case) of each item, in the file's order.

    Two shapes are read: one row an item, with a column of item ids and one of letters (``id,key``), or one column an
    item like a response file, with a single row of letters. ``A/C`` or ``AC``: both are right.

    Raises `ResponseFileError` with file, line and column.
    """
    with open_table(path) as file:
        header = read_header(path, file)
        listed = list(rows(path, file, header))
    names = [name.lower().replace(" ", "_") for name in header.names]
    id_at = next((at for at, name in enumerate(names) if name in _ITEM_NAMES), None)
    key_at = next((at for at, name in enumerate(names) if name in _KEY_NAMES), None)
    if id_at is not None and key_at is not None:
        cells = [(row[id_at].strip(), row[key_at], line, key_at) for line, row in listed]
    elif len(names) == 2 and re.fullmatch("[a-h]", names[1]) and not re.fullmatch("[a-h]", names[0]):
        # Without a header: the first line is an item and its letter.
        cells = [(row[0].strip(), row[1], line, 1) for line, row in [(1, list(header.names)), *listed]]
    elif len(listed) == 1:
        line, row = listed[0]
        cells = [(name, cell, line, at) for at, (name, cell) in enumerate(zip(header.names, row, strict=True))]
        if names[0] in {"", *_ITEM_NAMES, "person", "person_id", *_KEY_NAMES}:
            # The row was cut from a response file and still has its name in front.
            cells = cells[1:]
    else:
        raise ResponseFileError(
            path,
            "This is no key.",
            "It needs the columns id and key with one row for each item, or one row of letters under the item names.",
            line=1,
        )
    if not cells:
        raise ResponseFileError(path, "The key names no item.", "It needs one row for each item.")
    return _checked(path, cells)


def _checked(path: Path, cells: list[tuple[str, str, int, int]]) -> dict[str, str]:
    key: dict[str, str] = {}
    for item, cell, line, column in cells:
        letters = re.sub(r"[\s/|+]", "", cell).upper()
        if not item:
            raise ResponseFileError(path, "This row names no item.", "Fill in its id.", line=line, column=1)
        if item in key:
            raise ResponseFileError(
                path,
                f"The item {item!r} stands in the key twice.",
                "Keep one of the two.",
                line=line,
                column=column + 1,
            )
        if not re.fullmatch("[A-H]+", letters):
            what = f"{cell!r} is no option letter." if cell.strip() else f"The item {item!r} has no key."
            raise ResponseFileError(
                path, what, "Give a letter from A to H, or A/C where both are right.", line=line, column=column + 1
            )
        key[item] = "".join(sorted(set(letters)))
    return key
