"""One form as a linear problem over yes-or-no choices, the same value for every solver.

Costs to be kept low and rules of the form low <= sum of weights <= high. What the rules mean is known by `rules`;
how to solve the problem, by `highs` and `swaps`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cehrs_desktop.psychometrics.assembly.pool import Floats, Ints


@dataclass(frozen=True, slots=True)
class Rule:
    """``low <= sum of weights[k] * x[columns[k]] <= high``.

    `name`, `domain`, `role` and `topic` say what it stands for (empty where it stands for all). With a `price` it may
    be broken, each unit for that much cost; without one it must hold. `step` is what counts as one item's worth: the
    unit in which the shortage search and the swaps measure a break.
    """

    name: str
    columns: Ints
    weights: Floats
    low: float = -math.inf
    high: float = math.inf
    domain: str = ""
    role: str = ""
    topic: str = ""
    price: float | None = None
    step: float = 1.0

    def value(self, chosen: Ints) -> float:
        """The sum for a choice of columns."""
        return float(self.weights[np.isin(self.columns, chosen)].sum())

    def excess(self, chosen: Ints) -> float:
        """By how much a choice breaks it, 0 when it does not."""
        value = self.value(chosen)
        return max(0.0, self.low - value, value - self.high)


@dataclass(frozen=True, slots=True)
class Problem:
    """Choose columns (0 to columns - 1) at the lowest cost under the rules. The cells' counts are rules too."""

    cost: Floats
    rules: tuple[Rule, ...]

    @property
    def columns(self) -> int:
        """How many candidates there are."""
        return len(self.cost)


@dataclass(frozen=True, slots=True)
class Solution:
    """Columns that keep all rules. `bound`: no solution costs less; `gap` = (objective - bound) / objective.

    A solver that proves nothing leaves `bound` at minus infinity and `gap` at infinity.
    """

    chosen: Ints
    objective: float
    bound: float
    gap: float
