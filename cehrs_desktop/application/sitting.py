"""Sitting an attempt: decide, store durably, then move on. In this order, always.

A `Sitting` belongs to one thread, the one that its store belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cehrs_desktop.application.ports import (
    Attempt,
    AttemptStore,
    Candidate,
    Clock,
    EventLog,
    ItemSource,
)
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.errors import FormImpossible
from cehrs_desktop.exam.events import Event, ExamEnded
from cehrs_desktop.exam.form import Form, draw_form
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.session import Phase, Rules, Session, apply, new_session, replay
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.psychometrics.form_table import FixedForm

if TYPE_CHECKING:
    from cehrs_desktop.rehearsal.accommodations import Accommodations
    from cehrs_desktop.rehearsal.plan import DayPlan


class Sitting:
    """One attempt in progress. `session` is the state after everything that is durably stored, never ahead of it."""

    def __init__(self, log: EventLog, attempt: Attempt, items: Sequence[Item], session: Session) -> None:
        self._log = log
        self.attempt = attempt
        self.items = tuple(items)
        self.session = session

    def do(self, *commands: c.Command) -> Session:
        """Carry out commands in one durable act and return the state after it.

        When time ends the exam on the way, the end is what is recorded, and the commands after it are dropped.
        Raises `CommandRefused` (nothing happened) or a `StoreError` (nothing was recorded); the state is then
        what it was before.
        """
        session, events = self.session, list[Event]()
        for command in commands:
            happened = apply(session, command)
            session = replay(session, happened)
            events += happened
            if any(isinstance(event, ExamEnded) and event.reason == "time_out" for event in happened):
                break
        if events:
            self._log.append(self.attempt.id, self.session.seq, events)
            self.session = session
        return self.session

    def do_after_fault(self, failed_at: Instant, *commands: c.Command) -> Session:
        """Try commands again that storage had failed; the time since `failed_at` is given back.

        What the candidate lost to a full or absent disk is recorded as a suspension, in the same act. When no time
        was left at `failed_at` already, the end of the exam is what is recorded.
        """
        if not self.session.running:
            return self.do(*commands)
        fault = c.Suspend(at=failed_at, reason="storage_fault")
        return self.do(fault, c.Resume(at=commands[0].at), *commands)

    def beat(self, at: Instant) -> None:
        """Durably note that the program is running, so that a kill gives back no more than the time since.

        In a pause of the exam too, where the clock may stand: how long it was is read from it.
        """
        if self.session.phase is Phase.EXAM and self.session.suspended is None:
            self._log.beat(self.attempt.id, at)


def begin_attempt(
    store: AttemptStore,
    source: ItemSource,
    clock: Clock,
    candidate: Candidate,
    rules: Rules,
    *,
    attempt_id: str,
    seed: str,
    fixed: FixedForm | None = None,
    day: DayPlan | None = None,
    accommodations: Accommodations | None = None,
) -> Sitting:
    """Store a new attempt with the exact items it will show, on a form that was assembled or on one drawn now.

    A form is drawn (by `seed`) where none is given; items past their review date are left out of it, unless no form
    can be drawn without them. Raises `FormImpossible` when the bank cannot fill a form, or a `StoreError`.
    """
    bank = source.items()
    seen = store.times_seen(candidate.id)
    form = fixed.form if fixed else _drawn(bank, source, clock, seen, seed)
    by_id = {item.id: item for item in bank}
    items = tuple(by_id[slot.item_id] for slot in form.slots)
    repeats = sum(slot.item_id in seen for slot in form.slots)
    attempt = Attempt(
        attempt_id,
        candidate,
        clock.now().wall_ms,
        form,
        rules,
        source.parameters,
        source.blueprint,
        repeats,
        fixed.table if fixed else None,
        day,
        accommodations,
    )
    store.create(attempt, items)
    return Sitting(store, attempt, items, new_session(form, rules))


def _drawn(bank: Sequence[Item], source: ItemSource, clock: Clock, seen: Mapping[str, int], seed: str) -> Form:
    today = datetime.fromtimestamp(clock.now().wall_ms / 1000, UTC).date().isoformat()
    sound = [item for item in bank if not item.is_stale(today)]
    try:
        return draw_form(sound, source.blueprint, pack_id=source.pack_id, seed=seed, times_seen=seen)
    except FormImpossible:
        if len(sound) == len(bank):
            raise
        return draw_form(bank, source.blueprint, pack_id=source.pack_id, seed=seed, times_seen=seen)


def reopen_attempt(store: AttemptStore, attempt_id: str) -> Sitting:
    """Open a stored attempt that is not over, at exactly the state that was stored.

    If the program went down in the exam, the suspension is recorded now, at the last instant at which the program was
    known to run: the clock stood while the program was down.
    """
    stored = store.load(attempt_id)
    session = replay(new_session(stored.attempt.form, stored.attempt.rules), stored.events)
    sitting = Sitting(store, stored.attempt, stored.items, session)
    if session.phase is Phase.EXAM and session.suspended is None:
        sitting.do(c.Suspend(at=last_sign_of_life(session, stored.heartbeat), reason="interrupted"))
    return sitting


def last_sign_of_life(session: Session, heartbeat: Instant | None) -> Instant:
    """The latest of the last event, the last note and the last heartbeat of the run that the clock is running in."""
    last = session.last
    if last is None:
        raise ValueError("a running session has events")
    signs = [last, *(note.at for note in session.notes[-1:]), *([heartbeat] if heartbeat else [])]
    return max((sign for sign in signs if sign.run == last.run), key=lambda sign: sign.awake_ms)
