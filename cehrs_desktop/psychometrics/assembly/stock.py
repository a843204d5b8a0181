"""What was used of a pool so far, what the next form may take, and what each item costs it.

Keeping house with the stock for later forms begins here: worn items are dear, items that bar others go early where
the stock is scarce, and forms that must repeat items do so evenly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.assembly.pool import Cell, Floats, Ints, Pool
from cehrs_desktop.psychometrics.assembly.specification import Limits, Target, TopicLimits

WEAR = 3.0
"""Cost of one earlier use or sight of an item; an item's random cost is below 1."""
HARM = 0.25
"""How much sooner an item is taken for each other item that it bars."""
SCARCE = 1.5
"""A cell with less than so many times what the forms to come need has to be kept house with."""
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
    before = used(plan, state)
    taken: list[Ints] = []
    for cell in plan.pool.cells:
        members = cell.members[state.available[cell.members] >= 1]
        members = members[np.argsort(place[members])]
        topics = plan.pool.topic[members]
        for topic, share in cell.shares.items():
            wanted = max(math.ceil(share * CANDIDATES / length), 3 * plan.topics[cell.domain, cell.role].high[topic])
            taken.append(members[topics == topic][:wanted])
        if fresh(plan, state, cell) is not None:
            taken.append(members[before[members]])
    return np.unique(np.concatenate(taken))


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
        luck = np.where(tight(plan, state), luck * (1.0 - np.minimum(1.0, bars / (state.left - 1)) ** 2), luck)
    return WEAR * wear + luck / (1.0 + HARM * bars)


def tight(plan: Plan, state: State) -> NDArray[np.bool_]:
    """Marks the items of cells whose stock is scarce, where it matters how many a later form cannot take."""
    scarce = np.zeros(len(plan.pool.ids), np.bool_)
    if np.isfinite(plan.limits.uses):
        for cell in plan.pool.cells:
            stock = state.available[cell.members].sum()
            scarce[cell.members] = stock < SCARCE * state.left * cell.count
    return scarce


def used(plan: Plan, state: State) -> NDArray[np.bool_]:
    """Marks the items that stand on a finished form."""
    found = np.zeros(len(plan.pool.ids), np.bool_)
    for form in state.done:
        found[form] = True
    return found


def fresh(plan: Plan, state: State, cell: Cell) -> int | None:
    """How many items that no form had yet the next form may have in a cell; `None` where there are enough for all.

    Where the stock is too small for forms without common items, every form repeats its part of the earlier ones;
    otherwise the first forms eat all that is fresh and the last ones repeat everything.
    """
    if plan.limits.disjoint or not state.done:
        return None
    stock = np.count_nonzero((state.available[cell.members] >= 1) | used(plan, state)[cell.members])
    repeats = plan.forms * cell.count - stock
    if repeats <= 0:
        return None
    shared = repeats / (plan.forms * (plan.forms - 1) / 2)
    return max(0, math.ceil(cell.count - len(state.done) * shared))
