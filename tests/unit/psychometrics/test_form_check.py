"""The checker of forms: good forms pass, and every kind of mistake that is planted is found and named."""

from __future__ import annotations

import ast
import copy
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cehrs_desktop.psychometrics import form_check, form_check_bank, form_check_stated
from cehrs_desktop.psychometrics.assembly.specification import Limits
from cehrs_desktop.psychometrics.form_check import check_forms
from cehrs_desktop.psychometrics.form_check_bank import Aim, Bank, BankItem, DomainPlan, item_difficulty
from cehrs_desktop.psychometrics.parameters import THETA_CUT, ParameterSet
from cehrs_desktop.psychometrics.scoring import difficulty
from tests.item_pools import facts_of, made_pool, plain_of, run

LIMITS = Limits(disjoint=True, avoid_dated=True)


def _pool() -> list[Any]:
    """With dated and locked items, and some of the reserve barred against what is used."""
    pool = made_pool(4, cases=0.2)
    return [
        replace(
            entry,
            item=replace(
                entry.item,
                review_by="2027-01-01" if n % 9 == 0 else None,
                lock_order=n % 11 == 0,
            ),
        )
        for n, entry in enumerate(pool)
    ]


POOL = _pool()
BANK = facts_of(POOL)
GOOD = plain_of(run(POOL, 3, LIMITS), LIMITS)


def found(told: Any, bank: Bank = BANK) -> set[str]:
    return {violation.rule for violation in check_forms(told, bank)}


def test_good_forms_break_no_rule() -> None:
    assert check_forms(GOOD, BANK) == []


def test_checker_and_assembler_share_no_code() -> None:
    for module in (form_check, form_check_bank, form_check_stated):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        own = {name for name in names if name.startswith("cehrs_desktop")}
        assert own <= {one.__name__ for one in (form_check_bank, form_check_stated)}
        assert "numpy" not in names


def test_its_difficulty_from_ratings_is_that_of_scoring() -> None:
    parameters = ParameterSet("p", THETA_CUT, 0.6, 0.78, ())
    for ratings in ((0.6, 0.7), (0.01,), (0.99, 0.999), (0.5,)):
        fact = BankItem("i", 1, "1", "1.1", "operational", ("a",), "a", False, (), None, False, ratings)
        bank = replace(BANK, theta_cut=parameters.theta_cut, shrink=0.6, center=0.78)
        assert item_difficulty(fact, bank) == pytest.approx(difficulty(ratings, parameters), abs=1e-12)


# ---- planted mistakes: each changes a good file (or the bank it is held against) and names the rule it must break
Change = Callable[[dict[str, Any]], None]


def entry_where(told: dict[str, Any], form: int, **wanted: Any) -> dict[str, Any]:
    """The first item of a form that has these values and may have its options moved."""
    return next(
        one
        for one in told["forms"][form]["items"]
        if all(one[key] == value for key, value in wanted.items()) and not BANK.items[one["id"]].locked
    )


def put_in(entry: dict[str, Any], fact: BankItem) -> None:
    """Make an entry a truthful one of another item."""
    entry.update(
        id=fact.id, version=fact.version, topic=fact.topic, domain=fact.domain, b=fact.b, options="".join(fact.options),
        key="ABCD"[fact.options.index(fact.key or "")],
    )  # fmt: skip


def replaceable(here: dict[str, dict[str, Any]], fact: BankItem, *, but: str) -> dict[str, Any]:
    """An item of the form in whose place another of its cell could stand."""
    role = "scored" if fact.status == "operational" else "pretest"
    return next(o for o in here.values() if o["domain"] == fact.domain and o["role"] == role and o["id"] != but)


def unused(**wanted: Any) -> BankItem:
    used = {one["id"] for form in GOOD["forms"] for one in form["items"]}
    return next(
        fact
        for fact in BANK.items.values()
        if fact.id not in used and all(getattr(fact, key) == value for key, value in wanted.items())
    )


def _same_item_twice(told: dict[str, Any]) -> None:
    items = told["forms"][0]["items"]
    one, other = [entry for entry in items if entry["domain"] == "1" and entry["role"] == "scored"][:2]
    other.update(one)


def _on_two_forms(told: dict[str, Any]) -> None:
    entry_where(told, 1, domain="2", role="scored").update(entry_where(told, 0, domain="2", role="scored"))


def _dropped(told: dict[str, Any]) -> None:
    del told["forms"][2]["items"][5]


