"""The words of the report, the review and the history, and how dates, times and shares are written in them.

What may and may not be claimed about the score is decided here and held by a test: it is a practice score on this
program's own scale, from the makers' own ratings, and nothing more. No item text ever passes through this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The first page shows these texts and no item: it must not wait for what makes one.
    from cehrs_desktop.application.ports import KeyCorrection
    from cehrs_desktop.exam.items import Item

NBSP = "\u00a0"
"""Keeps a number and its unit on one line."""

RETAKE_DAYS = 30

# Not strftime's month names: Qt sets the C library's locale, and these texts are English.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

TITLE = "Practice score report"
SUBTITLE = "Rehearsal of the CEHRS exam. This is a practice result, not an official one."
PASSED = "Passed"
NOT_PASSED = "Not passed"
SCORE_LABEL = "Practice score"
PASS_LINE_LABEL = "pass line"
DOMAINS_TITLE = "The five domains"
NOTES_TITLE = "How to read this report"
NEXT_TITLE = "After a result below the pass line"

FACT_DATE = "Date"
FACT_FORM = "Form"
FACT_TIME = "Time used"
FACT_ENDED = "How it ended"
FACT_ANSWERED = "Answered"
FACT_RIGHT = "Right, of those scored"

ENDED = {"submitted": "Ended and submitted", "time_out": "Time ran out; submitted"}

COLUMN_DOMAIN = "Domain"
COLUMN_ESTIMATE = "Estimate"
COLUMN_TALLY = "Right"
COLUMN_INTERVAL = "Likely range"
COLUMN_EXPECTED = "Expected at 390"
COLUMN_RELATION = "Against your overall level"

LEGEND_ESTIMATE = "estimated share right"
LEGEND_INTERVAL = "likely range, about two times in three"
LEGEND_EXPECTED = "expected of a candidate exactly at 390"

CAUTION = (
    "Each bar estimates what you would get right of many questions like these. It rests on the domain and on the whole "
    "exam together, for 10 or 15 questions alone say little. The triangle is where a candidate exactly at 390 would be "
    "expected. Only the whole exam is passed or not, never a domain."
)
RELATIONS = {
    "strength": "relative strength",
    "weakness": "relative weakness",
    "none": "no difference shown",
}
STUDY_LEAD = "Where study would add most, by questions missed (the number of questions times the share missed):"


def date_text(day: date) -> str:
    """A date as it is written out in the United States, such as November 3, 2026."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def short_day_text(day: date) -> str:
    """A date without its year, such as Nov 3."""
    return f"{_MONTHS[day.month - 1][:3]} {day.day}"


def moment(utc_ms: int, zone: tzinfo | None = None) -> datetime:
    """UTC milliseconds as a date and time in `zone`, or where the computer is when it is `None`."""
    return datetime.fromtimestamp(utc_ms / 1000, tz=UTC).astimezone(zone)


def local_day(utc_ms: int) -> str:
    """The ISO date of UTC milliseconds, where the computer is."""
    return moment(utc_ms).date().isoformat()


def utc_text(utc_ms: int) -> str:
    """UTC milliseconds in ISO 8601, to the second."""
    return moment(utc_ms, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def moment_text(when: datetime) -> str:
    """Date and time of day, such as November 3, 2026, 4:05 PM."""
    hour = when.hour % 12 or 12
    return f"{date_text(when.date())}, {hour}:{when.minute:02d}{NBSP}{'AM' if when.hour < 12 else 'PM'}"


def duration_text(ms: int) -> str:
    """Minutes and seconds, such as 103 min 12 s."""
    seconds = ms // 1000
    if seconds < 60:
        return f"{seconds}{NBSP}s"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}{NBSP}min" if rest == 0 else f"{minutes}{NBSP}min {rest}{NBSP}s"


def percent_text(share: float) -> str:
    """A share as a whole percentage."""
    return f"{percent(share)}{NBSP}%"


def percent(share: float) -> int:
    """A share as a whole number of percent, halves up."""
    return int(share * 100 + 0.5)


def interval_text(low: float, high: float) -> str:
    """Two shares as a range of percentages."""
    return f"{percent(low)} to {percent(high)}{NBSP}%"


def questions(count: int) -> str:
    """A number of questions, in words that fit it."""
    return f"{count} question" if count == 1 else f"{count} questions"


