"""The dataclasses of `rehearsal` as strict models of pydantic, for files that people write: check, advise, publish.

A dataclass says once which fields there are; here it is also what a file may hold. Fields that are not known are
errors, nothing is turned into another type, and what has to be given is not empty. Every fault comes with its place.
"""

from __future__ import annotations

import difflib
import json
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, ForwardRef, Literal, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, create_model

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.files.located_json import FileProblem, FileUnusable, Located
from cehrs_desktop.rehearsal.plain import from_plain

FORMAT = 1
"""The number in a file's ``format``."""

LONGEST_TEXT = 2000
"""Characters of one text."""

_ID = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,63}$")]
_Needed = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]
_Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
_Source = Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")]

T = TypeVar("T")


# ---- from dataclasses to models
@cache
def _model(kind: type) -> type[BaseModel]:
    """The model of a file that holds one `kind`."""
    namespace: dict[str, Any] = {}
    for one in _reachable(kind, {}):
        more: dict[str, Any] = {}
        if one is kind:
            link = Field(default="", alias="$schema", description="Where an editor finds the schema.")
            more = {"schema_": (str, link), "format": (Literal[1], Field(description="Always 1."))}
        namespace[one.__name__] = create_model(
            one.__name__,
            __config__=ConfigDict(extra="forbid", strict=True),
            __doc__=one.__doc__,
            **more,
            **_fields(one),
        )
    for model in namespace.values():
        model.model_rebuild(_types_namespace=namespace)
    return namespace[kind.__name__]


def _reachable(kind: type, found: dict[type, None]) -> dict[type, None]:
    if kind not in found:
        found[kind] = None
        for hint in typing.get_type_hints(kind).values():
            for part in _leaves(hint):
                if is_dataclass(part):
                    _reachable(cast(type, part), found)
    return found


def _leaves(hint: Any) -> Iterator[Any]:
    if typing.get_origin(hint) in (tuple, typing.Union, types.UnionType):
        for argument in typing.get_args(hint):
            yield from _leaves(argument)
    else:
        yield hint


