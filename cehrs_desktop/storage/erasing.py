"""Erasing everything about a learner: rows, items only they met, the index, free pages, and every copy of the database.

The copies come first and the database last: cut off at any point, the learner is still in the list, and erasing
again goes on. What was freed is overwritten as far as files reach; what a drive or a file system keeps aside of its
own accord (flash memory, journals, snapshots) is out of any program's reach, and so are copies that people made.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cehrs_desktop.application.people_ports import Erased, ErasePlan
from cehrs_desktop.application.ports import StoreDamaged, StoreError
from cehrs_desktop.storage import backups
from cehrs_desktop.storage.backups import COMPANIONS, DATABASE
from cehrs_desktop.storage.connection import look
from cehrs_desktop.storage.durable import put_in_place, sync_file, sync_folder
from cehrs_desktop.storage.faults import store_errors
from cehrs_desktop.storage.search import SearchIndex

if TYPE_CHECKING:
    from cehrs_desktop.storage.connection import Transaction
    from cehrs_desktop.storage.study import SqlStudyStore

log = logging.getLogger(__name__)

_WORKING, _OLD = ".erasing", ".erased"
_HIS_ATTEMPTS = "SELECT number FROM attempt WHERE candidate = ?1"
_HIS_RUNS = "SELECT number FROM study_run WHERE candidate = ?1"
_HIS = (
    ("item_report", f"attempt_id IN (SELECT id FROM attempt WHERE number IN ({_HIS_ATTEMPTS}))"),
    ("rescoring", f"attempt IN ({_HIS_ATTEMPTS})"),
    ("taken_in", f"attempt IN ({_HIS_ATTEMPTS})"),
    ("heartbeat", f"attempt IN ({_HIS_ATTEMPTS})"),
    ("log_end", f"attempt IN ({_HIS_ATTEMPTS})"),
    ("event", f"attempt IN ({_HIS_ATTEMPTS})"),
    ("attempt_item", f"attempt IN ({_HIS_ATTEMPTS})"),
    ("study_answer", "candidate = ?1"),
    ("study_set_item", f"run IN ({_HIS_RUNS})"),
    ("study_set", f"run IN ({_HIS_RUNS})"),
    ("study_run", "candidate = ?1"),
    ("study_item", "candidate = ?1"),
    ("study_card", "candidate = ?1"),
    ("study_note", "candidate = ?1"),
    ("study_profile", "candidate = ?1"),
    ("person_pin", "candidate = ?1"),
    ("accommodation", "candidate = (SELECT id FROM candidate WHERE number = ?1)"),
    ("attempt", "candidate = ?1"),
    ("candidate", "number = ?1"),
)
"""Every table that holds something of a person, those first that point to others."""

_SHOWING = (("attempt_item", "content"), ("study_set_item", "content"), ("study_item", "content"))


def plan(driver: sqlite3.Connection, path: Path, candidate_id: str, candidate: int) -> ErasePlan:
    """What erasing would take with it. Changes nothing."""

    def count(query: str) -> int:
        (found,) = driver.execute(query, (candidate,)).fetchone()
        return int(found)

    rewritten, removed = _copies(path.parent, candidate_id)
    return ErasePlan(
        count("SELECT count(*) FROM attempt WHERE candidate = ?"),
        count("SELECT count(*) FROM study_answer WHERE candidate = ?"),
        count("SELECT count(*) FROM study_note WHERE candidate = ?"),
        tuple(map(str, rewritten)),
        tuple(map(str, removed)),
    )


def erase(
    driver: sqlite3.Connection, path: Path, candidate_id: str, transaction: Transaction, study: SqlStudyStore
) -> Erased:
    """Erase somebody; see the module. Raises a `StoreError` when the database itself cannot be written: the learner is
    then still there."""
    _tidy(path.parent)
    rewritten, removed = _copies(path.parent, candidate_id)
    done: list[str] = []
    gone: list[str] = []
    failed: list[str] = []
    for copy in removed:
        _tried(copy, lambda copy=copy: _shred_all(copy), gone, failed)
    for copy in rewritten:
        _tried(copy, lambda copy=copy: _rewrite(copy, candidate_id), done, failed)
    if failed:
        return Erased(tuple(done), tuple(gone), tuple(failed))
    with _Overwriting(driver):
        with transaction:
            study.count_change()
            _erase_rows(driver, candidate_id)
        swept = _sweep(driver, path)
    return Erased(tuple(done), tuple(gone), (), swept)


def sweep(driver: sqlite3.Connection, path: Path) -> bool:
    """Overwrite what is free in the database; `False`: there was no room on the disk to do it."""
    with _Overwriting(driver):
        return _sweep(driver, path)


def _sweep(driver: sqlite3.Connection, path: Path) -> bool:
    try:
        with store_errors(path):
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except StoreError as error:
        log.warning("free pages could not be overwritten: %s", error)
        return False
    return True


class _Overwriting:
    """While a block runs, what is deleted is overwritten with zeros."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver
        self._before = 0

    def __enter__(self) -> None:
        (self._before,) = self._driver.execute("PRAGMA secure_delete").fetchone()
        self._driver.execute("PRAGMA secure_delete = ON")

    def __exit__(self, *_: object) -> None:
        self._driver.execute(f"PRAGMA secure_delete = {'FAST' if self._before == 2 else self._before}")


