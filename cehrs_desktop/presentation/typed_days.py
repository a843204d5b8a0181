"""Dates as people type them in the United States, and what is said about one."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip

EXAMPLE = "Type it like 12/31/2026 or December 31, 2026, or choose it from the calendar."
CHOOSE = "Calendar …"
EARLIER, LATER = "Month before", "Next month"
CHOOSE_SPOKEN = "Choose from a calendar"

_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NAMED = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)? (\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.? (\d{4})", re.ASCII)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day |(?:mon|tue|wed|thu|fri|sat|sun)\.? ")


def typed_day(text: str) -> str | None:
    """The ISO date that was typed, month before day as in the United States; `None` when it is none.

    A weekday in front is passed over. A year of two digits is one of this century.
    """
    plain = _WEEKDAY.sub("", " ".join(text.casefold().replace(",", " ").split()), count=1)
    if found := _ISO.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _NUMBERS.fullmatch(plain):
        month, day, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0
    elif found := _NAMED.fullmatch(plain):
        month, day, year = _month(found[1]), int(found[2]), int(found[3])
    elif found := _DAY_FIRST.fullmatch(plain):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _month(name: str) -> int:
    """1 to 12 for a month's name or its first three letters or more, else 0."""
    return next((at for at, month in enumerate(MONTHS, 1) if month.startswith(name) or name == f"{month[:3]}t"), 0)


def day_shown(iso: str) -> str:
    """A date as the field shows it, to be compared with a letter: the weekday tells a wrong one."""
    day = date.fromisoformat(iso)
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


def not_understood(text: str, iso: str) -> str:
    """What was typed is no date; the one that was there stays."""
    shown = f"“{text.strip()}”" if text.strip() else "An empty field"
    return f"{shown} is no date that could be understood: {day_shown(iso)} stays. {EXAMPLE}"


def too_far(iso: str, first: str, last: str) -> str:
    """A date outside what a field takes."""
    return f"The date has to lie between {day_shown(first)} and {day_shown(last)}: {day_shown(iso)} stays."
