"""How each domain goes over time, from items met for the first time; what repeating items brings is shown apart.

An item that was met before is answered better because it is known, not because the domain is: it never counts here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.past_runs import RunAnswers
from cehrs_desktop.study.shares import FIVE_LOOKS, Share, share_of

LEAST = 10
"""First-seen answers of a domain that make a point of the trend; smaller runs are joined with those after them."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A stretch of a domain's first-seen answers. `at_ms` is when its last run began (UTC ms); it has `runs` runs.

    `expected` is the share that somebody exactly at the pass line would get right of just these items, `None` where a
    difficulty is not known: a set of hard items stands lower without anybody having forgotten a thing.
    """

    at_ms: int
    runs: int
    share: Share
    expected: float | None


@dataclass(frozen=True, slots=True)
class DomainTrend:
    """One domain: its points, the oldest first, answers that do not make one yet, and all first-seen answers together.

    `change` is ``up``, ``down`` or ``none``: whether the answers of all points rise or fall; empty below two points.
    """

    domain: str
    points: tuple[TrendPoint, ...]
    waiting: int
    together: Share
    change: str


def trend(
    runs: Sequence[RunAnswers], domains: Sequence[str], expected: Callable[[str], float | None]
) -> tuple[DomainTrend, ...]:
    """The trend of each domain over runs in their order. `expected` is P(right) at the pass line of an item, by id.

    Only scored items that came onto the screen count.
    """
    return tuple(_domain(runs, domain, expected) for domain in domains)


def _domain(runs: Sequence[RunAnswers], domain: str, expected: Callable[[str], float | None]) -> DomainTrend:
    points: list[TrendPoint] = []
    stretch: list[Answer] = []
    pointed: list[list[Answer]] = []
    joined, together = 0, Share(0, 0)
    for run in runs:
        met = [answer for answer in first_seen(run.answers) if answer.domain == domain]
        if not met:
            continue
        stretch += met
        joined += 1
        if len(stretch) >= LEAST:
            share = share_of([one.right for one in stretch])
            points.append(TrendPoint(run.at_ms, joined, share, _expected(stretch, expected)))
            together += share
            pointed.append(stretch)
            stretch, joined = [], 0
    together += share_of([answer.right for answer in stretch])
    change = _change(pointed, expected) if len(points) > 1 else ""
    return DomainTrend(domain, tuple(points), len(stretch), together, change)


def _change(points: Sequence[Sequence[Answer]], expected: Callable[[str], float | None]) -> str:
    """Whether a domain's answers rise or fall over its points: the linear trend test in proportions (Cochran 1954,
    Armitage 1955), the answers of a point at the middle of their ranks. Of each answer what the item's difficulty lets
    expect is taken off, so that hard sets at the end do not look like forgetting."""
    chances = [[expected(answer.item_id) for answer in run] for run in points]
    all_known = all(chance is not None for run in chances for chance in run)
    count = sum(map(len, points))
    middle = (count - 1) / 2
    score = weight = begun = 0.0
    right = 0
    for run, known in zip(points, chances, strict=True):
        at = begun + (len(run) - 1) / 2 - middle
        begun += len(run)
        rights = sum(answer.right for answer in run)
        right += rights
        score += at * (rights - (sum(chance or 0.0 for chance in known) if all_known else 0.0))
        weight += at * at * len(run)
    # One right and one wrong more: where all were right there is doubt too.
    share = (right + 1) / (count + 2)
    reach = FIVE_LOOKS * math.sqrt(share * (1 - share) * weight)
    return "up" if score > reach else "down" if score < -reach else "none"


def first_seen(answers: Iterable[Answer]) -> list[Answer]:
    """The scored answers to items that were shown and had not been met before."""
    return [answer for answer in answers if answer.scored and answer.visits > 0 and not answer.seen_before]


def _expected(answers: Sequence[Answer], expected: Callable[[str], float | None]) -> float | None:
    chances = [expected(answer.item_id) for answer in answers]
    known = [chance for chance in chances if chance is not None]
    return sum(known) / len(known) if known and len(known) == len(chances) else None


@dataclass(frozen=True, slots=True)
class Repeats:
    """Items that were met at least twice: the share right at the first and at the latest meeting."""

    first: Share
    latest: Share


def repeats(answers: Iterable[Answer]) -> Repeats:
    """What meeting items again has brought; `answers` in their order. What never came onto the screen was not met."""
    met: dict[str, list[bool]] = {}
    for answer in answers:
        if answer.visits > 0:
            met.setdefault(answer.item_id, []).append(answer.right)
    again = [rights for rights in met.values() if len(rights) > 1]
    return Repeats(share_of([rights[0] for rights in again]), share_of([rights[-1] for rights in again]))