def _erase_rows(connection: sqlite3.Connection, candidate_id: str) -> None:
    """Delete a person's rows from a database of any version, in the transaction that is open."""
    there = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    (candidate,) = connection.execute("SELECT number FROM candidate WHERE id = ?", (candidate_id,)).fetchone()
    if "study_run" in there:
        # What is wrong with an item may have been told in practice too.
        connection.execute(
            f"DELETE FROM item_report WHERE attempt_id IN (SELECT id FROM study_run WHERE number IN ({_HIS_RUNS}))",
            (candidate,),
        )
    for table, whose in _HIS:
        if table in there:
            connection.execute(f"DELETE FROM {table} WHERE {whose}", (candidate,))
    shown = " UNION ".join(f"SELECT {field} FROM {table}" for table, field in _SHOWING if table in there)
    # NULL among the numbers would make NOT IN say nothing of any row.
    connection.execute(
        f"DELETE FROM item_content WHERE number NOT IN (SELECT content FROM ({shown}) WHERE content IS NOT NULL)"
    )
    if "study_words" in there:
        SearchIndex(connection).make_again()


def _copies(folder: Path, candidate_id: str) -> tuple[list[Path], list[Path]]:
    """Copies that hold something of a person, and those of which nobody can tell because they cannot be read."""
    holding: list[Path] = []
    unreadable: list[Path] = []
    for file in [*(path for _, path in backups.dated_files(folder)), *backups.kept_beside(folder)]:
        try:
            # What lies in a copy's log is not seen here, so such a copy is always made anew.
            with_log = any(file.with_name(file.name + end).exists() for end in COMPANIONS[1:])
            if with_log:
                holding.append(file)
                continue
            backups.check(file)
            with closing(look(file)) as connection:
                if connection.execute("SELECT 1 FROM candidate WHERE id = ?", (candidate_id,)).fetchone():
                    holding.append(file)
        except (StoreDamaged, sqlite3.Error):
            unreadable.append(file)
    return holding, unreadable


def _rewrite(path: Path, candidate_id: str) -> None:
    """Make a copy of the database anew, without a person. Raises `StoreDamaged` when it cannot be read after all."""
    working = path.with_name(path.name + _WORKING)
    try:
        for companion in COMPANIONS:
            if (file := path.with_name(path.name + companion)).exists():
                shutil.copyfile(file, working.with_name(working.name + companion))
        with closing(sqlite3.connect(working, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA secure_delete = ON")
            if connection.execute("SELECT 1 FROM candidate WHERE id = ?", (candidate_id,)).fetchone():
                connection.execute("BEGIN IMMEDIATE")
                _erase_rows(connection, candidate_id)
                connection.execute("COMMIT")
                connection.execute("VACUUM")
        backups.check(working)
        for companion in COMPANIONS:
            if (file := path.with_name(path.name + companion)).exists():
                file.replace(file.with_name(file.name + _OLD))
        put_in_place(working, path)
    finally:
        for companion in COMPANIONS:
            _shred(working.with_name(working.name + companion))
    for companion in COMPANIONS:
        _shred(path.with_name(path.name + companion + _OLD))


def _tidy(folder: Path) -> None:
    """Finish or undo what a run that was cut off left behind."""
    for place in (folder, folder / backups.FOLDER):
        for old in sorted(place.glob(f"attempts*{_OLD}")) if place.is_dir() else ():
            copy = old.with_name(old.name.removesuffix(_OLD))
            main = old.with_name(old.name[: old.name.index(".db") + 3])
            if copy.exists() or (main.exists() and main != copy):
                _shred(old)
            else:
                old.replace(copy)
        for left in sorted(place.glob(f"attempts*{_WORKING}*")) if place.is_dir() else ():
            _shred(left)
        for left in [*place.glob("attempts-*.part*"), place / f"{DATABASE}.new"]:
            _shred(left)


def _tried(path: Path, act: Callable[[], None], done: list[str], failed: list[str]) -> None:
    try:
        with store_errors(path):
            act()
        done.append(str(path))
    except (StoreError, sqlite3.Error) as error:
        log.warning("a copy could not be freed of a learner: %s", error)
        failed.append(str(path))


def _shred_all(path: Path) -> None:
    for companion in COMPANIONS:
        _shred(path.with_name(path.name + companion))
    sync_folder(path.parent)


def _shred(path: Path) -> None:
    """Overwrite a file with zeros and remove it, if it is there. Raises `OSError`."""
    if not path.is_file():
        return
    with suppress(PermissionError):
        path.chmod(0o600)
    size = path.stat().st_size
    with path.open("rb+", buffering=0) as file:
        for start in range(0, size, 1 << 20):
            file.seek(start)
            file.write(bytes(min(1 << 20, size - start)))
    sync_file(path)
    path.unlink()
