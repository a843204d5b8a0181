"""The debrief as one frozen value: what the screen draws and what the files say, in words.

The words of venues and incidents are passed on as they are; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo

from cehrs_desktop.application.debriefing import Debriefing
from cehrs_desktop.presentation import debrief_texts as words
from cehrs_desktop.presentation.conditions import conditions, would_have_ended
from cehrs_desktop.presentation.day_texts import verdict
from cehrs_desktop.presentation.day_view import filled
from cehrs_desktop.presentation.debrief_staff_texts import staff_line
from cehrs_desktop.presentation.lockdown_texts import observation_line
from cehrs_desktop.presentation.report_texts import date_text, duration_text, moment
from cehrs_desktop.rehearsal.day import DayState, Try
from cehrs_desktop.rehearsal.debrief_entries import (
    Annotation,
    Debrief,
    DeclinedEntry,
    Entry,
    Happening,
    LostEntry,
    NotReached,
    ObservedEntry,
    RefusedEntry,
    SceneEntry,
    Seen,
    StepEntry,
    SuspendedEntry,
    WaitEntry,
)
from cehrs_desktop.rehearsal.venue import ChecklistStep, IdentityStep, SortStep, Step

LONGEST = 5
"""How many of the questions that took longest are named."""

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


@dataclass(frozen=True, slots=True)
class StaffRow:
    """An event that staff would see: when, what, and what the candidate wrote about it."""

    seq: int
    time: str
    what: str
    notes: tuple[str, ...]

    @property
    def note(self) -> str:
        """All that was written about it."""
        return "\n".join(self.notes)


@dataclass(frozen=True, slots=True)
class DebriefView:
    """A whole debrief in words. `ended` says where the real exam would have ended, and is empty where it would not;
    `questions` are lines on how the questions were worked on, none without an exam."""

    attempt_id: str
    title: str
    about: str
    ended: str
    summary: tuple[str, ...]
    cards: tuple[CardView, ...]
    not_reached: tuple[str, ...]
    questions: tuple[str, ...]
    staff: tuple[StaffRow, ...]


def debrief_view(told: Debriefing, zone: tzinfo | None = None) -> DebriefView:
    """The debrief of an attempt; times are written for `zone` (`None`: where the computer is)."""
    debrief, attempt = told.debrief, told.attempt
    day = date_text(moment(attempt.created_ms, zone).date())
    seen = frozenset(one.seq for one in debrief.staff)
    about = f"{attempt.candidate.name}, {day}. {conditions(attempt.day, attempt.accommodations)}"
    ended = would_have_ended(debrief.ending, attempt.day)
    return DebriefView(
        attempt_id=attempt.id,
        title=words.TITLE,
        about=about.strip(),
        ended=ended.line if ended else "",
        summary=tuple(_summary(told)),
        cards=tuple(_card(told, entry, seen, zone) for entry in debrief.entries),
        not_reached=tuple(_not_reached(told, one) for one in debrief.not_reached),
        questions=tuple(_questions(debrief)),
        staff=tuple(_staff(told, one, zone) for one in debrief.staff),
    )


def _summary(told: Debriefing) -> Iterator[str]:
    debrief = told.debrief
    scenes = [one for one in debrief.entries if isinstance(one, SceneEntry)]
    if debrief.day:
        requests = sum(one.request for one in scenes)
        yield words.came_up(len(scenes) - requests, requests, len(debrief.not_reached))
        if scenes:
            yield words.scene_cost(debrief.scene_cost)
        yield words.warnings_line(debrief.ladder)
        if debrief.ending is None:
            yield words.NOT_ENDED
        if line := words.ladder_line(debrief.ladder):
            yield line
    else:
        yield words.NO_DAY
    if steps := sum(isinstance(one, StepEntry) for one in debrief.entries):
        yield words.steps_line(steps)
    if seen := sum(one.count for one in debrief.entries if isinstance(one, ObservedEntry)):
        yield words.observed_line(seen)
    if debrief.skipped_ms:
        yield words.skipped_line(debrief.skipped_ms)


def _questions(debrief: Debrief) -> Iterator[str]:
    totals = debrief.totals
    if not any(totals.spent_ms):
        return
    yield words.questions_line(words.NEVER_REVISITED, totals.marked_never_revisited)
    yield words.questions_line(words.LAST_CHANGED, totals.changed_on_last_visit)
    yield words.questions_line(words.BLANK, totals.blank)
    by_time = sorted(enumerate(totals.spent_ms, 1), key=lambda pair: (-pair[1], pair[0]))
    yield words.longest_line([(n, ms) for n, ms in by_time[:LONGEST] if ms])


def _not_reached(told: Debriefing, one: NotReached) -> str:
    return words.not_reached(one.title, one.minute, _filled(told, one.step))


def _filled(told: Debriefing, title: str) -> str:
    """A step's title as it stood on the screen."""
    plan = told.attempt.day
    return title if plan is None else filled(title, plan, DayState())


def _staff(told: Debriefing, one: Seen, zone: tzinfo | None) -> StaffRow:
    if one.kind.startswith("day."):
        one = replace(one, words=_filled(told, one.words))
    notes = _notes(one.annotations, zone)
    return StaffRow(one.seq, words.time_text(moment(one.at.wall_ms, zone)), staff_line(one), notes)


def _notes(annotations: tuple[Annotation, ...], zone: tzinfo | None) -> tuple[str, ...]:
    return tuple(words.note_line(moment(note.at.wall_ms, zone), note.text) for note in annotations)


