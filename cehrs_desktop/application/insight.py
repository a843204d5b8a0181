"""Where a learner stands, read from the store as one value for the page; and the sorted misses of one run.

Rehearsals have been taken over before (`application.study_log`). A rehearsal whose result may not be shown yet is in
nothing that is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cehrs_desktop.application.exposing import exposure_now
from cehrs_desktop.application.ports import AttemptDamaged, AttemptStore, AttemptUnknown, ItemSource
from cehrs_desktop.application.standing import StandingToday, standing_today
from cehrs_desktop.application.study_log import held_back
from cehrs_desktop.application.study_ports import StudyStore
from cehrs_desktop.exam.items import Item
from cehrs_desktop.psychometrics.scoring import item_difficulty, right_probability
from cehrs_desktop.study.causes import Sign, contexts, reading_length, sorted_cause
from cehrs_desktop.study.coaching import (
    WHOLE_RUN,
    Changes,
    Marks,
    Pace,
    Quarters,
    Times,
    changes,
    ghost_of,
    marks,
    pace,
    quarters,
    times,
)
from cehrs_desktop.study.exposure import Budget
from cehrs_desktop.study.past import Answer, Cause, Place
from cehrs_desktop.study.past_runs import RunAnswers, runs_of
from cehrs_desktop.study.trend import DomainTrend, Repeats, repeats, trend

LENGTHS_FROM = 200
"""Latest answers whose items are read for how long an item usually is."""


@dataclass(frozen=True, slots=True)
class PaceStanding:
    """The latest rehearsal, the best other one (`None`: it is the only one), and the time it had (ms,
    `None`: the attempt cannot be read)."""

    own: Pace
    ghost: Pace | None
    limit_ms: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the page "Where I stand" shows. `now_ms` is UTC milliseconds.

    `items_missing`: without the items there is no difficulty, so no readiness and no expectation. `domains` are
    `(id, name)`. `held_back` counts rehearsals whose result may not be shown yet. `times_place` is where the answers
    behind `times` were given. `exposure` is what is left unseen (`None`: no items), `sealed` how many forms the learner
    wants kept sealed.
    """

    now_ms: int
    items_missing: bool
    answers: int
    held_back: int
    readiness: StandingToday
    domains: tuple[tuple[str, str], ...]
    trend: tuple[DomainTrend, ...]
    repeats: Repeats
    pace: PaceStanding | None
    quarters: Quarters | None
    changes: Changes
    marks: Marks
    times: Times | None
    times_place: Place
    exposure: Budget | None
    sealed: int


def standing_of(
    store: AttemptStore, study: StudyStore, source: ItemSource | None, candidate_id: str, now_ms: int, today: str
) -> Standing:
    """Where a learner stands at `now_ms`, on the ISO date `today` where they are.

    Reads all their answers: not for the GUI thread. Raises a `StoreError`.
    """
    lines = store.lines(candidate_id)
    hidden = {line.id for line in lines if held_back(line, now_ms)}
    answers = tuple(answer for answer in study.answers(candidate_id) if answer.run_id not in hidden)
    runs = runs_of(answers)
    rehearsals = tuple(run for run in runs if run.place == "rehearsal")
    sat = [answer for run in rehearsals for answer in run.answers]
    timed = times(sat)
    place: Place = "rehearsal"
    if timed is None and (practised := times([a for a in answers if a.place == "practice"])):
        timed, place = practised, "practice"
    difficulties = _difficulties(study, source, candidate_id, answers)

    def expected(item_id: str) -> float | None:
        b = difficulties.get(item_id)
        return None if b is None or source is None else right_probability(source.parameters.theta_cut, b)

    domains = _domains(source, answers)
    return Standing(
        now_ms=now_ms,
        items_missing=source is None,
        answers=len(answers),
        held_back=len(hidden),
        readiness=StandingToday(None, 0, 0)
        if source is None
        else standing_today(
            runs,
            [line.id for line in lines if line.outcome is not None],
            study.load_set,
            difficulties.get,
            source.parameters,
            source.blueprint,
            now_ms,
        ),
        domains=domains,
        trend=trend(runs, [domain for domain, _ in domains], expected),
        repeats=repeats(answers),
        pace=_pace(store, rehearsals),
        quarters=quarters(rehearsals),
        changes=changes(answers),
        marks=marks(sat),
        times=timed,
        times_place=place,
        exposure=exposure_now(store, study, source, candidate_id, today) if source is not None else None,
        sealed=study.study_profile(candidate_id).sealed,
    )


def _domains(source: ItemSource | None, answers: Sequence[Answer]) -> tuple[tuple[str, str], ...]:
    known = {domain.id: domain.name for domain in source.blueprint.domains} if source else {}
    others = sorted({answer.domain for answer in answers} - set(known))
    return (*known.items(), *((domain, f"Domain {domain}") for domain in others))


def _difficulties(
    study: StudyStore, source: ItemSource | None, candidate_id: str, answers: Sequence[Answer]
) -> Mapping[str, float]:
    """By item id the difficulty today; of an item that is not in the pack any more, that of what the learner saw."""
    if source is None:
        return {}
    items: dict[str, Item] = {item.id: item for item in source.items()}
    met = {answer.item_id for answer in answers}
    items |= study.seen_items(candidate_id, sorted(met - items.keys()))
    return {name: item_difficulty(items[name], source.parameters) for name in met & items.keys() if items[name].ratings}


def _pace(store: AttemptStore, rehearsals: Sequence[RunAnswers]) -> PaceStanding | None:
    whole = [pace(run) for run in rehearsals if len(run.answers) >= WHOLE_RUN]
    if not whole:
        return None
    own = whole[-1]
    try:
        limit: int | None = store.load(own.run.run_id).attempt.rules.limit_ms
    except (AttemptDamaged, AttemptUnknown):
        limit = None
    return PaceStanding(own, ghost_of(own, whole), limit)


@dataclass(frozen=True, slots=True)
class SortedMiss:
    """A miss with the cause that its evidence speaks for. What the learner said already is in `answer.cause`."""

    answer: Answer
    cause: Cause
    signs: tuple[Sign, ...]


def sorted_misses(study: StudyStore, candidate_id: str, run_id: str) -> tuple[SortedMiss, ...]:
    """The misses of a run by position, each pre-sorted. Raises a `StoreError`."""
    answers = study.answers(candidate_id)
    run = next((one.answers for one in runs_of(answers) if one.run_id == run_id), ())
    if not run:
        return ()
    # A rehearsal is taken over at once, maybe after answers that were given later: what came before is told by time.
    begun = min(answer.at_ms for answer in run)
    earlier = [answer for answer in answers if answer.run_id != run_id and answer.at_ms <= begun]
    wanted = {answer.item_id for answer in (*run, *earlier[-LENGTHS_FROM:])}
    lengths = {name: reading_length(item) for name, item in study.seen_items(candidate_id, sorted(wanted)).items()}
    items = len(run) if run[0].place == "rehearsal" else len(study.load_set(run_id).practice.slots)
    held = contexts(run, earlier, lengths, items)
    return tuple(SortedMiss(answer, *sorted_cause(answer, held[answer.position])) for answer in run if not answer.right)
