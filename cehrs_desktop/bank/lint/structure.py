"""S rules: whether items, cards and exhibits are whole and fit together, and how texts are written down."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from cehrs_desktop.bank.lint.data import RuleData
from cehrs_desktop.bank.lint.findings import BLOCK, INFO, WARN, Finding, Hit, of_bank
from cehrs_desktop.bank.lint.subject import Sources, Subject
from cehrs_desktop.bank.lint.words import INTERROGATIVE, count, lemma, normal, spaced
from cehrs_desktop.bank.pack import DRAWN
from cehrs_desktop.bank.source import ItemFile, Located, TopicFile

_LETTERED = re.compile(r"\b(?i:options?|choices?|answers?)\s*\(?[A-D]\)?(?![\w'])")
_CURLY = re.compile("[\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}“”]")
_STRAIGHT = re.compile("[\"']")


def check_structure(subject: Subject, data: RuleData) -> Iterator[Hit]:
    """S-02 to S-07 for one item."""
    item, texts = subject.item, subject.texts
    yield from _equal_options(texts)
    yield from _question(subject)
    yield from _lengths(subject)
    words = sum(count(option.rationale) for option in item.options)
    if not 30 <= words <= 160:
        yield Hit("S-06", BLOCK, f"rationales of {words} words in all; 30 to 160", ("options",))
    for place, option in enumerate(item.options):
        if named := _LETTERED.search(option.rationale):
            message = f"“{named.group()}” names an option by its letter, but options are shuffled"
            yield Hit("S-06", WARN, message, ("options", place, "rationale"))
    yield from _typography(subject)
    yield from _british(subject, data)


def _equal_options(texts: Sequence[str]) -> Iterator[Hit]:
    for at, text in enumerate(texts):
        for other in texts[at + 1 :]:
            if spaced(text) == spaced(other):
                yield Hit("S-02", BLOCK, f"two equal options: {text}", ("options", at))
            elif normal(text) == normal(other) or _too_alike(text, other):
                # Signs can be the whole difference, as the brackets in a query are, and a near miss can be meant.
                yield Hit("S-02", WARN, f"nearly equal options: {text} / {other}", ("options", at))


def _too_alike(one: str, other: str) -> bool:
    if count(one) < 4 or count(other) < 4:
        return False
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    words = normal(one).split(), normal(other).split()
    if len(words[0]) == len(words[1]) and sum(lemma(a) != lemma(b) for a, b in zip(*words, strict=True)) == 1:
        # One other word in its place is a contrast that is meant.
        return False
    matcher = SequenceMatcher(None, normal(one), normal(other))
    return matcher.real_quick_ratio() > 0.92 and matcher.quick_ratio() > 0.92 and matcher.ratio() > 0.92


def _question(subject: Subject) -> Iterator[Hit]:
    stem = subject.item.stem
    if not stem.endswith("?"):
        yield Hit("S-03", BLOCK, "the stem does not end in a question mark", ("stem",))
    if "____" in stem:
        yield Hit("S-03", BLOCK, "a blank to fill in; ask a question", ("stem",))
    if not INTERROGATIVE.search(subject.question):
        yield Hit("S-03", WARN, "the last sentence has no which, what, who, when, where, why or how", ("stem",))


def _lengths(subject: Subject) -> Iterator[Hit]:
    words = count(subject.item.stem)
    if not 8 <= words <= 90:
        yield Hit("S-04", WARN, f"stem of {words} words; 8 to 90", ("stem",))
    elif words > 60:
        yield Hit("S-04", INFO, f"stem of {words} words; more than 60 take long to read", ("stem",))
    if count(subject.question) > 30:
        yield Hit("S-04", WARN, f"question of {count(subject.question)} words; at most 30", ("stem",))
    if len(subject.sentences) > 5:
        yield Hit("S-04", WARN, f"{len(subject.sentences) - 1} sentences before the question; at most 4", ("stem",))
    for place, text in enumerate(subject.texts):
        if count(text) > 20 or len(text) > 140:
            yield Hit("S-05", WARN, f"long option: {text}", ("options", place))


def _typography(subject: Subject) -> Iterator[Hit]:
    item, texts = subject.item, subject.texts
    for path, text in _all_texts(item):
        if "  " in text or any(ord(sign) < 32 for sign in text):
            yield Hit("S-07", BLOCK, "control characters or double spaces", path)
    if len({text.endswith(".") for text in texts}) > 1:
        yield Hit("S-07", BLOCK, "some options end in a full stop and some do not", ("options",))
    if len({text[0].isupper() for text in texts if text[0].isalpha()}) > 1:
        yield Hit("S-07", WARN, "some options begin with a capital and some do not", ("options",))
    everything = " ".join(text for _, text in _all_texts(item))
    if _CURLY.search(everything) and _STRAIGHT.search(everything):
        yield Hit("S-07", WARN, "curly and straight quotation marks in one item")


def _all_texts(item: ItemFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("stem",), item.stem
    for place, option in enumerate(item.options):
        yield ("options", place, "text"), option.text
        yield ("options", place, "rationale"), option.rationale


def _british(subject: Subject, data: RuleData) -> Iterator[Hit]:
    texts = list(_all_texts(subject.item))
    whole = "\n".join(text for _, text in texts)
    for term in data.british:
        if term.pattern.search(whole):
            path, found = next((path, found) for path, text in texts if (found := term.pattern.search(text)))
            yield Hit("S-08", WARN, f"“{found.group()}” is British; the exam is American: {term.instead}", path)


# ---- how files fit together: S-01
def check_files(sources: Sources) -> Iterator[Finding]:
    """S-01: keys, ids and what they point to, over all files."""
    known = {item.id for located in sources.topics for item in located.value.items}
    cards = sources.cards
    topics = {topic.id for domain in sources.blueprint.domains for topic in domain.topics}
    for located in sources.topics:
        topic = located.value.topic
        shared = Counter(item.exhibit for item in located.value.items if item.exhibit)
        exhibits = {exhibit.id for exhibit in located.value.exhibits}
        for place, item in enumerate(located.value.items):
            for hit in _item(item, topic, known, set(cards), exhibits, shared, sources.data):
                yield _placed(hit, item.id, located, place)
            if topic not in topics:
                yield _placed(Hit("S-01", BLOCK, f"topic {topic} is not in the blueprint"), item.id, located, place)
        for at, exhibit in enumerate(located.value.exhibits):
            line, file = located.line("exhibits", at), located.file.name
            if not exhibit.id.startswith(f"{topic}-x"):
                yield of_bank("S-01", BLOCK, f"exhibit {exhibit.id} does not belong to topic {topic}", file, line)
            if exhibit.id not in shared:
                yield of_bank("S-01", WARN, f"no item uses exhibit {exhibit.id}", file, line)
    yield from _twice(sources)
    yield from _cards(sources)


def _placed(hit: Hit, item: str, located: Located[TopicFile], place: int) -> Finding:
    line = located.line("items", place, *hit.path)
    return Finding(hit.rule, hit.severity, item, located.file.name, line, hit.message)


def _item(
    item: ItemFile,
    topic: str,
    known: set[str],
    cards: set[str],
    exhibits: set[str],
    shared: Counter[str],
    data: RuleData,
) -> Iterator[Hit]:
    keys = sum(option.key for option in item.options)
    if keys != 1:
        yield Hit("S-01", BLOCK, f"{keys} options are keys; exactly one has to be", ("options",))
    if not item.id.startswith(f"{topic}-"):
        yield Hit("S-01", BLOCK, f"the id does not belong to topic {topic}", ("id",))
    if not item.subtopic.startswith(f"{topic}.") or item.subtopic not in data.outline.subtopics:
        yield Hit("S-01", BLOCK, f"{item.subtopic} is no subtopic of {topic} in outline.yaml", ("subtopic",))
    for enemy in item.enemies:
        if enemy not in known or enemy == item.id:
            yield Hit("S-01", BLOCK, f"enemy {enemy} is not another item", ("enemies",))
    for fact in item.facts:
        if fact not in cards:
            yield Hit("S-01", BLOCK, f"fact card {fact} does not exist", ("facts",))
    if item.exhibit and item.exhibit not in exhibits:
        yield Hit("S-01", BLOCK, f"exhibit {item.exhibit} is not in this file", ("exhibit",))
    if item.exhibit and shared[item.exhibit] > 1 and item.case != item.exhibit:
        yield Hit("S-01", BLOCK, "items that share an exhibit carry its id as their case", ("exhibit",))
    if item.status in DRAWN and not item.ratings:
        yield Hit("S-01", BLOCK, "no difficulty rating; without one an item is a draft", ("status",))


def _twice(sources: Sources) -> Iterator[Finding]:
    first: dict[str, str] = {}
    named = [
        (item.id, located.file.name, located.line("items", place))
        for located in sources.topics
        for place, item in enumerate(located.value.items)
    ]
    named += [
        (card.id, located.file.name, located.line("facts", place))
        for located in sources.facts
        for place, card in enumerate(located.value.facts)
    ]
    for name, file, line in named:
        if name in first:
            yield Finding("S-01", BLOCK, name, file, line, f"the id stands twice; first in {first[name]}")
        first.setdefault(name, f"{file}, line {line}")


def _cards(sources: Sources) -> Iterator[Finding]:
    used = {fact for located in sources.topics for item in located.value.items for fact in item.facts}
    for located in sources.facts:
        for place, card in enumerate(located.value.facts):
            line, file = located.line("facts", place), located.file.name
            subtopic = card.id.rsplit("-", maxsplit=1)[0]
            if not card.id.startswith(f"{located.value.topic}.") or subtopic not in sources.data.outline.subtopics:
                message = f"{subtopic} is no subtopic of {located.value.topic} in outline.yaml"
                yield Finding("S-01", BLOCK, card.id, file, line, message)
            if (card.verified_on is None) != (card.verified_text is None):
                yield Finding("S-01", BLOCK, card.id, file, line, "verified_on and verified_text go together")
            if card.id not in used:
                yield Finding("S-01", INFO, card.id, file, line, "no item rests on this card")
