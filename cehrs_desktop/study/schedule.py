"""When cards come: bounded by the exam and by the learner's minutes, each met once more in the last days.

What is due today is worked out anew each day from the cards themselves; nothing here is kept, so a day that was missed,
a date that was moved or fewer minutes need no repair. The days ahead are a forecast that supposes right answers.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from cehrs_desktop.study.cards import Card
from cehrs_desktop.study.days import days_between, later
from cehrs_desktop.study.past import ItemPast

FINAL_DAYS = 7
"""The last days before the exam, in which every begun card is met once more where the minutes allow it: what was met
within a week is mostly recalled, and a week's minutes hold more cards than the last evening's."""

CARD_SHARE = 0.35
"""The part of a day's minutes that cards may take; the rest goes to sets. A question that was missed is met again in
either way, but a set also brings other questions on what it is about, and the exam asks those. More than this cost
simulated learners more than it gave (`bench.study_simulation`)."""

LAST_CARD_SHARE = 0.5
"""The same in the last `FINAL_DAYS` days, in which every begun card is met once more where the minutes allow it."""

BREADTH_SHARE = 0.1
"""The same while there are subtopics of which nothing was met, in the last days too: first everything once. With 25
minutes a day that takes about three weeks, with eight it is never done."""

NEW_STOP = 4
"""No new card with fewer days than this left: begun four days before, it is met on three days (FSRS's first interval
after a miss is a day), the last of them the day before the exam."""

NEW_SHARE = 0.5
"""At most this share of a day's room is for new cards, so that reviews that come back have a place: an assumption."""

GROWTH = 2.5
"""In the forecast each right answer lengthens an interval so much. FSRS's own growth lies between 2 and 4 for cards of
middling difficulty; the cards themselves always use FSRS."""

USUAL_SECONDS = 45.0
"""Seconds for a card while the learner's own time is not known: an exam item has 60, a card was read before."""

RATIONALE_SECONDS = 15.0
"""Seconds on a card's rationale, which no clock measures: an assumption."""

LEAST_TIMES, SHORTEST, LONGEST = 10, 10.0, 180.0

AHEAD = 28
"""Days that are forecast where no exam is set."""

Rest = Literal["retired", "sealed"]


def seconds_per_card(pasts: Iterable[ItemPast]) -> float:
    """Seconds that a card takes this learner: their own median on an item, and the rationale."""
    times = [past.last_spent_ms / 1000 for past in pasts if past.last_spent_ms > 0]
    own = median(times) if len(times) >= LEAST_TIMES else USUAL_SECONDS
    return min(LONGEST, max(SHORTEST, own)) + RATIONALE_SECONDS


def cards_in(minutes: int, seconds: float) -> int:
    """How many cards go into so many minutes."""
    return max(0, int(minutes * 60 / seconds))


def card_rooms(minutes: Sequence[int], seconds: float, unmet: int, bounded: bool) -> list[int]:
    """How many cards each day holds, today first, up to the day before the exam where the days are `bounded` by it.

    `minutes` are the days' minutes of study, `unmet` the subtopics of which something can be met and nothing was: what
    cards leave of a day is taken to go to those, one question each.
    """
    rooms: list[int] = []
    for at, least in enumerate(minutes):
        left = len(minutes) - at if bounded else FINAL_DAYS + 1
        usual = LAST_CARD_SHARE if left <= FINAL_DAYS else CARD_SHARE
        # On the eve cards come first: nothing is new then.
        share = 1.0 if left == 1 else BREADTH_SHARE if unmet > 0 else usual
        rooms.append(cards_in(int(least * share), seconds))
        unmet -= cards_in(least, seconds) - rooms[-1]
    return rooms


@dataclass(frozen=True, slots=True)
class Deck:
    """Cards that can come, and those that cannot now. `resting` says why: the item is no longer in the bank, or it is
    on a sealed form. `changed` are cards whose item has a newer version than they last saw: they come now, once."""

    active: tuple[Card, ...]
    resting: tuple[tuple[str, Rest], ...]
    changed: frozenset[str]


def deck_of(cards: Mapping[str, Card], versions: Mapping[str, int], sealed: Collection[str]) -> Deck:
    """The deck, given the versions of the bank's items by id. A resting card is kept as it is and goes on when its
    item comes back or the form is opened."""
    active: list[Card] = []
    resting: list[tuple[str, Rest]] = []
    changed: set[str] = set()
    for item_id in sorted(cards):
        card = cards[item_id]
        if item_id not in versions:
            resting.append((item_id, "retired"))
        elif item_id in sealed:
            resting.append((item_id, "sealed"))
        else:
            active.append(card)
            if card.begun and versions[item_id] > card.item_version:
                changed.add(item_id)
    return Deck(tuple(active), tuple(resting), frozenset(changed))


@dataclass(frozen=True, slots=True)
class DayLoad:
    """A day's cards: `room` is how many the minutes hold, `reviews` those due, `final` those met once more because the
    exam is near, `new` those begun, `waiting` due ones that found no room and come the day after."""

    day: str
    room: int
    reviews: int
    final: int
    new: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """What comes today, by item id and in order, and the forecast of the days to the exam (today first).

    `new` are the cards begun today. `not_begun`: waiting cards that will not be begun before the exam, `unmet`: begun
    cards for which the last days have no room.
    """

    reviews: tuple[str, ...]
    final: tuple[str, ...]
    new: tuple[str, ...]
    days: tuple[DayLoad, ...]
    not_begun: int
    unmet: int


