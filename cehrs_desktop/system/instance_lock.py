"""One program for one data folder: a lock that the kernel takes back when the program dies.

The file's text (process number and start) is for the message only; the lock is what counts, so a file that was
left behind by a kill locks nobody out. On a network share it holds as well as the share's own locks do; the
database has a second lock of its own.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

FILE = "program.lock"
OWNER_ONLY = 0o700 if os.name == "posix" else 0o777

# Locked far behind the text: Windows lets nobody read locked bytes, and the second program wants to read.
_FAR = 1 << 30


class AlreadyRunning(Exception):
    """Another program has the data folder. `pid` and `started_ms` (UTC) are its own words, `None` when unreadable."""

    def __init__(self, pid: int | None, started_ms: int | None) -> None:
        super().__init__(f"process {pid}" if pid is not None else "an unknown process")
        self.pid = pid
        self.started_ms = started_ms


class InstanceLock:
    """A lock that is held until `release`, the end of a ``with`` block, or the end of the process."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def release(self) -> None:
        """Let another program have the folder. A second call does nothing."""
        if self._handle >= 0:
            handle, self._handle = self._handle, -1
            with suppress(OSError):
                os.ftruncate(handle, 0)
            os.close(handle)

    def __enter__(self) -> InstanceLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def lock_instance(folder: Path) -> InstanceLock:
    """Take the folder for this program. Raises `AlreadyRunning`, or `OSError` when the folder cannot be written."""
    # For its owner alone, whatever the folder above lets others do. (Windows takes the rights of the folder above.)
    folder.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
    path = folder / FILE
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        if not _locked(handle):
            raise AlreadyRunning(*_told(path))
        text = json.dumps({"pid": os.getpid(), "started_ms": time.time_ns() // 1_000_000}).encode()
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, text)
    except BaseException:
        os.close(handle)
        raise
    return InstanceLock(handle)


if sys.platform == "win32":
    import msvcrt

    def _locked(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise
        return True

else:
    import fcntl

    def _locked(handle: int) -> bool:
        # flock belongs to the open file: another open of it in this same process neither shares nor drops it.
        # Linux turns it into a byte-range lock on NFS and SMB, which the server knows.
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return False
            raise
        return True


def _told(path: Path) -> tuple[int | None, int | None]:
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(path.read_bytes())
        return int(told["pid"]), int(told["started_ms"])
    return None, None
