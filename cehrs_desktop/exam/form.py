"""Drawing one form from the bank: counts, topics, pretest, enemies, key balance, all reproducible from a seed.

Randomness is SHA-256 of the seed and a label, so a seed gives the same form on every platform and Python
version (`random.shuffle` promises no such thing). Equal difficulty between forms is not this module's job.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from cehrs_desktop.exam.blueprint import Blueprint, Domain
from cehrs_desktop.exam.errors import FormImpossible
from cehrs_desktop.exam.items import Item

LONGEST_RUN = 3
"""No more than this many neighboring items have their key in the same place."""

_TRIES = 12
"""Draws of each kind before the next, more careful kind."""

_SHUFFLES = 200


@dataclass(frozen=True, slots=True)
class FormSlot:
    """One place on a form: which item in which version, the order of its options, and whether it counts."""

    item_id: str
    item_version: int
    domain: str
    scored: bool
    option_order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form. `slots[0]` is question 1. `id` is what an assembled form is called, empty for one that was drawn."""

    blueprint_version: str
    pack_id: str
    seed: str
    slots: tuple[FormSlot, ...]
    id: str = ""

    @property
    def name(self) -> str:
        """A short name for people: the form's id, or the first letters of the seed's digest."""
        if self.id:
            return self.id
        return hashlib.sha256(f"{self.pack_id}|{self.seed}".encode()).hexdigest()[:6].upper()

    def slot(self, position: int) -> FormSlot:
        """The slot of question `position`, counted from 1."""
        return self.slots[position - 1]


