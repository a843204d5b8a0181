"""Backups from inside the program: drilled before they are offered, put back with what was there kept beside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cehrs_desktop.application import backups as use
from cehrs_desktop.application.ports import StoreDamaged
from cehrs_desktop.storage import backups
from cehrs_desktop.storage.backup_place import BackupFolder
from cehrs_desktop.storage.migrations import STEPS
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.study.profile import Note
from tests.building import small_attempt
from tests.storage.conftest import Opener
from tests.storage.test_store import START

WHO = small_attempt()[0].candidate.id


def attempted(store: SqlAttemptStore, attempt_id: str) -> None:
    """An attempt with some acts."""
    attempt, items = small_attempt(attempt_id)
    store.create(attempt, items)
    store.append(attempt_id, 0, START)


@pytest.fixture
def store(opened: Opener) -> SqlAttemptStore:
    """One attempt in a backup, one after it."""
    made = opened()
    attempted(made, "first")
    made.back_up()
    attempted(made, "second")
    return made


def test_a_backup_is_made_when_there_is_something_new(store: SqlAttemptStore) -> None:
    made = use.make(store)
    assert made.backup is not None
    assert (made.backup.attempts, made.problem) == (2, "")
    assert use.make(store) == use.Made(None)
    store.study.keep_note(WHO, Note("1.1-001", "words", False, 1))
    assert use.make(store).backup is not None


def test_every_copy_is_drilled(store: SqlAttemptStore, folder: Path) -> None:
    place = BackupFolder(folder)
    use.make(store)
    heard: list[object] = []
    drills = use.listed(place, heard.append)
    assert list(drills) == heard
    assert [drill.attempts for drill in drills] == [2, 1, 0]
    assert all(drill.good and not drill.damaged for drill in drills)
    assert drills[0].learners == 1
    assert drills[0].newest_ms == small_attempt()[0].created_ms
    newest, middle, oldest = (Path(drill.file.path) for drill in drills)
    with closing(sqlite3.connect(middle)) as copy, copy:
        copy.execute("UPDATE event SET envelope = replace(envelope, 'exam', 'ex4m') WHERE seq = 2")
    whole = newest.read_bytes()
    newest.write_bytes(whole[: len(whole) // 2])
    oldest.write_bytes(b"")
    bad, forged, empty = use.listed(place)
    assert bad.problem
    assert not bad.good
    assert not empty.good
    assert (forged.good, forged.damaged) == (True, ("first",)), "whole, and one attempt in it is not"
    assert newest.read_bytes() == whole[: len(whole) // 2], "a drill changes nothing"


def test_a_backup_is_put_back_and_so_is_what_it_replaced(store: SqlAttemptStore, opened: Opener, folder: Path) -> None:
    place = BackupFolder(folder)
    older = next(file for file in place.files() if place.drill(file).attempts == 1)
    done = use.restore(place, store, older, 1_800_000_000_000)
    assert done.done
    assert Path(done.kept).parent == folder
    now = opened()
    assert [line.id for line in now.lines()] == ["first"]
    (beside,) = [file for file in place.files() if file.kind == "replaced"]
    assert beside.path == done.kept
    back = use.restore(place, now, beside, 1_700_000_000_000)
    assert back.done
    assert back.kept != done.kept, "a clock set back gives no name twice"
    again = opened()
    assert sorted(line.id for line in again.lines()) == ["first", "second"]
    assert again.load("second").events == START


def test_a_damaged_backup_is_told_and_changes_nothing(store: SqlAttemptStore, folder: Path) -> None:
    place = BackupFolder(folder)
    (file, *_) = place.files()
    path = Path(file.path)
    path.write_bytes(path.read_bytes()[:-4096] + bytes(4096))
    before = sorted(one.name for one in folder.rglob("*"))
    told = use.restore(place, store, file, 1)
    assert not told.done
    assert told.drill.problem
    assert len(store.lines()) == 2, "the store stayed open"
    with pytest.raises(StoreDamaged):
        place.put_back(file, 1)
    path.unlink()
    assert not use.restore(place, store, file, 1).done
    assert [name for name in before if name != path.name] == sorted(one.name for one in folder.rglob("*"))


def test_a_copy_of_a_newer_version_is_not_put_back(store: SqlAttemptStore, folder: Path) -> None:
    place = BackupFolder(folder)
    (file, *_) = place.files()
    with closing(sqlite3.connect(file.path)) as copy:
        copy.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    told = use.restore(place, store, file, 1)
    assert (told.done, told.drill.version) == (False, len(STEPS) + 1)
    assert len(store.lines()) == 2


def test_when_it_cannot_be_put_there_the_database_is_as_it_was(
    store: SqlAttemptStore, opened: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = BackupFolder(folder)
    (file, *_) = place.files()

    def refuse(new: Path, path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(backups, "put_in_place", refuse)
        with pytest.raises(Exception, match="No space"):
            use.restore(place, store, file, 1)
    assert len(opened().lines()) == 2


def test_a_copy_from_before_study_is_put_back_too(opened: Opener, folder: Path) -> None:
    old = opened(steps=STEPS[:4])
    attempted(old, "first")
    old.shut()
    store = opened()
    place = BackupFolder(folder)
    drill = next(one for one in use.listed(place) if one.version == 4)
    assert (drill.good, drill.attempts, drill.answers) == (True, 1, 0)
    assert use.restore(place, store, drill.file, 1).done
    again = opened()
    assert again.load("first").events == START
    assert again.study.runs(WHO) == ()
