"""Lee's and Rudner's indices against published tables."""

from __future__ import annotations

import numpy as np
import pytest

from cehrs_desktop.psychometrics.classification import decisions, lee, normal_pass_chance, passing_raw, rudner
from cehrs_desktop.psychometrics.form_table import Classification
from cehrs_desktop.psychometrics.parameters import THETA_CUT
from cehrs_desktop.psychometrics.population import normal_points, smooth_points
from cehrs_desktop.psychometrics.raw_scores import raw_score_distributions, right_probabilities
from tests.matched_forms import matched_form

# Scaling design, 2.4: items, lowest passing score, standard error of theta at the cut, accuracy,
# consistency, kappa, false pass, false fail; 66 % right at the cut, theta N(0, 1).
PUBLISHED = [
    (10, 7, 0.688, 0.830, 0.766, 0.468, 0.081, 0.089),
    (15, 10, 0.563, 0.858, 0.809, 0.540, 0.083, 0.060),
    (25, 17, 0.443, 0.881, 0.834, 0.621, 0.055, 0.064),
    (32, 22, 0.398, 0.888, 0.844, 0.654, 0.042, 0.069),
    (50, 33, 0.319, 0.913, 0.880, 0.717, 0.051, 0.036),
    (75, 50, 0.259, 0.928, 0.899, 0.766, 0.036, 0.036),
    (100, 66, 0.224, 0.937, 0.913, 0.796, 0.036, 0.026),
    (125, 83, 0.203, 0.943, 0.920, 0.815, 0.029, 0.027),
]


def five(found: Classification) -> list[float]:
    return [found.accuracy, found.consistency, found.kappa, found.false_pass, found.false_fail]


@pytest.mark.parametrize("row", PUBLISHED)
def test_the_table_is_met_on_its_own_grid(row: tuple[float, ...]) -> None:
    """The table was made on 181 abilities from -4.5 to 4.5, so that its cut lies between two of them (-.475)."""
    count, passing, csem = int(row[0]), int(row[1]), row[2]
    difficulties = matched_form(count, 0.66 * count, csem)
    theta = np.linspace(-4.5, 4.5, 181)
    weights = np.exp(-0.5 * theta**2)
    distribution = raw_score_distributions(right_probabilities(theta, difficulties))
    found = decisions(distribution[:, passing:].sum(axis=1), theta >= THETA_CUT, weights / weights.sum())
    assert five(found) == pytest.approx(row[3:], abs=0.0008)


@pytest.mark.parametrize("row", PUBLISHED)
def test_the_exact_integral_lies_beside_it(row: tuple[float, ...]) -> None:
    """With the cut where it belongs .003 of all candidates change from false pass to false fail."""
    count, passing, csem = int(row[0]), int(row[1]), row[2]
    difficulties = matched_form(count, 0.66 * count, csem)
    assert passing_raw(0.66 * count) == passing
    found = lee(difficulties, THETA_CUT)
    assert five(found)[:3] == pytest.approx(row[3:6], abs=0.0015)
    assert five(found)[3:] == pytest.approx(row[6:], abs=0.0040)
    assert found.accuracy + found.false_pass + found.false_fail == pytest.approx(1, abs=1e-12)


def test_more_points_change_nothing() -> None:
    difficulties = matched_form(100, 66, 0.224)
    theta, weights = normal_points(splits=(THETA_CUT,), points=200)
    distribution = raw_score_distributions(right_probabilities(theta, difficulties))
    fine = decisions(distribution[:, 66:].sum(axis=1), theta >= THETA_CUT, weights)
    assert five(lee(difficulties, THETA_CUT)) == pytest.approx(five(fine), abs=1e-9)


