"""What a session altered in the plan, and the numbers that did it."""

from __future__ import annotations

from cehrs_desktop.study.days import days_between
from cehrs_desktop.study.plan import WEEK, Plan
from cehrs_desktop.study.shares_of_study import DomainShare, Reason


def changes(before: Plan, after: Plan) -> tuple[Reason, ...]:
    """What is different in a plan made later, and the numbers that made it so; nothing where it only moved on.

    ``share_up`` and ``share_down`` (percent of the time before, now, percent right before, answered before, percent
    right now, answered now) about a domain; ``date_moved`` (days later); ``minutes_changed`` (minutes a week before,
    now); ``rehearsal_moved`` and ``rehearsal_added`` about a day, ``rehearsal_gone`` about a form; ``state_changed``
    about the new state.
    """
    told: list[Reason] = []
    if before.exam_date and after.exam_date and before.exam_date != after.exam_date:
        told.append(Reason("date_moved", (days_between(before.exam_date, after.exam_date),), after.exam_date))
    if before.state != after.state:
        told.append(Reason("state_changed", (), after.state))
    weekly = tuple(sum(day.minutes for day in one.days[:WEEK]) for one in (before, after))
    if min(len(before.days), len(after.days)) >= WEEK and weekly[0] != weekly[1]:
        told.append(Reason("minutes_changed", weekly))
    own = {one.domain: one for one in before.shares}
    for now in after.shares:
        then = own.get(now.domain)
        if then is None or round(100 * then.share) == round(100 * now.share):
            continue
        figures = (100 * then.share, 100 * now.share, *_percent_of(then), *_percent_of(now))
        told.append(Reason("share_up" if now.share > then.share else "share_down", figures, now.domain))
    then_sat = {day.form_id: day.day for day in before.days if day.form_id}
    now_sat = {day.form_id: day.day for day in after.days if day.form_id}
    for form_id in sorted(then_sat.keys() | now_sat.keys()):
        if form_id not in now_sat:
            told.append(Reason("rehearsal_gone", (), form_id))
        elif form_id not in then_sat:
            told.append(Reason("rehearsal_added", (), now_sat[form_id]))
        elif then_sat[form_id] != now_sat[form_id]:
            told.append(Reason("rehearsal_moved", (), now_sat[form_id]))
    return tuple(told)


def _percent_of(one: DomainShare) -> tuple[float, float]:
    return 100 * one.seen.share, one.seen.count
