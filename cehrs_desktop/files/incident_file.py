"""Reads the deck of incidents: the program's own files and those of a training program, put together to one deck.

A file holds any part of a deck: levels, rules, incidents, words for what is observed. What has an id that is there
already replaces it; all else is added. A file that cannot be used is left out and reported; it never stops anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from cehrs_desktop.files import value_models
from cehrs_desktop.files.located_json import FileProblem, FileUnusable, Located, read_json
from cehrs_desktop.files.venue_file import data_files
from cehrs_desktop.rehearsal.incidents import Deck, Incident, Level, Observation, Rule
from cehrs_desktop.rehearsal.soundness import deck_flaws
from cehrs_desktop.rehearsal.venue import Venue

SCHEMA = "deck-file.schema.json"

EMPTY = Deck(levels=(), rules=(), incidents=())

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckPart:
    """A file of the deck: any of levels, rules, incidents and words for what is observed."""

    levels: tuple[Level, ...] = ()
    rules: tuple[Rule, ...] = ()
    incidents: tuple[Incident, ...] = ()
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedDeck:
    """The deck of all files that can be used. `files` is where each incident was read, by id; `own` are the ids of
    incidents that are not the program's own, or replace one of those (`replaced`)."""

    deck: Deck
    files: Mapping[str, Path]
    own: frozenset[str]
    replaced: frozenset[str]
    problems: tuple[FileProblem, ...]


def load_deck(shipped: Path, own: Sequence[Path] = (), venues: Sequence[Venue] = ()) -> LoadedDeck:
    """The deck of a folder, with the files of folders of the user's own; a folder need not exist. With `venues`,
    names of venues and steps that are in none of them are told; such incidents stay, and come up nowhere. Never raises.
    """
    loaded = _of_program(shipped)
    for folder in own:
        loaded = _with_files(loaded, _read_together(data_files(folder)))
    return _with_notes(loaded, venues)


def check_files(shipped: Path, files: Sequence[Path], venues: Sequence[Venue]) -> LoadedDeck:
    """These files over the program's deck, as `load_deck` would take them from one folder; notes are theirs only."""
    loaded = _with_notes(_with_files(_of_program(shipped), _read_together(files)), venues)
    return replace(loaded, problems=tuple(one for one in loaded.problems if one.file in files))


def _of_program(shipped: Path) -> LoadedDeck:
    loaded = _with_files(LoadedDeck(EMPTY, {}, frozenset(), frozenset(), ()), _read_together(data_files(shipped)))
    return replace(loaded, own=frozenset(), replaced=frozenset())


def _with_notes(loaded: LoadedDeck, venues: Sequence[Venue]) -> LoadedDeck:
    unknown = tuple(_unknown_names(loaded, venues)) if venues else ()
    return replace(loaded, problems=loaded.problems + unknown)


@dataclass(frozen=True, slots=True)
class _ReadPart:
    """A file of the deck that was read, or its problems."""

    file: Path
    part: DeckPart | None
    located: Located | None
    problems: tuple[FileProblem, ...] = ()


def _read_together(files: Iterable[Path]) -> list[_ReadPart]:
    """Read files of the deck one by one. An incident that stands in two of them is a problem of the second."""
    read: list[_ReadPart] = []
    seen: dict[str, Path] = {}
    for file in files:
        try:
            located = read_json(file)
            part = value_models.value_of(DeckPart, located)
        except FileUnusable as error:
            read.append(_ReadPart(file, None, None, error.problems))
            continue
        twice = [
            located.problem(
                f"incidents[{n}].id", f"{one.id!r} stands in {seen[one.id].name} too", "Keep one of the two."
            )
            for n, one in enumerate(part.incidents)
            if one.id in seen
        ]
        read.append(_ReadPart(file, None if twice else part, located, tuple(twice)))
        if not twice:
            seen |= {incident.id: file for incident in part.incidents}
    return read


