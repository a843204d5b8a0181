"""Attempts that were really sat, for the tests of the report, the review and the history.

The items are made up, every word of them can be told apart (`stem 017`, `option 017 a`), and the events come out of
the real session machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cehrs_desktop.application.ports import Attempt, Candidate, StoredAttempt
from cehrs_desktop.application.results import AttemptRecord, record_of
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.blueprint import Blueprint, Domain, Topic
from cehrs_desktop.exam.form import Form, draw_form
from cehrs_desktop.exam.items import Item, Option, Rating, Reference
from cehrs_desktop.exam.session import Rules, Session, apply, new_session, replay
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.psychometrics.parameters import RATING_SHRINK, THETA_CUT, ParameterSet
from cehrs_desktop.psychometrics.scoring import rated_logit

DOMAINS = (
    ("1", "Non-Clinical Operations", 28, 7),
    ("2", "Clinical Operations", 32, 8),
    ("3", "Revenue Cycle/Finance", 15, 4),
    ("4", "Regulatory Compliance", 15, 4),
    ("5", "Reporting", 10, 2),
)
BLUEPRINT = Blueprint(
    "2020.1",
    "2020-06-17",
    None,
    125,
    tuple(Domain(i, name, n, p, (Topic(f"{i}.1", f"Topic of {name}", n),)) for i, name, n, p in DOMAINS),
)
STARTED_MS = 1_795_500_000_000
"""2026-11-24T06:00:00Z."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How an attempt is sat. `right` counts the scored items answered right by domain; the others are wrong.

    `blank` and `unseen` name positions; `seconds` the time on a question, 40 where it says nothing.
    """

    right: Mapping[str, int] = field(default_factory=lambda: {"1": 21, "2": 22, "3": 9, "4": 11, "5": 7})
    name: str = "Jordan Avery Whitfield"
    blank: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()
    marked: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()
    highlighted: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    commented: Mapping[int, str] = field(default_factory=dict[int, str])
    seconds: Mapping[int, int] = field(default_factory=dict[int, int])
    minutes: int = 125
    result: str = "now"
    seed: str = "a seed"
    repeats: int = 0
    abandoned: bool = False


def bank() -> tuple[Item, ...]:
    """Exactly one form's worth of items, with ratings between .45 and .85."""
    return tuple(
        _item(domain, number, status)
        for domain, _, scored, pretest in DOMAINS
        for status, count in (("operational", scored), ("pretest", pretest))
        for number in range(count)
    )


def _item(domain: str, number: int, status: str) -> Item:
    tag = f"{domain}{status[0]}{number:02d}"
    options = tuple(
        Option(letter, f"option words {tag} {letter}", letter == "c", f"rationale words {tag} {letter}")
        for letter in "abcd"
    )
    return Item(
        id=f"{domain}.1-{status[0]}{number:02d}",
        version=1,
        domain=domain,
        topic=f"{domain}.1",
        subtopic=f"{domain}.1.a",
        level="recall",
        status=status,
        stem=f"Which stem words {tag} <b> & so on stand here, and which of the four options below answers them?",
        options=options,
        lock_order=False,
        references=(Reference("An authority", f"Section {tag}", f"https://example.org/{tag}?a=1&b=2"),),
        volatility="stable",
        verified_on=None,
        valid_as_of=None,
        review_by=None,
        enemies=(),
        case=None,
        ratings=(Rating("reader", 0.45 + 0.02 * (number % 21)),),
    )


def parameters(items: tuple[Item, ...]) -> ParameterSet:
    """Parameters as the bank's compiler makes them: the bank's own center, a reference form."""
    logits = [rated_logit(r.probability for r in item.ratings) for item in items]
    center = sum(logits) / len(logits)
    scored = [logit for logit, item in zip(logits, items, strict=True) if item.status == "operational"]
    reference = tuple(THETA_CUT - (RATING_SHRINK * own + (1 - RATING_SHRINK) * center) for own in scored)
    return ParameterSet("test.1", THETA_CUT, RATING_SHRINK, center, reference)


def sit(plan: Plan) -> AttemptRecord:
    """Sit an attempt to its end and read its record."""
    items = bank()
    form = draw_form(items, BLUEPRINT, pack_id="0123456789ab", seed=plan.seed)
    rules = Rules(minutes=plan.minutes, result=plan.result)
    by_id = {item.id: item for item in items}
    shown = tuple(by_id[slot.item_id] for slot in form.slots)
    candidate = Candidate("candidate-1", plan.name)
    attempt = Attempt("attempt-1", candidate, STARTED_MS, form, rules, parameters(items), BLUEPRINT, plan.repeats)
    events = _Sitting(form, rules, shown, plan).events()
    return record_of(StoredAttempt(attempt, shown, events, None))


class _Sitting:
    def __init__(self, form: Form, rules: Rules, items: tuple[Item, ...], plan: Plan) -> None:
        self._session: Session = new_session(form, rules)
        self._items, self._plan = items, plan
        self._awake_ms = 0
        self._events: list[e.Event] = []

    def _at(self) -> Instant:
        return Instant(STARTED_MS + self._awake_ms, self._awake_ms, "run")

    def _do(self, command: c.Command) -> None:
        happened = apply(self._session, command)
        self._session = replay(self._session, happened)
        self._events += happened

    def events(self) -> tuple[e.Event, ...]:
        for begin in (c.ConfirmName, c.AcceptAgreement, c.StartExam):
            self._do(begin(at=self._at()))
        left = dict(self._plan.right)
        for position, slot in enumerate(self._session.form.slots, 1):
            knows = slot.scored and left.get(slot.domain, 0) > 0 and position not in self._plan.blank
            if position in self._plan.unseen or not self._session.running:
                continue
            if knows:
                left[slot.domain] -= 1
            self._question(position, knows)
        if self._plan.abandoned:
            self._do(c.AbandonAttempt(at=self._at(), reason="candidate"))
            return tuple(self._events)
        if self._session.running:
            self._do(c.SubmitExam(at=self._at()))
        self._do(c.AcknowledgeReminder(at=self._at()))
        self._do(c.CloseSurvey(at=self._at(), answers=()))
        return tuple(self._events)

    def _question(self, position: int, knows: bool) -> None:
        plan, item = self._plan, self._items[position - 1]
        wrong = [option.id for option in item.options if not option.is_key]
        self._do(c.ShowItem(at=self._at(), position=position))
        commands: list[c.Command] = []
        if position in plan.changed:
            commands.append(c.AnswerItem(at=self._at(), position=position, option=wrong[2]))
        if position not in plan.blank:
            chosen = item.key.id if knows else wrong[position % 2]
            commands.append(c.AnswerItem(at=self._at(), position=position, option=chosen))
        if position in plan.marked:
            commands.append(c.MarkItem(at=self._at(), position=position, marked=True))
        if position in plan.highlighted:
            commands.append(c.HighlightStem(at=self._at(), position=position, ranges=((6, 20), (35, 43))))
        if position in plan.struck:
            commands.append(c.StrikeOption(at=self._at(), position=position, option=wrong[2], struck=True))
        if position in plan.commented:
            commands.append(c.WriteComment(at=self._at(), position=position, text=plan.commented[position]))
        for command in commands:
            self._do(command)
        self._awake_ms += plan.seconds.get(position, 40) * 1000
        self._do(c.Tick(at=self._at()))
