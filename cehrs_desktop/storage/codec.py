"""Core values as JSON and back, field by field.

The JSON outlives the program's version that wrote it, so every object carries the version of its own layout and
no field appears or disappears because a dataclass changed. Events have their own form in `exam.events`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

from cehrs_desktop.application.ports import Attempt, Candidate
from cehrs_desktop.exam.blueprint import Blueprint, Domain, Topic
from cehrs_desktop.exam.exhibits import Exhibit, exhibit_from_plain, exhibit_to_plain
from cehrs_desktop.exam.form import Form, FormSlot
from cehrs_desktop.exam.items import Item, Option, Rating, Reference
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.psychometrics.form_table import FixedForm, FormTable, table_from_plain, table_to_plain
from cehrs_desktop.psychometrics.parameters import ParameterSet

if TYPE_CHECKING:
    from cehrs_desktop.rehearsal.accommodations import Accommodations
    from cehrs_desktop.rehearsal.plan import DayPlan

LAYOUT = 1

JsonObject = dict[str, Json]
_T = TypeVar("_T")


class Unreadable(ValueError):
    """Text that is not what this program once wrote: damaged, or from a newer version."""


# One encoder for good: `json.dumps` with options makes a new one at every call. No value here holds itself.
_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False, check_circular=False, separators=(",", ":"))


def to_text(value: Json | Mapping[str, Json]) -> str:
    """Compact JSON in plain ASCII: the very text that is stored and hashed. Raises `ValueError` for NaN."""
    return _ENCODER.encode(value)


def from_text(text: str) -> JsonObject:
    """The JSON object in a text. Raises `Unreadable`."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    if not isinstance(value, dict):
        raise Unreadable("not an object")
    return cast(JsonObject, value)


def attempt_to_json(attempt: Attempt) -> JsonObject:
    """All that is fixed when an attempt begins, except the items' content."""
    # The classes of a rehearsed day are many, and the start of the program has no use for them.
    from cehrs_desktop.rehearsal.plain import to_plain

    return {
        "v": LAYOUT,
        "id": attempt.id,
        "candidate": {"id": attempt.candidate.id, "name": attempt.candidate.name},
        "created_ms": attempt.created_ms,
        "form": form_to_json(attempt.form),
        "rules": rules_to_json(attempt.rules),
        "parameters": parameters_to_json(attempt.parameters),
        "blueprint": blueprint_to_json(attempt.blueprint),
        "repeats": attempt.repeats,
        "table": None if attempt.table is None else table_to_plain(attempt.table),
        "day": to_plain(attempt.day),
        "accommodations": to_plain(attempt.accommodations),
    }


def attempt_from_json(value: Json) -> Attempt:
    """The attempt of `attempt_to_json`. Raises `Unreadable`."""
    fields = _layout_1(value)
    person, granted = _object(fields["candidate"]), fields.get("accommodations")
    return Attempt(
        id=_get(fields, "id", str),
        candidate=Candidate(_get(person, "id", str), _get(person, "name", str)),
        created_ms=_get(fields, "created_ms", int),
        form=form_from_json(fields["form"]),
        rules=rules_from_json(fields["rules"]),
        parameters=parameters_from_json(fields["parameters"]),
        blueprint=blueprint_from_json(fields["blueprint"]),
        repeats=_get(fields, "repeats", int),
        # Attempts from before there were assembled forms, or venues, have no such field.
        table=_table(fields.get("table")),
        day=_day(fields.get("day")),
        accommodations=None if granted is None else accommodations_from_json(granted),
    )


def _day(value: Json) -> DayPlan | None:
    if value is None:
        return None
    from cehrs_desktop.rehearsal.plan import DayPlan

    return _plain(DayPlan, value)


def accommodations_to_json(granted: Accommodations) -> JsonObject:
    """What is approved for a person."""
    from cehrs_desktop.rehearsal.plain import to_plain

    return _object(to_plain(granted))


def accommodations_from_json(value: Json) -> Accommodations:
    """The accommodations of `accommodations_to_json`. Raises `Unreadable`."""
    from cehrs_desktop.rehearsal.accommodations import Accommodations

    return _plain(Accommodations, value)


def _plain(kind: type[_T], value: Json) -> _T:
    from cehrs_desktop.rehearsal.plain import NotPlain, from_plain

    try:
        return from_plain(kind, value)
    except NotPlain as error:
        raise Unreadable(str(error)) from error


def fixed_form_to_json(fixed: FixedForm) -> JsonObject:
    """An assembled form with its score table."""
    return {"v": LAYOUT, "form": form_to_json(fixed.form), "table": table_to_plain(fixed.table)}


def fixed_form_from_json(value: Json) -> FixedForm:
    """The form of `fixed_form_to_json`. Raises `Unreadable`."""
    fields = _layout_1(value)
    table = _table(fields["table"])
    if table is None:
        raise Unreadable("a form without its table")
    return FixedForm(form_from_json(fields["form"]), table)


