"""Which evidence makes which cause, in the order in which the rules are asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cehrs_desktop.study.causes import Context, Sign, contexts, plan_weight, reading_length, remedy, sorted_cause
from cehrs_desktop.study.past import Cause
from tests.building import EVERY_PART, make_item
from tests.study_answers import answer, run

KNOWN = Context(own_ms=60_000, usual_ms=60_000, run_items=100)


def codes(context: Context = KNOWN, **changes: Any) -> tuple[Cause, set[str]]:
    missed: dict[str, Any] = {"right": False, "position": 10, **changes}
    cause, signs = sorted_cause(answer(**missed), context)
    return cause, {sign.code for sign in signs}


def test_a_right_answer_has_no_cause() -> None:
    assert sorted_cause(answer(certainty="guess", spent_ms=1), KNOWN) == ("", ())


@pytest.mark.parametrize(
    ("changes", "context", "cause", "sign"),
    [
        ({"choices": (), "timed_out": True}, KNOWN, "out_of_time", "time_over"),
        ({"choices": (), "visits": 0}, KNOWN, "out_of_time", "not_shown"),
        ({"choices": ()}, KNOWN, "knowledge", "blank"),
        ({"choices": ("a", "b"), "left_right": True, "certainty": "guess"}, KNOWN, "changed_from_right", "left_right"),
        ({"certainty": "guess"}, KNOWN, "guessed", "guess"),
        ({"spent_ms": 5_000}, KNOWN, "guessed", "rapid"),
        ({"spent_ms": 2_900}, Context(), "guessed", "rapid"),
        ({"spent_ms": 5_000}, Context(), "knowledge", "seconds"),
        ({"spent_ms": 20_000}, KNOWN, "misread", "hasty"),
        ({"spent_ms": 20_000, "certainty": "sure"}, KNOWN, "misread", "sure"),
        ({"spent_ms": 20_000, "certainty": "unsure"}, KNOWN, "knowledge", "unsure"),
        ({"spent_ms": 20_000, "marked": True}, KNOWN, "knowledge", "marked"),
        ({"spent_ms": 20_000, "choices": ("a", "b")}, KNOWN, "knowledge", "choices"),
        ({"spent_ms": 20_000, "marked": True}, replace(KNOWN, right_before=True), "misread", "right_before"),
        ({"certainty": "sure"}, KNOWN, "knowledge", "sure"),
        ({"spent_ms": 100_000}, KNOWN, "knowledge", "long"),
        ({"spent_ms": 5_000, "position": 95}, replace(KNOWN, run_timed_out=True), "out_of_time", "near_end"),
        ({"spent_ms": 20_000, "position": 95}, replace(KNOWN, run_timed_out=True), "out_of_time", "hasty"),
        ({"spent_ms": 20_000, "position": 50}, replace(KNOWN, run_timed_out=True), "misread", "hasty"),
        ({"spent_ms": 20_000, "position": 95}, KNOWN, "misread", "hasty"),
    ],
)
def test_the_evidence_decides(changes: dict[str, Any], context: Context, cause: Cause, sign: str) -> None:
    told, signs = codes(context, **changes)
    assert told == cause
    assert sign in signs


def test_the_times_are_told_in_seconds() -> None:
    _, signs = sorted_cause(answer(right=False, spent_ms=20_000), KNOWN)
    assert Sign("time", (20.0, 60.0)) in signs


def test_the_usual_time_follows_how_much_there_is_to_read() -> None:
    earlier = run("before", [True] * 20)
    lengths = {one.item_id: 400 for one in earlier} | {"1.1-0900": 800, "1.1-0901": 200}
    missed = [
        answer("1.1-0900", run_id="now", position=1, right=False),
        answer("1.1-0901", run_id="now", position=2, right=False),
    ]
    found = contexts(missed, earlier, lengths)
    assert found[1].own_ms == found[2].own_ms == 45_000
    assert found[1].expected_ms == pytest.approx(67_500)
    assert found[2].expected_ms == pytest.approx(33_750)


def test_few_answers_make_no_usual_time() -> None:
    found = contexts(run("now", [False] * 3), (), {})
    assert found[1].expected_ms is None


def test_answers_of_the_same_place_come_first() -> None:
    exams = run("exam", [True] * 30, spent_ms=50_000)
    practice = run("set", [True] * 12, first=100, place="practice", spent_ms=20_000)
    now = run("now", [False], first=200, place="practice", spent_ms=20_000)
    assert contexts(now, (*exams, *practice), {})[1].own_ms == 20_000
    assert contexts(now, exams, {})[1].own_ms == 50_000, "nothing else is known"


def test_what_was_answered_right_before_is_known() -> None:
    earlier = (answer("1.1-0000", right=False), answer("1.1-0000", right=True))
    found = contexts(run("now", [False, False]), earlier, {})
    assert found[1].right_before
    assert not found[2].right_before


def test_a_run_that_was_not_answered_whole_keeps_its_size() -> None:
    found = contexts(run("now", [False] * 10, timed_out=True), (), {}, run_items=100)
    assert found[1].run_items == 100
    assert found[1].run_timed_out
    assert contexts((), (), {}) == {}


def test_an_exhibit_is_read_too() -> None:
    plain = make_item("1.1-0001")
    assert reading_length(replace(plain, exhibit=EVERY_PART)) > reading_length(plain) > len(plain.stem)


def test_study_helps_what_was_not_known_most() -> None:
    causes: tuple[Cause, ...] = ("knowledge", "misread", "changed_from_right", "out_of_time", "guessed", "")
    assert {cause: remedy(cause) for cause in causes} == {
        "knowledge": "study",
        "misread": "reading",
        "changed_from_right": "changing",
        "out_of_time": "pace",
        "guessed": "study",
        "": "study",
    }
    assert all(0 < plan_weight(cause) <= 1 for cause in causes)
    assert plan_weight("knowledge") == plan_weight("guessed") == 1 > plan_weight("misread")
