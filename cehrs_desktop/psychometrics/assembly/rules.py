"""From a pool and what was used of it to the next form's problem: rules, costs and the reserve for later forms.

The reserve is what keeps the last of many disjoint forms possible: topics are taken as the remaining stock allows,
what remains must itself still meet the target, and items that bar others go early.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.assembly.pool import AT_CUT, ROLES, Cell, Floats, Ints
from cehrs_desktop.psychometrics.assembly.problem import Problem, Rule
from cehrs_desktop.psychometrics.assembly.specification import (
    BANDS,
    CUT_BAND,
    INFORMATION_SHARE,
    STRICT_BANDS,
    key_limits,
    quotas,
    stock_by_topic,
)
from cehrs_desktop.psychometrics.assembly.stock import SCARCE, Plan, State, fresh, tight, used

CURVES = ("curve far below", "curve below", "curve", "curve above", "curve far above")
"""The names of the rules at each of `pool.SHIFTS`."""

LOST = 2.0
"""Price of an item of a case that no later form could take."""
REST = 50.0
"""Price of a raw point by which the stock for later forms misses the target, where it has to."""


def problem(plan: Plan, state: State, columns: Ints, cost: Floats, *, strict: bool) -> Problem:
    """The next form's problem over the pool indices `columns`.

    `strict` asks for more than the specification, for the sake of later forms and of equality: topics at their fair
    part, narrower bands, about equal information, repeated items spread over the forms.
    """
    place = np.full(len(plan.pool.ids), -1, np.int64)
    place[columns] = np.arange(len(columns))
    rules = [
        *_counts(plan, place),
        *_topics(plan, state, place, strict),
        *_curves(plan, columns, strict),
        *_rest(plan, state, place, strict),
        *_bars(plan, state, place),
        *_keys(plan, state, columns, strict),
        *_sharing(plan, state, place, strict),
    ]
    return Problem(cost[columns], tuple(rules))


def _on(place: Ints, members: Ints) -> Ints:
    found = place[members]
    return found[found >= 0]


def _sum(name: str, columns: Ints, low: float, high: float, cell: Cell | None = None, topic: str = "") -> Rule:
    domain, role = (cell.domain, cell.role) if cell else ("", "")
    return Rule(name, columns, np.ones(len(columns)), low, high, domain, role, topic)


def _counts(plan: Plan, place: Ints) -> Iterator[Rule]:
    for cell in plan.pool.cells:
        yield _sum("count", _on(place, cell.members), cell.count, cell.count, cell)


def _topics(plan: Plan, state: State, place: Ints, strict: bool) -> Iterator[Rule]:
    for cell in plan.pool.cells:
        limits = plan.topics[cell.domain, cell.role]
        stock = stock_by_topic(plan.pool, cell, state.available)
        fair = quotas(cell, limits, stock, state.left)
        names = plan.pool.topic[cell.members]
        for topic in cell.shares:
            low, high = fair[topic] if strict else (limits.low[topic], limits.high[topic])
            # A later form's lower limit is left in the stock.
            spare = stock.get(topic, 0.0) - (state.left - 1) * limits.low[topic]
            columns = _on(place, cell.members[names == topic])
            yield _sum("topic", columns, low, max(low, min(high, spare)), cell, topic)


def _scored(plan: Plan) -> list[Cell]:
    return [cell for cell in plan.pool.cells if cell.role == ROLES[0] and cell.count]


def _curves(plan: Plan, columns: Ints, strict: bool) -> Iterator[Rule]:
    on = np.flatnonzero(_is_scored(plan)[columns])
    items = columns[on]
    for n, (name, band) in enumerate(zip(CURVES, STRICT_BANDS if strict else BANDS, strict=True)):
        middle = plan.target.right[n]
        if math.isfinite(band):
            yield Rule(name, on, plan.pool.right[items, n], middle - band, middle + band, step=0.1)
    floor = INFORMATION_SHARE * plan.target.information
    # Not only enough: about the same on every form, so that scores are equally sure.
    ceiling = (2 - INFORMATION_SHARE) * plan.target.information if strict else math.inf
    yield Rule("information", on, plan.pool.information[items], floor, ceiling, step=0.02)


def _rest(plan: Plan, state: State, place: Ints, strict: bool) -> Iterator[Rule]:
    """The stock that remains after this form, in blueprint proportion, must still give the target.

    Only where the stock is scarce; before, one form cannot move the rest. What the rest may be off is made up for by
    the choice of what is left over in the end; half of that choice is counted on.
    """
    later = state.left - 1
    if later == 0 or not np.isfinite(plan.limits.uses):
        return
    columns: list[Ints] = []
    right: list[Floats] = []
    information: list[Floats] = []
    middle, least, most, floor = np.zeros(4)
    nearest = math.inf
    for cell in _scored(plan):
        times = state.available[cell.members].astype(np.int64)
        stock = np.repeat(cell.members, times)
        after = len(stock) - cell.count
        if after < later * cell.count:
            return
        nearest = min(nearest, after / (later * cell.count))
        each = cell.count / after
        kept = round(len(stock) * later * cell.count / after)
        chances, worths = np.sort(plan.pool.right[stock, AT_CUT]), np.sort(plan.pool.information[stock])
        middle += each * chances.sum()
        least += cell.count * (chances.mean() - chances[:kept].mean()) / 2
        most += cell.count * (chances[-kept:].mean() - chances.mean()) / 2
        floor += each * worths.sum() + cell.count * (worths[-kept:].mean() - worths.mean()) / 2
        members = cell.members[place[cell.members] >= 0]
        columns.append(place[members])
        right.append(each * plan.pool.right[members, AT_CUT])
        information.append(each * plan.pool.information[members])
    if nearest > SCARCE:
        return
    on = np.concatenate(columns)
    # rest = middle - sum, and the target has to lie in rest - least - band ... rest + most + band.
    aim = plan.target.right[AT_CUT]
    low, high = middle - aim - least - CUT_BAND, middle - aim + most + CUT_BAND
    price = None if strict else REST
    yield Rule("rest curve", on, np.concatenate(right), low, high, price=price, step=0.1)
    high = floor - INFORMATION_SHARE * plan.target.information
    yield Rule("rest information", on, np.concatenate(information), high=high, price=price, step=0.02)


def _bars(plan: Plan, state: State, place: Ints) -> Iterator[Rule]:
    later = state.left - 1
    scarce = tight(plan, state)
    for clique in plan.pool.cliques:
        columns = _on(place, clique)
        if len(columns) < 2:
            continue
        yield _sum("enemies", columns, -math.inf, 1)
        if 0 < later < len(columns) and scarce[clique].any():
            yield Rule("lost", columns, np.ones(len(columns)), low=1, price=LOST)


def _keys(plan: Plan, state: State, columns: Ints, strict: bool) -> Iterator[Rule]:
    """Locked items must leave room for every letter; the options of the others are moved afterwards.

    Room for at least `least` of each letter is there when no set of the other letters takes too much. What later
    forms can take of one letter, and what they need where all items are locked, is kept in the stock.
    """
    if not plan.pool.keys_known:
        return
    length = sum(cell.count for cell in plan.pool.cells)
    least, most = key_limits(length)
    places = plan.pool.key_place[columns]
    for size in (1, 2, 3):
        room = min(size * most, length - (4 - size) * least)
        for letters in combinations(range(4), size):
            on = np.flatnonzero(np.isin(places, letters))
            if len(on) > room:
                yield _sum("keys", on, -math.inf, room, topic="".join("ABCD"[place] for place in letters))
    later = state.left - 1
    if later == 0 or not np.isfinite(plan.limits.uses):
        return
    price = None if strict else LOST
    spare = state.available.sum() - state.left * length
    for letter in range(4):
        stock = state.available[plan.pool.key_place == letter].sum()
        low = stock - later * most - spare
        high = stock - later * least if (plan.pool.key_place >= 0).all() else math.inf
        on = np.flatnonzero(places == letter)
        if low > 0 or high < len(on):
            weights = np.ones(len(on))
            yield Rule("rest keys", on, weights, max(0.0, low), max(0.0, high), topic="ABCD"[letter], price=price)


def _sharing(plan: Plan, state: State, place: Ints, strict: bool) -> Iterator[Rule]:
    if plan.limits.disjoint:
        return
    if plan.limits.max_overlap is not None:
        for number, form in enumerate(state.done, 1):
            columns = _on(place, form)
            if len(columns) > plan.limits.max_overlap:
                yield _sum("overlap", columns, -math.inf, plan.limits.max_overlap, topic=str(number))
    if strict:
        for cell in plan.pool.cells:
            most = fresh(plan, state, cell)
            if most is not None:
                yield _sum("fresh", _on(place, cell.members[~used(plan, state)[cell.members]]), -math.inf, most, cell)


def describe(plan: Plan, chosen: Ints) -> tuple[float, float]:
    """Expected raw score and information at the cut of the scored items among pool indices."""
    on = chosen[_is_scored(plan)[chosen]]
    return float(plan.pool.right[on, AT_CUT].sum()), float(plan.pool.information[on].sum())


def _is_scored(plan: Plan) -> NDArray[np.bool_]:
    scored = np.zeros(len(plan.pool.ids), np.bool_)
    for cell in _scored(plan):
        scored[cell.members] = True
    return scored
