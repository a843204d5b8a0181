"""The tutorial's three sample questions and the sitting they are shown in: nothing is stored, nothing is scored."""

from __future__ import annotations

from collections.abc import Sequence

from cehrs_desktop.application.ports import Attempt, Candidate, Clock
from cehrs_desktop.application.sitting import Sitting
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.events import Event
from cehrs_desktop.exam.exhibits import Exhibit, TablePart
from cehrs_desktop.exam.form import Form, FormSlot
from cehrs_desktop.exam.items import Item, Option
from cehrs_desktop.exam.session import Rules, new_session
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.presentation.exam_view import Look
from cehrs_desktop.psychometrics.parameters import ParameterSet

TUTORIAL_MINUTES = 15

_PLAN = Blueprint("tutorial", "", None, TUTORIAL_MINUTES, ())

_QUESTIONS = (
    (
        "This is the first sample question. Choose an answer, then change it: which of these days comes directly "
        "after Tuesday?",
        ("Monday", "Wednesday", "Friday", "Sunday"),
    ),
    (
        "This is the second sample question. {mark}, strike out two answers and highlight a few words: "
        "how many minutes are in two hours?",
        ("30", "60", "120", "240"),
    ),
    (
        "This is the third sample question. It has an exhibit; the E key goes there and back. Leave the question "
        "unanswered, open the exam summary and come back from there: when does the desk open on Tuesday?",
        ("7:00", "8:00", "9:00", "10:00"),
    ),
)
_MARK_IT: dict[Look, str] = {"default": "Mark it for review", "older": "Bookmark it"}
_EXHIBIT = Exhibit(
    "sample-x1",
    "Opening hours of a desk",
    (TablePart(None, ("Day", "Opens", "Closes"), (("Monday", "8:00", "16:00"), ("Tuesday", "10:00", "18:00"))),),
)


class ForgetfulLog:
    """An event log that keeps nothing."""

    def append(self, attempt_id: str, after: int, events: Sequence[Event]) -> None:
        """Nothing is kept."""

    def beat(self, attempt_id: str, at: Instant) -> None:
        """Nothing is kept."""


def tutorial_sitting(
    clock: Clock, candidate: Candidate, look: Look = "default", *, only_next_records: bool = False
) -> Sitting:
    """A sitting over the sample questions, its own 15 minutes already running; it records as the exam will record."""
    mark = _MARK_IT[look]
    items = tuple(
        _sample(number, stem.format(mark=mark), answers) for number, (stem, answers) in enumerate(_QUESTIONS, 1)
    )
    slots = tuple(FormSlot(item.id, 1, "", scored=False, option_order=("a", "b", "c", "d")) for item in items)
    form = Form("tutorial", "tutorial", "tutorial", slots)
    rules = Rules(minutes=TUTORIAL_MINUTES, warnings=(), clock_returns=None, only_next_records=only_next_records)
    parameters = ParameterSet("none", 0.0, 1.0, 0.0, ())
    attempt = Attempt("tutorial", candidate, clock.now().wall_ms, form, rules, parameters, _PLAN)
    sitting = Sitting(ForgetfulLog(), attempt, items, new_session(form, rules))
    at = clock.now()
    sitting.do(c.ConfirmName(at=at), c.AcceptAgreement(at=at), c.StartExam(at=at))
    return sitting


def _sample(number: int, stem: str, answers: Sequence[str]) -> Item:
    # A sample has no key: nothing is scored, and there must be no way to tell right from wrong.
    options = tuple(
        Option(letter, text, is_key=False, rationale="") for letter, text in zip("abcd", answers, strict=True)
    )
    return Item(
        id=f"sample-{number}",
        version=1,
        domain="",
        topic="",
        subtopic="",
        level="recall",
        status="sample",
        stem=stem,
        options=options,
        lock_order=True,
        references=(),
        volatility="stable",
        verified_on=None,
        valid_as_of=None,
        review_by=None,
        enemies=(),
        case=None,
        ratings=(),
        exhibit=_EXHIBIT if number == len(_QUESTIONS) else None,
    )
