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

_LETTERS = "ABCDEFGH"
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class BankItem:
    """An item as the bank has it. `b` is `None` where the difficulty follows from the `ratings`."""

    id: str
    version: int
    domain: str
    topic: str
    status: str
    options: tuple[str, ...]
    key: str | None
    locked: bool
    enemies: tuple[str, ...]
    case: str | None
    dated: bool
    ratings: tuple[float, ...]
    b: float | None = None
    a: float = 1.0


@dataclass(frozen=True, slots=True)
class DomainPlan:
    """One domain of the blueprint: items on a form, and the scored items of each topic."""

    domain: str
    scored: int
    pretest: int
    topics: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Bank:
    """What forms are judged against. `center` is the mean logit of the ratings, `shrink` how far they are pulled."""

    items: Mapping[str, BankItem]
    plan: tuple[DomainPlan, ...]
    theta_cut: float
    shrink: float
    center: float
    blueprint_version: str
    parameters_version: str


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
    capable = _Stock(bank, len(forms), settings)
    for form in known:
        problems += form.counts()
        problems += form.topics(capable)
        problems += form.bars()
        problems += form.keys()
        problems += form.curves()
        problems += form.dated(capable)
    problems += _between(known, settings)
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
    if isinstance(theta, int | float) and abs(theta - bank.theta_cut) > _SAME:
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
        if entry.get("version", own.version) != own.version:
            yield wrong("item_version", own.id, f"version {entry['version']}, the bank has {own.version}")
        role = {"operational": "scored", "pretest": "pretest"}.get(own.status)
        if entry["role"] != role:
            yield wrong("role", own.id, f"{entry['role']} on the form, {own.status} in the bank")
        for key, value in (("domain", own.domain), ("topic", own.topic)):
            if entry[key] != value:
                yield wrong(key, own.id, f"{key} {entry[key]} on the form, {value} in the bank")
        if "b" in entry and not _near(entry["b"], _difficulty(own, bank)):
            yield wrong("difficulty", own.id, f"b is {entry['b']}, worked out again {_difficulty(own, bank):.6f}")
        if not _near(entry.get("a", own.a), own.a):
            yield wrong("difficulty", own.id, f"a is {entry['a']}, the bank has {own.a}")
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
    return isinstance(told, int | float) and not isinstance(told, bool) and abs(told - value) <= _SAME


def _difficulty(item: BankItem, bank: Bank) -> float:
    """The given one, or from the mean rating, kept within [.05, .98], its logit pulled toward the bank's mean."""
    if item.b is not None:
        return item.b
    mean = min(0.98, max(0.05, math.fsum(item.ratings) / len(item.ratings)))
    own = math.log(mean) - math.log1p(-mean)
    return bank.theta_cut - bank.center - bank.shrink * (own - bank.center)


def _right(item: BankItem, theta: float, bank: Bank) -> float:
    return 0.5 * (1.0 + math.tanh(0.5 * item.a * (theta - _difficulty(item, bank))))


def _information(item: BankItem, theta: float, bank: Bank) -> float:
    p = _right(item, theta, bank)
    return item.a**2 * p * (1.0 - p)


class _Stock:
    """What the bank could give to so many forms: how strict topics and dates can be asked for."""

    def __init__(self, bank: Bank, forms: int, settings: Mapping[str, Any]) -> None:
        self.forms = forms
        limit: int | None = 1 if settings.get("disjoint") else settings.get("max_use")
        self.uses = forms if limit is None else min(limit, forms)
        self.avoid_dated = bool(settings.get("avoid_dated"))
        self.shares: dict[tuple[str, str], dict[str, float]] = {}
        self.there: Counter[tuple[str, str, str]] = Counter()
        self.undated_enough: dict[tuple[str, str], bool] = {}
        degree = _degrees(bank)
        for plan in bank.plan:
            own = [item for item in bank.items.values() if item.domain == plan.domain]
            foreign = any(item.topic not in plan.topics for item in own if item.status in ("operational", "pretest"))
            operational = Counter(item.topic for item in own if item.status == "operational")
            for role, status, count in (("scored", "operational", plan.scored), ("pretest", "pretest", plan.pretest)):
                of = operational if foreign else Counter(plan.topics)
                cell = [item for item in own if item.status == status]
                names = {item.topic for item in cell} | set(of)
                whole = max(1, sum(of.values()))
                self.shares[plan.domain, role] = {name: count * of[name] / whole for name in names}
                # With more forms than an item has enemies there is always a form that it may stand on.
                sure = [item for item in cell if not item.dated and degree[item.id] < forms]
                self.undated_enough[plan.domain, role] = len(sure) * self.uses >= forms * count
                undated = self.avoid_dated and self.undated_enough[plan.domain, role]
                for item in cell:
                    if not (undated and item.dated):
                        self.there[plan.domain, role, item.topic] += self.uses

    def limits(self, domain: str, role: str, count: int) -> dict[str, tuple[int, int]]:
        """Lowest and highest number of each topic on a form: one item around its rounded share, where possible."""
        shares = self.shares[domain, role]
        high = {name: math.ceil(share - _SAME) + 1 for name, share in shares.items()}
        reachable = sum(min(self.there[domain, role, name], self.forms * most) for name, most in high.items())
        low: dict[str, int] = {}
        for name, share in shares.items():
            least = max(0, math.floor(share + _SAME) - 1)
            low[name] = least if self.there[domain, role, name] >= self.forms * least else 0
        if reachable < self.forms * count:
            high = dict.fromkeys(shares, count)
        return {name: (low[name], high[name]) for name in shares}