# ---- one entry
def _card(told: Debriefing, entry: Entry, seen: frozenset[int], zone: tzinfo | None) -> CardView:
    place = entry.place
    title, lines = _told(told, entry)
    shown = [*lines]
    if entry.on_the_day:
        shown.append((words.ON_THE_DAY, entry.on_the_day))
    if entry.source:
        shown.append((words.SOURCE, entry.source))
    if entry.unconfirmed:
        shown.append((words.UNCONFIRMED, words.UNCONFIRMED_TEXT))
    return CardView(
        kind=entry.kind,
        title=title,
        where=words.where(place.part, place.question, place.used_ms, moment(place.at.wall_ms, zone)),
        lines=tuple((label, text) for label, text in shown if text),
        # An event that staff would see, where there is one: the note then stands in their record too.
        seq=next((seq for seq in place.seqs if seq in seen), place.seqs[0]),
        notes=_notes(entry.annotations, zone),
    )


def _told(told: Debriefing, entry: Entry) -> tuple[str, list[Line]]:
    """An entry's title, and its lines up to what to do on the day."""
    cost = words.cost_text(entry.cost, entry.place.part)
    match entry:
        case SceneEntry():
            return entry.title, [*_scene(told, entry), (words.COSTS, cost)]
        case StepEntry():
            did = "\n".join(_tried(entry.step, one) for one in entry.tries if not one.right)
            how = words.PUT_RIGHT if entry.passed else words.NOT_PUT_RIGHT
            return _filled(told, entry.step.title), [(words.HAPPENED, did), (words.DID, how), (words.COSTS, cost)]
        case DeclinedEntry():
            back = words.sent_back(_filled(told, entry.back_to))
            return words.DECLINED_TITLE, [(words.HAPPENED, back), (words.RULE, words.DECLINED_RULE)]
        case RefusedEntry():
            late = entry.reason == "late"
            lines = [(words.HAPPENED, words.REFUSED), (words.RULE, words.LATE_RULE if late else "")]
            lines += [(words.DID, words.WENT_ON if entry.practice else words.STOPPED)]
            lines += [(words.ON_THE_DAY, words.LATE_ON_THE_DAY if late else "")]
            return words.LATE_TITLE if late else words.refused_title(entry.reason), lines
        case WaitEntry():
            happened = words.waited(entry.cost.awake_ms, entry.full_ms, entry.skipped_ms)
            return words.waiting(_filled(told, entry.title)), [(words.HAPPENED, f"{happened} {words.WAIT_RULE}")]
        case ObservedEntry():
            return entry.title or words.OBSERVED.get(entry.what, entry.what), [
                (words.HAPPENED, f"{words.OBSERVED_LEAD}\n{_observed(entry)}"),
                (words.WOULD_BE_RULE, entry.rule),
                (words.INNOCENT, "\n".join(entry.innocent)),
            ]
        case LostEntry():
            return words.LOST_TITLE, [
                (words.HAPPENED, words.lost(entry.lost)),
                (words.RULE, entry.rule or words.LOST_RULE),
                (words.ON_THE_DAY, "" if entry.on_the_day else words.LOST_ON_THE_DAY),
            ]
        case SuspendedEntry():
            return words.SUSPENDED_TITLE, [
                (words.HAPPENED, words.suspended(entry.reason, entry.wall_ms)),
                (words.RULE, words.SUSPENDED_RULE),
                (words.COSTS, words.NO_EXAM_TIME),
                (words.ON_THE_DAY, words.SUSPENDED_ON_THE_DAY),
            ]


def _scene(told: Debriefing, entry: SceneEntry) -> Iterator[Line]:
    numbers = iter(entry.warnings)
    happened: list[str] = []
    for one in entry.happened:
        warned = next(numbers, None) if one.kind == "warned" else None
        line = _happening(one)
        happened.append(words.warned(warned.number, warned.title, line) if warned else line)
    if not entry.finished and entry.ending is None:
        happened.append(words.BROKE_OFF)
    yield words.HAPPENED, "\n".join(happened)
    yield words.RULE, entry.rule
    if entry.decisions:
        yield (
            words.DID,
            "\n".join(
                part
                for one in entry.decisions
                for part in (
                    words.decided(one.asked, one.chosen, good=one.good, silent=one.silent),
                    one.told,
                    words.better(one.better) if one.better else "",
                )
                if part
            ),
        )
    else:
        yield words.DID, words.NOT_ASKED
    ended = would_have_ended(entry.ending, told.attempt.day)
    if ended is not None:
        yield words.FOLLOWED, ended.line


def _happening(one: Happening) -> str:
    match one.kind:
        case "said" | "warned":
            return words.said(one.who, one.name, one.text, spoken=one.spoken)
        case _:
            return words.came_on(one.kind, one.text)


def _tried(step: Step, one: Try) -> str:
    """What was tried and why it was not accepted."""
    match step:
        case IdentityStep(cards=cards):
            label = next((card.label for card in cards if card.id == one.given), str(one.given))
            return words.not_accepted(label, verdict(one.told))
        case SortStep(things=things, places=places):
            labels = {place.id: place.label for place in places}
            wrong = [
                words.belongs(thing.label, labels.get(thing.right, thing.right), thing.why)
                for thing in things
                if thing.id in one.told
            ]
            return "\n".join(wrong)
        case ChecklistStep(checks=checks):
            check = next((check for check in checks if check.id == one.given), None)
            if check is None:
                return verdict(one.told)
            return words.found_at(check.label, verdict(one.told), check.remedy)
        case _:
            return words.not_accepted("", verdict(one.told))


def _observed(entry: ObservedEntry) -> str:
    lines = [observation_line(entry.what, body) for body in entry.details]
    # The same sentence many times is told once, with how often.
    told = [words.times(line, lines.count(line)) for line in dict.fromkeys(lines)]
    if entry.away_ms:
        told.append(words.away(entry.count, duration_text(entry.away_ms)))
    return "\n".join(told)
