"""Conditional maximum likelihood for the Rasch model: difficulties with no assumption about the population.

Given a person's number right r the ability cancels, and what is left are ratios of elementary symmetric functions of
exp(-b) (Andersen 1972). Those are sums of positive terms of very different size; here they are read off the
characteristic function of the number right at an ability near r, where the wanted term is among the largest:

    P(R = r) = mean over the angles of  prod_i (q_i + p_i e^{i angle})  e^{-i r angle}

with as many angles as there are scores the mean is exact, and first and second conditional moments come from the same
sum, since p_i e^{i angle} / (q_i + p_i e^{i angle}) takes the place of x_i in it. Difficulties have mean 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation.design import Design, EstimationError, right_totals
from cehrs_desktop.psychometrics.estimation.information import form_slices
from cehrs_desktop.psychometrics.estimation.maximise import positive_inverse, step_left, stopped_short
from cehrs_desktop.psychometrics.estimation.quadrature import Floats, log_one_plus_exp, logistic

MOST_FORMS = 500
_NEGLIGIBLE = -46.0
"""Natural log of a share of the sum that is left out: 1e-20."""
_REACH = 2.5
_RUN_OFF = 25.0


@dataclass(frozen=True, slots=True)
class ConditionalFit:
    """`difficulties` with mean 0 (n) and their `covariance`, the conditional `loglik`, and how the search ended."""

    difficulties: Floats
    covariance: Floats | None
    loglik: float
    converged: bool
    iterations: int
    left: float
    trouble: str


@dataclass(frozen=True, slots=True)
class _Form:
    """One set of items: the scores between none and all right, how many persons have each, and their item totals."""

    items: NDArray[np.intp]
    raw: Floats
    counts: Floats
    totals: Floats


@dataclass(frozen=True, slots=True)
class _Moments:
    loglik: float
    gradient: Floats
    information: Floats


def conditional_fit(design: Design, *, max_iterations: int, tolerance: float) -> ConditionalFit:
    """Newton's method on the conditional log-likelihood, which is concave.

    Raises `EstimationError` beyond `MOST_FORMS` forms.
    """
    if len(design.forms) > MOST_FORMS:
        raise EstimationError(
            f"The persons have {len(design.forms):,} different sets of items. Conditional likelihood works them out "
            f"one by one and stops at {MOST_FORMS}; use --method mml, which takes any."
        )
    forms = list(_forms(design))
    share = (design.totals + 0.5) / (design.counts + 1)
    b = -np.log(share / (1 - share))
    b -= b.mean()
    here = _moments(forms, b)
    iterations, left, trouble = 0, np.inf, ""
    covariance: Floats | None = None
    while True:
        covariance = _centred_inverse(here.information)
        if covariance is None:
            trouble = (
                "The data do not fix the difficulties: some items are not compared with the others by anyone, or are "
                "right whenever the others are. Leave them out, or use --method mml."
            )
            break
        step = covariance @ here.gradient
        left, still = step_left(b, here.gradient, covariance)
        if left < tolerance and still:
            break
        if iterations >= max_iterations:
            trouble = stopped_short(iterations, left)
            break
        iterations += 1
        slack = 1e-12 * abs(here.loglik) + 1e-10
        size = 1.0
        there = _moments(forms, b + step)
        while there.loglik < here.loglik - slack and size > 1e-8:
            size *= 0.5
            there = _moments(forms, b + size * step)
        b, here = b + size * step, there
        if np.max(np.abs(b)) > _RUN_OFF:
            trouble = "Difficulties run off to infinity: some items are right whenever the others are."
            break
    return ConditionalFit(b, covariance, here.loglik, not trouble, iterations, left, trouble)


def _forms(design: Design) -> Iterator[_Form]:
    for number, part in enumerate(form_slices(design.form)):
        items = np.flatnonzero(design.forms[number])
        inside = (design.raw[part] > 0) & (design.raw[part] < len(items))
        if not inside.any():
            continue
        weights = design.weights[part][inside]
        raw, where = np.unique(design.raw[part][inside], return_inverse=True)
        right = design.right[part] if len(items) == len(design.columns) else design.right[part][:, items]
        totals = right_totals(right[inside], weights)
        yield _Form(items, raw, np.bincount(where, weights=weights).astype(np.float64), totals)


def _moments(forms: list[_Form], b: Floats) -> _Moments:
    loglik = 0.0
    gradient, information = np.zeros(len(b)), np.zeros((len(b), len(b)))
    for form in forms:
        own = b[form.items]
        loglik -= float(own @ form.totals)
        gradient[form.items] -= form.totals
        place = np.ix_(form.items, form.items)
        for theta, which in _tilts(own, form.raw):
            raw, counts = form.raw[which], form.counts[which]
            log_gamma, first, second = conditional_moments(own, theta, raw, counts)
            loglik -= float(counts @ log_gamma)
            gradient[form.items] += counts @ first
            information[place] += second - first.T @ (counts[:, None] * first)
    return _Moments(loglik, gradient, information)


def conditional_moments(b: Floats, theta: float, raw: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
    """For scores `raw` near the expected one at `theta`: the log of the elementary symmetric function of each (R), the
    conditional P(right) (R x n), and the sum of `counts` times E(x x' | raw) (n x n)."""
    p = logistic(theta - b)
    angles = 2 * np.pi * np.arange((len(b) + 2) // 2 + 1) / (2 * ((len(b) + 2) // 2) + 1)
    # |q + p e^{i angle}|^2; two factors may be missing from a term, so they are not counted when terms are dropped
    sizes = 0.5 * np.log1p(-2 * np.multiply.outer(p * (1 - p), 1 - np.cos(angles)))
    angles = angles[sizes.sum(axis=0) - 2 * sizes.min(axis=0) > _NEGLIGIBLE]
    turned = p[:, None] * np.exp(1j * angles)
    factors = (1 - p)[:, None] + turned
    product = np.exp(np.log(factors).sum(axis=0))
    product[1:] *= 2  # the other half of the circle is the conjugate
    terms = product * np.exp(-1j * np.multiply.outer(raw, angles))
    total = terms.real.sum(axis=1)
    terms /= total[:, None]
    stand_ins = turned / factors
    first = (terms @ stand_ins.T).real
    second = ((stand_ins * (counts @ terms)) @ stand_ins.T).real
    np.fill_diagonal(second, counts @ first)
    count = 2 * ((len(b) + 2) // 2) + 1
    log_gamma = np.log(total / count) + log_one_plus_exp(theta - b).sum() - raw * theta
    return log_gamma, first, second


def _tilts(b: Floats, raw: Floats) -> Iterator[tuple[float, slice]]:
    """Abilities near all of the (ascending) scores, each with the scores it serves: within 2.5 standard deviations."""
    at = 0
    while at < len(raw):
        theta, spread = _ability(b, float(raw[at]))
        middle = min(float(raw[at]) + 1.5 * spread, float(raw[-1]))
        further, further_spread = _ability(b, middle)
        if middle - raw[at] <= _REACH * further_spread:
            theta, spread = further, further_spread
        else:
            middle = float(raw[at])
        to = max(at + 1, int(np.searchsorted(raw, middle + _REACH * spread, side="right")))
        yield theta, slice(at, to)
        at = to


def _ability(b: Floats, expected: float) -> tuple[float, float]:
    """The ability with this expected number right, and the number's standard deviation there."""
    low, high = float(b.min()) - 40.0, float(b.max()) + 40.0
    theta = 0.5 * (low + high)
    for _ in range(100):
        p = logistic(theta - b)
        off, variance = expected - float(p.sum()), float((p * (1 - p)).sum())
        if abs(off) < 1e-6:
            break
        low, high = (theta, high) if off > 0 else (low, theta)
        newton = theta + off / max(variance, 1e-12)
        theta = newton if low < newton < high else 0.5 * (low + high)
    p = logistic(theta - b)
    return theta, float(np.sqrt((p * (1 - p)).sum()))


def _centred_inverse(information: Floats) -> Floats | None:
    """Pseudo-inverse of an information that does not know the mean of b; `None` where it does not know more."""
    size = len(information)
    level = float(np.trace(information)) / size
    inverse = positive_inverse(information + level / size)
    return None if inverse is None else inverse - 1 / (level * size)
