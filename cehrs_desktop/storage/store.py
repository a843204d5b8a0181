"""Attempts in SQLite: every act is one durable transaction before anybody is told that it was recorded.

One thread, the serial database lane, opens and uses a store; SQLite's Python module raises `ProgrammingError`
for any other. What can be written is added to or set, never rewritten: there is no statement here that changes
an event. The file is opened in `opening` and copied in `backups`.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from sqlalchemy import (
    Connection,
    Integer,
    String,
    bindparam,
    create_engine,
    distinct,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.elements import ClauseElement

from cehrs_desktop.application.ports import (
    Attempt,
    AttemptConflict,
    AttemptDamaged,
    AttemptLine,
    AttemptUnknown,
    Backup,
    Candidate,
    StoredAttempt,
    StoreError,
)
from cehrs_desktop.exam.errors import EventUnreadable
from cehrs_desktop.exam.events import Event, ExamStarted, from_envelope, to_envelope
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.storage import backups, codec, tables
from cehrs_desktop.storage.chain import content_digest, first_link, next_link
from cehrs_desktop.storage.connection import Transaction
from cehrs_desktop.storage.faults import store_errors

log = logging.getLogger(__name__)

_DIALECT = sqlite.dialect(paramstyle="qmark")


def _sql(statement: ClauseElement) -> str:
    """The statement's text, made once. Executing it on the driver saves a third of the time of a stored act."""
    return str(statement.compile(dialect=_DIALECT))


_t = tables
_ADD_EVENT = _sql(insert(_t.event))
_READ_END = _sql(
    select(_t.attempt.c.number, _t.log_end.c.events, _t.log_end.c.hash)
    .join_from(_t.attempt, _t.log_end, _t.log_end.c.attempt == _t.attempt.c.number)
    .where(_t.attempt.c.id == bindparam("id"))
)
_MOVE_END = _sql(
    update(_t.log_end)
    .values(events=bindparam("count"), hash=bindparam("link"))
    .where(_t.log_end.c.attempt == bindparam("number"), _t.log_end.c.events == bindparam("after"))
)
_BEAT = _sql(
    sqlite.insert(_t.heartbeat)
    .from_select(
        ["attempt", "wall_ms", "awake_ms", "run"],
        select(
            _t.attempt.c.number,
            bindparam("wall", type_=Integer),
            bindparam("awake", type_=Integer),
            bindparam("run", type_=String),
        ).where(_t.attempt.c.id == bindparam("id")),
    )
    .prefix_with("OR REPLACE")
)
_STARTED = exists().where(_t.event.c.attempt == _t.attempt.c.number, _t.event.c.kind == ExamStarted.kind)