def _degrees(bank: Bank) -> Counter[str]:
    others: dict[str, set[str]] = {name: set() for name in bank.items}
    cases: dict[str, list[str]] = {}
    for item in bank.items.values():
        for enemy in item.enemies:
            if enemy in others and enemy != item.id:
                others[item.id].add(enemy)
                others[enemy].add(item.id)
        if item.case is not None:
            cases.setdefault(item.case, []).append(item.id)
    for members in cases.values():
        for name in members:
            others[name].update(set(members) - {name})
    return Counter({name: len(found) for name, found in others.items()})


class _Read:
    """One form with the bank's own items."""

    def __init__(self, form: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], bank: Bank) -> None:
        self.name: str = form["id"]
        self.raw_cut: float = form["raw_cut"]
        self.entries = entries
        self.items = [bank.items[entry["id"]] for entry in entries]
        self.ids = {item.id for item in self.items}
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

    def topics(self, stock: _Stock) -> Iterator[Violation]:
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

    def curves(self) -> Iterator[Violation]:
        bank = self.bank
        scored = [
            item for item, entry in zip(self.items, self.entries, strict=True) if entry["role"] == "scored"
        ]
        own = math.fsum(_right(item, bank.theta_cut, bank) for item in scored)
        if abs(own - self.raw_cut) > _SAME:
            yield self._wrong("raw_cut", f"raw cut {self.raw_cut}, worked out again {own:.6f}")
        for shift, band in ((-0.5, 0.5), (0.0, 0.1), (0.5, 0.5)):
            theta = bank.theta_cut + shift
            here = math.fsum(_right(item, theta, bank) for item in scored)
            aim = _proportional([_right(item, theta, bank) for item in _operational(bank)], bank)
            if abs(here - aim) > band + _SAME:
                words = f"expected score {here:.3f} at {theta:.4f} logits, the bank in proportion {aim:.3f}"
                yield self._wrong("curve", f"{words}: more than {band} apart")
        here = math.fsum(_information(item, bank.theta_cut, bank) for item in scored)
        aim = _proportional([_information(item, bank.theta_cut, bank) for item in _operational(bank)], bank)
        if here < 0.97 * aim - _SAME:
            yield self._wrong("information", f"information {here:.3f} at the cut, less than 97 % of {aim:.3f}")

    def dated(self, stock: _Stock) -> Iterator[Violation]:
        if not stock.avoid_dated:
            return
        for item, entry in zip(self.items, self.entries, strict=True):
            if item.dated and stock.undated_enough.get((item.domain, entry["role"]), False):
                yield self._wrong("dated", f"{item.id} has a review date and could have been avoided", item.id)


def _operational(bank: Bank) -> list[BankItem]:
    domains = {plan.domain for plan in bank.plan}
    return [item for item in bank.items.values() if item.status == "operational" and item.domain in domains]


def _proportional(values: Sequence[float], bank: Bank) -> float:
    """A form's sum if each domain gave its number of items at the bank's mean value."""
    by_domain: dict[str, list[float]] = {}
    for item, value in zip(_operational(bank), values, strict=True):
        by_domain.setdefault(item.domain, []).append(value)
    return math.fsum(
        plan.scored * math.fsum(by_domain[plan.domain]) / len(by_domain[plan.domain])
        for plan in bank.plan
        if by_domain.get(plan.domain)
    )


def _between(forms: Sequence[_Read], settings: Mapping[str, Any]) -> Iterator[Violation]:
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
    own = [
        math.fsum(
            _right(item, form.bank.theta_cut, form.bank)
            for item, entry in zip(form.items, form.entries, strict=True)
            if entry["role"] == "scored"
        )
        for form in forms
    ]
    if max(own) - min(own) > 0.3 + _SAME:
        words = f"raw cuts from {min(own):.3f} to {max(own):.3f}: more than 0.3 apart"
        yield Violation("", "raw_cut_range", words)
