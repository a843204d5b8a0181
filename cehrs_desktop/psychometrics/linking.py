"""Linking: two sets of item parameters with items in common are brought to one scale.

Finds A and B of theta_to = A * theta_from + B by one of the four usual methods: mean/mean (Loyd and Hoover 1980),
mean/sigma (Marco 1977), Haebara (1980) and Stocking and Lord (1983), in the notation of Kolen and Brennan (2014,
chapter 6). Choosing which common items deserve trust is the business of `drift`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from cehrs_desktop.psychometrics.item_parameters import ItemParameters, Numbers, curves

Method = Literal["mean-mean", "mean-sigma", "haebara", "stocking-lord"]
Direction = Literal["forward", "backward", "both"]
METHODS: tuple[Method, ...] = ("mean-mean", "mean-sigma", "haebara", "stocking-lord")
DIRECTIONS: tuple[Direction, ...] = ("forward", "backward", "both")

_MOST_STEPS = 100
_SMALL_STEP = 1e-9
"""Newton's method doubles the right digits with each step: after one this small, nothing is left to gain."""
_SLOPE_LIMITS = 1e-3, 1e3
"""A slope outside comes from numbers that are no scale of one ability, or from a criterion without a minimum."""
_LEAST_SPREAD = 1e-9
"""Standard deviation of the difficulties that counts as 0."""
_FLAT = 1e-10
"""Least curvature of a minimum; curves that are level over all the points leave less and determine nothing."""


class LinkingImpossible(ValueError):
    """The common items do not determine the constants; the words say why and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Quadrature:
    """Points on the theta scale and their weights, on which the curves of the two sets are compared."""

    points: Numbers
    weights: Numbers


def quadrature(
    shape: Literal["uniform", "normal", "hermite"] = "uniform", count: int = 161, low: float = -4.0, high: float = 4.0
) -> Quadrature:
    """`count` points with weights.

    `uniform`: evenly spaced from `low` to `high`, all weighing 1; 161 points from -4 to 4 are the defaults of the
    R packages plink and SNSequate. `normal`: the same points weighing as the standard normal density. `hermite`:
    Gauss-Hermite points and weights of the standard normal, which need no range (equateIRT: 30 points).
    """
    if shape == "hermite":
        points, weights = np.polynomial.hermite_e.hermegauss(count)
        return Quadrature(points, weights / weights.sum())
    points = np.linspace(low, high, count)
    return Quadrature(points, np.ones(count) if shape == "uniform" else np.exp(-0.5 * points * points))


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How to link. The moment methods use nothing but `method` and `fixed_slope`.

    `fixed_slope`: A = 1, as between two Rasch calibrations. `forward` compares the curves on the scale of `to`
    (`on_to`), `backward` on the scale of `from` (`on_from`), `both` adds the two criteria up, which makes the link
    symmetric (Kim and Kolen 2007). `standardized` divides each criterion by the sum of its weights, Haebara's also by
    the number of items; this moves the constants only where the two sums differ and `both` is chosen.
    """

    method: Method = "stocking-lord"
    fixed_slope: bool = False
    scaling: float = 1.0
    direction: Direction = "forward"
    standardized: bool = True
    on_to: Quadrature = field(default_factory=quadrature)
    on_from: Quadrature = field(default_factory=quadrature)


@dataclass(frozen=True, slots=True)
class Link:
    """theta_to = slope * theta_from + intercept. The moment methods have no `criterion` and no steps."""

    slope: float
    intercept: float
    converged: bool = True
    steps: int = 0
    criterion: float | None = None


@dataclass(frozen=True, slots=True)
class CommonItems:
    """The items to link with, in the order of `from`, and those wanted that are not in both sets."""

    items: tuple[str, ...]
    missing_in_from: tuple[str, ...]
    missing_in_to: tuple[str, ...]


