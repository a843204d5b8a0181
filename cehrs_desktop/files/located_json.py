"""JSON files that people write: their value, the line on which each part stands, and problems that name both.

Only the text is judged here (size, encoding, syntax, a key given twice), not what it says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cehrs_desktop.exam.plain import Json

LARGEST_FILE = 2 * 1024 * 1024
"""Bytes. No venue and no deck comes near."""

DEEPEST = 60
"""How many lists and objects may be inside each other: some fifteen questions, each behind a choice of the last."""

Steps = tuple[str | int, ...]
"""Keys and places in lists that lead to a part of a value, from the outside in."""


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing about a file. `line` counts from 1, 0 for the whole file; `place` is a path such as
    ``steps[3].cards[0].expired``; `advice` says what to do; `left_out`: the file is not used because of it."""

    file: Path
    text: str
    advice: str = ""
    place: str = ""
    line: int = 0
    left_out: bool = True

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else str(self.file)
        what = f"{self.place}: {self.text}" if self.place else self.text
        return f"{where}: {what}. {self.advice}".rstrip()


class FileUnusable(Exception):
    """A file that cannot be used; `problems` are all that were found in it."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def left_out(problems: Sequence[FileProblem]) -> tuple[str, ...]:
    """One text for each file that is not used: its first problem, and how many there are besides."""
    by_file: dict[Path, list[FileProblem]] = {}
    for problem in problems:
        if problem.left_out:
            by_file.setdefault(problem.file, []).append(problem)
    return tuple(f"{found[0]}{_and_more(len(found) - 1)}" for found in by_file.values())


def _and_more(number: int) -> str:
    if number == 0:
        return ""
    return " There is one more problem in this file." if number == 1 else f" There are {number} more in this file."


@dataclass(frozen=True, slots=True)
class Located:
    """The value of a file, and the line on which each part of it begins."""

    file: Path
    value: Json
    lines: Mapping[Steps, int]

    def problem(self, place: str, text: str, advice: str = "", *, left_out: bool = True) -> FileProblem:
        """A problem at a place, with the line of it or of the nearest part around it."""
        steps: Steps = tuple(int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", place))
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return FileProblem(self.file, text, advice, place, self.lines.get(steps, 0), left_out)


def read_json(file: Path) -> Located:
    """The JSON value of a file. Raises `FileUnusable` when it is no file, too large, not UTF-8 or not JSON, or when a
    key stands twice in an object."""
    located, twice = located_text(file, _text(file))
    if twice:
        raise FileUnusable(twice)
    return located


def located_text(file: Path, text: str) -> tuple[Located, list[FileProblem]]:
    """The JSON value of a file's text (of a key that stands twice in an object the last one), and a problem for each
    such key. Raises `FileUnusable` when it is not JSON."""
    try:
        value: Json = json.loads(text)
        walk = _Walk(file, text)
    except json.JSONDecodeError as error:
        told = f"this is not JSON: {error.msg[0].lower()}{error.msg[1:]} (column {error.colno})"
        if "escape" in error.msg:
            advice = "A backslash stands twice in JSON, as in C:\\\\Data; a slash works too, as in C:/Data."
        else:
            advice = "Look there and just before it: a comma, a quotation mark or a bracket is missing or too many."
        raise FileUnusable([FileProblem(file, told, advice, line=error.lineno)]) from None
    except RecursionError:
        advice = "A few levels are enough; look for brackets that are never closed."
        raise FileUnusable([FileProblem(file, "it is nested too deeply", advice)]) from None
    except ValueError:
        raise FileUnusable([FileProblem(file, "a number in it is too long to be one", "Shorten it.")]) from None
    return Located(file, value, walk.lines), walk.twice


def _text(file: Path) -> str:
    try:
        if file.is_dir():
            raise FileUnusable([FileProblem(file, "this is a folder", "Give the name of a file in it.")])
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        told = f"it cannot be read: {error.strerror or error}"
        raise FileUnusable([FileProblem(file, told, "Check the name, and that you may read it.")]) from None
    if len(data) > LARGEST_FILE:
        told = f"it is larger than {LARGEST_FILE // 1024**2} MB"
        raise FileUnusable([FileProblem(file, told, "Check that it is the right file, or split it.")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told = f"it is not UTF-8 text (byte {error.start + 1})"
        raise FileUnusable([FileProblem(file, told, "Save it again as UTF-8.")]) from None


_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


class _Walk:
    """A walk over JSON that is known to be JSON: `lines` of all its parts, and keys that stand `twice`."""

    def __init__(self, file: Path, text: str) -> None:
        self.lines: dict[Steps, int] = {}
        self.twice: list[FileProblem] = []
        self._file, self._text = file, text
        self._tokens = list(_TOKENS.finditer(text))
        self._counted, self._line = 0, 1
        self._value(0, ())

    def _value(self, at: int, steps: Steps) -> int:
        """Walk over the value at this token; the index of the token after it. Raises `RecursionError` at `DEEPEST`."""
        if len(steps) > DEEPEST:
            raise RecursionError
        self.lines[steps] = self._line_of(at)
        opening = self._tokens[at].group()
        at += 1
        if opening not in "{[":
            return at
        keys = set[str]()
        place = 0
        while self._tokens[at].group() not in "}]":
            step: str | int = place
            if opening == "{":
                step = self._key(at, keys)
                at += 2
            at = self._value(at, (*steps, step))
            place += 1
            at += self._tokens[at].group() == ","
        return at + 1

    def _key(self, at: int, keys: set[str]) -> str:
        key: str = json.loads(self._tokens[at].group())
        if key in keys:
            told, advice = f"{key!r} is given twice in one object", "Keep one of the two."
            self.twice.append(FileProblem(self._file, told, advice, line=self._line_of(at)))
        keys.add(key)
        return key

    def _line_of(self, at: int) -> int:
        # Asked for in rising order, so that the text is counted once.
        start = self._tokens[at].start()
        self._line += self._text.count("\n", self._counted, start)
        self._counted = start
        return self._line
