"""Where a candidate stands: what the sittings so far, without questions met before, say about a further form."""

from __future__ import annotations

from cehrs_desktop.application.ports import AttemptStore
from cehrs_desktop.application.results import AttemptRecord, readable, record_of
from cehrs_desktop.psychometrics.readiness import Evidence, PassChance, readiness
from cehrs_desktop.psychometrics.scoring import REACHED_ENOUGH

DAY_MS = 24 * 3600 * 1000


def reached_share(record: AttemptRecord) -> float:
    """The share of a form's scored items that came onto the screen."""
    scored = [
        response.seen
        for slot, response in zip(record.stored.attempt.form.slots, record.session.responses, strict=True)
        if slot.scored
    ]
    return sum(scored) / len(scored)


def standing_at(store: AttemptStore, record: AttemptRecord) -> PassChance | None:
    """Readiness at the end of an attempt, from it and the candidate's earlier ones; `None` when nothing counts.

    Scored items that were met before, dropped ones and sittings that reached too little of their form do not count.
    Raises a `StoreError`.
    """
    attempt = record.stored.attempt
    if record.outcome is None or record.ended_ms is None:
        return None
    corrections = store.corrections()
    lines = store.lines(attempt.candidate.id)
    # By the order of the beginnings: the computer's date may have been changed between two of them.
    own = next((line.number for line in lines if line.id == attempt.id), None)
    before = [line for line in lines if line.state != "open" and (own is None or line.number < own)]
    earlier = [record_of(stored, corrections) for stored in readable(store, before)]
    met: set[str] = set()
    sittings: list[Evidence] = []
    for one in (*earlier, record):
        answers = _first_meetings(one, met)
        ended = one.ended_ms
        if one.outcome is not None and ended is not None and answers and reached_share(one) >= REACHED_ENOUGH:
            # A clock that was set back does not make a sitting later than the one it is weighed for.
            sittings.append(Evidence(answers, max(0.0, (record.ended_ms - ended) / DAY_MS)))
    return readiness(sittings, attempt.parameters) if sittings else None


def _first_meetings(record: AttemptRecord, met: set[str]) -> tuple[tuple[float, bool], ...]:
    """`(difficulty, right)` of the scored items that are not in `met`; every item that was shown is put there."""
    answers = tuple((item.difficulty, item.right) for item in record.scored if item.item_id not in met)
    slots = record.stored.attempt.form.slots
    met |= {slot.item_id for slot, response in zip(slots, record.session.responses, strict=True) if response.seen}
    return answers
