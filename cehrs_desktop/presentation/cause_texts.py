"""Causes of misses and their evidence in words, for the page after a set, the review and the plan."""

from __future__ import annotations

from cehrs_desktop.presentation.report_texts import NBSP
from cehrs_desktop.study.causes import Remedy, Sign
from cehrs_desktop.study.past import Cause

_CAUSES: dict[Cause, str] = {
    "": "not said",
    "knowledge": "did not know it",
    "misread": "misread it",
    "changed_from_right": "changed it from right",
    "out_of_time": "ran out of time",
    "guessed": "guessed",
}
_REMEDIES: dict[Remedy, str] = {
    "study": "Study the topic: the rationales and the source under them.",
    "reading": "Read the last line of the question twice, and all four options before you choose.",
    "changing": "Change an answer only when you can say what the first choice overlooked.",
    "pace": "Keep an eye on the clock at each quarter; leave a long question marked and come back.",
}
_SIGNS = {
    "rapid": "answered before it could be read",
    "hasty": "less than half of your usual time for it",
    "long": "much longer than you usually need for it",
    "left_right": "the right option was chosen first and then left",
    "marked": "marked for review",
    "sure": "you said: sure",
    "unsure": "you said: unsure",
    "guess": "you said: guess",
    "blank": "left blank",
    "not_shown": "never came onto the screen",
    "time_over": "the time ran out",
    "right_before": "answered right the time before",
}


def cause_words(cause: Cause) -> str:
    """A cause as it completes "I …"."""
    return _CAUSES[cause]


def remedy_words(remedy: Remedy) -> str:
    """What to do against a cause, in a sentence."""
    return _REMEDIES[remedy]


def sign_words(sign: Sign) -> str:
    """One piece of evidence in words; a code that is not known here is shown as it is."""
    match sign.code, sign.numbers:
        case "time", (spent, usual):
            return f"{_seconds(spent)}, usually {_seconds(usual)} for one as long"
        case "seconds", (spent,):
            return _seconds(spent)
        case "choices", (count,):
            return f"{count:.0f} choices, one after the other"
        case "near_end", (position, items):
            return f"question {position:.0f} of {items:.0f}"
        case code, _:
            return _SIGNS.get(code, code)


def evidence_words(signs: tuple[Sign, ...]) -> str:
    """All the evidence in one line."""
    return "; ".join(sign_words(sign) for sign in signs)


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f}{NBSP}s"
