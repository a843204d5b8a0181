"""The plan to the exam: phases fitted to the days that are left, time by domain, dress rehearsals on their days.

It is made anew from the situation each time and kept nowhere: the same situation gives the same plan, and
`study.plan_changes` tells what a session altered and why. What to do today within it is `study.today`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.study.days import day_of, days_between, later
from cehrs_desktop.study.shares_of_study import DomainResult, DomainShare, Reason, study_shares

State = Literal["no_date", "past", "exam_day", "eve", "last_days", "weeks", "long"]
PhaseName = Literal["build_up", "operations", "revenue_compliance", "reporting_rehearsals", "last_days"]

SHAPES: Mapping[int, tuple[tuple[PhaseName, int], ...]] = {
    4: (("operations", 2), ("revenue_compliance", 1), ("reporting_rehearsals", 1)),
    5: (("operations", 2), ("revenue_compliance", 2), ("reporting_rehearsals", 1)),
}
"""Weeks of each phase: the two operations domains, 60 % of the exam, come first; then revenue and compliance; then
reporting and full rehearsals. Five weeks give the middle a second one."""

FOCUS: Mapping[PhaseName, tuple[str, ...]] = {
    "build_up": (),
    "operations": ("1", "2"),
    "revenue_compliance": ("3", "4"),
    "reporting_rehearsals": ("5",),
    "last_days": (),
}
"""The domains that a phase is about."""

FOCUS_SHARE: Mapping[PhaseName, float] = {"operations": 0.5, "revenue_compliance": 0.5, "reporting_rehearsals": 0.2}
"""The part of a phase's time that belongs to its focus alone; the rest goes to all domains by their need, because what
is left alone for two weeks fades. The last phase is mostly for all: reporting is 10 % of the exam, and rehearsals show
what is weak."""

WEEK = 7
LONG_WEEKS = 12
"""With more weeks than this left, the shape takes the last twelve; before them all domains go on by their need."""

REHEARSAL_WINDOWS = ((2, 6), (7, 13), (14, 20))
"""Days before the exam between which the last, the last but one and the one before that are best sat: the last leaves
two days to mend something, each has about a week of its own."""

REHEARSAL_MARGIN = 15
"""Minutes that a rehearsal needs besides the exam's own: instructions, tutorial and survey."""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a plan is made from. Days are ISO dates; `exam_date` may be empty. `minutes`: from Monday to Sunday.

    `begun_day` is the day the plan was begun (`begun_on`): phases are counted from it, or every new day would begin
    with the first phase; empty, or after today, stands for today. `results` are first answers by domain; `sealed` the
    forms kept for dress rehearsals, in the order to be sat.
    """

    today: str
    exam_date: str
    minutes: tuple[int, ...]
    weeks_shape: int
    blueprint: Blueprint
    results: tuple[DomainResult, ...] = ()
    sealed: tuple[str, ...] = ()
    begun_day: str = ""


def begun_on(mark: Json, today: str, exam_date: str) -> tuple[str, dict[str, Json]]:
    """The day on which the plan was begun, and the mark to keep for the next time (plain, for `Profile.choices`).

    A mark that is none, of the future or of an exam that was over before today begins the plan today; an exam that was
    only moved goes on with the plan that was begun.
    """
    if isinstance(mark, dict):
        begun, exam = mark.get("begun"), mark.get("exam")
        if isinstance(begun, str) and isinstance(exam, str) and day_of(begun) and begun <= today:
            over = day_of(exam) is not None and exam < today and exam != exam_date
            if not over:
                return begun, {"begun": begun, "exam": exam_date}
    return today, {"begun": today, "exam": exam_date}


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day of the plan. `minutes` is what the learner has; on a day with a rehearsal of a sealed form (`form_id`) the
    rehearsal takes `rehearsal_minutes` of it, or more than there are."""

    day: str
    phase: PhaseName
    minutes: int
    form_id: str = ""
    rehearsal_minutes: int = 0

    @property
    def study_minutes(self) -> int:
        """Minutes that are left for cards and sets."""
        return max(0, self.minutes - self.rehearsal_minutes)


