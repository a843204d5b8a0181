"""A plain study store in memory: what a real one has to do, in the fewest words. Nothing here is a test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cehrs_desktop.application.ports import AttemptConflict, AttemptUnknown
from cehrs_desktop.application.study_ports import DamagedSet, Found, Run, Spent, StoredCard, StoredSet
from cehrs_desktop.exam.items import Item
from cehrs_desktop.study.past import Answer, Cause, ItemPast, Place
from cehrs_desktop.study.past_sums import pasts_of
from cehrs_desktop.study.practice import PracticeSet
from cehrs_desktop.study.profile import Note, Profile

NOWHERE = "memory"


@dataclass(slots=True)
class _Kept:
    candidate_id: str
    place: Place
    timed: bool
    started_ms: int
    answers: dict[int, Answer] = field(default_factory=dict[int, Answer])
    practice: PracticeSet | None = None
    items: tuple[Item, ...] = ()
    state: str = "open"
    spent_ms: int = 0


class MemoryStudy:
    """A whole `StudyStore`. Runs are counted in the order in which they came; an attempt's is that of its first
    take-over, so tests take rehearsals over in the order in which they were sat."""

    def __init__(self) -> None:
        self.profiles: dict[str, Profile] = {}
        self._runs: dict[str, _Kept] = {}
        self._marks: dict[tuple[str, str], str] = {}
        self._cards: dict[str, dict[str, StoredCard]] = {}
        self._notes: dict[str, dict[str, Note]] = {}
        self._terms: tuple[tuple[str, str, str], ...] = ()
        self.attempt_items: dict[str, Item] = {}
        self._number = 0

    def study_profile(self, candidate_id: str) -> Profile:
        """What a learner set."""
        return self.profiles.get(candidate_id, Profile())

    def keep_study_profile(self, candidate_id: str, profile: Profile) -> None:
        """Keep what a learner set."""
        self.profiles[candidate_id] = profile

    def begin_set(self, practice: PracticeSet, items: Sequence[Item]) -> None:
        """Keep a set that begins."""
        if practice.id in self._runs:
            raise AttemptConflict(NOWHERE, practice.id)
        assert [item.id for item in items] == [slot.item_id for slot in practice.slots]
        self._runs[practice.id] = _Kept(
            practice.candidate_id,
            practice.place,
            practice.wish.minutes > 0,
            practice.started_ms,
            practice=practice,
            items=tuple(items),
        )

    def keep_answer(self, candidate_id: str, answer: Answer, spent_ms: int) -> Answer:
        """Keep one answer of an open set, in place of an earlier one to the same question."""
        kept = self._open(answer.run_id)
        assert kept.candidate_id == candidate_id
        before = kept.answers.get(answer.position)
        numbered = self._numbered(answer, before)
        kept.answers[answer.position] = numbered
        kept.spent_ms = spent_ms
        return numbered

    def keep_clock(self, set_id: str, spent_ms: int) -> None:
        """Keep an open set's clock."""
        self._open(set_id).spent_ms = spent_ms

    def end_set(self, set_id: str, spent_ms: int) -> None:
        """A set is over."""
        kept = self._open(set_id)
        kept.state, kept.spent_ms = "over", spent_ms

    def load_set(self, set_id: str) -> StoredSet:
        """A set with its answers, by position."""
        kept = self._runs.get(set_id)
        if kept is None or kept.practice is None:
            raise AttemptUnknown(NOWHERE, set_id)
        answers = tuple(sorted(kept.answers.values(), key=lambda answer: answer.number))
        return StoredSet(kept.practice, kept.items, answers, kept.state, kept.spent_ms)

    def open_set(self, candidate_id: str) -> StoredSet | None:
        """The latest set that is not over."""
        for set_id, kept in reversed(self._runs.items()):
            if kept.candidate_id == candidate_id and kept.practice is not None and kept.state == "open":
                return self.load_set(set_id)
        return None

    def damaged_sets(self, candidate_id: str) -> tuple[DamagedSet, ...]:
        """Memory does not decay."""
        return ()

    def runs(self, candidate_id: str) -> tuple[Run, ...]:
        """The learner's runs that hold an answer."""
        own = [(run_id, kept) for run_id, kept in self._runs.items() if kept.candidate_id == candidate_id]
        return tuple(
            Run(
                run_id,
                kept.place,
                ordinal,
                kept.started_ms,
                sum(not answer.blank for answer in kept.answers.values()),
                sum(answer.right for answer in kept.answers.values()),
                kept.timed,
            )
            for ordinal, (run_id, kept) in enumerate(((i, k) for i, k in own if k.answers), start=1)
        )

    def take_over(self, candidate_id: str, attempt_id: str, mark: str, answers: Sequence[Answer]) -> None:
        """Put an attempt's answers in place of those kept of it before."""
        assert all(answer.run_id == attempt_id for answer in answers)
        started = min((answer.at_ms for answer in answers), default=0)
        kept = self._runs.setdefault(attempt_id, _Kept(candidate_id, "rehearsal", True, started, state="over"))
        before = kept.answers
        kept.answers = {answer.position: self._numbered(answer, before.get(answer.position)) for answer in answers}
        self._marks[candidate_id, attempt_id] = mark

    def taken_over(self, candidate_id: str) -> Mapping[str, str]:
        """By attempt id the mark of what was taken over."""
        return {attempt: mark for (person, attempt), mark in self._marks.items() if person == candidate_id}

    def item_pasts(self, candidate_id: str) -> Mapping[str, ItemPast]:
        """What the answers add up to."""
        return pasts_of(self.answers(candidate_id), {run.id: run.ordinal for run in self.runs(candidate_id)})

    def answers(
        self, candidate_id: str, run_id: str | None = None, since_ms: int = 0, after: int = 0
    ) -> tuple[Answer, ...]:
        """Answers in the order in which they were kept."""
        own = (
            answer
            for kept in self._runs.values()
            if kept.candidate_id == candidate_id
            for answer in kept.answers.values()
            if run_id in (None, answer.run_id) and answer.at_ms >= since_ms and answer.number > after
        )
        return tuple(sorted(own, key=lambda answer: answer.number))

    def spent(self, candidate_id: str, since_ms: int = 0) -> tuple[Spent, ...]:
        """What was spent in each quarter of an hour."""
        quarters: dict[tuple[int, bool], tuple[int, int]] = {}
        for one in self.answers(candidate_id, since_ms=since_ms):
            if one.visits:
                key = (one.at_ms - one.at_ms % 900_000, one.place == "rehearsal")
                questions, spent = quarters.get(key, (0, 0))
                quarters[key] = (questions + 1, spent + one.spent_ms)
        return tuple(Spent(*key, *sums) for key, sums in sorted(quarters.items()))

    def confirm_cause(self, answer_number: int, cause: Cause) -> None:
        """Keep why an answer was wrong."""
        for kept in self._runs.values():
            for position, answer in kept.answers.items():
                if answer.number == answer_number:
                    kept.answers[position] = replace(answer, cause=cause)
                    return
        raise AttemptUnknown(NOWHERE, str(answer_number))

    def cards(self, candidate_id: str) -> tuple[StoredCard, ...]:
        """All cards, the one due first in front."""
        own = self._cards.get(candidate_id, {}).values()
        return tuple(sorted(own, key=lambda card: (card.due_ms, card.item_id)))

    def keep_cards(self, candidate_id: str, cards: Sequence[StoredCard]) -> None:
        """Keep new and changed cards."""
        self._cards.setdefault(candidate_id, {}).update({card.item_id: card for card in cards})

    def notes(self, candidate_id: str) -> Mapping[str, Note]:
        """Notes and bookmarks by item id."""
        return dict(self._notes.get(candidate_id, {}))

    def keep_note(self, candidate_id: str, note: Note) -> None:
        """Keep a note; an empty one goes away."""
        own = self._notes.setdefault(candidate_id, {})
        own.pop(note.item_id, None)
        if note.text or note.bookmarked:
            own[note.item_id] = note

    def seen_items(self, candidate_id: str, item_ids: Sequence[str]) -> Mapping[str, Item]:
        """The items as the learner saw them last. Those of attempts come from `attempt_items`, filled by the test."""
        wanted = set(item_ids)
        found: dict[str, Item] = {}
        for answer in self.answers(candidate_id):
            if answer.item_id in wanted and answer.visits > 0:
                items = self._runs[answer.run_id].items
                if items:
                    found[answer.item_id] = items[answer.position - 1]
                elif answer.item_id in self.attempt_items:
                    found[answer.item_id] = self.attempt_items[answer.item_id]
        return found

    def index_terms(self, terms: Sequence[tuple[str, str, str]], version: str) -> None:
        """Make the glossary searchable."""
        self._terms = tuple(terms)

    def search(self, candidate_id: str, words: str, most: int = 50) -> tuple[Found, ...]:
        """What holds words that begin with each of these."""
        wanted = words.casefold().split()
        if not wanted:
            return ()
        met = [answer.item_id for answer in self.answers(candidate_id) if answer.visits > 0]
        items = self.seen_items(candidate_id, met)
        notes = self._notes.get(candidate_id, {}).values()
        texts = [
            *(("item", item.id, item.stem) for item in items.values()),
            *(("rationale", item.id, " ".join(one.rationale for one in item.options)) for item in items.values()),
            *(("note", note.item_id, note.text) for note in notes),
            *(("term", key, f"{term} {text}") for key, term, text in self._terms),
        ]
        return tuple(Found(kind, key, key, text) for kind, key, text in texts if _holds(text, wanted))[:most]

    def _open(self, set_id: str) -> _Kept:
        kept = self._runs.get(set_id)
        if kept is None or kept.practice is None:
            raise AttemptUnknown(NOWHERE, set_id)
        if kept.state != "open":
            raise AttemptConflict(NOWHERE, set_id)
        return kept

    def _numbered(self, answer: Answer, before: Answer | None) -> Answer:
        if before is not None:
            return replace(answer, number=before.number, cause=answer.cause or before.cause)
        self._number += 1
        return replace(answer, number=self._number)


def _holds(text: str, wanted: Iterable[str]) -> bool:
    words = text.casefold().split()
    return all(any(word.startswith(part) for word in words) for part in wanted)
