"""S-08: words that no dictionary has. Needs pyspellchecker, a tool of developers; without it nothing is checked."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from cehrs_desktop.bank.lint.data import RuleData
from cehrs_desktop.bank.lint.findings import INFO, WARN, Finding, Hit, of_bank
from cehrs_desktop.bank.lint.subject import Subject

_WORD = re.compile(r"(?<![\w@./-])[A-Za-z][a-z]+(?:'[a-z]+)?(?![\w@/])")


def check_spelling(subjects: Sequence[Subject], data: RuleData) -> Iterator[Finding]:
    """S-08 over stems, options and rationales. Capitalized words inside a sentence are names and are let go."""
    places: dict[str, list[tuple[Subject, tuple[str | int, ...]]]] = {}
    for subject in subjects:
        for path, text in _texts(subject):
            for word in plain_words(text):
                places.setdefault(word, []).append((subject, path))
    checker = dictionary()
    if checker is None:
        yield of_bank("S-08", INFO, "spelling was not checked: pyspellchecker is not installed")
        return
    for word in sorted(checker.unknown([word for word in places if word not in data.words])):
        for subject, path in places[word]:
            yield subject.finding(Hit("S-08", WARN, f"unknown word “{word}”; correct it or add it to words.txt", path))


def _texts(subject: Subject) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("stem",), subject.item.stem
    for place, option in enumerate(subject.item.options):
        yield ("options", place, "text"), option.text
        yield ("options", place, "rationale"), option.rationale


def plain_words(text: str) -> set[str]:
    """The words of a text that a dictionary should have, in lower case."""
    found: set[str] = set()
    for match in _WORD.finditer(text.replace("’", "'")):
        word = match.group()
        begins = match.start() == 0 or text[: match.start()].rstrip("\"“'( ").endswith((".", "?", "!", ":", ";"))
        if word[0].islower() or begins:
            found.add(word.lower().removesuffix("'s"))
    return {word for word in found if len(word) > 2}


@cache
def dictionary() -> Any:
    """The checker of English words, or `None` where it is not installed."""
    # By name, because the program itself neither ships nor needs it.
    if importlib.util.find_spec("spellchecker") is None:
        return None
    return importlib.import_module("spellchecker").SpellChecker(language="en", distance=1)
