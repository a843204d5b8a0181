"""A practice set that is over as frozen values: result by domain, questions with their reasons, causes of misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.exhibits import Exhibit
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation import report_texts
from cehrs_desktop.presentation.practice_view import Feedback, Linker, feedback_of, unlinked
from cehrs_desktop.presentation.report_view import domain_name
from cehrs_desktop.study.drawing import SLOW_SHARE
from cehrs_desktop.study.past import Answer, Cause
from cehrs_desktop.study.practice_run import PracticeRun
from cehrs_desktop.study.profile import Note


@dataclass(frozen=True, slots=True)
class CauseView:
    """Why an item was missed: what the evidence proposes, in words, and what the learner confirmed."""

    number: int
    proposed: Cause
    evidence: str
    confirmed: Cause


@dataclass(frozen=True, slots=True)
class EndedItem:
    """One answered question of a set that is over."""

    position: int
    item_id: str
    item_version: int
    domain: str
    topic: str
    stem: str
    exhibit: Exhibit | None
    feedback: Feedback
    states: tuple[str, ...]
    shown_under: frozenset[str]
    time_text: str
    note: str
    bookmarked: bool
    cause: CauseView | None

    @property
    def heading(self) -> str:
        """The question's number and how it was answered."""
        return f"Question {self.position}: {words.OUTCOMES[self.feedback.outcome]}"

    @property
    def line(self) -> str:
        """The question in the list: everything that the filters know of it, in words, and the cause once confirmed."""
        cause = words.cause_name(self.cause.confirmed) if self.cause is not None else ""
        told = (words.OUTCOMES[self.feedback.outcome], *self.states, *([cause.lower()] if cause else ()))
        return f"{self.position}. " + ", ".join(told)


@dataclass(frozen=True, slots=True)
class DomainLine:
    """One domain of the result."""

    name: str
    right: int
    count: int

    @property
    def share(self) -> str:
        """The share of right answers."""
        return report_texts.percent_text(self.right / self.count) if self.count else ""


@dataclass(frozen=True, slots=True)
class EndedView:
    """A set that is over: the result in a line, by domain, and its answered questions."""

    total: str
    unanswered: str
    domains: tuple[DomainLine, ...]
    items: tuple[EndedItem, ...]
    slow_rule: str

    def shown(self, which: str) -> tuple[EndedItem, ...]:
        """The questions that a filter lets through, in order."""
        return tuple(item for item in self.items if which in item.shown_under)

    @property
    def missed(self) -> int:
        """Questions that were missed."""
        return sum(item.cause is not None for item in self.items)

    @property
    def causes_left(self) -> int:
        """How many misses wait for their cause."""
        return sum(item.cause is not None and not item.cause.confirmed for item in self.items)


def ended_view(
    run: PracticeRun,
    causes: Mapping[int, tuple[Cause, str]],
    notes: Mapping[str, Note],
    blueprint: Blueprint,
    today: str,
    link: Linker = unlinked,
) -> EndedView:
    """A set that is over. `causes` are proposed cause and evidence in words by position."""
    answers = [answer for answer in run.answers if answer is not None]
    limit = round(SLOW_SHARE * blueprint.minutes * 60_000 / max(1, blueprint.scored + blueprint.pretest))
    topics = {topic.id: topic.name for domain in blueprint.domains for topic in domain.topics}
    made: list[EndedItem] = []
    for answer in answers:
        item, slot = run.items[answer.position - 1], run.practice.slots[answer.position - 1]
        note = notes.get(item.id)
        under, states = _filters(answer, limit)
        cause = None
        if not answer.right:
            proposed, evidence = causes.get(answer.position, ("", ""))
            cause = CauseView(answer.number, proposed, evidence, answer.cause)
        made.append(
            EndedItem(
                answer.position,
                item.id,
                item.version,
                domain_name(blueprint, item.domain),
                topics.get(item.topic, item.topic),
                item.stem,
                item.exhibit,
                feedback_of(
                    item,
                    slot,
                    answer.choices[-1] if answer.choices else "",
                    answer.certainty,
                    right=answer.right,
                    tutor=True,
                    link=link,
                    blueprint=blueprint.version,
                    today=today,
                ),
                states,
                under,
                report_texts.duration_text(answer.spent_ms),
                note.text if note else "",
                bookmarked=bool(note and note.bookmarked),
                cause=cause,
            )
        )
    right = sum(answer.right for answer in answers)
    left = run.count - len(answers)
    return EndedView(
        words.total_line(right, len(answers), run.spent_ms()),
        words.unanswered(left) if left else "",
        _domains(answers, blueprint),
        tuple(made),
        words.slow_rule(limit) if answers else "",
    )


def _filters(answer: Answer, slow_ms: int) -> tuple[frozenset[str], tuple[str, ...]]:
    """The filters that let an answer through, and what the list says of it."""
    known = (
        ("wrong", not answer.right, ""),
        ("marked", answer.marked, words.MARKED),
        ("changed", answer.changed, words.CHANGED),
        ("slow", answer.spent_ms >= slow_ms, words.SLOW),
        ("guessed", answer.certainty == "guess", words.GUESSED),
        ("unsure", answer.certainty == "unsure", words.UNSURE),
    )
    under = frozenset({"all", *(name for name, holds, _ in known if holds)})
    return under, tuple(word for _, holds, word in known if holds and word)


def _domains(answers: Sequence[Answer], blueprint: Blueprint) -> tuple[DomainLine, ...]:
    """The domains met, in their order; one that this test plan does not have is shown all the same."""
    return tuple(
        DomainLine(
            domain_name(blueprint, domain),
            sum(answer.right for answer in answers if answer.domain == domain),
            sum(answer.domain == domain for answer in answers),
        )
        for domain in sorted({answer.domain for answer in answers})
    )
