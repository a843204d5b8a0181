"""Linking constants against published ones, and what any link must obey."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.psychometrics.item_parameters import ItemParameters, curves, item_parameters
from cehrs_desktop.psychometrics.linking import (
    DIRECTIONS,
    METHODS,
    Direction,
    LinkingImpossible,
    LinkSettings,
    Method,
    Quadrature,
    common_items,
    link,
    quadrature,
)
from tests.effort import effort
from tests.kolen_brennan import COMMON_NAMES, COMMON_X, COMMON_Y

# Ability distributions of the two groups in Kolen and Brennan's example, as they come with STUIRT.
POINTS = np.array([-4.0, -3.111, -2.222, -1.333, -0.4444, 0.4444, 1.333, 2.222, 3.111, 4.0])
OF_X = np.array([0.0001008, 0.002760, 0.03021, 0.1420, 0.3149, 0.3158, 0.1542, 0.03596, 0.003925, 0.0001862])
OF_Y = np.array([0.0001173, 0.003242, 0.03449, 0.1471, 0.3148, 0.3110, 0.1526, 0.03406, 0.002510, 0.0001116])


# STUIRT (Kim and Kolen 2004), example 1, criteria standardized: as quoted, with its criterion values, in the tests of
# the Java library psychometrics (J. P. Meyer).
@pytest.mark.parametrize(
    ("method", "slope", "intercept", "criterion"),
    [
        ("mean-sigma", 1.168891, -0.515543, None),
        ("mean-mean", 1.217266, -0.557156, None),
        ("haebara", 1.067800, -0.471281, 0.001506),
        ("stocking-lord", 1.083417, -0.487619, 0.009666),
    ],
)
def test_stuirt(method: Method, slope: float, intercept: float, criterion: float | None) -> None:
    settings = LinkSettings(
        method, scaling=1.7, direction="both", on_to=Quadrature(POINTS, OF_Y), on_from=Quadrature(POINTS, OF_X)
    )
    found = link(COMMON_X, COMMON_Y, settings)
    assert found.converged
    assert found.slope == pytest.approx(slope, abs=3e-6)
    assert found.intercept == pytest.approx(intercept, abs=3e-6)
    assert found.criterion == (None if criterion is None else pytest.approx(criterion, abs=1e-6))


# EqUMP 0.3.6 (Python, scipy's BFGS) on the same items: plink's and SNSequate's points (161 from -4 to 4, all weighing
# the same), and equateIRT's (30 Gauss-Hermite points). Its stopping rule leaves about 1e-5.
@pytest.mark.parametrize(
    ("method", "both", "shape", "slope", "intercept"),
    [
        ("haebara", False, "uniform", 1.093593, -0.458298),
        ("haebara", True, "uniform", 1.091574, -0.454033),
        ("stocking-lord", False, "uniform", 1.101954, -0.477016),
        ("stocking-lord", True, "uniform", 1.100226, -0.474666),
        ("haebara", False, "hermite", 1.068968, -0.475478),
        ("haebara", True, "hermite", 1.061861, -0.470279),
        ("stocking-lord", False, "hermite", 1.090760, -0.496274),
        ("stocking-lord", True, "hermite", 1.080302, -0.487024),
    ],
)
def test_eqump(method: Method, both: bool, shape: str, slope: float, intercept: float) -> None:
    where = quadrature("hermite", 30) if shape == "hermite" else quadrature()
    direction = "both" if both else "forward"
    settings = LinkSettings(method, scaling=1.7, direction=direction, on_to=where, on_from=where)
    found = link(COMMON_X, COMMON_Y, settings)
    assert found.slope == pytest.approx(slope, abs=2e-5)
    assert found.intercept == pytest.approx(intercept, abs=2e-5)


# The R package sirt, equating.rasch(x, y, theta = seq(-4, 4, by = .05)), which compares on the scale of x; quoted in
# the tests of the Java library psychometrics. R's optimize() leaves about 1e-5.
@pytest.mark.parametrize(
    ("method", "intercept"),
    [("mean-mean", 0.068484), ("mean-sigma", 0.068484), ("haebara", 0.06468396), ("stocking-lord", 0.05736233)],
)
def test_sirt_rasch(method: Method, intercept: float) -> None:
    x = [-3.188047976, 1.031760328, 0.819040914, -2.706947360, -0.094527077, 0.689697135, -0.551837153, -0.359559276]
    y = [-3.074599226, 1.012824350, 0.868538408, -2.404483603, 0.037402866, 0.700747420, -0.602555046, -0.350426446]
    names = list("abcdefgh")
    found = link(
        item_parameters(names, np.ones(8), np.array(x)),
        item_parameters(names, np.ones(8), np.array(y)),
        LinkSettings(method, fixed_slope=True, direction="backward"),
    )
    assert found.slope == 1.0
    assert found.intercept == pytest.approx(intercept, abs=5e-6)


def test_without_item_27_mean_sigma_gives_the_scale_that_polyequate_was_run_on() -> None:
    kept = [name for name in COMMON_NAMES if name != "27"]
    found = link(COMMON_X.only(kept), COMMON_Y.only(kept), LinkSettings("mean-sigma"))
    assert found.slope == pytest.approx(1.1761, abs=5e-5)
    assert found.intercept == pytest.approx(-0.5042, abs=5e-5)


@st.composite
def item_sets(draw: st.DrawFn, least: int = 3) -> ItemParameters:
    count = draw(st.integers(least, 12))
    numbers = st.floats
    a = draw(st.lists(numbers(0.4, 2.0), min_size=count, max_size=count))
    b = draw(st.lists(numbers(-2.0, 2.0), min_size=count, max_size=count))
    c = draw(st.lists(numbers(0.0, 0.3), min_size=count, max_size=count))
    return item_parameters([f"i{n}" for n in range(count)], np.array(a), np.array(b), np.array(c))


@effort(25)
@given(item_sets(), st.floats(0.6, 1.7), st.floats(-1.0, 1.0), st.sampled_from(METHODS), st.sampled_from(DIRECTIONS))
def test_a_linear_change_of_scale_is_found_again(
    items: ItemParameters, slope: float, intercept: float, method: Method, direction: Direction
) -> None:
    if np.ptp(items.b) < 0.2:
        items = replace(items, b=np.linspace(-1.0, 1.0, len(items.b)))
    settings = LinkSettings(method, direction=direction)
    # The curve methods set out from no change at all: the moments would hand them the answer.
    found = link(items, items.linked(slope, intercept), settings, starts=[(1.0, 0.0)])
    assert found.converged
    assert found.slope == pytest.approx(slope, abs=1e-6)
    assert found.intercept == pytest.approx(intercept, abs=1e-6)


@effort(15)
@given(item_sets(), st.integers(0, 1000), st.sampled_from(METHODS))
def test_a_symmetric_link_turned_round_is_the_inverse(items: ItemParameters, seed: int, method: Method) -> None:
    noise = np.random.default_rng(seed)
    other = replace(
        items,
        a=items.a * np.exp(noise.normal(0, 0.1, len(items.a))),
        b=1.2 * np.linspace(-1.5, 1.5, len(items.b)) - 0.3 + noise.normal(0, 0.1, len(items.b)),
    )
    items = replace(items, b=np.linspace(-1.5, 1.5, len(items.b)))
    settings = LinkSettings(method, direction="both")
    there, back = link(items, other, settings), link(other, items, settings)
    assert there.converged
    assert back.converged
    assert back.slope == pytest.approx(1 / there.slope, abs=1e-6)
    assert back.intercept == pytest.approx(-there.intercept / there.slope, abs=1e-6)


def test_one_sided_criteria_are_not_symmetric() -> None:
    settings = LinkSettings("haebara", scaling=1.7)
    there, back = link(COMMON_X, COMMON_Y, settings), link(COMMON_Y, COMMON_X, settings)
    assert abs(back.slope - 1 / there.slope) > 1e-4


@pytest.mark.parametrize("method", ["haebara", "stocking-lord"])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_no_constants_nearby_do_better(method: Method, direction: Direction) -> None:
    settings = LinkSettings(method, scaling=1.7, direction=direction)
    found = link(COMMON_X, COMMON_Y, settings)
    points = settings.on_to.points

    def criterion(slope: float, intercept: float) -> float:
        """The sum as Kim and Lee (2006) write it, without a derivative."""
        total = 0.0
        moved, brought = COMMON_X.linked(slope, intercept), COMMON_Y.linked(1 / slope, -intercept / slope)
        for way, one, other in (("backward", COMMON_Y, moved), ("forward", COMMON_X, brought)):
            if direction == way:
                continue
            away = curves(points, one, 1.7)[0] - curves(points, other, 1.7)[0]
            total += float((away.sum(axis=1) ** 2).mean() if method == "stocking-lord" else (away**2).mean())
        return total

    best = criterion(found.slope, found.intercept)
    assert found.criterion == pytest.approx(best, rel=1e-9)
    for angle in np.linspace(0, 2 * math.pi, 12, endpoint=False):
        step = 1e-3 * math.cos(angle), 1e-3 * math.sin(angle)
        assert criterion(found.slope + step[0], found.intercept + step[1]) > best


@pytest.mark.parametrize("start", [(1.0, 0.0), (3.0, 2.0), (0.2, -2.0), (8.0, 0.0)])
def test_far_starts_come_to_the_same_minimum(start: tuple[float, float]) -> None:
    settings = LinkSettings("stocking-lord", scaling=1.7)
    found, usual = link(COMMON_X, COMMON_Y, settings, [start]), link(COMMON_X, COMMON_Y, settings)
    assert (found.slope, found.intercept) == pytest.approx((usual.slope, usual.intercept), abs=1e-8)


def test_dividing_the_criterion_by_its_weights_changes_its_value_only() -> None:
    one = link(COMMON_X, COMMON_Y, LinkSettings("haebara", direction="both"))
    raw = link(COMMON_X, COMMON_Y, LinkSettings("haebara", direction="both", standardized=False))
    assert (raw.slope, raw.intercept) == pytest.approx((one.slope, one.intercept), abs=1e-8)
    assert raw.criterion == pytest.approx(161 * 12 * (one.criterion or 0))


@pytest.mark.parametrize("method", METHODS)
def test_the_same_file_twice_is_no_change(method: Method) -> None:
    found = link(COMMON_X, COMMON_X, LinkSettings(method))
    assert (found.slope, found.intercept, found.converged) == (1.0, pytest.approx(0.0, abs=1e-15), True)


def test_curves_that_are_level_over_all_points_do_not_converge() -> None:
    far = item_parameters(["a", "b", "c"], np.full(3, 1.5), np.array([60.0, 61.0, 62.0]))
    assert not link(far, far, LinkSettings("haebara")).converged


def test_too_few_items_are_refused() -> None:
    with pytest.raises(LinkingImpossible, match="only '3'"):
        link(COMMON_X.only(["3"]), COMMON_Y.only(["3"]), LinkSettings())
    with pytest.raises(LinkingImpossible, match="no item"):
        link(COMMON_X.only([]), COMMON_Y.only([]), LinkSettings())


def test_a_discrimination_that_is_not_positive_is_refused_by_name() -> None:
    a = COMMON_X.a.copy()
    a[1] = -0.4
    with pytest.raises(LinkingImpossible, match=r"'from' set for 6:"):
        link(replace(COMMON_X, a=a), COMMON_Y, LinkSettings("mean-mean"))
    with pytest.raises(LinkingImpossible, match="'to' set"):
        link(COMMON_Y, replace(COMMON_X, a=a), LinkSettings("haebara"))


def test_equal_difficulties_leave_mean_sigma_without_a_slope_but_not_the_others() -> None:
    level = replace(COMMON_X, b=np.zeros(12))
    with pytest.raises(LinkingImpossible, match="standard deviation is 0"):
        link(level, COMMON_Y, LinkSettings("mean-sigma"))
    assert link(level, level.linked(1.3, 0.4), LinkSettings("stocking-lord")).slope == pytest.approx(1.3, abs=1e-6)
    assert link(level, COMMON_Y, LinkSettings("mean-sigma", fixed_slope=True)).slope == 1.0


def test_different_orders_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="same order"):
        link(COMMON_X, COMMON_Y.only(COMMON_NAMES[::-1]), LinkSettings())


def test_the_items_in_common() -> None:
    common = common_items(COMMON_X, COMMON_Y.only(["9", "3"]), ["9", "3", "6", "9", "nowhere"])
    assert common.items == ("3", "9")
    assert common.missing_in_from == ("nowhere",)
    assert common.missing_in_to == ("6", "nowhere")
    assert common_items(COMMON_X, COMMON_Y.only(["9", "3"]), None).items == ("3", "9")


def test_a_slope_that_relates_no_two_scales_is_refused() -> None:
    flat = replace(COMMON_X, b=COMMON_X.b * 1e-6)
    with pytest.raises(LinkingImpossible, match="gives the slope A = "):
        link(flat, COMMON_Y, LinkSettings("mean-sigma"))
