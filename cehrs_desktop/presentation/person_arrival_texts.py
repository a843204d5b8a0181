"""The words about a learner's file that is taken in: who comes, what is here of them, what came in, what stopped it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cehrs_desktop.application.attempt_files import StillOpen
from cehrs_desktop.application.people_ports import PersonFileUnreadable
from cehrs_desktop.application.ports import AttemptConflict, AttemptDamaged
from cehrs_desktop.presentation.people_view import count
from cehrs_desktop.presentation.problems import Problem, problem_of
from cehrs_desktop.presentation.report_texts import date_text, moment

if TYPE_CHECKING:
    from datetime import tzinfo

    from cehrs_desktop.application.person_files import PersonArrival, TakenIn

TITLE = "Take this learner in?"
READING = "Reading and checking the file…"
YES = "&Take in"
NO = "&Not now"
TAKING = "Taking in…"
DONE_TITLE = "The learner was taken in"
KNOWN_TITLE = "Nothing in the file is new"
CLOSE = "&Close"
OPEN_KINDS = "Learner's file (*.cehrsperson)"

_SAFE = "Nothing was taken in. What is stored on this computer is as it was."
_PART = (
    "What was taken in before that is whole and stays. What is stored of others on this computer is as it was. Taking "
    "the same file in again goes on from there."
)


def question_lines(arrival: PersonArrival, zone: tzinfo | None = None) -> tuple[str, ...]:
    """What is said of a checked file before it is taken in."""
    own = (arrival.here or arrival.copy.candidate).name
    holds = ", ".join(
        (
            count(arrival.attempts, "rehearsal", "rehearsals"),
            count(arrival.answers, "answer kept for study", "answers kept for study"),
            count(arrival.notes, "note or bookmark", "notes and bookmarks"),
        )
    )
    lines = [f"{arrival.copy.candidate.name}: {holds}. The file is whole."]
    if arrival.here is None and arrival.namesake is None:
        lines.append("Nobody here has this name. A learner is added. A PIN does not come with the file.")
    if arrival.here is not None:
        known = "" if own == arrival.copy.candidate.name else f", as {own}"
        lines.append(
            f"This learner is here already{known}. What is here stays as it is; what is new in the file is added. "
            f"Rehearsals that are new: {arrival.new_attempts:,} of {arrival.attempts:,}."
        )
    if arrival.namesake is not None:
        lines.append(_namesake(arrival, zone))
    if arrival.unknown_items is None:
        lines.append(
            "The questions of this computer cannot be read at the moment. The learner can be taken in all the same."
        )
    elif arrival.unknown_items:
        lines.append(
            f"Of the {count(arrival.items, 'question', 'questions')} answered, {arrival.unknown_items:,} "
            f"{'is' if arrival.unknown_items == 1 else 'are'} not in the items used here. Their answers are kept and "
            "counted; such questions are not asked here."
        )
    return tuple(lines)


def _namesake(arrival: PersonArrival, zone: tzinfo | None) -> str:
    if arrival.namesake_ms is None:
        first = "who has not rehearsed yet"
    else:
        first = f"whose first rehearsal was on {date_text(moment(arrival.namesake_ms, zone).date())}"
    return (
        f"Another learner here has this name ({first}). They stay two learners, because nobody can tell whether they "
        f"are the same person. The one in the file is called {arrival.name} here: type that name on the first page to "
        "go on with their study."
    )


def done_lines(taken: TakenIn) -> tuple[str, ...]:
    """What came in."""
    if not taken.attempts and not taken.study:
        return (f"{taken.name} is here with all that the file holds. Nothing was changed.",)
    lines = [
        f"{taken.name}: {count(taken.attempts, 'rehearsal', 'rehearsals')} and "
        f"{count(taken.answers, 'answer kept for study', 'answers kept for study')} came in."
    ]
    if taken.attempts:
        lines.append("The rehearsals stand in the list, marked as sat on another computer.")
    if taken.study:
        lines.append(f"To go on with the study, type {taken.name} on the first page and choose Study.")
    return tuple(lines)


def person_file_problem(error: Exception, *, begun: bool) -> Problem:
    """What to tell when a learner was not taken in; `begun`: after the question, so that a part may have come in."""
    detail = f"{type(error).__name__}: {error}"
    match error:
        case PersonFileUnreadable(later=True):
            return Problem(
                "The file was written by a newer version",
                f"{error.path} comes from a newer version of this program.",
                _SAFE,
                "Install the newer version here, then open the file again.",
                detail,
            )
        case PersonFileUnreadable():
            return Problem(
                "The learner's file cannot be read",
                f"{error.path}: {error.detail}.",
                _SAFE,
                "Copy the file again from where it came from, then try again.",
                detail,
            )
        case AttemptDamaged():
            return Problem(
                "Something in this learner's file is damaged or was changed",
                "A rehearsal or the study in it does not agree with its check values.",
                _SAFE,
                "Save the file again on the computer where it came from, then try again.",
                detail,
            )
        case AttemptConflict():
            return Problem(
                "Something in this file is here as another",
                "A rehearsal or practice set with the same id is stored on this computer, and it is not the same or "
                "belongs to another learner.",
                _SAFE,
                "Keep the file. Ask support which of the two is the whole one.",
                detail,
            )
        case StillOpen():
            return Problem(
                "A rehearsal in this file is not over",
                "One that can still be gone on with stays on the computer where it was begun.",
                _SAFE,
                "Finish it there, save the learner's file again, then try again.",
                detail,
            )
        case _:
            problem = problem_of(error)
            return Problem(problem.title, problem.happened, _PART if begun else _SAFE, problem.next, detail)
