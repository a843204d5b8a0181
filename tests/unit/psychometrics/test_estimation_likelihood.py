"""The marginal likelihood, its derivatives and its maximum, against plain sums over persons, items and nodes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation import common_slope, free_slopes
from cehrs_desktop.psychometrics.estimation.calibration import calibrate
from cehrs_desktop.psychometrics.estimation.common_slope import CommonSlope, Priors
from cehrs_desktop.psychometrics.estimation.design import prepare
from cehrs_desktop.psychometrics.estimation.estimates import Search
from cehrs_desktop.psychometrics.estimation.free_slopes import FreeSlopes
from cehrs_desktop.psychometrics.estimation.maximise import maximise
from cehrs_desktop.psychometrics.estimation.quadrature import grid_of_spacing, needed_spacing
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, OMITTED, Responses
from tests.unit.psychometrics.law_school import SECTION_7, law_school, simulated, table

Floats = NDArray[np.float64]


def small(missing: str) -> Responses:
    draw = np.random.default_rng(11)
    scores = (draw.random((60, 7)) < 0.6).astype(np.int8)
    if missing == "forms":
        scores[:30, :2] = NOT_GIVEN
        scores[30:, 5:] = NOT_GIVEN
    if missing == "scattered":
        scores[draw.random(scores.shape) < 0.2] = NOT_GIVEN
    return table(scores, draw.random(60) * 3 + 0.1)


def brute_force(responses: Responses, a: Floats, d: Floats) -> float:
    """Sum over persons of weight times log of the integral, item by item on 2,001 nodes."""
    z = np.linspace(-8, 8, 2001)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
    total = 0.0
    for row, weight in zip(responses.scores, responses.weights, strict=True):
        joint = density.copy()
        for score, slope, intercept in zip(row, a, d, strict=True):
            p = 1 / (1 + np.exp(-(slope * z + intercept)))
            if score != NOT_GIVEN:
                joint *= p if score == 1 else 1 - p
        total += weight * np.log(joint.sum())
    return total


@pytest.mark.parametrize("missing", ["none", "forms", "scattered"])
def test_the_likelihood_is_that_of_plain_sums(missing: str) -> None:
    responses = small(missing)
    draw = np.random.default_rng(2)
    a, d = draw.normal(0.8, 0.5, 7), draw.normal(size=7)
    grid = grid_of_spacing(0.05)
    free = FreeSlopes(prepare(responses), responses.items).evaluate(np.concatenate([d, a]), grid)
    assert free.loglik == pytest.approx(brute_force(responses, a, d), abs=1e-6)
    common = CommonSlope(prepare(responses)).evaluate(np.append(d, 0.7), grid)
    assert common.loglik == pytest.approx(brute_force(responses, np.full(7, 0.7), d), abs=1e-6)


@pytest.mark.parametrize("missing", ["none", "forms", "scattered"])
@pytest.mark.parametrize("kind", ["common", "priors", "free"])
@pytest.mark.parametrize("by_form", [True, False])
def test_gradient_and_information_are_derivatives(
    missing: str, kind: str, by_form: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways to the observed information, which give the standard errors, against differences of the gradient."""
    for module in (common_slope, free_slopes):
        monkeypatch.setattr(module, "form_by_form_is_cheaper", lambda *_: by_form)
    draw = np.random.default_rng(5)
    responses = small(missing)
    design = prepare(responses)
    priors = Priors(draw.normal(size=7), draw.random(7)) if kind == "priors" else None
    model: Any = FreeSlopes(design, responses.items) if kind == "free" else CommonSlope(design, priors)
    start = FreeSlopes(design, responses.items).start() if kind == "free" else CommonSlope(design).start()
    at = start + 0.1 * draw.normal(size=len(start))
    grid, step = grid_of_spacing(0.1), 1e-5
    steps = step * np.eye(len(at))
    ahead = [model.evaluate(at + one, grid) for one in steps]
    behind = [model.evaluate(at - one, grid) for one in steps]
    slopes = [(f.objective - b.objective) / (2 * step) for f, b in zip(ahead, behind, strict=True)]
    curvature = [(b.gradient - f.gradient) / (2 * step) for f, b in zip(ahead, behind, strict=True)]
    here = model.evaluate(at, grid)
    np.testing.assert_allclose(here.gradient, slopes, atol=1e-6)
    np.testing.assert_allclose(model.information(here), curvature, atol=1e-5)


@pytest.mark.parametrize("model", ["rasch", "2pl"])
def test_twice_the_nodes_change_nothing(model: str) -> None:
    for responses in (law_school(SECTION_7), simulated(400, 120, 1, sigma=0.3)[0]):
        found = calibrate(responses, model, search=Search(tolerance=1e-6)).estimates
        finer = calibrate(responses, model, search=Search(tolerance=1e-6, spacing=0.25)).estimates
        np.testing.assert_allclose(finer.b, found.b, atol=1e-4)
        np.testing.assert_allclose(finer.a, found.a, atol=1e-4)
        np.testing.assert_allclose(finer.se_b, found.se_b, atol=1e-4)
        assert finer.loglik == pytest.approx(found.loglik, abs=1e-4)


