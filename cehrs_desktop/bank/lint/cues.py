"""T rules: what gives the key away to a candidate who does not know the answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from cehrs_desktop.bank.lint.data import RuleData
from cehrs_desktop.bank.lint.findings import BLOCK, INFO, WARN, Hit
from cehrs_desktop.bank.lint.subject import Subject
from cehrs_desktop.bank.lint.words import ABSOLUTE, FREQUENCY, VAGUE, VERIFY, count, lemma, normal, quantity

_DETAILS = {
    "a comma": re.compile(r",(?!\d{3})"),
    "a parenthesis": re.compile(r"\("),
    "because, unless or the like": re.compile(r"\b(because|unless|although|so that|and then)\b", re.IGNORECASE),
    "a number": re.compile(r"\d"),
}
_KINDS = {
    "is all in capitals": re.compile(r"^[A-Z0-9/-]{2,}$"),
    "quotes words": re.compile('["“”]'),
    "has a percent sign": re.compile(r"%|\bpercent\b"),
    "has a dollar sign": re.compile(r"\$"),
    "has a number": re.compile(r"\d"),
}
# Nouns with and without an article mix freely; these forms do not.
_FORMS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("to and a verb", r"^to [a-z]"),
        ("a preposition", r"^(?:by|with|for|in|on|at|from|after|before|during|through|within|under)\b"),
        ("because, when or the like", r"^(?:because|when|if|unless|although|since|that)\b"),
        (
            "a verb in -ing",
            r"^(?!(?:billing|nursing|coding|imaging|training|meeting|filing|building|being)\b)[a-z-]{3,}ing\b",
        ),
    )
)
_OTHER = "another word"
_ABOVE = re.compile(
    r"\b(all|none|both|neither|any) of (the )?(above|following options)\b|\b(all|none|both|neither|any) the above\b"
    r"|^(all|none|both|neither|any) of (these|those)\.?$",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"^(?:[Bb]oth |[Oo]nly )?[A-D],? (?:and|or) [A-D](?: only)?\.?$")
_ROMAN = r"(?:I{1,3}|IV|V)"
_COMBINED = re.compile(rf"^{_ROMAN}(?:, {_ROMAN})*,? and {_ROMAN}(?: only)?\.?$|^{_ROMAN}(?: only)$")
_ROMAN_LIST = re.compile(r"(?:^|\s)\(?I[.)]\s.*\sII[.)]\s", re.DOTALL)
_RANGE = re.compile(r"^(\d[\d,.]*)\s*(?:-|–|to)\s*(\d[\d,.]*)\s*([a-z%]*)(?![-/\d])", re.IGNORECASE)
_NEGATORS = re.compile(r"\b(?:do not|does not|not|no|never|cannot|without|non)\b", re.IGNORECASE)
_ADDED = re.compile(r"^(?:,? and|, then|, plus| plus|, and then) ", re.IGNORECASE)


def check_cues(subject: Subject, data: RuleData) -> Iterator[Hit]:
    """T-01 to T-16 for one item."""
    yield from _length(subject)
    yield from _detail(subject)
    yield from _grammar(subject)
    yield from _words(subject)
    yield from _combinations(subject)
    yield from _clang(subject, data)
    yield from _convergence(subject)
    yield from _opposites(subject, data)
    yield from _overlap(subject)
    yield from _odd_one_out(subject)
    absurd = [text for text in subject.rest if data.absurd.search(text)]
    if absurd:
        yield Hit("T-15", WARN if len(absurd) > 1 else INFO, f"nobody would choose this: {absurd[0]}", ("options",))
    if VERIFY.search(subject.key_text) and not any(VERIFY.search(text) for text in subject.rest):
        yield Hit("T-16", INFO, "the key alone verifies, notifies or follows policy", ("options", subject.key))


def _length(subject: Subject) -> Iterator[Hit]:
    key, rest = len(subject.key_text), sorted(len(text) for text in subject.rest)
    if max(count(text) for text in subject.texts) > 3 and key > rest[-1]:
        if key >= 1.25 * rest[-1] or key >= 1.5 * sum(rest) / 3:
            message = f"the key has {key} signs, the longest distractor {rest[-1]}"
            yield Hit("T-01", WARN, message, ("options", subject.key))
    if key <= 0.6 * rest[0]:
        message = f"the key has {key} signs, the shortest distractor {rest[0]}"
        yield Hit("T-02", INFO, message, ("options", subject.key))


def _detail(subject: Subject) -> Iterator[Hit]:
    for name, pattern in _DETAILS.items():
        if pattern.search(subject.key_text) and not any(pattern.search(text) for text in subject.rest):
            yield Hit("T-03", WARN, f"only the key has {name}", ("options", subject.key))


def _grammar(subject: Subject) -> Iterator[Hit]:
    if re.search(r"\b(?:an?|a/an|a\(n\))\s*\??$", subject.question):
        yield Hit("T-04", BLOCK, "the question ends in an article, which fits some options only", ("stem",))
    if asked := re.search(r"\b(?:which|what) (two|three)\b", subject.question, re.IGNORECASE):
        joined = [bool(re.search(r",|;|\band\b", text)) for text in subject.texts]
        if len(set(joined)) > 1:
            yield Hit("T-04", WARN, f"asks for {asked.group(1)} things, and some options name one", ("options",))
    forms = [_form(text) for text in subject.texts]
    common, times = Counter(forms).most_common(1)[0]
    if times == 3 and common != _OTHER:
        odd = next(place for place, form in enumerate(forms) if form != common)
        severity = WARN if odd == subject.key else INFO
        message = f"three options begin with {common}, this one with {forms[odd]}: {subject.texts[odd]}"
        yield Hit("T-04", severity, message, ("options", odd))


def _form(text: str) -> str:
    return next((name for name, pattern in _FORMS if pattern.search(text)), _OTHER)


def _words(subject: Subject) -> Iterator[Hit]:
    key = ABSOLUTE.search(subject.key_text)
    rest = [found.group() for text in subject.rest if (found := ABSOLUTE.search(text))]
    if key and not rest:
        yield Hit("T-05", WARN, f"“{key.group()}” stands in the key alone", ("options", subject.key))
    elif rest and not key:
        yield Hit("T-05", WARN, f"“{', '.join(rest)}” in distractors and no such word in the key", ("options",))
    for place, text in enumerate(subject.texts):
        vague = VAGUE.search(text) or re.match(r"May [a-z]", text)
        if vague:
            yield Hit("T-06", WARN, f"vague “{vague.group()}” in an option", ("options", place))
    if vague := FREQUENCY.search(subject.item.stem):
        yield Hit("T-06", INFO, f"vague “{vague.group()}” in the stem", ("stem",))


def _combinations(subject: Subject) -> Iterator[Hit]:
    # Letters may be names of things in the stem or the exhibit: appointments, rooms, patients.
    named = subject.exhibit is not None or re.search(r"\b[B-D]\b", subject.item.stem)
    for place, text in enumerate(subject.texts):
        if _ABOVE.search(text) or (_LETTERS.search(text) and not named):
            yield Hit("T-07", BLOCK, f"refers to other options, which are shuffled: {text}", ("options", place))
    if _ROMAN_LIST.search(subject.item.stem) or sum(bool(_COMBINED.search(text)) for text in subject.texts) > 1:
        yield Hit("T-08", BLOCK, "options that combine numbered statements", ("options",))


def _clang(subject: Subject, data: RuleData) -> Iterator[Hit]:
    # Words that share their first eight letters sound alike too: authorized, authorization.
    telling = {word for word in subject.stem_words if len(word) >= 5 and word not in data.domain_stop}
    stem = {word[:8] for word in telling}
    options = [{word[:8] for word in words} for words in subject.option_words]
    for place, own in enumerate(options):
        others = set[str]().union(*(words for at, words in enumerate(options) if at != place))
        alone = sorted(stem & own - others)
        if place == subject.key and alone:
            severity = BLOCK if len(alone) >= 3 else WARN
            yield Hit(
                "T-09", severity, f"of all options only the key repeats the stem: {_listed(alone)}", ("options", place)
            )
        elif place != subject.key and len(alone) >= 3:
            yield Hit("T-10", INFO, f"only this distractor repeats the stem: {_listed(alone)}", ("options", place))


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"{word}-" for word in words)


def shared_words(subject: Subject) -> list[int]:
    """For each option, how often its words stand in the four options together."""
    times = Counter(word for words in subject.option_words for word in set(words))
    return [sum(times[word] for word in set(words)) for words in subject.option_words]


def _convergence(subject: Subject) -> Iterator[Hit]:
    sums = shared_words(subject)
    next_best = max(total for place, total in enumerate(sums) if place != subject.key)
    if sums[subject.key] >= next_best + 2:
        message = f"the key shares most words with the other options ({sums[subject.key]}, the next {next_best})"
        yield Hit("T-11", WARN, message, ("options", subject.key))


def _opposites(subject: Subject, data: RuleData) -> Iterator[Hit]:
    texts = subject.texts
    pairs = [
        (one, other)
        for one in range(4)
        for other in range(one + 1, 4)
        if _are_opposites(texts[one], texts[other], data.antonyms)
    ]
    if len(pairs) == 1 and subject.key in pairs[0]:
        one, other = pairs[0]
        message = f"one pair of opposites, and the key is in it: {texts[one]} / {texts[other]}"
        yield Hit("T-12", WARN, message, ("options", subject.key))


def _are_opposites(one: str, other: str, antonyms: frozenset[frozenset[str]]) -> bool:
    left, right = normal(one), normal(other)
    if left == right:
        return False
    bare = [" ".join(_NEGATORS.sub(" ", text).split()) for text in (left, right)]
    if bare[0] == bare[1] and bare[0]:
        return True
    words = left.split(), right.split()
    if len(words[0]) != len(words[1]):
        return False
    differing = [(a, b) for a, b in zip(*words, strict=True) if a != b]
    return len(differing) == 1 and frozenset(lemma(word) for word in differing[0]) in antonyms


def _overlap(subject: Subject) -> Iterator[Hit]:
    spans = [_span(text) for text in subject.texts]
    for one in range(4):
        for other in range(one + 1, 4):
            left, right = spans[one], spans[other]
            if left and right and left[2] == right[2] and (left[0] < left[1] or right[0] < right[1]):
                if (left[0] < right[1] and right[0] < left[1]) or left[0] == right[0] or left[1] == right[1]:
                    message = f"overlapping ranges: {subject.texts[one]} / {subject.texts[other]}"
                    yield Hit("T-13", BLOCK, message, ("options", one))
    for place, text in enumerate(subject.texts):
        for other in subject.texts:
            if len(other) > len(text) and other.lower().startswith(text.lower().rstrip(".")):
                if _ADDED.match(other[len(text.rstrip(".")) :]):
                    yield Hit("T-13", WARN, f"one option is part of another: {text} / {other}", ("options", place))


def _span(text: str) -> tuple[float, float, str] | None:
    if match := _RANGE.match(text):
        low, high = (float(match.group(n).replace(",", "").rstrip(".") or 0) for n in (1, 2))
        return low, high, match.group(3).lower().rstrip("s")
    if quantity(text) and (plain := re.match(r"^(\d[\d,]*(?:\.\d+)?)\s*([a-z%]*)", text, re.IGNORECASE)):
        number = float(plain.group(1).replace(",", ""))
        return number, number, plain.group(2).lower().rstrip("s")
    return None


def _odd_one_out(subject: Subject) -> Iterator[Hit]:
    for name, pattern in _KINDS.items():
        has = [bool(pattern.search(text)) for text in subject.texts]
        alone = has.count(has[subject.key]) == 1
        # That the key alone has a number is T-03.
        if alone and not (name == "has a number" and has[subject.key]):
            words = f"the key alone {name}" if has[subject.key] else f"every option but the key {name}"
            yield Hit("T-14", WARN, words, ("options", subject.key))
    units = [found[1] if (found := quantity(text)) else None for text in subject.texts]
    if None not in units and units.count(units[subject.key]) == 1 and len(set(units)) == 2:
        yield Hit("T-14", WARN, "the key alone is in another unit", ("options", subject.key))


def overlap_with_stem(subject: Subject) -> list[int]:
    """For each option, how many of its words the stem has too."""
    stem = set(subject.stem_words)
    return [len(set(words) & stem) for words in subject.option_words]
