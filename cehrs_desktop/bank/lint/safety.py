"""L rules: content that is wrong, goes out of date, belongs to others, or is a clinician's work and no specialist's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from cehrs_desktop.bank.lint.data import Clock, RuleData
from cehrs_desktop.bank.lint.findings import BLOCK, INFO, WARN, Finding, Hit, Severity
from cehrs_desktop.bank.lint.subject import Sources, Subject
from cehrs_desktop.bank.lint.words import count, sentences
from cehrs_desktop.bank.source import FactFile, ReferenceFile

_WHOSE_LAW = re.compile(
    r"\b(?:federal\w*|HIPAA|Part 2|42 CFR|45 CFR|FERPA|GINA|DEA|E-SIGN|UETA|Medicare|CMS|national|protocol"
    r"|polic(?:y|ies)|rules?|court|custody|state (?:permits|requires|allows)"
    r"|state(?:'s)? (?:[\w-]+ ){0,3}(?:laws?|program|statute|board|regulations?|agency))\b",
    re.IGNORECASE,
)
_STATES_DIFFER = re.compile(
    r"\b(?:minors?|parents?|guardians?|adolescents?|teen\w*|child|children|retain\w*|retention|keep|kept|destr\w+|fees?"
    r"|delegates?|opt(?:s|ed|ing)?[ -](?:in|out)|HIV|mental|genetic|consents?|years)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"\bCPT(?: codes?)?\s+(\d{4}[0-9FTU])\b|(?<!ZIP )\bcodes?\s+(\d{4}[0-9FTU])\b")
_DESCRIBED = re.compile(r"\b\d{4}[0-9FTU]\b\s*(?:\(|,|:|-|–|for\b)\s*[a-z]", re.IGNORECASE)
_HEDIS_TEXT = re.compile(r"\bHEDIS\b.*\bpercentage of (?:members|patients)\b", re.IGNORECASE | re.DOTALL)
_DEFINITION = re.compile(r"\bwhat is\b|\bwhich term\b|\bwhat term\b|\bstands? for\b|\bis called\b", re.IGNORECASE)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "twenty-four": 24, "thirty": 30, "forty-five": 45, "fifty": 50,
    "sixty": 60, "ninety": 90, "hundred": 100,
}  # fmt: skip
_DURATION = re.compile(
    rf"(?<![\w.])(\d[\d,]*|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
    r"(?:[ -](?:or more|or fewer|more|full|additional|extra))?[ -](business |calendar )?"
    r"(hour|day|week|month|year|employee)s?\b",
    re.IGNORECASE,
)
_YEAR = dt.timedelta(days=366)


def check_safety(subject: Subject, data: RuleData) -> Iterator[Hit]:
    """L-01 to L-06 and L-08 for one item."""
    yield from _volatile(subject, data)
    yield from _state_law(subject, data)
    for path, text in (
        (("options", subject.key, "rationale"), subject.item.options[subject.key].rationale),
        (("options", subject.key, "text"), f"{subject.question} {subject.key_text}"),
    ):
        for message in wrong_clocks(text, data):
            yield Hit("L-03", BLOCK, message, path)
    for term in data.obsolete:
        for path, text in ((("stem",), subject.item.stem), (("options", subject.key), subject.key_text)):
            if (found := term.pattern.search(text)) and not (term.unless and term.unless.search(text)):
                yield Hit("L-04", BLOCK, f"“{found.group()}” is obsolete: {term.instead}", path)
    yield from _licensed(subject)
    if found := data.clinical_acts.search(subject.key_text):
        message = f"the key has the specialist do a clinician's work: “{found.group()}”"
        yield Hit("L-06", WARN, message, ("options", subject.key))
    yield from _label(subject)


def _volatile(subject: Subject, data: RuleData) -> Iterator[Hit]:
    if subject.volatility != "stable":
        return
    shown = " ".join((subject.item.stem, *subject.texts))
    for volatile in data.volatile:
        if (found := volatile.pattern.search(shown)) and (not volatile.only or volatile.only.search(shown)):
            severity = BLOCK if volatile.blocks else WARN
            message = f"“{found.group()}”: {volatile.reason}; rest the item on a dated card, or take it out"
            yield Hit("L-01", severity, message, ("stem",))


def _state_law(subject: Subject, data: RuleData) -> Iterator[Hit]:
    if subject.item.subtopic in data.state_law_subtopics:
        read = f"{subject.item.stem} {subject.exhibit.model_dump_json() if subject.exhibit else ''}"
        if _STATES_DIFFER.search(f"{subject.item.stem} {subject.key_text}") and not _WHOSE_LAW.search(read):
            message = "states differ here, and the stem does not say whose law or policy it is about"
            yield Hit("L-02", WARN, message, ("stem",))


def wrong_clocks(text: str, data: RuleData) -> Iterator[str]:
    """What a text says about the clocks that the rules do not say, sentence by sentence."""
    for sentence in sentences(text):
        durations = list(_durations(sentence))
        if durations and not data.elsewhere.search(sentence):
            clocks = [c for c in data.clocks if c.keywords.search(sentence) and not c.unless.search(sentence)]
            yield from _compared(durations, clocks)


def _durations(sentence: str) -> Iterator[tuple[int, str, str]]:
    for match in _DURATION.finditer(sentence):
        said = match.group(1).lower().replace(",", "")
        number = int(said) if said.isdigit() else _NUMBERS[said]
        business = (match.group(2) or "").strip().lower() == "business"
        yield number, ("business " if business else "") + match.group(3).lower(), match.group()


def _compared(durations: list[tuple[int, str, str]], clocks: list[Clock]) -> Iterator[str]:
    for number, unit, said in durations:
        speaking = [clock for clock in clocks if unit in clock.allowed]
        # A sentence may name two clocks; a number has to be one of any of them.
        if speaking and not any(number in clock.allowed[unit] for clock in speaking):
            yield f"“{said}”, but the rule is: {speaking[0].rule}"


def _licensed(subject: Subject) -> Iterator[Hit]:
    shown = " ".join((subject.item.stem, *subject.texts, subject.rationales))
    if code := _CODE.search(shown):
        if _DESCRIBED.search(shown, code.start()):
            yield Hit("L-05", BLOCK, f"a CPT code with its description, which is licensed: {code.group()}", ("stem",))
        else:
            yield Hit("L-05", WARN, f"looks like a CPT code, which is licensed: {code.group()}", ("stem",))
    if _HEDIS_TEXT.search(shown):
        yield Hit("L-05", BLOCK, "text of a HEDIS measure, which is licensed", ("stem",))


def _label(subject: Subject) -> Iterator[Hit]:
    scenario = count(subject.item.stem) - count(subject.question)
    if subject.item.level == "recall" and scenario > 25:
        yield Hit("L-08", INFO, f"called recall, with a scenario of {scenario} words", ("level",))
    elif subject.item.level != "recall" and not scenario and _DEFINITION.search(subject.question):
        yield Hit("L-08", INFO, f"called {subject.item.level}, and asks for a definition", ("level",))


# ---- cards and sources: L-01, L-03, L-07, L-09
def check_cards(sources: Sources, as_of: dt.date, release: bool) -> Iterator[Finding]:
    """L-01, L-03, L-07 and L-09 for fact cards."""
    stale = BLOCK if release else WARN
    for located in sources.facts:
        for place, card in enumerate(located.value.facts):
            for hit in _card(card, sources.data, as_of, stale):
                line = located.line("facts", place, *hit.path)
                yield Finding(hit.rule, hit.severity, card.id, located.file.name, line, hit.message)


def _card(card: FactFile, data: RuleData, as_of: dt.date, stale: Severity) -> Iterator[Hit]:
    yield from _dates(card.volatility, card.valid_as_of, card.review_by, as_of, stale)
    for message in wrong_clocks(card.fact, data):
        yield Hit("L-03", BLOCK, message, ("fact",))
    yield from _sources(card.sources, "sources", data)


def _dates(
    volatility: str, valid: dt.date | None, review: dt.date | None, as_of: dt.date, stale: Severity
) -> Iterator[Hit]:
    if volatility != "stable":
        if valid is None or review is None:
            yield Hit("L-01", BLOCK, f"{volatility}: give valid_as_of and review_by", ("volatility",))
        elif review - valid > _YEAR:
            yield Hit("L-01", BLOCK, "review_by is more than a year after valid_as_of", ("review_by",))
    if review is not None and review < as_of:
        yield Hit("L-09", stale, f"review_by {review} has passed; look at the source again", ("review_by",))


def _sources(references: list[ReferenceFile], field: str, data: RuleData) -> Iterator[Hit]:
    for place, reference in enumerate(references):
        address = urlsplit(reference.url)
        host = (address.hostname or "").removeprefix("www.")
        if not host.endswith((".gov", ".mil")) and not any(
            host == allowed or host.endswith(f".{allowed}") for allowed in data.hosts
        ):
            yield Hit("L-07", WARN, f"{host} is not among the hosts for sources (rules/terms.yaml)", (field, place))
        # On the sites of the regulations the section has to be the one that is cited.
        if host in ("ecfr.gov", "law.cornell.edu") and (linked := re.search(r"(?<!\d)\d{2,4}\.\d+", address.path)):
            if linked.group() not in reference.section:
                message = f"cites {reference.section}, and the address leads to {linked.group()}"
                yield Hit("L-07", WARN, message, (field, place))