def score_line(passed: bool) -> str:
    """The decision against the pass line, in a sentence."""
    return f"{'At or above' if passed else 'Below'} 390, the pass line of this practice scale."


def band(score: int, low: int, high: int) -> str:
    """What the band means."""
    return (
        f"Band {low} to {high} (68{NBSP}%): if {score} is your true level, another form of equal difficulty would land "
        "in this band about two times in three."
    )


def band_range(low: int, high: int) -> str:
    """The band's two ends."""
    return f"{low} to {high}"


BAND_CROSSES = "The pass line lies inside the band: at the same level, another form could have come out differently."


def accuracy(agreeing: float, repeating: float) -> str:
    """How far the decision of this form can be trusted, in plain words."""
    return (
        f"By calculation, if the ratings of the questions are right, this form decides rightly for about "
        f"{percent(agreeing)} of 100 candidates, and two such forms decide alike for about {percent(repeating)}."
    )


LEAST_SHOWN, MOST_SHOWN = 0.05, 0.95
READINESS_TITLE = "Readiness"
READINESS_MORE = "&About readiness …"
SHEET_MORE = "About the &form …"


def readiness(shown: float, low: float, high: float, items: int) -> str:
    """The chance to pass a further form, in words."""
    return (
        f"{_chance(shown, low, high)} This rests on the {questions(items)} that you met for the first time in exams up "
        "to this one. A result exactly at the pass line means about 55 in 100, not a sure pass."
    )


def _chance(shown: float, low: float, high: float) -> str:
    if low >= MOST_SHOWN:
        return f"{percent(MOST_SHOWN)} in 100 or more to pass a further form of this program."
    if high <= LEAST_SHOWN:
        return f"{percent(LEAST_SHOWN)} in 100 or less to pass a further form of this program."
    return (
        f"About {percent(shown)} in 100 to pass a further form of this program; likely between {percent(low)} and "
        f"{percent(high)}."
    )


def readiness_assumption(code: str) -> str:
    """What the readiness figure takes for granted, by the code of the assumption."""
    return _ASSUMPTIONS.get(code, code)


_ASSUMPTIONS = {
    "pass_line_from_national_rate": (
        "The pass line stands where 68.81 % of candidates are above it, as in 2024. It is about further forms of this "
        "program and no forecast of a result on the day: how NHA converts right answers is not published."
    ),
    "population_normal": "Before your answers are known you are taken for one of those candidates.",
    "rasch_model": "Every question tells abilities apart equally well, and guessing is not counted separately.",
    "rated_difficulties": "Questions are as hard as the makers rated them, or as accepted responses showed.",
    "transfer_error": (
        "All ratings may be off together: by a quarter of a logit for one end of the range, by .40 for the other."
    ),
    "first_seen_items_only": (
        "Only scored questions met for the first time count, and only exams in which most of the form was reached."
    ),
    "ability_drifts": "What you know changes with time, so earlier exams count less.",
    "no_evidence": "There is no answer yet that counts: the figure is that of any candidate.",
    "few_items": "Few answers count so far: the figure leans on the other candidates more than on you.",
    "capped": "Never more than 95 and never less than 5 in 100 is shown.",
}


def score_before(score: int) -> str:
    """What a result was before anything was corrected."""
    return f"The score was {score} before any correction."


def corrected(correction: KeyCorrection, question: int) -> str:
    """The mark on a result that was scored again because a key was corrected."""
    act = "no longer counts" if correction.action == "drop" else "now has a second right answer"
    reason = f" ({correction.reason.rstrip('.')})" if correction.reason else ""
    return f"Scored again: question {question} {act}{reason}."


def incomplete(reached: int, scored: int) -> str:
    """The mark on a result of which too little was reached."""
    return (
        f"Incomplete: only {reached} of the {scored} scored questions were reached, fewer than 80{NBSP}%. The rest "
        "count as wrong, so this score says little about what you know."
    )


def repeated(count: int) -> str:
    """The mark on a form with questions that the candidate had seen."""
    return f"Contains {questions(count)} you had seen before. Known questions can raise a score."


