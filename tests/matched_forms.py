"""Made-up forms that have the figures of a published condition: so many items, this raw cut, this standard error."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.parameters import RATING_SHRINK, THETA_CUT, ParameterSet

Floats = NDArray[np.float64]

DOMAINS = (("1", 28), ("2", 32), ("3", 15), ("4", 15), ("5", 10))
"""The blueprint's domains with their scored items."""

OF_100 = tuple(domain for domain, count in DOMAINS for _ in range(count))


def normal_quantiles(count: int) -> Floats:
    """Values that lie as those of a standard normal sample of this size would at best."""
    return np.array([NormalDist().inv_cdf((n + 0.5) / count) for n in range(count)])


def moved_to_cut(shape: Floats, raw_at_cut: float, theta: float = THETA_CUT) -> Floats:
    """Difficulties of this shape at which `raw_at_cut` right are expected at `theta`."""
    return shape + _root(lambda shift: raw_at_cut - float((1 / (1 + np.exp(shape + shift - theta))).sum()), -12, 12)


def matched_form(count: int, raw_at_cut: float, theta_csem: float) -> Floats:
    """Normally spread difficulties with this raw cut and this standard error of theta at the cut."""
    shape = normal_quantiles(count)
    return moved_to_cut(
        shape * _root(lambda s: _csem(moved_to_cut(shape * s, raw_at_cut)) - theta_csem, 0, 3), raw_at_cut
    )


def _csem(difficulties: Floats) -> float:
    chances = 1 / (1 + np.exp(difficulties - THETA_CUT))
    return float(1 / np.sqrt((chances * (1 - chances)).sum()))


def _root(increasing: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if increasing(middle) > 0 else (middle, high)
    return (low + high) / 2


FORM_100 = matched_form(100, 66, 0.224)
"""The form of the worked example: 100 items, 66 right at the cut, .224 logit of standard error there."""

WORKED = ParameterSet("test", THETA_CUT, RATING_SHRINK, 0.6, tuple(FORM_100.tolist()))
