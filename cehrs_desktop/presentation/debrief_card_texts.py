"""The words of the debrief's cards. Those of a venue or an incident stand in the day's data and are shown as they are.

Nothing here blames anybody: it says what happened, what the rule was, and what to do on the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cehrs_desktop.presentation.debrief_texts import counted, covered_part, time_text
from cehrs_desktop.presentation.report_texts import NBSP, duration_text

if TYPE_CHECKING:
    from cehrs_desktop.rehearsal.debrief_entries import Cost

BROKE_OFF = "The exam ended while this was still going on."
OBSERVED_LEAD = "Noticed by the program, and counted for nothing."
PARTS = {"before": "Before the exam", "exam": "During the exam", "after": "After the exam"}
ROLES = {"proctor": "Proctor", "staff": "Staff", "system": "On the screen", "candidate": "You"}
CAME_ON = {
    "pause": "Pause, the question was covered",
    "fault": "Fault, the question was gone",
    "away": "You were away",
    "recheck": "Checked again",
    "checked_in": "You started again and checked in once more",
    "new_station": "Moved to another station",
    "new_proctor": "Another proctor took over",
    "noise": "Noise",
    "ask": "You were asked",
    "ended": "The real exam would have ended here",
}
OUTSIDE = {
    "pause": "You waited",
    "fault": "It did not work",
    "noise": "You heard",
    "ended": "The real day would have ended",
}
"""The same where there is no question: before the exam and after it."""

SUSPENSIONS = {
    "interrupted": "The program stopped.",
    "closed": "The program was closed.",
    "sleep": "The computer was asleep.",
    "storage_fault": "An answer could not be stored for a while.",
}
LATE_TITLE = "Too late to be admitted"
LATE = "You came after the late limit. On the day you would not be admitted."
LATE_RULE = "Nobody is let in after the late limit."
REFUSED = "On the day you would not be admitted."
WENT_ON = "You went on as practice."
STOPPED = "You ended the rehearsal there."
LATE_ON_THE_DAY = "Plan to arrive or to log in when it opens, not at the time of the appointment."
DECLINED_TITLE = "The rules were not accepted"
DECLINED_RULE = "Without accepting the rules there is no exam."
DECLINED_ON_THE_DAY = "Read the rules in the days before, when there is time to ask about them."
LOST_TITLE = "Choices that were not recorded"
LOST_RULE = "On this older screen a choice is recorded by Next and by nothing else. Leaving any other way loses it."
LOST_ON_THE_DAY = "Press Next after every choice, also before you go back or open the summary."
SUSPENDED_TITLE = "The exam stood still"
SUSPENDED_RULE = (
    "Here the clock stands while the program does. On the day, how a fault is timed depends on the provider."
)
NO_EXAM_TIME = "No exam time: the clock stood."
SUSPENDED_ON_THE_DAY = "Tell staff at once, leave any error message on the screen, and ask for the incident number."


def cost_text(cost: Cost, part: str) -> str:
    """What one thing cost: exam time, and time in all."""
    in_all = f"{duration_text(cost.awake_ms)} went by in all."
    if part != "exam":
        return f"No exam time: it was outside the exam. {in_all}"
    if max(cost.exam_ms, cost.awake_ms) < 1000:
        return "No time: less than a second."
    if cost.exam_ms < 1000:
        return f"No exam time: the clock stood. {in_all}"
    if cost.awake_ms - cost.exam_ms >= 1000:
        in_all = f"{duration_text(cost.awake_ms)} went by in all; for the rest of it the clock stood."
    return f"{duration_text(cost.exam_ms)} of exam time{covered_part(cost)}. {in_all}"


def where(part: str, question: int, used_ms: int, at: datetime) -> str:
    """Where in the day something was."""
    time = time_text(at)
    if part != "exam":
        return f"{PARTS[part]}, {time}"
    return f"Question {question}, after {duration_text(used_ms)} of exam time, {time}"


def said(who: str, name: str, text: str, *, spoken: bool) -> str:
    """Something that was said or written; what is told by nobody is told as it is."""
    if who == "narration":
        return text
    speaker = name or ROLES.get(who, who)
    return f"{speaker}{', aloud' if spoken else ''}: {text}"


def decided(chosen: str, *, good: bool, silent: bool) -> str:
    """What was decided, and whether that was good."""
    if silent:
        judged = "On the day that would be right." if good else "There was a better way."
        return f"You did not decide in time, so the rehearsal went on with “{chosen}”. {judged}"
    return f"You chose “{chosen}”. {'That was the way to do it.' if good else 'There was a better way.'}"


def better(labels: Sequence[str]) -> str:
    """What would have been good."""
    return f"Better: {' or '.join(f'“{label}”' for label in labels)}."


def nothing_asked(*, request: bool) -> str:
    """Where nothing was to be decided."""
    return "You asked for it. There was nothing to decide." if request else "There was nothing to decide."


def unconfirmed(*, sourced: bool) -> str:
    """Why something may be different on the day."""
    whose = "Another program or a candidate describes it so." if sourced else "This is our own example."
    return f"{whose} Whether it is so at NHA's own exam is not known outside."


def sent_back(to: str) -> str:
    """Where one is taken who does not accept."""
    return f"You did not accept, and were taken back to “{to}”."


def refused_title(reason: str) -> str:
    """A refusal for a reason that has no words of its own."""
    return f"Not admitted: {reason}"


def waiting(step: str) -> str:
    """The title of a wait at a step."""
    return f"A wait at “{step}”"


def wait_clock(part: str, cost: Cost) -> str:
    """What the exam's clock did in a wait."""
    if part == "exam":
        went = f"{duration_text(cost.exam_ms)} of exam time went by meanwhile."
        return went if cost.exam_ms >= 1000 else "The exam clock stood meanwhile."
    return "The exam clock had not started." if part == "before" else "The exam clock had stopped for good."


