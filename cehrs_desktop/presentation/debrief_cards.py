"""The entries of a debrief as cards: a title, where in the day it was, and lines with a label each.

The words of venues and incidents are passed on as they are; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from cehrs_desktop.application.debriefing import Debriefing
from cehrs_desktop.presentation import debrief_card_texts as words
from cehrs_desktop.presentation import debrief_texts as labels
from cehrs_desktop.presentation.conditions import would_have_ended
from cehrs_desktop.presentation.day_view import filled
from cehrs_desktop.presentation.debrief_observed_texts import observed_words
from cehrs_desktop.presentation.debrief_step_texts import step_words
from cehrs_desktop.presentation.lockdown_texts import observation_line
from cehrs_desktop.presentation.report_texts import duration_text, moment
from cehrs_desktop.rehearsal.day import DayState
from cehrs_desktop.rehearsal.debrief_entries import (
    Annotation,
    Decision,
    DeclinedEntry,
    Entry,
    Happening,
    LostEntry,
    ObservedEntry,
    RefusedEntry,
    SceneEntry,
    StepEntry,
    SuspendedEntry,
    WaitEntry,
    times_of,
)

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CardView:
    """One entry. `lines` are label and text; `seq` is the event that a note on it is stored with."""

    kind: str
    title: str
    where: str
    lines: tuple[Line, ...]
    seq: int
    notes: tuple[str, ...]


def card_view(told: Debriefing, entry: Entry, seen: frozenset[int], zone: tzinfo | None) -> CardView:
    """One entry in words. `seen` are the places in the log of what staff would see."""
    place = entry.place
    title, lines = _told(told, entry)
    if entry.source:
        lines.append((labels.SOURCE, entry.source))
    if entry.unconfirmed:
        lines.append((labels.UNCONFIRMED, words.unconfirmed(sourced=bool(entry.source))))
    return CardView(
        kind=entry.kind,
        title=title,
        where=words.where(place.part, place.question, place.used_ms, moment(place.day_ms, zone)),
        lines=tuple((label, text) for label, text in lines if text),
        # An event that staff would see, where there is one: the note then stands in their record too.
        seq=next((seq for seq in place.seqs if seq in seen), place.seqs[0]),
        notes=note_lines(entry.annotations, zone),
    )


def note_lines(annotations: Sequence[Annotation], zone: tzinfo | None) -> tuple[str, ...]:
    """What the candidate wrote, each note with its time."""
    return tuple(labels.note_line(moment(note.at.wall_ms, zone), note.text) for note in annotations)


def step_title(told: Debriefing, title: str) -> str:
    """A step's title as it stood on the screen."""
    plan = told.attempt.day
    return title if plan is None else filled(title, plan, DayState())


