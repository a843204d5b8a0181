"""The Rasch model in arrays against the plain functions, closed forms and hostile difficulties."""

from __future__ import annotations

import numpy as np
import pytest

from cehrs_desktop.psychometrics.raw_scores import (
    abilities_of,
    raw_score_distributions,
    right_probabilities,
    weighted_abilities,
)
from tests.plain_scoring import ability, raw_distribution

MIXED = np.array([-2.5, -1.1, -0.3, 0.0, 0.4, 0.4, 1.9, 3.2])


def test_chances_are_exact_far_out() -> None:
    chances = right_probabilities(np.array([-800.0, -40.0, 0.0, 40.0, 800.0]), np.array([0.0]))[:, 0]
    assert chances[0] == 0.0
    assert chances[1] == pytest.approx(np.exp(-40.0), rel=1e-12)
    assert chances.tolist()[2:] == [0.5, 1.0 - np.exp(-40.0), 1.0]


def test_distributions_are_those_of_the_plain_recursion() -> None:
    theta = np.array([-3.0, -0.4905, 0.0, 2.2])
    found = raw_score_distributions(right_probabilities(theta, MIXED))
    assert found.shape == (4, 9)
    for row, t in zip(found, theta.tolist(), strict=True):
        assert row == pytest.approx(raw_distribution(t, MIXED.tolist()), abs=1e-14)


def test_with_equal_chances_the_distribution_is_binomial() -> None:
    found = raw_score_distributions(np.full((1, 4), 0.25))[0]
    assert found * 256 == pytest.approx([81, 108, 54, 12, 1])


def test_no_items_leave_nothing_but_zero_right() -> None:
    assert raw_score_distributions(np.empty((2, 0))).tolist() == [[1.0], [1.0]]


def test_abilities_are_those_of_the_plain_bisection() -> None:
    raw = np.array([0.5, 1.0, 3.7, 7.0, 7.5])
    assert abilities_of(raw, MIXED) == pytest.approx([ability(x, MIXED.tolist()) for x in raw.tolist()], abs=1e-10)


@pytest.mark.parametrize(
    "difficulties",
    [
        np.array([-20.0] * 30 + [20.0] * 30),  # almost no slope in the middle
        np.array([0.0]),
        np.array([-6.0, 6.0]),
        np.linspace(-15, 15, 200),
        np.concatenate([np.full(99, -4.0), [30.0]]),
    ],
)
def test_abilities_give_back_their_raw_scores(difficulties: np.ndarray) -> None:
    count = len(difficulties)
    raw = np.concatenate([[0.5], np.arange(1.0, count), [count - 0.5]])
    theta = abilities_of(raw, difficulties)
    assert right_probabilities(theta, difficulties).sum(axis=1) == pytest.approx(raw, abs=1e-9)
    assert bool(np.all(np.diff(theta) >= 0))


@pytest.mark.parametrize("raw", [0.0, 8.0, -1.0, 9.0, float("nan")])
def test_the_ends_have_no_ability(raw: float) -> None:
    with pytest.raises(ValueError, match="no finite ability"):
        abilities_of(np.array([2.0, raw]), MIXED)


@pytest.mark.parametrize(("count", "b"), [(1, 0.0), (1, 2.0), (10, -1.0), (100, 0.3)])
def test_warms_estimate_of_equal_items_is_that_of_half_a_point_added(count: int, b: float) -> None:
    # For equal items x - nP + (1 - 2P) / 2 = 0, so P = (x + 1/2) / (n + 1): Warm (1989) gives log(1/3) for one item.
    raw = np.arange(count + 1.0)
    share = (raw + 0.5) / (count + 1)
    assert weighted_abilities(raw, np.full(count, b)) == pytest.approx(b + np.log(share / (1 - share)), abs=1e-9)


def test_warms_estimates_are_finite_symmetrical_and_drawn_inward() -> None:
    raw = np.arange(9.0)
    theta = weighted_abilities(raw, MIXED)
    assert bool(np.all(np.diff(theta) > 0))
    assert theta == pytest.approx(-weighted_abilities(8 - raw, -MIXED), abs=1e-9)
    lowest, highest = abilities_of(np.array([1.0, 7.0]), MIXED).tolist()
    assert lowest < theta[1] < theta[7] < highest
