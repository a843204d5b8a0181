"""The words of the study pages that lead to the others: what to do today, and what a learner sets for their study."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cehrs_desktop.study.goals import Goals

TITLE = "Study"
NAMED = "Study: {name}"
LOOKING = "Reading your answers …"
CLOSE = "&Close"
BACK = "&Back"

# ---- the pages that the study page leads to
PRACTICE = "&Practice …"
STANDING = "&Where I stand …"
PLAN = "P&lan …"
SETTINGS = "&Exam date and time …"
OTHERS = "Also here"

# ---- what a learner sets
SETTINGS_TITLE = "Your exam and your time"
SETTINGS_LEAD = (
    "What you set here makes the plan. It is kept on this computer, for you alone, and can be changed any day."
)
HAS_DATE = "I have a &date for the exam"
DATE = "Date of the exam"
MINUTES_TITLE = "Minutes of study"
MINUTES_LEAD = (
    "As many as you really have, up to 600 a day. The plan never asks for more, but for the days of a dress rehearsal."
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MINUTES_SUFFIX = " min"
SHAPE = "Length of the plan"
SHAPES = (("4", "Four weeks"), ("5", "Five weeks"))
SHAPE_NOTE = "With less time it is drawn together; with more, the first weeks are longer."
SEALED = "Forms kept sealed for dress rehearsals"
SEALED_NOTE = (
    "No question of a sealed form comes up in practice, review or search, so a rehearsal on it shows what you can do "
    "with new questions. All other forms feed practice."
)
GOALS = "Show goals and &streaks"
GOALS_NOTE = (
    "On: Study shows how much of the time you set was spent on questions, today and this week, and how many days in a "
    "row. Off: nothing counts your days."
)
NOT_KEPT = "This could not be kept. "


def days_left(exam: str, today: str) -> int:
    """Days from today to the exam (ISO dates); negative when it is past."""
    return (date.fromisoformat(exam) - date.fromisoformat(today)).days


def date_line(exam: str, today: str) -> str:
    """What a date means, under the field and on the study page; `exam` may be empty."""
    if not exam:
        return "No date is set. The plan then has no end, and reviews are spaced without one."
    left = days_left(exam, today)
    if left < 0:
        return (
            "This date is past. Your answers and cards are kept as they are. Set the date of your next exam, or none."
        )
    if left == 0:
        return "The exam is today. Nothing new is planned."
    if left == 1:
        return "The exam is tomorrow. Nothing new begins: a short review, then rest."
    return f"{left} days are left."


def too_early(exam: str, retake: str) -> str:
    """An exam that was entered as failed, and a date within the wait."""
    return (
        f"The date of your exam, {short_day(exam)}, lies before {short_day(retake)}, the first day of another try "
        "after the fail that you entered. Check both dates."
    )


def nobody_yet(name: str) -> str:
    """Nothing was answered under this name: perhaps it is another one."""
    return (
        f"Nothing has been answered under the name “{name}” so far. If you studied before, go back and check the name."
    )


def exam_line(exam: str, today: str, passed: str = "") -> str:
    """The exam's date and what is left to it, on the pages that need both; `exam` and `passed` may be empty."""
    if passed:
        return f"You passed on {day_words(passed)}."
    if not exam:
        return date_line(exam, today)
    if days_left(exam, today) < 0:
        return f"Your exam was set for {day_words(exam)}."
    return f"Your exam: {day_words(exam)}. {date_line(exam, today)}"


def day_words(day: str) -> str:
    """An ISO date as people write it."""
    when = date.fromisoformat(day)
    return f"{when:%A}, {when:%B} {when.day}, {when.year}"


def short_day(day: str) -> str:
    """An ISO date without its weekday."""
    when = date.fromisoformat(day)
    return f"{when:%B} {when.day}, {when.year}"


def minutes_line(minutes: tuple[int, ...]) -> str:
    """What the minutes of a week add up to."""
    total = sum(minutes)
    if total == 0:
        return "No time is set: nothing is planned. What is due is still shown, and you can practice whenever you like."
    hours, rest = divmod(total, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest else ""]
    return f"{' '.join(part for part in parts if part)} a week."


# ---- what to do today
BEGIN = "&Begin"
GO_ON = "&Go on"
REVIEWS_TITLE = "Review what is due"
NEW_CARDS_TITLE = "Begin new cards"
PRACTICE_TITLE = "Practice set"
REHEARSAL_TITLE = "Dress rehearsal"
DONE_TITLE = "Done for today"
REST_TITLE = "Nothing to do today"
DATE_TITLE = "When is your exam?"
PASSED_TITLE = "You have passed"
PASSED_DETAIL = (
    "Nothing more is planned. Practice and what you wrote stay open; “Before and after” reckons when the certification "
    "is renewed. For another exam, set its date."
)
NEXT_DATE_TITLE = "When is your next exam?"
NEXT_DATE_DETAIL = "The date you set is past. Your answers and cards are kept as they are."
SET_TIME = "Set your &time"
DATE_DETAIL = "With a date the plan knows how far it has to reach, and reviews come before it."
SET_DATE = "Set the &date"
OPEN_TITLE = "A set waits to be gone on with"
RESTARTED = "Some cards could not be read. They begin anew; your answers are kept."


def open_detail(answered: int, questions: int, *, timed: bool) -> str:
    """How far a set is that waits."""
    clock = " Its clock stands where you left it." if timed else ""
    return f"{answered} of {questions} {'question' if questions == 1 else 'questions'} answered.{clock}"


def about_minutes(minutes: int) -> str:
    """How long a task takes."""
    return f"About {minutes} min" if minutes else ""


def cards_detail(count: int, minutes: int) -> str:
    """Cards of a task."""
    return f"{count} {'question' if count == 1 else 'questions'}, about {minutes} min"


def set_detail(count: int, minutes: int, domains: str, timed: int) -> str:
    """A set of a task; `domains` are their names, empty for all."""
    where = domains or "all domains"
    clock = f"{timed} minutes on the clock" if timed else "untimed"
    return f"{count} questions, {where}, {clock}, about {minutes} min"


def rehearsal_detail(form: str, minutes: int) -> str:
    """The dress rehearsal of a day."""
    return f"Form {form}, as on exam day, {minutes} min"


def today_line(minutes: int, done: int) -> str:
    """The minutes of a day."""
    if done:
        return f"{done} min done today{f', {minutes} min left' if minutes else ''}."
    return f"{minutes} min planned for today." if minutes else ""


def goal_lines(goals: Goals) -> tuple[str, ...]:
    """Today's goal, the week's, and the days in a row."""
    today = f"{goals.done} of {goals.wanted} min today" if goals.wanted else f"none today, {goals.done} min done"
    days = f"{_days(goals.days)} of the {goals.days_wanted} you set" if goals.days_wanted else _days(goals.days)
    return (
        f"Goal: {today}. This week: {goals.week_done} of {goals.week_wanted} min, on {days}.",
        f"Days in a row with study: {goals.streak}. A day for which you set no time does not break it.",
    )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def left_line(unseen: int, sealed: int) -> str:
    """What is left of the bank."""
    sealed_too = f"; {sealed:,} more lie on sealed forms" if sealed else ""
    return f"{unseen:,} questions are new to you and free for practice{sealed_too}."
