"""The venues and the deck of incidents as the windows get them, and what was left out of them."""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.rehearsal.incidents import Deck
from cehrs_desktop.rehearsal.venue import Venue


@dataclass(frozen=True, slots=True)
class DayData:
    """All venues that can be rehearsed (`own`: ids of those that were added or changed on this computer), the deck,
    and one text for each file that was left out."""

    venues: tuple[Venue, ...]
    own: frozenset[str]
    deck: Deck
    problems: tuple[str, ...] = ()
