"""The field's terms, and where they stand in a text that a learner reads.

A text is searched word by word, not with one large pattern: preparing takes the terms apart once, and a text then
costs one look-up for each of its words. Nothing here reads files or draws; searching the glossary is the store's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from cehrs_desktop.exam.items import Reference
from cehrs_desktop.exam.plain import Json

_WORD = re.compile(r"\w+")
# What may stand between two words of a term: a space, a hyphen, a slash, an ampersand, an apostrophe, a comma.
_GAP = re.compile(r"['’,]?\s+(?:&\s+)?|[-‐‑/&'’]")
_JOINED_BEFORE = re.compile(r"\w[-‐‑.@]$")
_JOINED_AFTER = re.compile(r"[-‐‑.@]\w")
_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"))


@dataclass(frozen=True, slots=True)
class Term:
    """One term. `also` are other names, `abbreviations` short forms; `topics` and `facts` are ids of the outline and
    of fact cards, `see` ids of other terms. `checked_on` is the ISO date on which a definition that can go out of date
    was last compared with its sources; empty: it does not date. A term without `link` is an everyday word as well:
    it is found by searching and never marked in a text.
    """

    id: str
    term: str
    abbreviations: tuple[str, ...]
    also: tuple[str, ...]
    definition: str
    domain: str
    topics: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[Reference, ...]
    checked_on: str
    see: tuple[str, ...]
    link: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Everything the term is called, the term itself first."""
        return (self.term, *self.abbreviations, *self.also)


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms in alphabetical order. `version` names the content."""

    version: str
    terms: tuple[Term, ...]

    def term(self, term_id: str) -> Term | None:
        """A term by its id."""
        return next((term for term in self.terms if term.id == term_id), None)

    def searchable(self) -> tuple[tuple[str, str, str], ...]:
        """``(key, term, text)`` of every term, as the store's search takes them."""
        return tuple(
            (term.id, term.term, " · ".join((*term.abbreviations, *term.also, term.definition))) for term in self.terms
        )


@dataclass(frozen=True, slots=True)
class Span:
    """Where a term stands in a text: offsets as Python slices them."""

    start: int
    end: int
    term_id: str


_Pattern = tuple[tuple[str, ...], tuple[bool, ...], str]


@dataclass(frozen=True, slots=True)
class Links:
    """Terms made ready for finding: by the first word in lower case their words, which of them must stand exactly as
    written, and the term's id; those with the most words first."""

    by_first: Mapping[str, Sequence[_Pattern]]


def prepared(terms: Iterable[Term]) -> Links:
    """Make terms ready for `linked`. Where two terms share a name, the first one has it."""
    found: dict[str, dict[tuple[str, ...], _Pattern]] = {}
    for term in terms:
        if term.link:
            for name in term.names:
                for words in _forms(_WORD.findall(name)):
                    exact = tuple(map(_stands_as_written, words))
                    pattern = (tuple(w if e else w.lower() for w, e in zip(words, exact, strict=True)), exact, term.id)
                    found.setdefault(words[0].lower(), {}).setdefault(pattern[0], pattern)
    return Links({first: sorted(seen.values(), key=lambda p: -len(p[0])) for first, seen in found.items()})


def linked(text: str, links: Links) -> tuple[Span, ...]:
    """Where terms stand in `text`, in order and never overlapping: whole words, the longest name at each place.

    Plurals count. Short forms in capitals count as written, other names with any capitals. A word that is joined to
    another by a hyphen or a full stop is part of that one.
    """
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    spans: list[Span] = []
    at = 0
    while at < len(words):
        span, taken = _at(text, words, at, links)
        if span is not None:
            spans.append(span)
        at += taken
    return tuple(spans)


def _at(text: str, words: Sequence[tuple[str, int, int]], at: int, links: Links) -> tuple[Span | None, int]:
    first, start, _ = words[at]
    if _JOINED_BEFORE.search(text[max(0, start - 2) : start]):
        return None, 1
    for pattern, exact, term_id in links.by_first.get(first.lower(), ()):
        last = at + len(pattern)
        if last <= len(words) and _says(text, words[at:last], pattern, exact):
            end = words[last - 1][2]
            if not _JOINED_AFTER.match(text, end):
                return Span(start, end, term_id), len(pattern)
    return None, 1


def _says(text: str, words: Sequence[tuple[str, int, int]], pattern: tuple[str, ...], exact: tuple[bool, ...]) -> bool:
    end = words[0][1]
    for (word, start, after), wanted, as_written in zip(words, pattern, exact, strict=True):
        if (word if as_written else word.lower()) != wanted:
            return False
        if end != start and not _GAP.fullmatch(text, end, start):
            return False
        end = after
    return True


def _forms(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """A name's words as they are and in the plural: of the last word, and of the one before a small word."""
    yield tuple(words)
    heads = {len(words) - 1} | {at for at in range(len(words) - 1) if words[at + 1].lower() in _SMALL}
    for head in sorted(heads - {at for at, word in enumerate(words) if word.lower() in _SMALL}):
        for plural in _plurals(words[head]):
            yield (*words[:head], plural, *words[head + 1 :])


def _plurals(word: str) -> Iterator[str]:
    yield f"{word}s"
    if word.islower():
        if word.endswith(("s", "x", "z", "ch", "sh")):
            yield f"{word}es"
        elif word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
            yield f"{word[:-1]}ies"


def _stands_as_written(word: str) -> bool:
    """Whether a word has a capital or digit beyond its first letter, or is one capital: then case tells it apart."""
    return word != word.lower() and (len(word) == 1 or word[1:] != word[1:].lower())


# ---- plain values
def term_to_plain(term: Term) -> dict[str, Json]:
    """One term as a JSON value."""
    return {
        "id": term.id,
        "term": term.term,
        "abbreviations": list(term.abbreviations),
        "also": list(term.also),
        "definition": term.definition,
        "domain": term.domain,
        "topics": list(term.topics),
        "facts": list(term.facts),
        "sources": [{"authority": s.authority, "section": s.section, "url": s.url} for s in term.sources],
        "checked_on": term.checked_on,
        "see": list(term.see),
        "link": term.link,
    }


def glossary_from_plain(value: Json) -> Glossary:
    """A glossary from its JSON value. Raises `ValueError` for anything else."""
    match value:
        case {"version": str(version), "terms": list(terms)}:
            return Glossary(version, tuple(map(_term_from_plain, terms)))
        case _:
            raise ValueError("not a glossary")


def _term_from_plain(value: Json) -> Term:
    match value:
        case {
            "id": str(id_), "term": str(term), "definition": str(definition), "domain": str(domain),
            "checked_on": str(checked_on), "link": bool(link), "sources": list(sources),
        }:  # fmt: skip
            return Term(
                id=id_, term=term, abbreviations=_texts(value, "abbreviations"), also=_texts(value, "also"),
                definition=definition, domain=domain, topics=_texts(value, "topics"), facts=_texts(value, "facts"),
                sources=tuple(map(_source_from_plain, sources)), checked_on=checked_on, see=_texts(value, "see"),
                link=link,
            )  # fmt: skip
        case _:
            raise ValueError("not a term of a glossary")


def _source_from_plain(value: Json) -> Reference:
    match value:
        case {"authority": str(authority), "section": str(section), "url": str(url)}:
            return Reference(authority, section, url)
        case _:
            raise ValueError("not a source of a glossary")


def _texts(value: Mapping[str, Json], name: str) -> tuple[str, ...]:
    texts = value.get(name)
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{name} of a term is not a list of texts")
    return tuple(cast("list[str]", texts))
