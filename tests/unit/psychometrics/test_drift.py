"""The drift check: its statistics, what it flags, and how far purification may go."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.psychometrics.drift import TESTS, DriftRules, Test, drift, practical_limit, robust_z, with_errors
from cehrs_desktop.psychometrics.item_parameters import ItemParameters, item_parameters
from cehrs_desktop.psychometrics.linking import LinkSettings
from tests.effort import effort

MEAN = LinkSettings("mean-mean", fixed_slope=True)


def rasch(b: list[float] | np.ndarray[tuple[int], np.dtype[np.float64]], error: float | None = 0.15) -> ItemParameters:
    made = item_parameters([f"i{n}" for n in range(len(b))], np.ones(len(b)), np.array(b, dtype=float))
    return made if error is None else replace(made, se_b=np.full(len(b), error))


OLD = np.linspace(-2.0, 1.5, 20)


def test_one_item_that_moved_is_found_and_the_constants_mend() -> None:
    new = OLD + 0.4
    new[3] += 1.0
    report = drift(rasch(new), rasch(OLD), MEAN, DriftRules())
    assert [one.item for one in report.items if one.flagged] == ["i3"]
    assert [one.item for one in report.items if not one.kept] == ["i3"]
    assert report.before.intercept == pytest.approx(-0.45)
    assert report.after.intercept == pytest.approx(-0.4)
    moved = report.items[3]
    assert moved.displacement == pytest.approx(1.0)
    assert moved.z == pytest.approx(1.0 / (0.15 * 2**0.5))
    assert moved.b_linked == pytest.approx(OLD[3] + 1.0)
    assert moved.reasons[:2] == ("|displacement| >= 0.5", "|z| >= 1.96")
    assert not report.limit_reached


def test_one_sided_drift_does_not_flag_the_items_it_pulls_the_other_way() -> None:
    # Three of twenty became 2.5 logits easier: at first the seventeen others seem .375 harder (RMT 21:3).
    new = OLD.copy()
    new[[2, 9, 15]] -= 2.5
    report = drift(rasch(new, 0.1), rasch(OLD, 0.1), MEAN, DriftRules(practical=0.3))
    assert {one.item for one in report.items if one.flagged} == {"i2", "i9", "i15"}
    assert report.after.intercept == pytest.approx(0.0, abs=1e-12)
    assert report.rounds == 4


def test_a_large_displacement_within_chance_is_not_flagged_and_neither_is_a_sure_small_one() -> None:
    new = OLD.copy()
    new[0] += 0.6
    assert not any(one.flagged for one in drift(rasch(new, 0.4), rasch(OLD, 0.4), MEAN, DriftRules()).items)
    new[0] = OLD[0] + 0.35
    sure = rasch(new, 0.01)
    assert not any(one.flagged for one in drift(sure, rasch(OLD, 0.01), MEAN, DriftRules()).items)
    assert drift(sure, rasch(OLD, 0.01), MEAN, DriftRules(practical=0.3)).items[0].flagged


def test_the_practical_limit_narrows_with_the_sample() -> None:
    assert [practical_limit(n) for n in (None, 30, 199, 200, 5000)] == [0.5, 0.5, 0.5, 0.3, 0.3]


def test_robust_z_by_hand() -> None:
    # Quartiles 2 and 4, median 3: .74 IQR = 1.48.
    found = robust_z(np.array([1.0, 2.0, 3.0, 4.0, 10.0]))
    assert found == pytest.approx(np.array([-2, -1, 0, 1, 7]) / 1.48)
    assert np.isnan(robust_z(np.array([0.0, 0.0, 0.0, 0.0, 1.0]))).all()


def test_074_iqr_is_the_standard_deviation_of_a_normal_distribution() -> None:
    many = np.random.default_rng(3).normal(5.0, 2.0, 200_000)
    assert robust_z(many).std() == pytest.approx(1.0, abs=0.01)


def test_without_standard_errors_there_is_no_z_and_robust_z_decides() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 20)
    new = OLD + noise
    new[5] += 0.9
    report = drift(rasch(new, None), rasch(OLD, None), MEAN, DriftRules(test="robust-z"))
    assert all(one.z is None for one in report.items)
    assert [one.item for one in report.items if one.flagged] == ["i5"]
    assert not with_errors(rasch(new, None), rasch(OLD)).any()


def test_where_no_statistic_exists_the_displacement_decides() -> None:
    new = OLD.copy()
    new[5] += 0.9
    report = drift(rasch(new, None), rasch(OLD, None), MEAN, DriftRules(test="robust-z"))
    assert all(one.robust_z is None for one in report.items)
    assert [one.item for one in report.items if one.flagged] == ["i5"]


@pytest.mark.parametrize(("count", "most"), [(2, 0), (4, 0), (5, 1), (9, 1), (10, 2), (20, 4)])
def test_a_fifth_of_the_anchors_at_most_is_dropped(count: int, most: int) -> None:
    old = np.linspace(-1.0, 1.0, count)
    new = old + np.where(np.arange(count) % 2, 3.0, -3.0) * (1 + np.arange(count))
    report = drift(rasch(new, 0.05), rasch(old, 0.05), MEAN, DriftRules())
    assert report.most_dropped == most
    assert sum(not one.kept for one in report.items) == most
    assert report.limit_reached


def test_an_item_dropped_at_first_comes_back_when_it_fits_after_all() -> None:
    # Item 0 moved far and pulls the mean; item 7 did not move, but is known so well that it stands out most at first.
    new = OLD.copy()
    new[0] -= 9.0
    errors = np.full(20, 0.5)
    errors[7] = 0.01
    report = drift(replace(rasch(new), se_b=errors), replace(rasch(OLD), se_b=errors), MEAN, DriftRules(practical=0.3))
    assert [one.item for one in report.items if not one.kept] == ["i0"]
    assert [one.item for one in report.items if one.flagged] == ["i0"]
    assert report.rounds == 4  # all; without 7; without 7 and 0; without 0


def test_identical_files_show_nothing() -> None:
    report = drift(rasch(OLD), rasch(OLD), LinkSettings("stocking-lord"), DriftRules())
    assert (report.after.slope, report.after.intercept) == pytest.approx((1.0, 0.0), abs=1e-12)
    assert not any(one.flagged or not one.kept for one in report.items)


def test_the_error_of_the_new_difficulty_is_stretched_to_the_old_scale() -> None:
    old = rasch(OLD, 0.3)
    new = replace(rasch((OLD - 0.2) / 2.0, 0.2), a=np.full(20, 2.0))
    new.b[0] += 1.0
    found = drift(new, old, LinkSettings("mean-mean"), DriftRules()).items[0]
    assert found.z == pytest.approx(found.displacement / (4 * 0.04 + 0.09) ** 0.5)


@effort(20)
@given(st.integers(0, 10_000), st.integers(2, 25), st.floats(0.0, 1.5), st.sampled_from(TESTS))
def test_whatever_moves_the_report_keeps_its_promises(seed: int, count: int, spread: float, test: Test) -> None:
    noise = np.random.default_rng(seed)
    old = noise.normal(0, 1, count)
    rules = DriftRules(practical=0.3, test=test)
    report = drift(rasch(old + noise.normal(0.2, spread, count)), rasch(old), MEAN, rules)
    dropped = [one for one in report.items if not one.kept]
    assert len(dropped) <= max(0, min(count // 5, count - 2))
    kept = [one.displacement for one in report.items if one.kept]
    assert np.mean(kept) == pytest.approx(0.0, abs=1e-9)
    if not report.circular:
        assert all(one.flagged for one in dropped)
        assert report.limit_reached == any(one.flagged and one.kept for one in report.items)
