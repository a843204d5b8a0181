"""Solving one form's problem without HiGHS: a cheap first choice, then swaps that mend what it breaks.

Slower and without a bound, so it proves nothing; but what it returns keeps every rule, and the checker judges it as
it judges any other form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.assembly.highs import Stopped
from cehrs_desktop.psychometrics.assembly.pool import Floats, Ints
from cehrs_desktop.psychometrics.assembly.problem import Problem, Rule, Solution

STARTS = 4
SWAPS = 3000
_BREAK = 20.0
"""Weight of one step's break against one unit of cost."""
_KEPT = 1e-7


def solve(problem: Problem, *, seed: str, keep_going: Callable[[], bool]) -> Solution | None:
    """A choice that keeps all rules, or `None` when none was found. Raises `Stopped`."""
    best: tuple[float, Ints] | None = None
    for start in range(STARTS):
        search = _Search(problem, f"{seed}|{start}")
        if search.run(keep_going) and (best is None or search.cost() < best[0]):
            best = search.cost(), search.chosen()
        if best is not None:
            break
    if best is None:
        return None
    return Solution(best[1], best[0], -np.inf, np.inf)


def least_breaks(problem: Problem, *, seed: str, keep_going: Callable[[], bool]) -> list[tuple[Rule, float]]:
    """The rules that the best choice found breaks, each with the amount. Raises `Stopped`."""
    search = _Search(problem, seed)
    search.run(keep_going)
    return search.breaks()


class _Search:
    """One choice and how far it is from keeping the rules; the numbers in each group never change."""

    def __init__(self, problem: Problem, seed: str) -> None:
        self._problem = problem
        digest = hashlib.sha256(seed.encode()).digest()
        self._dice = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))
        self._groups = [rule for rule in problem.rules if rule.name == "count"]
        rules = [rule for rule in problem.rules if rule.name != "count" and len(rule.columns)]
        self._rules = rules
        self._matrix: Floats = np.zeros((len(rules), problem.columns))
        for row, rule in enumerate(rules):
            self._matrix[row, rule.columns] = rule.weights
        self._low = np.array([rule.low for rule in rules])
        self._high = np.array([rule.high for rule in rules])
        self._hard = np.array([rule.price is None for rule in rules], np.bool_)
        steps = np.array([rule.step for rule in rules])
        prices = np.array([rule.price or 0.0 for rule in rules])
        self._weight: Floats = np.where(self._hard, _BREAK / steps, prices)
        self._in: NDArray[np.bool_] = np.zeros(problem.columns, np.bool_)
        self._short: list[tuple[Rule, float]] = []
        for group in self._groups:
            wanted = int(group.low)
            cheapest = group.columns[np.argsort(problem.cost[group.columns], kind="stable")]
            self._in[cheapest[:wanted]] = True
            if len(cheapest) < wanted:
                self._short.append((group, wanted - len(cheapest)))
        self._values: Floats = self._matrix @ self._in

    def chosen(self) -> Ints:
        return np.flatnonzero(self._in)

    def cost(self) -> float:
        excess = np.maximum(0.0, np.maximum(self._low - self._values, self._values - self._high))
        soft = float((excess * self._weight)[~self._hard].sum())
        return float(self._problem.cost[self._in].sum()) + soft

    def breaks(self) -> list[tuple[Rule, float]]:
        excess = np.maximum(0.0, np.maximum(self._low - self._values, self._values - self._high))
        broken = np.flatnonzero(self._hard & (excess > _KEPT))
        return self._short + [(self._rules[row], float(excess[row])) for row in broken.tolist()]

    def run(self, keep_going: Callable[[], bool]) -> bool:
        """Swap until all is kept and no swap of a round helps; whether all is kept."""
        if self._short:
            return False
        stale = 0
        tabu = np.zeros(self._problem.columns, np.int64)
        for turn in range(SWAPS):
            if turn % 20 == 0 and not keep_going():
                raise Stopped
            out = self._next_out(turn, tabu)
            group = self._group_of(out)
            candidates = group.columns[~self._in[group.columns]]
            broken = bool(self.breaks())
            if broken:
                candidates = candidates[tabu[candidates] <= turn]
            if not len(candidates):
                continue
            gains = self._gains(out, candidates)
            best = int(np.argmin(gains))
            # While something is broken a step to the side or a little worse may be the way out.
            if gains[best] < -_KEPT or (broken and gains[best] < _BREAK * self._dice.random() ** 4):
                self._swap(out, int(candidates[best]))
                tabu[out] = turn + 10
                stale = 0
            else:
                stale += 1
            if not broken and stale > 150:
                break
        return not self.breaks()

    def _next_out(self, turn: int, tabu: NDArray[np.int64]) -> int:
        """An item of a broken rule half the time, so that what is wrong is mended; else any."""
        excess = np.maximum(0.0, np.maximum(self._low - self._values, self._values - self._high))
        over = np.flatnonzero(self._hard & (excess > _KEPT))
        chosen = np.flatnonzero(self._in)
        if len(over) and self._dice.random() < 0.7:
            row = int(self._dice.choice(over))
            among = chosen[self._matrix[row, chosen] != 0] if self._values[row] > self._high[row] else chosen
            chosen = among if len(among) else chosen
        return int(self._dice.choice(chosen))

    def _group_of(self, column: int) -> Rule:
        return next(group for group in self._groups if column in group.columns)

    def _gains(self, out: int, candidates: Ints) -> Floats:
        """The change of cost and breaks by taking each candidate for `out`; negative is better."""
        after = self._values[:, None] - self._matrix[:, [out]] + self._matrix[:, candidates]
        now = np.maximum(0.0, np.maximum(self._low - self._values, self._values - self._high))
        then = np.maximum(0.0, np.maximum(self._low[:, None] - after, after - self._high[:, None]))
        change: Floats = self._weight @ then - float(self._weight @ now)
        return change + self._problem.cost[candidates] - self._problem.cost[out]

    def _swap(self, out: int, into: int) -> None:
        self._in[out], self._in[into] = False, True
        self._values = self._values - self._matrix[:, out] + self._matrix[:, into]
