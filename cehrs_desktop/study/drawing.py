"""Drawing a practice set: which items a wish allows, which of them come first, and why there are too few.

In which order they come is said in `study.drawing_order`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.items import Item
from cehrs_desktop.study.drawing_order import drawing_order, rank
from cehrs_desktop.study.past import ItemPast
from cehrs_desktop.study.practice import Difficulty, Pool, SetSlot, Wish

Limit = Literal["", "domains", "topics", "levels", "difficulties", "pools", "sealed", "enemies", "blueprint", "bank"]

SLOW_SHARE = 1.5
"""An answer was slow when it took at least this many times the exam's time for one question."""

Test = Callable[[Item], bool]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one limit costs: `matching` more items would match, or find room in the set, without it."""

    limit: Limit
    matching: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A set that was drawn. `matching` counts the items that the wish allows, sealed ones left out; `costs` names what
    stands against more of them, the dearest first, where fewer than `wished` came."""

    slots: tuple[SetSlot, ...]
    wished: int
    matching: int
    costs: tuple[Cost, ...] = ()

    @property
    def missing(self) -> int:
        """How many items fewer than wished there are."""
        return self.wished - len(self.slots)

    @property
    def limit(self) -> Limit:
        """The limit that costs most; empty when nothing is missing."""
        return self.costs[0].limit if self.costs else ""


def draw(
    wish: Wish,
    items: Sequence[Item],
    pasts: Mapping[str, ItemPast],
    bookmarked: Set[str],
    sealed: Set[str],
    runs: int,
    difficulty: Callable[[Item], Difficulty],
    blueprint: Blueprint,
    seed: str,
) -> Drawn:
    """Draw what was wished, or as much of it as there is; the same arguments give the same set.

    Items come least often met first (so those never met before all others), then least recently, then at random. An
    item and its enemy never meet in one set; items of one case are drawn together while they are equally fresh, and
    stand side by side. `sealed` are items that are never drawn, `runs` is how many runs the learner has had.
    With `subtopics_in_turn` each subtopic gives an item before one gives a second, those longest not met before the
    others, and the order above is that of the items within a subtopic. With `blueprint` each domain gets its share of
    the set, and within it the topics come in their proportion; a domain that has too few leaves the set shorter rather
    than out of proportion.
    """
    tests = _tests(wish, pasts, bookmarked, sealed, runs, difficulty, _slow_ms(blueprint))
    bank = list({item.id: item for item in items}.values())
    matching = bank
    for test in tests.values():
        matching = [item for item in matching if test(item)]
    quotas = _quotas(wish, blueprint)
    order = drawing_order(wish, matching, bank, pasts, blueprint, seed)
    enemies = _enemies(bank)
    chosen = _chosen(order, wish.items, quotas, enemies)
    slots = set_slots(_arranged(chosen, seed), seed)
    if len(slots) >= wish.items:
        return Drawn(slots, wish.items, len(matching))
    more: tuple[tuple[Limit, int], ...] = (
        ("blueprint", len(_chosen(order, wish.items, None, enemies)) - len(chosen)),
        ("enemies", len(_chosen(order, wish.items, quotas, {})) - len(chosen)),
    )
    rooms = [Cost(limit, gain) for limit, gain in more if gain > 0]
    # Only here every limit is asked about every item: a set that is full explains nothing.
    passed = [[test(item) for item in bank] for test in tests.values()]
    return Drawn(slots, wish.items, len(matching), _costs(list(tests), passed, len(matching), rooms, wish))


def set_slots(items: Iterable[Item], seed: str) -> tuple[SetSlot, ...]:
    """These items in this order, the options of each shuffled unless their order is locked."""
    return tuple(SetSlot(item.id, item.version, _options(item, seed)) for item in items)


def _options(item: Item, seed: str) -> tuple[str, ...]:
    given = (option.id for option in item.options)
    if item.lock_order:
        return tuple(given)
    return tuple(sorted(given, key=lambda option: rank(seed, f"option {item.id} {option}")))


def _slow_ms(blueprint: Blueprint) -> float:
    return SLOW_SHARE * blueprint.minutes * 60_000 / max(1, blueprint.scored + blueprint.pretest)


