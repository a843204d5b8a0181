"""What to do today, in order, with its minutes and why.

Worked out from what the learner's answers add up to, from the cards and from the plan; quick enough to ask after every
session. It names cards and a `Wish`; the items of a set are drawn when it begins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.exam.items import Item
from cehrs_desktop.study.cards import Card
from cehrs_desktop.study.causes import remedy
from cehrs_desktop.study.days import days_between
from cehrs_desktop.study.past import Cause, ItemPast
from cehrs_desktop.study.plan import Plan, PlanDay, Situation, plan
from cehrs_desktop.study.practice import MOST_RUNS, Wish
from cehrs_desktop.study.profile import Profile
from cehrs_desktop.study.schedule import Agenda, Deck, agenda, card_rooms, cards_in, deck_of, seconds_per_card
from cehrs_desktop.study.shares_of_study import DomainResult, Reason

Kind = Literal["reviews", "new_cards", "practice", "rehearsal", "rest"]

LEAST_SET = 5
"""A set of fewer items is not worth beginning."""

MOST_SET = 50
DOMAINS_A_DAY = 2
EXAM_SECONDS = 60
"""Seconds that the exam leaves for an item: 125 minutes for 125."""

FIRST_SET = 50
"""First answers below which the set of the day goes through all domains, as the exam does: to find out where one is."""

PACE_SHARE = 0.25
"""From this share of the misses with a known cause that came of time, sets are timed as the exam is."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `item_ids` are cards in their order, `wish` the set, `form_id` the rehearsal's form."""

    kind: Kind
    minutes: int
    item_ids: tuple[str, ...] = ()
    wish: Wish | None = None
    form_id: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Today:
    """The day: the plan it belongs to, its tasks in order (never none: at least a rest), the cards and their load."""

    plan: Plan
    minutes: int
    tasks: tuple[Task, ...]
    agenda: Agenda
    deck: Deck
    seconds: float
    reasons: tuple[Reason, ...]


def results_of(pasts: Mapping[str, ItemPast], items: Mapping[str, Item]) -> tuple[DomainResult, ...]:
    """First answers by domain, with the confirmed causes of the wrong ones. Items not in the bank are left out."""
    right: dict[str, int] = {}
    count: dict[str, int] = {}
    causes: dict[str, dict[Cause, int]] = {}
    for item_id, past in pasts.items():
        item = items.get(item_id)
        if item is None:
            continue
        domain = item.domain
        count[domain] = count.get(domain, 0) + 1
        if past.first_right:
            right[domain] = right.get(domain, 0) + 1
        elif past.cause:
            own = causes.setdefault(domain, {})
            own[past.cause] = own.get(past.cause, 0) + 1
    return tuple(
        DomainResult(domain, right.get(domain, 0), count[domain], causes.get(domain, {})) for domain in sorted(count)
    )


def situation_of(
    profile: Profile,
    today: str,
    begun_day: str,
    blueprint: Blueprint,
    pasts: Mapping[str, ItemPast],
    items: Mapping[str, Item],
    sealed_forms: Sequence[str],
) -> Situation:
    """The situation that a plan is made from. `sealed_forms` are those still sealed, in the order to be sat."""
    return Situation(
        today,
        profile.exam_date,
        profile.minutes,
        profile.weeks_shape,
        blueprint,
        results_of(pasts, items),
        tuple(sealed_forms),
        begun_day,
    )


