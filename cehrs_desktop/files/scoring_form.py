"""The form that responses are scored on, taken from a file that `cehrs form assemble` wrote.

Only what scoring needs is looked at; whether the form keeps the rules of assembly is judged by `cehrs form verify`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from cehrs_desktop.files.form_file import FormFileError, read_forms
from cehrs_desktop.files.form_responses import ShownItem
from cehrs_desktop.psychometrics.form_table import fixed_form_from_plain
from cehrs_desktop.psychometrics.group_scores import FormItem, ScoringForm

_WRITTEN = "Give a file that `cehrs form assemble` wrote."
_LETTERS = "ABCDEFGH"
LARGEST_DIFFICULTY = 20.0
"""In logits, either way: beyond it no item says anything about anybody, and pools are held to the same."""


def read_scoring_form(path: Path, form_id: str | None, difficulties: Mapping[str, float]) -> ScoringForm:
    """The form `form_id` of a file, or the only one in it.

    Items without a difficulty of their own (`b`) take it from `difficulties` (logits by item id).
    Raises `FormFileError` with the file, the form and the item where something is missing.
    """
    told: Any = read_forms(path)
    forms: Any = cast("dict[str, Any]", told).get("forms") if isinstance(told, dict) else None
    if not isinstance(forms, list) or not forms:
        raise FormFileError(f"{path}: There are no forms in it. {_WRITTEN}")
    plain = _chosen(path, cast("list[Any]", forms), form_id)
    name = str(plain.get("id", "form"))
    entries: Any = plain.get("items")
    if not isinstance(entries, list) or not entries:
        raise FormFileError(f"{path}, form {name}: It has no items. {_WRITTEN}")
    items = tuple(
        _item(f"{path}, form {name}, item {number}", entry, difficulties)
        for number, entry in enumerate(cast("list[Any]", entries), 1)
    )
    twice = {item.id for item in items if sum(other.id == item.id for other in items) > 1}
    if twice:
        raise FormFileError(f"{path}, form {name}: {min(twice)} is on it twice. {_WRITTEN}")
    if not any(item.scored for item in items):
        raise FormFileError(f"{path}, form {name}: None of its items counts (role scored). {_WRITTEN}")
    if plain.get("fixed") is None:
        return ScoringForm(name, items)
    try:
        table = fixed_form_from_plain(plain["fixed"]).table
        counts = Counter(item.domain for item in items if item.scored)
        if table.count != counts.total() or counts != {one.domain: one.count for one in table.domains}:
            raise ValueError("it is of other items")
        return ScoringForm(name, items, table)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise FormFileError(f"{path}, form {name}: Its score table cannot be read ({error}). {_WRITTEN}") from None


def _chosen(path: Path, forms: list[Any], form_id: str | None) -> dict[str, Any]:
    named = [cast("dict[str, Any]", form) for form in forms if isinstance(form, dict)]
    ids = [str(form.get("id", "form")) for form in named]
    if form_id is None and len(forms) == 1 and named:
        return named[0]
    if form_id in ids:
        return named[ids.index(form_id)]
    listed = ", ".join(ids[:20])
    problem = f"There is no form {form_id!r} in it" if form_id else f"There are {len(forms)} forms in it"
    raise FormFileError(f"{path}: {problem}. Name one of these with --name: {listed}.")


def _item(place: str, entry: Any, difficulties: Mapping[str, float]) -> FormItem:
    if not isinstance(entry, dict):
        raise FormFileError(f"{place}: This is not an object. {_WRITTEN}")
    plain = cast("dict[str, Any]", entry)

    def text(key: str) -> str:
        value: Any = plain.get(key)
        if not isinstance(value, str) or not value:
            raise FormFileError(f"{place}: It has no {key!r}. {_WRITTEN}")
        return value

    name, role = text("id"), text("role")
    if role not in ("scored", "pretest"):
        raise FormFileError(f"{place}: Its role is {role!r}, neither scored nor pretest. {_WRITTEN}")
    key: Any = plain.get("key") or ""
    if key and (not isinstance(key, str) or len(key) != 1 or key.upper() not in _LETTERS):
        raise FormFileError(f"{place}: Its key {key!r} is no letter from A to H. {_WRITTEN}")
    if plain.get("a", 1.0) != 1.0:
        raise FormFileError(
            f"{place}: Its slope is {plain['a']!r}. A number-right score belongs to items of equal slopes (a = 1): "
            "assemble the form from such items."
        )
    b: Any = plain.get("b")
    if b is None:
        b = difficulties.get(name, math.nan if role == "pretest" else None)
    elif not isinstance(b, int | float) or isinstance(b, bool) or (role == "scored" and not math.isfinite(b)):
        raise FormFileError(f"{place}: The difficulty (b) of {name}: {b!r} is no number. {_WRITTEN}")
    if b is None:
        raise FormFileError(
            f"{place}: There is no difficulty (b) for {name}, in the file or in the item pack. "
            "Name the pack that the form was assembled from with --bank."
        )
    if abs(b) > LARGEST_DIFFICULTY:
        raise FormFileError(f"{place}: The difficulty {b!r} of {name} is not between -20 and 20 logits. {_WRITTEN}")
    domain = text("domain")
    topic: Any = plain.get("topic")
    topic = topic if isinstance(topic, str) else domain
    options: Any = plain.get("options")
    if not isinstance(options, str | list) or not 1 <= len(cast("str | list[Any]", options)) <= len(_LETTERS):
        return FormItem(name, domain, topic, role == "scored", float(b), key.upper())
    shown = len(cast("str | list[Any]", options))
    return ShownItem(name, domain, topic, role == "scored", float(b), key.upper(), shown)
