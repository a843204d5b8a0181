"""Item parameters as linking, conversion and the drift check take them, and the curves they stand for.

The three-parameter logistic model is known here so that parameters made elsewhere can be linked and converted;
nothing in this program estimates a lower asymptote. Reading parameters from a file is the business of `files`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ItemParameters:
    """Parameters of some items on one scale; every array has one entry an item.

    `a` discrimination, `b` difficulty (units of theta), `c` lower asymptote, 0 <= c < 1. `se_a` and `se_b` are
    standard errors, NaN where none is known. `persons` is the size of the sample behind them if it is known.
    `notes` say what was left out or taken for granted when they were read.
    """

    items: tuple[str, ...]
    a: Numbers
    b: Numbers
    c: Numbers
    se_a: Numbers
    se_b: Numbers
    persons: float | None = None
    notes: tuple[str, ...] = ()

    def only(self, items: Sequence[str]) -> ItemParameters:
        """The parameters of `items`, in that order. Raises `KeyError` for an item that is not here."""
        place = {item: index for index, item in enumerate(self.items)}
        index = np.array([place[item] for item in items], dtype=np.intp)
        return replace(
            self,
            items=tuple(items),
            a=self.a[index],
            b=self.b[index],
            c=self.c[index],
            se_a=self.se_a[index],
            se_b=self.se_b[index],
        )

    def linked(self, slope: float, intercept: float) -> ItemParameters:
        """The same items on the scale theta' = slope * theta + intercept: a / slope, slope * b + intercept, c as it is.

        The standard errors are stretched the same way; the error of the two constants is not added.
        """
        return replace(
            self,
            a=self.a / slope,
            b=slope * self.b + intercept,
            se_a=self.se_a / slope,
            se_b=slope * self.se_b,
        )


def item_parameters(items: Sequence[str], a: Numbers, b: Numbers, c: Numbers | None = None) -> ItemParameters:
    """Parameters without standard errors; `c` is 0 where it is not given."""
    unknown = np.full(len(items), np.nan)
    return ItemParameters(tuple(items), a, b, np.zeros(len(items)) if c is None else c, unknown, unknown)


def curves(theta: Numbers, items: ItemParameters, scaling: float = 1.0) -> tuple[Numbers, Numbers, Numbers]:
    """P(right) of every item at every `theta`, with its first and second derivative in theta; thetas x items each.

    P = c + (1 - c) / (1 + exp(-D a (theta - b))), D being `scaling` (Birnbaum 1968).
    """
    steepness = scaling * items.a
    # tanh does not overflow where exp would, far out on the scale
    share = 0.5 + 0.5 * np.tanh(0.5 * steepness * (theta[:, None] - items.b))
    rise = (1.0 - items.c) * steepness * share * (1.0 - share)
    return items.c + (1.0 - items.c) * share, rise, rise * steepness * (1.0 - 2.0 * share)
