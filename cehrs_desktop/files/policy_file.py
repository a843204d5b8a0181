"""Reads a policy file into the values and lines it holds, within a bounded time and whatever is wrong with it.

What each value means is not known here (`application.policy` judges it). What can be read is given even where other
parts cannot: one wrong part never takes another one along.
"""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.files.located_json import FileProblem, FileUnusable, Located, Steps, located_text

FORMAT = 1
LARGEST_FILE = 256 * 1024
"""Bytes. A policy with every setting has about two thousand."""
PATIENCE_SECONDS = 3.0
"""A share that does not answer may hold a system call for minutes; the program does not wait for it."""

_PARTS = ("fixed", "default")


@dataclass(frozen=True, slots=True)
class PolicyText:
    """What a policy file says. `lines` says on which line each part of it begins."""

    fixed: Mapping[str, Json] = field(default_factory=dict[str, Json])
    default: Mapping[str, Json] = field(default_factory=dict[str, Json])
    lines: Mapping[Steps, int] = field(default_factory=dict[Steps, int])
    problems: tuple[FileProblem, ...] = ()


def read_policy(
    file: Path, patience: float = PATIENCE_SECONDS, bytes_of: Callable[[Path], bytes] | None = None
) -> PolicyText:
    """What a policy file says, and everything that is wrong with it as a file. Never raises.

    `bytes_of` reads the file's first `LARGEST_FILE` + 1 bytes; it is given up after `patience` seconds.
    """
    try:
        text = _text(file, patience, bytes_of or _bytes)
        located, problems = located_text(file, text)
    except FileUnusable as error:
        return PolicyText(problems=error.problems)
    if not isinstance(located.value, dict):
        told = 'an object in braces is needed: {"format": 1, "fixed": {...}, "default": {...}}'
        return PolicyText(problems=(located.problem("", told, "Start from the example in the documentation."),))
    # Which of two values of one name was meant cannot be told, so neither is used.
    content: dict[str, Json] = json.loads(text, object_pairs_hook=_once)
    problems += _about_the_whole(located, content)
    parts: dict[str, dict[str, Json]] = {}
    for part in _PARTS:
        values = content.get(part, {})
        if isinstance(values, dict):
            parts[part] = values
        else:
            advice = f'Write "{part}": {{ "name of a setting": its value }}.'
            problems.append(located.problem(part, "an object in braces is needed", advice))
    ordered = tuple(sorted(problems, key=lambda problem: problem.line))
    return PolicyText(parts.get("fixed", {}), parts.get("default", {}), located.lines, ordered)


def _about_the_whole(located: Located, content: Mapping[str, Json]) -> list[FileProblem]:
    number = content.get("format", FORMAT)
    problems: list[FileProblem] = []
    if type(number) is not int or number < FORMAT:
        problems.append(located.problem("format", "this is no format", f'Write "format": {FORMAT}.'))
    elif number > FORMAT:
        told = f"format {number} is newer than this program knows ({FORMAT}); what it knows of it is used"
        problems.append(located.problem("format", told, "Use a newer version of the program."))
    for name in content:
        if name not in ("$schema", "format", *_PARTS):
            advice = 'Settings stand inside "fixed" or "default".'
            problems.append(located.problem(name, "there is no such part", advice))
    return problems


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    names = [name for name, _ in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1}


def _text(file: Path, patience: float, bytes_of: Callable[[Path], bytes]) -> str:
    try:
        data = _within(patience, lambda: bytes_of(file))
    except TimeoutError:
        told = f"it did not answer within {patience:g} seconds"
        advice = "Is it on a network folder that is not there? Put the policy file on the computer itself."
        raise FileUnusable([FileProblem(file, told, advice)]) from None
    except OSError as error:
        told = f"it cannot be read: {error.strerror or error}"
        raise FileUnusable([FileProblem(file, told, "Check the name, and that everybody may read it.")]) from None
    if len(data) > LARGEST_FILE:
        told = f"it is larger than {LARGEST_FILE // 1024} KB"
        raise FileUnusable([FileProblem(file, told, "Check that it is the right file.")])
    try:
        # Also UTF-16, which PowerShell writes, with a mark at its beginning or without.
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        told = f"it is not UTF-8 text (byte {error.start + 1})"
        raise FileUnusable([FileProblem(file, told, "Save it again as UTF-8.")]) from None
    if not text.strip():
        raise FileUnusable([FileProblem(file, "it is empty", "Remove the file, or write a policy into it.")])
    return text


def _bytes(file: Path) -> bytes:
    kind = file.stat().st_mode
    if stat.S_ISDIR(kind):
        raise FileUnusable([FileProblem(file, "this is a folder", "Give the name of a file in it.")])
    if not stat.S_ISREG(kind):
        raise FileUnusable([FileProblem(file, "this is no ordinary file", "Give the name of a text file.")])
    with file.open("rb") as stream:
        return stream.read(LARGEST_FILE + 1)


def _within(seconds: float, work: Callable[[], bytes]) -> bytes:
    """What `work` returns or raises; `TimeoutError` when it takes longer. It is left to itself then."""
    done: list[bytes] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            done.append(work())
        except (OSError, ValueError, FileUnusable) as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="policy file", daemon=True)
    thread.start()
    thread.join(seconds)
    if failed and isinstance(failed[0], (OSError, FileUnusable)):
        raise failed[0]
    if failed:
        # A name that no file can have, with a zero in it for example.
        raise OSError(str(failed[0]))
    if not done:
        raise TimeoutError
    return done[0]
