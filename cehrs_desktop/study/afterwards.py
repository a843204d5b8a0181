"""After the exam: when it may be taken again, and the two years until a certification is renewed.

Days and numbers from what is public; what is not confirmed is a setting of the caller, and the texts say so.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.study.days import day_of, days_between, later

RETAKE_DAYS = 30
"""Days after a failed exam, named in passing by NHA:
https://knowledge.nhanow.com/candidates-test-before-new-prep-launches-and-do-not-pass"""

RETAKE_SOURCE = "https://knowledge.nhanow.com/candidates-test-before-new-prep-launches-and-do-not-pass"

LONG_WAIT_FAILS, LONG_WAIT_MONTHS = 3, 12
"""After the third fail twelve months are commonly named; a third-party guide speaks of a longer wait only, and no page
of NHA that confirms the number was found. Settings, and told as unconfirmed."""

LONG_WAIT_SOURCE = "https://open-exam-prep.com/study-guides/ccma/exam-orientation/test-day-results-retakes-renewal"

RENEWAL_YEARS = 2
NEEDED_CREDITS = 10.0
"""A certification is renewed every two years with ten credits of continuing education; two hours are one credit."""

RENEWAL_SOURCE = "https://www.nhanow.com/certification/Before-After-Certification/continuing-education"

REMIND_DAYS = (180, 90, 30, 7)
"""Days before the renewal is due on which the calendar reminds: half a year is enough for ten credits without haste."""


@dataclass(frozen=True, slots=True)
class Retake:
    """The next try. `fails` counts failed exams, `earliest_day` is the first ISO date, `left` the days to it (0: open).

    `rule` is ``thirty_days`` or ``long_wait``; the latter is not `confirmed`.
    """

    fails: int
    earliest_day: str
    left: int
    rule: Literal["thirty_days", "long_wait"]
    confirmed: bool
    source: str


def retake(
    failed_days: Sequence[str], today: str, *, wait_fails: int = LONG_WAIT_FAILS, wait_months: int = LONG_WAIT_MONTHS
) -> Retake | None:
    """When the exam may be taken again after fails on these ISO dates, in any order; `None` after none.

    From the fail `wait_fails` on the wait is `wait_months` (0 of either: always thirty days), and never shorter than
    thirty days. Dates that are none are left out.
    """
    days = sorted(day for day in failed_days if day_of(day) is not None)
    if not days:
        return None
    long = 0 < wait_fails <= len(days) and wait_months > 0
    plain = later(days[-1], RETAKE_DAYS)
    earliest = max(plain, months_later(days[-1], wait_months)) if long else plain
    return Retake(
        len(days),
        earliest,
        max(0, days_between(today, earliest)),
        "long_wait" if long else "thirty_days",
        not long,
        LONG_WAIT_SOURCE if long else RETAKE_SOURCE,
    )


def months_later(iso: str, months: int) -> str:
    """The same day of the month so many months later, or that month's last. Raises `ValueError` for what is no date."""
    day = date.fromisoformat(iso)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).isoformat()


@dataclass(frozen=True, slots=True)
class Credit:
    """Continuing education that was done: its ISO date, what it was, its credits, the certificate's file name."""

    day: str
    title: str
    credits: float
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A certification's two years. `due_day` is the last ISO date, `days_left` until it (negative: over).

    `counted` are the credits dated within the two years and not after today, `outside` the entries that do not count,
    by their place; `left` is what is missing. `state` is ``done`` (enough credits), ``open``, ``due`` (less than the
    longest reminder left) or ``over``.
    """

    passed_day: str
    due_day: str
    days_left: int
    counted: float
    left: float
    outside: tuple[int, ...]
    without_certificate: int
    state: Literal["done", "open", "due", "over"]


def renewal(
    passed_day: str, credits: Sequence[Credit], today: str, *, needed: float = NEEDED_CREDITS
) -> Renewal | None:
    """What is left to do for the renewal; `None` while nobody has passed. After a renewal, `passed_day` is its day."""
    if day_of(passed_day) is None:
        return None
    due = months_later(passed_day, 12 * RENEWAL_YEARS)
    inside = [at for at, one in enumerate(credits) if passed_day <= one.day <= min(today, due)]
    counted = math.fsum(credits[at].credits for at in inside)
    left = max(0.0, needed - counted)
    days_left = days_between(today, due)
    open_state = "over" if days_left < 0 else "due" if days_left <= REMIND_DAYS[0] else "open"
    return Renewal(
        passed_day,
        due,
        days_left,
        counted,
        left,
        tuple(at for at in range(len(credits)) if at not in inside),
        sum(not credits[at].file_name for at in inside),
        "done" if not left and days_left >= 0 else open_state,
    )


@dataclass(frozen=True, slots=True)
class After:
    """What a learner entered: the days they failed, the day they passed or renewed, and their credits."""

    failed_days: tuple[str, ...] = ()
    passed_day: str = ""
    credits: tuple[Credit, ...] = ()


def after_to_plain(after: After) -> dict[str, Json]:
    """Plain values for the learner's profile (`Profile.choices`)."""
    return {
        "failed_days": list(after.failed_days),
        "passed_day": after.passed_day,
        "credits": [
            {"day": one.day, "title": one.title, "credits": one.credits, "file_name": one.file_name}
            for one in after.credits
        ],
    }


def after_from_plain(value: Json) -> After:
    """What was entered, from its plain values; parts that cannot be read are left out."""
    if not isinstance(value, dict):
        return After()
    fails, passed, entries = value.get("failed_days"), value.get("passed_day"), value.get("credits")
    credits = [_credit(entry) for entry in entries] if isinstance(entries, list) else []
    return After(
        tuple(day for day in fails if isinstance(day, str) and day_of(day)) if isinstance(fails, list) else (),
        passed if isinstance(passed, str) and day_of(passed) else "",
        tuple(credit for credit in credits if credit is not None),
    )


def _credit(entry: Json) -> Credit | None:
    if not isinstance(entry, dict):
        return None
    day, title, credits, name = (entry.get(key) for key in ("day", "title", "credits", "file_name"))
    if not isinstance(day, str) or day_of(day) is None or not isinstance(title, str):
        return None
    if isinstance(credits, bool) or not isinstance(credits, (int, float)) or not math.isfinite(credits) or credits < 0:
        return None
    return Credit(day, title, float(credits), name if isinstance(name, str) else "")
