"""Opening the attempt database: is it there, ours, whole and of this version, and does nobody else have it?

This is where a start is refused rather than begun from zero: a database that is gone or empty although there
are traces of one counts as damaged. What people are asked then is decided elsewhere.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from cehrs_desktop.application.ports import (
    Backup,
    StoreDamaged,
    StoreForeign,
    StoreTooNew,
)
from cehrs_desktop.storage import backups
from cehrs_desktop.storage.backups import COMPANIONS, DATABASE
from cehrs_desktop.storage.connection import APPLICATION_ID, FilesystemKind, connect, look, make_durable
from cehrs_desktop.storage.durable import put_in_place
from cehrs_desktop.storage.faults import store_errors
from cehrs_desktop.storage.migrations import STEPS, Step, migrate
from cehrs_desktop.storage.store import SqlAttemptStore

# Whatever the folder above lets others do. Windows takes the rights of the folder above.
OWNER_ONLY = 0o700 if os.name == "posix" else 0o777

log = logging.getLogger(__name__)

OUR_TABLES = frozenset(("candidate", "attempt", "item_content", "attempt_item", "event", "log_end", "heartbeat"))
"""Tables of the present version; a file that has them is one of ours even without its mark."""


def utc_ms() -> int:
    """The wall clock, for the names of copies only."""
    return time.time_ns() // 1_000_000


def open_store(
    folder: Path,
    filesystem: FilesystemKind = "local",
    *,
    now_ms: Callable[[], int] = utc_ms,
    busy_seconds: float = 2.0,
    steps: Sequence[Step] = STEPS,
) -> SqlAttemptStore:
    """Open the attempt store in `folder`, or make one where there never was one.

    Call it on the thread that will use the store. It checks the whole file, brings an older version up to date
    after taking a copy, and takes the start-up backup when anything changed. Raises `StoreBusy` when another program
    has the database, `StoreForeign`, `StoreTooNew`, `StoreDamaged` with the good backups, `StoreReadOnly`,
    `StoreFull` or `StoreUnreachable`; the database is then as it was found.
    """
    path = folder / DATABASE
    try:
        with store_errors(path):
            folder.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
            if not path.exists():
                _refuse_to_forget(folder)
                _make_new(path, steps)
            _inspect(path, len(steps))
            driver = connect(path, busy_seconds)
            try:
                store = _prepare(driver, path, filesystem, now_ms, steps)
            except BaseException:
                driver.close()
                raise
    except StoreDamaged as error:
        raise StoreDamaged(error.path, error.detail, backups.good_backups(folder)) from error
    store.back_up()
    return store


def start_afresh(folder: Path, *, now_ms: Callable[[], int] = utc_ms, steps: Sequence[Step] = STEPS) -> Path | None:
    """Make a new, empty database because people chose to; the old one is kept, and returned (`None`: none was)."""
    path = folder / DATABASE
    with store_errors(path):
        kept = backups.set_aside(folder, now_ms())
        _make_new(path, steps)
    return kept


def restore_backup(folder: Path, backup: Backup, *, now_ms: Callable[[], int] = utc_ms) -> Path | None:
    """Put a backup in the database's place; return where the database that was there is kept (`None`: none was).

    Nothing may have the database open. Raises `StoreDamaged` when the backup is no longer whole: nothing changed then.
    """
    return backups.restore_backup(folder, backup, now_ms())


def _refuse_to_forget(folder: Path) -> None:
    """Raise `StoreDamaged` when the database is gone but there was one: no silent restart from zero."""
    path = folder / DATABASE
    for companion in ("-wal", "-journal"):
        log_file = folder / f"{DATABASE}{companion}"
        if log_file.exists() and log_file.stat().st_size > 0:
            raise StoreDamaged(str(path), f"the database is gone, its {log_file.name} is still there")
    if backups.dated_files(folder):
        raise StoreDamaged(str(path), "the database is gone, its backups are still there")


def _make_new(path: Path, steps: Sequence[Step]) -> None:
    """Make an empty database under another name first: the real name never stands for half a database."""
    new = path.with_name(f"{path.name}.new")
    for companion in COMPANIONS:
        new.with_name(new.name + companion).unlink(missing_ok=True)
    with closing(sqlite3.connect(new, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection, steps)
    put_in_place(new, path)


def _inspect(path: Path, newest: int) -> None:
    """Is this a database of ours, and of a version that is known here? Raises `StoreForeign`, `StoreTooNew` or
    `StoreDamaged`. It takes no lock and changes nothing, so that a foreign file stays as it is."""
    if path.stat().st_size == 0:
        raise StoreDamaged(str(path), "the database file is empty")
    lost = bool(backups.dated_files(path.parent))
    found = set[str]()
    try:
        with closing(look(path)) as connection:
            (owner,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if owner != APPLICATION_ID:
                found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise
        # After a kill the file may be in order only together with its log, which is not looked at here; its first
        # bytes are always in order. They are read directly only now: closing a file drops this process's locks on it.
        with path.open("rb") as file:
            header = file.read(72)
        owner, version = int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big")
        if not header.startswith(b"SQLite format 3\0"):
            if lost or owner == APPLICATION_ID:
                raise StoreDamaged(str(path), str(error)) from error
            raise StoreForeign(str(path), str(error)) from error
    if owner != APPLICATION_ID:
        if found >= OUR_TABLES or (lost and not found):
            raise StoreDamaged(str(path), "the file's header is damaged")
        raise StoreForeign(str(path), f"application id {owner:#x}")
    if version < 1:
        raise StoreDamaged(str(path), f"version {version}")
    if version > newest:
        raise StoreTooNew(str(path), f"version {version}")


def _prepare(
    driver: sqlite3.Connection,
    path: Path,
    filesystem: FilesystemKind,
    now_ms: Callable[[], int],
    steps: Sequence[Step],
) -> SqlAttemptStore:
    problems = driver.execute("PRAGMA quick_check(5)").fetchall()
    if problems != [("ok",)]:
        raise StoreDamaged(str(path), "; ".join(str(line) for (line,) in problems))
    (version,) = driver.execute("PRAGMA user_version").fetchone()
    if version > len(steps):
        raise StoreTooNew(str(path), f"version {version}")
    if version < len(steps):
        backups.take(driver, path.parent, now_ms())
        migrate(driver, steps)
        log.info("the database went from version %d to %d", version, len(steps))
    mode = make_durable(driver, path, filesystem)
    return SqlAttemptStore(path, driver, mode, now_ms)
