"""Attempts in SQLite: every act is one durable transaction before anybody is told that it was recorded.

One thread, the serial database lane, opens and uses a store; SQLite's Python module raises `ProgrammingError`
for any other. What can be written is added to or set, never rewritten: there is no statement here that changes
an event. The file is opened in `opening` and copied in `backups`.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cehrs_desktop.application.attempt_line import AttemptLine
from cehrs_desktop.application.ports import (
    Attempt,
    AttemptConflict,
    AttemptCopy,
    AttemptDamaged,
    AttemptUnknown,
    Backup,
    Candidate,
    ItemReport,
    KeyCorrection,
    Rescoring,
    StoredAttempt,
    StoreError,
)
from cehrs_desktop.exam.errors import EventUnreadable
from cehrs_desktop.exam.events import Event, ExamStarted, from_envelope, to_envelope
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.storage import backups, codec
from cehrs_desktop.storage.chain import content_digest, first_link, next_link
from cehrs_desktop.storage.connection import Transaction
from cehrs_desktop.storage.faults import store_errors

if TYPE_CHECKING:
    from cehrs_desktop.psychometrics.form_table import FixedForm
    from cehrs_desktop.rehearsal.accommodations import Accommodations
    from cehrs_desktop.storage.people import SqlPeopleStore
    from cehrs_desktop.storage.study import SqlStudyStore

log = logging.getLogger(__name__)

_ADD_CANDIDATE = "INSERT INTO candidate (id, name) VALUES (?, ?) ON CONFLICT DO NOTHING"
_RENAME_CANDIDATE = "INSERT INTO candidate (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name"
_PROFILE = "SELECT content FROM accommodation WHERE candidate = ?"
_KEEP_PROFILE = (
    "INSERT INTO accommodation (candidate, content) VALUES (?, ?) "
    "ON CONFLICT (candidate) DO UPDATE SET content = excluded.content"
)
_ADD_ATTEMPT = (
    "INSERT INTO attempt (id, candidate, created_ms, form_name, header, state)"
    " VALUES (?, (SELECT number FROM candidate WHERE id = ?), ?, ?, ?, 'open')"
)
_KEEP_ITEM = "INSERT INTO item_content (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING"
_SHOW_ITEM = (
    "INSERT INTO attempt_item (attempt, position, item_id, item_version, content)"
    " VALUES (?, ?, ?, ?, (SELECT number FROM item_content WHERE digest = ?))"
)
_BEGIN_LOG = "INSERT INTO log_end (attempt, events, hash) VALUES (?, ?, ?)"
_ADD_EVENT = "INSERT INTO event (attempt, seq, version, kind, envelope, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)"
_READ_END = (
    "SELECT attempt.number, log_end.events, log_end.hash FROM attempt"
    " JOIN log_end ON log_end.attempt = attempt.number WHERE attempt.id = ?"
)
_MOVE_END = "UPDATE log_end SET events = ?, hash = ? WHERE attempt = ? AND events = ?"
_BEAT = (
    "INSERT OR REPLACE INTO heartbeat (attempt, wall_ms, awake_ms, run)"
    " SELECT number, ?, ?, ? FROM attempt WHERE id = ?"
)
_ITEMS_SHOWN = (
    "SELECT item_content.digest, item_content.content FROM attempt_item"
    " JOIN item_content ON item_content.number = attempt_item.content"
    " WHERE attempt_item.attempt = ? ORDER BY attempt_item.position"
)
_ENVELOPES = "SELECT envelope FROM event WHERE attempt = ? ORDER BY seq"
_LINES = (
    "SELECT attempt.id, candidate.id, candidate.name, attempt.created_ms, attempt.form_name, attempt.state,"
    " attempt.outcome, attempt.number, (SELECT at_ms FROM taken_in WHERE taken_in.attempt = attempt.number)"
    " FROM attempt JOIN candidate ON candidate.number = attempt.candidate"
    " WHERE ?1 IS NULL OR candidate.id = ?1 ORDER BY attempt.created_ms DESC, attempt.number DESC"
)
_TIMES_SEEN = (
    "SELECT attempt_item.item_id, count(DISTINCT attempt.number) FROM attempt_item"
    " JOIN attempt ON attempt.number = attempt_item.attempt JOIN candidate ON candidate.number = attempt.candidate"
    " WHERE candidate.id = ? AND EXISTS (SELECT 1 FROM event WHERE event.attempt = attempt.number"
    f" AND event.kind = '{ExamStarted.kind}') GROUP BY attempt_item.item_id"
)

_REPORT_FIELDS = "at_ms, attempt_id, pack_id, item_id, item_version, kind, text"
_ADD_REPORT = f"INSERT INTO item_report ({_REPORT_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
_REPORTS = f"SELECT {_REPORT_FIELDS} FROM item_report ORDER BY number"
_KEEP_FORM = "INSERT INTO kept_form (id, content) VALUES (?, ?) ON CONFLICT DO NOTHING"
_FORMS = "SELECT id, content FROM kept_form ORDER BY number"
_CORRECTION_FIELDS = "number, at_ms, item_id, item_version, action, option, reason"
_ADD_CORRECTION = f"INSERT INTO key_correction ({_CORRECTION_FIELDS}) VALUES (NULL, ?, ?, ?, ?, ?, ?)"
_CORRECTIONS = f"SELECT {_CORRECTION_FIELDS} FROM key_correction ORDER BY number"
_ADD_RESCORING = (
    "INSERT INTO rescoring (correction, attempt, before, after)"
    " VALUES (?, (SELECT number FROM attempt WHERE id = ?), ?, ?)"
)
_RESCORINGS = (
    "SELECT rescoring.correction, attempt.id, rescoring.before, rescoring.after FROM rescoring"
    " JOIN attempt ON attempt.number = rescoring.attempt ORDER BY rescoring.correction, rescoring.attempt"
)
_SET_OUTCOME = "UPDATE attempt SET outcome = ? WHERE id = ?"


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
        self._study: SqlStudyStore | None = None
        self._people: SqlPeopleStore | None = None

    @property
    def study(self) -> SqlStudyStore:
        """Practice, review and notes, in the same file. Made when first asked for: an exam has no use for it."""
        if self._study is None:
            from cehrs_desktop.storage.study import SqlStudyStore

            self._study = SqlStudyStore(self.path, self._driver, self._transaction)
        return self._study

    @property
    def people(self) -> SqlPeopleStore:
        """Learners as persons: PINs, erasing, carrying study away. Made when first asked for."""
        if self._people is None:
            from cehrs_desktop.storage.people import SqlPeopleStore

            self._people = SqlPeopleStore(self.path, self._driver, self._transaction, self.study, self._forget_end)
        return self._people

    def _forget_end(self) -> None:
        self._end = None

    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody known, the most recently added last."""
        with store_errors(self.path):
            rows = self._driver.execute("SELECT id, name FROM candidate ORDER BY number").fetchall()
        return tuple(Candidate(*row) for row in rows)

    def save_candidate(self, candidate: Candidate) -> None:
        """Add a candidate, or change the name of a known one."""
        with self._transaction:
            self._driver.execute(_RENAME_CANDIDATE, (candidate.id, _storable(candidate.name)))

    def profile(self, candidate_id: str) -> Accommodations | None:
        """What is approved for a person; `None` when nothing was ever set, or when it cannot be read any more."""
        with store_errors(self.path):
            row = self._driver.execute(_PROFILE, (candidate_id,)).fetchone()
        if row is None:
            return None
        try:
            return codec.accommodations_from_json(codec.from_text(row[0]))
        except codec.Unreadable as error:
            log.warning("the accommodations of %s cannot be read: %s", candidate_id, error)
            return None

    def keep_profile(self, candidate: Candidate, profile: Accommodations) -> None:
        """Set what is approved for a person, who is added when not known yet."""
        with self._transaction:
            self._driver.execute(_ADD_CANDIDATE, (candidate.id, _storable(candidate.name)))
            content = codec.to_text(codec.accommodations_to_json(profile))
            self._driver.execute(_KEEP_PROFILE, (candidate.id, content))

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
        with self._transaction:
            if self._number(attempt.id) is not None:
                raise AttemptConflict(str(self.path), f"attempt {attempt.id} exists")
            number = self._add(attempt, header, contents, digests)
            self._driver.execute(_BEGIN_LOG, (number, 0, first_link(header, digests)))

    def _add(self, attempt: Attempt, header: str, contents: Sequence[str], digests: Sequence[bytes]) -> int:
        """Add an attempt with its items in the transaction that is open; its number."""
        person = attempt.candidate
        self._driver.execute(_ADD_CANDIDATE, (person.id, _storable(person.name)))
        number = self._driver.execute(
            _ADD_ATTEMPT, (attempt.id, person.id, attempt.created_ms, attempt.form.name, header)
        ).lastrowid
        self._driver.executemany(_KEEP_ITEM, zip(digests, contents, strict=True))
        self._driver.executemany(
            _SHOW_ITEM,
            [
                (number, position, slot.item_id, slot.item_version, digest)
                for position, (slot, digest) in enumerate(zip(attempt.form.slots, digests, strict=True), 1)
            ],
        )
        return cast(int, number)

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
        (header,) = self._driver.execute("SELECT header FROM attempt WHERE number = ?", (number,)).fetchone()
        shown = self._driver.execute(_ITEMS_SHOWN, (number,)).fetchall()
        for place, (digest, content) in enumerate(shown, 1):
            if content_digest(content) != digest:
                raise codec.Unreadable(f"the item of question {place} is not the one that was shown")
        link = first_link(header, (digest for digest, _ in shown))
        rows = self._driver.execute(
            "SELECT seq, kind, envelope, prev_hash, hash FROM event WHERE attempt = ? ORDER BY seq", (number,)
        ).fetchall()
        events: list[Event] = []
        for expected, (seq, kind, envelope, previous, own) in enumerate(rows, 1):
            previous_link, link = link, next_link(link, envelope)
            if (seq, previous, own) != (expected, previous_link, link):
                raise codec.Unreadable(f"event {expected} does not follow from what is before it")
            told = codec.from_text(envelope)
            if told.get("kind") != kind:
                raise codec.Unreadable(f"event {expected} is filed under another kind")
            events.append(from_envelope(told))
        end = self._driver.execute("SELECT events, hash FROM log_end WHERE attempt = ?", (number,)).fetchone()
        if end != (len(events), link):
            raise codec.Unreadable("the end of the log is not where it was written")
        attempt = codec.attempt_from_json(codec.from_text(header))
        if attempt.id != attempt_id or len(shown) != len(attempt.form.slots):
            raise codec.Unreadable("the header belongs to another attempt")
        items = tuple(codec.item_from_json(codec.from_text(content)) for _, content in shown)
        beat = self._driver.execute(
            "SELECT wall_ms, awake_ms, run FROM heartbeat WHERE attempt = ?", (number,)
        ).fetchone()
        last_beat = None if beat is None else Instant(*beat)
        return StoredAttempt(attempt, items, tuple(events), last_beat)

    def copy_out(self, attempt_id: str) -> AttemptCopy:
        """The texts of an attempt, its hash chain verified. Raises `AttemptDamaged`, `AttemptUnknown`."""
        self.load(attempt_id)
        with store_errors(self.path):
            number, _, end = self._end_of(attempt_id)
            (header,) = self._driver.execute("SELECT header FROM attempt WHERE number = ?", (number,)).fetchone()
            items = self._driver.execute(_ITEMS_SHOWN, (number,)).fetchall()
            events = self._driver.execute(_ENVELOPES, (number,)).fetchall()
        texts = tuple(content for _, content in items)
        return AttemptCopy(attempt_id, header, texts, tuple(envelope for (envelope,) in events), end)

    def read_copy(self, copy: AttemptCopy) -> StoredAttempt:
        """What a copy holds, its hash chain verified as that of a stored attempt is. Raises `AttemptDamaged`."""
        from cehrs_desktop.storage.copies import read_copy

        return read_copy(copy, str(self.path))

    def take_in(self, copy: AttemptCopy, at_ms: int) -> bool:
        """Store a copy from another computer, in one transaction; `False`: it is here already, event for event.

        Raises `AttemptDamaged`, or `AttemptConflict` when another attempt of this id is here: nothing changed then.
        """
        from cehrs_desktop.storage.copies import links_of

        stored = self.read_copy(copy)
        try:
            return self._take_in(copy, stored.attempt, links_of(copy), at_ms)
        except (OverflowError, UnicodeEncodeError) as error:
            # JSON holds numbers and halves of characters that no database of this program ever did.
            raise AttemptDamaged(str(self.path), f"attempt {copy.attempt_id}: {error}") from error

    def _take_in(self, copy: AttemptCopy, attempt: Attempt, links: Sequence[bytes], at_ms: int) -> bool:
        digests = [content_digest(content) for content in copy.items]
        with self._transaction:
            if self._number(copy.attempt_id) is not None:
                _, count, end = self._end_of(copy.attempt_id)
                if (count, end) == (len(copy.events), copy.end):
                    return False
                raise AttemptConflict(str(self.path), f"another attempt {copy.attempt_id} is here")
            number = self._add(attempt, copy.header, copy.items, digests)
            for seq, envelope in enumerate(copy.events, 1):
                told = codec.from_text(envelope)
                row = (number, seq, told["v"], told["kind"], envelope, links[seq - 1], links[seq])
                self._driver.execute(_ADD_EVENT, row)
            self._driver.execute(_BEGIN_LOG, (number, len(copy.events), copy.end))
            self._driver.execute("INSERT INTO taken_in (attempt, at_ms) VALUES (?, ?)", (number, at_ms))
        return True

    def lines(self, candidate_id: str | None = None) -> tuple[AttemptLine, ...]:
        """All attempts (of one candidate), the newest first. `candidate_name` is the candidate's present name."""
        with store_errors(self.path):
            rows = self._driver.execute(_LINES, (candidate_id,)).fetchall()
        return tuple(AttemptLine(*row[:6], outcome=_outcome(row[6]), number=row[7], taken_in_ms=row[8]) for row in rows)

    def close(self, attempt_id: str, state: str, outcome: Mapping[str, Json] | None) -> None:
        """Set the list state of an attempt that is over, and its short result; then take a backup."""
        text = None if outcome is None else codec.to_text(outcome)
        with self._transaction:
            changed = self._driver.execute(
                "UPDATE attempt SET state = ?, outcome = ? WHERE id = ?", (state, text, attempt_id)
            )
            if changed.rowcount != 1:
                raise AttemptUnknown(str(self.path), attempt_id)
        self.back_up()

    def times_seen(self, candidate_id: str) -> Mapping[str, int]:
        """How often this candidate has had each item (by id) on a form whose exam was started."""
        with store_errors(self.path):
            return dict(self._driver.execute(_TIMES_SEEN, (candidate_id,)).fetchall())

    def report_item(self, report: ItemReport) -> None:
        """Keep what somebody thinks is wrong with an item."""
        with self._transaction:
            self._driver.execute(
                _ADD_REPORT,
                (
                    report.at_ms,
                    report.attempt_id,
                    report.pack_id,
                    report.item_id,
                    report.item_version,
                    report.kind,
                    _storable(report.text),
                ),
            )

    def item_reports(self) -> tuple[ItemReport, ...]:
        """All that was reported about items, in the order it was."""
        with store_errors(self.path):
            rows = self._driver.execute(_REPORTS).fetchall()
        return tuple(ItemReport(*row) for row in rows)

    def keep_form(self, form: FixedForm) -> None:
        """Keep a form that was assembled on this computer. Raises `AttemptConflict` when its id is taken."""
        content = codec.to_text(codec.fixed_form_to_json(form))
        with self._transaction:
            if self._driver.execute(_KEEP_FORM, (form.form.id, content)).rowcount != 1:
                raise AttemptConflict(str(self.path), f"form {form.form.id} exists")

    def kept_forms(self) -> tuple[FixedForm, ...]:
        """Every form that was kept, the oldest first; one that cannot be read any more is left out."""
        with store_errors(self.path):
            rows = self._driver.execute(_FORMS).fetchall()
        forms: list[FixedForm] = []
        for form_id, content in rows:
            try:
                forms.append(codec.fixed_form_from_json(codec.from_text(content)))
            except codec.Unreadable as error:
                log.warning("form %s cannot be read: %s", form_id, error)
        return tuple(forms)

    def correct(self, correction: KeyCorrection, rescored: Sequence[Rescoring]) -> KeyCorrection:
        """Store a correction with its number, what it changes, and the attempts' new short results; all or nothing."""
        values = (correction.at_ms, correction.item_id, correction.item_version, correction.action, correction.option)
        with self._transaction:
            number = self._driver.execute(_ADD_CORRECTION, (*values, _storable(correction.reason))).lastrowid
            for one in rescored:
                if self._number(one.attempt_id) is None:
                    raise AttemptUnknown(str(self.path), one.attempt_id)
                before, after = codec.to_text(one.before), codec.to_text(one.after)
                self._driver.execute(_ADD_RESCORING, (number, one.attempt_id, before, after))
                self._driver.execute(_SET_OUTCOME, (after, one.attempt_id))
        return replace(correction, number=cast(int, number))

    def corrections(self) -> tuple[KeyCorrection, ...]:
        """All corrections, the oldest first."""
        with store_errors(self.path):
            return tuple(KeyCorrection(*row) for row in self._driver.execute(_CORRECTIONS).fetchall())

    def rescorings(self) -> tuple[Rescoring, ...]:
        """The log of what corrections changed."""
        with store_errors(self.path):
            rows = self._driver.execute(_RESCORINGS).fetchall()
        return tuple(Rescoring(number, attempt, _told(before), _told(after)) for number, attempt, before, after in rows)

    def back_up(self) -> Backup | None:
        """Take a backup if anything changed since the last one; `None`: nothing did, or see `backup_problem`."""
        self.backup_problem = None
        try:
            return backups.take(self._driver, self.path.parent, self._now_ms())
        except (StoreError, sqlite3.Error, OSError) as error:
            self.backup_problem = str(error)
            log.warning("no backup could be made: %s", error)
            return None

    def health(self) -> dict[str, Json]:
        """How the database is, in numbers; see `storage.health`, which is not needed for anything else."""
        from cehrs_desktop.storage.health import health_of

        return health_of(self._driver, self.path.parent)

    def shut(self) -> None:
        """Close the database, on the thread that opened it; the folder is then free for another program."""
        self._driver.close()

    def _number(self, attempt_id: str) -> int | None:
        row = self._driver.execute("SELECT number FROM attempt WHERE id = ?", (attempt_id,)).fetchone()
        return None if row is None else row[0]


def _storable(name: str) -> str:
    """A name without halves of characters (they can come out of an input field and SQLite takes none)."""
    return name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _told(text: str) -> dict[str, Json]:
    return _outcome(text) or {}


def _outcome(text: str | None) -> dict[str, Json] | None:
    """The short result, or none when its text was damaged: it can be computed again from the events."""
    try:
        return None if text is None else codec.from_text(text)
    except codec.Unreadable:
        return None
