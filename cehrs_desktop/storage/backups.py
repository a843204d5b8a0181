"""Copies of the database: taken online, checked, few in number, and put back when the database is damaged.

A copy is a file of its own with a rollback journal, so it can be carried away. When copies are taken and what a
person is asked is decided elsewhere.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from cehrs_desktop.application.ports import Backup, StoreDamaged
from cehrs_desktop.storage.connection import APPLICATION_ID, connect, look
from cehrs_desktop.storage.durable import put_in_place, sync_folder
from cehrs_desktop.storage.faults import store_errors

DATABASE = "attempts.db"
FOLDER = "backups"

NEWEST_KEPT = 5
DAYS_KEPT = 14
MONTHS_KEPT = 12

STUDY_SINCE = 6
"""The version of the database that has study."""

_NAME = re.compile(r"attempts-(\d{8}T\d{6})(\d{3})Z\.db")
COMPANIONS = ("", "-wal", "-shm", "-journal")


def take(source: sqlite3.Connection, folder: Path, now_ms: int) -> Backup | None:
    """Copy the open database into `folder`/backups; `None` when the newest copy already holds the same.

    The copy is checked before it gets its name. Raises `StoreError`; then only the unfinished copy is gone.
    """
    place = folder / FOLDER
    with store_errors(place):
        place.mkdir(exist_ok=True)
        there = dated_files(folder)
        if there and _content_of(there[-1][1]) == _content(source):
            return None
        # A clock that was set back must not make the newest copy look like an old one.
        taken_ms = max(now_ms, there[-1][0] + 1) if there else now_ms
        path = place / _name(taken_ms)
        unfinished = path.with_suffix(".part")
        try:
            with closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            attempts = check(unfinished)
            put_in_place(unfinished, path)
        finally:
            for companion in COMPANIONS:
                with suppress(OSError):
                    unfinished.with_name(unfinished.name + companion).unlink(missing_ok=True)
        _thin_out(folder)
    return Backup(str(path), taken_ms, attempts)


def check(path: Path) -> int:
    """The number of attempts in a database that is whole and ours. Raises `StoreDamaged` for any other file."""
    try:
        with closing(look(path)) as connection:
            (owner,) = connection.execute("PRAGMA application_id").fetchone()
            if owner != APPLICATION_ID:
                raise StoreDamaged(str(path), "not a database of this program")
            found = connection.execute("PRAGMA integrity_check").fetchone()
            if found != ("ok",):
                raise StoreDamaged(str(path), str(found))
            (attempts,) = connection.execute("SELECT count(*) FROM attempt").fetchone()
            return int(attempts)
    except sqlite3.Error as error:
        raise StoreDamaged(str(path), str(error)) from error


def dated_files(folder: Path) -> list[tuple[int, Path]]:
    """All copies with the time they were taken (UTC milliseconds), unchecked, the oldest first."""
    found: list[tuple[int, Path]] = []
    place = folder / FOLDER
    for path in place.iterdir() if place.is_dir() else ():
        name = _NAME.fullmatch(path.name)
        # A file whose name is no date was put there by somebody else.
        with suppress(ValueError):
            if name is not None:
                second = datetime.strptime(name[1] + "+0000", "%Y%m%dT%H%M%S%z")
                found.append((int(second.timestamp()) * 1000 + int(name[2]), path))
    return sorted(found)


def good_backups(folder: Path) -> tuple[Backup, ...]:
    """The copies that are whole now, the newest first. Opens and checks every one."""
    good: list[Backup] = []
    for taken_ms, path in reversed(dated_files(folder)):
        with suppress(StoreDamaged):
            good.append(Backup(str(path), taken_ms, check(path)))
    return tuple(good)


def restore_backup(folder: Path, backup: Backup, now_ms: int, name: str = "damaged") -> Path | None:
    """Put a copy in the database's place; return where the database that was there is kept (`None`: none was).

    Nothing may have the database open. Raises `StoreDamaged` when the copy is no longer whole (nothing has changed
    then), or another `StoreError`. Cut off at any point, it leaves either the old state or one that the next start
    recognizes as "the database is gone" and offers the backups for.
    """
    path = folder / DATABASE
    new = path.with_name(f"{DATABASE}.new")
    with store_errors(path):
        try:
            shutil.copyfile(backup.path, new)
            check(new)
            if name == "replaced":
                _refuse_when_held(path)
            kept = set_aside(folder, now_ms, name)
            try:
                put_in_place(new, path)
            except OSError:
                if kept is not None:
                    _put_back(folder, kept)
                raise
        finally:
            # On a full disk half a copy must not take the room that the next act needs.
            with suppress(OSError):
                new.unlink(missing_ok=True)
    return kept


def _refuse_when_held(path: Path) -> None:
    """Raise when another program took the database meanwhile: it would go on writing under the other name."""
    if path.exists():
        connect(path, 0).close()


def set_aside(folder: Path, now_ms: int, name: str = "damaged") -> Path | None:
    """Rename the database and the files that belong to it, so that they are kept under a dated name."""
    kept: Path | None = None
    stamp = _name(now_ms).removeprefix("attempts-").removesuffix(".db")
    for companion in COMPANIONS:
        file = folder / f"{DATABASE}{companion}"
        if file.exists():
            target = folder / f"attempts-{name}-{stamp}.db{companion}"
            file.rename(target)
            kept = kept or target
    sync_folder(folder)
    return kept


def kept_beside(folder: Path) -> list[Path]:
    """Databases that were set aside: damaged ones, and those that a backup took the place of."""
    return sorted(file for name in ("damaged", "replaced") for file in folder.glob(f"attempts-{name}-*.db"))


def _put_back(folder: Path, kept: Path) -> None:
    """Undo `set_aside`, as far as the disk lets."""
    for companion in COMPANIONS:
        with suppress(OSError):
            kept.with_name(kept.name + companion).rename(folder / f"{DATABASE}{companion}")


def kept_copies(taken_ms: Iterable[int]) -> set[int]:
    """Which of the copies stay: the newest few, then the newest of each day and of each month (UTC).

    Days and months are counted among the copies, not back from today: a clock that is wrong deletes nothing.
    """
    newest_first = sorted(taken_ms, reverse=True)
    kept = set(newest_first[:NEWEST_KEPT])
    for form, count in (("%Y-%m-%d", DAYS_KEPT), ("%Y-%m", MONTHS_KEPT)):
        newest_in: dict[str, int] = {}
        for taken in newest_first:
            newest_in.setdefault(datetime.fromtimestamp(taken / 1000, UTC).strftime(form), taken)
        kept.update(list(newest_in.values())[:count])
    return kept


def _thin_out(folder: Path) -> None:
    there = dated_files(folder)
    kept = kept_copies(taken for taken, _ in there)
    for taken, path in there:
        if taken not in kept:
            path.unlink(missing_ok=True)


def _name(taken_ms: int) -> str:
    second = datetime.fromtimestamp(taken_ms // 1000, UTC)
    return f"attempts-{second:%Y%m%dT%H%M%S}{taken_ms % 1000:03d}Z.db"


def _content(connection: sqlite3.Connection) -> str:
    """A digest of everything that matters in a database; heartbeats come and go without changing it."""
    digest = hashlib.sha256()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for query in (
        "PRAGMA user_version",
        "SELECT id, name FROM candidate ORDER BY id",
        """
        SELECT attempt.id, state, outcome, events, hash
        FROM attempt JOIN log_end ON log_end.attempt = attempt.number ORDER BY attempt.id
        """,
        *(("SELECT changes FROM study_change",) if version >= STUDY_SINCE else ()),
    ):
        for row in connection.execute(query):
            digest.update(repr(row).encode())
    return digest.hexdigest()


def _content_of(path: Path) -> str | None:
    try:
        with closing(look(path)) as connection:
            return _content(connection)
    except sqlite3.Error:
        return None
