"""From what SQLite and the operating system report to the errors of the port.

SQLite's "I/O error" may mean a full quota, a folder that became read-only or a stick that was pulled out;
this module finds out which by trying. It repairs nothing.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from cehrs_desktop.application.ports import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
)

_PROBE = b"\0" * 4096
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC, errno.EFBIG)
_NOT_ALLOWED = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def store_errors(path: Path) -> Generator[None]:
    """Within this block SQLite's and the system's errors about `path` become `StoreError`s.

    Programming errors (a wrong thread, bad SQL) pass through unchanged: they are faults of the program.
    """
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError, OSError) as error:
        told = translated(error, path)
        if told is error:
            raise
        raise told from error


def translated(error: BaseException, path: Path) -> BaseException:
    """The port's error for any other one, or the same when the port has none for it."""
    if isinstance(error, sqlite3.Error):
        return from_sqlite(error, path, error)
    if isinstance(error, UnicodeDecodeError):
        # Text of the schema with flipped bits, inside SQLite's own message about it.
        return StoreDamaged(str(path), str(error))
    if isinstance(error, OSError):
        return from_system(error, path)
    return error


def from_sqlite(error: sqlite3.Error, path: Path, otherwise: Exception) -> Exception:
    """The port's error for one of SQLite's, or `otherwise` when it is a fault of the program."""
    # Errors that the Python module raises by itself carry no code.
    code: int | None = getattr(error, "sqlite_errorcode", None)
    detail = f"{error} ({getattr(error, 'sqlite_errorname', 'no code')})"
    if code is None:
        return otherwise
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return StoreUnreachable(str(path), detail)
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StoreFull(str(path), detail)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return StoreReadOnly(str(path), detail)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return StoreBusy(str(path), detail)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StoreDamaged(str(path), detail)
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return _by_trying(path, detail)
        case _:
            return otherwise


def from_system(error: OSError, path: Path) -> StoreError:
    """The port's error for one of the operating system's."""
    if error.errno in _NO_ROOM:
        return StoreFull(str(path), str(error))
    if error.errno in _NOT_ALLOWED:
        return StoreReadOnly(str(path), str(error))
    return StoreUnreachable(str(path), str(error))


def _by_trying(path: Path, detail: str) -> StoreError:
    """Ask the folder itself why it did not take what SQLite wrote: write as far out as SQLite had to."""
    probe = path.with_name(f"{path.name}.probe")
    try:
        effective = os.access in os.supports_effective_ids
        if path.is_file() and not os.access(path, os.R_OK | os.W_OK, effective_ids=effective):
            return StoreReadOnly(str(path), detail)
        with suppress(FileNotFoundError):
            probe.unlink()
        reach = max((_size(name) for name in (path, path.with_name(f"{path.name}-wal"))), default=0)
        try:
            with probe.open("xb", buffering=0) as file:
                file.seek(reach)
                if file.write(_PROBE) < len(_PROBE):
                    return StoreFull(str(path), detail)
                os.fsync(file.fileno())
        finally:
            with suppress(OSError):
                probe.unlink()
    except OSError as error:
        return from_system(error, path)
    return StoreUnreachable(str(path), detail)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
