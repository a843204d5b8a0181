"""The Rasch model in arrays: chances of right answers and the distribution of the number right at each ability.

The plain, slow counterpart that these must agree with is `scoring`. Nothing here knows a scale, a cut or a person.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def right_probabilities(theta: Floats, difficulties: Floats) -> Floats:
    """P(right) under Rasch, abilities (rows) by items (columns), both in logits; exact far out on either side."""
    distance = theta[:, None] - difficulties[None, :]
    # exp of a negative number only: it cannot overflow.
    small = np.exp(-np.abs(distance))
    return np.where(distance >= 0, 1.0, small) / (1.0 + small)


def raw_score_distributions(probabilities: Floats) -> Floats:
    """P(number right = 0 ... items) for each row of P(right): rows by items + 1.

    The recursion of Lord and Wingersky (1984), all rows at once; their columns here may be of any model.
    """
    abilities, items = probabilities.shape
    # Abilities run along the last axis so that each step works on whole contiguous rows.
    distribution = np.zeros((items + 1, abilities))
    distribution[0] = 1.0
    moved = np.empty_like(distribution)
    for item, chance in enumerate(np.ascontiguousarray(probabilities.T)):
        np.multiply(distribution[: item + 1], chance, out=moved[: item + 1])
        distribution[: item + 1] -= moved[: item + 1]
        distribution[1 : item + 2] += moved[: item + 1]
    return distribution.T


def abilities_of(raw: Floats, difficulties: Floats) -> Floats:
    """The abilities at which these numbers right are expected (maximum likelihood under Rasch), in logits.

    Newton's method on the log odds of the expected share, which are nearly straight in ability; a step that leaves
    the interval in which the root lies is replaced by its middle. Raises `ValueError` unless every score lies
    strictly between 0 and the number of items.
    """
    items = len(difficulties)
    if not bool(np.all((raw > 0) & (raw < items))):
        raise ValueError(f"no finite ability for some of {raw.tolist()} of {items}")
    wanted = np.log(raw / (items - raw))
    low = np.full_like(raw, difficulties.min()) + wanted - 1e-9
    high = np.full_like(raw, difficulties.max()) + wanted + 1e-9
    theta = wanted + difficulties.mean()
    for _ in range(200):
        chances = right_probabilities(theta, difficulties)
        expected = chances.sum(axis=1)
        # Items minus expected, summed as such: near the top the difference would lose its digits.
        rest = right_probabilities(-theta, -difficulties).sum(axis=1)
        above = expected > raw
        high = np.where(above, theta, high)
        low = np.where(above, low, theta)
        slope = (chances * (1.0 - chances)).sum(axis=1) * items / (expected * rest)
        step = (np.log(expected / rest) - wanted) / np.maximum(slope, 1e-300)
        near = 1e-8 * (1.0 + np.abs(theta))
        moved = theta - step
        # Near the root rounding may put either bound on the wrong side of it by a hair.
        moved = np.where((moved < low - near) | (moved > high + near), (low + high) / 2, moved)
        # Newton's error is about squared in the step that was just made.
        done = bool(np.all(np.abs(moved - theta) <= near))
        theta = moved
        if done:
            break
    return theta


def weighted_abilities(raw: Floats, difficulties: Floats) -> Floats:
    """Warm's (1989) weighted likelihood estimates, which exist for none right and all right too, in logits.

    The root of x - tau(t) + J(t) / (2 I(t)), with I = sum P Q and J = sum P Q (Q - P) under Rasch, by bisection.
    """
    items = len(difficulties)
    # With J / (2 I) between -1/2 and 1/2 the root lies where the expected score is within 1/2 of the observed one.
    odds = np.log((raw + 0.5) / (items - raw + 0.5)), np.log(2.0 * items + 1.0)
    low: Floats = odds[0] - odds[1] + difficulties.min() - 1.0
    high: Floats = odds[0] + odds[1] + difficulties.max() + 1.0
    while bool(np.any(high - low > 1e-11)):
        middle = (low + high) / 2
        chances = right_probabilities(middle, difficulties)
        spread = chances * (1.0 - chances)
        bias = (spread * (1.0 - 2.0 * chances)).sum(axis=1) / (2.0 * spread.sum(axis=1))
        below = raw - chances.sum(axis=1) + bias > 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2
