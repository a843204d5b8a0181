"""The two classic five-item tables: sections 6 and 7 of the Law School Admission Test (Bock and Lieberman 1970).

Numbers of 1,000 persons with each pattern of right answers, in the order 00000, 00001 ... 11111. Section 6 is the data
set `LSAT` of the R package ltm and `LSAT6` of mirt; section 7 is `LSAT7` of mirt.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.responses import Responses

SECTION_6 = (
    *(3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15),
    *(10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298),
)
SECTION_7 = (
    *(12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28),
    *(7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7, 35, 18, 136, 32, 308),
)


def patterns() -> NDArray[np.int8]:
    return np.array([[number >> (4 - item) & 1 for item in range(5)] for number in range(32)], dtype=np.int8)


def law_school(counts: tuple[int, ...]) -> Responses:
    return table(patterns(), np.array(counts, dtype=np.float64))


def table(scores: NDArray[np.int8], weights: NDArray[np.float64] | None = None) -> Responses:
    """A table of scored responses with made-up names."""
    persons, items = scores.shape
    return Responses(
        tuple(f"p{person}" for person in range(persons)),
        tuple(f"i{item + 1}" for item in range(items)),
        scores.astype(np.int8),
        np.ones(persons) if weights is None else weights,
    )


def simulated(
    persons: int, items: int, seed: int, *, sigma: float = 0.0, center: float = 0.0
) -> tuple[Responses, NDArray[np.float64], NDArray[np.float64]]:
    """Logistic responses of N(0, 1) persons; the parameters a (lognormal) and b behind them."""
    draw = np.random.default_rng(seed)
    b = draw.normal(center, 1.0, items)
    a = draw.lognormal(0.0, sigma, items)
    p = 1 / (1 + np.exp(-a * (draw.normal(size=(persons, 1)) - b)))
    return table((draw.random((persons, items)) < p).astype(np.int8)), a, b