def _with_files(loaded: LoadedDeck, files: Sequence[_ReadPart]) -> LoadedDeck:
    """The deck with these files. Files may need each other (a rule here, an incident there), so all that can be used
    together are; a file with a flaw is left out, and with it nothing else but what needs it."""
    problems = [problem for one in files for problem in one.problems]
    usable = [one for one in files if one.part is not None]
    while True:
        deck = loaded.deck
        for one in usable:
            deck = _merged(deck, one.part or DeckPart())
        flawed = _flaws_by_file(deck, usable)
        if not flawed:
            break
        problems += [problem for found in flawed.values() for problem in found]
        usable = [one for one in usable if one.file not in flawed]
    added = {incident.id: one.file for one in usable for incident in (one.part or DeckPart()).incidents}
    return LoadedDeck(
        deck,
        {**loaded.files, **added},
        loaded.own | frozenset(added),
        loaded.replaced | (frozenset(added) & frozenset(loaded.files)),
        loaded.problems + tuple(problems),
    )


def schema_text() -> str:
    """The JSON Schema of a file of the deck, as it stands beside the shipped ones."""
    return value_models.schema_text(DeckPart, "A part of the deck: levels, rules, incidents, words for observations")


# ---- putting parts together
def _merged(deck: Deck, part: DeckPart) -> Deck:
    return Deck(
        levels=_over(deck.levels, part.levels, lambda one: one.id),
        rules=_over(deck.rules, part.rules, lambda one: one.id),
        incidents=_over(deck.incidents, part.incidents, lambda one: one.id),
        observations=_over(deck.observations, part.observations, lambda one: one.kind),
    )


def _over(old: Sequence[T], new: Sequence[T], name: Callable[[T], str]) -> tuple[T, ...]:
    """The old ones with the new in their places, then those that are new. What is twice in `new` stays twice, to be
    found as a flaw."""
    replacing = {name(one): one for one in new}
    kept = [replacing.get(name(one), one) for one in old]
    names = {name(one) for one in old}
    doubled = [one for n, one in enumerate(new) if any(name(one) == name(other) for other in new[:n])]
    return (*kept, *(one for one in replacing.values() if name(one) not in names), *doubled)


def _flaws_by_file(deck: Deck, usable: Sequence[_ReadPart]) -> dict[Path, list[FileProblem]]:
    """The flaws of a deck, each as a problem of the last file that holds the part in which it is."""
    found: dict[Path, list[FileProblem]] = {}
    for flaw in deck_flaws(deck):
        table, index, rest = _split(flaw.place)
        value = getattr(deck, table)[index]
        for one in reversed(usable):
            own: tuple[object, ...] = getattr(one.part, table)
            if value in own and one.located is not None:
                # The last of equal ones: of two that are the same, the second is one too many.
                at = len(own) - 1 - own[::-1].index(value)
                found.setdefault(one.file, []).append(one.located.problem(f"{table}[{at}]{rest}", flaw.text))
                break
        else:
            # It was sound before: a level or a rule that one of these files changed no longer fits it.
            names = [one for one in usable if one.part and (one.part.levels or one.part.rules)] or list(usable)
            told = f"with this file, {getattr(value, 'id', table)!r} no longer fits: {flaw.text}"
            found.setdefault(names[-1].file, []).append(FileProblem(names[-1].file, told))
    return found


def _split(place: str) -> tuple[str, int, str]:
    table, index, rest = re.fullmatch(r"(\w+)\[(\d+)\](.*)", place).groups()  # pyright: ignore[reportOptionalMemberAccess]
    return table, int(index), rest


def _unknown_names(loaded: LoadedDeck, venues: Sequence[Venue]) -> Iterator[FileProblem]:
    """Names of venues and steps that no venue has: nothing is wrong with them, and nothing will come of them."""
    ids = {venue.id: {step.id for step in venue.steps} for venue in venues}
    for incident in loaded.deck.incidents:
        file = loaded.files[incident.id]
        for name in incident.venues:
            if name not in ids:
                told = f"the incident {incident.id!r} names the venue {name!r}, which is not here"
                yield FileProblem(file, told, f"There are: {', '.join(ids)}.", left_out=False)
        known = set[str]().union(*(ids.get(name, set[str]()) for name in incident.venues))
        for step in incident.when.steps:
            if step not in known:
                told = f"the incident {incident.id!r} names the step {step!r}, which none of its venues has"
                yield FileProblem(file, told, f"They have: {', '.join(sorted(known))}.", left_out=False)
