"""What came of an attempt: score it from its own stored items, close it, read it again."""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.application.ports import AttemptStore, StoredAttempt
from cehrs_desktop.exam import events as e
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.session import OVER, Phase, Session, new_session, replay
from cehrs_desktop.exam.timeline import ItemTimeline, item_timelines
from cehrs_desktop.psychometrics.scoring import Outcome, difficulty, score_form

TWO_DAYS_MS = 48 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """Everything known about one attempt. `outcome` is `None` unless the exam was ended by submitting or by time.

    `ended_ms` and `visible_ms` are UTC milliseconds: when the exam ended and from when its result may be shown.
    """

    stored: StoredAttempt
    session: Session
    timelines: tuple[ItemTimeline, ...]
    outcome: Outcome | None
    ended_ms: int | None
    visible_ms: int | None


def read_record(store: AttemptStore, attempt_id: str) -> AttemptRecord:
    """Load an attempt, replay it and score it with the parameters it was begun with."""
    return record_of(store.load(attempt_id))


def record_of(stored: StoredAttempt) -> AttemptRecord:
    """The record of an attempt that was loaded."""
    start = new_session(stored.attempt.form, stored.attempt.rules)
    session = replay(start, stored.events)
    ended_ms = next((event.at.wall_ms for event in stored.events if isinstance(event, e.ExamEnded)), None)
    if ended_ms is None or session.phase is Phase.ABANDONED:
        return AttemptRecord(stored, session, item_timelines(start, stored.events), None, ended_ms, None)
    wait_ms = TWO_DAYS_MS if stored.attempt.rules.result == "two_days" else 0
    return AttemptRecord(
        stored, session, item_timelines(start, stored.events), _score(stored, session), ended_ms, ended_ms + wait_ms
    )


def _score(stored: StoredAttempt, session: Session) -> Outcome:
    parameters = stored.attempt.parameters
    answers = [
        (
            slot.domain,
            difficulty((rating.probability for rating in item.ratings), parameters),
            response.chosen == item.key.id,
        )
        for slot, item, response in zip(stored.attempt.form.slots, stored.items, session.responses, strict=True)
        if slot.scored
    ]
    return score_form(answers, parameters)


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
        "shares": {domain.domain: domain.share for domain in outcome.domains},
    }
