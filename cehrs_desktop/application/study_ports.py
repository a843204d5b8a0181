"""What the study use cases need from the store, beside the attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from cehrs_desktop.exam.items import Item
    from cehrs_desktop.exam.plain import Json
    from cehrs_desktop.study.past import Answer, Cause, ItemPast
    from cehrs_desktop.study.practice import PracticeSet
    from cehrs_desktop.study.profile import Note, Profile


@dataclass(frozen=True, slots=True)
class StoredSet:
    """A practice set as it was kept: its exact items in set order, and the answers given so far.

    `state` is ``open`` or ``over``. `spent_ms` is the set's own clock at the last answer or pause.
    """

    practice: PracticeSet
    items: tuple[Item, ...]
    answers: tuple[Answer, ...]
    state: str
    spent_ms: int


@dataclass(frozen=True, slots=True)
class DamagedSet:
    """A set that is not over and cannot be read any more: begun at `started_ms`; its `answered` answers are whole, and
    its clock stood at `spent_ms`."""

    id: str
    started_ms: int
    answered: int
    spent_ms: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds spent on questions in the quarter of an hour that begins at `at_ms` (UTC), in rehearsals or outside
    them, and how many questions that were."""

    at_ms: int
    rehearsal: bool
    questions: int
    spent_ms: int


@dataclass(frozen=True, slots=True)
class StoredCard:
    """The spaced-review card of an item: `content` is what `study.schedule` makes of it, due at `due_ms` (UTC)."""

    item_id: str
    due_ms: int
    content: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt, set or review of a learner, in the order in which they were begun (`ordinal` from 1)."""

    id: str
    place: Literal["rehearsal", "practice", "review"]
    ordinal: int
    started_ms: int
    answered: int
    right: int
    timed: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a search found. `kind` is ``item``, ``rationale``, ``note`` or ``term``; `key` is the item's id or
    the term's; `extract` is the passage, the matches between U+0002 and U+0003."""

    kind: str
    key: str
    title: str
    extract: str


class StudyStore(Protocol):
    """Where study is kept, on the same connection and in the same file as the attempts. Every write is durable when it
    returns; every method raises a `StoreError` when it fails, and nothing is half kept."""

    def study_profile(self, candidate_id: str) -> Profile:
        """What a learner set; the defaults when nothing was."""
        ...

    def keep_study_profile(self, candidate_id: str, profile: Profile) -> None:
        """Keep what a learner set. The candidate must be known."""
        ...

    def begin_set(self, practice: PracticeSet, items: Sequence[Item]) -> None:
        """Keep a set that begins, with its exact items in set order."""
        ...

    def keep_answer(self, candidate_id: str, answer: Answer, spent_ms: int) -> Answer:
        """Keep one answer of an open set and the set's clock; the answer with its number comes back."""
        ...

    def keep_clock(self, set_id: str, spent_ms: int) -> None:
        """Keep an open set's clock (a pause, a window closed)."""
        ...

    def end_set(self, set_id: str, spent_ms: int) -> None:
        """A set is over."""
        ...

    def load_set(self, set_id: str) -> StoredSet:
        """A set with its answers. Raises `AttemptUnknown`."""
        ...

    def open_set(self, candidate_id: str) -> StoredSet | None:
        """The learner's set that is not over, the latest first; damaged ones are passed over."""
        ...

    def damaged_sets(self, candidate_id: str) -> tuple[DamagedSet, ...]:
        """The learner's sets that are not over and are damaged, the latest first. `end_set` puts one away: its answers
        stay, and nothing of it is deleted."""
        ...

    def runs(self, candidate_id: str) -> tuple[Run, ...]:
        """The learner's attempts, sets and reviews that hold an answer, the oldest first."""
        ...

    def take_over(self, candidate_id: str, attempt_id: str, mark: str, answers: Sequence[Answer]) -> None:
        """Put an attempt's answers in place of those kept of it before. `mark` says what they were made from (the log's
        end and the corrections), so that they are made again only when that changed. Confirmed causes stay."""
        ...

    def taken_over(self, candidate_id: str) -> Mapping[str, str]:
        """By attempt id the mark of what was taken over."""
        ...

    def item_pasts(self, candidate_id: str) -> Mapping[str, ItemPast]:
        """By item id what the learner's answers add up to. Quick: a day is planned with it (100,000 answers)."""
        ...

    def answers(
        self, candidate_id: str, run_id: str | None = None, since_ms: int = 0, after: int = 0
    ) -> tuple[Answer, ...]:
        """Answers in the order they were kept: of one run, not before a moment, with a number above `after`."""
        ...

    def spent(self, candidate_id: str, since_ms: int = 0) -> tuple[Spent, ...]:
        """What was spent on questions from a moment on, by quarters of an hour that have an answer, the oldest first.
        Time zones are whole quarters of an hour: days can be made of them."""
        ...

    def confirm_cause(self, answer_number: int, cause: Cause) -> None:
        """Keep why an answer was wrong, in the learner's judgment."""
        ...

    def cards(self, candidate_id: str) -> tuple[StoredCard, ...]:
        """All cards, the one due first in front."""
        ...

    def keep_cards(self, candidate_id: str, cards: Sequence[StoredCard]) -> None:
        """Keep new and changed cards."""
        ...

    def notes(self, candidate_id: str) -> Mapping[str, Note]:
        """Notes and bookmarks by item id."""
        ...

    def keep_note(self, candidate_id: str, note: Note) -> None:
        """Keep a note; one without text and bookmark goes away."""
        ...

    def seen_items(self, candidate_id: str, item_ids: Sequence[str]) -> Mapping[str, Item]:
        """The items as the learner saw them last, by id; those never seen are left out."""
        ...

    def index_terms(self, terms: Sequence[tuple[str, str, str]], version: str) -> None:
        """Make the glossary's `(key, term, text)` searchable, once for each version."""
        ...

    def search(self, candidate_id: str, words: str, most: int = 50) -> tuple[Found, ...]:
        """What matches all the words (beginnings of words count), the best first: items the learner has seen, their
        rationales, the learner's notes, the glossary. Never an item that was not seen. Odd input finds nothing."""
        ...
