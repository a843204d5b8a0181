"""Infit and outfit of items: mean squares of residuals (Wright and Masters 1982), about 1 where the model holds.

Residuals are taken at each person's maximum-likelihood ability; persons without a finite one are left out of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cehrs_desktop.psychometrics.estimation.abilities import Scored, maximum_likelihood, scored
from cehrs_desktop.psychometrics.estimation.common_slope import CommonSlope
from cehrs_desktop.psychometrics.estimation.design import Design, row_blocks
from cehrs_desktop.psychometrics.estimation.quadrature import Floats, logistic

_BLOCK_CELLS = 1 << 18
_LEAST_VARIANCE = 1e-15
"""What rounding leaves of p (1 - p) where p is 0 or 1."""


@dataclass(frozen=True, slots=True)
class ItemFit:
    """One value an item: mean squares, and both as standard normal deviates (Wilson and Hilferty's cube root).

    Infit weighs squared residuals by information, outfit does not. Not a number where no person counts.
    """

    infit: Floats
    outfit: Floats
    infit_z: Floats
    outfit_z: Floats


@dataclass(frozen=True, slots=True)
class _Cells:
    """R groups of persons of one ability by n items: weighted numbers right and given."""

    right: Floats
    given: Floats


def item_fit(design: Design, slopes: Floats, intercepts: Floats) -> ItemFit:
    """Fit of every item of the design. Persons are pooled by form and score where the slopes are all alike."""
    if len(slopes) and np.all(slopes == slopes[0]):
        return _pooled_fit(design, slopes, intercepts)
    persons = scored(design.right, design.forms, design.form, slopes)
    theta = maximum_likelihood(persons, slopes, intercepts).theta
    sums = np.zeros((6, len(slopes)))
    for part in row_blocks(len(theta), len(slopes), _BLOCK_CELLS):
        keep = np.flatnonzero(np.isfinite(theta[part])) + part.start
        weights = design.weights[keep, None]
        cells = _Cells(design.right[keep] * weights, design.forms[design.form[keep]] * weights)
        sums += _sums(cells, theta[keep], slopes, intercepts)
    return _from_sums(sums)


def _pooled_fit(design: Design, slopes: Floats, intercepts: Floats) -> ItemFit:
    model = CommonSlope(design)
    persons = Scored(slopes[0] * model.raw, design.forms, model.form)
    theta = maximum_likelihood(persons, slopes, intercepts).theta
    order = np.argsort(model.pool, kind="stable")
    starts = np.searchsorted(model.pool[order], np.arange(len(model.raw)))
    right = np.zeros((len(model.raw), len(slopes)))
    for piece in row_blocks(len(slopes), len(order)):
        counted = design.right[:, piece][order] * design.weights[order, None]
        right[:, piece] = np.add.reduceat(counted, starts, axis=0)
    keep = np.isfinite(theta)
    cells = _Cells(right[keep], (design.forms[model.form] * model.weights[:, None])[keep])
    return _from_sums(_sums(cells, theta[keep], slopes, intercepts))


def _sums(cells: _Cells, theta: Floats, slopes: Floats, intercepts: Floats) -> Floats:
    """Six sums an item: squared residuals, variances, squared standardised residuals, persons, and for the deviates the
    variances of squared residuals, plain and over squared variances (Wright and Masters 1982, table 5.4a)."""
    p = logistic(np.multiply.outer(theta, slopes) + intercepts)
    variance = np.maximum(p * (1 - p), _LEAST_VARIANCE)
    squared = cells.right * (1 - p) ** 2 + (cells.given - cells.right) * p**2
    fourth = variance * (1 - 3 * variance)
    return np.array(
        [
            squared.sum(axis=0),
            (cells.given * variance).sum(axis=0),
            (squared / variance).sum(axis=0),
            cells.given.sum(axis=0),
            (cells.given * (fourth - variance**2)).sum(axis=0),
            (cells.given * (fourth / variance**2 - 1)).sum(axis=0),
        ]
    )


def _from_sums(sums: Floats) -> ItemFit:
    squared, variance, standardised, persons, infit_spread, outfit_spread = sums
    counted = np.maximum(persons, 1e-300)
    infit = np.where(persons > 0, squared / np.maximum(variance, 1e-300), np.nan)
    outfit = np.where(persons > 0, standardised / counted, np.nan)
    q_infit = np.sqrt(np.maximum(infit_spread, 1e-300)) / np.maximum(variance, 1e-300)
    q_outfit = np.sqrt(np.maximum(outfit_spread, 1e-300)) / counted
    return ItemFit(infit, outfit, _deviate(infit, q_infit), _deviate(outfit, q_outfit))


def _deviate(mean_square: Floats, q: Floats) -> Floats:
    return (np.cbrt(mean_square) - 1) * 3 / q + q / 3
