"""What came of a practice set, domain by domain."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cehrs_desktop.study.practice_run import PracticeRun


@dataclass(frozen=True, slots=True)
class DomainResult:
    """One domain of a set: `right` of `answered` of `count` questions."""

    domain: str
    right: int
    answered: int
    count: int


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a set. `answered` leaves blanks out; `spent_ms` is the set's clock."""

    right: int
    answered: int
    count: int
    spent_ms: int
    domains: tuple[DomainResult, ...]


def result(run: PracticeRun) -> Result:
    """The result so far, the domains in their order."""
    count, answered, right = Counter[str](), Counter[str](), Counter[str]()
    for item, given in zip(run.items, run.answers, strict=True):
        count[item.domain] += 1
        answered[item.domain] += given is not None and not given.blank
        right[item.domain] += given is not None and given.right
    domains = tuple(DomainResult(one, right[one], answered[one], count[one]) for one in sorted(count))
    return Result(right.total(), answered.total(), count.total(), run.spent_ms(), domains)
