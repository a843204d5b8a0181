"""Answers and the plan as tables (CSV, UTF-8 with a mark that spreadsheets know it by, RFC 4180) to take away.

The tables of "Where I stand" are made beside their plots, in the presentation.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.plan import Plan

SUFFIX = ".csv"

ANSWER_COLUMNS = (
    "number", "at_utc", "place", "run", "position", "item", "version", "domain", "topic", "choices", "right", "scored",
    "seconds", "certainty", "marked", "visits", "timed_out", "seen_before", "left_right", "cause",
)  # fmt: skip


def answers_csv(answers: Iterable[Answer]) -> bytes:
    """A row for each answer, in the order given. `choices` are option ids in the order chosen, with spaces between;
    `seconds` the time on the screen; `cause` what the learner confirmed. Yes is 1, no is 0."""
    rows = (
        (
            one.number, _instant(one.at_ms), one.place, one.run_id, one.position, one.item_id, one.item_version,
            one.domain, one.topic, " ".join(one.choices), int(one.right), int(one.scored), one.spent_ms / 1000,
            one.certainty, int(one.marked), one.visits, int(one.timed_out), int(one.seen_before), int(one.left_right),
            one.cause,
        )
        for one in answers
    )  # fmt: skip
    return _table(ANSWER_COLUMNS, rows)


def plan_csv(plan: Plan, names: Mapping[str, str]) -> bytes:
    """A row for each day of the plan: its phase, minutes, the rehearsal on it and the minutes of study of each domain;
    `names` are the domains' names by id, in the order of their columns."""
    columns = ("day", "phase", "minutes", "rehearsal_form", "rehearsal_minutes", "study_minutes", *names.values())
    rows: list[Sequence[object]] = []
    for day in plan.days:
        shares = dict(plan.domains_on(day.day))
        study = [round(shares.get(domain, 0.0) * day.study_minutes, 1) for domain in names]
        rows.append(
            (day.day, day.phase, day.minutes, day.form_id, day.rehearsal_minutes, day.study_minutes, *study)
        )  # fmt: skip
    return _table(columns, rows)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _instant(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
