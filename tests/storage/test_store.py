from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.application.ports import (
    Attempt,
    AttemptConflict,
    AttemptStore,
    AttemptUnknown,
    Candidate,
    ItemReport,
    KeyCorrection,
    Rescoring,
    StoreError,
)
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.session import new_session, replay
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.storage.opening import open_store
from tests.building import CANDIDATE, MemoryAttemptStore, full_bank, moment, small_attempt
from tests.effort import effort
from tests.fixed_forms import two_forms
from tests.storage.conftest import Opener

START: tuple[e.Event, ...] = (
    e.NameConfirmed(at=moment(1)),
    e.AgreementAccepted(at=moment(2)),
    e.ExamStarted(at=moment(3)),
    e.ItemShown(at=moment(3), position=1),
)
_positions = st.integers(1, 6)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)
_instants = st.builds(moment, st.floats(0, 7000), st.sampled_from(["run-1", "run-2"]))
_events = st.one_of(
    st.builds(e.ItemAnswered, at=_instants, position=_positions, option=st.sampled_from("abcd")),
    st.builds(e.ItemMarked, at=_instants, position=_positions, marked=st.booleans()),
    st.builds(e.CommentWritten, at=_instants, position=_positions, text=_texts),
    st.builds(e.StemHighlighted, at=_instants, position=_positions, ranges=st.just(((0, 3), (5, 9)))),
    st.builds(e.ItemShown, at=_instants, position=_positions),
    st.builds(
        e.OtherEvent,
        at=_instants,
        other_kind=st.sampled_from(["proctor.warned", "venue.noise"]),
        body=st.dictionaries(_texts, _json, max_size=3).map(lambda body: tuple(body.items())),
    ),
)


def test_it_is_the_port(opened: Opener) -> None:
    store: AttemptStore = opened()
    assert store.lines() == ()


