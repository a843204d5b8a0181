"""Responses made ready for estimation: what was given, what was right, who shares a form, and what has to be left out.

Does no estimation. Omitted cells count as wrong; cells that were not given take no part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation.quadrature import Floats
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, RIGHT, Responses

BLOCK_CELLS = 1 << 22


class EstimationError(ValueError):
    """The responses cannot be calibrated; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Design:
    """N persons (rows of positive weight that answered something) by n items that vary, sorted by form.

    `rows` and `columns` are positions in the table it came from. `right` is uint8 N x n (0 where not given). A form is
    a distinct set of given items: `forms` is 0/1, G x n, and `form` (N) says which one each row has, ascending.
    `totals` and `counts` (n) are weighted numbers right and given; `raw` (N) is the number right.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    right: NDArray[np.uint8]
    weights: Floats
    forms: Floats
    form: NDArray[np.intp]
    totals: Floats
    counts: Floats
    raw: Floats

    @property
    def persons(self) -> float:
        """Sum of the weights."""
        return float(self.weights.sum())


def prepare(responses: Responses, *, keep_constant: bool = False, conditional: bool = False) -> Design:
    """Leave out rows without an answer and items that do not vary (unless `keep_constant`, for items with priors).

    `conditional`: items that do not vary among the persons who have some right and some wrong are left out too, since
    the others say nothing to conditional likelihood. Raises `EstimationError` where nothing is left.
    """
    given = responses.scores != NOT_GIVEN
    right = (responses.scores == RIGHT).view(np.uint8)
    rows = np.flatnonzero(responses.weights > 0)
    complete = bool(given.all())
    if len(rows) < len(given):
        given, right = given[rows], right[rows]
    weights = responses.weights[rows]
    columns = np.arange(len(responses.items))
    totals, counts = _sums(right, given, weights, complete)
    varies = (totals > 0) & (totals < counts) | keep_constant
    varying = np.flatnonzero((totals > 0) & (totals < counts))
    while not varies.all() or conditional:
        columns, given, right = columns[varies], given[:, varies], right[:, varies]
        totals, counts = _sums(right, given, weights, complete)
        if not conditional:
            break
        raw, answered = right.sum(axis=1, dtype=np.int64), given.sum(axis=1)
        inside = (raw > 0) & (raw < answered)
        inside_totals, inside_counts = _sums(right[inside], given[inside], weights[inside], complete)
        varies = (inside_totals > 0) & (inside_totals < inside_counts)
        if varies.all():
            break
    if not len(rows) or not len(columns):
        raise EstimationError(_why_nothing(responses, varying))
    forms, form = np.ones((1, len(columns))), np.zeros(len(rows), dtype=np.intp)
    if not complete:
        answered = given.any(axis=1)
        if not answered.all():
            rows, given, right = rows[answered], given[answered], right[answered]
        packed, form = np.unique(np.packbits(given, axis=1), axis=0, return_inverse=True)
        forms = np.unpackbits(packed, axis=1, count=len(columns)).astype(np.float64)
        order = np.argsort(form, kind="stable")
        rows, right, form = rows[order], right[order], form[order]
    raw = right.sum(axis=1, dtype=np.int64).astype(np.float64)
    return Design(rows, columns, right, responses.weights[rows], forms, form, totals, counts, raw)


def _why_nothing(responses: Responses, varying: NDArray[np.intp]) -> str:
    """Why no item is left; `varying` are the columns with both right and wrong answers, of all persons."""
    if not len(varying):
        return (
            "No item has both right and wrong answers, so there is nothing to estimate. "
            "Calibration needs several persons who do not all answer alike."
        )
    if len(varying) == 1:
        only = "There is one item" if len(responses.items) == 1 else "One item alone has both right and wrong answers"
        return (
            f"{only} ({responses.items[int(varying[0])]}), so there is nothing to estimate: conditional likelihood "
            "compares items, and needs at least two that vary."
        )
    return (
        "Among the persons with some items right and some wrong no item varies, and conditional likelihood learns from "
        "nobody else, so there is nothing to estimate. Calibrate with --method mml, or with more persons."
    )


def _sums(right: NDArray[np.uint8], given: NDArray[np.bool_], weights: Floats, complete: bool) -> tuple[Floats, Floats]:
    """Weighted numbers right and given of each item."""
    totals = right_totals(right, weights)
    counts = totals * 0 + float(weights.sum()) if complete else right_totals(given.view(np.uint8), weights)
    return totals, counts


def right_totals(right: NDArray[np.uint8], weights: Floats) -> Floats:
    """Weighted number right of each item, `weights` @ `right` without one large copy."""
    totals = np.zeros(right.shape[1])
    for block in row_blocks(len(right), right.shape[1]):
        totals += weights[block] @ right[block].astype(np.float64)
    return totals


def row_blocks(rows: int, width: int, cells: int = BLOCK_CELLS) -> list[slice]:
    """Slices of rows that hold about `cells` cells each."""
    step = max(1, cells // max(1, width))
    return [slice(start, min(rows, start + step)) for start in range(0, rows, step)]
