"""`cehrs score`: practice scores of many persons on one form, from a file of their responses."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import DONE, UNREADABLE, USAGE, put, say, with_json

if TYPE_CHECKING:
    from cehrs_desktop.bank.pack import ItemPack
    from cehrs_desktop.psychometrics.form_table import FixedForm
    from cehrs_desktop.psychometrics.group_scores import PersonScore, ScoringForm
    from cehrs_desktop.psychometrics.responses import Responses


class FormUnknown(Exception):
    """There is no form of that name. Its text lists those there are."""


def add_commands(commands: Any) -> None:
    """Add `score` to the command line."""
    score = commands.add_parser("score", help="practice scores, each with its doubt, from a file of responses")
    score.add_argument("--form", required=True, metavar="ID|FILE", help="a form's id, or a file of forms")
    score.add_argument("--name", metavar="ID", help="which form of a file that holds several")
    score.add_argument("--responses", type=Path, required=True, help="CSV: one row a person, one column an item")
    score.add_argument("--bank", type=Path, help="the item pack; the program's own without this")
    score.add_argument("--key", type=Path, help="CSV with id and key, where the form does not have the keys")
    score.add_argument("--weights", metavar="COLUMN", help="column of pattern counts")
    score.add_argument("--id", metavar="COLUMN", help="column of person ids")
    score.add_argument("--tables", action="store_true", help="the form's whole table in the JSON too")
    with_json(score, _score)


def find_form(chosen: str, name: str | None, pack: ItemPack, *, own_pack: bool) -> ScoringForm:
    """The form in a file, of the pack, or (with the program's own pack) assembled on this computer.

    Raises `FormFileError` for a file that cannot be used, `FormUnknown`, or a `StoreError`.
    """
    from cehrs_desktop.files.scoring_form import read_scoring_form
    from cehrs_desktop.psychometrics.scoring import item_difficulty

    path = Path(chosen)
    if _is_file(path) or path.suffix.lower() == ".json" or len(path.parts) > 1:
        difficulties = {item.id: item_difficulty(item, pack.parameters) for item in pack.all_items() if item.ratings}
        return read_scoring_form(path, name, difficulties)
    forms = [*pack.forms(), *(_kept_forms() if own_pack else ())]
    for fixed in forms:
        # "3-160DBB" is also the third one, and the one with that code.
        if chosen.upper() in {fixed.form.id.upper(), *fixed.form.id.upper().split("-")}:
            return _of_pack(fixed, pack)
    known = [fixed.form.id for fixed in forms]
    listed = f"The forms are {', '.join(known)}." if known else "There are none; assemble one or name a file."
    raise FormUnknown(f"There is no form and no file {chosen!r}. {listed}")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A name that no file can have.
        return False


def _kept_forms() -> tuple[FixedForm, ...]:
    from cehrs_desktop.cli.attempts import open_program_store

    store = open_program_store()
    try:
        return store.kept_forms()
    finally:
        store.shut()


def _of_pack(fixed: FixedForm, pack: ItemPack) -> ScoringForm:
    from cehrs_desktop.files.form_responses import ShownItem
    from cehrs_desktop.psychometrics.group_scores import FormItem, ScoringForm

    items = {item.id: item for item in pack.all_items()}
    difficulties = iter(fixed.table.difficulties)
    made: list[FormItem] = []
    for slot in fixed.form.slots:
        item = items.get(slot.item_id)
        key = "" if item is None else "ABCDEFGH"[slot.option_order.index(item.key.id)]
        topic = slot.domain if item is None else item.topic
        b = next(difficulties) if slot.scored else float("nan")
        made.append(ShownItem(slot.item_id, slot.domain, topic, slot.scored, b, key, len(slot.option_order)))
    return ScoringForm(fixed.form.id, tuple(made), fixed.table)


def _score(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.app.items import pack_in_use
    from cehrs_desktop.bank.pack import ItemPack
    from cehrs_desktop.files.form_file import FormFileError
    from cehrs_desktop.files.form_responses import read_form_responses
    from cehrs_desktop.files.key_file import read_key
    from cehrs_desktop.files.response_errors import ResponseFileError
    from cehrs_desktop.psychometrics.composite import reference_domains
    from cehrs_desktop.psychometrics.group_scores import group_figures, in_proportion, score_persons, told_of
    from cehrs_desktop.psychometrics.scoring import passing_raw
    from cehrs_desktop.psychometrics.tables import form_table

    pack = ItemPack(chosen.bank) if chosen.bank else pack_in_use()
    try:
        form = find_form(chosen.form, chosen.name, pack, own_pack=chosen.bank is None)
        responses = read_form_responses(
            chosen.responses,
            form.items,
            key=read_key(chosen.key) if chosen.key else None,
            id_column=chosen.id,
            weights_column=chosen.weights,
        )
    except FormUnknown as error:
        say(str(error))
        return USAGE
    except (FormFileError, ResponseFileError) as error:
        say(f"{error} Nothing was scored and no file was changed.")
        return UNREADABLE
    scored = form.scored
    table = form.table or form_table([(item.domain, item.b) for item in scored], pack.parameters)
    reference = reference_domains(pack.parameters, [(one.id, one.scored) for one in pack.blueprint.domains])
    proportional = in_proportion([item.domain for item in scored], reference)
    known = {item.domain for item in scored} <= set(reference)
    mix = None if proportional or not known else (pack.parameters, reference)
    persons = score_persons(scored, table, responses, mix)
    figures = group_figures(persons, responses, table, [item.domain for item in scored])
    notes = _notes(responses, persons, table.count, proportional, known)
    from cehrs_desktop.cli.score_output import form_plain, group_plain, person_plain, person_words

    decided = proportional and told_of(table.count) == "score"
    if chosen.json:
        put(
            {
                "form": form_plain(form, table, proportional, whole=chosen.tables),
                "group": group_plain(figures, decided=decided),
                "persons": [person_plain(person, table, proportional) for person in persons],
                "notes": notes,
            }
        )
        return DONE
    line = f"; {passing_raw(table.raw_cut)} right stand at or above 390 on this form of this program" if decided else ""
    say(f"{form.id}: {table.count} scored {'item' if table.count == 1 else 'items'}{line}.")
    for person in persons:
        say(person_words(person, table, proportional))
    for note in notes:
        say(note)
    return DONE


def _notes(
    responses: Responses, persons: Sequence[PersonScore], count: int, proportional: bool, known: bool
) -> list[str]:
    from cehrs_desktop.psychometrics.group_scores import FULL_SCORE_ITEMS, RANGE_ITEMS, told_of

    notes = list(responses.notes)
    told = told_of(count)
    items = "1 scored item" if count == 1 else f"{count} scored items"
    missing = next((person.composite.missing for person in persons if person.composite is not None), ())
    if told == "percent":
        notes.append(f"{items}: percent and topics only. A range needs at least {RANGE_ITEMS}.")
    elif not proportional and not known:
        notes.append("The form has domains that the blueprint does not have: no scaled score and no range is given.")
    elif not proportional and missing:
        have = f"domain {missing[0]} has" if len(missing) == 1 else f"domains {', '.join(missing)} have"
        notes.append(
            f"The form is not in blueprint proportion and speaks only for its own domains: {have} fewer than 3 items "
            "on it, so neither a score nor a range for the whole blueprint is given."
        )
    elif told == "range" and proportional:
        notes.append(f"{items}: a range only. A scaled score and a decision need at least {FULL_SCORE_ITEMS}.")
    elif told == "range":
        notes.append(
            f"{items}, not in blueprint proportion: a range only, of the composite of its domains. "
            f"A scaled score needs at least {FULL_SCORE_ITEMS}."
        )
    elif not proportional:
        notes.append(
            "The form is not in blueprint proportion: the score is the composite of its domains, without a decision."
        )
    few = sum(person.few_reached for person in persons)
    if few:
        notes.append(
            f"{few} reached less than 80 % of the scored items; the rest counts as wrong, and they are marked."
        )
    notes.append("Practice scores on a scale built here, with the pass line at 390; not the exam's own scores.")
    return notes
