"""The formulas against figures that were worked out elsewhere, and against brute force where it is small enough."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.psychometrics.form_table import FormTable
from cehrs_desktop.psychometrics.parameters import RATING_SHRINK, THETA_CUT, ParameterSet
from cehrs_desktop.psychometrics.scoring import (
    difficulty,
    expected_raw,
    logit,
    outcome_of,
    passes,
    rated_logit,
    raw_cut,
    right_probability,
    shown_score,
)
from cehrs_desktop.psychometrics.tables import form_table
from tests.effort import effort
from tests.plain_scoring import ability, practice_score, raw_distribution, score_csem


def spread_form(count: int, raw_at_cut: float, theta: float = THETA_CUT) -> list[float]:
    """Difficulties at normal quantiles, moved so that `raw_at_cut` right are expected at the cut.

    The spread is the one at which 100 items have the published standard error of .224 at the cut.
    """
    shape = [0.8 * NormalDist().inv_cdf((n + 0.5) / count) for n in range(count)]
    low, high = -10.0, 10.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        if expected_raw(theta, [b + middle for b in shape]) > raw_at_cut:
            low = middle
        else:
            high = middle
    return [b + low for b in shape]


FORM = spread_form(100, 66)
SET = ParameterSet("test", THETA_CUT, RATING_SHRINK, 0.6, tuple(FORM))
LOGITS = st.floats(-4, 4)


def test_the_cut_is_the_quantile_of_the_share_that_did_not_pass() -> None:
    assert NormalDist().inv_cdf(1 - 0.6881) == pytest.approx(THETA_CUT, abs=5e-5)


@pytest.mark.parametrize(
    ("raw", "score"),
    [(50, 343.9), (60, 372.7), (65, 387.1), (66, 390.0), (70, 402.9), (80, 435.3), (90, 467.7)],
)
def test_the_scale_agrees_with_the_worked_example(raw: int, score: float) -> None:
    assert practice_score(raw, FORM, SET) == pytest.approx(score, abs=0.06)


def test_the_slopes_are_those_of_the_worked_example() -> None:
    assert practice_score(41, FORM, SET) - practice_score(40, FORM, SET) == pytest.approx(2.879, abs=5e-4)
    assert practice_score(81, FORM, SET) - practice_score(80, FORM, SET) == pytest.approx(3.235, abs=5e-4)


@pytest.mark.parametrize(("raw", "score"), [(62, 390.0), (66, 403.2), (80, 447.5)])
def test_a_harder_form_of_the_same_shape_needs_less(raw: int, score: float) -> None:
    """How that form's items were spread is not published: the cut is exact, the rest lies near."""
    found = practice_score(raw, spread_form(100, 62), SET)
    assert found == pytest.approx(score, abs=1e-6 if raw == 62 else 4)
    assert found > practice_score(raw, FORM, SET)


@pytest.mark.parametrize(
    ("theta", "csem"), [(-2.0, 12.7), (-1.0, 13.4), (THETA_CUT, 13.6), (0.0, 13.3), (1.0, 10.1), (2.0, 6.9)]
)
def test_the_standard_errors_agree_with_the_table(theta: float, csem: float) -> None:
    weights = raw_distribution(theta, FORM)
    scores = [practice_score(raw, FORM, SET) for raw in range(101)]
    mean = sum(w * s for w, s in zip(weights, scores, strict=True))
    sd = math.sqrt(sum(w * (s - mean) ** 2 for w, s in zip(weights, scores, strict=True)))
    assert sd == pytest.approx(csem, abs=0.15)


def test_score_csem_is_that_standard_error_at_the_ability_of_the_raw_score() -> None:
    assert score_csem(66, FORM, SET) == pytest.approx(13.6, abs=0.12)
    assert 1 / math.sqrt(sum(p * (1 - p) for p in (right_probability(THETA_CUT, b) for b in FORM))) == pytest.approx(
        0.224, abs=0.0005
    )
    assert 0 < score_csem(0, FORM, SET) < score_csem(66, FORM, SET) > score_csem(100, FORM, SET) > 0


def test_lord_and_wingersky_agree_with_all_patterns_counted() -> None:
    difficulties = [-1.5, -0.2, 0.4, 0.4, 2.0, 3.1, -3.0]
    brute = [0.0] * (len(difficulties) + 1)
    for pattern in itertools.product((0, 1), repeat=len(difficulties)):
        chances = [right_probability(0.3, b) for b in difficulties]
        brute[sum(pattern)] += math.prod(p if hit else 1 - p for p, hit in zip(chances, pattern, strict=True))
    assert raw_distribution(0.3, difficulties) == pytest.approx(brute, abs=1e-12)


@given(st.lists(LOGITS, max_size=60), st.floats(-5, 5))
@effort(60)
def test_the_raw_distribution_sums_to_one_and_has_the_expected_mean(difficulties: list[float], theta: float) -> None:
    chances = raw_distribution(theta, difficulties)
    assert len(chances) == len(difficulties) + 1
    assert sum(chances) == pytest.approx(1, abs=1e-9)
    assert sum(x * p for x, p in enumerate(chances)) == pytest.approx(expected_raw(theta, difficulties), abs=1e-9)