def _fields(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    made: dict[str, Any] = {}
    for field in fields(kind):
        # The kind tells the classes of a union apart, so a file has to say it.
        needed = field.default is MISSING or field.name == "kind"
        made[field.name] = (_annotation(hints[field.name], field.name, needed), ... if needed else field.default)
    return made


def _annotation(hint: Any, name: str, needed: bool) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return list[_annotation(arguments[0], "", True)]
    if origin in (typing.Union, types.UnionType):
        members = tuple(ForwardRef(one.__name__) for one in arguments)
        return Annotated[typing.Union[members], Field(discriminator="kind")]  # noqa: UP007
    if is_dataclass(hint):
        return ForwardRef(cast(type, hint).__name__)
    if hint is str:
        return _ID if name == "id" else _Source if name == "source" else _Needed if needed else _Text
    return hint


def schema_text(kind: type, title: str) -> str:
    """The JSON Schema of a file that holds one `kind`, as it is published beside the data."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    schema = _model(kind).model_json_schema() | head
    return json.dumps(_plainer(schema), ensure_ascii=False, indent=2) + "\n"


def _plainer(value: Any) -> Any:
    """The schema without the titles that only repeat a field's name, and with descriptions on one line."""
    if isinstance(value, list):
        return [_plainer(part) for part in cast(list[Any], value)]
    if not isinstance(value, dict):
        return value
    plain: dict[str, Any] = {}
    for key, part in cast(dict[str, Any], value).items():
        if key == "properties":
            named = cast(dict[str, dict[str, Any]], part)
            plain[key] = {name: _plainer({k: v for k, v in one.items() if k != "title"}) for name, one in named.items()}
        elif key == "description":
            plain[key] = " ".join(str(part).split())
        else:
            plain[key] = _plainer(part)
    return plain


# ---- from files to values
def value_of(kind: type[T], located: Located) -> T:
    """What a file holds as a `kind`. Raises `FileUnusable` with everything that does not fit."""
    content = located.value
    if isinstance(content, dict) and type(number := content.get("format")) is int and number > FORMAT:
        advice = "Use a newer version of the program, or ask for the file in this format."
        told = f"format {number} is newer than this program knows ({FORMAT})"
        raise FileUnusable([located.problem("format", told, advice)])
    try:
        _model(kind).model_validate(content)
    except ValidationError as error:
        problems = [_problem(kind, located, fault) for fault in error.errors()]
        raise FileUnusable(sorted(problems, key=lambda problem: problem.line)) from None
    own = {name: value for name, value in cast(dict[str, Json], content).items() if name not in ("$schema", "format")}
    return from_plain(kind, own)


def file_text(value: object, schema: str) -> str:
    """A value as the text of a file, without what is as it would be anyway: a starting point to edit."""
    content = {"$schema": schema, "format": FORMAT} | cast(dict[str, Json], _sparse(value))
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _sparse(value: object) -> Json:
    if is_dataclass(value) and not isinstance(value, type):
        given = {field.name: getattr(value, field.name) for field in fields(value)}
        usual = {field.name: field.default for field in fields(value) if field.name != "kind"}
        kept = {name: _sparse(one) for name, one in given.items() if one != usual.get(name, MISSING)}
        return {"kind": kept["kind"]} | kept if "kind" in kept else kept
    if isinstance(value, tuple):
        return [_sparse(part) for part in cast(tuple[object, ...], value)]
    return cast(Json, value)


def _problem(kind: type, located: Located, fault: Mapping[str, Any]) -> FileProblem:
    place, around = _place(kind, fault["loc"])
    told, advice = _words(fault, around)
    return located.problem(place, told, advice)


def _place(kind: type, steps: tuple[str | int, ...]) -> tuple[str, Any]:
    """The place of a fault as people write it, and the class or type in which its last step stands."""
    place, here, around = "", cast(Any, kind), cast(Any, kind)
    for step in steps:
        if typing.get_origin(here) in (typing.Union, types.UnionType):
            # A step that names the kind: it is not in the file.
            here = next(one for one in typing.get_args(here) if _kind_of(one) == step)
            continue
        around = here
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else step
        if typing.get_origin(here) is tuple:
            here = typing.get_args(here)[0]
        elif is_dataclass(here):
            here = typing.get_type_hints(cast(type, here)).get(str(step))
    return place, around if steps and isinstance(steps[-1], str) else here


def _kind_of(one: type) -> str:
    return typing.get_args(typing.get_type_hints(one)["kind"])[0]


_NEEDED = {
    "string_type": "a text in quotation marks",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list in square brackets",
    "model_type": "an object in braces",
    "model_attributes_type": "an object in braces",
}


def _words(fault: Mapping[str, Any], around: Any) -> tuple[str, str]:
    """What is wrong and what to do, by the kind of fault."""
    given = _short(fault["input"])
    about = fault.get("ctx", {})
    match fault["type"]:
        case "missing":
            return "this is missing", "Add it."
        case "extra_forbidden":
            names = [field.name for field in fields(around) if field.name]
            near = difflib.get_close_matches(str(fault["loc"][-1]), names, 1)
            advice = f"Was {near[0]!r} meant? " if near else ""
            return "there is no such field", f"{advice}There are: {', '.join(names)}."
        case "literal_error":
            return f"{given} is not possible here", f"Use {about['expected']}."
        case "union_tag_invalid":
            return f"there is no kind {_given_kind(fault)}", f"There are: {about['expected_tags']}."
        case "union_tag_not_found":
            kinds = [_kind_of(one) for one in typing.get_args(around)]
            return "'kind' is missing", f"It is one of: {', '.join(kinds)}."
        case "string_too_short":
            return "this may not be empty", "Write a text."
        case "string_too_long":
            return f"this is longer than {LONGEST_TEXT} characters", "Shorten it, or split it into paragraphs."
        case "string_pattern_mismatch" if str(fault["loc"][-1]) == "source":
            return f"{given} is no address of a page", "Use an address with http:// or https://, or leave it away."
        case "string_pattern_mismatch":
            return f"{given} is no id", "Use small letters, digits and _ only, at most 64."
        case known if known in _NEEDED:
            return f"{_NEEDED[known]} is needed, not {given}", ""
        case _:
            return fault["msg"][0].lower() + fault["msg"][1:], ""


def _given_kind(fault: Mapping[str, Any]) -> str:
    return repr(fault["ctx"]["tag"]) if "ctx" in fault else "of this name"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"
