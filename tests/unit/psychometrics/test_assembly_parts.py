"""The assembler's parts: luck that is the same everywhere, sets that bar each other, topics, and the two solvers."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cehrs_desktop.psychometrics.assembly import highs, swaps
from cehrs_desktop.psychometrics.assembly.pool import AT_CUT, PoolItem, make_pool
from cehrs_desktop.psychometrics.assembly.problem import Problem, Rule
from cehrs_desktop.psychometrics.assembly.specification import key_limits, quotas, targets, topic_limits
from cehrs_desktop.psychometrics.parameters import THETA_CUT
from tests.building import full_blueprint, make_item
from tests.item_pools import made_pool


def pool_of(*items: PoolItem):
    return make_pool(items, full_blueprint(), THETA_CUT)


def test_luck_is_the_digest_of_label_and_id() -> None:
    # printf 'label|1.1-001' | sha256sum
    [luck] = pool_of(PoolItem(make_item("1.1-001"), 0.0)).rank("label")
    assert luck == pytest.approx(0xEBB7863E75BE / 2**48, abs=1e-15)


def test_every_pair_that_must_not_meet_lies_in_one_set_and_no_other_pair_does() -> None:
    items = [
        make_item("1.1-001", enemies=("1.1-002",)),
        make_item("1.1-002"),
        make_item("1.1-003", enemies=("1.1-001", "1.1-002")),
        make_item("1.1-004", case="k"),
        make_item("1.1-005", case="k", enemies=("2.1-001", "nobody", "1.1-005")),
        make_item("2.1-001"),
        make_item("2.1-002", case="alone"),
    ]
    pool = pool_of(*(PoolItem(item, 0.0) for item in items))
    found = {frozenset((pool.ids[a], pool.ids[b])) for clique in pool.cliques for a, b in combinations(clique, 2)}
    expected = {("1.1-001", "1.1-002"), ("1.1-001", "1.1-003"), ("1.1-002", "1.1-003")}
    expected |= {("1.1-004", "1.1-005"), ("1.1-005", "2.1-001")}
    assert found == {frozenset(pair) for pair in expected}
    assert max(len(clique) for clique in pool.cliques) == 3


def test_the_target_is_the_pool_in_blueprint_proportion() -> None:
    # All items of a domain alike: P(right) = .6, .7, .8, .5, .9 at the cut.
    chances = {"1": 0.6, "2": 0.7, "3": 0.8, "4": 0.5, "5": 0.9}
    pool = make_pool(
        [
            replace(e, b=THETA_CUT - float(np.log(chances[e.item.domain] / (1 - chances[e.item.domain]))))
            for e in made_pool(1)
        ],
        full_blueprint(),
        THETA_CUT,
    )
    wish, aim = targets(pool)
    assert aim.right[AT_CUT] == pytest.approx(28 * 0.6 + 32 * 0.7 + 15 * 0.8 + 15 * 0.5 + 10 * 0.9)
    assert aim.information == pytest.approx(28 * 0.24 + 32 * 0.21 + 15 * 0.16 + 15 * 0.25 + 10 * 0.09)
    assert aim.right[AT_CUT] == pytest.approx(67.7)
    assert wish.right[AT_CUT] == pytest.approx(67.5), "halfway between two whole scores"
    assert all(abs(one - other) < 0.3 for one, other in zip(wish.right, aim.right, strict=True))


@pytest.mark.parametrize("b", [-20.0, 20.0])
@pytest.mark.parametrize("every", [False, True])
@pytest.mark.filterwarnings("error")
def test_a_chance_that_rounds_to_one_or_none_leaves_the_target_a_number(b: float, every: bool) -> None:
    items = [replace(e, a=3.0, b=b) if every or n == 0 else e for n, e in enumerate(made_pool(1))]
    wish, aim = targets(make_pool(items, full_blueprint(), THETA_CUT))
    assert np.isfinite([*wish.right, *aim.right, wish.information]).all()
    if every:
        assert aim.right[AT_CUT] == pytest.approx(100.0 if b < 0 else 0.0)
    else:
        assert wish.right[AT_CUT] % 1 == pytest.approx(0.5), "halfway between two whole scores"


def test_topics_of_a_foreign_pool_are_shared_out_as_they_lie_in_it() -> None:
    items = [PoolItem(replace(make_item(f"1.1-{n:03}"), topic="x" if n % 4 else "y"), 0.0) for n in range(1, 41)]
    cell = pool_of(*items).cells[0]
    assert cell.shares == {"x": pytest.approx(21.0), "y": pytest.approx(7.0)}
    known = pool_of(*(PoolItem(make_item(f"1.1-{n:03}"), 0.0) for n in range(1, 9))).cells[0]
    assert known.shares == {"1.1": 14.0, "1.2": 14.0}


def test_topic_limits_give_way_only_where_the_stock_is_short() -> None:
    cell = pool_of().cells[0]
    ample = topic_limits(cell, {"1.1": 300.0, "1.2": 300.0}, 10)
    assert (ample.low, ample.high) == ({"1.1": 13, "1.2": 13}, {"1.1": 15, "1.2": 15})
    short = topic_limits(cell, {"1.1": 100.0, "1.2": 200.0}, 10)
    assert short.low == {"1.1": 10, "1.2": 13}
    assert short.high["1.2"] == 18, "the other topic makes up for it"
    assert quotas(cell, short, {"1.1": 100.0, "1.2": 200.0}, 10) == {"1.1": (10, 10), "1.2": (18, 18)}
    assert quotas(cell, ample, {"1.1": 300.0, "1.2": 300.0}, 10) == {"1.1": (14, 14), "1.2": (14, 14)}


def test_keys_are_limited_in_proportion() -> None:
    assert key_limits(125) == (28, 35)
    assert key_limits(25) == (5, 7)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Two cells of six and a few rules, small enough to try every choice."""
    numbers = st.floats(0, 1, allow_nan=False).map(lambda value: round(value, 3))
    cost = np.array([draw(numbers) + 0.01 for _ in range(12)])
    weights = np.array([draw(numbers) for _ in range(12)])
    low = draw(st.floats(0, 3))
    cells = [np.arange(6), np.arange(6, 12)]
    rules = [Rule("count", cell, np.ones(6), take, take) for cell, take in zip(cells, (3, 2), strict=True)]
    rules.append(Rule("curve", np.arange(12), weights, low, low + draw(st.floats(0.05, 1)), step=0.1))
    pair = np.array(sorted(draw(st.sets(st.integers(0, 11), min_size=2, max_size=4))))
    rules.append(Rule("enemies", pair, np.ones(len(pair)), high=1))
    soft = np.array([draw(st.integers(0, 11))])
    rules.append(Rule("lost", soft, np.ones(1), low=1, price=draw(st.sampled_from([0.3, 5.0]))))
    return Problem(cost, tuple(rules))


