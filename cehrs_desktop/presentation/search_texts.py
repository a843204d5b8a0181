"""The words of the page for search, notes and glossary."""

from __future__ import annotations

from cehrs_desktop.presentation.study_texts import short_day

PAGE = "Searc&h, notes and glossary …"
TITLE = "Search, notes and glossary"
FIELD = "&Search for"
FIELD_HINT = "Questions you have met, notes, terms"
LIST_NAME = "Results"
READING = "Reading …"
CLOSE = "&Close"
BACK = "&Back"
BOOKMARK = "Book&mark"
OPENED_NAME = "What is opened"
TERMS_NOT_READ = "The glossary could not be read, so its terms are missing here. "

GROUPS = (
    ("item", "Questions you have met"),
    ("rationale", "Rationales"),
    ("note", "Your notes"),
    ("term", "Glossary"),
)
NOTES_GROUP = "Your notes and bookmarks"
TERMS_GROUP = "Glossary, A to Z"
BOOKMARKED = "Bookmarked"
NOTE = "Note: "
NO_QUESTION = "A question that you have not met in a set or rehearsal that is over"

NOTHING = "Nothing that you have met holds these words."
NOTHING_NOTE = (
    "Only questions that you were shown, your notes and the glossary are searched. Fewer words, or their beginnings,"
    " find more."
)
NO_NOTES = "You have no notes and no bookmarks yet."
CHOOSE = "Choose something from the list to read it here."
LETTER_HINT = "In the list, a letter key goes to its terms."
ALSO = "Also called"
SHORT = "Short"
SEE = "See also"
SOURCES = "Sources"


def key_line(letter: str) -> str:
    """What stands over the options of a question that is looked up."""
    return f"The key is {letter}"


def group_line(name: str, count: int) -> str:
    """The heading of a group with how many it holds."""
    return f"{name} ({count})"


def count_line(count: int, most: int) -> str:
    """How many things a search found; `most` is how many are shown at most."""
    if count == 0:
        return NOTHING
    if count >= most:
        return f"The first {count} results. More words find less."
    return "1 result." if count == 1 else f"{count} results."


def kept_line(notes: int, terms: int) -> str:
    """What is listed while nothing is searched for."""
    kept = "1 note or bookmark" if notes == 1 else f"{notes} notes and bookmarks"
    glossary = f"{terms} terms. {LETTER_HINT}" if terms else "no terms."
    return f"{kept if notes else NO_NOTES.rstrip('.')}, {glossary}" if notes else f"{NO_NOTES} {glossary}".strip()


def as_of(day: str) -> str:
    """When a definition was last compared with its sources (ISO date)."""
    return f"As of {short_day(day)}"
