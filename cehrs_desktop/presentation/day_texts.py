"""The program's own words on the screens before and after the exam, and times of day as they are written there.

What a venue says stands in its data; here are the buttons, the verdicts that `rehearsal.judging` names by a word, the
waits, the clock on the wall and the end of a day that would end. A text that takes values is a function.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from cehrs_desktop.presentation.report_texts import NBSP, date_text

CONTINUE = "&Continue"
LEAVE = "&Leave the rehearsal"
UNCONFIRMED = (
    "Not confirmed: nobody outside knows whether NHA's own day has this step so. It follows other programs, or is our "
    "own choice."
)
SOURCE = "Source:"
MAY_BREAK = "\u200b"
"""Where a long address may go on in the next line."""
STAFF = "Staff"
CLOCK_NAME = "Clock on the wall"
CLOCK_KEY = "F2 says the time"
NOT_ACCEPTED = "Not accepted."


def origin(source: str, *, unconfirmed: bool) -> str:
    """Where a step is known from: the public address without what every address begins with, and whether NHA's own day
    is known to have it."""
    address = source.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    breaking = "".join(letter + MAY_BREAK if letter in "/-_" else letter for letter in address)
    lines = (f"{SOURCE} {breaking}" if address else "", UNCONFIRMED if unconfirmed else "")
    return "\n".join(line for line in lines if line)


# ---- times of day
def time_text(when: datetime) -> str:
    """A time of day, such as 2:05 PM."""
    return f"{when.hour % 12 or 12}:{when.minute:02d}{NBSP}{'AM' if when.hour < 12 else 'PM'}"


def clock_text(when: datetime) -> str:
    """A time of day with its seconds, such as 2:05:09 PM."""
    return f"{when.hour % 12 or 12}:{when.minute:02d}:{when.second:02d}{NBSP}{'AM' if when.hour < 12 else 'PM'}"


def span_text(ms: int) -> str:
    """Minutes and seconds that are left, rounded up, such as 12:05."""
    seconds = max(0, -(-ms // 1000))
    return f"{seconds // 60}:{seconds % 60:02d}"


def appointment(when: datetime) -> str:
    """The appointment, in the header."""
    return f"Appointment {time_text(when)}"


def wall_clock(when: datetime) -> str:
    """What the clock on the wall says, when it is asked."""
    return f"The clock on the wall says {clock_text(when)}"


# ---- the appointment
SKIP_TO_OPENING = "&Go to the opening"


def early(opens: datetime, left_ms: int) -> str:
    """It is not open yet."""
    return f"It is too early. This opens at {time_text(opens)}, in {span_text(left_ms)} minutes."


def opened(closes: datetime) -> str:
    """One may arrive or launch."""
    return f"It is open now. Nobody is let in after {time_text(closes)}."


def too_late(closes: datetime) -> str:
    """The late limit has passed."""
    return f"The late limit has passed: nobody is let in after {time_text(closes)}."


def late_meanwhile(closes: datetime) -> str:
    """The late limit passes at a step before the arrival or the launch."""
    return (
        f"{too_late(closes)} On the day you would not be admitted any more. Finish this step in peace: nothing is lost "
        "here, and at the appointment you can go on as practice."
    )


# ---- the day would end
REFUSED_TITLE = "The real day would end here"
REFUSED_DAY = "On the day you would not be admitted."
REFUSED_HERE = (
    "Nothing is lost here. You can go on, and the attempt is marked as practice from this point; or you can end the "
    "rehearsal."
)
GO_ON = "Go on as &practice"
END_REHEARSAL = "&End the rehearsal"


def refused_rule(minutes: int, unconfirmed: bool) -> str:
    """The rule that ended the day."""
    rule = f"The rule: nobody is let in later than {minutes} minutes after the appointment."
    if unconfirmed:
        rule += " This is the limit of this rehearsal; whether it is the same on your day is not known outside."
    return rule


# ---- identity
SHOW_CARD = "&Show this card"
CARDS_NAME = "What you have with you"
CHOOSE_CARD = "Choose one card first."
A_CARD = "Identification"
A_PHOTO = "Not the card itself: a photo of it on a phone"
SIGNED = "Signature: signed"
UNSIGNED = "Signature: the line is empty"


def card_name(name: str) -> str:
    """The name as it is printed."""
    return f"Name on it: {name}"


def card_expiry(day: date) -> str:
    """Until when a card is good."""
    return f"Expires: {date_text(day)}"


def today_is(day: date) -> str:
    """The date of the day, to compare with the card's."""
    return f"Today is {date_text(day)}. The appointment was booked for:"


# ---- sorting
CHOOSE_PLACE = "Choose a place"
HAND_OVER = "&Done"
WRONG_PLACE = "Not there."


