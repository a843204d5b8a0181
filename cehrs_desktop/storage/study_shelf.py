"""What lies beside the answers: settings, cards, notes, the glossary, and searching; and how study reaches its rows."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.application.ports import AttemptUnknown, StoreDamaged
from cehrs_desktop.application.study_ports import Found, StoredCard
from cehrs_desktop.storage import codec
from cehrs_desktop.storage import study_rows as rows
from cehrs_desktop.storage.faults import store_errors
from cehrs_desktop.storage.search import FOLDING, SearchIndex, readable_item, words_of
from cehrs_desktop.study.profile import Note, Profile

if TYPE_CHECKING:
    from cehrs_desktop.exam.items import Item
    from cehrs_desktop.storage.connection import Transaction

log = logging.getLogger(__name__)

_KEEP_CARD = (
    "INSERT INTO study_card (candidate, item_id, due_ms, content) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET due_ms = excluded.due_ms, content = excluded.content"
)


class StudyShelf:
    """The part of the `StudyStore` that holds no answers. `put_...` methods want a transaction to be open."""

    def __init__(self, path: Path, driver: sqlite3.Connection, transaction: Transaction) -> None:
        self.path = path
        self.driver = driver
        self.transaction = transaction
        self.index = SearchIndex(driver)

    def study_profile(self, candidate_id: str) -> Profile:
        """What a learner set; the defaults when nothing was, or when it cannot be read any more."""
        row = self.one(
            "SELECT content FROM study_profile JOIN candidate ON candidate.number = study_profile.candidate"
            " WHERE candidate.id = ?",
            candidate_id,
        )
        try:
            return Profile() if row is None else rows.profile_from_text(row[0])
        except codec.Unreadable as error:
            log.warning("the study settings of %s cannot be read: %s", candidate_id, error)
            return Profile()

    def keep_study_profile(self, candidate_id: str, profile: Profile) -> None:
        """Keep what a learner set. Raises `AttemptUnknown` for somebody unknown."""
        content = rows.profile_to_text(profile)
        with self.transaction:
            self.count_change()
            self.put_profile(self.known(candidate_id), content)

    def put_profile(self, candidate: int, content: str) -> None:
        """Keep settings in the transaction that is open."""
        self.driver.execute(
            "INSERT OR REPLACE INTO study_profile (candidate, content) VALUES (?, ?)", (candidate, content)
        )

    def cards(self, candidate_id: str) -> tuple[StoredCard, ...]:
        """All cards, the one due first in front. The content of a damaged one is empty."""
        query = "SELECT item_id, due_ms, content FROM study_card WHERE candidate = ? ORDER BY due_ms, item_id"
        found: list[tuple[str, int, str]] = self.all_of(query, self.number_of(candidate_id))
        contents = rows.card_contents([text for _, _, text in found])
        return tuple(StoredCard(row[0], row[1], content) for row, content in zip(found, contents, strict=True))

    def keep_cards(self, candidate_id: str, cards: Sequence[StoredCard]) -> None:
        """Keep new and changed cards. Raises `AttemptUnknown`."""
        with self.transaction:
            self.put_cards(self.known(candidate_id), cards)

    def put_cards(self, candidate: int, cards: Sequence[StoredCard]) -> None:
        """The same in the transaction that is open."""
        self.count_change()
        self.driver.executemany(
            _KEEP_CARD, [(candidate, card.item_id, card.due_ms, codec.to_text(card.content)) for card in cards]
        )

    def notes(self, candidate_id: str) -> Mapping[str, Note]:
        """Notes and bookmarks by item id."""
        query = "SELECT item_id, text, bookmarked, changed_ms FROM study_note WHERE candidate = ? ORDER BY item_id"
        found: list[tuple[str, str, int, int]] = self.all_of(query, self.number_of(candidate_id))
        return {item_id: Note(item_id, text, marked == 1, at) for item_id, text, marked, at in found}

    def keep_note(self, candidate_id: str, note: Note) -> None:
        """Keep a note; one without text and bookmark goes away. Raises `AttemptUnknown`."""
        with self.transaction:
            self.put_note(self.known(candidate_id), note)

    def put_note(self, candidate: int, note: Note) -> None:
        """The same in the transaction that is open."""
        self.count_change()
        text = note.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        own = (candidate, note.item_id)
        before = self.driver.execute(
            "SELECT found, indexed FROM study_note WHERE candidate = ? AND item_id = ?", own
        ).fetchone()
        if before is not None and before[0] is not None:
            self.index.drop_note(*before)
        self.driver.execute("DELETE FROM study_note WHERE candidate = ? AND item_id = ?", own)
        if text or note.bookmarked:
            words = words_of(text)
            entry = self.index.add_note(*own, words) if text else None
            self.driver.execute(
                "INSERT INTO study_note (candidate, item_id, text, bookmarked, changed_ms, found, indexed)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*own, text, note.bookmarked, note.changed_ms, entry, words),
            )

    def seen_items(self, candidate_id: str, item_ids: Sequence[str]) -> Mapping[str, Item]:
        """The items as the learner met them last, by id; those never met, and damaged ones, are left out."""
        query = (
            "SELECT item_content.content FROM study_item JOIN item_content ON item_content.number = study_item.content"
            " WHERE candidate = ? AND item_id = ?"
        )
        candidate = self.number_of(candidate_id)
        found: dict[str, Item] = {}
        with store_errors(self.path):
            for item_id in dict.fromkeys(item_ids):
                row = self.driver.execute(query, (candidate, item_id)).fetchone()
                if row is not None and (item := readable_item(row[0])) is not None:
                    found[item_id] = item
        return found

    def index_terms(self, terms: Sequence[tuple[str, str, str]], version: str) -> None:
        """Make the glossary searchable; the whole index is made again, once for each version."""
        version = f"{FOLDING}:{version}"
        with store_errors(self.path):
            if self.index.version() == version:
                return
        with self.transaction:
            self.index.set_terms(terms, version)

    def search(self, candidate_id: str, words: str, most: int = 50) -> tuple[Found, ...]:
        """What matches all the words (beginnings of words count), the best first; see `storage.search`.

        An index that is damaged is made again: everything in it is stored elsewhere too.
        """
        candidate = self.number_of(candidate_id)
        try:
            with store_errors(self.path):
                return self.index.search(candidate, words, most)
        except StoreDamaged as error:
            log.warning("the index is made again: %s", error)
        with self.transaction:
            self.index.make_again()
        with store_errors(self.path):
            return self.index.search(candidate, words, most)

    def count_change(self) -> None:
        """Note in the transaction that is open that something changed, so that the next backup is made."""
        self.driver.execute("UPDATE study_change SET changes = changes + 1")

    def known(self, candidate_id: str) -> int:
        """The number of a learner's row. Raises `AttemptUnknown`."""
        number = self.number_of(candidate_id)
        if number is None:
            raise AttemptUnknown(str(self.path), f"learner {candidate_id}")
        return number

    def number_of(self, candidate_id: str) -> int | None:
        """The number of a learner's row, none for somebody unknown."""
        row = self.one("SELECT number FROM candidate WHERE id = ?", candidate_id)
        return None if row is None else int(row[0])

    def one(self, query: str, value: str | int | None) -> tuple[Any, ...] | None:
        """The first row of a query."""
        with store_errors(self.path):
            return self.driver.execute(query, (value,)).fetchone()

    def all_of(self, query: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with store_errors(self.path):
            return self.driver.execute(query, values).fetchall()
