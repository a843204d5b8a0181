"""Answers and plan as CSV, read back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from cehrs_desktop.files.study_tables import ANSWER_COLUMNS, answers_csv, plan_csv
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.plan import Situation, plan
from tests.ended_attempts import BLUEPRINT

ANSWER = Answer(
    "1.1-001", 2, "1", "1.1", "practice", "set", 3, 1_790_000_000_123, ("b", "a"), True, 4500, certainty="sure",
    cause="", number=7,
)  # fmt: skip


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_answers_are_rows() -> None:
    [head, first, second] = rows(answers_csv([ANSWER, replace(ANSWER, choices=(), run_id='=SUM("ä",1)\nx')]))
    told = dict(zip(head, first, strict=True))
    assert tuple(head) == ANSWER_COLUMNS
    assert told["at_utc"] == "2026-09-21T14:13:20Z"
    assert (told["choices"], told["right"], told["seconds"], told["certainty"]) == ("b a", "1", "4.5", "sure")
    assert dict(zip(head, second, strict=True))["run"] == '\'=SUM("ä",1)\nx', "no formula for a spreadsheet"
    assert dict(zip(head, second, strict=True))["choices"] == ""


def test_no_answers_make_a_table_with_its_columns() -> None:
    assert [tuple(row) for row in rows(answers_csv([]))] == [ANSWER_COLUMNS]


def test_the_plan_has_a_row_a_day_and_its_minutes_add_up() -> None:
    made = plan(Situation("2026-11-22", "2026-12-20", (30,) * 7, 4, BLUEPRINT, sealed=("f1",)))
    names = {domain.id: f"-{domain.name}" for domain in BLUEPRINT.domains}
    head, *days = rows(plan_csv(made, names))
    assert head[6:] == [f"'-{domain.name}" for domain in BLUEPRINT.domains]
    assert [day[0] for day in days] == [day.day for day in made.days]
    assert sum(day[3] == "f1" for day in days) == 1
    for day in days:
        assert abs(sum(float(cell) for cell in day[6:]) - float(day[5])) < 0.5