def test_nodes_stand_closer_than_half_of_the_narrowest_posterior() -> None:
    a, b = np.ones(500), np.random.default_rng(3).normal(-1.25, 1, 500)
    z = np.linspace(-6, 6, 4001)
    p = 1 / (1 + np.exp(-(z[:, None] - b)))
    narrowest = 1 / np.sqrt(1 + (p * (1 - p)).sum(axis=1).max())
    assert needed_spacing(a, -b) <= 0.51 * narrowest
    assert needed_spacing(a, -b) < 0.06


@pytest.mark.parametrize("seed", range(4))
def test_the_likelihood_never_falls_and_its_end_is_a_maximum(seed: int) -> None:
    responses, _, _ = simulated(500, 8, seed, sigma=0.4)
    design = prepare(responses)
    model = FreeSlopes(design, responses.items)
    end = maximise(model, model.start(), 500, 1e-5, 0.5)
    assert end.converged
    assert np.diff(end.objectives).min() > -1e-8
    around = np.random.default_rng(seed).normal(size=(20, len(end.point.parameters))) * 0.01
    for shift in around:
        assert model.evaluate(end.point.parameters + shift, end.point.grid).objective < end.point.objective


@pytest.mark.parametrize("model", ["rasch", "1pl", "2pl"])
def test_pattern_counts_are_the_same_as_rows(model: str) -> None:
    pooled = law_school(SECTION_7)
    single = table(np.repeat(pooled.scores, np.array(SECTION_7), axis=0))
    one, other = calibrate(pooled, model), calibrate(single, model)
    assert other.estimates.loglik == pytest.approx(one.estimates.loglik, abs=1e-6)
    np.testing.assert_allclose(other.estimates.b, one.estimates.b, atol=1e-5)
    np.testing.assert_allclose(other.estimates.se_b, one.estimates.se_b, atol=1e-5)
    assert one.fit is not None
    assert other.fit is not None
    np.testing.assert_allclose(other.fit.infit_z, one.fit.infit_z, atol=1e-4)
    assert other.persons == one.persons == 1000


def test_order_of_persons_and_items_is_irrelevant() -> None:
    responses, _, _ = simulated(200, 9, 7, sigma=0.3)
    scores = responses.scores.copy()
    scores[::3, :4] = NOT_GIVEN
    draw = np.random.default_rng(1)
    rows, columns = draw.permutation(200), draw.permutation(9)
    for model in ("rasch", "2pl"):
        one = calibrate(table(scores), model).estimates
        other = calibrate(table(scores[rows][:, columns]), model).estimates
        np.testing.assert_allclose(other.b, one.b[columns], atol=1e-4)
        np.testing.assert_allclose(other.se_b, one.se_b[columns], atol=1e-4)


def test_omitted_counts_as_wrong_and_not_given_does_not() -> None:
    responses, _, _ = simulated(300, 10, 9)
    wrong, omitted, absent = responses.scores.copy(), responses.scores.copy(), responses.scores.copy()
    wrong[:40, 0], omitted[:40, 0], absent[:40, 0] = 0, OMITTED, NOT_GIVEN
    as_wrong, as_omitted, as_absent = (calibrate(table(scores), "rasch") for scores in (wrong, omitted, absent))
    assert np.array_equal(as_omitted.estimates.b, as_wrong.estimates.b)
    assert as_absent.estimates.b[0] < as_wrong.estimates.b[0] - 0.1
    assert as_absent.counts.tolist() == [260.0] + [300.0] * 9


def test_two_forms_with_no_item_in_common_share_the_population() -> None:
    responses, _, b = simulated(4000, 20, 12)
    scores = responses.scores.copy()
    scores[:2000, 10:] = NOT_GIVEN
    scores[2000:, :10] = NOT_GIVEN
    found = calibrate(table(scores), "rasch").estimates
    assert found.converged
    assert np.sqrt(np.mean((found.b - b) ** 2)) < 0.09


@pytest.mark.parametrize(("model", "sigma"), [("rasch", 0.0), ("2pl", 0.3)])
def test_parameters_are_recovered_within_their_errors(model: str, sigma: float) -> None:
    responses, a, b = simulated(2000, 40, 21, sigma=sigma, center=-1.25)
    found = calibrate(responses, model).estimates
    assert found.converged
    assert np.mean(np.abs(found.b - b) < 1.96 * found.se_b) >= 0.85
    assert np.sqrt(np.mean((found.b - b) ** 2)) < 1.5 * np.sqrt(np.mean(found.se_b**2))
    if model == "2pl":
        assert np.mean(np.abs(found.a - a) < 1.96 * found.se_a) >= 0.85
