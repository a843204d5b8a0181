"""Judges finished forms, and shares no code with what assembles them.

Standard library only. Everything is worked out again from the written forms and the bank: counts, limits, enemies,
keys, difficulties from the ratings, expected scores and information. A mistake of the assembler or of its solver
cannot hide here. The numbers below are the specification's, written down a second time on purpose.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from cehrs_desktop.psychometrics.form_check_bank import (
    SAME,
    Aim,
    Bank,
    BankItem,
    Stock,
    item_difficulty,
    item_information,
    right_chance,
)
from cehrs_desktop.psychometrics.form_check_stated import stated

_LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that is broken. `form` is empty where the rule is about several forms or the file."""

    form: str
    rule: str
    words: str
    item: str = ""


def check_forms(told: Any, bank: Bank) -> list[Violation]:
    """Every rule that forms (the JSON value of `cehrs form assemble`) break; empty when they keep all."""
    problems = list(_shape(told))
    if problems:
        return problems
    forms: list[dict[str, Any]] = told["forms"]
    settings: dict[str, Any] = told.get("settings") or {}
    problems += _header(told, bank)
    for form in forms:
        problems += _items(form, bank)
    known = [_Read(form, [entry for entry in form["items"] if entry["id"] in bank.items], bank) for form in forms]
    stock, aim = Stock(bank, len(forms), settings), Aim(bank)
    curve = aim.curve(math.fsum(form.expected(0.0) for form in known) / len(known))
    for form in known:
        problems += form.counts()
        problems += form.topics(stock)
        problems += form.bars()
        problems += form.keys()
        problems += form.curves(curve, aim.information)
        problems += form.dated(stock)
    problems += _between(known, told, settings)
    problems += [Violation(*found) for found in stated(told, bank, aim)]
    return problems


def _shape(told: Any) -> Iterator[Violation]:
    def wrong(form: str, words: str) -> Violation:
        return Violation(form, "shape", words)

    if not isinstance(told, dict) or not isinstance(told.get("forms"), list):  # pyright: ignore[reportUnknownMemberType]
        yield wrong("", "there is no list of forms")
        return
    settings: Any = told.get("settings")  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    if settings is not None and not isinstance(settings, dict):
        yield wrong("", "the settings are not an object")
    elif settings:
        for name in ("max_overlap", "max_use"):
            value: Any = settings.get(name)  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
            if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
                yield wrong("", f"the setting {name} is not a whole number")
    if not told["forms"]:
        yield wrong("", "there are no forms in it")
    for number, form in enumerate(told["forms"], 1):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        if not isinstance(form, dict) or not isinstance(form.get("items"), list):  # pyright: ignore[reportUnknownMemberType]
            yield wrong(str(number), f"form {number} has no list of items")
            continue
        if not isinstance(form.get("id"), str):  # pyright: ignore[reportUnknownMemberType]
            yield wrong(str(number), f"form {number} has no id")
        cut: Any = form.get("raw_cut")  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        if isinstance(cut, bool) or not isinstance(cut, int | float):
            yield wrong(str(number), f"form {number} has no raw cut")
        for place, entry in enumerate(form["items"], 1):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            if not isinstance(entry, dict) or not all(
                isinstance(entry.get(key), str)  # pyright: ignore[reportUnknownMemberType]
                for key in ("id", "role", "domain", "topic")
            ):
                yield wrong(str(number), f"question {place} of form {number} lacks id, role, domain or topic")


def _header(told: Mapping[str, Any], bank: Bank) -> Iterator[Violation]:
    for key, own in (("blueprint_version", bank.blueprint_version), ("parameters_version", bank.parameters_version)):
        if told.get(key) != own:
            yield Violation("", "version", f"{key} is {told.get(key)}, the bank's is {own}")
    theta = told.get("theta_cut")
    if not _near(theta, bank.theta_cut):
        yield Violation("", "version", f"the cut is at {theta} logits, the bank's at {bank.theta_cut}")
    for name, times in Counter(form["id"] for form in told["forms"]).items():
        if times > 1:
            yield Violation(name, "form_id", f"{times} forms are called {name}")