def _enemies(told: dict[str, Any]) -> None:
    here = {one["id"]: one for one in told["forms"][0]["items"]}
    fact = next(f for f in BANK.items.values() if f.enemies and f.id in here and f.enemies[0] not in here)
    enemy = BANK.items[fact.enemies[0]]
    put_in(replaceable(here, enemy, but=fact.id), enemy)


def _case(told: dict[str, Any]) -> None:
    here = {one["id"]: one for one in told["forms"][0]["items"]}
    cases = {BANK.items[name].case for name in here} - {None}
    fact = next(f for f in BANK.items.values() if f.case in cases and f.id not in here)
    owner = next(name for name in here if BANK.items[name].case == fact.case)
    put_in(replaceable(here, fact, but=owner), fact)


def _dated(told: dict[str, Any]) -> None:
    fact = unused(dated=True, status="operational", domain="1")
    put_in(entry_where(told, 0, domain="1", role="scored"), fact)


def _harder(told: dict[str, Any]) -> None:
    used = {one["id"] for form in told["forms"] for one in form["items"]}
    spare = sorted(
        (f for f in BANK.items.values() if f.id not in used and f.domain == "2" and f.status == "operational"),
        key=lambda f: -(f.b or 0.0),
    )
    easy = sorted(
        (o for o in told["forms"][0]["items"] if o["domain"] == "2" and o["role"] == "scored"), key=lambda o: o["b"]
    )
    for entry, fact in zip(easy[:4], spare, strict=False):
        put_in(entry, fact)


def _keys_of_one_letter(told: dict[str, Any]) -> None:
    for one in told["forms"][0]["items"]:
        fact = BANK.items[one["id"]]
        if not fact.locked:
            key = fact.key or ""
            one["options"] = key + "".join(option for option in fact.options if option != key)
            one["key"] = "A"


def _locked_moved(told: dict[str, Any]) -> None:
    one = next(o for form in told["forms"] for o in form["items"] if BANK.items[o["id"]].locked)
    one["options"] = one["options"][::-1]
    one["key"] = "DCBA"["ABCD".index(one["key"])]


def _reversed(told: dict[str, Any]) -> None:
    told["forms"][0]["items"].reverse()


def _the_first_again(told: dict[str, Any]) -> None:
    """The same items in another order, under the id that belongs to it."""
    again = copy.deepcopy(told["forms"][0])
    again["items"].reverse()
    again["id"] = form_check_stated.form_name(again["items"])
    told["forms"].append(again)
    told["settings"] = {}


def set_entry(**values: Any) -> Change:
    return lambda told: entry_where(told, 0, domain="1", role="scored").update(values)


def set_form(**values: Any) -> Change:
    return lambda told: told["forms"][0].update(values)


def set_told(**values: Any) -> Change:
    return lambda told: told.update(values)


PLANTED: list[tuple[str, Change]] = [
    ("duplicate", _same_item_twice),
    ("disjoint", _on_two_forms),
    ("count", _dropped),
    ("length", _dropped),
    ("enemies", _enemies),
    ("case", _case),
    ("dated", _dated),
    ("curve", _harder),
    ("raw_cut", _harder),
    ("raw_cut_range", _harder),
    ("key_balance", _keys_of_one_letter),
    ("locked", _locked_moved),
    ("unknown_item", set_entry(id="nobody")),
    ("item_version", set_entry(version=7)),
    ("role", set_entry(role="pretest")),
    ("count", set_entry(role="pretest")),
    ("domain", set_entry(domain="3")),
    ("topic", set_entry(topic="1.9")),
    ("difficulty", set_entry(b=0.123)),
    ("difficulty", set_entry(a=1.5)),
    ("difficulty", set_entry(b=float("nan"))),
    ("options", set_entry(options="abca")),
    ("options", set_entry(options=None)),
    ("key", set_entry(key="E")),
    ("key", set_entry(key=None)),
    ("raw_cut", set_form(raw_cut=GOOD["forms"][0]["raw_cut"] + 0.01)),
    ("raw_cut", set_form(raw_cut=float("nan"))),
    ("stated", set_form(information=1.0)),
    ("form_id", set_form(id=GOOD["forms"][1]["id"])),
    ("form_id", set_form(id="ABCDEF")),
    ("form_id", _reversed),
    ("same_form", _the_first_again),
    ("stated", set_told(format=2)),
    ("stated", set_told(format=None)),
    ("stated", set_told(target={"raw_cut": GOOD["target"]["raw_cut"] + 0.01})),
    ("stated", set_told(target=None)),
    ("stated", set_told(gap=-0.1)),
    ("stated", set_told(gap="small")),
    ("stated", set_form(gap=float("nan"))),
    ("stated", set_form(dated=GOOD["forms"][0]["dated"] + 1)),
    ("stated", set_form(dated=None)),
    ("version", set_told(blueprint_version="1999")),
    ("version", set_told(parameters_version="old")),
    ("version", set_told(theta_cut=0.0)),
    ("stated", set_told(overlap=3)),
    ("stated", set_told(raw_cut_range=0.5)),
    ("shape", set_told(forms=None)),
    ("shape", set_told(forms=[])),
    ("shape", set_told(forms=[3])),
    ("shape", set_told(settings=7)),
    ("shape", set_told(settings={"max_use": "two"})),
    ("shape", set_form(items=None)),
    ("shape", set_form(id=None)),
    ("shape", set_form(raw_cut="66")),
    ("shape", set_entry(domain=1)),
]


