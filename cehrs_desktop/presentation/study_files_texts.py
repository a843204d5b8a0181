"""The words of the page from which a learner takes calendar entries, Anki cards and tables."""

from __future__ import annotations

TITLE = "Calendar, Anki and tables"
WAY = "Calendar, &Anki and tables …"
READING = "Reading your plan and your answers …"
BACK = "&Back"
LEAD = (
    "Here you take your study to other programs. What you choose is remembered; nothing leaves this computer by itself."
)
NOT_KEPT = "Your choice could not be kept. "
SAVING = "Saving …"
SAVE_SAFE = "Your plan, cards and answers are safe: they are kept in the program and can be saved again at any time."
NOT_SAVED = "The file was not saved"

# ---- the calendar
CALENDAR = "Calendar"
CALENDAR_LEAD = (
    "A file (.ics) that calendar programs take in, such as those of Windows, macOS, phones, Google or Outlook."
)
PART_NAMES = {
    "study": "Study days and dress rehearsals",
    "exam": "The exam, and a day for its checklists",
    "after": "Another try and renewal",
}
NOTHING = {
    "study": "No study is planned: set your minutes, and the exam's date, under “Exam date and time”.",
    "exam": "No date of an exam is set: set it under “Exam date and time”.",
    "after": "No failed exam and no pass is entered: enter them under “Before and after the exam”.",
}
PASSED = "You have passed: no study and no exam is planned."
AFTER_OVER = "What you entered gives no date from today on."
STUDY_AT = "I study at a &set time"
STUDY_TIME = "Time of study"
REMINDER = "Reminder"
REMINDERS = {0: "None", 10: "10 minutes before", 30: "30 minutes before", 60: "One hour before"}
REMINDER_NEEDS_TIME = "Without a time of day, study days are entries for the whole day and have no reminder."
EXAM_AT = "I know the &time of my exam"
EXAM_TIME = "Time of the exam"
EXAM_REMINDS = "The calendar reminds you of the exam one day and one and a half hours before it."
EXAM_REMINDS_DAY = "The exam is then an entry for the whole day, with a reminder at noon of the day before."
AGAIN = (
    "If the plan changes, save and import again: calendars that follow the standard replace the earlier entries. "
    "Others leave them or add a second one. Entries of days that have gone from the plan stay in every calendar. So "
    "import into a calendar of its own, and empty it before you import again."
)
SAVE_CALENDAR = "Save ca&lendar file …"
CALENDAR_FILTER = "Calendar (*.ics)"

# ---- Anki
ANKI = "Anki"
ANKI_LEAD = "A package (.apkg) of questions with their answers, reasons and sources, for the card program Anki."
WHICH_NAMES = {
    "cards": "My cards: questions I missed or was unsure of",
    "bookmarked": "Questions I bookmarked",
    "met": "Every question I have met",
}
WITH_NOTES = "With my &notes"
ANKI_SCHEDULE = (
    "Anki makes its own schedule: it knows nothing of your exam's date or of your answers here, and what you answer "
    "there does not come back. Importing again renews the questions and leaves Anki's schedule alone."
)
NO_QUESTIONS = {
    "cards": "There are no cards yet. They come from questions you miss or are unsure of, in practice or a rehearsal.",
    "bookmarked": "Nothing is bookmarked. Bookmark a question where you practice or review it.",
    "met": "You have not met a question yet. Practice first.",
}
ALL_STAY = "None of these questions can be saved now."
SAVE_ANKI = "Save &Anki package …"
ANKI_FILTER = "Anki package (*.apkg)"

# ---- tables
TABLES = "Tables"
TABLES_LEAD = "Tables (.csv) that spreadsheets open."
ANSWERS_LINE = (
    "All your answers, one a row: when, where, the question's number, what you chose, whether it was right, how long "
    "it took. Results that are held back and questions that are kept sealed are not among them."
)
NO_ANSWERS = "You have not answered a question yet. Practice first."
NONE_TO_SAVE = "Nothing was saved: all your answers are to questions that stay in the program for now."
PLAN_LINE = "Your plan, one day a row: minutes, dress rehearsals, and the minutes of each domain."
NO_PLAN = "There is no plan: set your minutes, and the exam's date, under “Exam date and time”."
SAVE_ANSWERS = "Save ans&wers …"
SAVE_PLAN = "Save &plan …"
CSV_FILTER = "Table (*.csv)"

FILTERS = {"ics": CALENDAR_FILTER, "apkg": ANKI_FILTER, "csv": CSV_FILTER}
SUFFIXES = {"calendar": "ics", "anki": "apkg", "answers": "csv", "plan": "csv"}
_FILES = {"calendar": "calendar", "anki": "cards", "answers": "answers", "plan": "plan"}
_NEXT = {
    "calendar": "Open the file, or import it in your calendar.",
    "anki": "In Anki, choose File, then Import.",
    "answers": "",
    "plan": "",
}


def part_name(part: str, count: int) -> str:
    """A part of the calendar and how many entries it makes."""
    return f"{PART_NAMES[part]} ({entries(count)})" if count else PART_NAMES[part]


def which_name(which: str, count: int) -> str:
    """A choice of questions and how many there are."""
    return f"{WHICH_NAMES[which]} ({count})"


def entries(count: int) -> str:
    """A number of calendar entries."""
    return "one entry" if count == 1 else f"{count} entries"


def calendar_line(count: int) -> str:
    """What the calendar file will hold."""
    if not count:
        return "Nothing to save: choose a part that has entries."
    return f"The file will hold {entries(count)}, from today on."


def questions(count: int) -> str:
    """A number of questions."""
    return "one question" if count == 1 else f"{count} questions"


def anki_line(count: int, notes: int) -> str:
    """What the package will hold."""
    with_notes = f", {notes} of them with a note" if notes else ""
    return f"The package will hold {questions(count)}{with_notes}."


def kept_back(count: int) -> str:
    """Questions that do not go out."""
    stay = "One question stays in the program: it belongs"
    if count != 1:
        stay = f"{count} questions stay in the program: they belong"
    return f"{stay} to a form kept sealed, to an exam or a set that is not over, or to a result that is held back."


def gone(count: int) -> str:
    """Questions that are no longer in the bank."""
    return f"{'One is' if count == 1 else f'{count} are'} left out: no longer in the item bank."


def saved(kind: str, path: str, count: int) -> str:
    """After a file was written."""
    what = {
        "calendar": entries(count),
        "anki": questions(count),
        "answers": "one answer" if count == 1 else f"{count} answers",
        "plan": "one day" if count == 1 else f"{count} days",
    }[kind]
    return f"Saved to {path}: {what}. {_NEXT[kind]}".rstrip()


def wrong_ending(path: str, suffix: str) -> str:
    """The name that was chosen has another ending."""
    return (
        f"{NOT_SAVED}. Other programs know it by its ending, and {path} does not end in .{suffix}. {SAVE_SAFE} "
        f"Save again under a name that ends in .{suffix}."
    )


def file_name(kind: str, name: str, day: str) -> str:
    """A name for the file that every system accepts; `day` is an ISO date."""
    plain = "".join(letter if letter.isalnum() else " " for letter in name)
    return " ".join(f"CEHRS {_FILES[kind]} {plain}".split())[:120].rstrip() + f" {day}.{SUFFIXES[kind]}"
