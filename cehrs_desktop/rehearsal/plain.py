"""Frozen dataclasses as plain JSON values and back, by their own field types.

Venues, incidents and plans are data that people write and that is stored with an attempt. Their classes are the only
description of their layout; this turns them into JSON and reads them again. It checks types, not meaning: files that
people hand in are judged with places and advice by `files`.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, cast

from cehrs_desktop.exam.plain import Json

T = TypeVar("T")


class NotPlain(ValueError):
    """A JSON value that does not fit the class it should become; the text says where."""


def to_plain(value: object) -> Json:
    """A dataclass of dataclasses, tuples, texts, numbers, truths and nothing, as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(part) for part in cast(tuple[object, ...], value)]
    return cast(Json, value)


def from_plain(kind: type[T], value: Json, place: str = "") -> T:
    """The `kind` that `to_plain` made this of. Fields with a default may be missing. Raises `NotPlain`."""
    return cast(T, _read(kind, value, place or kind.__name__))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(kind: Any, value: Json, place: str) -> object:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise NotPlain(f"{place}: a list is needed")
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_read(arguments[0], part, f"{place}[{n}]") for n, part in enumerate(value))
        if len(arguments) != len(value):
            raise NotPlain(f"{place}: {len(arguments)} values are needed")
        return tuple(_read(arguments[n], part, f"{place}[{n}]") for n, part in enumerate(value))
    if origin in (typing.Union, types.UnionType):
        return _read_union(arguments, value, place)
    if origin is typing.Literal:
        if value not in arguments:
            raise NotPlain(f"{place}: {value!r} is none of {', '.join(map(str, arguments))}")
        return value
    if is_dataclass(kind):
        return _read_dataclass(cast(type, kind), value, place)
    if kind is float and type(value) is int:
        return float(value)
    if kind is None or kind is type(None):
        kind = type(None)
    if type(value) is not kind:
        raise NotPlain(f"{place}: {kind.__name__} is needed, not {value!r}")
    return value


def _read_union(arguments: tuple[Any, ...], value: Json, place: str) -> object:
    if value is None and type(None) in arguments:
        return None
    members = [member for member in arguments if member is not type(None)]
    if len(members) == 1:
        return _read(members[0], value, place)
    # Classes of a union tell themselves apart by their field `kind`, a literal.
    named = value.get("kind") if isinstance(value, dict) else None
    for member in members:
        if is_dataclass(member) and named in typing.get_args(_hints(cast(type, member)).get("kind")):
            return _read(member, value, place)
    raise NotPlain(f"{place}: there is no kind {named!r}")


def _read_dataclass(kind: type, value: Json, place: str) -> object:
    if not isinstance(value, Mapping):
        raise NotPlain(f"{place}: an object is needed")
    hints = _hints(kind)
    known = {field.name: field for field in fields(kind)}
    if unknown := sorted(set(value) - set(known)):
        raise NotPlain(f"{place}: there is no field {unknown[0]!r}")
    read: dict[str, object] = {}
    for name, field in known.items():
        if name in value:
            read[name] = _read(hints[name], value[name], f"{place}.{name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise NotPlain(f"{place}: {name} is missing")
    return kind(**read)
