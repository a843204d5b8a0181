"""The plan as a value to draw: weeks, cards by day, why it is so and what changed; and the same as a page to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from cehrs_desktop.application.study_plan import PlanLook
from cehrs_desktop.presentation import study_plan_texts as words
from cehrs_desktop.presentation.study_reason_texts import reasons_words
from cehrs_desktop.presentation.study_texts import day_words, exam_line, short_day
from cehrs_desktop.study.plan import Plan, PlanWeek

_MOST_DAYS = 28
"""Days of cards that are shown: further ones say little."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week: its number and dates, its phases, its minutes, minutes by domain in the order of the test plan, and the
    days of its dress rehearsals."""

    name: str
    phases: str
    minutes: str
    domains: tuple[str, ...]
    rehearsals: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A day's cards as its cells, and for its bar the cards and the room; `most` is the longest bar of the table."""

    cells: tuple[str, ...]
    cards: int
    room: int
    most: int
    spoken: str


@dataclass(frozen=True, slots=True)
class StudyPlanView:
    """The page. `domains` are `(number, name)` for the table's heads and the line under it; `changed_lead` stands over
    `changed`, or alone."""

    name: str
    day: str
    day_line: str
    date_line: str
    domains: tuple[tuple[str, str], ...]
    weeks: tuple[WeekRow, ...]
    load: tuple[LoadRow, ...]
    load_note: str
    why: tuple[str, ...]
    changed_lead: str
    changed: tuple[str, ...]


def study_plan_view(look: PlanLook, name: str) -> StudyPlanView:
    """The plan in words and numbers."""
    told = look.told
    plan = told.today.plan
    names = {domain.id: domain.name for domain in told.stock.blueprint.domains}
    changed = reasons_words(look.changed, names)
    if not look.since:
        lead = words.FIRST_LOOK
    else:
        lead = (words.since if changed else words.nothing_changed)(short_day(look.since))
    load = _load(look)
    return StudyPlanView(
        name,
        told.day,
        day_words(told.day),
        exam_line(told.profile.exam_date, told.day, told.passed_day),
        tuple(names.items()),
        () if told.passed_day else _weeks(look, tuple(names)),
        load,
        words.SHORTENED if len(told.today.agenda.days) > len(load) > 0 else "",
        (words.PASSED,) if told.passed_day else reasons_words(plan.reasons, names),
        lead,
        changed,
    )


def _weeks(look: PlanLook, domains: Sequence[str]) -> tuple[WeekRow, ...]:
    plan = look.told.today.plan
    rows: list[WeekRow] = []
    for weeks in _alike(plan):
        week, until = weeks[0], weeks[-1]
        minutes = dict(week.domains)
        sat = [day.day for day in plan.days if day.form_id and week.first_day <= day.day <= until.last_day]
        rows.append(
            WeekRow(
                words.weeks_name(week.number, until.number, week.first_day, until.last_day, look.told.day),
                ", ".join(words.PHASES[phase] for phase in week.phases),
                str(week.minutes),
                tuple(str(minutes.get(domain, 0)) for domain in domains),
                "; ".join(words.table_day(day, look.told.day) for day in sat) or words.NONE,
            )
        )
    return tuple(rows)


def _alike(plan: Plan) -> Iterator[list[PlanWeek]]:
    """Weeks in a row that ask for the same, without a rehearsal, together: to a far date there are a hundred."""
    for _, weeks in groupby(plan.weeks, _asked):
        yield list(weeks)


def _asked(week: PlanWeek) -> tuple[object, ...]:
    # A week with a rehearsal is like no other: its days are named.
    return week.phases, week.minutes, week.domains, week.number if week.rehearsals else 0


def _load(look: PlanLook) -> tuple[LoadRow, ...]:
    days = look.told.today.agenda.days[:_MOST_DAYS]
    counts = [day.reviews + day.final + day.new for day in days]
    if not any(counts) and not any(day.waiting for day in days):
        return ()
    most = max(1, *counts, *(day.room for day in days))
    rows: list[LoadRow] = []
    for day, cards in zip(days, counts, strict=True):
        waits = f" (+{day.waiting} {words.WAITING})" if day.waiting else ""
        cells = (
            words.table_day(day.day, look.told.day),
            str(day.reviews),
            str(day.final),
            str(day.new),
            f"{cards}{waits}",
        )
        spoken = words.load_spoken(cards, day.room)
        rows.append(LoadRow((*cells, str(day.room)), cards, day.room, most, spoken))
    return tuple(rows)


def plan_body(view: StudyPlanView) -> str:
    """The plan as HTML for paper."""
    return "\n".join(_parts(view))


def _parts(view: StudyPlanView) -> Iterator[str]:
    yield f"<h1>{words.TITLE}</h1>"
    yield f"<p>{escape(words.printed_for(view.name, view.day_line))}<br>{escape(view.date_line)}</p>"
    yield f"<h2>{words.WEEKS}</h2>"
    if view.weeks:
        heads = (*words.WEEK_HEADS, *(number for number, _ in view.domains), words.REHEARSALS)
        rows = [(week.name, week.phases, week.minutes, *week.domains, week.rehearsals) for week in view.weeks]
        yield _table(heads, rows)
        yield f"<p>{escape(domains_line(view))}</p>"
    else:
        yield f"<p>{words.NO_WEEKS}</p>"
    yield f"<h2>{words.WHY}</h2>" + _list(view.why)
    yield f"<h2>{words.CHANGED}</h2><p>{escape(view.changed_lead)}</p>" + _list(view.changed)
    yield f"<h2>{words.LOAD}</h2>"
    if view.load:
        yield f"<p>{escape(words.LOAD_NOTE)}</p>" + _table(words.LOAD_HEADS, [row.cells for row in view.load])
    else:
        yield f"<p>{words.NO_LOAD}</p>"


def domains_line(view: StudyPlanView) -> str:
    """What the numbers over the table stand for."""
    return words.DOMAINS_NOTE + "; ".join(f"{number} {name}" for number, name in view.domains) + "."


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th><b>{escape(one)}</b></th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>" if lines else ""
