"""What a program can tell about items: structure, cues, dates and duplicates. Meaning is for human readers.

A blocking finding stops the build. A warning asks a reviewer to look; a waiver in the item's file, with a reason,
takes it off the list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cehrs_desktop.bank.source import ItemFile, TopicFile
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.items import Item


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one rule. `item` is an id, or ``bank``."""

    item: str
    rule: str
    blocks: bool
    text: str


_Make = Callable[[str, str], Finding]

_ALL_NONE_BOTH = re.compile(
    r"\b(all|none|both|neither|any) (of )?(the )?above\b"
    r"|\b(all|none|both|neither|any) of (the )?(these|those|following options)\b"
    r"|\bboth [A-D] and [A-D]\b",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"\b(?i:options?|choices?|answers?)\s*\(?[A-D]\)?(?![\w'])")
_OBSOLETE = re.compile(
    r"\b(CCHIT|NHIN|HCFA-1500|UB-92|PQRS|HICN|harm threshold|meaningful use stage|2014 Edition|Level III HCPCS"
    r"|Advancing Care Information|fiscal intermediary)\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"\b(always|never|all|none|only|every|must|cannot|impossible|completely|entirely|invariably|guarantee[sd]?"
    r"|no one)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(usually|often|frequently|sometimes|occasionally|rarely|generally|typically|commonly|seldom)\b", re.IGNORECASE
)
_NEGATIVE = re.compile(r"\b(not|except|least|never|incorrect|false|inappropriate)\b", re.IGNORECASE)
_QUANTITY = re.compile(
    r"^\D{0,3}(\d[\d,]*(?:\.\d+)?)\s*"
    r"(%|percent|minutes?|hours?|business days?|calendar days?|days?|weeks?|months?|years?)?\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b20(2[3-9]|3[0-5])\b|USCDI v\d")
_AMOUNT = re.compile(r"\$\s?\d")
_IN_DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "business day": 1.0,
    "calendar day": 1.0,
    "day": 1.0,
    "week": 7.0,
    "month": 30.0,
    "year": 365.0,
}


def check_bank(topics: Sequence[TopicFile], items: Sequence[Item], blueprint: Blueprint) -> tuple[Finding, ...]:
    """All findings over all items, waived warnings left out."""
    found: list[Finding] = []
    known = {item.id for item in items}
    for topic in topics:
        for item in topic.items:
            waived = {waiver.rule for waiver in item.waive}
            found += [f for f in _check_item(topic.topic, item, known) if f.blocks or f.rule not in waived]
    found += _check_whole(items, blueprint)
    return tuple(found)


def _check_item(topic: str, item: ItemFile, known: set[str]) -> Iterator[Finding]:
    def block(rule: str, text: str) -> Finding:
        return Finding(item.id, rule, True, text)

    def warn(rule: str, text: str) -> Finding:
        return Finding(item.id, rule, False, text)

    keys = [option for option in item.options if option.key]
    if len(keys) != 1:
        yield block("S-01", f"{len(keys)} options are keys")
        return
    if not item.id.startswith(f"{topic}-") or not item.subtopic.startswith(f"{topic}."):
        yield block("S-01", f"id or subtopic does not belong to topic {topic}")
    for enemy in item.enemies:
        if enemy not in known or enemy == item.id:
            yield block("S-01", f"enemy {enemy} is not another item")
    if item.status in ("operational", "pretest") and not item.ratings:
        yield block("S-01", "no difficulty rating")
    if (item.verified_on is None) != (item.verified_text is None):
        yield block("S-01", "verified_on and verified_text go together")
    if item.volatility != "stable" and item.review_by is None:
        yield block("L-01", "not stable, and no review_by")
    shown = [item.stem, *(option.text for option in item.options)]
    if item.volatility == "stable" and any(_DATED.search(text) for text in shown):
        yield block("L-01", "a year or version that changes, in an item called stable")
    if item.volatility == "stable" and any(_AMOUNT.search(text) for text in shown):
        # Set by law it changes; made up for the scenario it does not. Only a reader can tell.
        yield warn("L-01", "a dollar amount in an item called stable")
    yield from _check_texts(item, keys[0].text, block, warn)
    yield from _check_cues(item, keys[0].text, block, warn)


