"""Responses to a known form: its columns may be called by item id or by question number, its key is on the form.

Any shape of file that `response_table` reads is read; added here is only what the form says about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cehrs_desktop.files.response_errors import ResponseFileError
from cehrs_desktop.files.response_table import read_responses
from cehrs_desktop.psychometrics.group_scores import FormItem
from cehrs_desktop.psychometrics.responses import Responses


@dataclass(frozen=True, slots=True)
class ShownItem(FormItem):
    """An item of which is known how many options the form shows."""

    options: int


def read_form_responses(
    path: Path,
    items: Sequence[FormItem],
    *,
    key: Mapping[str, str] | None = None,
    id_column: str | None = None,
    weights_column: str | None = None,
) -> Responses:
    """The responses to the form's scored items, in form order; pretest items are dropped and may be absent.

    `key` (right letters by item id) goes before the keys on the form, which a form of a foreign pool may lack.
    Raises `ResponseFileError` for what `read_responses` refuses, and where a scored item is missing or there twice.
    """
    places: dict[str, FormItem] = {}
    for number, item in enumerate(items, 1):
        for name in (item.id, f"Q{number}", f"q{number}"):
            places.setdefault(name, item)
    letters = {item.id: item.key for item in items} | dict(key or {})
    right = {name: letters[item.id] for name, item in places.items()} if all(letters.values()) else None
    try:
        read = read_responses(
            path,
            key=right,
            items=places,
            id_column=id_column,
            weights_column=weights_column,
            options={name: item.options for name, item in places.items() if isinstance(item, ShownItem)},
        )
    except ResponseFileError as error:
        unknown, found, _ = error.problem.partition(" is not in the ")
        if not found:
            raise
        # The key and the list of items are the form's here.
        raise ResponseFileError(
            path,
            f"{unknown} is not on the form.",
            "Take the column out, or name the form that was taken.",
            line=error.line,
            column=error.column,
        ) from None
    columns: dict[str, int] = {}
    for column, name in enumerate(read.items):
        item = places[name]
        if item.id in columns:
            raise ResponseFileError(
                path,
                f"The item {item.id!r} has two columns, {read.items[columns[item.id]]!r} and {name!r}.",
                "Keep one of them.",
                line=1,
            )
        columns[item.id] = column
    missing = [(number, item) for number, item in enumerate(items, 1) if item.scored and item.id not in columns]
    if missing:
        named = ", ".join(f"{item.id} (Q{number})" for number, item in missing[:10])
        count = (
            "1 scored item of the form has" if len(missing) == 1 else f"{len(missing)} scored items of the form have"
        )
        raise ResponseFileError(
            path,
            f"{count} no column: {named}{' ...' if len(missing) > 10 else ''}.",
            f"Add {'it' if len(missing) == 1 else 'them'} (a blank cell counts as wrong), or name the form taken.",
            line=1,
        )
    kept = [columns[item.id] for item in items if item.scored]
    # That the form's key holds more names than the file has columns is how it is meant.
    notes = tuple(
        note
        for note in read.notes
        if not note.startswith(("In the key and not in the responses", "The cells are 0/1 already"))
    )
    return replace(
        read,
        items=tuple(read.items[column] for column in kept),
        scores=read.scores[:, kept],
        choices=None if read.choices is None else read.choices[:, kept],
        notes=notes,
    )
