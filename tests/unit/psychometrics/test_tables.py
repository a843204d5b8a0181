"""The table of a form against the plain functions of `scoring`, the worked example and the published figures."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from cehrs_desktop.psychometrics.form_table import FormTable, table_from_plain, table_to_plain
from cehrs_desktop.psychometrics.parameters import THETA_CUT
from cehrs_desktop.psychometrics.scoring import expected_raw, raw_cut
from cehrs_desktop.psychometrics.tables import form_table, reliability
from tests.matched_forms import FORM_100, OF_100, WORKED, matched_form, moved_to_cut
from tests.plain_scoring import ability, practice_score, score_csem


def table_of(difficulties: np.ndarray, **more: float) -> FormTable:
    domains = OF_100 if len(difficulties) == 100 else ["1"] * len(difficulties)
    return form_table(list(zip(domains, difficulties.tolist(), strict=True)), WORKED, **more)


WORKED_TABLE = table_of(FORM_100)


@pytest.mark.parametrize(
    "difficulties",
    [
        FORM_100,
        matched_form(50, 31, 0.33),
        np.array([0.3]),
        np.array([-2.0, 2.5]),
        np.linspace(-6, 5, 37),
        np.concatenate([np.full(30, -5.0), np.full(20, 4.0)]),
    ],
    ids=["worked", "50 items", "one item", "two items", "wide", "two heaps"],
)
def test_scores_are_those_of_the_plain_functions(difficulties: np.ndarray) -> None:
    table, plain = table_of(difficulties), difficulties.tolist()
    count = len(plain)
    assert len(table.theta) == len(table.theta_csem) == len(table.scaled) == len(table.csem) == count + 1
    assert table.difficulties == tuple(plain)
    assert table.raw_cut == pytest.approx(raw_cut(plain, WORKED), abs=1e-9)
    raws = sorted({0, 1, 2, count // 3, count // 2, count - 1, count} & set(range(count + 1)))
    for raw in raws:
        assert table.scaled[raw] == pytest.approx(practice_score(raw, plain, WORKED), abs=1e-8)
        assert table.csem[raw] == pytest.approx(score_csem(raw, plain, WORKED), abs=1e-8)
        if 0 < raw < count:
            assert table.theta[raw] == pytest.approx(ability(raw, plain), abs=1e-8)


def test_the_worked_example_of_the_scale_is_met() -> None:
    for raw, score in ((50, 343.9), (60, 372.7), (65, 387.1), (66, 390.0), (70, 402.9), (80, 435.3), (90, 467.7)):
        assert WORKED_TABLE.scaled[raw] == pytest.approx(score, abs=0.06)
    harder = table_of(moved_to_cut(FORM_100, 62))
    # The cut is exact; how that published form's items were spread is not known.
    for raw, score, off in ((62, 390, 1e-6), (66, 403.2, 4), (80, 447.5, 4)):
        assert harder.scaled[raw] == pytest.approx(score, abs=off)


def test_the_scaled_standard_errors_are_those_of_the_table() -> None:
    """The scaling design, section 2.4: theta -2 : 12.7, -1 : 13.4, the cut : 13.6, 0 : 13.3, 1 : 10.1, 2 : 6.9."""
    theta, csem = np.array(WORKED_TABLE.theta), np.array(WORKED_TABLE.csem)
    for at, points in ((-2.0, 12.7), (-1.0, 13.4), (THETA_CUT, 13.6), (0.0, 13.3), (1.0, 10.1), (2.0, 6.9)):
        assert float(np.interp(at, theta, csem)) == pytest.approx(points, abs=0.15)
    assert float(np.interp(THETA_CUT, theta, np.array(WORKED_TABLE.theta_csem))) == pytest.approx(0.224, abs=5e-4)


def test_the_standard_error_of_the_score_is_met_by_simulation() -> None:
    chance = np.random.default_rng(8)
    for raw in (20, 66, 95):
        theta = WORKED_TABLE.theta[raw]
        hits = chance.random((20_000, 100)) < 1 / (1 + np.exp(FORM_100 - theta))
        scores = np.array(WORKED_TABLE.scaled)[hits.sum(axis=1)]
        assert float(scores.std()) == pytest.approx(WORKED_TABLE.csem[raw], rel=0.02)


@pytest.mark.parametrize(
    ("count", "csem", "published"),
    [
        *((10, 0.688, 0.632), (15, 0.563, 0.720), (25, 0.443, 0.807), (32, 0.398, 0.840), (50, 0.319, 0.891)),
        *((75, 0.259, 0.925), (100, 0.224, 0.943), (125, 0.203, 0.953)),
    ],
)
def test_reliability_is_that_of_the_table(count: int, csem: float, published: float) -> None:
    assert reliability(matched_form(count, 0.66 * count, csem)) == pytest.approx(published, abs=0.0015)


def test_the_ends_have_warms_estimate_and_its_error() -> None:
    equal = table_of(np.full(10, 1.0))
    for raw, share in ((0, 0.5 / 11), (10, 10.5 / 11)):
        theta = 1.0 + math.log(share / (1 - share))
        assert equal.theta[raw] == pytest.approx(theta, abs=1e-9)
        assert equal.theta_csem[raw] == pytest.approx(1 / math.sqrt(10 * share * (1 - share)), rel=1e-9)
    assert (equal.scaled[0], equal.scaled[10]) == (200, 500)
    assert all(below < above for below, above in zip(equal.theta, equal.theta[1:], strict=False))


def test_a_table_survives_being_stored() -> None:
    assert table_from_plain(table_to_plain(WORKED_TABLE)) == WORKED_TABLE
    assert WORKED_TABLE.parameters_version == "test"
    assert WORKED_TABLE.domain_correlation == 0.9


def test_domains_stand_in_order_and_add_up() -> None:
    assert [(one.domain, one.count) for one in WORKED_TABLE.domains] == [
        *(("1", 28), ("2", 32), ("3", 15), ("4", 15), ("5", 10)),
    ]
    expected = sum(one.count * one.expected_at_cut for one in WORKED_TABLE.domains)
    assert expected == pytest.approx(WORKED_TABLE.raw_cut)
    at_mean = sum(one.count * one.mean for one in WORKED_TABLE.domains) / 100
    assert {round(one.total_mean, 9) for one in WORKED_TABLE.domains} == {round(at_mean, 9)}


def test_the_assumptions_are_arguments() -> None:
    other = table_of(FORM_100, domain_correlation=0.5, population_mean=1.0, population_sd=0.7)
    assert other.domain_correlation == 0.5
    assert other.reliability < WORKED_TABLE.reliability
    assert other.lee.accuracy > WORKED_TABLE.lee.accuracy
    assert other.domains[0].prmse_total < WORKED_TABLE.domains[0].prmse_total
    assert (other.scaled, other.csem, other.theta) == (WORKED_TABLE.scaled, WORKED_TABLE.csem, WORKED_TABLE.theta)


def test_the_reference_may_be_of_any_length() -> None:
    short = replace(WORKED, reference=(-1.0, 0.0, -2.0))
    table = form_table([("1", b) for b in FORM_100.tolist()], short)
    assert table.scaled[66] == pytest.approx(390, abs=1e-6)
    assert table.scaled[66] == pytest.approx(practice_score(66, FORM_100.tolist(), short), abs=1e-8)
    assert expected_raw(THETA_CUT, short.reference) == pytest.approx(1.998, abs=0.5)


def test_a_form_without_items_has_none() -> None:
    with pytest.raises(ValueError, match="without scored items"):
        form_table([], WORKED)
