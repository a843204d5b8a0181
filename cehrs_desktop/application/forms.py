"""Which forms there are, which of their questions a candidate has had, and which one comes next."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cehrs_desktop.application.attempt_line import AttemptLine
from cehrs_desktop.application.ports import AttemptStore, Candidate, ItemSource
from cehrs_desktop.exam.items import Item
from cehrs_desktop.psychometrics.form_table import FixedForm, fixed_form_from_plain


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A form that can be sat. `kept`: it was assembled on this computer; otherwise it came with the items.

    `seen` counts the questions of the form that the candidate has had, on any form; `stale` those past their review
    date; `sat` are the candidate's attempts on this form, the newest first. `sealed`: the candidate keeps it for a
    dress rehearsal, as `others_sealed` more (`exposing.with_seals`).
    """

    fixed: FixedForm
    kept: bool
    seen: int
    stale: int
    sat: tuple[AttemptLine, ...]
    sealed: bool = False
    others_sealed: int = 0

    @property
    def to_be_asked(self) -> bool:
        """Whether it is not begun unasked: questions of it are known, or it is kept for a dress rehearsal."""
        return self.sealed or self.seen > 0


def candidate_named(store: AttemptStore, name: str) -> Candidate | None:
    """The person of this name, if known; in other letters of the alphabet's two cases, or with other blanks, it is the
    same name, unless somebody has it just so. Raises a `StoreError`."""
    known = store.candidates()
    exactly = (person for person in known if person.name == name)
    alike = (person for person in known if _plain(person.name) == _plain(name))
    return next(exactly, None) or next(alike, None)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def form_choices(
    store: AttemptStore, source: ItemSource, candidate_id: str | None, today: str
) -> tuple[FormChoice, ...]:
    """Every form that the pack's items and parameters still make, those of the pack first. `today` is an ISO date.

    For nobody in particular (`candidate_id` is `None`) nothing was seen. Raises a `StoreError`.
    """
    items = {item.id: item for item in source.items()}
    seen: Mapping[str, int] = store.times_seen(candidate_id) if candidate_id else {}
    lines = store.lines(candidate_id) if candidate_id else ()
    forms = [(fixed, False) for fixed in source.forms()] + [(fixed, True) for fixed in store.kept_forms()]
    return tuple(
        _choice(fixed, kept, items, seen, lines, today)
        for fixed, kept in forms
        if fixed.table.parameters_version == source.parameters.version
        and all(slot.item_id in items and items[slot.item_id].version == slot.item_version for slot in fixed.form.slots)
    )


def _choice(
    fixed: FixedForm,
    kept: bool,
    items: Mapping[str, Item],
    seen: Mapping[str, int],
    lines: Sequence[AttemptLine],
    today: str,
) -> FormChoice:
    slots = fixed.form.slots
    return FormChoice(
        fixed,
        kept,
        seen=sum(slot.item_id in seen for slot in slots),
        stale=sum(items[slot.item_id].is_stale(today) for slot in slots),
        sat=tuple(line for line in lines if line.form_name == fixed.form.name and line.state != "open"),
    )


def next_form(choices: Sequence[FormChoice]) -> FormChoice | None:
    """The form to sit next: one that is not sealed, of those the fewest questions had before, then the fewest out of
    date, then the first."""
    return min(choices, key=lambda choice: (choice.sealed, choice.seen, choice.stale), default=None)


def wear(choices: Sequence[FormChoice], seen: Mapping[str, int]) -> dict[str, int]:
    """How unwelcome each item is on a new form: had before counts two a time, lying on a form still untouched one.

    A new form should leave the ready ones fresh as long as other items do.
    """
    untouched = {slot.item_id for choice in choices if choice.seen == 0 for slot in choice.fixed.form.slots}
    return {name: 2 * seen.get(name, 0) + (name in untouched) for name in {*seen, *untouched}}


class AssemblyFailed(Exception):
    """No form came out. Its text says for people why, or is empty where nothing is known."""


def assembled_form(answer: bytes) -> FixedForm:
    """The form in the JSON that `cehrs form assemble --tables --json` wrote. Raises `AssemblyFailed`."""
    try:
        told = json.loads(answer)
        missing = [str(one["words"]) for one in told.get("infeasible", ())]
        if missing:
            raise AssemblyFailed(" ".join(missing))
        return fixed_form_from_plain(told["forms"][0]["fixed"])
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise AssemblyFailed from error
