"""`cehrs incidents`: what can go wrong in a rehearsal, for those who write their own incidents."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import DONE, FAILED, put, say, with_json
from cehrs_desktop.cli.venues import (
    added_folders,
    own_folder,
    plain_problem,
    shipped_folder,
    tell_problems,
    venues_here,
)

if TYPE_CHECKING:
    from cehrs_desktop.files.incident_file import LoadedDeck
    from cehrs_desktop.rehearsal.incidents import Incident


def add_commands(commands: Any) -> None:
    """Add `incidents` to the command line."""
    incidents = commands.add_parser("incidents", help="what can go wrong in a rehearsal")
    incidents = incidents.add_subparsers(metavar="WHAT", required=True)
    listed = incidents.add_parser("list", help="the incidents of the deck")
    listed.add_argument("--venue", help="only those that come up at this venue")
    listed.add_argument("--level", help="only those that come up in this level")
    with_json(listed, _incidents_list)
    check = incidents.add_parser("check", help="check files of the deck, all of them together, over the program's own")
    check.add_argument("file", type=Path, nargs="+")
    with_json(check, _incidents_check)
    draw = incidents.add_parser("draw", help="what would come up with a seed")
    draw.add_argument("--venue", required=True)
    draw.add_argument("--level", required=True)
    draw.add_argument("--seed", required=True)
    draw.add_argument("--minutes", type=_minutes, default=125, help="the exam's time; 125 without this")
    with_json(draw, _incidents_draw)
    with_json(incidents.add_parser("schema", help="the JSON Schema of a file of the deck"), _incidents_schema)


def _deck() -> LoadedDeck:
    from cehrs_desktop.files.incident_file import load_deck

    return load_deck(shipped_folder("incidents"), added_folders("incidents"), venues_here().venues)


def _minutes(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 1000:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of minutes from 1 to 1000")


def _incidents_list(chosen: argparse.Namespace) -> int:
    loaded = _deck()
    if _unknown(chosen, loaded):
        return FAILED
    listed = [
        incident
        for incident in loaded.deck.incidents
        if chosen.venue in (None, *incident.venues) and chosen.level in (None, *incident.levels)
    ]
    if chosen.json:
        problems = [plain_problem(problem) for problem in loaded.problems]
        put({"incidents": [_summary(one, loaded) for one in listed], "problems": problems})
        return DONE
    for incident in listed:
        places = ", ".join(incident.venues)
        say(f"{incident.id:24} {incident.size:7} {', '.join(incident.levels):24} {places:24} {incident.title}")
    say(f"{_counted(len(listed))}. Files in {own_folder('incidents')} are added to these.")
    tell_problems(loaded.problems)
    return DONE


def _summary(incident: Incident, loaded: LoadedDeck) -> dict[str, Any]:
    return {
        "id": incident.id,
        "title": incident.title,
        "venues": list(incident.venues),
        "levels": list(incident.levels),
        "size": incident.size,
        "part": incident.when.part,
        "unconfirmed": incident.unconfirmed,
        "own": incident.id in loaded.own,
        "replaces": incident.id in loaded.replaced,
        "file": str(loaded.files[incident.id]),
    }


def _unknown(chosen: argparse.Namespace, loaded: LoadedDeck) -> bool:
    venues = {venue.id for venue in venues_here().venues}
    levels = {level.id for level in loaded.deck.levels}
    for what, given, known in (("venue", chosen.venue, venues), ("level", chosen.level, levels)):
        if given is not None and given not in known:
            say(f"There is no {what} {given!r}. There are: {', '.join(sorted(known))}.")
            return True
    return False


def _incidents_check(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.files.incident_file import check_files

    loaded = check_files(shipped_folder("incidents"), chosen.file, venues_here().venues)
    passed = not any(problem.left_out for problem in loaded.problems)
    if chosen.json:
        own = sorted(loaded.own)
        put({"ok": passed, "incidents": own, "problems": [plain_problem(problem) for problem in loaded.problems]})
        return DONE if passed else FAILED
    tell_problems(loaded.problems)
    if passed:
        replaced = f", {len(loaded.replaced)} of them in place of the program's own" if loaded.replaced else ""
        usable = "It can be used." if len(loaded.own) == 1 else "They can be used."
        say(f"{_counted(len(loaded.own))}{replaced}. {usable}")
    return DONE if passed else FAILED


def _incidents_draw(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.rehearsal.incidents import draw_incidents

    loaded = _deck()
    if _unknown(chosen, loaded):
        return FAILED
    venue = next(venue for venue in venues_here().venues if venue.id == chosen.venue)
    steps = [step.id for step in venue.steps]
    drawn = draw_incidents(loaded.deck, venue.id, chosen.level, chosen.seed, minutes=chosen.minutes, steps=steps)
    if chosen.json:
        put([_summary(one.incident, loaded) | {"minute": one.minute, "step": one.step} for one in drawn])
        return DONE
    for one in drawn:
        when = f"before {one.step}" if one.step else f"minute {one.minute}"
        say(f"{when:20} {one.incident.size:7} {one.incident.id:24} {one.incident.title}")
    say(f"{_counted(len(drawn))} with seed {chosen.seed!r}.")
    return DONE


def _counted(count: int) -> str:
    return "1 incident" if count == 1 else f"{count} incidents"


def _incidents_schema(_: argparse.Namespace) -> int:
    import json

    from cehrs_desktop.files.incident_file import schema_text

    put(json.loads(schema_text()))
    return DONE
