"""Takes out of a text what may name a person, a computer or a place on it. For logs that leave the computer.

What cannot be recognized is left out rather than passed on: of an error only its kind stays, unless its message is
made by the system. It cannot know the name of somebody whom the program was never told about.
"""

from __future__ import annotations

import builtins
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NAME, FOLDER, QUOTED, MAIL, ADDRESS, DATA = "<name>", "<folder>", "<text>", "<e-mail>", "<address>", "<data>"
SHORTEST = 3
"""Letters. A shorter part of a name ("Jo") would be found inside every other word; whole names are always taken."""

_MAIL = re.compile(r"[^\s@<>\"',;:]+@[^\s@<>\"',;:]+")
_WEB = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_QUOTED = re.compile(r"(?<!\w)(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|“[^”]*”|‘[^’]*’|`[^`]*`|«[^»]*»|„[^“]*“)")
_UNCLOSED = re.compile(r"(?<!\w)['\"“‘`«„](?=\S).*$")
_NUMBERS = re.compile(r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b(?:\d{1,3}\.){3}\d{1,3}\b", re.IGNORECASE)

# A folder goes on to the next ": " or to the end of the line: names of files have blanks, quotes and dots in them.
_PATH = re.compile(r"(?:\\\\|(?<![A-Za-z])[A-Za-z]:[\\/]|~[\\/]|(?<![\w.>])/(?=[^\s/])).*?(?=: |$)")
_IN_DATA = re.compile(rf"{DATA}[\\/].*?(?=: |$)")
_KNOWN_IN_DATA = re.compile(r"(?:(?:backups|cache|log)[\\/])?(?:attempts|settings|home|cehrs-desktop)[\w.-]*")
# The end of a path that is the program's own, or a library's: it says where something happened.
_OURS = re.compile(r"[\\/]((?:cehrs_desktop|site-packages)[\\/][\w./\\+-]+\.\w+)$")

_LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) [\w.]+): (.*)")
_FRAME = re.compile(r'  File "([^"]*)", line (\d+), in (\S+)')
_RAISED = re.compile(r"([A-Za-z_][\w.]*)(?:: (.*))?")
_STRUCTURE = (
    "Traceback (most recent call last):",
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
)
_LIBRARIES = ("cehrs_desktop.", "sqlite3.", "json.", "pydantic", "subprocess.", "zipfile.", "nacl.", "_queue.")
# Their messages are the system's or SQLite's own words; every other message may quote what somebody typed.
_TOLD = ("sqlite3.", "OSError", "PermissionError", "FileNotFoundError", "FileExistsError", "TimeoutError")


@dataclass(frozen=True, slots=True)
class Scrubber:
    """`words` are names of people, of the user and of the computer, whole or in parts; `folders` are folders and what
    is written for them. Both are found whatever their case and Unicode form. Made by `scrubber_for`."""

    words: tuple[str, ...] = ()
    folders: tuple[tuple[str, str], ...] = ()

    def text(self, text: str) -> str:
        """A line without folders, quoted text, addresses and names."""
        cleaned = unicodedata.normalize("NFC", text)
        for folder, label in self.folders:
            # A function: a label is no pattern.
            cleaned = re.sub(_folder_pattern(folder), lambda _, label=label: label, cleaned, flags=re.IGNORECASE)
        cleaned = _IN_DATA.sub(_known_in_data, cleaned)
        cleaned = _WEB.sub(ADDRESS, cleaned)
        cleaned = _PATH.sub(_known_end, cleaned)
        cleaned = _MAIL.sub(MAIL, cleaned)
        cleaned = _UNCLOSED.sub(QUOTED, _QUOTED.sub(QUOTED, cleaned))
        return self._unnamed(_NUMBERS.sub(ADDRESS, cleaned))

    def log(self, text: str) -> str:
        """A log file: its lines and tracebacks in the form the program writes them; what has another form is
        counted and left out."""
        kept: list[str] = []
        left_out = 0
        for line in text.splitlines():
            known = self._log_line(line)
            if known is None:
                left_out += 1
                continue
            if left_out:
                kept.append(_left_out(left_out))
                left_out = 0
            kept.append(known)
        if left_out:
            kept.append(_left_out(left_out))
        return "".join(f"{line}\n" for line in kept)

    def _log_line(self, line: str) -> str | None:
        if not line.strip() or line in _STRUCTURE:
            return line.strip()
        if (logged := _LINE.fullmatch(line)) is not None:
            return f"{logged[1]}: {self.text(logged[2])}"
        if (frame := _FRAME.fullmatch(line)) is not None:
            place = _OURS.search(frame[1])
            return f"  {_ours(place)}, line {frame[2]}, in {self._unnamed(frame[3])}"
        if (raised := _RAISED.fullmatch(line)) is not None and _is_error(raised[1]):
            return self._error(raised[1], raised[2])
        return None

    def _error(self, kind: str, message: str | None) -> str:
        if not message:
            return kind
        if kind.startswith(_TOLD):
            return f"{kind}: {self.text(message)}"
        return f"{kind} (message of {len(message)} characters left out)"

    def _unnamed(self, text: str) -> str:
        for word in self.words:
            text = re.sub(_word_pattern(word), NAME, text, flags=re.IGNORECASE)
        return text