@pytest.mark.parametrize(("rule", "change"), PLANTED, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(PLANTED)])
def test_a_planted_mistake_is_found(rule: str, change: Change) -> None:
    told = copy.deepcopy(GOOD)
    change(told)
    assert rule in found(told)


def test_a_form_that_stands_twice_in_a_file_is_named_both_times() -> None:
    told = copy.deepcopy(GOOD)
    _the_first_again(told)
    one, again = told["forms"][0]["id"], told["forms"][-1]["id"]
    words = [broken.words for broken in check_forms(told, BANK) if broken.rule == "same_form"]
    assert words == [f"forms {one} and {again} have the same items"]
    assert "form_id" not in found(told)


def test_what_need_not_be_stated_may_be_absent() -> None:
    told = copy.deepcopy(GOOD)
    for key in ("settings", "overlap", "raw_cut_range", "gap"):
        del told[key]
    told["forms"][0]["gap"] = None
    assert found(told) == set()


def test_limits_of_overlap_and_use_are_held_against_the_forms() -> None:
    told = copy.deepcopy(GOOD)
    _on_two_forms(told)
    told["settings"] = {"max_overlap": 0, "max_use": 1}
    assert {"overlap", "use"} <= found(told)
    told["settings"] = {"max_overlap": 1, "max_use": 2}
    assert not {"overlap", "use", "disjoint"} & found(told)


def test_topic_limits_are_worked_out_again() -> None:
    told = copy.deepcopy(GOOD)
    used = {one["id"] for form in told["forms"] for one in form["items"]}
    spare = [f for f in BANK.items.values() if f.topic == "1.1" and f.status == "operational" and f.id not in used]
    others = [one for one in told["forms"][0]["items"] if one["topic"] == "1.2" and one["role"] == "scored"]
    for one, fact in zip(others, spare[:2], strict=False):
        put_in(one, fact)
    assert "topic_limits" in found(told)


def test_too_little_information_is_found() -> None:
    """The bank is better than the forms: items that were not used carry far more information."""
    used = {one["id"] for form in GOOD["forms"] for one in form["items"]}
    better = {
        name: fact if name in used or fact.status == "pretest" else replace(fact, a=3.0, b=THETA_CUT - 0.7)
        for name, fact in BANK.items.items()
    }
    assert "information" in found(GOOD, replace(BANK, items=better))


def test_retired_items_without_ratings_do_not_break_the_checker() -> None:
    name = GOOD["forms"][0]["items"][0]["id"]
    retired = replace(BANK.items[name], status="retired", ratings=(), b=None)
    assert {"role", "difficulty"} <= found(GOOD, replace(BANK, items={**BANK.items, name: retired}))


def test_an_operational_item_without_a_difficulty_does_not_break_the_checker() -> None:
    """It counts for nothing in what forms aim at."""
    one = next(fact for fact in BANK.items.values() if fact.status == "operational")
    bare = replace(one, id="bare", ratings=(), b=None)
    assert Aim(replace(BANK, items={**BANK.items, "bare": bare})).curves == Aim(BANK).curves
    assert found(GOOD, replace(BANK, items={**BANK.items, "bare": bare})) == set()