def note_scale() -> tuple[str, str]:
    """What the scale is."""
    return (
        "The score is not a percentage.",
        (
            "It stands on a practice scale from 200 to 500 that this program built, with its pass line placed at 390. "
            f"It follows from how many scored questions were right and how hard they are. 390 is not 78{NBSP}% of the "
            "questions, and the share of right answers is not the score."
        ),
    )


def note_counted(total: int, scored: int) -> tuple[str, str]:
    """Which questions counted."""
    return (
        f"{scored} of {total} questions count.",
        (
            f"The other {total - scored} are pretest questions, mixed in unmarked; they never change the score. A "
            "question left blank counts as wrong."
        ),
    )


def note_ratings() -> tuple[str, str]:
    """Where the difficulties come from."""
    return (
        "The makers judged how hard each question is.",
        (
            "Their ratings are their own readings, not measurements on candidates and not an expert panel's. If all "
            "are too lenient or too strict, the score is off by more than the band shows."
        ),
    )


def note_not_official() -> tuple[str, str]:
    """What the score is not."""
    return (
        "It is not an NHA score.",
        (
            "NHA does not publish how it converts right answers to its scale, so this score is not equated with NHA's "
            "and is no forecast of a result on the day."
        ),
    )


def note_context() -> tuple[str, str]:
    """The national pass rate, dated."""
    return (
        "The national pass rate, for context.",
        f"In 2024, 68.81{NBSP}% of 1,834 CEHRS exams nationwide were passed. That describes a group, not one person.",
    )


def retake(exam_day: date) -> str:
    """The date of a retake after an exam on `exam_day`."""
    earliest = date_text(exam_day + timedelta(days=RETAKE_DAYS))
    return (
        f"NHA names a wait of {RETAKE_DAYS} days before a retake. Had this been the exam, a retake would be possible "
        f"from {earliest}. Longer waits after repeated fails are reported elsewhere; we could not confirm them."
    )


def study_line(name: str, missed: int, count: int) -> str:
    """One domain in the order of study."""
    return f"{name}: {missed} of {count} missed"


def imprint(form: str, blueprint: str, parameters: str, version: str) -> str:
    """Which versions a report was made from."""
    return f"Form {form} · test plan {blueprint} · scoring parameters {parameters} · report version {version}"


# ---- the report screen
SAVE_PDF = "Save as P&DF …"
SAVE_HTML = "Save as &HTML …"
SAVE_JSON = "Save as &JSON …"
PRINT = "&Print …"
DEBRIEF = "&Exam-day debrief"
REVIEW = "&Review the questions"
BACK = "&Back"
AS_PAGE = "Pa&ge"
AS_TEXT = "&Text"
PAGE_NAME = "Picture of the report page. The same content can be read under Text."
TEXT_NAME = "Report as text"
ASK_OVERWRITE = "Replace this file?"
REPLACE = "Replace"
KEEP = "Keep the old file"
PRINT_SENT = "Sent to the printer."
PRINT_FAILED_TITLE = "The report was not printed"
PRINT_FAILED = "The printer did not accept the page. The report is unchanged. Check the printer, or save it as PDF."
SAVE_FAILED_TITLE = "The file was not saved"
SAVE_SAFE = "The report itself is safe: it is kept with the attempt and can be saved again at any time."


def overwrite(name: str) -> str:
    """The question before a file is replaced."""
    return f"{name} exists already. Replace it with this report?"


def saved(path: str) -> str:
    """After a file was written."""
    return f"Saved to {path}"


