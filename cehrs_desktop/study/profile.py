"""What a learner set for their study: the exam's date, the time they have, what stays sealed. All may be unset."""

from __future__ import annotations

from dataclasses import dataclass, field

from cehrs_desktop.exam.plain import Json

SEALED = 3
"""Dress rehearsals that are kept sealed unless the learner chooses otherwise."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A learner's study settings. Dates are ISO dates (``2026-11-22``), empty: not set.

    `minutes` are the minutes of study from Monday to Sunday; `sealed_forms` the ids of forms that practice never
    touches; `weeks_shape` is 4 or 5. `goals`: whether streaks and goals are shown. `choices` are the last wishes of
    each page (practice, lists), as plain values. `venue` is the id of the venue the exam will be sat at.
    """

    exam_date: str = ""
    minutes: tuple[int, int, int, int, int, int, int] = (30, 30, 30, 30, 30, 60, 30)
    sealed: int = SEALED
    sealed_forms: tuple[str, ...] = ()
    weeks_shape: int = 4
    goals: bool = False
    venue: str = ""
    choices: dict[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class Note:
    """A learner's own words on an item, and whether it is bookmarked. `changed_ms` is UTC milliseconds."""

    item_id: str
    text: str
    bookmarked: bool
    changed_ms: int
