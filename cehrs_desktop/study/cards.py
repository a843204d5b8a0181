"""Cards of spaced review: one for each item that was missed or not known for sure, and what an answer does to it.

The memory model is FSRS (package `fsrs`), asked once for each answer and by days only: every review happens at noon of
its day, there are no steps within a day and no fuzz, so that the same answers make the same cards in every time zone.
When a card comes is `study.schedule`'s business; a card knows only its own interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Literal

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.study.days import day_of, later, midnight_ms
from cehrs_desktop.study.past import Answer

if TYPE_CHECKING:
    from fsrs import Scheduler

CONTENT = 1
"""Version of a card's content. A program that does not know a content's version takes the card for a new one."""

RETENTION = 0.8
"""The chance of a right answer at which a card comes again. FSRS's own default is .9, for those who want to know a
thing on every day. Here one day counts, before which everything is met once more. By FSRS's curve a card waits about
three times as long for .8 as for .9, so that the same minutes hold more cards."""

LONGEST = 3650
"""No interval is longer, in days."""

Rated = Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class Card:
    """The card of one item.

    `stability` (days until the chance of recall has fallen to .9) and `difficulty` (1 to 10) are FSRS's, `None` before
    the card was begun. `last_day` is the day it was last met, `begun_day` the first, `interval` the days that FSRS
    lets pass. `met` counts reviews, `lapses` the wrong ones. `number` is that of the latest answer that counted,
    `rehearsals` the attempts that did: an attempt's answers are kept anew, under new numbers, after a correction.
    """

    item_id: str
    item_version: int
    stability: float | None = None
    difficulty: float | None = None
    last_day: str = ""
    interval: int = 0
    begun_day: str = ""
    met: int = 0
    lapses: int = 0
    number: int = 0
    rehearsals: tuple[str, ...] = ()

    @property
    def begun(self) -> bool:
        """Whether it was met since it became a card; one that was not waits to be begun."""
        return self.stability is not None

    def due(self, exam: str = "") -> str:
        """The day it comes again, never later than the day before the exam; empty while it waits to be begun."""
        if not self.begun:
            return ""
        own = later(self.last_day, self.interval)
        return own if not exam else min(own, max(later(exam, -1), self.last_day))

    def due_ms(self, exam: str = "") -> int:
        """The beginning of that day in UTC (ms), 0 while it waits: what stored cards are ordered by."""
        return midnight_ms(due) if (due := self.due(exam)) else 0


def rating(answer: Answer) -> Rated:
    """FSRS's rating of an answer: 1 Again, 2 Hard, 3 Good; Easy (4) is never given.

    Wrong or blank is Again. Right but unsure or guessed is Hard, right otherwise Good. In FSRS only the first forgets:
    `Scheduler._next_stability` sends Again to its formula of forgetting and the other three to that of recall, in which
    Hard multiplies the growth of the stability by a penalty (parameter 15, .60) and Easy by a bonus.
    So a right answer may never be Again, however unsure, and doubt is said by the penalty. A right guess is no recall
    either, but one in four comes right by luck only: Hard brings it back soon, and a lucky card fails then. Easy would
    need somebody's word that it was easy, and nobody is asked for it.
    """
    if not answer.right:
        return 1
    return 2 if answer.certainty in ("unsure", "guess") else 3


def after_answers(cards: Mapping[str, Card], answers: Iterable[tuple[Answer, str]]) -> dict[str, Card]:
    """The new and the changed cards after answers, each with its local day (ISO), in the order they were kept.

    An item that has no card gets one when it was missed, unsure or guessed: that card waits to be begun. Every further
    answer, wherever it was given, is a review. What never came onto the screen says nothing of memory and does not
    count. An answer that counted already changes nothing, so the same answers may come again; a set whose answers may
    still be changed is told when it is over. A day before the card's last one (a clock set back, a rehearsal taken over
    late) counts as that last day: nothing is unlearned by a date.
    """
    changed: dict[str, Card] = {}
    for answer, day in answers:
        card = changed.get(answer.item_id) or cards.get(answer.item_id)
        if not answer.visits:
            continue
        if card is None:
            if rating(answer) != 3:
                changed[answer.item_id] = _counted(Card(answer.item_id, answer.item_version), answer)
        elif answer.number > card.number and answer.run_id not in card.rehearsals:
            changed[answer.item_id] = reviewed(card, answer, day)
    return changed


def reviewed(card: Card, answer: Answer, day: str) -> Card:
    """The card after an answer on a local day (ISO)."""
    # Here and not above: only who reviews pays for loading it.
    from fsrs import Card as Memory
    from fsrs import Rating, State

    on = max(day, card.last_day) if card.last_day else day
    memory = Memory(
        # Without an id and a due date it would read the clock and sleep a millisecond.
        card_id=0,
        state=State.Review if card.begun else State.Learning,
        stability=card.stability,
        difficulty=card.difficulty,
        due=_noon(on),
        last_review=_noon(card.last_day) if card.last_day else None,
    )
    after, _ = _scheduler().review_card(memory, Rating(rating(answer)), _noon(on))
    return replace(
        _counted(card, answer),
        item_version=answer.item_version,
        stability=after.stability,
        difficulty=after.difficulty,
        last_day=on,
        interval=(after.due - _noon(on)).days,
        begun_day=card.begun_day or on,
        met=card.met + 1,
        lapses=card.lapses + (not answer.right),
    )


def retrievability(card: Card, day: str) -> float:
    """FSRS's chance of recalling a begun card on a day (ISO); 0 for one that waits."""
    from fsrs import Card as Memory
    from fsrs import State

    if not card.begun:
        return 0.0
    memory = Memory(0, State.Review, None, card.stability, card.difficulty, _noon(day), _noon(card.last_day))
    return _scheduler().get_card_retrievability(memory, _noon(day))


