"""Writes assembled forms as JSON that people can compare line by line, and reads such a file back as plain values.

What a file says is not judged here: `psychometrics.form_check` does that.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cehrs_desktop.exam.form import FormSlot
from cehrs_desktop.psychometrics.assembly.pool import AT_CUT, PoolItem
from cehrs_desktop.psychometrics.assembly.sequence import AssembledForm, Assembly
from cehrs_desktop.psychometrics.assembly.specification import Limits

FORMAT = 1


class FormFileError(Exception):
    """A file of forms that cannot be read or written. Its text names the file, what happened and what to do."""


def assembly_to_plain(assembly: Assembly, limits: Limits, about: Mapping[str, Any]) -> dict[str, Any]:
    """The forms and what they were made from as JSON values; numbers that are not finite become null.

    `about` says what the assembly does not know: seed, theta_cut and the versions of pack, blueprint, parameters.
    """
    cuts = [form.raw_cut for form in assembly.forms]
    target = assembly.target
    return {
        "format": FORMAT,
        **about,
        "settings": {
            "disjoint": limits.disjoint,
            "max_overlap": limits.max_overlap,
            "max_use": limits.max_use,
            "avoid_dated": limits.avoid_dated,
        },
        "target": {"raw_cut": round(float(target.right[AT_CUT]), 6), "information": round(target.information, 6)}
        if target
        else None,
        "solver": assembly.solver,
        "gap": _finite(assembly.gap) if cuts else None,
        "overlap": assembly.overlap if cuts else None,
        "raw_cut_range": round(max(cuts) - min(cuts), 6) if cuts else None,
        "forms": [_form(form) for form in assembly.forms],
    }


def _form(made: AssembledForm) -> dict[str, Any]:
    return {
        "id": made.form.id,
        "seed": made.form.seed,
        "raw_cut": round(made.raw_cut, 9),
        "information": round(made.information, 6),
        "objective": _finite(made.objective),
        "bound": _finite(made.bound),
        "gap": _finite(made.gap),
        "dated": sum(entry.item.review_by is not None for entry in made.items),
        "items": [_item(slot, entry) for slot, entry in zip(made.form.slots, made.items, strict=True)],
    }


def _item(slot: FormSlot, entry: PoolItem) -> dict[str, Any]:
    place = next((n for n, option in enumerate(slot.option_order) if entry.item.option(option).is_key), None)
    plain: dict[str, Any] = {
        "id": slot.item_id,
        "version": slot.item_version,
        "role": "scored" if slot.scored else "pretest",
        "domain": slot.domain,
        "topic": entry.item.topic,
        "key": None if place is None else "ABCDEFGH"[place],
        "options": "".join(slot.option_order)
        if all(len(option) == 1 for option in slot.option_order)
        else list(slot.option_order),
        "b": round(entry.b, 9),
    }
    return plain if entry.a == 1.0 else {**plain, "a": entry.a}


def _finite(value: float) -> float | None:
    return round(value, 9) if math.isfinite(value) else None


def write_forms(path: Path, plain: Mapping[str, Any]) -> None:
    """Write forms in the place of `path`, whole or not at all. Raises `FormFileError`."""
    try:
        handle, name = tempfile.mkstemp(prefix=path.name, suffix=".new", dir=path.parent)
    except OSError as error:
        raise FormFileError(_unwritten(path, error)) from None
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(forms_text(plain))
        fresh.chmod(0o644)
        fresh.replace(path)
    except OSError as error:
        raise FormFileError(_unwritten(path, error)) from None
    finally:
        fresh.unlink(missing_ok=True)


def _unwritten(path: Path, error: OSError) -> str:
    return f"{path} could not be written: {error.strerror or error}. Choose another place; what was there is unchanged."


def forms_text(plain: Mapping[str, Any]) -> str:
    """The JSON text: keys in order, one line for each key of a form and one for each of its items."""
    lines = ["{"]
    lines += [f"  {json.dumps(key)}: {_compact(plain[key])}," for key in sorted(plain.keys() - {"forms"})]
    lines.append('  "forms": [')
    forms: list[dict[str, Any]] = plain["forms"]
    for number, form in enumerate(forms, 1):
        lines.append("    {")
        lines += [f"      {json.dumps(key)}: {_compact(form[key])}," for key in sorted(form.keys() - {"items"})]
        lines.append('      "items": [')
        items = [f"        {_compact(item)}" for item in form["items"]]
        lines += [f"{line}," for line in items[:-1]] + items[-1:]
        lines += ["      ]", "    }" if number == len(forms) else "    },"]
    lines += ["  ]", "}"]
    return "\n".join(lines) + "\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def read_forms(path: Path) -> Any:
    """The JSON value in a file of forms. Raises `FormFileError` when it cannot be read or is no JSON."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FormFileError(f"{path} cannot be read: {reason}. Check the name and that it is a text file.") from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormFileError(f"{path} is not JSON: {error}. Give a file that `cehrs form assemble` wrote.") from None
