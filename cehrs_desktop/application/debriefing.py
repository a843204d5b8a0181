"""The debrief of a stored attempt, and what a candidate writes about its events afterwards.

What is written is one more event of the attempt's log: in its hash chain, with its time, and never changed again.
"""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.application.ports import Attempt, AttemptStore, StoredAttempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import OVER, apply, new_session, replay
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.rehearsal.debrief import ANNOTATED, debrief
from cehrs_desktop.rehearsal.debrief_entries import Debrief
from cehrs_desktop.rehearsal.log_walk import kind_of

ANNOTATION_LIMIT = 500
"""Longest note on an event in characters; longer text is refused rather than cut."""


class AnnotationRefused(ValueError):
    """Nothing was stored. `reason` is ``open``, ``empty``, ``too_long`` or ``no_such_event``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Debriefing:
    """An attempt and its debrief."""

    attempt: Attempt
    debrief: Debrief


def read_debrief(store: AttemptStore, attempt_id: str) -> Debriefing:
    """The debrief of an attempt; of one without a rehearsed day it says so (`Debrief.day`). Raises a `StoreError`."""
    return _debriefing(store.load(attempt_id))


def annotate(store: AttemptStore, attempt_id: str, seq: int, text: str, at: Instant) -> Debriefing:
    """Write something about the event at place `seq` (from 1) of an attempt that is over, and read the debrief again.

    Raises `AnnotationRefused`, or a `StoreError`: nothing was stored then.
    """
    text = text.strip()
    if not text:
        raise AnnotationRefused("empty")
    if len(text) > ANNOTATION_LIMIT:
        raise AnnotationRefused("too_long")
    stored = store.load(attempt_id)
    # What was written about an event is not written about again.
    if not 1 <= seq <= len(stored.events) or kind_of(stored.events[seq - 1]) == ANNOTATED:
        raise AnnotationRefused("no_such_event")
    session = replay(new_session(stored.attempt.form, stored.attempt.rules), stored.events)
    if session.phase not in OVER:
        # While an attempt goes on its log belongs to the sitting.
        raise AnnotationRefused("open")
    # Text can come out of an input field with half a character in it, which no file takes.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    note = c.Note(at=at, kind=ANNOTATED, body=(("seq", seq), ("text", whole)))
    store.append(attempt_id, session.seq, apply(session, note))
    return _debriefing(store.load(attempt_id))


def _debriefing(stored: StoredAttempt) -> Debriefing:
    attempt = stored.attempt
    start = new_session(attempt.form, attempt.rules)
    return Debriefing(attempt, debrief(attempt.day, start, stored.events))
