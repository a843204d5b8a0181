"""Cronbach's alpha (KR-20 for right and wrong) of a test and of the test without each item."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.weighted_moments import Vector, covariance

_NO_VARIANCE = 1e-12


@dataclass(frozen=True, slots=True)
class Consistency:
    """`persons` counted, `mean` and `sd` (divisor N - 1) of the number right, `alpha`, and `alpha` without each item.

    `None` where undefined: nobody or nothing varies, or too few items.
    """

    persons: float
    mean: float | None
    sd: float | None
    alpha: float | None
    without: tuple[float | None, ...]

    @property
    def sem(self) -> float | None:
        """Standard error of measurement of the number right: sd sqrt(1 - alpha)."""
        return None if self.alpha is None or self.sd is None else self.sd * math.sqrt(1 - self.alpha)


def consistency(right: NDArray[np.bool_], weights: Vector) -> Consistency:
    """Internal consistency of complete data: items x persons, one weight a person.

    alpha = k / (k - 1) (1 - sum of item variances / variance of the number right), Cronbach (1951). It is the same
    with divisors N and N - 1, if one of them is used throughout.
    """
    items, persons = len(right), float(weights.sum())
    totals = right.sum(axis=0).astype(np.float64)
    mean = float(totals @ weights) / persons if persons > 0 else None
    variance = covariance(totals, totals, weights)
    if variance is None:
        return Consistency(persons, mean, None, None, (None,) * items)
    marks = [row.astype(np.float64) for row in right]
    own = [covariance(row, row, weights) or 0.0 for row in marks]
    shared = [covariance(row, totals, weights) or 0.0 for row in marks]
    without = tuple(
        _alpha(items - 1, sum(own) - mine, variance - 2 * common + mine)
        for mine, common in zip(own, shared, strict=True)
    )
    return Consistency(persons, mean, math.sqrt(max(0.0, variance)), _alpha(items, sum(own), variance), without)


def _alpha(items: int, variances: float, total: float) -> float | None:
    if items < 2 or total <= _NO_VARIANCE:
        return None
    return items / (items - 1) * (1 - variances / total)
