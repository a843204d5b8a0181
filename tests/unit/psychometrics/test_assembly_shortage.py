"""What cannot be met is named: the rule, by how much, and how many forms would be possible."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest

from cehrs_desktop.psychometrics.assembly.pool import PoolItem, make_pool
from cehrs_desktop.psychometrics.assembly.rules import problem
from cehrs_desktop.psychometrics.assembly.shortage import SAYS
from cehrs_desktop.psychometrics.assembly.specification import Limits, stock_by_topic, targets, topic_limits
from cehrs_desktop.psychometrics.assembly.stock import Plan, State
from cehrs_desktop.psychometrics.parameters import THETA_CUT
from tests.building import full_blueprint
from tests.item_pools import made_pool, run


def without(pool: list[PoolItem], domain: str, status: str, keep: int) -> list[PoolItem]:
    """A pool with only so many items in one cell."""
    cell = [entry.item.id for entry in pool if (entry.item.domain, entry.item.status) == (domain, status)]
    gone = set(cell[keep:])
    return [entry for entry in pool if entry.item.id not in gone]


def test_a_cell_with_too_few_items_is_named_with_the_number_missing() -> None:
    pool = without(made_pool(12, enemies=0), "5", "pretest", 17)
    made = run(pool, 10)
    [short] = made.shortages
    assert made.forms == ()
    assert (short.constraint, short.domain, short.role) == ("count", "5", "pretest")
    assert (short.needed, short.available, short.missing) == (20, 17, 3)
    assert short.words == "domain 5 pretest: 10 forms x 2 = 20 needed, 17 there: 3 missing"
    assert made.possible == 8
    assert len(run(pool, 8).forms) == 8


def test_enemies_and_cases_that_make_a_cell_too_small_are_named() -> None:
    pool = [
        replace(e, item=replace(e.item, case="one" if e.item.domain == "3" and e.item.status == "pretest" else None))
        for e in made_pool(6, enemies=0)
    ]
    made = run(pool, 2)
    [short] = made.shortages
    assert (short.constraint, short.domain, short.needed, short.available) == ("enemies", "3", 8, 2)
    assert "kept apart (else 24)" in short.words
    assert made.possible == 0


def test_a_limit_of_use_counts_as_often_as_it_allows() -> None:
    made = run(made_pool(2, enemies=0), 9, Limits(max_use=4))
    assert {(s.domain, s.role) for s in made.shortages} >= {("1", "scored"), ("5", "pretest")}
    assert "each at most 4 times" in made.shortages[0].words
    assert made.possible == 8


def test_an_overlap_that_the_pool_cannot_keep_is_named() -> None:
    pool = made_pool(2, enemies=0)
    made = run(pool, 6, Limits(max_overlap=10))
    [short] = made.shortages
    # Corradi's lemma: 6 sets of 125, pairwise at most 10 in common, cover at least 6 * 125^2 / (125 + 5 * 10).
    assert (short.constraint, short.needed, short.available) == ("overlap", 536, 250)
    assert 1 <= made.possible < 6


@pytest.mark.parametrize("solver", ["highs", "swaps"])
def test_a_curve_that_no_choice_reaches_is_named(solver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if solver == "swaps":
        monkeypatch.setitem(sys.modules, "highspy", None)
    # Every item of domain 1 is sure to be right or sure to be wrong: with half of them the middle cannot carry
    # information, and with one more of either kind the expected score jumps.
    pool = [
        replace(e, b=(-9.0 if n % 2 else 8.0) if e.item.domain == "1" else -1.0)
        for n, e in enumerate(made_pool(1, enemies=0))
    ]
    pool = [replace(e, b=e.b + (5.0 if e.item.id.endswith("7") else 0.0)) for e in pool]
    odd = made_pool(2, seed=5, enemies=0)
    hard = [replace(e, item=replace(e.item, id=f"x{e.item.id}"), b=9.0) for e in odd if e.item.domain == "1"]
    barred = tuple(e.item.id for e in hard)
    pool = [replace(e, item=replace(e.item, enemies=barred)) if e.item.domain == "2" else e for e in [*pool, *hard]]
    made = run(pool, 1, Limits())
    assert made.forms == ()
    assert "curve" in {short.constraint for short in made.shortages}
    [curve] = [short for short in made.shortages if short.constraint == "curve"]
    assert curve.missing > 0
    assert "expected raw points at the cut" in curve.words
    assert made.possible == 0


def test_keys_that_cannot_be_balanced_are_named() -> None:
    pool = [
        replace(
            e,
            item=replace(
                e.item,
                lock_order=True,
                options=tuple(replace(o, is_key=place == 0) for place, o in enumerate(e.item.options)),
            ),
        )
        for e in made_pool(3, enemies=0)
    ]
    made = run(pool, 1, Limits())
    assert {(short.constraint, short.topic) for short in made.shortages} == {("keys", "A")}
    assert made.shortages[0].missing == 125 - 35
    assert "90" in made.shortages[0].words


def test_there_are_words_for_the_rules_that_must_hold_and_for_no_other() -> None:
    """Asked of a form in the middle of a run where everything is scarce: locked keys, used items, little overlap."""
    items = [
        replace(e, item=replace(e.item, lock_order=True, case=f"case {n // 4}")) for n, e in enumerate(made_pool(1.3))
    ]
    pool = make_pool(items, full_blueprint(), THETA_CUT)
    available = np.full(len(items), 2.0)
    topics = {(c.domain, c.role): topic_limits(c, stock_by_topic(pool, c, available), 2) for c in pool.cells}
    for count, done in ((2, ()), (2, (np.arange(100),)), (3, (np.arange(100),))):
        plan = Plan(pool, Limits(max_overlap=5, max_use=2), targets(pool)[1], topics, count)
        state = State(available, np.zeros(len(items)), done, count - len(done))
        columns = np.arange(len(items))
        hard = {r.name for r in problem(plan, state, columns, available, strict=False).rules if r.price is None}
        assert hard <= SAYS.keys()
    # The last state has all of them.
    assert hard == SAYS.keys()
