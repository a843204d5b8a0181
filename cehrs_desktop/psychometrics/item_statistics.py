"""Classical statistics of a test and its items: difficulty, discrimination, distractors, omission, time.

Numbers only. What may be concluded from them, and from how many persons, is the business of `item_review`.

An omitted answer is wrong; an item that was not given (or not reached) does not exist for that person: its statistics
are of the persons to whom it was given, with their number right on the rest of the test. Statistics of the whole test
are of the persons who were given all of it (list-wise, as CTT and ltm do).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.discrimination import MarkStatistics, effective_weights, mark_statistics, upper_lower
from cehrs_desktop.psychometrics.internal_consistency import Consistency, consistency
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, OMITTED, RIGHT, Responses
from cehrs_desktop.psychometrics.weighted_moments import (
    Vector,
    correlation,
    correlation_interval,
    covariance,
    proportion_interval,
    quantile,
)

Z_95, Z_90 = 1.959964, 1.644854
LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class OptionStatistics:
    """One answer option of an item.

    `share` is of the persons to whom the item was given. `rpb` correlates having chosen it with the number right on
    the rest of the test; `mean_rest` and `sd_rest` are of those who chose it.
    """

    label: str
    key: bool
    count: float
    share: float
    rpb: float | None
    mean_rest: float | None
    sd_rest: float | None


@dataclass(frozen=True, slots=True)
class TimeStatistics:
    """Seconds spent on an item by the `n` persons whose time is known."""

    n: float
    median: float
    p10: float
    p90: float
    median_right: float | None
    median_wrong: float | None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One item. `n` persons were given it; `p` is the share right of them, `interval` Wilson's at 95 %.

    `rpb` is corrected (item against the rest), `rpb_total` is not, `rpb_interval` Fisher's at 90 %. `d27` is the
    share right in the upper less that in the lower 27 % by total score. `effective_weight` (Moodle) and `marks` are
    in per cent. `omitted` is a share of `n`, `not_reached` of all persons.
    """

    id: str
    n: float
    scored: bool
    p: float | None
    interval: tuple[float, float] | None
    rpb: float | None
    rpb_interval: tuple[float, float] | None
    rpb_total: float | None
    alpha_without: float | None
    d27: float | None
    marks: MarkStatistics
    effective_weight: float | None
    omitted: float
    omitted_count: float
    not_reached: float
    not_reached_count: float
    options: tuple[OptionStatistics, ...]
    time: TimeStatistics | None


@dataclass(frozen=True, slots=True)
class FormStatistics:
    """The whole test: `n` persons, what `whole` says of those who were given every scored item, and the items."""

    n: float
    whole: Consistency
    items: tuple[ItemStatistics, ...]


