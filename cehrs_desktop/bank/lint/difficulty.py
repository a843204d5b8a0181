"""D rules: what makes an item hard for reasons that have nothing to do with what it asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cehrs_desktop.bank.lint.data import RuleData
from cehrs_desktop.bank.lint.findings import BLOCK, INFO, WARN, Hit
from cehrs_desktop.bank.lint.subject import Subject
from cehrs_desktop.bank.lint.words import INTERROGATIVE, RANKING, content, count, quantity, syllables

_CLAUSE = re.compile(
    r"\b(?:if|when|that|who|whom|whose|because|although|after|before|while|where|since|until|unless|so)\b|[,;]",
    re.IGNORECASE,
)
# A false reminder is a thing; an answer that is false is a negative question.
_NEGATIVE = re.compile(
    r"\b(not|except|least|never)\b|\b(?:is|are|was|were|be|considered)(?: an?)? (incorrect|false|inappropriate)\b",
    re.IGNORECASE,
)
_SET_PHRASE = re.compile(
    r"\b(?:at least|least privilege|false (?:positive|negative|claims?|alarm|matches?|match|due)|do not resuscitate"
    r"|not covered|not applicable|not on file|could not|cannot|if not|or not|whether or not|not yet)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"^(?:do not|not|no|avoid|refuse|never)\b", re.IGNORECASE)
_UNFOCUSED = re.compile(
    r"^(?:which|what) (?:of the following )?(?:statements? |is true|is correct|is false|best describes|applies)",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\bdo you think\b|\bwould you\b|\bin your opinion\b|\bshould be considered the most important\b", re.IGNORECASE
)
_COMPARED = re.compile(
    r"\b(?:before|because|rather than|although|while|first|until|only then|comes?|precedes?|later)\b", re.IGNORECASE
)
_ACRONYM = re.compile(r"\b[A-Z]{2,6}s?\b")
_NUMBER = re.compile(r"(?<![\w.,:/-])\d[\d,]*(?:\.\d+)?(?![\w:/-])")


def check_difficulty(subject: Subject, data: RuleData) -> Iterator[Hit]:
    """D-01 to D-06 and D-08 to D-14 for one item; D-07 is about the whole bank."""
    yield from _negation(subject)
    yield from _focus(subject)
    yield from _repeated(subject)
    yield from _numbers(subject)
    yield from _reading(subject, data)
    yield from _acronyms(subject, data)
    yield from _wording(subject, data)


def main_clause(question: str) -> str:
    """What is asked: from the first question word to the next clause."""
    start = INTERROGATIVE.search(question)
    begin = start.start() if start else 0
    after = start.end() if start else 0
    end = _CLAUSE.search(question, after)
    return question[begin : end.start() if end else len(question)]


def negative_word(question: str) -> str | None:
    """The word that turns the question round, or `None`. A "not" in a clause of the scenario does not."""
    found = _NEGATIVE.search(_SET_PHRASE.sub("", main_clause(question)))
    # EXCEPT and LEAST in capitals are meant wherever they stand.
    found = found or re.search(r"\b(?:NOT|EXCEPT|LEAST)\b", question)
    return next(word for word in (*found.groups(), found.group()) if word) if found else None


def _negation(subject: Subject) -> Iterator[Hit]:
    negated = sum(bool(_NEGATED.search(text)) for text in subject.texts)
    word = negative_word(subject.question)
    if word and negated >= 2:
        yield Hit("D-01", BLOCK, f"double negative: “{word}” in the question and negated options", ("stem",))
    elif word and not word.isupper():
        yield Hit("D-01", BLOCK, f"negative question; write “{word.upper()}”, or better ask it positively", ("stem",))
    elif word:
        yield Hit("D-01", WARN, f"negative question ({word})", ("stem",))
    elif re.search(r"\bwithout\b", main_clause(subject.question), re.IGNORECASE):
        yield Hit("D-01", WARN, "“without” in the question", ("stem",))
    if not word and negated >= 2:
        yield Hit("D-02", WARN, f"{negated} options begin with a negation", ("options",))


def _focus(subject: Subject) -> Iterator[Hit]:
    words = len(set(content(subject.question)))
    alone = len(subject.sentences) == 1
    # With a scenario before it, a short question may lean on what was said there.
    if _UNFOCUSED.search(subject.question) and words < 6 and alone:
        yield Hit("D-03", WARN, "the question names no topic; cover the options and try to answer it", ("stem",))
    elif alone and words < 4:
        yield Hit("D-03", WARN, f"only {words} words of meaning in the question", ("stem",))


def _repeated(subject: Subject) -> Iterator[Hit]:
    long = [text.lower().rstrip(".").split() for text in subject.texts if count(text) > 3]
    for name, ends in (("begin", [words[:3] for words in long]), ("end", [words[-3:] for words in long])):
        if ends:
            phrase, times = Counter(" ".join(words) for words in ends).most_common(1)[0]
            if times >= 3:
                message = f"{times} options {name} with “{phrase}”; move it into the stem"
                yield Hit("D-04", WARN, message, ("options",))


def _numbers(subject: Subject) -> Iterator[Hit]:
    found = [quantity(text) for text in subject.texts]
    values = [value for value in found if value is not None]
    if len(values) < 4:
        return
    numbers = [number for number, _ in values]
    if numbers != sorted(numbers):
        yield Hit("D-05", BLOCK, "numbers that do not ascend", ("options",))
    elif not subject.item.lock_order:
        yield Hit("D-05", BLOCK, "numbers in options need lock_order: true, or they are shuffled", ("options",))
    if len({unit in ("%", "percent") for _, unit in values}) > 1 or len({_decimals(t) for t in subject.texts}) > 1:
        yield Hit("D-06", WARN, "numbers of different units or precision", ("options",))
    elif len({unit for _, unit in values}) > 1 and "" in {unit for _, unit in values}:
        yield Hit("D-06", WARN, "numbers with and without a unit", ("options",))


def _decimals(text: str) -> int:
    match = re.search(r"\d[\d,]*(?:\.(\d+))?", text)
    return len(match.group(1) or "") if match else 0


def _reading(subject: Subject, data: RuleData) -> Iterator[Hit]:
    words = [word.strip(".,;:?!()\"'") for word in subject.item.stem.split()]
    words = [word for word in words if word]
    spoken = sum(2 if word.lower() in data.plain else syllables(word) for word in words)
    grade = 0.39 * len(words) / len(subject.sentences) + 11.8 * spoken / len(words) - 15.59
    # Flesch-Kincaid grade; Kincaid and others 1975. Terms of the field count as two syllables.
    if grade > 13:
        yield Hit("D-08", WARN, f"hard to read: grade {grade:.1f}; at most 13", ("stem",))
    elif grade > 11:
        yield Hit("D-08", INFO, f"reading grade {grade:.1f}", ("stem",))
    for sentence in subject.sentences:
        if count(sentence) > 35:
            yield Hit("D-08", WARN, f"a sentence of {count(sentence)} words; at most 35", ("stem",))


def _acronyms(subject: Subject, data: RuleData) -> Iterator[Hit]:
    shown = " ".join((subject.item.stem, *subject.texts))
    whole = f"{shown} {subject.rationales}"
    # In quotation marks it is what the item asks about.
    for acronym in dict.fromkeys(_ACRONYM.findall(re.sub(r"[\"“][^\"”]*[\"”]", "", shown))):
        bare = acronym.removesuffix("s")
        known = {bare, acronym} & data.acronyms or _is_a_code(bare, shown, subject.texts)
        if not known and not _expanded(bare, whole):
            yield Hit("D-09", WARN, f"{bare} is spelled out nowhere in the item", ("stem",))


def _is_a_code(acronym: str, shown: str, texts: tuple[str, ...]) -> bool:
    # Then it is what the item asks about, as modifiers and group codes are.
    named = re.search(rf"\b(?:modifier|code|codes|value|segment|abbreviation) {acronym}\b", shown)
    return named is not None or any(acronym in text and count(text) <= 2 for text in texts)


def _expanded(acronym: str, text: str) -> bool:
    if f"({acronym}" in text:
        return True
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z][\w']*", text)).lower()
    return acronym.lower() in initials


def _wording(subject: Subject, data: RuleData) -> Iterator[Hit]:
    stem, question = subject.item.stem, subject.question
    shown = " ".join((stem, *subject.texts))
    scenario = stem.removesuffix(question)
    used = " ".join((question, *subject.texts, subject.rationales))
    idle = [number for number in _NUMBER.findall(scenario) if number not in used]
    if idle:
        yield Hit("D-10", INFO, f"numbers of the scenario that nothing refers to: {', '.join(idle)}", ("stem",))
    if found := _OPINION.search(stem):
        yield Hit("D-11", WARN, f"“{found.group()}” asks for an opinion", ("stem",))
    if (found := RANKING.search(main_clause(question))) and not _COMPARED.search(subject.rationales):
        message = f"“{found.group()}” ranks, and no rationale says why this comes before the others"
        yield Hit("D-12", WARN, message, ("options", subject.key, "rationale"))
    if stem.count("?") > 1:
        yield Hit("D-13", BLOCK, "more than one question", ("stem",))
    if found := data.brands.search(shown):
        yield Hit("D-14", WARN, f"names a product or vendor: {found.group()}", ("stem",))
    if found := data.gendered.search(shown):
        yield Hit("D-14", INFO, f"a gendered title: {found.group()}…; a role says as much", ("stem",))