def _counted(card: Card, answer: Answer) -> Card:
    attempts = (*card.rehearsals, answer.run_id) if answer.place == "rehearsal" else card.rehearsals
    return replace(card, number=max(card.number, answer.number), rehearsals=attempts)


def _noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST,
        enable_fuzzing=False,
    )


def card_to_plain(card: Card) -> dict[str, Json]:
    """A card's content for the store. The item's id stands beside it and not in it."""
    return {
        "card": CONTENT,
        "item_version": card.item_version,
        "stability": card.stability,
        "difficulty": card.difficulty,
        "last_day": card.last_day,
        "interval": card.interval,
        "begun_day": card.begun_day,
        "met": card.met,
        "lapses": card.lapses,
        "number": card.number,
        "rehearsals": list(card.rehearsals),
    }


def card_from_plain(item_id: str, content: Mapping[str, Json]) -> Card | None:
    """A card from its content; `None` when the content is damaged or of a version not known here."""
    if content.get("card") != CONTENT:
        return None
    whole = [content.get(name) for name in ("item_version", "interval", "met", "lapses", "number")]
    days = [content.get(name) for name in ("last_day", "begun_day")]
    attempts = content.get("rehearsals")
    counts = [value for value in whole if isinstance(value, int) and not isinstance(value, bool) and value >= 0]
    named = [value for value in days if isinstance(value, str) and (not value or day_of(value))]
    if len(counts) != len(whole) or len(named) != len(days) or not isinstance(attempts, list):
        return None
    runs = tuple(run for run in attempts if isinstance(run, str))
    stability, difficulty = _number(content.get("stability")), _number(content.get("difficulty"))
    version, interval, met, lapses, number = counts
    last_day, begun_day = named
    begun = (stability is not None, difficulty is not None, bool(last_day), bool(begun_day), met > 0, interval > 0)
    if len(set(begun)) != 1 or interval > LONGEST or lapses > met:
        return None
    if stability is not None and difficulty is not None and not (stability > 0 and 1 <= difficulty <= 10):
        return None
    return Card(item_id, version, stability, difficulty, last_day, interval, begun_day, met, lapses, number, runs)


def _number(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return float(value)


@dataclass(frozen=True, slots=True)
class Cards:
    """A learner's cards by item id. `restarted` are the items whose card could not be read and begins anew."""

    by_id: dict[str, Card]
    restarted: tuple[str, ...]


def cards_from(stored: Iterable[tuple[str, Mapping[str, Json]]]) -> Cards:
    """Cards from stored `(item id, content)`. One that cannot be read waits as a new card, and is named."""
    by_id: dict[str, Card] = {}
    restarted: list[str] = []
    for item_id, content in stored:
        card = card_from_plain(item_id, content)
        if card is None:
            restarted.append(item_id)
        by_id[item_id] = card or Card(item_id, 0)
    return Cards(by_id, tuple(restarted))
