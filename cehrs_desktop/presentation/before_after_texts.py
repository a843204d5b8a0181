"""The words of the page about the time before and after the exam."""

from __future__ import annotations

from urllib.parse import urlsplit

TITLE = "Before and after the exam"
WAY = "Before and a&fter the exam …"
READING = "Reading …"
BACK = "&Back"
PARTS = ("&Eligibility", "On the e&xam day", "&Another try", "After a &pass")
PART_NAMES = ("Eligibility", "On the exam day", "Another try", "After a pass")

VENUE = "Where you take it"
VENUES = (
    ("", "Not chosen: all lists whole"),
    ("test_center", "At a PSI test center"),
    ("live_remote", "At home, with live online proctoring"),
    ("school", "At a school or employer"),
)
KEPT = (
    "What you tick or enter is kept on this computer, for you alone. Reminders for your calendar are saved under "
    "“Calendar, Anki and tables”."
)
NOT_KEPT = "This could not be kept. "

# ---- another try
RETAKE_LEAD = "Enter the dates of exams that were not passed; the program works out when the next one may be taken."
FAIL_DAY = "Date of the exam"
ADD_FAIL = "A&dd this date"
REMOVE = "Remove"
NO_FAILS = "No date is entered."
WAIT_TITLE = "The longer wait after repeated fails"
WAIT_NOTE = (
    "Not confirmed: twelve months after the third fail are commonly named, but no page of NHA with that number was "
    "found. Set what NHA tells you; 0 means that there is no longer wait."
)
WAIT_FAILS = "From the fail with this number"
WAIT_MONTHS = "Months to wait"
THIRTY = "The wait of 30 days is confirmed: NHA names it on its support page."
LONG = "This uses the longer wait that you see below. It is not confirmed: ask NHA before you rely on it."

# ---- after a pass
PASS_LEAD = (
    "A certification is renewed every two years with 10 credits of continuing education; two hours are one credit. "
    "Your certification's own expiration date, in your NHA account, comes before the date computed here."
)
HAS_PASSED = "I have pa&ssed, or renewed, on this date"
PASS_DAY = "Date passed or renewed"
CREDITS = "Continuing education"
CREDIT_DAY = "Date"
CREDIT_TITLE = "What it was"
CREDIT_NUMBER = "Credits"
CERTIFICATE = "&Certificate …"
CERTIFICATE_FILTER = "Choose the certificate's file"
CERTIFICATE_NOTE = "Only the file's name and place are noted. The file itself is not copied: keep it safe."
NO_CERTIFICATE = "no certificate noted"
ADD_CREDIT = "Add &this"
NO_CREDITS = "No credits are entered."
NEEDS_TITLE = "Say what it was before it is added."
NOT_COUNTED = "does not count: outside the two years, or in the future"


def done_line(done: int, count: int) -> str:
    """How much of a list is ticked."""
    return f"{done} of {count} done"


def source_name(address: str) -> str:
    """A source by its host: whole, an address is a word too long for a line."""
    return f"Source: {urlsplit(address).hostname or address}"


def fail_line(number: int, day: str) -> str:
    """A failed exam."""
    return f"{number}. {day}"


def remove_spoken(what: str) -> str:
    """A button that removes an entry, read out."""
    return f"{REMOVE}: {what}"


def retake_line(day: str, left: int) -> str:
    """When the exam may be taken again."""
    if left == 0:
        return f"The wait is over since {day}: you may take the exam again."
    return f"You may take the exam again from {day}: {'one day is' if left == 1 else f'{left} days are'} left."


def due_line(day: str, left: int) -> str:
    """When the renewal is due."""
    if left < 0:
        return f"The renewal was due on {day}. Ask NHA how to go on; your entries are kept."
    if left == 0:
        return "The renewal is due today."
    return f"The renewal is due on {day}: {'one day is' if left == 1 else f'{left} days are'} left."


def credits_line(counted: float, left: float) -> str:
    """How many credits there are and how many are missing."""
    if left <= 0:
        return f"{counted:g} credits count, which is enough. The renewal itself is done in your NHA account."
    return f"{counted:g} credits count, {left:g} are still needed."


def without_line(number: int) -> str:
    """Entries that count and have no certificate."""
    return f"{number} {'entry has' if number == 1 else 'entries have'} no certificate noted: NHA may ask for it."


def credit_line(day: str, title: str, credits: float) -> str:
    """An entry."""
    return f"{day}: {title}, {credits:g} {'credit' if credits == 1 else 'credits'}"
