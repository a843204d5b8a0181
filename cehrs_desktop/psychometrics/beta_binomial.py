"""Classification from observed scores alone: the method of Livingston and Lewis (1995).

True shares follow a beta distribution of four parameters fitted to the moments of the observed scores (Lord 1965;
Hanson 1991), errors are binomial on a test of the effective length that has the given reliability. No item and no
ability is needed, only many scores; `classification` is for forms whose items are known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.classification import decisions
from cehrs_desktop.psychometrics.form_table import Classification
from cehrs_desktop.psychometrics.raw_scores import raw_score_distributions
from cehrs_desktop.psychometrics.weighted_moments import covariance

Floats = NDArray[np.float64]

FEWEST = 200
"""Scores below which the four moments say too little about a distribution."""


@dataclass(frozen=True, slots=True)
class TrueShares:
    """A beta distribution of true shares on [lower, upper] and the length of the test that fits it.

    `effective_length` is unrounded; the binomial has its rounded value. `moments` counts the moments of the observed
    scores that were matched: 4; 3 with one bound held at 0 or 1; 2 with both held.
    """

    alpha: float
    beta: float
    lower: float
    upper: float
    effective_length: float
    moments: int

    @property
    def length(self) -> int:
        """Number of binomial items."""
        return max(1, round(self.effective_length))


def effective_length(mean: float, variance: float, reliability: float, lowest: float, highest: float) -> float:
    """Number of equally hard items with the same reliability (Livingston and Lewis 1995, formula 1)."""
    return ((mean - lowest) * (highest - mean) - reliability * variance) / (variance * (1.0 - reliability))


def fit_true_shares(
    scores: Floats, reliability: float, lowest: float, highest: float, weights: Floats | None = None
) -> TrueShares:
    """Fit the distribution of true shares to observed scores; `ValueError` says in words why it cannot be done.

    `weights` say how many persons have each of the scores; without them every score is one person's.
    """
    if not 0.0 < reliability < 1.0:
        raise ValueError(f"a reliability of {reliability:.3f} is not between 0 and 1")
    persons = np.ones(len(scores)) if weights is None else weights
    mean = float(scores @ persons / persons.sum())
    variance = covariance(scores, scores, persons)
    if variance is None or variance <= 0.0:
        raise ValueError("all scores are the same")
    length = effective_length(mean, variance, reliability, lowest, highest)
    if length < 4.0:
        raise ValueError(f"the scores spread too widely for this reliability (effective length {length:.1f} items)")
    counts = (scores - lowest) / (highest - lowest) * round(length)
    return _fitted(*_true_moments(counts, persons / persons.sum(), round(length)), length)


def _true_moments(counts: Floats, weights: Floats, length: int) -> tuple[float, float, float, float]:
    """Mean, variance, skewness and kurtosis of the true shares, from descending factorial moments (Lord 1965)."""
    product, raw = np.ones_like(counts), [1.0]
    for order in range(4):
        product = product * (counts - order) / (length - order)
        raw.append(float(product @ weights))
    _, m1, m2, m3, m4 = raw
    variance = m2 - m1 * m1
    if variance <= 0.0:
        raise ValueError("the scores vary no more than chance alone makes them")
    skewness = (m3 - 3 * m1 * m2 + 2 * m1**3) / variance**1.5
    kurtosis = (m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1**4) / variance**2
    return m1, variance, skewness, kurtosis


def _fitted(mean: float, variance: float, skewness: float, kurtosis: float, length: float) -> TrueShares:
    """Match four moments; where a bound or a shape would be impossible, three (Hanson 1991), then two."""
    four = _four_moments(mean, variance, skewness, kurtosis)
    if four is not None:
        alpha, beta, lower, upper = four
        if lower >= 0.0 and upper <= 1.0:
            return TrueShares(alpha, beta, lower, upper, length, 4)
    if four is None or four[3] > 1.0:
        lower = _free_lower(mean, variance, skewness)
        if lower is not None:
            return TrueShares(*_shapes(mean, variance, lower, 1.0), lower, 1.0, length, 3)
    # The same with the distribution turned around: 0 is held and the upper bound sought.
    turned = _free_lower(1.0 - mean, variance, -skewness)
    if turned is not None:
        return TrueShares(*_shapes(mean, variance, 0.0, 1.0 - turned), 0.0, 1.0 - turned, length, 3)
    return TrueShares(*_shapes(mean, variance, 0.0, 1.0), 0.0, 1.0, length, 2)


def _four_moments(
    mean: float, variance: float, skewness: float, kurtosis: float
) -> tuple[float, float, float, float] | None:
    squared = skewness * skewness
    divisor = 6 + 3 * squared - 2 * kurtosis
    total = 6 * (kurtosis - squared - 1) / divisor if divisor else -1.0
    if total <= 0.0:
        return None
    inner = (total + 2) * (total + 3) * kurtosis - 3 * (total - 6) * (total + 1)
    root = 1 - 24 * (total + 1) / inner if inner else -1.0
    if not 0.0 <= root < 1.0:
        return None
    small, large = total / 2 * (1 - math.sqrt(root)), total / 2 * (1 + math.sqrt(root))
    alpha, beta = (small, large) if skewness > 0 else (large, small)
    width = math.sqrt(variance * (total + 1) / (alpha * beta))
    return alpha, beta, mean - alpha * width, mean + beta * width


def _shapes(mean: float, variance: float, lower: float, upper: float) -> tuple[float, float]:
    share = (mean - lower) / (upper - lower)
    total = share * (1 - share) * (upper - lower) ** 2 / variance - 1
    return share * total, (1 - share) * total


def _free_lower(mean: float, variance: float, skewness: float) -> float | None:
    """The lower bound at which a beta distribution up to 1 has this skewness; `None` when there is none."""

    def excess(lower: float) -> float:
        alpha, beta = _shapes(mean, variance, lower, 1.0)
        total = alpha + beta
        return 2 * (beta - alpha) * math.sqrt(total + 1) / ((total + 2) * math.sqrt(alpha * beta)) - skewness

    # Beyond this bound the variance would be too large for any beta distribution.
    low, high = 0.0, (mean - variance / (1 - mean)) * (1 - 1e-9)
    if high <= 0.0 or excess(low) * excess(high) > 0:
        return None
    for _ in range(100):
        middle = (low + high) / 2
        if excess(low) * excess(middle) <= 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _points(shares: TrueShares, splits: Sequence[float]) -> tuple[Floats, Floats]:
    """True shares and weights, by tanh-sinh quadrature in each piece: the density may be endless at its bounds."""
    width = shares.upper - shares.lower
    inner = sorted((cut - shares.lower) / width for cut in splits if shares.lower < cut < shares.upper)
    edges = [0.0, *inner, 1.0]
    steps = np.linspace(-4.5, 4.5, 181)
    stretched = np.pi * np.sinh(steps)
    up, down = 1.0 / (1.0 + np.exp(-stretched)), 1.0 / (1.0 + np.exp(stretched))
    slope = up * down * np.cosh(steps)
    places: list[Floats] = []
    logs: list[Floats] = []
    for low, high in pairwise(edges):
        from_low, from_high = low + (high - low) * up, (1.0 - high) + (high - low) * down
        places.append(from_low)
        powers = (shares.alpha - 1.0) * np.log(from_low) + (shares.beta - 1.0) * np.log(from_high)
        logs.append(powers + np.log((high - low) * slope))
    together = np.concatenate(logs)
    weight = np.exp(together - together.max())
    return shares.lower + width * np.concatenate(places), weight / weight.sum()


def category_agreement(
    shares: TrueShares, observed_bounds: Sequence[float], true_bounds: Sequence[float]
) -> tuple[float, float]:
    """Accuracy and consistency with any number of categories: shares of candidates from 0 to 1.

    `observed_bounds` are places between whole scores on the effective length (24.5: 25 is the first above),
    `true_bounds` shares from 0 to 1, both increasing.
    """
    share, weights = _points(shares, true_bounds)
    reached = _reached(shares, share, observed_bounds)
    steps = [np.ones_like(share), *reached, np.zeros_like(share)]
    chances = np.array([above - next_above for above, next_above in pairwise(steps)])
    level = np.searchsorted(np.asarray(true_bounds), share, side="right")
    accuracy = float(weights @ chances[level, np.arange(len(share))])
    return accuracy, float(weights @ (chances**2).sum(axis=0))


def _reached(shares: TrueShares, share: Floats, bounds: Sequence[float]) -> list[Floats]:
    """P(score above each bound) at each true share. A whole score is as wide as from 1/2 below it to 1/2 above."""
    distribution = raw_score_distributions(np.repeat(share[:, None], shares.length, axis=1))
    whole = np.arange(shares.length + 1)
    return [distribution @ np.clip(whole + 0.5 - bound, 0.0, 1.0) for bound in bounds]


def livingston_lewis(
    scores: Floats,
    reliability: float,
    *,
    cut: float,
    true_cut: float,
    highest: float,
    lowest: float = 0.0,
    weights: Floats | None = None,
) -> tuple[Classification, TrueShares]:
    """Classification indices from observed whole scores.

    `cut` is the lowest passing score and `true_cut` the true score that deserves to pass (it may be fractional),
    both on the scale from `lowest` to `highest`; `weights` count the persons with each score. Where the effective
    length is not the number of items, the bound half a point below `cut` is carried over in proportion, and a score
    that it divides counts in part for each side.
    Raises `ValueError` with the reason in words for fewer than 200 scores or moments that no distribution has.
    """
    persons = float(len(scores) if weights is None else weights.sum())
    if persons < FEWEST:
        raise ValueError(f"{persons:g} scores are too few for it: it needs at least {FEWEST}")
    shares = fit_true_shares(scores, reliability, lowest, highest, weights)
    true_share = (true_cut - lowest) / (highest - lowest)
    share, mass = _points(shares, (true_share,))
    bound = (cut - 0.5 - lowest) / (highest - lowest) * shares.length
    return decisions(_reached(shares, share, (bound,))[0], share >= true_share, mass), shares
