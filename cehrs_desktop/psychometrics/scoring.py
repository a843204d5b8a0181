"""From ratings and right answers to a practice score between 200 and 500, with its doubt.

The Rasch model; number-correct is sufficient, so one raw score on one form gives one practice score. The pass
line sits at 390 by construction. Nothing here claims to be NHA's own conversion, which is not published.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

# Only named here: the first page needs the ends of the scale long before there is an exam.
if TYPE_CHECKING:
    from cehrs_desktop.exam.items import Item
    from cehrs_desktop.psychometrics.form_table import Classification, DomainTable, FormTable
    from cehrs_desktop.psychometrics.parameters import ParameterSet

LOWEST, PASS_LINE, HIGHEST = 200, 390, 500
_RATING_FLOOR, _RATING_CEILING = 0.05, 0.98
_TOLERANCE = 1e-9


def logit(probability: float) -> float:
    """log(p / (1 - p)); `probability` strictly between 0 and 1."""
    return math.log(probability / (1 - probability))


def rated_logit(ratings: Iterable[float]) -> float:
    """Logit of the mean rating of an item, the mean clipped to [.05, .98]."""
    values = list(ratings)
    mean = sum(values) / len(values)
    return logit(min(_RATING_CEILING, max(_RATING_FLOOR, mean)))


def difficulty(ratings: Iterable[float], parameters: ParameterSet) -> float:
    """Rasch difficulty in logits from readers' ratings, shrunk toward the bank's mean logit.

    b = theta_cut - (r * logit(mean rating) + (1 - r) * center), so that the sum of P(right) at the cut is about
    the Angoff raw cut.
    """
    pulled = parameters.shrink * rated_logit(ratings) + (1 - parameters.shrink) * parameters.center
    return parameters.theta_cut - pulled


def item_difficulty(item: Item, parameters: ParameterSet) -> float:
    """The difficulty that an item is scored with: from responses where that was accepted, else from its ratings."""
    if item.calibrated_b is not None:
        return item.calibrated_b
    return difficulty((rating.probability for rating in item.ratings), parameters)


def right_probability(theta: float, b: float) -> float:
    """Rasch: P(right) = 1 / (1 + exp(b - theta))."""
    return 1.0 / (1.0 + math.exp(b - theta))


def expected_raw(theta: float, difficulties: Sequence[float]) -> float:
    """Expected number right at ability `theta` (the test characteristic curve)."""
    return sum(right_probability(theta, b) for b in difficulties)


def raw_cut(difficulties: Sequence[float], parameters: ParameterSet) -> float:
    """The fractional raw score that stands exactly at 390 on this form."""
    return expected_raw(parameters.theta_cut, difficulties)


def passing_raw(cut: float) -> int:
    """The lowest whole score that passes at a fractional raw cut."""
    return math.ceil(cut - _TOLERANCE)


def passes(raw: int, cut: float) -> bool:
    """The decision, made on the raw score and never on a rounded practice score."""
    return raw >= passing_raw(cut)


def shown_score(score: float, passed: bool) -> int:
    """The whole number that is printed: rounded down, at least 390 for a pass and at most 389 for a fail."""
    whole = math.floor(score + _TOLERANCE)
    return max(PASS_LINE, whole) if passed else min(PASS_LINE - 1, whole)


REACHED_ENOUGH = 0.8
"""A score that rests on fewer of the scored items than this share is marked, and no evidence of anything."""

STRENGTH, WEAKNESS, NO_DIFFERENCE = "strength", "weakness", "none"
_EIGHTY = 1.2816
"""Standard normal quantile of .90: an interval of 80 %."""


@dataclass(frozen=True, slots=True)
class DomainOutcome:
    """One domain of a report: `right` of `count`, and what that says about the level in it.

    `estimate` is the augmented estimate of the true share on these items, from the domain's own score and the total
    (Haberman 2008); `low` and `high` are one standard error each way. `expected_at_cut` is the share expected of
    somebody exactly at 390. `relation` is ``strength`` or ``weakness`` where the 80 % interval excludes what is
    expected of somebody with this person's total, and ``none`` where no difference is shown.
    """

    domain: str
    right: int
    count: int
    estimate: float
    low: float
    high: float
    expected_at_cut: float
    relation: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one attempt. `score` is what is shown; `low` and `high` bound its band of one CSEM.

    `theta` is the ability in logits, `csem` is in points of the scale, `lee` how well this form tells pass from fail.
    """

    raw: int
    count: int
    cut: float
    passed: bool
    score: int
    exact: float
    csem: float
    low: int
    high: int
    theta: float
    domains: tuple[DomainOutcome, ...]
    lee: Classification


def outcome_of(answers: Sequence[tuple[str, bool]], table: FormTable) -> Outcome:
    """Read the result of the scored items, `(domain, right)` for each in form order, from the form's table.

    A blank is not right. Raises `ValueError` when the answers are not as many as the form has scored items.
    """
    if len(answers) != table.count:
        raise ValueError(f"{len(answers)} answers for {table.count} scored items")
    raw = sum(right for _, right in answers)
    passed = passes(raw, table.raw_cut)
    exact, csem, theta = table.scaled[raw], table.csem[raw], table.theta[raw]
    return Outcome(
        raw=raw,
        count=table.count,
        cut=table.raw_cut,
        passed=passed,
        score=shown_score(exact, passed),
        exact=exact,
        csem=csem,
        low=max(LOWEST, round(exact - csem)),
        high=min(HIGHEST, round(exact + csem)),
        theta=theta,
        domains=tuple(_domain_outcome(domain, answers, raw, table) for domain in table.domains),
        lee=table.lee,
    )


def _domain_outcome(
    domain: DomainTable, answers: Sequence[tuple[str, bool]], raw: int, table: FormTable
) -> DomainOutcome:
    right = sum(hit for name, hit in answers if name == domain.domain)
    beyond = raw / table.count - domain.total_mean
    expected = domain.mean + domain.own * (right / domain.count - domain.mean) + domain.total * beyond
    estimate = min(1.0, max(0.0, expected))
    # Drawn toward the mean like the estimate itself: only so is a difference of the two about the domain.
    usual = domain.mean + domain.on_total * beyond
    reach = _EIGHTY * domain.error
    relation = STRENGTH if expected - reach > usual else WEAKNESS if expected + reach < usual else NO_DIFFERENCE
    return DomainOutcome(
        domain=domain.domain,
        right=right,
        count=domain.count,
        estimate=estimate,
        low=max(0.0, estimate - domain.error),
        high=min(1.0, estimate + domain.error),
        expected_at_cut=domain.expected_at_cut,
        relation=relation,
    )
