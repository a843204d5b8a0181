"""Assembled forms for tests: drawn without overlap from made-up items, with their real score tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cehrs_desktop.exam.form import draw_form
from cehrs_desktop.exam.items import Item
from cehrs_desktop.psychometrics.form_table import FixedForm
from cehrs_desktop.psychometrics.parameters import ParameterSet
from cehrs_desktop.psychometrics.scoring import difficulty
from cehrs_desktop.psychometrics.tables import form_table
from tests.building import PARAMETERS, full_blueprint

OTHER_PARAMETERS = replace(PARAMETERS, version="made-up-2")


def two_forms(bank: Iterable[Item], parameters: ParameterSet = PARAMETERS) -> tuple[FixedForm, ...]:
    """Forms "1" and "2" with no item in common."""
    left = {item.id: item for item in bank}
    made: list[FixedForm] = []
    for name in ("1", "2"):
        form = draw_form(left.values(), full_blueprint(), pack_id="pack-1", seed=name)
        scored = [left[slot.item_id] for slot in form.slots if slot.scored]
        rows = [(item.domain, difficulty((one.probability for one in item.ratings), parameters)) for item in scored]
        made.append(FixedForm(replace(form, id=name), form_table(rows, parameters)))
        for slot in form.slots:
            del left[slot.item_id]
    return tuple(made)
