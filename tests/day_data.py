"""The shipped venues and incidents for tests, and a plan of a day with them. Nothing here is a test."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cehrs_desktop.files.incident_file import LoadedDeck, load_deck
from cehrs_desktop.files.venue_file import Loaded, load_venues
from cehrs_desktop.rehearsal.plan import Choices, DayPlan, make_plan
from cehrs_desktop.rehearsal.venue import Venue

RESOURCES = Path(__file__).parents[1] / "resources"
VENUES, INCIDENTS = RESOURCES / "venues", RESOURCES / "incidents"
VENUE_IDS = ("test_center", "live_remote", "school")
NOON_MS = 1_800_000_000_000


@cache
def shipped_venues() -> Loaded:
    return load_venues(VENUES)


@cache
def shipped_deck() -> LoadedDeck:
    return load_deck(INCIDENTS, (), shipped_venues().venues)


def venue_of(venue_id: str) -> Venue:
    return next(venue for venue in shipped_venues().venues if venue.id == venue_id)


def plan_of(venue: Venue, choices: Choices = Choices(level="none"), seed: str = "1") -> DayPlan:
    deck = shipped_deck().deck
    return make_plan(venue, deck, choices, seed=seed, name="Robin Example", appointment_ms=NOON_MS, minutes=125)
