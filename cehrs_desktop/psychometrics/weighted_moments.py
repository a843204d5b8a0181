"""Means, covariances and quantiles of persons who count several times (response patterns with their frequencies).

Sums of squares are divided by the number of persons less one, as R's `var` does and the packages built on it; with
frequencies the number of persons is their sum. Pure arithmetic; what the numbers mean is told elsewhere.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_NO_VARIANCE = 1e-12


def mean(values: Vector, weights: Vector) -> float:
    """The weighted mean; the weights must have a positive sum."""
    return float(values @ weights / weights.sum())


def covariance(first: Vector, second: Vector, weights: Vector) -> float | None:
    """Covariance with divisor N - 1; `None` for one person or fewer."""
    persons = float(weights.sum())
    if persons <= 1:
        return None
    return float(((first - mean(first, weights)) * weights) @ (second - mean(second, weights))) / (persons - 1)


def largest_covariance(first: Vector, second: Vector, weights: Vector) -> float | None:
    """The covariance if the highest of one met the highest of the other, both distributions being kept."""
    persons = float(weights.sum())
    if persons <= 1:
        return None
    by_first, by_second = np.argsort(first, kind="stable"), np.argsort(second, kind="stable")
    reached_first, reached_second = np.cumsum(weights[by_first]), np.cumsum(weights[by_second])
    # Between two neighbouring bounds both sorted lists stand still.
    bounds = np.union1d(reached_first, reached_second)
    width = np.diff(bounds, prepend=0.0)
    middle = bounds - width / 2
    met_first = first[by_first][np.minimum(np.searchsorted(reached_first, middle), len(first) - 1)]
    met_second = second[by_second][np.minimum(np.searchsorted(reached_second, middle), len(second) - 1)]
    deviations = (met_first - mean(first, weights)) * (met_second - mean(second, weights))
    return float(deviations @ width) / (persons - 1)


def correlation(covariance_of_both: float | None, variance_1: float | None, variance_2: float | None) -> float | None:
    """A correlation from its parts, within [-1, 1]; `None` where one of the two does not vary."""
    if covariance_of_both is None or variance_1 is None or variance_2 is None:
        return None
    if variance_1 <= _NO_VARIANCE or variance_2 <= _NO_VARIANCE:
        return None
    return max(-1.0, min(1.0, covariance_of_both / math.sqrt(variance_1 * variance_2)))


def correlation_interval(r: float | None, persons: float, z: float) -> tuple[float, float] | None:
    """Fisher's interval of a correlation, `z` normal standard errors to each side; `None` below 4 persons."""
    if r is None or persons <= 3 or abs(r) >= 1:
        return None
    middle, half = math.atanh(r), z / math.sqrt(persons - 3)
    return math.tanh(middle - half), math.tanh(middle + half)


def proportion_interval(share: float, persons: float, z: float) -> tuple[float, float]:
    """Wilson's interval (1927) of a share of `persons` (positive)."""
    square = z * z / persons
    middle = (share + square / 2) / (1 + square)
    half = math.sqrt(max(0.0, share * (1 - share) * square + square * square / 4)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def quantile(values: Vector, weights: Vector, share: float) -> float:
    """The smallest value with at least `share` of the weight at or below it; at a tie, the middle of the two."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    wanted = share * float(reached[-1])
    at = int(np.searchsorted(reached, wanted * (1 - 1e-12)))
    if at + 1 < len(values) and math.isclose(float(reached[at]), wanted, rel_tol=1e-12):
        return float(values[order[at]] + values[order[at + 1]]) / 2
    return float(values[order[min(at, len(values) - 1)]])
