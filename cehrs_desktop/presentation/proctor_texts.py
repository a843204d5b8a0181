"""The program's own words around the proctor: the panel, the pages that cover the question, the end that would come.

What is said in a scene stands in the venue's and the deck's data. A text that takes values is a function.
"""

from __future__ import annotations

from cehrs_desktop.presentation.day_texts import span_text
from cehrs_desktop.presentation.texts import time_left

# ---- the panel
PANEL_NAME = "Proctor and messages"
NO_MESSAGES = "No messages yet."
MESSAGES_NAME = "Messages"
STAFF, SYSTEM, YOU = "Staff", "On the screen", "You"
NARRATION = "What happens"
"""Over what nobody says: the rehearsal tells it."""
ALOUD = "aloud"
WRITE_NAME = "Your message to the proctor"
WRITE_HERE = "Write to the proctor"
WRITE_HINT = "Enter sends it. An answer may take long, or not come."
SEND = "Send"
HEARD = "Heard:"
ASK_PROCTOR = "Ask the proctor"
RAISE_HAND = "Raise hand"
REQUESTS_LEAD = "What do you need?"
HAND_IS_UP = "I raise my hand."
CUT_OFF = "Nothing can be sent until the connection is back."
BUSY = "First finish what is going on."
STILL_ASKED = "A question to you is still open."
HELP_KEY = ("Q", "Open the proctor's messages and what you can ask for, or fold them")
"""The line for the list of keys."""

KEY_OPENS = "The key Q opens it."
OPEN_QUESTION = "Read and answer: key Q"
PRACTICE = "Practice: the real exam would have ended before this."
_ASKED = 80
"""Most characters of a question that is shown by its beginning."""

SAY_LIMIT = 300
"""Most characters of one message to the proctor."""


def tool(new: int, *, hand: bool) -> str:
    """The button that opens the panel, with how much is new."""
    if new:
        return f"{'Staff' if hand else 'Proctor'} ({new} new) (&Q)"
    return "Raise hand (&Q)" if hand else "Proctor (&Q)"


def tool_tip(new: int, *, hand: bool) -> str:
    """What the button does, for those who hear it."""
    what = "Raise your hand, read what was said" if hand else "Read the proctor's messages, or write"
    return f"{what} (Q)" + (f". {news(new)}" if new else "")


def news(new: int) -> str:
    """How many messages were not looked at."""
    return "1 new message." if new == 1 else f"{new} new messages."


def message_head(time: str, who: str, *, spoken: bool) -> str:
    """When and by whom something was said."""
    return f"{time}  {who}" + (f", {ALOUD}" if spoken else "")


def warning(number: int, of: int, rule: str, *, same_rule: bool) -> str:
    """Which warning it is, by the ladder that ends an exam, and for what."""
    counted = f"Warning {number} of {of}" if number <= of else f"Warning {number}"
    return f"{counted}{' for this rule' if same_rule else ''}: {rule}"


def to_decide(seconds: int) -> str:
    """How long one may still decide."""
    return f"{span_text(seconds * 1000)} to decide"


def asked(text: str) -> str:
    """The beginning of a question that waits, on one line."""
    begun = text if len(text) <= _ASKED else f"{text[:_ASKED].rsplit(' ', 1)[0]} …"
    return f"{ASK_TITLE}: {begun}"


def asked_aloud(text: str, seconds: int | None) -> str:
    """What is said once of a question that waits out of sight."""
    limit = "" if seconds is None else f" {to_decide(seconds)}."
    return f"{ASK_TITLE}: {text}{limit} {KEY_OPENS}"


def caption(text: str) -> str:
    """What is heard, in words."""
    return f"{HEARD} {text}"


# ---- the exam's clock over a covered question
NOT_STARTED = "The exam clock has not started."
EXAM_OVER = "The exam is over. No clock is running."
STANDS = "The exam clock stands still."
RUNS = "The exam clock is running."
RUNS_HIDDEN = "The exam clock is running. You have hidden the time."


def clock_line(left_ms: int, *, running: bool, shown: bool) -> str:
    """Whether the exam's clock runs, and what it shows where it does."""
    if not running:
        return STANDS
    return f"{RUNS} {time_left(left_ms)}" if shown else RUNS_HIDDEN


# ---- pages over the question
COVERED = "The question is covered. It comes back as you left it, with your answers."
COVERED_SHORT = "Covered question"
RETURN = "&Return to the question"
RETURN_TO_SUMMARY = "&Return to the summary"
GO_ON = "&Go on"