def common_items(source: ItemParameters, target: ItemParameters, wanted: Sequence[str] | None) -> CommonItems:
    """The items of `wanted` that are in both sets; without `wanted` all that are in both, and nothing is missing."""
    here, there = set(source.items), set(target.items)
    if wanted is None:
        return CommonItems(tuple(item for item in source.items if item in there), (), ())
    both = {item for item in wanted if item in here and item in there}
    return CommonItems(
        tuple(item for item in source.items if item in both),
        tuple(dict.fromkeys(item for item in wanted if item not in here)),
        tuple(dict.fromkeys(item for item in wanted if item not in there)),
    )


def link(
    source: ItemParameters,
    target: ItemParameters,
    settings: LinkSettings,
    starts: Sequence[tuple[float, float]] | None = None,
) -> Link:
    """The constants that bring `source` to the scale of `target`; both hold the common items, in the same order.

    `starts` are the constants from which the curve methods set out, the lowest minimum found being the answer; without
    it those of the moment methods. Raises `LinkingImpossible`.
    """
    if source.items != target.items:
        raise ValueError("the two sets must hold the same items in the same order")
    _check(source, target, settings)
    if settings.method in ("mean-mean", "mean-sigma"):
        slope, intercept = _moments(source, target, settings.method, settings.fixed_slope)
        if not _SLOPE_LIMITS[0] <= slope <= _SLOPE_LIMITS[1]:
            raise LinkingImpossible(
                f"{settings.method} gives the slope A = {slope:g}, which relates no two scales of one ability. Look at "
                "the parameters of the common items, or choose another method."
            )
        return Link(slope, intercept)
    found = [_minimum(source, target, settings, start) for start in starts or _starts(source, target, settings)]
    return min(found, key=lambda one: (not one.converged, one.criterion))


def _check(source: ItemParameters, target: ItemParameters, settings: LinkSettings) -> None:
    if len(source.items) < 2:
        held = f"only {source.items[0]!r} is" if source.items else "no item is"
        raise LinkingImpossible(f"Two common items at least are needed to link, and {held} in both sets.")
    for name, one in (("from", source), ("to", target)):
        wrong = [item for item, a in zip(one.items, one.a, strict=True) if a <= 0]
        if wrong:
            raise LinkingImpossible(
                f"The discrimination a is not positive in the '{name}' set for {', '.join(wrong[:5])}"
                f"{' and others' if len(wrong) > 5 else ''}: such an item cannot be an anchor (a wrong key is the "
                "usual cause). Leave it out of the common items."
            )
        if settings.method == "mean-sigma" and not settings.fixed_slope and one.b.std() < _LEAST_SPREAD:
            raise LinkingImpossible(
                f"The common items all have the same difficulty in the '{name}' set, so their standard deviation is 0 "
                "and mean-sigma has no slope. Choose another method or other common items."
            )


def _moments(source: ItemParameters, target: ItemParameters, method: str, fixed_slope: bool) -> tuple[float, float]:
    if fixed_slope:
        slope = 1.0
    elif method == "mean-mean":
        slope = float(source.a.mean() / target.a.mean())
    else:
        slope = float(target.b.std() / source.b.std())
    return slope, float(target.b.mean() - slope * source.b.mean())


def _starts(source: ItemParameters, target: ItemParameters, settings: LinkSettings) -> list[tuple[float, float]]:
    starts = [(1.0, float(target.b.mean() - source.b.mean()))]
    if not settings.fixed_slope:
        starts.append(_moments(source, target, "mean-mean", fixed_slope=False))
        if min(source.b.std(), target.b.std()) > _LEAST_SPREAD:
            starts.append(_moments(source, target, "mean-sigma", fixed_slope=False))
    return [start for start in starts if _SLOPE_LIMITS[0] <= start[0] <= _SLOPE_LIMITS[1]]


