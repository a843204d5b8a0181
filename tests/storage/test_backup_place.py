"""Backups from inside the program: drilled before they are offered, put back with what was there kept beside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cehrs_desktop.application import backups as use
from cehrs_desktop.application.backup_ports import BackupPlace, Drill, Held
from cehrs_desktop.application.ports import StoreBusy, StoreDamaged
from cehrs_desktop.storage import backups
from cehrs_desktop.storage.backup_place import BackupFolder
from cehrs_desktop.storage.migrations import STEPS
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.study.profile import Note
from tests.building import small_attempt
from tests.storage.conftest import Opener
from tests.storage.test_store import START
from tests.study_answers import answer

WHO = small_attempt()[0].candidate.id


def attempted(store: SqlAttemptStore, attempt_id: str) -> None:
    """An attempt with some acts."""
    attempt, items = small_attempt(attempt_id)
    store.create(attempt, items)
    store.append(attempt_id, 0, START)


def drilled(place: BackupPlace) -> list[Drill]:
    """Every copy looked into, the newest first."""
    return [place.drill(file) for file in place.files()]


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
    drills = drilled(place)
    assert [len(drill.held.attempts) for drill in drills] == [2, 1, 0]
    assert all(drill.good and not drill.damaged for drill in drills)
    assert drills[0].held.learners == {WHO}
    assert drills[0].newest_ms == small_attempt()[0].created_ms
    newest, middle, oldest = (Path(drill.file.path) for drill in drills)
    with closing(sqlite3.connect(middle)) as copy, copy:
        copy.execute("UPDATE event SET envelope = replace(envelope, 'exam', 'ex4m') WHERE seq = 2")
    whole = newest.read_bytes()
    newest.write_bytes(whole[: len(whole) // 2])
    oldest.write_bytes(b"")
    bad, forged, empty = drilled(place)
    assert bad.problem
    assert (bad.fault, empty.fault) == ("damaged", "damaged")
    assert not bad.good
    assert (forged.good, forged.damaged) == (True, ("first",)), "whole, and one attempt in it is not"
    assert newest.read_bytes() == whole[: len(whole) // 2], "a drill changes nothing"


def test_a_backup_is_put_back_and_so_is_what_it_replaced(store: SqlAttemptStore, opened: Opener, folder: Path) -> None:
    place = BackupFolder(folder)
    older = next(file for file in place.files() if len(place.drill(file).held.attempts) == 1)
    done = use.restore(place, store.shut, older, 1_800_000_000_000)
    assert done.done
    assert Path(done.kept).parent == folder
    now = opened()
    assert [line.id for line in now.lines()] == ["first"]
    (beside,) = [file for file in place.files() if file.kind == "replaced"]
    assert beside.path == done.kept
    back = use.restore(place, now.shut, beside, 1_700_000_000_000)
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
    told = use.restore(place, store.shut, file, 1)
    assert not told.done
    assert told.drill.problem
    assert len(store.lines()) == 2, "the store stayed open"
    with pytest.raises(StoreDamaged):
        place.put_back(file, 1)
    path.unlink()
    gone = use.restore(place, store.shut, file, 1)
    assert (gone.done, gone.drill.fault) == (False, "gone")
    assert [name for name in before if name != path.name] == sorted(one.name for one in folder.rglob("*"))


def test_a_copy_of_a_newer_version_is_not_put_back(store: SqlAttemptStore, folder: Path) -> None:
    place = BackupFolder(folder)
    (file, *_) = place.files()
    with closing(sqlite3.connect(file.path)) as copy:
        copy.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    told = use.restore(place, store.shut, file, 1)
    assert (told.done, told.drill.fault, told.drill.version) == (False, "newer", len(STEPS) + 1)
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
            use.restore(place, store.shut, file, 1)
    assert not (folder / "attempts.db.new").exists(), "half a copy does not stay on a full disk"
    assert len(opened().lines()) == 2


def test_another_program_that_took_the_database_meanwhile_keeps_it(
    store: SqlAttemptStore, opened: Opener, folder: Path
) -> None:
    place = BackupFolder(folder)
    (file, *_) = place.files()
    with pytest.raises(StoreBusy):
        use.restore(place, lambda: (store.shut(), opened())[0], file, 1)
    assert not [one for one in place.files() if one.kind != "backup"]


def test_what_is_lost_is_told_by_what_it_is_not_by_how_many() -> None:
    now = Held(frozenset("ab"), {"1": "complete", "2": "complete", "3": "open"}, {"1": 5, "set": 7})
    then = Held(frozenset("bc"), {"1": "open", "3": "open", "4": "complete"}, {"1": 5, "set": 4, "other": 9})
    assert use.lost(now, then) == use.Loss(learners=1, attempts=1, reopened=1, answers=3)
    assert use.lost(now, now) == use.Loss()


def test_what_is_held_now_is_what_a_backup_of_it_holds(store: SqlAttemptStore, folder: Path) -> None:
    answers = tuple(answer(f"1.1-{at:04d}", run_id="first", position=at) for at in range(1, 4))
    store.study.take_over(WHO, "first", "mark", answers)
    now = use.held_now(store, store.study)
    assert (now.answer_count, now.unfinished) == (3, 2)
    use.make(store)
    assert drilled(BackupFolder(folder))[0].held == now


def test_a_copy_that_is_removed_while_they_are_listed_hides_no_other(store: SqlAttemptStore, folder: Path) -> None:
    use.make(store)
    place = BackupFolder(folder)
    newest, *others = place.files()
    Path(newest.path).unlink()
    Path(newest.path).symlink_to(folder / "nowhere")
    assert list(place.files()) == others


def test_a_copy_from_before_study_is_put_back_too(opened: Opener, folder: Path) -> None:
    old = opened(steps=STEPS[:4])
    attempted(old, "first")
    old.shut()
    store = opened()
    place = BackupFolder(folder)
    drill = next(one for one in drilled(place) if one.version == 4)
    assert (drill.good, len(drill.held.attempts), drill.held.answer_count) == (True, 1, 0)
    assert use.restore(place, store.shut, drill.file, 1).done
    again = opened()
    assert again.load("first").events == START
    assert again.study.runs(WHO) == ()
