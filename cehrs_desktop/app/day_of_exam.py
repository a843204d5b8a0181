"""What a rehearsed day needs from files and from the computer, read when it is wanted: nothing of it at the start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cehrs_desktop.system.paths import Paths, data_file

if TYPE_CHECKING:
    from cehrs_desktop.application.computer import ComputerSheet
    from cehrs_desktop.application.day_data import DayData
    from cehrs_desktop.rehearsal.acceptance import Published
    from cehrs_desktop.rehearsal.displays import Displays


def look_at_computer(displays: Displays) -> ComputerSheet:
    """This computer beside what is published; `displays` is what the windows know of them."""
    from cehrs_desktop.application.computer import computer_sheet
    from cehrs_desktop.system.clock import SystemClock
    from cehrs_desktop.system.computer import look

    return computer_sheet(_published, lambda published: look.look_at_computer(displays, published), SystemClock())


def forbidden_programs() -> Sequence[str]:
    """Names of running programs that secure browsers refuse."""
    from cehrs_desktop.system.computer.programs import prohibited_running

    return tuple(name for name, _ in prohibited_running(_published().programs))


def _published() -> Published:
    from cehrs_desktop.files.computer_requirements import read_requirements

    return read_requirements(data_file("resources/venues/computer.json"))


def day_data(paths: Paths) -> DayData:
    """The venues and the deck, with those that were added on this computer. Raises `PackMissing` when the program's
    own files are gone and nothing could be rehearsed."""
    from cehrs_desktop.application.day_data import DayData
    from cehrs_desktop.application.ports import PackMissing
    from cehrs_desktop.files.incident_file import load_deck
    from cehrs_desktop.files.located_json import left_out
    from cehrs_desktop.files.venue_file import load_venues

    try:
        shipped, incidents = data_file("resources/venues"), data_file("resources/incidents")
    except FileNotFoundError as error:
        raise PackMissing("resources", str(error)) from error
    venues = load_venues(shipped, [paths.data / "venues"])
    deck = load_deck(incidents, [paths.data / "incidents"], venues.venues)
    if not venues.venues:
        raise PackMissing(str(shipped), "there is no venue that can be used")
    return DayData(venues.venues, venues.own, deck.deck, left_out((*venues.problems, *deck.problems)))
