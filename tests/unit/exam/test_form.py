"""Corners of form drawing that random seeds would seldom meet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cehrs_desktop.exam.blueprint import Blueprint, Domain, Topic
from cehrs_desktop.exam.errors import FormImpossible
from cehrs_desktop.exam.form import draw_form
from cehrs_desktop.exam.items import Item
from tests.building import full_bank, full_blueprint, make_item


def small_blueprint(scored: int, pretest: int = 0) -> Blueprint:
    return Blueprint(
        "small", "2020-01-01", None, 10, (Domain("1", "One", scored, pretest, (Topic("1.1", "T", scored),)),)
    )


def numbered(count: int, **changes: object) -> list[Item]:
    return [replace(make_item(f"1.1-{n:03}"), **changes) for n in range(1, count + 1)]


def test_what_is_missing_is_named() -> None:
    bank = [item for item in full_bank(spare=0) if item.id != "3.1-001"]
    with pytest.raises(FormImpossible) as refused:
        draw_form(bank, full_blueprint(), pack_id="p", seed="s")
    assert refused.value.missing == {"3 operational": 1}
    assert "3 operational: 1 missing" in str(refused.value)


def test_drafts_and_retired_items_are_never_drawn() -> None:
    bank = [
        *numbered(3),
        replace(make_item("1.1-010"), status="draft"),
        replace(make_item("1.1-011"), status="retired"),
    ]
    with pytest.raises(FormImpossible):
        draw_form(bank, small_blueprint(4), pack_id="p", seed="s")


def test_enemies_that_leave_too_few_make_a_form_impossible() -> None:
    bank = [*numbered(2), make_item("1.1-009", enemies=("1.1-001",))]
    form = draw_form(bank, small_blueprint(2), pack_id="p", seed="s")
    assert {slot.item_id for slot in form.slots} != {"1.1-001", "1.1-009"}
    with pytest.raises(FormImpossible) as refused:
        draw_form(bank, small_blueprint(3), pack_id="p", seed="s")
    assert refused.value.missing == {"1 operational": 1}


def test_one_item_of_a_case_is_enough() -> None:
    bank = [*numbered(4, case="case-1"), make_item("1.1-009")]
    slots = draw_form(bank, small_blueprint(2), pack_id="p", seed="s").slots
    assert "1.1-009" in {slot.item_id for slot in slots}


def test_items_seen_before_are_better_than_no_form() -> None:
    """The one unseen item bars two others; taken first, as unseen items are, it would leave no form."""
    bank = [make_item("1.1-001", enemies=("1.1-002", "1.1-003")), make_item("1.1-002"), make_item("1.1-003")]
    form = draw_form(bank, small_blueprint(2), pack_id="p", seed="s", times_seen={"1.1-002": 1, "1.1-003": 1})
    assert {slot.item_id for slot in form.slots} == {"1.1-002", "1.1-003"}


def test_topics_keep_their_shares() -> None:
    blueprint = full_blueprint()
    form = draw_form(full_bank(), blueprint, pack_id="p", seed="s")
    for domain in blueprint.domains:
        for topic in domain.topics:
            count = sum(slot.scored and slot.item_id.startswith(f"{topic.id}-") for slot in form.slots)
            assert count == topic.scored


def test_a_run_of_locked_keys_is_not_made_longer() -> None:
    """Where every item is locked the run is forced; where one is free it ends the run."""
    locked = numbered(5, lock_order=True)
    slots = draw_form([*locked, make_item("1.1-009")], small_blueprint(6), pack_id="p", seed="s").slots
    for index, slot in enumerate(slots):
        if slot.item_id == "1.1-009":
            neighbors = [s.option_order[0] for s in slots[max(0, index - 1) : index + 2] if s is not slot]
            assert neighbors
            assert slot.option_order[0] != "a" or len(slots[:index]) < 3 > len(slots[index + 1 :])
        else:
            assert slot.option_order == ("a", "b", "c", "d")


def test_positions_count_from_one_and_a_form_has_a_short_name() -> None:
    form = draw_form(numbered(2), small_blueprint(2), pack_id="p", seed="s")
    assert form.slot(1) is form.slots[0]
    assert len(form.name) == 6
    assert form.name != replace(form, seed="t").name
