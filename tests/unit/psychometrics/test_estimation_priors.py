"""Maximum a posteriori with priors from ratings."""

from __future__ import annotations

import numpy as np
import pytest

from cehrs_desktop.psychometrics.estimation.calibration import calibrate
from cehrs_desktop.psychometrics.estimation.design import EstimationError, prepare
from cehrs_desktop.psychometrics.estimation.estimates import Search
from tests.unit.psychometrics.law_school import simulated, table
from tests.unit.psychometrics.test_estimation_likelihood import brute_force

PRIORS = {f"i{item + 1}": (0.3 * item - 0.8, 0.4 + 0.1 * item) for item in range(6)}


def test_the_end_is_the_mode_of_the_joint_posterior_and_errors_are_its_curvature() -> None:
    """b, mu and sigma together, by differences of the log posterior written out over persons and nodes."""
    responses, _, _ = simulated(80, 6, 3, center=0.5)
    found = calibrate(responses, "rasch", priors=PRIORS, search=Search(tolerance=1e-8)).estimates
    means, sds = np.array(list(PRIORS.values())).T

    def log_posterior(at: np.ndarray) -> float:
        b, mean, sd = at[:6], at[6], at[7]
        return brute_force(responses, np.full(6, sd), mean - b) - 0.5 * float((((b - means) / sds) ** 2).sum())

    mode = np.concatenate([found.b, [found.mean, found.sd]])
    steps = 1e-3 * np.eye(8)
    gradient = [(log_posterior(mode + s) - log_posterior(mode - s)) / 2e-3 for s in steps]
    np.testing.assert_allclose(gradient, 0.0, atol=1e-4)
    curvature = np.array(
        [
            [-sum(i * j * log_posterior(mode + i * s + j * t) for i in (-1, 1) for j in (-1, 1)) / 4e-6 for t in steps]
            for s in steps
        ]
    )
    errors = np.sqrt(np.diagonal(np.linalg.inv(curvature)))
    np.testing.assert_allclose(np.concatenate([found.se_b, [found.se_mean, found.se_sd]]), errors, rtol=1e-3)
    assert found.log_posterior == pytest.approx(log_posterior(mode), abs=1e-5)


def test_wide_priors_give_the_likelihood_moved_and_narrow_ones_hold() -> None:
    responses, _, _ = simulated(400, 6, 5)
    free = calibrate(responses, "rasch").estimates
    wide = calibrate(responses, "rasch", priors={name: (b0, 100.0) for name, (b0, _) in PRIORS.items()}).estimates
    np.testing.assert_allclose(wide.b - wide.mean, free.b, atol=1e-3)
    assert wide.sd == pytest.approx(free.sd, abs=1e-3)
    assert wide.b.mean() == pytest.approx(np.mean([b0 for b0, _ in PRIORS.values()]), abs=1e-2)
    narrow = calibrate(responses, "rasch", priors={name: (b0, 0.001) for name, (b0, _) in PRIORS.items()}).estimates
    np.testing.assert_allclose(narrow.b, [b0 for b0, _ in PRIORS.values()], atol=0.005)


def test_few_persons_stay_near_the_ratings_and_many_leave_them() -> None:
    """1 / sqrt(1 / .6^2 + N .19), the information of an item at p = .66 being .19: .34 at 30 persons, .16 at 200."""
    draw = np.random.default_rng(2)
    theta, b = draw.normal(size=(400, 1)), draw.normal(-0.7, 0.1, 60)
    scores = (draw.random((400, 60)) < 1 / (1 + np.exp(b - theta))).astype(np.int8)
    priors = {f"i{item + 1}": (-0.7, 0.6) for item in range(60)}
    few = calibrate(table(scores[:30]), "rasch", priors=priors).estimates
    many = calibrate(table(scores[:200]), "rasch", priors=priors).estimates
    # the origin adds the error of the mean prior, .6 / sqrt(60) = .08, and of the sample's mean
    assert np.median(few.se_b) == pytest.approx(0.35, abs=0.04)
    assert np.median(many.se_b) == pytest.approx(0.18, abs=0.03)


def test_items_without_variation_or_without_answers_keep_a_finite_place() -> None:
    scores = simulated(50, 6, 8)[0].scores.copy()
    scores[:, 0] = 1
    scores[:, 1] = -2
    found = calibrate(table(scores), "rasch", priors=PRIORS)
    assert found.left_out == ()
    assert found.estimates.converged
    assert np.isfinite(found.estimates.b).all()
    assert found.estimates.b[0] < PRIORS["i1"][0]
    assert found.estimates.b[1] == pytest.approx(PRIORS["i2"][0], abs=1e-6)
    assert found.estimates.se_b[1] == pytest.approx(PRIORS["i2"][1], rel=1e-3)


def test_priors_that_do_not_match_are_told() -> None:
    responses, _, _ = simulated(100, 6, 9)
    some = calibrate(responses, "rasch", priors={"i1": (0.0, 0.5), "other": (0.0, 1.0)})
    assert "Without a prior: i2, i3, i4, i5, i6." in some.notes
    assert "In the priors and not in the responses: other." in some.notes
    for wrong in ({"other": (0.0, 1.0)}, {"i1": (0.0, 0.0)}, {"i1": (np.nan, 1.0)}):
        with pytest.raises(EstimationError):
            calibrate(responses, "rasch", priors=wrong)
    with pytest.raises(EstimationError, match="rasch model by mml only"):
        calibrate(responses, "2pl", priors={"i1": (0.0, 1.0)})


def test_a_design_keeps_constant_items_only_when_told() -> None:
    scores = simulated(20, 4, 1)[0].scores.copy()
    scores[:, 2] = 0
    assert prepare(table(scores)).columns.tolist() == [0, 1, 3]
    assert prepare(table(scores), keep_constant=True).columns.tolist() == [0, 1, 2, 3]
