"""Conditional likelihood against enumeration of every answer pattern."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation.calibration import calibrate
from cehrs_desktop.psychometrics.estimation.conditional import MOST_FORMS, conditional_moments
from cehrs_desktop.psychometrics.estimation.design import EstimationError
from cehrs_desktop.psychometrics.estimation.estimates import Search
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, Responses
from tests.unit.psychometrics.law_school import SECTION_6, SECTION_7, law_school, simulated, table

Floats = NDArray[np.float64]


def enumerated(b: Floats, raw: int) -> tuple[float, Floats, Floats]:
    """The elementary symmetric function of exp(-b), and first and second moments of the answers given the score."""
    x = np.array(
        [[item in chosen for item in range(len(b))] for chosen in combinations(range(len(b)), raw)], dtype=float
    )
    weights = np.exp(-x @ b)
    total = float(weights.sum())
    return total, weights @ x / total, (x.T * weights) @ x / total


@pytest.mark.parametrize("items", [2, 3, 6, 9])
@pytest.mark.parametrize("theta", [-1.0, 0.0, 0.7])
def test_moments_are_those_of_enumeration(items: int, theta: float) -> None:
    b = 1.5 * np.random.default_rng(items).normal(size=items)
    for raw in range(items + 1):
        log_gamma, first, second = conditional_moments(b, theta, np.array([float(raw)]), np.ones(1))
        wanted, wanted_first, wanted_second = enumerated(b, raw)
        assert log_gamma[0] == pytest.approx(np.log(wanted), abs=1e-10)
        np.testing.assert_allclose(first[0], wanted_first, atol=1e-10)
        np.testing.assert_allclose(second, wanted_second, atol=1e-10)


def test_symmetric_functions_of_a_long_test_agree_with_the_summation_algorithm() -> None:
    b = np.random.default_rng(8).normal(-1.25, 1.0, 400)
    logs = np.full(401, -np.inf)
    logs[0] = 0.0
    for one in b:
        logs[1:] = np.logaddexp(logs[1:], logs[:-1] - one)
    for raw, theta in ((5.0, -5.0), (200.0, -1.25), (210.0, -1.25), (395.0, 4.0)):
        log_gamma, _, _ = conditional_moments(b, theta, np.array([raw]), np.ones(1))
        assert log_gamma[0] == pytest.approx(logs[int(raw)], abs=1e-7)


def log_likelihood(responses: Responses, b: Floats) -> float:
    total = 0.0
    known: dict[tuple[bytes, int], float] = {}
    for row, weight in zip(responses.scores, responses.weights, strict=True):
        given = row != NOT_GIVEN
        x = (row[given] == 1).astype(float)
        if 0 < x.sum() < len(x):
            key = (given.tobytes(), int(x.sum()))
            if key not in known:
                known[key] = np.log(enumerated(b[given], key[1])[0])
            total += weight * (-x @ b[given] - known[key])
    return total


def with_two_forms() -> Responses:
    scores = simulated(120, 7, 4)[0].scores.copy()
    scores[:60, :2] = NOT_GIVEN
    scores[60:, 5:] = NOT_GIVEN
    return table(scores)


@pytest.mark.parametrize("responses", [law_school(SECTION_6), with_two_forms()])
def test_the_end_is_the_maximum_and_errors_come_from_the_curvature(responses: Responses) -> None:
    found = calibrate(responses, "rasch", method="cml", search=Search(tolerance=1e-8)).estimates
    b, count, step = found.b, len(found.b), 1e-4
    assert found.loglik == pytest.approx(log_likelihood(responses, b), abs=1e-8)
    curvature = np.zeros((count, count))
    for i in range(count):
        for j in range(count):
            e, f = step * np.eye(count)[i], step * np.eye(count)[j]
            corners = [log_likelihood(responses, b + s * e + t * f) * s * t for s in (-1, 1) for t in (-1, 1)]
            curvature[i, j] = -sum(corners) / (4 * step**2)
    wanted = np.sqrt(np.diagonal(np.linalg.pinv(curvature, rcond=1e-5)))
    np.testing.assert_allclose(found.se_b, wanted, rtol=1e-3)
    for i in range(count - 1):
        shift = 0.01 * (np.eye(count)[i] - np.eye(count)[i + 1])
        assert log_likelihood(responses, b + shift) < found.loglik > log_likelihood(responses, b - shift)


@pytest.mark.parametrize("counts", [SECTION_6, SECTION_7])
def test_conditional_and_marginal_difficulties_agree_in_order_and_nearly_in_size(counts: tuple[int, ...]) -> None:
    responses = law_school(counts)
    conditional = calibrate(responses, "rasch", method="cml").estimates
    marginal = calibrate(responses, "rasch").estimates
    assert np.array_equal(np.argsort(conditional.b), np.argsort(marginal.b))
    np.testing.assert_allclose(conditional.b, marginal.b - marginal.b.mean(), atol=0.01)
    # the population fitted with b held is the marginal one, moved by the change of origin
    assert conditional.sd == pytest.approx(marginal.sd, abs=0.01)
    assert conditional.mean == pytest.approx(-marginal.b.mean(), abs=0.01)


def test_recovers_a_long_test() -> None:
    responses, _, b = simulated(1000, 125, 6)
    found = calibrate(responses, "rasch", method="cml").estimates
    assert found.converged
    assert np.sqrt(np.mean((found.b - (b - b.mean())) ** 2)) < 0.09
    assert np.mean(np.abs(found.b - (b - b.mean())) < 1.96 * found.se_b) > 0.88


def test_items_that_nobody_compares_are_not_called_converged() -> None:
    scores = simulated(200, 10, 3)[0].scores.copy()
    scores[:100, 5:] = NOT_GIVEN
    scores[100:, :5] = NOT_GIVEN
    found = calibrate(table(scores), "rasch", method="cml")
    assert not found.estimates.converged
    assert any("not compared with the others" in note for note in found.notes)


def test_an_item_that_only_persons_with_all_right_have_right_is_left_out() -> None:
    scores = simulated(200, 8, 3)[0].scores.copy()
    scores[:, 4] = 0
    scores[0] = 1
    found = calibrate(table(scores), "rasch", method="cml")
    assert [item for item, _ in found.left_out] == ["i5"]
    assert found.estimates.converged
    # marginal likelihood has a finite place for it
    assert "i5" in calibrate(table(scores), "rasch").items


def test_too_many_different_forms_are_refused_in_words() -> None:
    scores = simulated(1500, 20, 3)[0].scores.copy()
    scores[np.random.default_rng(1).random(scores.shape) < 0.3] = NOT_GIVEN
    with pytest.raises(EstimationError, match=f"stops at {MOST_FORMS}; use --method mml"):
        calibrate(table(scores), "rasch", method="cml")
