"""What item statistics allow one to say, and from how many persons: findings in plain words, nothing more.

Below 30 persons nothing is said of an item; from 30 to 99 a finding is a hint that may well be chance; from 100 it is
a flag. One finding cannot wait for 100: a key that goes with low scores, more surely than by chance, holds the item
from 50 persons on. Nothing is changed here; what is proposed for an item over its life is in `item_proposals`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cehrs_desktop.psychometrics.item_statistics import FormStatistics, ItemStatistics
from cehrs_desktop.psychometrics.rival_options import rivals

FEWEST, ENOUGH, HOLD_AT_ONCE = 30, 100, 50
"""Persons below which nothing is said, from which findings are flags, and from which a negative key holds."""
HARD, EASY = 0.30, 0.90
LOW_RPB = 0.15
IDLE_SHARE, OMITTED_SHARE = 0.05, 0.05
_TIME_Z, _TIMED_ITEMS = 3.0, 10

Severity = Literal["note", "advisory", "flag", "hold"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen in an item. `advisory`: too few persons to act; `hold`: keep it out of scores until looked at."""

    code: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class ItemReview:
    """The findings of one item; `usable` says whether enough persons stand behind them; `advice` is all in words."""

    id: str
    usable: bool
    findings: tuple[Finding, ...]
    advice: str


def review(form: FormStatistics) -> tuple[ItemReview, ...]:
    """Review every item of a form, in its order."""
    return tuple(_reviewed(item, _strange_time(item, form.items)) for item in form.items)


def _reviewed(item: ItemStatistics, strange_time: Finding | None) -> ItemReview:
    if item.n < FEWEST:
        text = (
            f"Do not act yet: answered by {item.n:g} {'person' if item.n == 1 else 'persons'}. "
            f"Below {FEWEST} nothing can be said of an item; its ratings stand."
        )
        return ItemReview(item.id, False, (Finding("too_few", "note", text),), text)
    findings = [
        *_difficulty(item),
        *_discrimination(item),
        *_distractors(item),
        *_omission(item),
        *([] if strange_time is None else [strange_time]),
    ]
    words = " ".join(finding.text for finding in findings)
    held = any(finding.severity == "hold" for finding in findings)
    if item.n < ENOUGH:
        few = f"too few persons ({item.n:g} of the {ENOUGH} that a judgement needs)."
        if held:
            words = f"Hold the item and check its key at once. For all else {few} {words}"
        else:
            words = f"Do not act yet: {few}" + (f" Seen so far, perhaps by chance: {words}" if findings else "")
        findings.insert(0, Finding("few", "note", f"Do not act yet: {few}"))
    elif held:
        words = f"Hold the item until it has been looked at. {words}"
    elif not findings:
        words = "Nothing to do: nothing was found."
    return ItemReview(item.id, item.n >= ENOUGH, tuple(findings), words)


def _severity(item: ItemStatistics) -> Severity:
    return "flag" if item.n >= ENOUGH else "advisory"


def _difficulty(item: ItemStatistics) -> list[Finding]:
    if item.p is None or item.interval is None:
        return []
    low, high = item.interval
    band = f"{item.p:.0%} right (95 % interval {low:.0%} to {high:.0%})"
    if high < HARD:
        return [Finding("hard", _severity(item), f"Very hard: {band}.")]
    if low > EASY:
        return [Finding("easy", _severity(item), f"Very easy: {band}.")]
    return []


def _discrimination(item: ItemStatistics) -> list[Finding]:
    if item.rpb is None:
        return [Finding("no_variation", _severity(item), "Its discrimination is undefined: nothing varies.")]
    if item.rpb < 0:
        held = item.n >= HOLD_AT_ONCE and (item.rpb_interval is None or item.rpb_interval[1] < LOW_RPB)
        return [
            Finding(
                "negative_key",
                "hold" if held else _severity(item),
                f"Those who chose the key did worse on the rest of the test (correlation {item.rpb:.2f}): "
                "the key may be wrong.",
            )
        ]
    if item.rpb < LOW_RPB:
        surely = item.n >= ENOUGH and item.rpb_interval is not None and item.rpb_interval[1] < LOW_RPB
        limit = "" if item.rpb_interval is None else f", 90 % interval up to {item.rpb_interval[1]:.2f}"
        return [
            Finding(
                "low_discrimination",
                "hold" if surely else _severity(item),
                f"It hardly tells strong from weak candidates (correlation {item.rpb:.2f}{limit}).",
            )
        ]
    return []


def _distractors(item: ItemStatistics) -> list[Finding]:
    found: list[Finding] = []
    for rival in rivals(item):
        option = rival.option
        who = f"{option.label}, chosen by {option.share:.0%} (correlation {option.rpb:.2f})"
        if rival.better:
            words = f"Those who chose {who} did better on the rest than the key's: {option.label} may be the right key."
            found.append(Finding("possible_wrong_key", _severity(item), words))
        else:
            words = f"Those who chose {who} did about as well on the rest as the key's: it may be right as well."
            found.append(Finding("possible_second_key", _severity(item), words))
    if item.n >= ENOUGH:
        idle = [option.label for option in item.options if not option.key and option.share < IDLE_SHARE]
        if idle:
            words = f"Chosen by fewer than {IDLE_SHARE:.0%} (or no option of this item): {', '.join(idle)}."
            found.append(Finding("idle_distractor", "note", words))
    return found


def _omission(item: ItemStatistics) -> list[Finding]:
    if item.omitted <= OMITTED_SHARE:
        return []
    return [Finding("omitted", _severity(item), f"{item.omitted:.0%} gave no answer.")]


def _strange_time(item: ItemStatistics, items: Sequence[ItemStatistics]) -> Finding | None:
    """Whether the median time lies 3 robust standard deviations from the others', on a log scale (10 timed items)."""
    medians = [other.time.median for other in items if other.time is not None and other.time.median > 0]
    if item.time is None or item.time.median <= 0 or item.time.n < FEWEST or len(medians) < _TIMED_ITEMS:
        return None
    logs = np.log(medians)
    middle = float(np.median(logs))
    spread = 1.4826 * float(np.median(np.abs(logs - middle)))
    distance = math.log(item.time.median) - middle
    if spread <= 0 or abs(distance) < _TIME_Z * spread:
        return None
    word = "slow" if distance > 0 else "fast"
    return Finding(
        f"time_{word}",
        _severity(item),
        f"Answered unusually {'slowly' if distance > 0 else 'fast'}: median {item.time.median:.0f} s, "
        f"the others' middle {math.exp(middle):.0f} s.",
    )
