"""The first page as it was last seen, in a small file, so that it can be painted before the database is open."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from cehrs_desktop.application.attempt_line import AttemptLine
from cehrs_desktop.system.instance_lock import OWNER_ONLY

_VERSION = 1
_MOST = 200


class FileHomeCache:
    """A `HomeCache` in one JSON file. What cannot be read or written is simply not there."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> tuple[AttemptLine, ...]:
        """The lines last written; empty when there are none or they cannot be read."""
        try:
            stored = cast(dict[str, Any], json.loads(self._file.read_bytes()))
            if stored["version"] != _VERSION:
                return ()
            return tuple(AttemptLine(**line) for line in stored["lines"])
        except (OSError, ValueError, KeyError, TypeError):
            return ()

    def write(self, lines: Sequence[AttemptLine]) -> None:
        """Keep the newest lines. Losing them costs nothing but a moment at the next start."""
        with suppress(OSError):
            self._file.parent.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
            fresh = self._file.with_name(self._file.name + ".new")
            content = {"version": _VERSION, "lines": [asdict(line) for line in lines[:_MOST]]}
            fresh.write_text(json.dumps(content), encoding="utf-8")
            fresh.replace(self._file)
