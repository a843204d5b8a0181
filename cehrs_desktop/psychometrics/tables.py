"""Makes the table of a form: everything that scoring needs later, worked out at once in some milliseconds.

Reports and exams only look these numbers up (`form_table`, `scoring.outcome_of`) and load no numpy for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.classification import lee, rudner
from cehrs_desktop.psychometrics.form_table import FormTable
from cehrs_desktop.psychometrics.parameters import ParameterSet
from cehrs_desktop.psychometrics.population import smooth_points
from cehrs_desktop.psychometrics.raw_scores import (
    abilities_of,
    raw_score_distributions,
    right_probabilities,
    weighted_abilities,
)
from cehrs_desktop.psychometrics.scoring import HIGHEST, LOWEST, PASS_LINE
from cehrs_desktop.psychometrics.subscores import domain_tables

Floats = NDArray[np.float64]

DOMAIN_CORRELATION = 0.9
"""Assumed correlation between the abilities of two domains until data say otherwise: domains of health
certifications usually correlate above .85."""


def form_table(
    items: Sequence[tuple[str, float]],
    parameters: ParameterSet,
    *,
    domain_correlation: float = DOMAIN_CORRELATION,
    population_mean: float = 0.0,
    population_sd: float = 1.0,
) -> FormTable:
    """The score table of a form from its scored items, `(domain, difficulty in logits)` in form order.

    theta: maximum likelihood, with Warm's (1989) weighted likelihood estimate where nothing or everything is right,
    which has no other; its standard error 1 / sqrt(information there).
    Scaled score: the true score R on the reference form at that ability, on two straight lines through (0, 200),
    (c, 390) and (n, 500), c the reference form's raw cut; nothing right is 200 and all right is 500 on every form.
    Its standard error: the standard deviation of the scores under the raw distribution at that ability (Kolen, Hanson
    and Brennan 1992).
    Reliability: variance of the true number right over that of the observed one in the population
    N(population_mean, population_sd^2), which classification and domains refer to as well. Domains in the order of
    their names.

    Raises `ValueError` for a form without items.
    """
    if not items:
        raise ValueError("a form without scored items has no table")
    difficulties = np.array([b for _, b in items], dtype=np.float64)
    count = len(items)
    # The ends have no ability; their error is taken half a point inside.
    inside = np.clip(np.arange(count + 1, dtype=np.float64), 0.5, count - 0.5)
    at_raw = abilities_of(inside, difficulties)
    scaled = _scaled(at_raw, parameters)
    scaled[0], scaled[-1] = LOWEST, HIGHEST
    distribution = raw_score_distributions(right_probabilities(at_raw, difficulties))
    mean = distribution @ scaled
    csem = np.sqrt((distribution * (scaled[None, :] - mean[:, None]) ** 2).sum(axis=1))
    theta = at_raw.copy()
    theta[[0, -1]] = weighted_abilities(np.array([0.0, float(count)]), difficulties)
    cut = parameters.theta_cut
    names = sorted({domain for domain, _ in items})
    domains = [(name, np.array([b for domain, b in items if domain == name])) for name in names]
    population = {"mean": population_mean, "sd": population_sd}
    return FormTable(
        parameters_version=parameters.version,
        difficulties=tuple(difficulties.tolist()),
        raw_cut=float(right_probabilities(np.array([cut]), difficulties).sum()),
        theta=tuple(theta.tolist()),
        theta_csem=tuple((1.0 / np.sqrt(_information(theta, difficulties))).tolist()),
        scaled=tuple(scaled.tolist()),
        csem=tuple(csem.tolist()),
        reliability=reliability(difficulties, **population),
        lee=lee(difficulties, cut, **population),
        rudner=rudner(difficulties, cut, **population),
        domains=domain_tables(domains, cut, domain_correlation, **population),
        domain_correlation=domain_correlation,
    )


def reliability(difficulties: Floats, *, mean: float = 0.0, sd: float = 1.0) -> float:
    """Variance of the true number right over that of the observed one, for Rasch items over N(mean, sd^2)."""
    theta, weights = smooth_points(mean, sd)
    chances = right_probabilities(theta, difficulties)
    expected = chances.sum(axis=1)
    true = float(weights @ expected**2) - float(weights @ expected) ** 2
    return true / (true + float(weights @ (chances * (1.0 - chances)).sum(axis=1)))


def _information(theta: Floats, difficulties: Floats) -> Floats:
    chances = right_probabilities(theta, difficulties)
    return (chances * (1.0 - chances)).sum(axis=1)


def _scaled(theta: Floats, parameters: ParameterSet) -> Floats:
    """The practice score at these abilities: two straight lines through the reference form's true score."""
    reference = np.array(parameters.reference, dtype=np.float64)
    true = right_probabilities(theta, reference).sum(axis=1)
    cut = float(right_probabilities(np.array([parameters.theta_cut]), reference).sum())
    above: Floats = PASS_LINE + (HIGHEST - PASS_LINE) * (true - cut) / (len(reference) - cut)
    below: Floats = PASS_LINE - (PASS_LINE - LOWEST) * (cut - true) / cut
    return np.where(true >= cut, above, below)
