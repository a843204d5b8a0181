"""Why forms cannot be assembled: which rule stands in the way, by how much, and what is missing.

First by counting, which is quick and exact about what it finds; then by solving the form again with every rule open
to be broken at a price.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cehrs_desktop.psychometrics.assembly import highs, swaps
from cehrs_desktop.psychometrics.assembly.pool import Cell, Floats, Pool
from cehrs_desktop.psychometrics.assembly.problem import Problem, Rule
from cehrs_desktop.psychometrics.assembly.specification import Limits


@dataclass(frozen=True, slots=True)
class Shortage:
    """One rule that cannot be kept. `needed`, `available` and `missing` are items, points or information.

    `domain`, `role` and `topic` are empty where the rule is about the whole form.
    """

    constraint: str
    domain: str
    role: str
    topic: str
    needed: float
    available: float
    missing: float
    words: str


def by_counting(pool: Pool, usable: Floats, limits: Limits, count: int) -> tuple[Shortage, ...]:
    """The cells, and the pool as a whole, that cannot give `count` forms whatever is chosen."""
    short = [found for cell in pool.cells if (found := _cell_shortage(pool, cell, usable, limits, count))]
    if not short and limits.max_overlap is not None and not limits.disjoint:
        length = sum(cell.count for cell in pool.cells)
        # Any `count` sets of `length` items of which two share at most O cover so many (Corradi's lemma).
        needed = math.ceil(length * length * count / (length + (count - 1) * limits.max_overlap) - 1e-9)
        there = int(usable.sum())
        if there < needed:
            words = (
                f"{_forms(count)} of {length} items, of which two share at most {limits.max_overlap}, "
                f"need {needed} different items, {there} there: {needed - there} missing"
            )
            short.append(Shortage("overlap", "", "", "", needed, there, needed - there, words))
    return tuple(short)


def usable_items(pool: Pool, limits: Limits, count: int) -> Floats:
    """1 for every item that may be used, 0 for a dated one that is avoided.

    Dated items are avoided in every cell whose other items are enough for `count` forms; a cell that cannot do
    without them keeps them, as its last resort.
    """
    usable = np.ones(len(pool.ids))
    if limits.avoid_dated:
        undated = np.where(pool.dated, 0.0, 1.0)
        for cell in pool.cells:
            if _cell_shortage(pool, cell, undated, limits, count) is None:
                usable[cell.members] = undated[cell.members]
    return usable


def most_forms(pool: Pool, usable: Floats, limits: Limits, count: int) -> int:
    """The highest number of forms below `count` that counting does not rule out."""
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        if by_counting(pool, usable, limits, middle):
            high = middle
        else:
            low = middle
    return low


def _cell_shortage(pool: Pool, cell: Cell, usable: Floats, limits: Limits, count: int) -> Shortage | None:
    open_members = {n for n in cell.members.tolist() if usable[n]}
    uses = min(limits.uses, count)
    needed = count * cell.count
    plain = int(len(open_members) * uses)
    # Of items that bar each other a form takes one, so all forms together take at most `count`.
    there, free = 0, set(open_members)
    for clique in sorted(pool.cliques, key=len, reverse=True):
        among = free & set(clique.tolist())
        if len(among) > 1:
            free -= among
            there += int(min(len(among) * uses, count))
    there += int(len(free) * uses)
    if there >= needed:
        return None
    constraint = "count" if plain < needed else "enemies"
    unit = "there" if uses == 1 else f"uses there ({len(open_members)} items, each at most {int(uses)} times)"
    bars = "" if there == plain else f" when enemies and cases are kept apart (else {plain})"
    words = (
        f"domain {cell.domain} {cell.role}: {_forms(count)} x {cell.count} = {needed} needed, "
        f"{there} {unit}{bars}: {needed - there} missing"
    )
    return Shortage(constraint, cell.domain, cell.role, "", needed, there, needed - there, words)


def _forms(count: int) -> str:
    return "1 form" if count == 1 else f"{count} forms"


def by_slack(
    asked: Problem, number: int, solver: str, *, seconds: float, keep_going: Callable[[], bool]
) -> tuple[Shortage, ...]:
    """The rules that form `number` must break at least, with the amounts. Raises `highs.Stopped`."""
    if solver == "highs":
        broken = highs.least_breaks(asked, seed=number, seconds=seconds, keep_going=keep_going)
    else:
        broken = swaps.least_breaks(asked, seed=str(number), keep_going=keep_going)
    # Letters too many together say no more than the worst of their sets.
    worst = max((amount for rule, amount in broken if rule.name == "keys"), default=0.0)
    return tuple(_named(rule, amount, number) for rule, amount in broken if rule.name != "keys" or amount == worst)


SAYS = {
    "count": "items of the domain",
    "topic": "items of topic {topic}",
    "curve below": "expected raw points half a logit below the cut",
    "curve": "expected raw points at the cut",
    "curve above": "expected raw points half a logit above the cut",
    "information": "information at the cut",
    "enemies": "one item of a set that bar each other",
    "keys": "items with a locked order of options whose key is {topic}",
    "overlap": "items shared with form {topic}",
}
"""The rules that must hold, in words. What only a strict problem asks for, or has a price, stands in nobody's way."""


def _named(rule: Rule, amount: float, number: int) -> Shortage:
    what = SAYS[rule.name].format(topic=rule.topic)
    where = f"domain {rule.domain} {rule.role}, " if rule.domain else ""
    counted = rule.step == 1.0
    shown = f"{math.ceil(amount - 1e-6)}" if counted else f"{amount:.3f}"
    amount = float(math.ceil(amount - 1e-6)) if counted else amount
    if math.isfinite(rule.low) and math.isfinite(rule.high) and rule.low != rule.high:
        asked = f"{rule.low:g} to {rule.high:g}"
    elif math.isfinite(rule.low):
        asked = f"at least {rule.low:g}" if rule.low != rule.high else f"{rule.low:g}"
    else:
        asked = f"at most {rule.high:g}"
    needed = rule.low if math.isfinite(rule.low) else rule.high
    words = f"form {number}: {where}{what}: {asked} asked for, missed by {shown}"
    return Shortage(rule.name, rule.domain, rule.role, rule.topic, needed, needed - amount, amount, words)
