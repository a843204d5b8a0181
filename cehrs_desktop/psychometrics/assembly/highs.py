"""Solving one form's problem with HiGHS. HiGHS is loaded at the first use; without it there is `swaps`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cehrs_desktop.psychometrics.assembly.pool import Floats
from cehrs_desktop.psychometrics.assembly.problem import Problem, Rule, Solution

if TYPE_CHECKING:
    import highspy

GAP = 0.01
"""Relative gap at which a form is good enough."""
EMPTY_PLACE = 10.0
"""Price of a place without an item in the search for what stands in the way."""
NODES = 5000
"""Nodes of the search tree for the longest search. Counted, unlike seconds, the same on every run."""


class Stopped(Exception):
    """The caller's `keep_going` said no. Nothing was finished."""


class HighsMissing(Exception):
    """HiGHS is not installed or cannot be loaded here."""


def load() -> Any:
    """The module `highspy`. Raises `HighsMissing`."""
    try:
        import highspy
    except (ImportError, OSError) as error:
        raise HighsMissing(str(error)) from error
    return highspy


def solve(
    problem: Problem, *, seed: int, seconds: float, nodes: int, keep_going: Callable[[], bool]
) -> Solution | None:
    """The cheapest choice within `GAP`, or the best found in `nodes` and `seconds`; `None` when none was found.

    One thread and a fixed random seed: the same problem gives the same choice on one platform unless time runs out.
    Raises `Stopped` or `HighsMissing`.
    """
    slacks = [rule for rule in problem.rules if rule.price is not None]
    values, objective, bound, found_gap = _run(problem, slacks, seed, (seconds, nodes, GAP), keep_going)
    if values is None:
        return None
    chosen = np.flatnonzero(values[: problem.columns] > 0.5)
    return Solution(chosen, objective, bound, found_gap)


def least_breaks(
    problem: Problem, *, seed: int, seconds: float, keep_going: Callable[[], bool]
) -> list[tuple[Rule, float]]:
    """The rules that the best choice must break, each with the amount, when every rule may be broken at a price.

    A unit of a rule's `step` costs 1, so few items' worth of breaks are preferred; leaving a place on the form empty
    would mend nearly everything and costs more. Raises `Stopped`, `HighsMissing`.
    """
    priced = tuple(
        replace(rule, price=(EMPTY_PLACE if rule.name == "count" else 1.0) / rule.step)
        for rule in problem.rules
        if rule.price is None
    )
    elastic = Problem(np.zeros(problem.columns), priced)
    values, *_ = _run(elastic, list(priced), seed, (seconds, NODES, GAP), keep_going)
    if values is None:
        return []
    slack = values[problem.columns :]
    return [(rule, float(s)) for rule, s in zip(priced, slack, strict=True) if s > 1e-6 * rule.step]


def _run(
    problem: Problem,
    slacks: list[Rule],
    seed: int,
    effort: tuple[float, int, float],
    keep_going: Callable[[], bool],
) -> tuple[Floats | None, float, float, float]:
    highspy = load()
    solver: highspy.Highs = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", seed % 2**31),
        ("time_limit", effort[0]),
        ("mip_max_nodes", effort[1]),
        ("mip_rel_gap", effort[2]),
    ):
        solver.setOptionValue(name, value)
    stopped = False

    def poll(event: Any) -> None:
        nonlocal stopped
        if not stopped and not keep_going():
            stopped = True
        if stopped:
            event.interrupt()

    solver.cbMipInterrupt += poll
    solver.cbSimplexInterrupt += poll
    solver.passModel(_model(highspy, problem, slacks))
    solver.run()
    if stopped or not keep_going():
        raise Stopped
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, np.inf, -np.inf, np.inf
    values = np.array(solver.getSolution().col_value)
    return values, float(info.objective_function_value), float(info.mip_dual_bound), float(info.mip_gap)


def _model(highspy: Any, problem: Problem, slacks: list[Rule]) -> highspy.HighsLp:
    """Rows are the rules; after the candidates' columns comes one column of slack for each rule with a price.

    One slack serves both sides of a rule: it is added where the sum is too low and taken off where it is too high,
    so a rule with two sides becomes two rows.
    """
    slack_column = {id(rule): problem.columns + n for n, rule in enumerate(slacks)}
    index: list[Any] = []
    weight: list[Any] = []
    starts, low, high = [0], list[float](), list[float]()
    for rule in problem.rules:
        column = slack_column.get(id(rule))
        if column is None:
            sides = ((rule.low, rule.high, 0.0),)
        else:
            sides = tuple(
                side
                for side in ((rule.low, np.inf, 1.0), (-np.inf, rule.high, -1.0))
                if np.isfinite(side[0]) or np.isfinite(side[1])
            )
        for least, most, sign in sides:
            index.append(rule.columns)
            weight.append(rule.weights)
            length = len(rule.columns)
            if column is not None:
                index.append([column])
                weight.append([sign])
                length += 1
            starts.append(starts[-1] + length)
            low.append(least)
            high.append(most)
    count = problem.columns + len(slacks)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(low)
    lp.col_cost_ = np.concatenate([problem.cost, [rule.price or 0.0 for rule in slacks]])
    lp.col_lower_ = np.zeros(count)
    lp.col_upper_ = np.concatenate([np.ones(problem.columns), np.full(len(slacks), np.inf)])
    lp.row_lower_, lp.row_upper_ = np.array(low), np.array(high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(starts, np.int32)
    lp.a_matrix_.index_ = np.concatenate(index).astype(np.int32) if index else np.zeros(0, np.int32)
    lp.a_matrix_.value_ = np.concatenate(weight).astype(np.float64) if weight else np.zeros(0)
    integer, continuous = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [integer] * problem.columns + [continuous] * len(slacks)
    return lp
