"""What somebody or something else did to the file: found, told, and never made worse."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cehrs_desktop.application.ports import (
    AttemptDamaged,
    StoreDamaged,
    StoreError,
    StoreForeign,
    StoreTooNew,
)
from cehrs_desktop.exam import events as e
from cehrs_desktop.storage.migrations import STEPS
from cehrs_desktop.storage.opening import open_store, restore_backup, start_afresh
from tests.building import moment, small_attempt
from tests.storage.conftest import Opener

ACTS = tuple(e.ItemMarked(at=moment(n), position=1 + n % 6, marked=bool(n % 2)) for n in range(40))


def _filled(opened: Opener, folder: Path) -> Path:
    """A closed database with two attempts and one backup of the same."""
    store = opened()
    for name in ("first", "second"):
        attempt, items = small_attempt(name)
        store.create(attempt, items)
        store.append(name, 0, ACTS)
    assert store.back_up() is not None
    store.shut()
    return folder / "attempts.db"


def _change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


TAMPERINGS = {
    "an event's text": ("UPDATE event SET envelope = replace(envelope, 'true', 'false') WHERE attempt = 1 AND seq = 8"),
    "an event's kind": "UPDATE event SET kind = 'exam.started' WHERE attempt = 1 AND seq = 8",
    "an event's link": "UPDATE event SET hash = zeroblob(32) WHERE attempt = 1 AND seq = 8",
    "an event in the middle": "DELETE FROM event WHERE attempt = 1 AND seq = 8",
    "the last event": "DELETE FROM event WHERE attempt = 1 AND seq = 40",
    "the whole log": "DELETE FROM event WHERE attempt = 1",
    "two events' order": "UPDATE event SET seq = -seq WHERE attempt = 1 AND seq = 8",
    "the end of the log": "DELETE FROM log_end WHERE attempt = 1",
    "the header": "UPDATE attempt SET header = replace(header, '125', '999') WHERE number = 1",
    "the order of the items": "UPDATE attempt_item SET position = -position WHERE attempt = 1 AND position = 3",
    "an item of the form": "DELETE FROM attempt_item WHERE attempt = 1 AND position = 6",
    "the header of another attempt": (
        "UPDATE attempt SET header = (SELECT header FROM attempt WHERE number = 2) WHERE number = 1"
    ),
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_a_broken_chain_is_found_and_concerns_that_attempt_only(opened: Opener, folder: Path, statement: str) -> None:
    _change(_filled(opened, folder), statement)
    store = opened()
    with pytest.raises(AttemptDamaged):
        store.load("first")
    assert store.load("second").events == ACTS
    assert [line.id for line in store.lines()] == ["second", "first"]
    store.append("second", len(ACTS), ACTS[:1])
    assert len(store.load("second").events) == len(ACTS) + 1


def test_a_changed_item_is_found_by_every_attempt_that_showed_it(opened: Opener, folder: Path) -> None:
    _change(_filled(opened, folder), "UPDATE item_content SET content = replace(content, 'Why', 'What')")
    store = opened()
    for name in ("first", "second"):
        with pytest.raises(AttemptDamaged):
            store.load(name)


def test_an_event_of_a_kind_from_the_future_is_told_as_damage(opened: Opener, folder: Path) -> None:
    """The chain holds, but this program cannot know what the event means: no silent guess."""
    store = opened()
    attempt, items = small_attempt("first")
    store.create(attempt, items)
    store.append("first", 0, (e.OtherEvent(at=moment(), other_kind="exam.paused_by_proctor", body=()),))
    with pytest.raises(AttemptDamaged, match="paused_by_proctor"):
        store.load("first")


def test_flipped_bytes_anywhere_are_found_or_harmless(opened: Opener, folder: Path) -> None:
    """Flip one byte at many places of the file. Whatever opens afterwards shows what was stored, or says so."""
    whole = _filled(opened, folder)
    original = whole.read_bytes()
    found = 0
    for place in range(5, len(original), 997):
        changed = bytearray(original)
        changed[place] ^= 0x85
        whole.write_bytes(changed)
        try:
            store = open_store(folder, busy_seconds=0.05)
        except StoreError:
            found += 1
            continue
        try:
            for name in ("first", "second"):
                stored = store.load(name)
                assert stored.events == ACTS, f"byte {place}"
                assert stored.items == small_attempt()[1], f"byte {place}"
                assert stored.attempt == small_attempt(name)[0], f"byte {place}"
        except StoreError:
            found += 1
        finally:
            store.shut()
            for extra in folder.glob("attempts.db-*"):
                extra.unlink()
    assert found > 5


@pytest.mark.parametrize("keep", [1, 100, 4096, 4097, 8192, 0.5, 0.99])
def test_a_file_that_was_cut_off_offers_its_backup(opened: Opener, folder: Path, keep: float) -> None:
    path = _filled(opened, folder)
    whole = path.read_bytes()
    cut = whole[: int(keep if keep >= 1 else len(whole) * keep)]
    path.write_bytes(cut)
    with pytest.raises(StoreDamaged) as told:
        opened()
    assert [backup.attempts for backup in told.value.backups] == [2, 0]
    assert path.read_bytes() == cut, "the damaged file was touched"
    kept = restore_backup(folder, told.value.backups[0])
    assert kept is not None
    assert kept.read_bytes() == cut
    assert opened().load("first").events == ACTS


def _remove(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _scribble(path: Path) -> None:
    path.write_bytes(b"These are my notes.\n" * 400)


@pytest.mark.parametrize("what", [_remove, _empty, _scribble])
def test_no_silent_restart_from_zero_beside_backups(opened: Opener, folder: Path, what: Callable[[Path], None]) -> None:
    path = _filled(opened, folder)
    what(path)
    with pytest.raises(StoreDamaged):
        opened()
    with pytest.raises(StoreDamaged) as told:
        opened()
    assert [backup.attempts for backup in told.value.backups] == [2, 0]
    assert not path.exists() or what is not _remove
    restore_backup(folder, told.value.backups[0])
    assert opened().load("second").events == ACTS


def test_a_lost_database_with_its_log_left_is_no_first_start(opened: Opener, folder: Path) -> None:
    store = opened()
    attempt, items = small_attempt("first")
    store.create(attempt, items)
    lost = folder.with_name("lost")
    shutil.copytree(folder, lost)
    (lost / "attempts.db").unlink()
    shutil.rmtree(lost / "backups")
    left = (lost / "attempts.db-wal").read_bytes()
    assert left
    with pytest.raises(StoreDamaged) as told:
        open_store(lost)
    assert told.value.backups == ()
    assert (lost / "attempts.db-wal").read_bytes() == left


def test_an_empty_file_without_backups_is_no_first_start_either(opened: Opener, folder: Path) -> None:
    folder.mkdir()
    (folder / "attempts.db").touch()
    with pytest.raises(StoreDamaged):
        opened()


def test_people_may_start_afresh_and_keep_what_was_there(opened: Opener, folder: Path) -> None:
    path = _filled(opened, folder)
    _scribble(path)
    with pytest.raises(StoreDamaged):
        opened()
    kept = start_afresh(folder)
    assert kept is not None
    assert kept.read_bytes().startswith(b"These are my notes.")
    assert opened().lines() == ()
    assert len(list(folder.glob("backups/*"))) == 3, "the old backups stay, the new database has one of its own"


def test_a_text_file_without_any_trace_of_ours_is_foreign(opened: Opener, folder: Path) -> None:
    folder.mkdir()
    _scribble(folder / "attempts.db")
    before = (folder / "attempts.db").read_bytes()
    with pytest.raises(StoreForeign):
        opened()
    assert (folder / "attempts.db").read_bytes() == before


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_database_of_another_program_is_left_alone(opened: Opener, folder: Path, journal: str) -> None:
    folder.mkdir()
    path = folder / "attempts.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"PRAGMA journal_mode = {journal}")
    other.execute("CREATE TABLE photos (name TEXT)")
    other.execute("INSERT INTO photos VALUES ('a cat')")
    # The other program is running: its log is not merged and must stay so.
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    other.close()
    before = {file.name: file.read_bytes() for file in copy.iterdir()}
    with pytest.raises(StoreForeign):
        open_store(copy)
    assert {file.name: file.read_bytes() for file in copy.iterdir()} == before


def test_a_newer_database_is_refused_and_left_alone(opened: Opener, folder: Path) -> None:
    path = _filled(opened, folder)
    _change(path, f"PRAGMA user_version = {len(STEPS) + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreTooNew):
        opened()
    assert path.read_bytes() == before


def test_our_header_with_a_flipped_byte_is_damage_and_not_foreign(opened: Opener, folder: Path) -> None:
    path = _filled(opened, folder)
    shutil.rmtree(folder / "backups")
    whole = path.read_bytes()
    for place in (3, 70):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(StoreDamaged):
            opened()


def test_a_damaged_backup_is_not_offered_and_not_taken(opened: Opener, folder: Path) -> None:
    path = _filled(opened, folder)
    newest = max((folder / "backups").iterdir())
    newest.write_bytes(newest.read_bytes()[:9000])
    _scribble(path)
    with pytest.raises(StoreDamaged) as told:
        opened()
    assert [backup.attempts for backup in told.value.backups] == [0]
    older = told.value.backups[0]
    Path(older.path).write_bytes(b"gone bad meanwhile")
    before = path.read_bytes()
    with pytest.raises(StoreDamaged):
        restore_backup(folder, older)
    assert path.read_bytes() == before


def test_the_log_that_belongs_to_a_damaged_database_is_kept_with_it(opened: Opener, folder: Path) -> None:
    path = _filled(opened, folder)
    (folder / "attempts.db-wal").write_bytes(b"a log that no longer fits")
    _scribble(path)
    with pytest.raises(StoreDamaged) as told:
        opened()
    kept = restore_backup(folder, told.value.backups[0])
    assert kept is not None
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"a log that no longer fits"
    store = opened()
    assert store.load("first").events == ACTS


def test_a_kill_while_the_log_is_merged_is_no_damage(opened: Opener, folder: Path) -> None:
    """The first page already tells of pages that are still only in the log: both together are in order."""
    store = opened()
    attempt, items = small_attempt("first")
    store.create(attempt, items)
    store._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for at in range(0, 400, 40):
        store.append("first", at, ACTS)
    unmerged, merged = folder.with_name("unmerged"), folder.with_name("merged")
    shutil.copytree(folder, unmerged)
    store.shut()
    shutil.copytree(folder, merged)
    whole = (merged / "attempts.db").read_bytes()
    path = unmerged / "attempts.db"
    half = path.read_bytes()
    assert len(half) < len(whole)
    path.write_bytes(whole[:4096] + half[4096:])
    store = open_store(unmerged)
    try:
        assert store.load("first").events == ACTS * 10
    finally:
        store.shut()
