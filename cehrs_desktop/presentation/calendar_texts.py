"""Words of a calendar export's entries: a title and notes for each."""

from __future__ import annotations

from collections.abc import Mapping

from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.study.calendar_entries import CalendarEntry

_PHASES: Mapping[str, str] = {
    "build_up": "All domains",
    "operations": "Operations",
    "revenue_compliance": "Revenue and compliance",
    "reporting_rehearsals": "Reporting and rehearsals",
    "last_days": "Last days",
}

_RETAKES: Mapping[str, str] = {
    "thirty_days": "30 days after the failed exam. Apply again in your NHA account.",
    "long_wait": "The longer wait after repeated fails is not confirmed on a page of NHA: ask before you rely on it.",
}


def entry_words(entry: CalendarEntry, blueprint: Blueprint) -> tuple[str, str]:
    """An entry's title and notes; the notes may be empty."""
    if entry.kind == "study":
        return f"CEHRS study, {entry.minutes} min", _study_notes(entry, blueprint)
    if entry.kind == "rehearsal":
        return "CEHRS dress rehearsal", f"A full exam on a sealed form. Allow {entry.minutes} minutes without a break."
    if entry.kind == "exam":
        return "CEHRS exam", "Your booking's date and time come before this entry."
    if entry.kind == "checklist":
        return "CEHRS exam: go through the checklists", ""
    if entry.kind == "retake":
        return "CEHRS exam: first day of a retake", _RETAKES[entry.subject[0]]
    left, counted = entry.numbers[0], entry.numbers[1]
    credits = f"{counted:g} credits entered, {left:g} to go."
    if entry.kind == "renewal":
        return "CEHRS renewal due", credits
    return f"CEHRS renewal in {entry.numbers[2]:g} days", credits


def _study_notes(entry: CalendarEntry, blueprint: Blueprint) -> str:
    names = {domain.id: domain.name for domain in blueprint.domains}
    parts = [
        f"{names.get(domain, domain)}: about {minutes:.0f} min"
        for domain, minutes in zip(entry.subject[1:], entry.numbers, strict=True)
        if minutes >= 1
    ]
    return "\n".join([_PHASES.get(entry.subject[0], ""), *parts, "Cards that are due come first."])
