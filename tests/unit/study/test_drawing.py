"""A practice set: cases stay in one piece, and too few items are explained by what costs most."""

from __future__ import annotations

from dataclasses import replace

from cehrs_desktop.exam.items import Item
from cehrs_desktop.study.drawing import Cost, Drawn, draw
from cehrs_desktop.study.past import ItemPast
from cehrs_desktop.study.practice import Difficulty, Wish
from tests.building import full_blueprint, make_item

BANK = tuple(make_item(f"{domain}.{topic}-{n:03}") for domain in "12345" for topic in "12" for n in range(10))


def medium(_: Item) -> Difficulty:
    return "medium"


def drawn(
    wish: Wish, bank: tuple[Item, ...] = BANK, sealed: frozenset[str] = frozenset(), past: tuple[ItemPast, ...] = ()
) -> Drawn:
    pasts = {one.item_id: one for one in past}
    return draw(wish, bank, pasts, frozenset(), sealed, 3, medium, full_blueprint(), "seed")


def met(item: Item, times: int = 1, last_at_ms: int = 0, missed_run: int = 0) -> ItemPast:
    return ItemPast(item.id, times, 0, True, 0, True, last_at_ms, 1000, missed_run=missed_run)


def test_nothing_is_missing_nothing_is_explained() -> None:
    assert drawn(Wish(items=100)).costs == ()
    assert drawn(Wish(items=100)).limit == ""


def test_the_dearest_limit_is_named_first() -> None:
    found = drawn(Wish(items=30, domains=("1", "2"), topics=("1.1", "3.1")))
    assert (len(found.slots), found.missing, found.limit) == (10, 20, "topics")
    assert found.costs == (Cost("topics", 30), Cost("domains", 10))


def test_sealed_items_are_told_as_such() -> None:
    found = drawn(Wish(items=20, domains=("1",)), sealed=frozenset(item.id for item in BANK[:15]))
    assert (len(found.slots), found.costs[0]) == (5, Cost("domains", 80))
    assert Cost("sealed", 15) in found.costs


def test_where_no_limit_alone_helps_the_narrowest_is_named() -> None:
    found = drawn(Wish(items=5, domains=("1",), topics=("2.1",), levels=("recall",), pools=("bookmarked",)))
    assert (found.matching, found.slots) == (0, ())
    assert found.limit in ("levels", "pools")
    assert found.costs[0].matching == 0


def test_an_empty_bank_is_the_reason_where_there_is_no_other() -> None:
    assert drawn(Wish(items=5), bank=()).limit == "bank"
    assert drawn(Wish(items=101)).limit == "bank"


def test_a_domain_that_has_too_few_leaves_a_set_in_proportion_short() -> None:
    bank = tuple(item for item in BANK if item.domain != "2" or item.id.startswith("2.1-00"))[:84]
    found = drawn(Wish(items=60, blueprint=True), bank)
    assert found.limit == "blueprint"
    assert found.matching >= 60 > len(found.slots)
    assert len(drawn(Wish(items=60), bank).slots) == 60


def test_an_enemy_that_kept_the_set_short_is_the_reason() -> None:
    bank = (replace(BANK[0], enemies=(BANK[1].id,)), BANK[1])
    assert drawn(Wish(items=2), bank).limit == "enemies"


def test_a_case_stays_in_one_piece_and_comes_as_a_whole() -> None:
    bank = tuple(replace(item, case="a case" if n in (3, 40, 77, 99) else None) for n, item in enumerate(BANK))
    mates = {bank[n].id for n in (3, 40, 77, 99)}
    for seed in range(60):
        found = draw(Wish(items=12), bank, {}, frozenset(), frozenset(), 0, medium, full_blueprint(), str(seed))
        places = [n for n, slot in enumerate(found.slots) if slot.item_id in mates]
        assert places == list(range(places[0], places[0] + len(places))) if places else True
    whole = [
        {slot.item_id for slot in one.slots} & mates
        for one in (
            draw(Wish(items=30), bank, {}, frozenset(), frozenset(), 0, medium, full_blueprint(), str(seed))
            for seed in range(20)
        )
    ]
    assert any(len(found) == 4 for found in whole)
    # Only the end of the set may cut a case.
    assert sum(len(found) in (0, 4) for found in whole) >= 15


def test_of_items_met_equally_often_the_one_longest_ago_comes_first() -> None:
    past = tuple(met(item, 1, last_at_ms=1000 - n) for n, item in enumerate(BANK))
    found = drawn(Wish(items=10), past=past)
    assert {slot.item_id for slot in found.slots} == {item.id for item in BANK[-10:]}


def test_a_miss_counts_for_as_many_runs_as_was_said() -> None:
    past = tuple(met(item, missed_run=n) for n, item in enumerate(BANK[:4]))
    for back, expected in ((1, {3}), (2, {2, 3}), (3, {1, 2, 3}), (9, {1, 2, 3})):
        found = drawn(Wish(items=5, pools=("missed",), missed_in=back), past=past)
        assert {slot.item_id for slot in found.slots} == {BANK[n].id for n in expected}, "a miss in run 0 is none"


def test_a_domain_the_test_plan_does_not_know_has_no_share() -> None:
    found = drawn(Wish(items=5, domains=("9",), blueprint=True))
    assert found.slots == ()
    assert found.limit == "domains"


def test_slow_is_half_as_long_again_as_the_exam_gives_a_question() -> None:
    past = tuple(
        replace(met(item), last_spent_ms=spent) for item, spent in zip(BANK, (89_999, 90_000, 1), strict=False)
    )
    found = drawn(Wish(items=5, pools=("slow",)), past=past)
    assert [slot.item_id for slot in found.slots] == [BANK[1].id]


def test_a_guess_that_was_only_found_out_is_cleared_by_a_right_answer_one_that_was_said_is_not() -> None:
    past = (
        replace(met(BANK[0]), cause="guessed", last_right=True),
        replace(met(BANK[1]), cause="guessed", last_right=False),
        replace(met(BANK[2]), last_certainty="guess", last_right=True),
        replace(met(BANK[3]), last_certainty="unsure", last_right=False),
    )
    found = drawn(Wish(items=5, pools=("guessed",)), past=past)
    assert {slot.item_id for slot in found.slots} == {BANK[1].id, BANK[2].id}
