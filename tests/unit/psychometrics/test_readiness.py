"""The chance of passing against the published table, exact special cases, and its rules."""

from __future__ import annotations

import math
import subprocess
import sys
from statistics import NormalDist

import pytest

from cehrs_desktop.psychometrics.readiness import DRIFT, Evidence, ability_posterior, grid, readiness
from tests.matched_forms import FORM_100, WORKED
from tests.plain_scoring import raw_distribution

DIFFICULTIES = FORM_100.tolist()

# Scaling design, 2.6: one 100-item form, prior N(0, 1), 66 right needed.
RAWS = (50, 55, 60, 63, 66, 70, 75, 80, 85)
PUBLISHED = {
    0.0: (0.013, 0.069, 0.230, 0.388, 0.569, 0.788, 0.946, 0.993, 1.000),
    0.25: (0.043, 0.125, 0.283, 0.412, 0.554, 0.735, 0.899, 0.976, 0.997),
    0.40: (0.089, 0.183, 0.326, 0.430, 0.543, 0.691, 0.845, 0.943, 0.987),
}


def sitting(raw: int, days_ago: float = 0.0) -> Evidence:
    return Evidence(tuple((b, n < raw) for n, b in enumerate(DIFFICULTIES)), days_ago)


@pytest.mark.parametrize("transfer", PUBLISHED)
def test_the_table_is_met(transfer: float) -> None:
    found = [readiness([sitting(raw)], WORKED, transfer=(transfer,)).chance for raw in RAWS]
    # Which difficulties that form had is not published.
    assert found == pytest.approx(PUBLISHED[transfer], abs=0.0025)


def test_right_at_the_cut_is_a_little_more_than_an_even_chance() -> None:
    found = readiness([sitting(66)], WORKED)
    assert found.chance == pytest.approx(0.55, abs=0.005)
    assert found.shown == found.chance
    assert [error for error, _ in found.by_transfer] == [0.25, 0.40]
    assert found.low < found.chance < found.high
    assert found.items == 100


def test_without_evidence_the_population_is_left() -> None:
    found = readiness([], WORKED, transfer=(0.0,))
    nodes = [-6 + 0.01 * n for n in range(1201)]
    weights = [math.exp(-t * t / 2) for t in nodes]
    passing = [sum(raw_distribution(t, DIFFICULTIES)[66:]) for t in nodes[::20]]
    expected = sum(w * p for w, p in zip(weights[::20], passing, strict=True)) / sum(weights[::20])
    assert found.chance == pytest.approx(expected, abs=1e-4)
    assert (found.theta, found.theta_sd) == (pytest.approx(0, abs=1e-6), pytest.approx(1, abs=1e-6))
    assert "no_evidence" in found.assumptions


def test_what_is_shown_stays_between_5_and_95_percent() -> None:
    sure, lost = readiness([sitting(100)], WORKED), readiness([sitting(0)], WORKED)
    assert (sure.shown, lost.shown) == (0.95, 0.05)
    assert sure.chance > 0.999
    assert lost.chance < 0.001
    assert "capped" in sure.assumptions
    assert "capped" in lost.assumptions
    assert "capped" not in readiness([sitting(66)], WORKED).assumptions


def test_more_right_is_never_a_smaller_chance() -> None:
    found = [readiness([sitting(raw)], WORKED) for raw in range(0, 101, 10)]
    for key in ("chance", "low", "high", "theta"):
        values = [getattr(one, key) for one in found]
        assert values == sorted(values)


def test_on_one_day_two_sittings_are_one_long_one() -> None:
    apart = readiness([sitting(60, 3), sitting(75, 3)], WORKED)
    together = readiness([Evidence((*sitting(60).answers, *sitting(75).answers), 3)], WORKED)
    assert apart.chance == pytest.approx(together.chance, abs=1e-12)
    assert apart.items == together.items == 200


def test_the_order_of_the_sittings_given_makes_no_difference() -> None:
    three = [sitting(50, 40), sitting(66, 12), sitting(70, 2)]
    assert readiness(three, WORKED) == readiness(three[::-1], WORKED)


def test_what_is_new_counts_more_than_what_is_old() -> None:
    better = readiness([sitting(50, 90), sitting(80, 0)], WORKED).theta
    worse = readiness([sitting(80, 90), sitting(50, 0)], WORKED).theta
    still = readiness([sitting(50, 0), sitting(80, 0)], WORKED).theta
    assert worse < still < better
    assert readiness([sitting(50, 90), sitting(80, 0)], WORKED, drift=0.0).theta == pytest.approx(still)


def test_the_walk_adds_its_variance_up_to_today() -> None:
    """One normal-like posterior, then 100 days: variance grows by drift^2 * 100, the mean stays."""
    fresh, stale = readiness([sitting(66, 0)], WORKED), readiness([sitting(66, 100)], WORKED)
    assert stale.theta == pytest.approx(fresh.theta, abs=1e-6)
    assert stale.theta_sd**2 == pytest.approx(fresh.theta_sd**2 + DRIFT**2 * 100, rel=1e-6)
    assert "ability_drifts" in stale.assumptions
    assert "ability_drifts" not in fresh.assumptions
    assert stale.chance < 0.55 < stale.high


def test_short_walks_are_not_lost() -> None:
    """Thirty sittings of one item, a quarter of a day apart: each step is far below the grid's."""
    answers = [Evidence(((-30.0, True),), 0.25 * n) for n in range(30)]
    found = readiness(answers, WORKED)
    assert found.theta_sd**2 == pytest.approx(1 + DRIFT**2 * 0.25 * 29, rel=1e-6)


def test_the_posterior_is_that_of_the_rasch_model() -> None:
    posterior = ability_posterior([Evidence(((0.0, True), (1.0, False)), 0)])
    expected = [NormalDist().pdf(t) / (1 + math.exp(-t)) * (1 - 1 / (1 + math.exp(1.0 - t))) for t in grid()]
    total = sum(expected)
    assert posterior == pytest.approx([value / total for value in expected], abs=1e-12)


def test_few_items_are_said_and_extreme_difficulties_bear_it() -> None:
    found = readiness([Evidence(((-25.0, False), (25.0, True), (0.0, True)), 1.0)], WORKED)
    assert math.isfinite(found.chance)
    assert "few_items" in found.assumptions


@pytest.mark.parametrize("days", [-1.0, float("nan"), float("inf")])
def test_days_that_cannot_be_are_refused(days: float) -> None:
    with pytest.raises(ValueError, match="days since"):
        readiness([sitting(66, days)], WORKED)


def test_it_needs_nothing_but_the_standard_library() -> None:
    code = "import sys, cehrs_desktop.psychometrics.readiness; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
