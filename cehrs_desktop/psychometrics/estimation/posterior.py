"""The E step: every row's posterior over ability, and its sums.

Under a logistic model without guessing a row enters through one number, u = sum of the slopes of the items it has
right: log P(row | z) = u z + (sum of their intercepts) - S(z), S(z) = sum over the given items of log(1 +
exp(a z + d)). So no matrix of rows by items by nodes is ever needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation.design import row_blocks
from cehrs_desktop.psychometrics.estimation.quadrature import Floats, Grid

_BLOCK_CELLS = 1 << 17
"""Cells of one block of rows by nodes: about a megabyte, so that the passes over it stay in the cache."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What the E step needs of persons (or of persons pooled by form and score): R rows, sorted by form."""

    scores: Floats
    weights: Floats
    form: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Expected:
    """`loglik` without the intercepts' part; `mass` (G x Q): expected weight at each node; `means` (R): E(z | row)."""

    loglik: float
    mass: Floats
    means: Floats


def blocks(rows: Rows, sums: Floats, grid: Grid) -> Iterator[tuple[slice, Floats, Floats]]:
    """Blocks of rows: the slice, unnormalised posteriors (r x Q) with the largest at 1, and their log scale (r).

    `sums` is S(z) for each form, G x Q.
    """
    base = sums - grid.log_weights
    for part in row_blocks(len(rows.scores), len(grid.nodes), _BLOCK_CELLS):
        joint = np.multiply.outer(rows.scores[part], grid.nodes)
        joint -= base if len(base) == 1 else base[rows.form[part]]
        top = joint.max(axis=1)
        joint -= top[:, None]
        np.exp(joint, out=joint)
        yield part, joint, top


def expect(rows: Rows, sums: Floats, grid: Grid) -> Expected:
    """Marginal log-likelihood and expected counts; the work of one EM step."""
    loglik = 0.0
    mass = np.zeros_like(sums)
    means = np.empty(len(rows.scores))
    for part, joint, top in blocks(rows, sums, grid):
        total = joint.sum(axis=1)
        weights = rows.weights[part]
        loglik += float(weights @ (top + np.log(total)))
        means[part] = (joint @ grid.nodes) / total
        _add_by_form(mass, joint, weights / total, rows.form[part])
    return Expected(loglik, mass, means)


def _add_by_form(mass: Floats, joint: Floats, weights: Floats, form: NDArray[np.intp]) -> None:
    if len(mass) == 1:
        mass[0] += weights @ joint
        return
    starts = np.flatnonzero(np.diff(form, prepend=-1))
    mass[form[starts]] += np.add.reduceat(joint * weights[:, None], starts, axis=0)