def today_of(
    situation: Situation,
    items: Mapping[str, Item],
    pasts: Mapping[str, ItemPast],
    cards: Mapping[str, Card],
    sealed_items: Collection[str],
    minutes_done: int = 0,
) -> Today:
    """The day of a situation.

    `minutes_done` is what the learner has studied today already: it comes off the day's minutes, and what is left is
    planned anew. Reasons of the day besides the plan's: ``cards_resting`` (retired, sealed), ``cards_changed`` (items
    that have a newer version), ``cards_waiting`` (due ones that found no room today), ``cards_unmet`` (without room
    before the exam), ``cards_not_begun`` (waiting, no time to learn them), ``clock_back`` (days that the latest card
    lies in the future).
    """
    made = plan(situation)
    seconds = seconds_per_card(pasts.values())
    deck = deck_of(cards, {item_id: item.version for item_id, item in items.items()}, sealed_items)
    coming = made.days[0] if made.days else None
    left = max(0, coming.minutes - minutes_done) if coming else 0
    minutes = [max(0, day.study_minutes - (0 if at else minutes_done)) for at, day in enumerate(made.days)]
    rooms = card_rooms(minutes, seconds, _unmet(items, pasts, sealed_items), bool(made.exam_date))
    kin = {item_id: items[item_id].subtopic for item_id in cards if item_id in items}
    cards_today = agenda(deck, situation.today, made.exam_date, rooms, kin)
    tasks = _tasks(made, coming, left, cards_today, items, pasts, sealed_items, seconds)
    return Today(made, left, tasks, cards_today, deck, seconds, _reasons(made, deck, cards_today, situation.today))


def _unmet(items: Mapping[str, Item], pasts: Mapping[str, ItemPast], sealed_items: Collection[str]) -> int:
    """Subtopics of which something can be met and nothing was."""
    there = {item.subtopic for item_id, item in items.items() if item_id not in sealed_items}
    return len(there - {items[item_id].subtopic for item_id in pasts if item_id in items})


def _tasks(
    made: Plan,
    day: PlanDay | None,
    left: int,
    cards_today: Agenda,
    items: Mapping[str, Item],
    pasts: Mapping[str, ItemPast],
    sealed_items: Collection[str],
    seconds: float,
) -> tuple[Task, ...]:
    if day is None:
        return (Task("rest", 0, reasons=(Reason("exam_day"),)),)
    if not day.minutes:
        return (Task("rest", 0, reasons=(Reason("no_minutes_today"),)),)
    tasks: list[Task] = []
    if day.form_id:
        why = Reason("dress_rehearsal", (len(made.days), day.rehearsal_minutes), day.day)
        tasks.append(Task("rehearsal", day.rehearsal_minutes, form_id=day.form_id, reasons=(why,)))
        left = max(0, left - day.rehearsal_minutes)
    due = (*cards_today.reviews, *cards_today.final)
    if due:
        why = [Reason("due", (len(cards_today.reviews),))] if cards_today.reviews else []
        why += [Reason("once_more", (len(cards_today.final), len(made.days)))] if cards_today.final else []
        tasks.append(Task("reviews", _minutes(len(due), seconds), due, reasons=tuple(why)))
    if cards_today.new:
        why = (Reason("new_cards", (len(cards_today.new),)),)
        tasks.append(Task("new_cards", _minutes(len(cards_today.new), seconds), cards_today.new, reasons=why))
    spent = (len(due) + len(cards_today.new)) * seconds / 60
    if made.state == "eve":
        tasks += _once_more(left - spent, items, pasts, sealed_items, seconds)
    else:
        tasks += _practice(made, day, left - spent, items, pasts, sealed_items, seconds)
    return tuple(tasks) or (Task("rest", 0, reasons=(Reason("eve_rest" if made.state == "eve" else "done_today"),)),)


def _minutes(count: int, seconds: float) -> int:
    return max(1, round(count * seconds / 60))


