"""How well pass and fail are told apart: Lee (2010) and Rudner (2001, 2005) from a model.

What observed scores alone say (Livingston and Lewis 1995) stands in `beta_binomial`. No form or scale here: the
callers say what the chances of passing are, or which items and which cut.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.form_table import Classification
from cehrs_desktop.psychometrics.population import normal_points
from cehrs_desktop.psychometrics.raw_scores import raw_score_distributions, right_probabilities
from cehrs_desktop.psychometrics.scoring import passing_raw

Floats = NDArray[np.float64]


def decisions(pass_chance: Floats, masters: NDArray[np.bool_], weights: Floats) -> Classification:
    """Sum up decisions over a population, from the chance of passing at each of its points.

    `masters` are the points whose true level is a pass, `weights` their shares of the population (sum 1).
    Consistency is that of two forms that are independent given the ability; kappa is Cohen's (1960).
    """
    passing = float(weights @ pass_chance)
    false_pass = float(weights @ np.where(masters, 0.0, pass_chance))
    false_fail = float(weights @ np.where(masters, 1.0 - pass_chance, 0.0))
    consistency = float(weights @ (pass_chance**2 + (1.0 - pass_chance) ** 2))
    chance = passing**2 + (1.0 - passing) ** 2
    return Classification(
        accuracy=1.0 - false_pass - false_fail,
        consistency=consistency,
        # Where everybody passes or everybody fails there is nothing beyond chance.
        kappa=(consistency - chance) / (1.0 - chance) if chance < 1.0 else 0.0,
        false_pass=false_pass,
        false_fail=false_fail,
    )


def lee(difficulties: Floats, theta_cut: float, *, mean: float = 0.0, sd: float = 1.0) -> Classification:
    """Lee's (2010) indices for a form of Rasch items over N(mean, sd^2), exact for the number right.

    True level: the expected score at the ability against the expected score at `theta_cut`, which under Rasch is
    the ability against `theta_cut`. Decision: raw score of at least that expected score, rounded up.
    """
    theta, weights = normal_points(mean, sd, splits=(theta_cut,))
    raw_cut = float(right_probabilities(np.array([theta_cut]), difficulties).sum())
    distribution = raw_score_distributions(right_probabilities(theta, difficulties))
    return decisions(distribution[:, passing_raw(raw_cut) :].sum(axis=1), theta >= theta_cut, weights)


def rudner(difficulties: Floats, theta_cut: float, *, mean: float = 0.0, sd: float = 1.0) -> Classification:
    """Rudner's (2001, 2005) indices: estimates lie normally about the ability with 1 / sqrt(information)."""
    theta, weights = normal_points(mean, sd, splits=(theta_cut,))
    chances = right_probabilities(theta, difficulties)
    information = (chances * (1.0 - chances)).sum(axis=1)
    return decisions(normal_pass_chance(theta, 1.0 / np.sqrt(information), theta_cut), theta >= theta_cut, weights)


def normal_pass_chance(theta: Floats, errors: Floats, theta_cut: float) -> Floats:
    """P(estimate >= theta_cut) for estimates distributed N(theta, errors^2)."""
    distances = ((theta_cut - theta) / (errors * math.sqrt(2.0))).tolist()
    return np.array([0.5 * math.erfc(distance) for distance in distances])
