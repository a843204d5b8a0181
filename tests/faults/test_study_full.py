"""No room left, or no right to write: a practice answer is refused, everything before it is as it was."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from cehrs_desktop.application.ports import StoreFull, StoreReadOnly
from cehrs_desktop.application.study_ports import StoredCard
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.study.past_sums import pasts_of
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from cehrs_desktop.study.profile import Note
from tests.faults.study_writer import WHO, answer, item

MOST = 3000


def _begun(store: SqlAttemptStore) -> None:
    store.save_candidate(WHO)
    items = [replace(item(n % 20), id=f"1.1-{n:04}") for n in range(60)]
    slots = tuple(SetSlot(one.id, 1, ("a", "b", "c", "d")) for one in items)
    store.study.begin_set(PracticeSet("set", WHO.id, "practice", 1, Wish(), slots), items)


def _keep(store: SqlAttemptStore, number: int) -> None:
    at = number % 60 + 1
    store.study.keep_answer(
        WHO.id, replace(answer(number), run_id="set", position=at, item_id=f"1.1-{at - 1:04}"), number
    )
    store.study.keep_note(WHO.id, Note(f"1.1-{number:05}", "words " * 200, False, number))


def _fill(store: SqlAttemptStore) -> int:
    for number in range(MOST):
        try:
            _keep(store, number)
        except StoreFull:
            return number
    pytest.fail("it never became full")


def _write_notes(store: SqlAttemptStore) -> None:
    for number in range(MOST):
        store.study.keep_note(WHO.id, Note(f"2.1-{number:05}", "more " * 300, False, number))


def _in_step(store: SqlAttemptStore) -> None:
    answers = store.study.answers(WHO.id)
    ordinals = {run.id: run.ordinal for run in store.study.runs(WHO.id)}
    assert store.study.item_pasts(WHO.id) == pasts_of(answers, ordinals)
    assert len(store.study.search(WHO.id, "words", most=MOST)) == len(store.study.notes(WHO.id))
    assert store._driver.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_no_more_pages_in_the_database(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    try:
        _begun(store)
        (pages,) = store._driver.execute("PRAGMA page_count").fetchone()
        store._driver.execute(f"PRAGMA max_page_count = {pages + 30}")
        kept = _fill(store)
        assert kept > 0
        _in_step(store)
        before = store.study.answers(WHO.id), store.study.load_set("set")
        with pytest.raises(StoreFull):
            store.study.keep_cards(WHO.id, [StoredCard(f"1.1-{n:04}", n, {"x": "y" * 900}) for n in range(300)])
        assert store.study.cards(WHO.id) == ()
        assert (store.study.answers(WHO.id), store.study.load_set("set")) == before
        store._driver.execute("PRAGMA max_page_count = 1000000")
        for number in range(kept, kept + 5):
            _keep(store, number)
        _in_step(store)
    finally:
        store.shut()


def test_a_full_disk_refuses_and_keeps_the_rest(small_disk: Path) -> None:
    folder = small_disk / "data"
    store = open_store(folder)
    try:
        _begun(store)
        ballast = small_disk / "holiday.mov"
        ballast.write_bytes(bytes(200_000))
        _fill(store)
        _in_step(store)
        kept = store.study.notes(WHO.id)
        with pytest.raises(StoreFull):
            _write_notes(store)
        assert store.study.notes(WHO.id).items() >= kept.items()
        ballast.unlink()
        store.study.keep_note(WHO.id, Note("3.1-00001", "room again", False, 1))
        assert len(store.study.search(WHO.id, "room again")) == 1
    finally:
        store.shut()
    store = open_store(folder)
    try:
        assert "3.1-00001" in store.study.notes(WHO.id)
    finally:
        store.shut()


def test_erasing_on_a_full_disk_erases_or_leaves_all_there(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    try:
        _begun(store)
        for number in range(30):
            _keep(store, number)
        store.back_up()
        store._driver.execute("PRAGMA query_only = ON")
        with pytest.raises(StoreReadOnly):
            store.people.erase(WHO.id)
        store._driver.execute("PRAGMA query_only = OFF")
        assert len(store.study.answers(WHO.id)) == 30, (
            "the copies are freed, the database is not: it can be asked again"
        )
        done = store.people.erase(WHO.id)
        assert (done.failed, done.swept) == ((), True)
        assert store.candidates() == ()
    finally:
        store.shut()


def test_a_database_that_cannot_be_written_is_told_so(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    try:
        _begun(store)
        store._driver.execute("PRAGMA query_only = ON")
        for act in (
            lambda: _keep(store, 0),
            lambda: store.study.end_set("set", 1),
            lambda: store.study.keep_clock("set", 1),
            lambda: store.study.index_terms((("a", "b", "c"),), "1"),
            lambda: store.study.keep_note(WHO.id, Note("a", "b", True, 1)),
            lambda: store.people.set_pin(WHO.id, "1234"),
        ):
            with pytest.raises(StoreReadOnly):
                act()
        store._driver.execute("PRAGMA query_only = OFF")
        assert store.study.load_set("set").state == "open"
        assert store.study.answers(WHO.id) == ()
        assert store.study.notes(WHO.id) == {}
    except sqlite3.Error as error:  # pragma: no cover - only a port's error may come out
        pytest.fail(str(error))
    finally:
        store.shut()
