"""Assembling forms one after another, with the stock for later forms kept in reserve.

Each form is one small problem (van der Linden 2005, sequential assembly); HiGHS solves it, or `swaps` where HiGHS is
not there. When a form cannot be made the run starts over with other luck; when that fails too, what stands in the
way is named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.form import Form, FormSlot, arrange_form
from cehrs_desktop.psychometrics.assembly import highs, swaps
from cehrs_desktop.psychometrics.assembly.pool import STATUSES, Floats, Pool, PoolItem, make_pool
from cehrs_desktop.psychometrics.assembly.problem import Problem, Solution
from cehrs_desktop.psychometrics.assembly.rules import describe, problem
from cehrs_desktop.psychometrics.assembly.shortage import Shortage, by_counting, by_slack, most_forms, usable_items
from cehrs_desktop.psychometrics.assembly.specification import Limits, Target, stock_by_topic, targets, topic_limits
from cehrs_desktop.psychometrics.assembly.stock import Plan, State, candidates, costs

Progress = Callable[[int, int, str], bool]
"""Forms done, forms wanted, what is being done; `False` stops the run. It is called often."""

STARTS = 3
"""Runs for the pool in proportion, each with other luck: it may find the last form, but not stock for two."""
QUICK = 300
"""Nodes for the strict problem, which may be given up."""
DATED = 2.0
"""A dated item that could not be left out altogether counts as used this often."""
SECONDS = 20.0
"""Longest time for one form's problem; what was found by then is taken, with the gap that it has."""


@dataclass(frozen=True, slots=True)
class AssembledForm:
    """A finished form: its slots in order, the same items with their parameters, and what it came to.

    `raw_cut`: expected raw score at the cut; `information`: Fisher information there. `objective`, `bound` and `gap`
    are the solver's, of this form's own problem; without a proof `bound` is minus infinity and `gap` infinity.
    """

    form: Form
    items: tuple[PoolItem, ...]
    raw_cut: float
    information: float
    objective: float
    bound: float
    gap: float


@dataclass(frozen=True, slots=True)
class Assembly:
    """What a run came to. Without `forms`, `shortages` say why and `possible` how many forms would be possible."""

    forms: tuple[AssembledForm, ...]
    target: Target | None
    solver: str
    shortages: tuple[Shortage, ...] = ()
    possible: int = 0

    @property
    def gap(self) -> float:
        """The worst of the forms' gaps."""
        return max((form.gap for form in self.forms), default=0.0)

    @property
    def overlap(self) -> int:
        """The most items that two of the forms share."""
        sets = [{slot.item_id for slot in form.form.slots} for form in self.forms]
        return max((len(one & other) for n, one in enumerate(sets) for other in sets[:n]), default=0)


def _never_stop(_done: int, _of: int, _words: str) -> bool:
    return True


def assemble(
    items: Sequence[PoolItem],
    blueprint: Blueprint,
    *,
    theta_cut: float,
    count: int,
    seed: str,
    pack_id: str,
    limits: Limits = Limits(),
    seen: Mapping[str, int] | None = None,
    progress: Progress = _never_stop,
    seconds: float = SECONDS,
) -> Assembly:
    """`count` forms to the blueprint, equal at `theta_cut`; the same arguments give the same forms.

    `seen` says how often this candidate saw an item; the least seen come first. Raises `highs.Stopped` when
    `progress` says so and `ValueError` for a count below one or an id that occurs twice.
    """
    if count < 1:
        raise ValueError("at least one form has to be asked for")
    pool = make_pool(items, blueprint, theta_cut)
    usable = usable_items(pool, limits, count)
    solver = _solver()
    short = by_counting(pool, usable, limits, count)
    if short:
        return Assembly((), None, solver, short, most_forms(pool, usable, limits, count))
    available = usable * limits.uses if np.isfinite(limits.uses) else np.where(usable > 0, np.inf, 0.0)
    topics = {
        (cell.domain, cell.role): topic_limits(cell, stock_by_topic(pool, cell, available), count)
        for cell in pool.cells
    }
    wear = np.array([float((seen or {}).get(name, 0)) for name in pool.ids])
    if limits.avoid_dated:
        wear += DATED * pool.dated
    wish, proportional = targets(pool)
    failed: tuple[_Run, State, Problem] | None = None
    for start, aim in enumerate((wish, *[proportional] * STARTS)):
        plan = Plan(pool, limits, aim, topics, count)
        run = _Run(plan, seed, solver, progress, seconds)
        solutions, dead_end = run.all_forms(State(available, wear, (), count), start)
        if dead_end is None:
            made = [_finish(plan, blueprint, pack_id, f"{seed}|{n}", s) for n, s in enumerate(solutions, 1)]
            return Assembly(tuple(made), aim, solver)
        if aim is wish:
            continue  # Where the stock cannot give it, forms in proportion are still equal forms.
        if failed is None or len(dead_end[0].done) > len(failed[1].done):
            failed = (run, *dead_end)
        if not dead_end[0].done or dead_end[0].left > 1:
            break
    assert failed is not None
    run, state, hardest = failed
    return Assembly((), proportional, solver, run.explain(state, hardest), len(state.done))


