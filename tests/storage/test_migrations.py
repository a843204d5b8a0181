from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cehrs_desktop.application.ports import ItemReport, StoreDamaged, StoreFull, StoreTooNew
from cehrs_desktop.storage import backups, opening
from cehrs_desktop.storage.migrations import STEPS
from tests.building import small_attempt
from tests.storage.conftest import Opener
from tests.storage.test_store import START


def add_a_note(connection: sqlite3.Connection) -> None:
    """A step of a later version, made up for these tests."""
    connection.execute("ALTER TABLE attempt ADD COLUMN note TEXT")
    connection.execute("UPDATE attempt SET note = form_name")


def fail_half_way(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM event")
    connection.execute("DELETE FROM log_end")
    connection.execute("SELECT nothing FROM nowhere")


LATER = (*STEPS, add_a_note)


def _filled(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.append(attempt.id, 0, START)
    store.shut()


def test_the_steps_make_the_tables_that_mark_a_database_as_ours(opened: Opener, folder: Path) -> None:
    opened(steps=STEPS[:1]).shut()
    with closing(sqlite3.connect(folder / "attempts.db")) as found:
        names = {name for (name,) in found.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert names == opening.OUR_TABLES, "every version has at least the tables of the first"


def test_an_older_database_is_brought_up_to_date_after_a_copy(opened: Opener, folder: Path) -> None:
    _filled(opened)
    before = len(backups.dated_files(folder))
    store = opened(steps=LATER)
    assert store._driver.execute("PRAGMA user_version").fetchone() == (len(LATER),)
    assert store._driver.execute("SELECT note FROM attempt").fetchone() == (small_attempt()[0].form.name,)
    assert store.load("attempt-1").events == START
    copies = backups.dated_files(folder)
    assert len(copies) == before + 2, "one copy from before the step, one from after it"
    with closing(sqlite3.connect(copies[-2][1])) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
        assert copy.execute("SELECT count(*) FROM event").fetchone() == (len(START),)
    store.shut()
    store = opened(steps=LATER)
    assert len(backups.dated_files(folder)) == before + 2, "nothing to do the second time"


def test_a_database_of_the_first_version_keeps_its_attempts_and_takes_reports(opened: Opener) -> None:
    store = opened(steps=STEPS[:1])
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.append(attempt.id, 0, START)
    store.shut()
    store = opened()
    assert store.load(attempt.id).events == START
    report = ItemReport(1, attempt.id, "pack", "1.1-001", 1, "key", "Words.")
    store.report_item(report)
    assert store.item_reports() == (report,)


def test_the_older_program_then_refuses_it(opened: Opener) -> None:
    opened(steps=LATER).shut()
    with pytest.raises(StoreTooNew):
        opened()


def test_a_new_database_has_gone_through_all_steps(opened: Opener) -> None:
    store = opened(steps=LATER)
    assert store._driver.execute("PRAGMA user_version").fetchone() == (len(LATER),)
    assert store._driver.execute("SELECT note FROM attempt").fetchall() == []


def test_a_step_that_fails_changes_nothing(opened: Opener) -> None:
    _filled(opened)
    with pytest.raises(sqlite3.OperationalError):
        opened(steps=(*LATER, fail_half_way))
    store = opened()
    assert store._driver.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    assert store.load("attempt-1").events == START


def test_without_a_copy_there_is_no_migration(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    _filled(opened)

    def no_room(*_: object) -> None:
        raise StoreFull("backups")

    monkeypatch.setattr(opening.backups, "take", no_room)
    with pytest.raises(StoreFull):
        opened(steps=LATER)
    monkeypatch.undo()
    assert opened().load("attempt-1").events == START


def test_a_backup_of_an_older_version_can_be_put_back(opened: Opener, folder: Path) -> None:
    _filled(opened)
    opened(steps=LATER).shut()
    older = backups.good_backups(folder)[1]
    opening.restore_backup(folder, older)
    store = opened(steps=LATER)
    assert store._driver.execute("PRAGMA user_version").fetchone() == (len(LATER),)
    assert store.load("attempt-1").events == START


def test_a_version_of_nothing_is_damage(opened: Opener, folder: Path) -> None:
    _filled(opened)
    with closing(sqlite3.connect(folder / "attempts.db")) as connection:
        connection.execute("PRAGMA user_version = 0")
    with pytest.raises(StoreDamaged):
        opened()
