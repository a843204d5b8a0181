"""Finding one's way over the questions: states, filters, counts, and the next one that needs attention."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cehrs_desktop.exam.session import Response, Session


class Filter(StrEnum):
    """Which questions a list shows."""

    ALL = "all"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    MARKED = "marked"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions are in which state. `answered + unanswered` is all of them; unseen ones are unanswered."""

    answered: int
    unanswered: int
    marked: int
    unseen: int


def counts(session: Session) -> Counts:
    """The counts over all questions, from the same states that the list shows."""
    return Counts(
        *(len(positions(session, f)) for f in (Filter.ANSWERED, Filter.UNANSWERED, Filter.MARKED, Filter.UNSEEN))
    )


def positions(session: Session, which: Filter) -> tuple[int, ...]:
    """The positions (from 1) that a filter lets through, in order."""
    return tuple(n for n, response in enumerate(session.responses, 1) if _passes(response, which))


def next_open(session: Session) -> int | None:
    """The next question after the current one that is unanswered or marked, wrapping round; `None`: no such.

    The current question itself is found last, so that a lone marked question leads back to itself.
    """
    total = len(session.responses)
    for step in range(1, total + 1):
        position = (session.position - 1 + step) % total + 1
        response = session.response(position)
        if response.chosen is None or response.marked:
            return position
    return None


def _passes(response: Response, which: Filter) -> bool:
    match which:
        case Filter.ALL:
            return True
        case Filter.ANSWERED:
            return response.chosen is not None
        case Filter.UNANSWERED:
            return response.chosen is None
        case Filter.MARKED:
            return response.marked
        case Filter.UNSEEN:
            return not response.seen
