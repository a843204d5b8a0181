"""Whether a venue makes a day and a deck can be played: every flaw with its place, for files that people write.

Types are not judged here (`plain` and `files` do that), nor whether words are good. Nothing here repairs anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import cast

from cehrs_desktop.rehearsal.acts import Act, Ask, EndHere, Fault, NewStation, Noise, Pause, Recheck, Warn
from cehrs_desktop.rehearsal.incidents import Deck, Incident, Level, Rule
from cehrs_desktop.rehearsal.venue import (
    AcceptStep,
    AppointmentStep,
    ChecklistStep,
    CountStep,
    EndSessionStep,
    ExamStep,
    IdentityStep,
    LaunchStep,
    NameStep,
    ProgramsStep,
    SortStep,
    Step,
    SystemStep,
    TutorialTestStep,
    Venue,
    WaitStep,
)

FILLED = ("name", "seat", "appointment", "late", "sheets")
"""What stands in braces in the title and text of a step is one of these, and is filled in when it is shown."""

_BRACES = re.compile(r"\{(\w*)\}")
_LONE_BRACE = re.compile(r"\{[^{}]*(?=\{|$)|(?:^|(?<=\}))[^{}]*\}")
_LONE = "a brace is opened and not closed, or closed and not opened"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: its place, such as ``steps[3].cards[0]``, and what it is and should be."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


class VenueUnusable(ValueError):
    """A venue whose steps make no day; the text says which and why."""


class DeckUnusable(ValueError):
    """A deck that cannot be played; the text says which incident and why."""


def check_venue(venue: Venue) -> None:
    """Raise `VenueUnusable` with every flaw of the venue, if it has any."""
    if flaws := venue_flaws(venue):
        raise VenueUnusable("\n".join(str(flaw) for flaw in flaws))


def check_deck(deck: Deck) -> None:
    """Raise `DeckUnusable` with every flaw of the deck, if it has any."""
    if flaws := deck_flaws(deck):
        raise DeckUnusable("\n".join(str(flaw) for flaw in flaws))


# ---- venues
def venue_flaws(venue: Venue) -> tuple[Flaw, ...]:
    """What keeps the steps from making a day: one exam, unique ids, every name that is pointed at exists, every drill
    can be passed, and appointment, launch and scratch paper stand in an order that works."""
    return tuple(_venue_flaws(venue))


def _venue_flaws(venue: Venue) -> Iterator[Flaw]:
    if venue.opens_minutes < 0:
        yield Flaw("opens_minutes", "0 or more is needed")
    if venue.late_minutes < 0:
        yield Flaw("late_minutes", "0 or more is needed")
    if not venue.staff:
        yield Flaw("staff", "at least one name or role is needed")
    yield from _doubled("steps", [step.id for step in venue.steps])
    yield from _doubled("requests", [request.id for request in venue.requests])
    exams = [n for n, step in enumerate(venue.steps) if isinstance(step, ExamStep)]
    if not exams:
        yield Flaw("steps", "one step of kind 'exam' is needed")
    for more in exams[1:]:
        yield Flaw(f"steps[{more}]", "a second exam; a venue has exactly one step of kind 'exam'")
    for index, step in enumerate(venue.steps):
        place = f"steps[{index}]"
        yield from _inside(step, place)
        yield from _misplaced(venue, index, exams[0] if exams else index, place)
        yield from _step_words(step, place)
    yield from _relaunch_flaws(venue, exams[0] if exams else len(venue.steps))
    for index, request in enumerate(venue.requests):
        # What the staff do when asked ends nothing and warns of nothing: asking is never held against anybody.
        yield from acts_flaws(request.acts, f"requests[{index}].acts", rules=(), ends=False)
        yield from _unfilled(request, f"requests[{index}]")
    yield from _unfilled(venue.house_rules, "house_rules")


def _inside(step: Step, place: str) -> Iterator[Flaw]:
    """What is wrong within one step."""
    match step:
        case IdentityStep(cards=cards, offered=offered):
            yield from _doubled(f"{place}.cards", [card.id for card in cards])
            if not cards or all(card.refused for card in cards):
                yield Flaw(f"{place}.cards", "one card at least has to be taken (without 'refused')")
            if cards and not 1 <= offered <= len(cards):
                yield Flaw(f"{place}.offered", f"a number from 1 to {len(cards)} (its cards) is needed, not {offered}")
            for n, card in enumerate(cards):
                if not card.refused and (card.expired or card.photo or not card.signed or card.name != "right"):
                    yield Flaw(f"{place}.cards[{n}].refused", "something is wrong with the card: say why it is refused")
        case SortStep(places=places, things=things):
            known = [one.id for one in places]
            yield from _doubled(f"{place}.places", known)
            yield from _doubled(f"{place}.things", [thing.id for thing in things])
            for n, thing in enumerate(things):
                if thing.right not in known:
                    yield Flaw(f"{place}.things[{n}].right", f"{thing.right!r} is none of its places: {_list(known)}")
        case ChecklistStep(checks=checks, findings=findings):
            yield from _doubled(f"{place}.checks", [check.id for check in checks])
            if not checks:
                yield Flaw(f"{place}.checks", "at least one is needed")
            having = sum(bool(check.finding) for check in checks)
            if not 0 <= findings <= having:
                yield Flaw(f"{place}.findings", f"a number from 0 to {having} (checks with a 'finding') is needed")
            for n, check in enumerate(checks):
                if bool(check.finding) != bool(check.remedy):
                    yield Flaw(f"{place}.checks[{n}]", "'finding' and 'remedy' are given together or not at all")
        case ProgramsStep(programs=programs, running=running):
            yield from _doubled(f"{place}.programs", [program.id for program in programs])
            if not 0 <= running <= len(programs):
                yield Flaw(f"{place}.running", f"a number from 0 to {len(programs)} (its programs) is needed")
        case WaitStep(shortest=shortest, longest=longest) if not 0 <= shortest <= longest:
            yield Flaw(f"{place}.shortest", "0 or more and not above 'longest' is needed, in minutes")
        case CountStep(sheets=sheets, short=short) if sheets < (2 if short else 1):
            yield Flaw(f"{place}.sheets", "at least 1 is needed, and 2 where one may be missing ('short')")
        case LaunchStep(seconds=seconds) if seconds < 0:
            yield Flaw(f"{place}.seconds", "0 or more is needed")
        case TutorialTestStep():
            for field, least in (("launches", 1), ("minutes", 1), ("closes_minutes", 0), ("days_before", 0)):
                if getattr(step, field) < least:
                    yield Flaw(f"{place}.{field}", f"{least} or more is needed")
        case NameStep(other_name=True, others=()):
            yield Flaw(f"{place}.others", "at least one other name is needed with 'other_name'")
        case AcceptStep(rules=()):
            yield Flaw(f"{place}.rules", "at least one rule is needed")
        case _:
            pass


def _misplaced(venue: Venue, index: int, exam_at: int, place: str) -> Iterator[Flaw]:
    """What is wrong with where a step stands among the others."""
    step, before = venue.steps[index], venue.steps[:index]
    match step:
        case AcceptStep(back_to=back_to) if back_to not in [one.id for one in before]:
            yield Flaw(f"{place}.back_to", f"{back_to!r} is no step before it: {_list(one.id for one in before)}")
        case CountStep(way="in") if not any(isinstance(one, CountStep) and one.way == "out" for one in before):
            yield Flaw(place, "scratch paper is handed in that no step before it handed out")
        case EndSessionStep() if index < exam_at:
            yield Flaw(place, "the session cannot end before the exam; put it after the step of kind 'exam'")
        case AppointmentStep() | LaunchStep() | SystemStep() | NameStep() | AcceptStep() if index > exam_at:
            yield Flaw(place, f"a step of kind {step.kind!r} belongs before the exam")
        case TutorialTestStep() if index > exam_at:
            yield Flaw(place, f"a step of kind {step.kind!r} belongs before the exam")
        case TutorialTestStep(days_before=days) if days > 0 and any(isinstance(one, AppointmentStep) for one in before):
            yield Flaw(f"{place}.days_before", "after the appointment it is the day itself: 0 is needed")
        case _:
            pass


def _relaunch_flaws(venue: Venue, exam_at: int) -> Iterator[Flaw]:
    """What keeps steps from being done once more in the middle of the exam."""
    before = {step.id: step for step in venue.steps[:exam_at]}
    for n, name in enumerate(venue.relaunch_steps):
        step = before.get(name)
        if step is None:
            yield Flaw(f"relaunch_steps[{n}]", f"{name!r} is no step before the exam: {_list(before)}")
        elif isinstance(step, (AppointmentStep, CountStep, TutorialTestStep)):
            yield Flaw(f"relaunch_steps[{n}]", f"a step of kind {step.kind!r} is not done once more")
        elif name in venue.relaunch_steps[:n]:
            yield Flaw(f"relaunch_steps[{n}]", f"{name!r} is there twice")


# ---- decks
def deck_flaws(deck: Deck) -> tuple[Flaw, ...]:
    """What keeps the deck from being played: ids are unique, rules and levels that are named exist, every question has
    a good answer and a silent one that exists, and what ends an exam is declared as an ending."""
    return tuple(_deck_flaws(deck))


def _deck_flaws(deck: Deck) -> Iterator[Flaw]:
    yield from _doubled("levels", [level.id for level in deck.levels])
    yield from _doubled("rules", [rule.id for rule in deck.rules])
    yield from _doubled("incidents", [incident.id for incident in deck.incidents])
    yield from _doubled("observations", [one.kind for one in deck.observations], what="kind")
    for n, level in enumerate(deck.levels):
        if level.id == "none":
            yield Flaw(f"levels[{n}].id", "'none' is kept for a day on which nothing happens")
        if not 0 <= level.at_least <= level.at_most:
            yield Flaw(f"levels[{n}].at_least", f"a number from 0 to {level.at_most} ('at_most') is needed")
        if level.large < 0:
            yield Flaw(f"levels[{n}].large", "0 or more is needed")
    for n, incident in enumerate(deck.incidents):
        yield from _incident_flaws(incident, deck, f"incidents[{n}]")
    for name, values in (("levels", deck.levels), ("rules", deck.rules), ("observations", deck.observations)):
        yield from _unfilled(values, name)


def _incident_flaws(incident: Incident, deck: Deck, place: str) -> Iterator[Flaw]:
    if not incident.venues:
        yield Flaw(f"{place}.venues", "at least one venue is needed")
    if not incident.levels:
        yield Flaw(f"{place}.levels", f"at least one is needed: {_list(level.id for level in deck.levels)}")
    levels = {level.id: level for level in deck.levels}
    for n, name in enumerate(incident.levels):
        if name not in levels:
            yield Flaw(f"{place}.levels[{n}]", f"there is no level {name!r}; there are {_list(levels)}")
        elif shut := _shut_out(incident, levels[name]):
            yield Flaw(f"{place}.levels[{n}]", shut)
    when = incident.when
    if when.part == "step" and not when.steps:
        yield Flaw(f"{place}.when.steps", "before which steps may it come? At least one id is needed")
    if when.part == "exam" and when.steps:
        yield Flaw(f"{place}.when.steps", "steps are for part 'step'; in the exam, give from_minute and to_minute")
    if when.part == "exam" and not 0 <= when.from_minute <= when.to_minute:
        yield Flaw(f"{place}.when.from_minute", "0 or more and not above 'to_minute' is needed")
    if when.part == "step" and incident.size == "ending":
        yield Flaw(f"{place}.size", "an ending comes in the exam, not before a step")
    yield from acts_flaws(incident.acts, f"{place}.acts", rules=deck.rules, ends=incident.size == "ending")
    yield from _unfilled(incident, place)


def _shut_out(incident: Incident, level: Level) -> str:
    if incident.size != "small" and level.large == 0:
        return f"it is {incident.size!r}, and the level {level.id!r} has room for small ones only"
    if incident.size == "ending" and not level.endings:
        return f"the level {level.id!r} has no endings"
    return ""


def acts_flaws(acts: Sequence[Act], place: str, *, rules: Sequence[Rule], ends: bool) -> Iterator[Flaw]:
    """What keeps the acts of a scene from being played; `ends`: whether it may end the exam."""
    if not acts:
        yield Flaw(place, "a scene needs at least one act")
    for n, act in enumerate(acts):
        yield from _act_flaws(act, f"{place}[{n}]", rules, ends)


def _act_flaws(act: Act, place: str, rules: Sequence[Rule], ends: bool) -> Iterator[Flaw]:
    match act:
        case Warn(rule=rule) | EndHere(rule=rule) if rule not in [one.id for one in rules]:
            known = _list(one.id for one in rules) or "none, for requests warn of nothing and end nothing"
            yield Flaw(f"{place}.rule", f"there is no rule {rule!r}; there are: {known}")
        case EndHere() if not ends:
            yield Flaw(place, "it ends the exam, so the size of the incident has to be 'ending'")
        case Recheck(checks=()):
            yield Flaw(f"{place}.checks", "at least one line is needed")
        case Pause(seconds=seconds) | Fault(seconds=seconds) | NewStation(seconds=seconds) | Noise(seconds=seconds):
            if seconds < 1:
                yield Flaw(f"{place}.seconds", "at least 1 is needed")
        case Ask(choices=choices, silent=silent, seconds=seconds):
            ids = [choice.id for choice in choices]
            yield from _doubled(f"{place}.choices", ids)
            if seconds < 1:
                yield Flaw(f"{place}.seconds", "at least 1 is needed")
            if not any(choice.good for choice in choices):
                yield Flaw(f"{place}.choices", "one choice at least has to be good")
            if silent not in ids:
                said = f"{silent!r} is none of its choices" if silent else "what follows when nobody answers is missing"
                yield Flaw(f"{place}.silent", f"{said}: {_list(ids)}")
            for n, choice in enumerate(choices):
                for at, then in enumerate(choice.then):
                    yield from _act_flaws(then, f"{place}.choices[{n}].then[{at}]", rules, ends)
        case _:
            pass


# ---- what both share
def _doubled(place: str, ids: Sequence[str], what: str = "id") -> Iterator[Flaw]:
    for n, one in enumerate(ids):
        if one in ids[:n]:
            yield Flaw(f"{place}[{n}].{what}", f"{one!r} is there twice; give each its own")


def _unfilled(value: object, place: str) -> Iterator[Flaw]:
    """Words in braces, where nothing fills them in."""
    for at, name in _in_braces(value, place):
        if name is None:
            yield Flaw(at, _LONE)
        else:
            yield Flaw(at, f"nothing is filled in for {{{name}}} here")


def _step_words(step: Step, place: str) -> Iterator[Flaw]:
    """The same for a step, in whose title and text some words are filled in."""
    for at, name in _in_braces(step, place):
        if name is None:
            yield Flaw(at, _LONE)
        elif not at.startswith((f"{place}.title", f"{place}.text")):
            yield Flaw(at, f"nothing is filled in for {{{name}}} here, only in the step's title and text")
        elif name not in FILLED:
            yield Flaw(at, f"nothing is filled in for {{{name}}}; there are {_list(FILLED)}")


def _in_braces(value: object, place: str) -> Iterator[tuple[str, str | None]]:
    """Each word in braces with its place; `None` for a brace that is opened and not closed, or the other way."""
    if isinstance(value, str):
        yield from ((place, name) for name in _BRACES.findall(value))
        if _LONE_BRACE.search(_BRACES.sub("", value)):
            yield place, None
    elif isinstance(value, tuple):
        for n, part in enumerate(cast(tuple[object, ...], value)):
            yield from _in_braces(part, f"{place}[{n}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _in_braces(getattr(value, field.name), f"{place}.{field.name}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
