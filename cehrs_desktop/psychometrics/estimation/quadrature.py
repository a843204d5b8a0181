"""Nodes for integrals over ability, fine enough for the test at hand.

The trapezoid rule on equally spaced nodes: on a bell of standard deviation s with spacing h its relative error is about
2 exp(-2 (pi s / h)^2), so that half the narrowest posterior standard deviation is far below rounding. A fixed number of
nodes is where two of the packages in docs/psychometrics.md fail on long tests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REACH = 6.0
"""Nodes run from -REACH to REACH standard deviations of the population; 2e-9 of it lies outside."""

_WIDEST, _NARROWEST = 0.25, 0.01


@dataclass(frozen=True, slots=True)
class Grid:
    """`nodes` (Q) in population standard deviations and `log_weights` (Q) of the standard normal density there."""

    nodes: Floats
    log_weights: Floats

    @property
    def spacing(self) -> float:
        """Distance between neighbours."""
        return float(self.nodes[1] - self.nodes[0])


def grid_of_spacing(spacing: float) -> Grid:
    """Symmetric nodes at most `spacing` apart."""
    half = math.ceil(REACH / spacing)
    nodes: Floats = np.arange(-half, half + 1, dtype=np.float64) * (REACH / half)
    log_weights: Floats = -0.5 * nodes**2 + math.log(REACH / half / math.sqrt(2 * math.pi))
    return Grid(nodes, log_weights)


def needed_spacing(slopes: Floats, intercepts: Floats, share: float = 0.5) -> float:
    """Spacing of `share` of what is narrowest.

    That is a posterior, with standard deviation 1 / sqrt(1 + test information), or the width 1 / a over which the
    steepest item turns.
    """
    z = np.arange(-REACH, REACH + 0.05, 0.1)
    p = logistic(np.multiply.outer(z, slopes) + intercepts)
    greatest = float(np.max((p * (1 - p)) @ slopes**2))
    narrowest = 1 / max(math.sqrt(1 + greatest), float(np.abs(slopes).max(initial=0.0)))
    return min(_WIDEST, max(_NARROWEST, share * narrowest))


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(-x)) that does not overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def log_one_plus_exp(x: Floats) -> Floats:
    """log(1 + exp(x)) that does not overflow."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))
