"""Carrying an attempt to another computer: copied whole with its hash chain, checked, taken in once.

Only an attempt that is over travels: one that is open could be gone on with on two computers at once. What was taken in
is marked so, and is scored anew here from its own items and parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.application.ports import AttemptCopy, AttemptDamaged, AttemptStore, StoredAttempt
from cehrs_desktop.application.results import close_attempt, record_of, short_outcome
from cehrs_desktop.exam.session import OVER


class StillOpen(Exception):
    """The attempt is not over, so it stays where it is."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A copy that was checked: whose attempt it is, when it was begun (UTC milliseconds), the form and the events."""

    attempt_id: str
    candidate: str
    created_ms: int
    form: str
    events: int


def copied(store: AttemptStore, attempt_id: str) -> AttemptCopy:
    """An attempt to carry away. Raises `StillOpen` or a `StoreError`."""
    copy = store.copy_out(attempt_id)
    _checked(store, copy)
    return copy


def arriving(store: AttemptStore, copy: AttemptCopy) -> Arrival:
    """What a copy holds, without taking it in. Raises `StillOpen` or `AttemptDamaged`."""
    attempt = _checked(store, copy).attempt
    return Arrival(attempt.id, attempt.candidate.name, attempt.created_ms, attempt.form.name, len(copy.events))


def take_in(store: AttemptStore, copy: AttemptCopy, now_ms: int) -> bool:
    """Take a copy in and list its result; `False`: it is here already, and nothing was changed.

    Raises `StillOpen`, `AttemptDamaged`, `AttemptConflict` or another `StoreError`; nothing is changed then.
    """
    _checked(store, copy)
    if not store.take_in(copy, now_ms):
        return False
    close_attempt(store, copy.attempt_id)
    return True


def _checked(store: AttemptStore, copy: AttemptCopy) -> StoredAttempt:
    stored = store.read_copy(copy)
    try:
        record = record_of(stored)
        short_outcome(record)
    except Exception as error:
        # Whatever replaying or scoring stumbles over: once stored it would be stumbled over at every start.
        raise AttemptDamaged(copy.attempt_id, f"its events make no attempt: {type(error).__name__}: {error}") from error
    if record.session.phase not in OVER:
        raise StillOpen(copy.attempt_id)
    return stored
