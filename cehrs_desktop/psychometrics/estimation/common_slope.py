"""Marginal likelihood with one slope for all items: the Rasch model, its one-parameter form, and MAP with priors.

logit P(right on item i) = s z + d_i, z standard normal. In the Rasch metric theta = s z, b_i = -d_i; with a
population of unit variance a = s, b_i = -d_i / s. Number right is sufficient on each form, so persons are pooled by
form and score.

With priors b_i ~ N(b0_i, tau_i^2) and the population N(mu, s^2), d_i = mu - b_i; mu is at its best value everywhere:
the prior-weighted mean of b0_i + d_i. The quadratic form that remains is the log prior used here (Mislevy 1986 gives
the general case).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation.design import Design
from cehrs_desktop.psychometrics.estimation.information import (
    form_by_form_is_cheaper,
    form_slices,
    lost_row_by_row,
    posteriors,
)
from cehrs_desktop.psychometrics.estimation.posterior import Rows, expect
from cehrs_desktop.psychometrics.estimation.quadrature import (
    Floats,
    Grid,
    grid_of_spacing,
    log_one_plus_exp,
    logistic,
    needed_spacing,
)

_INNER_STEPS = 3


@dataclass(frozen=True, slots=True)
class Priors:
    """Normal priors of difficulties: means and precisions 1 / tau^2 (0 where an item has none), one an item."""

    means: Floats
    precisions: Floats

    def mean_of_population(self, intercepts: Floats) -> float:
        """The mu at which the priors fit the intercepts best."""
        return float(self.precisions @ (self.means + intercepts) / self.precisions.sum())

    def gradient(self, intercepts: Floats) -> Floats:
        """Derivative of the log prior by the intercepts."""
        gap = self.means + intercepts - self.mean_of_population(intercepts)
        return -self.precisions * gap

    def log_density(self, intercepts: Floats) -> float:
        """The log prior up to a constant."""
        gap = self.means + intercepts - self.mean_of_population(intercepts)
        return -0.5 * float(self.precisions @ gap**2)


@dataclass(frozen=True, slots=True)
class CommonSlopePoint:
    """Parameters (d_1 ... d_n, s) and what the E step found: `mass` G x Q, `right` n x Q the probabilities."""

    parameters: Floats
    objective: float
    gradient: Floats
    grid: Grid
    loglik: float
    mass: Floats
    right: Floats
    sums: Floats


class CommonSlope:
    """The likelihood for one design."""

    def __init__(self, design: Design, priors: Priors | None = None) -> None:
        self._design = design
        self._priors = priors
        key = design.form * (len(design.columns) + 1) + design.raw.astype(np.intp)
        kept, self.pool = np.unique(key, return_inverse=True)
        self.form: NDArray[np.intp] = kept // (len(design.columns) + 1)
        self.raw: Floats = (kept % (len(design.columns) + 1)).astype(np.float64)
        self.weights: Floats = np.bincount(self.pool, weights=design.weights).astype(np.float64)

    def start(self) -> Floats:
        """From the shares right, with a little spread."""
        share = (self._design.totals + 0.5) / (self._design.counts + 1)
        return np.append(1.15 * np.log(share / (1 - share)), 0.8)

    def evaluate(self, parameters: Floats, grid: Grid) -> CommonSlopePoint:
        """The E step."""
        intercepts, slope = parameters[:-1], parameters[-1]
        logits = slope * grid.nodes + intercepts[:, None]
        right = logistic(logits)
        forms = self._design.forms
        sums = forms @ log_one_plus_exp(logits)
        found = expect(Rows(slope * self.raw, self.weights, self.form), sums, grid)
        loglik = found.loglik + float(intercepts @ self._design.totals)
        expected = forms @ right
        by_intercept = self._design.totals - np.einsum("iq,iq->i", forms.T @ found.mass, right)
        by_slope = (self.weights * self.raw) @ found.means - np.einsum("gq,gq,q->", found.mass, expected, grid.nodes)
        objective = loglik
        if self._priors:
            by_intercept = by_intercept + self._priors.gradient(intercepts)
            objective += self._priors.log_density(intercepts)
        gradient = np.append(by_intercept, by_slope)
        return CommonSlopePoint(parameters, objective, gradient, grid, loglik, found.mass, right, sums)

    def em(self, point: CommonSlopePoint) -> tuple[Floats, float]:
        """New intercepts for the expected counts (Bock and Aitkin 1981), then the population's mean and spread folded
        in (parameter expansion, Liu, Rubin and Wu 1998)."""
        intercepts, slope, grid = point.parameters[:-1], point.parameters[-1], point.grid
        mass = self._design.forms.T @ point.mass
        moved = intercepts.copy()
        precisions: Floats | float = 0.0
        target: Floats | float = 0.0
        if self._priors:
            precisions = self._priors.precisions
            target = self._priors.mean_of_population(intercepts) - self._priors.means
        right = point.right
        for _ in range(_INNER_STEPS):
            pull = self._design.totals - np.einsum("iq,iq->i", mass, right) - precisions * (moved - target)
            curvature = np.einsum("iq,iq,iq->i", mass, right, 1 - right) + precisions
            moved = moved + np.clip(pull / np.maximum(curvature, 1e-12), -1.5, 1.5)
            right = logistic(slope * grid.nodes + moved[:, None])
        population = point.mass.sum(axis=0) / point.mass.sum()
        mean = float(population @ grid.nodes)
        spread = float(np.sqrt(population @ grid.nodes**2 - mean**2))
        curvature = np.einsum("iq,iq,iq->i", mass, right, 1 - right) + precisions
        moved = moved + slope * mean
        new = np.append(moved, slope * spread)
        step = float(np.max(np.abs(moved - intercepts) * np.sqrt(curvature)))
        return new, max(step, abs(np.log(spread)) * np.sqrt(2 * self._design.persons))

    def information(self, point: CommonSlopePoint) -> Floats:
        """Observed information of (d, s), the log prior's part included."""
        wide = self.spacing(point.parameters, 1.0)
        if point.grid.spacing < 0.75 * wide:
            # Nodes one posterior standard deviation apart, not half a one: still exact to 1e-8, for half the work.
            point = self.evaluate(point.parameters, grid_of_spacing(wide))
        size = len(point.parameters)
        nodes = point.grid.nodes
        spread = (self._design.forms.T @ point.mass) * point.right * (1 - point.right)
        total = np.zeros((size, size))
        total[np.arange(size - 1), np.arange(size - 1)] = spread.sum(axis=1)
        total[-1, :-1] = total[:-1, -1] = spread @ nodes
        total[-1, -1] = np.sum(spread @ nodes**2)
        cheap = form_by_form_is_cheaper(self._design.forms, len(self.raw), size, len(nodes))
        total -= self._lost_by_form(point) if cheap else self._lost_by_row(point)
        if self._priors:
            weight = self._priors.precisions
            total[:-1, :-1] += np.diag(weight) - np.outer(weight, weight) / weight.sum()
        return total

    def _lost_by_form(self, point: CommonSlopePoint) -> Floats:
        size, slope, nodes = len(point.parameters), point.parameters[-1], point.grid.nodes
        lost = np.zeros((size, size))
        for number, part in enumerate(form_slices(self.form)):
            items = np.flatnonzero(self._design.forms[number])
            right = point.right[items]
            rows = Rows(slope * self.raw[part], self.weights[part], self.form[part] * 0)
            cross = np.zeros((len(nodes), len(nodes)))
            with_slope = np.zeros(len(nodes))
            slope_slope = 0.0
            expected = right.sum(axis=0)
            for block, posterior in posteriors(rows, point.sums[number : number + 1], point.grid):
                weights = rows.weights[block]
                cross += posterior.T @ (weights[:, None] * posterior)
                # score by the slope: z (raw - expected raw at z), less its posterior mean
                score = (self.raw[part][block][:, None] - expected) * nodes
                score -= np.einsum("rq,rq->r", score, posterior)[:, None]
                with_slope += weights @ (posterior * score)
                slope_slope += float(weights @ np.einsum("rq,rq,rq->r", posterior, score, score))
            kernel = np.diag(point.mass[number]) - cross
            lost[np.ix_(items, items)] += right @ kernel @ right.T
            lost[items, -1] -= right @ with_slope
            lost[-1, items] -= right @ with_slope
            lost[-1, -1] += slope_slope
        return lost

    def _lost_by_row(self, point: CommonSlopePoint) -> Floats:
        forms, nodes = self._design.forms, point.grid.nodes
        expected = forms @ point.right

        def deviations(part: slice, row: NDArray[np.intp], node: NDArray[np.intp], posterior: Floats) -> Floats:
            form = self.form[part]
            mean_right = posterior @ point.right.T
            score = (self.raw[part][:, None] - expected[form]) * nodes
            mean_score = np.einsum("rq,rq->r", score, posterior)
            by_item = forms[form[row]] * (mean_right[row] - point.right.T[node])
            return np.column_stack([by_item, score[row, node] - mean_score[row]])

        rows = Rows(point.parameters[-1] * self.raw, self.weights, self.form)
        return lost_row_by_row(rows, point.sums, point.grid, len(point.parameters), deviations)

    def spacing(self, parameters: Floats, share: float) -> float:
        """See `Model`."""
        return needed_spacing(np.full(len(parameters) - 1, parameters[-1]), parameters[:-1], share)

    def trouble(self, parameters: Floats) -> str:
        """A spread that runs off: answers that order the items perfectly."""
        if abs(parameters[-1]) > 20:
            return "The spread of the population runs off: nearly every person follows the order of the items."
        return ""
