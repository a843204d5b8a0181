"""What a domain's own score adds to the total: Haberman's (2008) comparison and the augmented estimate.

Two ways to the same moments: from a model before there are data (Rasch items, abilities of the domains normal with
one common correlation), and from responses (reliabilities by Cronbach's alpha). Shares right, from 0 to 1, throughout;
no practice score and no pass line is ever made for a domain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.form_table import DomainTable
from cehrs_desktop.psychometrics.internal_consistency import consistency
from cehrs_desktop.psychometrics.population import hermite_functions, smooth_points
from cehrs_desktop.psychometrics.raw_scores import right_probabilities
from cehrs_desktop.psychometrics.responses import RIGHT

Floats = NDArray[np.float64]

FEWEST_PERSONS = 200
"""Persons below which covariances between domains are too loose to rest words on."""


@dataclass(frozen=True, slots=True, eq=False)
class DomainMoments:
    """Means, covariances of true shares and error variances of domain scores; one entry a domain.

    `true` is domains by domains, of the true shares; `error` holds the error variances of the observed shares.
    """

    counts: Floats
    mean: Floats
    true: Floats
    error: Floats


@dataclass(frozen=True, slots=True)
class Augmented:
    """The regression of one domain's true share on its own and the total share right, and what each is worth.

    The estimate is ``mean + own * (own share - mean) + total * (total share - total_mean)`` with standard error
    `error`; ``mean + on_total * (total share - total_mean)`` is what the total alone says. `prmse_own`, `prmse_total`,
    `prmse_both`: proportional reductions of mean squared error (0 to 1) when the true share is estimated from the own
    score alone, from the total alone, or from both.
    """

    mean: float
    total_mean: float
    own: float
    total: float
    error: float
    on_total: float
    prmse_own: float
    prmse_total: float
    prmse_both: float

    @property
    def own_is_worth_more(self) -> bool:
        """Haberman's rule: the domain's own score says more about it than the total score does."""
        return self.prmse_own > self.prmse_total


def model_moments(
    difficulties: Sequence[Floats], correlation: float, *, mean: float = 0.0, sd: float = 1.0
) -> DomainMoments:
    """Moments of the domain scores on Rasch items, abilities N(mean, sd^2) with a common correlation between domains.

    The covariance of two functions of correlated normals is the sum over k of correlation^k times the product of
    their Hermite coefficients (Mehler's formula), so that one-dimensional quadrature is all that is needed.
    """
    if not 0.0 <= correlation <= 1.0:
        raise ValueError(f"a correlation of {correlation} between domains is not from 0 to 1")
    theta, weights = smooth_points(mean, sd)
    shares: list[Floats] = []
    errors: list[float] = []
    for own in difficulties:
        chances = right_probabilities(theta, own)
        shares.append(chances.mean(axis=1))
        errors.append(float(weights @ (chances * (1.0 - chances)).sum(axis=1)) / len(own) ** 2)
    curves = np.array(shares)
    coefficients = (curves * weights) @ hermite_functions(len(theta)).T
    beyond = coefficients[:, 1:]
    powers = correlation ** np.arange(1, len(theta))
    true = (beyond * powers) @ beyond.T
    np.fill_diagonal(true, (beyond**2).sum(axis=1))
    return DomainMoments(
        np.array([float(len(own)) for own in difficulties]), coefficients[:, 0], true, np.array(errors)
    )


def response_moments(scores: NDArray[np.int8], domains: Sequence[str]) -> tuple[tuple[str, ...], DomainMoments]:
    """The same from right (1) and wrong (0) answers, persons by items; `domains` names the domain of each item.

    Error variances are (1 - alpha) times the variance of the domain's score. Returns the domains' names in order.
    Raises `ValueError` with the reason in words for fewer than 200 persons, or a domain without a reliability.
    """
    if len(scores) < FEWEST_PERSONS:
        raise ValueError(f"{len(scores)} persons are too few for it: it needs at least {FEWEST_PERSONS}")
    names = tuple(sorted(set(domains)))
    places = [np.array([n for n, domain in enumerate(domains) if domain == name]) for name in names]
    hits = scores == RIGHT
    shares = np.array([hits[:, own].mean(axis=1) for own in places])
    observed = np.atleast_2d(np.cov(shares))
    errors: list[float] = []
    for name, own, variance in zip(names, places, np.diag(observed).tolist(), strict=True):
        alpha = consistency(hits[:, own].T, np.ones(len(scores))).alpha
        if alpha is None or not 0.0 < alpha < 1.0:
            raise ValueError(f"domain {name} has too few items or too little variance for a reliability")
        errors.append((1.0 - alpha) * variance)
    error = np.array(errors)
    true = observed - np.diag(error)
    return names, DomainMoments(np.array([float(len(own)) for own in places]), shares.mean(axis=1), true, error)


def augmented(moments: DomainMoments) -> list[Augmented]:
    """Haberman's (2008) three estimates of each domain's true share and how far each is to be trusted."""
    weights = moments.counts / moments.counts.sum()
    true_with_total = moments.true @ weights
    total_true = float(weights @ true_with_total)
    total_observed = total_true + float(weights**2 @ moments.error)
    found: list[Augmented] = []
    for place, true in enumerate(np.diag(moments.true).tolist()):
        error, weight = float(moments.error[place]), float(weights[place])
        observed, with_total = true + error, float(true_with_total[place])
        # The error of the own score is in the total too.
        together = with_total + weight * error
        divisor = observed * total_observed - together**2
        if divisor <= 1e-12 * observed * total_observed:
            # The domain is the whole form.
            own, total = true / observed, 0.0
        else:
            own = (true * total_observed - with_total * together) / divisor
            total = (with_total * observed - true * together) / divisor
        explained = own * true + total * with_total
        found.append(
            Augmented(
                mean=float(moments.mean[place]),
                total_mean=float(weights @ moments.mean),
                own=own,
                total=total,
                error=max(0.0, true - explained) ** 0.5,
                on_total=with_total / total_observed,
                prmse_own=true / observed,
                prmse_total=with_total**2 / (true * total_observed),
                prmse_both=explained / true,
            )
        )
    return found


def domain_tables(
    domains: Sequence[tuple[str, Floats]],
    theta_cut: float,
    correlation: float,
    *,
    mean: float = 0.0,
    sd: float = 1.0,
) -> tuple[DomainTable, ...]:
    """The domains of a form table from their names and difficulties (logits), in the order given."""
    estimates = augmented(model_moments([own for _, own in domains], correlation, mean=mean, sd=sd))
    at_cut = np.array([theta_cut])
    return tuple(
        DomainTable(name, len(own), float(right_probabilities(at_cut, own).mean()), **asdict(estimate))
        for (name, own), estimate in zip(domains, estimates, strict=True)
    )
