"""Calibration against numbers that other programs and papers have printed."""

from __future__ import annotations

import numpy as np
import pytest

from cehrs_desktop.psychometrics.estimation.calibration import calibrate, person_abilities
from tests.unit.psychometrics.law_school import SECTION_6, SECTION_7, law_school, patterns


def test_one_parameter_model_of_section_6_as_in_ltm() -> None:
    """Summary of rasch(LSAT) in R, package ltm (Rizopoulos 2006, Journal of Statistical Software 17(5))."""
    found = calibrate(law_school(SECTION_6), "1pl").estimates
    assert found.converged
    assert found.loglik == pytest.approx(-2466.938, abs=5e-4)
    np.testing.assert_allclose(found.b, [-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], atol=1.5e-4)
    np.testing.assert_allclose(found.se_b, [0.3266, 0.1422, 0.0977, 0.1691, 0.2510], atol=1e-4)
    np.testing.assert_allclose(found.a, 0.7551, atol=1e-4)
    np.testing.assert_allclose(found.se_a, 0.0694, atol=1e-4)


def test_rasch_model_of_section_6_is_the_same_on_another_scale() -> None:
    """R package mirt 1.45, CONSTRAIN on LSAT6: intercepts 2.730, .999, .240 with slope .755, logLik -2466.938.

    ltm's standard errors on that scale are those of the one-parameter model's d = a b.
    """
    responses = law_school(SECTION_6)
    rasch, common = calibrate(responses, "rasch").estimates, calibrate(responses, "1pl").estimates
    assert rasch.loglik == pytest.approx(-2466.938, abs=5e-4)
    np.testing.assert_allclose(rasch.b[:3], [-2.730, -0.999, -0.240], atol=1e-3)
    assert rasch.sd == pytest.approx(0.755, abs=5e-4)
    np.testing.assert_allclose(rasch.b, common.a * common.b, atol=1e-9)
    assert (rasch.mean, set(rasch.a)) == (0.0, {1.0})


def test_two_parameter_model_of_section_6_as_in_ltm() -> None:
    """Summary of ltm(LSAT ~ z1) in R, package ltm, 21 Gauss-Hermite points and its loose optimum (gradient .024)."""
    found = calibrate(law_school(SECTION_6), "2pl").estimates
    assert found.converged
    assert found.loglik == pytest.approx(-2466.653, abs=5e-4)
    np.testing.assert_allclose(found.b, [-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], atol=3e-3)
    np.testing.assert_allclose(found.a, [0.8254, 0.7229, 0.8905, 0.6886, 0.6575], atol=1e-3)
    np.testing.assert_allclose(found.se_b, [0.8669, 0.3073, 0.0997, 0.4341, 0.8700], atol=2e-3)
    np.testing.assert_allclose(found.se_a, [0.2581, 0.1867, 0.2326, 0.1852, 0.2100], atol=5e-4)


def test_two_parameter_model_of_section_7_as_in_mirt() -> None:
    """coef(mirt(expand.table(LSAT7), 1)) in R, package mirt 1.47: slopes a1 and intercepts d, logLik -2658.805."""
    found = calibrate(law_school(SECTION_7), "2pl").estimates
    assert found.loglik == pytest.approx(-2658.805, abs=5e-4)
    np.testing.assert_allclose(found.a, [0.988, 1.081, 1.706, 0.765, 0.736], atol=2e-3)
    np.testing.assert_allclose(-found.a * found.b, [1.856, 0.808, 1.804, 0.486, 1.855], atol=2e-3)


def test_conditional_estimates_of_section_6_as_in_girth() -> None:
    """rasch_conditional of the Python package girth 0.8.0, an independent program, less their mean."""
    found = calibrate(law_school(SECTION_6), "rasch", method="cml").estimates
    assert found.converged
    np.testing.assert_allclose(found.b, [-1.25622, 0.47496, 1.23601, 0.16842, -0.62316], atol=2e-4)
    assert found.b.sum() == pytest.approx(0.0, abs=1e-12)


def test_expected_frequencies_of_section_6_as_in_ltm() -> None:
    """factor.scores(ltm(LSAT ~ z1)): expected numbers of persons with patterns 00000, 10011, 11011 and 11111."""
    found = calibrate(law_school(SECTION_6), "2pl").estimates
    z = np.linspace(-8, 8, 1601)
    weights = np.exp(-0.5 * z**2)
    right = 1 / (1 + np.exp(-found.a[:, None] * (z - found.b[:, None])))
    wanted = patterns()[[0b00000, 0b10011, 0b11011, 0b11111], :, None]
    likelihood = np.where(wanted == 1, right, 1 - right).prod(axis=1)
    expected = 1000 * (likelihood @ weights) / weights.sum()
    np.testing.assert_allclose(expected, [2.277, 76.562, 173.310, 296.693], atol=0.03)


def test_posterior_means_of_section_6_lie_by_the_published_modes() -> None:
    """factor.scores of ltm prints posterior modes and their errors; on five items means differ from modes by .04."""
    responses = law_school(SECTION_6)
    made = person_abilities(responses, calibrate(responses, "2pl"), "eap")
    some = [0b00000, 0b00001, 0b10011, 0b11011, 0b11111]
    np.testing.assert_allclose(made.theta[some], [-1.895, -1.479, -0.506, -0.022, 0.606], atol=0.045)
    np.testing.assert_allclose(made.se[some], [0.795, 0.796, 0.811, 0.827, 0.855], atol=0.02)