def test_an_attempt_comes_back_with_its_items_events_and_heartbeat(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.append(attempt.id, 0, START[:2])
    store.append(attempt.id, 2, START[2:])
    store.append(attempt.id, 4, ())
    store.beat(attempt.id, moment(5))
    store.beat(attempt.id, moment(10, "run-2"))
    store.shut()
    stored = opened().load(attempt.id)
    assert stored.attempt == attempt
    assert stored.items == items
    assert stored.events == START
    assert stored.heartbeat == moment(10, "run-2")


def test_reports_about_items_are_kept_in_their_order(opened: Opener) -> None:
    store = opened()
    first = ItemReport(1, "attempt-1", "pack", "1.1-001", 2, "key", "The key is the second one.")
    second = replace(first, at_ms=2, kind="other", text="odd \ud83d half")
    store.report_item(first)
    store.report_item(second)
    store.shut()
    assert opened().item_reports() == (first, replace(second, text="odd \ufffd half"))


def test_a_new_attempt_has_no_events_and_no_heartbeat(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    stored = store.load(attempt.id)
    assert (stored.events, stored.heartbeat) == ((), None)


@effort(25)
@given(batches=st.lists(st.lists(_events, max_size=5), max_size=6))
def test_replay_of_what_was_stored_gives_the_same_state(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[e.Event]]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    attempt, items = small_attempt()
    log: list[e.Event] = []
    store = open_store(folder)
    try:
        store.create(attempt, items)
        for batch in (START, *batches):
            store.append(attempt.id, len(log), batch)
            log += batch
    finally:
        store.shut()
    store = open_store(folder)
    try:
        stored = store.load(attempt.id)
    finally:
        store.shut()
    assert list(stored.events) == log
    begin = new_session(attempt.form, attempt.rules)
    assert replay(begin, stored.events) == replay(begin, log)


def test_half_a_character_in_a_comment_or_a_name_does_no_harm(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.save_candidate(replace(CANDIDATE, name="Rob\ud83din"))
    store.create(attempt, items)
    said = (e.CommentWritten(at=moment(4), position=1, text="odd \ud83d half"),)
    store.append(attempt.id, 0, said)
    assert store.load(attempt.id).events == said
    assert store.candidates() == (replace(CANDIDATE, name="Rob\ufffdin"),)


def test_the_log_of_somebody_else_is_not_written_over(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.append(attempt.id, 0, START[:2])
    for wrong in (0, 1, 3):
        with pytest.raises(AttemptConflict):
            store.append(attempt.id, wrong, START[2:])
    assert store.load(attempt.id).events == START[:2]
    store.append(attempt.id, 2, START[2:])
    assert store.load(attempt.id).events == START


def test_an_unknown_attempt_is_told_so_everywhere(opened: Opener) -> None:
    store = opened()
    with pytest.raises(AttemptUnknown):
        store.load("nobody")
    with pytest.raises(AttemptUnknown):
        store.append("nobody", 0, START)
    with pytest.raises(AttemptUnknown):
        store.beat("nobody", moment())
    with pytest.raises(AttemptUnknown):
        store.close("nobody", "complete", None)


def test_an_attempt_is_created_once_and_with_the_items_of_its_form(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    with pytest.raises(ValueError, match="items"):
        store.create(attempt, items[:-1])
    with pytest.raises(ValueError, match="items"):
        store.create(attempt, (replace(items[0], version=2), *items[1:]))
    store.create(attempt, items)
    with pytest.raises(AttemptConflict):
        store.create(attempt, items)
    assert len(store.lines()) == 1


def test_an_event_that_cannot_be_written_leaves_the_log_alone(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    nan = e.OtherEvent(at=moment(), other_kind="venue.noise", body=(("decibel", float("nan")),))
    with pytest.raises(ValueError):
        store.append(attempt.id, 0, (*START, nan))
    assert store.load(attempt.id).events == ()
    store.append(attempt.id, 0, START)


def test_candidates_are_in_order_and_can_be_renamed(opened: Opener) -> None:
    store = opened()
    store.save_candidate(Candidate("b", "Berit"))
    store.save_candidate(Candidate("a", "Ana"))
    store.save_candidate(Candidate("b", "Berit Ø"))
    assert store.candidates() == (Candidate("b", "Berit Ø"), Candidate("a", "Ana"))


def test_a_new_name_is_in_the_list_and_the_old_one_in_the_attempt(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.save_candidate(replace(CANDIDATE, name="Robin Married"))
    assert store.lines()[0].candidate_name == "Robin Married"
    assert store.load(attempt.id).attempt.candidate == CANDIDATE


def test_lines_are_newest_first_with_state_and_outcome(opened: Opener) -> None:
    store = opened()
    for number in (2, 3, 1):
        attempt, items = small_attempt(f"attempt-{number}")
        store.create(_by(attempt, f"person-{number % 2}", number), items)
    store.close("attempt-2", "complete", {"scaled": 401, "passed": True})
    store.close("attempt-3", "abandoned", None)
    assert [(line.id, line.state, line.outcome) for line in store.lines()] == [
        ("attempt-3", "abandoned", None),
        ("attempt-2", "complete", {"scaled": 401, "passed": True}),
        ("attempt-1", "open", None),
    ]
    assert [line.id for line in store.lines("person-1")] == ["attempt-3", "attempt-1"]
    assert store.lines("nobody") == ()
    assert store.lines()[0].form_name == small_attempt()[0].form.name


def test_only_forms_whose_exam_was_started_were_seen(opened: Opener) -> None:
    store = opened()
    memory = MemoryAttemptStore()
    for number, events in enumerate((START, START[:2], START, ())):
        attempt, items = small_attempt(f"attempt-{number}")
        mine = _by(attempt, "me", number) if number < 3 else _by(attempt, "other", number)
        for one in (store, memory):
            one.create(mine, items)
            one.append(mine.id, 0, events)
    assert set(store.times_seen("me").values()) == {2}
    assert store.times_seen("me") == memory.times_seen("me")
    assert store.times_seen("other") == {}
    assert store.times_seen("nobody") == {}


def test_the_same_item_in_many_attempts_is_stored_once(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt("attempt-0")
    for number in range(4):
        store.create(replace(attempt, id=f"attempt-{number}"), items)
    changed = replace(items[0], stem="Reworded.", version=2)
    slots = (replace(attempt.form.slots[0], item_version=2), *attempt.form.slots[1:])
    store.create(replace(attempt, id="new", form=replace(attempt.form, slots=slots)), (changed, *items[1:]))
    assert store._driver.execute("SELECT count(*) FROM item_content").fetchone() == (len(items) + 1,)
    assert store.load("new").items[0] == changed
    assert store.load("attempt-0").items[0] == items[0]


def test_another_thread_is_refused(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    refused: list[BaseException] = []

    def elsewhere() -> None:
        for act in (lambda: store.append(attempt.id, 0, START), store.lines, lambda: store.beat(attempt.id, moment())):
            try:
                act()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at below
                refused.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(refused) == 3
    assert all("thread" in str(error) for error in refused)
    assert store.load(attempt.id).events == ()


def test_a_heartbeat_is_no_event(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    end = store._driver.execute("SELECT * FROM log_end").fetchall()
    store.beat(attempt.id, Instant(1, 2, "run"))
    assert store._driver.execute("SELECT * FROM log_end").fetchall() == end
    assert store.load(attempt.id).events == ()


def test_what_was_stored_is_in_the_file_before_the_call_returns(opened: Opener) -> None:
    """With the log that has not been merged yet: another connection over copies of the files sees the event."""
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.append(attempt.id, 0, START)
    elsewhere = store.path.parent.with_name("copy")
    elsewhere.mkdir()
    for name in ("attempts.db", "attempts.db-wal"):
        # Not by opening the live file here: closing it would drop the store's POSIX locks in this process.
        _copy_from_outside(store.path.with_name(name), elsewhere / name)
    connection = sqlite3.connect(elsewhere / "attempts.db")
    try:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (len(START),)
    finally:
        connection.close()


def _copy_from_outside(source: object, target: object) -> None:
    copy = "import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])"
    subprocess.run([sys.executable, "-c", copy, str(source), str(target)], check=True)


def _by(attempt: Attempt, candidate_id: str, created_ms: int) -> Attempt:
    return replace(attempt, candidate=Candidate(candidate_id, candidate_id.title()), created_ms=created_ms)


def test_forms_that_were_kept_come_back_whole(opened: Opener) -> None:
    first, second = two_forms(full_bank(spare=30))
    store = opened()
    store.keep_form(first)
    store.keep_form(second)
    with pytest.raises(AttemptConflict):
        store.keep_form(first)
    store.shut()
    again = opened()
    assert again.kept_forms() == (first, second)


def test_a_kept_form_that_cannot_be_read_is_left_out(opened: Opener) -> None:
    first, second = two_forms(full_bank(spare=30))
    store = opened()
    store.keep_form(first)
    store.keep_form(second)
    store._driver.execute("UPDATE kept_form SET content = '{}' WHERE number = 1")
    assert store.kept_forms() == (second,)


def test_an_attempt_on_an_assembled_form_keeps_its_table(opened: Opener) -> None:
    bank = {item.id: item for item in full_bank(spare=30)}
    fixed = two_forms(bank.values())[0]
    attempt, _ = small_attempt()
    attempt = replace(attempt, form=fixed.form, table=fixed.table)
    store = opened()
    store.create(attempt, [bank[slot.item_id] for slot in fixed.form.slots])
    assert store.load(attempt.id).attempt == attempt


def test_a_correction_and_what_it_changed_are_stored_in_one_act(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.close(attempt.id, "complete", {"score": 380})
    correction = KeyCorrection(0, 5, items[0].id, 1, "accept", "b", "the rule changed")
    change = Rescoring(0, attempt.id, {"score": 380}, {"score": 391})
    made = store.correct(correction, [change])
    assert made == replace(correction, number=1)
    with pytest.raises(StoreError):
        store.correct(correction, [replace(change, attempt_id="nobody")])
    store.shut()
    again = opened()
    assert again.corrections() == (made,)
    assert again.rescorings() == (replace(change, correction=1),)
    assert again.lines()[0].outcome == {"score": 391}