def place_all(things: Sequence[str]) -> str:
    """Some things have no place yet."""
    return f"Choose a place for everything first. Without one: {', '.join(things)}."


def wrong_places(count: int) -> str:
    """How many things are in a wrong place; which ones stands at each."""
    what = "1 thing is in the wrong place" if count == 1 else f"{count} things are in the wrong place"
    return f"{what}. The reason stands below each. Put them right and choose Done again."


# ---- checklists and programs
REMOVED = "It is put &right"
CHECK_STATES = {"done": "Done", "now": "Now", "found": "Found", "later": "To do"}
CHECKS_NAME = "What is checked"
ALL_CHECKED = "Everything is checked. Continue when you are ready."
PROGRAMS_NAME = "Programs that are running"
PROGRAMS_INVENTED = (
    "The programs below are invented for this rehearsal. None of them was found on this computer, and nothing on it is "
    "closed."
)
CLOSE_PROGRAM = "Close it"
PROGRAM_CLOSED = "Closed"
ALL_CLOSED = "No program on the list is running any more. You can continue."
NONE_RUNNING = "No program on the list is running. You can continue."


def found(what: str, remedy: str) -> str:
    """What the staff noticed, and what to do about it."""
    return " ".join(part if part.endswith(".") else f"{part}." for part in (what, remedy) if part)


def programs_left(count: int) -> str:
    """How many programs still run."""
    return f"{count} {'program is' if count == 1 else 'programs are'} still running. Each has to be closed."


def close_name(program: str) -> str:
    """What a screen reader says of the button that closes a program."""
    return f"Close {program}"


# ---- signature, scratch paper, name
SIGN_HERE = "Type your name as it stands on your identification"
HOW_MANY = "How many sheets do you count?"
SHEETS_NAME = "On the desk"
COUNT_FIRST = "Type the number of sheets that you count first."
COUNTED = "That is my &count"
HAND_IN = "&Hand in"
HAND_IN_WHICH = "Which sheets do you hand in?"
SHEET_WRITTEN = "Sheet {}: with your notes on it"
SHEET_BLANK = "Sheet {}: blank"
NAME_YES = "&Yes, this is my name"
NOT_ME = "This is &not me"
NAME_ON_SCREEN = "Name on the screen"


def seat(number: int) -> str:
    """The station that was assigned."""
    return f"Station {number}"


def sheets_described(count: int) -> str:
    """The sheets as a list, one after the other: counting is left to the candidate."""
    places = ("in front of you", "beside it", "at the edge of the desk")
    named = [f"a blank sheet {places[n]}" if n < len(places) else "a further blank sheet" for n in range(count)]
    return f"On the desk: {', '.join(named)}." if named else "There is no sheet on the desk."


def missing_sheet(counted: int, said: int) -> str:
    """Who counted right where a sheet was missing."""
    return (
        f"You were told {said} and counted {counted}, and you said so before you began. The staff hand you what was "
        "missing; it will not be missed at the end."
    )


NAME_LEAD = "Read the name letter by letter, then answer."
END_SESSION_LEAD = "The session is still on. Decide what you do first."
NAME_PUT_RIGHT = "You said so before the exam began. The staff put it right: look at the name again, letter by letter."

# ---- the system check
SYSTEM_NOT_START = "This check does not start the exam. When it is done you go back and launch."
SYSTEM_NO_PROGRAMS = (
    "On the day the check does not look for programs that must be closed, nor for firewalls: a good result is no "
    "promise."
)
SYSTEM_WHAT_TO_DO = (
    "This is what this program found on this computer by its own look, which also knows some programs that have to be "
    "closed. What may be refused is put right before the day, or another computer is used: “This computer” on the "
    "first page says more of each. The rehearsal goes on either way."
)
SYSTEM_LOOKING = "Looking at this computer …"
SYSTEM_NOT_ASKED = "This computer was not looked at. On the day the check runs before the appointment."
SYSTEM_NAME = "What was found on this computer"

# ---- camera
TAKE_PICTURE = "&Take the picture"
FILM_ROOM = "&Film the room"
USE_PICTURE = "&Use this one"
RETAKE = "&Retake"
OPEN_CAMERA = "&Open the camera"
USE_DRAWING = "Use the &drawing"
STANDIN = "A drawing stands in for the camera. No camera is on."
CAMERA_ON = "The camera window is open beside this one. It shows a live picture and keeps nothing."
CAMERA_GONE = (
    "The camera gives no picture. Nothing was kept. The drawing takes its place; you can open the camera again."
)
PICTURE_TAKEN = "Taken. Look at it: is everything to be seen? Then use it, or take it again."
SHOW_ROOM = "&Show it to the camera"

