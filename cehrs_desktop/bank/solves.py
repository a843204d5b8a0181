"""The record of blind solves: who answered which version of an item without its key, and what came of it.

Kept beside the bank as `solves.csv`, one line for each item and reader. What happened to an item follows from it: one
whose record holds an earlier version than the bank was revised, one that the bank no longer has was dropped.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

VERDICTS = ("agreed", "doubted", "disagreed")
"""Answered as keyed; as keyed, but another option could be defended; answered otherwise."""

_FIELDS = ("item", "version", "reader", "verdict", "probability", "date")


class SolvesUnreadable(Exception):
    """The record is not in the form that it should have."""


@dataclass(frozen=True, slots=True)
class Solve:
    """One reader's blind answer to one version of an item. `date` is an ISO date.

    `probability` is the reader's first judgment of the difficulty, made before the items were placed on one scale.
    """

    item: str
    version: int
    reader: str
    verdict: str
    probability: float
    date: str


@dataclass(frozen=True, slots=True)
class SolveCounts:
    """What came of the blind solves, in items: as they were first accepted, revised, or dropped from the bank.

    `unsolved` are items of the bank whose present version fewer than two readers have answered.
    """

    accepted: int
    revised: int
    dropped: int
    unsolved: tuple[str, ...]
    verdicts: Mapping[str, int]


def read_solves(file: Path) -> tuple[Solve, ...]:
    """Read the record. Raises `SolvesUnreadable` with the line that is wrong."""
    try:
        with file.open(encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SolvesUnreadable(f"{file.name}: cannot be read: {error}") from error
    found: list[Solve] = []
    for line, row in enumerate(rows, 2):
        try:
            if tuple(row) != _FIELDS or row["verdict"] not in VERDICTS:
                raise ValueError
            version, probability = int(row["version"]), float(row["probability"])
        except (TypeError, ValueError):
            raise SolvesUnreadable(f"{file.name}, line {line}: expected {', '.join(_FIELDS)}") from None
        found.append(Solve(row["item"], version, row["reader"], row["verdict"], probability, row["date"]))
    return tuple(found)


def count_solves(solves: Sequence[Solve], versions: Mapping[str, int]) -> SolveCounts:
    """What came of them; `versions` gives the version in the bank of each of its items."""
    solved = {solve.item for solve in solves}
    first: dict[str, int] = {}
    for solve in solves:
        first[solve.item] = min(solve.version, first.get(solve.item, solve.version))
    readers = Counter((item, version) for item, version, _ in {(s.item, s.version, s.reader) for s in solves})
    return SolveCounts(
        accepted=sum(item in versions and versions[item] == first[item] for item in solved),
        revised=sum(item in versions and versions[item] > first[item] for item in solved),
        dropped=sum(item not in versions for item in solved),
        unsolved=tuple(sorted(item for item, version in versions.items() if readers[item, version] < 2)),
        verdicts={verdict: sum(solve.verdict == verdict for solve in solves) for verdict in VERDICTS},
    )
