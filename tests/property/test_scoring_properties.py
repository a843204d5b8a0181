"""What must hold for the scores of every form, whatever its items are."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.psychometrics.classification import passing_raw
from cehrs_desktop.psychometrics.form_table import FormTable
from cehrs_desktop.psychometrics.group_scores import FormItem, score_persons
from cehrs_desktop.psychometrics.parameters import RATING_SHRINK, THETA_CUT, ParameterSet
from cehrs_desktop.psychometrics.raw_scores import abilities_of, raw_score_distributions, right_probabilities
from cehrs_desktop.psychometrics.responses import Responses
from cehrs_desktop.psychometrics.scoring import outcome_of, passes, shown_score
from cehrs_desktop.psychometrics.tables import form_table
from tests.effort import effort
from tests.plain_scoring import practice_score

LOGITS = st.floats(-5, 5)
ITEMS = st.lists(st.tuples(st.sampled_from("12345"), LOGITS), min_size=1, max_size=70)
REFERENCE = st.lists(st.floats(-4, 3), min_size=1, max_size=40)


def parameters(reference: list[float]) -> ParameterSet:
    return ParameterSet("test", THETA_CUT, RATING_SHRINK, 0.6, tuple(reference))


@given(ITEMS, REFERENCE)
@effort(60)
def test_scores_rise_from_200_to_500_and_meet_the_pass_line(
    items: list[tuple[str, float]], reference: list[float]
) -> None:
    table = form_table(items, parameters(reference))
    count = len(items)
    assert (table.scaled[0], table.scaled[count]) == (200, 500)
    assert all(below < above for below, above in itertools.pairwise(table.scaled))
    assert all(below < above for below, above in itertools.pairwise(table.theta))
    # Somebody who is expected to have exactly the fractional raw cut stands at 390.
    difficulties = [b for _, b in items]
    if 0.001 < table.raw_cut < count - 0.001:
        assert practice_score(table.raw_cut, difficulties, parameters(reference)) == pytest.approx(390, abs=1e-6)
        at_cut = abilities_of(np.array([table.raw_cut]), np.array(difficulties))
        assert float(at_cut[0]) == pytest.approx(THETA_CUT, abs=1e-8)
    lowest = passing_raw(table.raw_cut)
    assert 1 <= lowest <= count
    assert table.scaled[lowest] >= 390 - 1e-6
    assert table.scaled[lowest - 1] < 390
    shown = [shown_score(score, passes(raw, table.raw_cut)) for raw, score in enumerate(table.scaled)]
    assert shown == sorted(shown)
    assert shown[lowest] >= 390 > 389 >= shown[lowest - 1]
    assert (shown[0], shown[-1]) == (200, 500)


@given(ITEMS)
@effort(60)
def test_every_number_of_a_table_is_a_possible_one(items: list[tuple[str, float]]) -> None:
    table = form_table(items, parameters([-1.0, 0.0, 1.0]))
    for numbers in (table.theta, table.theta_csem, table.scaled, table.csem):
        assert all(map(math.isfinite, numbers))
    assert min(table.theta_csem) > 0 < min(table.csem)
    assert 0 < table.reliability < 1
    for found in (table.lee, table.rudner):
        assert 0 <= found.accuracy <= 1
        assert 0.5 - 1e-9 <= found.consistency <= 1 + 1e-9
        assert found.accuracy + found.false_pass + found.false_fail == pytest.approx(1, abs=1e-9)
        assert found.kappa <= 1
    for domain in table.domains:
        assert 0 < domain.prmse_own < 1
        assert domain.prmse_both >= max(domain.prmse_own, domain.prmse_total) - 1e-9
        assert 0 < domain.error < 0.5


def same(one: FormTable, other: FormTable) -> bool:
    return all(
        np.allclose(getattr(one, name), getattr(other, name), atol=1e-8, rtol=0)
        for name in ("theta", "theta_csem", "scaled", "csem", "raw_cut", "reliability")
    )


@given(ITEMS, st.randoms(use_true_random=False))
@effort(40)
def test_the_order_of_the_items_is_irrelevant(items: list[tuple[str, float]], chance: random.Random) -> None:
    mixed = list(items)
    chance.shuffle(mixed)
    given_order, other = (form_table(each, parameters([-1.0, 0.0])) for each in (items, mixed))
    assert same(given_order, other)
    assert [one.domain for one in given_order.domains] == [one.domain for one in other.domains]
    for one, two in zip(given_order.domains, other.domains, strict=True):
        assert one.own == pytest.approx(two.own, abs=1e-8)
        assert one.error == pytest.approx(two.error, abs=1e-8)


FORM = tuple(
    FormItem(f"i{n}", "12345"[n % 5], f"{n % 5 + 1}.1", n % 6 != 5, -2.0 + 0.04 * n if n % 6 != 5 else math.nan, "A")
    for n in range(96)
)
SCORED = tuple(item for item in FORM if item.scored)
SCORED_TABLE = form_table([(item.domain, item.b) for item in SCORED], parameters([-1.0, 0.0]))


@given(st.lists(st.sampled_from([1, 0, -1, -2]), min_size=96, max_size=96), st.data())
@effort(40)
def test_pretest_items_are_irrelevant_and_blanks_are_wrong(answers: list[int], data: st.DataObject) -> None:
    """Whatever stands in the pretest items, the result is that of the scored ones, where only a right one counts."""
    other = [
        answer if item.scored else data.draw(st.sampled_from([1, 0, -1, -2]))
        for item, answer in zip(FORM, answers, strict=True)
    ]
    rows = [
        [answer for item, answer in zip(FORM, row, strict=True) if item.scored]
        for row in (answers, other, [1 if answer == 1 else 0 for answer in answers])
    ]
    names = tuple(item.id for item in SCORED)
    responses = Responses(("a", "b", "c"), names, np.array(rows, np.int8), np.ones(3))
    first, second, wrong = score_persons(SCORED, SCORED_TABLE, responses)
    assert first.outcome == second.outcome == wrong.outcome
    assert first.raw == rows[0].count(1)
    direct = outcome_of(
        [(item.domain, answer == 1) for item, answer in zip(SCORED, rows[0], strict=True)], SCORED_TABLE
    )
    assert first.outcome == direct
    assert replace(second, person="a") == first


@given(st.lists(LOGITS, max_size=80), st.lists(st.floats(-6, 6), min_size=1, max_size=6))
@effort(60)
def test_raw_distributions_have_the_moments_of_independent_items(
    difficulties: list[float], abilities: list[float]
) -> None:
    chances = right_probabilities(np.array(abilities), np.array(difficulties))
    found = raw_score_distributions(chances)
    raw = np.arange(len(difficulties) + 1)
    assert found.min() >= 0
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-11)
    mean = found @ raw
    assert mean == pytest.approx(chances.sum(axis=1), abs=1e-9)
    assert found @ raw**2 - mean**2 == pytest.approx((chances * (1 - chances)).sum(axis=1), abs=1e-8)
