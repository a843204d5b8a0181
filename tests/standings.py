"""Standings made up from answers, and the page of them, for the tests of "Where I stand"."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

from cehrs_desktop.application.insight import PaceStanding, Standing
from cehrs_desktop.application.standing import StandingToday
from cehrs_desktop.presentation.standing_view import StandingView, standing_view
from cehrs_desktop.psychometrics.readiness import PassChance
from cehrs_desktop.study.coaching import changes, ghost_of, marks, pace, quarters, times
from cehrs_desktop.study.exposure import Budget
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.past_runs import runs_of
from cehrs_desktop.study.trend import repeats, trend
from tests.study_answers import BEGUN_MS, DAY_MS, run

DOMAINS = (("1", "Non-Clinical Operations"), ("2", "Clinical Operations"))


def chance(**changed: Any) -> PassChance:
    """A chance of 62 in 100, between 41 and 80."""
    plain = PassChance(0.62, 0.62, 0.41, 0.8, ((0.25, 0.64), (0.4, 0.6)), 0.1, 0.2, 100, ("rasch_model",))
    return replace(plain, **changed)


def standing(answers: tuple[Answer, ...], told: PassChance | None = None) -> Standing:
    """Where somebody with these answers stands."""
    runs = runs_of(answers)
    paces = [pace(one) for one in runs if one.place == "rehearsal" and len(one.answers) >= 40]
    return Standing(
        now_ms=BEGUN_MS + 9 * DAY_MS,
        items_missing=False,
        answers=len(answers),
        held_back=0,
        readiness=StandingToday(told, 1, 2) if told else StandingToday(None, 0, 0),
        domains=DOMAINS,
        trend=trend(runs, [domain for domain, _ in DOMAINS], lambda _: 0.7),
        repeats=repeats(answers),
        pace=PaceStanding(paces[-1], ghost_of(paces[-1], paces), 125 * 60_000) if paces else None,
        quarters=quarters(runs),
        changes=changes(answers),
        marks=marks(answers),
        times=times(answers),
        times_place="rehearsal",
        exposure=Budget(10, 1, 8, 3, 1400, 1275, 375, 900),
        sealed=3,
    )


def history() -> tuple[Answer, ...]:
    """Two rehearsals of 90 questions, with changes and marks, and a practice set."""
    rest = [True, True, False, True] * 15
    return (
        *run("one", [False] * 30 + rest),
        *run("two", [True] * 60 + rest[:30], day=3, first=500, choices=("b", "a"), marked=True),
        *run("set", [True] * 12, day=5, first=900, domain="2", place="practice"),
    )


def standing_page(answers: tuple[Answer, ...], told: PassChance | None = None, sealed: int = 3) -> StandingView:
    """The page of it."""
    return standing_view(replace(standing(answers, told), sealed=sealed), "Robin Example", UTC)