# irtQ (R), article "Classification analysis", a 20-item test, abilities -4 (.25) 4, weights of N(0, 1): P(level 3) as
# cac_lee and cac_rud print it (upper cut 14 right, and theta .8). What they print in sum is what `decisions` must give.
NODES = np.arange(-4.0, 4.01, 0.25)
LEE_UPPER = [
    *(1.582213e-07, 1.808832e-07, 2.178853e-07, 2.810713e-07, 3.957164e-07, 6.213288e-07, 1.114837e-06, 2.344988e-06),
    *(5.901569e-06, 1.782989e-05, 6.307509e-05, 2.476987e-04, 1.008033e-03, 3.973727e-03, 1.436128e-02, 4.570019e-02),
    *(1.240213e-01, 2.784531e-01, 5.048384e-01, 7.379663e-01, 8.997831e-01, 9.734804e-01, 9.951853e-01, 9.993754e-01),
    *(9.999375e-01, 9.999948e-01, 9.999996e-01, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
]
RUDNER_LOWER = [
    *(7.073627e-01, 7.611902e-01, 8.163547e-01, 8.663885e-01, 9.061324e-01, 9.341427e-01, 9.524072e-01, 9.640000e-01),
    *(9.707328e-01, 9.720558e-01, 9.643817e-01, 9.373092e-01, 8.665594e-01, 7.198456e-01, 5.000000e-01, 2.734345e-01),
    *(1.107800e-01, 3.083264e-02, 5.802320e-03, 7.723930e-04, 7.032651e-05, 5.448798e-06, 9.428157e-07, 7.820366e-07),
    *(2.185770e-06, 1.009047e-05, 5.050080e-05, 2.305769e-04, 8.953873e-04, 2.878648e-03, 7.651606e-03, 1.706328e-02),
    3.265689e-02,
]


def grid_weights() -> np.ndarray:
    weights = np.exp(-0.5 * NODES**2)
    return weights / weights.sum()


def test_sums_agree_with_irtq_for_lees_method() -> None:
    # True score 13.502597 at .5 and 14.546417 at .75: levels change between them.
    found = decisions(np.array(LEE_UPPER), NODES >= 0.75, grid_weights())
    assert found.false_pass == pytest.approx(0.0000748 + 0.0897047, abs=2e-7)
    assert found.false_fail == pytest.approx(0.0000015 + 0.0271701, abs=2e-7)
    assert found.accuracy == pytest.approx(1 - 0.0897795 - 0.0271716, abs=3e-7)


def test_sums_agree_with_irtq_for_rudners_method() -> None:
    found = decisions(1 - np.array(RUDNER_LOWER), NODES >= -0.5, grid_weights())
    assert found.false_pass == pytest.approx(0.0349129 + 0.0001521, abs=2e-7)
    assert found.false_fail == pytest.approx(0.0850413 + 0.0000121, abs=2e-7)


def test_normal_chances_agree_with_irtq() -> None:
    """Two cuts (-.5 and .8) and one standard error at an ability: the error comes out of one, the other must fit."""
    for theta, below_low, above_high in ((0.0, 0.1107800, 0.02524289), (1.0, 7.032651e-05, 0.6941339)):
        errors = np.arange(0.2, 0.8, 1e-5)
        low = 1 - normal_pass_chance(np.full_like(errors, theta), errors, -0.5)
        error = errors[[int(np.argmin(np.abs(low - below_low)))]]
        assert float(normal_pass_chance(np.array([theta]), error, 0.8)[0]) == pytest.approx(above_high, abs=3e-5)


def test_rudner_is_near_lee_on_a_long_form_and_exact_for_known_errors() -> None:
    difficulties = matched_form(100, 66, 0.224)
    assert five(rudner(difficulties, THETA_CUT)) == pytest.approx(five(lee(difficulties, THETA_CUT)), abs=0.007)
    # Without error nobody is misjudged; with nothing but error a coin decides.
    sharp = decisions(normal_pass_chance(NODES, np.full_like(NODES, 1e-6), 0.1), NODES >= 0.1, grid_weights())
    assert five(sharp) == pytest.approx([1, 1, 1, 0, 0], abs=1e-9)
    blunt = decisions(normal_pass_chance(NODES, np.full_like(NODES, 1e9), 0.1), NODES >= 0.1, grid_weights())
    assert five(blunt)[:3] == pytest.approx([0.5, 0.5, 0], abs=1e-6)


def test_the_population_moves_the_indices() -> None:
    difficulties = matched_form(50, 33, 0.319)
    far_above = lee(difficulties, THETA_CUT, mean=3.0, sd=0.5)
    assert far_above.accuracy > 0.999
    at_cut = lee(difficulties, THETA_CUT, mean=THETA_CUT, sd=0.2)
    assert at_cut.accuracy < 0.8
    # A cut that nobody reaches: whoever passes does so falsely, and nobody is failed falsely.
    out_of_reach = lee(difficulties, 40.0)
    assert out_of_reach.false_fail == 0.0
    assert out_of_reach.accuracy == pytest.approx(1 - out_of_reach.false_pass)


def test_quadrature_gives_the_moments_of_the_population() -> None:
    for theta, weights in (normal_points(0.4, 1.3, splits=(-9.0, -0.2, 0.5, 99.0)), smooth_points(0.4, 1.3)):
        assert float(weights.sum()) == pytest.approx(1, abs=1e-13)
        assert float(weights @ theta) == pytest.approx(0.4, abs=1e-12)
        assert float(weights @ (theta - 0.4) ** 2) == pytest.approx(1.69, abs=1e-11)
        assert float(weights @ (theta - 0.4) ** 4) == pytest.approx(3 * 1.69**2, abs=1e-9)
    theta, weights = normal_points(splits=(THETA_CUT,))
    # The cut is the quantile of the share that did not pass nationally in 2024: 1 - .6881.
    assert float(weights[theta < THETA_CUT].sum()) == pytest.approx(0.3119, abs=2e-5)
