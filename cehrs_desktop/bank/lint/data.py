"""What the rules know as data: clocks, changing strings, terms, words and the outline. Only reading stands here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from cehrs_desktop.bank.lint.words import lemma
from cehrs_desktop.bank.source import SourceError, SourceProblem, Text, parse_file


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VolatileFile(_Strict):
    """A string that stands for something that changes."""

    pattern: Pattern
    severity: Literal["blocking", "warning"]
    only: Pattern | None = None
    reason: Text
    example: Text
    harmless: Text


class _VolatilesFile(_Strict):
    patterns: list[VolatileFile]


class ClockFile(_Strict):
    """A time limit, or another number, that a rule sets: the numbers that may stand before each unit."""

    id: Text
    rule: Text
    source: Text
    keywords: Annotated[list[Pattern], Field(min_length=1)]
    unless: Pattern
    allowed: dict[Literal["hour", "day", "business day", "week", "month", "year", "employee"], list[int]]
    example: Text


class _ClocksFile(_Strict):
    elsewhere: Pattern
    clocks: list[ClockFile]


class TermFile(_Strict):
    """A term that is not to be used, what to write instead, and what makes it harmless."""

    pattern: Pattern
    instead: Text
    unless: Pattern | None = None


class _TermsFile(_Strict):
    obsolete: list[TermFile]
    brands: list[str]
    acronyms: list[str]
    domain_stop: list[str]
    plain: list[str]
    hosts: list[str]
    state_law_subtopics: list[str]
    clinical_acts: Pattern
    absurd: Pattern
    antonyms: list[tuple[str, str]]
    gendered: Pattern
    settings: list[str]
    british: list[TermFile]


class _Levels(_Strict):
    recall: int
    application: int
    analysis: int


class _OutlineTopic(_Strict):
    id: Text
    target: Annotated[int, Field(ge=1)]
    subtopics: dict[str, Text]


class _OutlineDomain(_Strict):
    id: Text
    levels: _Levels
    topics: list[_OutlineTopic]


class _OutlineFile(_Strict):
    domains: list[_OutlineDomain]


@dataclass(frozen=True, slots=True)
class Outline:
    """Subtopics by id with their names, the number of items each topic is to have, and each domain's levels in %."""

    subtopics: Mapping[str, str]
    targets: Mapping[str, int]
    levels: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Volatile:
    """One changing string, compiled."""

    pattern: re.Pattern[str]
    only: re.Pattern[str] | None
    blocks: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock, compiled; `allowed` gives the numbers for each unit it speaks of."""

    rule: str
    keywords: re.Pattern[str]
    unless: re.Pattern[str]
    allowed: Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Term:
    """A word not to use, and what to write instead."""

    pattern: re.Pattern[str]
    instead: str
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class RuleData:
    """All data of the rules, ready for use. Words of `domain_stop` are base forms, `words` are in lower case."""

    outline: Outline
    volatile: tuple[Volatile, ...]
    clocks: tuple[Clock, ...]
    elsewhere: re.Pattern[str]
    obsolete: tuple[Term, ...]
    british: tuple[Term, ...]
    brands: re.Pattern[str]
    acronyms: frozenset[str]
    domain_stop: frozenset[str]
    plain: frozenset[str]
    hosts: tuple[str, ...]
    state_law_subtopics: frozenset[str]
    clinical_acts: re.Pattern[str]
    absurd: re.Pattern[str]
    antonyms: frozenset[frozenset[str]]
    gendered: re.Pattern[str]
    settings: frozenset[str]
    words: frozenset[str]


def read_outline(file: Path) -> Outline:
    """Read the outline. Raises `SourceError`."""
    domains = parse_file(file, _OutlineFile).value.domains
    topics = [topic for domain in domains for topic in domain.topics]
    return Outline(
        {subtopic: name for topic in topics for subtopic, name in topic.subtopics.items()},
        {topic.id: topic.target for topic in topics},
        {domain.id: domain.levels.model_dump() for domain in domains},
    )


def read_rule_data(folder: Path) -> RuleData:
    """Read `outline.yaml` and `rules/` of the bank in `folder`. Raises `SourceError`."""
    rules = folder / "rules"
    terms = parse_file(rules / "terms.yaml", _TermsFile).value
    clocks = parse_file(rules / "clocks.yaml", _ClocksFile).value
    volatile = parse_file(rules / "volatile.yaml", _VolatilesFile).value
    return RuleData(
        outline=read_outline(folder / "outline.yaml"),
        volatile=tuple(
            Volatile(_re(v.pattern), _re(v.only) if v.only else None, v.severity == "blocking", v.reason)
            for v in volatile.patterns
        ),
        clocks=tuple(
            Clock(
                clock.rule,
                _re("|".join(clock.keywords)),
                _re(clock.unless or r"(?!)"),
                {unit: frozenset(numbers) for unit, numbers in clock.allowed.items()},
            )
            for clock in clocks.clocks
        ),
        elsewhere=_re(clocks.elsewhere),
        obsolete=_terms(terms.obsolete),
        british=_terms(terms.british),
        # A brand is a name and begins in capitals: an epic is none.
        brands=re.compile(r"\b(?:" + "|".join(re.escape(name) for name in terms.brands) + r")\b"),
        acronyms=frozenset(terms.acronyms),
        domain_stop=frozenset(lemma(word) for word in terms.domain_stop),
        plain=frozenset(terms.plain),
        hosts=tuple(terms.hosts),
        state_law_subtopics=frozenset(terms.state_law_subtopics),
        clinical_acts=re.compile(rf"^{terms.clinical_acts}\b", re.IGNORECASE),
        absurd=_re(terms.absurd),
        antonyms=frozenset(frozenset(lemma(word) for word in pair) for pair in terms.antonyms),
        gendered=re.compile(terms.gendered),
        settings=frozenset(terms.settings),
        words=_words(rules / "words.txt"),
    )


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _terms(terms: list[TermFile]) -> tuple[Term, ...]:
    return tuple(Term(_re(t.pattern), t.instead, _re(t.unless) if t.unless else None) for t in terms)


def _words(file: Path) -> frozenset[str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError([SourceProblem(file.name, 0, "", "cannot be read: save it as UTF-8 text")]) from error
    return frozenset(line.strip().lower() for line in lines if line.strip() and not line.startswith("#"))