@pytest.mark.parametrize("b", [-20.0, 20.0])
def test_a_bank_of_items_that_all_or_none_get_right_can_be_aimed_at(b: float) -> None:
    aim = Aim(replace(BANK, items={name: replace(fact, a=3.0, b=b) for name, fact in BANK.items.items()}))
    assert all(curve[shift] == pytest.approx(100 * (b < 0)) for curve in aim.curves for shift in (-0.5, 0.0, 0.5))


def _of_chances(*forms: float) -> tuple[dict[str, Any], Bank]:
    """A bank with ten items each of chances .69, .72 and .75 at the cut, and forms of the ten with a chance."""
    items = {
        f"{chance}-{n}": BankItem(
            *(f"{chance}-{n}", 1, "1", "t", "operational", ("a", "b"), "a", False, (), None, False, ()),
            b=-math.log(chance / (1 - chance)),
        )
        for chance in (0.69, 0.72, 0.75)
        for n in range(10)
    }
    bank = Bank(items, (DomainPlan("1", 10, 0, {"t": 10}),), 0.0, 0.6, 0.0, "plan", "parameters")
    told = [
        {
            "id": f"{number} of {chance}",
            "raw_cut": 10 * chance,
            "items": [{"id": f"{chance}-{n}", "role": "scored", "domain": "1", "topic": "t"} for n in range(10)],
        }
        for number, chance in enumerate(forms)
    ]
    return {"forms": told}, bank


def test_all_forms_of_a_file_are_held_against_the_same_curve() -> None:
    """The bank in proportion gives 7.2 points; 7.5 lies halfway. Each is right for a file, not both for one file."""
    for alike in ((0.72, 0.72), (0.75, 0.75)):
        assert "curve" not in found(*_of_chances(*alike))
    broken = [one for one in check_forms(*_of_chances(0.75, 0.72, 0.75)) if one.rule == "curve"]
    assert [(one.form, one.words) for one in broken] == [
        ("1 of 0.72", "expected score 7.200 at the cut, what forms aim at 7.500: more than 0.1 apart")
    ]


def test_where_a_curve_differs_is_told_in_words() -> None:
    told = copy.deepcopy(GOOD)
    _harder(told)
    words = " ".join(one.words for one in check_forms(told, BANK) if one.rule == "curve")
    assert all(place in words for place in ("half a logit below the cut", " at the cut", "half a logit above the cut"))


def test_a_pool_without_keys_is_not_held_to_their_balance() -> None:
    bare = {name: replace(fact, key=None, locked=False) for name, fact in BANK.items.items()}
    told = copy.deepcopy(GOOD)
    for form in told["forms"]:
        for one in form["items"]:
            one["key"] = None
    assert found(told, replace(BANK, items=bare)) == set()


KINDS = ("id", "version", "role", "domain", "topic", "b", "key", "options", "drop", "swap")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_single_change_goes_unnoticed(data: st.DataObject) -> None:
    """Any one fact about any one item, or any two items of different kinds exchanged."""
    told = copy.deepcopy(GOOD)
    form = told["forms"][data.draw(st.integers(0, 2))]
    place = data.draw(st.integers(0, 124))
    entry = form["items"][place]
    what = data.draw(st.sampled_from(KINDS))
    if what == "drop":
        del form["items"][place]
    elif what == "swap":
        other = data.draw(st.sampled_from(told["forms"]))["items"][data.draw(st.integers(0, 124))]
        if other["id"] == entry["id"]:
            return
        entry["id"], other["id"] = other["id"], entry["id"]
        if entry["b"] == other["b"] and entry["topic"] == other["topic"]:
            return
    elif what == "options":
        entry["options"] = "".join(data.draw(st.permutations(entry["options"])))
        place_of_key = entry["options"].index(BANK.items[entry["id"]].key or "")
        if entry["key"] == "ABCD"[place_of_key] and not BANK.items[entry["id"]].locked:
            return
        if entry["options"] == "abcd":
            return
    else:
        values: dict[str, st.SearchStrategy[Any]] = {
            "id": st.sampled_from(sorted(BANK.items)),
            "version": st.integers(2, 9),
            "role": st.just("pretest" if entry["role"] == "scored" else "scored"),
            "domain": st.sampled_from("12345"),
            "topic": st.sampled_from(["1.1", "1.2", "4.2", "9"]),
            "b": st.floats(-3, 3),
            "key": st.sampled_from(["A", "B", "C", "D", None]),
        }
        before = entry[what]
        entry[what] = data.draw(values[what])
        if entry[what] == before or (what == "b" and abs(entry["b"] - before) <= 1e-6):
            return
    assert check_forms(told, BANK) != []
