"""The chance of passing a further form, from what was answered so far, with its band and its assumptions.

Standard library only: the report computes it where no numpy is loaded. It sees first-seen scored items only, because
its callers pass nothing else; what to do about the number is not its business.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from cehrs_desktop.psychometrics.parameters import ParameterSet
from cehrs_desktop.psychometrics.scoring import passing_raw, raw_cut

DRIFT = 0.05
"""Standard deviation of a day's change of ability, in logits per square root of a day (about .27 in a month). An
assumption, to be fitted once there are sittings enough."""

TRANSFER = (0.25, 0.40)
"""Standard deviation in logits of what separates our difficulties from those of a further form: the ratings of all
items share a bias that no number of answers takes away."""

LEAST, MOST = 0.05, 0.95
"""What is shown lies between these: nobody is told that an exam is certain."""

ENOUGH_ITEMS = 50
"""Answered items below which the chance rests mostly on the assumed population."""

_STEP = 0.05
_FAR = 6.0
_GRID = [-_FAR + _STEP * n for n in range(round(2 * _FAR / _STEP) + 1)]
# Factors are multiplied this many at a time before a logarithm is taken: 20 of less than e^35 stay a finite number.
_CHUNK = 20
_ONE_SD = 0.1587


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sitting's first-seen scored items: `(difficulty in logits, right)` for each, and how many days ago it was."""

    answers: tuple[tuple[float, bool], ...]
    days_ago: float


@dataclass(frozen=True, slots=True)
class PassChance:
    """P(pass) on a further form like the reference form, as shares from 0 to 1.

    `chance` is the mean of `by_transfer`, which pairs each end of the assumed transfer error (logits) with the
    chance under it; `shown` is `chance` kept within .05 and .95. `low` and `high` enclose the chances of a person
    one posterior standard deviation below and above, under either transfer error. `theta` and `theta_sd` are the
    mean and the standard deviation of today's ability (logits). `items` counts the answers it rests on.
    `assumptions` are codes: every one stands for a sentence that has to be one click away.
    """

    chance: float
    shown: float
    low: float
    high: float
    by_transfer: tuple[tuple[float, float], ...]
    theta: float
    theta_sd: float
    items: int
    assumptions: tuple[str, ...]


def readiness(
    sittings: Sequence[Evidence],
    parameters: ParameterSet,
    *,
    mean: float = 0.0,
    sd: float = 1.0,
    drift: float = DRIFT,
    transfer: Sequence[float] = TRANSFER,
) -> PassChance:
    """The chance of passing the reference form today, from sittings in any order; none gives the population's chance.

    Prior N(mean, sd^2); between sittings, and up to today, ability changes by a random walk with variance
    drift^2 a day. A blank is not right. Raises `ValueError` for days ago that are negative or not finite.
    """
    posterior = ability_posterior(sittings, mean=mean, sd=sd, drift=drift)
    curve = _pass_curve(parameters.reference, passing_raw(raw_cut(parameters.reference, parameters)))
    theta = sum(map(mul, posterior, _GRID))
    spread = math.sqrt(sum(map(mul, posterior, [(t - theta) ** 2 for t in _GRID])))
    ends = _quantile(posterior, _ONE_SD), _quantile(posterior, 1.0 - _ONE_SD)
    by_transfer: list[tuple[float, float]] = []
    band: list[float] = []
    for error in transfer:
        blurred = _blurred(curve, error)
        by_transfer.append((error, sum(map(mul, posterior, blurred))))
        band += [_between(blurred, end) for end in ends]
    chance = sum(value for _, value in by_transfer) / len(by_transfer)
    items = sum(len(sitting.answers) for sitting in sittings)
    return PassChance(
        chance=chance,
        shown=min(MOST, max(LEAST, chance)),
        low=min(band),
        high=max(band),
        by_transfer=tuple(by_transfer),
        theta=theta,
        theta_sd=spread,
        items=items,
        assumptions=_assumptions(sittings, items, chance, drift),
    )


def _assumptions(sittings: Sequence[Evidence], items: int, chance: float, drift: float) -> tuple[str, ...]:
    codes = ["pass_line_from_national_rate", "population_normal", "rasch_model", "rated_difficulties", "transfer_error"]
    codes.append("first_seen_items_only")
    if drift > 0 and any(sitting.days_ago > 0 for sitting in sittings):
        codes.append("ability_drifts")
    if not items:
        codes.append("no_evidence")
    elif items < ENOUGH_ITEMS:
        codes.append("few_items")
    if not LEAST <= chance <= MOST:
        codes.append("capped")
    return tuple(codes)


