"""What a learner has met of the forms and the bank, what stays sealed, and how much is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cehrs_desktop.application.forms import form_choices
from cehrs_desktop.application.ports import AttemptDamaged
from cehrs_desktop.application.remembering import remembered
from cehrs_desktop.application.study_log import held_back
from cehrs_desktop.study.exposure import Budget, FormItems, budget, sealed_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from cehrs_desktop.application.forms import FormChoice
    from cehrs_desktop.application.ports import AttemptStore, ItemSource
    from cehrs_desktop.application.study_ports import StudyStore


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is left for a learner. `sealed_items` are shown nowhere but on their form: those of the sealed forms, and
    those of an exam that is open, which practice would spoil. `budget` counts the sealed forms' items only."""

    forms: tuple[FormItems, ...]
    sealed_forms: tuple[str, ...]
    sealed_items: frozenset[str]
    budget: Budget


def exposure_of(
    store: AttemptStore,
    study: StudyStore,
    source: ItemSource,
    candidate_id: str,
    today: str,
    met: Set[str] | None = None,
    now_ms: int | None = None,
) -> Exposure:
    """All of it at once. `met` are the items with a past, if the caller has read them already; `today` is an ISO date.

    Seen is what was on a form that the learner began, looked at or not, and what has a past. Raises a `StoreError`.
    """
    source = remembered(source)
    forms = _form_items(store, candidate_id, form_choices(store, source, candidate_id, today))
    profile = study.study_profile(candidate_id)
    pasts = study.item_pasts(candidate_id) if met is None else met
    seen = {*store.times_seen(candidate_id), *pasts}
    ids = sealed_forms(forms, seen, profile.sealed, profile.sealed_forms)
    sealed = {item_id for form in forms if form.id in ids for item_id in form.item_ids}
    return Exposure(
        forms,
        ids,
        frozenset(sealed | _items_of_open_exams(store, candidate_id, forms, now_ms)),
        budget(forms, ids, {item.id for item in source.items()}, seen),
    )


def sealed_now(
    store: AttemptStore, study: StudyStore, source: ItemSource, candidate_id: str, today: str
) -> tuple[tuple[str, ...], frozenset[str]]:
    """The ids of the sealed forms, and the items that are shown nowhere but on their form. Raises a `StoreError`."""
    exposure = exposure_of(store, study, source, candidate_id, today)
    return exposure.sealed_forms, exposure.sealed_items


def exposure_now(store: AttemptStore, study: StudyStore, source: ItemSource, candidate_id: str, today: str) -> Budget:
    """What is left of the bank for a learner. `today` is an ISO date. Raises a `StoreError`."""
    return exposure_of(store, study, source, candidate_id, today).budget


def with_seals(
    store: AttemptStore, study: StudyStore, candidate_id: str, choices: Sequence[FormChoice]
) -> tuple[FormChoice, ...]:
    """The forms, those marked that a learner keeps sealed by now. Nothing is sealed for somebody who never opened the
    pages of study. Raises a `StoreError`."""
    profile = study.study_profile(candidate_id)
    if not profile.sealed_forms:
        return tuple(choices)
    seen = {*store.times_seen(candidate_id), *study.item_pasts(candidate_id)}
    forms = _form_items(store, candidate_id, choices)
    sealed = sealed_forms(forms, seen, profile.sealed, profile.sealed_forms)
    marked = ((choice, choice.fixed.form.name in sealed) for choice in choices)
    return tuple(replace(choice, sealed=on, others_sealed=len(sealed) - on) for choice, on in marked)


def _form_items(store: AttemptStore, candidate_id: str, choices: Iterable[FormChoice]) -> tuple[FormItems, ...]:
    """Every form that can be sat, as exposure sees it. One that is being sat is as good as sat."""
    being_sat = {line.form_name for line in store.lines(candidate_id) if line.state == "open"}
    return tuple(
        FormItems(
            choice.fixed.form.name,
            frozenset(slot.item_id for slot in choice.fixed.form.slots),
            bool(choice.sat) or choice.fixed.form.name in being_sat,
        )
        for choice in choices
    )


def _items_of_open_exams(
    store: AttemptStore, candidate_id: str, forms: Iterable[FormItems], now_ms: int | None
) -> set[str]:
    """The items of exams that are not over, and of those whose result is held back: review would tell it."""
    found: set[str] = set()
    for line in store.lines(candidate_id):
        if line.state == "open" or held_back(line, now_ms):
            try:
                found |= {slot.item_id for slot in store.load(line.id).attempt.form.slots}
            except AttemptDamaged:
                # What cannot be read may still be told from the form's name.
                found |= {item_id for form in forms if form.id == line.form_name for item_id in form.item_ids}
    return found
