from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.application.ports import Attempt, Candidate
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.form import Form
from cehrs_desktop.exam.items import Item, Rating
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.psychometrics.parameters import ParameterSet
from cehrs_desktop.storage import codec
from tests.building import EVERY_PART, make_item, small_attempt
from tests.effort import effort

_number = st.floats(allow_nan=False, allow_infinity=False)
_ratings = st.lists(st.builds(Rating, probability=_number), max_size=3).map(tuple)
_parameters = st.builds(
    ParameterSet,
    theta_cut=_number,
    shrink=_number,
    center=_number,
    reference=st.lists(_number, max_size=5).map(tuple),
)

# Named one by one: the types of an attempt's fields are imported for type checkers only.
_attempts = st.builds(
    Attempt,
    id=st.text(),
    candidate=st.builds(Candidate),
    created_ms=st.integers(),
    form=st.builds(Form),
    rules=st.builds(Rules),
    parameters=_parameters,
    blueprint=st.builds(Blueprint),
    repeats=st.integers(0, 125),
)


@effort(60)
@given(st.builds(Item, ratings=_ratings))
def test_an_item_comes_back_as_it_was(item: Item) -> None:
    assert codec.item_from_json(_through_text(codec.item_to_json(item))) == item


@effort(60)
@given(st.builds(Form))
def test_a_form_comes_back_as_it_was(form: Form) -> None:
    assert codec.form_from_json(_through_text(codec.form_to_json(form))) == form


@effort(60)
@given(st.builds(Rules))
def test_rules_come_back_as_they_were(rules: Rules) -> None:
    assert codec.rules_from_json(_through_text(codec.rules_to_json(rules))) == rules


@effort(60)
@given(_parameters)
def test_parameters_come_back_bit_by_bit(parameters: ParameterSet) -> None:
    back = codec.parameters_from_json(_through_text(codec.parameters_to_json(parameters)))
    assert back == parameters
    assert [value.hex() for value in back.reference] == [value.hex() for value in parameters.reference]


@effort(30)
@given(_attempts)
def test_an_attempt_comes_back_as_it_was(attempt: Attempt) -> None:
    assert codec.attempt_from_json(_through_text(codec.attempt_to_json(attempt))) == attempt


def _through_text(value: codec.JsonObject) -> codec.JsonObject:
    text = codec.to_text(value)
    assert text.isascii()
    return codec.from_text(text)


def test_every_field_of_an_item_is_needed() -> None:
    whole = codec.item_to_json(make_item("1.1-001"))
    for name in whole.keys() - {"exhibit", "calibrated_b"}:
        with pytest.raises(codec.Unreadable):
            codec.item_from_json({key: value for key, value in whole.items() if key != name})


def test_an_item_stored_before_there_were_exhibits_has_none() -> None:
    whole = codec.item_to_json(make_item("1.1-001"))
    old = {key: value for key, value in whole.items() if key not in ("exhibit", "calibrated_b")}
    assert codec.item_from_json(old) == make_item("1.1-001")


def test_a_difficulty_from_responses_comes_back_to_the_last_bit() -> None:
    item = replace(make_item("1.1-001"), calibrated_b=-0.1234567890123456)
    assert codec.item_from_json(codec.from_text(codec.to_text(codec.item_to_json(item)))) == item


def test_an_exhibit_comes_back_as_it_was() -> None:
    item = replace(make_item("1.1-001"), exhibit=EVERY_PART)
    assert codec.item_from_json(codec.from_text(codec.to_text(codec.item_to_json(item)))) == item


@pytest.mark.parametrize("change", [{"kind": "film"}, {"rows": 1}, {"columns": None}])
def test_an_exhibit_of_another_make_is_unreadable(change: dict[str, Any]) -> None:
    whole: Any = codec.item_to_json(replace(make_item("1.1-001"), exhibit=EVERY_PART))
    table = next(part for part in whole["exhibit"]["parts"] if part["kind"] == "table")
    table.update(change)
    with pytest.raises(codec.Unreadable):
        codec.item_from_json(whole)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", "1"),
        ("version", True),
        ("lock_order", 0),
        ("stem", None),
        ("options", {}),
        ("v", 2),
        ("ratings", [1]),
    ],
)
def test_a_field_of_another_type_is_unreadable(name: str, value: Any) -> None:
    with pytest.raises(codec.Unreadable):
        codec.item_from_json(codec.item_to_json(make_item("1.1-001")) | {name: value})


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"', "[" * 100_000])
def test_other_text_is_unreadable(text: str) -> None:
    with pytest.raises(codec.Unreadable):
        codec.from_text(text)


def test_not_a_number_is_never_written() -> None:
    with pytest.raises(ValueError):
        codec.to_text({"score": float("nan")})


def test_the_layout_is_the_published_one() -> None:
    """The names in the stored JSON outlive the names in the code: this text was written by version 1."""
    attempt, items = small_attempt()
    header = json.loads(codec.to_text(codec.attempt_to_json(attempt)))
    fields = ["v", "id", "candidate", "created_ms", "form", "rules", "parameters", "blueprint", "repeats", "table"]
    assert list(header) == [*fields, "day", "accommodations"]
    assert list(header["form"]) == ["v", "id", "blueprint_version", "pack_id", "seed", "slots"]
    assert list(header["form"]["slots"][0]) == ["item_id", "item_version", "domain", "scored", "option_order"]
    assert header["rules"] == {
        "v": 1,
        "minutes": 125,
        "warnings": [30, 15, 5],
        "clock_returns": 5,
        "result": "now",
        "extra_seconds": 0,
        "only_next_records": False,
        "breaks_stop_clock": False,
    }
    item = json.loads(codec.to_text(codec.item_to_json(items[0])))
    assert item["options"][0] == {"id": "a", "text": "Option a of 1.1-001", "key": True, "rationale": "Why a"}
