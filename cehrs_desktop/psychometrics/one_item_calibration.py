"""The difficulty of single items against a test whose difficulties are taken as known: what pretest items need.

Rasch, with the other items' rated difficulties as anchors, a normal population estimated from them, and the item's own
rating as prior: one marginal likelihood with one unknown an item. The whole bank at once is the business of
`estimation`; the anchors' own errors are not carried here, they average out over a test (a random error of .5 in each
of 100 items moves abilities by about .06).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.responses import NOT_GIVEN, RIGHT, Responses

_THETA: NDArray[np.float64] = np.linspace(-6.0, 6.0, 161)
_LARGEST_STEP, _TOLERANCE, _ROUNDS = 1.0, 1e-8, 100
_FARTHEST = 12.0
"""A difficulty from responses alone that lies farther out, in logits, is none."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """An item's difficulty in logits.

    `b0` and `tau` are the rating's prior. `b` is the posterior mode and `se` its standard error; `b_data` and
    `se_data` are of the responses alone (`None` when all or none of them are right, or all but).
    """

    b0: float
    tau: float
    b: float
    se: float
    b_data: float | None
    se_data: float | None

    @property
    def displacement(self) -> float | None:
        """How far the responses are from the rating."""
        return None if self.b_data is None else self.b_data - self.b0

    @property
    def z(self) -> float | None:
        """The displacement in standard errors of the difference."""
        if self.b_data is None or self.se_data is None:
            return None
        return (self.b_data - self.b0) / math.hypot(self.tau, self.se_data)


@dataclass(frozen=True, slots=True)
class Population:
    """Mean and standard deviation of abilities, in logits on the scale of the anchors."""

    mean: float
    sd: float


def difficulties(
    responses: Responses, priors: Mapping[str, tuple[float, float]], anchors: Collection[str]
) -> tuple[Population, dict[str, Difficulty]]:
    """The population, and the difficulty of every item that has a prior (b0, tau) and was given to someone.

    `anchors` are the items that hold the scale; those without a prior are not used, and an item never anchors itself.
    Raises `ValueError` when fewer than two of them are in the responses.
    """
    held = [at for at, item in enumerate(responses.items) if item in anchors and item in priors]
    if len(held) < 2:
        raise ValueError("fewer than two anchor items have a prior")
    groups = _Groups(responses, held, np.array([priors[responses.items[at]][0] for at in held]))
    population = groups.population()
    found: dict[str, Difficulty] = {}
    for at, item in enumerate(responses.items):
        if item not in priors:
            continue
        b0, tau = priors[item]
        posteriors = groups.without(held.index(at) if at in held else None, population)
        right, wrong = groups.counts(responses.scores[:, at], responses.weights)
        if right.sum() + wrong.sum() == 0:
            continue
        b, se = _mode(posteriors, right, wrong, b0, 1 / tau**2)
        data = None
        if right.sum() > 0 and wrong.sum() > 0:
            data = _mode(posteriors, right, wrong, max(-_FARTHEST, min(_FARTHEST, b)) / 2, 0.0)
        if data is None or abs(data[0]) >= _FARTHEST:
            found[item] = Difficulty(b0, tau, b, se, None, None)
        else:
            found[item] = Difficulty(b0, tau, b, se, *data)
    return population, found


class _Groups:
    """Persons with the same anchors and the same number of them right: under Rasch their abilities are alike."""

    def __init__(self, responses: Responses, anchors: list[int], b: NDArray[np.float64]) -> None:
        scores = responses.scores[:, anchors]
        given = scores != NOT_GIVEN
        raw = (scores == RIGHT).sum(axis=1)
        forms, form = np.unique(np.packbits(given, axis=1), axis=0, return_inverse=True)
        keys, self._group = np.unique(form.reshape(-1) * (len(anchors) + 1) + raw, return_inverse=True)
        self._raw = keys % (len(anchors) + 1)
        self._size = len(keys)
        self._weight = np.bincount(self._group, weights=responses.weights, minlength=self._size)
        masks = np.unpackbits(forms, axis=1, count=len(anchors))
        # log(1 + exp(theta - b)) of each anchor at each theta
        self._log_odds_sum = np.logaddexp(0.0, _THETA[None, :] - b[:, None])
        normalizers = masks.astype(np.float64) @ self._log_odds_sum
        self._log_likelihood = self._raw[:, None] * _THETA - normalizers[keys // (len(anchors) + 1)]

    def counts(
        self, scores: NDArray[np.int8], weights: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Persons of each group who had an item right, and not right (it was given to them)."""
        is_right, is_given = scores == RIGHT, scores != NOT_GIVEN
        right = np.bincount(self._group, weights=weights * is_right, minlength=self._size).astype(np.float64)
        given = np.bincount(self._group, weights=weights * is_given, minlength=self._size).astype(np.float64)
        return right, given - right

    def population(self) -> Population:
        """Mean and standard deviation by EM, from the anchors."""
        mean, sd = 0.0, 1.0
        for _ in range(_ROUNDS):
            posterior = _normalized(self._log_likelihood - 0.5 * ((_THETA - mean) / sd) ** 2)
            share = self._weight @ posterior / self._weight.sum()
            new_mean = float(share @ _THETA)
            new_sd = max(0.05, math.sqrt(float(share @ (_THETA - new_mean) ** 2)))
            moved = abs(new_mean - mean) + abs(new_sd - sd)
            mean, sd = new_mean, new_sd
            if moved < 1e-6:
                break
        return Population(mean, sd)

    def without(self, anchor: int | None, population: Population) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Posterior abilities (groups x thetas) from the other items, for those who had this one right and wrong."""
        log = self._log_likelihood - 0.5 * ((_THETA - population.mean) / population.sd) ** 2
        if anchor is None:
            posterior = _normalized(log)
            return posterior, posterior
        log = log + self._log_odds_sum[anchor]
        return _normalized(log - _THETA), _normalized(log)


def _normalized(log: NDArray[np.float64]) -> NDArray[np.float64]:
    density = np.exp(log - log.max(axis=1, keepdims=True))
    return density / density.sum(axis=1, keepdims=True)


def _mode(
    posteriors: tuple[NDArray[np.float64], NDArray[np.float64]],
    right: NDArray[np.float64],
    wrong: NDArray[np.float64],
    start: float,
    precision: float,
) -> tuple[float, float]:
    """Mode and standard error of b by Fisher scoring, with prior N(start, 1 / precision); flat for precision 0.

    The chance of a right answer in a group is P averaged over its abilities, so the error counts their spread too.
    """
    b = start
    information = 0.0
    for _ in range(_ROUNDS):
        # tanh does not overflow where exp would
        chance = 0.5 + 0.5 * np.tanh(0.5 * (_THETA - b))
        slope = chance * (1.0 - chance)
        of_right, of_wrong = (np.clip(posterior @ chance, 1e-12, 1 - 1e-12) for posterior in posteriors)
        fall_right, fall_wrong = (posterior @ slope for posterior in posteriors)
        score = wrong @ (fall_wrong / (1 - of_wrong)) - right @ (fall_right / of_right) - precision * (b - start)
        information = float(
            right @ (fall_right**2 / (of_right * (1 - of_right)))
            + wrong @ (fall_wrong**2 / (of_wrong * (1 - of_wrong)))
            + precision
        )
        if information <= 0 or (precision == 0 and abs(b) >= _FARTHEST):
            # Responses that are all but all right, or all wrong, say nothing of where the difficulty ends.
            return math.copysign(_FARTHEST, b), math.inf
        step = max(-_LARGEST_STEP, min(_LARGEST_STEP, float(score) / information))
        b += step
        if abs(step) < _TOLERANCE:
            break
    return b, 1.0 / math.sqrt(information)
