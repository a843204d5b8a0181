"""An attempt as a file (`.cehrsattempt`): the whole event log with its items, text by text, as JSON.

The texts are those that the hash chain is over, so nothing in them may be written anew. Whether the chain holds is
judged by the store that takes the attempt in. The file holds the candidate's name and answers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from cehrs_desktop.application.ports import AttemptCopy, AttemptFileUnreadable

SUFFIX = ".cehrsattempt"
FORMAT = 1
MOST_BYTES = 64 * 1024 * 1024
_WHAT = "CEHRS Desktop attempt"


def attempt_bytes(copy: AttemptCopy, program: str) -> bytes:
    """The file of a copy; `program` is the version that writes it."""
    told = {
        "what": _WHAT,
        "format": FORMAT,
        "program": program,
        "attempt": copy.attempt_id,
        "header": copy.header,
        "items": list(copy.items),
        "events": list(copy.events),
        "end": copy.end.hex(),
    }
    return (json.dumps(told, ensure_ascii=True, indent=1) + "\n").encode("ascii")


def read_attempt_file(file: Path) -> AttemptCopy:
    """The copy in a file. Raises `AttemptFileUnreadable`."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise AttemptFileUnreadable(str(file), getattr(error, "strerror", None) or str(error)) from error
    if len(data) > MOST_BYTES:
        raise AttemptFileUnreadable(str(file), "it is larger than any attempt")
    try:
        told = cast(dict[str, Any], json.loads(data))
        if told["what"] != _WHAT:
            raise AttemptFileUnreadable(str(file), "it is no attempt of this program")
        if told["format"] != FORMAT:
            raise AttemptFileUnreadable(str(file), f"format {told['format']}", later=True)
        return AttemptCopy(
            _text(told["attempt"]),
            _text(told["header"]),
            _texts(told["items"]),
            _texts(told["events"]),
            bytes.fromhex(_text(told["end"])),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise AttemptFileUnreadable(str(file), "it is damaged, or no attempt of this program") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError("not a list")
    return tuple(_text(value) for value in cast(Sequence[Any], values))
