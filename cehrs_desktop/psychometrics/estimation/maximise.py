"""Maximum of a marginal likelihood: expectation-maximisation to come near, Newton steps to arrive and to prove it.

Knows nothing of items. `converged` is said only where the observed information is positive definite and the Newton step
that is left is shorter than the tolerance in standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from cehrs_desktop.psychometrics.estimation.quadrature import Floats, Grid, grid_of_spacing

_NEAR = 0.25
"""EM hands over to Newton when no item moves more than this many complete-data standard errors in a step."""
_PATIENCE = 30
_HALVINGS = 30
_FAR = 0.5
"""So many standard errors a parameter away, the first Newton step's matrix does not serve for the next."""
_STILL = 0.01
"""A parameter that still moves by this share of itself has not arrived, however few standard errors it is."""


class Evaluated(Protocol):
    """A point: `objective` is the log-likelihood plus any log prior, `gradient` its derivative."""

    @property
    def parameters(self) -> Floats: ...
    @property
    def objective(self) -> float: ...
    @property
    def gradient(self) -> Floats: ...
    @property
    def grid(self) -> Grid: ...


Point = TypeVar("Point", bound=Evaluated)


class Model(Protocol[Point]):
    """A likelihood with an EM step."""

    def evaluate(self, parameters: Floats, grid: Grid) -> Point:
        """The E step at `parameters`."""
        ...

    def em(self, point: Point) -> tuple[Floats, float]:
        """The M step: new parameters, and the largest step of an item in complete-data standard errors."""
        ...

    def information(self, point: Point) -> Floats:
        """Minus the matrix of second derivatives of the objective."""
        ...

    def spacing(self, parameters: Floats, share: float) -> float:
        """Distance of nodes that is `share` of the narrowest posterior standard deviation."""
        ...

    def trouble(self, parameters: Floats) -> str:
        """What has run away, in words; empty where nothing has."""
        ...


@dataclass(frozen=True, slots=True)
class Maximum(Generic[Point]):
    """Where the search ended.

    `covariance` is the inverse of the observed information there, `None` where that is not positive definite; `left` is
    the Newton step that remains, in standard errors; `trouble` says why it did not converge. `objectives` are the
    values after each accepted step and never fall by more than rounding.
    """

    point: Point
    covariance: Floats | None
    converged: bool
    iterations: int
    left: float
    trouble: str
    objectives: tuple[float, ...]


def maximise(model: Model[Point], start: Floats, max_iterations: int, tolerance: float, share: float) -> Maximum[Point]:
    """Maximise from `start`. `share`: node spacing at the end, in narrowest posterior standard deviations."""
    search = _Search(model, start, share)
    search.expectation_maximisation(min(_PATIENCE, max_iterations))
    covariance: Floats | None = None
    taken_at = search.point
    while search.iterations < max_iterations and not search.trouble:
        if covariance is None or search.stale:
            covariance, taken_at = positive_inverse(model.information(search.point)), search.point
            search.stale = False
        if covariance is None:
            # Not yet on the hill's convex part: more EM.
            search.expectation_maximisation(min(_PATIENCE, max_iterations - search.iterations), near=0.0)
            continue
        if search.newton(covariance, tolerance):
            if not search.refine() and taken_at is search.point:
                break
            # Arrived on wider nodes or with an older matrix: prove it here and now.
            search.stale = True
    if taken_at is not search.point or covariance is None:
        search.refine()
        covariance = positive_inverse(model.information(search.point))
    left, still = np.inf, False
    if covariance is not None:
        left, still = step_left(search.point.parameters, search.point.gradient, covariance)
    trouble = search.trouble or model.trouble(search.point.parameters)
    converged = left < tolerance and still and not trouble
    if not converged and not trouble:
        trouble = (
            "The information at the end is not positive definite: the data do not determine every parameter."
            if covariance is None
            else stopped_short(search.iterations, left)
        )
    return Maximum(search.point, covariance, converged, search.iterations, left, trouble, tuple(search.objectives))


