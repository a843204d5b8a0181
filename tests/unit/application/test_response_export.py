"""Stored answers as a table: what counts as evidence about an item, and what does not."""

from __future__ import annotations

from dataclasses import replace

from cehrs_desktop.application.ports import AttemptDamaged, KeyCorrection, StoredAttempt
from cehrs_desktop.application.response_export import key_lines, response_table, table_lines, time_lines
from cehrs_desktop.application.results import close_attempt
from cehrs_desktop.application.sitting import Sitting
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import new_session
from tests.building import MemoryAttemptStore, moment, small_attempt


class OneDamaged(MemoryAttemptStore):
    """A store in which one attempt cannot be read."""

    def __init__(self, damaged: str) -> None:
        super().__init__()
        self._damaged = damaged

    def load(self, attempt_id: str) -> StoredAttempt:
        if attempt_id == self._damaged and len(self.lines()) > 1:
            raise AttemptDamaged("memory", attempt_id)
        return super().load(attempt_id)


def sit(store: MemoryAttemptStore, name: str, answers: dict[int, str | None], seconds: int = 40) -> None:
    """Sit the small exam: shows the questions in `answers`, answers those with an option, submits."""
    attempt, items = small_attempt(name)
    store.create(replace(attempt, created_ms=attempt.created_ms + len(store.lines())), items)
    sitting = Sitting(store, attempt, items, new_session(attempt.form, attempt.rules))
    sitting.do(c.ConfirmName(at=moment()), c.AcceptAgreement(at=moment()), c.StartExam(at=moment()))
    at = 0
    for position, option in answers.items():
        sitting.do(c.ShowItem(at=moment(at), position=position))
        at += seconds
        if option is not None:
            sitting.do(c.AnswerItem(at=moment(at), position=position, option=option))
    sitting.do(c.SubmitExam(at=moment(at)))
    sitting.do(c.AcknowledgeReminder(at=moment(at)), c.CloseSurvey(at=moment(at), answers=()))
    close_attempt(store, name)


def test_letters_blanks_and_what_was_not_reached() -> None:
    store = MemoryAttemptStore()
    sit(store, "one", {1: "a", 2: None, 3: "d"})
    table = response_table(store)
    assert list(table_lines(table)) == [
        ["attempt", "1.1-001", "1.1-003", "1.1-005", "2.1-002", "2.1-004", "2.1-006"],
        ["one", "A", "D", "NA", "-", "NA", "NA"],
    ]
    assert list(time_lines(table))[1] == ["one", "40.0", "40.0", "NA", "40.0", "NA", "NA"]
    keys = list(key_lines(table))
    assert keys[0] == ["id", "key", "status"]
    assert keys[1] == ["1.1-001", "A", "operational"]
    assert [line[2] for line in keys[1:]].count("pretest") == 1


def test_only_the_first_meeting_with_an_item_is_evidence() -> None:
    store = MemoryAttemptStore()
    sit(store, "one", {1: "a"})
    sit(store, "two", {1: "b", 2: "b"})
    table = response_table(store)
    assert [row.answers for row in table.rows] == [{"1.1-001": "a"}, {"2.1-002": "b"}]
    sit(store, "three", {1: "c", 2: "c"})
    assert len(response_table(store).rows) == 2, "an attempt without a first meeting is no row"
    assert table.repeated == 1


def test_answers_within_seconds_are_guesses() -> None:
    store = MemoryAttemptStore()
    sit(store, "one", {1: "a", 2: None}, seconds=2)
    table = response_table(store)
    assert [row.answers for row in table.rows] == [{"2.1-002": None}]
    assert table.guessed == 1


def test_an_accepted_second_key_is_in_the_key() -> None:
    store = MemoryAttemptStore()
    sit(store, "one", {1: "b"})
    store.correct(KeyCorrection(0, 1, "1.1-001", 1, "accept", "b", ""), [])
    assert list(key_lines(response_table(store)))[1] == ["1.1-001", "A/B", "operational"]


def test_a_dropped_item_is_retired_in_the_key() -> None:
    store = MemoryAttemptStore()
    sit(store, "one", {1: "b"})
    store.correct(KeyCorrection(0, 1, "1.1-001", 1, "drop", None, ""), [])
    assert list(key_lines(response_table(store)))[1] == ["1.1-001", "A", "retired"]


def test_a_damaged_attempt_is_left_out_and_counted() -> None:
    store = OneDamaged("one")
    sit(store, "one", {1: "a"})
    sit(store, "two", {1: "b"})
    table = response_table(store)
    assert [row.attempt_id for row in table.rows] == ["two"]
    assert table.damaged == 1


def test_an_attempt_without_a_result_is_left_out() -> None:
    store = MemoryAttemptStore()
    attempt, items = small_attempt("open")
    store.create(attempt, items)
    assert response_table(store).rows == ()
