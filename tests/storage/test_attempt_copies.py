"""Attempts carried from one computer to another: nothing is lost, nothing changed gets in, nothing gets in twice."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from cehrs_desktop.application.attempt_files import StillOpen, arriving, copied, take_in
from cehrs_desktop.application.ports import (
    AttemptConflict,
    AttemptCopy,
    AttemptDamaged,
    AttemptFileUnreadable,
    AttemptUnknown,
)
from cehrs_desktop.application.results import close_attempt, read_record
from cehrs_desktop.files.attempt_file import attempt_bytes, read_attempt_file
from cehrs_desktop.storage.chain import content_digest, first_link, next_link
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from tests.building import small_attempt
from tests.ended_attempts import Plan, sit
from tests.storage.test_store import START

NOW = 1_800_000_000_000


@pytest.fixture(scope="module")
def sat() -> AttemptCopy:
    """An attempt that was sat to its end on another computer."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        stored = sit(Plan()).stored
        store = open_store(Path(folder))
        store.create(stored.attempt, stored.items)
        store.append(stored.attempt.id, 0, stored.events)
        close_attempt(store, stored.attempt.id)
        copy = copied(store, stored.attempt.id)
        store.shut()
    return copy


@pytest.fixture
def store(tmp_path: Path) -> Generator[SqlAttemptStore]:
    store = open_store(tmp_path / "here")
    yield store
    store.shut()


def through_a_file(copy: AttemptCopy, folder: Path) -> AttemptCopy:
    file = folder / "one.cehrsattempt"
    file.write_bytes(attempt_bytes(copy, "0.1.0"))
    return read_attempt_file(file)


def test_it_arrives_whole_and_is_marked(sat: AttemptCopy, store: SqlAttemptStore, tmp_path: Path) -> None:
    copy = through_a_file(sat, tmp_path)
    assert copy == sat
    arrival = arriving(store, copy)
    assert (arrival.candidate, arrival.events) == ("Jordan Avery Whitfield", len(sat.events))
    assert store.lines() == (), "looking takes nothing in"
    assert take_in(store, copy, NOW)
    (line,) = store.lines()
    assert (line.id, line.state, line.taken_in_ms) == (sat.attempt_id, "complete", NOW)
    assert line.outcome is not None
    there, here = sit(Plan()), read_record(store, sat.attempt_id)
    assert here.stored.events == there.stored.events
    assert here.stored.items == there.stored.items
    assert here.outcome == there.outcome
    assert store.copy_out(sat.attempt_id) == sat, "and can be carried on"


def test_it_is_taken_in_once(sat: AttemptCopy, store: SqlAttemptStore) -> None:
    assert take_in(store, sat, NOW)
    before = store._driver.total_changes
    assert not take_in(store, sat, NOW + 1)
    assert store._driver.total_changes == before
    assert len(store.lines()) == 1


def test_another_attempt_of_the_same_id_is_left_as_it_is(sat: AttemptCopy, store: SqlAttemptStore) -> None:
    stored = sit(Plan(right={"1": 1, "2": 1, "3": 1, "4": 1, "5": 1})).stored
    store.create(stored.attempt, stored.items)
    store.append(stored.attempt.id, 0, stored.events)
    before = store.copy_out(stored.attempt.id)
    assert before.attempt_id == sat.attempt_id
    with pytest.raises(AttemptConflict):
        take_in(store, sat, NOW)
    assert store.copy_out(stored.attempt.id) == before
    assert store.lines()[0].taken_in_ms is None


def test_an_open_attempt_stays_where_it_is(store: SqlAttemptStore) -> None:
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.append(attempt.id, 0, START)
    with pytest.raises(StillOpen):
        copied(store, attempt.id)
    with pytest.raises(AttemptUnknown):
        copied(store, "nothing")


def rechained(copy: AttemptCopy) -> AttemptCopy:
    """The copy with a chain that fits its texts, as somebody could make it on purpose."""
    link = first_link(copy.header, [content_digest(text) for text in copy.items])
    for envelope in copy.events:
        link = next_link(link, envelope)
    return replace(copy, end=link)


def changed_header(copy: AttemptCopy, **changes: object) -> AttemptCopy:
    return rechained(replace(copy, header=json.dumps({**json.loads(copy.header), **changes})))


def damages(sat: AttemptCopy) -> dict[str, AttemptCopy]:
    middle = len(sat.events) // 2
    return {
        "an event changed": replace(
            sat, events=(*sat.events[:middle], sat.events[middle].replace("1", "2"), *sat.events[middle + 1 :])
        ),
        "an event gone": replace(sat, events=sat.events[:middle] + sat.events[middle + 1 :]),
        "the end gone": replace(sat, events=sat.events[:-1]),
        "two in another order": replace(
            sat,
            events=(*sat.events[:middle], sat.events[middle + 1], sat.events[middle], *sat.events[middle + 2 :]),
        ),
        "an event twice": replace(sat, events=(*sat.events, sat.events[-1])),
        "an item changed": replace(sat, items=(sat.items[0].replace("stem", "STEM"), *sat.items[1:])),
        "two items changed places": replace(sat, items=(sat.items[1], sat.items[0], *sat.items[2:])),
        "the name changed": replace(sat, header=sat.header.replace("Whitfield", "Whitfeld")),
        "another link": replace(sat, end=bytes(32)),
        "a good chain over another id": rechained(replace(sat, attempt_id="another")),
        "a good chain over items in another order": rechained(replace(sat, items=sat.items[::-1])),
        "a good chain over no events' sense": rechained(replace(sat, events=sat.events[::-1])),
        "a good chain over rubbish": rechained(replace(sat, events=("{}",))),
        "a good chain over no header": rechained(replace(sat, header="[]")),
        "half a character": changed_header(sat, candidate={"id": "\ud800", "name": "x"}),
        "half a character in the chain": replace(sat, header=sat.header + "\ud800"),
        "a number that no database holds": changed_header(sat, created_ms=2**70),
    }


def refused(store: SqlAttemptStore, copy: AttemptCopy) -> bool:
    try:
        take_in(store, copy, NOW)
    except (AttemptDamaged, StillOpen):
        return True
    return False


def test_nothing_that_was_changed_gets_in(sat: AttemptCopy, store: SqlAttemptStore) -> None:
    for what, damaged in damages(sat).items():
        assert refused(store, damaged), what
        assert store.lines() == (), what
        assert store.candidates() == (), what


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"null", b"\xff\xfe", b'{"what": "CEHRS Desktop attempt", "format": 1}', b"[" * 100_000],
)
def test_files_that_are_no_attempts(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "one.cehrsattempt"
    file.write_bytes(content)
    with pytest.raises(AttemptFileUnreadable) as told:
        read_attempt_file(file)
    assert not told.value.later


def test_a_later_file_says_so(sat: AttemptCopy, tmp_path: Path) -> None:
    file = tmp_path / "one.cehrsattempt"
    file.write_bytes(attempt_bytes(sat, "9").replace(b'"format": 1', b'"format": 2'))
    with pytest.raises(AttemptFileUnreadable) as told:
        read_attempt_file(file)
    assert told.value.later
    with pytest.raises(AttemptFileUnreadable):
        read_attempt_file(tmp_path / "none.cehrsattempt")
