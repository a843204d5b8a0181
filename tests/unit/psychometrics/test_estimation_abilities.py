"""Abilities and item fit against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation.abilities import (
    Scored,
    expected_a_posteriori,
    maximum_likelihood,
    scored,
    weighted_likelihood,
)
from cehrs_desktop.psychometrics.estimation.calibration import calibrate, person_abilities
from cehrs_desktop.psychometrics.estimation.design import prepare
from cehrs_desktop.psychometrics.estimation.fit import item_fit
from cehrs_desktop.psychometrics.responses import NOT_GIVEN
from tests.unit.psychometrics.law_school import simulated, table

Floats = NDArray[np.float64]
A = np.array([0.7, 1.0, 1.4, 0.9, 1.2, 0.8])
D = np.array([1.1, 0.2, -0.6, 0.5, -1.2, 0.0])
GRID = np.linspace(-12, 12, 48001)


def answered(seed: int, *, missing: bool) -> tuple[NDArray[np.int8], Scored]:
    draw = np.random.default_rng(seed)
    scores = (draw.random((25, 6)) < 0.5).astype(np.int8)
    scores[0], scores[1] = 1, 0
    if missing:
        scores[2:, :][draw.random((23, 6)) < 0.25] = NOT_GIVEN
    given = scores != NOT_GIVEN
    forms, form = np.unique(given, axis=0, return_inverse=True)
    return scores, scored((scores == 1).astype(np.uint8), forms.astype(np.float64), form, A)


def log_likelihoods(scores: NDArray[np.int8]) -> tuple[Floats, Floats]:
    """Log-likelihood and test information of each person on the grid."""
    p = 1 / (1 + np.exp(-(np.multiply.outer(GRID, A) + D)))
    logs = np.array([np.log(np.where(row == 1, p, 1 - p))[:, row != NOT_GIVEN].sum(axis=1) for row in scores])
    information = np.array([(A**2 * p * (1 - p))[:, row != NOT_GIVEN].sum(axis=1) for row in scores])
    return logs, information


@pytest.mark.parametrize("missing", [False, True])
def test_maximum_likelihood_is_the_top_of_the_likelihood(missing: bool) -> None:
    scores, persons = answered(1, missing=missing)
    made = maximum_likelihood(persons, A, D)
    logs, information = log_likelihoods(scores)
    tops = np.argmax(logs, axis=1)
    for person, row in enumerate(scores):
        given = row[row != NOT_GIVEN]
        if len(given) == 0 or given.min() == given.max():
            assert np.isnan(made.theta[person])
            continue
        assert made.theta[person] == pytest.approx(GRID[tops[person]], abs=6e-4)
        assert made.se[person] == pytest.approx(1 / np.sqrt(information[person, tops[person]]), rel=1e-3)


@pytest.mark.parametrize("missing", [False, True])
def test_weighted_likelihood_is_the_top_of_likelihood_times_root_information(missing: bool) -> None:
    """Warm (1989): for logistic models without guessing the estimate is that mode."""
    scores, persons = answered(2, missing=missing)
    made = weighted_likelihood(persons, A, D)
    logs, information = log_likelihoods(scores)
    some = np.flatnonzero((scores != NOT_GIVEN).any(axis=1))
    tops = GRID[np.argmax(logs + 0.5 * np.log(np.maximum(information, 1e-300)), axis=1)]
    np.testing.assert_allclose(made.theta[some], tops[some], atol=6e-4)
    assert np.isfinite(made.theta[:2]).all()


@pytest.mark.parametrize("missing", [False, True])
def test_posterior_means_are_those_of_plain_sums(missing: bool) -> None:
    scores, persons = answered(3, missing=missing)
    made = expected_a_posteriori(persons, A, D, 0.4, 0.8)
    logs, _ = log_likelihoods(scores)
    posterior = np.exp(logs - 0.5 * ((GRID - 0.4) / 0.8) ** 2)
    posterior /= posterior.sum(axis=1, keepdims=True)
    mean = posterior @ GRID
    np.testing.assert_allclose(made.theta, mean, atol=1e-6)
    np.testing.assert_allclose(made.se, np.sqrt(posterior @ GRID**2 - mean**2), atol=1e-6)


def test_a_wrong_key_does_not_upset_maximum_likelihood() -> None:
    slopes = np.array([1.0, -0.8, 1.2, 0.9])
    right = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 1, 1, 1], [1, 0, 0, 1]], dtype=np.uint8)
    persons = scored(right, np.ones((1, 4)), np.zeros(4, dtype=np.intp), slopes)
    made = maximum_likelihood(persons, slopes, np.zeros(4))
    # the first two answer every item in one direction: upward on all, downward on all
    assert np.isnan(made.theta[:2]).all()
    assert np.isfinite(made.theta[2:]).all()
    expected = 1 / (1 + np.exp(-np.multiply.outer(made.theta[2:], slopes)))
    np.testing.assert_allclose(expected @ slopes, right[2:] @ slopes, atol=1e-8)


def test_persons_without_an_answer_have_the_population_and_nothing_else() -> None:
    scores = simulated(60, 8, 4)[0].scores.copy()
    scores[5] = NOT_GIVEN
    responses = table(scores)
    found = calibrate(responses, "rasch")
    assert found.persons == 59
    eap = person_abilities(responses, found, "eap")
    assert eap.theta[5] == pytest.approx(0.0, abs=1e-9)
    assert eap.se[5] == pytest.approx(found.estimates.sd, rel=1e-6)
    assert np.isnan(person_abilities(responses, found, "wle").theta[5])
    assert np.isnan(person_abilities(responses, found, "mle").theta[5])


def test_abilities_come_near_the_truth_on_a_long_test() -> None:
    """psychometrics.md section 4, theta RMSE with 125 items: EAP .235, WLE .242, MLE .249 (Rasch)."""
    draw = np.random.default_rng(14)
    theta, b = draw.normal(size=(1000, 1)), draw.normal(-1.25, 1, 125)
    responses = table((draw.random((1000, 125)) < 1 / (1 + np.exp(b - theta))).astype(np.int8))
    found = calibrate(responses, "rasch")
    for method, wanted in (("eap", 0.235), ("wle", 0.242), ("mle", 0.249)):
        error = person_abilities(responses, found, method).theta - theta[:, 0]
        assert np.sqrt(np.nanmean(error**2)) == pytest.approx(wanted, abs=0.025)


@pytest.mark.parametrize("equal", [True, False])
def test_fit_is_the_mean_square_of_residuals(equal: bool) -> None:
    """Wright and Masters (1982), person by person."""
    scores = simulated(80, 6, 6)[0].scores.copy()
    scores[:30, 4:] = NOT_GIVEN
    weights = np.random.default_rng(3).integers(1, 4, 80).astype(np.float64)
    design = prepare(table(scores, weights))
    slopes = np.ones(6) if equal else A
    made = item_fit(design, slopes, D)
    persons = scored(design.right, design.forms, design.form, slopes)
    theta = maximum_likelihood(persons, slopes, D).theta
    for item in range(6):
        squared = variance = standardised = count = spread = relative = 0.0
        for person, row in enumerate(design.rows):
            if np.isnan(theta[person]) or scores[row, item] == NOT_GIVEN:
                continue
            p = 1 / (1 + np.exp(-(slopes[item] * theta[person] + D[item])))
            q, w = p * (1 - p), weights[row]
            residual = (float(scores[row, item] == 1) - p) ** 2
            fourth = p * (1 - p) ** 4 + (1 - p) * p**4
            squared, variance, count = squared + w * residual, variance + w * q, count + w
            standardised += w * residual / q
            spread, relative = spread + w * (fourth - q**2), relative + w * (fourth / q**2 - 1)
        infit, outfit = squared / variance, standardised / count
        q_infit, q_outfit = np.sqrt(spread) / variance, np.sqrt(relative) / count
        assert made.infit[item] == pytest.approx(infit)
        assert made.outfit[item] == pytest.approx(outfit)
        assert made.infit_z[item] == pytest.approx((infit ** (1 / 3) - 1) * 3 / q_infit + q_infit / 3)
        assert made.outfit_z[item] == pytest.approx((outfit ** (1 / 3) - 1) * 3 / q_outfit + q_outfit / 3)


def test_fit_is_about_one_where_the_model_holds_and_finds_the_item_that_guesses() -> None:
    scores = simulated(2000, 40, 16)[0].scores.copy()
    scores[:, 7] = np.random.default_rng(1).integers(0, 2, 2000)
    fit = calibrate(table(scores), "rasch").fit
    assert fit is not None
    others = np.delete(np.arange(40), 7)
    assert np.abs(fit.infit[others] - 1).max() < 0.12
    assert fit.infit[7] > 1.15
    assert fit.infit_z[7] > 5
