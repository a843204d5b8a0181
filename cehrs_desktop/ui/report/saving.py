"""Writing a file whole or not at all: beside its place first, synced, then renamed onto it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, data: bytes) -> None:
    """Put `data` into `file`. Raises `OSError`; a file that was there before is then as it was.

    A link is followed, so that what it points to is replaced and not the link.
    """
    place = file.resolve()
    beside = place.with_name(f".{place.name[:80]}.{os.getpid()}.part")
    try:
        with beside.open("xb") as part:
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
        beside.replace(place)
    except BaseException:
        # What is told is why the file was not written, not why the remains could not be removed.
        with suppress(OSError):
            beside.unlink()
        raise
