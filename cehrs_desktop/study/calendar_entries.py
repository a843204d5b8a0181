"""What goes into a learner's calendar, as values: study days, rehearsals, the exam and what follows it.

The words of an entry are the presentation's (`presentation.calendar_texts`), the file is made in `files`. An entry's
`uid` depends on the learner, its kind and its subject alone: an export made later replaces what the one before made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from cehrs_desktop.study.afterwards import REMIND_DAYS, Renewal, Retake
from cehrs_desktop.study.days import day_of, later
from cehrs_desktop.study.plan import Plan

EntryKind = Literal["study", "rehearsal", "exam", "checklist", "retake", "renewal", "renewal_reminder"]

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry on a day (ISO), at `start` (``HH:MM`` in the learner's own time, floating; empty: all day).

    `subject` and `numbers` are what its words need: for ``study`` the phase and the domains, with the minutes of each;
    for ``rehearsal`` the form and its minutes; for ``retake`` the rule and the fails; for ``renewal`` and its reminders
    the credits that are left and those that count, and the days before. `alarms` are minutes before the start, for a
    whole day before its midnight.
    """

    uid: str
    day: str
    kind: EntryKind
    minutes: int = 0
    start: str = ""
    subject: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    alarms: tuple[int, ...] = ()


def uid_of(person: str, kind: EntryKind, subject: str) -> str:
    """An entry's id: the same for the same thing of the same person, and nothing can be read from it."""
    return sha256(f"{person}\n{kind}\n{subject}".encode()).hexdigest()[:32] + "@cehrs-desktop"


def plan_entries(plan: Plan, person: str, *, start: str = "", alarms: Sequence[int] = ()) -> tuple[CalendarEntry, ...]:
    """The plan's days that have minutes, and its rehearsals. `person` is the candidate's id; `start` the time of day at
    which the learner studies (rehearsals too)."""
    entries: list[CalendarEntry] = []
    for day in plan.days:
        if day.form_id:
            entries.append(
                CalendarEntry(
                    uid_of(person, "rehearsal", day.form_id), day.day, "rehearsal", day.rehearsal_minutes, start,
                    (day.form_id,), (day.rehearsal_minutes,), tuple(alarms),
                )
            )  # fmt: skip
        if day.study_minutes:
            shares = plan.domains_on(day.day)
            subject = (day.phase, *(domain for domain, _ in shares))
            minutes = tuple(share * day.study_minutes for _, share in shares)
            # A study hour after a rehearsal has no time of its own.
            at = "" if day.form_id else start
            entries.append(
                CalendarEntry(
                    uid_of(person, "study", day.day), day.day, "study", day.study_minutes, at, subject, minutes,
                    tuple(alarms) if at else (),
                )
            )  # fmt: skip
    return tuple(entries)


def exam_entries(exam_date: str, person: str, *, start: str = "", minutes: int = 125) -> tuple[CalendarEntry, ...]:
    """The exam, with reminders a day and an hour and a half before, and the list to go through two days before it."""
    if day_of(exam_date) is None:
        return ()
    alarms = (DAY_MINUTES, 90) if start else (DAY_MINUTES // 2,)
    return (
        CalendarEntry(uid_of(person, "checklist", "before"), later(exam_date, -2), "checklist"),
        CalendarEntry(uid_of(person, "exam", "exam"), exam_date, "exam", minutes, start, alarms=alarms),
    )


def after_entries(retake: Retake | None, renewal: Renewal | None, person: str, today: str) -> tuple[CalendarEntry, ...]:
    """The first day of a retake, the day a renewal is due, and the reminders before it that are still to come."""
    entries: list[CalendarEntry] = []
    if retake is not None:
        entries.append(
            CalendarEntry(
                uid_of(person, "retake", "next"), retake.earliest_day, "retake", subject=(retake.rule,),
                numbers=(retake.fails,),
            )
        )  # fmt: skip
    if renewal is not None:
        numbers = (renewal.left, renewal.counted)
        entries.append(
            CalendarEntry(
                uid_of(person, "renewal", renewal.passed_day), renewal.due_day, "renewal", numbers=numbers,
                alarms=(DAY_MINUTES // 2,),
            )
        )  # fmt: skip
        for before in REMIND_DAYS:
            day = later(renewal.due_day, -before)
            if day >= today and renewal.left:
                uid = uid_of(person, "renewal_reminder", f"{renewal.passed_day} {before}")
                entries.append(CalendarEntry(uid, day, "renewal_reminder", numbers=(*numbers, before)))
    return tuple(entries)
