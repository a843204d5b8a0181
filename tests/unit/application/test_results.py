"""What came of an attempt, from its own stored items alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cehrs_desktop.application.ports import StoredAttempt
from cehrs_desktop.application.results import TWO_DAYS_MS, close_attempt, read_record, record_of, short_outcome
from cehrs_desktop.application.sitting import Sitting
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules, new_session
from cehrs_desktop.psychometrics.scoring import difficulty, raw_cut
from tests.building import PARAMETERS, MemoryAttemptStore, moment, small_attempt

KEYS = ("a", "b", "c", "d", "a", "b")
"""The right options of the small exam; question 2 is its pretest item."""


def sat(answers: dict[int, str], *, rules: Rules | None = None, submit: bool = True) -> MemoryAttemptStore:
    store = MemoryAttemptStore()
    attempt, items = small_attempt(rules=rules)
    store.create(attempt, items)
    sitting = Sitting(store, attempt, items, new_session(attempt.form, attempt.rules))
    sitting.do(c.ConfirmName(at=moment()), c.AcceptAgreement(at=moment()), c.StartExam(at=moment()))
    for position, option in answers.items():
        sitting.do(c.ShowItem(at=moment(position), position=position))
        sitting.do(c.AnswerItem(at=moment(position), position=position, option=option))
    if submit:
        sitting.do(c.SubmitExam(at=moment(100)))
    return store


def right(*wrong: int) -> dict[int, str]:
    return {n: "abcd"[("abcd".index(key) + (n in wrong)) % 4] for n, key in enumerate(KEYS, 1)}


def test_the_score_counts_right_scored_items() -> None:
    record = read_record(sat(right(3)), "attempt-1")
    assert record.outcome is not None
    assert (record.outcome.raw, record.outcome.count) == (4, 5)
    difficulties = [
        difficulty((rating.probability for rating in item.ratings), PARAMETERS)
        for item in record.stored.items
        if item.status != "pretest"
    ]
    assert record.outcome.cut == pytest.approx(raw_cut(difficulties, PARAMETERS))
    assert {domain.domain: (domain.right, domain.count) for domain in record.outcome.domains} == {
        "1": (2, 3),
        "2": (2, 2),
    }


def test_a_pretest_item_never_changes_the_score() -> None:
    outcomes = {
        name: read_record(sat(answers), "attempt-1").outcome
        for name, answers in {
            "right": right(),
            "wrong": right(2),
            "blank": {n: option for n, option in right().items() if n != 2},
        }.items()
    }
    assert outcomes["right"] == outcomes["wrong"] == outcomes["blank"]


def test_a_blank_counts_as_wrong() -> None:
    blank = {n: option for n, option in right().items() if n != 4}
    assert read_record(sat(blank), "attempt-1").outcome == read_record(sat(right(4)), "attempt-1").outcome
    nothing = read_record(sat({}), "attempt-1").outcome
    assert nothing is not None
    assert (nothing.raw, nothing.score, nothing.passed) == (0, 200, False)


def test_the_last_choice_counts() -> None:
    store = sat(right(1), submit=False)
    stored = store.load("attempt-1")
    sitting = Sitting(store, stored.attempt, stored.items, record_of(stored).session)
    sitting.do(c.ShowItem(at=moment(50), position=1), c.AnswerItem(at=moment(51), position=1, option="a"))
    sitting.do(c.SubmitExam(at=moment(52)))
    record = read_record(store, "attempt-1")
    assert record.outcome is not None
    assert record.outcome.raw == 5
    assert record.timelines[0].choices == ("b", "a")


def test_the_result_comes_from_the_stored_items_whatever_the_bank_says_today() -> None:
    """The stored items are scored: other keys stored give another result, and no item source is asked at all."""
    stored = sat(right()).load("attempt-1")
    rekeyed = tuple(
        replace(item, options=tuple(replace(o, is_key=o.id == "d") for o in item.options)) for item in stored.items
    )
    other = record_of(StoredAttempt(stored.attempt, rekeyed, stored.events, None)).outcome
    own = record_of(stored).outcome
    assert own is not None
    assert other is not None
    assert (own.raw, other.raw) == (5, 1)


def test_the_result_keeps_the_parameters_the_attempt_began_with() -> None:
    stored = sat(right(3)).load("attempt-1")
    harder = replace(PARAMETERS, version="later", theta_cut=0.5)
    later = record_of(replace(stored, attempt=replace(stored.attempt, parameters=harder))).outcome
    own = record_of(stored).outcome
    assert own is not None
    assert later is not None
    assert own.cut != later.cut or own.exact != later.exact


@pytest.mark.parametrize(("choice", "wait_ms"), [("now", 0), ("two_days", TWO_DAYS_MS)])
def test_a_result_is_shown_now_or_in_two_days(choice: str, wait_ms: int) -> None:
    record = read_record(sat(right(), rules=Rules(result=choice)), "attempt-1")
    assert record.ended_ms == moment(100).wall_ms
    assert record.visible_ms == moment(100).wall_ms + wait_ms


def test_an_attempt_that_was_not_ended_has_no_result() -> None:
    store = sat(right(), submit=False)
    record = read_record(store, "attempt-1")
    assert (record.outcome, record.ended_ms, record.visible_ms) == (None, None, None)
    stored = store.load("attempt-1")
    Sitting(store, stored.attempt, stored.items, record.session).do(c.AbandonAttempt(at=moment(200), reason="x"))
    closed = close_attempt(store, "attempt-1")
    assert closed.outcome is None
    assert [(line.state, line.outcome) for line in store.lines()] == [("abandoned", None)]


def test_closing_waits_until_the_attempt_is_over_and_then_keeps_a_short_result() -> None:
    store = sat(right(3), rules=Rules(result="two_days"))
    close_attempt(store, "attempt-1")
    assert store.lines()[0].state == "open"  # reminder and survey are still to come
    stored = store.load("attempt-1")
    sitting = Sitting(store, stored.attempt, stored.items, record_of(stored).session)
    sitting.do(c.AcknowledgeReminder(at=moment(101)), c.CloseSurvey(at=moment(102)))
    record = close_attempt(store, "attempt-1")
    line = store.lines()[0]
    assert line.state == "complete"
    assert line.outcome == short_outcome(record) == json.loads(json.dumps(line.outcome))
    assert line.outcome is not None
    assert (line.outcome["raw"], line.outcome["count"], line.outcome["used_ms"]) == (4, 5, 100_000)
    assert line.outcome["shares"] == {"1": pytest.approx(2 / 3), "2": 1.0}
    assert line.outcome["visible_ms"] == moment(100).wall_ms + TWO_DAYS_MS
