"""What is remembered of a plan that was looked at, so that a later one can be told apart from it.

A plan itself is kept nowhere. The mark holds what `study.plan_changes` compares, as plain values, and no more.
"""

from __future__ import annotations

from typing import cast, get_args

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.study.days import day_of
from cehrs_desktop.study.plan import WEEK, Plan, PlanDay, State
from cehrs_desktop.study.plan_changes import changes
from cehrs_desktop.study.shares import Share
from cehrs_desktop.study.shares_of_study import DomainShare, Reason

_STATES = frozenset(get_args(State))


def plan_mark(plan: Plan) -> dict[str, Json]:
    """The plan's mark: shares with what was seen, the first week's minutes, and the days of rehearsals."""
    return {
        "day": plan.today,
        "state": plan.state,
        "exam": plan.exam_date,
        "shares": [[one.domain, one.share, one.seen.right, one.seen.count] for one in plan.shares],
        "days": [[day.day, day.minutes, day.form_id] for at, day in enumerate(plan.days) if at < WEEK or day.form_id],
    }


def plan_of_mark(mark: Json) -> Plan | None:
    """As much of the plan as its mark holds; `None` for what is none. Its days are those that were marked, only."""
    if not isinstance(mark, dict):
        return None
    day, state, exam = mark.get("day"), mark.get("state"), mark.get("exam")
    shares, days = mark.get("shares"), mark.get("days")
    if not isinstance(day, str) or day_of(day) is None or not isinstance(exam, str):
        return None
    if not isinstance(state, str) or state not in _STATES:
        return None
    if not isinstance(shares, list) or not isinstance(days, list):
        return None
    read_shares, read_days = [_share(one) for one in shares], [_day(one) for one in days]
    return Plan(
        cast("State", state),
        day,
        exam if day_of(exam) is not None else "",
        tuple(one for one in read_days if one is not None),
        (),
        (),
        tuple(one for one in read_shares if one is not None),
        (),
    )


def _share(value: Json) -> DomainShare | None:
    match value:
        case [str(domain), int() | float() as share, int(right), int(count)] if 0 <= right <= count:
            return DomainShare(domain, float(share), 0.0, 0.0, Share(right, count))
        case _:
            return None


def _day(value: Json) -> PlanDay | None:
    match value:
        case [str(day), int(minutes), str(form)] if day_of(day) is not None:
            return PlanDay(day, "last_days", minutes, form)
        case _:
            return None


def compared(kept: Json, now: Plan) -> tuple[str, tuple[Reason, ...], dict[str, Json]]:
    """The day of the plan before, what changed since, and what to keep for the next time.

    The plan before is the last one that was looked at on an earlier day: looking twice on a day loses nothing. The day
    is empty on the first look.
    """
    last, before = (kept.get("latest"), kept.get("before")) if isinstance(kept, dict) else (None, None)
    latest = plan_of_mark(last)
    if latest is not None and latest.today < now.today:
        before = last
    earlier = plan_of_mark(before)
    keep: dict[str, Json] = {"latest": plan_mark(now)}
    if earlier is None or earlier.today >= now.today:
        return "", (), keep
    keep["before"] = before
    return earlier.today, changes(earlier, now), keep
