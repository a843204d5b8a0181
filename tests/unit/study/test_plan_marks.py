"""What is remembered of a plan: enough to tell a later one apart, and nothing that cannot be read does harm."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.study.plan import Situation, plan
from cehrs_desktop.study.plan_changes import changes
from cehrs_desktop.study.plan_marks import compared, plan_mark, plan_of_mark
from cehrs_desktop.study.shares_of_study import DomainResult
from tests.building import full_blueprint

BLUEPRINT = full_blueprint()
MONDAY = "2026-11-23"


def situation(today: str = MONDAY, exam: str = "2026-12-21") -> Situation:
    return Situation(today, exam, (30, 30, 30, 30, 30, 60, 30), 4, BLUEPRINT, sealed=("A", "B"), begun_day=MONDAY)


def test_a_mark_tells_the_same_changes_as_the_plan_itself() -> None:
    before = plan(situation())
    kept = json.loads(json.dumps(plan_mark(before)))
    results = (DomainResult(BLUEPRINT.domains[0].id, 5, 40),)
    later = replace(situation("2026-11-25", "2026-12-28"), results=results, minutes=(60,) * 7, sealed=("B",))
    after = plan(later)
    read = plan_of_mark(kept)
    assert read is not None
    assert changes(read, after) == changes(before, after)
    assert {reason.code for reason in changes(read, after)} >= {"date_moved", "minutes_changed", "rehearsal_gone"}


def test_the_plan_before_is_that_of_an_earlier_day_however_often_it_is_looked_at() -> None:
    since, changed, kept = compared(None, plan(situation()))
    assert (since, changed) == ("", ())
    moved = plan(situation("2026-11-24", "2026-12-28"))
    for _ in range(3):
        since, changed, kept = compared(kept, moved)
        assert since == MONDAY
        assert "date_moved" in {reason.code for reason in changed}
    since, changed, _ = compared(kept, plan(situation("2026-11-25", "2026-12-28")))
    assert (since, changed) == ("2026-11-24", ())


@pytest.mark.parametrize(
    "mark",
    [
        None,
        3,
        [],
        {"latest": 1},
        {"latest": {"day": "never"}},
        {"latest": {**plan_mark(plan(situation())), "state": []}},
    ],
)
def test_what_cannot_be_read_is_a_first_look(mark: Json) -> None:
    assert compared(mark, plan(situation("2026-11-24")))[:2] == ("", ())


def test_a_mark_of_the_future_is_not_compared_with() -> None:
    mark: dict[str, Json] = {"latest": plan_mark(plan(situation("2026-11-30")))}
    assert compared(mark, plan(situation()))[:2] == ("", ())