def _tests(
    wish: Wish,
    pasts: Mapping[str, ItemPast],
    bookmarked: Set[str],
    sealed: Set[str],
    runs: int,
    difficulty: Callable[[Item], Difficulty],
    slow_ms: float,
) -> dict[Limit, Test]:
    """The limits that are in force, each as a test of one item. That of the sealed ones always is."""
    tests: dict[Limit, Test] = {"sealed": lambda item: item.id not in sealed}
    if wish.domains:
        tests["domains"] = lambda item: item.domain in wish.domains
    if wish.topics:
        tests["topics"] = lambda item: item.topic in wish.topics
    if wish.levels:
        tests["levels"] = lambda item: item.level in wish.levels
    if wish.difficulties:
        tests["difficulties"] = lambda item: difficulty(item) in wish.difficulties
    if wish.pools and "any" not in wish.pools:
        since = runs - wish.missed_in

        def in_pools(item: Item) -> bool:
            past = pasts.get(item.id)
            return any(_in_pool(pool, past, item.id in bookmarked, since, slow_ms) for pool in wish.pools)

        tests["pools"] = in_pools
    return tests


def _in_pool(pool: Pool, past: ItemPast | None, bookmarked: bool, since: int, slow_ms: float) -> bool:
    """Whether an item belongs to a pool. `since` is the last run that is too long ago for a miss to count."""
    if pool in ("any", "bookmarked"):
        return pool == "any" or bookmarked
    if past is None:
        return pool == "never_seen"
    match pool:
        case "missed":
            return past.missed_run > max(0, since)
        case "marked":
            return past.last_marked
        case "slow":
            return past.last_spent_ms >= slow_ms
        case "guessed":
            # Said so at the answer, or found out since: a right answer clears what was only found out.
            return past.last_certainty == "guess" or (past.cause == "guessed" and not past.last_right)
        case _:
            return False


def _quotas(wish: Wish, blueprint: Blueprint) -> dict[str, int] | None:
    """How many items of each domain a set in blueprint proportion has; `None` where none was asked for.

    Domains that the wish leaves out have no share; without any named domain, all of the test plan have theirs.
    """
    if not wish.blueprint:
        return None
    of_topics = {topic.partition(".")[0] for topic in wish.topics}
    weights = {
        one.id: one.scored
        for one in blueprint.domains
        if (not wish.domains or one.id in wish.domains) and (not of_topics or one.id in of_topics)
    }
    total = sum(weights.values())
    if not total:
        return {}
    whole = {domain: wish.items * weight // total for domain, weight in weights.items()}
    over = sorted(weights, key=lambda domain: (-(wish.items * weights[domain] % total), domain))
    for domain in over[: wish.items - sum(whole.values())]:
        whole[domain] += 1
    return whole


def _enemies(bank: Sequence[Item]) -> dict[str, set[str]]:
    """Whom an item must not meet: enmity may be written on either of the two."""
    enemies: dict[str, set[str]] = {}
    for item in bank:
        for enemy in item.enemies:
            enemies.setdefault(item.id, set()).add(enemy)
            enemies.setdefault(enemy, set()).add(item.id)
    return enemies


def _chosen(
    order: Iterable[Item], count: int, quotas: Mapping[str, int] | None, enemies: Mapping[str, Set[str]]
) -> list[Item]:
    """The first of `order` that may stand together, as many as there is room for."""
    barred: set[str] = set()
    chosen: list[Item] = []
    room = None if quotas is None else dict(quotas)
    for item in order:
        if len(chosen) >= count:
            break
        if item.id in barred or (room is not None and room.get(item.domain, 0) <= 0):
            continue
        chosen.append(item)
        barred |= enemies.get(item.id, set())
        if room is not None:
            room[item.domain] -= 1
    return chosen


def _arranged(chosen: Sequence[Item], seed: str) -> list[Item]:
    """The chosen items in set order: mixed, but each case in one piece."""
    return sorted(
        chosen,
        key=lambda item: (
            rank(seed, f"place {item.id}" if item.case is None else f"case {item.case}"),
            rank(seed, f"place {item.id}"),
        ),
    )


def _costs(
    limits: Sequence[Limit],
    passed: Sequence[Sequence[bool]],
    matching: int,
    rooms: Sequence[Cost],
    wish: Wish,
) -> tuple[Cost, ...]:
    """What each limit costs, the dearest first; where none alone gives any item back, the narrowest comes first."""
    costs: list[tuple[int, int, Cost]] = []
    for n, limit in enumerate(limits):
        others = [row for k, row in enumerate(passed) if k != n]
        without = sum(map(all, zip(*others, strict=True))) if others else len(passed[n])
        gain = without - matching
        if gain or sum(passed[n]) < len(passed[n]):
            costs.append((-gain, sum(passed[n]), Cost(limit, gain)))
    costs.sort(key=lambda one: one[:2])
    told = [cost for *_, cost in costs]
    # Where enough items match, what kept them out of the set comes before what kept others from matching.
    kept_out = sorted(rooms, key=lambda cost: -cost.matching)
    told = [*kept_out, *told] if matching >= wish.items else [*told, *kept_out]
    return tuple(told) or (Cost("bank", 0),)
