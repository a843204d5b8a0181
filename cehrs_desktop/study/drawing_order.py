"""In which order the items of a set come: by how often and how long ago they were met, by topic, subtopic and case.

Randomness is SHA-256 of the seed and a label, as for forms: a seed gives the same set on every platform.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.items import Item
from cehrs_desktop.study.past import ItemPast
from cehrs_desktop.study.practice import Wish


def rank(seed: str, label: str) -> int:
    """A label's place in the chance that belongs to a seed."""
    return int.from_bytes(hashlib.sha256(f"{seed}|{label}".encode()).digest()[:8], "big")


def drawing_order(
    wish: Wish,
    matching: Sequence[Item],
    bank: Sequence[Item],
    pasts: Mapping[str, ItemPast],
    blueprint: Blueprint,
    seed: str,
) -> list[Item]:
    """The items that match, in the order in which they are taken. When a subtopic was met is told by all of `bank`."""
    order = _by_wear(matching, pasts, seed)
    if wish.blueprint:
        order = _topics_in_proportion(order, pasts, blueprint, seed)
    if wish.subtopics_in_turn:
        order = _subtopics_in_turn(order, bank, pasts, blueprint)
    return list(_cases_together(order, pasts))


def _by_wear(matching: Sequence[Item], pasts: Mapping[str, ItemPast], seed: str) -> list[Item]:
    """The least often met first, then the longest ago; chance decides between equals, of which few have to be asked."""
    equal: dict[tuple[int, int], list[Item]] = {}
    for item in matching:
        past = pasts.get(item.id)
        equal.setdefault((past.times, past.last_at_ms) if past else (0, 0), []).append(item)
    order: list[Item] = []
    for wear in sorted(equal):
        group = equal[wear]
        order += group if len(group) == 1 else sorted(group, key=lambda item: rank(seed, item.id))
    return order


def _topics_in_proportion(
    order: Sequence[Item], pasts: Mapping[str, ItemPast], blueprint: Blueprint, seed: str
) -> list[Item]:
    """The items so that among equally often met ones each topic has as many turns as the test plan gives it items."""
    shares = {topic.id: topic.scored for domain in blueprint.domains for topic in domain.topics}
    used: Counter[tuple[int, str]] = Counter()
    places: dict[str, tuple[int, float, int]] = {}
    for item in order:
        times = _times(item, pasts)
        # A topic's n-th item of some wear stands where a topic of this weight has its n-th turn.
        turn = (used[times, item.topic] + 0.5) / max(0.5, shares.get(item.topic, 0))
        used[times, item.topic] += 1
        places[item.id] = (times, turn, rank(seed, item.id))
    return sorted(order, key=lambda item: places[item.id])


def _subtopics_in_turn(
    order: Sequence[Item], bank: Sequence[Item], pasts: Mapping[str, ItemPast], blueprint: Blueprint
) -> list[Item]:
    """The items so that the subtopics go round: those never met first, of these the ones of which the test plan asks
    most, then the one met longest ago. Within one the items keep their order."""
    last: dict[str, int] = {}
    topics: dict[str, str] = {}
    for item in bank:
        topics[item.subtopic] = item.topic
        past = pasts.get(item.id)
        if past is not None:
            last[item.subtopic] = max(last.get(item.subtopic, 0), past.last_at_ms)
    shares = {topic.id: topic.scored for domain in blueprint.domains for topic in domain.topics}
    among = Counter(topics.values())
    used: Counter[str] = Counter()
    turns: list[tuple[int, float, int]] = []
    for place, item in enumerate(order):
        met = last.get(item.subtopic)
        first = -shares.get(item.topic, 0) / among[item.topic] - 1 if met is None else float(met)
        turns.append((used[item.subtopic], first, place))
        used[item.subtopic] += 1
    return [order[place] for *_, place in sorted(turns)]


def _cases_together(order: Sequence[Item], pasts: Mapping[str, ItemPast]) -> Iterator[Item]:
    """The same items, those of a case drawn up to its first one where they were met equally often."""
    mates: dict[tuple[str, int], list[Item]] = {}
    for item in order:
        if item.case is not None:
            mates.setdefault((item.case, _times(item, pasts)), []).append(item)
    for item in order:
        if item.case is None:
            yield item
        else:
            yield from mates.pop((item.case, _times(item, pasts)), ())


def _times(item: Item, pasts: Mapping[str, ItemPast]) -> int:
    past = pasts.get(item.id)
    return past.times if past else 0