PAUSE_TITLE = "The proctor has paused the exam"
PAUSE_OVER_TITLE = "The pause is over"
WAIT_TITLE = "You have to wait"
"""Over a pause before the exam: no clock has started that could be paused."""
PAUSE_OVER = "The pause is over. Accept the terms again to go on."
TERMS_TEXT = (
    "I am the person whose name is shown, and nobody is helping me.",
    "I keep the questions to myself, and I have no aid with me.",
    "I follow the directions of the staff. Breaking the rules can end the exam.",
)
TERMS_CHECK = "I accept the terms again"

AWAY_TITLE = "You are on a break"
RECHECK_TITLE = "You are checked again"
STATION_TITLE = "You are moved to another station"
STATION_WALK = "Staff walk you there. Your questions and answers come along."
STATION_NAME = "The name on its screen:"
STATION_YES = "&Yes, this is my name"
ASK_TITLE = "You have to decide"
NOISE_TITLE = "Something is heard"
SCENE_TITLE = "One moment"


def waited(what: str, seconds: int) -> str:
    """How long something has lasted."""
    return f"{what} {span_text(seconds * 1000)}"


PAUSED_FOR, AWAY_FOR, WAITED_FOR = "Paused for", "Away for", "Waited for"


def first(lines: int) -> str:
    """What has to be done before one can go on."""
    return "Tick the line first." if lines == 1 else "Each line has to be done first."


def station(number: int) -> str:
    """The new station."""
    return f"Station {number}"


# ---- faults
FAULT_TITLES = {
    "frozen": "Rehearsed fault: the screen does not answer",
    "blank": "Rehearsed fault: the page is blank",
    "disconnected": "The connection is lost",
    "power": "The power is gone",
}
FAULT_SPOKEN = {
    "frozen": "Rehearsed fault: the screen is frozen on purpose. The program works; what you press below is heard.",
    "blank": "Rehearsed fault: the page is blank on purpose. The program works; it goes on by itself.",
    "disconnected": "Rehearsed fault: the connection is lost.",
    "power": "Rehearsed fault: the power is gone.",
}
FROZEN_PICTURE = "Rehearsed fault: a frozen picture of the exam that cannot be read or used."
DO_NOT_REFRESH = "Do not refresh."
FAULT_HELP = "&Help"
FAULT_HELP_TITLE = "When the screen stops"
FAULT_HELP_TEXT = (
    "Stay in your seat and leave the screen as it is; an error message on it is what the staff need to see.",
    "In a center raise your hand. At home write to the proctor; the telephone number of support is on your booking.",
    "Do not refresh, restart or close anything unless you are told to.",
    "Note when it began. Before you leave, report it and ask for the number of the incident.",
    "This one is rehearsed: the program works, and everything you answered is stored.",
)
START_AGAIN = "&Start again"
START_NOW = "The program answers again. Start it again to go on."
RELAUNCHED_TITLE = "A short check-in before you go on"
RELAUNCHED_LEAD = "After a new start you are checked in again. Then the same question comes back."
RELAUNCH_CHECKS = (
    "My identification is shown again",
    "My desk and what is around me are shown again",
    "I accept the terms again",
)

# ---- the end that would come
ENDED_TITLE = "The real exam would end here"
ENDED_RULE = "The rule"
ENDED_COST_TITLE = "What it would cost"
ENDED_COST = (
    "On the day the exam ends at once. Other programs of the same vendor give no score then, keep the fee and report "
    "what happened; a certification can be refused. NHA's own consequences are not published in detail."
)
ENDED_HERE = (
    "Here you can finish as practice: the questions go on from where you are, with the same time, and the attempt is "
    "marked as practice from this point. Or you can end the attempt; it then has no result."
)
FINISH_AS_PRACTICE = "&Finish as practice"
END_THE_ATTEMPT = "&End the attempt"
END_QUESTION = "End the attempt?"
END_QUESTION_TEXT = "The attempt ends without a result. What happened in it can still be read. This cannot be undone."
END_YES = "Yes, end it"
END_NO = "No, go back"
ENDED_LADDER = {
    "third": "The rule chosen for this rehearsal: the third warning ends the exam.",
    "same_rule": "The rule chosen for this rehearsal: breaking the same rule for the third time ends the exam.",
}