def _table(value: Json) -> FormTable | None:
    if value is None:
        return None
    try:
        return table_from_plain(_object(value))
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"score table: {error!r}") from error


def blueprint_to_json(blueprint: Blueprint) -> JsonObject:
    """A version of the test plan."""
    return {
        "v": LAYOUT,
        "version": blueprint.version,
        "valid_from": blueprint.valid_from,
        "valid_to": blueprint.valid_to,
        "minutes": blueprint.minutes,
        "domains": [
            {
                "id": domain.id,
                "name": domain.name,
                "scored": domain.scored,
                "pretest": domain.pretest,
                "topics": [{"id": topic.id, "name": topic.name, "scored": topic.scored} for topic in domain.topics],
            }
            for domain in blueprint.domains
        ],
    }


def blueprint_from_json(value: Json) -> Blueprint:
    """The test plan of `blueprint_to_json`. Raises `Unreadable`."""
    fields = _layout_1(value)
    return Blueprint(
        version=_get(fields, "version", str),
        valid_from=_get(fields, "valid_from", str),
        valid_to=_maybe(fields, "valid_to", str),
        minutes=_get(fields, "minutes", int),
        domains=_each(fields, "domains", _domain),
    )


def _domain(value: Json) -> Domain:
    fields = _object(value)
    return Domain(
        id=_get(fields, "id", str),
        name=_get(fields, "name", str),
        scored=_get(fields, "scored", int),
        pretest=_get(fields, "pretest", int),
        topics=_each(fields, "topics", _topic),
    )


def _topic(value: Json) -> Topic:
    fields = _object(value)
    return Topic(id=_get(fields, "id", str), name=_get(fields, "name", str), scored=_get(fields, "scored", int))


def form_to_json(form: Form) -> JsonObject:
    """A form with its slots in order."""
    return {
        "v": LAYOUT,
        "id": form.id,
        "blueprint_version": form.blueprint_version,
        "pack_id": form.pack_id,
        "seed": form.seed,
        "slots": [
            {
                "item_id": slot.item_id,
                "item_version": slot.item_version,
                "domain": slot.domain,
                "scored": slot.scored,
                "option_order": list(slot.option_order),
            }
            for slot in form.slots
        ],
    }


def form_from_json(value: Json) -> Form:
    """The form of `form_to_json`. Raises `Unreadable`."""
    fields = _layout_1(value)
    return Form(
        blueprint_version=_get(fields, "blueprint_version", str),
        pack_id=_get(fields, "pack_id", str),
        seed=_get(fields, "seed", str),
        slots=_each(fields, "slots", _slot),
        id=_of_type(fields.get("id", ""), str),  # forms stored before there were assembled ones have no id
    )


def _slot(value: Json) -> FormSlot:
    fields = _object(value)
    return FormSlot(
        item_id=_get(fields, "item_id", str),
        item_version=_get(fields, "item_version", int),
        domain=_get(fields, "domain", str),
        scored=_get(fields, "scored", bool),
        option_order=_each(fields, "option_order", _text),
    )


def rules_to_json(rules: Rules) -> JsonObject:
    """The written rules of an attempt."""
    return {
        "v": LAYOUT,
        "minutes": rules.minutes,
        "warnings": list(rules.warnings),
        "clock_returns": rules.clock_returns,
        "result": rules.result,
        "extra_seconds": rules.extra_seconds,
        "only_next_records": rules.only_next_records,
        "breaks_stop_clock": rules.breaks_stop_clock,
    }


def rules_from_json(value: Json) -> Rules:
    """The rules of `rules_to_json`. Raises `Unreadable`."""
    fields = _layout_1(value)
    return Rules(
        minutes=_get(fields, "minutes", int),
        warnings=_each(fields, "warnings", _whole),
        clock_returns=_maybe(fields, "clock_returns", int),
        result=_get(fields, "result", str),
        # Rules from before there were venues and accommodations have none of these.
        extra_seconds=_get(fields, "extra_seconds", int) if "extra_seconds" in fields else 0,
        only_next_records=bool(fields.get("only_next_records")),
        breaks_stop_clock=bool(fields.get("breaks_stop_clock")),
    )


def parameters_to_json(parameters: ParameterSet) -> JsonObject:
    """A version of the scoring parameters. JSON numbers keep every bit of a float."""
    return {
        "v": LAYOUT,
        "version": parameters.version,
        "theta_cut": parameters.theta_cut,
        "shrink": parameters.shrink,
        "center": parameters.center,
        "reference": list(parameters.reference),
    }