def _check_texts(item: ItemFile, key: str, block: _Make, warn: _Make) -> Iterator[Finding]:
    texts = [option.text for option in item.options]
    everything = [item.stem, *texts, *(option.rationale for option in item.options)]
    words = len(item.stem.split())
    if not item.stem.endswith("?") or "____" in item.stem:
        yield block("S-03", "the stem is not a question")
    if item.stem.count("?") > 1:
        yield block("D-13", "more than one question")
    if not 8 <= words <= 90:
        yield warn("S-04", f"stem of {words} words")
    for text in texts:
        if len(text.split()) > 20 or len(text) > 140:
            yield warn("S-05", f"long option: {text}")
    rationale = sum(len(option.rationale.split()) for option in item.options)
    if not 30 <= rationale <= 160:
        yield block("S-06", f"rationales of {rationale} words in all")
    if any(_LETTERED.search(option.rationale) for option in item.options):
        yield block("S-06", "a rationale names an option by letter, but options are shuffled")
    if any("  " in text or "\t" in text or any(ord(ch) < 32 for ch in text) for text in everything):
        yield block("S-07", "control characters or double spaces")
    if len({text.endswith(".") for text in texts}) > 1:
        yield block("S-07", "some options end with a full stop and some do not")
    if any(_OBSOLETE.search(text) for text in [item.stem, key]):
        yield block("L-04", "an obsolete term in stem or key")
    for index, text in enumerate(texts):
        for other in texts[index + 1 :]:
            if _spaced(text) == _spaced(other):
                yield block("S-02", f"two equal options: {text}")
            elif _normal(text) == _normal(other) or _too_alike(text, other):
                # Signs can be the whole difference, as the brackets in a query are.
                yield warn("S-02", f"nearly equal options: {text} / {other}")


def _check_cues(item: ItemFile, key: str, block: _Make, warn: _Make) -> Iterator[Finding]:
    texts = [option.text for option in item.options]
    others = [option.text for option in item.options if not option.key]
    lengths = sorted(len(text) for text in others)
    if any(_ALL_NONE_BOTH.search(text) for text in texts):
        yield block("T-07", "all, none or both of the above")
    if max(len(text.split()) for text in texts) > 3 and len(key) > lengths[-1]:
        if len(key) >= 1.25 * lengths[-1] or len(key) >= 1.5 * sum(lengths) / 3:
            yield warn("T-01", "the key is far longer than the rest")
    absolute_key = bool(_ABSOLUTE.search(key))
    absolute_rest = [text for text in others if _ABSOLUTE.search(text)]
    if (absolute_key and not absolute_rest) or (len(absolute_rest) > 1 and not absolute_key):
        yield warn("T-05", "an absolute word tells key and distractors apart")
    if any(_VAGUE.search(text) for text in texts):
        yield warn("T-06", "a vague frequency word in an option")
    question = re.split(r"(?<=[.!])\s+", item.stem)[-1]
    negative = _NEGATIVE.search(question)
    if negative and not negative.group().isupper():
        yield warn("D-01", f"negative question without capitals: {negative.group()}")
    firsts = Counter(" ".join(text.split()[:3]).lower() for text in texts if len(text.split()) > 3)
    if firsts and firsts.most_common(1)[0][1] >= 3:
        yield warn("D-04", "three options begin with the same words")
    values = [_quantity(text) for text in texts]
    if all(value is not None for value in values):
        if values != sorted(v for v in values if v is not None) or not item.lock_order:
            yield block("D-05", "numbers that do not ascend, or lock_order is not set")


def _check_whole(items: Sequence[Item], blueprint: Blueprint) -> Iterator[Finding]:
    for item_id, count in Counter(item.id for item in items).items():
        if count > 1:
            yield Finding(item_id, "S-01", True, "the id stands twice")
    for stem, count in Counter(_normal(item.stem) for item in items).items():
        if count > 1:
            yield Finding("bank", "X-01", True, f"the same stem {count} times: {stem[:60]}")
    names = {topic.id for domain in blueprint.domains for topic in domain.topics}
    for item in items:
        if item.topic not in names:
            yield Finding(item.id, "S-01", True, f"topic {item.topic} is not in the blueprint")
    for domain in blueprint.domains:
        for status, needed in (("operational", domain.scored), ("pretest", domain.pretest)):
            have = sum(item.domain == domain.id and item.status == status for item in items)
            if have < needed:
                yield Finding("bank", "K-04", True, f"domain {domain.id}: {have} {status} items, a form needs {needed}")
    drawn = [item for item in items if item.status in ("operational", "pretest") and len(item.options) == 4]
    longest = sum(_key_is_longest(item) for item in drawn)
    if drawn and longest / len(drawn) > 0.40:
        yield Finding("bank", "K-02", True, f"the key is the longest option in {longest} of {len(drawn)} items")


def _key_is_longest(item: Item) -> bool:
    keys = [len(option.text) for option in item.options if option.is_key]
    return len(keys) == 1 and keys[0] > max(len(option.text) for option in item.options if not option.is_key)


def _spaced(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _normal(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())


def _too_alike(one: str, other: str) -> bool:
    if len(one.split()) < 4 or len(other.split()) < 4:
        return False
    if re.sub(r"\d", "", one) == re.sub(r"\d", "", other):
        return False
    return SequenceMatcher(None, _normal(one), _normal(other)).ratio() > 0.92


def _quantity(text: str) -> float | None:
    """The number an option is, in days where it has a unit of time; `None` when it is more than a number."""
    match = _QUANTITY.match(text)
    if match is None or len(text) > match.end() + 30:
        return None
    unit = (match.group(2) or "").lower().rstrip("s")
    return float(match.group(1).replace(",", "")) * _IN_DAYS.get(unit, 1.0)
