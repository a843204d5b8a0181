"""Beginning an attempt: who sits which form, under which rules, on which day. The wish comes from the first pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cehrs_desktop.application.exposing import with_seals
from cehrs_desktop.application.forms import FormChoice, candidate_named, form_choices, next_form
from cehrs_desktop.application.ports import AttemptStore, Candidate, Clock, ItemSource
from cehrs_desktop.application.sitting import Sitting, begin_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.psychometrics.form_table import FixedForm
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.rehearsal.incidents import Deck
from cehrs_desktop.rehearsal.plan import Choices, DayPlan, make_plan
from cehrs_desktop.rehearsal.venue import Venue

if TYPE_CHECKING:
    from cehrs_desktop.application.study_ports import StudyStore


@dataclass(frozen=True, slots=True)
class DayWish:
    """A day to be rehearsed. `appointment_ms` is UTC milliseconds."""

    venue: Venue
    deck: Deck
    choices: Choices
    appointment_ms: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be begun: `fixed` is a form that was chosen, `day` none for a quick start."""

    name: str
    result: str
    clock_returns: int | None = 5
    only_next_records: bool = False
    fixed: FixedForm | None = None
    day: DayWish | None = None


def begin(
    store: AttemptStore,
    source: ItemSource,
    clock: Clock,
    new_id: Callable[[], str],
    wish: Wish,
    *,
    today: str,
    study: StudyStore | None = None,
) -> Sitting | FormChoice:
    """Begin the attempt: on the form that was chosen, else on the next one with nothing but new questions that is not
    kept sealed for a dress rehearsal (`study` knows which are).

    The form to ask about comes back where there is none such. A quick start stands at the tutorial at once: the name
    and the agreement belong to the day and are left out, which is noted. Raises `FormImpossible` or a `StoreError`;
    nothing is begun then.
    """
    person = candidate_named(store, wish.name) or Candidate(new_id(), wish.name)
    fixed = wish.fixed
    if fixed is None:
        choices = form_choices(store, source, person.id, today)
        choice = next_form(choices if study is None else with_seals(store, study, person.id, choices))
        if choice is not None and choice.to_be_asked:
            return choice
        fixed = choice.fixed if choice else None
    granted = store.profile(person.id)
    seed = new_id()
    minutes = source.blueprint.minutes
    sitting = begin_attempt(
        store,
        source,
        clock,
        person,
        _rules(wish, granted, minutes),
        attempt_id=new_id(),
        seed=seed,
        fixed=fixed,
        day=None if wish.day is None else _plan(wish.day, seed, wish.name, minutes),
        accommodations=granted,
    )
    if wish.day is None:
        at = clock.now()
        sitting.do(c.Note(at=at, kind="day.quick_start"), c.ConfirmName(at=at), c.AcceptAgreement(at=at))
    return sitting


def _rules(wish: Wish, granted: Accommodations | None, minutes: int) -> Rules:
    return Rules(
        minutes=minutes,
        clock_returns=wish.clock_returns,
        result=wish.result,
        extra_seconds=granted.extra_seconds(minutes) if granted else 0,
        only_next_records=wish.only_next_records,
        breaks_stop_clock=bool(granted and granted.breaks_stop_clock),
        warnings=(granted.separate_warnings if granted else ()) or Rules().warnings,
    )


def _plan(day: DayWish, seed: str, name: str, minutes: int) -> DayPlan:
    return make_plan(
        day.venue,
        day.deck,
        day.choices,
        seed=seed,
        name=name,
        appointment_ms=day.appointment_ms,
        minutes=minutes,
    )
