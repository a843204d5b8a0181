"""K rules: figures of the whole bank, and the gates of a release that rest on them. D-07, L-05 and T-16 in part.

Guessers (K-09) have a module of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean

from cehrs_desktop.bank.lint.data import RuleData
from cehrs_desktop.bank.lint.difficulty import main_clause, negative_word
from cehrs_desktop.bank.lint.findings import BLOCK, INFO, WARN, Finding, Gate, of_bank
from cehrs_desktop.bank.lint.subject import Sources, Subject, by_domain
from cehrs_desktop.bank.lint.words import ABSOLUTE, normal, quantity

LONGEST = (0.20, 0.30)
POSITIONS = (0.23, 0.27)
ODDS = 2.0
CHI_SQUARE = 11.34  # three degrees of freedom, p = 0.01
EASY, HARD = 0.80, 0.55  # mean rating from which an item is easy, and under which it is hard
_ROUTES = re.compile(r"\b(?:privacy offic(?:er|ial)|polic(?:y|ies)|supervisor)\b", re.IGNORECASE)
_RANKED = re.compile(r"\b(?:first|best|most)\b", re.IGNORECASE)
_CPT = re.compile(r"\bCPT(?: codes?)?\s+(\d{4}[0-9FTU])\b")
_HE = re.compile(r"\b(?:he|him|his)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers)\b", re.IGNORECASE)


def check_counts(subjects: Sequence[Subject], sources: Sources, release: bool) -> Iterator[Finding]:
    """K-04: two items for each subtopic, each topic within a tenth of its target, each domain exactly at it."""
    severity = BLOCK if release else WARN
    outline = sources.data.outline
    subtopics = Counter(subject.item.subtopic for subject in subjects)
    for subtopic, name in outline.subtopics.items():
        if subtopics[subtopic] < 2:
            words = f"subtopic {subtopic} ({name}) has {subtopics[subtopic]} items; at least 2"
            yield of_bank("K-04", severity, words)
    topics = Counter(subject.topic for subject in subjects)
    for topic, target in outline.targets.items():
        if abs(topics[topic] - target) > max(target / 10, 1):
            yield of_bank("K-04", severity, f"topic {topic} has {topics[topic]} items; its target is {target}")
    for domain in sources.blueprint.domains:
        target = sum(outline.targets[topic.id] for topic in domain.topics if topic.id in outline.targets)
        have = sum(topics[topic.id] for topic in domain.topics)
        if have != target:
            yield of_bank("K-04", severity, f"domain {domain.id} has {have} items; its target is {target}")


def check_figures(subjects: Sequence[Subject], data: RuleData) -> tuple[list[Finding], dict[str, Gate]]:
    """K-01 to K-03, K-05 to K-08, K-10, K-11, D-07, D-14, L-05, T-15 and T-16 over the bank, and three gates."""
    findings: list[Finding] = []
    gates: dict[str, Gate] = {}
    if not subjects:
        return findings, gates
    positions = [round(value, 3) for value in _positions(subjects)]
    low, high = POSITIONS
    gates["key_positions"] = Gate(positions, list(POSITIONS), all(low <= value <= high for value in positions))
    longest = round(sum(map(_key_longest, subjects)) / len(subjects), 3)
    gates["key_longest"] = Gate(longest, list(LONGEST), LONGEST[0] <= longest <= LONGEST[1])
    odds = round(absolute_odds(subjects), 2)
    gates["absolute_odds_ratio"] = Gate(odds, ODDS, odds < ODDS)
    findings += _keys(subjects)
    for domain, own in by_domain(subjects).items():
        findings += _domain(domain, own, data)
    findings += _reuse(subjects)
    if odds > ODDS:
        words = f"absolute words stand in distractors {odds} times as readily as in keys; at most {ODDS:.0f}"
        findings.append(of_bank("K-08", WARN, words))
    findings += _numeric(subjects)
    findings += _ratings(subjects)
    findings += _content(subjects, data)
    return findings, gates


def _positions(subjects: Sequence[Subject]) -> list[float]:
    return [sum(subject.key == place for subject in subjects) / len(subjects) for place in range(4)]


def _key_longest(subject: Subject) -> bool:
    return len(subject.key_text) > max(len(text) for text in subject.rest)


def _key_shortest(subject: Subject) -> bool:
    return len(subject.key_text) < min(len(text) for text in subject.rest)


def absolute_odds(subjects: Sequence[Subject]) -> float:
    """Odds of an absolute word in a distractor over those in a key; with half a case added to each (Haldane)."""
    keys = sum(bool(ABSOLUTE.search(subject.key_text)) for subject in subjects)
    rest = sum(bool(ABSOLUTE.search(text)) for subject in subjects for text in subject.rest)
    return ((rest + 0.5) / (3 * len(subjects) - rest + 0.5)) / ((keys + 0.5) / (len(subjects) - keys + 0.5))


def _keys(subjects: Sequence[Subject]) -> Iterator[Finding]:
    groups = {"the bank": list(subjects)} | {f"domain {name}": own for name, own in by_domain(subjects).items()}
    for name, own in groups.items():
        shares = _positions(own)
        told = ", ".join(f"{share:.1%}" for share in shares)
        squares = sum((share * len(own) - len(own) / 4) ** 2 / (len(own) / 4) for share in shares)
        if squares > CHI_SQUARE or (name == "the bank" and not all(0.20 <= share <= 0.30 for share in shares)):
            severity = BLOCK if name == "the bank" else WARN
            words = f"{name}: keys at the four places {told}; chi-square {squares:.1f}, at most {CHI_SQUARE}"
            yield of_bank("K-01", severity, words)
        else:
            yield of_bank("K-01", INFO, f"{name}: keys at the four places {told}")
    longest = sum(map(_key_longest, subjects)) / len(subjects)
    shortest = sum(map(_key_shortest, subjects)) / len(subjects)
    if longest > 0.33:
        yield of_bank(
            "K-02", BLOCK if longest > 0.40 else WARN, f"the key is strictly longest in {longest:.1%} of items"
        )
    if shortest > 0.33:
        yield of_bank("K-02", WARN, f"the key is strictly shortest in {shortest:.1%} of items")


def _domain(domain: str, own: Sequence[Subject], data: RuleData) -> Iterator[Finding]:
    ratio = fmean(len(s.key_text) / fmean(len(text) for text in s.rest) for s in own)
    if not 0.92 <= ratio <= 1.12:
        words = f"domain {domain}: keys are {ratio:.2f} times as long as distractors; 0.92 to 1.12"
        yield of_bank("K-03", WARN, words)
    levels = Counter(subject.item.level for subject in own)
    for level, wanted in data.outline.levels.get(domain, {}).items():
        share = 100 * levels[level] / len(own)
        if abs(share - wanted) > 5:
            yield of_bank("K-05", WARN, f"domain {domain}: {share:.0f} % {level}; {wanted} % within 5 points")
    for name, limit, texts in (
        ("negative questions", 0.03, [negative_word(s.question) is not None for s in own]),
        ("questions for the first, best or most", 0.25, [bool(_RANKED.search(main_clause(s.question))) for s in own]),
        ("questions with “Which of the following”", 0.60, ["hich of the following" in s.question for s in own]),
    ):
        share = sum(texts) / len(own)
        if share > limit:
            yield of_bank("K-06", WARN, f"domain {domain}: {share:.1%} {name}; at most {limit:.0%}")
    if domain == "4":
        share = sum(bool(_ROUTES.search(subject.key_text)) for subject in own) / len(own)
        if share > 0.35:
            words = f"domain 4: {share:.1%} of keys name the privacy official, a policy or a supervisor; at most 35%"
            yield of_bank("T-16", WARN, words)


def _reuse(subjects: Sequence[Subject]) -> Iterator[Finding]:
    times = Counter(normal(text) for subject in subjects for text in set(subject.rest))
    for text, count in times.items():
        if count > 15:
            yield of_bank("K-07", WARN, f"the distractor “{text}” stands in {count} items; at most 15")


def _numeric(subjects: Sequence[Subject]) -> Iterator[Finding]:
    numeric = [subject for subject in subjects if all(quantity(text) for text in subject.texts)]
    if len(numeric) < 20:
        return
    shares = _positions(numeric)
    if not all(0.15 <= share <= 0.35 for share in shares):
        told = ", ".join(f"{share:.1%}" for share in shares)
        yield of_bank("K-10", WARN, f"keys among {len(numeric)} ordered sets of numbers: {told}; 15% to 35% each")
    if shares[1] + shares[2] > 0.60:
        share = shares[1] + shares[2]
        yield of_bank("D-07", WARN, f"the key is a middle number in {share:.1%} of {len(numeric)} items; at most 60%")


def _ratings(subjects: Sequence[Subject]) -> Iterator[Finding]:
    means = [fmean(r.probability for r in subject.item.ratings) for subject in subjects if subject.item.ratings]
    if means:
        easy = sum(mean >= EASY for mean in means) / len(means)
        hard = sum(mean < HARD for mean in means) / len(means)
        medium = 1 - easy - hard
        words = f"{len(means)} rated items: {easy:.0%} easy, {medium:.0%} medium, {hard:.0%} hard"
        yield of_bank("K-11", INFO, f"{words}; 25, 55 and 20 wanted")


def _content(subjects: Sequence[Subject], data: RuleData) -> Iterator[Finding]:
    codes = {
        code
        for subject in subjects
        for code in _CPT.findall(" ".join((subject.item.stem, *subject.texts, subject.rationales)))
    }
    if len(codes) > 3:
        yield of_bank("L-05", BLOCK, f"{len(codes)} CPT codes in the bank, which are licensed; at most 3")
    absurd = sum(bool(data.absurd.search(text)) for subject in subjects for text in subject.rest)
    if absurd > 0.03 * 3 * len(subjects):
        yield of_bank("T-15", WARN, f"{absurd} distractors that nobody would choose; at most 3%")
    he, she = (sum(len(word.findall(subject.item.stem)) for subject in subjects) for word in (_HE, _SHE))
    if he + she:
        yield of_bank("D-14", INFO, f"pronouns in stems: he {he}, she {she}")
