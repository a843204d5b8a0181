"""G rules: the glossary. It has to fit the outline, the fact cards and itself, and must not answer an item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cehrs_desktop.bank.glossary import GlossaryFile, TermFile
from cehrs_desktop.bank.lint.data import RuleData
from cehrs_desktop.bank.lint.data import Term as UnfitTerm
from cehrs_desktop.bank.lint.findings import BLOCK, INFO, WARN, Finding, Hit, Severity, of_bank
from cehrs_desktop.bank.lint.safety import wrong_clocks
from cehrs_desktop.bank.lint.spelling import dictionary, plain_words
from cehrs_desktop.bank.lint.subject import Sources
from cehrs_desktop.bank.lint.words import content, count, normal, sentences
from cehrs_desktop.bank.source import Located

WORDS = (5, 60)
"""The fewest and the most words of a definition."""
SENTENCES = 2
_RUN = 6
"""So many words of a key in a row are the key's own words; shorter keys count when they stand there whole."""
_WHOLE_KEY = 4

_Place = tuple[Located[GlossaryFile], int, TermFile]


def check_glossary(files: Sequence[Located[GlossaryFile]], sources: Sources) -> Iterator[Finding]:
    """G-01 to G-08 over all terms."""
    places = [(located, at, term) for located in files for at, term in enumerate(located.value.terms)]
    yield from _names(places)
    ids = {term.id for _, _, term in places}
    topics = {topic.id for domain in sources.blueprint.domains for topic in domain.topics}
    cards = sources.cards
    keys = _keys(sources)
    for place in places:
        located, _, term = place
        for hit in (
            *_references(located.value.domain, term, ids, topics, frozenset(cards)),
            *_definition(term, sources.data),
            *_dates(term, {card: cards[card].volatility for card in term.facts if card in cards}, sources.data),
            *_gives_away(term, keys),
        ):
            yield _finding(place, hit)
    yield from _spelling(places, sources.data)


def _finding(place: _Place, hit: Hit) -> Finding:
    located, at, term = place
    line = located.line("terms", at, *hit.path)
    return Finding(hit.rule, hit.severity, term.id, f"glossary/{located.file.name}", line, hit.message)


def _names(places: Sequence[_Place]) -> Iterator[Finding]:
    """G-01: ids, and whatever a term is called, stand for one term only; files are named for their domains."""
    ids: set[str] = set()
    named: dict[str, str] = {}
    for place in places:
        located, _, term = place
        if term.id in ids:
            yield _finding(place, Hit("G-01", BLOCK, "the id stands twice", ("id",)))
        ids.add(term.id)
        for name in (term.term, *term.abbreviations, *term.also):
            # Short forms in capitals are told apart from words.
            key = name if name.isupper() else " ".join(re.split(r"[\s-]+", name.casefold()))
            if key in named:
                yield _finding(place, Hit("G-01", BLOCK, f"“{name}” is already a name of {named[key]}", ("term",)))
            named.setdefault(key, term.id)
        if located.file.stem != located.value.domain:
            yield _finding(place, Hit("G-01", BLOCK, f"a term of domain {located.value.domain} in another's file"))


def _references(domain: str, term: TermFile, ids: set[str], topics: set[str], cards: frozenset[str]) -> Iterator[Hit]:
    """G-02: topics, cards and other terms exist, and something public stands behind the definition."""
    for field, known, given in (("topics", topics, term.topics), ("facts", cards, term.facts), ("see", ids, term.see)):
        for at, name in enumerate(given):
            if name not in known:
                yield Hit("G-02", BLOCK, f"{field}: there is no {name}", (field, at))
        if len(set(given)) < len(given):
            yield Hit("G-02", BLOCK, f"{field}: something stands twice", (field,))
    if term.id in term.see:
        yield Hit("G-02", BLOCK, "see: points to itself", ("see",))
    if not any(topic.split(".")[0] == domain for topic in term.topics):
        yield Hit("G-02", BLOCK, f"no topic of domain {domain}", ("topics",))
    if not term.facts and not term.sources:
        yield Hit("G-02", BLOCK, "neither a fact card nor a source", ("id",))


