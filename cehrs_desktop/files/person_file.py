"""Everything about a learner as one file (`.cehrsperson`), to be read back on another computer.

The first line says what the file is and carries a SHA-256 over itself and all the rest; the rest is compressed JSON.
A file is read whole or not at all. The hash shows damage, not fraud: the attempts have hash chains of their own, which
the store judges that takes them in. The file holds the learner's name, answers and notes, and no PIN.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import Field, JsonValue, TypeAdapter, ValidationError

from cehrs_desktop.application.people_ports import PersonCopy, PersonFileUnreadable, StudyCopy
from cehrs_desktop.application.ports import AttemptCopy, Candidate
from cehrs_desktop.application.study_ports import StoredCard, StoredSet
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.practice import PracticeSet
from cehrs_desktop.study.profile import Note, Profile

SUFFIX = ".cehrsperson"
FORMAT = 1
MOST_BYTES = 256 * 1024 * 1024
"""Of the file and of what is in it, decompressed: a hundred times what years of study come to."""

_WHAT = "CEHRS Desktop learner"
_LONGEST_HEAD = 1000
_Index = Annotated[int, Field(ge=0)]


# ---- what is in the file, where it differs from the program's own values
@dataclass(frozen=True, slots=True)
class _Attempt:
    attempt_id: str
    header: str
    items: tuple[str, ...]
    events: tuple[str, ...]
    end: str


@dataclass(frozen=True, slots=True)
class _Set:
    """`items` are places in the file's list of items: sets share most of theirs."""

    practice: PracticeSet
    items: tuple[_Index, ...]
    answers: tuple[Answer, ...]
    state: Literal["open", "over"]
    spent_ms: int


@dataclass(frozen=True, slots=True)
class _Taken:
    attempt_id: str
    mark: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class _Card:
    item_id: str
    due_ms: int
    content: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class _Profile:
    exam_date: str
    minutes: tuple[int, int, int, int, int, int, int]
    sealed: int
    sealed_forms: tuple[str, ...]
    weeks_shape: int
    goals: bool
    venue: str
    choices: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class _Person:
    candidate: Candidate
    attempts: tuple[_Attempt, ...]
    profile: _Profile
    items: tuple[Item, ...]
    sets: tuple[_Set, ...]
    taken: tuple[_Taken, ...]
    cards: tuple[_Card, ...]
    notes: tuple[Note, ...]


@cache
def _model() -> TypeAdapter[_Person]:
    # Made when the first file is read: building it takes longer than a page of the program.
    return TypeAdapter(_Person)


# ---- writing
def person_bytes(copy: PersonCopy, program: str) -> bytes:
    """The file of a copy; `program` is the version that writes it."""
    text = json.dumps(_plain(copy), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # A name may hold half a character that was typed; no UTF-8 can, and the database would not keep it either.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    body = zlib.compress(whole.encode(), 6)
    head = {"what": _WHAT, "format": FORMAT, "program": program}
    return json.dumps(head | {"sha256": _digest(head, body)}).encode("ascii") + b"\n" + body


def _plain(copy: PersonCopy) -> dict[str, Any]:
    study = copy.study
    places: dict[Item, int] = {}
    sets = [
        asdict(
            _Set(
                one.practice,
                tuple(places.setdefault(item, len(places)) for item in one.items),
                one.answers,
                cast(Literal["open", "over"], one.state),
                one.spent_ms,
            )
        )
        for one in study.sets
    ]
    return {
        "candidate": asdict(copy.candidate),
        "attempts": [asdict(one) | {"end": one.end.hex()} for one in copy.attempts],
        "profile": asdict(study.profile),
        "items": [asdict(item) for item in places],
        "sets": sets,
        "taken": [asdict(_Taken(*one)) for one in study.taken],
        "cards": [{"item_id": c.item_id, "due_ms": c.due_ms, "content": dict(c.content)} for c in study.cards],
        "notes": [asdict(note) for note in study.notes],
    }


def _digest(head: dict[str, Any], body: bytes) -> str:
    return sha256(json.dumps(head, sort_keys=True).encode("ascii") + b"\n" + body).hexdigest()


# ---- reading
def read_person_file(file: Path) -> PersonCopy:
    """The copy in a file. Raises `PersonFileUnreadable`; what is damaged is never read in part."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise PersonFileUnreadable(str(file), getattr(error, "strerror", None) or str(error)) from error
    if len(data) > MOST_BYTES:
        raise PersonFileUnreadable(str(file), "it is larger than any learner's file")
    line, _, body = data.partition(b"\n")
    _check(file, line, body)
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(body, MOST_BYTES)
        if not unpacking.eof:
            raise PersonFileUnreadable(str(file), "it is larger than any learner's file")
        return _copy(_model().validate_json(text, strict=True))
    except (ValidationError, zlib.error, ValueError, IndexError) as error:
        raise PersonFileUnreadable(str(file), "it is damaged") from error


def _check(file: Path, line: bytes, body: bytes) -> None:
    other = "it is damaged, or no learner's file of this program"
    try:
        head: Any = json.loads(line) if len(line) <= _LONGEST_HEAD else None
    except (ValueError, RecursionError) as error:
        raise PersonFileUnreadable(str(file), other) from error
    if not isinstance(head, dict):
        raise PersonFileUnreadable(str(file), other)
    told = cast(dict[str, Any], head)
    if told.get("what") != _WHAT or type(told.get("format")) is not int:
        raise PersonFileUnreadable(str(file), other)
    if told["format"] > FORMAT:
        # Before the hash: a newer format may reckon it otherwise.
        raise PersonFileUnreadable(str(file), f"format {told['format']}", later=True)
    if told.pop("sha256", None) != _digest(told, body):
        raise PersonFileUnreadable(str(file), "it is damaged")


def _copy(told: _Person) -> PersonCopy:
    profile = told.profile
    sets = [
        StoredSet(one.practice, tuple(told.items[place] for place in one.items), one.answers, one.state, one.spent_ms)
        for one in told.sets
    ]
    return PersonCopy(
        told.candidate,
        tuple(
            AttemptCopy(one.attempt_id, one.header, one.items, one.events, bytes.fromhex(one.end))
            for one in told.attempts
        ),
        StudyCopy(
            Profile(
                profile.exam_date,
                profile.minutes,
                profile.sealed,
                profile.sealed_forms,
                profile.weeks_shape,
                profile.goals,
                profile.venue,
                cast(dict[str, Json], profile.choices),
            ),
            tuple(sets),
            tuple((one.attempt_id, one.mark, one.answers) for one in told.taken),
            tuple(StoredCard(one.item_id, one.due_ms, cast(dict[str, Json], one.content)) for one in told.cards),
            told.notes,
        ),
    )
