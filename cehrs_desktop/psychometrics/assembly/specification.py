"""What forms have to be: targets, bands, limits, and how far each topic may stray from its share.

Values only; `rules` turns them into a problem.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cehrs_desktop.psychometrics.assembly.pool import AT_CUT, ROLES, SHIFTS, Cell, Floats, Pool

CUT_BAND = 0.1
"""Expected raw points at the cut by which a form may differ from the target."""
BANDS = (math.inf, 0.5, CUT_BAND, 0.5, math.inf)
"""The same at each of `pool.SHIFTS`."""
STRICT_BANDS = (0.5, 0.2, CUT_BAND / 2, 0.2, 0.5)
"""What is tried first: forms that are alike far from the cut as well."""
INFORMATION_SHARE = 0.97
"""The least share of the target information at the cut."""
KEY_LEAST, KEY_MOST, KEY_OF = 28, 35, 125
"""Each of the four letters is the key this often on a form of that length (in proportion on another length)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds between the forms of one run and for single items.

    `disjoint`: no item on two forms. Otherwise `max_overlap` items shared by any two forms and `max_use` forms for
    one item, `None` for no limit. `avoid_dated`: no item whose facts have a review date.
    """

    disjoint: bool = False
    max_overlap: int | None = None
    max_use: int | None = None
    avoid_dated: bool = False

    @property
    def uses(self) -> float:
        """On how many forms one item may stand."""
        return 1 if self.disjoint else math.inf if self.max_use is None else self.max_use


@dataclass(frozen=True, slots=True)
class Target:
    """What every form should come to: the whole pool in blueprint proportion, or that as seen a little above or below.

    `right`: expected raw score at each of `pool.SHIFTS`; `information`: Fisher information at the cut. The whole
    pool's, whatever was used or is avoided, so that forms assembled at different times have the same raw cut.
    """

    right: tuple[float, ...]
    information: float


def targets(pool: Pool) -> tuple[Target, Target]:
    """What to aim at, the wish first. Every cell with a count must have members.

    The last is the pool in blueprint proportion. The wish moves that along the ability until its raw cut lies in the
    middle between two whole scores: within the band all forms then have the same lowest passing raw score.
    """
    proportional = _seen_from(pool, 0.0)
    middle = math.floor(proportional.right[AT_CUT]) + 0.5
    low, high = -2.0, 2.0
    for _ in range(50):
        shift = (low + high) / 2
        if _seen_from(pool, shift).right[AT_CUT] < middle:
            low = shift
        else:
            high = shift
    return _seen_from(pool, (low + high) / 2), proportional


def _seen_from(pool: Pool, shift: float) -> Target:
    """The pool in blueprint proportion, all abilities moved by `shift` logits."""
    # With tanh, as odds are infinite where P(right) rounds to 1.
    right = 0.5 + 0.5 * np.tanh(0.5 * pool.a * (pool.theta_cut + np.array(SHIFTS) + shift - pool.b))
    cells = [cell for cell in pool.cells if cell.role == ROLES[0] and cell.count]
    return Target(
        tuple(sum(cell.count * float(right[cell.members, n].mean()) for cell in cells) for n in range(len(SHIFTS))),
        sum(cell.count * float(pool.information[cell.members].mean()) for cell in cells),
    )


def key_limits(length: int) -> tuple[int, int]:
    """How often each of four letters must and may be the key on a form of `length` items."""
    return math.floor(length * KEY_LEAST / KEY_OF), math.ceil(length * KEY_MOST / KEY_OF)


@dataclass(frozen=True, slots=True)
class TopicLimits:
    """How many items of each topic a form may have in one cell."""

    low: Mapping[str, int]
    high: Mapping[str, int]


def topic_limits(cell: Cell, stock: Mapping[str, float], forms: int) -> TopicLimits:
    """One item around the rounded share, less or more only where the stock for all forms makes that impossible.

    `stock`: how often items of each topic can still be used.
    """
    low = {
        topic: int(min(max(0, math.floor(share + 1e-9) - 1), stock.get(topic, 0.0) // forms))
        for topic, share in cell.shares.items()
    }
    high = {topic: math.ceil(share - 1e-9) + 1 for topic, share in cell.shares.items()}
    while cell.count > sum(min(stock.get(topic, 0.0), forms * most) for topic, most in high.items()) / forms:
        if all(forms * most >= stock.get(topic, 0.0) for topic, most in high.items()):
            break
        high = {topic: most + 1 for topic, most in high.items()}
    return TopicLimits(low, high)


def quotas(cell: Cell, limits: TopicLimits, stock: Mapping[str, float], forms: int) -> dict[str, tuple[int, int]]:
    """The topics' fair part for the next of `forms` forms, rounded down and up, so that no topic runs dry.

    A topic gives its share, or an equal part of what is left of it when that is less; what is then lacking comes
    from the topics with stock to spare, in proportion to what they can spare.
    """
    part = {topic: min(share, stock.get(topic, 0.0) / forms) for topic, share in cell.shares.items()}
    spare = {topic: min(stock.get(topic, 0.0) / forms, limits.high[topic]) - part[topic] for topic in part}
    total = sum(spare.values())
    lacking = cell.count - sum(part.values())
    if lacking > 1e-9 and total > 0:
        part = {topic: part[topic] + spare[topic] * min(1.0, lacking / total) for topic in part}
    return {
        topic: (
            max(limits.low[topic], math.floor(value + 1e-9)),
            max(limits.low[topic], min(limits.high[topic], math.ceil(value - 1e-9))),
        )
        for topic, value in part.items()
    }


def stock_by_topic(pool: Pool, cell: Cell, available: Floats) -> dict[str, float]:
    """How often items of each topic in a cell can still be used (infinite without a limit)."""
    topics = pool.topic[cell.members]
    return {topic: float(available[cell.members[topics == topic]].sum()) for topic in cell.shares}
