"""What a rehearsed day needs from files and from the computer, read when it is wanted: nothing of it at the start."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cehrs_desktop.system.paths import Paths, data_file

if TYPE_CHECKING:
    from cehrs_desktop.application.computer import ComputerSheet
    from cehrs_desktop.application.day_data import DayData
    from cehrs_desktop.application.policy import Policy
    from cehrs_desktop.rehearsal.acceptance import Published
    from cehrs_desktop.rehearsal.displays import Displays
    from cehrs_desktop.rehearsal.venue import Venue


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


def own_folders(name: str, paths: Paths, policy: Policy | None = None) -> list[Path]:
    """Where venues or incidents are added: what everybody on this machine shares, then the data folder."""
    shared = str(policy.value("shared_data")) if policy is not None else ""
    return [*([Path(shared) / name] if shared else []), paths.data / name]


def day_data(paths: Paths, policy: Policy | None = None) -> DayData:
    """The venues and the deck, with those that were added on this computer, as far as its policy offers them. Raises
    `PackMissing` when the program's own files are gone and nothing could be rehearsed."""
    from cehrs_desktop.application.day_data import DayData
    from cehrs_desktop.application.ports import PackMissing
    from cehrs_desktop.files.incident_file import load_deck
    from cehrs_desktop.files.located_json import left_out
    from cehrs_desktop.files.venue_file import load_venues

    try:
        shipped, incidents = data_file("resources/venues"), data_file("resources/incidents")
    except FileNotFoundError as error:
        raise PackMissing("resources", str(error)) from error
    venues = load_venues(shipped, own_folders("venues", paths, policy))
    deck = load_deck(incidents, own_folders("incidents", paths, policy), venues.venues)
    if not venues.venues:
        raise PackMissing(str(shipped), "there is no venue that can be used")
    offered, missing = _offered(venues.venues, policy)
    return DayData(offered, venues.own, deck.deck, (*missing, *left_out((*venues.problems, *deck.problems))))


def known_venues(paths: Paths, policy: Policy | None = None) -> frozenset[str]:
    """The ids of all venues on this computer, offered or not; empty when the program's own files are gone."""
    from cehrs_desktop.files.venue_file import load_venues

    try:
        shipped = data_file("resources/venues")
    except FileNotFoundError:
        return frozenset()
    return frozenset(venue.id for venue in load_venues(shipped, own_folders("venues", paths, policy)).venues)


def _offered(venues: tuple[Venue, ...], policy: Policy | None) -> tuple[tuple[Venue, ...], tuple[str, ...]]:
    """The venues that a policy offers, and a text for each that is not there. Where none of them is, all are offered:
    a wrong policy stops nobody."""
    if policy is None:
        return venues, ()
    wanted = (str(policy.value("venue")),) if "venue" in policy.fixed else policy.texts("venues")
    if not wanted:
        return venues, ()
    from cehrs_desktop.presentation.policy_texts import no_such_venue

    known = {venue.id for venue in venues}
    offered = tuple(venue for venue in venues if venue.id in wanted)
    return offered or venues, tuple(no_such_venue(one) for one in wanted if one not in known)