def parameters_from_json(value: Json) -> ParameterSet:
    """The parameters of `parameters_to_json`. Raises `Unreadable`."""
    fields = _layout_1(value)
    return ParameterSet(
        version=_get(fields, "version", str),
        theta_cut=_get(fields, "theta_cut", float),
        shrink=_get(fields, "shrink", float),
        center=_get(fields, "center", float),
        reference=_each(fields, "reference", _number),
    )


def item_to_json(item: Item) -> JsonObject:
    """One item in the exact version that was shown."""
    return {
        "v": LAYOUT,
        "id": item.id,
        "version": item.version,
        "domain": item.domain,
        "topic": item.topic,
        "subtopic": item.subtopic,
        "level": item.level,
        "status": item.status,
        "stem": item.stem,
        "options": [
            {"id": option.id, "text": option.text, "key": option.is_key, "rationale": option.rationale}
            for option in item.options
        ],
        "lock_order": item.lock_order,
        "references": [{"authority": one.authority, "section": one.section, "url": one.url} for one in item.references],
        "volatility": item.volatility,
        "verified_on": item.verified_on,
        "valid_as_of": item.valid_as_of,
        "review_by": item.review_by,
        "enemies": list(item.enemies),
        "case": item.case,
        "ratings": [{"reader": one.reader, "probability": one.probability} for one in item.ratings],
        "exhibit": exhibit_to_plain(item.exhibit) if item.exhibit else None,
        "calibrated_b": item.calibrated_b,
    }


def item_from_json(value: Json) -> Item:
    """The item of `item_to_json`. Raises `Unreadable`."""
    fields = _layout_1(value)
    return Item(
        id=_get(fields, "id", str),
        version=_get(fields, "version", int),
        domain=_get(fields, "domain", str),
        topic=_get(fields, "topic", str),
        subtopic=_get(fields, "subtopic", str),
        level=_get(fields, "level", str),
        status=_get(fields, "status", str),
        stem=_get(fields, "stem", str),
        options=_each(fields, "options", _option),
        lock_order=_get(fields, "lock_order", bool),
        references=_each(fields, "references", _reference),
        volatility=_get(fields, "volatility", str),
        verified_on=_maybe(fields, "verified_on", str),
        valid_as_of=_maybe(fields, "valid_as_of", str),
        review_by=_maybe(fields, "review_by", str),
        enemies=_each(fields, "enemies", _text),
        case=_maybe(fields, "case", str),
        ratings=_each(fields, "ratings", _rating),
        # Items stored before there were exhibits, or difficulties from responses, have no such field.
        exhibit=_exhibit(fields.get("exhibit")),
        calibrated_b=None if fields.get("calibrated_b") is None else _get(fields, "calibrated_b", float),
    )


def _exhibit(value: Json) -> Exhibit | None:
    if value is None:
        return None
    try:
        return exhibit_from_plain(_object(value))
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"exhibit: {error!r}") from error


def _option(value: Json) -> Option:
    fields = _object(value)
    return Option(
        _get(fields, "id", str), _get(fields, "text", str), _get(fields, "key", bool), _get(fields, "rationale", str)
    )


def _reference(value: Json) -> Reference:
    fields = _object(value)
    return Reference(_get(fields, "authority", str), _get(fields, "section", str), _get(fields, "url", str))


def _rating(value: Json) -> Rating:
    fields = _object(value)
    return Rating(_get(fields, "reader", str), _get(fields, "probability", float))


def _layout_1(value: Json) -> JsonObject:
    fields = _object(value)
    if fields.get("v") != LAYOUT:
        raise Unreadable(f"layout {fields.get('v')!r}")
    return fields


class _Fields(dict[str, Json]):
    """A JSON object in which a field that is not there is `Unreadable`."""

    def __missing__(self, key: str) -> Json:
        raise Unreadable(f"no field {key!r}")


def _object(value: Json) -> JsonObject:
    if not isinstance(value, dict):
        raise Unreadable(f"not an object: {value!r:.40}")
    return _Fields(value)


def _get(fields: JsonObject, name: str, wanted: type[_T]) -> _T:
    return _of_type(fields[name], wanted)


def _maybe(fields: JsonObject, name: str, wanted: type[_T]) -> _T | None:
    value = fields[name]
    return None if value is None else _of_type(value, wanted)


def _each(fields: JsonObject, name: str, read: Callable[[Json], _T]) -> tuple[_T, ...]:
    values = cast(list[Json], _of_type(fields[name], list))
    return tuple(read(value) for value in values)


def _of_type(value: Json, wanted: type[_T]) -> _T:
    if wanted is float and type(value) is int:
        return cast(_T, float(value))
    # Not isinstance: True is an int in Python and no number in this data.
    if type(value) is not wanted:
        raise Unreadable(f"not {wanted.__name__}: {value!r:.40}")
    return cast(_T, value)


def _text(value: Json) -> str:
    return _of_type(value, str)


def _whole(value: Json) -> int:
    return _of_type(value, int)


def _number(value: Json) -> float:
    return _of_type(value, float)