def form_statistics(
    responses: Responses,
    *,
    key: Mapping[str, str] | None = None,
    scored: Collection[str] | None = None,
    seconds: NDArray[np.float64] | None = None,
) -> FormStatistics:
    """Statistics of a test and of every item in it.

    `key` gives the right letters, for the distractor tables. `scored` are the items that make the total score (all,
    if it is not given); the others, pretest items, are held against that total. `seconds` are times, persons x
    items, NaN where unknown.
    """
    weights = responses.weights
    right = np.ascontiguousarray((responses.scores == RIGHT).T)
    given = responses.scores != NOT_GIVEN
    counts = np.array([scored is None or item in scored for item in responses.items])
    totals = right[counts].sum(axis=0).astype(np.float64)
    complete = given[:, counts].all(axis=1)
    whole = consistency(right[counts][:, complete], weights[complete])
    labels = _labels(responses, key)
    items = [
        _item(
            _Column(
                responses.items[at],
                bool(counts[at]),
                responses.scores[:, at],
                None if responses.choices is None else responses.choices[:, at],
                None if seconds is None else seconds[:, at],
                "" if key is None else key.get(responses.items[at], ""),
            ),
            totals,
            weights,
            labels,
        )
        for at in range(len(responses.items))
    ]
    without = iter(whole.without)
    shares = effective_weights([item.marks.covariance_with_total if item.scored else None for item in items])
    return FormStatistics(
        float(weights.sum()),
        whole,
        tuple(
            replace(item, effective_weight=share, alpha_without=next(without) if item.scored else None)
            for item, share in zip(items, shares, strict=True)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Column:
    id: str
    scored: bool
    scores: NDArray[np.int8]
    choices: NDArray[np.int8] | None
    seconds: NDArray[np.float64] | None
    key: str


@dataclass(frozen=True, slots=True)
class _Pooled:
    """The persons who were given an item, those who are alike in it put together: one entry for each kind."""

    marks: Vector
    rests: Vector
    choices: NDArray[np.int64]
    weights: Vector


def _pooled(column: _Column, given: NDArray[np.bool_], totals: Vector, weights: Vector) -> _Pooled:
    marks = (column.scores[given] == RIGHT).astype(np.int64)
    rests = totals[given].astype(np.int64) - (marks if column.scored else 0)
    choices = np.full(len(marks), -1) if column.choices is None else column.choices[given].astype(np.int64)
    levels = int(totals.max(initial=0.0)) + 1
    counts = np.bincount(((choices + 1) * 2 + marks) * levels + rests, weights=weights[given]).astype(np.float64)
    kinds = np.flatnonzero(counts)
    return _Pooled(
        (kinds // levels % 2).astype(np.float64),
        (kinds % levels).astype(np.float64),
        kinds // levels // 2 - 1,
        counts[kinds],
    )


def _item(column: _Column, all_totals: Vector, all_weights: Vector, labels: str) -> ItemStatistics:
    given = column.scores != NOT_GIVEN
    pooled = _pooled(column, given, all_totals, all_weights)
    marks, rests, weights = pooled.marks, pooled.rests, pooled.weights
    totals = rests + marks if column.scored else rests
    n, everyone = float(weights.sum()), float(all_weights.sum())
    moments = mark_statistics(marks, rests, weights)
    rpb = None if moments.discrimination is None else moments.discrimination / 100
    total_variance = covariance(totals, totals, weights)
    p = float(marks @ weights) / n if n else None
    omitted = float(all_weights[column.scores == OMITTED].sum())
    return ItemStatistics(
        id=column.id,
        n=n,
        scored=column.scored,
        p=p,
        interval=None if p is None else proportion_interval(p, n, Z_95),
        rpb=rpb,
        rpb_interval=correlation_interval(rpb, n, Z_90),
        rpb_total=correlation(covariance(marks, totals, weights), moments.variance, total_variance),
        alpha_without=None,
        d27=upper_lower(marks, totals, weights) if n else None,
        marks=moments,
        effective_weight=None,
        omitted=omitted / n if n else 0.0,
        omitted_count=omitted,
        not_reached=(everyone - n) / everyone,
        not_reached_count=everyone - n,
        options=_options(column, pooled, labels),
        time=_time(column, all_weights),
    )


def _labels(responses: Responses, key: Mapping[str, str] | None) -> str:
    """The letters of the distractor tables: A to the last one that anyone chose or that is right."""
    if responses.choices is None:
        return ""
    last = int(responses.choices.max(initial=0))
    if key is not None:
        last = max([last, *(LETTERS.index(letter) for item in responses.items for letter in key.get(item, ""))])
    return LETTERS[: last + 1]


def _options(column: _Column, pooled: _Pooled, labels: str) -> tuple[OptionStatistics, ...]:
    choices, rests, weights = pooled.choices, pooled.rests, pooled.weights
    if not (choices >= 0).any():
        return ()
    persons = float(weights.sum())
    rest_variance = covariance(rests, rests, weights)
    found: list[OptionStatistics] = []
    for number, label in enumerate(labels):
        chose = choices == number
        marks = chose.astype(np.float64)
        count = float(weights[chose].sum())
        spread = covariance(rests[chose], rests[chose], weights[chose]) if count else None
        found.append(
            OptionStatistics(
                label=label,
                key=label in column.key,
                count=count,
                share=count / persons,
                rpb=correlation(covariance(marks, rests, weights), covariance(marks, marks, weights), rest_variance),
                mean_rest=float(rests[chose] @ weights[chose]) / count if count else None,
                sd_rest=None if spread is None else math.sqrt(max(0.0, spread)),
            )
        )
    return tuple(found)


def _time(column: _Column, all_weights: Vector) -> TimeStatistics | None:
    if column.seconds is None:
        return None
    known = np.isfinite(column.seconds) & (column.scores != NOT_GIVEN)
    seconds, weights, right = column.seconds[known], all_weights[known], column.scores[known] == RIGHT
    if not len(seconds):
        return None
    return TimeStatistics(
        n=float(weights.sum()),
        median=quantile(seconds, weights, 0.5),
        p10=quantile(seconds, weights, 0.1),
        p90=quantile(seconds, weights, 0.9),
        median_right=quantile(seconds[right], weights[right], 0.5) if right.any() else None,
        median_wrong=quantile(seconds[~right], weights[~right], 0.5) if not right.all() else None,
    )
