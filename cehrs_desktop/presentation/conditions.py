"""Under which conditions an attempt was sat, and where the real exam would have ended: lines for report and debrief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cehrs_desktop.presentation.report_texts import NBSP

if TYPE_CHECKING:
    from cehrs_desktop.rehearsal.accommodations import Accommodations
    from cehrs_desktop.rehearsal.log_walk import Ending
    from cehrs_desktop.rehearsal.plan import DayPlan


@dataclass(frozen=True, slots=True)
class RehearsedDay:
    """The day around an exam: the venue's title, the `level` of incidents, `waits` ``full`` or ``short``."""

    venue: str
    level: str
    waits: str


@dataclass(frozen=True, slots=True)
class WouldHaveEnded:
    """Where the real exam would have ended (question 0: outside the exam), why, and whether it was finished as
    practice. `late`: it would not have begun, because nobody is let in any more."""

    question: int
    reason: str
    practice: bool
    late: bool = False

    @property
    def line(self) -> str:
        """The line that marks an attempt after an ending."""
        if self.late:
            line = "you would have come too late to be admitted to the real exam."
        elif self.question:
            line = f"the real exam would have ended at question {self.question} ({self.reason})."
        else:
            line = f"the real day would have ended outside the exam ({self.reason})."
        return f"Finished as practice: {line}" if self.practice else line[0].upper() + line[1:]


def rehearsed_day(plan: DayPlan | None) -> RehearsedDay | None:
    """What a report says of the day; `None` for a quick start."""
    return None if plan is None else RehearsedDay(plan.venue.title, plan.choices.level, plan.choices.waits)


def would_have_ended(ending: Ending | None, plan: DayPlan | None) -> WouldHaveEnded | None:
    """An ending with its reason in words; `None` when nothing ended the exam."""
    if ending is None:
        return None
    return WouldHaveEnded(ending.question, _reason(ending, plan), ending.practice, late=_is_late(ending))


def _is_late(ending: Ending) -> bool:
    return ending.question == 0 and ending.rule == "late"


def _reason(ending: Ending, plan: DayPlan | None) -> str:
    titles = {rule.id: rule.title for rule in plan.rules} if plan else {}
    title = titles.get(ending.rule, ending.rule)
    if _is_late(ending):
        return "too late to be admitted"
    if not ending.by_ladder:
        return title
    same = plan is not None and plan.choices.ladder == "same_rule"
    return f"third warning for one rule: {title}" if same else f"third warning: {title}"


def conditions(plan: DayPlan | None, granted: Accommodations | None) -> str:
    """Under which conditions an attempt was sat, in one line; empty for a quick start without accommodations."""
    parts: list[str] = []
    if plan is not None:
        choices = plan.choices
        level = "without incidents" if choices.level == "none" else f"incidents: {plan.level_title or choices.level}"
        waits = "waits shortened" if choices.waits == "short" else "waits at full length"
        parts.append(f"Rehearsed day: {plan.venue.title}, {level}, {waits}.")
    if granted is not None and granted.any:
        parts.append(f"Accommodations: {', '.join(accommodation_lines(granted))}.")
    return " ".join(parts)


def accommodation_lines(granted: Accommodations) -> tuple[str, ...]:
    """Each accommodation that was granted, in a few words."""
    minutes = ", ".join(str(one) for one in granted.separate_warnings)
    lines = (
        (granted.extra_percent > 0, f"{granted.extra_percent}{NBSP}% more time"),
        (granted.breaks_stop_clock, "breaks stop the clock"),
        (granted.zoom > 0, f"text at {round(granted.zoom * 100)}{NBSP}%"),
        (bool(granted.theme), f"contrast: {granted.theme.replace('_', ' ')}"),
        (granted.reader, "questions read aloud"),
        (granted.line_reader, "line reader"),
        (granted.masking, "masking"),
        (bool(minutes), f"time warnings at {minutes} minutes"),
    )
    return tuple(words for granted_so, words in lines if granted_so)
