"""How well an item tells strong from weak candidates: Moodle's indices and the upper and lower 27 %.

Each works on any marks, right and wrong or partial, with one weight an entry. The corrected point-biserial correlation
is Moodle's discrimination index over 100.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from cehrs_desktop.psychometrics.weighted_moments import Vector, correlation, covariance, largest_covariance

UPPER_LOWER_SHARE = 0.27
"""Kelley (1939): the share of persons in the upper and in the lower group."""


@dataclass(frozen=True, slots=True)
class MarkStatistics:
    """A question's marks against the rest of the test, as Moodle's quiz statistics define them (N - 1 everywhere).

    With C the covariance and V the variance: `discrimination` = 100 C(mark, rest) / sqrt(V(mark) V(rest)), Moodle's
    discrimination index; `efficiency` = 100 C(mark, rest) / C_max(mark, rest), its discriminative efficiency, C_max
    being the covariance of both sorted. `None` where something does not vary.
    """

    variance: float | None
    rest_variance: float | None
    covariance: float | None
    covariance_with_total: float | None
    discrimination: float | None
    efficiency: float | None


def mark_statistics(marks: Vector, rests: Vector, weights: Vector) -> MarkStatistics:
    """Moodle's indices of one question from its marks and the marks on the rest of the test, one entry a person."""
    variance, rest_variance = covariance(marks, marks, weights), covariance(rests, rests, weights)
    both, most = covariance(marks, rests, weights), largest_covariance(marks, rests, weights)
    index = correlation(both, variance, rest_variance)
    return MarkStatistics(
        variance=variance,
        rest_variance=rest_variance,
        covariance=both,
        covariance_with_total=None if both is None or variance is None else both + variance,
        discrimination=None if index is None else 100 * index,
        efficiency=None if index is None or both is None or not most else 100 * both / most,
    )


def effective_weights(covariances_with_total: Collection[float | None]) -> list[float | None]:
    """Moodle's effective weights in per cent: 100 sqrt(C(mark, total)) / sum of all such roots.

    A negative covariance has no weight (`None`) and is left out of the sum.
    """
    roots = [None if c is None or c < 0 else math.sqrt(c) for c in covariances_with_total]
    whole = sum(root for root in roots if root is not None)
    return [None if root is None or not whole else 100 * root / whole for root in roots]


def upper_lower(marks: Vector, totals: Vector, weights: Vector) -> float | None:
    """Share right in the upper 27 % by total score less that in the lower 27 % (Kelley 1939).

    A group has .27 N persons, rounded half up, at least one. When the bound falls among persons of the same total,
    each of them belongs to the group with the same fraction, so that the order of rows does not matter.
    """
    persons = float(weights.sum())
    size = max(1.0, math.floor(UPPER_LOWER_SHARE * persons + 0.5))
    if persons < 2 * size:
        return None
    levels, where = np.unique(totals, return_inverse=True)
    at_level = np.bincount(where, weights=weights, minlength=len(levels))
    right = np.bincount(where, weights=weights * marks, minlength=len(levels))
    below = np.cumsum(at_level) - at_level
    above = persons - below - at_level
    lower = np.clip((size - below) / at_level, 0.0, 1.0)
    upper = np.clip((size - above) / at_level, 0.0, 1.0)
    return float((upper - lower) @ right) / size