def step_left(parameters: Floats, gradient: Floats, covariance: Floats) -> tuple[float, bool]:
    """The Newton step in standard errors; and whether it also leaves every parameter where it is.

    The second matters where a parameter runs off to infinity: likelihood and information flatten there together, so
    that ever the same step becomes ever fewer standard errors.
    """
    step = covariance @ gradient
    still = bool(np.all(np.abs(step) <= _STILL * (1 + np.abs(parameters))))
    return float(np.sqrt(max(0.0, gradient @ step))), still


def stopped_short(iterations: int, left: float) -> str:
    """Words for a search that ran out of iterations."""
    times = "iteration" if iterations == 1 else "iterations"
    return f"Stopped after {iterations} {times}, {left:.2g} standard errors short of the maximum."


def positive_inverse(matrix: Floats) -> Floats | None:
    """The inverse of a symmetric matrix, or `None` where it is not (numerically) positive definite."""
    scale = np.sqrt(np.maximum(np.diagonal(matrix), 0.0))
    if not np.all(np.isfinite(matrix)) or np.any(scale <= 0):
        return None
    scaled = matrix / scale / scale[:, None]
    try:
        root = np.linalg.cholesky(scaled)
    except np.linalg.LinAlgError:
        return None
    # A pivot near nought: some combination of parameters is not determined, only rounded.
    if np.diagonal(root).min() < 1e-5:
        return None
    return np.linalg.inv(scaled) / scale / scale[:, None]


class _Search(Generic[Point]):
    """The place where the search stands."""

    def __init__(self, model: Model[Point], start: Floats, share: float) -> None:
        self.model = model
        self.share = share
        # Twice the final spacing on the way: still exact to 1e-8.
        self.point = model.evaluate(start, grid_of_spacing(model.spacing(start, 2 * share)))
        self.iterations = 0
        self.objectives = [self.point.objective]
        self.trouble = ""
        self.stale = False
        self._last_left = np.inf

    def refine(self) -> bool:
        """Evaluate again on the final nodes, unless they are so fine already."""
        needed = self.model.spacing(self.point.parameters, self.share)
        if self.point.grid.spacing <= 1.01 * needed:
            return False
        self.point = self.model.evaluate(self.point.parameters, grid_of_spacing(needed))
        return True

    def expectation_maximisation(self, most: int, near: float = _NEAR) -> None:
        for _ in range(most):
            proposed, step = self.model.em(self.point)
            self.iterations += 1
            if not self._move(proposed):
                return
            self.stale = True
            self.trouble = self.model.trouble(self.point.parameters)
            if self.trouble or step < near:
                return
            self._keep_up()

    def newton(self, covariance: Floats, tolerance: float) -> bool:
        """One Newton step with the given inverse information; true where none was needed any more."""
        step = covariance @ self.point.gradient
        left, still = step_left(self.point.parameters, self.point.gradient, covariance)
        if left < tolerance and still:
            return True
        self.iterations += 1
        # An older matrix will do as long as it brings the step down tenfold.
        far = _FAR * len(step) ** 0.5 if self._last_left == np.inf else max(0.1 * self._last_left, tolerance)
        self.stale = left > far
        self._last_left = left
        if not self._move(self.point.parameters + step):
            self.trouble = f"No step raises the likelihood any more, {left:.2g} standard errors short of the maximum."
        else:
            self.trouble = self.model.trouble(self.point.parameters)
            self._keep_up()
        return False

    def _keep_up(self) -> None:
        """Closer nodes on the way, where the items have become much steeper."""
        needed = self.model.spacing(self.point.parameters, 2 * self.share)
        if self.point.grid.spacing > 1.2 * needed:
            self.point = self.model.evaluate(self.point.parameters, grid_of_spacing(needed))

    def _move(self, proposed: Floats) -> bool:
        """Go there, or as far toward it as the objective does not fall."""
        here = self.point
        slack = 1e-12 * abs(here.objective) + 1e-10
        for _ in range(_HALVINGS):
            there = self.model.evaluate(proposed, here.grid)
            if there.objective >= here.objective - slack:
                self.point = there
                self.objectives.append(there.objective)
                return True
            proposed = 0.5 * (proposed + here.parameters)
        return False
