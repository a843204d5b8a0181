"""The words of the page about the learners on this computer, and of the question for a PIN."""

from __future__ import annotations

import unicodedata

from cehrs_desktop.application.people_ports import PIN_LEAST, PIN_MOST

_NAME_LIMIT = 120

TITLE = "Learners on this computer"
LEAD = "Everybody who has used the program with this account of the computer."
NOBODY = "Nobody yet. A learner is added with the first rehearsal or the first visit to study."
READING = "Reading…"
BUTTON = "Learners…"
SETTING_LEAD = "PINs, everything about a learner as a file, taking such a file in, and erasing."
OPEN = "PIN, saving and erasing…"
TAKE_IN = "&Take in a learner's file …"
BACK = "&Back"

PIN = "PIN"
PROTECTS = (
    "A PIN keeps others who use this account of the computer from opening a learner's study by mistake or out of "
    "curiosity. It does not encrypt anything: whoever can read the files of this account can read the data. Names, "
    "the list of attempts and their reports can be opened without it."
)
NO_PIN = "No PIN is set."
HAS_PIN = "A PIN is set."
PRESENT = "Present PIN"
PRESENT_LEAD = "Needed to change or remove the PIN, to save everything, and to erase."
NEW = f"New PIN ({PIN_LEAST} to {PIN_MOST} characters)"
REPEAT = "New PIN again"
SET = "&Set PIN"
CHANGE = "&Change PIN"
REMOVE = "&Remove PIN"
FORGOT = "I &forgot my PIN"
FORGOT_TITLE = "Remove a forgotten PIN?"
FORGOT_TEXT = (
    "The PIN will be removed 24 hours from now, so that its owner can see that somebody asked. Nothing else is lost. "
    "Entering the right PIN before then keeps it."
)
FORGOT_YES = "Ask for removal"
KEEP = "Keep the PIN"
DIFFERENT = "The two new PINs are not the same. Nothing was changed."
LENGTH = f"A PIN has {PIN_LEAST} to {PIN_MOST} characters. Nothing was changed."
PIN_SET = "The PIN is set."
PIN_REMOVED = "The PIN is removed."
NOT_DONE = "Nothing was changed. "

SAVE = "Everything as a file"
SAVE_LEAD = (
    "The name, all rehearsals that are over, answers, notes, plan and review cards, to be taken in on another "
    "computer. The file is not encrypted: whoever has it can read it. The PIN is not in it, nor are the accommodations."
)
SAVE_BUTTON = "Sa&ve everything about this person …"
SAVE_KINDS = "Learner's file (*.cehrsperson)"
SUFFIX = "cehrsperson"
SAVING = "Saving…"
SAVE_SAFE = "What is stored in the program is as it was."

ERASE = "Erase everything about this learner"
LOOKING = "Looking through the backups…"
CANNOT_UNDO = "This cannot be undone. Files that somebody saved elsewhere (reports, exports) are out of reach and stay."
TYPE_NAME = "To confirm, type the learner's name:"
ERASE_BUTTON = "&Erase everything"
WRONG_NAME = "The name is not the one of this learner. Nothing was erased."
ERASING = "Erasing…"
ERASED_TITLE = "The learner is erased"
NOT_ERASED_TITLE = "The learner is not erased yet"
NOT_ERASED = (
    "Some copies could be neither rewritten nor removed, and the learner is still in the program. Close programs that "
    "may be using these files, then erase again."
)
NOT_SWEPT = (
    "There was not enough room on the disk to overwrite the free space inside the data file. Make room, then press "
    "Overwrite now."
)
SWEEP = "&Overwrite now"
SWEPT = "The free space inside the data file is overwritten."
STILL_NOT_SWEPT = "There is still not enough room on the disk."
OUT_OF_REACH = "Files that somebody saved elsewhere (reports, exports) are out of reach and stay."

ASK_LEAD = "A PIN is set for this learner. It is asked each time Study is opened."
ASK_OPEN = "&Open"


def ask_title(name: str) -> str:
    """The heading of the question."""
    return f"PIN of {name}"


def wait_text(wait_ms: int) -> str:
    """A wait, rounded up."""
    seconds = -(-wait_ms // 1000)
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def removal(when: str) -> str:
    """That somebody asked for the PIN to be removed."""
    return f"Somebody asked to remove this PIN. It will be gone on {when}. Entering the right PIN before then keeps it."


def file_name(name: str) -> str:
    """A name for a learner's file that every system accepts."""
    plain = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in name)
    return " ".join(f"CEHRS learner {plain}".split())[:_NAME_LIMIT].rstrip() + f".{SUFFIX}"


def wrong_ending(file: str) -> str:
    """Said when somebody chose a name with another ending."""
    return f"{file} does not end in .{SUFFIX}. Nothing was saved. Choose a name with this ending."
