"""The items as the rules look at them: with their texts taken apart once, their cards, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cehrs_desktop.bank.lint.data import RuleData, read_rule_data
from cehrs_desktop.bank.lint.findings import Finding, Hit
from cehrs_desktop.bank.lint.words import content, sentences
from cehrs_desktop.bank.source import (
    ExhibitFile,
    FactFile,
    FactsFile,
    ItemFile,
    Located,
    SourceError,
    SourceProblem,
    TopicFile,
    read_blueprint,
    read_facts_files,
    read_topic_files,
)
from cehrs_desktop.exam.blueprint import Blueprint


@dataclass(frozen=True, slots=True)
class Subject:
    """One item with exactly one key. `key` is the key's place; `words` are base forms of words that carry meaning."""

    item: ItemFile
    topic: str
    source: Located[TopicFile]
    place: int
    facts: tuple[FactFile, ...]
    exhibit: ExhibitFile | None
    key: int
    texts: tuple[str, ...]
    sentences: tuple[str, ...]
    stem_words: tuple[str, ...]
    option_words: tuple[tuple[str, ...], ...]

    @property
    def domain(self) -> str:
        """The domain's id."""
        return self.topic.split(".", maxsplit=1)[0]

    @property
    def question(self) -> str:
        """The last sentence of the stem."""
        return self.sentences[-1]

    @property
    def key_text(self) -> str:
        """The key."""
        return self.texts[self.key]

    @property
    def rest(self) -> tuple[str, ...]:
        """The distractors."""
        return tuple(text for place, text in enumerate(self.texts) if place != self.key)

    @property
    def rationales(self) -> str:
        """All rationales in one text."""
        return " ".join(option.rationale for option in self.item.options)

    @property
    def volatility(self) -> str:
        """That of the least sound card under the item."""
        kinds = [fact.volatility for fact in self.facts]
        return next((kind for kind in ("rule_pending", "dated") if kind in kinds), "stable")

    def finding(self, hit: Hit, others: tuple[str, ...] = ()) -> Finding:
        """What a rule said, with the place in the file."""
        line = self.source.line("items", self.place, *hit.path)
        return Finding(hit.rule, hit.severity, self.item.id, self.source.file.name, line, hit.message, others)


@dataclass(frozen=True, slots=True)
class Sources:
    """All source files of a bank, read."""

    blueprint: Blueprint
    topics: tuple[Located[TopicFile], ...]
    facts: tuple[Located[FactsFile], ...]
    data: RuleData

    @property
    def cards(self) -> Mapping[str, FactFile]:
        """The fact cards by id."""
        return {card.id: card for located in self.facts for card in located.value.facts}


def read_sources(folder: Path) -> Sources:
    """Read all of the bank in `folder`. Raises one `SourceError` with everything that is wrong in any file."""
    problems: list[SourceProblem] = []
    readers = (
        lambda: read_blueprint(folder / "blueprint.yaml"),
        lambda: read_topic_files(folder / "items"),
        lambda: read_facts_files(folder / "facts"),
        lambda: read_rule_data(folder),
    )
    found: list[object] = []
    for read in readers:
        try:
            found.append(read())
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return Sources(*found)  # pyright: ignore[reportArgumentType]


def subjects_of(sources: Sources) -> tuple[Subject, ...]:
    """The items that are in use or may come to be, as far as they have one key; retired ones are left out."""
    cards = sources.cards
    return tuple(
        subject_of(item, located, place, cards)
        for located in sources.topics
        for place, item in enumerate(located.value.items)
        if item.status != "retired" and sum(option.key for option in item.options) == 1
    )


def subject_of(item: ItemFile, located: Located[TopicFile], place: int, cards: Mapping[str, FactFile]) -> Subject:
    """One item made ready for the rules. Cards that do not exist are left out; S-01 tells of them."""
    texts = tuple(option.text for option in item.options)
    return Subject(
        item=item,
        topic=located.value.topic,
        source=located,
        place=place,
        facts=tuple(cards[fact] for fact in item.facts if fact in cards),
        exhibit=next((exhibit for exhibit in located.value.exhibits if exhibit.id == item.exhibit), None),
        key=next(at for at, option in enumerate(item.options) if option.key),
        texts=texts,
        sentences=sentences(item.stem),
        stem_words=content(item.stem),
        option_words=tuple(content(text) for text in texts),
    )


def by_domain(subjects: Sequence[Subject]) -> Mapping[str, list[Subject]]:
    """The items of each domain, in the order of the domains' ids."""
    found: dict[str, list[Subject]] = {}
    for subject in sorted(subjects, key=lambda subject: subject.domain):
        found.setdefault(subject.domain, []).append(subject)
    return found
