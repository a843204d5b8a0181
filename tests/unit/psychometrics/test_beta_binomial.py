"""Livingston and Lewis's method against an independent package, its published data, and simulated candidates."""

from __future__ import annotations

import numpy as np
import pytest

from cehrs_desktop.psychometrics.beta_binomial import (
    category_agreement,
    effective_length,
    fit_true_shares,
    livingston_lewis,
)
from cehrs_desktop.psychometrics.internal_consistency import consistency

ACT = [
    *(0, 23, 98, 384, 986, 2161, 3722, 5623, 7533, 8817, 9597, 9809, 9674, 8971, 8033, 7384, 6758, 6004, 5463, 4896),
    *(4367, 4083, 3651, 3333, 3191, 2899, 2644, 2597, 2287, 2197, 1967, 1874, 1710, 1581, 1503, 1349, 1181, 994, 827),
    *(585, 294),
]
"""Numbers of examinees with 0 to 40 right: the data set act288m that is distributed with BB-CLASS and BBClassify."""


def bbclassify_example() -> tuple[np.ndarray, float]:
    """The documented example of BBClassify (Python, H. Haakstad): 250 persons, 100 items, numpy's legacy seed 1234."""
    chance = np.random.RandomState(1234)
    shares = chance.beta(6, 4, 250) * 0.7 + 0.15
    answers = np.array([chance.binomial(1, share, 100) for share in shares])
    alpha = consistency(answers.T == 1, np.ones(250)).alpha
    assert alpha is not None
    return answers.sum(axis=1).astype(np.float64), alpha


def test_the_fit_is_that_of_bbclassify() -> None:
    scores, alpha = bbclassify_example()
    found = fit_true_shares(scores, alpha, 0, 100)
    assert found.effective_length == pytest.approx(99.96892140618861, rel=1e-12)
    assert found.moments == 4
    assert [found.alpha, found.beta, found.lower, found.upper] == pytest.approx(
        [3.877386083988672, 3.9727308136649238, 0.2681195709670965, 0.8706384086828665], rel=1e-9
    )


def test_accuracy_and_consistency_are_those_of_bbclassify() -> None:
    """Three categories, from 50 and from 75 right, as in its documentation."""
    scores, alpha = bbclassify_example()
    accuracy, agreement = category_agreement(fit_true_shares(scores, alpha, 0, 100), (49.5, 74.5), (0.5, 0.75))
    assert accuracy == pytest.approx(0.8438848734448846, abs=1e-7)
    assert agreement == pytest.approx(0.7811757067805466, abs=2e-7)


def test_the_act_data_set_needs_three_moments() -> None:
    """BBClassify's output for act288m: reliability .873, impossible upper bound, so 1 is held."""
    found = fit_true_shares(np.repeat(np.arange(41.0), ACT), 0.873, 0, 40)
    assert (found.moments, found.upper, found.length) == (3, 1.0, 40)
    assert [found.alpha, found.beta, found.lower] == pytest.approx([0.52378, 1.62569, 0.22317], abs=6e-6)


def test_its_agreement_is_met_too_with_an_endless_density() -> None:
    """Its categories begin at 22 and 24 right (its observed cuts 23 and 25 count from 1); true cuts .55 and .6."""
    found = fit_true_shares(np.repeat(np.arange(41.0), ACT), 0.873, 0, 40)
    accuracy, agreement = category_agreement(found, (21.5, 23.5), (0.55, 0.6))
    assert accuracy == pytest.approx(0.90409, abs=6e-6)
    assert agreement == pytest.approx(0.87610, abs=1.5e-5)


def test_the_effective_length_of_a_binomial_test_is_its_own() -> None:
    # Binomial errors on n items: reliability n (n - 1 + ...) follows from KR-21, so the formula gives n back.
    n, mean, variance = 60, 40.0, 90.0
    kr21 = n / (n - 1) * (1 - mean * (n - mean) / (n * variance))
    assert effective_length(mean, variance, kr21, 0, n) == pytest.approx(n)


