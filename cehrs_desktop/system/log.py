"""A rotating log file that never stops the program and names nobody.

The user's name is usually part of the home folder's path, so that path is written as ``~``. Names, answers and
comments are not logged by anybody; this file cannot make up for a line that does.
"""

from __future__ import annotations

import logging
import sys
import time
from contextlib import suppress
from pathlib import Path

LOGGER = "cehrs_desktop"
FILE = "cehrs-desktop.log"
LARGEST_BYTES = 512 * 1024
OLDER_KEPT = 3


def start_log(folder: Path, level: int = logging.INFO) -> Path | None:
    """Send the program's log lines to a file in `folder`; return it, or `None` when that is not possible.

    A second call moves the log to the new folder. Never raises.
    """
    logger = logging.getLogger(LOGGER)
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _QuietFile(path)
    except OSError:
        return None
    handler.setFormatter(_Anonymous())
    stop_log()
    logger.addHandler(handler)
    logger.setLevel(level)
    return path


def stop_log() -> None:
    """Close the log file."""
    logger = logging.getLogger(LOGGER)
    for handler in [one for one in logger.handlers if isinstance(one, _QuietFile)]:
        logger.removeHandler(handler)
        # What is left to write may find no room.
        with suppress(OSError, ValueError):
            handler.close()


class _QuietFile(logging.FileHandler):
    """A log file that makes room for itself and swallows its own failures.

    The standard library's rotating handler would bring sockets and pickling into the start.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace")
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):
            if self.stream is None or self.stream.tell() > LARGEST_BYTES:
                self._rotate()
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """A full disk must not turn a log line into an error."""

    def _rotate(self) -> None:
        self.close()
        for number in range(OLDER_KEPT, 0, -1):
            older = self._path.with_name(f"{FILE}.{number}")
            newer = self._path if number == 1 else self._path.with_name(f"{FILE}.{number - 1}")
            with suppress(OSError):
                newer.replace(older)
        self.stream = self._open()


class _Anonymous(logging.Formatter):
    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        with suppress(RuntimeError):
            home = str(Path.home())
            if len(home) > 1:
                text = text.replace(home, "~")
                if sys.platform == "win32":
                    text = text.replace(home.replace("\\", "\\\\"), "~")
        return text
