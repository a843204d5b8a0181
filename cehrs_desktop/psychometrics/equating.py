"""True-score conversion: the raw score on one form that stands for the same ability as a raw score on another.

Both forms' parameters must be on one scale; bringing them there is the business of `linking`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cehrs_desktop.psychometrics.item_parameters import ItemParameters, curves

_WIDEST = 1e6
"""Where the search for an ability gives up: a raw score that needs more is not told from the end of the curve."""


class ConversionImpossible(ValueError):
    """A form has no rising curve of expected scores; the words say which items are to blame."""


@dataclass(frozen=True, slots=True)
class ConvertedScore:
    """One raw score of the first form. `theta` is `None` where there is no finite ability: the ends and guessing."""

    raw: int
    theta: float | None
    converted: float


def true_score_conversion(
    source: ItemParameters, target: ItemParameters, scaling: float = 1.0
) -> tuple[ConvertedScore, ...]:
    """Every raw score of `source`, 0 to its number of items, as an expected raw score on `target`.

    raw -> the theta whose expected raw score on `source` it is -> expected raw score on `target`. Up to the sum of
    the asymptotes c no theta exists: there raw * sum(c of target) / sum(c of source) (Kolen 1981). All right becomes
    all right. Kolen and Brennan (2014, chapter 6). Raises `ConversionImpossible` when a discrimination is not
    positive, since then one raw score can have several abilities.
    """
    for name, form in (("from", source), ("to", target)):
        wrong = [item for item, a in zip(form.items, form.a, strict=True) if a <= 0]
        if wrong:
            raise ConversionImpossible(
                f"The discrimination a is not positive in the '{name}' form for {', '.join(wrong[:5])}"
                f"{' and others' if len(wrong) > 5 else ''}: the expected score would not rise with ability. Take such "
                "an item out of the file."
            )
    guessed, guessed_there = float(source.c.sum()), float(target.c.sum())
    converted: list[ConvertedScore] = []
    for raw in range(len(source.items) + 1):
        theta = _ability(raw, source, scaling) if guessed < raw < len(source.items) else None
        if raw == len(source.items):
            there = float(len(target.items))
        elif theta is not None:
            there = _expected(theta, target, scaling)[0]
        else:
            there = raw * guessed_there / guessed if guessed > 0 else 0.0
        converted.append(ConvertedScore(raw, theta, there))
    return tuple(converted)


def _expected(theta: float, form: ItemParameters, scaling: float) -> tuple[float, float]:
    """Expected raw score at `theta` and its slope."""
    value, rise, _ = curves(np.array([theta]), form, scaling)
    return float(value.sum()), float(rise.sum())


def _ability(raw: float, form: ItemParameters, scaling: float) -> float | None:
    """The theta whose expected raw score is `raw`: Newton's method kept inside a bracket that bisection narrows."""
    low, high = float(form.b.min()), float(form.b.max())
    reach = 1.0
    while _expected(low, form, scaling)[0] >= raw or _expected(high, form, scaling)[0] <= raw:
        if reach > _WIDEST:
            return None
        reach *= 2.0
        low, high = float(form.b.min()) - reach, float(form.b.max()) + reach
    theta = 0.5 * (low + high)
    for _ in range(200):
        value, slope = _expected(theta, form, scaling)
        low, high = (theta, high) if value < raw else (low, theta)
        step = (raw - value) / slope if slope > 0 else np.inf
        wanted = theta + step if low < theta + step < high else 0.5 * (low + high)
        if abs(wanted - theta) <= 1e-12 * (1.0 + abs(theta)):
            return wanted
        theta = wanted
    return theta
