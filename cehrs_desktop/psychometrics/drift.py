"""Drift: which common items have changed their difficulty since they were last calibrated.

A new calibration is linked to the old one, each common item's displacement is judged by its size and against chance,
and items that moved leave the set of anchors one by one. Nothing is changed by this: what comes out is evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.item_parameters import ItemParameters, Numbers
from cehrs_desktop.psychometrics.linking import Link, LinkSettings, link

Test = Literal["z", "robust-z"]
TESTS: tuple[Test, ...] = ("z", "robust-z")

PRACTICAL, PRACTICAL_LARGE, LARGE_SAMPLE = 0.5, 0.3, 200
"""Displacements (logits) that matter: .5, and .3 from 200 persons (Wright and Douglas 1976; Draba 1977)."""
LEAST_PERSONS = 100
"""Below this all methods work badly (Alahmadi and others 2023): keep the ratings."""
MOST_DROPPED = 0.2
"""The largest share of the anchors that purification may drop; two always stay."""


@dataclass(frozen=True, slots=True)
class DriftRules:
    """An item is flagged when |displacement| >= `practical` and the `test` is at or beyond its limit, both at once.

    `z` needs standard errors; `robust-z` (Huynh and Meyer 2010) does not. For an item whose statistic does not exist
    the size of the displacement decides alone.
    """

    practical: float = PRACTICAL
    test: Test = "z"
    z: float = 1.96
    robust_z: float = 1.645


@dataclass(frozen=True, slots=True)
class ItemDrift:
    """One common item. Difficulties in logits, `b_linked` being `b_from` on the scale of the old calibration.

    `displacement` = b_linked - b_to: positive when the item became harder. `z` is `None` without standard errors,
    `robust_z` where half of the displacements are alike. `kept`: still an anchor of the final link.
    """

    item: str
    b_from: float
    b_to: float
    b_linked: float
    displacement: float
    z: float | None
    robust_z: float | None
    flagged: bool
    kept: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DriftReport:
    """`before` links with all common items, `after` with those that were kept. `rounds` counts the links made."""

    items: tuple[ItemDrift, ...]
    before: Link
    after: Link
    rounds: int
    most_dropped: int
    limit_reached: bool
    circular: bool


def practical_limit(persons: float | None) -> float:
    """The displacement that matters for a sample of `persons`; the wider one when the size is not known."""
    return PRACTICAL_LARGE if persons is not None and persons >= LARGE_SAMPLE else PRACTICAL


def robust_z(displacements: Numbers) -> Numbers:
    """(d - median) / (0.74 IQR), NaN throughout when the interquartile range is 0 (Huynh and Meyer 2010).

    0.74 times the interquartile range estimates the standard deviation of a normal distribution.
    """
    low, middle, high = np.quantile(displacements, (0.25, 0.5, 0.75))
    return (displacements - middle) / (0.74 * (high - low)) if high > low else np.full(len(displacements), np.nan)


def with_errors(source: ItemParameters, target: ItemParameters) -> NDArray[np.bool_]:
    """Which items have a standard error of b in both sets, so that their z exists."""
    return ~np.isnan(source.se_b + target.se_b) & (source.se_b + target.se_b > 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Round:
    """One link with the anchors it rests on, and every common item judged by it. `size` orders the flagged."""

    link: Link
    anchors: frozenset[int]
    displacement: Numbers
    z: Numbers
    robust: Numbers
    flagged: frozenset[int]
    size: Numbers


def drift(source: ItemParameters, target: ItemParameters, settings: LinkSettings, rules: DriftRules) -> DriftReport:
    """Judge the common items of a new calibration (`source`) against the old one (`target`), in the same order.

    Purification: link; drop the flagged anchor that stands out most; link again, until no anchor is flagged or a
    fifth of them is gone. One at a time, because an item that moved pulls the others the opposite way (Rasch
    Measurement Transactions 21:3); a dropped item that is no longer flagged comes back. Raises `LinkingImpossible`.
    """
    count = len(source.items)
    most_dropped = max(0, min(int(MOST_DROPPED * count + 1e-9), count - 2))
    everyone = frozenset(range(count))
    now = first = _judge(source, target, settings, rules, everyone)
    seen = {everyone}
    limit_reached = circular = False
    while True:
        back = (everyone - now.anchors) - now.flagged
        suspect = now.anchors & now.flagged
        if back:
            anchors = now.anchors | {min(back, key=lambda i: now.size[i])}
        elif not suspect:
            break
        elif count - len(now.anchors) >= most_dropped:
            limit_reached = True
            break
        else:
            anchors = now.anchors - {max(suspect, key=lambda i: now.size[i])}
        if anchors in seen:
            circular = True
            break
        seen.add(anchors)
        now = _judge(source, target, settings, rules, anchors)
    items = tuple(_item(source, target, rules, now, i) for i in range(count))
    return DriftReport(items, first.link, now.link, len(seen), most_dropped, limit_reached, circular)


def _judge(
    source: ItemParameters, target: ItemParameters, settings: LinkSettings, rules: DriftRules, anchors: frozenset[int]
) -> _Round:
    chosen = [source.items[i] for i in sorted(anchors)]
    found = link(source.only(chosen), target.only(chosen), settings)
    moved = source.linked(found.slope, found.intercept)
    displacement = moved.b - target.b
    spread = np.hypot(moved.se_b, target.se_b)
    z = np.divide(displacement, spread, out=np.full(len(spread), np.nan), where=spread > 0)
    robust = robust_z(displacement)
    statistic, limit = (z, rules.z) if rules.test == "z" else (robust, rules.robust_z)
    beyond = np.isnan(statistic) | (np.abs(statistic) >= limit)
    flagged = (np.abs(displacement) >= rules.practical) & beyond
    size = np.where(np.isnan(statistic), np.abs(displacement) / rules.practical, np.abs(statistic) / limit)
    return _Round(found, anchors, displacement, z, robust, frozenset(map(int, np.flatnonzero(flagged))), size)


def _item(source: ItemParameters, target: ItemParameters, rules: DriftRules, last: _Round, i: int) -> ItemDrift:
    displacement, z, robust = (float(one[i]) for one in (last.displacement, last.z, last.robust))
    reasons: list[str] = []
    if abs(displacement) >= rules.practical:
        reasons.append(f"|displacement| >= {rules.practical:g}")
    if abs(z) >= rules.z:
        reasons.append(f"|z| >= {rules.z:g}")
    if abs(robust) >= rules.robust_z:
        reasons.append(f"|robust z| >= {rules.robust_z:g}")
    return ItemDrift(
        item=source.items[i],
        b_from=float(source.b[i]),
        b_to=float(target.b[i]),
        b_linked=float(target.b[i]) + displacement,
        displacement=displacement,
        z=None if np.isnan(z) else z,
        robust_z=None if np.isnan(robust) else robust,
        flagged=i in last.flagged,
        kept=i in last.anchors,
        reasons=tuple(reasons),
    )
