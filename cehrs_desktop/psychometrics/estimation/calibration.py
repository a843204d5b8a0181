"""Calibrate items: from a table of responses to parameters with their errors, fit, and notes on what was left out.

The way into this package. Reads and prints nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation import estimates as ways
from cehrs_desktop.psychometrics.estimation.abilities import (
    Abilities,
    expected_a_posteriori,
    maximum_likelihood,
    scored,
    weighted_likelihood,
)
from cehrs_desktop.psychometrics.estimation.design import Design, EstimationError, prepare
from cehrs_desktop.psychometrics.estimation.estimates import Estimates, Search
from cehrs_desktop.psychometrics.estimation.fit import ItemFit, item_fit
from cehrs_desktop.psychometrics.estimation.free_slopes import STEEPEST
from cehrs_desktop.psychometrics.estimation.quadrature import Floats
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, RIGHT, Responses

MODELS = ("rasch", "1pl", "2pl")
METHODS = ("mml", "cml")
ABILITIES = ("eap", "mle", "wle")

_FEWEST_ITEMS = {"rasch": 2, "1pl": 2, "2pl": 3}
_MOST_RUNAWAYS = 0.1
_FEW, _FEW_FOR_TWO_PARAMETERS = 30, 500
_LISTED = 10
_IDENTIFICATION = {
    "rasch mml": "a = 1; population normal with mean 0, its sd estimated",
    "1pl mml": "one common a; population normal with mean 0 and sd 1",
    "2pl mml": "population normal with mean 0 and sd 1; most discriminations positive",
    "rasch map": "a = 1; the priors of b hold the origin; population normal, its mean and sd estimated",
    "rasch cml": "a = 1; mean of b = 0; population normal, its mean and sd estimated afterwards with b held",
}


@dataclass(frozen=True, slots=True)
class Calibration:
    """`estimates` and `fit` of the `items` (fit is `None` where an item has no finite b).

    `share` right and `counts` of persons are weighted, one an item; `persons` is the sum of weights. `left_out` pairs
    each item that was not estimated with the reason.
    """

    model: str
    method: str
    items: tuple[str, ...]
    estimates: Estimates
    fit: ItemFit | None
    share: Floats
    counts: Floats
    persons: float
    left_out: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    @property
    def identification(self) -> str:
        """What fixes origin and unit of the scale."""
        return _IDENTIFICATION[f"{self.model} {self.method}"]


def calibrate(
    responses: Responses,
    model: str,
    *,
    method: str = "mml",
    priors: Mapping[str, tuple[float, float]] | None = None,
    search: Search | None = None,
) -> Calibration:
    """Estimate the parameters of `model` (one of `MODELS`) by `method` (of `METHODS`; cml for rasch only).

    `priors`: item -> (b0, tau), for maximum a posteriori under rasch, `method` then is "map" in the result.
    Under 2pl a few items (a tenth at most) whose discrimination has no finite estimate are left out like items without
    variation: so it is with one that three persons of a thousand have wrong. Raises `EstimationError` where nothing can
    be estimated.
    """
    _check(model, method, priors)
    search = search or Search()
    made = _calibrated(responses, model, method, priors, search)
    most = max(1, int(_MOST_RUNAWAYS * len(made.items)))
    gone: list[tuple[str, str]] = []
    while len(gone) < most and len(made.items) > _FEWEST_ITEMS[model] and np.abs(made.estimates.a).max() > STEEPEST:
        steepest = made.items[int(np.argmax(np.abs(made.estimates.a)))]
        gone.append((steepest, "its discrimination runs off to infinity"))
        rest = _without(responses, {item for item, _ in gone})
        made = _calibrated(rest, model, method, priors, search)
    if not gone:
        return made
    note = f"Left out, since no finite discrimination fits them: {_listed([item for item, _ in gone])}."
    return replace(made, left_out=(*made.left_out, *gone), notes=(*made.notes, note))


def _without(responses: Responses, items: set[str]) -> Responses:
    keep = np.array([item not in items for item in responses.items])
    names = tuple(item for item in responses.items if item not in items)
    return replace(responses, items=names, scores=responses.scores[:, keep], choices=None)


def _calibrated(
    responses: Responses, model: str, method: str, priors: Mapping[str, tuple[float, float]] | None, search: Search
) -> Calibration:
    design = prepare(responses, keep_constant=priors is not None, conditional=method == "cml")
    names = tuple(responses.items[column] for column in _places(design.columns))
    if len(names) < _FEWEST_ITEMS[model]:
        raise EstimationError(
            f"The {model} model needs at least {_FEWEST_ITEMS[model]} items that some persons have right and others "
            f"wrong; there {'is' if len(names) == 1 else 'are'} {len(names)}."
        )
    if method == "cml":
        found = ways.rasch_conditional(design, search)
    elif priors is not None:
        method, found = "map", ways.rasch_with_priors(design, names, priors, search)
    elif model == "2pl":
        found = ways.two_parameter(design, names, search)
    else:
        found = (ways.rasch if model == "rasch" else ways.one_parameter)(design, search)
    return Calibration(
        model=model,
        method=method,
        items=names,
        estimates=found,
        fit=item_fit(design, found.a, -found.a * found.b) if np.all(np.isfinite(found.b)) else None,
        share=design.totals / np.maximum(design.counts, 1e-300),
        counts=design.counts,
        persons=design.persons,
        left_out=_left_out(responses, design),
        notes=(*responses.notes, *_notes(responses, design, names, model, method, found), *_prior_notes(names, priors)),
    )


def person_abilities(responses: Responses, found: Calibration, method: str) -> Abilities:
    """Abilities (`method` one of `ABILITIES`) of all rows of the table, from the items that were calibrated."""
    place = {item: column for column, item in enumerate(responses.items)}
    usable = np.flatnonzero(np.isfinite(found.estimates.b))
    columns = [place[found.items[int(at)]] for at in usable]
    slopes = found.estimates.a[usable]
    intercepts = -slopes * found.estimates.b[usable]
    given = responses.scores[:, columns] != NOT_GIVEN
    right = (responses.scores[:, columns] == RIGHT).view(np.uint8)
    packed, form = np.unique(np.packbits(given, axis=1), axis=0, return_inverse=True)
    forms = np.unpackbits(packed, axis=1, count=len(columns)).astype(np.float64)
    persons = scored(right, forms, form, slopes)
    if method == "mle":
        return maximum_likelihood(persons, slopes, intercepts)
    if method == "wle":
        return weighted_likelihood(persons, slopes, intercepts)
    return expected_a_posteriori(persons, slopes, intercepts, found.estimates.mean, found.estimates.sd)


def _check(model: str, method: str, priors: Mapping[str, tuple[float, float]] | None) -> None:
    if model not in MODELS or method not in METHODS:
        raise EstimationError(f"There is no model {model!r} by {method!r}.")
    if method == "cml" and model != "rasch":
        raise EstimationError("Conditional likelihood (cml) is for the rasch model only.")
    if priors is None:
        return
    if model != "rasch" or method != "mml":
        raise EstimationError("Priors are for the rasch model by mml only.")
    for item, (mean, sd) in priors.items():
        if not (np.isfinite(mean) and np.isfinite(sd) and sd > 0):
            raise EstimationError(f"The prior of {item!r} needs a finite b0 and a tau above 0.")


def _left_out(responses: Responses, design: Design) -> tuple[tuple[str, str], ...]:
    out = np.setdiff1d(np.arange(len(responses.items)), design.columns)
    reasons: list[tuple[str, str]] = []
    for column in _places(out):
        cells = responses.scores[responses.weights > 0, column]
        cells = cells[cells != NOT_GIVEN]
        right = cells == RIGHT
        reason = "does not vary among persons with some right and some wrong"
        if not len(cells):
            reason = "not given to anyone"
        elif right.all() or not right.any():
            reason = "all right" if right.all() else "all wrong"
        reasons.append((responses.items[column], reason))
    return tuple(reasons)


def _notes(
    responses: Responses, design: Design, names: tuple[str, ...], model: str, method: str, found: Estimates
) -> list[str]:
    notes: list[str] = []
    if found.trouble:
        notes.append(f"Not converged. {found.trouble} Do not use these estimates.")
    out = _left_out(responses, design)
    if out:
        notes.append(
            f"Left out, since without variation there is no finite difficulty: "
            f"{_listed([f'{item} ({reason})' for item, reason in out])}."
        )
    gone = int((responses.weights > 0).sum()) - len(design.rows)
    if gone:
        notes.append(f"Left out: {gone:,} {'row' if gone == 1 else 'rows'} without an answer to these items.")
    given = design.forms.sum(axis=1)[design.form]
    at_end = float(design.weights[(design.raw == 0) | (design.raw == given)].sum())
    if at_end:
        role = "say nothing about difficulties (cml)" if method == "cml" else "take part in the estimation"
        notes.append(
            f"Persons with all right or all wrong: {at_end:,.10g}. They {role}; an MLE ability they do not have."
        )
    if (found.a < 0).any():
        down = [names[int(at)] for at in np.flatnonzero(found.a < 0)]
        notes.append(f"Negative discrimination, the mark of a wrong key: {_listed(down)}.")
    spread = found.sd if model == "rasch" else float(np.abs(found.a).max())
    if spread < 0.05:
        notes.append("The items have next to nothing in common: abilities cannot be told apart.")
    if design.persons < _FEW:
        notes.append(f"Fewer than {_FEW} persons: do not act on these estimates.")
    elif model == "2pl" and design.persons < _FEW_FOR_TWO_PARAMETERS:
        notes.append(f"Fewer than {_FEW_FOR_TWO_PARAMETERS} persons: take discriminations as a hint only.")
    return notes


def _prior_notes(names: tuple[str, ...], priors: Mapping[str, tuple[float, float]] | None) -> list[str]:
    if priors is None:
        return []
    notes: list[str] = []
    if without := [name for name in names if name not in priors]:
        notes.append(f"Without a prior: {_listed(without)}.")
    if unused := [name for name in priors if name not in names]:
        notes.append(f"In the priors and not in the responses: {_listed(unused)}.")
    return notes


def _places(columns: NDArray[np.intp]) -> list[int]:
    return [int(column) for column in columns]


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_LISTED]) + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
