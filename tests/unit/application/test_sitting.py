"""Decide, store, then move on: what a candidate keeps when storing fails or the program goes down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from cehrs_desktop.application.ports import AttemptConflict, StoreFull, StoreReadOnly, StoreUnreachable
from cehrs_desktop.application.sitting import Sitting, begin_attempt, last_sign_of_life, reopen_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.errors import CommandRefused, FormImpossible
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.session import Phase, Rules, new_session
from tests.building import (
    CANDIDATE,
    BankSource,
    MemoryAttemptStore,
    SteppingClock,
    full_bank,
    full_blueprint,
    moment,
    small_attempt,
)

ALL_MS = 125 * 60_000


def started(store: MemoryAttemptStore, rules: Rules | None = None) -> Sitting:
    """A sitting whose clock has been running since second 0 of run 1."""
    attempt, items = small_attempt(rules=rules)
    store.create(attempt, items)
    sitting = Sitting(store, attempt, items, new_session(attempt.form, attempt.rules))
    sitting.do(c.ConfirmName(at=moment()), c.AcceptAgreement(at=moment()), c.StartExam(at=moment()))
    return sitting


@pytest.mark.parametrize("fault", [StoreFull("x"), StoreReadOnly("x"), StoreUnreachable("x"), AttemptConflict("x")])
def test_what_was_not_stored_did_not_happen(fault: Exception) -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    before = sitting.session
    store.fails_with = fault
    with pytest.raises(type(fault)):
        sitting.do(c.AnswerItem(at=moment(10), position=1, option="a"), c.ShowItem(at=moment(10), position=2))
    assert sitting.session is before
    store.fails_with = None
    assert len(store.load("attempt-1").events) == before.seq


def test_two_writers_do_not_mix() -> None:
    store = MemoryAttemptStore()
    one = started(store)
    other = reopen_attempt(store, "attempt-1")
    with pytest.raises(AttemptConflict):
        one.do(c.AnswerItem(at=moment(10), position=1, option="a"))
    assert one.session.response(1).chosen is None
    assert other.session.suspended == "interrupted"


def test_an_act_of_several_commands_is_one_write_or_none() -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    writes, seq = store.writes, sitting.session.seq
    with pytest.raises(CommandRefused):
        sitting.do(c.MarkItem(at=moment(1), position=1, marked=True), c.ShowItem(at=moment(1), position=99))
    assert (store.writes, sitting.session.seq, sitting.session.response(1).marked) == (writes, seq, False)
    sitting.do(c.MarkItem(at=moment(1), position=1, marked=True), c.ShowItem(at=moment(1), position=2))
    assert (store.writes, sitting.session.seq) == (writes + 1, seq + 2)
    sitting.do(c.Tick(at=moment(2)))
    assert store.writes == writes + 1


def test_when_time_ends_the_exam_the_rest_of_the_act_is_dropped() -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    end = moment(125 * 60)
    session = sitting.do(c.AnswerItem(at=end, position=1, option="a"), c.ShowItem(at=end, position=2))
    assert (session.phase, session.ended) == (Phase.REMINDER, "time_out")
    assert session.response(1).chosen is None
    assert isinstance(store.load("attempt-1").events[-1], e.ExamEnded)


def test_the_time_of_a_fault_is_given_back() -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    store.fails_with = StoreFull("x")
    with pytest.raises(StoreFull):
        sitting.do(c.AnswerItem(at=moment(60), position=1, option="a"))
    with pytest.raises(StoreFull):
        sitting.do_after_fault(moment(60), c.AnswerItem(at=moment(300), position=1, option="a"))
    store.fails_with = None
    session = sitting.do_after_fault(moment(60), c.AnswerItem(at=moment(600), position=1, option="a"))
    assert session.response(1).chosen == "a"
    assert session.clock.left_at(moment(600)) == ALL_MS - 60_000
    assert [event.kind for event in store.load("attempt-1").events[-3:]] == [
        "exam.suspended", "exam.resumed", "exam.item_answered",
    ]  # fmt: skip


def test_a_fault_at_the_bell_still_ends_the_exam() -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    bell = moment(125 * 60)
    store.fails_with = StoreFull("x")
    with pytest.raises(StoreFull):
        sitting.do(c.Tick(at=bell))
    store.fails_with = None
    session = sitting.do_after_fault(bell, c.Tick(at=moment(125 * 60 + 90)))
    assert (session.phase, session.ended) == (Phase.REMINDER, "time_out")


def test_a_fault_while_the_clock_stands_is_only_tried_again() -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    sitting.do(c.Suspend(at=moment(10), reason="window closed"))
    session = sitting.do_after_fault(moment(20), c.Resume(at=moment(50)))
    assert session.clock.left_at(moment(50)) == ALL_MS - 10_000


def test_a_kill_gives_back_at_most_the_time_since_the_last_heartbeat() -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    sitting.do(c.AnswerItem(at=moment(10), position=1, option="a"))
    sitting.beat(moment(14))
    sitting.beat(moment(19))  # the program is killed at second 23
    session = reopen_attempt(store, "attempt-1").session
    assert session.suspended == "interrupted"
    assert session.clock.used_ms == 19_000
    assert session.response(1).chosen == "a"


def test_the_last_act_counts_when_it_is_later_than_the_heartbeat() -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    sitting.beat(moment(4))
    sitting.do(c.MarkItem(at=moment(7), position=1, marked=True))
    assert reopen_attempt(store, "attempt-1").session.clock.used_ms == 7_000


def test_a_heartbeat_of_an_earlier_run_says_nothing() -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    sitting.beat(moment(4000))
    second = reopen_attempt(store, "attempt-1")
    second.do(c.Resume(at=moment(10, "run-2")))
    assert last_sign_of_life(second.session, moment(9999, "run-1")) == moment(10, "run-2")
    third = reopen_attempt(store, "attempt-1")
    assert third.session.clock.used_ms == 4_000_000


def test_reopening_twice_records_one_interruption() -> None:
    store = MemoryAttemptStore()
    started(store)
    reopen_attempt(store, "attempt-1")
    count = len(store.load("attempt-1").events)
    assert reopen_attempt(store, "attempt-1").session.suspended == "interrupted"
    assert len(store.load("attempt-1").events) == count


def test_an_attempt_whose_time_ran_out_unseen_is_over_when_it_is_opened() -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    sitting.beat(moment(125 * 60 + 2))  # the heartbeat was stored, the end was not
    session = reopen_attempt(store, "attempt-1").session
    assert (session.phase, session.ended, session.clock.used_ms) == (Phase.REMINDER, "time_out", ALL_MS)


def test_a_pause_in_which_the_clock_stands_has_a_heartbeat_too() -> None:
    store = MemoryAttemptStore()
    sitting = started(store)
    sitting.do(c.Cover(at=moment(10), reason="pause", clock_runs=False))
    sitting.beat(moment(70))
    again = reopen_attempt(store, "attempt-1").session
    assert (again.suspended, again.last, again.clock.used_ms) == ("interrupted", moment(70), 10_000)
    other = MemoryAttemptStore()
    sitting = started(other)
    sitting.do(c.Suspend(at=moment(10), reason="window closed"))
    sitting.beat(moment(70))
    assert other.load("attempt-1").heartbeat is None


def test_no_heartbeat_is_written_before_the_exam() -> None:
    store = MemoryAttemptStore()
    attempt, items = small_attempt()
    store.create(attempt, items)
    sitting = Sitting(store, attempt, items, new_session(attempt.form, attempt.rules))
    sitting.beat(moment(5))
    assert store.load("attempt-1").heartbeat is None
    assert reopen_attempt(store, "attempt-1").session == sitting.session


def test_a_session_that_never_ran_has_no_sign_of_life() -> None:
    attempt, _ = small_attempt()
    with pytest.raises(ValueError, match="running session"):
        last_sign_of_life(new_session(attempt.form, attempt.rules), None)


def test_a_new_attempt_is_stored_with_its_exact_items_and_prefers_unseen_ones() -> None:
    store, clock = MemoryAttemptStore(), SteppingClock(moment(5))
    source = BankSource(full_bank(spare=40), full_blueprint())
    first = begin_attempt(store, source, clock, CANDIDATE, Rules(), attempt_id="one", seed="s1")
    stored = store.load("one")
    assert stored.attempt == first.attempt
    assert [item.id for item in stored.items] == [slot.item_id for slot in first.attempt.form.slots]
    assert stored.items == first.items
    assert stored.attempt.created_ms == moment(5).wall_ms
    assert stored.attempt.parameters == source.parameters
    # A form that was drawn and never begun showed nobody anything.
    again = begin_attempt(store, source, clock, CANDIDATE, Rules(), attempt_id="two", seed="s1")
    assert again.attempt.form == first.attempt.form
    first.do(c.ConfirmName(at=moment(6)), c.AcceptAgreement(at=moment(7)), c.StartExam(at=moment(8)))
    third = begin_attempt(store, source, clock, CANDIDATE, Rules(), attempt_id="three", seed="s1")
    assert not {s.item_id for s in third.attempt.form.slots} & {s.item_id for s in first.attempt.form.slots}


def test_items_past_their_review_date_are_left_out_unless_no_form_is_possible_without_them() -> None:
    # The stepping clock stands in January 2027.
    bank = full_bank(spare=5)
    stale = {item.id for item in bank if item.id.endswith("-001")}
    aged = [replace(item, review_by="2026-12-31") if item.id in stale else item for item in bank]
    fresh = [replace(item, review_by="2027-12-31") if item.id in stale else item for item in bank]

    def drawn(items: Iterable[Item]) -> set[str]:
        source = BankSource(tuple(items), full_blueprint())
        sitting = begin_attempt(
            MemoryAttemptStore(), source, SteppingClock(), CANDIDATE, Rules(), attempt_id="one", seed="s"
        )
        return {item.id for item in sitting.items}

    assert stale & drawn(fresh)
    assert not stale & drawn(aged)
    all_aged = [replace(item, review_by="2026-12-31") for item in bank]
    assert len(drawn(all_aged)) == 125


def test_an_attempt_that_cannot_be_drawn_or_stored_does_not_begin() -> None:
    store = MemoryAttemptStore()
    poor = BankSource(full_bank()[:50], full_blueprint())
    with pytest.raises(FormImpossible):
        begin_attempt(store, poor, SteppingClock(), CANDIDATE, Rules(), attempt_id="one", seed="s")
    store.fails_with = StoreReadOnly("x")
    rich = BankSource(full_bank(), full_blueprint())
    with pytest.raises(StoreReadOnly):
        begin_attempt(store, rich, SteppingClock(), CANDIDATE, Rules(), attempt_id="one", seed="s")
    assert store.lines() == ()