def scrubber_for(names: Iterable[str], folders: Iterable[tuple[str, str]] = ()) -> Scrubber:
    """A scrubber for full names, whose parts are names too, and for folders with what is written for them."""
    words: set[str] = set()
    for name in names:
        whole = unicodedata.normalize("NFC", name).strip()
        if len(whole) >= 2:
            words.add(whole)
        parts = re.split(r"[\s\-_.,;'’()@\\/]+", whole)
        words |= {part for part in parts if len(part) >= (SHORTEST if _cased(part) else 2)}
    places = {unicodedata.normalize("NFC", folder): label for folder, label in folders if len(folder.strip("/\\")) > 1}
    return Scrubber(
        tuple(sorted(words, key=lambda word: (-len(word), word))),
        tuple(sorted(places.items(), key=lambda place: -len(place[0]))),
    )


def names_left(texts: Sequence[str], scrubber: Scrubber) -> tuple[str, ...]:
    """Which of the scrubber's words still stand in the texts, whatever their case: the last look before saving."""
    whole = unicodedata.normalize("NFC", "\n".join(texts))
    return tuple(word for word in scrubber.words if re.search(_word_pattern(word), whole, re.IGNORECASE))


def _cased(word: str) -> bool:
    return word.lower() != word.upper()


def _word_pattern(word: str) -> str:
    if not _cased(word):
        # Chinese, Arabic and others have no capitals, and often no blanks between words either.
        return re.escape(word)
    # Not inside longer words: "Ann" must not break "planned". Digits and underscores do not make a word longer.
    return rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])"


def _folder_pattern(folder: str) -> str:
    """A folder however its separators are written: as they are, doubled by an escape, or turned."""
    parts = (re.escape(part) for part in re.split(r"[\\/]+", folder.rstrip("\\/")))
    return r"[\\/]+".join(parts) + r"(?![^\W_]|[.-]\w)"


def _known_in_data(path: re.Match[str]) -> str:
    rest = path[0].removeprefix(DATA)[1:]
    return f"{DATA}/{rest}" if _KNOWN_IN_DATA.fullmatch(rest) else f"{DATA}/{QUOTED}"


def _known_end(path: re.Match[str]) -> str:
    return _ours(_OURS.search(path[0]))


def _ours(found: re.Match[str] | None) -> str:
    return FOLDER if found is None else found[1].replace("\\", "/")


def _is_error(kind: str) -> bool:
    found: object = getattr(builtins, kind, None)
    return kind.startswith(_LIBRARIES) or (isinstance(found, type) and issubclass(found, BaseException))


def _left_out(count: int) -> str:
    return "(1 line left out)" if count == 1 else f"({count} lines left out)"
