"""What a learner entered about the time before and after the exam: the venue, ticks, failed exams, a pass, credits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.study.afterwards import (
    LONG_WAIT_FAILS,
    LONG_WAIT_MONTHS,
    After,
    after_from_plain,
    after_to_plain,
)

if TYPE_CHECKING:
    from cehrs_desktop.application.study_ports import StudyStore

_AFTER, _TICKED, _WAITS = "after", "checklists", "retake_waits"


@dataclass(frozen=True, slots=True)
class Entered:
    """All of it. `ticked` are codes by list; the longer wait for another try begins with fail `wait_fails` and takes
    `wait_months` (0 of either: there is none)."""

    venue: str = ""
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    after: After = field(default_factory=After)
    wait_fails: int = LONG_WAIT_FAILS
    wait_months: int = LONG_WAIT_MONTHS


def entered(study: StudyStore, candidate_id: str) -> Entered:
    """What a learner entered; parts that cannot be read are as if they had not been. Raises a `StoreError`."""
    profile = study.study_profile(candidate_id)
    waits = profile.choices.get(_WAITS)
    fails, months = waits if isinstance(waits, list) and len(waits) == 2 else (None, None)
    return Entered(
        profile.venue,
        _ticked(profile.choices.get(_TICKED)),
        after_from_plain(profile.choices.get(_AFTER)),
        _number(fails, LONG_WAIT_FAILS),
        _number(months, LONG_WAIT_MONTHS),
    )


def keep_entered(study: StudyStore, candidate_id: str, now: Entered) -> None:
    """Keep it, beside everything else that the learner set. Raises a `StoreError`."""
    profile = study.study_profile(candidate_id)
    ticked: dict[str, Json] = {}
    for name, codes in now.ticked.items():
        ticked[name] = [*sorted(codes)]
    choices: dict[str, Json] = {
        **profile.choices,
        _AFTER: after_to_plain(now.after),
        _TICKED: ticked,
        _WAITS: [now.wait_fails, now.wait_months],
    }
    study.keep_study_profile(candidate_id, replace(profile, venue=now.venue, choices=choices))


def with_tick(now: Entered, name: str, code: str, *, ticked: bool) -> Entered:
    """The same with an entry of a list ticked or not."""
    codes = now.ticked.get(name, frozenset())
    codes = codes | {code} if ticked else codes - {code}
    return replace(now, ticked={**now.ticked, name: codes})


def _ticked(value: Json) -> dict[str, frozenset[str]]:
    if not isinstance(value, dict):
        return {}
    return {
        name: frozenset(code for code in codes if isinstance(code, str))
        for name, codes in value.items()
        if isinstance(codes, list)
    }


def _number(value: Json, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else otherwise