@given(st.lists(LOGITS, min_size=2, max_size=40), st.lists(LOGITS, min_size=2, max_size=40))
@effort(40)
def test_on_every_form_the_ends_the_cut_and_the_order_hold(form: list[float], reference: list[float]) -> None:
    parameters = replace(SET, reference=tuple(reference))
    cut = raw_cut(form, parameters)
    scores = [practice_score(raw, form, parameters) for raw in range(len(form) + 1)]
    assert (scores[0], scores[-1]) == (200, 500)
    assert all(below < above for below, above in itertools.pairwise(scores))
    assert practice_score(cut, form, parameters) == pytest.approx(390, abs=1e-6)
    lowest_passing = next((raw for raw in range(len(form) + 1) if passes(raw, cut)), None)
    assert lowest_passing is not None
    assert lowest_passing - 1 < cut <= lowest_passing + 1e-9
    assert shown_score(scores[lowest_passing], True) >= 390
    assert scores[lowest_passing] >= 390 - 1e-6
    assert not passes(lowest_passing - 1, cut)
    assert shown_score(scores[lowest_passing - 1], False) <= 389
    assert scores[lowest_passing - 1] < 390


@given(st.lists(LOGITS, min_size=2, max_size=60), st.data())
@effort(60)
def test_ability_turns_the_expected_raw_score_round(form: list[float], data: st.DataObject) -> None:
    raw = data.draw(st.floats(0.01, len(form) - 0.01))
    assert expected_raw(ability(raw, form), form) == pytest.approx(raw, abs=1e-8)


@pytest.mark.parametrize("raw", [-1, 0, 3, 4])
def test_the_ends_have_no_ability(raw: float) -> None:
    with pytest.raises(ValueError, match="no finite ability"):
        ability(raw, [0.0, 0.0, 0.0])


def test_ratings_become_difficulties_that_reproduce_the_raw_cut() -> None:
    """With no shrinking, P(right) at the cut is the rating itself, so its sum is the readers' raw cut."""
    plain = replace(SET, shrink=1.0)
    ratings = [(0.4, 0.5), (0.8, 0.9), (0.66, 0.7)]
    bs = [difficulty(pair, plain) for pair in ratings]
    assert expected_raw(THETA_CUT, bs) == pytest.approx(0.45 + 0.85 + 0.68, abs=1e-12)
    # Shrinking pulls every logit the same share of its way to the mean logit.
    pulled = THETA_CUT - difficulty((0.8, 0.9), SET)
    assert pulled == pytest.approx(0.6 * logit(0.85) + 0.4 * 0.6, abs=1e-12)


def test_ratings_are_clipped() -> None:
    assert rated_logit([0.0, 0.0]) == logit(0.05)
    assert rated_logit([1.0]) == logit(0.98)


def test_the_decision_is_made_on_raw() -> None:
    assert passes(66, 66.0)
    assert passes(66, 66.0 + 1e-12)
    assert not passes(66, 66.1)
    assert not passes(65, 65.2)
    assert (shown_score(389.99, False), shown_score(395.0, False), shown_score(389.5, True)) == (389, 389, 390)
    assert (shown_score(402.99, True), shown_score(342.0, False)) == (402, 342)


def table(domains: str = "12") -> FormTable:
    return form_table([(domains[n % len(domains)], b) for n, b in enumerate(FORM)], SET)


def answers(right: int) -> list[tuple[str, bool]]:
    return [("12"[n % 2], n < right) for n in range(len(FORM))]


def test_an_outcome_holds_together() -> None:
    outcome = outcome_of(answers(66), table())
    assert (outcome.raw, outcome.count, outcome.passed, outcome.score) == (66, 100, True, 390)
    assert outcome.cut == pytest.approx(66, abs=1e-9)
    assert outcome.exact == pytest.approx(practice_score(66, FORM, SET), abs=1e-8)
    assert outcome.csem == pytest.approx(score_csem(66, FORM, SET), abs=1e-8)
    assert outcome.low < 390 < outcome.high
    assert (outcome.low, outcome.high) == (round(outcome.exact - outcome.csem), round(outcome.exact + outcome.csem))
    assert [d.domain for d in outcome.domains] == ["1", "2"]
    assert sum(d.right for d in outcome.domains) == outcome.raw
    assert sum(d.count for d in outcome.domains) == 100
    assert sum(d.expected_at_cut * d.count for d in outcome.domains) == pytest.approx(outcome.cut, abs=1e-9)
    for domain in outcome.domains:
        assert domain.low <= domain.estimate <= domain.high
    below = outcome_of(answers(65), table())
    assert (below.passed, below.score) == (False, 387)


def test_the_order_and_the_choice_of_right_items_do_not_matter() -> None:
    """Number right is sufficient: which items were right changes domains only."""
    first, last = answers(60), [(domain, n >= 40) for n, (domain, _) in enumerate(answers(0))]
    assert outcome_of(first, table()).exact == outcome_of(last, table()).exact


@pytest.mark.parametrize(("right", "score"), [(0, 200), (100, 500)])
def test_the_ends_stay_on_the_scale(right: int, score: int) -> None:
    outcome = outcome_of(answers(right), table())
    assert outcome.score == score
    assert 200 <= outcome.low <= score <= outcome.high <= 500


def test_a_form_with_another_number_of_items_is_refused() -> None:
    with pytest.raises(ValueError, match="99 answers for 100"):
        outcome_of(answers(50)[:99], table())


@pytest.mark.parametrize("right", [10, 40, 66, 90])
def test_a_domain_in_line_with_the_total_is_called_nothing(right: int) -> None:
    """Where every domain has its share of the total there is nothing to be strong or weak in, at any level."""
    even = [("1" if n < 50 else "2", (n % 50) < right / 2) for n in range(100)]
    made = form_table([(domain, -1.3) for domain, _ in even], SET)
    outcome = outcome_of(even, made)
    assert [domain.relation for domain in outcome.domains] == ["none", "none"]
