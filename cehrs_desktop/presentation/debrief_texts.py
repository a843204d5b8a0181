"""The words of the debrief's page: its headings, the summary, the record and the questions.

The words of its cards are in `debrief_card_texts`, those of a venue or an incident in the day's data. Nothing here
blames anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cehrs_desktop.presentation.report_texts import NBSP, duration_text, moment_text

if TYPE_CHECKING:
    from cehrs_desktop.rehearsal.debrief_entries import Cost, Ladder

TITLE = "Exam-day debrief"
SUMMARY = "In short"
NO_DAY = (
    "This attempt was begun without a rehearsed day, so there is no day to debrief. What the program noticed by "
    "itself, and how the questions were worked on, is below."
)
NOTHING = "Nothing came up on this day that needs a word."
ENTRIES = "What came up, in the order of time"
NOT_REACHED = "Planned, but did not come up"
STAFF = "Every event that staff would see"
STAFF_LEAD = (
    "On the day staff keep such a record, and you do not see it. Choose a line to write down how it was from your "
    "side; your note is stored with the attempt."
)
STAFF_COLUMNS = ("Time", "What", "Your note")
STAFF_NOTE = "Your note on the chosen event"
QUESTIONS = "How the questions were worked on"
YOUR_NOTE = "Your note on this"
KEEP_NOTE = "Keep the note"
KEEP_STAFF_NOTE = "&Keep the note"
SAVE_TEXT = "Save as &text …"
SAVE_JSON = "Save as &JSON …"
PRINT = "&Print …"
PRINT_FAILED = (
    "The debrief was not printed: the printer did not accept it. The debrief is unchanged. Check the printer, or save "
    "it as text."
)
BACK = "&Back"
SAVE_SAFE = "The debrief itself is safe: it is read from the attempt and can be saved again at any time."

HAPPENED, RULE, DID, FOLLOWED = "What happened", "The rule", "What you did", "What followed"
COSTS, ON_THE_DAY, SOURCE, UNCONFIRMED = "What it cost", "On the day", "Source", "Unconfirmed"
WOULD_BE_RULE, INNOCENT = "What the rule would be", "Innocent explanations"


# ---- the summary
def came_up(incidents: int, requests: int, not_reached: int) -> str:
    """How much came up."""
    if not incidents and not requests and not not_reached:
        return "No incident came up."
    line = f"{counted(incidents, 'incident')} came up"
    if requests:
        line += f", and you asked for something {'once' if requests == 1 else f'{requests} times'}"
    if not_reached:
        line += f"; {not_reached} more {'was' if not_reached == 1 else 'were'} planned and not reached"
    return f"{line}."


def scene_cost(cost: Cost) -> str:
    """What all of it cost in exam time."""
    if cost.exam_ms == 0:
        return "It cost no exam time."
    return f"Exam time that went by meanwhile: {duration_text(cost.exam_ms)}{covered_part(cost)}."


def warnings_line(ladder: Ladder) -> str:
    """The warnings against the rule that was chosen."""
    rule = "the third of any kind" if ladder.rule == "third" else "the third for the same rule"
    if ladder.given == 0:
        return f"No warning. Under the rule that was chosen, {rule} ends an exam."
    most = "" if ladder.given == 1 else f", at most {ladder.most_of_one_rule} for one rule"
    return f"{counted(ladder.given, 'warning')}{most}. Under the rule that was chosen, {rule} ends an exam."


def ladder_line(ladder: Ladder) -> str:
    """The same warnings under the other published rule, empty where both agree."""
    if ladder.reached == ladder.other_reached:
        return ""
    other = "the same rule broken three times" if ladder.rule == "third" else "three warnings of any kind"
    would = "would" if ladder.other_reached else "would not"
    return f"Under the other published rule ({other}) these warnings {would} have ended it. NHA's own is not known."


NOT_ENDED = "Nothing that came up would have ended the real exam."


def drawn_line(count: int) -> str:
    """How many steps had something to put right that was nobody's mistake."""
    at = "one step" if count == 1 else f"{count} steps"
    return f"At {at} of the day something came up that was no mistake of yours."


def steps_line(count: int) -> str:
    """How many steps were not right at once."""
    return f"{counted(count, 'step')} of the day {'was' if count == 1 else 'were'} not right at the first try."


def observed_line(count: int) -> str:
    """How many things the program noticed."""
    return f"The program noticed {counted(count, 'thing')} by itself. None of it counted for anything."


def skipped_line(ms: int) -> str:
    """By how much waits were shortened."""
    return f"Waits were shortened by {duration_text(ms)} in all. On the day they have their full length."


TWO_CLOCKS = (
    "Times are those of the clock on the wall, as you saw it: shortened waits put it ahead of the computer's clock. "
    "Your notes carry the computer's time."
)


def questions_line(what: str, positions: Sequence[int]) -> str:
    """Some questions by their numbers."""
    if not positions:
        return f"{what}: none."
    return f"{what}: {len(positions)} ({ranges(positions)})."


def ranges(positions: Sequence[int]) -> str:
    """Numbers in rising order in short: what follows upon each other as a range, such as 1, 2, 5–9."""
    runs: list[tuple[int, int]] = []
    for one in positions:
        if runs and one == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], one)
        else:
            runs.append((one, one))
    return ", ".join(
        str(first) if first == last else f"{first}, {last}" if last == first + 1 else f"{first}–{last}"
        for first, last in runs
    )


def longest_line(positions: Sequence[tuple[int, int]]) -> str:
    """The questions that took longest: number and milliseconds."""
    return "Longest on: " + ", ".join(f"{n} ({duration_text(ms)})" for n, ms in positions) + "."


NEVER_REVISITED = "Marked, and never looked at again"
LAST_CHANGED = "Answer changed on the last visit"
BLANK = "Left blank"


# ---- small things
def time_text(at: datetime) -> str:
    """A time of day with its seconds, such as 10:04:31 AM."""
    return f"{at.hour % 12 or 12}:{at.minute:02d}:{at.second:02d}{NBSP}{'AM' if at.hour < 12 else 'PM'}"


def note_line(at: datetime, text: str) -> str:
    """A note with the time at which it was written."""
    return f"{moment_text(at)}: {text}"


def open_source(host: str) -> str:
    """The button that opens a public source in the browser."""
    return f"Open {host}"


def not_reached(title: str, minute: int, step: str) -> str:
    """An incident that did not come up, and when it would have; `minute` is negative before a step."""
    return f"{title} ({f'minute {minute} of the exam' if minute >= 0 else f'before: {step}'})"


def counted(count: int, what: str) -> str:
    """A number of things, in words that fit it."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def covered_part(cost: Cost) -> str:
    """How much of a cost went by with the question off the screen, to be put after it."""
    if cost.hidden_ms == 0:
        return ", the question in view"
    if cost.hidden_ms == cost.exam_ms:
        return ", with the question covered"
    return f", {duration_text(cost.hidden_ms)} of it with the question covered"
