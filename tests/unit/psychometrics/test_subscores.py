"""Haberman's comparison against a published table, an R package's formulas and simulated candidates."""

from __future__ import annotations

import numpy as np
import pytest

from cehrs_desktop.psychometrics.parameters import THETA_CUT
from cehrs_desktop.psychometrics.subscores import (
    Augmented,
    augmented,
    domain_tables,
    model_moments,
    response_moments,
)
from tests.matched_forms import DOMAINS, OF_100, moved_to_cut, normal_quantiles

# Scaling design, 2.5: correlation of the true abilities -> PRMSE of own / total / both for 28, 32, 15, 15, 10
# items; 40,000 simulated candidates, difficulties drawn from N(-1.25, 1).
PUBLISHED = {
    1.0: ((0.81, 0.94, 0.94), (0.83, 0.94, 0.94), (0.69, 0.94, 0.94), (0.71, 0.94, 0.94), (0.61, 0.94, 0.94)),
    0.95: ((0.81, 0.90, 0.91), (0.83, 0.91, 0.91), (0.69, 0.89, 0.90), (0.71, 0.89, 0.90), (0.62, 0.88, 0.89)),
    0.9: ((0.81, 0.87, 0.89), (0.83, 0.87, 0.90), (0.68, 0.84, 0.86), (0.70, 0.84, 0.86), (0.61, 0.83, 0.85)),
    0.8: ((0.82, 0.80, 0.87), (0.83, 0.82, 0.88), (0.69, 0.75, 0.82), (0.71, 0.75, 0.82), (0.63, 0.73, 0.79)),
    0.7: ((0.81, 0.73, 0.85), (0.83, 0.75, 0.86), (0.69, 0.65, 0.78), (0.71, 0.66, 0.79), (0.62, 0.64, 0.75)),
    0.5: ((0.81, 0.59, 0.83), (0.83, 0.63, 0.85), (0.69, 0.47, 0.73), (0.71, 0.47, 0.74), (0.62, 0.43, 0.68)),
}

CENTER = float(moved_to_cut(normal_quantiles(100), 66).mean())
SPREAD = [CENTER + normal_quantiles(count) for _, count in DOMAINS]


def prmse(one: Augmented) -> list[float]:
    return [one.prmse_own, one.prmse_total, one.prmse_both]


@pytest.mark.parametrize("correlation", PUBLISHED)
def test_the_table_is_met(correlation: float) -> None:
    """Which difficulties were drawn is not published; a domain's own reliability depends most on them."""
    for found, row in zip(augmented(model_moments(SPREAD, correlation)), PUBLISHED[correlation], strict=True):
        assert prmse(found)[0] == pytest.approx(row[0], abs=0.025)
        assert prmse(found)[1:] == pytest.approx(row[1:], abs=0.0125)


def test_the_rule_turns_where_the_document_says() -> None:
    """A domain's own score is worth more than the total up to .8 (28 items), .73 (15), .68 (10)."""
    for place, turning in ((0, 0.80), (2, 0.73), (4, 0.68)):
        worth = [
            augmented(model_moments(SPREAD, rho))[place].own_is_worth_more for rho in (turning - 0.05, turning + 0.05)
        ]
        assert worth == [True, False]


def simulated(correlation: float, persons: int) -> tuple[np.ndarray, np.ndarray]:
    """Answers and true shares by domain."""
    chance = np.random.default_rng(11)
    general = chance.normal(size=(persons, 1))
    abilities = np.sqrt(correlation) * general + np.sqrt(1 - correlation) * chance.normal(size=(persons, 5))
    chances = [1 / (1 + np.exp(own - abilities[:, [place]])) for place, own in enumerate(SPREAD)]
    answers = (chance.random((persons, 100)) < np.concatenate(chances, axis=1)).astype(np.int8)
    return answers, np.array([own.mean(axis=1) for own in chances])


def test_simulated_candidates_have_these_moments_and_estimates() -> None:
    answers, true = simulated(0.8, 20_000)
    moments = model_moments(SPREAD, 0.8)
    assert np.cov(true) == pytest.approx(moments.true, abs=0.0008)
    assert true.mean(axis=1) == pytest.approx(moments.mean, abs=0.003)
    edges = np.cumsum([0, *(count for _, count in DOMAINS)])
    for place, one in enumerate(augmented(moments)):
        own = answers[:, edges[place] : edges[place + 1]].mean(axis=1)
        estimate = one.mean + one.own * (own - one.mean) + one.total * (answers.mean(axis=1) - one.total_mean)
        off = estimate - true[place]
        assert float(np.sqrt((off**2).mean())) == pytest.approx(one.error, rel=0.02)
        assert 1 - float((off**2).mean() / true[place].var()) == pytest.approx(one.prmse_both, abs=0.01)
        # 80 % intervals hold what they promise over all candidates.
        assert float((np.abs(off) < 1.2816 * one.error).mean()) == pytest.approx(0.80, abs=0.015)


