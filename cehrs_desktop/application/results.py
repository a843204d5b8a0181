"""What came of an attempt: score it from its own stored items, close it, read it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cehrs_desktop.application.attempt_line import AttemptLine
from cehrs_desktop.application.ports import AttemptDamaged, AttemptStore, KeyCorrection, StoredAttempt
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import OVER, Phase, Session, new_session, replay
from cehrs_desktop.exam.timeline import ItemTimeline, item_timelines
from cehrs_desktop.psychometrics.form_table import FormTable
from cehrs_desktop.psychometrics.scoring import Outcome, item_difficulty, outcome_of

if TYPE_CHECKING:
    from cehrs_desktop.rehearsal.log_walk import Ending

TWO_DAYS_MS = 48 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """A scored item of an attempt with its difficulty (logits) and whether it was answered right."""

    item_id: str
    domain: str
    difficulty: float
    right: bool


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """Everything known about one attempt. `outcome` is `None` unless the exam was ended by submitting or by time.

    `ended_ms` and `visible_ms` are UTC milliseconds: when the exam ended and from when its result may be shown.
    `corrections` are those of scored items that this attempt showed; they are in `outcome`, and not in `first_outcome`.
    `table` is the score table behind `outcome`, `scored` the items that are in it. `ending` is where the real exam or
    day would have ended, before the attempt was gone on with as practice; `None`: nowhere.
    """

    stored: StoredAttempt
    session: Session
    timelines: tuple[ItemTimeline, ...]
    outcome: Outcome | None
    ended_ms: int | None
    visible_ms: int | None
    first_outcome: Outcome | None = None
    corrections: tuple[KeyCorrection, ...] = ()
    table: FormTable | None = None
    scored: tuple[ScoredItem, ...] = ()
    ending: Ending | None = None


def read_record(store: AttemptStore, attempt_id: str) -> AttemptRecord:
    """Load an attempt, replay it and score it with the parameters it was begun with and the keys as corrected."""
    return record_of(store.load(attempt_id), store.corrections())


def readable(store: AttemptStore, lines: Iterable[AttemptLine]) -> Iterator[StoredAttempt]:
    """The stored attempts of these lines in the order in which they were begun, without the damaged ones.

    One damaged attempt must not take the others along.
    """
    for line in sorted(lines, key=lambda line: line.number):
        try:
            yield store.load(line.id)
        except AttemptDamaged:
            continue


def record_of(stored: StoredAttempt, corrections: Sequence[KeyCorrection] = ()) -> AttemptRecord:
    """The record of an attempt that was loaded."""
    start = new_session(stored.attempt.form, stored.attempt.rules)
    session = replay(start, stored.events)
    timelines = item_timelines(start, stored.events)
    ended_ms = next((event.at.wall_ms for event in stored.events if isinstance(event, e.ExamEnded)), None)
    if ended_ms is None or session.phase is Phase.ABANDONED:
        return AttemptRecord(stored, session, timelines, None, ended_ms, None)
    visible_ms = ended_ms + (TWO_DAYS_MS if stored.attempt.rules.result == "two_days" else 0)
    # A pretest item is in no score, so a corrected key of it changes none.
    shown = {(slot.item_id, slot.item_version) for slot in stored.attempt.form.slots if slot.scored}
    own = tuple(correction for correction in corrections if (correction.item_id, correction.item_version) in shown)
    table, scored = _score(stored, session, ())
    first = outcome = _outcome(table, scored)
    if own:
        table, scored = _score(stored, session, own)
        outcome = _outcome(table, scored)
    ending = _ending(stored)
    return AttemptRecord(stored, session, timelines, outcome, ended_ms, visible_ms, first, own, table, scored, ending)


def _ending(stored: StoredAttempt) -> Ending | None:
    attempt = stored.attempt
    if attempt.day is None:
        return None
    from cehrs_desktop.rehearsal.log_walk import ending_of, walk

    return ending_of(walk(attempt.day, new_session(attempt.form, attempt.rules), stored.events))


def _outcome(table: FormTable, scored: Sequence[ScoredItem]) -> Outcome:
    return outcome_of([(item.domain, item.right) for item in scored], table)


def _score(
    stored: StoredAttempt, session: Session, corrections: Sequence[KeyCorrection]
) -> tuple[FormTable, tuple[ScoredItem, ...]]:
    dropped = {one.item_id for one in corrections if one.action == "drop"}
    right = {(item.id, item.key.id) for item in stored.items}
    right |= {(one.item_id, one.option) for one in corrections if one.action == "accept" and one.option}
    answers = [
        (slot, (slot.item_id, response.chosen) in right)
        for slot, response in zip(stored.attempt.form.slots, session.responses, strict=True)
        if slot.scored and slot.item_id not in dropped
    ]
    table = stored.attempt.table
    if table is None or table.count != len(answers):
        table = _table_of(stored, dropped)
    return table, tuple(
        ScoredItem(slot.item_id, slot.domain, b, hit)
        for (slot, hit), b in zip(answers, table.difficulties, strict=True)
    )


def _table_of(stored: StoredAttempt, dropped: set[str]) -> FormTable:
    """The score table of a form that was drawn, or of one from which items were dropped, made anew."""
    # Imported here: it brings numpy along, which an exam on an assembled form never loads.
    from cehrs_desktop.psychometrics.tables import form_table

    attempt = stored.attempt
    scored = [(slot, item) for slot, item in zip(attempt.form.slots, stored.items, strict=True) if slot.scored]
    if attempt.table is not None:
        difficulties = attempt.table.difficulties
    else:
        difficulties = tuple(item_difficulty(item, attempt.parameters) for _, item in scored)
    kept = [(slot.domain, b) for (slot, _), b in zip(scored, difficulties, strict=True) if slot.item_id not in dropped]
    return form_table(kept, attempt.parameters)


def close_attempt(store: AttemptStore, attempt_id: str) -> AttemptRecord:
    """Set the list state of an attempt that is over, with its short result, and return the record."""
    record = read_record(store, attempt_id)
    if record.session.phase in OVER:
        store.close(attempt_id, record.session.phase.value, short_outcome(record))
    return record


def short_outcome(record: AttemptRecord) -> dict[str, Json] | None:
    """What lists and trends need of a result, as JSON values."""
    outcome = record.outcome
    if outcome is None:
        return None
    return {
        "score": outcome.score,
        "low": outcome.low,
        "high": outcome.high,
        "passed": outcome.passed,
        "raw": outcome.raw,
        "count": outcome.count,
        "used_ms": record.session.clock.used_ms,
        "ended_ms": record.ended_ms,
        "visible_ms": record.visible_ms,
        "ended": record.session.ended,
        "practice": record.ending is not None and record.ending.practice,
        "shares": {domain.domain: domain.right / domain.count for domain in outcome.domains},
    }
