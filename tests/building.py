"""Small made-up exams for tests: items, a blueprint, a form, instants, and a store that keeps everything in memory.

Nothing here is a test. The items are not exam content; the real ones lie in `itembank/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cehrs_desktop.application.attempt_line import AttemptLine
from cehrs_desktop.application.ports import (
    Attempt,
    AttemptConflict,
    AttemptCopy,
    AttemptUnknown,
    Candidate,
    ItemReport,
    KeyCorrection,
    Rescoring,
    StoredAttempt,
)
from cehrs_desktop.exam.blueprint import Blueprint, Domain, Topic
from cehrs_desktop.exam.events import Event, ExamStarted, Json, from_envelope, to_envelope
from cehrs_desktop.exam.exhibits import (
    ChartPart,
    ChartReference,
    ChartSeries,
    Exhibit,
    FieldsPart,
    TablePart,
    TextPart,
)
from cehrs_desktop.exam.form import Form, FormSlot
from cehrs_desktop.exam.items import Item, Option, Rating, Reference
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.psychometrics.form_table import FixedForm
from cehrs_desktop.psychometrics.parameters import THETA_CUT, ParameterSet
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.storage import codec
from cehrs_desktop.storage.copies import links_of, read_copy

CANDIDATE = Candidate("candidate-1", "Robin Example")
PARAMETERS = ParameterSet(
    "made-up-1", THETA_CUT, 0.6, 0.6, tuple(THETA_CUT - 0.66 + step / 50 for step in range(-50, 50))
)
EVERY_PART = Exhibit(
    "1.1-x1",
    "An exhibit with one part of each kind",
    (
        TextPart("A message to the desk."),
        FieldsPart("Banner", (("Name", "Kim Example"), ("Born", "3 June"))),
        TablePart(None, ("Payer", "0-30 days", "Over 30 days"), (("Plan A", "1,200", "300"), ("Plan B", "900", "0"))),
        ChartPart(
            form="line",
            caption="Missed visits",
            x_label="Week",
            y_label="Missed visits, %",
            categories=("1", "2", "3"),
            series=(ChartSeries("North", (12.0, 9.5, 7.0)), ChartSeries("South", (4.0, 5.0, 6.0))),
            reference=ChartReference("Target", 8.0),
        ),
    ),
)
FULL_COUNTS = {"1": (28, 7), "2": (32, 8), "3": (15, 4), "4": (15, 4), "5": (10, 2)}
"""Scored and pretest items of each domain on a full form, as the issue and the test plan give them."""


def moment(seconds: float = 0.0, run: str = "run-1") -> Instant:
    """The instant `seconds` after the beginning of a run; the wall clock goes with it."""
    return Instant(1_800_000_000_000 + round(seconds * 1000), round(seconds * 1000), run)


def make_item(
    item_id: str,
    *,
    status: str = "operational",
    key: int = 0,
    version: int = 1,
    lock_order: bool = False,
    enemies: tuple[str, ...] = (),
    case: str | None = None,
    ratings: tuple[float, ...] = (0.6, 0.7),
) -> Item:
    """An item whose key is option number `key` (from 0). Domain and topic are read from the id, like "2.3-001"."""
    topic = item_id.split("-", maxsplit=1)[0]
    return Item(
        id=item_id,
        version=version,
        domain=topic.split(".", maxsplit=1)[0],
        topic=topic,
        subtopic=f"{topic}.a",
        level="application",
        status=status,
        stem=f"What is asked in {item_id}?",
        options=tuple(
            Option(letter, f"Option {letter} of {item_id}", place == key, f"Why {letter}")
            for place, letter in enumerate("abcd")
        ),
        lock_order=lock_order,
        references=(Reference("A body", "Section 1", "https://example.org/1"),),
        volatility="stable",
        verified_on=None,
        valid_as_of=None,
        review_by=None,
        enemies=enemies,
        case=case,
        ratings=tuple(Rating(f"r{n}", probability) for n, probability in enumerate(ratings, 1)),
    )


def full_blueprint() -> Blueprint:
    """The real counts over two made-up topics a domain."""
    domains = tuple(
        Domain(
            name,
            f"Domain {name}",
            scored,
            pretest,
            (
                Topic(f"{name}.1", "First", scored // 2),
                Topic(f"{name}.2", "Second", scored - scored // 2),
            ),
        )
        for name, (scored, pretest) in FULL_COUNTS.items()
    )
    return Blueprint("made-up", "2020-06-17", None, 125, domains)


def full_bank(spare: int = 4) -> tuple[Item, ...]:
    """Enough items for a full form, and `spare` more for each topic and role. Every ninth keeps its options' order."""
    items: list[Item] = []
    for domain in full_blueprint().domains:
        for topic in domain.topics:
            roles = ["operational"] * (topic.scored + spare)
            roles += ["pretest"] * (topic.scored * domain.pretest // domain.scored + 1 + spare)
            items += [
                make_item(
                    f"{topic.id}-{n:03}",
                    status=role,
                    key=(len(items) + n) % 4,
                    lock_order=(len(items) + n) % 9 == 0,
                    ratings=(0.4 + 0.05 * (n % 9), 0.5 + 0.05 * (n % 8)),
                )
                for n, role in enumerate(roles, 1)
            ]
    return tuple(items)


def small_exam(count: int = 6) -> tuple[Form, tuple[Item, ...]]:
    """A form of `count` questions in two domains with its items; the second one is a pretest item."""
    items = tuple(
        make_item(f"{1 + n % 2}.1-{n + 1:03}", key=n % 4, status="pretest" if n == 1 else "operational")
        for n in range(count)
    )
    slots = tuple(
        FormSlot(item.id, item.version, item.domain, item.status != "pretest", ("c", "a", "d", "b")) for item in items
    )
    return Form("made-up", "pack-1", "seed-1", slots), items


def small_attempt(attempt_id: str = "attempt-1", rules: Rules | None = None) -> tuple[Attempt, tuple[Item, ...]]:
    """An attempt on `small_exam` that has not begun."""
    form, items = small_exam()
    plan = Blueprint(form.blueprint_version, "2020-01-01", None, 125, ())
    return Attempt(attempt_id, CANDIDATE, moment().wall_ms, form, rules or Rules(), PARAMETERS, plan), items


@dataclass
class SteppingClock:
    """A clock that stands until somebody moves it."""

    at: Instant = field(default_factory=moment)

    def now(self) -> Instant:
        return self.at


@dataclass
class BankSource:
    """An item source over items in memory."""

    bank: tuple[Item, ...]
    blueprint: Blueprint
    parameters: ParameterSet = PARAMETERS
    pack_id: str = "pack-1"
    fixed: tuple[FixedForm, ...] = ()

    @property
    def item_count(self) -> int:
        return len(self.bank)

    def stale_count(self, today: str) -> int:
        return sum(item.is_stale(today) for item in self.bank)

    def items(self) -> tuple[Item, ...]:
        return self.bank

    def forms(self) -> tuple[FixedForm, ...]:
        return self.fixed


@dataclass
class _Kept:
    attempt: Attempt
    items: tuple[Item, ...]
    log: list[str] = field(default_factory=list[str])
    heartbeat: Instant | None = None
    state: str = "open"
    outcome: dict[str, Json] | None = None


class MemoryAttemptStore:
    """An attempt store in memory that keeps events as JSON text, as a real one would. Writes raise `fails_with`."""

    def __init__(self) -> None:
        self.fails_with: Exception | None = None
        self.writes = 0
        self._kept: dict[str, _Kept] = {}
        self._candidates: dict[str, Candidate] = {}
        self._profiles: dict[str, Accommodations] = {}
        self.reports: list[ItemReport] = []
        self._forms: list[FixedForm] = []
        self._corrections: list[KeyCorrection] = []
        self._rescorings: list[Rescoring] = []

    def append(self, attempt_id: str, after: int, events: Sequence[Event]) -> None:
        self._write()
        log = self._known(attempt_id).log
        if len(log) != after:
            raise AttemptConflict("memory", f"{attempt_id} has {len(log)} events, not {after}")
        log += [json.dumps(to_envelope(event)) for event in events]

    def beat(self, attempt_id: str, at: Instant) -> None:
        self._write()
        self._known(attempt_id).heartbeat = at

    @property
    def backup_problem(self) -> None:
        """Nothing is tried, so nothing fails."""

    def back_up(self) -> None:
        """Memory has no copies."""

    def candidates(self) -> tuple[Candidate, ...]:
        return tuple(self._candidates.values())

    def save_candidate(self, candidate: Candidate) -> None:
        self._write()
        self._candidates[candidate.id] = candidate

    def profile(self, candidate_id: str) -> Accommodations | None:
        return self._profiles.get(candidate_id)

    def keep_profile(self, candidate: Candidate, profile: Accommodations) -> None:
        self._write()
        self._candidates.setdefault(candidate.id, candidate)
        self._profiles[candidate.id] = profile

    def create(self, attempt: Attempt, items: Sequence[Item]) -> None:
        self._write()
        self._candidates.setdefault(attempt.candidate.id, attempt.candidate)
        self._kept[attempt.id] = _Kept(attempt, tuple(items))

    def load(self, attempt_id: str) -> StoredAttempt:
        kept = self._known(attempt_id)
        events = tuple(from_envelope(json.loads(line)) for line in kept.log)
        return StoredAttempt(kept.attempt, kept.items, events, kept.heartbeat)

    def lines(self, candidate_id: str | None = None) -> tuple[AttemptLine, ...]:
        found = [kept for kept in self._kept.values() if candidate_id in (None, kept.attempt.candidate.id)]
        return tuple(
            AttemptLine(
                kept.attempt.id,
                kept.attempt.candidate.id,
                self._candidates[kept.attempt.candidate.id].name,
                kept.attempt.created_ms,
                kept.attempt.form.name,
                kept.state,
                kept.outcome,
                1 + list(self._kept).index(kept.attempt.id),
            )
            for kept in sorted(found, key=lambda kept: kept.attempt.created_ms, reverse=True)
        )

    def close(self, attempt_id: str, state: str, outcome: Mapping[str, Json] | None) -> None:
        self._write()
        kept = self._known(attempt_id)
        kept.state, kept.outcome = state, None if outcome is None else dict(outcome)

    def report_item(self, report: ItemReport) -> None:
        self.reports.append(report)

    def item_reports(self) -> tuple[ItemReport, ...]:
        return tuple(self.reports)

    def keep_form(self, form: FixedForm) -> None:
        if any(kept.form.id == form.form.id for kept in self._forms):
            raise AttemptConflict("memory", f"form {form.form.id} exists")
        self._forms.append(form)

    def kept_forms(self) -> tuple[FixedForm, ...]:
        return tuple(self._forms)

    def correct(self, correction: KeyCorrection, rescored: Sequence[Rescoring]) -> KeyCorrection:
        stored = replace(correction, number=len(self._corrections) + 1)
        self._corrections.append(stored)
        for one in rescored:
            self._rescorings.append(replace(one, correction=stored.number))
            self._kept[one.attempt_id].outcome = one.after
        return stored

    def corrections(self) -> tuple[KeyCorrection, ...]:
        return tuple(self._corrections)

    def rescorings(self) -> tuple[Rescoring, ...]:
        return tuple(self._rescorings)

    def copy_out(self, attempt_id: str) -> AttemptCopy:
        kept = self._known(attempt_id)
        texts = [codec.to_text(codec.item_to_json(item)) for item in kept.items]
        copy = AttemptCopy(
            attempt_id, codec.to_text(codec.attempt_to_json(kept.attempt)), tuple(texts), tuple(kept.log), b""
        )
        return replace(copy, end=links_of(copy)[-1])

    def read_copy(self, copy: AttemptCopy) -> StoredAttempt:
        return read_copy(copy, "memory")

    def take_in(self, copy: AttemptCopy, at_ms: int) -> bool:
        self._write()
        if copy.attempt_id in self._kept:
            if self.copy_out(copy.attempt_id) == copy:
                return False
            raise AttemptConflict("memory", f"another attempt {copy.attempt_id} is here")
        stored = self.read_copy(copy)
        self.create(stored.attempt, stored.items)
        self._kept[copy.attempt_id].log = list(copy.events)
        return True

    def times_seen(self, candidate_id: str) -> Mapping[str, int]:
        seen: dict[str, int] = {}
        for kept in self._kept.values():
            if kept.attempt.candidate.id == candidate_id and any(ExamStarted.kind in line for line in kept.log):
                for slot in kept.attempt.form.slots:
                    seen[slot.item_id] = seen.get(slot.item_id, 0) + 1
        return seen

    def _known(self, attempt_id: str) -> _Kept:
        if attempt_id not in self._kept:
            raise AttemptUnknown("memory", attempt_id)
        return self._kept[attempt_id]

    def _write(self) -> None:
        if self.fails_with is not None:
            raise self.fails_with
        self.writes += 1


def with_enemies(items: Iterable[Item], enemies: Mapping[str, tuple[str, ...]]) -> tuple[Item, ...]:
    """The same items, with these enemies written into the named ones."""
    return tuple(replace(item, enemies=enemies.get(item.id, item.enemies)) for item in items)
