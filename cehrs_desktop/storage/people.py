"""Learners as persons: their PINs, and carrying a learner's study from one computer to another.

A PIN is kept as an argon2id hash. What it protects and what not is told in `application.people_ports`. Erasing somebody
is in `storage.erasing`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from cehrs_desktop.application.people_ports import (
    PIN_LEAST,
    PIN_MOST,
    REMOVAL_WAIT_MS,
    Erased,
    ErasePlan,
    PinState,
    StudyCopy,
)
from cehrs_desktop.application.ports import AttemptConflict, AttemptUnknown
from cehrs_desktop.storage import study_rows as rows
from cehrs_desktop.storage.faults import store_errors
from cehrs_desktop.study.profile import Profile

if TYPE_CHECKING:
    from cehrs_desktop.application.ports import Candidate
    from cehrs_desktop.storage.connection import Transaction
    from cehrs_desktop.storage.study import SqlStudyStore
    from cehrs_desktop.study.past import Answer

FREE_TRIES = 3
"""Wrong tries that nobody has to wait after: people mistype."""

FIRST_WAIT_MS, LONGEST_WAIT_MS = 5_000, 300_000
"""The wait after the next wrong try; it doubles up to the longest. Four digits then take weeks to try out."""


def wait_after(failures: int) -> int:
    """How long after so many wrong tries the next one is listened to, in milliseconds."""
    return 0 if failures < FREE_TRIES else min(LONGEST_WAIT_MS, FIRST_WAIT_MS << min(failures - FREE_TRIES, 16))


class SqlPeopleStore:
    """The `PeopleStore` of the program, reached as the attempt store's `people`."""

    def __init__(
        self,
        path: Path,
        driver: sqlite3.Connection,
        transaction: Transaction,
        study: SqlStudyStore,
        forget: Callable[[], None],
    ) -> None:
        self._path = path
        self._driver = driver
        self._transaction = transaction
        self._study = study
        self._forget = forget

    def pin_state(self, candidate_id: str, now_ms: int) -> PinState:
        """Whether there is a PIN and how long the next try has to wait. A removal whose time has come is over."""
        row = self._pin(self._known(candidate_id))
        if row is None or _gone(row, now_ms):
            return PinState(is_set=False)
        _, failures, failed_ms, removal_ms = row
        # A clock that was set back must not make anybody wait for longer than the wait itself.
        left = min(wait_after(failures), max(0, failed_ms + wait_after(failures) - now_ms))
        return PinState(is_set=True, failures=failures, wait_ms=left, removal_at_ms=removal_ms)

    def set_pin(self, candidate_id: str, pin: str) -> None:
        """Set or change the PIN. Raises `ValueError` for one that is too short or too long, or `AttemptUnknown`."""
        if not PIN_LEAST <= len(pin) <= PIN_MOST:
            raise ValueError(f"a PIN has {PIN_LEAST} to {PIN_MOST} characters")
        # The library's start costs as much as a page of the program.
        from nacl.pwhash import argon2id

        candidate = self._known(candidate_id)
        kept = argon2id.str(_bytes(pin), argon2id.OPSLIMIT_INTERACTIVE, argon2id.MEMLIMIT_INTERACTIVE)
        with self._transaction:
            self._study.count_change()
            self._driver.execute(
                "INSERT OR REPLACE INTO person_pin (candidate, hash, failures, failed_ms, removal_ms)"
                " VALUES (?, ?, 0, 0, NULL)",
                (candidate, kept),
            )

    def remove_pin(self, candidate_id: str) -> None:
        """Take the PIN away at once."""
        candidate = self._known(candidate_id)
        with self._transaction:
            self._study.count_change()
            self._driver.execute("DELETE FROM person_pin WHERE candidate = ?", (candidate,))

    def try_pin(self, candidate_id: str, pin: str, now_ms: int) -> bool:
        """Whether the PIN is right. The failure is kept before the PIN is looked at: ending the program is no way out.

        Anybody gets in where no PIN is set. A right PIN forgives the wrong ones and cancels a removal.
        """
        candidate = self._known(candidate_id)
        row = self._pin(candidate)
        if row is None or _gone(row, now_ms):
            return True
        if self.pin_state(candidate_id, now_ms).wait_ms > 0:
            return False
        with self._transaction:
            self._driver.execute(
                "UPDATE person_pin SET failures = failures + 1, failed_ms = ? WHERE candidate = ?", (now_ms, candidate)
            )
        from nacl.exceptions import CryptoError
        from nacl.pwhash import argon2id

        try:
            argon2id.verify(row[0], _bytes(pin))
        except CryptoError:
            return False
        with self._transaction:
            self._driver.execute(
                "UPDATE person_pin SET failures = 0, failed_ms = 0, removal_ms = NULL WHERE candidate = ?", (candidate,)
            )
        return True

    def ask_pin_removal(self, candidate_id: str, now_ms: int) -> int:
        """The PIN was forgotten: the instant at which it goes. Asking again does not begin the wait again."""
        candidate = self._known(candidate_id)
        row = self._pin(candidate)
        if row is None:
            return now_ms
        # Asked for in a future that a wrong clock made, it may be asked for anew.
        if row[3] is not None and row[3] <= now_ms + REMOVAL_WAIT_MS:
            return row[3]
        at_ms = now_ms + REMOVAL_WAIT_MS
        with self._transaction:
            self._driver.execute("UPDATE person_pin SET removal_ms = ? WHERE candidate = ?", (at_ms, candidate))
        return at_ms

    def erase_plan(self, candidate_id: str) -> ErasePlan:
        """What erasing a learner would take with it. Changes nothing; opens and checks every copy."""
        from cehrs_desktop.storage import erasing

        with store_errors(self._path):
            return erasing.plan(self._driver, self._path, candidate_id, self._known(candidate_id))

    def erase(self, candidate_id: str) -> Erased:
        """Erase everything about a learner, in the copies first; see `storage.erasing`."""
        from cehrs_desktop.storage import erasing

        self._known(candidate_id)
        self._forget()
        with store_errors(self._path):
            return erasing.erase(self._driver, self._path, candidate_id, self._transaction, self._study)

    def sweep(self) -> bool:
        """Overwrite what is free in the database; `False`: there was no room on the disk to do it."""
        from cehrs_desktop.storage import erasing

        return erasing.sweep(self._driver, self._path)

    def copy_study(self, candidate_id: str) -> StudyCopy:
        """All of a learner's study. A set that is damaged is left out, with its answers."""
        study = self._study
        self._known(candidate_id)
        answers: dict[str, list[Answer]] = {}
        for answer in study.answers(candidate_id):
            answers.setdefault(answer.run_id, []).append(answer)
        taken = [
            (run, mark, tuple(answers.get(run, ()))) for run, mark in sorted(study.taken_over(candidate_id).items())
        ]
        return StudyCopy(
            study.study_profile(candidate_id),
            study.all_sets(candidate_id),
            tuple(taken),
            study.cards(candidate_id),
            tuple(study.notes(candidate_id).values()),
        )

    def take_in_study(self, candidate: Candidate, copy: StudyCopy) -> bool:
        """Put a copy beside what is here, in one transaction; `False`: nothing in it was new.

        Sets and taken-over attempts that are here stay as they are. Of two notes to an item the one changed later
        stays, of two cards the one that is here; settings are taken in where none were kept here. Attempts are taken in
        before. Raises `AttemptConflict` when a run of the copy is another learner's here; nothing has changed then.
        """
        study, driver = self._study, self._driver
        new = 0
        with self._transaction:
            driver.execute(
                "INSERT INTO candidate (id, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (candidate.id, candidate.name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")),
            )
            number = self._known(candidate.id)
            known = dict(driver.execute("SELECT id, candidate FROM study_run").fetchall())
            runs: dict[str, int] = {}
            for one in copy.sets:
                practice = replace(one.practice, candidate_id=candidate.id)
                if self._is_new(practice.id, number, known):
                    runs[practice.id] = study.put_set(number, practice, one.items, one.state, one.spent_ms)
            for attempt_id, mark, answers in copy.taken:
                if self._is_new(attempt_id, number, known):
                    begun = min((answer.at_ms for answer in answers), default=0)
                    runs[attempt_id] = study.put_attempt(number, attempt_id, mark, begun)
            given = [answer for one in copy.sets for answer in one.answers]
            given += [answer for _, _, answers in copy.taken for answer in answers]
            # In the order in which they were kept there: first and last meetings go by it.
            for run_id, together in groupby(sorted(given, key=lambda one: one.number), key=lambda one: one.run_id):
                if run_id in runs:
                    study.put_answers(number, runs[run_id], together)
            new += len(runs)
            here = {card.item_id for card in study.cards(candidate.id)}
            cards = [card for card in copy.cards if card.item_id not in here]
            study.put_cards(number, cards)
            notes = study.notes(candidate.id)
            later = [n for n in copy.notes if n.item_id not in notes or notes[n.item_id].changed_ms < n.changed_ms]
            for note in later:
                study.put_note(number, note)
            new += len(cards) + len(later)
            set_here = driver.execute("SELECT 1 FROM study_profile WHERE candidate = ?", (number,)).fetchone()
            if set_here is None and copy.profile != Profile():
                study.put_profile(number, rows.profile_to_text(copy.profile))
                new += 1
        return new > 0

    def _is_new(self, run_id: str, candidate: int, known: dict[str, int]) -> bool:
        if known.get(run_id, candidate) != candidate:
            raise AttemptConflict(str(self._path), f"{run_id} is another learner's here")
        return run_id not in known

    def _pin(self, candidate: int) -> tuple[bytes, int, int, int | None] | None:
        query = "SELECT hash, failures, failed_ms, removal_ms FROM person_pin WHERE candidate = ?"
        with store_errors(self._path):
            return self._driver.execute(query, (candidate,)).fetchone()

    def _known(self, candidate_id: str) -> int:
        with store_errors(self._path):
            row = self._driver.execute("SELECT number FROM candidate WHERE id = ?", (candidate_id,)).fetchone()
        if row is None:
            raise AttemptUnknown(str(self._path), f"learner {candidate_id}")
        return int(row[0])


def _gone(row: tuple[bytes, int, int, int | None], now_ms: int) -> bool:
    return row[3] is not None and now_ms >= row[3]


def _bytes(pin: str) -> bytes:
    return pin.encode("utf-8", "surrogatepass")
