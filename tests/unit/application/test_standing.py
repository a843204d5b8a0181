"""What counts as evidence of readiness: first meetings, in exams that were mostly reached, damage left aside."""

from __future__ import annotations

from dataclasses import replace

from cehrs_desktop.application.ports import AttemptDamaged, StoredAttempt
from cehrs_desktop.application.results import AttemptRecord, close_attempt, read_record
from cehrs_desktop.application.standing import standing_at
from cehrs_desktop.exam.timing import Instant
from tests.building import MemoryAttemptStore
from tests.ended_attempts import STARTED_MS, Plan, sit


class Shelf(MemoryAttemptStore):
    """A store that can be told to lose an attempt."""

    damaged = ""

    def load(self, attempt_id: str) -> StoredAttempt:
        if attempt_id == self.damaged:
            raise AttemptDamaged("memory", attempt_id)
        return super().load(attempt_id)


def keep(store: MemoryAttemptStore, name: str, plan: Plan, days: int) -> AttemptRecord:
    stored = sit(plan).stored
    attempt = replace(stored.attempt, id=name, created_ms=STARTED_MS + days * 86_400_000)
    store.create(attempt, stored.items)
    shifted = [
        replace(event, at=Instant(event.at.wall_ms + days * 86_400_000, event.at.awake_ms, event.at.run))
        for event in stored.events
    ]
    store.append(name, 0, shifted)
    close_attempt(store, name)
    return read_record(store, name)


def test_questions_met_before_are_no_evidence() -> None:
    store = Shelf()
    first = keep(store, "one", Plan(), 0)
    again = keep(store, "two", Plan(right={"1": 28, "2": 32, "3": 15, "4": 15, "5": 10}), 10)
    before, after = standing_at(store, first), standing_at(store, again)
    assert before is not None
    assert after is not None
    assert before.items == after.items == 100
    assert abs(after.chance - before.chance) < 0.05, "a second time through known questions changes next to nothing"
    assert "ability_drifts" in after.assumptions


def test_a_clock_that_was_set_back_makes_no_question_new() -> None:
    store = Shelf()
    first = keep(store, "one", Plan(), 0)
    told = standing_at(store, first)
    again = keep(store, "two", Plan(right={"1": 28, "2": 32, "3": 15, "4": 15, "5": 10}), -30)
    assert standing_at(store, first) == told, "what comes later does not change what was"
    after = standing_at(store, again)
    assert told is not None
    assert after is not None
    assert after.items == 100
    assert abs(after.chance - told.chance) < 0.01


def test_an_exam_of_which_little_was_reached_says_nothing() -> None:
    store = Shelf()
    record = keep(store, "one", Plan(unseen=frozenset(range(40, 126))), 0)
    assert standing_at(store, record) is None


def test_an_abandoned_exam_is_no_evidence_but_its_questions_are_known() -> None:
    store = Shelf()
    keep(store, "one", Plan(abandoned=True), 0)
    record = keep(store, "two", Plan(), 1)
    assert standing_at(store, record) is None


def test_a_damaged_attempt_does_not_hide_the_others() -> None:
    store = Shelf()
    keep(store, "one", Plan(), 0)
    record = keep(store, "two", Plan(), 1)
    store.damaged = "one"
    standing = standing_at(store, record)
    assert standing is not None
    assert standing.items == 100
