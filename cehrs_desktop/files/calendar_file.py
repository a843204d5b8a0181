"""Calendar entries as a file (`.ics`, RFC 5545) that calendars import.

It writes the little of the format that the entries need; a library for all of it, with its time zones, would be larger
than the rest of the study together. Timed entries are in floating time: at nine in the morning wherever the learner is.
Words are given, not chosen here. It reads nothing back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from cehrs_desktop.study.calendar_entries import CalendarEntry

SUFFIX = ".ics"
_MOST_OCTETS = 75
# RFC 5545 allows no control characters but the tab, and UTF-8 no halves of characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def calendar_bytes(entries: Sequence[tuple[CalendarEntry, str, str]], now_ms: int) -> bytes:
    """The file of entries with their titles and notes; `now_ms` is UTC milliseconds.

    An entry has the same `UID` in every export and a `SEQUENCE` that grows with the minutes, so that a calendar that
    follows the standard replaces what an earlier export left in it. Raises `ValueError` for a day that is none.
    """
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//CEHRS Desktop//Study//EN", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH"]  # fmt: skip
    for entry, title, notes in entries:
        lines += _event(entry, title, notes, stamp, max(0, now_ms // 60_000))
    lines.append("END:VCALENDAR")
    return b"".join(piece + b"\r\n" for line in lines for piece in _folded(line))


def _event(entry: CalendarEntry, title: str, notes: str, stamp: str, sequence: int) -> Iterator[str]:
    day = date.fromisoformat(entry.day)
    yield from ("BEGIN:VEVENT", f"UID:{entry.uid}", f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}")
    yield f"SEQUENCE:{sequence}"
    if entry.start:
        begin = datetime.fromisoformat(f"{entry.day}T{entry.start}")
        yield f"DTSTART:{begin:%Y%m%dT%H%M%S}"
        yield f"DURATION:PT{max(1, entry.minutes)}M"
    else:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
        # A whole day for a note of 30 minutes must not make the day look taken.
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_escaped(title)}"
    if notes:
        yield f"DESCRIPTION:{_escaped(notes)}"
    for minutes in entry.alarms:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(title)}")
        yield from (f"TRIGGER:{'-' if minutes > 0 else ''}PT{abs(minutes)}M", "END:VALARM")
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """A text with what separates values and lines in the format made plain (3.3.11)."""
    clean = _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ";", ","):
        clean = clean.replace(sign, f"\\{sign}")
    return clean.replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets, never within a character; each but the first begins with a space."""
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > _MOST_OCTETS:
            yield piece
            piece = b" "
        piece += octets
    yield piece
