"""From a pool and what was used of it to the next form's problem: rules, costs and the reserve for later forms.

The reserve is what keeps the last of many disjoint forms possible: topics are taken as the remaining stock allows,
what remains must itself still meet the target, and items that bar others go early.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.assembly.pool import ROLES, Cell, Floats, Ints, Pool
from cehrs_desktop.psychometrics.assembly.problem import Problem, Rule
from cehrs_desktop.psychometrics.assembly.specification import (
    CUT_BAND,
    INFORMATION_SHARE,
    SIDE_BAND,
    Limits,
    Target,
    TopicLimits,
    key_limits,
    quotas,
    stock_by_topic,
)

WEAR = 3.0
"""Cost of one earlier use or sight of an item; an item's random cost is below 1."""
HARM = 0.25
"""How much sooner an item is taken for each other item that it bars."""
LOST = 2.0
"""Price of an item of a case that no later form could take."""
SCARCE = 1.5
"""A cell with less than so many times what the forms to come need has to be kept house with."""
REST = 50.0
"""Price of a raw point by which the stock for later forms misses the target, where it has to."""
CANDIDATES = 500
"""About so many items enter one form's problem, the cheapest of each topic; more only cost time."""


@dataclass(frozen=True, slots=True)
class State:
    """What was decided before the next form.

    `available`: how often each item can still be used (0: not at all); `wear`: how often it was used or seen;
    `done`: the pool indices of each finished form; `left`: forms still to be made, the next one included.
    """

    available: Floats
    wear: Floats
    done: tuple[Ints, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is the same for all forms of a run."""

    pool: Pool
    limits: Limits
    target: Target
    topics: Mapping[tuple[str, str], TopicLimits]
    forms: int


def candidates(plan: Plan, state: State, cost: Floats) -> Ints:
    """The pool indices that enter the next form's problem: all of a small pool, else the cheapest of each topic."""
    open_items = np.flatnonzero(state.available >= 1)
    if len(open_items) <= 1.25 * CANDIDATES:
        return open_items
    length = sum(cell.count for cell in plan.pool.cells)
    order = np.argsort(cost, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    taken: list[Ints] = []
    for cell in plan.pool.cells:
        members = cell.members[state.available[cell.members] >= 1]
        members = members[np.argsort(place[members])]
        topics = np.array([plan.pool.topic[n] for n in members.tolist()])
        for topic, share in cell.shares.items():
            wanted = max(math.ceil(share * CANDIDATES / length), 3 * plan.topics[cell.domain, cell.role].high[topic])
            taken.append(members[topics == topic][:wanted])
    return np.sort(np.concatenate(taken))


def problem(plan: Plan, state: State, columns: Ints, cost: Floats, *, strict: bool) -> Problem:
    """The next form's problem over the pool indices `columns`.

    `strict` asks for more than the specification, for the sake of later forms and of equality: topics at their fair
    part, half the band at the cut, repeated items spread over the forms.
    """
    place = np.full(len(plan.pool.ids), -1, np.int64)
    place[columns] = np.arange(len(columns))
    rules = [
        *_counts(plan, place),
        *_topics(plan, state, place, strict),
        *_curves(plan, columns, strict),
        *_rest(plan, state, place, strict),
        *_bars(plan, state, place),
        *_keys(plan, columns),
        *_sharing(plan, state, place, strict),
    ]
    return Problem(cost[columns], tuple(rules))


def costs(plan: Plan, state: State, luck: Floats) -> Floats:
    """What each item of the pool costs on the next form: wear first, then luck; items that bar others are cheaper."""
    wear = state.wear.copy()
    for cell in plan.pool.cells:
        # What every choice must pay says nothing and would only blur the solver's relative gap.
        open_members = cell.members[state.available[cell.members] >= 1]
        if len(open_members):
            wear[cell.members] -= wear[open_members].min()
    bars = np.zeros(len(wear))
    for clique in plan.pool.cliques:
        members = clique[state.available[clique] >= 1]
        bars[members] += len(members) - 1
    if state.left > 1:
        # A case of four with four forms left has to give an item to each of them: better that it began before.
        luck = np.where(_tight(plan, state), luck * (1.0 - np.minimum(1.0, bars / (state.left - 1)) ** 2), luck)
    return WEAR * wear + luck / (1.0 + HARM * bars)


def _tight(plan: Plan, state: State) -> NDArray[np.bool_]:
    """The items of cells whose stock is scarce, where it matters how many a later form cannot take."""
    tight = np.zeros(len(plan.pool.ids), np.bool_)
    if plan.limits.disjoint:
        for cell in plan.pool.cells:
            stock = np.count_nonzero(state.available[cell.members] >= 1)
            tight[cell.members] = stock < SCARCE * state.left * cell.count
    return tight


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
        names = np.array([plan.pool.topic[n] for n in cell.members.tolist()])
        for topic in cell.shares:
            low, high = fair[topic] if strict else (limits.low[topic], limits.high[topic])
            # A later form's lower limit is left in the stock.
            spare = stock.get(topic, 0.0) - (state.left - 1) * limits.low[topic]
            columns = _on(place, cell.members[names == topic] if len(names) else cell.members)
            yield _sum("topic", columns, low, max(low, min(high, spare)), cell, topic)


def _scored(plan: Plan) -> list[Cell]:
    return [cell for cell in plan.pool.cells if cell.role == ROLES[0] and cell.count]


def _curves(plan: Plan, columns: Ints, strict: bool) -> Iterator[Rule]:
    scored = np.zeros(len(plan.pool.ids), np.bool_)
    for cell in _scored(plan):
        scored[cell.members] = True
    on = np.flatnonzero(scored[columns])
    items = columns[on]
    bands = (SIDE_BAND, CUT_BAND / 2 if strict else CUT_BAND, SIDE_BAND)
    for n, (name, band) in enumerate(zip(("curve below", "curve", "curve above"), bands, strict=True)):
        middle = float(plan.target.right[n])
        yield Rule(name, on, plan.pool.right[items, n], middle - band, middle + band, step=0.1)
    floor = INFORMATION_SHARE * plan.target.information
    # Not only enough: about the same on every form, so that scores are equally sure.
    ceiling = (2 - INFORMATION_SHARE) * plan.target.information if strict else math.inf
    yield Rule("information", on, plan.pool.information[items, 1], floor, ceiling, step=0.02)


def _rest(plan: Plan, state: State, place: Ints, strict: bool) -> Iterator[Rule]:
    """The stock that remains after this form, in blueprint proportion, must still give the target.

    Only near the end of a disjoint run; before, one form cannot move the rest. What the rest may be off is made up
    for by the choice of what is left over in the end; half of that choice is counted on.
    """
    if not plan.limits.disjoint or state.left < 2:
        return
    columns: list[Ints] = []
    right: list[Floats] = []
    information: list[Floats] = []
    middle, least, most, floor = np.zeros(4)
    nearest = math.inf
    for cell in _scored(plan):
        members = cell.members[state.available[cell.members] >= 1]
        after = len(members) - cell.count
        if after < (state.left - 1) * cell.count:
            return
        nearest = min(nearest, after / cell.count)
        each = cell.count / after
        kept = round(len(members) * (state.left - 1) * cell.count / after)
        chances, worths = np.sort(plan.pool.right[members, 1]), np.sort(plan.pool.information[members, 1])
        middle += each * chances.sum()
        least += cell.count * (chances.mean() - chances[:kept].mean()) / 2
        most += cell.count * (chances[-kept:].mean() - chances.mean()) / 2
        floor += each * worths.sum() + cell.count * (worths[-kept:].mean() - worths.mean()) / 2
        members = members[place[members] >= 0]
        columns.append(place[members])
        right.append(each * plan.pool.right[members, 1])
        information.append(each * plan.pool.information[members, 1])
    if nearest > 4:
        return
    on = np.concatenate(columns)
    # rest = middle - sum, and the target has to lie in rest - least - band ... rest + most + band.
    aim = float(plan.target.right[1])
    low, high = middle - aim - least - CUT_BAND, middle - aim + most + CUT_BAND
    price = None if strict else REST
    yield Rule("rest curve", on, np.concatenate(right), low, high, price=price, step=0.1)
    high = floor - INFORMATION_SHARE * plan.target.information
    yield Rule("rest information", on, np.concatenate(information), high=high, price=price, step=0.02)


def _bars(plan: Plan, state: State, place: Ints) -> Iterator[Rule]:
    later = state.left - 1
    tight = _tight(plan, state)
    for clique in plan.pool.cliques:
        columns = _on(place, clique)
        if len(columns) < 2:
            continue
        yield _sum("enemies", columns, -math.inf, 1)
        if 0 < later < len(columns) and tight[clique].any():
            yield Rule("lost", columns, np.ones(len(columns)), low=1, price=LOST)


def _keys(plan: Plan, columns: Ints) -> Iterator[Rule]:
    """Locked items must leave room for every letter; the options of the others are moved afterwards.

    Room for at least `least` of each letter is there when no set of the other letters takes too much.
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


def _sharing(plan: Plan, state: State, place: Ints, strict: bool) -> Iterator[Rule]:
    if plan.limits.disjoint:
        return
    if plan.limits.max_overlap is not None:
        for number, form in enumerate(state.done, 1):
            columns = _on(place, form)
            if len(columns) > plan.limits.max_overlap:
                yield _sum("overlap", columns, -math.inf, plan.limits.max_overlap, topic=str(number))
    if not strict or not state.done:
        return
    used = np.zeros(len(plan.pool.ids), np.bool_)
    used[np.concatenate(state.done)] = True
    for cell in plan.pool.cells:
        # Where the stock is too small for forms without common items, every form repeats its part of the earlier
        # ones; otherwise the first forms eat all that is fresh and the last ones repeat everything.
        stock = np.count_nonzero(state.available[cell.members] >= 1) + np.count_nonzero(
            used[cell.members] & (state.available[cell.members] < 1)
        )
        repeats = plan.forms * cell.count - stock
        if repeats > 0:
            shared = repeats / (plan.forms * (plan.forms - 1) / 2)
            fresh = math.ceil(cell.count - len(state.done) * shared)
            columns = _on(place, cell.members[~used[cell.members]])
            yield _sum("fresh", columns, -math.inf, max(0, fresh), cell)


def describe(plan: Plan, chosen: Sequence[int]) -> tuple[float, float]:
    """Expected raw score and information at the cut of the scored items among pool indices."""
    scored = np.zeros(len(plan.pool.ids), np.bool_)
    for cell in _scored(plan):
        scored[cell.members] = True
    on = np.array([n for n in chosen if scored[n]], np.int64)
    return float(plan.pool.right[on, 1].sum()), float(plan.pool.information[on, 1].sum())
