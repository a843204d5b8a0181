"""Read what is published about computers for a proctored exam (``resources/venues/computer.json``).

The layout of the file is written here once; ``computer-file.schema.json`` beside the data is made from it. Whoever
changes the data gets every fault with its place. A file that cannot be used stops nobody: the caller tells people
and shows the computer without comparison.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from cehrs_desktop.rehearsal.acceptance import (
    ListedProgram,
    Published,
    Requirement,
    RequirementsUnreadable,
    Sign,
    Subject,
    Topic,
    Where,
)

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes. A larger file is not this one."""

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Process = Annotated[str, StringConstraints(pattern=r"^[^A-Z/\\]{1,64}$")]


class ComputerFileError(RequirementsUnreadable):
    """A file of requirements that cannot be used. `problems` are pairs of place in the file and what is wrong there;
    the text names the file, the problems and what to do."""

    def __init__(self, path: Path, problems: tuple[tuple[str, str], ...], advice: str) -> None:
        self.path = path
        self.problems = problems
        self.advice = advice
        told = "; ".join(f"{place}: {what}" if place else what for place, what in problems)
        super().__init__(f"{path}: {told} {advice}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SourceEntry(_Strict):
    """A public page: whose it is, where, and its date or when it was read."""

    client: _Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    as_of: Annotated[str, StringConstraints(pattern=r"^(read )?\d{4}(-\d{2}(-\d{2})?)?$")]


class RequirementEntry(_Strict):
    """What one source says, with at most one bound by which the program compares; none: it only shows it."""

    source: _Text
    says: _Text
    at_least: Annotated[int, Field(ge=0)] | None = None
    at_most: Annotated[int, Field(ge=0)] | None = None
    one_of: Annotated[list[_Text], Field(min_length=1)] | None = None
    least_size: Annotated[list[Annotated[int, Field(gt=0)]], Field(min_length=2, max_length=2)] | None = None
    partial: bool = Field(default=False, description="More is asked than the bound can show.")

    @model_validator(mode="after")
    def _one_bound(self) -> RequirementEntry:
        bounds = (self.at_least, self.at_most, self.one_of, self.least_size)
        if sum(bound is not None for bound in bounds) > 1:
            raise ValueError("give only one of at_least, at_most, one_of and least_size")
        if self.partial and all(bound is None for bound in bounds):
            raise ValueError("partial needs a bound beside it")
        return self


class SubjectEntry(_Strict):
    """One line of the sheet."""

    subject: Subject
    requirements: list[RequirementEntry]
    disagreement: _Text | None = Field(default=None, description="Where sources differ in what no program can see.")
    innocent: list[_Text] = []


class ProgramEntry(_Strict):
    """A program by the names of its processes: lower case, without path and without .exe."""

    name: _Text
    processes: Annotated[list[_Process], Field(min_length=1)]


class ProgramGroup(_Strict):
    """Programs of one kind, with an explanation why one may run without anybody knowing."""

    what: _Text
    innocent: _Text
    programs: Annotated[list[ProgramEntry], Field(min_length=1)]


class SignEntry(_Strict):
    """A text that points to a virtual machine or a private network, anywhere in what is found or at its start."""

    subject: Literal["virtual_machine", "vpn"]
    where: Where
    contains: _Text | None = None
    starts: _Text | None = None
    what: _Text
    innocent: _Text | None = None

    @model_validator(mode="after")
    def _one_text(self) -> SignEntry:
        if (self.contains is None) == (self.starts is None):
            raise ValueError("give either contains or starts")
        return self


class ComputerFile(_Strict):
    """What is published about computers for a proctored exam at a distance."""

    model_config = ConfigDict(title="Requirements for a computer")

    schema_: str | None = Field(default=None, alias="$schema")
    format: Literal[1]
    as_of: _Text
    about: list[_Text]
    sources: dict[str, SourceEntry]
    subjects: list[SubjectEntry]
    programs: list[ProgramGroup]
    signs: list[SignEntry]


def schema_text() -> str:
    """The JSON Schema of the file, as it stands beside the data."""
    return json.dumps(ComputerFile.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


def read_requirements(path: Path) -> Published:
    """What the file says. Raises `ComputerFileError` for a file that is missing, unreadable or wrong anywhere."""
    try:
        content = ComputerFile.model_validate(_json_of(path))
    except ValidationError as error:
        problems = tuple((_place(fault["loc"]), _told(fault)) for fault in error.errors())
        raise ComputerFileError(path, problems, "Correct these places; the schema lies beside the file.") from None
    if problems := _contradictions(content):
        raise ComputerFileError(path, problems, "Correct these places.")
    return _published(content)


def _json_of(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ComputerFileError(path, (("", "It is far too large for such a file."),), "Choose another file.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = f"It cannot be read ({error.strerror or error})."
        raise ComputerFileError(path, (("", reason),), "Check its name, or install the program again.") from None
    except UnicodeDecodeError as error:
        place, reason = f"byte {error.start}", "this is not UTF-8 text."
        raise ComputerFileError(path, ((place, reason),), "Save it again as UTF-8.") from None
    try:
        return json.loads(text, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ComputerFileError(path, ((place, f"{error.msg}."),), "Correct the JSON there.") from None
    except (ValueError, RecursionError) as error:
        raise ComputerFileError(path, (("", f"{error}."),), "Correct the JSON.") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"The name {double!r} stands twice in one object")
    return made


def _place(path: tuple[int | str, ...]) -> str:
    """A place such as ``subjects[3].requirements[0].says``; places in lists count from 0 as JSON tools do."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _told(fault: Any) -> str:
    given = "" if isinstance(fault["input"], (dict, list)) else f" (there is {fault['input']!r})"
    # The classes' names are nothing to whoever edits the file.
    message = re.sub("valid dictionary or instance of .*", "JSON object", fault["msg"].removeprefix("Value error, "))
    return f"{message}{given}."


def _contradictions(content: ComputerFile) -> tuple[tuple[str, str], ...]:
    """What is wrong between places that are each right by themselves."""
    problems: list[tuple[str, str]] = []
    seen: set[str] = set()
    for at, entry in enumerate(content.subjects):
        if entry.subject in seen:
            problems.append((f"subjects[{at}]", f"the subject {entry.subject!r} was there before."))
        seen.add(entry.subject)
        for number, one in enumerate(entry.requirements):
            if one.source not in content.sources:
                place = f"subjects[{at}].requirements[{number}].source"
                problems.append((place, f"there is no source {one.source!r}."))
    owners: dict[str, str] = {}
    for at, group in enumerate(content.programs):
        for number, program in enumerate(group.programs):
            for name in program.processes:
                if name in owners:
                    place = f"programs[{at}].programs[{number}].processes"
                    problems.append((place, f"{name!r} is already a process of {owners[name]}."))
                owners[name] = program.name
    return tuple(problems)


def _published(content: ComputerFile) -> Published:
    return Published(
        as_of=content.as_of,
        about=tuple(content.about),
        topics=tuple(
            Topic(
                entry.subject,
                tuple(_requirement(one, content.sources[one.source]) for one in entry.requirements),
                entry.disagreement or "",
                tuple(entry.innocent),
            )
            for entry in content.subjects
        ),
        programs=tuple(
            ListedProgram(one.name, group.what, group.innocent, frozenset(one.processes))
            for group in content.programs
            for one in group.programs
        ),
        signs=tuple(
            Sign(
                one.subject,
                one.where,
                one.contains or one.starts or "",
                one.starts is not None,
                one.what,
                one.innocent or "",
            )
            for one in content.signs
        ),
    )


def _requirement(entry: RequirementEntry, source: SourceEntry) -> Requirement:
    return Requirement(
        says=entry.says,
        client=source.client,
        source=source.url,
        as_of=source.as_of,
        at_least=entry.at_least,
        at_most=entry.at_most,
        one_of=tuple(entry.one_of or ()),
        least_size=(entry.least_size[0], entry.least_size[1]) if entry.least_size else None,
        partial=entry.partial,
    )
