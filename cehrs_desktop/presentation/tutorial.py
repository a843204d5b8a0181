"""Sample questions, three of the tutorial and five of the Tutorial Test, and the sitting they are shown in.

Nothing of it is stored and nothing is scored. The samples are about nothing that the exam asks.
"""

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

_Questions = tuple[tuple[str, tuple[str, ...]], ...]

_QUESTIONS: _Questions = (
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
_TEST_QUESTIONS: _Questions = (
    ("Which of these months has the fewest days?", ("February", "April", "July", "December")),
    (
        "A train leaves at 9:40 and arrives at 10:25. How long does the journey take?",
        ("25 minutes", "35 minutes", "45 minutes", "65 minutes"),
    ),
    ("Which of these words comes first in a dictionary?", ("Window", "Garden", "Table", "Orange")),
    (
        "Four people share twelve apples, each having as many as the others. How many does each of them have?",
        ("2", "3", "4", "6"),
    ),
    (
        "The sun has just risen on your left and you look straight ahead. Which way do you look?",
        ("North", "East", "South", "West"),
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
    """A sitting over the tutorial's questions, its own 15 minutes already running; it records as the exam will."""
    mark = _MARK_IT[look]
    questions = tuple((stem.format(mark=mark), answers) for stem, answers in _QUESTIONS)
    last = len(questions)
    items = tuple(_sample(n, *given, _EXHIBIT if n == last else None) for n, given in enumerate(questions, 1))
    return _sitting("tutorial", clock, candidate, items, TUTORIAL_MINUTES, only_next_records)


def tutorial_test_sitting(
    clock: Clock, candidate: Candidate, minutes: int, *, only_next_records: bool = False
) -> Sitting:
    """A sitting over the Tutorial Test's five questions, its minutes already running; it records as the exam will."""
    items = tuple(_sample(n, *given) for n, given in enumerate(_TEST_QUESTIONS, 1))
    return _sitting("tutorial test", clock, candidate, items, minutes, only_next_records)


def _sitting(
    name: str, clock: Clock, candidate: Candidate, items: tuple[Item, ...], minutes: int, only_next_records: bool
) -> Sitting:
    slots = tuple(FormSlot(item.id, 1, "", scored=False, option_order=("a", "b", "c", "d")) for item in items)
    form = Form(name, name, name, slots)
    rules = Rules(minutes=minutes, warnings=(), clock_returns=None, only_next_records=only_next_records)
    parameters = ParameterSet("none", 0.0, 1.0, 0.0, ())
    plan = Blueprint(name, "", None, minutes, ())
    attempt = Attempt(name, candidate, clock.now().wall_ms, form, rules, parameters, plan)
    sitting = Sitting(ForgetfulLog(), attempt, items, new_session(form, rules))
    at = clock.now()
    sitting.do(c.ConfirmName(at=at), c.AcceptAgreement(at=at), c.StartExam(at=at))
    return sitting


def _sample(number: int, stem: str, answers: Sequence[str], exhibit: Exhibit | None = None) -> Item:
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
        exhibit=exhibit,
    )
