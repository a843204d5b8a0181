"""From ratings and right answers to a practice score between 200 and 500, with its doubt.

The Rasch model; number-correct is sufficient, so one raw score on one form gives one practice score. The pass
line sits at 390 by construction. Nothing here claims to be NHA's own conversion, which is not published.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


def right_probability(theta: float, b: float) -> float:
    """Rasch: P(right) = 1 / (1 + exp(b - theta))."""
    return 1.0 / (1.0 + math.exp(b - theta))


def expected_raw(theta: float, difficulties: Sequence[float]) -> float:
    """Expected number right at ability `theta` (the test characteristic curve)."""
    return sum(right_probability(theta, b) for b in difficulties)


def ability(raw: float, difficulties: Sequence[float]) -> float:
    """The ability whose expected number right is `raw` (maximum likelihood under Rasch), by bisection.

    Raises `ValueError` unless 0 < raw < number of items: the ends have no finite ability.
    """
    if not 0 < raw < len(difficulties):
        raise ValueError(f"no finite ability for {raw} of {len(difficulties)}")
    low, high = min(difficulties) - 40.0, max(difficulties) + 40.0
    while high - low > 1e-11:
        middle = (low + high) / 2
        if expected_raw(middle, difficulties) < raw:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def practice_score(raw: float, difficulties: Sequence[float], parameters: ParameterSet) -> float:
    """The unrounded practice score of a raw score on a form.

    raw -> ability -> true score R on the reference form -> two straight lines through (0, 200), (c, 390) and
    (n, 500), c being the reference form's raw cut. None right is 200 and all right is 500 on every form.
    """
    if raw <= 0:
        return float(LOWEST)
    if raw >= len(difficulties):
        return float(HIGHEST)
    top = len(parameters.reference)
    cut = expected_raw(parameters.theta_cut, parameters.reference)
    true_score = expected_raw(ability(raw, difficulties), parameters.reference)
    if true_score >= cut:
        return PASS_LINE + (HIGHEST - PASS_LINE) * (true_score - cut) / (top - cut)
    return PASS_LINE - (PASS_LINE - LOWEST) * (cut - true_score) / cut


def raw_cut(difficulties: Sequence[float], parameters: ParameterSet) -> float:
    """The fractional raw score that stands exactly at 390 on this form."""
    return expected_raw(parameters.theta_cut, difficulties)


def passes(raw: int, cut: float) -> bool:
    """The decision, made on the raw score and never on a rounded practice score."""
    return raw >= math.ceil(cut - _TOLERANCE)


def shown_score(score: float, passed: bool) -> int:
    """The whole number that is printed: rounded down, at least 390 for a pass and at most 389 for a fail."""
    whole = math.floor(score + _TOLERANCE)
    return max(PASS_LINE, whole) if passed else min(PASS_LINE - 1, whole)


def raw_distribution(theta: float, difficulties: Iterable[float]) -> list[float]:
    """P(raw = 0 ... n) at ability `theta`, by the recursion of Lord and Wingersky (1984)."""
    distribution = [1.0]
    for b in difficulties:
        p = right_probability(theta, b)
        distribution = [
            (distribution[x] * (1 - p) if x < len(distribution) else 0.0) + (distribution[x - 1] * p if x else 0.0)
            for x in range(len(distribution) + 1)
        ]
    return distribution


def score_csem(raw: int, difficulties: Sequence[float], parameters: ParameterSet) -> float:
    """Conditional standard error of the practice score at the ability of `raw`, in scale points.

    The standard deviation of the score under the raw distribution at that ability (Kolen, Hanson and Brennan
    1992). At the two ends, which have no ability, it is taken half a raw point inside.
    """
    count = len(difficulties)
    theta = ability(min(count - 0.5, max(0.5, float(raw))), difficulties)
    weights = raw_distribution(theta, difficulties)
    scores = [practice_score(x, difficulties, parameters) for x in range(count + 1)]
    mean = sum(w * s for w, s in zip(weights, scores, strict=True))
    return math.sqrt(sum(w * (s - mean) ** 2 for w, s in zip(weights, scores, strict=True)))


def share_interval(right: int, count: int, z: float = 1.0) -> tuple[float, float]:
    """Wilson's interval for a share (z = 1: about two times in three). `count` must be positive."""
    share = right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class DomainOutcome:
    """One domain of a report: `right` of `count`, the share's interval, and the expected share exactly at 390."""

    domain: str
    right: int
    count: int
    low: float
    high: float
    expected_at_cut: float

    @property
    def share(self) -> float:
        """Share right, 0 to 1."""
        return self.right / self.count


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one attempt. `score` is what is shown; `low` and `high` bound its band of one CSEM."""

    raw: int
    count: int
    cut: float
    passed: bool
    score: int
    exact: float
    csem: float
    low: int
    high: int
    domains: tuple[DomainOutcome, ...]


def score_form(answers: Sequence[tuple[str, float, bool]], parameters: ParameterSet) -> Outcome:
    """Score the scored items of one form: `(domain, difficulty, right)` for each. A blank is not right."""
    difficulties = [b for _, b, _ in answers]
    raw = sum(right for _, _, right in answers)
    cut = raw_cut(difficulties, parameters)
    passed = passes(raw, cut)
    exact = practice_score(raw, difficulties, parameters)
    csem = score_csem(raw, difficulties, parameters)
    domains: list[DomainOutcome] = []
    for domain in sorted({d for d, _, _ in answers}):
        own = [(b, right) for d, b, right in answers if d == domain]
        right = sum(r for _, r in own)
        low, high = share_interval(right, len(own))
        expected = expected_raw(parameters.theta_cut, [b for b, _ in own]) / len(own)
        domains.append(DomainOutcome(domain, right, len(own), low, high, expected))
    return Outcome(
        raw=raw,
        count=len(answers),
        cut=cut,
        passed=passed,
        score=shown_score(exact, passed),
        exact=exact,
        csem=csem,
        low=max(LOWEST, round(exact - csem)),
        high=min(HIGHEST, round(exact + csem)),
        domains=tuple(domains),
    )
