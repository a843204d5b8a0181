"""Goals and streaks: what was set, what was done, days in a row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.study.days import later
from cehrs_desktop.study.goals import goals_of

WEDNESDAY = "2026-11-25"
WEEKDAYS = (30, 30, 30, 30, 30, 0, 0)
MINUTE = 60_000


def done(*days_ago: int) -> dict[str, int]:
    return {later(WEDNESDAY, -ago): 20 * MINUTE for ago in days_ago}


def test_the_week_begins_on_monday_and_counts_what_was_set() -> None:
    goals = goals_of(WEDNESDAY, WEEKDAYS, done(0, 1, 3))
    assert (goals.done, goals.wanted) == (20, 30)
    assert (goals.week_done, goals.week_wanted, goals.days, goals.days_wanted) == (40, 150, 2, 5)


def test_a_weekend_without_time_breaks_nothing_and_counts_nothing() -> None:
    # Friday, Thursday, then Monday to Wednesday.
    assert goals_of(WEDNESDAY, WEEKDAYS, done(0, 1, 2, 5, 6)).streak == 5


def test_a_day_with_time_and_no_study_ends_the_row() -> None:
    assert goals_of(WEDNESDAY, WEEKDAYS, done(0, 2, 5)).streak == 1


def test_today_breaks_nothing_until_it_is_over() -> None:
    assert goals_of(WEDNESDAY, WEEKDAYS, done(1, 2)).streak == 2
    assert goals_of(later(WEDNESDAY, 1), WEEKDAYS, done(1, 2)).streak == 0


@given(st.sets(st.integers(0, 60)), st.tuples(*[st.sampled_from((0, 45))] * 7))
def test_every_day_of_a_row_was_studied_and_the_row_is_as_long_as_it_can_be(ago: set[int], minutes: list[int]) -> None:
    spent = done(*ago)
    streak = goals_of(WEDNESDAY, minutes, spent).streak
    assert streak <= len(spent)
    # One more day of study before everything changes nothing but, at most, makes the row longer by it.
    more = {**spent, later(WEDNESDAY, -max(ago, default=0) - 1): MINUTE}
    assert goals_of(WEDNESDAY, minutes, more).streak in (streak, streak + 1)


def test_without_any_answer_there_is_no_row() -> None:
    assert goals_of(WEDNESDAY, WEEKDAYS, {}).streak == 0
