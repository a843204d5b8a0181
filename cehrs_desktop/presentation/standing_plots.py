"""The plots of "Where I stand", from the learner's numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from cehrs_desktop.application.insight import PaceStanding
from cehrs_desktop.presentation import standing_texts as words
from cehrs_desktop.presentation.plot_view import Mark, Panel, Plot, Scale, Series
from cehrs_desktop.presentation.report_texts import (
    date_text,
    moment,
    short_day_text,
)
from cehrs_desktop.study.coaching import Changes, Marks, Pace, Quarters, Times
from cehrs_desktop.study.exposure import Budget
from cehrs_desktop.study.shares import Share
from cehrs_desktop.study.trend import DomainTrend

_SHARES = tuple((tick / 100, f"{tick}{words.NBSP}%") for tick in (0, 25, 50, 75, 100))
_MINUTE_STEPS = (5, 10, 15, 30, 60, 120, 240)
_QUESTION_STEPS = (10, 25, 50, 100)


@dataclass(frozen=True, slots=True)
class Days:
    """Dates as they are where the learner is."""

    zone: tzinfo | None

    def of(self, utc_ms: int) -> date:
        """The date of UTC milliseconds."""
        return moment(utc_ms, self.zone).date()


# ---- readiness
def readiness_scale(shown: float, low: float, high: float, finding: str) -> Scale:
    """The chance with its band on a line from 0 to 100."""
    ticks = tuple((tick / 100, str(tick)) for tick in (0, 25, 50, 75, 100))
    return Scale(
        shown,
        low,
        high,
        ticks,
        *words.scale_words(shown, low, high),
        finding,
    )


# ---- domains
def domains_plot(trends: Sequence[DomainTrend], names: Mapping[str, str], days: Days) -> Plot:
    """A panel a domain: its points in their order, and what is expected at the pass line."""
    return Plot(
        panels=tuple(_domain_panel(one, names[one.domain], days) for one in trends),
        x_label="",
        y_label="",
        words=" ".join(_domain_words(one, names[one.domain], days) for one in trends),
        legend=True,
        expected=words.EXPECTED if any(p.expected is not None for one in trends for p in one.points) else "",
        interval=words.INTERVAL,
    )


def _domain_panel(one: DomainTrend, name: str, days: Days) -> Panel:
    marks = tuple(
        Mark(at, point.share.share, point.share.low, point.share.high, point.expected)
        for at, point in enumerate(one.points)
    )
    return Panel(
        title=name,
        note=words.domain_change(one),
        series=(Series(words.SHARE_RIGHT, "dots", marks),),
        x_range=(-0.5, max(0.5, len(marks) - 0.5)),
        y_range=(0.0, 1.0),
        x_ticks=tuple((at, short_day_text(days.of(point.at_ms))) for at, point in enumerate(one.points)),
        y_ticks=_SHARES,
        empty=words.UNKNOWN,
    )


def _domain_words(one: DomainTrend, name: str, days: Days) -> str:
    points = "; ".join(words.share_sentence(date_text(days.of(point.at_ms)), point.share) for point in one.points)
    return f"{name}, {words.domain_change(one)}{': ' if points else ''}{points}."


# ---- pace
def pace_plot(told: PaceStanding, finding: str) -> Plot:
    """Time used after each question: this run, the ghost of the best one, and the even pace."""
    own, ghost, limit_ms = told.own, told.ghost, told.limit_ms
    count = len(own.used_ms)
    lines = [_pace_line(words.PACE_OWN, own, 0)]
    if ghost is not None:
        lines.append(_pace_line(words.PACE_GHOST, ghost, 1))
    if limit_ms:
        lines.append(Series(words.PACE_EVEN, "line", (Mark(0, 0), Mark(count, limit_ms / 60_000)), 2))
    most = max(mark.y for line in lines for mark in line.marks) or 1.0
    step = next((step for step in _MINUTE_STEPS if most / step <= 6), _MINUTE_STEPS[-1])
    top = step * max(1, -int(-most // step))
    apart = next((step for step in _QUESTION_STEPS if count / step <= 6), _QUESTION_STEPS[-1])
    return Plot(
        panels=(
            Panel(
                title="",
                series=tuple(lines),
                x_range=(0.0, float(count)),
                y_range=(0.0, float(top)),
                x_ticks=tuple((at, str(at)) for at in range(0, count + 1, apart)),
                y_ticks=tuple((at, str(at)) for at in range(0, top + 1, step)),
            ),
        ),
        x_label=words.QUESTION_LABEL,
        y_label=words.MINUTES_LABEL,
        words=finding,
        legend=True,
    )


def _pace_line(name: str, one: Pace, style: int) -> Series:
    marks = (Mark(0, 0), *(Mark(at, used / 60_000) for at, used in enumerate(one.used_ms, 1)))
    return Series(name, "line", marks, style)


# ---- shares as bars
def _bars(names: Sequence[str], shares: Sequence[Share], x_label: str) -> Plot:
    marks = tuple(Mark(at, share.share, share.low, share.high) for at, share in enumerate(shares) if share.count)
    panel = Panel(
        title="",
        series=(Series(words.RIGHT_LABEL, "bars", marks),),
        x_range=(-0.5, len(names) - 0.5),
        y_range=(0.0, 1.0),
        x_ticks=tuple(enumerate(names)),
        y_ticks=_SHARES,
    )
    told = ". ".join(words.share_sentence(name, share) for name, share in zip(names, shares, strict=True))
    return Plot((panel,), x_label, words.RIGHT_LABEL, f"{told}.", interval=words.INTERVAL)


def quarters_plot(told: Quarters) -> Plot:
    """The share right in each quarter."""
    return _bars(words.QUARTERS, [quarter.share for quarter in told.quarters], words.QUARTER_LABEL)


def marks_plot(told: Marks) -> Plot:
    """The share right of marks that were come back to, and of those that were not."""
    return _bars((words.LEFT, words.REVISITED), (told.left, told.revisited), words.MARK_LABEL)


def times_plot(told: Times) -> Plot:
    """The share right in each band of time."""
    return _bars(band_names(told), [band.share for band in told.bands], words.TIME_LABEL)


def band_names(told: Times) -> tuple[str, ...]:
    """The bands of time in words."""
    return tuple(words.band(band.low_ms, band.high_ms, at == 0) for at, band in enumerate(told.bands))


# ---- exposure
def form_counts(told: Budget) -> tuple[int, ...]:
    """Forms as `FORM_NAMES` names them."""
    return told.forms_sat, told.forms_sealed, told.forms - told.forms_sat - told.forms_sealed


def item_counts(told: Budget) -> tuple[int, ...]:
    """Questions as `ITEM_NAMES` names them; sealed are those that were not met."""
    sealed = told.items_unseen - told.items_free
    return told.items - told.items_unseen, sealed, told.items_free


def exposure_plot(told: Budget) -> Plot:
    """Forms and questions by what has become of them."""
    counted = (
        (words.FORMS_LABEL, words.FORM_NAMES, form_counts(told)),
        (words.QUESTIONS_LABEL, words.ITEM_NAMES, item_counts(told)),
    )
    said = ". ".join(
        f"{title}: {', '.join(f'{name} {count}' for name, count in zip(names, counts, strict=True))}"
        for title, names, counts in counted
    )
    return Plot(tuple(_counts(title, names, counts) for title, names, counts in counted), "", "", f"{said}.")


def _counts(title: str, names: Sequence[str], counts: Sequence[int]) -> Panel:
    step = _step(max(counts))
    top = step * max(1, -(-max(counts) // step))
    return Panel(
        title=title,
        series=(Series(title, "bars", tuple(Mark(at, count) for at, count in enumerate(counts))),),
        x_range=(-0.5, len(names) - 0.5),
        y_range=(0.0, float(top)),
        x_ticks=tuple(enumerate(names)),
        y_ticks=tuple((at, str(at)) for at in range(0, top + 1, step)),
    )


def _step(most: int) -> int:
    """A round step that gives an axis of counts about four ticks."""
    size = 10 ** max(0, len(str(max(1, most))) - 1)
    return next((step for step in (size // 4, size // 2, size, 2 * size) if step and most / step <= 5), 5 * size)


# ---- changes
def changes_plot(told: Changes) -> Plot:
    """How many changes came to what."""
    counts = ((words.GAINED, told.gained), (words.LOST, told.lost), (words.NEITHER, told.neither))
    panel = _counts("", [name for name, _ in counts], [count for _, count in counts])
    told_words = ", ".join(f"{name}: {count}" for name, count in counts)
    return Plot((panel,), words.CHANGE_LABEL, words.ANSWERS_LABEL, f"{told_words}.")