def waited(here_ms: int, full_ms: int, skipped_ms: int) -> str:
    """How long a wait lasted here, and on the day."""
    on_the_day = _about(full_ms)
    if here_ms < 1000 <= skipped_ms:
        return f"You went on at once; on the day you would have waited {on_the_day}."
    if skipped_ms <= 0:
        return f"You waited {duration_text(here_ms)}, the full length."
    return f"You waited {duration_text(here_ms)}; on the day it would have been {on_the_day}."


def _about(ms: int) -> str:
    minutes = round(ms / 60_000)
    return f"about {minutes}{NBSP}min" if minutes else "less than a minute"


def warned(number: int, title: str, line: str) -> str:
    """A warning with its number and its rule."""
    return f"Warning {number} ({title}). {line}"


def came_on(kind: str, text: str, part: str = "exam") -> str:
    """Something that came on in a scene; outside the exam there is no question that it could cover."""
    label = CAME_ON.get(kind, kind)
    return f"{label if part == 'exam' else OUTSIDE.get(kind, label)}: {text}"


def lost(choices: Sequence[tuple[int, str]]) -> str:
    """Which choices were lost."""
    at = ", ".join(str(n) for n in dict.fromkeys(position for position, _ in choices))
    return f"{counted(len(choices), 'choice')} left without Next and not recorded, at question {at}."


def suspended(reason: str, wall_ms: int | None) -> str:
    """Why the clock stood, and how long."""
    why = SUSPENSIONS.get(reason, f"{reason}.")
    if wall_ms is None:
        return f"{why} The exam was not resumed."
    if reason == "interrupted":
        # A program that is killed notes no time: the last that it had stored is all that is known.
        return f"{why} The exam went on {duration_text(wall_ms)} after the last moment that was stored."
    return f"{why} It went on after {duration_text(wall_ms)}."


def times(line: str, count: int) -> str:
    """A sentence, and how often it is true."""
    return line if count == 1 else f"{line} ({count} times)"


def away(count: int, duration: str) -> str:
    """How often and how long the keyboard was elsewhere; `duration` may be empty, when nobody noted the return."""
    often = {1: "once", 2: "twice"}.get(count, f"{count} times")
    lasted = f", for {duration}{'' if count == 1 else ' in all'}" if duration else ""
    return f"Another window had the keyboard {often}{lasted}."