def draw_form(
    items: Iterable[Item],
    blueprint: Blueprint,
    *,
    pack_id: str,
    seed: str,
    times_seen: Mapping[str, int] | None = None,
) -> Form:
    """Draw a form for one candidate; the same arguments give the same form.

    Items come least-seen first (`times_seen` by item id), then in the topics' proportion, then at random. Where
    enemies leave no such form, a form with items seen before is better than none.
    No two enemies and no two items of one case meet. Pretest items are spread over all positions.
    Raises `FormImpossible` when a domain lacks items.
    """
    bank = sorted(items, key=lambda item: item.id)
    enemies = _enemies(bank)
    seen = times_seen or {}
    missing: dict[str, int] = {}
    for attempt in range(3 * _TRIES):
        # First as one wishes; then sparing items that bar others; at last sparing them even if they are unseen.
        draw = _Draw(f"{seed}|{attempt}", enemies, seen, care=attempt // _TRIES)
        missing = draw.fill(bank, blueprint)
        if not missing:
            slots = arrange_form(draw.scored, draw.pretest, seed=draw.seed)
            return Form(blueprint.version, pack_id, seed, slots)
    raise FormImpossible(missing)


def _enemies(bank: Sequence[Item]) -> dict[str, set[str]]:
    """Whom each item must not meet: enmity may be written on either of the two, and one case is met once."""
    enemies: dict[str, set[str]] = {item.id: set(item.enemies) for item in bank}
    cases: dict[str, set[str]] = {}
    for item in bank:
        for enemy in item.enemies:
            enemies.setdefault(enemy, set()).add(item.id)
        if item.case is not None:
            cases.setdefault(item.case, set()).add(item.id)
    for item in bank:
        if item.case is not None:
            enemies[item.id] |= cases[item.case] - {item.id}
    return enemies


class _Draw:
    """One try at choosing the items: what was taken so far and what that rules out."""

    def __init__(self, seed: str, enemies: Mapping[str, set[str]], seen: Mapping[str, int], *, care: int) -> None:
        self.seed = seed
        self._enemies = enemies
        self._seen = seen
        self._care = care
        self._barred: set[str] = set()
        self.scored: list[Item] = []
        self.pretest: list[Item] = []

    def fill(self, bank: Sequence[Item], blueprint: Blueprint) -> dict[str, int]:
        """Fill every domain and role, the one with the fewest items to spare first: it can lose least to enemies."""
        groups = [
            ([item for item in bank if item.domain == domain.id and item.status == status], count, domain, status)
            for domain in blueprint.domains
            for status, count in (("operational", domain.scored), ("pretest", domain.pretest))
        ]
        missing: dict[str, int] = {}
        for pool, count, domain, status in sorted(groups, key=lambda group: len(group[0]) - group[1]):
            lacking = count - self._take(pool, count, domain, self.scored if status == "operational" else self.pretest)
            if lacking:
                missing[f"{domain.id} {status}"] = lacking
        return missing

    def _take(self, pool: Sequence[Item], count: int, domain: Domain, taken: list[Item]) -> int:
        share = {topic.id: topic.scored * count / domain.scored for topic in domain.topics}
        used: Counter[str] = Counter()
        luck = {item.id: _rank(self.seed, item.id) for item in pool}
        left = list(pool)
        for got in range(count):
            allowed = [item for item in left if item.id not in self._barred]
            if not allowed:
                return got
            best = min(
                allowed,
                key=lambda item: (
                    *self._wear_and_harm(item),
                    max(0.0, used[item.topic] + 1 - share.get(item.topic, 0.0)),
                    luck[item.id],
                ),
            )
            left.remove(best)
            taken.append(best)
            used[best.topic] += 1
            self._barred |= self._enemies[best.id]
        return count

    def _wear_and_harm(self, item: Item) -> tuple[int, int]:
        """How often an item was seen and how many free items it would bar, by what matters more in this try."""
        wear, harm = self._seen.get(item.id, 0), len(self._enemies[item.id] - self._barred)
        return ((wear, 0), (wear, harm), (harm, wear))[self._care]


def _rank(seed: str, label: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}|{label}".encode()).digest()[:8], "big")


def arrange_form(scored: Sequence[Item], pretest: Sequence[Item], *, seed: str) -> tuple[FormSlot, ...]:
    """Chosen items in their final order, each with its options in theirs; the same seed gives the same order.

    Pretest items are spread over all positions, keys are dealt evenly without long runs, locked items keep their
    order. An item without a known key (of a pool that has none) keeps its order when it is locked.
    """
    rank = partial(_rank, seed)
    places = _pretest_places(len(scored) + len(pretest), len(pretest), rank)
    scored_left = iter(sorted(scored, key=lambda item: rank(f"place {item.id}")))
    pretest_left = iter(sorted(pretest, key=lambda item: rank(f"place {item.id}")))
    order = [next(pretest_left) if n in places else next(scored_left) for n in range(len(scored) + len(pretest))]
    keys = _key_places(order, rank)
    counted = {item.id for item in scored}
    return tuple(
        FormSlot(item.id, item.version, item.domain, item.id in counted, _option_order(item, key, rank))
        for item, key in zip(order, keys, strict=True)
    )


def _pretest_places(total: int, count: int, rank: Callable[[str], int]) -> set[int]:
    """One place in each of `count` equal stretches of the form, anywhere within its stretch."""
    places: set[int] = set()
    for stretch in range(count):
        first, after = stretch * total // count, (stretch + 1) * total // count
        places.add(first + rank(f"stretch {stretch}") % (after - first))
    return places


def _key_places(order: Sequence[Item], rank: Callable[[str], int]) -> list[int]:
    """The place of the key in each item: equal counts, no long runs; locked items keep their own.

    The places are dealt out first and shuffled whole, so that no place becomes likelier toward the end of a form.
    A shuffle with a long run is thrown away (about one in four has none); the least bad one is taken where locked
    items force a run.
    """
    locked = [_own_key_place(item) if item.lock_order else None for item in order]
    counts = Counter(place for place in locked if place is not None)
    hand: list[int] = []
    for _ in range(locked.count(None)):
        place = min(range(len(order[0].options)), key=lambda place: (counts[place], rank(f"hand {place}")))
        counts[place] += 1
        hand.append(place)
    best: list[int] = []
    for attempt in range(_SHUFFLES):
        dealt = sorted(range(len(hand)), key=lambda n, salt=f"key {attempt}": rank(f"{salt} {n}"))
        shuffled = (hand[n] for n in dealt)
        places = [next(shuffled) if own is None else own for own in locked]
        if not best or _too_long(places) < _too_long(best):
            best = places
        if _too_long(best) == 0:
            break
    return best


def _own_key_place(item: Item) -> int:
    return next((index for index, option in enumerate(item.options) if option.is_key), -1)


def _too_long(places: Sequence[int]) -> int:
    """By how many items the runs of one place are longer than they should be."""
    return sum(max(0, len(list(run)) - LONGEST_RUN) for _, run in groupby(places))


def _option_order(item: Item, key_place: int, rank: Callable[[str], int]) -> tuple[str, ...]:
    if item.lock_order:
        return tuple(option.id for option in item.options)
    others = sorted(
        (option.id for option in item.options if not option.is_key),
        key=lambda oid: rank(f"option {item.id} {oid}"),
    )
    return (*others[:key_place], item.key.id, *others[key_place:])
