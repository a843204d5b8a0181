"""One connection to one database file, with every promise about durability read back from SQLite.

Which file, whether it is ours and what to do when it is damaged is decided in `opening`.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Literal

from cehrs_desktop.application.ports import StoreUnreachable
from cehrs_desktop.storage.faults import translated

FilesystemKind = Literal["local", "network", "unknown"]

APPLICATION_ID = 0x43454852
"""Written into byte 68 of the file (``CEHR`` in ASCII); tells our databases from everybody else's."""


def connect(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """Open an existing database for one writer: this connection locks everybody else out until it is closed.

    The lock is the kernel's, so it goes away with a process that is killed. Because of it SQLite keeps the
    write-ahead log's index in memory, which is also what makes WAL possible without shared memory.
    Only the thread that opens the connection can use it; SQLite's Python module refuses the others.
    """
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=True,
        cached_statements=64,
    )
    try:
        # A flipped byte must end as a broken hash chain, not as a decoding error in a list of attempts.
        connection.text_factory = _lenient_text
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        if sys.platform == "darwin":
            connection.execute("PRAGMA fullfsync = ON")
            connection.execute("PRAGMA checkpoint_fullfsync = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN EXCLUSIVE")
        # SQLite quietly falls back to reading when a file cannot be written; only a write shows it.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("ROLLBACK")
    except BaseException:
        connection.close()
        raise
    return connection


def make_durable(connection: sqlite3.Connection, path: Path, filesystem: FilesystemKind) -> str:
    """Choose the journal that is safe on this file system; return its name as SQLite confirms it.

    A write-ahead log where the disk is the computer's own. On a network, and wherever SQLite refuses the log,
    a rollback journal that is truncated at every commit, with the folder synced too (EXTRA).
    Raises `StoreUnreachable` when SQLite does not confirm a setting.
    """
    mode = "delete"
    if filesystem != "network":
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    synchronous = 2
    if mode != "wal":
        (mode,) = connection.execute("PRAGMA journal_mode = TRUNCATE").fetchone()
        connection.execute("PRAGMA synchronous = EXTRA")
        synchronous = 3
    wanted: dict[str, object] = {
        "journal_mode": "wal" if mode == "wal" else "truncate",
        "synchronous": synchronous,
        "locking_mode": "exclusive",
        "foreign_keys": 1,
    }
    if sys.platform == "darwin":
        wanted |= {"fullfsync": 1, "checkpoint_fullfsync": 1}
    for name, value in wanted.items():
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != value:
            raise StoreUnreachable(str(path), f"SQLite keeps {name} at {found!r} instead of {value!r}")
    return str(mode)


def look(path: Path) -> sqlite3.Connection:
    """Read a database that nobody writes to, without taking locks and without touching a byte of it."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    connection.text_factory = _lenient_text
    return connection


class Transaction:
    """All that is executed in a ``with`` block is committed durably at its end, or nothing of it.

    Errors come out as those of the port. One object serves all transactions of a connection; a generator would
    cost several times as much, and every act goes through here.
    """

    __slots__ = ("_connection", "_path")

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def __enter__(self) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._give_up(error)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._give_up(error)
            return
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error as failed:
            self._give_up(failed)
            raise

    def _give_up(self, error: BaseException) -> None:
        # After a full disk SQLite has rolled back by itself; the first error is the one to tell.
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        told = translated(error, self._path)
        if told is not error:
            raise told from error


def _lenient_text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
