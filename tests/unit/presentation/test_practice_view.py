"""Practice as values: nothing is given away early, counts say why, filters say what they mean, terms are cut out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cehrs_desktop.exam.blueprint import Blueprint, Domain, Topic
from cehrs_desktop.exam.items import Item, Option, Reference
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation.practice_end_view import ended_view
from cehrs_desktop.presentation.practice_terms import linker, term_page
from cehrs_desktop.presentation.practice_view import Piece, count_line, question_view
from cehrs_desktop.study import practice_run
from cehrs_desktop.study.drawing import Cost, Drawn
from cehrs_desktop.study.glossary import Glossary, Term
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from cehrs_desktop.study.practice_run import PracticeRun
from cehrs_desktop.study.profile import Note

PLAN = Blueprint("2020.1", "2020-01-01", None, 125, (Domain("1", "First", 100, 25, (Topic("1.1", "Topic", 100),)),))
TERM = Term("claim", "claim", ("CLM",), (), "A request for payment.", "3", ("3.4",), (), (), "", (), link=True)


def item(number: int, **changes: Any) -> Item:
    """An item whose key is b."""
    options = tuple(Option(name, f"text {name}", name == "b", f"reason {name} about a claim") for name in "abcd")
    made = Item(
        id=f"1.1-{number:03}",
        version=1,
        domain="1",
        topic="1.1",
        subtopic="1.1.a",
        level="recall",
        status="operational",
        stem=f"Stem {number}?",
        options=options,
        lock_order=False,
        references=(Reference("Authority", "section", "https://example.org"),),
        volatility="stable",
        verified_on=None,
        valid_as_of=None,
        review_by=None,
        enemies=(),
        case=None,
        ratings=(),
    )
    return replace(made, **changes)


def at(seconds: float) -> Instant:
    ms = round(seconds * 1000)
    return Instant(1_800_000_000_000 + ms, ms, "run")


def begun(wish: Wish, count: int = 2, first: Item | None = None) -> PracticeRun:
    items = tuple(first if first and number == 1 else item(number) for number in range(1, count + 1))
    slots = tuple(SetSlot(one.id, one.version, ("d", "b", "a", "c")) for one in items)
    return practice_run.begun(PracticeSet("set", "robin", "practice", 0, wish, slots), items, at(0))


def answered(run: PracticeRun, option: str, seconds: float) -> PracticeRun:
    run = practice_run.choose(run, option, at(seconds))
    return practice_run.answer(run, at(seconds))[0]


def viewed(run: PracticeRun, **more: Any) -> Any:
    return question_view(run, more.pop("note", None), "2020.1", "2026-11-22", **more)


@pytest.mark.parametrize("feedback", ["each", "end"])
def test_key_and_reasons_are_not_in_the_view_before_the_answer(feedback: Any) -> None:
    run = practice_run.choose(begun(Wish(feedback=feedback)), "b", at(5))
    view = viewed(run)
    assert view.feedback is None
    assert "reason" not in repr(view)
    assert "is_key" not in repr(view)
    assert [choice.id for choice in view.choices] == ["d", "b", "a", "c"]
    assert view.chosen.letter == "B"


def test_with_feedback_at_the_end_an_answer_tells_nothing() -> None:
    run = answered(begun(Wish(feedback="end")), "a", 5)
    assert run.answer is not None
    assert viewed(run).feedback is None


def test_a_wrong_answer_names_the_letter_of_the_key_as_it_was_shown() -> None:
    told = viewed(answered(begun(Wish()), "a", 5)).feedback
    assert (told.outcome, told.verdict) == ("wrong", words.verdict("wrong", "B"))
    assert [(one.letter, one.is_key, one.chosen) for one in told.reasons] == [
        ("A", False, False),
        ("B", True, False),
        ("C", False, True),
        ("D", False, False),
    ]
    assert told.references
    assert all(one.rationale for one in told.reasons)


def test_without_tutor_there_is_no_reason_and_no_source() -> None:
    told = viewed(answered(begun(Wish(tutor=False)), "b", 5)).feedback
    assert told.outcome == "right"
    assert not told.references
    assert not any(one.rationale for one in told.reasons)


@pytest.mark.parametrize(
    ("feedback", "steps", "following"),
    [("each", 0, "answer"), ("each", 1, "next"), ("each", 2, "finish"), ("end", 0, "next"), ("end", 1, "finish")],
)
def test_what_the_chief_button_does(feedback: Any, steps: int, following: str) -> None:
    run = begun(Wish(feedback=feedback))
    for step in range(steps):
        run = answered(run, "b", 5 + step)
        if step + 1 < steps or feedback == "end":
            run = practice_run.show(run, step + 2, at(6 + step))
    assert viewed(run).next == following


def test_note_and_bookmark_are_shown_with_their_item() -> None:
    view = viewed(begun(Wish()), note=Note("1.1-001", "mine", bookmarked=True, changed_ms=1))
    assert (view.note, view.bookmarked) == ("mine", True)


@pytest.mark.parametrize(
    ("drawn", "parts"),
    [
        (Drawn((SetSlot("a", 1, ()),), 1, 40), ("40 questions match.", "A set of 1")),
        (Drawn((SetSlot("a", 1, ()),), 1, 1), ("1 question matches.",)),
        (Drawn((), 20, 0, (Cost("pools", 12),)), ("No question matches.", "12 more", "never seen")),
        (Drawn((SetSlot("a", 1, ()),), 20, 9, (Cost("blueprint", 8),)), ("9 questions match.", "1 question of the 20")),
        (Drawn((SetSlot("a", 1, ()),), 20, 1, (Cost("bank", 0),)), ("1 question of the 20", words.BANK_SPENT)),
    ],
)
def test_the_count_says_how_many_and_why_not_more(drawn: Drawn, parts: tuple[str, ...]) -> None:
    assert all(part in count_line(drawn) for part in parts), count_line(drawn)


def test_what_came_of_a_set() -> None:
    run = answered(begun(Wish(), count=4), "a", 10)
    run = practice_run.show(run, 2, at(10))
    run = practice_run.choose(practice_run.say(run, "guess"), "a", at(20))
    run = answered(run, "b", 120)
    run = practice_run.show(run, 3, at(120))
    run = practice_run.finish(answered(run, "b", 130), at(131))[0]
    notes = {"1.1-002": Note("1.1-002", "mine", bookmarked=True, changed_ms=1)}
    view = ended_view(run, {1: ("knowledge", "10 s")}, notes, PLAN, "2026-11-22")
    assert view.total.startswith("2 of 3 right (67")
    assert view.unanswered == words.unanswered(1)
    assert [(line.name, line.right, line.count) for line in view.domains] == [("First", 2, 3)]
    shown = {which: [one.position for one in view.shown(which)] for which, _ in words.FILTERS}
    assert shown == {"all": [1, 2, 3], "wrong": [1], "marked": [], "slow": [2], "changed": [2], "guessed": [2]}
    first, second, _ = view.items
    assert first.cause is not None
    assert (first.cause.proposed, first.cause.confirmed) == ("knowledge", "")
    assert second.cause is None
    assert (second.note, second.bookmarked) == ("mine", True)
    assert view.causes_left == 1


def test_a_set_of_which_nothing_was_answered_divides_by_nothing() -> None:
    run = practice_run.finish(begun(Wish()), at(1))[0]
    view = ended_view(run, {}, {}, PLAN, "2026-11-22")
    assert (view.total, view.items, view.domains) == (words.NOTHING_ANSWERED, (), ())


def test_a_domain_that_the_test_plan_has_not_is_in_the_result() -> None:
    run = answered(begun(Wish(), first=item(1, domain="9")), "b", 5)
    run = practice_run.finish(run, at(6))[0]
    assert [line.name for line in ended_view(run, {}, {}, PLAN, "2026-11-22").domains] == ["Domain 9"]


def test_terms_are_cut_out_and_no_letter_is_lost() -> None:
    glossary = Glossary("1", (TERM,))
    link = linker(glossary)
    text = "A claim, and two claims: CLM."
    pieces = link(text)
    assert "".join(piece.text for piece in pieces) == text
    assert "claim" in [piece.text for piece in pieces if piece.term]
    assert linker(None)(text) == (Piece(text),)
    assert term_page(glossary, "claim") == ("claim (CLM)", ("A request for payment.",))
    assert term_page(glossary, "nothing") is None
    assert term_page(None, "claim") is None
