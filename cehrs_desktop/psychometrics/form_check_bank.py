"""The bank as the checker of forms sees it, and what follows from it: difficulties, expected scores, limits.

Standard library only, and nothing shared with the assembler; see `form_check`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

SAME = 1e-6
"""Numbers this close are the same: the written ones are rounded."""


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


def item_difficulty(item: BankItem, bank: Bank) -> float:
    """The given one, or from the mean rating, kept within [.05, .98], its logit pulled toward the bank's mean."""
    if item.b is not None:
        return item.b
    if not item.ratings:
        return math.nan
    mean = min(0.98, max(0.05, math.fsum(item.ratings) / len(item.ratings)))
    own = math.log(mean) - math.log1p(-mean)
    return bank.theta_cut - bank.center - bank.shrink * (own - bank.center)


def right_chance(item: BankItem, theta: float, bank: Bank) -> float:
    """P(right) = 1 / (1 + exp(-a (theta - b))), written with tanh."""
    return 0.5 * (1.0 + math.tanh(0.5 * item.a * (theta - item_difficulty(item, bank))))


def item_information(item: BankItem, theta: float, bank: Bank) -> float:
    """Fisher information of one item."""
    p = right_chance(item, theta, bank)
    return item.a**2 * p * (1.0 - p)


class Stock:
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
                for item in cell:
                    if not (self.avoid_dated and item.dated):
                        self.there[plan.domain, role, item.topic] += self.uses

    def limits(self, domain: str, role: str, count: int) -> dict[str, tuple[int, int]]:
        """Lowest and highest number of each topic on a form: one item around its rounded share, where possible."""
        shares = self.shares[domain, role]
        high = {name: math.ceil(share - SAME) + 1 for name, share in shares.items()}
        reachable = sum(min(self.there[domain, role, name], self.forms * most) for name, most in high.items())
        low: dict[str, int] = {}
        for name, share in shares.items():
            least = max(0, math.floor(share + SAME) - 1)
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


class Aim:
    """What a form would have if each domain gave its number of items at the mean of the whole bank.

    `curves` has two: expected scores by distance from the cut as they are, and with all abilities moved so that the
    score at the cut lies halfway between two whole ones, which is what forms aim at where the bank can give it.
    Items without a difficulty count for nothing.
    """

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._own = {
            plan.domain: [
                item
                for item in bank.items.values()
                if item.domain == plan.domain
                and item.status == "operational"
                and not math.isnan(item_difficulty(item, bank))
            ]
            for plan in bank.plan
        }
        self.information = self._mirrored(lambda item: item_information(item, bank.theta_cut, bank))
        halfway = math.floor(self._score(0.0)) + 0.5
        low, high = -2.0, 2.0
        while high - low > 1e-9:
            middle = (low + high) / 2
            low, high = (middle, high) if self._score(middle) < halfway else (low, middle)
        self.curves = tuple(
            {shift: self._score(shift + moved) for shift in (-0.5, 0.0, 0.5)} for moved in (0.0, (low + high) / 2)
        )

    def curve(self, raw_cut: float) -> Mapping[float, float]:
        """Of the two curves the one that forms with this mean raw cut aim at: all forms of a file the same."""
        return min(self.curves, key=lambda curve: abs(curve[0.0] - raw_cut))

    def _mirrored(self, value: Callable[[BankItem], float]) -> float:
        return math.fsum(
            plan.scored * math.fsum(map(value, self._own[plan.domain])) / len(self._own[plan.domain])
            for plan in self._bank.plan
            if self._own[plan.domain]
        )

    def _score(self, shift: float) -> float:
        theta = self._bank.theta_cut + shift
        return self._mirrored(lambda item: right_chance(item, theta, self._bank))
