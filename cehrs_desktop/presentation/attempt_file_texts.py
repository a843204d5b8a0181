"""The words about attempts that are carried from one computer to another in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cehrs_desktop.application.attempt_files import Arrival, StillOpen
from cehrs_desktop.application.ports import AttemptConflict, AttemptDamaged, AttemptFileUnreadable
from cehrs_desktop.presentation.problems import Problem, problem_of
from cehrs_desktop.presentation.report_texts import moment, moment_text

if TYPE_CHECKING:
    from datetime import tzinfo

TITLE = "Take this attempt in?"
YES = "Take it in"
NO = "Not now"
DONE_TITLE = "The attempt was taken in"
DONE = "It stands in the list of attempts, marked as sat on another computer. Its report can be opened there."
KNOWN_TITLE = "This attempt is here already"
KNOWN = "It is the same, event for event. Nothing was changed."
UNKNOWN_TITLE = "This kind of file is not opened here"

_SAFE = "Nothing was taken in. The attempts on this computer are as they were."


def question(arrival: Arrival, zone: tzinfo | None = None) -> str:
    """What is said of a checked file before it is taken in."""
    when = moment_text(moment(arrival.created_ms, zone))
    return (
        f"{arrival.candidate}, begun {when}, form {arrival.form}.\n\n"
        f"The file is whole: {arrival.events} events, each of which follows from the one before it. The attempt will "
        "stand in the list, marked as sat on another computer."
    )


def unknown(file: str) -> str:
    """Said of a file that is none of the program's."""
    return (
        f"{file} is neither an item pack (.cehrspack) nor an attempt (.cehrsattempt) nor a learner's file "
        "(.cehrsperson). Nothing was changed. Choose another file."
    )


def attempt_file_problem(error: Exception) -> Problem:
    """What to tell when an attempt was not taken in, or could not be carried away."""
    detail = f"{type(error).__name__}: {error}"
    match error:
        case AttemptFileUnreadable(later=True):
            return Problem(
                "The file was written by a newer version",
                f"{error.path} comes from a newer version of this program.",
                _SAFE,
                "Install the newer version here, then open the file again.",
                detail,
            )
        case AttemptFileUnreadable():
            return Problem(
                "The attempt cannot be read",
                f"{error.path}: {error.detail}.",
                _SAFE,
                "Copy the file again from where it came from, then try again.",
                detail,
            )
        case AttemptDamaged():
            return Problem(
                "The attempt in this file is damaged or was changed",
                "Its events do not agree with their check values.",
                _SAFE,
                "Write the file again on the computer where the attempt was sat, then try again.",
                detail,
            )
        case AttemptConflict():
            return Problem(
                "Another attempt of this number is here",
                "An attempt with the same id is stored on this computer, and it is not the same.",
                _SAFE,
                "Keep both files. Ask support which of them is the whole one.",
                detail,
            )
        case StillOpen():
            return Problem(
                "The attempt is not over",
                "An attempt that can still be gone on with stays on the computer where it was begun.",
                "No file was written or taken in. The attempts on this computer are as they were.",
                "Finish it there, then write the file again.",
                detail,
            )
        case _:
            return problem_of(error)