class SqlAttemptStore:
    """The `AttemptStore` of the program. Made by `opening.open_store`.

    `path` is the database file and `journal_mode` its journal as SQLite confirmed it. `backup_problem` tells why
    the latest automatic backup could not be made (`None`: it could); a backup never disturbs an exam.
    """

    def __init__(self, path: Path, driver: sqlite3.Connection, journal_mode: str, now_ms: Callable[[], int]) -> None:
        self.path = path
        self.journal_mode = journal_mode
        self.backup_problem: str | None = None
        self._driver = driver
        self._transaction = Transaction(driver, path)
        self._now_ms = now_ms
        self._end: tuple[str, int, int, bytes] | None = None
        # SQLAlchemy's transactions are not used: `Transaction` begins and commits on the driver.
        engine = create_engine("sqlite://", creator=lambda: driver, poolclass=StaticPool)
        self._sql: Connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody known, the most recently added last."""
        who = _t.candidate
        with store_errors(self.path):
            rows = self._sql.execute(select(who.c.id, who.c.name).order_by(who.c.number)).all()
        return tuple(Candidate(row.id, row.name) for row in rows)

    def save_candidate(self, candidate: Candidate) -> None:
        """Add a candidate, or change the name of a known one."""
        with self._transaction:
            add = sqlite.insert(_t.candidate).values(id=candidate.id, name=_storable(candidate.name))
            self._sql.execute(add.on_conflict_do_update(index_elements=["id"], set_={"name": add.excluded.name}))

    def create(self, attempt: Attempt, items: Sequence[Item]) -> None:
        """Store a new attempt with the exact items of its form, in form order.

        Its candidate is added when not known yet. Raises `AttemptConflict` when the id is taken, and `ValueError`
        when the items are not those of the form.
        """
        if [(item.id, item.version) for item in items] != [
            (slot.item_id, slot.item_version) for slot in attempt.form.slots
        ]:
            raise ValueError("the items are not those of the form, in its order")
        header = codec.to_text(codec.attempt_to_json(attempt))
        contents = [codec.to_text(codec.item_to_json(item)) for item in items]
        digests = [content_digest(content) for content in contents]
        person = attempt.candidate
        with self._transaction:
            if self._number(attempt.id) is not None:
                raise AttemptConflict(str(self.path), f"attempt {attempt.id} exists")
            self._sql.execute(
                sqlite.insert(_t.candidate).values(id=person.id, name=_storable(person.name)).on_conflict_do_nothing()
            )
            who = select(_t.candidate.c.number).where(_t.candidate.c.id == person.id).scalar_subquery()
            added = self._sql.execute(
                insert(_t.attempt).values(
                    id=attempt.id,
                    candidate=who,
                    created_ms=attempt.created_ms,
                    form_name=attempt.form.name,
                    header=header,
                    state="open",
                )
            )
            number = cast(tuple[int], added.inserted_primary_key)[0]
            if items:
                self._add_items(number, items, contents, digests)
            self._sql.execute(insert(_t.log_end).values(attempt=number, events=0, hash=first_link(header, digests)))

    def _add_items(self, number: int, items: Sequence[Item], contents: Sequence[str], digests: Sequence[bytes]) -> None:
        kept = [{"digest": digest, "content": text} for digest, text in zip(digests, contents, strict=True)]
        self._sql.execute(sqlite.insert(_t.item_content).on_conflict_do_nothing(), kept)
        found = select(_t.item_content.c.number).where(_t.item_content.c.digest == bindparam("digest"))
        shown = insert(_t.attempt_item).values(content=found.scalar_subquery())
        self._sql.execute(
            shown,
            [
                {
                    "attempt": number,
                    "position": position,
                    "item_id": item.id,
                    "item_version": item.version,
                    "digest": digest,
                }
                for position, (item, digest) in enumerate(zip(items, digests, strict=True), 1)
            ],
        )

    def append(self, attempt_id: str, after: int, events: Sequence[Event]) -> None:
        """Append events in one durable transaction; `after` is the number of events already there.

        When it returns the events survive a power cut; when it raises, the log is as it was before.
        """
        if not events:
            return
        envelopes = [to_envelope(event) for event in events]
        new = [(envelope["v"], envelope["kind"], codec.to_text(envelope)) for envelope in envelopes]
        with self._transaction:
            number, count, link = self._end_of(attempt_id)
            # Known again only when this transaction has been committed.
            self._end = None
            if count != after:
                raise AttemptConflict(str(self.path), f"attempt {attempt_id} has {count} events, not {after}")
            for seq, (version, kind, envelope) in enumerate(new, after + 1):
                previous, link = link, next_link(link, envelope)
                self._driver.execute(_ADD_EVENT, (number, seq, version, kind, envelope, previous, link))
            moved = self._driver.execute(_MOVE_END, (after + len(new), link, number, after))
            if moved.rowcount != 1:
                raise AttemptConflict(str(self.path), f"the log of attempt {attempt_id} was moved")
        self._end = (attempt_id, number, after + len(new), link)

    def _end_of(self, attempt_id: str) -> tuple[int, int, bytes]:
        """Number, count of events and last link of an attempt, remembered from the last append where possible.

        The database is locked for this connection alone, so what was committed last is what is there.
        """
        if self._end is not None and self._end[0] == attempt_id:
            return self._end[1:]
        row = self._driver.execute(_READ_END, (attempt_id,)).fetchone()
        if row is None:
            raise AttemptUnknown(str(self.path), attempt_id)
        return cast(tuple[int, int, bytes], row)

    def beat(self, attempt_id: str, at: Instant) -> None:
        """Durably note that the program was running at this instant. Outside the hash chain."""
        with self._transaction:
            noted = self._driver.execute(_BEAT, (at.wall_ms, at.awake_ms, at.run, attempt_id))
            if noted.rowcount != 1:
                raise AttemptUnknown(str(self.path), attempt_id)

    def load(self, attempt_id: str) -> StoredAttempt:
        """Everything about one attempt, its hash chain verified. Raises `AttemptDamaged`, `AttemptUnknown`."""
        with store_errors(self.path):
            number = self._number(attempt_id)
            if number is None:
                raise AttemptUnknown(str(self.path), attempt_id)
            try:
                return self._verified(number, attempt_id)
            except (codec.Unreadable, EventUnreadable) as error:
                raise AttemptDamaged(str(self.path), f"attempt {attempt_id}: {error}") from error

    def _verified(self, number: int, attempt_id: str) -> StoredAttempt:
        header: str = self._sql.execute(select(_t.attempt.c.header).where(_t.attempt.c.number == number)).scalar_one()
        shown = self._sql.execute(
            select(_t.item_content.c.digest, _t.item_content.c.content)
            .join_from(_t.attempt_item, _t.item_content)
            .where(_t.attempt_item.c.attempt == number)
            .order_by(_t.attempt_item.c.position)
        ).all()
        for place, (digest, content) in enumerate(shown, 1):
            if content_digest(content) != digest:
                raise codec.Unreadable(f"the item of question {place} is not the one that was shown")
        link = first_link(header, (digest for digest, _ in shown))
        e = _t.event.c
        rows = self._sql.execute(
            select(e.seq, e.kind, e.envelope, e.prev_hash, e.hash).where(e.attempt == number).order_by(e.seq)
        ).all()
        events: list[Event] = []
        for expected, (seq, kind, envelope, previous, own) in enumerate(rows, 1):
            previous_link, link = link, next_link(link, envelope)
            if (seq, previous, own) != (expected, previous_link, link):
                raise codec.Unreadable(f"event {expected} does not follow from what is before it")
            told = codec.from_text(envelope)
            if told.get("kind") != kind:
                raise codec.Unreadable(f"event {expected} is filed under another kind")
            events.append(from_envelope(told))
        end = self._sql.execute(
            select(_t.log_end.c.events, _t.log_end.c.hash).where(_t.log_end.c.attempt == number)
        ).one_or_none()
        if end is None or (end.events, end.hash) != (len(events), link):
            raise codec.Unreadable("the end of the log is not where it was written")
        attempt = codec.attempt_from_json(codec.from_text(header))
        if attempt.id != attempt_id or len(shown) != len(attempt.form.slots):
            raise codec.Unreadable("the header belongs to another attempt")
        items = tuple(codec.item_from_json(codec.from_text(content)) for _, content in shown)
        beat = self._sql.execute(
            select(_t.heartbeat.c.wall_ms, _t.heartbeat.c.awake_ms, _t.heartbeat.c.run).where(
                _t.heartbeat.c.attempt == number
            )
        ).one_or_none()
        last_beat = None if beat is None else Instant(beat.wall_ms, beat.awake_ms, beat.run)
        return StoredAttempt(attempt, items, tuple(events), last_beat)

    def lines(self, candidate_id: str | None = None) -> tuple[AttemptLine, ...]:
        """All attempts (of one candidate), the newest first. `candidate_name` is the candidate's present name."""
        a, who = _t.attempt.c, _t.candidate.c
        query = (
            select(a.id, who.id, who.name, a.created_ms, a.form_name, a.state, a.outcome)
            .join_from(_t.attempt, _t.candidate)
            .order_by(a.created_ms.desc(), a.number.desc())
        )
        if candidate_id is not None:
            query = query.where(who.id == candidate_id)
        with store_errors(self.path):
            rows = self._sql.execute(query).all()
        return tuple(AttemptLine(*row[:6], outcome=_outcome(row[6])) for row in rows)

    def close(self, attempt_id: str, state: str, outcome: Mapping[str, Json] | None) -> None:
        """Set the list state of an attempt that is over, and its short result; then take a backup."""
        text = None if outcome is None else codec.to_text(outcome)
        with self._transaction:
            changed = self._sql.execute(
                update(_t.attempt).where(_t.attempt.c.id == attempt_id).values(state=state, outcome=text)
            )
            if changed.rowcount != 1:
                raise AttemptUnknown(str(self.path), attempt_id)
        self.back_up()

    def times_seen(self, candidate_id: str) -> Mapping[str, int]:
        """How often this candidate has had each item (by id) on a form whose exam was started."""
        query = (
            select(_t.attempt_item.c.item_id, func.count(distinct(_t.attempt.c.number)))
            .join_from(_t.attempt_item, _t.attempt)
            .join(_t.candidate)
            .where(_t.candidate.c.id == candidate_id, _STARTED)
            .group_by(_t.attempt_item.c.item_id)
        )
        with store_errors(self.path):
            return {str(row[0]): int(row[1]) for row in self._sql.execute(query)}

    def back_up(self) -> Backup | None:
        """Take a backup if anything changed since the last one; `None`: nothing did, or see `backup_problem`."""
        self.backup_problem = None
        try:
            return backups.take(self._driver, self.path.parent, self._now_ms())
        except (StoreError, sqlite3.Error, OSError) as error:
            self.backup_problem = str(error)
            log.warning("no backup could be made: %s", error)
            return None

    def shut(self) -> None:
        """Close the database, on the thread that opened it; the folder is then free for another program."""
        self._sql.close()
        self._sql.engine.dispose()
        self._driver.close()

    def _number(self, attempt_id: str) -> int | None:
        return self._sql.execute(select(_t.attempt.c.number).where(_t.attempt.c.id == attempt_id)).scalar_one_or_none()


def _storable(name: str) -> str:
    """A name without halves of characters (they can come out of an input field and SQLite takes none)."""
    return name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _outcome(text: str | None) -> dict[str, Json] | None:
    """The short result, or none when its text was damaged: it can be computed again from the events."""
    try:
        return None if text is None else codec.from_text(text)
    except codec.Unreadable:
        return None
