"""Find distractors that behave like a key: the key may be wrong, or a second option may be right as well.

Every rule asks for size and for more than chance. What follows from a find is the business of `item_review`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cehrs_desktop.psychometrics.item_statistics import ItemStatistics, OptionStatistics

RIVAL_RPB, RIVAL_COUNT = 0.05, 5
"""A rival goes with high scores by more than this correlation, and at least so many persons chose it."""
_BETTER_T, _APART_T = 1.644854, 3.290527
_NEARNESS = 2.0


@dataclass(frozen=True, slots=True)
class Rival:
    """A distractor that behaves like a key. `better`: those who chose it did better on the rest than the key's."""

    option: OptionStatistics
    better: bool


@dataclass(frozen=True, slots=True)
class _Group:
    count: float
    mean: float
    variance: float


def rivals(item: ItemStatistics) -> tuple[Rival, ...]:
    """The distractors of an item that behave like a key, the strongest first; each was chosen by at least 5 persons.

    One is a rival when its corrected correlation is above .05, or, since two keys take persons from each other, when
    those who chose it lie at least twice as far above those who chose the other distractors as below those who chose
    the key, on the rest of the test, and Welch's t against the others is above 3.29 (.1 %, two-sided).

    `better` needs a mean above that of the key's persons by Welch's t of 1.645; where fewer than 5 persons chose the
    key, the correlation must be above twice its standard error instead.
    """
    keys = [option for option in item.options if option.key]
    if not keys:
        return ()
    key = max(keys, key=lambda option: option.count)
    distractors = [option for option in item.options if not option.key]
    found: list[Rival] = []
    for option in distractors:
        if option.count < RIVAL_COUNT or option.rpb is None:
            continue
        others = [other for other in distractors if other is not option]
        if option.rpb > RIVAL_RPB or _is_second_key(option, key, others):
            found.append(Rival(option, _is_better(option, key, item.n)))
    return tuple(sorted(found, key=lambda rival: -(rival.option.rpb or 0.0)))


def _is_better(option: OptionStatistics, key: OptionStatistics, persons: float) -> bool:
    if key.count < RIVAL_COUNT:
        return (option.rpb or 0.0) * math.sqrt(persons) > 2
    its, keyed = _together([option]), _together([key])
    return its is not None and keyed is not None and _is_apart(its, keyed, _BETTER_T)


def _is_second_key(option: OptionStatistics, key: OptionStatistics, others: Sequence[OptionStatistics]) -> bool:
    its, keyed, rest = _together([option]), _together([key]), _together(others)
    if its is None or keyed is None or rest is None:
        return False
    return its.mean - rest.mean >= _NEARNESS * (keyed.mean - its.mean) and _is_apart(its, rest, _APART_T)


def _together(options: Sequence[OptionStatistics]) -> _Group | None:
    """All who chose one of the options, on the rest of the test; `None` when they are fewer than 5."""
    chosen = [(o.count, o.mean_rest, o.sd_rest or 0.0) for o in options if o.mean_rest is not None]
    count = sum(n for n, _, _ in chosen)
    if count < RIVAL_COUNT:
        return None
    mean = sum(n * m for n, m, _ in chosen) / count
    squares = sum((n - 1) * sd * sd + n * (m - mean) ** 2 for n, m, sd in chosen)
    return _Group(count, mean, squares / (count - 1))


def _is_apart(upper: _Group, lower: _Group, t: float) -> bool:
    """Whether one mean is above the other by more than `t` standard errors of the difference (Welch 1947)."""
    error = math.sqrt(upper.variance / upper.count + lower.variance / lower.count)
    return upper.mean - lower.mean > t * error
