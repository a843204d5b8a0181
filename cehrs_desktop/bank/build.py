"""From source files to a pack: read, check, rate, write."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cehrs_desktop.bank.difficulties import with_difficulties
from cehrs_desktop.bank.forms import fixed_forms, form_findings
from cehrs_desktop.bank.lint.findings import BLOCK, Finding, of_bank
from cehrs_desktop.bank.lint.runner import blocking_a_build
from cehrs_desktop.bank.lint.subject import read_sources
from cehrs_desktop.bank.pack import DRAWN, write_pack
from cehrs_desktop.bank.source import to_items
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.errors import FormImpossible
from cehrs_desktop.exam.exhibits import exhibit_to_plain
from cehrs_desktop.exam.form import draw_form
from cehrs_desktop.exam.items import Item
from cehrs_desktop.psychometrics.parameters import RATING_SHRINK, THETA_CUT, ParameterSet
from cehrs_desktop.psychometrics.scoring import item_difficulty, rated_logit

PARAMETER_VERSION = "ratings-1"


class BankRejected(Exception):
    """The bank has findings that block a build. `findings` are those."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Bank:
    """All source files, read: items in the order of their ids, blueprint, and what stops a build."""

    items: tuple[Item, ...]
    blueprint: Blueprint
    findings: tuple[Finding, ...]


def read_bank(folder: Path) -> Bank:
    """Read and check the item bank in `folder`.

    Raises `SourceError` for files that cannot be read, `BankRejected` where an item points to what is not there.
    """
    sources = read_sources(folder)
    findings = blocking_a_build(sources)
    try:
        items = [item for located in sources.topics for item in to_items(located.value, sources.cards)]
    except KeyError:
        raise BankRejected(findings) from None
    ordered = sorted(items, key=lambda item: item.id)
    return Bank(with_difficulties(ordered, folder), sources.blueprint, findings)


def build_pack(folder: Path, target: Path, forms: Any = None) -> str:
    """Compile the bank in `folder` into the pack `target`, with the forms of a forms file's JSON value, if any.

    Returns the pack's id. Raises `BankRejected`.
    """
    bank = read_bank(folder)
    if bank.findings:
        raise BankRejected(bank.findings)
    kept = tuple(item for item in bank.items if item.status != "draft")
    try:
        parameters = parameters_for(kept, bank.blueprint)
    except FormImpossible as error:
        raise BankRejected((of_bank("K-04", BLOCK, f"no form can be drawn: {error}"),)) from error
    if forms is None:
        return write_pack(target, kept, bank.blueprint, parameters)
    findings = form_findings(forms, kept, bank.blueprint, parameters)
    if findings:
        raise BankRejected(tuple(findings))
    fixed = fixed_forms(forms, {item.id: item for item in kept}, parameters)
    return write_pack(target, kept, bank.blueprint, parameters, fixed)


def parameters_for(items: tuple[Item, ...], blueprint: Blueprint) -> ParameterSet:
    """Scoring parameters from the ratings: their mean logit, and a reference form in blueprint proportion."""
    # A retired item is never shown and need not be rated. Rounded, because the last bits of a logarithm differ
    # between platforms and the same sources must give the same pack.
    logits = [rated_logit(rating.probability for rating in item.ratings) for item in items if item.status in DRAWN]
    bare = ParameterSet(PARAMETER_VERSION, THETA_CUT, RATING_SHRINK, round(sum(logits) / len(logits), 9), ())
    form = draw_form(items, blueprint, pack_id="reference", seed="reference")
    by_id = {item.id: item for item in items}
    # By domain, as the blueprint has them: practice sets of single domains are scored on their part of it.
    places = {domain.id: place for place, domain in enumerate(blueprint.domains)}
    scored = sorted((slot for slot in form.slots if slot.scored), key=lambda slot: places[slot.domain])
    reference = tuple(round(item_difficulty(by_id[slot.item_id], bare), 9) for slot in scored)
    # The version names its content: a form keeps its scores only as long as these numbers are the same.
    calibrated = sorted((item.id, item.calibrated_b) for item in items if item.calibrated_b is not None)
    content = hashlib.sha256(repr((bare, reference, calibrated)).encode()).hexdigest()[:6]
    return ParameterSet(f"{bare.version}.{content}", bare.theta_cut, bare.shrink, bare.center, reference)


def bank_stats(items: tuple[Item, ...]) -> dict[str, Any]:
    """Counts of the bank: ``{"items", "by_domain", "by_topic", "by_level", "by_status"}``."""
    return {
        "items": len(items),
        "by_domain": _counted(item.domain for item in items),
        "by_topic": _counted(item.topic for item in items),
        "by_level": _counted(item.level for item in items),
        "by_status": _counted(item.status for item in items),
    }


def _counted(values: Any) -> dict[str, int]:
    return dict(sorted(Counter[str](values).items(), key=lambda pair: [part.zfill(3) for part in pair[0].split(".")]))


def exported_item(item: Item) -> dict[str, Any]:
    """One item as `cehrs bank export` writes it."""
    return {
        "id": item.id,
        "version": item.version,
        "domain": item.domain,
        "topic": item.topic,
        "subtopic": item.subtopic,
        "level": item.level,
        "status": item.status,
        "stem": item.stem,
        "options": [{"text": o.text, "key": o.is_key, "rationale": o.rationale} for o in item.options],
        "lock_order": item.lock_order,
        "references": [{"authority": r.authority, "section": r.section, "url": r.url} for r in item.references],
        "exhibit": exhibit_to_plain(item.exhibit) if item.exhibit else None,
        "enemies": list(item.enemies),
        "case": item.case,
        "ratings": [{"reader": r.reader, "probability": r.probability} for r in item.ratings],
        "calibrated_b": item.calibrated_b,
        "volatility": item.volatility,
        "verified_on": item.verified_on,
        "valid_as_of": item.valid_as_of,
        "review_by": item.review_by,
    }