def _minimum(
    source: ItemParameters, target: ItemParameters, settings: LinkSettings, start: tuple[float, float]
) -> Link:
    """Newton's method with the exact second derivatives, made safe in three ways.

    The matrix is made positive definite, a step that does not lower the criterion is halved, and no step is longer
    than half the slope, so that the slope stays positive.
    """
    here = np.array([1.0 if settings.fixed_slope else start[0], start[1]])
    free = slice(1, 2) if settings.fixed_slope else slice(0, 2)
    value, gradient, hessian = _criterion(source, target, settings, here)
    steps = 0
    for steps in range(1, _MOST_STEPS + 1):
        step = np.zeros(2)
        step[free] = -_solve(hessian[free, free], gradient[free])
        step *= min(1.0, 0.5 * here[0] / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() <= _SMALL_STEP:
            here = here + step
            bowl = np.linalg.eigvalsh(hessian[free, free])[0] > _FLAT
            inside = _SLOPE_LIMITS[0] <= here[0] <= _SLOPE_LIMITS[1]
            return Link(float(here[0]), float(here[1]), bool(bowl and inside), steps, value)
        for _ in range(60):
            trial = _criterion(source, target, settings, here + step)
            # Next to the minimum the last digits of the criterion say nothing, and a Newton step is right.
            if trial[0] <= value * (1 + 1e-13):
                break
            step *= 0.5
        else:
            break
        here = here + step
        value, gradient, hessian = trial
    return Link(float(here[0]), float(here[1]), converged=False, steps=steps, criterion=value)


def _solve(hessian: Numbers, gradient: Numbers) -> Numbers:
    """hessian^-1 gradient, each eigenvalue replaced by its size, and by a small one where it is next to nothing."""
    values, vectors = np.linalg.eigh(hessian)
    sizes = np.maximum(np.abs(values), 1e-10 * np.abs(values).max() + 1e-300)
    return vectors @ ((vectors.T @ gradient) / sizes)


def _criterion(
    source: ItemParameters, target: ItemParameters, settings: LinkSettings, here: Numbers
) -> tuple[float, Numbers, Numbers]:
    """The criterion at (A, B) = `here`, its gradient (2) and its matrix of second derivatives (2 x 2)."""
    slope, intercept = float(here[0]), float(here[1])
    total: tuple[float, Numbers, Numbers] = 0.0, np.zeros(2), np.zeros((2, 2))
    if settings.direction != "backward":
        # The curve of a linked item at theta is the curve as it came at (theta - B) / A.
        at = (settings.on_to.points - intercept) / slope
        ones = np.ones_like(at)
        first = np.stack([-at / slope, -ones / slope])
        second = np.array([[2.0 * at / slope**2, ones / slope**2], [ones / slope**2, 0.0 * at]])
        part = _one_way(target, source, settings, settings.on_to, at, first, second)
        total = total[0] + part[0], total[1] + part[1], total[2] + part[2]
    if settings.direction != "forward":
        points = settings.on_from.points
        first = np.stack([points, np.ones_like(points)])
        second = np.zeros((2, 2, len(points)))
        part = _one_way(source, target, settings, settings.on_from, slope * points + intercept, first, second)
        total = total[0] + part[0], total[1] + part[1], total[2] + part[2]
    return total


def _one_way(
    still: ItemParameters,
    moving: ItemParameters,
    settings: LinkSettings,
    where: Quadrature,
    at: Numbers,
    first: Numbers,
    second: Numbers,
) -> tuple[float, Numbers, Numbers]:
    """Weighted squared differences between the curves of `still` at the points and of `moving` at `at`.

    `first` (2 x points) and `second` (2 x 2 x points) are the derivatives of `at` in A and B. Haebara squares the
    difference of each item, Stocking and Lord the difference of the sums.
    """
    fixed = curves(where.points, still, settings.scaling)[0]
    value, rise, bend = curves(at, moving, settings.scaling)
    if settings.method == "stocking-lord":
        fixed, value, rise, bend = (one.sum(axis=1, keepdims=True) for one in (fixed, value, rise, bend))
    weights = where.weights / (where.weights.sum() * fixed.shape[1]) if settings.standardized else where.weights
    away = fixed - value
    pull = weights * (away * rise).sum(axis=1)
    turn = weights * (rise * rise - away * bend).sum(axis=1)
    gradient = -2.0 * first @ pull
    hessian = 2.0 * ((first * turn) @ first.T - second @ pull)
    return float(weights @ (away * away).sum(axis=1)), gradient, hessian
