"""`cehrs venue`: the days that can be rehearsed, for those who write their own."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import DONE, FAILED, put, say, with_json

if TYPE_CHECKING:
    from cehrs_desktop.files.located_json import FileProblem
    from cehrs_desktop.files.venue_file import Loaded
    from cehrs_desktop.rehearsal.venue import Step, Venue


def add_commands(commands: Any) -> None:
    """Add `venue` to the command line."""
    venue = commands.add_parser("venue", help="the places where an exam is rehearsed")
    venue = venue.add_subparsers(metavar="WHAT", required=True)
    with_json(venue.add_parser("list", help="all venues, and files that were left out"), _venue_list)
    check = venue.add_parser("check", help="check venue files; exit code 1 when one cannot be used")
    check.add_argument("file", type=Path, nargs="+")
    with_json(check, _venue_check)
    show = venue.add_parser("show", help="the day of a venue, step by step; with --json all of it")
    show.add_argument("id")
    with_json(show, _venue_show)
    copy = venue.add_parser("copy", help="write a venue as a file to edit")
    copy.add_argument("id")
    copy.add_argument("file", type=Path, help="a new file; one that exists is never changed")
    with_json(copy, _venue_copy)
    with_json(venue.add_parser("schema", help="the JSON Schema of a venue file"), _venue_schema)


def own_folder(name: str) -> Path:
    """Where a user's own files are looked for; it need not exist."""
    return added_folders(name)[-1]


def added_folders(name: str) -> list[Path]:
    """Where files are added to the program's own: what this machine shares, then the user's own; none need exist."""
    from cehrs_desktop.app.day_of_exam import own_folders
    from cehrs_desktop.app.machine import settled_here

    settled = settled_here()
    return own_folders(name, settled.paths, settled.policy)


def shipped_folder(name: str) -> Path:
    """Where the program's own files are."""
    from cehrs_desktop.system.paths import data_file

    return data_file(f"resources/{name}")


def venues_here() -> Loaded:
    """All venues that can be used here."""
    from cehrs_desktop.files.venue_file import load_venues

    return load_venues(shipped_folder("venues"), added_folders("venues"))


def plain_problem(problem: FileProblem) -> dict[str, Any]:
    """A problem of a file as JSON."""
    named = {field.name: getattr(problem, field.name) for field in fields(problem)}
    return named | {"file": str(problem.file)}


def tell_problems(problems: Sequence[FileProblem]) -> None:
    """Problems of files in words; those that stop nothing are notes."""
    for problem in problems:
        say(str(problem) if problem.left_out else f"Note: {problem}")


def _venue_list(chosen: argparse.Namespace) -> int:
    loaded = venues_here()
    if chosen.json:
        venues = [
            {
                "id": venue.id,
                "title": venue.title,
                "version": venue.version,
                "steps": len(venue.steps),
                "contact": venue.contact,
                "own": venue.id in loaded.own,
                "replaces": venue.id in loaded.replaced,
                "file": str(loaded.files[venue.id]),
            }
            for venue in loaded.venues
        ]
        put(
            {
                "folder": str(own_folder("venues")),
                "venues": venues,
                "problems": [plain_problem(p) for p in loaded.problems],
            }
        )
        return DONE
    for venue in loaded.venues:
        file = loaded.files[venue.id]
        where = f"replaces the program's own: {file}" if venue.id in loaded.replaced else str(file)
        say(
            f"{venue.id:16} {venue.title}, {len(venue.steps)} steps" + (f" ({where})" if venue.id in loaded.own else "")
        )
    say(f"Files in {own_folder('venues')} are added to these.")
    tell_problems(loaded.problems)
    return DONE


def _venue_check(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.files.located_json import FileUnusable
    from cehrs_desktop.files.venue_file import read_venue

    files: list[dict[str, Any]] = []
    for file in chosen.file:
        try:
            venue = read_venue(file)
        except FileUnusable as error:
            files.append({"file": str(file), "ok": False, "problems": [plain_problem(one) for one in error.problems]})
            if not chosen.json:
                tell_problems(error.problems)
        else:
            files.append({"file": str(file), "ok": True, "id": venue.id, "steps": len(venue.steps), "problems": []})
            if not chosen.json:
                say(f"{file}: {venue.title}, {len(venue.steps)} steps. It can be used.")
    passed = all(one["ok"] for one in files)
    if chosen.json:
        put({"ok": passed, "files": files})
    return DONE if passed else FAILED


def _found(venue_id: str) -> Venue | None:
    loaded = venues_here()
    by_id = {venue.id: venue for venue in loaded.venues}
    if venue_id not in by_id:
        say(f"There is no venue {venue_id!r}. There are: {', '.join(by_id)}.")
        tell_problems(loaded.problems)
    return by_id.get(venue_id)


def _venue_show(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.rehearsal.plain import to_plain

    venue = _found(chosen.id)
    if venue is None:
        return FAILED
    if chosen.json:
        put(to_plain(venue))
    else:
        for line in _day_of(venue):
            say(line)
    return DONE


def _day_of(venue: Venue) -> Iterator[str]:
    yield f"{venue.title} ({venue.id}, version {venue.version})"
    yield venue.summary
    yield f"Opens {venue.opens_minutes} minutes before the appointment, closes {venue.late_minutes} minutes after it."
    yield ""
    for number, step in enumerate(venue.steps, 1):
        yield f"{number:3}  {step.kind:13} {step.id:16} {step.title}{_details(step)}"
    yield ""
    yield "May be asked of the staff: " + "; ".join(request.label for request in venue.requests)
    yield "Not known:"
    yield from (f"  {line}" for line in venue.unconfirmed)


def _details(step: Step) -> str:
    from cehrs_desktop.rehearsal.venue import (
        ChecklistStep,
        IdentityStep,
        ProgramsStep,
        SortStep,
        TutorialTestStep,
        WaitStep,
    )

    match step:
        case IdentityStep(cards=cards):
            told = f"{len(cards)} cards, {sum(bool(card.refused) for card in cards)} of them refused"
        case SortStep(things=things):
            told = f"{len(things)} things"
        case ChecklistStep(checks=checks, findings=findings):
            told = f"{len(checks)} checks, {findings} of them with a finding"
        case ProgramsStep(running=running, programs=programs):
            told = f"{running} of {len(programs)} programs"
        case TutorialTestStep(launches=launches, minutes=minutes):
            told = f"{launches} of {minutes} minutes each"
        case WaitStep(shortest=shortest, longest=longest):
            told = f"{shortest} to {longest} minutes"
        case _:
            told = ""
    unknown = "not known for NHA" if step.unconfirmed else ""
    both = "; ".join(part for part in (told, unknown) if part)
    return f" ({both})" if both else ""


def _venue_copy(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.files.venue_file import venue_text

    venue = _found(chosen.id)
    if venue is None:
        return FAILED
    try:
        with chosen.file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(venue_text(venue))
    except FileExistsError:
        say(f"{chosen.file} exists and is unchanged. Give the name of a new file.")
        return FAILED
    except OSError as error:
        say(f"{chosen.file} could not be written: {error.strerror}. Choose another place.")
        return FAILED
    if chosen.json:
        put({"id": venue.id, "file": str(chosen.file)})
    else:
        say(f"{venue.title}, written to {chosen.file}. Give it an id of its own unless it is to replace this venue.")
    return DONE


def _venue_schema(_: argparse.Namespace) -> int:
    import json

    from cehrs_desktop.files.venue_file import schema_text

    put(json.loads(schema_text()))
    return DONE
