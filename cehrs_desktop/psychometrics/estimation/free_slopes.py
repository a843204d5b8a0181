"""Marginal likelihood of the two-parameter logistic model: logit P(right on item i) = a_i z + d_i, z standard normal.

b_i = -d_i / a_i. Negative slopes are allowed: they are the mark of a wrong key.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation.design import Design, row_blocks
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
_DENSE_CELLS = 50_000_000
"""Up to this many cells the responses are held as floats, eight times their size; more are converted in blocks."""

STEEPEST = 20.0
"""A slope beyond this has run off to infinity (a Heywood case); real items stay below about 4."""


@dataclass(frozen=True, slots=True)
class FreeSlopesPoint:
    """Parameters (d_1 ... d_n, a_1 ... a_n) and what the E step found there."""

    parameters: Floats
    objective: float
    gradient: Floats
    grid: Grid
    loglik: float
    mass: Floats
    right: Floats
    sums: Floats
    means: Floats
    moments: Floats


class FreeSlopes:
    """The likelihood for one design."""

    def __init__(self, design: Design, names: tuple[str, ...]) -> None:
        self._design = design
        self._names = names
        self._answers = design.right.astype(np.float64) if design.right.size <= _DENSE_CELLS else design.right

    def start(self) -> Floats:
        """Slopes from item-rest correlations, intercepts from shares right, both as for a normal ogive."""
        design = self._design
        given = design.forms.sum(axis=1)[design.form]
        level = design.raw / given - design.weights @ (design.raw / given) / design.persons
        covariance = self._by_item(design.weights * level)
        share = design.totals / design.counts
        seen = design.forms.T @ np.bincount(design.form, weights=design.weights * level, minlength=len(design.forms))
        covariance = (covariance - share * seen) / design.counts
        spread = np.sqrt(max(1e-12, float(design.weights @ level**2) / design.persons))
        correlation = np.clip(covariance / (spread * np.sqrt(share * (1 - share))), -0.6, 0.6)
        slopes = np.clip(2.2 * correlation / np.sqrt(1 - correlation**2), -2.0, 2.5)
        middle = (design.totals + 0.5) / (design.counts + 1)
        return np.concatenate([np.log(middle / (1 - middle)) * np.sqrt(1 + 0.35 * slopes**2), slopes])

    def _scores(self, slopes: Floats) -> Floats:
        if self._answers.dtype == np.float64:
            return self._answers @ slopes
        parts = [self._block(part) @ slopes for part in row_blocks(*self._answers.shape)]
        return np.concatenate(parts)

    def _by_item(self, values: Floats) -> Floats:
        if self._answers.dtype == np.float64:
            return values @ self._answers
        total = np.zeros(self._answers.shape[1])
        for part in row_blocks(*self._answers.shape):
            total += values[part] @ self._block(part)
        return total

    def _block(self, part: slice) -> Floats:
        return self._answers[part].astype(np.float64, copy=False)

    def evaluate(self, parameters: Floats, grid: Grid) -> FreeSlopesPoint:
        """The E step."""
        intercepts, slopes = np.split(parameters, 2)
        logits = np.multiply.outer(slopes, grid.nodes) + intercepts[:, None]
        right = logistic(logits)
        forms = self._design.forms
        sums = forms @ log_one_plus_exp(logits)
        found = expect(Rows(self._scores(slopes), self._design.weights, self._design.form), sums, grid)
        moments = self._by_item(self._design.weights * found.means)
        loglik = found.loglik + float(intercepts @ self._design.totals)
        expected = (forms.T @ found.mass) * right
        gradient = np.concatenate([self._design.totals - expected.sum(axis=1), moments - expected @ grid.nodes])
        return FreeSlopesPoint(
            parameters, loglik, gradient, grid, loglik, found.mass, right, sums, found.means, moments
        )

    def em(self, point: FreeSlopesPoint) -> tuple[Floats, float]:
        """Logistic regressions on the expected counts, all items at once (Bock and Aitkin 1981), then the population's
        mean and spread folded in: parameter expansion (Liu, Rubin and Wu 1998), without which long tests crawl."""
        intercepts, slopes = np.split(point.parameters, 2)
        nodes = point.grid.nodes
        mass = self._design.forms.T @ point.mass
        new_intercepts, new_slopes, right = intercepts, slopes, point.right
        basis = np.column_stack([np.ones_like(nodes), nodes, nodes**2])
        h00 = h01 = h11 = np.ones_like(slopes)
        for _ in range(_INNER_STEPS):
            expected = mass * right
            g0 = self._design.totals - expected.sum(axis=1)
            g1 = point.moments - expected @ nodes
            h00, h01, h11 = np.moveaxis((expected * (1 - right)) @ basis, 1, 0)
            determinant = np.maximum(h00 * h11 - h01**2, 1e-12 * h00 * h11 + 1e-300)
            new_intercepts = new_intercepts + np.clip((h11 * g0 - h01 * g1) / determinant, -2.0, 2.0)
            new_slopes = new_slopes + np.clip((h00 * g1 - h01 * g0) / determinant, -1.0, 1.0)
            right = logistic(np.multiply.outer(new_slopes, nodes) + new_intercepts[:, None])
        population = point.mass.sum(axis=0) / point.mass.sum()
        mean = float(population @ nodes)
        spread = float(np.sqrt(population @ nodes**2 - mean**2))
        new_intercepts = new_intercepts + new_slopes * mean
        new_slopes = new_slopes * spread
        change0, change1 = new_intercepts - intercepts, new_slopes - slopes
        step = np.sqrt(np.maximum(0.0, h00 * change0**2 + 2 * h01 * change0 * change1 + h11 * change1**2))
        return np.concatenate([new_intercepts, new_slopes]), float(step.max())

    def information(self, point: FreeSlopesPoint) -> Floats:
        """Observed information of (d, a)."""
        wide = self.spacing(point.parameters, 1.0)
        if point.grid.spacing < 0.75 * wide:
            # Nodes one posterior standard deviation apart, not half a one: still exact to 1e-8, for half the work.
            point = self.evaluate(point.parameters, grid_of_spacing(wide))
        nodes = point.grid.nodes
        items = len(point.right)
        spread = (self._design.forms.T @ point.mass) * point.right * (1 - point.right)
        at = np.arange(items)
        total = np.zeros((2 * items, 2 * items))
        total[at, at] = spread.sum(axis=1)
        total[at, items + at] = total[items + at, at] = spread @ nodes
        total[items + at, items + at] = spread @ nodes**2
        cheap = form_by_form_is_cheaper(self._design.forms, len(self._design.rows), 2 * items, len(nodes))
        total -= self._lost_by_form(point) if cheap else self._lost_by_row(point)
        return total

    def _lost_by_form(self, point: FreeSlopesPoint) -> Floats:
        count, nodes = len(point.right), point.grid.nodes
        slopes = point.parameters[count:]
        all_scores = self._scores(slopes)
        lost = np.zeros((2 * count, 2 * count))
        for number, part in enumerate(form_slices(self._design.form)):
            items = np.flatnonzero(self._design.forms[number])
            rows = Rows(all_scores[part], self._design.weights[part], self._design.form[part] * 0)
            cross = np.zeros((len(nodes), len(nodes)))
            right_by_node = np.zeros((len(items), len(nodes)))
            variances = np.empty(len(rows.scores))
            answers = self._answers[part]
            answers = answers if len(items) == count else answers[:, items]
            for block, posterior in posteriors(rows, point.sums[number : number + 1], point.grid):
                weights = rows.weights[block]
                cross += posterior.T @ (weights[:, None] * posterior)
                off = nodes - (posterior @ nodes)[:, None]
                variances[block] = np.einsum("rq,rq,rq->r", posterior, off, off)
                posterior *= off
                posterior *= weights[:, None]
                right_by_node += answers[block].T @ posterior
            # the complete-data score is (x, z x) - (P(z), z P(z)); `curves` holds the second pair, Q columns
            curves = np.concatenate([point.right[items], point.right[items] * nodes])
            kernel = np.diag(point.mass[number]) - cross
            block_lost = curves @ kernel @ curves.T
            mixed = right_by_node @ curves.T
            here = len(items)
            block_lost[here:] -= mixed
            block_lost[:, here:] -= mixed.T
            root = np.sqrt(rows.weights * variances)
            for piece in row_blocks(len(answers), here):
                weighted = answers[piece] * root[piece, None]
                block_lost[here:, here:] += weighted.T @ weighted
            where = np.concatenate([items, count + items])
            lost[np.ix_(where, where)] += block_lost
        return lost

    def _lost_by_row(self, point: FreeSlopesPoint) -> Floats:
        forms, nodes = self._design.forms, point.grid.nodes
        count = len(point.right)
        sloped = point.right * nodes

        def deviations(part: slice, row: NDArray[np.intp], node: NDArray[np.intp], posterior: Floats) -> Floats:
            given = forms[self._design.form[part]][row]
            by_intercept = given * ((posterior @ point.right.T)[row] - point.right.T[node])
            off = nodes[node] - point.means[part][row]
            by_slope = given * ((posterior @ sloped.T)[row] - sloped.T[node])
            by_slope += self._block(part)[row] * off[:, None]
            return np.concatenate([by_intercept, by_slope], axis=1)

        rows = Rows(self._scores(point.parameters[count:]), self._design.weights, self._design.form)
        return lost_row_by_row(rows, point.sums, point.grid, 2 * count, deviations)

    def spacing(self, parameters: Floats, share: float) -> float:
        """See `Model`."""
        intercepts, slopes = np.split(parameters, 2)
        return needed_spacing(slopes, intercepts, share)

    def trouble(self, parameters: Floats) -> str:
        """Slopes that have run off."""
        slopes = np.split(parameters, 2)[1]
        worst = int(np.argmax(np.abs(slopes)))
        if abs(slopes[worst]) > STEEPEST:
            return f"The discrimination of {self._names[worst]} runs off to infinity; collect more answers."
        return ""
