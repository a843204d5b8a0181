"""The words for a data folder that was set for a computer and cannot be used."""

from __future__ import annotations

from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.problems import Problem

FOLDER_AGAIN = texts.TRY_AGAIN
FOLDER_OWN = "&Use my own folder for now"
FOLDER_CLOSE = texts.CLOSE_PROGRAM
IN_USE = "it is open in another window of this program"
OWN_IN_USE = "and your own folder is open in another window of this program"


def own_unusable(why: str) -> str:
    """The own folder could not be used either."""
    return f"and your own folder cannot be used either: {why}"


def folder_problem(folder: str, why: str, own: str) -> Problem:
    """What to tell when the folder that was set cannot be used; `own` is the person's own, empty when it may not be
    used in its place."""
    following = "Tell the staff, or connect the network or the disk again, then choose Try again."
    if own:
        following += (
            f" You can also go on in your own folder, {own}. What you do then stays there, apart from your other "
            "rehearsals. If this computer is wiped when it restarts, it would be lost: ask the staff first."
        )
    return Problem(
        "Your rehearsals cannot be reached",
        f"On this computer rehearsals are kept in {folder}. This cannot be used now ({why}).",
        "What is stored there was not touched. An exam that you had begun waits there and can be resumed later.",
        following,
    )
