"""Which columns of a response table are items, person ids, pattern counts, and which are left alone.

Decided by the header, by what was asked for and, for ids without a name that says so, by the first rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from cehrs_desktop.files.delimited_text import Block, Header, split_line
from cehrs_desktop.files.response_cells import Layout, cell_code
from cehrs_desktop.files.response_errors import ResponseFileError

_PERSON_NAMES = {
    *("id", "person", "person_id", "personid", "candidate", "candidate_id", "attempt", "attempt_id", "name"),
    *("student", "student_id", "examinee", "examinee_id", "respondent", "user", "user_id"),
}
TIME_SUFFIX = ".time"


def table_layout(
    path: Path, header: Header, first: Block, items: Collection[str] | None, id_column: str | None, weights: str | None
) -> tuple[Layout, list[str]]:
    """The layout of a table, with notes on what was left out; `items` are names that are surely items.

    Raises `ResponseFileError` for a column that was asked for and is not there, and when no item is left.
    """
    notes: list[str] = []
    names = header.names
    weight = None if weights is None else _named(path, names, weights, "--weights")
    person = None if id_column is None else _named(path, names, id_column, "--id")
    left: list[int] = []
    for column, name in enumerate(names):
        if column in (weight, person) or (items is not None and name in items):
            continue
        if _is_person(name):
            if person is None:
                person = column
            else:
                left.append(column)
        elif name.endswith(TIME_SUFFIX) and name.removesuffix(TIME_SUFFIX) in names:
            left.append(column)
    if person is None and weight != 0 and not (items is not None and names[0] in items):
        if not names[0] or _holds_no_responses(path, header, first):
            person = 0
            notes.append(f"The first column ({names[0] or 'unnamed'}) was read as person ids.")
    if left:
        notes.append(f"Left out: {listed([names[column] for column in left])}.")
    columns = tuple(c for c in range(len(names)) if c not in (person, weight) and c not in left)
    if not columns:
        raise ResponseFileError(
            path, "The header names no item.", "It needs one column for each item.", line=header.line
        )
    for column in columns:
        if not names[column]:
            raise ResponseFileError(
                path,
                "This column has no name.",
                "Name it in the header, or take it out.",
                line=header.line,
                column=column + 1,
            )
    return Layout(path, names, header.separator, columns, person, weight, header.line), notes


def person_column(path: Path, names: tuple[str, ...], id_column: str | None) -> int | None:
    """The column of person ids: the one asked for, or the first with a name that ids have."""
    if id_column is not None:
        return _named(path, names, id_column, "--id")
    return next((column for column, name in enumerate(names) if _is_person(name)), None)


def _is_person(name: str) -> bool:
    return name.lower().replace(" ", "_") in _PERSON_NAMES


def _named(path: Path, names: tuple[str, ...], wanted: str, option: str) -> int:
    for same in (str, str.lower):
        for column, name in enumerate(names):
            if same(name) == same(wanted):
                return column
    raise ResponseFileError(
        path,
        f"There is no column {wanted!r}, which {option} names.",
        f"The columns are {listed(list(names))}.",
        line=1,
    )


def _holds_no_responses(path: Path, header: Header, first: Block) -> bool:
    """Whether the first column can only be ids: no value twice, and most (at least 2) are no responses."""
    if len(header.names) == 1:
        return False
    lines = first.data[:200_000].decode("utf-8", errors="replace").split("\n")[:1000]
    cells = [split_line(path, text, header.separator, first.line)[0].strip() for text in lines if text.strip()]
    strange = sum(cell_code(cell) is None for cell in cells)
    return strange >= 2 and strange * 2 > len(cells) and len(set(cells)) == len(cells)


def check_known(layout: Layout, key: Mapping[str, str] | None, items: Collection[str] | None) -> None:
    """Raises `ResponseFileError` for the first item that is not in the key, or not among the known items."""
    for known, what in ((key, "the key"), (items, "the list of items")):
        if known is None:
            continue
        for column in layout.items:
            if layout.names[column] not in known:
                raise ResponseFileError(
                    layout.path,
                    f"The item {layout.names[column]!r} is not in {what}.",
                    "Add it there, or take the column out of this file.",
                    line=layout.header,
                    column=column + 1,
                )


def listed(names: list[str]) -> str:
    """The first ten names, with dots for the rest."""
    return ", ".join(name or "(unnamed)" for name in names[:10]) + (" ..." if len(names) > 10 else "")
