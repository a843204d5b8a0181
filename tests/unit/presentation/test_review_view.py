"""The review: what is right, what is slow, what the filters let through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cehrs_desktop.application.ports import KeyCorrection
from cehrs_desktop.application.results import record_of
from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.review_view import ReviewFilter, ReviewView, review_view, slow_limit_ms
from tests.ended_attempts import Plan, sit

TODAY = "2026-11-22"
PLAN = Plan(
    blank=frozenset({7}),
    marked=frozenset({4, 7}),
    changed=frozenset({4}),
    highlighted=frozenset({4}),
    struck=frozenset({9}),
    commented={4: "why not B"},
    seconds={20: 80, 21: 81, 22: 82},
)


def reviewed(plan: Plan = PLAN) -> ReviewView:
    return review_view(sit(plan), TODAY)


def positions(view: ReviewView, which: ReviewFilter) -> list[int]:
    return [item.position for item in view.shown(which)]


def test_outcomes_agree_with_the_score() -> None:
    record = sit(PLAN)
    view = review_view(record, TODAY)
    assert record.outcome is not None
    scored_right = [item for item in view.items if item.outcome == "right" and not item.pretest]
    assert len(scored_right) == record.outcome.raw
    assert len(view.items) == 125


def test_filters_let_through_what_they_say() -> None:
    view = reviewed()
    assert positions(view, ReviewFilter.ALL) == list(range(1, 126))
    assert positions(view, ReviewFilter.BLANK) == [7]
    assert positions(view, ReviewFilter.MARKED) == [4, 7]
    assert positions(view, ReviewFilter.CHANGED) == [4]
    assert len(positions(view, ReviewFilter.PRETEST)) == 25
    wrong = view.shown(ReviewFilter.WRONG)
    assert wrong
    assert all(any(option.chosen and not option.is_key for option in item.options) for item in wrong)
    assert 7 not in positions(view, ReviewFilter.WRONG)


def test_slow_is_above_twice_the_median_and_never_below_a_minute() -> None:
    # The median is 40 s, so the limit is 80 s, and 80 s itself is not above it.
    assert positions(reviewed(), ReviewFilter.SLOW) == [21, 22]
    quick = Plan(seconds={**dict.fromkeys(range(1, 126), 10), 5: 59, 6: 60, 8: 61})
    assert positions(reviewed(quick), ReviewFilter.SLOW) == [8]
    assert slow_limit_ms([]) == 60_000
    assert slow_limit_ms([50_000, 90_000]) == 140_000


def test_the_rule_for_slow_is_told_with_its_numbers() -> None:
    rule = reviewed().slow_rule.replace(words.NBSP, " ")
    assert "median time of 40 s" in rule
    assert "more than 1 min 20 s" in rule


def test_questions_never_seen_do_not_pull_the_median_down() -> None:
    unseen = frozenset(range(30, 126))
    assert positions(reviewed(Plan(unseen=unseen, seconds={3: 79})), ReviewFilter.SLOW) == []


def test_an_item_shows_its_options_as_the_candidate_saw_them() -> None:
    record = sit(PLAN)
    view = review_view(record, TODAY)
    for item, slot, stored in zip(view.items, record.session.form.slots, record.stored.items, strict=True):
        assert [option.text for option in item.options] == [stored.option(o).text for o in slot.option_order]
        assert [option.rationale for option in item.options] == [stored.option(o).rationale for o in slot.option_order]
        assert [option.letter for option in item.options] == list("ABCD")
        assert sum(option.is_key for option in item.options) == 1


def test_an_item_carries_the_candidates_marks() -> None:
    view = reviewed()
    fourth, ninth = view.items[3], view.items[8]
    assert (fourth.comment, fourth.highlights) == ("why not B", ((6, 20), (35, 43)))
    assert "changed once" in fourth.states
    assert fourth.marked
    assert sum(option.struck for option in ninth.options) == 1
    assert "marked" in fourth.line
    assert view.items[6].heading == "Question 7: left blank"


def test_pretest_is_revealed_in_words() -> None:
    view = reviewed()
    for item in view.items:
        assert (words.PRETEST in item.states) is item.pretest


def test_an_abandoned_attempt_keeps_its_items_unrevealed() -> None:
    with pytest.raises(ValueError, match="no review"):
        reviewed(Plan(abandoned=True))


def test_a_corrected_key_is_right_here_too_and_a_dropped_item_says_so() -> None:
    record = sit(Plan())
    shown = zip(record.stored.attempt.form.slots, record.stored.items, record.session.responses, strict=True)
    place, item, chosen = next(
        (n, item, response.chosen)
        for n, (slot, item, response) in enumerate(shown, 1)
        if slot.scored and response.chosen not in (None, item.key.id)
    )
    accepted = KeyCorrection(1, 0, item.id, item.version, "accept", chosen, "")
    again = review_view(record_of(record.stored, [accepted]), "2026-11-24").items[place - 1]
    assert again.outcome == "right"
    assert sum(option.is_key for option in again.options) == 2
    dropped = replace(accepted, action="drop", option=None)
    gone = review_view(record_of(record.stored, [dropped]), "2026-11-24").items[place - 1]
    assert gone.outcome == "wrong"
    assert words.DROPPED in gone.states
