"""The words of the plan's page, on the screen and on paper."""

from __future__ import annotations

from datetime import date

TITLE = "Your plan"
READING = "Reading your answers …"
BACK = "&Back"
PRINT = "&Print …"
SAVE = "&Save as PDF …"
SAVE_TITLE = "Save your plan as PDF"
CALENDAR = "Save to the &calendar …"
PDF_FILTER = "PDF (*.pdf)"
PRINT_FAILED = "The plan was not printed. The printer did not accept the page. Check the printer, or save it as PDF."
SAVE_SAFE = "The plan is made from your answers, which are safe."

PHASES = {
    "build_up": "All domains",
    "operations": "Operations",
    "revenue_compliance": "Revenue and compliance",
    "reporting_rehearsals": "Reporting and rehearsals",
    "last_days": "Last days",
}

WEEKS = "Weeks"
WEEK_HEADS = ("Week", "Phase", "Minutes")
REHEARSALS = "Dress rehearsals"
NONE = "–"
DOMAINS_NOTE = "The numbered columns are minutes of study after rehearsals, by domain of the test plan: "
NO_WEEKS = "There are no days to plan."

PASSED = "You have passed: nothing more is planned. Cards stay, for who goes on with them."

LOAD = "Cards by day"
LOAD_NOTE = (
    "A forecast that supposes right answers; what is missed comes sooner. “Once more” are cards met again because the "
    "exam is near."
)
BAR_NOTE = "The bar shows the cards of a day within the room that its minutes have."
LOAD_HEADS = ("Day", "Reviews", "Once more", "New", "All", "Room for")
BAR_HEAD = "Filled"
NO_LOAD = "No card is due, and none waits. Cards come from the questions you answer."
WAITING = "waiting"
SHORTENED = "Days after these are forecast nearer to their time."

WHY = "Why it is so"
CHANGED = "What changed"
FIRST_LOOK = "This is the first look at your plan. From the next day on, this says what changed since the look before."


def weeks_name(number: int, until: int, first: str, last: str, today: str) -> str:
    """A week, or those that ask for the same, with the dates."""
    numbers = f"{number}" if number == until else f"{number} to {until}, each"
    days = brief_day(first, today) if first == last else f"{brief_day(first, today)} to {brief_day(last, today)}"
    return f"{numbers}: {days}"


def brief_day(iso: str, today: str) -> str:
    """A date in a table, with its year where it is not this one."""
    day = date.fromisoformat(iso)
    year = f", {day.year}" if iso[:4] != today[:4] else ""
    return f"{day:%b} {day.day}{year}"


def table_day(iso: str, today: str) -> str:
    """A date with its weekday in a table."""
    return f"{date.fromisoformat(iso):%a}, {brief_day(iso, today)}"


def since(day: str) -> str:
    """Since when changes are told; `day` in words."""
    return f"Since {day}:"


def nothing_changed(day: str) -> str:
    """Nothing is different."""
    return f"Nothing since {day}: the plan only moved on."


def load_spoken(cards: int, room: int) -> str:
    """A bar read out."""
    return f"{cards} of {room} cards"


def printed_for(name: str, day: str) -> str:
    """Under the title on paper."""
    return f"{name}. Made on {day}; it changes with your answers."


def file_name(name: str, day: str) -> str:
    """The plan's file, a name that every system accepts."""
    plain = "".join(letter if letter.isalnum() else " " for letter in name)
    return " ".join(f"CEHRS study plan {plain}".split())[:120].rstrip() + f" {day}.pdf"
