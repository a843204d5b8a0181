"""Making a file's bytes and its name survive a power cut.

SQLite does this for its own files; this module does it for the files that are copied or renamed around it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def sync_file(path: Path) -> None:
    """Return when the file's bytes are on the disk itself. Raises `OSError`."""
    with path.open("rb+") as file:
        if sys.platform == "darwin":
            import fcntl

            # A plain fsync on macOS leaves the bytes in the drive's cache.
            fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)
        else:
            os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Return when the names in the folder are on the disk. Raises `OSError`; Windows has no such call."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(new: Path, path: Path) -> None:
    """Give `new` the name `path` so that after a power cut either the old or the new file is there, whole."""
    sync_file(new)
    new.replace(path)
    sync_folder(path.parent)
