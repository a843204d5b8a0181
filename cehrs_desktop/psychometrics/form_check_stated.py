"""What a file of forms says about itself, worked out again: the forms' ids, twins among them, and figures.

Standard library only, and nothing shared with the assembler; see `form_check`. A mistake is told as form, rule, words.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from cehrs_desktop.psychometrics.form_check_bank import Aim, Bank

FORMAT = 1
AIM_BAND = 1e-3

Found = tuple[str, str, str]


def stated(told: Mapping[str, Any], bank: Bank, aim: Aim) -> Iterator[Found]:
    """Ids, twins and stated figures that are wrong. Overlap and range of raw cuts are judged in `form_check`."""
    if not _is_number(told.get("format")) or told["format"] != FORMAT:
        yield "", "stated", f"format is {told.get('format')}, not {FORMAT}"
    target: Any = told.get("target")
    cut: Any = cast("dict[str, Any]", target).get("raw_cut") if isinstance(target, dict) else None
    aims = [curve[0.0] for curve in aim.curves]
    if not _is_number(cut) or min(abs(cut - own) for own in aims) > AIM_BAND:
        yield "", "stated", f"target raw_cut is {cut}, the bank's aims are {' and '.join(f'{own:.6f}' for own in aims)}"
    yield from _gap("", told)
    forms: list[Mapping[str, Any]] = told["forms"]
    for form in forms:
        name: str = form["id"]
        own = form_name(form["items"])
        if own is not None and name != own:
            yield name, "form_id", f"by its items, their options and their order this form is {own}"
        dated = sum(entry["id"] in bank.items and bank.items[entry["id"]].dated for entry in form["items"])
        if not _is_number(form.get("dated")) or form["dated"] != dated:
            yield name, "stated", f"dated is {form.get('dated')}, counted again {dated}"
        yield from _gap(name, form)
    first: dict[frozenset[str], str] = {}
    for form in forms:
        one = first.setdefault(frozenset(entry["id"] for entry in form["items"]), form["id"])
        if one != form["id"]:
            yield one, "same_form", f"forms {one} and {form['id']} have the same items"


def form_name(entries: Sequence[Mapping[str, Any]]) -> str | None:
    """The id that belongs to the content: first six hexadecimal digits, in capitals, of the SHA-256 of the items.

    In the order of the form, between bars: id, version and options, each after a space. `None` without options.
    """
    digest = hashlib.sha256()
    for number, entry in enumerate(entries):
        options: Any = entry.get("options")
        if not isinstance(options, str | list):
            return None
        order = "".join(map(str, options))  # pyright: ignore[reportUnknownArgumentType]
        digest.update(f"{'|' if number else ''}{entry['id']} {entry.get('version')} {order}".encode())
    return digest.hexdigest()[:6].upper()


def _gap(name: str, holder: Mapping[str, Any]) -> Iterator[Found]:
    gap: Any = holder.get("gap")
    if gap is not None and not (_is_number(gap) and 0 <= gap < math.inf):
        yield name, "stated", f"gap is {gap}, neither null nor a number from 0 up"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and not math.isnan(value)
