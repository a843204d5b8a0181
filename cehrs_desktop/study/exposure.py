"""Which rehearsals stay sealed, and how much is left that a learner has never met."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Literal

SPOILED = 0.1
"""A form of which more than this share has been met is no dress rehearsal any more, and is not sealed unasked."""

FEW_ITEMS, FEW_FORMS = 100, 1
"""So few unmet questions for practice, or untouched forms, are told to the learner."""


@dataclass(frozen=True, slots=True)
class FormItems:
    """A form as exposure sees it: its items, and whether the learner has sat it (or is sitting it)."""

    id: str
    item_ids: frozenset[str]
    sat: bool = False

    def met(self, seen: Set[str]) -> int:
        """How many of its items the learner has met."""
        return len(self.item_ids & seen)


def sealed_forms(
    forms: Sequence[FormItems], seen: Set[str], how_many: int, kept: Sequence[str] = ()
) -> tuple[str, ...]:
    """The ids of the forms that stay sealed, at most `how_many`, in the order of `forms`.

    A form that was sat is not sealed. Those in `kept`, which the learner chose, come first whatever was met of them;
    then the ones of which least was met, if no more than a tenth, and of equal ones the last: rehearsals are offered
    from the front.
    """
    free = {form.id: (place, form) for place, form in enumerate(forms) if not form.sat}
    chosen = [form_id for form_id in dict.fromkeys(kept) if form_id in free]
    rest = sorted(
        (form.met(seen), -place, form_id)
        for form_id, (place, form) in free.items()
        if form_id not in chosen and form.met(seen) <= SPOILED * len(form.item_ids)
    )
    sealed = {*[*chosen, *(form_id for *_, form_id in rest)][: max(0, how_many)]}
    return tuple(form.id for form in forms if form.id in sealed)


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left. `forms_unseen` counts forms of which nothing was met, `items_free` the items that practice can
    still show as new: never met and on no sealed form. `warning` is a code: words are made elsewhere."""

    forms: int
    forms_sat: int
    forms_unseen: int
    forms_sealed: int
    items: int
    items_unseen: int
    items_sealed: int
    items_free: int
    warning: Literal["", "items_few", "items_used_up", "forms_few", "forms_used_up"] = ""


def budget(forms: Sequence[FormItems], sealed_ids: Sequence[str], item_ids: Set[str], seen: Set[str]) -> Budget:
    """What is left of the bank (`item_ids`, all that can be shown) for somebody who has met `seen`."""
    sealed: set[str] = set()
    for form in forms:
        if form.id in sealed_ids:
            sealed |= form.item_ids
    unseen = item_ids - seen
    free = len(unseen - sealed)
    untouched = sum(not form.sat and not form.met(seen) for form in forms)
    return Budget(
        forms=len(forms),
        forms_sat=sum(form.sat for form in forms),
        forms_unseen=untouched,
        forms_sealed=sum(form.id in sealed_ids for form in forms),
        items=len(item_ids),
        items_unseen=len(unseen),
        items_sealed=len(item_ids & sealed),
        items_free=free,
        warning=_warning(free, untouched, bool(item_ids), bool(forms)),
    )


def _warning(
    free: int, untouched: int, any_items: bool, any_forms: bool
) -> Literal["", "items_few", "items_used_up", "forms_few", "forms_used_up"]:
    """The gravest first: an exam can be rehearsed on new questions only as long as there are forms."""
    if any_forms and untouched == 0:
        return "forms_used_up"
    if any_items and free == 0:
        return "items_used_up"
    if any_forms and untouched <= FEW_FORMS:
        return "forms_few"
    return "items_few" if any_items and free <= FEW_ITEMS else ""
