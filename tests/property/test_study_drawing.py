"""Whatever is wished and whatever was answered: a set holds what was asked for, nothing sealed and nothing twice."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.exam.items import Item
from cehrs_desktop.study.drawing import Drawn, draw
from cehrs_desktop.study.past import ItemPast
from cehrs_desktop.study.practice import LEVELS, Difficulty, Pool, Wish, wish_from_plain, wish_to_plain
from tests.building import full_bank, full_blueprint
from tests.effort import effort

PLAN = full_blueprint()


def _made(place: int, item: Item) -> Item:
    """Some items have an enemy, some belong to a case of three; all levels come up."""
    enemies = (BARE[place + 1].id,) if place % 7 == 0 and place + 1 < len(BARE) else ()
    case = f"case {place // 3}" if place % 21 in (3, 4, 5) else None
    return replace(item, enemies=enemies, case=case, level=LEVELS[place % 3])


BARE = full_bank(spare=2)[::2]
BANK = tuple(_made(place, item) for place, item in enumerate(BARE))
BY_ID = {item.id: item for item in BANK}
IDS = sorted(BY_ID)
ENEMIES = {frozenset((item.id, enemy)) for item in BANK for enemy in item.enemies}


def word(item: Item) -> Difficulty:
    mean = sum(one.probability for one in item.ratings) / len(item.ratings)
    return "easy" if mean >= 0.7 else "hard" if mean < 0.55 else "medium"


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.just(()) | st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


WISHES = st.builds(
    Wish,
    items=st.integers(1, 60),
    domains=some(("1", "2", "3", "4", "5")),
    topics=some(tuple(sorted({item.topic for item in BANK}))),
    levels=some(LEVELS),
    difficulties=some(get_args(Difficulty)),
    pools=st.just(("any",)) | st.lists(st.sampled_from(get_args(Pool)), min_size=1, unique=True, max_size=3).map(tuple),
    missed_in=st.integers(1, 8),
    blueprint=st.booleans(),
    subtopics_in_turn=st.booleans(),
)


@st.composite
def pasts(draw_one: st.DrawFn) -> dict[str, ItemPast]:
    return {
        item_id: ItemPast(
            item_id,
            times=draw_one(st.integers(1, 4)),
            wrong=0,
            first_right=True,
            first_at_ms=0,
            last_right=draw_one(st.booleans()),
            last_at_ms=draw_one(st.integers(0, 50)),
            last_spent_ms=draw_one(st.sampled_from((1000, 89_999, 90_000, 200_000))),
            last_certainty=draw_one(st.sampled_from(("", "sure", "guess"))),
            last_marked=draw_one(st.booleans()),
            missed_run=draw_one(st.integers(0, 9)),
            cause=draw_one(st.sampled_from(("", "guessed", "knowledge"))),
        )
        for item_id in draw_one(st.lists(st.sampled_from(IDS), unique=True, max_size=25))
    }


SEALED = st.frozensets(st.sampled_from(IDS), max_size=60)
MARKED = st.frozensets(st.sampled_from(IDS), max_size=10)
RUNS = 9


def drawn(
    wish: Wish, past: dict[str, ItemPast], bookmarked: frozenset[str], sealed: frozenset[str], seed: str = "s"
) -> Drawn:
    return draw(wish, BANK, past, bookmarked, sealed, RUNS, word, PLAN, seed)


def belongs(item: Item, wish: Wish, past: ItemPast | None, bookmarked: bool) -> bool:
    """What the filters say, once more in plain words."""
    pools = {
        "any": True,
        "never_seen": past is None,
        "bookmarked": bookmarked,
        "missed": past is not None and past.missed_run in range(max(1, RUNS - wish.missed_in + 1), RUNS + 1),
        "marked": past is not None and past.last_marked,
        # 125 questions in 125 minutes: half as much again is a minute and a half
        "slow": past is not None and past.last_spent_ms >= 90_000,
        "guessed": past is not None
        and (past.last_certainty == "guess" or (past.cause == "guessed" and not past.last_right)),
    }
    return (
        (not wish.domains or item.domain in wish.domains)
        and (not wish.topics or item.topic in wish.topics)
        and (not wish.levels or item.level in wish.levels)
        and (not wish.difficulties or word(item) in wish.difficulties)
        and any(pools[pool] for pool in wish.pools)
    )


@given(WISHES, pasts(), MARKED, SEALED)
@effort(150)
def test_a_set_holds_what_was_asked_for_nothing_sealed_and_nothing_twice(
    wish: Wish, past: dict[str, ItemPast], bookmarked: frozenset[str], sealed: frozenset[str]
) -> None:
    found = drawn(wish, past, bookmarked, sealed)
    ids = [slot.item_id for slot in found.slots]
    allowed = {
        item.id
        for item in BANK
        if item.id not in sealed and belongs(item, wish, past.get(item.id), item.id in bookmarked)
    }
    assert len(set(ids)) == len(ids) <= wish.items
    assert set(ids) <= allowed
    assert found.matching == len(allowed)
    assert not any(frozenset((one, two)) in ENEMIES for one in ids for two in ids)
    for slot in found.slots:
        own = tuple(option.id for option in BY_ID[slot.item_id].options)
        assert sorted(slot.options) == sorted(own)
        assert not BY_ID[slot.item_id].lock_order or slot.options == own


@given(WISHES, pasts(), MARKED, SEALED)
@effort(100)
def test_a_set_is_full_or_says_what_it_lacks_and_why(
    wish: Wish, past: dict[str, ItemPast], bookmarked: frozenset[str], sealed: frozenset[str]
) -> None:
    found = drawn(wish, past, bookmarked, sealed)
    assert found.missing == wish.items - len(found.slots)
    assert bool(found.missing) == bool(found.limit)
    for cost in found.costs:
        freed = {
            "domains": replace(wish, domains=()),
            "topics": replace(wish, topics=()),
            "levels": replace(wish, levels=()),
            "difficulties": replace(wish, difficulties=()),
            "pools": replace(wish, pools=("any",)),
            "sealed": wish,
        }.get(cost.limit)
        if freed is not None:
            without = drawn(freed, past, bookmarked, frozenset() if cost.limit == "sealed" else sealed)
            assert without.matching - found.matching == cost.matching
        elif cost.limit == "blueprint":
            free = drawn(replace(wish, blueprint=False), past, bookmarked, sealed)
            assert len(free.slots) >= len(found.slots)
    # What stands in no set although there is room for it and it matches has an enemy in the set or no place by domain.
    if found.missing and not wish.blueprint:
        ids = {slot.item_id for slot in found.slots}
        left = {
            item.id
            for item in BANK
            if item.id not in sealed | ids and belongs(item, wish, past.get(item.id), item.id in bookmarked)
        }
        assert all(any(frozenset((one, other)) in ENEMIES for other in ids) for one in left)


@given(WISHES, pasts(), MARKED, SEALED, st.text(min_size=1, max_size=5), st.randoms(use_true_random=False))
@effort(50)
def test_the_same_seed_gives_the_same_set_in_whatever_order_items_come(
    wish: Wish,
    past: dict[str, ItemPast],
    bookmarked: frozenset[str],
    sealed: frozenset[str],
    seed: str,
    dice: random.Random,
) -> None:
    mixed = list(BANK)
    dice.shuffle(mixed)
    one = draw(wish, BANK, past, bookmarked, sealed, RUNS, word, PLAN, seed)
    two = draw(wish, tuple(mixed), dict(reversed(past.items())), bookmarked, sealed, RUNS, word, PLAN, seed)
    assert one == two


@given(st.integers(1, 60), pasts(), st.text(max_size=3))
@effort(50)
def test_what_was_met_less_often_comes_first(count: int, past: dict[str, ItemPast], seed: str) -> None:
    alone = {item_id: replace(one, times=1 + int(item_id[-1]) % 3) for item_id, one in past.items()}
    bank = tuple(replace(item, enemies=()) for item in BANK)
    found = draw(Wish(items=count), bank, alone, frozenset(), frozenset(), RUNS, word, PLAN, seed)
    taken = {slot.item_id for slot in found.slots}

    def times(item_id: str) -> int:
        return alone[item_id].times if item_id in alone else 0

    left = [times(item_id) for item_id in IDS if item_id not in taken]
    assert max(map(times, taken)) <= min(left, default=99)


@given(st.integers(1, 60), pasts(), SEALED, st.text(max_size=3))
@effort(60)
def test_subtopics_in_turn_each_give_one_before_one_gives_two_the_longest_ago_first(
    count: int, past: dict[str, ItemPast], sealed: frozenset[str], seed: str
) -> None:
    bank = tuple(replace(item, enemies=(), case=None) for item in BANK)
    wish = Wish(items=count, subtopics_in_turn=True)
    found = draw(wish, bank, past, frozenset(), sealed, RUNS, word, PLAN, seed)
    there = Counter(item.subtopic for item in bank if item.id not in sealed)
    taken = Counter(BY_ID[slot.item_id].subtopic for slot in found.slots)
    assert len(found.slots) == min(count, found.matching)
    most = max(taken.values())
    assert all(taken[subtopic] >= min(most - 1, there[subtopic]) for subtopic in there)
    last: dict[str, int] = {}
    for item_id, one in past.items():
        subtopic = BY_ID[item_id].subtopic
        last[subtopic] = max(last.get(subtopic, 0), one.last_at_ms)
    in_last_turn = [last.get(subtopic, -1) for subtopic in there if taken[subtopic] == most]
    passed_over = [last.get(subtopic, -1) for subtopic in there if taken[subtopic] == most - 1 < there[subtopic]]
    assert max(in_last_turn) <= min(passed_over, default=10**9)


@given(st.integers(1, 90), SEALED, st.text(max_size=3))
@effort(60)
def test_a_set_in_proportion_gives_each_domain_its_share_and_no_more(
    count: int, sealed: frozenset[str], seed: str
) -> None:
    found = drawn(Wish(items=count, blueprint=True), {}, frozenset(), sealed, seed)
    got = Counter(BY_ID[slot.item_id].domain for slot in found.slots)
    for domain in PLAN.domains:
        assert got[domain.id] < count * domain.scored / PLAN.scored + 1
        if not found.missing:
            assert got[domain.id] > count * domain.scored / PLAN.scored - 1


@given(WISHES)
@effort(100)
def test_a_wish_that_was_remembered_is_the_same_wish(wish: Wish) -> None:
    ordered = wish_from_plain(wish_to_plain(wish))
    again = wish_from_plain(wish_to_plain(ordered))
    assert again == ordered
    assert ordered == replace(wish, levels=ordered.levels, difficulties=ordered.difficulties, pools=ordered.pools)
    assert (set(ordered.levels), set(ordered.difficulties), set(ordered.pools)) == (
        set(wish.levels),
        set(wish.difficulties),
        set(wish.pools),
    )


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(tuple(wish_to_plain(Wish()))), inner),
    max_leaves=12,
)


@given(JUNK)
@effort(100)
def test_whatever_was_remembered_a_wish_comes_of_it(value: object) -> None:
    wish = wish_from_plain(value)  # pyright: ignore[reportArgumentType]
    assert wish.items >= 1
    assert wish.minutes >= 0
    assert wish.pools
    assert wish_from_plain(wish_to_plain(wish)) == wish