def _practice(
    made: Plan,
    day: PlanDay,
    minutes: float,
    items: Mapping[str, Item],
    pasts: Mapping[str, ItemPast],
    sealed_items: Collection[str],
    seconds: float,
) -> list[Task]:
    """A set of what the minutes hold: its domains those that are furthest behind their part of the time.

    Reasons: ``find_out`` (answers so far), ``behind`` (percent of the time meant, percent of it done lately) about a
    domain, ``pace`` (misses from time, misses with a cause), ``unseen_gone`` (items never seen) about a domain.
    """
    count = min(MOST_SET, cards_in(max(0, int(minutes)), seconds))
    if count < LEAST_SET:
        return []
    length = max(1, int(count * seconds / 60))
    causes: list[Cause] = [past.cause for past in pasts.values() if past.cause]
    late = sum(remedy(cause) == "pace" for cause in causes)
    timed = len(causes) >= LEAST_SET and late >= PACE_SHARE * len(causes)
    reasons = [Reason("pace", (late, len(causes)))] if timed else []
    limit = max(1, round(count * EXAM_SECONDS / 60)) if timed else 0
    if len(pasts) < FIRST_SET:
        wish = Wish(items=count, minutes=limit, pools=("never_seen",), blueprint=True)
        return [Task("practice", length, wish=wish, reasons=(Reason("find_out", (len(pasts),)), *reasons))]
    unseen: dict[str, int] = {}
    for item_id, item in items.items():
        if item_id not in pasts and item_id not in sealed_items:
            unseen[item.domain] = unseen.get(item.domain, 0) + 1
    meant = dict(made.domains_on(day.day))
    done = _done_lately(pasts, items)
    total = sum(done.values())
    behind = sorted(meant, key=lambda domain: (-(meant[domain] * (total + minutes) - done.get(domain, 0.0)), domain))
    chosen = tuple(sorted(behind[:DOMAINS_A_DAY]))
    for domain in chosen:
        share = 100 * done.get(domain, 0.0) / total if total else 0.0
        reasons.append(Reason("behind", (100 * meant[domain], share), domain))
    fresh = sum(unseen.get(domain, 0) for domain in chosen) >= count
    if not fresh:
        reasons += [Reason("unseen_gone", (unseen.get(domain, 0),), domain) for domain in chosen]
    wish = Wish(
        items=count,
        minutes=limit,
        domains=chosen,
        pools=("never_seen",) if fresh else ("any",),
        subtopics_in_turn=True,
    )
    return [Task("practice", length, wish=wish, reasons=tuple(reasons))]


def _once_more(
    minutes: float,
    items: Mapping[str, Item],
    pasts: Mapping[str, ItemPast],
    sealed_items: Collection[str],
    seconds: float,
) -> list[Task]:
    """The eve's set, where cards leave room: nothing new, what was missed comes once more (``missed_again``, items)."""
    there = sum(
        past.missed_run > 0 and item_id in items and item_id not in sealed_items for item_id, past in pasts.items()
    )
    count = min(there, MOST_SET, cards_in(max(0, int(minutes)), seconds))
    if count < LEAST_SET:
        return []
    wish = Wish(items=count, pools=("missed",), missed_in=MOST_RUNS, subtopics_in_turn=True)
    return [Task("practice", _minutes(count, seconds), wish=wish, reasons=(Reason("missed_again", (there,)),))]


LATELY_MS = 14 * 24 * 3600 * 1000
"""Time within which study counts as done lately, back from the latest answer."""


def _done_lately(pasts: Mapping[str, ItemPast], items: Mapping[str, Item]) -> dict[str, float]:
    """Minutes by domain that the latest answers to items took, within two weeks of the last one."""
    latest = max((past.last_at_ms for past in pasts.values()), default=0)
    done: dict[str, float] = {}
    for item_id, past in pasts.items():
        item = items.get(item_id)
        if item is not None and past.last_at_ms > latest - LATELY_MS:
            done[item.domain] = done.get(item.domain, 0.0) + past.last_spent_ms / 60_000
    return done


def _reasons(made: Plan, deck: Deck, cards_today: Agenda, today: str) -> tuple[Reason, ...]:
    reasons = list(made.reasons)
    if deck.resting:
        retired = sum(why == "retired" for _, why in deck.resting)
        reasons.append(Reason("cards_resting", (retired, len(deck.resting) - retired)))
    if deck.changed:
        reasons.append(Reason("cards_changed", (len(deck.changed),)))
    if cards_today.days and cards_today.days[0].waiting:
        reasons.append(Reason("cards_waiting", (cards_today.days[0].waiting,)))
    if cards_today.unmet:
        reasons.append(Reason("cards_unmet", (cards_today.unmet,)))
    if cards_today.not_begun:
        reasons.append(Reason("cards_not_begun", (cards_today.not_begun,)))
    ahead = max((card.last_day for card in deck.active), default="")
    if ahead > today:
        reasons.append(Reason("clock_back", (days_between(today, ahead),), ahead))
    return tuple(reasons)