def _items(form: Mapping[str, Any], bank: Bank) -> Iterator[Violation]:
    """What each line says about its item, against the bank."""
    name: str = form["id"]

    def wrong(rule: str, item: str, words: str) -> Violation:
        return Violation(name, rule, f"{item}: {words}", item)

    for item, times in Counter(entry["id"] for entry in form["items"]).items():
        if times > 1:
            yield wrong("duplicate", item, f"{times} times on the form")
    for entry in form["items"]:
        own = bank.items.get(entry["id"])
        if own is None:
            yield wrong("unknown_item", entry["id"], "not in the bank")
            continue
        if entry.get("version") != own.version:
            yield wrong("item_version", own.id, f"version {entry.get('version')}, the bank has {own.version}")
        role = {"operational": "scored", "pretest": "pretest"}.get(own.status)
        if entry["role"] != role:
            yield wrong("role", own.id, f"{entry['role']} on the form, {own.status} in the bank")
        for key, value in (("domain", own.domain), ("topic", own.topic)):
            if entry[key] != value:
                yield wrong(key, own.id, f"{key} {entry[key]} on the form, {value} in the bank")
        if not _near(entry.get("b"), item_difficulty(own, bank)):
            words = f"b is {entry.get('b')}, worked out again {item_difficulty(own, bank):.6f}"
            yield wrong("difficulty", own.id, words)
        if not _near(entry.get("a", 1.0), own.a):
            yield wrong("difficulty", own.id, f"a is {entry.get('a', 1.0)}, the bank has {own.a}")
        yield from (wrong(rule, own.id, words) for rule, words in _options(entry, own))


def _options(entry: Mapping[str, Any], own: BankItem) -> Iterator[tuple[str, str]]:
    order: Any = entry.get("options")
    if not isinstance(order, str | list):
        yield "options", "the order of the options is not given"
        return
    options = [str(option) for option in order]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if sorted(options) != sorted(own.options):
        yield "options", f"options {options}, the bank has {list(own.options)}"
        return
    if own.locked and tuple(options) != own.options:
        yield "locked", "its options must keep their order"
    letter = None if own.key is None else _LETTERS[options.index(own.key)]
    if entry.get("key") != letter:
        yield "key", f"key {entry.get('key')}, by the order of the options {letter}"


def _near(told: Any, value: float) -> bool:
    return isinstance(told, int | float) and not isinstance(told, bool) and abs(told - value) <= SAME


