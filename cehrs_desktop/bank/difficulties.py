"""Difficulties from responses, beside the bank as `difficulties.csv`: what a person accepted, nothing by itself.

One line for each item: ``id,version,b,se,n``. An item that is not in it keeps the difficulty that its ratings give.
`cehrs item-review` proposes; a person writes the line.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cehrs_desktop.bank.source import SourceError, SourceProblem
from cehrs_desktop.exam.items import Item

FILE = "difficulties.csv"
FIELDS = ("id", "version", "b", "se", "n")
FEWEST = 30
"""Responses below which the ratings rule (psychometrics.md, 2.2)."""
FARTHEST = 6.0
"""Logits from 0 beyond which a difficulty is taken for a slip."""


def with_difficulties(items: Iterable[Item], folder: Path) -> tuple[Item, ...]:
    """The items with the difficulties (logits) of the file in `folder`, if there is one. Raises `SourceError`."""
    known = tuple(items)
    file = folder / FILE
    if not file.exists():
        return known
    versions = {item.id: item.version for item in known}
    problems: list[SourceProblem] = []
    found: dict[str, float] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError([SourceProblem(FILE, 0, "", f"cannot be read: {error}")]) from error
    for line, row in enumerate(rows, 2):
        try:
            if tuple(row) != FIELDS:
                raise ValueError
            name, version, b, error, count = (
                row["id"],
                int(row["version"]),
                float(row["b"]),
                float(row["se"]),
                int(row["n"]),
            )
            if not 0 < error < FARTHEST:
                raise ValueError
        except (TypeError, ValueError):
            problems.append(SourceProblem(FILE, line, "", f"expected the columns {', '.join(FIELDS)} with numbers"))
            continue
        wrong = _wrong(name, version, b, count, versions)
        if name in found:
            wrong = f"{name} is there twice; keep one line"
        if wrong:
            problems.append(SourceProblem(FILE, line, "", wrong))
        found[name] = b
    if problems:
        raise SourceError(problems)
    return tuple(replace(item, calibrated_b=found.get(item.id)) for item in known)


def _wrong(name: str, version: int, b: float, count: int, versions: dict[str, int]) -> str:
    if name not in versions:
        return f"there is no item {name}; take the line out"
    if version != versions[name]:
        return f"{name} is in version {versions[name]} now; responses to version {version} no longer count: take it out"
    if not math.isfinite(b) or abs(b) > FARTHEST:
        return f"a difficulty of {b} logits is no difficulty; give one between -{FARTHEST:g} and {FARTHEST:g}"
    if count < FEWEST:
        return f"{count} responses are too few: below {FEWEST} the ratings rule; take the line out"
    return ""
