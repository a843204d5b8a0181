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
from cehrs_desktop.presentation.debrief_cards import CardView, card_view, note_lines, step_title
from cehrs_desktop.presentation.debrief_staff_texts import staff_line
from cehrs_desktop.presentation.report_texts import date_text, moment
from cehrs_desktop.rehearsal.debrief_entries import Debrief, NotReached, ObservedEntry, SceneEntry, Seen, StepEntry

LONGEST = 5
"""How many of the questions that took longest are named."""


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
        cards=tuple(card_view(told, entry, seen, zone) for entry in debrief.entries),
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
    steps = [one for one in debrief.entries if isinstance(one, StepEntry)]
    if wrong := sum(bool(one.mistakes) for one in steps):
        yield words.steps_line(wrong)
    if drawn := sum(not one.mistakes for one in steps):
        yield words.drawn_line(drawn)
    if seen := sum(one.count for one in debrief.entries if isinstance(one, ObservedEntry)):
        yield words.observed_line(seen)
    if debrief.skipped_ms:
        yield words.skipped_line(debrief.skipped_ms)
        yield words.TWO_CLOCKS


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
    return words.not_reached(one.title, one.minute, step_title(told, one.step))


def _staff(told: Debriefing, one: Seen, zone: tzinfo | None) -> StaffRow:
    if one.kind.startswith(("day.", "again.")):
        one = replace(one, words=step_title(told, one.words))
    notes = note_lines(one.annotations, zone)
    return StaffRow(one.seq, words.time_text(moment(one.day_ms, zone)), staff_line(one), notes)
