"""The page of calendar, Anki and tables as a value to draw: what can be chosen, how much it makes, and why not."""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.application.exporting import (
    PARTS,
    WHICH,
    Export,
    ExportWish,
    Part,
    Which,
    cards_for_anki,
    entries_of,
)
from cehrs_desktop.presentation import study_files_texts as words
from cehrs_desktop.presentation.calendar_texts import entry_words
from cehrs_desktop.study.calendar_entries import CalendarEntry


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of the calendar; `why_not` says why it has no entries, empty: it has."""

    part: Part
    text: str
    why_not: str


@dataclass(frozen=True, slots=True)
class WhichRow:
    """A choice of questions."""

    which: Which
    text: str


@dataclass(frozen=True, slots=True)
class StudyFilesView:
    """The page with what was chosen. A line tells how much a file will hold, or why there is nothing to save: then the
    button beside it (`*_ready`) cannot be pressed."""

    name: str
    day: str
    wish: ExportWish
    parts: tuple[PartRow, ...]
    exam_reminds: str
    calendar_line: str
    calendar_ready: bool
    which: tuple[WhichRow, ...]
    anki_lines: tuple[str, ...]
    anki_ready: bool
    has_notes: bool
    answers_line: str
    answers_ready: bool
    plan_line: str
    plan_ready: bool


def study_files_view(export: Export, wish: ExportWish) -> StudyFilesView:
    """The page of a wish."""
    made = entries_of(export, wish)
    count = sum(len(made[part]) for part in wish.parts)
    chosen = export.questions[wish.which]
    planned = export.plan is not None and bool(export.plan.days)
    return StudyFilesView(
        name=export.person.name,
        day=export.day,
        wish=wish,
        parts=tuple(
            PartRow(part, words.part_name(part, len(made[part])), "" if made[part] else _why_not(export, part))
            for part in PARTS
        ),
        exam_reminds=words.EXAM_REMINDS if wish.exam_at else words.EXAM_REMINDS_DAY,
        calendar_line=words.calendar_line(count),
        calendar_ready=count > 0,
        which=tuple(WhichRow(one, words.which_name(one, len(export.questions[one].items))) for one in WHICH),
        anki_lines=_anki_lines(export, wish),
        anki_ready=bool(chosen.items),
        has_notes=bool(export.notes),
        answers_line=words.ANSWERS_LINE if export.answered else words.NO_ANSWERS,
        answers_ready=export.answered,
        plan_line=words.PLAN_LINE if planned else words.PASSED if export.plan is None else words.NO_PLAN,
        plan_ready=planned,
    )


def calendar_content(export: Export, wish: ExportWish) -> tuple[tuple[CalendarEntry, str, str], ...]:
    """The entries that were chosen, with their words."""
    made = entries_of(export, wish)
    return tuple((entry, *entry_words(entry, export.blueprint)) for part in wish.parts for entry in made[part])


def _why_not(export: Export, part: Part) -> str:
    if part == "after":
        return words.AFTER_OVER if export.retake or export.renewal else words.NOTHING[part]
    return words.PASSED if export.plan is None else words.NOTHING[part]


def _anki_lines(export: Export, wish: ExportWish) -> tuple[str, ...]:
    chosen = export.questions[wish.which]
    notes = sum(bool(note) for _, note in cards_for_anki(export, wish))
    if chosen.items:
        first = words.anki_line(len(chosen.items), notes)
    else:
        first = words.ALL_STAY if chosen.kept_back or chosen.gone else words.NO_QUESTIONS[wish.which]
    left_out = (
        words.kept_back(chosen.kept_back) if chosen.kept_back else "",
        words.gone(chosen.gone) if chosen.gone else "",
    )
    return tuple(line for line in (first, *left_out) if line)
