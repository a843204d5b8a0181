"""The words of the study pages that lead to the others: what to do today, and what a learner sets for their study."""

from __future__ import annotations

from datetime import date

STUDY = "St&udy ..."
TITLE = "Study"
LOOKING = "Reading your answers ..."
CLOSE = "&Close"
BACK = "&Back"

# ---- the pages that the study page leads to
PRACTICE = "&Practice ..."
STANDING = "&Where you stand ..."
PLAN = "P&lan ..."
SETTINGS = "&Exam date and time ..."
OTHERS = "Also here"

# ---- what a learner sets
SETTINGS_TITLE = "Your exam and your time"
SETTINGS_LEAD = (
    "What you set here makes the plan. It is kept on this computer, for you alone, and can be changed any day."
)
HAS_DATE = "I have a &date for the exam"
DATE = "Date of the exam"
MINUTES_TITLE = "Minutes of study"
MINUTES_LEAD = "As many as you really have. The plan never asks for more."
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
GOALS_NOTE = "Off: nothing counts your days."
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


def day_words(day: str) -> str:
    """An ISO date as people write it."""
    when = date.fromisoformat(day)
    return f"{when:%A}, {when:%B} {when.day}, {when.year}"


def minutes_line(minutes: tuple[int, ...]) -> str:
    """What the minutes of a week add up to."""
    total = sum(minutes)
    if total == 0:
        return "No time is set: nothing is planned. What is due is still shown, and you can practice whenever you like."
    hours, rest = divmod(total, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest else ""]
    return f"{' '.join(part for part in parts if part)} a week."