# ---- the Tutorial Test
LAUNCH_TEST = "Launch the &Tutorial Test"
SKIP_TEST = "&Go on without it"
TEST_BROKEN_OFF = (
    "The program was closed in the middle of the Tutorial Test. Nothing is left of it, and the launch counts."
)
TEST_ENDED = "You ended the Tutorial Test. Nothing of it was kept but that it was launched."
TEST_TIME_OVER = "Its time is over, so the Tutorial Test has ended. Nothing of it was kept but that it was launched."


def launches_left(left: int, of: int, minutes: int) -> str:
    """How many launches are left, and how long each lasts."""
    if left <= 0:
        return "No launch is left."
    each = "a minute" if minutes == 1 else f"{minutes}{NBSP}minutes"
    if of == 1:
        return f"It can be launched once, for {each}."
    return f"{left} of {of} launches {'is' if left == 1 else 'are'} left, {each} each."


def test_limit(closes: datetime, minutes: int, days_before: int, *, closed: bool) -> str:
    """Until when it can be launched, and which day this is."""
    hours, rest = divmod(minutes, 60)
    parts = [_number(hours, "hour"), _number(rest, "minute")]
    limit = f"{time_text(closes)}, {' '.join(part for part in parts if part)} before the appointment"
    if not minutes:
        limit = f"{time_text(closes)}, the time of the appointment"
    if closed:
        return f"It is closed: on the day of the exam it can be launched until {limit}."
    day = f"Rehearsed here as {_number(days_before, 'day')} before the exam. " if days_before else ""
    return f"{day}On the day of the exam it can be launched until {limit}."


def _number(number: int, what: str) -> str:
    return f"{number}{NBSP}{what}{'' if number == 1 else 's'}" if number else ""


# ---- waiting
NOT_RUNNING = "The exam clock is not running."
READY = "The wait is over: you can continue."
WAITING = "You may leave the rehearsal at any time; it waits for you here."
WAITING_NOW = "You are waiting."
SHORTENED = "This wait is shortened: the clock on the wall runs ahead."
FULL_LENGTH = "This wait has its full length."
NEXT_IN_LINE = "You are next."


def ahead(count: int) -> str:
    """The queue."""
    if count == 0:
        return NEXT_IN_LINE
    return f"{count} {'person is' if count == 1 else 'people are'} ahead of you."


def waited(ms: int) -> str:
    """How long one has waited by the clock on the wall."""
    minutes = ms // 60_000
    return "Waited: less than a minute" if minutes == 0 else f"Waited: {minutes}{NBSP}min"


# ---- checked in again after a new start
def again(number: int, of: int) -> str:
    """Which step it is of those that are done once more."""
    return f"You are checked in again, {number} of {of}. Then the same question comes back, with your answers."


# ---- rules and launch
ACCEPT_CHECK = "I have read these rules and I accept them"
ACCEPT = "&Accept and continue"
DECLINE = "I do &not accept"
LAUNCH_WAIT = "The launch is not enabled yet. Only the proctor can enable it."
LOADING = "Loading. Do not refresh."
LOADING_NAME = "Rehearsed loading page. Nothing is wrong: it goes on by itself."


def launch_enabled(proctor: str) -> str:
    """The proctor's message."""
    return f"{proctor}: Your launch is enabled. Good luck."


# ---- verdicts
VERDICTS = {
    "glare": "Light is mirrored on the card and the print cannot be read. Tilt it, and do it again.",
    "count": "That is not the number that lies there. Count them again.",
    "short": "That is what was announced, but not what lies there. Count what lies there; say so if one is missing.",
    "missing": "Every sheet that was handed out is handed in, the blank ones too. Nothing leaves the room.",
    "not_the_name": "That is not the name of the booking, as it is written there. Sign with exactly this name.",
    "other_name": "This is not your name. Whoever goes on sits somebody else's exam: say so.",
    "is_right": "This is your name, letter by letter. Look again, and confirm it.",
    "reload": "Refreshing starts the loading again, and can disconnect you. Wait; it goes on by itself.",
    "expired": (
        "This Tutorial Test has expired: every launch of it is used, and it does not open again. You can go on."
    ),
    "closed": "The Tutorial Test is closed for this appointment and does not open any more. You can go on.",
    "left_early": (
        "On the day that is a violation: leaving the camera's view before the session is ended can void the result. "
        "End the session first."
    ),
}


def verdict(told: Sequence[str]) -> str:
    """The reasons that were told, in words: those of the judge by their name, the data's own as they are."""
    return " ".join(VERDICTS.get(reason, reason) for reason in told)