def test_responses_give_nearly_the_same_moments() -> None:
    answers, _ = simulated(0.8, 6_000)
    names, found = response_moments(answers, OF_100)
    assert names == ("1", "2", "3", "4", "5")
    model = augmented(model_moments(SPREAD, 0.8))
    for one, expected in zip(augmented(found), model, strict=True):
        assert prmse(one) == pytest.approx(prmse(expected), abs=0.025)


def test_the_coefficients_are_those_of_the_package_subscore() -> None:
    """CRAN's subscore (CTTsub) writes Haberman's regression with tau, beta and gamma; on number-right scores."""
    moments = model_moments(SPREAD, 0.7)
    counts = moments.counts
    true = moments.true * np.outer(counts, counts)
    observed = np.diag(true) + moments.error * counts**2
    with_total = true.sum(axis=1)
    total_true, total_observed = float(true.sum()), float(true.sum() + (moments.error * counts**2).sum())
    total_reliability = total_true / total_observed
    for place, one in enumerate(augmented(moments)):
        alpha = true[place, place] / observed[place]
        r = (with_total[place] + observed[place] - true[place, place]) / np.sqrt(observed[place] * total_observed)
        true_r = with_total[place] / np.sqrt(true[place, place] * total_true)
        tau = (np.sqrt(total_reliability) * true_r - r * np.sqrt(alpha)) / (1 - r**2)
        beta = np.sqrt(alpha) * (np.sqrt(alpha) - r * tau)
        gamma = np.sqrt(alpha) * tau * np.sqrt(observed[place] / total_observed)
        assert one.own == pytest.approx(beta, rel=1e-9)
        assert one.total * counts[place] / counts.sum() == pytest.approx(gamma, rel=1e-9)
        assert one.on_total == pytest.approx(
            true_r * np.sqrt(total_reliability * true[place, place] / total_observed) * counts.sum() / counts[place]
        )
        assert one.prmse_both == pytest.approx(alpha + tau**2 * (1 - r**2), rel=1e-9)
        assert one.prmse_total == pytest.approx(true_r**2 * total_reliability, rel=1e-9)


def test_mehlers_sum_is_the_double_integral() -> None:
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    one, two = np.array([-1.0, 0.5]), np.array([0.2, 1.4, -2.0])
    rho = 0.6

    def share(difficulties: np.ndarray, theta: np.ndarray) -> np.ndarray:
        return (1 / (1 + np.exp(difficulties - theta[..., None]))).mean(axis=-1)

    second = rho * nodes[:, None] + np.sqrt(1 - rho**2) * nodes[None, :]
    product = float(weights @ (share(one, nodes)[:, None] * share(two, second)) @ weights)
    expected = product - float(weights @ share(one, nodes)) * float(weights @ share(two, nodes))
    assert model_moments([one, two], rho).true[0, 1] == pytest.approx(expected, abs=1e-10)


def test_one_domain_alone_and_one_ability_for_all() -> None:
    (alone,) = augmented(model_moments([SPREAD[0]], 0.9))
    assert (alone.total, alone.own) == (0.0, alone.prmse_own)
    assert alone.prmse_both == pytest.approx(alone.prmse_own)
    assert alone.prmse_total == pytest.approx(alone.prmse_own)
    none_shared = augmented(model_moments(SPREAD, 0.0))
    assert all(one.prmse_both == pytest.approx(one.prmse_own, abs=0.002) for one in none_shared)


def test_domain_tables_say_what_is_expected_at_the_cut() -> None:
    tables = domain_tables([("1", np.array([THETA_CUT, THETA_CUT])), ("2", SPREAD[1])], THETA_CUT, 0.9)
    assert [one.domain for one in tables] == ["1", "2"]
    assert tables[0].expected_at_cut == pytest.approx(0.5)
    assert [one.count for one in tables] == [2, 32]


@pytest.mark.parametrize("correlation", [-0.1, 1.1, float("nan")])
def test_impossible_correlations_are_refused(correlation: float) -> None:
    with pytest.raises(ValueError, match="not from 0 to 1"):
        model_moments(SPREAD, correlation)


def test_too_little_data_is_refused_in_words() -> None:
    answers, _ = simulated(0.8, 300)
    with pytest.raises(ValueError, match="199 persons are too few"):
        response_moments(answers[:199], OF_100)
    with pytest.raises(ValueError, match="domain 9 has too few items"):
        response_moments(answers, ("9", *OF_100[1:]))
    flat = answers.copy()
    flat[:, :28] = 1
    with pytest.raises(ValueError, match="domain 1 has"):
        response_moments(flat, OF_100)
