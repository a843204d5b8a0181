"""Words of the accommodations page, and what its choices come to.

They say what was approved by others: the program grants nothing. The sheet has its own words (`accommodation_sheet`).
"""

from __future__ import annotations

from collections.abc import Sequence

from cehrs_desktop.presentation import texts
from cehrs_desktop.rehearsal.accommodations import Accommodations

EXAM_MINUTES = 125
"""The exam's time on the page; what an attempt grants is computed from its own test plan."""

LONGEST_WARNING = 600
WARNINGS_LIMIT = 12

LEAD = (
    "Set here what NHA approved for you, so that you rehearse exactly that. It belongs to your name and comes with you "
    "from attempt to attempt; an attempt keeps what was set when it was begun. Every change is kept at once."
)
NOT_AN_APPROVAL = "This is not a request and not an approval: NHA decides about accommodations, before you book."

TIME = "Extra time"
OTHER = "other"
OTHER_TIME = "Percent of extra time"
PERCENT_SUFFIX = " % more"
BREAKS = "Breaks stop the clock"
BREAKS_NOTE = "For breaks that you ask for on a rehearsed day. Without this the clock runs while you are away."
WARNINGS = "Time warnings of your own"
WARNINGS_HINT = "Minutes left, such as 60, 30, 10. Empty: the usual warnings at 30, 15 and 5 minutes."
WARNINGS_WRONG = f"Write whole minutes between 1 and {LONGEST_WARNING}, with commas between them. Nothing was changed."

SEEING = "Seeing and hearing the questions"
SEEING_NOTE = (
    "Text size and contrast are put on when an attempt begins and taken off at its end; your settings stay as they "
    "are. Line reader, masking and reading aloud are switched on and off by you during the exam."
)
ZOOM = texts.SETTING_ZOOM
CONTRAST = texts.SETTING_CONTRAST
AS_SETTINGS = "As in the settings"
LINE_READER = "Line reader"
LINE_READER_NOTE = "One line is clear and the rest is dimmed. L switches it, Ctrl and the arrow keys move it."
MASKING = "Masking of the options"
MASKING_NOTE = "Options stay covered until you ask for them, one after the other. X switches it, U uncovers the next."
READER = "Questions read aloud"
READER_NOTE = "V reads the question, its exhibit and its options, and stops reading."
READER_LOOKING = "Looking for a voice …"
READER_READY = "This computer has a voice for it. It reads only when you ask."
READER_MISSING = (
    "Not available on this computer: reading aloud needs an optional part of the program and a voice of the system. "
    "Everything else works without it, and so does a screen reader."
)

SHOW_SHEET = "Print or save the &sheet …"

TIMES = (25, 50, 100)
_TIMES = {25: "A quarter more (1.25×)", 50: "Half more (1.5×)", 100: "Double (2×)"}


def title(name: str) -> str:
    """The page's heading."""
    return f"Accommodations of {name}"


def time_choices() -> tuple[tuple[str, str], ...]:
    """The extra times to choose from: a percentage, or `OTHER`, and its words."""
    known = tuple((str(percent), f"{_TIMES[percent]}: {whole_time(percent)}") for percent in TIMES)
    return (("0", f"None: {whole_time(0)}"), *known, (OTHER, "Another percentage"))


def whole_time(percent: int) -> str:
    """The exam's time with this percentage of extra time, in minutes and seconds."""
    return texts.exam_time(EXAM_MINUTES, _extra_seconds(percent))


def comes_to(percent: int) -> str:
    """What a percentage comes to, in a sentence."""
    if percent == 0:
        return f"The exam has {whole_time(0)}."
    extra = texts.exam_time(0, _extra_seconds(percent))
    return f"{whole_time(0)} and {extra} more: {whole_time(percent)} in all."


def _extra_seconds(percent: int) -> int:
    return Accommodations(extra_percent=percent).extra_seconds(EXAM_MINUTES)


def warnings_of(typed: str) -> tuple[int, ...] | None:
    """The minutes that were typed, the greatest first and each once; `None` when they are none, or too many."""
    parts = typed.replace(";", ",").replace(",", " ").split()
    # Only plain digits: int() would take an underscore or the digits of other scripts, which nobody means here.
    if len(parts) > WARNINGS_LIMIT or not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        return None
    minutes = {int(part) for part in parts}
    if minutes and not 1 <= min(minutes) <= max(minutes) <= LONGEST_WARNING:
        return None
    return tuple(sorted(minutes, reverse=True))


def warnings_text(minutes: Sequence[int]) -> str:
    """The minutes as they are typed."""
    return ", ".join(str(minute) for minute in minutes)