# ---- the review
REVIEW_TITLE = "Review of the questions"
REVIEW_LEAD = (
    "A study step apart from the report. Pretest questions are named here; they did not count. On the day of the real "
    "exam no question can be reviewed."
)
FILTER_LABELS = {
    "all": "All",
    "wrong": "Wrong",
    "blank": "Blank",
    "marked": "Marked",
    "changed": "Changed",
    "slow": "Slow",
    "pretest": "Pretest",
}
FILTER_NAME = "Which questions to show"
LIST_NAME = "Questions"
NOTHING_IN_FILTER = "No question of this attempt is in this list."
OUTCOME_WORDS = {"right": "Right", "wrong": "Wrong", "blank": "Left blank"}
YOUR_CHOICE = "Your answer"
THE_KEY = "Key"
STRUCK = "struck out by you"
PRETEST = "pretest (not counted)"
DROPPED = "no longer counted"
MARKED = "marked"
SLOW = "slow"
NO_REFERENCE = "No reference is recorded."
REFERENCES = "References"
YOUR_COMMENT = "Your comment"
OPTIONS = "Options, in the order in which you saw them"
PREVIOUS_ITEM = "&Previous (K)"
NEXT_ITEM = "&Next (J)"
LINK_HINT = "Links open in your browser, and only when you click them."
EXHIBIT = "Exhibit"
REPORT_ITEM = "&Report a problem …"
REPORT_TITLE = "What is wrong with this item?"
REPORT_LEAD = "The report is kept on this computer and sent nowhere. Settings can save all reports as a file."
REPORT_KIND = "Kind of problem"
REPORT_KINDS = (
    ("key", "The key is wrong"),
    ("two_right", "More than one option is right"),
    ("unclear", "The question is unclear"),
    ("outdated", "The rule has changed"),
    ("language", "Spelling or wording"),
    ("other", "Something else"),
)
REPORT_TEXT = "What you noticed"
REPORT_KEEP = "&Keep the report"
REPORT_CANCEL = "&Cancel"
REPORT_EMPTY = "Write a few words about what you noticed first."


def report_kept(count: int) -> str:
    """After a report on an item was stored."""
    return f"The report is kept ({count} in all). Settings can save the reports as a file for the makers."


def provenance(item: Item, blueprint: str, today: str) -> tuple[str, ...]:
    """What is known of an item's soundness: when its sources were read, until when it holds, for which test plan."""
    lines: list[str] = []
    if item.is_stale(today):
        lines.append(
            f"Past its review date of {item.review_by}: the rule may have changed. Look it up before you rely on it."
        )
    if item.verified_on:
        lines.append(f"The sources were read on {item.verified_on}.")
    else:
        lines.append("Not re-checked: the sources are named from general knowledge and were not opened for this item.")
    if item.valid_as_of:
        lines.append(f"This can change: true as of {item.valid_as_of}, to be looked at again by {item.review_by}.")
    lines.append(f"Item {item.id}, version {item.version}, written for test plan edition {blueprint}.")
    return tuple(lines)


def slow_rule(median_ms: int, limit_ms: int) -> str:
    """What counts as slow in this attempt."""
    return (
        f"Slow: more than twice this attempt's median time of {duration_text(median_ms)} on a question, and more than "
        f"60{NBSP}s; here that is more than {duration_text(limit_ms)}."
    )


def filter_label(which: str, count: int) -> str:
    """A filter with how many questions it lets through."""
    return f"{FILTER_LABELS[which]} ({count})"


def place(number: int, count: int) -> str:
    """Where one is in the list."""
    return f"{number} of {count} in this list"


def changes(count: int) -> str:
    """How often the answer was changed."""
    return "changed once" if count == 1 else f"changed {count} times"


# ---- the history
STATE_WORDS = {"open": "In progress", "complete": "Complete", "declined": "Declined", "abandoned": "Abandoned"}
TREND_TITLE = "Practice scores over time"
TREND_TABLE = "As a &table"
TREND_EMPTY = "No score yet. A score appears here after the first whole exam."
TREND_COLUMNS = ("Date", "Practice score", "Band", "Result")
AS_PRACTICE = "finished as practice"


def from_elsewhere(state: str) -> str:
    """The state of an attempt that was taken in from a file."""
    return f"{state}, on another computer"


def visible_from(when: datetime) -> str:
    """Instead of a result that is not yet shown."""
    return f"Result from {moment_text(when)}"


def trend_summary(lines: Sequence[str]) -> str:
    """The trend for a screen reader."""
    if not lines:
        return TREND_EMPTY
    return f"{TREND_TITLE}, scale 200 to 500, pass line 390. " + " ".join(f"{line}." for line in lines)


def result_words(passed: bool, practice: bool) -> str:
    """A result in the list; `practice`: the real exam would have ended before it was finished."""
    words = PASSED if passed else NOT_PASSED
    return f"{words}, {AS_PRACTICE}" if practice else words


def trend_point(day: str, score: int, low: int, high: int, passed: bool, practice: bool) -> str:
    """One attempt of the trend in words."""
    result = result_words(passed, practice)
    return f"{day}: {score}, band {low} to {high}, {result[0].lower()}{result[1:]}"