def _solver() -> str:
    try:
        highs.load()
    except highs.HighsMissing:
        return "swaps"
    return "highs"


@dataclass(frozen=True, slots=True)
class _Run:
    plan: Plan
    seed: str
    solver: str
    progress: Progress
    seconds: float

    def all_forms(self, state: State, start: int) -> tuple[list[Solution], tuple[State, Problem] | None]:
        """The forms' solutions in pool indices, or the state and the problem at which it ended."""
        solutions: list[Solution] = []
        for number in range(1, self.plan.forms + 1):
            luck = self.plan.pool.rank(f"{self.seed}|{start}|{number}")
            solution, hardest = self._next(state, luck, number, start)
            if solution is None:
                return solutions, (state, hardest)
            solutions.append(solution)
            available, wear = state.available.copy(), state.wear.copy()
            available[solution.chosen] -= 1
            wear[solution.chosen] += 1
            state = State(available, wear, (*state.done, solution.chosen), state.left - 1)
        self.progress(self.plan.forms, self.plan.forms, "Done")
        return solutions, None

    def _next(self, state: State, luck: Floats, number: int, start: int) -> tuple[Solution | None, Problem]:
        words = f"{'Trying again: form' if start else 'Assembling form'} {number} of {self.plan.forms}"

        def keep_going() -> bool:
            return self.progress(number - 1, self.plan.forms, words)

        if not keep_going():
            raise highs.Stopped
        cost = costs(self.plan, state, luck)
        columns = candidates(self.plan, state, cost)
        seed = number + 1000 * start
        asked = problem(self.plan, state, columns, cost, strict=True)
        found = self._solve(asked, seed, keep_going, quick=True)
        if found is None:
            asked = problem(self.plan, state, columns, cost, strict=False)
            found = self._solve(asked, seed, keep_going, quick=False)
        if found is None:
            return None, asked
        return Solution(columns[found.chosen], found.objective, found.bound, found.gap), asked

    def _solve(self, asked: Problem, seed: int, keep_going: Callable[[], bool], *, quick: bool) -> Solution | None:
        """A solution; when `quick`, one that little effort finds, within the gap, or none."""
        if self.solver == "swaps":
            starts = 1 if quick else swaps.STARTS
            return swaps.solve(asked, seed=f"{self.seed}|{seed}", starts=starts, keep_going=keep_going)
        nodes = QUICK if quick else highs.NODES
        found = highs.solve(asked, seed=seed, seconds=self.seconds, nodes=nodes, keep_going=keep_going)
        return None if found is not None and quick and found.gap > highs.GAP else found

    def explain(self, state: State, asked: Problem) -> tuple[Shortage, ...]:
        """What the form that could not be made lacked."""

        def keep_going() -> bool:
            return self.progress(len(state.done), self.plan.forms, "Looking for what stands in the way")

        return by_slack(asked, len(state.done) + 1, self.solver, seconds=self.seconds, keep_going=keep_going)


def _finish(plan: Plan, blueprint: Blueprint, pack_id: str, seed: str, solution: Solution) -> AssembledForm:
    pool: Pool = plan.pool
    items = [pool.items[n].item for n in map(int, solution.chosen)]
    scored = [item for item in items if item.status == STATUSES[0]]
    pretest = [item for item in items if item.status == STATUSES[1]]
    slots = arrange_form(scored, pretest, seed=seed)
    place = {name: n for n, name in enumerate(pool.ids)}
    raw_cut, information = describe(plan, solution.chosen)
    return AssembledForm(
        form=Form(blueprint.version, pack_id, seed, slots, _name(slots)),
        items=tuple(pool.items[place[slot.item_id]] for slot in slots),
        raw_cut=raw_cut,
        information=information,
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
    )


def _name(slots: Sequence[FormSlot]) -> str:
    """Six letters from what stands on the form, in its order: the same form has the same name from every pack."""
    content = "|".join(f"{slot.item_id} {slot.item_version} {''.join(slot.option_order)}" for slot in slots)
    return hashlib.sha256(content.encode()).hexdigest()[:6].upper()
