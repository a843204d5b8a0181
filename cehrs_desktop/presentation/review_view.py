"""Reviewing the items of an ended attempt: what was shown, chosen and right, why, and how the time went.

A study step apart from the report. Everything comes from the attempt's own stored items, so a replaced pack changes
nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from cehrs_desktop.application.results import AttemptRecord
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.exhibits import Exhibit
from cehrs_desktop.exam.items import Reference
from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.exam_view import LETTERS
from cehrs_desktop.presentation.report_view import domain_name

SLOW_AT_LEAST_MS = 60_000


class ReviewFilter(StrEnum):
    """Which questions the review lists."""

    ALL = "all"
    WRONG = "wrong"
    BLANK = "blank"
    MARKED = "marked"
    CHANGED = "changed"
    SLOW = "slow"
    PRETEST = "pretest"


@dataclass(frozen=True, slots=True)
class ReviewOption:
    """One option as it was shown, with what it turned out to be."""

    letter: str
    text: str
    is_key: bool
    chosen: bool
    struck: bool
    rationale: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One question. `outcome` is ``right``, ``wrong`` or ``blank``; `states` say what else is true of it.

    `provenance` says how far the item can be trusted today; `stale`: the day to look again has passed.
    """

    position: int
    item_id: str
    item_version: int
    outcome: str
    pretest: bool
    marked: bool
    changed: bool
    slow: bool
    domain: str
    topic: str
    stem: str
    highlights: tuple[tuple[int, int], ...]
    options: tuple[ReviewOption, ...]
    exhibit: Exhibit | None
    references: tuple[Reference, ...]
    provenance: tuple[str, ...]
    stale: bool
    comment: str
    time_text: str
    states: tuple[str, ...]

    @property
    def heading(self) -> str:
        """The question's number and how it was answered."""
        return f"Question {self.position}: {words.OUTCOME_WORDS[self.outcome].lower()}"

    @property
    def line(self) -> str:
        """The question in a list: everything that the filters know of it, in words."""
        return f"{self.position}. " + ", ".join((words.OUTCOME_WORDS[self.outcome], *self.states))

    def passes(self, which: ReviewFilter) -> bool:
        """Whether a filter lets the question through."""
        match which:
            case ReviewFilter.ALL:
                return True
            case ReviewFilter.WRONG | ReviewFilter.BLANK:
                return self.outcome == which.value
            case ReviewFilter.MARKED:
                return self.marked
            case ReviewFilter.CHANGED:
                return self.changed
            case ReviewFilter.SLOW:
                return self.slow
            case ReviewFilter.PRETEST:
                return self.pretest


@dataclass(frozen=True, slots=True)
class ReviewView:
    """All questions of an attempt in the form's order, and what counts as slow in it."""

    items: tuple[ReviewItem, ...]
    slow_rule: str

    def shown(self, which: ReviewFilter) -> tuple[ReviewItem, ...]:
        """The questions that a filter lets through, in order."""
        return tuple(item for item in self.items if item.passes(which))


def slow_limit_ms(spent_ms: list[int]) -> int:
    """Above how many milliseconds a question was slow: twice the median of those seen, and never below 60 s."""
    return max(SLOW_AT_LEAST_MS, round(2 * median(spent_ms))) if spent_ms else SLOW_AT_LEAST_MS


def review_view(record: AttemptRecord, today: str) -> ReviewView:
    """The review of an attempt that was ended, read on the day `today` (ISO date).

    Raises `ValueError` when the attempt has no result: an abandoned attempt keeps its items unrevealed.
    """
    if record.outcome is None:
        raise ValueError("an attempt without a result has no review")
    seen_ms = [timeline.spent_ms for timeline in record.timelines if timeline.visits]
    limit_ms = slow_limit_ms(seen_ms)
    blueprint = record.stored.attempt.blueprint
    topics = {topic.id: topic.name for domain in blueprint.domains for topic in domain.topics}
    items = tuple(
        _review_item(record, position, limit_ms, blueprint, topics, today)
        for position in range(1, len(record.session.responses) + 1)
    )
    rule = words.slow_rule(round(median(seen_ms)) if seen_ms else 0, limit_ms)
    return ReviewView(items, rule)


def _review_item(
    record: AttemptRecord, position: int, limit_ms: int, blueprint: Blueprint, topics: dict[str, str], today: str
) -> ReviewItem:
    item = record.stored.items[position - 1]
    slot = record.session.form.slot(position)
    response = record.session.response(position)
    timeline = record.timelines[position - 1]
    own = [one for one in record.corrections if one.item_id == item.id]
    right = {item.key.id, *(one.option for one in own if one.action == "accept")}
    if response.chosen is None:
        outcome = "blank"
    else:
        outcome = "right" if response.chosen in right else "wrong"
    slow = timeline.spent_ms > limit_ms
    replaced = max(0, len(timeline.choices) - 1)
    states: list[str] = []
    if not slot.scored:
        states.append(words.PRETEST)
    if any(one.action == "drop" for one in own):
        states.append(words.DROPPED)
    if response.marked:
        states.append(words.MARKED)
    if replaced:
        states.append(words.changes(replaced))
    if slow:
        states.append(words.SLOW)
    options = tuple(
        ReviewOption(
            letter=letter,
            text=item.option(option_id).text,
            is_key=option_id in right,
            chosen=option_id == response.chosen,
            struck=option_id in response.struck,
            rationale=item.option(option_id).rationale,
        )
        for letter, option_id in zip(LETTERS, slot.option_order, strict=True)
    )
    return ReviewItem(
        position=position,
        item_id=item.id,
        item_version=item.version,
        outcome=outcome,
        pretest=not slot.scored,
        marked=response.marked,
        changed=timeline.changed,
        slow=slow,
        domain=domain_name(blueprint, slot.domain),
        topic=topics.get(item.topic, item.topic),
        stem=item.stem,
        highlights=response.highlights,
        options=options,
        exhibit=item.exhibit,
        references=item.references,
        provenance=words.provenance(item, blueprint.version, today),
        stale=item.is_stale(today),
        comment=response.comment,
        time_text=words.duration_text(timeline.spent_ms),
        states=tuple(states),
    )
