"""The composite of domains against brute force, simulated candidates and its own rules."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cehrs_desktop.psychometrics.composite import composite, domain_posterior, reference_domains
from cehrs_desktop.psychometrics.parameters import THETA_CUT
from tests.matched_forms import DOMAINS, FORM_100, OF_100, WORKED

REFERENCE = reference_domains(WORKED, DOMAINS)
ANSWERS = [
    *(("1", -0.5, True), ("1", 0.3, False), ("1", 1.0, True), ("1", -2.0, True)),
    *(("2", 0.0, False), ("2", -1.5, True), ("2", -0.7, False), ("3", 0.8, True), ("3", -1.0, True)),
]


def test_the_posterior_is_the_double_integral() -> None:
    """Two domains on a plain grid over both abilities, without any factor structure."""
    rho = 0.8
    two = [answer for answer in ANSWERS if answer[0] != "3"]
    grid = np.linspace(-6, 6, 601)
    first, second = np.meshgrid(grid, grid, indexing="ij")
    logs = -(first**2 - 2 * rho * first * second + second**2) / (2 * (1 - rho**2))
    for domain, b, right in two:
        theta = first if domain == "1" else second
        logs += np.log(1 / (1 + np.exp(b - theta))) if right else np.log(1 / (1 + np.exp(theta - b)))
    mass = np.exp(logs - logs.max())
    mass /= mass.sum()
    means = [float((mass * first).sum()), float((mass * second).sum())]
    covariance = [
        [float((mass * one * other).sum()) - a * b for other, b in zip((first, second), means, strict=True)]
        for one, a in zip((first, second), means, strict=True)
    ]
    found, spread = domain_posterior(two, ("1", "2"), rho)
    assert found == pytest.approx(means, abs=1e-6)
    assert spread == pytest.approx(np.array(covariance), abs=1e-6)


def test_without_answers_the_prior_is_left() -> None:
    means, covariance = domain_posterior([], ("1", "2", "3"), 0.7)
    assert means == pytest.approx(np.zeros(3), abs=1e-9)
    assert covariance == pytest.approx(np.full((3, 3), 0.7) + 0.3 * np.eye(3), abs=1e-6)


def test_with_one_ability_for_all_only_the_total_counts() -> None:
    together, apart = (
        domain_posterior([(one, b, right) for (_, b, right), one in zip(ANSWERS, names, strict=True)], ("1", "2"), 1.0)
        for names in (["1"] * 9, ["1", "2"] * 4 + ["1"])
    )
    assert together[0] == pytest.approx(apart[0], abs=1e-9)
    assert apart[0][0] == apart[0][1]


def test_a_domain_without_answers_leans_on_the_others() -> None:
    low = domain_posterior([("1", -1.0, False)] * 10, ("1", "2"), 0.9)
    high = domain_posterior([("1", 1.0, True)] * 10, ("1", "2"), 0.9)
    assert low[0][0] < low[0][1] < 0 < high[0][1] < high[0][0]
    assert low[1][1, 1] > low[1][0, 0]


def test_the_score_stands_at_the_pass_line_with_everybody_at_the_cut() -> None:
    """Very many answers in every domain that fit the cut exactly: the prior has no say any more."""
    answers = [(domain, THETA_CUT, n % 2 == 0) for domain in REFERENCE for n in range(4000)]
    found = composite(answers, WORKED, REFERENCE)
    assert found.score == pytest.approx(390, abs=0.3)
    assert found.true_score == pytest.approx(66, abs=0.1)
    assert found.weighted_share == pytest.approx(0.5)
    assert all(one.theta == pytest.approx(THETA_CUT, abs=0.01) for one in found.domains)


def test_content_is_corrected_for_and_not_only_difficulty() -> None:
    """Strong in the domain that is asked most: the composite is below what the total alone would give."""
    answers = [("2", -1.0, n % 10 != 0) for n in range(60)]
    answers += [(domain, -1.0, n % 2 == 0) for domain in "1345" for n in range(6)]
    found = composite(answers, WORKED, REFERENCE)
    alike = composite(answers, WORKED, REFERENCE, correlation=1.0)
    assert found.score is not None
    assert alike.score is not None
    assert found.score < alike.score - 10
    assert [one.domain for one in sorted(found.domains, key=lambda one: one.theta)][-1] == "2"
    assert found.weighted_share == pytest.approx(0.32 * 0.9 + 0.68 * 0.5)
    assert found.weighted_share_error == pytest.approx(
        math.sqrt(0.32**2 * 0.09 / 60 + sum(w * w * 0.25 / 6 for w in (0.28, 0.15, 0.15, 0.10)))
    )


def test_standard_errors_hold_over_simulated_candidates() -> None:
    chance = np.random.default_rng(5)
    counts = (20, 4, 4, 5, 3)
    domains = [domain for (domain, _), count in zip(DOMAINS, counts, strict=True) for _ in range(count)]
    place = np.array([int(domain) - 1 for domain in domains])
    difficulties = chance.normal(-1.25, 0.9, len(domains))
    off: list[float] = []
    for _ in range(400):
        abilities = math.sqrt(0.9) * chance.normal() + math.sqrt(0.1) * chance.normal(size=5)
        hits = chance.random(len(domains)) < 1 / (1 + np.exp(difficulties - abilities[place]))
        found = composite(list(zip(domains, difficulties.tolist(), hits.tolist(), strict=True)), WORKED, REFERENCE)
        assert found.true_score is not None
        assert found.true_score_error is not None
        true = sum(
            float((1 / (1 + np.exp(np.array(REFERENCE[d]) - abilities[n]))).sum()) for n, d in enumerate(REFERENCE)
        )
        off.append((found.true_score - true) / found.true_score_error)
    inside = np.abs(np.array(off))
    # Monte-Carlo errors: .023 and .011.
    assert float((inside < 1).mean()) == pytest.approx(0.683, abs=0.06)
    assert float((inside < 1.96).mean()) == pytest.approx(0.95, abs=0.03)


def test_on_a_whole_form_it_is_close_to_the_table() -> None:
    hits = [n % 10 < 8 for n in range(100)]
    found = composite(list(zip(OF_100, FORM_100.tolist(), hits, strict=True)), WORKED, REFERENCE)
    # 80 right of 100 is 435.3 by the table.
    assert found.score == pytest.approx(435.3, abs=5)
    assert found.score_error == pytest.approx(12, abs=2)


def test_thin_domains_leave_no_composite() -> None:
    found = composite(ANSWERS, WORKED, REFERENCE)
    assert found.missing == ("3", "4", "5")
    assert (found.score, found.score_error, found.true_score, found.true_score_error) == (None,) * 4
    assert (found.weighted_share, found.weighted_share_error) == (None, None)
    assert [(one.domain, one.right, one.count) for one in found.domains][:3] == [("1", 3, 4), ("2", 1, 3), ("3", 2, 2)]
    enough = [*ANSWERS, ("3", 0.0, False), *((d, 0.0, True) for d in "45" for _ in range(3))]
    assert composite(enough, WORKED, REFERENCE).missing == ()


def test_thousands_of_answers_and_extreme_ones_stay_finite() -> None:
    for right in (True, False):
        answers = [(domain, b, right) for domain in REFERENCE for b in np.linspace(-9, 9, 300).tolist()]
        found = composite(answers, WORKED, REFERENCE)
        assert found.score is not None
        assert 200 <= found.score <= 500
        assert all(math.isfinite(one.theta) and 0 <= one.theta_sd < 1 for one in found.domains)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="not from 0 to 1"):
        composite(ANSWERS, WORKED, REFERENCE, correlation=1.2)
    with pytest.raises(ValueError, match="no domain 7"):
        composite([("7", 0.0, True)], WORKED, REFERENCE)
    with pytest.raises(ValueError, match="do not add up"):
        reference_domains(WORKED, DOMAINS[:-1])
    assert REFERENCE["5"] == WORKED.reference[90:]
