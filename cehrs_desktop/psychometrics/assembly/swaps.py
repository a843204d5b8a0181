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

STARTS = 3
SWAPS = 2000
RESTING = 10
"""For so many turns an item that was swapped out stays out."""
SETTLED = 150
"""After so many turns without a gain a sound choice is good enough."""
_BREAK = 20.0
"""Weight of one step's break against one unit of cost."""
_KEPT = 1e-7


def solve(problem: Problem, *, seed: str, starts: int = STARTS, keep_going: Callable[[], bool]) -> Solution | None:
    """A choice that keeps all rules, or `None` when none was found in so many starts. Raises `Stopped`."""
    for start in range(starts):
        search = _Search(problem, f"{seed}|{start}")
        if search.run(keep_going):
            return Solution(search.chosen(), search.cost(), -np.inf, np.inf)
    return None


def least_breaks(problem: Problem, *, seed: str, keep_going: Callable[[], bool]) -> list[tuple[Rule, float]]:
    """The rules that the best choice found breaks, each with the amount. Raises `Stopped`."""
    search = _Search(problem, seed)
    search.run(keep_going)
    return search.breaks()


class _Search:
    """One choice and how far it is from keeping the rules. Swaps stay within a cell, so its count never changes."""

    def __init__(self, problem: Problem, seed: str) -> None:
        self._cost = problem.cost
        digest = hashlib.sha256(seed.encode()).digest()
        self._dice = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))
        self._rules = [rule for rule in problem.rules if rule.name != "count" and len(rule.columns)]
        self._matrix: Floats = np.zeros((len(self._rules), problem.columns))
        for row, rule in enumerate(self._rules):
            self._matrix[row, rule.columns] = rule.weights
        self._low = np.array([rule.low for rule in self._rules])
        self._high = np.array([rule.high for rule in self._rules])
        self._hard: NDArray[np.bool_] = np.array([rule.price is None for rule in self._rules], np.bool_)
        self._weight: Floats = np.array([_BREAK / r.step if r.price is None else r.price for r in self._rules])
        self._in: NDArray[np.bool_] = np.zeros(problem.columns, np.bool_)
        self._cell: Ints = np.zeros(problem.columns, np.int64)
        self._cells: list[Ints] = []
        self._short: list[tuple[Rule, float]] = []
        for rule in problem.rules:
            if rule.name == "count":
                self._cell[rule.columns] = len(self._cells)
                self._cells.append(rule.columns)
                cheapest = rule.columns[np.argsort(self._cost[rule.columns], kind="stable")][: int(rule.low)]
                self._in[cheapest] = True
                if len(cheapest) < rule.low:
                    self._short.append((rule, rule.low - len(cheapest)))
        self._values: Floats = self._matrix @ self._in

    def chosen(self) -> Ints:
        return np.flatnonzero(self._in)

    def cost(self) -> float:
        soft = self._excess() * self._weight * ~self._hard
        return float(self._cost[self._in].sum() + soft.sum())

    def breaks(self) -> list[tuple[Rule, float]]:
        excess = self._excess()
        return self._short + [(self._rules[int(row)], float(excess[row])) for row in self._broken(excess)]

    def _excess(self) -> Floats:
        return np.maximum(0.0, np.maximum(self._low - self._values, self._values - self._high))

    def _broken(self, excess: Floats) -> Ints:
        return np.flatnonzero(self._hard & (excess > _KEPT))

    def run(self, keep_going: Callable[[], bool]) -> bool:
        """Swap until all is kept and swaps gain nothing any more; whether all is kept."""
        if self._short:
            return False
        stale = 0
        resting = np.zeros(len(self._cost), np.int64)
        for turn in range(SWAPS):
            if turn % 20 == 0 and not keep_going():
                raise Stopped
            broken = self._broken(self._excess())
            if stale > SETTLED and not len(broken):
                break
            out = self._next_out(broken)
            members = self._cells[int(self._cell[out])]
            into = members[~self._in[members]]
            if len(broken):
                into = into[resting[into] <= turn]
            stale += 1
            if not len(into):
                continue
            gains = self._gains(out, into)
            best = int(np.argmin(gains))
            # While something is broken a step that makes it a little worse may be the way out.
            patience = _BREAK * float(self._dice.random()) ** 4 if len(broken) else -_KEPT
            if gains[best] < patience:
                self._swap(out, int(into[best]))
                resting[out] = turn + RESTING
                stale = 0
        return not len(self._broken(self._excess()))

    def _next_out(self, broken: Ints) -> int:
        """Mostly an item of a rule that has too much, so that what is wrong is mended; else any."""
        chosen = np.flatnonzero(self._in)
        if len(broken) and self._dice.random() < 0.7:
            row = int(self._dice.choice(broken))
            if self._values[row] > self._high[row]:
                chosen = chosen[self._matrix[row, chosen] != 0]
        return int(self._dice.choice(chosen))

    def _gains(self, out: int, into: Ints) -> Floats:
        """The change of cost and breaks by each swap; negative is better."""
        after = (self._values - self._matrix[:, out])[:, None] + self._matrix[:, into]
        then = np.maximum(0.0, np.maximum(self._low[:, None] - after, after - self._high[:, None]))
        change: Floats = self._weight @ then - self._weight @ self._excess()
        return change + self._cost[into] - self._cost[out]

    def _swap(self, out: int, into: int) -> None:
        self._in[out], self._in[into] = False, True
        self._values = self._values - self._matrix[:, out] + self._matrix[:, into]