def test_a_known_distribution_is_found_again() -> None:
    chance = np.random.default_rng(4)
    shares = chance.beta(5, 3, 60_000) * 0.5 + 0.4
    scores = chance.binomial(80, shares).astype(np.float64)
    variance = float(shares.var())
    reliability = variance * 6400 / float(scores.var())
    found, fit = livingston_lewis(scores, reliability, cut=56, true_cut=56, highest=80)
    again = chance.binomial(80, shares)
    # The error variance is a small difference of two large ones, and so the length comes out roughly.
    assert fit.length == pytest.approx(80, abs=4)
    assert found.accuracy == pytest.approx(float(((scores >= 56) == (shares >= 0.7)).mean()), abs=0.006)
    assert found.consistency == pytest.approx(float(((scores >= 56) == (again >= 56)).mean()), abs=0.006)


def test_a_shorter_effective_length_carries_the_cut_over() -> None:
    """The same scores told on another scale give the same answer."""
    scores, alpha = bbclassify_example()
    one, fit = livingston_lewis(scores, alpha, cut=50, true_cut=50, highest=100)
    # Each point is worth two: half a point below the cut is one on the new scale.
    two, wide = livingston_lewis(scores * 2, alpha, cut=99.5, true_cut=100, highest=200)
    assert wide.effective_length == pytest.approx(fit.effective_length)
    assert two.accuracy == pytest.approx(one.accuracy, abs=1e-12)


def test_other_moments_than_a_beta_has_are_matched_in_part() -> None:
    low = np.repeat(np.arange(18.0), [6, 7, 11, 20, 20, 29, 29, 37, 29, 38, 26, 22, 11, 9, 3, 2, 0, 1])
    fits = [fit_true_shares(low, reliability, 0, 30) for reliability in (0.2, 0.3, 0.5)]
    assert [fit.moments for fit in fits] == [2, 3, 4]
    assert (fits[0].lower, fits[0].upper, fits[1].lower) == (0.0, 1.0, 0.0)
    # A U of two equal peaks: symmetrical, so 1 is held and the lower bound comes out as 0.
    peaks = np.concatenate([np.full(150, 2.0), np.full(150, 38.0), np.arange(0, 41.0)])
    found = fit_true_shares(peaks, 0.95, 0, 40)
    assert (found.moments, found.lower, found.upper) == (3, pytest.approx(0, abs=1e-9), 1.0)
    accuracy, agreement = category_agreement(found, (3.5,), (0.5,))
    assert 0.9 < agreement < accuracy < 1


def test_whatever_the_scores_are_the_fit_is_possible() -> None:
    chance = np.random.default_rng(0)
    moments: set[int] = set()
    for _ in range(150):
        shares = chance.beta(chance.uniform(0.3, 8), chance.uniform(0.3, 8), 300) * chance.uniform(0.3, 1)
        scores = chance.binomial(30, shares).astype(np.float64)
        found, fit = livingston_lewis(scores, chance.uniform(0.4, 0.98), cut=18, true_cut=17.6, highest=30)
        moments.add(fit.moments)
        assert fit.alpha > 0
        assert fit.beta > 0
        assert 0 <= fit.lower < fit.upper <= 1
        assert 0 <= found.false_pass <= 1
        assert 0 <= found.false_fail <= 1
        assert 0.4 < found.consistency <= found.accuracy + 1e-9 <= 1 + 2e-9
    assert moments >= {3, 4}


@pytest.mark.parametrize(
    ("scores", "reliability", "words"),
    [
        (np.arange(199.0), 0.9, "199 scores are too few"),
        (np.full(300, 7.0), 0.9, "all scores are the same"),
        (np.arange(300.0) % 41, 1.0, "not between 0 and 1"),
        (np.arange(300.0) % 41, -0.2, "not between 0 and 1"),
        (np.arange(300.0) % 41, float("nan"), "not between 0 and 1"),
        (np.tile([0.0, 40.0], 150), 0.05, "spread too widely"),
        (np.tile([10.2, 29.8], 150), 0.05, "no more than chance"),
    ],
)
def test_what_cannot_be_fitted_is_said(scores: np.ndarray, reliability: float, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        livingston_lewis(scores, reliability, cut=20, true_cut=20, highest=40)
