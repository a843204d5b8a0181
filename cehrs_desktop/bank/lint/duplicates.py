"""X rules: items that are nearly the same, and items that answer one another. X-06, copies from outside, is manual."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from cehrs_desktop.bank.lint.data import RuleData
from cehrs_desktop.bank.lint.findings import BLOCK, WARN, Finding, Hit
from cehrs_desktop.bank.lint.subject import Subject
from cehrs_desktop.bank.lint.words import content, normal

GRAM = 5
LIKE = 0.80
SAME = 0.92


def check_equal_stems(subjects: Sequence[Subject]) -> Iterator[Finding]:
    """X-01: two items with one stem."""
    first: dict[str, Subject] = {}
    for subject in subjects:
        before = first.setdefault(normal(subject.item.stem), subject)
        if before is not subject:
            yield subject.finding(Hit("X-01", BLOCK, f"the stem of {before.item.id}", ("stem",)))


def check_duplicates(subjects: Sequence[Subject], data: RuleData) -> Iterator[Finding]:
    """X-02 to X-05 over the whole bank."""
    for likeness, one, other in near_pairs([f"{s.item.stem} {s.key_text}" for s in subjects]):
        subject, before = subjects[other], subjects[one]
        hit = Hit("X-02", BLOCK if likeness >= SAME else WARN, f"{likeness:.2f} like {before.item.id}", ("stem",))
        yield subject.finding(hit, (before.item.id,))
    yield from _templates(subjects, data)
    yield from _same_options(subjects)
    yield from _leaks(subjects)


def near_pairs(texts: Sequence[str]) -> Iterator[tuple[float, int, int]]:
    """All pairs of texts whose cosine over weighted 5-grams is at least `LIKE`, with it, and places in order.

    Exact and fast by prefix filtering (Bayardo, Ma and Srikant 2007): grams are taken from the rarest to the
    commonest, and only so many of each text are indexed that the rest alone could not reach `LIKE` any more.
    """
    counts = [Counter(_grams(text)) for text in texts]
    spread = Counter(gram for grams in counts for gram in grams)
    vectors = [_weighted(grams, spread, len(texts)) for grams in counts]
    index: defaultdict[str, list[int]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        candidates: set[int] = set()
        rest = 1.0
        for gram in sorted(vector, key=lambda gram: (spread[gram], gram)):
            if rest < LIKE * LIKE:
                break
            if spread[gram] > 1:
                candidates.update(index[gram])
                index[gram].append(place)
            rest -= vector[gram] * vector[gram]
        for before in sorted(candidates):
            other = vectors[before]
            likeness = sum(weight * other[gram] for gram, weight in vector.items() if gram in other)
            if likeness >= LIKE:
                yield likeness, before, place


def _grams(text: str) -> Iterator[str]:
    plain = normal(text)
    return (plain[at : at + GRAM] for at in range(max(len(plain) - GRAM + 1, 1)))


def _weighted(grams: Counter[str], spread: Counter[str], texts: int) -> dict[str, float]:
    # Smoothed, so that two equal texts are alike also where there are no others.
    weights = {gram: times * (1 + math.log((1 + texts) / (1 + spread[gram]))) for gram, times in grams.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {gram: weight / length for gram, weight in weights.items()}


def _templates(subjects: Sequence[Subject], data: RuleData) -> Iterator[Finding]:
    masked: defaultdict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        masked[_masked(subject.item.stem, data.settings)].append(subject)
    for same in masked.values():
        if len(same) > 3:
            names = tuple(subject.item.id for subject in same)
            message = f"{len(same)} items are one stem with other names or numbers: {', '.join(names)}"
            yield same[0].finding(Hit("X-03", WARN, message, ("stem",)), names[1:])


def _masked(stem: str, settings: frozenset[str]) -> str:
    words = re.findall(r"[A-Za-z][\w'-]*|\d[\d,.:]*", stem)
    kept: list[str] = []
    for place, word in enumerate(words):
        name = place and word[0].isupper() and not word.isupper()
        kept.append("#" if word[0].isdigit() or name or word.lower() in settings else word.lower())
    return re.sub(r"#(?: #)+", "#", " ".join(kept))


def _same_options(subjects: Sequence[Subject]) -> Iterator[Finding]:
    # Two sets of four are alike by three quarters or more (Jaccard) only when they are equal.
    sets: defaultdict[tuple[str, str, frozenset[str]], list[Subject]] = defaultdict(list)
    for subject in subjects:
        texts = frozenset(normal(text) for text in subject.texts)
        sets[subject.topic, normal(subject.key_text), texts].append(subject)
    for same in sets.values():
        if len(same) > 2:
            names = tuple(subject.item.id for subject in same)
            message = f"{len(same)} items of the topic have the same options and key: {', '.join(names)}"
            yield same[0].finding(Hit("X-04", WARN, message, ("options",)), names[1:])


def _leaks(subjects: Sequence[Subject]) -> Iterator[Finding]:
    groups: defaultdict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        groups[subject.item.subtopic].append(subject)
    for group in groups.values():
        for teller in group:
            told = _runs(teller.stem_words)
            for asked in group:
                if asked is not teller and not _apart(teller, asked):
                    # What both stems say is the situation, not the answer.
                    answer = _runs(content(asked.key_text)) - _runs(asked.stem_words)
                    if common := sorted(told & answer):
                        message = (
                            f"its stem has “{' '.join(common[0])}” of the key of {asked.item.id}; make them enemies"
                        )
                        yield teller.finding(Hit("X-05", WARN, message, ("stem",)), (asked.item.id,))


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


def _apart(one: Subject, other: Subject) -> bool:
    enemies = other.item.id in one.item.enemies or one.item.id in other.item.enemies
    return enemies or (one.item.case is not None and one.item.case == other.item.case)