def _definition(term: TermFile, data: RuleData) -> Iterator[Hit]:
    """G-03 length and form, G-04 no term by itself, G-05 nothing wrong, obsolete or British."""
    text, path = term.definition, ("definition",)
    fewest, most = WORDS
    if not fewest <= count(text) <= most:
        yield Hit("G-03", BLOCK, f"{count(text)} words; a definition has {fewest} to {most}", path)
    if len(sentences(text)) > SENTENCES:
        yield Hit("G-03", WARN, f"{len(sentences(text))} sentences; {SENTENCES} are enough", path)
    if not text.endswith(".") or "  " in text:
        yield Hit("G-03", BLOCK, "no full stop at the end, or double spaces", path)
    for name in (term.term, *term.abbreviations, *term.also):
        if re.search(rf"\b{re.escape(name)}s?\b", text, 0 if name.isupper() else re.IGNORECASE):
            yield Hit("G-04", BLOCK, f"“{name}” is explained by itself", path)
    for message in wrong_clocks(text, data):
        yield Hit("G-05", BLOCK, message, path)
    unfit: tuple[tuple[tuple[UnfitTerm, ...], Severity], ...] = ((data.obsolete, BLOCK), (data.british, WARN))
    for words, severity in unfit:
        for word in words:
            if (found := word.pattern.search(text)) and not (word.unless and word.unless.search(text)):
                yield Hit("G-05", severity, f"“{found.group()}”: write {word.instead}", path)
    if brand := data.brands.search(text):
        yield Hit("G-05", BLOCK, f"names a product: {brand.group()}", path)


def _dates(term: TermFile, volatilities: Mapping[str, str], data: RuleData) -> Iterator[Hit]:
    """G-06: a definition that can go out of date says when it was looked at."""
    if term.checked_on is None:
        for card, volatility in volatilities.items():
            if volatility != "stable":
                yield Hit("G-06", BLOCK, f"rests on {card}, which is {volatility}; give checked_on", ("facts",))
        for volatile in data.volatile:
            found = volatile.pattern.search(term.definition)
            if found and (not volatile.only or volatile.only.search(term.definition)):
                yield Hit("G-06", WARN, f"“{found.group()}”: {volatile.reason}; give checked_on", ("definition",))


@dataclass(frozen=True, slots=True)
class _Keys:
    """What the keys of items say: runs of words and short keys whole, and the words of meaning of each."""

    runs: Mapping[str, str]
    meanings: tuple[tuple[str, frozenset[str]], ...]


def _keys(sources: Sources) -> _Keys:
    runs: dict[str, str] = {}
    meanings: list[tuple[str, frozenset[str]]] = []
    items = [item for located in sources.topics for item in located.value.items if item.status != "retired"]
    for item in items:
        for key in (option.text for option in item.options if option.key):
            words = normal(key).split()
            size = min(_RUN, len(words))
            if size >= _WHOLE_KEY:
                for start in range(len(words) - size + 1):
                    runs.setdefault(" ".join(words[start : start + size]), item.id)
            meanings.append((item.id, frozenset(content(key))))
    return _Keys(runs, tuple(meanings))


def _gives_away(term: TermFile, keys: _Keys) -> Iterator[Hit]:
    """G-07: the definition does not say a key in the key's own words."""
    said = normal(term.definition).split()
    for size in range(_WHOLE_KEY, _RUN + 1):
        for start in range(len(said) - size + 1):
            words = " ".join(said[start : start + size])
            if (item := keys.runs.get(words)) is not None:
                yield Hit("G-07", WARN, f"has the words of the key of {item}: “{words}”", ("definition",))
                return
    meant = frozenset(content(term.definition))
    named = frozenset(content(" ".join((term.term, *term.also))))
    for item, key in keys.meanings:
        if len(key - named) >= _WHOLE_KEY and key - named <= meant:
            yield Hit("G-07", WARN, f"has all that the key of {item} says", ("definition",))
            return


def _spelling(places: Sequence[_Place], data: RuleData) -> Iterator[Finding]:
    """G-08: words that no dictionary has, as S-08 of items."""
    checker = dictionary()
    if checker is None:
        if places:
            yield of_bank("G-08", INFO, "spelling of the glossary was not checked: pyspellchecker is not installed")
        return
    found: dict[str, list[_Place]] = {}
    for place in places:
        term = place[2]
        own = {word for name in (term.term, *term.also) for word in plain_words(name)}
        for word in plain_words(term.definition) - own:
            found.setdefault(word, []).append(place)
    for word in sorted(checker.unknown([word for word in found if word not in data.words])):
        for place in found[word]:
            message = f"unknown word “{word}”; correct it or add it to words.txt"
            yield _finding(place, Hit("G-08", WARN, message, ("definition",)))
