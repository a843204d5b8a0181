"""Goals and streaks, for learners who switched them on: what was studied of what they set, and days in a row.

The goals are the learner's own minutes of each weekday, nothing that anybody sets for them. A day without minutes is no
day off duty: it neither counts nor breaks anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cehrs_desktop.study.days import day_of, later


@dataclass(frozen=True, slots=True)
class Goals:
    """Minutes `done` today of those `wanted`; the same for the week from Monday on, with its `days` of study and the
    `days_wanted`; `streak` are days of study in a row, up to today or, while nothing was done today, yesterday."""

    done: int
    wanted: int
    week_done: int
    week_wanted: int
    days: int
    days_wanted: int
    streak: int


def goals_of(day: str, minutes: Sequence[int], spent_ms: Mapping[str, int]) -> Goals:
    """The goals on `day` (ISO date). `minutes` are those set from Monday to Sunday, today's setting for all days;
    `spent_ms` by ISO date the time of study, rehearsals too; days without an answer are not in it."""
    today = day_of(day)
    if today is None:
        raise ValueError(day)
    monday = later(day, -today.weekday())
    week = [later(monday, at) for at in range(7)]
    return Goals(
        done=_minutes(spent_ms.get(day, 0)),
        wanted=minutes[today.weekday()],
        week_done=_minutes(sum(spent_ms.get(one, 0) for one in week)),
        week_wanted=sum(minutes),
        days=sum(one in spent_ms for one in week),
        days_wanted=sum(wanted > 0 for wanted in minutes),
        streak=_streak(day, minutes, spent_ms),
    )


def _streak(day: str, minutes: Sequence[int], spent_ms: Mapping[str, int]) -> int:
    # Until it is over, today breaks nothing.
    streak, at = int(day in spent_ms), later(day, -1)
    first = min(spent_ms, default=day)
    while at >= first:
        there = day_of(at)
        assert there is not None
        if at in spent_ms:
            streak += 1
        elif minutes[there.weekday()]:
            break
        at = later(at, -1)
    return streak


def _minutes(spent_ms: int) -> int:
    return round(spent_ms / 60_000)
