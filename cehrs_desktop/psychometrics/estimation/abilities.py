"""Abilities of persons when the item parameters are known: EAP, maximum likelihood, and Warm's weighted likelihood.

Estimates nothing about items. Everything is on the scale of the item parameters: logit P = a (theta - b) = a theta + d.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation.design import row_blocks
from cehrs_desktop.psychometrics.estimation.posterior import Rows, blocks
from cehrs_desktop.psychometrics.estimation.quadrature import (
    Floats,
    grid_of_spacing,
    log_one_plus_exp,
    logistic,
    needed_spacing,
)

_FARTHEST = 60.0
_LONGEST_STEP = 2.0
_CLOSE = 1e-9
_NEWTON_ROUNDS = 25
"""What has not settled by then (a step in a nearly flat function) is halved in."""
_BLOCK_CELLS = 1 << 18


@dataclass(frozen=True, slots=True)
class Scored:
    """R persons as far as ability is concerned: `scores` (R) the slopes of the items they have right, summed; `forms`
    (G x n, 0/1) the items that were given together, and `form` (R) which of them each person had."""

    scores: Floats
    forms: Floats
    form: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Abilities:
    """`theta` and its standard error `se` for each person; not a number where there is no finite estimate."""

    theta: Floats
    se: Floats


def scored(right: NDArray[np.uint8], forms: Floats, form: NDArray[np.intp], slopes: Floats) -> Scored:
    """Scores from 0/1 answers, R x n (0 where not given)."""
    if len(slopes) and np.all(slopes == slopes[0]):
        return Scored(slopes[0] * right.sum(axis=1, dtype=np.int64), forms, form)
    parts = [right[part].astype(np.float64) @ slopes for part in row_blocks(*right.shape)]
    return Scored(np.concatenate(parts) if parts else np.empty(0), forms, form)


def expected_a_posteriori(persons: Scored, slopes: Floats, intercepts: Floats, mean: float, sd: float) -> Abilities:
    """Posterior mean and standard deviation under a normal population (Bock and Mislevy 1982). Always finite."""
    distinct, where = _distinct(persons)
    unit_slopes, unit_intercepts = slopes * sd, intercepts + slopes * mean
    grid = grid_of_spacing(needed_spacing(unit_slopes, unit_intercepts))
    sums = distinct.forms @ log_one_plus_exp(np.multiply.outer(unit_slopes, grid.nodes) + unit_intercepts[:, None])
    rows = Rows(distinct.scores * sd, np.ones(len(distinct.scores)), distinct.form)
    theta, se = np.empty(len(distinct.scores)), np.empty(len(distinct.scores))
    for part, joint, _ in blocks(rows, sums, grid):
        total = joint.sum(axis=1)
        z = (joint @ grid.nodes) / total
        theta[part] = mean + sd * z
        se[part] = sd * np.sqrt(np.maximum(0.0, (joint @ grid.nodes**2) / total - z**2))
    return Abilities(theta[where], se[where])


def maximum_likelihood(persons: Scored, slopes: Floats, intercepts: Floats) -> Abilities:
    """Root of sum a (x - P) = 0, standard error from the test information there.

    Not a number for a person whose every answer points the same way, such as all right.
    """
    highest = (persons.forms @ np.maximum(slopes, 0.0))[persons.form]
    lowest = (persons.forms @ np.minimum(slopes, 0.0))[persons.form]
    slack = 1e-12 * (highest - lowest)
    finite = (persons.scores < highest - slack) & (persons.scores > lowest + slack)
    return _root(persons, slopes, intercepts, finite, weighted=False)


def weighted_likelihood(persons: Scored, slopes: Floats, intercepts: Floats) -> Abilities:
    """Root of sum a (x - P) + J / (2 I) = 0, J = sum a^3 P Q (1 - 2 P) (Warm 1989). Finite also at all right."""
    finite = (persons.forms.sum(axis=1) > 0)[persons.form]
    return _root(persons, slopes, intercepts, finite, weighted=True)


def _distinct(persons: Scored) -> tuple[Scored, NDArray[np.intp]]:
    """Persons of one form and score stand together, forms ascending; and where each person went."""
    kept, where = np.unique(persons.form + 1j * persons.scores, return_inverse=True)
    return Scored(kept.imag.copy(), persons.forms, kept.real.astype(np.intp)), where


def _root(
    persons: Scored, slopes: Floats, intercepts: Floats, finite: NDArray[np.bool_], *, weighted: bool
) -> Abilities:
    """Newton's method with the Fisher information, kept inside a shrinking bracket; all persons at once."""
    distinct, where = _distinct(Scored(persons.scores[finite], persons.forms, persons.form[finite]))
    count = len(distinct.scores)
    theta, se = np.zeros(count), np.full(count, np.nan)
    low, high = np.full(count, -_FARTHEST), np.full(count, _FARTHEST)
    todo = np.arange(count)
    rounds = 0
    while len(todo):
        rounds += 1
        kept: list[NDArray[np.intp]] = []
        for part in row_blocks(len(todo), len(slopes), _BLOCK_CELLS):
            who = todo[part]
            given = distinct.forms if len(distinct.forms) == 1 else distinct.forms[distinct.form[who]]
            at = theta[who]
            value, information = _estimating_function(
                distinct.scores[who], at, given, slopes, intercepts, weighted=weighted
            )
            low[who] = np.where(value > 0, at, low[who])
            high[who] = np.where(value > 0, high[who], at)
            proposed = at + np.clip(value / np.maximum(information, 1e-300), -_LONGEST_STEP, _LONGEST_STEP)
            outside = (proposed < low[who]) | (proposed > high[who]) | (rounds > _NEWTON_ROUNDS)
            proposed = np.where(outside, 0.5 * (low[who] + high[who]), proposed)
            theta[who] = proposed
            se[who] = 1.0 / np.sqrt(np.maximum(information, 1e-300))
            kept.append(who[np.abs(proposed - at) > _CLOSE])
        todo = np.concatenate(kept)
    all_theta, all_se = np.full(len(persons.scores), np.nan), np.full(len(persons.scores), np.nan)
    all_theta[finite], all_se[finite] = theta[where], se[where]
    return Abilities(all_theta, all_se)


def _estimating_function(
    scores: Floats, theta: Floats, given: Floats, slopes: Floats, intercepts: Floats, *, weighted: bool
) -> tuple[Floats, Floats]:
    """The function whose root is sought, and the test information, at each person's theta."""
    p = logistic(np.multiply.outer(theta, slopes) + intercepts)
    spread = p * (1 - p)
    if len(given) > 1:
        p = p * given
        spread *= given
    value = scores - p @ slopes
    information = spread @ slopes**2
    if weighted:
        skew = (spread * (1 - 2 * p)) @ slopes**3
        value = value + skew / np.maximum(2 * information, 1e-300)
    return value, information
