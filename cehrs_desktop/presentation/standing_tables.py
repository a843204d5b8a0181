"""The tables behind the plots of "Where I stand": as they are read, and as numbers for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cehrs_desktop.application.insight import PaceStanding
from cehrs_desktop.application.standing import StandingToday
from cehrs_desktop.presentation import standing_plots as plots
from cehrs_desktop.presentation import standing_texts as words
from cehrs_desktop.presentation.plot_view import Table
from cehrs_desktop.presentation.report_texts import date_text, duration_text, interval_text, percent_text
from cehrs_desktop.presentation.standing_plots import Days
from cehrs_desktop.psychometrics.readiness import PassChance
from cehrs_desktop.study.coaching import Changes, Marks, Quarters, Times
from cehrs_desktop.study.exposure import Budget
from cehrs_desktop.study.shares import Share
from cehrs_desktop.study.trend import DomainTrend


def readiness_table(today: StandingToday, chance: PassChance, low: float, high: float) -> Table:
    """The figure and what it was made of."""
    return Table(
        ("", "Value"),
        (
            ("Chance to pass a further form", percent_text(chance.shown)),
            ("Likely range", interval_text(low, high)),
            ("Questions met for the first time", str(chance.items)),
            ("Rehearsals", str(today.rehearsals)),
            ("Practice sets taken like an exam", str(today.sets)),
        ),
        ("chance", "low", "high", "items", "rehearsals", "practice_sets"),
        ((chance.shown, low, high, chance.items, today.rehearsals, today.sets),),
    )


def domains_table(trends: Sequence[DomainTrend], names: Mapping[str, str], days: Days) -> Table:
    """Every point of every domain."""
    points = [(names[one.domain], one.domain, point) for one in trends for point in one.points]
    return Table(
        ("Domain", "Date", "Right", "Share", "Likely range", "Expected at 390"),
        tuple(
            (
                name,
                date_text(days.of(point.at_ms)),
                words.tally(point.share),
                words.share_words(point.share),
                words.spread(point.share),
                percent_text(point.expected) if point.expected is not None else "–",
            )
            for name, _, point in points
        ),
        ("domain", "name", "date", "right", "count", "share", "low", "high", "expected_at_390"),
        tuple(
            (domain, name, days.of(point.at_ms).isoformat(), *_numbers(point.share), point.expected)
            for name, domain, point in points
        ),
    )


def _numbers(share: Share) -> tuple[int, int, float | None, float | None, float | None]:
    if not share.count:
        return 0, 0, None, None, None
    return share.right, share.count, share.share, share.low, share.high


def pace_table(told: PaceStanding) -> Table:
    """Every question with the time used up to it."""
    own, ghost = told.own.used_ms, told.ghost.used_ms if told.ghost else None
    even = told.limit_ms / len(own) if told.limit_ms else None
    rows: list[tuple[str, ...]] = []
    data: list[tuple[str | int | float | None, ...]] = []
    for at, used in enumerate(own, 1):
        best = ghost[at - 1] if ghost else None
        level = even * at if even else None
        spent = used - (own[at - 2] if at > 1 else 0)
        rows.append((str(at), _time(spent), _time(used), _time(best), _time(level)))
        data.append((at, spent / 1000, used / 1000, *((ms / 1000 if ms is not None else None) for ms in (best, level))))
    return Table(
        ("Question", "On it", "Used so far", "Best rehearsal", "Even pace"),
        tuple(rows),
        ("question", "seconds", "seconds_used", "seconds_used_best", "seconds_even_pace"),
        tuple(data),
    )


def _time(ms: float | None) -> str:
    return "–" if ms is None else duration_text(round(ms))


def quarters_table(told: Quarters) -> Table:
    """Each quarter with its time and what was not shown."""
    named = list(zip(words.QUARTERS, told.quarters, strict=True))
    return Table(
        ("Quarter", "Right", "Share", "Likely range", "Median time", "Not shown"),
        tuple(
            (
                name,
                words.tally(one.share),
                words.share_words(one.share),
                words.spread(one.share),
                _time(one.median_ms),
                str(one.not_shown),
            )
            for name, one in named
        ),
        ("quarter", "right", "count", "share", "low", "high", "median_seconds", "not_shown"),
        tuple(
            (at, *_numbers(one.share), one.median_ms / 1000 if one.median_ms is not None else None, one.not_shown)
            for at, (_, one) in enumerate(named, 1)
        ),
    )


def marks_table(told: Marks) -> Table:
    """Both kinds of marks."""
    return _shares_table("Marked and", ((words.LEFT, told.left), (words.REVISITED, told.revisited)))


def times_table(told: Times) -> Table:
    """Each band of time."""
    named = tuple(zip(plots.band_names(told), told.bands, strict=True))
    plain = _shares_table(words.TIME_LABEL, tuple((name, band.share) for name, band in named))
    return Table(
        plain.columns,
        plain.rows,
        ("from_seconds", "to_seconds", "right", "count", "share", "low", "high"),
        tuple((band.low_ms / 1000, band.high_ms / 1000, *_numbers(band.share)) for _, band in named),
    )


def _shares_table(name: str, shares: Sequence[tuple[str, Share]]) -> Table:
    return Table(
        (name, "Right", "Share", "Likely range"),
        tuple((one, words.tally(share), words.share_words(share), words.spread(share)) for one, share in shares),
        ("group", "right", "count", "share", "low", "high"),
        tuple((one, *_numbers(share)) for one, share in shares),
    )


def exposure_table(told: Budget) -> Table:
    """The same as counts."""
    rows = [
        *((words.FORMS_LABEL, name, n) for name, n in zip(words.FORM_NAMES, plots.form_counts(told), strict=True)),
        *((words.QUESTIONS_LABEL, name, n) for name, n in zip(words.ITEM_NAMES, plots.item_counts(told), strict=True)),
    ]
    return Table(
        ("Of", "Which are", "How many"),
        tuple((of, name, str(count)) for of, name, count in rows),
        ("of", "which", "count"),
        tuple(rows),
    )


def changes_table(told: Changes) -> Table:
    """The counts and the net gain with its range."""
    net = (words.signed(told.net), f"{words.signed(told.low)} to {words.signed(told.high)}")
    return Table(
        (words.CHANGE_LABEL, words.ANSWERS_LABEL),
        (
            (words.GAINED, str(told.gained)),
            (words.LOST, str(told.lost)),
            (words.NEITHER, str(told.neither)),
            ("net gain", net[0]),
            ("likely range of the net gain", net[1]),
            ("answers in all", str(told.answered)),
        ),
        ("wrong_to_right", "right_to_wrong", "no_difference", "net", "net_low", "net_high", "answers"),
        ((told.gained, told.lost, told.neither, told.net, told.low, told.high, told.answered),),
    )
