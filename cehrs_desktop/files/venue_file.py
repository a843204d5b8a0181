"""Reads venue files: those that came with the program and those of a training program, which can replace them.

A file that cannot be used is left out and reported; it never stops anybody. What a venue may hold is said by
`rehearsal.venue`, what makes it a day by `rehearsal.soundness`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cehrs_desktop.files import value_models
from cehrs_desktop.files.located_json import FileProblem, FileUnusable, read_json
from cehrs_desktop.rehearsal.soundness import venue_flaws
from cehrs_desktop.rehearsal.venue import Venue

SCHEMA = "venue-file.schema.json"
OTHER_FILES = ("computer.json",)
"""What lies in the folder of the shipped venues and is none."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """All venues that can be used, in the order of a list. `files` is where each one was read, by id; `own` are the
    ids that are not the program's own, or replace one of those (`replaced`). `problems` are about files of their own.
    """

    venues: tuple[Venue, ...]
    files: Mapping[str, Path]
    own: frozenset[str]
    replaced: frozenset[str]
    problems: tuple[FileProblem, ...]


def read_venue(file: Path) -> Venue:
    """The venue in a file. Raises `FileUnusable` with everything that is wrong with it."""
    located = read_json(file)
    venue = value_models.value_of(Venue, located)
    if flaws := venue_flaws(venue):
        raise FileUnusable([located.problem(flaw.place, flaw.text) for flaw in flaws])
    return venue


def load_venues(shipped: Path, own: Sequence[Path] = ()) -> Loaded:
    """The shipped venues and those in folders of the user's own; a folder need not exist. A venue in a later folder
    replaces the one with its id; of two in one folder the first is used. Never raises."""
    found: dict[str, tuple[Venue, Path]] = {}
    problems: list[FileProblem] = []
    of_program = frozenset[str]()
    for folder in (shipped, *own):
        here: dict[str, tuple[Venue, Path]] = {}
        for file in data_files(folder):
            try:
                venue = read_venue(file)
            except FileUnusable as error:
                problems += error.problems
                continue
            if venue.id in here:
                told = f"the venue {venue.id!r} stands in {here[venue.id][1].name} too"
                problems.append(FileProblem(file, told, "Give it an id of its own, or remove one of the two."))
            else:
                here[venue.id] = venue, file
        found |= here
        if folder == shipped:
            of_program = frozenset(here)
    ordered = sorted(found.values(), key=lambda one: (one[0].order, one[0].title))
    files = {venue.id: file for venue, file in ordered}
    added = frozenset(name for name, file in files.items() if file.parent != shipped)
    return Loaded(tuple(venue for venue, _ in ordered), files, added, added & of_program, tuple(problems))


def data_files(folder: Path) -> list[Path]:
    """The files of a folder that should hold venues or parts of a deck, by name."""
    try:
        listed = sorted(folder.glob("*.json"))
    except OSError:
        return []
    return [file for file in listed if not file.name.endswith(".schema.json") and file.name not in OTHER_FILES]


def venue_text(venue: Venue) -> str:
    """A venue as the text of a file: a starting point to edit."""
    return value_models.file_text(venue, SCHEMA)


def schema_text() -> str:
    """The JSON Schema of a venue file, as it stands beside the shipped ones."""
    return value_models.schema_text(Venue, "A venue: the steps of its day, its rules, its staff")
