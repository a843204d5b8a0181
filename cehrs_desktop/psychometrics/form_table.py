"""All that scoring one form needs, worked out once when the form is assembled and stored with it.

Pure values and look-ups: the exam and its report read scores from here and never compute one. `tables` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cehrs_desktop.exam.form import Form, FormSlot


@dataclass(frozen=True, slots=True)
class Classification:
    """How well pass and fail are told apart on one form, over the assumed population (shares from 0 to 1).

    `accuracy`: the decision agrees with the true level; `consistency`: two equal forms give the same decision;
    `false_pass` and `false_fail` are shares of all candidates.
    """

    accuracy: float
    consistency: float
    kappa: float
    false_pass: float
    false_fail: float


@dataclass(frozen=True, slots=True)
class DomainTable:
    """One domain on one form: what its number right, with the total, says about the level in it.

    The augmented estimate of the true share (Haberman 2008, with the total; Wainer and others 2001) is
    ``mean + own * (share right - mean) + total * (total share right - total_mean)``, its standard error `error`.
    ``mean + on_total * (total share right - total_mean)`` is what the total alone leads one to expect.
    `prmse_own`, `prmse_total` and `prmse_both` are the proportional reductions of mean squared error by the domain's
    own score, by the total score alone, and by both.
    """

    domain: str
    count: int
    expected_at_cut: float
    mean: float
    total_mean: float
    own: float
    total: float
    on_total: float
    error: float
    prmse_own: float
    prmse_total: float
    prmse_both: float


@dataclass(frozen=True, slots=True)
class FormTable:
    """The scores of a form under one version of the parameters.

    `difficulties` are the Rasch difficulties (logits) of the scored items in form order. The tuples `theta`,
    `theta_csem` (logits), `scaled` and `csem` (points of the practice scale, unrounded) have one entry for each raw
    score from 0 to the number of scored items.
    `lee` is the classification by Lee (2010), the main one; `rudner` by Rudner (2001, 2005), the quick check.
    """

    parameters_version: str
    difficulties: tuple[float, ...]
    raw_cut: float
    theta: tuple[float, ...]
    theta_csem: tuple[float, ...]
    scaled: tuple[float, ...]
    csem: tuple[float, ...]
    reliability: float
    lee: Classification
    rudner: Classification
    domains: tuple[DomainTable, ...]
    domain_correlation: float

    @property
    def count(self) -> int:
        """Number of scored items."""
        return len(self.difficulties)


@dataclass(frozen=True, slots=True)
class FixedForm:
    """A form that was assembled once, with its table: the same for everybody who sits it."""

    form: Form
    table: FormTable


def table_to_plain(table: FormTable) -> dict[str, Any]:
    """The table as JSON values, every bit of its numbers kept."""
    return asdict(table)


def table_from_plain(plain: Mapping[str, Any]) -> FormTable:
    """The table of `table_to_plain`. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""

    def numbers(name: str) -> tuple[float, ...]:
        return tuple(float(value) for value in plain[name])

    table = FormTable(
        parameters_version=str(plain["parameters_version"]),
        difficulties=numbers("difficulties"),
        raw_cut=float(plain["raw_cut"]),
        theta=numbers("theta"),
        theta_csem=numbers("theta_csem"),
        scaled=numbers("scaled"),
        csem=numbers("csem"),
        reliability=float(plain["reliability"]),
        lee=Classification(**plain["lee"]),
        rudner=Classification(**plain["rudner"]),
        domains=tuple(DomainTable(**domain) for domain in plain["domains"]),
        domain_correlation=float(plain["domain_correlation"]),
    )
    if any(len(row) != table.count + 1 for row in (table.theta, table.theta_csem, table.scaled, table.csem)):
        raise ValueError("a row of the table has not one entry for each raw score")
    return table


def fixed_form_to_plain(fixed: FixedForm) -> dict[str, Any]:
    """The form and its table as JSON values."""
    return asdict(fixed)


def fixed_form_from_plain(plain: Mapping[str, Any], pack_id: str | None = None) -> FixedForm:
    """The form of `fixed_form_to_plain`, of the pack `pack_id` where that is given.

    Raises `AttributeError`, `KeyError`, `TypeError` or `ValueError` for anything else.
    """
    values: dict[str, Any] = dict(plain["form"])
    values["slots"] = tuple(_slot(slot) for slot in values["slots"])
    if pack_id is not None:
        values["pack_id"] = pack_id
    return FixedForm(Form(**values), table_from_plain(plain["table"]))


def _slot(plain: Mapping[str, Any]) -> FormSlot:
    values: dict[str, Any] = {**plain, "option_order": tuple(plain["option_order"])}
    return FormSlot(**values)
