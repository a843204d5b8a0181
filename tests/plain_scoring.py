"""The practice scale worked out item by item in plain Python: slow, and the reference for the tables.

Written from the formulas of the design alone (`tables` is written with arrays); nothing here is a test.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from cehrs_desktop.psychometrics.parameters import ParameterSet
from cehrs_desktop.psychometrics.scoring import HIGHEST, LOWEST, PASS_LINE, expected_raw, right_probability


def ability(raw: float, difficulties: Sequence[float]) -> float:
    """The ability whose expected number right is `raw` (maximum likelihood under Rasch), by bisection.

    Raises `ValueError` unless 0 < raw < number of items: the ends have no finite ability.
    """
    if not 0 < raw < len(difficulties):
        raise ValueError(f"no finite ability for {raw} of {len(difficulties)}")
    low, high = min(difficulties) - 40.0, max(difficulties) + 40.0
    while high - low > 1e-11:
        middle = (low + high) / 2
        if expected_raw(middle, difficulties) < raw:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def practice_score(raw: float, difficulties: Sequence[float], parameters: ParameterSet) -> float:
    """The unrounded practice score of a raw score on a form.

    raw -> ability -> true score R on the reference form -> two straight lines through (0, 200), (c, 390) and
    (n, 500), c being the reference form's raw cut. None right is 200 and all right is 500 on every form.
    """
    if raw <= 0:
        return float(LOWEST)
    if raw >= len(difficulties):
        return float(HIGHEST)
    top = len(parameters.reference)
    cut = expected_raw(parameters.theta_cut, parameters.reference)
    true_score = expected_raw(ability(raw, difficulties), parameters.reference)
    if true_score >= cut:
        return PASS_LINE + (HIGHEST - PASS_LINE) * (true_score - cut) / (top - cut)
    return PASS_LINE - (PASS_LINE - LOWEST) * (cut - true_score) / cut


def raw_distribution(theta: float, difficulties: Iterable[float]) -> list[float]:
    """P(raw = 0 ... n) at ability `theta`, by the recursion of Lord and Wingersky (1984)."""
    distribution = [1.0]
    for b in difficulties:
        p = right_probability(theta, b)
        distribution = [
            (distribution[x] * (1 - p) if x < len(distribution) else 0.0) + (distribution[x - 1] * p if x else 0.0)
            for x in range(len(distribution) + 1)
        ]
    return distribution


def score_csem(raw: int, difficulties: Sequence[float], parameters: ParameterSet) -> float:
    """Conditional standard error of the practice score at the ability of `raw`, in scale points.

    The standard deviation of the score under the raw distribution at that ability (Kolen, Hanson and Brennan
    1992). At the two ends, which have no ability, it is taken half a raw point inside.
    """
    count = len(difficulties)
    theta = ability(min(count - 0.5, max(0.5, float(raw))), difficulties)
    weights = raw_distribution(theta, difficulties)
    scores = [practice_score(x, difficulties, parameters) for x in range(count + 1)]
    mean = sum(w * s for w, s in zip(weights, scores, strict=True))
    return math.sqrt(sum(w * (s - mean) ** 2 for w, s in zip(weights, scores, strict=True)))