def _told(told: Debriefing, entry: Entry) -> tuple[str, list[Line]]:
    """An entry's title, and its lines up to what to do on the day."""
    cost = words.cost_text(entry.cost, entry.place.part)
    match entry:
        case SceneEntry():
            return entry.title, [*_scene(told, entry), (labels.COSTS, cost), (labels.ON_THE_DAY, entry.on_the_day)]
        case StepEntry():
            said = step_words(entry)
            return step_title(told, entry.step.title), [
                (labels.HAPPENED, said.happened),
                (labels.RULE, said.rule),
                (labels.DID, said.did),
                (labels.COSTS, cost if entry.refused else ""),
                (labels.ON_THE_DAY, said.on_the_day),
            ]
        case DeclinedEntry():
            back = words.sent_back(step_title(told, entry.back_to))
            return words.DECLINED_TITLE, [
                (labels.HAPPENED, back),
                (labels.RULE, words.DECLINED_RULE),
                (labels.ON_THE_DAY, words.DECLINED_ON_THE_DAY),
            ]
        case RefusedEntry():
            late = entry.reason == "late"
            return words.LATE_TITLE if late else words.refused_title(entry.reason), [
                (labels.HAPPENED, words.LATE if late else words.REFUSED),
                (labels.RULE, " ".join(text for text in (words.LATE_RULE if late else "", entry.rule) if text)),
                (labels.DID, words.WENT_ON if entry.practice else words.STOPPED),
                (labels.ON_THE_DAY, words.LATE_ON_THE_DAY if late else ""),
            ]
        case WaitEntry():
            clock = words.wait_clock(entry.place.part, entry.cost)
            happened = words.waited(entry.cost.awake_ms, entry.full_ms, entry.skipped_ms)
            return words.waiting(step_title(told, entry.title)), [(labels.HAPPENED, f"{happened} {clock}")]
        case ObservedEntry():
            own = observed_words(entry.what)
            return entry.title or own.title, [
                (labels.HAPPENED, f"{words.OBSERVED_LEAD}\n{_observed(entry)}"),
                (labels.WOULD_BE_RULE, entry.rule or own.rule),
                (labels.INNOCENT, "\n".join(entry.innocent or own.innocent)),
                (labels.ON_THE_DAY, entry.on_the_day or own.on_the_day),
            ]
        case LostEntry():
            return words.LOST_TITLE, [
                (labels.HAPPENED, words.lost(entry.lost)),
                (labels.RULE, entry.rule or words.LOST_RULE),
                (labels.ON_THE_DAY, entry.on_the_day or words.LOST_ON_THE_DAY),
            ]
        case SuspendedEntry():
            return words.SUSPENDED_TITLE, [
                (labels.HAPPENED, words.suspended(entry.reason, entry.wall_ms)),
                (labels.RULE, words.SUSPENDED_RULE),
                (labels.COSTS, words.NO_EXAM_TIME),
                (labels.ON_THE_DAY, words.SUSPENDED_ON_THE_DAY),
            ]


# ---- scenes
def _scene(told: Debriefing, entry: SceneEntry) -> Iterator[Line]:
    """What came on, up to the first question; the rule; what was decided; and what followed from that."""
    first, decided = entry.decisions[:1], bool(entry.decisions)
    said = list(_happenings(told, entry))
    before = [line for after, line in said if after == 0] + [one.asked for one in first]
    after = [line for after, line in said if after > 0]
    if not entry.finished and entry.ending is None:
        (after if decided else before).append(words.BROKE_OFF)
    if (ended := would_have_ended(entry.ending, told.attempt.day)) is not None:
        after.append(ended.line)
    yield labels.HAPPENED, "\n".join(before)
    yield labels.RULE, entry.rule
    yield labels.DID, "\n".join(_decisions(entry)) if decided else words.nothing_asked(request=entry.request)
    yield labels.FOLLOWED, "\n".join(after)


def _happenings(told: Debriefing, entry: SceneEntry) -> Iterator[tuple[int, str]]:
    """Each thing that came on, with how many decisions were made before it."""
    numbers = iter(entry.warnings)
    for one in entry.happened:
        warned = next(numbers, None) if one.kind == "warned" else None
        line = _happening(told, one, entry.place.part)
        yield one.after, words.warned(warned.number, warned.title, line) if warned else line


def _happening(told: Debriefing, one: Happening, part: str) -> str:
    if one.kind in ("said", "warned"):
        return words.said(one.who, one.name, one.text, spoken=one.spoken)
    # Steps that were done once more are named by their titles.
    text = step_title(told, one.text) if one.kind == "checked_in" else one.text
    return words.came_on(one.kind, text, part)


def _decisions(entry: SceneEntry) -> Iterator[str]:
    for number, one in enumerate(entry.decisions):
        if number:
            yield one.asked
        yield from _decided(one)


def _decided(one: Decision) -> Iterator[str]:
    yield words.decided(one.chosen, good=one.good, silent=one.silent)
    if one.told:
        yield one.told
    if one.better:
        yield words.better(one.better)


# ---- observations
def _observed(entry: ObservedEntry) -> str:
    if entry.what == "focus_lost":
        return words.away(entry.count, duration_text(entry.away_ms) if entry.away_ms else "")
    lines = [observation_line(entry.what, body) for body in entry.details for _ in range(times_of(body))]
    # The same sentence many times is told once, with how often.
    return "\n".join(words.times(line, lines.count(line)) for line in dict.fromkeys(lines))