def agenda(deck: Deck, today: str, exam: str, rooms: Sequence[int], kin: Mapping[str, str] | None = None) -> Agenda:
    """Today's cards and the days ahead. `exam` is an ISO date after today, or empty for none.

    `rooms` are the cards that each day holds, today first; days past their end hold none, the exam's neither.
    Among due cards the one most likely forgotten comes first. In the last days the strongest cards come first and the
    weakest last, evenly filled: what fades soonest is met closest to the exam. Cards without room there are the
    strongest ones; a card that was met in the last days and would come after the exam is done. New cards begin, the
    latest miss first, while half the day's room is free, while there is time for three meetings, and while all that is
    begun still fits into the last days. `kin` is the subtopic of items: a card whose subtopic has a card already waits
    behind those of subtopics without one, because one of them brings most of what the other would.
    """
    ahead = max(0, days_between(today, exam)) if exam else min(AHEAD, len(rooms))
    room = [*rooms[:ahead], *[0] * (ahead - len(rooms))]
    first_final = max(0, ahead - FINAL_DAYS) if exam else ahead
    forecast = _Forecast(today, room, first_final, bool(exam))
    begun = [card for card in deck.active if card.begun]
    waiting = _in_turn([card for card in deck.active if not card.begun], begun, kin or {})
    forecast.place(begun, deck.changed)
    return forecast.run([card.item_id for card in waiting], len(begun))


def _in_turn(waiting: Sequence[Card], begun: Sequence[Card], kin: Mapping[str, str]) -> list[Card]:
    """Waiting cards in the order in which they begin: by the cards that their subtopic has already, then the latest."""
    have = Counter(kin.get(card.item_id, card.item_id) for card in begun)
    turns: list[tuple[int, int, str, Card]] = []
    for card in sorted(waiting, key=lambda card: (-card.number, card.item_id)):
        own = kin.get(card.item_id, card.item_id)
        turns.append((have[own], -card.number, card.item_id, card))
        have[own] += 1
    return [turn[3] for turn in sorted(turns, key=lambda turn: turn[:3])]


@dataclass(slots=True)
class _Met:
    """A card in the forecast: its interval in days grows with each meeting."""

    item_id: str
    interval: float
    stability: float


class _Forecast:
    """Days played in order: due cards by urgency, then last meetings, then new cards, each day up to its room."""

    def __init__(self, today: str, room: list[int], first_final: int, bounded: bool) -> None:
        self.today, self.room, self.first_final, self.bounded = today, room, first_final, bounded
        self.due: list[list[tuple[float, str, _Met]]] = [[] for _ in room]
        self.closing: list[_Met] = []

    def place(self, begun: Sequence[Card], changed: Collection[str]) -> None:
        for card in begun:
            since = days_between(card.last_day, self.today)
            at = max(0, card.interval - since) if card.item_id not in changed or since <= 0 else 0
            stability = card.stability or 1.0
            met = _Met(card.item_id, max(1, card.interval), stability)
            if at < len(self.room):
                self.due[at].append((-(since + at) / stability, card.item_id, met))
            elif self.bounded and -since < self.first_final - self._days_gone():
                self.closing.append(met)

    def _days_gone(self) -> int:
        """Days of the last stretch that lie behind today."""
        return FINAL_DAYS - len(self.room) if len(self.room) < FINAL_DAYS else 0

    def run(self, waiting: list[str], begun: int) -> Agenda:
        queue: list[tuple[float, str, _Met]] = []
        days: list[DayLoad] = []
        first: tuple[list[str], list[str], list[str]] = ([], [], [])
        final_room = sum(self.room[self.first_final :])
        started = 0
        for at, room in enumerate(self.room):
            for entry in self.due[at]:
                heapq.heappush(queue, entry)
            met = [heapq.heappop(queue)[2] for _ in range(min(room, len(queue)))]
            last = self._closing_today(at, room - len(met)) if at >= self.first_final else []
            new = self._new_today(at, room - len(met) - len(last), len(waiting) - started)
            if self.bounded:
                new = min(new, max(0, final_room - begun - started))
            fresh = [_Met(item_id, 0.4, 1.0) for item_id in waiting[started : started + new]]
            started += new
            if at == 0:
                first = ([one.item_id for one in met], [one.item_id for one in last], [one.item_id for one in fresh])
            for one in (*met, *fresh):
                self._again(one, at)
            days.append(DayLoad(later(self.today, at), room, len(met), len(last), new, len(queue)))
        return Agenda(
            tuple(first[0]),
            tuple(first[1]),
            tuple(first[2]),
            tuple(days),
            len(waiting) - started if self.bounded else 0,
            len(queue) + len(self.closing) if self.bounded else 0,
        )

    def _closing_today(self, at: int, free: int) -> list[_Met]:
        """A day's part of the last meetings: as much of them as it has of the room that is left, the strong first."""
        left = sum(self.room[at:])
        if free <= 0 or not self.closing:
            return []
        self.closing.sort(key=lambda one: (-one.stability, one.item_id))
        # Who finds no room at all is the strongest: those stay at the front and are passed over.
        over = max(0, len(self.closing) - left)
        part = min(free, -(-(len(self.closing) - over) * self.room[at] // max(1, left)))
        today = self.closing[over : over + part]
        del self.closing[over : over + part]
        return today

    def _new_today(self, at: int, free: int, waiting: int) -> int:
        if self.bounded and len(self.room) - at < NEW_STOP:
            return 0
        return max(0, min(free, int(self.room[at] * NEW_SHARE + 0.5), waiting))

    def _again(self, met: _Met, at: int) -> None:
        met.interval = max(1.0, met.interval * GROWTH)
        met.stability = met.interval
        next_at = at + round(met.interval)
        if next_at < len(self.room):
            self.due[next_at].append((-1.0, met.item_id, met))
        elif self.bounded and at < self.first_final:
            self.closing.append(met)
