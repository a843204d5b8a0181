"""From a prepared design to estimates on the reported scale (a, b, population) with standard errors.

One function for each way of estimating. What was left out before, and item fit, are not its business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cehrs_desktop.psychometrics.estimation.common_slope import CommonSlope, Priors
from cehrs_desktop.psychometrics.estimation.conditional import conditional_fit
from cehrs_desktop.psychometrics.estimation.design import Design, EstimationError
from cehrs_desktop.psychometrics.estimation.free_slopes import FreeSlopes
from cehrs_desktop.psychometrics.estimation.maximise import maximise
from cehrs_desktop.psychometrics.estimation.population import fit_population
from cehrs_desktop.psychometrics.estimation.quadrature import Floats

_FLAT = 1e-6
"""A slope this small has no difficulty to speak of."""


@dataclass(frozen=True, slots=True)
class Search:
    """How to look for the maximum: `tolerance` in standard errors, `spacing` of the quadrature nodes in narrowest
    posterior standard deviations."""

    max_iterations: int = 500
    tolerance: float = 1e-4
    spacing: float = 0.5


@dataclass(frozen=True, slots=True)
class Estimates:
    """Parameters of n items, on the scale where abilities are normal with `mean` and `sd`.

    Arrays have one entry an item, not a number where there is no finite value; so are the standard errors of what is
    fixed by definition. `loglik` is marginal or (cml) conditional; `log_posterior` adds the log prior up to a constant.
    `parameters` counts the free ones. `left`: the Newton step that remains, in standard errors; `trouble` says why
    `converged` is not true.
    """

    a: Floats
    b: Floats
    se_a: Floats
    se_b: Floats
    mean: float
    sd: float
    se_mean: float
    se_sd: float
    loglik: float
    log_posterior: float | None
    parameters: int
    converged: bool
    iterations: int
    left: float
    trouble: str


def rasch(design: Design, search: Search) -> Estimates:
    """Rasch model by marginal maximum likelihood: a = 1, population mean 0, its standard deviation estimated."""
    likelihood = CommonSlope(design)
    end = maximise(likelihood, likelihood.start(), search.max_iterations, search.tolerance, search.spacing)
    ones = np.ones(len(design.columns))
    errors = _errors(end.covariance, len(ones) + 1)
    return Estimates(
        a=ones,
        b=-end.point.parameters[:-1],
        se_a=np.nan * ones,
        se_b=errors[:-1],
        mean=0.0,
        sd=abs(float(end.point.parameters[-1])),
        se_mean=np.nan,
        se_sd=float(errors[-1]),
        loglik=end.point.loglik,
        log_posterior=None,
        parameters=len(ones) + 1,
        converged=end.converged,
        iterations=end.iterations,
        left=end.left,
        trouble=end.trouble,
    )


def one_parameter(design: Design, search: Search) -> Estimates:
    """The same likelihood on the scale of a standard normal population: one discrimination for all items."""
    likelihood = CommonSlope(design)
    end = maximise(likelihood, likelihood.start(), search.max_iterations, search.tolerance, search.spacing)
    count = len(design.columns)
    a = np.full(count, abs(float(end.point.parameters[-1])))
    covariance = _known(end.covariance, count + 1)
    variances = np.diagonal(covariance)
    sign = np.sign(end.point.parameters[-1])
    b, se_b = _difficulties(
        end.point.parameters[:-1], a, variances[:-1], sign * covariance[:-1, -1], np.full(count, variances[-1])
    )
    return Estimates(
        a=a,
        b=b,
        se_a=np.full(count, np.sqrt(variances[-1])),
        se_b=se_b,
        mean=0.0,
        sd=1.0,
        se_mean=np.nan,
        se_sd=np.nan,
        loglik=end.point.loglik,
        log_posterior=None,
        parameters=count + 1,
        converged=end.converged,
        iterations=end.iterations,
        left=end.left,
        trouble=end.trouble,
    )


def rasch_with_priors(
    design: Design, names: tuple[str, ...], given: Mapping[str, tuple[float, float]], search: Search
) -> Estimates:
    """Rasch model, maximum a posteriori: b ~ N(b0, tau^2) for the items in `given`, population mean and sd estimated.

    Raises `EstimationError` where no item has a prior: nothing would hold the origin.
    """
    precisions = np.array([1 / given[name][1] ** 2 if name in given else 0.0 for name in names])
    means = np.array([given[name][0] if name in given else 0.0 for name in names])
    if not precisions.any():
        raise EstimationError("None of the items has a prior, and the priors hold the origin of the scale.")
    priors = Priors(means, precisions)
    likelihood = CommonSlope(design, priors)
    end = maximise(likelihood, likelihood.start(), search.max_iterations, search.tolerance, search.spacing)
    intercepts = end.point.parameters[:-1]
    covariance = _known(end.covariance, len(names) + 1)
    ones = np.ones(len(names))
    # b = mu - d; given d, mu is normal around (shares of the priors) . (b0 + d) with variance 1 / (sum of precisions)
    shares = precisions / precisions.sum()
    pull = np.outer(ones, shares) - np.eye(len(names))
    spread = covariance[:-1, :-1]
    mean = priors.mean_of_population(intercepts)
    return Estimates(
        a=ones,
        b=mean - intercepts,
        se_a=np.nan * ones,
        se_b=np.sqrt(np.einsum("ij,ij->i", pull @ spread, pull) + 1 / precisions.sum()),
        mean=mean,
        sd=abs(float(end.point.parameters[-1])),
        se_mean=float(np.sqrt(shares @ spread @ shares + 1 / precisions.sum())),
        se_sd=float(np.sqrt(covariance[-1, -1])),
        loglik=end.point.loglik,
        log_posterior=end.point.objective,
        parameters=len(names) + 2,
        converged=end.converged,
        iterations=end.iterations,
        left=end.left,
        trouble=end.trouble,
    )


def two_parameter(design: Design, names: tuple[str, ...], search: Search) -> Estimates:
    """Two-parameter logistic model by marginal maximum likelihood, population mean 0 and sd 1."""
    likelihood = FreeSlopes(design, names)
    end = maximise(likelihood, likelihood.start(), search.max_iterations, search.tolerance, search.spacing)
    intercepts, slopes = np.split(end.point.parameters, 2)
    # theta and -theta serve equally well; up is where most items discriminate
    sign = -1.0 if slopes.sum() < 0 else 1.0
    count = len(slopes)
    covariance = _known(end.covariance, 2 * count)
    by_d, by_a = np.split(np.diagonal(covariance), 2)
    mixed = sign * np.diagonal(covariance[:count, count:])
    b, se_b = _difficulties(intercepts, sign * slopes, by_d, mixed, by_a)
    return Estimates(
        a=sign * slopes,
        b=b,
        se_a=np.sqrt(by_a),
        se_b=se_b,
        mean=0.0,
        sd=1.0,
        se_mean=np.nan,
        se_sd=np.nan,
        loglik=end.point.loglik,
        log_posterior=None,
        parameters=2 * count,
        converged=end.converged,
        iterations=end.iterations,
        left=end.left,
        trouble=end.trouble,
    )


def rasch_conditional(design: Design, search: Search) -> Estimates:
    """Rasch model by conditional maximum likelihood, mean of b at 0; the population is fitted afterwards, b held."""
    end = conditional_fit(design, max_iterations=search.max_iterations, tolerance=search.tolerance)
    mean, sd = fit_population(design, end.difficulties)
    ones = np.ones(len(end.difficulties))
    return Estimates(
        a=ones,
        b=end.difficulties,
        se_a=np.nan * ones,
        se_b=_errors(end.covariance, len(ones)),
        mean=mean,
        sd=sd,
        se_mean=np.nan,
        se_sd=np.nan,
        loglik=end.loglik,
        log_posterior=None,
        parameters=len(ones) - 1,
        converged=end.converged,
        iterations=end.iterations,
        left=end.left,
        trouble=end.trouble,
    )


def _known(covariance: Floats | None, size: int) -> Floats:
    return np.full((size, size), np.nan) if covariance is None else covariance


def _errors(covariance: Floats | None, size: int) -> Floats:
    return np.sqrt(np.diagonal(_known(covariance, size)))


def _difficulties(
    intercepts: Floats, slopes: Floats, by_d: Floats, mixed: Floats, by_a: Floats
) -> tuple[Floats, Floats]:
    """Difficulty -d / a and its standard error by the delta method, from variances of d and a and their covariances."""
    flat = np.abs(slopes) < _FLAT
    slopes = np.where(flat, np.nan, slopes)
    b = -intercepts / slopes
    return b, np.sqrt(np.maximum(0.0, by_d + 2 * b * mixed + b**2 * by_a)) / np.abs(slopes)
