"""The practice score of answers that are not in blueprint proportion: each domain's ability, then the blueprint's mix.

The ability over all items corrects for their difficulty and not for their content; this does both, as far as a
common correlation between domains is known. Answers of several sittings may be put together. A proportional form is
scored by its table and needs none of this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.parameters import ParameterSet
from cehrs_desktop.psychometrics.raw_scores import right_probabilities
from cehrs_desktop.psychometrics.scoring import HIGHEST, LOWEST, PASS_LINE
from cehrs_desktop.psychometrics.tables import DOMAIN_CORRELATION

Floats = NDArray[np.float64]

FEWEST_ITEMS = 3
"""Items a domain must have for a composite; with fewer, the prior would speak for it."""

_GRID = np.linspace(-7.0, 7.0, 281)


@dataclass(frozen=True, slots=True)
class DomainAbility:
    """One domain's posterior mean and standard deviation (logits), from `right` of `count` answers and the others."""

    domain: str
    right: int
    count: int
    theta: float
    theta_sd: float


@dataclass(frozen=True, slots=True)
class Composite:
    """What unproportional answers say about the blueprint's whole.

    `true_score` is the expected number right on the reference form, `score` that on the practice scale (unrounded);
    the `_error` fields are their standard errors by the delta method. They are `None` when `missing` names domains
    with fewer than 3 answers: then the answers speak only for `domains`. `weighted_share` and `weighted_share_error`
    are the plain check value, the blueprint's mix of the shares right, which corrects for no difficulty; `None` when
    a domain has no answer.
    """

    domains: tuple[DomainAbility, ...]
    missing: tuple[str, ...]
    true_score: float | None
    true_score_error: float | None
    score: float | None
    score_error: float | None
    weighted_share: float | None
    weighted_share_error: float | None


def reference_domains(parameters: ParameterSet, counts: Sequence[tuple[str, int]]) -> dict[str, tuple[float, ...]]:
    """The reference form's difficulties by domain, where it is kept in blueprint order: `(domain, items)` in turn.

    Raises `ValueError` unless the counts add up to the reference form.
    """
    if sum(count for _, count in counts) != len(parameters.reference):
        raise ValueError(f"the domains' counts do not add up to the {len(parameters.reference)} reference items")
    found: dict[str, tuple[float, ...]] = {}
    start = 0
    for domain, count in counts:
        found[domain] = parameters.reference[start : start + count]
        start += count
    return found


def composite(
    answers: Sequence[tuple[str, float, bool]],
    parameters: ParameterSet,
    reference: Mapping[str, Sequence[float]],
    *,
    correlation: float = DOMAIN_CORRELATION,
    weights: Mapping[str, float] | None = None,
) -> Composite:
    """Score `(domain, difficulty in logits, right)` answers against the reference form's domains.

    Abilities have a normal prior with unit variances and the common `correlation`. `weights` are the blueprint's
    (sum 1), by default the domains' shares of the reference form. Raises `ValueError` for a correlation that is not
    from 0 to 1, or an answer in a domain that the reference form does not have.
    """
    if not 0.0 <= correlation <= 1.0:
        raise ValueError(f"a correlation of {correlation} between domains is not from 0 to 1")
    if unknown := {domain for domain, _, _ in answers} - set(reference):
        raise ValueError(f"the reference form has no domain {', '.join(sorted(unknown))}")
    total = sum(len(own) for own in reference.values())
    shares = {domain: weights[domain] if weights else len(own) / total for domain, own in reference.items()}
    means, covariance = domain_posterior(answers, tuple(reference), correlation)
    domains: list[DomainAbility] = []
    for place, domain in enumerate(reference):
        own = [right for name, _, right in answers if name == domain]
        sd = float(np.sqrt(covariance[place, place]))
        domains.append(DomainAbility(domain, sum(own), len(own), float(means[place]), sd))
    missing = tuple(one.domain for one in domains if one.count < FEWEST_ITEMS)
    share, share_error = _weighted_share(domains, shares)
    if missing:
        return Composite(tuple(domains), missing, None, None, None, None, share, share_error)
    true_score, gradient = 0.0, np.zeros(len(domains))
    for place, one in enumerate(domains):
        chances = right_probabilities(means[place : place + 1], np.array(reference[one.domain]))
        true_score += total * shares[one.domain] * float(chances.mean())
        gradient[place] = total * shares[one.domain] * float((chances * (1.0 - chances)).mean())
    error = float(np.sqrt(gradient @ covariance @ gradient))
    # The cut of the same mix of domains, so that somebody at the pass line in every domain stands at 390.
    at_cut = np.array([parameters.theta_cut])
    cut = sum(
        total * shares[name] * float(right_probabilities(at_cut, np.array(own)).mean())
        for name, own in reference.items()
    )
    slope = (HIGHEST - PASS_LINE) / (total - cut) if true_score >= cut else (PASS_LINE - LOWEST) / cut
    score = PASS_LINE + slope * (true_score - cut)
    return Composite(tuple(domains), (), true_score, error, score, slope * error, share, share_error)


def domain_posterior(
    answers: Sequence[tuple[str, float, bool]], domains: Sequence[str], correlation: float
) -> tuple[Floats, Floats]:
    """Means and covariances of the domains' abilities given the answers, under the prior of `composite`.

    theta_d = sqrt(rho) g + sqrt(1 - rho) e_d with independent standard normals: given the general ability g the
    domains are independent, so one sum over g of sums over each theta_d is exact but for the grid's step (.05).
    """
    prior = np.exp(-0.5 * _GRID**2)
    kernel = _kernel(correlation)
    general = prior.copy()
    first: list[Floats] = []
    second: list[Floats] = []
    for domain in domains:
        difficulties = np.array([b for name, b, _ in answers if name == domain], dtype=np.float64)
        right = sum(hit for name, _, hit in answers if name == domain)
        # log(1 + e^(t - b)), without overflow.
        logs = right * _GRID - np.logaddexp(0.0, _GRID[:, None] - difficulties[None, :]).sum(axis=1)
        likelihood = np.exp(logs - logs.max())
        mass = kernel @ likelihood
        # Where a general ability cannot have given these answers at all, its conditional moments do not matter.
        safe = np.maximum(mass, 1e-290)
        first.append(kernel @ (likelihood * _GRID) / safe)
        second.append(kernel @ (likelihood * _GRID**2) / safe)
        general = general * mass
        general /= general.max()
    general /= general.sum()
    conditional = np.array(first)
    means = conditional @ general
    products = (conditional * general) @ conditional.T
    np.fill_diagonal(products, np.array(second) @ general)
    return means, products - np.outer(means, means)


def _kernel(correlation: float) -> Floats:
    """P(theta_d | g) on the grid: one row for each g, rows sum to 1."""
    spread = np.sqrt(1.0 - correlation)
    # Domains this much alike are one ability at the grid's step.
    if spread < 0.03:
        return np.eye(len(_GRID))
    density = np.exp(-0.5 * ((_GRID[None, :] - np.sqrt(correlation) * _GRID[:, None]) / spread) ** 2)
    return density / density.sum(axis=1, keepdims=True)


def _weighted_share(
    domains: Sequence[DomainAbility], weights: Mapping[str, float]
) -> tuple[float | None, float | None]:
    if any(one.count == 0 for one in domains):
        return None, None
    shares = [(weights[one.domain], one.right / one.count, one.count) for one in domains]
    variance = sum(w * w * p * (1.0 - p) / n for w, p, n in shares)
    return sum(w * p for w, p, _ in shares), variance**0.5
