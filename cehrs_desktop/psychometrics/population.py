"""Integration over a normal population of abilities: points and weights, split where a decision changes.

Deterministic quadrature, no sampling. It knows no item.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REACH = 8.0
"""Standard deviations on either side of the mean that are integrated; outside lies less than 2e-15."""


@cache
def _legendre(points: int) -> tuple[Floats, Floats]:
    return np.polynomial.legendre.leggauss(points)


@cache
def _hermite(points: int) -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    return nodes, weights / weights.sum()


def normal_points(
    mean: float = 0.0, sd: float = 1.0, *, splits: Sequence[float] = (), points: int = 48
) -> tuple[Floats, Floats]:
    """Abilities and weights (which sum to 1) for integrals over N(mean, sd^2) with jumps at `splits`.

    Gauss-Legendre with `points` nodes in each piece. A split outside the range that is integrated is ignored.
    """
    low, high = mean - REACH * sd, mean + REACH * sd
    edges = [low, *sorted(split for split in splits if low < split < high), high]
    nodes, weights = _legendre(points)
    theta = np.concatenate([(a + b) / 2 + (b - a) / 2 * nodes for a, b in pairwise(edges)])
    area = np.concatenate([(b - a) / 2 * weights for a, b in pairwise(edges)])
    density = area * np.exp(-0.5 * ((theta - mean) / sd) ** 2)
    return theta, density / density.sum()


def smooth_points(mean: float = 0.0, sd: float = 1.0, points: int = 48) -> tuple[Floats, Floats]:
    """Abilities and weights (which sum to 1) for integrals of smooth functions over N(mean, sd^2): Gauss-Hermite."""
    nodes, weights = _hermite(points)
    return mean + sd * nodes, weights


@cache
def hermite_functions(points: int) -> Floats:
    """Orthonormal Hermite polynomials of degree 0 to points - 1 (rows) at the points of `smooth_points` (columns)."""
    nodes, _ = _hermite(points)
    rows = [np.ones_like(nodes), nodes]
    for degree in range(1, points - 1):
        rows.append((nodes * rows[degree] - np.sqrt(degree) * rows[degree - 1]) / np.sqrt(degree + 1))
    return np.array(rows[:points])
