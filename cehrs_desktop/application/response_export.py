"""The stored answers as a table for item analysis: first meetings of a candidate with an item, in whole exams only.

A repeated item says nothing about how hard it is, and neither does a guess within seconds (2.2 of the design's
psychometrics): both are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cehrs_desktop.application.ports import AttemptStore, KeyCorrection
from cehrs_desktop.application.results import readable, record_of
from cehrs_desktop.exam.items import Item

GUESSING_FLOOR_MS = 3000
"""An answer after less time on the item than this is taken for a guess and left out."""


@dataclass(frozen=True, slots=True)
class ItemKey:
    """An item of the table and the ids of its right options.

    `status` is ``operational``, ``pretest`` or, for one that was dropped from scores, ``retired``.
    """

    item_id: str
    version: int
    right: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """One attempt. `answers` has the option's id by item, `None` for one that was seen and left blank; `seconds` the
    time on it. An item that was not on the form, not reached, met before or guessed at is in neither."""

    attempt_id: str
    answers: dict[str, str | None]
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class ResponseTable:
    """All of it. `repeated`, `guessed` and `outdated` count answers that were left out (met before, too quick, of an
    older version of the item); `damaged` counts attempts that cannot be read."""

    keys: tuple[ItemKey, ...]
    rows: tuple[ResponseRow, ...]
    repeated: int
    guessed: int
    outdated: int
    damaged: int


def response_table(store: AttemptStore) -> ResponseTable:
    """The table of every attempt that was ended by submitting or by time, the oldest first."""
    ended = [line for line in store.lines() if line.state == "complete"]
    whole = [record_of(stored) for stored in readable(store, ended)]
    records = [record for record in whole if record.outcome is not None]
    corrections = store.corrections()
    accepted = [one for one in corrections if one.action == "accept" and one.option]
    dropped = {(one.item_id, one.item_version) for one in corrections if one.action == "drop"}
    keys: dict[str, ItemKey] = {}
    for record in records:
        for slot, item in zip(record.stored.attempt.form.slots, record.stored.items, strict=True):
            known = keys.get(item.id)
            if known is None or known.version < item.version:
                right = [item.key.id, *_accepted(accepted, item)]
                status = "operational" if slot.scored else "pretest"
                status = "retired" if (item.id, item.version) in dropped else status
                keys[item.id] = ItemKey(item.id, item.version, tuple(right), status)
    met: set[tuple[str, str]] = set()
    rows: list[ResponseRow] = []
    left_out = {"repeated": 0, "guessed": 0, "outdated": 0, "damaged": len(ended) - len(whole)}
    for record in records:
        row = ResponseRow(record.stored.attempt.id, {}, {})
        person = record.stored.attempt.candidate.id
        shown = zip(record.stored.items, record.session.responses, record.timelines, strict=True)
        for item, response, timeline in shown:
            if not response.seen:
                continue
            if (person, item.id) in met:
                left_out["repeated"] += 1
            elif item.version != keys[item.id].version:
                left_out["outdated"] += 1
            elif response.chosen is not None and timeline.spent_ms < GUESSING_FLOOR_MS:
                left_out["guessed"] += 1
            else:
                row.answers[item.id] = response.chosen
                row.seconds[item.id] = timeline.spent_ms / 1000
            met.add((person, item.id))
        # An attempt without a single first meeting says nothing about any item.
        if row.answers:
            rows.append(row)
    return ResponseTable(tuple(keys[name] for name in sorted(keys)), tuple(rows), **left_out)


def _accepted(corrections: Iterable[KeyCorrection], item: Item) -> Iterable[str]:
    return (
        one.option for one in corrections if one.option and (one.item_id, one.item_version) == (item.id, item.version)
    )


def table_lines(table: ResponseTable) -> Iterable[list[str]]:
    """The table as lines of cells: letters as the items were written, ``-`` for a blank, ``NA`` for not given."""
    yield ["attempt", *(key.item_id for key in table.keys)]
    for row in table.rows:
        yield [
            row.attempt_id,
            *(
                "NA" if key.item_id not in row.answers else (row.answers[key.item_id] or "-").upper()
                for key in table.keys
            ),
        ]


def time_lines(table: ResponseTable) -> Iterable[list[str]]:
    """The seconds on each item, in the shape of `table_lines`."""
    yield ["attempt", *(key.item_id for key in table.keys)]
    for row in table.rows:
        seconds = (row.seconds.get(key.item_id) for key in table.keys)
        yield [row.attempt_id, *("NA" if spent is None else f"{spent:.1f}" for spent in seconds)]


def key_lines(table: ResponseTable) -> Iterable[list[str]]:
    """Key and role of each item."""
    yield ["id", "key", "status"]
    for key in table.keys:
        yield [key.item_id, "/".join(key.right).upper(), key.status]