@dataclass(frozen=True, slots=True)
class Phase:
    """Consecutive days of one phase, both included. `domains` are `(domain, share of its study time)`, 1 in all."""

    name: PhaseName
    first_day: str
    last_day: str
    minutes: int
    domains: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """Seven days of the plan from its first, the last week perhaps fewer. `domains` are minutes of study."""

    number: int
    first_day: str
    last_day: str
    phases: tuple[PhaseName, ...]
    minutes: int
    domains: tuple[tuple[str, int], ...]
    rehearsals: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The days from today to the day before the exam (without a date: the weeks of the shape)."""

    state: State
    today: str
    exam_date: str
    days: tuple[PlanDay, ...]
    phases: tuple[Phase, ...]
    weeks: tuple[PlanWeek, ...]
    shares: tuple[DomainShare, ...]
    reasons: tuple[Reason, ...]

    def domains_on(self, day: str) -> tuple[tuple[str, float], ...]:
        """The shares of the study time on a day; empty for a day outside the plan."""
        return next((phase.domains for phase in self.phases if phase.first_day <= day <= phase.last_day), ())


def plan(situation: Situation) -> Plan:
    """The plan of a situation.

    An exam date that is none or lies in the past leaves the plan without a date; on the exam's own day there is nothing
    to study, the day before only cards. A plan begun with less than a week: no phases, all domains by need. Without a
    date the shape goes round and round. Reasons besides those of `study_shares`: ``no_date``; ``date_past`` (days),
    ``exam_day``, ``eve``, ``short`` (days), ``long`` (days of the build-up); ``no_minutes`` when every day has none;
    ``rehearsal_on`` (minutes it takes, minutes the day has) about a day, ``rehearsal_longer`` the same where the day
    is too short, ``rehearsal_no_day`` (rehearsals without a place) and ``rehearsal_none`` when none is sealed.
    """
    today, exam = situation.today, situation.exam_date
    state, length, reasons = _state(today, exam)
    bounded = state not in ("no_date", "past")
    shape = SHAPES[situation.weeks_shape if situation.weeks_shape in SHAPES else 4]
    if not bounded:
        length = WEEK * sum(weeks for _, weeks in shape)
    shares, why = study_shares(situation.blueprint, situation.results)
    begun = situation.begun_day
    gone = days_between(begun, today) if day_of(begun) is not None and begun < today else 0
    names = _phase_names(gone, length, shape) if bounded else _phases_round(gone, length, shape)
    minutes = [_minutes_on(situation.minutes, later(today, at)) for at in range(length)]
    days = [PlanDay(later(today, at), name, least) for at, (name, least) in enumerate(zip(names, minutes, strict=True))]
    if length and not any(minutes):
        reasons.append(Reason("no_minutes"))
    elif bounded and length:
        days, placed = _with_rehearsals(days, situation)
        reasons += placed
    phases = _phases(days, shares)
    return Plan(
        state, today, exam if bounded else "", tuple(days), phases, _weeks(days, phases), shares, (*reasons, *why)
    )


def _state(today: str, exam: str) -> tuple[State, int, list[Reason]]:
    if day_of(exam) is None:
        return "no_date", 0, [Reason("no_date")]
    left = days_between(today, exam)
    if left < 0:
        return "past", 0, [Reason("date_past", (-left,))]
    if left == 0:
        return "exam_day", 0, [Reason("exam_day")]
    if left == 1:
        return "eve", 1, [Reason("eve")]
    if left < WEEK:
        return "last_days", left, [Reason("short", (left,))]
    if left > LONG_WEEKS * WEEK:
        return "long", left, [Reason("long", (left - LONG_WEEKS * WEEK,))]
    return "weeks", left, []


def _phase_names(gone: int, left: int, shape: Sequence[tuple[PhaseName, int]]) -> list[PhaseName]:
    """The phase of each day that is left: the shape stretched or pressed onto all days of the plan."""
    whole = gone + left
    if whole < WEEK:
        return _days_of("last_days", left)
    shaped = min(whole, LONG_WEEKS * WEEK)
    names: list[PhaseName] = _days_of("build_up", whole - shaped)
    total, done = sum(weeks for _, weeks in shape), 0
    for name, weeks in shape:
        first, done = done, done + weeks
        names += _days_of(name, round(shaped * done / total) - round(shaped * first / total))
    return names[gone:]


def _days_of(name: PhaseName, count: int) -> list[PhaseName]:
    return [name for _ in range(count)]


def _phases_round(gone: int, length: int, shape: Sequence[tuple[PhaseName, int]]) -> list[PhaseName]:
    """The shape in its own weeks, going round from the day the plan was begun."""
    circle: list[PhaseName] = []
    for name, weeks in shape:
        circle += _days_of(name, weeks * WEEK)
    return [circle[(gone + at) % len(circle)] for at in range(length)]


def _minutes_on(minutes: Sequence[int], day: str) -> int:
    weekday = day_of(day)
    assert weekday is not None
    at = weekday.weekday()
    return max(0, minutes[at]) if at < len(minutes) else 0


def _with_rehearsals(days: list[PlanDay], situation: Situation) -> tuple[list[PlanDay], list[Reason]]:
    """The days with dress rehearsals on those with most minutes in their windows, the last window first."""
    if not situation.sealed:
        return days, [Reason("rehearsal_none")]
    takes = situation.blueprint.minutes + REHEARSAL_MARGIN
    chosen: list[int] = []
    for nearest, farthest in REHEARSAL_WINDOWS[: len(situation.sealed)]:
        window = [len(days) - before for before in range(nearest, farthest + 1) if len(days) - before >= 0]
        open_days = [at for at in window if days[at].minutes > 0]
        if open_days:
            # The longest day; among equals the one closest to the exam.
            chosen.append(max(open_days, key=lambda at: (days[at].minutes, at)))
    reasons: list[Reason] = []
    for form_id, at in zip(situation.sealed, sorted(chosen), strict=False):
        day = days[at]
        days[at] = PlanDay(day.day, day.phase, day.minutes, form_id, takes)
        code = "rehearsal_on" if day.minutes >= takes else "rehearsal_longer"
        reasons.append(Reason(code, (takes, day.minutes), day.day))
    if len(chosen) < len(situation.sealed):
        reasons.append(Reason("rehearsal_no_day", (len(situation.sealed) - len(chosen),)))
    return days, reasons


def _phases(days: Sequence[PlanDay], shares: Sequence[DomainShare]) -> tuple[Phase, ...]:
    phases: list[Phase] = []
    start = 0
    for at, day in enumerate(days):
        if at + 1 < len(days) and days[at + 1].phase == day.phase:
            continue
        part = days[start : at + 1]
        domains = phase_domains(day.phase, shares)
        phases.append(Phase(day.phase, part[0].day, day.day, sum(one.study_minutes for one in part), domains))
        start = at + 1
    return tuple(phases)


def phase_domains(name: PhaseName, shares: Sequence[DomainShare]) -> tuple[tuple[str, float], ...]:
    """How a phase's study time is shared: its focus has its part first, the rest goes to all by their shares."""
    focus = [one for one in shares if one.domain in FOCUS[name]]
    part = FOCUS_SHARE.get(name, 0.0) if focus else 0.0
    within = sum(one.share for one in focus) or 1.0
    return tuple(
        (one.domain, (1 - part) * one.share + (part * one.share / within if one in focus else 0.0)) for one in shares
    )


def _weeks(days: Sequence[PlanDay], phases: Sequence[Phase]) -> tuple[PlanWeek, ...]:
    by_name = {phase.name: phase.domains for phase in phases}
    weeks: list[PlanWeek] = []
    for start in range(0, len(days), WEEK):
        part = days[start : start + WEEK]
        minutes: dict[str, float] = {}
        for day in part:
            for domain, share in by_name[day.phase]:
                minutes[domain] = minutes.get(domain, 0.0) + share * day.study_minutes
        names: list[PhaseName] = list(dict.fromkeys(day.phase for day in part))
        weeks.append(
            PlanWeek(
                start // WEEK + 1,
                part[0].day,
                part[-1].day,
                tuple(names),
                sum(day.minutes for day in part),
                tuple((domain, round(count)) for domain, count in minutes.items()),
                sum(bool(day.form_id) for day in part),
            )
        )
    return tuple(weeks)
