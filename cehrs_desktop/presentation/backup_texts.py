"""The words of the page about the copies of the database."""

from __future__ import annotations

from collections.abc import Mapping

from cehrs_desktop.application.backup_ports import Fault

TITLE = "Backups"
LEAD = (
    "Copies of all the data: learners, rehearsals, and what is kept for study. Each is opened and checked here before "
    "it is offered. Looking into a copy changes nothing."
)
READING = "Looking for backups …"
NONE = "There is no backup yet. One is made at the start and at the end of every rehearsal."
WAITING = "Not looked into yet."
BACK = "Back"

KINDS: Mapping[str, str] = {
    "backup": "Backup",
    "replaced": "Kept when a backup took its place",
    "damaged": "Set aside as damaged",
}
LEARNERS = ("learner", "learners")
ATTEMPTS = ("rehearsal", "rehearsals")
ANSWERS = ("answer", "answers")
ANSWERS_KEPT = ("answer kept for study", "answers kept for study")
NO_ATTEMPT = "No rehearsal in it."
WHOLE = "Whole: every page and every record in it was checked."
EARLIER = "An earlier version of the program wrote it. Putting it back brings it up to date."
FAULTS: Mapping[Fault, str] = {
    "damaged": "Damaged: it cannot be put back.",
    "gone": "It is no longer there.",
    "unreadable": "It cannot be read: the program may not open it, or the disk does not answer.",
    "newer": "A newer version of the program wrote it: this version cannot put it back.",
}

MAKE = "&Make a backup now"
MAKING = "Making a backup …"
SAME = "The newest backup holds the same. No other one was needed."
NOT_MADE = "No backup was made. Your data and the backups are as they were."

PUT_BACK = "Put back …"
COUNTING = "Comparing the copy with the present data …"
ASK_YES = "Put it &back"
ASK_NO = "&Keep the present data"
ASK_KEPT = "The present data is kept, is listed on this page, and can be put back in the same way."
ASK_ALSO = "Names, notes, review cards, plans, PINs and approved accommodations go back as well."
ASK_TITLE = "Put this copy back?"
ASK_OPEN = "A rehearsal is not finished in the copy: the program opens it at once."
ASK_OPEN_AGAIN = "A rehearsal that is over now is not finished in the copy: the program opens it at once."
ASK_NOTHING_LOST = "No learner, rehearsal or answer is lost by this: the copy holds all of them."
PUTTING = "Putting the copy back …"
AS_IT_WAS = "Nothing was put back; the present data is as it was."
IN_USE = "Close other windows of this program, then try again."
FULL = "The disk is full. Free some space on it, then try again."
READ_ONLY = "The data folder cannot be written. Ask for write access to it."
GONE_AWAY = "The data folder or the copy cannot be reached. Connect the disk or the network again, then try again."
NO_LONGER_WHOLE = "The copy is no longer whole, or is not there any more."


def looking(at: int, total: int) -> str:
    """How far looking into the copies is."""
    return f"Looking into copy {at} of {total} …"


def looked(total: int) -> str:
    """How many copies there are."""
    return f"{total} {'copy' if total == 1 else 'copies'}, the newest first."


def made(attempts: str) -> str:
    """That a backup was made; `attempts` says what is in it."""
    return f"A backup was made and checked. It holds {attempts}."


def newest(when: str) -> str:
    """When the latest rehearsal in a copy was begun."""
    return f"Newest rehearsal begun on {when}."


def damaged_attempts(count: int) -> str:
    """That attempts in a copy are not what was recorded."""
    if count == 1:
        return "The copy is whole, but the record of one rehearsal in it is damaged. The rehearsal cannot be opened."
    return f"The copy is whole, but the records of {count} rehearsals in it are damaged. They cannot be opened."


def ask_copy(when: str) -> str:
    """Which copy is asked about."""
    return f"In the copy of {when}"


def ask_lost(what: str) -> str:
    """What the present data has and the copy has not."""
    return f"Lost by this, because it is not in the copy: {what}."


def put_back(when: str) -> str:
    """That it was done."""
    return f"The data of {when} was put back."


def kept(name: str) -> str:
    """Where the data is that was there before."""
    return f"What was there before is kept, is listed here as {name}, and can be put back."
