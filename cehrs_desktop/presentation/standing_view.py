"""The page "Where I stand" as one frozen value: for each question a learner has a part with finding, plot and table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from cehrs_desktop.application.insight import PaceStanding, Standing
from cehrs_desktop.presentation import standing_plots as plots
from cehrs_desktop.presentation import standing_tables as tables
from cehrs_desktop.presentation import standing_texts as words
from cehrs_desktop.presentation.plot_view import Plot, Scale, Table
from cehrs_desktop.presentation.report_texts import date_text, moment
from cehrs_desktop.psychometrics.readiness import LEAST, MOST


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the learner chooses on a part: a whole number from 0 to `most`."""

    name: str
    value: int
    most: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page. `finding` is what the numbers say, in a sentence; `notes` what to know about them.

    `plot` and `table` are `None` where there is too little to draw: the finding then says what is missing.
    `assumptions` is a page of its own, one click away.
    """

    name: str
    heading: str
    finding: str
    notes: tuple[str, ...]
    plot: Plot | Scale | None
    table: Table | None
    assumptions: tuple[str, ...] = ()
    choice: Choice | None = None


@dataclass(frozen=True, slots=True)
class StandingView:
    """The whole page. `mark` says what is left out of it, empty for nothing; `day` is the ISO date for file names."""

    learner: str
    day: str
    mark: str
    parts: tuple[Part, ...]


def standing_view(told: Standing, learner: str, zone: tzinfo | None = None) -> StandingView:
    """The page for a learner; dates are written for `zone` (`None`: where the computer is)."""
    days = plots.Days(zone)
    parts = (
        _readiness(told),
        _domains(told, days),
        _pace(told.pace, days),
        _stamina(told),
        _changes(told),
        _marks(told),
        _times(told),
        _exposure(told),
    )
    return StandingView(
        learner=learner,
        day=moment(told.now_ms, zone).date().isoformat(),
        mark=words.held_back(told.held_back) if told.held_back else "",
        parts=parts,
    )


def in_short(view: StandingView) -> tuple[tuple[str, str], ...]:
    """The findings of all parts but the first: what stands under readiness."""
    return tuple((part.name, part.finding) for part in view.parts[1:])


def _part(
    name: str,
    finding: str,
    notes: Sequence[str] = (),
    plot: Plot | Scale | None = None,
    table: Table | None = None,
    assumptions: tuple[str, ...] = (),
) -> Part:
    return Part(name, words.HEADINGS[name], finding, tuple(notes), plot, table, assumptions)


def _readiness(told: Standing) -> Part:
    today = told.readiness
    chance = today.chance
    if chance is None:
        return _part(words.READINESS, words.NO_ITEMS if told.items_missing else words.NO_READINESS)
    low, high = (min(MOST, max(LEAST, end)) for end in (chance.low, chance.high))
    finding = words.chance(chance.shown, low, high)
    return _part(
        words.READINESS,
        finding,
        (words.rests_on(today, chance.items),),
        plots.readiness_scale(chance.shown, low, high, finding),
        tables.readiness_table(today, chance, low, high),
        (finding, *(words.assumption(code) for code in chance.assumptions)),
    )


def _domains(told: Standing, days: plots.Days) -> Part:
    names = dict(told.domains)
    known = [one for one in told.trend if one.points]
    finding = words.domains_finding(
        [names[one.domain] for one in known if one.change == "up"],
        [names[one.domain] for one in known if one.change == "down"],
        len(known),
        max((len(one.points) for one in known), default=0),
    )
    notes = (words.repeats(told.repeats),)
    if not known:
        return _part(words.DOMAINS, finding, notes)
    return _part(
        words.DOMAINS,
        finding,
        notes,
        plots.domains_plot(told.trend, names, days),
        tables.domains_table(told.trend, names, days),
    )


def _pace(told: PaceStanding | None, days: plots.Days) -> Part:
    if told is None:
        return _part(words.PACE, words.NO_PACE)
    own, ghost = told.own, told.ghost
    used = words.pace_used(date_text(days.of(own.run.at_ms)), own.used_ms[-1], len(own.used_ms), told.limit_ms)
    if ghost is None:
        against = words.NO_GHOST
    else:
        middle = len(own.used_ms) // 2 - 1
        against = words.pace_ghost(
            date_text(days.of(ghost.run.at_ms)),
            ghost.score,
            own.used_ms[middle] - ghost.used_ms[middle],
            own.used_ms[-1] - ghost.used_ms[-1],
        )
    return _part(
        words.PACE,
        f"{used} {against}",
        (words.PACE_NOTE,),
        plots.pace_plot(told, f"{used} {against}"),
        tables.pace_table(told),
    )


def _stamina(told: Standing) -> Part:
    found = told.quarters
    if found is None:
        return _part(words.STAMINA, words.NO_QUARTERS)
    finding = words.quarters_finding(found)
    if not found.change:
        return _part(words.STAMINA, finding)
    unshown = sum(quarter.not_shown for quarter in found.quarters)
    return _part(
        words.STAMINA,
        finding,
        (words.quarters_unshown(unshown),),
        plots.quarters_plot(found),
        tables.quarters_table(found),
    )


def _changes(told: Standing) -> Part:
    if not told.changes.changed:
        return _part(words.CHANGES, words.NO_CHANGES)
    return _part(
        words.CHANGES,
        words.changes_finding(told.changes),
        (words.CHANGES_NOTE,),
        plots.changes_plot(told.changes),
        tables.changes_table(told.changes),
    )


def _marks(told: Standing) -> Part:
    if not told.marks.marked:
        return _part(words.MARKS, words.NO_MARKS if told.pace is not None else words.NO_MARKS_YET)
    return _part(
        words.MARKS,
        words.marks_finding(told.marks),
        (words.MARKS_NOTE,),
        plots.marks_plot(told.marks),
        tables.marks_table(told.marks),
    )


def _times(told: Standing) -> Part:
    if told.times is None:
        return _part(words.TIMES, words.NO_TIMES)
    return _part(
        words.TIMES,
        words.times_finding(told.times),
        (words.times_note(told.times_place),),
        plots.times_plot(told.times),
        tables.times_table(told.times),
    )


def _exposure(told: Standing) -> Part:
    budget = told.exposure
    if budget is None:
        return _part(words.EXPOSURE, words.NO_EXPOSURE)
    part = _part(
        words.EXPOSURE,
        words.exposure_finding(budget),
        (words.EXPOSURE_NOTE,),
        plots.exposure_plot(budget),
        tables.exposure_table(budget),
    )
    return replace(part, choice=Choice(words.SEALED_CHOICE, min(told.sealed, budget.forms), budget.forms))
