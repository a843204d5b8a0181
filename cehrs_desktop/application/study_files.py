"""The files that study leaves and takes in, as plain functions that the composition root fills in; for a lane."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cehrs_desktop.application.people_ports import PersonCopy
    from cehrs_desktop.exam.items import Item
    from cehrs_desktop.study.calendar_entries import CalendarEntry
    from cehrs_desktop.study.past import Answer
    from cehrs_desktop.study.plan import Plan


@dataclass(frozen=True, slots=True)
class StudyFiles:
    """`calendar` (entries with titles and notes, UTC milliseconds of now) makes an .ics file, `anki` (questions with
    the learner's note, names of the domains by id, now) an .apkg, `answers` and `plan` (with the domains' names) tables
    as CSV, `person` a learner's file, which `read_person` reads: it raises `PersonFileUnreadable`."""

    calendar: Callable[[Sequence[tuple[CalendarEntry, str, str]], int], bytes]
    anki: Callable[[Sequence[tuple[Item, str]], Mapping[str, str], int], bytes]
    answers: Callable[[Iterable[Answer]], bytes]
    plan: Callable[[Plan, Mapping[str, str]], bytes]
    person: Callable[[PersonCopy], bytes]
    read_person: Callable[[str], PersonCopy]
