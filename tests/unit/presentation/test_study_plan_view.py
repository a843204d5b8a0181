"""The plan as a page: weeks that ask for the same stand together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from cehrs_desktop.presentation.study_plan_texts import weeks_name
from cehrs_desktop.presentation.study_plan_view import _alike
from cehrs_desktop.study.plan import Plan, PlanWeek

DOMAINS = (("1", 200), ("2", 80))


def a_week(number: int, minutes: int = 280, rehearsals: int = 0) -> PlanWeek:
    day = f"2027-01-{number:02}"
    return PlanWeek(number, day, day, ("build_up",), minutes, DOMAINS, rehearsals)


def test_weeks_alike_are_one_row_and_none_is_lost() -> None:
    weeks = tuple(a_week(number, 280 if number != 4 else 100, int(number == 7)) for number in range(1, 9))
    plan = cast(Plan, SimpleNamespace(weeks=weeks))
    rows = [[week.number for week in row] for row in _alike(plan)]
    assert rows == [[1, 2, 3], [4], [5, 6], [7], [8]]


def test_the_year_is_said_where_it_is_another() -> None:
    assert weeks_name(1, 1, "2026-11-23", "2026-11-29", "2026-11-23") == "1: Nov 23 to Nov 29"
    assert weeks_name(2, 96, "2026-11-30", "2028-09-28", "2026-11-23") == "2 to 96, each: Nov 30 to Sep 28, 2028"
