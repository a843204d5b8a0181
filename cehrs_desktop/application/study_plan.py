"""The plan page's use case: the day as the study page reads it, and what changed in the plan since the last look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cehrs_desktop.application.studying import DayOf, StudyDay, study_day
from cehrs_desktop.study.plan_marks import compared
from cehrs_desktop.study.shares_of_study import Reason

if TYPE_CHECKING:
    from cehrs_desktop.application.ports import AttemptStore, Candidate, ItemSource
    from cehrs_desktop.application.study_ports import StudyStore

_LAST = "plan_last"


@dataclass(frozen=True, slots=True)
class PlanLook:
    """The day with its plan; `since` is the ISO date of the look before, empty on the first, `changed` what differs."""

    told: StudyDay
    since: str
    changed: tuple[Reason, ...]


def plan_look(
    store: AttemptStore, study: StudyStore, source: ItemSource, person: Candidate, now_ms: int, day_of: DayOf
) -> PlanLook:
    """Look at the plan, and remember what it looked like. Raises a `StoreError`."""
    told = study_day(store, study, source, person, now_ms, day_of)
    since, changed, keep = compared(told.profile.choices.get(_LAST), told.today.plan)
    if told.profile.choices.get(_LAST) != keep:
        study.keep_study_profile(person.id, replace(told.profile, choices={**told.profile.choices, _LAST: keep}))
    return PlanLook(told, since, changed)
