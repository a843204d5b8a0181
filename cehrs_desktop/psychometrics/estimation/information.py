"""Observed information: complete-data information minus what the unseen abilities take away (Louis 1982).

The subtracted part is the sum over rows of the posterior covariance of the complete-data score. With few forms it is
worked out form by form through Q x Q matrices; with many (answers missing here and there) row by row over the nodes
that carry any weight. Both are exact up to the quadrature. No approximation by cross-products.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation.design import row_blocks
from cehrs_desktop.psychometrics.estimation.posterior import Rows, blocks
from cehrs_desktop.psychometrics.estimation.quadrature import Floats, Grid

_NEGLIGIBLE = 1e-11
_STACK_CELLS = 1 << 22


def form_by_form_is_cheaper(forms: Floats, rows: int, parameters: int, nodes: int) -> bool:
    """Compare multiplications of the two ways; about a quarter of the nodes count for a row."""
    widths = forms.sum(axis=1)
    by_form = float((nodes * widths * (widths + nodes)).sum()) + 2e6 * len(forms)
    return by_form < 0.25 * nodes * rows * float(parameters) ** 2


def posteriors(rows: Rows, sums: Floats, grid: Grid) -> Iterator[tuple[slice, Floats]]:
    """Blocks of rows: the slice, and posteriors that sum to 1 (r x Q)."""
    for part, joint, _ in blocks(rows, sums, grid):
        joint /= joint.sum(axis=1, keepdims=True)
        yield part, joint


def form_slices(form: NDArray[np.intp]) -> list[slice]:
    """The rows of each form; `form` ascends and has every number."""
    starts = np.flatnonzero(np.diff(form, prepend=-1))
    ends = np.append(starts[1:], len(form))
    return [slice(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]


def lost_row_by_row(
    rows: Rows,
    sums: Floats,
    grid: Grid,
    parameters: int,
    deviations: Callable[[slice, NDArray[np.intp], NDArray[np.intp], Floats], Floats],
) -> Floats:
    """Sum over rows of the posterior covariance of the score, parameters x parameters.

    `deviations(part, row, node, posterior)` gives, for pairs (row of the block, node), the score minus its posterior
    mean, pairs x parameters.
    """
    lost = np.zeros((parameters, parameters))
    for part, posterior in posteriors(rows, sums, grid):
        row, node = np.nonzero(posterior > _NEGLIGIBLE)
        scale = np.sqrt(rows.weights[part][row] * posterior[row, node])
        for piece in row_blocks(len(row), parameters, _STACK_CELLS):
            stack = deviations(part, row[piece], node[piece], posterior)
            stack *= scale[piece, None]
            lost += stack.T @ stack
    return lost
