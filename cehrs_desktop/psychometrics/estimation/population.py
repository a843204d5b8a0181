"""Mean and spread of a normal population when the difficulties are known (after conditional estimation)."""

from __future__ import annotations

import numpy as np

from cehrs_desktop.psychometrics.estimation.common_slope import CommonSlope
from cehrs_desktop.psychometrics.estimation.design import Design
from cehrs_desktop.psychometrics.estimation.posterior import Rows, expect
from cehrs_desktop.psychometrics.estimation.quadrature import (
    Floats,
    grid_of_spacing,
    log_one_plus_exp,
    needed_spacing,
)

_MOST, _CLOSE = 2000, 1e-7


def fit_population(design: Design, difficulties: Floats) -> tuple[float, float]:
    """Marginal maximum likelihood estimates (mean, standard deviation) under the Rasch model, by EM."""
    pooled = CommonSlope(design)
    mean, sd = 0.0, 1.0
    for _ in range(_MOST):
        intercepts = mean - difficulties
        grid = grid_of_spacing(needed_spacing(np.full(len(difficulties), sd), intercepts))
        sums = design.forms @ log_one_plus_exp(sd * grid.nodes + intercepts[:, None])
        found = expect(Rows(sd * pooled.raw, pooled.weights, pooled.form), sums, grid)
        shares = found.mass.sum(axis=0) / found.mass.sum()
        middle = float(shares @ grid.nodes)
        spread = float(np.sqrt(shares @ grid.nodes**2 - middle**2))
        mean, sd = mean + sd * middle, sd * spread
        if abs(middle) < _CLOSE and abs(spread - 1) < _CLOSE:
            break
    return mean, sd
