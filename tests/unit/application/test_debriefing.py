"""Reading the debrief of a stored attempt and writing on its events, on a real database with its hash chain."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from cehrs_desktop.application.debriefing import ANNOTATION_LIMIT, AnnotationRefused, annotate, read_debrief
from cehrs_desktop.application.ports import AttemptDamaged, AttemptUnknown
from cehrs_desktop.application.results import close_attempt, read_record, short_outcome
from cehrs_desktop.exam.session import new_session, replay
from cehrs_desktop.rehearsal.debrief_entries import StepEntry
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from tests.building import moment
from tests.rehearsed_days import RINGS, Rehearsal, plan_of

LATER = moment(9000, run="another-run")


@pytest.fixture
def store(tmp_path: Path) -> Generator[SqlAttemptStore]:
    made = open_store(tmp_path / "data")
    yield made
    made.shut()


def lived(store: SqlAttemptStore, *, finish: bool = True) -> Rehearsal:
    one = Rehearsal(plan_of(RINGS), store=store)
    one.give("identity", "old")
    one.give("identity", "licence")
    one.done("identity")
    one.to_exam()
    one.play("rings", "hide")
    one.as_practice()
    if finish:
        one.finish()
    return one


def test_a_note_is_one_more_event_of_the_log_and_the_chain_stays_whole(store: SqlAttemptStore) -> None:
    one = lived(store)
    before = store.load("attempt-1")
    told = annotate(store, "attempt-1", 1, "  It was my old card.\n", LATER)
    after = store.load("attempt-1")  # raises when the chain is broken
    assert after.events[:-1] == before.events
    assert len(after.events) == len(before.events) + 1
    (step,) = [entry for entry in told.debrief.entries if isinstance(entry, StepEntry)]
    assert [(note.text, note.at) for note in step.annotations] == [("It was my old card.", LATER)]
    assert read_debrief(store, "attempt-1") == told
    start = new_session(one.attempt.form, one.attempt.rules)
    was, now = replay(start, before.events), replay(start, after.events)
    assert (now.phase, now.clock, now.responses, now.last) == (was.phase, was.clock, was.responses, was.last)
    assert short_outcome(read_record(store, "attempt-1")) == short_outcome(close_attempt(store, "attempt-1"))


def test_several_notes_on_one_event_are_kept_in_their_order(store: SqlAttemptStore) -> None:
    lived(store)
    annotate(store, "attempt-1", 1, "First.", LATER)
    told = annotate(store, "attempt-1", 1, "Second.", LATER)
    seen = next(one for one in told.debrief.staff if one.seq == 1)
    assert [note.text for note in seen.annotations] == ["First.", "Second."]


@pytest.mark.parametrize(
    ("seq", "text", "reason"),
    [
        (0, "a note", "no_such_event"),
        (-1, "a note", "no_such_event"),
        (1000, "a note", "no_such_event"),
        (1, "", "empty"),
        (1, " \n ", "empty"),
        (1, "x" * (ANNOTATION_LIMIT + 1), "too_long"),
    ],
)
def test_what_is_refused_stores_nothing(store: SqlAttemptStore, seq: int, text: str, reason: str) -> None:
    lived(store)
    before = store.load("attempt-1")
    with pytest.raises(AnnotationRefused) as refused:
        annotate(store, "attempt-1", seq, text, LATER)
    assert refused.value.reason == reason
    assert store.load("attempt-1") == before


def test_the_longest_note_and_half_a_character_are_taken(store: SqlAttemptStore) -> None:
    lived(store)
    annotate(store, "attempt-1", 1, "x" * ANNOTATION_LIMIT, LATER)
    told = annotate(store, "attempt-1", 2, "half \ud83d of one", LATER)
    assert store.load("attempt-1").events[-1] is not None
    (note,) = next(entry for entry in told.debrief.entries if isinstance(entry, StepEntry)).annotations[1:]
    assert note.text == "half \N{REPLACEMENT CHARACTER} of one"


def test_a_note_is_not_written_about_again(store: SqlAttemptStore) -> None:
    lived(store)
    annotate(store, "attempt-1", 1, "A note.", LATER)
    last = len(store.load("attempt-1").events)
    with pytest.raises(AnnotationRefused, match="no_such_event"):
        annotate(store, "attempt-1", last, "A note on a note.", LATER)


def test_an_attempt_that_goes_on_is_left_to_its_sitting(store: SqlAttemptStore) -> None:
    one = lived(store, finish=False)
    with pytest.raises(AnnotationRefused, match="open"):
        annotate(store, "attempt-1", 1, "A note.", LATER)
    one.finish()  # the sitting is still where the log is
    annotate(store, "attempt-1", 1, "A note.", LATER)


def test_an_attempt_without_a_day_says_so(store: SqlAttemptStore) -> None:
    one = Rehearsal(None, store=store)
    one.to_exam()
    one.finish()
    told = read_debrief(store, "attempt-1")
    assert not told.debrief.day
    assert told.debrief.entries == ()
    assert [seen.kind for seen in told.debrief.staff][-1] == "exam.survey_closed"


def test_unknown_and_damaged_attempts_are_told_as_such(store: SqlAttemptStore) -> None:
    with pytest.raises(AttemptUnknown):
        read_debrief(store, "no such attempt")
    lived(store)
    annotate(store, "attempt-1", 1, "A note.", LATER)
    store._driver.execute("UPDATE event SET envelope = replace(envelope, 'A note.', 'Another.')")
    with pytest.raises(AttemptDamaged):
        read_debrief(store, "attempt-1")


def test_the_record_knows_where_it_would_have_ended(store: SqlAttemptStore) -> None:
    lived(store)
    record = close_attempt(store, "attempt-1")
    assert record.ending is not None
    assert (record.ending.rule, record.ending.question, record.ending.practice) == ("phone", 1, True)
    (line,) = store.lines()
    assert line.outcome is not None
    assert line.outcome["practice"] is True


def test_a_day_that_was_not_ended_is_no_practice(store: SqlAttemptStore) -> None:
    one = Rehearsal(plan_of(), store=store)
    one.to_exam()
    one.finish()
    record = close_attempt(store, "attempt-1")
    assert record.ending is None
    outcome = short_outcome(record)
    assert outcome is not None
    assert outcome["practice"] is False