def ability_posterior(
    sittings: Sequence[Evidence], *, mean: float = 0.0, sd: float = 1.0, drift: float = DRIFT
) -> list[float]:
    """P(ability today) at each of the grid's points (sum 1), filtered forward from the oldest sitting."""
    if any(not math.isfinite(sitting.days_ago) or sitting.days_ago < 0 for sitting in sittings):
        raise ValueError("days since a sitting must not be negative")
    posterior = _normalized([math.exp(-0.5 * ((t - mean) / sd) ** 2) for t in _GRID])
    ordered = sorted(sittings, key=lambda sitting: -sitting.days_ago)
    # The population is that of the first sitting: the walk starts there.
    following = [*(sitting.days_ago for sitting in ordered), 0.0][1:]
    for sitting, until in zip(ordered, following, strict=False):
        logs = _log_likelihood(sitting.answers)
        best = max(logs)
        posterior = _normalized([p * math.exp(log - best) for p, log in zip(posterior, logs, strict=True)])
        walked = drift * math.sqrt(sitting.days_ago - until)
        posterior = _normalized(_blurred(posterior, walked, outside=0.0))
    return posterior


def grid() -> tuple[float, ...]:
    """The abilities (logits) to which `ability_posterior` gives its probabilities."""
    return tuple(_GRID)


def _log_likelihood(answers: Sequence[tuple[float, bool]]) -> list[float]:
    """Sum over items of log P(answer), but for a constant, at each point of the grid."""
    right = sum(hit for _, hit in answers)
    eases = [math.exp(-b) for b, _ in answers]
    chunks = [eases[start : start + _CHUNK] for start in range(0, len(eases), _CHUNK)]
    values: list[float] = []
    for theta in _GRID:
        odds = math.exp(theta)
        values.append(
            right * theta - sum(math.log(math.prod([1.0 + odds * ease for ease in chunk])) for chunk in chunks)
        )
    return values


@lru_cache(maxsize=4)
def _pass_curve(difficulties: tuple[float, ...], passing: int) -> tuple[float, ...]:
    """P(raw >= passing) at each point of the grid: Lord and Wingersky (1984), counting wrong answers up to the limit.

    The same for everybody, so it is worked out once for a reference form.
    """
    most_wrong = len(difficulties) - passing
    eases = [math.exp(-b) for b in difficulties]
    curve: list[float] = []
    for theta in _GRID:
        odds = math.exp(theta)
        chances = [odds * ease / (1.0 + odds * ease) for ease in eases]
        distance = (sum(chances) - passing) / math.sqrt(sum(p * (1.0 - p) for p in chances))
        # Eight standard deviations away the decision is certain, and the recursion is left out for its time.
        curve.append(_pass_chance(chances, most_wrong) if abs(distance) < 8 else float(distance > 0))
    return tuple(curve)


def _pass_chance(chances: Sequence[float], most_wrong: int) -> float:
    """P(wrong answers <= most_wrong). Whoever has more has failed and is not followed any further."""
    wrong = [1.0] + [0.0] * most_wrong
    for right in chances:
        missed = 1.0 - right
        wrong = [
            wrong[0] * right,
            *[same * right + fewer * missed for same, fewer in zip(wrong[1:], wrong, strict=False)],
        ]
    return sum(wrong)


def _blurred(values: Sequence[float], sd: float, outside: float | None = None) -> list[float]:
    """Values on the grid averaged over N(0, sd^2) around each point; beyond the grid `outside`, or its end values."""
    if sd <= 0.0:
        return list(values)
    steps = sd / _STEP
    if steps < 1.0:
        # A normal distribution narrower than the grid would lose variance on it; three points keep it.
        reach, kernel = 1, [steps**2 / 2, 1.0 - steps**2, steps**2 / 2]
    else:
        reach = min(len(values), math.ceil(6 * steps))
        kernel = _normalized([math.exp(-0.5 * (k / steps) ** 2) for k in range(-reach, reach + 1)])
    first, last = (values[0], values[-1]) if outside is None else (outside, outside)
    padded = [first] * reach + list(values) + [last] * reach
    width = 2 * reach + 1
    return [sum(map(mul, padded[start : start + width], kernel)) for start in range(len(values))]


def _normalized(values: list[float]) -> list[float]:
    total = sum(values)
    return [value / total for value in values]


def _quantile(probabilities: Sequence[float], share: float) -> float:
    """The ability below which `share` of the probability lies, each point standing for a step around it."""
    reached = 0.0
    for theta, probability in zip(_GRID, probabilities, strict=True):
        if reached + probability >= share:
            return theta - _STEP / 2 + _STEP * (share - reached) / probability
        reached += probability
    return _GRID[-1]


def _between(values: Sequence[float], theta: float) -> float:
    """The value at an ability between two points of the grid, along a straight line."""
    place = min(max((theta + _FAR) / _STEP, 0.0), len(values) - 1.000001)
    below = int(place)
    return values[below] + (values[below + 1] - values[below]) * (place - below)
