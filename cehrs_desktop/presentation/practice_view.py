"""A practice question as a frozen value, with or without its reasons, and how many match a wish. Draws nothing.

What may not be seen before an answer is given (key, rationales, source) is not in a question's view until then.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Literal

from cehrs_desktop.exam.exhibits import Exhibit
from cehrs_desktop.exam.items import Item, Reference
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation import report_texts
from cehrs_desktop.presentation.exam_view import LETTERS, OptionView
from cehrs_desktop.study.drawing import Drawn
from cehrs_desktop.study.past import Certainty
from cehrs_desktop.study.practice import SetSlot
from cehrs_desktop.study.practice_run import PracticeRun, next_open
from cehrs_desktop.study.profile import Note

Outcome = Literal["right", "wrong", "blank"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `term` is the id of the glossary's term that it names, empty for none."""

    text: str
    term: str = ""


Linker = Callable[[str], tuple[Piece, ...]]
"""Cuts a text into pieces with and without a term of the glossary."""


def unlinked(text: str) -> tuple[Piece, ...]:
    """The text in one piece: for when there is no glossary."""
    return (Piece(text),)


@dataclass(frozen=True, slots=True)
class Reason:
    """One option after the answer: what it was and why. `rationale` is empty where no tutor is wished."""

    letter: str
    text: str
    is_key: bool
    chosen: bool
    rationale: tuple[Piece, ...]
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is told after an answer. `references` and `provenance` are empty where no tutor is wished."""

    outcome: Outcome
    verdict: str
    said: str
    reasons: tuple[Reason, ...]
    references: tuple[Reference, ...]
    provenance: tuple[str, ...]
    stale: bool

    @property
    def has_terms(self) -> bool:
        """Whether a term of the glossary can be followed."""
        return any(piece.term for reason in self.reasons for piece in reason.rationale)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question of a set. `feedback` is there once it is to be told. `note` and `bookmarked` are the learner's.

    `answered` counts the set's answers; `next` is ``answer`` (the chosen option waits to be given), ``next`` or
    ``finish``. `ask_certainty`: the three keys are offered.
    """

    position: int
    total: int
    answered: int
    item_id: str
    item_version: int
    stem: str
    choices: tuple[OptionView, ...]
    exhibit: Exhibit | None
    certainty: Certainty
    ask_certainty: bool
    marked: bool
    bookmarked: bool
    note: str
    next: Literal["answer", "next", "finish"]
    can_go_back: bool
    can_mark: bool = True
    feedback: Feedback | None = None
    highlights: tuple[tuple[int, int], ...] = ()

    @property
    def chosen(self) -> OptionView | None:
        """The option that stands, if one does."""
        return next((choice for choice in self.choices if choice.chosen), None)


def question_view(
    run: PracticeRun, note: Note | None, blueprint: str, today: str, link: Linker = unlinked
) -> QuestionView:
    """The question on the screen of a set that is being worked; `blueprint` is the test plan's edition."""
    item, slot, task, given = run.item, run.practice.slots[run.position - 1], run.task, run.answer
    at_end = run.wish.feedback == "end"
    if not at_end and not run.locked:
        following: Literal["answer", "next", "finish"] = "answer"
    elif (run.position < run.count) if at_end else next_open(run) is not None:
        following = "next"
    else:
        following = "finish"
    told = None
    if run.locked and given is not None and not at_end:
        told = feedback_of(
            item,
            slot,
            task.chosen,
            task.certainty,
            right=given.right,
            tutor=run.wish.tutor,
            link=link,
            blueprint=blueprint,
            today=today,
            struck=run.aid.struck,
        )
    return QuestionView(
        run.position,
        run.count,
        run.answered,
        item.id,
        item.version,
        item.stem,
        tuple(
            OptionView(
                option,
                letter,
                item.option(option).text,
                chosen=option == task.chosen,
                struck=option in run.aid.struck,
            )
            for letter, option in zip(LETTERS, slot.options, strict=True)
        ),
        item.exhibit,
        task.certainty,
        ask_certainty=run.wish.ask_certainty,
        marked=task.marked,
        bookmarked=bool(note and note.bookmarked),
        note=note.text if note else "",
        next=following,
        can_go_back=at_end and run.position > 1,
        can_mark=not run.locked,
        feedback=told,
        highlights=run.aid.highlights,
    )


def count_line(drawn: Drawn) -> str:
    """How many questions match a wish, and why there are too few."""
    if drawn.missing <= 0:
        return words.matching(drawn.matching, drawn.wished)
    gain = drawn.costs[0].matching if drawn.costs else 0
    why = words.limit_costs(drawn.limit, gain)
    return words.too_few(len(drawn.slots), drawn.matching, drawn.wished, why)


def feedback_of(
    item: Item,
    slot: SetSlot,
    chosen: str,
    certainty: Certainty,
    *,
    right: bool,
    tutor: bool,
    link: Linker,
    blueprint: str,
    today: str,
    struck: Set[str] = frozenset(),
) -> Feedback:
    """What is told after an answer; `blueprint` is the test plan's edition, `today` an ISO date, `struck` the options
    that were struck out."""
    outcome: Outcome = "right" if right else "wrong" if chosen else "blank"
    letters = dict(zip(slot.options, LETTERS, strict=True))
    reasons = tuple(
        Reason(
            letters[option],
            item.option(option).text,
            item.option(option).is_key,
            option == chosen,
            link(item.option(option).rationale) if tutor else (),
            option in struck,
        )
        for option in slot.options
    )
    return Feedback(
        outcome,
        words.verdict(outcome, letters[item.key.id]),
        words.SURE_WORDS[certainty],
        reasons,
        item.references if tutor else (),
        report_texts.provenance(item, blueprint, today) if tutor else (),
        item.is_stale(today),
    )
