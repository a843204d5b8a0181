"""The words of the debrief. Those of a venue or an incident stand in the day's data and are shown as they are.

Nothing here blames anybody: it says what happened, what the rule was, and what to do on the day.
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
BACK = "&Back"
SAVE_SAFE = "The debrief itself is safe: it is read from the attempt and can be saved again at any time."
OBSERVED_LEAD = "Noticed by the program, and counted for nothing."

HAPPENED, RULE, DID, FOLLOWED = "What happened", "The rule", "What you did", "What followed"
COSTS, ON_THE_DAY, SOURCE, UNCONFIRMED = "What it cost", "On the day", "Source", "Unconfirmed"
WOULD_BE_RULE, INNOCENT = "What the rule would be", "Innocent explanations"
UNCONFIRMED_TEXT = "Known from other exams of the same vendor or from elsewhere; nobody outside knows it of NHA's own."

PARTS = {"before": "Before the exam", "exam": "During the exam", "after": "After the exam"}
ROLES = {"proctor": "Proctor", "staff": "Staff", "system": "On the screen", "candidate": "You"}
CAME_ON = {
    "pause": "Pause, the question was covered",
    "fault": "Fault, the question was gone",
    "away": "You were away",
    "recheck": "Checked again",
    "new_station": "Moved to another station",
    "new_proctor": "Another proctor took over",
    "noise": "Noise",
    "ask": "You were asked",
    "ended": "The real exam would have ended here",
}
SUSPENSIONS = {
    "interrupted": "The program stopped.",
    "closed": "The program was closed.",
    "sleep": "The computer was asleep.",
    "storage_fault": "An answer could not be stored for a while.",
}
OBSERVED = {
    "focus_lost": "Another window had the keyboard",
    "second_display": "More than one display",
    "clipboard": "Copy or paste",
    "program": "A program that would have to be closed",
    "capture": "A key for pictures of the screen",
    "switch": "A system key",
    "idle": "No key and no mouse for a while",
    "not_held": "Something could not be held",
}
LATE_TITLE = "Too late to be admitted"
LATE_RULE = "Nobody is let in after the late limit, and the fee is lost."
LATE_ON_THE_DAY = "Plan to arrive or to log in when it opens, not at the time of the appointment."
WAIT_RULE = "The exam clock had not started."
DECLINED_RULE = "Without accepting the rules there is no exam."
LOST_TITLE = "Choices that were not recorded"
LOST_RULE = "On this older screen a choice is recorded by Next and by nothing else. Leaving any other way loses it."
LOST_ON_THE_DAY = "Press Next after every choice, also before you go back or open the summary."
SUSPENDED_TITLE = "The exam stood still"
SUSPENDED_RULE = (
    "Here the clock stands while the program does. On the day, how a fault is timed depends on the provider."
)
SUSPENDED_ON_THE_DAY = "Tell staff at once, leave any error message on the screen, and ask for the incident number."


# ---- the summary
def came_up(incidents: int, requests: int, not_reached: int) -> str:
    """How much came up."""
    if not incidents and not requests and not not_reached:
        return "No incident came up."
    line = f"{_count(incidents, 'incident')} came up"
    if requests:
        line += f", and you asked for something {'once' if requests == 1 else f'{requests} times'}"
    if not_reached:
        line += f"; {not_reached} more {'was' if not_reached == 1 else 'were'} planned and not reached"
    return f"{line}."


def scene_cost(cost: Cost) -> str:
    """What all of it cost in exam time."""
    if cost.exam_ms == 0:
        return "It cost no exam time."
    return f"Exam time that went by meanwhile: {duration_text(cost.exam_ms)}{_hidden(cost)}."


def cost_text(cost: Cost, part: str) -> str:
    """What one thing cost: exam time, and time in all."""
    in_all = f"{duration_text(cost.awake_ms)} went by in all."
    if part != "exam":
        return f"No exam time: it was outside the exam. {in_all}"
    if cost.exam_ms == 0:
        return f"No exam time: the clock stood. {in_all}" if cost.awake_ms >= 1000 else "No time."
    return f"{duration_text(cost.exam_ms)} of exam time{_hidden(cost)}. {in_all}"


def _hidden(cost: Cost) -> str:
    if cost.hidden_ms == 0:
        return ", the question in view"
    if cost.hidden_ms == cost.exam_ms:
        return ", with the question covered"
    return f", {duration_text(cost.hidden_ms)} of it with the question covered"


def warnings_line(ladder: Ladder) -> str:
    """The warnings against the rule that was chosen."""
    rule = "the third of any kind" if ladder.rule == "third" else "the third for the same rule"
    if ladder.given == 0:
        return f"No warning. Under the rule that was chosen, {rule} ends an exam."
    most = "" if ladder.given == 1 else f", at most {ladder.most_of_one_rule} for one rule"
    return f"{_count(ladder.given, 'warning')}{most}. Under the rule that was chosen, {rule} ends an exam."


def ladder_line(ladder: Ladder) -> str:
    """The same warnings under the other published rule, empty where both agree."""
    if ladder.reached == ladder.other_reached:
        return ""
    other = "the same rule broken three times" if ladder.rule == "third" else "three warnings of any kind"
    would = "would" if ladder.other_reached else "would not"
    return f"Under the other published rule ({other}) these warnings {would} have ended it. NHA's own is not known."


NOT_ENDED = "The real exam would not have ended early."


def steps_line(count: int) -> str:
    """How many steps were not right at once."""
    return f"{_count(count, 'step')} of the day {'was' if count == 1 else 'were'} not right at the first try."


def observed_line(count: int) -> str:
    """How many things the program noticed."""
    return f"The program noticed {_count(count, 'thing')} by itself. None of it counted for anything."


def skipped_line(ms: int) -> str:
    """By how much waits were shortened."""
    return f"Waits were shortened by {duration_text(ms)} in all. On the day they have their full length."


def questions_line(what: str, positions: Sequence[int]) -> str:
    """Some questions by their numbers."""
    if not positions:
        return f"{what}: none."
    return f"{what}: {len(positions)} ({', '.join(str(one) for one in positions)})."


def longest_line(positions: Sequence[tuple[int, int]]) -> str:
    """The questions that took longest: number and milliseconds."""
    return "Longest on: " + ", ".join(f"{n} ({duration_text(ms)})" for n, ms in positions) + "."


NEVER_REVISITED = "Marked, and never looked at again"
LAST_CHANGED = "Answer changed on the last visit"
BLANK = "Left blank"


# ---- the entries
def where(part: str, question: int, used_ms: int, at: datetime) -> str:
    """Where in the day something was."""
    time = time_text(at)
    if part != "exam":
        return f"{PARTS[part]}, {time}"
    return f"Question {question}, after {duration_text(used_ms)} of exam time, {time}"


def time_text(at: datetime) -> str:
    """A time of day with its seconds, such as 10:04:31 AM."""
    return f"{at.hour % 12 or 12}:{at.minute:02d}:{at.second:02d}{NBSP}{'AM' if at.hour < 12 else 'PM'}"


def note_line(at: datetime, text: str) -> str:
    """A note with the time at which it was written."""
    return f"{moment_text(at)}: {text}"


def said(who: str, name: str, text: str, *, spoken: bool) -> str:
    """Something that was said or written."""
    speaker = name or ROLES.get(who, who)
    return f"{speaker}{', aloud' if spoken else ''}: {text}"


def decided(asked: str, chosen: str, *, good: bool, silent: bool) -> str:
    """What was decided, and whether that was good."""
    how = f"You gave no answer in time, which counted as: {chosen}" if silent else f"You chose: {chosen}"
    return f"{asked}\n{_stopped(how)} {'That was the way to do it.' if good else 'There was a better way.'}"


def better(labels: Sequence[str]) -> str:
    """What would have been good."""
    return f"Better: {_stopped(' or '.join(labels))}"


NOT_ASKED = "Nothing was asked of you."
SENT_BACK = "You did not accept the rules"


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


DECLINED_TITLE = "The rules were not accepted"
PUT_RIGHT = "You put it right and went on."
NOT_PUT_RIGHT = "It was not put right before the day was left."
REFUSED = "On the day you would not be admitted."
WENT_ON = "You went on as practice."
STOPPED = "You ended the rehearsal there."
NO_EXAM_TIME = "No exam time: the clock stood."
BROKE_OFF = "The exam ended while this was still going on."


def open_source(host: str) -> str:
    """The button that opens a public source in the browser."""
    return f"Open {host}"


def not_reached(title: str, minute: int, step: str) -> str:
    """An incident that did not come up, and when it would have; `minute` is negative before a step."""
    return f"{title} ({f'minute {minute} of the exam' if minute >= 0 else f'before: {step}'})"


def sent_back(to: str) -> str:
    """Where one is taken who does not accept."""
    return f"You did not accept, and were taken back to: {_stopped(to)}"


def refused_title(reason: str) -> str:
    """A refusal for a reason that has no words of its own."""
    return f"Not admitted: {reason}"


def waiting(step: str) -> str:
    """The title of a wait at a step."""
    return f"Waiting: {step}"


def waited(here_ms: int, full_ms: int, skipped_ms: int) -> str:
    """How long a wait lasted here, and on the day."""
    if here_ms < 1000 <= skipped_ms:
        return f"You went on at once; on the day you would have waited about {duration_text(full_ms)}."
    if skipped_ms <= 0:
        return f"You waited {duration_text(here_ms)}, the full length."
    return f"You waited {duration_text(here_ms)}; on the day it would have been about {duration_text(full_ms)}."


def warned(number: int, title: str, line: str) -> str:
    """A warning with its number and its rule."""
    return f"Warning {number} ({title}). {line}"


def came_on(kind: str, text: str) -> str:
    """Something that came on in a scene."""
    return f"{CAME_ON.get(kind, kind)}: {text}"


def not_accepted(what: str, why: str) -> str:
    """Something that was not accepted at a step."""
    return f"Not accepted: {what}. {why}".strip() if what else f"Not accepted. {why}".strip()


def belongs(thing: str, place: str, why: str) -> str:
    """Where a thing belongs."""
    return f"{thing}: belongs in “{place}”. {why}".strip()


def found_at(check: str, found: str, remedy: str) -> str:
    """What was found when something was shown."""
    return f"{check}: {_stopped(found)} {_stopped(remedy) if remedy else ''}".strip()


def lost(choices: Sequence[tuple[int, str]]) -> str:
    """Which choices were lost."""
    at = ", ".join(str(n) for n in dict.fromkeys(position for position, _ in choices))
    return f"{_count(len(choices), 'choice')} left without Next and not recorded, at question {at}."


def suspended(reason: str, wall_ms: int | None) -> str:
    """Why the clock stood, and how long."""
    why = SUSPENSIONS.get(reason, f"{reason}.")
    return f"{why} The exam was not resumed." if wall_ms is None else f"{why} It took {duration_text(wall_ms)}."


def times(line: str, count: int) -> str:
    """A sentence, and how often it is true."""
    return line if count == 1 else f"{line} ({count} times)"


def away(count: int, duration: str) -> str:
    """How often and how long the keyboard was elsewhere."""
    return f"In all {'once' if count == 1 else f'{count} times'}, for {duration}."
