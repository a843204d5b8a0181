"""Whatever the seed and whatever was seen before: a drawn form keeps the test plan and gives nothing away."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import fields
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.exam.form import LONGEST_RUN, Form, FormSlot, draw_form
from cehrs_desktop.exam.items import Item
from tests.building import FULL_COUNTS, full_bank, full_blueprint, with_enemies
from tests.effort import effort

BANK = full_bank()
IDS = [item.id for item in BANK]
BY_ID = {item.id: item for item in BANK}
SEEDS = st.text(min_size=1, max_size=8)


def draw(seed: str, bank: tuple[Item, ...] = BANK, seen: dict[str, int] | None = None) -> Form:
    return draw_form(bank, full_blueprint(), pack_id="pack-1", seed=seed, times_seen=seen)


def key_places(form: Form) -> list[int]:
    return [slot.option_order.index(BY_ID[slot.item_id].key.id) for slot in form.slots]


@given(SEEDS, st.dictionaries(st.sampled_from(IDS), st.integers(0, 3), max_size=60))
@effort(40)
def test_a_form_keeps_the_counts_and_the_spread(seed: str, seen: dict[str, int]) -> None:
    form = draw(seed, seen=seen)
    found = Counter((slot.domain, slot.scored) for slot in form.slots)
    assert found == {
        (domain, is_scored): count
        for domain, counts in FULL_COUNTS.items()
        for is_scored, count in zip((True, False), counts, strict=True)
    }
    assert len({slot.item_id for slot in form.slots}) == 125
    for slot in form.slots:
        item = BY_ID[slot.item_id]
        assert (item.domain, item.version) == (slot.domain, slot.item_version)
        assert (item.status == "operational") == slot.scored
    for fifth in range(5):
        stretch = form.slots[fifth * 25 : fifth * 25 + 25]
        assert 1 <= sum(not slot.scored for slot in stretch) <= 24


@given(SEEDS)
@effort(40)
def test_options_are_shuffled_unless_locked_and_keys_are_balanced(seed: str) -> None:
    form = draw(seed)
    for slot in form.slots:
        item = BY_ID[slot.item_id]
        own_order = tuple(option.id for option in item.options)
        assert sorted(slot.option_order) == sorted(own_order)
        if item.lock_order:
            assert slot.option_order == own_order
    places = key_places(form)
    counts = Counter(places)
    assert sorted(counts.values()) == [31, 31, 31, 32]
    locked = [BY_ID[slot.item_id].lock_order for slot in form.slots]
    at = 0
    for _, run in groupby(places):
        length = len(list(run))
        assert length <= LONGEST_RUN or all(locked[at : at + length])
        at += length


@given(SEEDS, st.data())
@effort(40)
def test_no_two_enemies_and_no_two_of_one_case_meet(seed: str, data: st.DataObject) -> None:
    pairs = data.draw(
        st.lists(
            st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] != pair[1]), max_size=25
        )
    )
    enemies: dict[str, tuple[str, ...]] = {}
    for one, other in pairs:  # written on one side only, and either side
        enemies[one] = (*enemies.get(one, ()), other)
    taken = {slot.item_id for slot in draw(seed, with_enemies(BANK, enemies)).slots}
    assert not [(one, other) for one, other in pairs if one in taken and other in taken]


@given(SEEDS)
@effort(15)
def test_the_same_seed_gives_the_same_form_and_the_order_of_the_bank_does_not_matter(seed: str) -> None:
    assert draw(seed) == draw(seed, tuple(reversed(BANK)))


@given(SEEDS, SEEDS)
@effort(15)
def test_what_was_not_seen_comes_first(seed: str, next_seed: str) -> None:
    first = {slot.item_id for slot in draw(seed).slots}
    second = draw(f"again {next_seed}", seen=dict.fromkeys(first, 1))
    for domain in FULL_COUNTS:
        for status, is_scored in (("operational", True), ("pretest", False)):
            pool = {item.id for item in BANK if item.domain == domain and item.status == status}
            taken = {slot.item_id for slot in second.slots if slot.domain == domain and slot.scored == is_scored}
            fresh = pool - first
            assert fresh <= taken or taken <= fresh, (domain, status)


def test_over_many_seeds_everything_is_possible_everywhere() -> None:
    """Pretest items at every position; keys in every place, for both roles and as often late in a form as early."""
    forms = [draw(f"seed {n}") for n in range(120)]
    pretest = Counter(n for form in forms for n, slot in enumerate(form.slots, 1) if not slot.scored)
    assert set(pretest) == set(range(1, 126))
    assert max(pretest.values()) < 120 * 0.45  # a fifth is expected at each
    used = {slot.item_id for form in forms for slot in form.slots}
    assert used == set(IDS)
    for is_scored in (True, False):
        places = Counter(
            place
            for form in forms
            for slot, place in zip(form.slots, key_places(form), strict=True)
            if slot.scored == is_scored and not BY_ID[slot.item_id].lock_order
        )
        total = sum(places.values())
        assert all(abs(places[place] / total - 0.25) < 0.03 for place in range(4)), places
    for stretch in (slice(0, 25), slice(100, 125)):
        places = Counter(place for form in forms for place in key_places(form)[stretch])
        assert all(abs(places[place] / 3000 - 0.25) < 0.03 for place in range(4)), places
    orders = Counter(slot.option_order for form in forms for slot in form.slots)
    assert len(orders) == 24


def test_a_slot_says_nothing_of_pretest_but_in_its_own_field() -> None:
    assert [field.name for field in fields(FormSlot)] == ["item_id", "item_version", "domain", "scored", "option_order"]
    forms = [draw(f"seed {n}") for n in range(40)]
    for slots in ([s for f in forms for s in f.slots if s.scored], [s for f in forms for s in f.slots if not s.scored]):
        assert {len(slot.option_order) for slot in slots} == {4}
        assert {slot.item_version for slot in slots} == {1}
        assert {slot.domain for slot in slots} == set(FULL_COUNTS)


def test_a_known_seed_gives_the_known_form() -> None:
    """Pinned: a stored seed must give the same form on every platform, Python version and after every refactoring."""
    form = draw("pinned")
    text = "\n".join(f"{slot.item_id} {slot.scored} {''.join(slot.option_order)}" for slot in form.slots)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "025af19cf3293284"
    assert form.name == "2921FD"
