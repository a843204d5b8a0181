"""A person's approved accommodations: what is granted on the day, carried from attempt to attempt. Values only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from cehrs_desktop.exam.events import OtherEvent

USED = "aid.used"
"""The kind of the note that an aid was switched on for the first time in an attempt. Its body has `aid`: ``reader``,
``line_reader`` or ``masking``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accommodations:
    """What is approved for a person.

    `extra_percent` of exam time (25, 50, 100 or any other); `breaks_stop_clock`; `zoom` and `theme` of the text, empty
    or 0 for the person's own choice; `reader`: questions can be read aloud; `line_reader` and `masking` over the
    question; `separate_warnings`: time warnings at these minutes instead of the usual ones (empty: the usual).
    """

    extra_percent: int = 0
    breaks_stop_clock: bool = False
    zoom: float = 0.0
    theme: str = ""
    reader: bool = False
    line_reader: bool = False
    masking: bool = False
    separate_warnings: tuple[int, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything is granted at all."""
        return self != Accommodations()

    def extra_seconds(self, minutes: int) -> int:
        """The extra time in whole seconds for an exam of so many minutes: 125 minutes at 25 % are 1,875 s."""
        return int(Fraction(minutes * 60 * self.extra_percent, 100))


def aids_used(notes: Iterable[OtherEvent]) -> frozenset[str]:
    """Which aids were switched on at least once."""
    return frozenset(str(dict(note.body).get("aid", "")) for note in notes if note.other_kind == USED)
