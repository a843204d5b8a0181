"""The deck of incidents, and drawing from it: by seed and level, never more than the level allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cehrs_desktop.rehearsal.acts import Act
from cehrs_desktop.rehearsal.draws import between, shuffled

APART_MINUTES = 6
"""Two incidents begin at least so many minutes of exam time apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A house rule that can be broken: `text` is the rule in words, `major` when breaking it ends an exam at once."""

    id: str
    title: str
    text: str
    major: bool = False
    source: str = ""
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When an incident may begin: in the exam between two minutes of exam time used, or before a step of the venue."""

    part: Literal["exam", "step"] = "exam"
    from_minute: int = 5
    to_minute: int = 110
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something that goes wrong: a scene of acts, and what is said about it afterwards.

    `venues` and `levels` are where it may come up; `size` is ``small``, ``large`` (time or nerves are lost) or
    ``ending`` (it can lead to the end of the exam). `rule` is what holds, `on_the_day` what to do then, `source` a
    public address or empty, `unconfirmed` whether it is known of NHA's own exam.
    """

    id: str
    title: str
    venues: tuple[str, ...]
    levels: tuple[str, ...]
    size: Literal["small", "large", "ending"]
    when: When
    acts: tuple[Act, ...]
    rule: str
    on_the_day: str
    source: str = ""
    unconfirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How much may go wrong: at most so many incidents, of them so many large ones; `endings`: whether one may end."""

    id: str
    title: str
    text: str
    at_most: int
    at_least: int = 0
    large: int = 0
    endings: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is said about something that the program noticed by itself. It is told and never counted.

    `kind` is the event's kind without ``observed.``; `innocent` are explanations in which nobody did anything wrong.
    """

    kind: str
    title: str
    rule: str
    innocent: tuple[str, ...]
    on_the_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """All incidents with the levels, the rules that can be broken, and the words for what is observed."""

    levels: tuple[Level, ...]
    rules: tuple[Rule, ...]
    incidents: tuple[Incident, ...]
    observations: tuple[Observation, ...] = ()
    version: str = "1"

    def level(self, level_id: str) -> Level:
        """The level of this id. Raises `KeyError`."""
        return {level.id: level for level in self.levels}[level_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An incident that will come up: at a minute of exam time used, or before a step (`minute` is then -1)."""

    incident: Incident
    minute: int = -1
    step: str = ""


def draw_incidents(
    deck: Deck, venue_id: str, level_id: str, seed: str, *, minutes: int, steps: Sequence[str] = ()
) -> tuple[Planned, ...]:
    """What will come up in one attempt, in the order of time; the same arguments give the same.

    `minutes` is the exam's time, `steps` are the ids of the venue's steps. Never more than the level allows: in all,
    of those that are not small, and one ending at most, where a level has endings at all.
    """
    level = deck.level(level_id)
    open_to = [i for i in deck.incidents if venue_id in i.venues and level_id in i.levels and _has_room(i, minutes)]
    wanted = between(seed, "how many", level.at_least, level.at_most)
    chosen: list[Planned] = []
    for incident in shuffled(seed, "incidents", open_to):
        if len(chosen) == wanted:
            break
        if incident.size != "small" and sum(p.incident.size != "small" for p in chosen) >= level.large:
            continue
        if incident.size == "ending" and (not level.endings or any(p.incident.size == "ending" for p in chosen)):
            continue
        planned = _placed(incident, chosen, seed, minutes, steps)
        if planned is not None:
            chosen.append(planned)
    return tuple(sorted(chosen, key=lambda planned: (planned.minute, planned.incident.id)))


def _has_room(incident: Incident, minutes: int) -> bool:
    return incident.when.part == "step" or incident.when.from_minute < minutes


def _placed(
    incident: Incident, chosen: Sequence[Planned], seed: str, minutes: int, steps: Sequence[str]
) -> Planned | None:
    """The incident at a minute that is far enough from the others, or before a step of its own; `None`: no room."""
    if incident.when.part == "step":
        free = [s for s in incident.when.steps if s in steps and s not in {planned.step for planned in chosen}]
        return Planned(incident=incident, step=shuffled(seed, incident.id, free)[0]) if free else None
    first, last = incident.when.from_minute, min(incident.when.to_minute, minutes - 3)
    in_exam = [planned for planned in chosen if planned.minute >= 0]
    ending = incident.size == "ending"
    # What may end the exam comes after everything else of it: nothing that was drawn is lost by it.
    if ending:
        first = max([first, *(planned.minute + APART_MINUTES for planned in in_exam)])
    else:
        last = min([last, *(p.minute - APART_MINUTES for p in in_exam if p.incident.size == "ending")])
    free_minutes = [
        minute
        for minute in range(first, last + 1)
        if all(abs(minute - planned.minute) >= APART_MINUTES for planned in in_exam)
    ]
    if ending:
        # And late, so that there is room before it.
        free_minutes = free_minutes[len(free_minutes) // 2 :]
    if not free_minutes:
        return None
    return Planned(incident=incident, minute=free_minutes[between(seed, incident.id, 0, len(free_minutes) - 1)])
