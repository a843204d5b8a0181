"""The time before and after the exam as a value to draw: checklists with ticks, another try, the renewal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from cehrs_desktop.application.before_after import Entered
from cehrs_desktop.presentation import before_after_texts as words
from cehrs_desktop.presentation.checklist_texts import NOTES, TITLES, UNCONFIRMED, check_words
from cehrs_desktop.presentation.study_texts import day_words, short_day
from cehrs_desktop.study.afterwards import Credit, renewal, retake
from cehrs_desktop.study.checklists import Check, ListName, checklist

ELIGIBILITY: tuple[ListName, ...] = ("eligibility",)
EXAM_DAY: tuple[ListName, ...] = ("before", "exam_day", "packing", "leave_home")


@dataclass(frozen=True, slots=True)
class CheckRow:
    """An entry of a list. `note` says that it is unconfirmed; `source` is an address or empty."""

    code: str
    text: str
    note: str
    source: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class ListView:
    """A checklist; `done` says how much of it is ticked."""

    name: str
    title: str
    note: str
    done: str
    rows: tuple[CheckRow, ...]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """Something that was entered; `note` stands below it."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RetakeView:
    """Another try: what was entered, what follows from it (first the answer), and its source, or empty."""

    fails: tuple[EntryRow, ...]
    lines: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class RenewalView:
    """After a pass: what follows, and the credits that were entered."""

    lines: tuple[str, ...]
    credits: tuple[EntryRow, ...]


@dataclass(frozen=True, slots=True)
class BeforeAfterView:
    """The page. `entered` fills its fields; `today` is an ISO date."""

    today: str
    entered: Entered
    eligibility: tuple[ListView, ...]
    exam_day: tuple[ListView, ...]
    retake: RetakeView
    renewal: RenewalView


def before_after_view(now: Entered, today: str) -> BeforeAfterView:
    """The page of a day."""
    return BeforeAfterView(
        today, now, _lists(now, ELIGIBILITY), _lists(now, EXAM_DAY), _retake(now, today), _renewal(now, today)
    )


def _lists(now: Entered, names: Sequence[ListName]) -> tuple[ListView, ...]:
    lists: list[ListView] = []
    for name in names:
        checks = checklist(name, now.venue)
        ticked = now.ticked.get(name, frozenset())
        rows = tuple(_row(check, check.code in ticked) for check in checks)
        done = words.done_line(sum(row.ticked for row in rows), len(rows))
        lists.append(ListView(name, TITLES[name], NOTES[name], done, rows))
    return tuple(lists)


def _row(check: Check, ticked: bool) -> CheckRow:
    return CheckRow(check.code, check_words(check), UNCONFIRMED if check.unconfirmed else "", check.source, ticked)


def _retake(now: Entered, today: str) -> RetakeView:
    days = now.after.failed_days
    fails = tuple(EntryRow(words.fail_line(number, day_words(day))) for number, day in enumerate(days, 1))
    told = retake(days, today, wait_fails=now.wait_fails, wait_months=now.wait_months)
    if told is None:
        return RetakeView((), (words.NO_FAILS,), "")
    lines = (
        words.retake_line(day_words(told.earliest_day), told.left),
        words.THIRTY if told.confirmed else words.LONG,
    )
    return RetakeView(fails, lines, told.source)


def _renewal(now: Entered, today: str) -> RenewalView:
    credits = now.after.credits
    told = renewal(now.after.passed_day, credits, today)
    outside = told.outside if told is not None else ()
    rows = tuple(_credit(credit, at in outside) for at, credit in enumerate(credits))
    if told is None:
        return RenewalView((), rows)
    lines = [words.due_line(day_words(told.due_day), told.days_left), words.credits_line(told.counted, told.left)]
    if told.without_certificate:
        lines.append(words.without_line(told.without_certificate))
    return RenewalView(tuple(lines), rows)


def _credit(credit: Credit, outside: bool) -> EntryRow:
    noted = words.NO_CERTIFICATE
    if credit.file_name:
        place = PurePath(credit.file_name)
        noted = f"{place.name} in {place.parent}" if place.parent != PurePath() else place.name
    parts = ([words.NOT_COUNTED] if outside else []) + [noted]
    return EntryRow(words.credit_line(short_day(credit.day), credit.title, credit.credits), "; ".join(parts))
