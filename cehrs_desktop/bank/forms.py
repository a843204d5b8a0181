"""The forms that a pack ships: from the list that `cehrs form assemble` wrote to forms with their score tables.

The list is a source file like any other. It is judged anew against the bank at every build, by the checker that knows
nothing of the assembler.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from cehrs_desktop.bank.lint.findings import BLOCK, Finding, of_bank
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.form import Form, FormSlot
from cehrs_desktop.exam.items import Item
from cehrs_desktop.psychometrics.form_check import check_forms
from cehrs_desktop.psychometrics.form_check_bank import Bank, BankItem, DomainPlan
from cehrs_desktop.psychometrics.form_table import FixedForm, FormTable
from cehrs_desktop.psychometrics.parameters import ParameterSet

RULE = "F-01"
_DECIMALS = 9
"""Numbers of a table are rounded: the last bits of an exponential differ between platforms, and the same sources must
give the same pack."""


def form_findings(told: Any, items: Iterable[Item], blueprint: Blueprint, parameters: ParameterSet) -> list[Finding]:
    """What is wrong with the forms in `told`, the JSON value of a forms file."""
    if isinstance(told, dict):
        # Whatever the list was made for, what a pack ships shares no item.
        own = cast(dict[str, Any], told)
        settings = own.get("settings")
        if settings is None or isinstance(settings, dict):
            told = {**own, "settings": {**cast(dict[str, Any], settings or {}), "disjoint": True}}
    bank = bank_facts(((item, None, 1.0) for item in items), blueprint, parameters)
    again = "Assemble them again (docs/psychometrics.md), or build with --no-forms."
    return [
        of_bank(RULE, BLOCK, f"forms.json, form {found.form or '(all)'}: {found.words} {again}")
        for found in check_forms(told, bank)
    ]


def fixed_forms(told: Any, items: Mapping[str, Item], parameters: ParameterSet) -> tuple[FixedForm, ...]:
    """The forms in `told`, which `form_findings` found nothing wrong with, with their score tables.

    Each is called by its place and its id ("3-4F00A2"), so that people can say which and no two packs mean others.
    """
    return tuple(_fixed_form(number, form, told, items, parameters) for number, form in enumerate(told["forms"], 1))


def _fixed_form(
    number: int, plain: Mapping[str, Any], told: Mapping[str, Any], items: Mapping[str, Item], parameters: ParameterSet
) -> FixedForm:
    # Imported here: reading a pack must not bring numpy along, and it shares this package.
    from cehrs_desktop.psychometrics.tables import form_table

    slots = tuple(
        FormSlot(one["id"], items[one["id"]].version, one["domain"], one["role"] == "scored", tuple(one["options"]))
        for one in plain["items"]
    )
    form = Form(str(told["blueprint_version"]), "", str(plain["seed"]), slots, f"{number}-{plain['id']}")
    scored = [(one["domain"], float(one["b"])) for one in plain["items"] if one["role"] == "scored"]
    return FixedForm(form, _rounded(form_table(scored, parameters)))


def _rounded(table: FormTable) -> FormTable:
    def numbers(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(round(value, _DECIMALS) for value in values)

    def all_of(value: Any) -> Any:
        changed = {
            name: round(number, _DECIMALS)
            for name in value.__dataclass_fields__
            if isinstance(number := getattr(value, name), float)
        }
        return replace(value, **changed)

    return replace(
        all_of(table),
        difficulties=numbers(table.difficulties),
        theta=numbers(table.theta),
        theta_csem=numbers(table.theta_csem),
        scaled=numbers(table.scaled),
        csem=numbers(table.csem),
        lee=all_of(table.lee),
        rudner=all_of(table.rudner),
        domains=tuple(all_of(domain) for domain in table.domains),
    )


def bank_facts(
    rows: Iterable[tuple[Item, float | None, float]], blueprint: Blueprint, parameters: ParameterSet
) -> Bank:
    """What the checker is given of items with their difficulty (`None`: the item's own) and slope."""
    return Bank(
        items={item.id: _fact(item, b, a) for item, b, a in rows},
        plan=tuple(
            DomainPlan(domain.id, domain.scored, domain.pretest, {topic.id: topic.scored for topic in domain.topics})
            for domain in blueprint.domains
        ),
        theta_cut=parameters.theta_cut,
        shrink=parameters.shrink,
        center=parameters.center,
        blueprint_version=blueprint.version,
        parameters_version=parameters.version,
    )


def _fact(item: Item, b: float | None, a: float) -> BankItem:
    return BankItem(
        id=item.id,
        version=item.version,
        domain=item.domain,
        topic=item.topic,
        status=item.status,
        options=tuple(option.id for option in item.options),
        key=next((option.id for option in item.options if option.is_key), None),
        locked=item.lock_order,
        enemies=item.enemies,
        case=item.case,
        dated=item.review_by is not None,
        ratings=tuple(rating.probability for rating in item.ratings),
        b=item.calibrated_b if b is None else b,
        a=a,
    )
