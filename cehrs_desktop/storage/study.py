"""Study in SQLite: practice sets, answers, cards, notes and settings, beside the attempts and on their connection.

Every method that writes is one durable transaction. What the answers to an item add up to, and the index that is
searched, are kept in step with the answers in the same transaction and can be made again from them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from cehrs_desktop.application.ports import AttemptConflict, AttemptDamaged, AttemptUnknown
from cehrs_desktop.application.study_ports import DamagedSet, Run, Spent, StoredSet
from cehrs_desktop.storage import codec
from cehrs_desktop.storage import study_rows as rows
from cehrs_desktop.storage.chain import content_digest
from cehrs_desktop.storage.faults import store_errors
from cehrs_desktop.storage.search import readable_item
from cehrs_desktop.storage.study_shelf import StudyShelf
from cehrs_desktop.study.past_sums import pasts_of

if TYPE_CHECKING:
    from cehrs_desktop.exam.items import Item
    from cehrs_desktop.study.past import Answer, Cause, ItemPast
    from cehrs_desktop.study.practice import PracticeSet

log = logging.getLogger(__name__)

_KEEP_ITEM = "INSERT INTO item_content (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING"
_ADD_RUN = "INSERT INTO study_run (id, candidate, place, started_ms, timed, mark) VALUES (?, ?, ?, ?, ?, ?)"
_ADD_SET_ITEM = (
    "INSERT INTO study_set_item (run, position, item_id, item_version, content)"
    " VALUES (?, ?, ?, ?, (SELECT number FROM item_content WHERE digest = ?))"
)
_SET = (
    "SELECT study_run.number, study_run.candidate, candidate.id, study_set.content, study_set.state, study_set.spent_ms"
    " FROM study_run JOIN study_set ON study_set.run = study_run.number"
    " JOIN candidate ON candidate.number = study_run.candidate WHERE study_run.id = ?"
)
_ADD_ANSWER = (
    "INSERT INTO study_answer (candidate, run, position, item_id, item_version, domain, topic, at_ms, choices, right,"
    " spent_ms, scored, marked, visits, timed_out, certainty, seen_before, left_right, cause)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# What comes last is used where it is known: a confirmed cause stays unless another item stands there now.
_CHANGE_ANSWER = (
    "UPDATE study_answer SET item_id = ?4, item_version = ?5, domain = ?6, topic = ?7, at_ms = ?8, choices = ?9,"
    " right = ?10, spent_ms = ?11, scored = ?12, marked = ?13, visits = ?14, timed_out = ?15, certainty = ?16,"
    " seen_before = ?17, left_right = ?18, cause = iif(?19 <> '' OR ?4 <> item_id, ?19, cause)"
    " WHERE candidate = ?1 AND run = ?2 AND position = ?3 RETURNING number, cause"
)
_COUNT_RUN = (
    "UPDATE study_run SET (answers, answered, right) ="
    " (SELECT count(*), coalesce(sum(choices <> '[]'), 0), coalesce(sum(right), 0) FROM study_answer WHERE run = ?1)"
    " WHERE number = ?1"
)
_ANSWERS = f"SELECT {rows.ANSWER_FIELDS} FROM study_answer JOIN study_run ON study_run.number = study_answer.run"
_ITEM_ANSWERS = (
    f"SELECT {rows.ANSWER_FIELDS}, study_run.started_ms, study_run.number FROM study_answer"
    " JOIN study_run ON study_run.number = study_answer.run"
    " WHERE study_answer.candidate = ? AND study_answer.item_id = ? ORDER BY study_answer.number"
)
_CONTENT_MET = (
    "SELECT coalesce((SELECT content FROM study_set_item WHERE run = ?1 AND position = ?2 AND item_id = ?3),"
    " (SELECT content FROM attempt_item JOIN attempt ON attempt.number = attempt_item.attempt"
    " WHERE attempt.id = ?4 AND position = ?2 AND item_id = ?3))"
)
_KEEP_PAST = (
    f"INSERT OR REPLACE INTO study_item (candidate, content, found, {rows.PAST_FIELDS})"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_RUN_ORDER = "WHERE candidate = ? AND answers > 0 ORDER BY started_ms, number"


class SqlStudyStore(StudyShelf):
    """The `StudyStore` of the program, reached as the attempt store's `study`."""

    def begin_set(self, practice: PracticeSet, items: Sequence[Item]) -> None:
        """Keep a set that begins, with its exact items in set order.

        Raises `AttemptConflict` when the id is taken, `ValueError` when the items are not those of the set.
        """
        with self.transaction:
            self.count_change()
            self.put_set(self.known(practice.candidate_id), practice, items, "open", 0)

    def put_set(self, candidate: int, practice: PracticeSet, items: Sequence[Item], state: str, spent_ms: int) -> int:
        """Keep a set without its answers in the transaction that is open; the number of its run."""
        if [(item.id, item.version) for item in items] != [(s.item_id, s.item_version) for s in practice.slots]:
            raise ValueError("the items are not those of the set, in its order")
        contents = [codec.to_text(codec.item_to_json(item)) for item in items]
        digests = [content_digest(content) for content in contents]
        if self.driver.execute("SELECT 1 FROM study_run WHERE id = ?", (practice.id,)).fetchone() is not None:
            raise AttemptConflict(str(self.path), f"set {practice.id} exists")
        run = self._add_run(
            practice.id, candidate, practice.place, practice.started_ms, timed=practice.wish.minutes > 0, mark=None
        )
        self.driver.execute(
            "INSERT INTO study_set (run, content, state, spent_ms) VALUES (?, ?, ?, ?)",
            (run, rows.set_to_text(practice), state, spent_ms),
        )
        self.driver.executemany(_KEEP_ITEM, zip(digests, contents, strict=True))
        self.driver.executemany(
            _ADD_SET_ITEM,
            [
                (run, position, item.id, item.version, digest)
                for position, (item, digest) in enumerate(zip(items, digests, strict=True), 1)
            ],
        )
        return run

    def keep_answer(self, candidate_id: str, answer: Answer, spent_ms: int) -> Answer:
        """Keep one answer of an open set, in place of an earlier one to the same question, and the set's clock.

        Raises `AttemptUnknown`, or `AttemptConflict` when the set is over, another learner's, or asks something else.
        """
        with self.transaction:
            run, candidate = self._open_run(answer.run_id, candidate_id)
            slot = self.driver.execute(
                "SELECT item_id, item_version FROM study_set_item WHERE run = ? AND position = ?",
                (run, answer.position),
            ).fetchone()
            if slot != (answer.item_id, answer.item_version):
                raise AttemptConflict(str(self.path), f"set {answer.run_id} has another item at {answer.position}")
            (kept,) = self.put_answers(candidate, run, (answer,))
            self.driver.execute("UPDATE study_set SET spent_ms = ? WHERE run = ?", (spent_ms, run))
        return kept

    def put_answers(self, candidate: int, run: int, answers: Iterable[Answer]) -> list[Answer]:
        """Keep answers of one run in the transaction that is open, and what follows from them."""
        self.count_change()
        kept: list[Answer] = []
        for answer in answers:
            values = (candidate, run, *rows.answer_values(answer))
            # Not an insert that gives way: it would use up a number every time.
            changed = self.driver.execute(_CHANGE_ANSWER, values).fetchall()
            if changed:
                number, cause = changed[0]
            else:
                number, cause = self.driver.execute(_ADD_ANSWER, values).lastrowid, answer.cause
            kept.append(replace(answer, number=cast(int, number), cause=cause))
        self.driver.execute(_COUNT_RUN, (run,))
        for item_id in dict.fromkeys(answer.item_id for answer in kept):
            self._sum_up(candidate, item_id)
        return kept

    def keep_clock(self, set_id: str, spent_ms: int) -> None:
        """Keep an open set's clock. Raises `AttemptUnknown`, or `AttemptConflict` when it is over."""
        self._set_clock(set_id, "open", spent_ms)

    def end_set(self, set_id: str, spent_ms: int) -> None:
        """A set is over. Raises `AttemptUnknown`, or `AttemptConflict` when it is over already."""
        self._set_clock(set_id, "over", spent_ms)

    def _set_clock(self, set_id: str, state: str, spent_ms: int) -> None:
        with self.transaction:
            run, _ = self._open_run(set_id, None)
            self.driver.execute("UPDATE study_set SET state = ?, spent_ms = ? WHERE run = ?", (state, spent_ms, run))
            self.count_change()

    def load_set(self, set_id: str) -> StoredSet:
        """A set with its answers. Raises `AttemptUnknown`, or `AttemptDamaged` when it is not what was kept."""
        row = self.one(_SET, set_id)
        if row is None:
            raise AttemptUnknown(str(self.path), set_id)
        run, _, owner, content, state, spent_ms = row
        contents = self.all_of(
            "SELECT digest, item_content.content FROM study_set_item"
            " JOIN item_content ON item_content.number = study_set_item.content WHERE run = ? ORDER BY position",
            run,
        )
        try:
            practice = rows.set_from_text(content)
            items = rows.items_of(contents)
            if [(i.id, i.version) for i in items] != [(s.item_id, s.item_version) for s in practice.slots]:
                raise codec.Unreadable("the items are not those of the set")
        except codec.Unreadable as error:
            raise AttemptDamaged(str(self.path), f"set {set_id}: {error}") from error
        answers = self.answers(owner, set_id)
        return StoredSet(practice, items, answers, state, spent_ms)

    def open_set(self, candidate_id: str) -> StoredSet | None:
        """The learner's set that is not over, the latest first; one that is damaged is passed over."""
        for set_id, *_ in self._open_sets(candidate_id):
            try:
                return self.load_set(set_id)
            except AttemptDamaged as error:
                log.warning("a set cannot be gone on with: %s", error)
        return None

    def damaged_sets(self, candidate_id: str) -> tuple[DamagedSet, ...]:
        """The learner's sets that are not over and are damaged, the latest first."""
        damaged: list[DamagedSet] = []
        for row in self._open_sets(candidate_id):
            try:
                self.load_set(row[0])
            except AttemptDamaged:
                damaged.append(DamagedSet(*row))
        return tuple(damaged)

    def _open_sets(self, candidate_id: str) -> list[tuple[str, int, int, int]]:
        return self.all_of(
            "SELECT study_run.id, started_ms, answered, spent_ms FROM study_run"
            " JOIN study_set ON study_set.run = study_run.number"
            " JOIN candidate ON candidate.number = study_run.candidate"
            " WHERE candidate.id = ? AND study_set.state = 'open' ORDER BY started_ms DESC, study_run.number DESC",
            candidate_id,
        )

    def all_sets(self, candidate_id: str) -> tuple[StoredSet, ...]:
        """Every set of a learner, the oldest first; damaged ones are left out."""
        found = self.all_of(
            "SELECT study_run.id FROM study_run JOIN study_set ON study_set.run = study_run.number"
            " WHERE candidate = ? ORDER BY started_ms, number",
            self.number_of(candidate_id),
        )
        sets: list[StoredSet] = []
        for (set_id,) in found:
            try:
                sets.append(self.load_set(set_id))
            except AttemptDamaged as error:
                log.warning("a set is left out: %s", error)
        return tuple(sets)

    def runs(self, candidate_id: str) -> tuple[Run, ...]:
        """The learner's attempts, sets and reviews that hold an answer, the oldest first."""
        found = self.all_of(
            f"SELECT id, place, started_ms, answered, right, timed FROM study_run {_RUN_ORDER}",
            self.number_of(candidate_id),
        )
        return tuple(
            Run(run_id, place, ordinal, started_ms, answered, right, timed == 1)
            for ordinal, (run_id, place, started_ms, answered, right, timed) in enumerate(found, 1)
        )

    def take_over(self, candidate_id: str, attempt_id: str, mark: str, answers: Sequence[Answer]) -> None:
        """Put an attempt's answers in place of those kept of it before. Numbers and confirmed causes stay."""
        with self.transaction:
            candidate = self.known(candidate_id)
            begun = min((answer.at_ms for answer in answers), default=0)
            run = self.put_attempt(candidate, attempt_id, mark, begun)
            query = "SELECT position, item_id FROM study_answer WHERE run = ?"
            before = self.driver.execute(query, (run,)).fetchall()
            now = {answer.position: answer.item_id for answer in answers}
            for position, _ in before:
                if position not in now:
                    self.driver.execute("DELETE FROM study_answer WHERE run = ? AND position = ?", (run, position))
            self.put_answers(candidate, run, answers)
            for gone in {item_id for position, item_id in before if now.get(position) != item_id}:
                self._sum_up(candidate, gone)

    def put_attempt(self, candidate: int, attempt_id: str, mark: str, begun_ms: int) -> int:
        """Keep in the transaction that is open that an attempt is taken over; the number of its run. `begun_ms` counts
        where the attempt itself is not here."""
        self.count_change()
        known = self.driver.execute(
            "SELECT number, candidate, mark FROM study_run WHERE id = ?", (attempt_id,)
        ).fetchone()
        if known is not None and (known[1] != candidate or known[2] is None):
            raise AttemptConflict(str(self.path), f"{attempt_id} is a run of another kind or person")
        if known is None:
            created = self.driver.execute("SELECT created_ms FROM attempt WHERE id = ?", (attempt_id,)).fetchone()
            begun = created[0] if created else begun_ms
            return self._add_run(attempt_id, candidate, "rehearsal", begun, timed=True, mark=mark)
        self.driver.execute("UPDATE study_run SET mark = ? WHERE number = ?", (mark, known[0]))
        return int(known[0])

    def taken_over(self, candidate_id: str) -> Mapping[str, str]:
        """By attempt id the mark of what was taken over."""
        query = "SELECT id, mark FROM study_run WHERE candidate = ? AND mark IS NOT NULL"
        return dict(self.all_of(query, self.number_of(candidate_id)))

    def item_pasts(self, candidate_id: str) -> Mapping[str, ItemPast]:
        """By item id what the learner's answers add up to."""
        candidate = self.number_of(candidate_id)
        order = self.all_of(f"SELECT number FROM study_run {_RUN_ORDER}", candidate)
        ordinals = {number: ordinal for ordinal, (number,) in enumerate(order, 1)}
        sums = self.all_of(f"SELECT {rows.PAST_FIELDS} FROM study_item WHERE candidate = ?", candidate)
        return {row[0]: rows.past_of(row, ordinals) for row in sums}

    def answers(
        self, candidate_id: str, run_id: str | None = None, since_ms: int = 0, after: int = 0
    ) -> tuple[Answer, ...]:
        """Answers in the order in which they were kept: of one run, not before a moment, numbered above `after`."""
        where = " WHERE study_answer.candidate = ?1 AND at_ms >= ?2 AND study_answer.number > ?3"
        if run_id is not None:
            # The plus keeps the query on the run's own few rows.
            where = " WHERE study_run.id = ?4 AND +study_answer.candidate = ?1 AND at_ms >= ?2"
            where += " AND +study_answer.number > ?3"
        values = (self.number_of(candidate_id), since_ms, after, *(() if run_id is None else (run_id,)))
        with store_errors(self.path):
            found = self.driver.execute(f"{_ANSWERS}{where} ORDER BY study_answer.number", values).fetchall()
        return tuple(map(rows.answer_of, found))

    def spent(self, candidate_id: str, since_ms: int = 0) -> tuple[Spent, ...]:
        """What was spent on questions from a moment on, by quarters of an hour, the oldest first."""
        query = (
            "SELECT at_ms - at_ms % 900000 AS quarter, place = 'rehearsal' AS rehearsal, count(*), sum(spent_ms)"
            " FROM study_answer JOIN study_run ON study_run.number = study_answer.run"
            " WHERE study_answer.candidate = ? AND at_ms >= ? AND visits > 0 GROUP BY quarter, rehearsal"
            " ORDER BY quarter, rehearsal"
        )
        found = self.all_of(query, self.number_of(candidate_id), since_ms)
        return tuple(Spent(at_ms, rehearsal == 1, *rest) for at_ms, rehearsal, *rest in found)

    def confirm_cause(self, answer_number: int, cause: Cause) -> None:
        """Keep why an answer was wrong, in the learner's judgment. Raises `AttemptUnknown`."""
        with self.transaction:
            self.count_change()
            found = self.driver.execute(
                "UPDATE study_answer SET cause = ? WHERE number = ? RETURNING candidate, item_id",
                (cause, answer_number),
            ).fetchall()
            if not found:
                raise AttemptUnknown(str(self.path), f"answer {answer_number}")
            self._sum_up(*found[0])

    def _sum_up(self, candidate: int, item_id: str) -> None:
        """Make again what a learner's answers to one item add up to, and its entry in the index."""
        found = self.driver.execute(_ITEM_ANSWERS, (candidate, item_id)).fetchall()
        before = self.driver.execute(
            "SELECT content, found FROM study_item WHERE candidate = ? AND item_id = ?", (candidate, item_id)
        ).fetchone() or (None, None)
        order = sorted({(row[20], row[21], row[5]) for row in found})
        ordinals = {run_id: place for place, (_, _, run_id) in enumerate(order, 1)}
        past = pasts_of(map(rows.answer_of, found), ordinals).get(item_id)
        if past is None:
            if before[1] is not None:
                self.index.forget_item(before[1])
            self.driver.execute("DELETE FROM study_item WHERE candidate = ? AND item_id = ?", (candidate, item_id))
            return
        last = next(row for row in reversed(found) if row[13] > 0)
        (content,) = self.driver.execute(_CONTENT_MET, (last[21], last[6], item_id, last[5])).fetchone()
        # A run whose items are nowhere to be found leaves the item as it was met before.
        content, entry = before[0] if content is None else content, before[1]
        if content is not None and (entry is None or content != before[0]):
            (text,) = self.driver.execute("SELECT content FROM item_content WHERE number = ?", (content,)).fetchone()
            if entry is not None:
                self.index.forget_item(entry)
            item = readable_item(text)
            entry = None if item is None else self.index.add_item(candidate, item)
        missed = order[past.missed_run - 1][1] if past.missed_run else None
        self.driver.execute(
            _KEEP_PAST,
            (
                *(candidate, content, entry, item_id, past.times, past.wrong, past.first_right, past.first_at_ms),
                *(past.last_right, past.last_at_ms, past.last_spent_ms, past.last_certainty, past.last_marked),
                *(missed, past.cause),
            ),
        )

    def _add_run(
        self, run_id: str, candidate: int, place: str, started_ms: int, *, timed: bool, mark: str | None
    ) -> int:
        row = (run_id, candidate, place, started_ms, timed, mark)
        return cast(int, self.driver.execute(_ADD_RUN, row).lastrowid)

    def _open_run(self, set_id: str, candidate_id: str | None) -> tuple[int, int]:
        row = self.driver.execute(_SET, (set_id,)).fetchone()
        if row is None:
            raise AttemptUnknown(str(self.path), set_id)
        if row[4] != "open" or candidate_id not in (None, row[2]):
            raise AttemptConflict(str(self.path), f"set {set_id} is over or another learner's")
        return row[0], row[1]