class _Read:
    """One form with the bank's own items."""

    def __init__(self, form: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], bank: Bank) -> None:
        self.name: str = form["id"]
        self.told = form
        self.entries = entries
        self.items = [bank.items[entry["id"]] for entry in entries]
        self.ids = {item.id for item in self.items}
        roles = [entry["role"] for entry in entries]
        self.scored = [item for item, role in zip(self.items, roles, strict=True) if role == "scored"]
        self.length = len(form["items"])
        self.bank = bank

    def _wrong(self, rule: str, words: str, item: str = "") -> Violation:
        return Violation(self.name, rule, words, item)

    def counts(self) -> Iterator[Violation]:
        found = Counter((item.domain, entry["role"]) for item, entry in zip(self.items, self.entries, strict=True))
        wanted = {
            (plan.domain, role): count
            for plan in self.bank.plan
            for role, count in (("scored", plan.scored), ("pretest", plan.pretest))
        }
        for domain, role in sorted(found.keys() | wanted.keys()):
            have, want = found[domain, role], wanted.get((domain, role), 0)
            if have != want:
                yield self._wrong("count", f"domain {domain}: {have} {role} items, {want} asked for")
        total = sum(wanted.values())
        if self.length != total:
            yield self._wrong("length", f"{self.length} items, {total} asked for")

    def topics(self, stock: Stock) -> Iterator[Violation]:
        for plan in self.bank.plan:
            for role, count in (("scored", plan.scored), ("pretest", plan.pretest)):
                found = Counter(
                    item.topic
                    for item, entry in zip(self.items, self.entries, strict=True)
                    if item.domain == plan.domain and entry["role"] == role
                )
                for topic, (low, high) in sorted(stock.limits(plan.domain, role, count).items()):
                    if not low <= found[topic] <= high:
                        words = f"domain {plan.domain} topic {topic}: {found[topic]} {role} items, not {low} to {high}"
                        yield self._wrong("topic_limits", words)

    def bars(self) -> Iterator[Violation]:
        pairs = {
            tuple(sorted((item.id, enemy)))
            for item in self.items
            for enemy in item.enemies
            if enemy in self.ids and enemy != item.id
        }
        for one, other in sorted(pairs):
            yield self._wrong("enemies", f"{one} and {other} must not meet", one)
        cases: dict[str, set[str]] = {}
        for item in self.items:
            if item.case is not None:
                cases.setdefault(item.case, set()).add(item.id)
        for case, members in sorted(cases.items()):
            if len(members) > 1:
                words = f"{', '.join(sorted(members))} belong to case {case}"
                yield self._wrong("case", words, min(members))

    def keys(self) -> Iterator[Violation]:
        if any(item.key is None for item in self.items):
            return
        found = Counter(entry.get("key") for entry in self.entries)
        low, high = math.floor(self.length * 28 / 125), math.ceil(self.length * 35 / 125)
        for letter in "ABCD":
            if not low <= found[letter] <= high:
                words = f"{letter} is the key of {found[letter]} items, not of {low} to {high}"
                yield self._wrong("key_balance", words)

    def curves(self, aim: Mapping[float, float], information: float) -> Iterator[Violation]:
        own = self.expected(0.0)
        if not _near(self.told["raw_cut"], own):
            yield self._wrong("raw_cut", f"raw cut {self.told['raw_cut']}, worked out again {own:.6f}")
        for shift, band, where in (
            (-0.5, 0.5, "half a logit below the cut"),
            (0.0, 0.1, "at the cut"),
            (0.5, 0.5, "half a logit above the cut"),
        ):
            here, there = self.expected(shift), aim[shift]
            if abs(here - there) > band + SAME:
                words = f"expected score {here:.3f} {where}, what forms aim at {there:.3f}"
                yield self._wrong("curve", f"{words}: more than {band} apart")
        here = math.fsum(item_information(item, self.bank.theta_cut, self.bank) for item in self.scored)
        if not _near(self.told.get("information", here), here):
            yield self._wrong("stated", f"information {self.told['information']}, worked out again {here:.6f}")
        if here < 0.97 * information - SAME:
            words = f"information {here:.3f} at the cut, less than 97 % of {information:.3f}"
            yield self._wrong("information", words)

    def expected(self, shift: float) -> float:
        """Expected number right of the scored items, `shift` logits from the cut."""
        theta = self.bank.theta_cut + shift
        return math.fsum(right_chance(item, theta, self.bank) for item in self.scored)

    def dated(self, stock: Stock) -> Iterator[Violation]:
        if not stock.avoid_dated:
            return
        for item, entry in zip(self.items, self.entries, strict=True):
            if item.dated and stock.undated_enough.get((item.domain, entry["role"]), False):
                yield self._wrong("dated", f"{item.id} has a review date and could have been avoided", item.id)


def _between(forms: Sequence[_Read], told: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[Violation]:
    disjoint, overlap, use = settings.get("disjoint"), settings.get("max_overlap"), settings.get("max_use")
    times = Counter(item for form in forms for item in form.ids)
    for item, count in sorted(times.items()):
        if disjoint and count > 1:
            yield Violation("", "disjoint", f"{item} stands on {count} forms", item)
        elif use is not None and count > use:
            yield Violation("", "use", f"{item} stands on {count} forms, at most {use} are allowed", item)
    if overlap is not None:
        for one, other in combinations(forms, 2):
            shared = len(one.ids & other.ids)
            if shared > overlap:
                words = f"forms {one.name} and {other.name} share {shared} items, at most {overlap} are allowed"
                yield Violation(one.name, "overlap", words)
    own = [form.expected(0.0) for form in forms]
    if max(own) - min(own) > 0.3 + SAME:
        words = f"raw cuts from {min(own):.3f} to {max(own):.3f}: more than 0.3 apart"
        yield Violation("", "raw_cut_range", words)
    shared = max((len(one.ids & other.ids) for one, other in combinations(forms, 2)), default=0)
    for name, value in (("overlap", shared), ("raw_cut_range", max(own) - min(own))):
        if told.get(name) is not None and not _near(told[name], value):
            yield Violation("", "stated", f"{name} {told[name]}, worked out again {value:g}")
