"""The study page's use case: bring the learner's past up to date, then say what there is to do today."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cehrs_desktop.application.before_after import entered
from cehrs_desktop.application.practising import Stock, stock_of
from cehrs_desktop.application.remembering import remembered
from cehrs_desktop.application.study_ports import Spent, StoredCard, StoredSet
from cehrs_desktop.study.afterwards import retake
from cehrs_desktop.study.cards import Card, after_answers, card_to_plain, cards_from
from cehrs_desktop.study.days import midnight_ms
from cehrs_desktop.study.goals import Goals, goals_of
from cehrs_desktop.study.plan import begun_on
from cehrs_desktop.study.schedule import RATIONALE_SECONDS
from cehrs_desktop.study.today import Today, situation_of, today_of

if TYPE_CHECKING:
    from cehrs_desktop.application.ports import AttemptStore, Candidate, ItemSource
    from cehrs_desktop.application.study_ports import StudyStore
    from cehrs_desktop.study.profile import Profile

DayOf = Callable[[int], str]
"""The local day (ISO date) of an instant in UTC milliseconds."""

_PLAN, _CARDS = "plan", "cards"
_A_DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class StudyDay:
    """What the study page shows. `waiting` is a set that is to be gone on with. `restarted` cards could not be read and
    begin anew; `done_minutes` is what was studied today. `forms` are all forms there are. `goals` only where the
    learner switched them on; `passed_day` (ISO) where the exam was passed and no later date is set, `retake_day`
    the first day of another try after a fail."""

    day: str
    profile: Profile
    today: Today
    stock: Stock
    waiting: StoredSet | None
    done_minutes: int
    restarted: tuple[str, ...]
    forms: int
    goals: Goals | None = None
    passed_day: str = ""
    retake_day: str = ""


def study_day(
    store: AttemptStore, study: StudyStore, source: ItemSource, person: Candidate, now_ms: int, day_of: DayOf
) -> StudyDay:
    """The day of a learner, who is added when not known yet. What was answered since the last time becomes cards first.

    Raises a `StoreError`; what was brought up to date until then stays, and the rest is done the next time.
    """
    day, source = day_of(now_ms), remembered(source)
    if all(known.id != person.id for known in store.candidates()):
        store.save_candidate(person)
    stock = stock_of(store, study, source, person.id, day, now_ms)
    profile = study.study_profile(person.id)
    begun, mark = begun_on(profile.choices.get(_PLAN), day, profile.exam_date)
    waiting = study.open_set(person.id)
    unsettled = waiting.answers if waiting else ()
    cards, restarted, latest = _cards(study, person.id, profile, {one.number for one in unsettled}, day_of)
    choices = {**profile.choices, _PLAN: mark, _CARDS: latest}
    kept = replace(profile, choices=choices, sealed_forms=stock.exposure.sealed_forms)
    if kept != profile:
        study.keep_study_profile(person.id, kept)
    done = _done_minutes(study, person.id, day, now_ms, day_of)
    now = entered(study, person.id)
    after = now.after
    again = retake(after.failed_days, day, wait_fails=now.wait_fails, wait_months=now.wait_months)
    situation = situation_of(kept, day, begun, source.blueprint, stock.pasts, stock.items, kept.sealed_forms)
    return StudyDay(
        day=day,
        profile=kept,
        today=today_of(situation, stock.items, stock.pasts, cards, stock.sealed, done),
        stock=stock,
        waiting=waiting,
        done_minutes=done,
        restarted=restarted,
        forms=len(source.forms()) + len(store.kept_forms()),
        goals=_goals(study, person.id, kept, day, day_of) if kept.goals else None,
        passed_day=after.passed_day if after.passed_day >= kept.exam_date else "",
        retake_day=again.earliest_day if again is not None and not after.passed_day else "",
    )


def _cards(
    study: StudyStore, candidate_id: str, profile: Profile, unsettled: Set[int], day_of: DayOf
) -> tuple[Mapping[str, Card], tuple[str, ...], int]:
    """The cards after all answers, those that begin anew because they could not be read, and the latest answer up to
    which nothing is left to do. `unsettled` answers (by number) may still be changed: they wait for their set's end."""
    stored = cards_from((card.item_id, card.content) for card in study.cards(candidate_id))
    told = profile.choices.get(_CARDS)
    since = told if isinstance(told, int) and not isinstance(told, bool) else 0
    fresh = study.answers(candidate_id, after=since)
    # A question that never came onto the screen of a rehearsal is no review.
    met = [(one, day_of(one.at_ms)) for one in fresh if one.visits and one.number not in unsettled]
    changed = after_answers(stored.by_id, met)
    rewritten = {**{item_id: stored.by_id[item_id] for item_id in stored.restarted}, **changed}
    if rewritten:
        exam = profile.exam_date
        study.keep_cards(
            candidate_id,
            [StoredCard(one.item_id, one.due_ms(exam), card_to_plain(one)) for one in rewritten.values()],
        )
    latest = max((answer.number for answer in fresh), default=since)
    return {**stored.by_id, **changed}, stored.restarted, min([latest, *(number - 1 for number in unsettled)])


def _done_minutes(study: StudyStore, candidate_id: str, day: str, now_ms: int, day_of: DayOf) -> int:
    """Minutes of practice and review today, as the plan counts them: with the time that reasons take to be read."""
    # The local midnight lies within a day of the one in UTC.
    since = min(midnight_ms(day), now_ms) - _A_DAY_MS
    today = (one for one in study.spent(candidate_id, since) if day_of(one.at_ms) == day and not one.rehearsal)
    return round(sum(map(_with_reasons_ms, today)) / 60_000)


def _goals(study: StudyStore, candidate_id: str, profile: Profile, day: str, day_of: DayOf) -> Goals:
    spent: dict[str, int] = {}
    for one in study.spent(candidate_id):
        there = day_of(one.at_ms)
        spent[there] = spent.get(there, 0) + _with_reasons_ms(one)
    return goals_of(day, profile.minutes, spent)


def _with_reasons_ms(one: Spent) -> int:
    return one.spent_ms + (0 if one.rehearsal else round(one.questions * RATIONALE_SECONDS * 1000))
