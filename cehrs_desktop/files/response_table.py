"""Read a table of responses: one row a person, one column an item, a header, 0/1 or option letters.

Streams the file in blocks, so its size and not the machine's memory decides how long it takes. Large tables of few
items are pooled to patterns; larger ones are refused as soon as the first block shows their size. What is left out
or read in a particular way stands in the notes. It estimates nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.files.delimited_text import Block, blocks, open_table, read_header
from cehrs_desktop.files.response_cells import ABSENT, BLANK, LETTER, SKIPPED, Cells, Layout, read_cells
from cehrs_desktop.files.response_errors import ResponseFileError
from cehrs_desktop.files.response_layout import check_known, listed, table_layout
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, OMITTED, RIGHT, Responses

MOST_PERSONS = 2_000_000
"""More rows than this are pooled to patterns, or refused when a pattern does not fit into 64 bits."""
MOST_CELLS = 300_000_000
"""Rows times items of the table in memory; more is refused (each cell takes one byte, two with letters)."""
POOLED_ITEMS = 16
"""Tables with up to this many items are pooled (4 bits a cell)."""


def read_responses(
    path: Path,
    *,
    key: Mapping[str, str] | None = None,
    items: Collection[str] | None = None,
    id_column: str | None = None,
    weights_column: str | None = None,
    blanks_omitted: bool = False,
    options: Mapping[str, int] | None = None,
) -> Responses:
    """Read and score a table of responses.

    `key` gives the right option letter of each item (several letters: each is right) and is needed when cells are
    letters. `items` are the known items, where unknown ones are an error. `id_column` names the column of person
    ids; without it one is recognized by its name, or by a first column whose values are no responses.
    `weights_column` names a column of pattern counts. `options` are the numbers of options of items: a letter beyond
    them is no response.

    A blank before the last answer of a row is omitted, one after it not given (not reached); with `blanks_omitted`
    both are omitted. A dash is omitted and NA not given, wherever they stand. Columns named ``ITEM.time`` are left to
    `response_times`.

    Raises `ResponseFileError` with file, line and column.
    """
    with open_table(path) as file:
        header = read_header(path, file)
        stream = blocks(path, file, header)
        first = next(stream, None)
        if first is None:
            raise _no_row(path)
        known = items if items is not None else key
        layout, notes = table_layout(path, header, first, known, id_column, weights_column)
        check_known(layout, key, items)
        pooled = _is_pooled(layout, first)
        cells = _checked(layout, chain([first], stream), key, options or {})
        table = pool(layout, cells) if pooled else _joined(layout, cells)
    if not len(table.codes):
        raise _no_row(path)
    if pooled:
        persons = tuple(f"pattern {number}" for number in range(1, len(table.codes) + 1))
        notes.append(
            f"{int(table.lines[0]):,} rows were pooled to {len(persons):,} patterns; persons are not told apart"
            + (" and their ids were not checked." if layout.person is not None else ".")
        )
    elif layout.person is None:
        persons = tuple(map(str, range(1, len(table.codes) + 1)))
    else:
        persons = tuple(table.persons)
        _check_persons(layout, persons, table.lines)
    if table.left_out:
        notes.append(f"Left out: {_counted(table.left_out, 'row')} of separators only, without a person id.")
    return _scored(layout, table, persons, key, blanks_omitted, notes)


def _no_row(path: Path) -> ResponseFileError:
    return ResponseFileError(path, "There is a header and no row.", "It needs one row for each person.")


def _is_pooled(layout: Layout, first: Block) -> bool:
    """Whether the table has to be pooled. Refuses a table that is too large for that, before it is read."""
    rows = layout.path.stat().st_size * max(1, first.data.count(b"\n")) / len(first.data)
    if rows <= MOST_PERSONS and rows * len(layout.items) <= MOST_CELLS:
        return False
    if len(layout.items) > POOLED_ITEMS:
        raise _too_large(layout, f"About {rows:,.0f} rows of {len(layout.items):,} items")
    return True


def _too_large(layout: Layout, found: str) -> ResponseFileError:
    return ResponseFileError(
        layout.path,
        f"{found} are more than the {MOST_PERSONS:,} rows and {MOST_CELLS:,} cells that are read here.",
        "Take a random sample of persons, or pool equal rows and name the column of counts with --weights.",
    )


def _checked(
    layout: Layout, stream: Iterable[Block], key: Mapping[str, str] | None, options: Mapping[str, int]
) -> Iterator[Cells]:
    """The cells of each block, when no column mixes letters with 0/1 and letters have a key."""
    letters = np.zeros(len(layout.items), dtype=bool)
    digits = np.zeros(len(layout.items), dtype=bool)
    most = np.array([options.get(layout.names[column], 8) for column in layout.items])
    for block in stream:
        cells = read_cells(layout, block)
        lettered = cells.codes >= LETTER
        scored = (cells.codes >= 0) & ~lettered
        if key is None and lettered.any():
            row, item = (int(at[0]) for at in np.nonzero(lettered))
            raise ResponseFileError(
                layout.path,
                "The cells are option letters, and there is no key to score them with.",
                "Give the right options with --key FILE.",
                line=int(cells.lines[row]),
                column=layout.items[item] + 1,
            )
        if options and (beyond := cells.codes >= LETTER + most).any():
            row, item = (int(at[0]) for at in np.nonzero(beyond))
            column = layout.items[item]
            raise ResponseFileError(
                layout.path,
                f"{'ABCDEFGH'[cells.codes[row, item] - LETTER]!r} under {layout.names[column]!r} is no response.",
                f"Its options are A to {'ABCDEFGH'[most[item] - 1]}.",
                line=int(cells.lines[row]),
                column=column + 1,
            )
        had_letters, had_digits = letters.copy(), digits.copy()
        letters |= lettered.any(axis=0)
        digits |= scored.any(axis=0)
        for item in np.flatnonzero(letters & digits).tolist():
            newer = scored[:, item] if had_letters[item] else lettered[:, item]
            if not had_letters[item] and not had_digits[item]:
                newer = lettered[:, item] != lettered[np.flatnonzero(lettered[:, item] | scored[:, item])[0], item]
                newer &= cells.codes[:, item] >= 0
            raise ResponseFileError(
                layout.path,
                f"The item {layout.names[layout.items[item]]!r} has option letters in some rows and 0/1 in others.",
                "Use one of the two in a column.",
                line=int(cells.lines[int(np.argmax(newer))]),
                column=layout.items[item] + 1,
            )
        yield cells


def _joined(layout: Layout, stream: Iterable[Cells]) -> Cells:
    parts: list[Cells] = []
    rows = 0
    for cells in stream:
        parts.append(cells)
        rows += len(cells.codes)
        # The size of a pipe is not known beforehand, and rows may be shorter than the first ones were.
        if rows > 1.5 * MOST_PERSONS or rows * len(layout.items) > 1.5 * MOST_CELLS:
            raise _too_large(layout, f"More than {rows:,} rows of {len(layout.items):,} items")
    return Cells(
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.lines for part in parts]),
        [person for part in parts for person in part.persons],
        np.concatenate([part.weights for part in parts]),
        sum(part.left_out for part in parts),
    )


def pool(layout: Layout, stream: Iterable[Cells]) -> Cells:
    """Equal rows put together, their weights added; `lines` holds the number of rows that were read.

    A row becomes one number of 4 bits a cell, so that sorting finds equal ones (at most `POOLED_ITEMS` items).
    """
    shifts = np.arange(len(layout.items), dtype=np.uint64) * np.uint64(4)
    patterns = np.empty(0, dtype=np.uint64)
    counts: NDArray[np.float64] = np.empty(0)
    rows = left_out = 0
    for cells in stream:
        left_out += cells.left_out
        small = np.where(cells.codes >= LETTER, cells.codes - LETTER + 5, cells.codes + 3).astype(np.uint64)
        numbers = (small << shifts).sum(axis=1, dtype=np.uint64)
        rows += len(numbers)
        patterns, where = np.unique(np.concatenate([patterns, numbers]), return_inverse=True)
        counts = np.bincount(where, weights=np.concatenate([counts, cells.weights])).astype(np.float64)
        if len(patterns) > MOST_PERSONS:
            raise _too_large(layout, f"More than {len(patterns):,} different rows of {len(layout.items):,} items")
    small = ((patterns[:, None] >> shifts) & np.uint64(15)).astype(np.int8)
    codes = np.where(small >= 5, small - 5 + LETTER, small - 3).astype(np.int8)
    return Cells(codes, np.array([rows]), [], counts, left_out)


def _check_persons(layout: Layout, persons: tuple[str, ...], lines: NDArray[np.int64]) -> None:
    if len(set(persons)) == len(persons):
        return
    seen: dict[str, int] = {}
    for person, line in zip(persons, lines.tolist(), strict=True):
        if person in seen:
            raise ResponseFileError(
                layout.path,
                f"The id {person!r} already stands in line {seen[person]}.",
                "Use each id once; name a column of pattern counts with --weights, another column of ids with --id.",
                line=line,
                column=(layout.person or 0) + 1,
            )
        seen[person] = line


def _scored(
    layout: Layout,
    table: Cells,
    persons: tuple[str, ...],
    key: Mapping[str, str] | None,
    blanks_omitted: bool,
    notes: list[str],
) -> Responses:
    items = tuple(layout.names[column] for column in layout.items)
    codes, weights = table.codes, table.weights
    if not (weights > 0).all():
        kept = weights > 0
        if not kept.any():
            raise ResponseFileError(layout.path, "Every weight is 0.", "At least one row must count.")
        notes.append(f"Left out: {_counted(len(kept) - int(kept.sum()), 'row')} with a weight of 0.")
        codes, weights = codes[kept], weights[kept]
        persons = tuple(person for person, keep in zip(persons, kept.tolist(), strict=True) if keep)
    scores = codes.copy()
    choices: NDArray[np.int8] | None = None
    lettered = codes >= LETTER
    if key is not None and lettered.any():
        choices = np.where(lettered, codes - np.int8(LETTER), np.int8(-1))
        right = np.zeros((len(items), 8), dtype=np.int8)
        for number, item in enumerate(items):
            right[number, [ord(letter) - ord("A") for letter in key[item]]] = 1
        scores = np.where(lettered, right[np.arange(len(items)), choices], codes)
    elif key is not None:
        notes.append("The cells are 0/1 already; the key was not used to score them.")
    blank = codes == BLANK
    if blank.any():
        scores[blank] = OMITTED
        if not blanks_omitted:
            given = (codes >= 0) | (codes == SKIPPED)
            after = np.logical_or.accumulate(given[:, ::-1], axis=1)[:, ::-1]
            scores[blank & ~after] = NOT_GIVEN
    scores[codes == SKIPPED] = OMITTED
    scores[codes == ABSENT] = NOT_GIVEN
    if key is not None and (missing := [item for item in key if item not in items]):
        notes.append(f"In the key and not in the responses: {listed(missing)}.")
    notes += _extremes(persons, items, scores, weights)
    return Responses(persons, items, scores, weights, choices, tuple(notes))


def _extremes(
    persons: tuple[str, ...], items: tuple[str, ...], scores: NDArray[np.int8], weights: NDArray[np.float64]
) -> list[str]:
    """Notes on what estimates cannot be made from: nobody but one, all right or all wrong."""
    notes: list[str] = []
    if weights.sum() <= 1:
        notes.append("There is one person only: nothing varies.")
    if len(items) == 1:
        notes.append("There is one item only: there is no rest of the test.")
    right, given = scores == RIGHT, scores != NOT_GIVEN
    counts: tuple[tuple[int, tuple[str, ...], str, NDArray[np.float64]], ...] = (
        (1, persons, "person", weights),
        (0, items, "item", np.ones(len(items))),
    )
    for axis, names, what, weight in counts:
        count, of = right.sum(axis=axis), given.sum(axis=axis)
        for found, words in (
            ((of > 0) & (count == of), "All right"),
            ((of > 0) & (count == 0), "All wrong"),
            (of == 0, "No answer at all"),
        ):
            if found.any():
                which = [names[int(at)] for at in np.flatnonzero(found)[:11]]
                notes.append(f"{words}: {_counted(float(weight[found].sum()), what)} ({listed(which)}).")
    return notes


def _counted(count: float, what: str) -> str:
    return f"{count:,g} {what}" if count == 1 else f"{count:,.10g} {what}s"