def worth(problem: Problem, chosen: tuple[int, ...]) -> float | None:
    """Cost with the prices of what is broken, or `None` where that has no price."""
    picked = np.array(chosen)
    total = float(problem.cost[picked].sum())
    for rule in problem.rules:
        if excess := max(0.0, rule.excess(picked) - 1e-9):
            if rule.price is None:
                return None
            total += rule.price * excess
    return total


@settings(max_examples=15, deadline=None)
@given(problems())
def test_the_solver_is_within_its_gap_of_the_best_of_all_choices(problem: Problem) -> None:
    choices = [
        worth(problem, (*one, *other)) for one in combinations(range(6), 3) for other in combinations(range(6, 12), 2)
    ]
    best = min((value for value in choices if value is not None), default=None)
    found = highs.solve(problem, seed=1, seconds=20, nodes=5000, keep_going=lambda: True)
    mended = swaps.solve(problem, seed="1", keep_going=lambda: True)
    if best is None:
        assert found is None
        assert mended is None
        assert highs.least_breaks(problem, seed=1, seconds=20, keep_going=lambda: True)
        return
    assert found is not None
    value = worth(problem, tuple(found.chosen.tolist()))
    assert value is not None
    assert value == pytest.approx(found.objective, abs=1e-6)
    assert found.bound <= best + 1e-6
    assert value <= best / (1 - highs.GAP) + 1e-6
    if mended is not None:
        assert worth(problem, tuple(mended.chosen.tolist())) == pytest.approx(mended.objective, abs=1e-6)


def test_a_solver_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "highspy", None)
    with pytest.raises(highs.HighsMissing):
        highs.load()
