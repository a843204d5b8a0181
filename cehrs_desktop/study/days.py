"""Days as the study room counts them: ISO dates in the learner's own time, as their callers computed them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def day_of(iso: str) -> date | None:
    """The day an ISO date names; `None` for an empty one or none at all."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def later(iso: str, days: int) -> str:
    """The ISO date so many days later; `days` may be negative. Raises `ValueError` for what is no date."""
    return (date.fromisoformat(iso) + timedelta(days=days)).isoformat()


def days_between(first: str, second: str) -> int:
    """Days from the first ISO date to the second. Raises `ValueError` for what is no date."""
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def midnight_ms(iso: str) -> int:
    """The UTC milliseconds at which this date begins in UTC: something to sort by, whatever zone the learner is in."""
    day = date.fromisoformat(iso)
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
