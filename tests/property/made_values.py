"""Values of frozen dataclasses drawn at random from their own field types: every kind, every field, defaults too."""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast

from hypothesis import strategies as st

T = TypeVar("T")

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=6)
DEEPEST = 7
"""How deep values nest: acts hold choices that hold acts."""


def made(kind: type[T], depth: int = 0) -> st.SearchStrategy[T]:
    """Any value of a dataclass, whether it makes sense or not."""
    return cast(st.SearchStrategy[T], _made(kind, depth))


def _made(kind: Any, depth: int) -> st.SearchStrategy[Any]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            most = 0 if depth >= DEEPEST else 2
            return st.lists(st.deferred(lambda: _made(arguments[0], depth + 1)), max_size=most).map(tuple)
        return st.tuples(*(_made(one, depth + 1) for one in arguments))
    if origin in (typing.Union, types.UnionType):
        return st.sampled_from(arguments).flatmap(lambda one: _made(one, depth + 1))
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        values = {field.name: _made(hints[field.name], depth + 1) for field in fields(kind)}
        return st.builds(cast(type, kind), **values)
    if kind is type(None):
        return st.none()
    return {
        str: WORDS,
        int: st.integers(-(10**9), 10**15),
        bool: st.booleans(),
        float: st.floats(allow_nan=False, allow_infinity=False),
    }[kind]
