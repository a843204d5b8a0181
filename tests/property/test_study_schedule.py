"""Spaced review toward a date: whatever the answers, minutes and dates, the bounds hold and nothing is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.study.cards import (
    Card,
    after_answers,
    card_from_plain,
    card_to_plain,
    cards_from,
    rating,
    retrievability,
    reviewed,
)
from cehrs_desktop.study.days import days_between, later
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.schedule import BREADTH_SHARE, FINAL_DAYS, NEW_STOP, agenda, card_rooms, cards_in, deck_of
from tests.study_answers import answer

TODAY = "2026-11-22"
outcomes = st.tuples(st.booleans(), st.sampled_from(["", "sure", "unsure", "guess"]), st.integers(-3, 20))


def _answers(told: list[tuple[int, bool, str, int]]) -> list[tuple[Answer, str]]:
    """Answers on days that mostly move on, now and then back, as after a clock that was set back."""
    made: list[tuple[Answer, str]] = []
    day = later(TODAY, -60)
    for number, (item, right, certainty, gap) in enumerate(told, 1):
        day = min(TODAY, later(day, gap))
        one = answer(f"1.1-{item:04d}", right=right, certainty=certainty, number=number, run_id=f"run-{number}")
        made.append((one, day))
    return made


histories = st.lists(
    st.tuples(st.integers(1, 12), st.booleans(), st.sampled_from(["", "sure", "unsure", "guess"]), st.integers(-4, 8)),
    max_size=60,
).map(_answers)


@st.composite
def decks(draw: st.DrawFn) -> dict[str, Card]:
    """Cards as any past might have left them."""
    cards: dict[str, Card] = {}
    for at in range(draw(st.integers(0, 40))):
        name = f"2.1-{at:04d}"
        if draw(st.booleans()):
            cards[name] = Card(name, 1, number=draw(st.integers(0, 500)))
            continue
        last = later(TODAY, draw(st.integers(-60, 3)))
        cards[name] = Card(
            name, draw(st.integers(0, 2)), draw(st.floats(0.01, 400)), draw(st.floats(1, 10)), last,
            draw(st.integers(1, 400)), last, 2, 1, draw(st.integers(0, 500)),
        )  # fmt: skip
    return cards


rooms_of_days = st.lists(st.integers(0, 12), min_size=0, max_size=100)


@given(histories)
def test_answering_again_changes_nothing(history: list[tuple[Answer, str]]) -> None:
    cards = after_answers({}, history)
    assert after_answers(cards, history) == {}
    # In parts it comes to the same as at once: a card is a fold over its answers.
    parts: dict[str, Card] = {}
    for one in history:
        parts.update(after_answers(parts, [one]))
    assert parts == cards


@given(histories)
def test_an_item_has_a_card_exactly_when_it_was_once_not_known_for_sure(history: list[tuple[Answer, str]]) -> None:
    cards = after_answers({}, history)
    assert set(cards) == {one.item_id for one, _ in history if not one.right or one.certainty in ("unsure", "guess")}
    for card in cards.values():
        days = [day for one, day in history if one.item_id == card.item_id]
        assert card.last_day in {"", *days}
        assert card.begun == (card.met > 0) == bool(card.last_day)
        assert card.lapses <= card.met
        assert not card.begun or card.begun_day <= card.last_day


@given(histories, st.integers(1, 90))
def test_no_interval_goes_past_the_day_before_the_exam(history: list[tuple[Answer, str]], ahead: int) -> None:
    exam = later(TODAY, ahead)
    for card in after_answers({}, history).values():
        assert card.due(exam) < exam
        assert card.due(exam) <= (card.due() or card.due(exam))
        assert (card.due_ms(exam) > 0) == card.begun


@given(histories)
def test_a_card_survives_the_store(history: list[tuple[Answer, str]]) -> None:
    for card in after_answers({}, history).values():
        assert card_from_plain(card.item_id, json.loads(json.dumps(card_to_plain(card)))) == card


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.floats(allow_nan=True) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(decks().filter(bool), st.data())
def test_a_damaged_card_is_a_new_one_or_a_sound_one(cards: dict[str, Card], data: st.DataObject) -> None:
    card = data.draw(st.sampled_from(list(cards.values())))
    content: dict[str, Any] = card_to_plain(card)
    content[data.draw(st.sampled_from(sorted(content)))] = data.draw(plain)
    told = cards_from([(card.item_id, content)])
    found = told.by_id[card.item_id]
    if told.restarted:
        assert found == Card(card.item_id, 0)
    # Whatever was read can be reviewed and told when it comes.
    one = answer(card.item_id, number=10**9, run_id="another run")
    after = reviewed(found, one, TODAY)
    assert after.begun
    assert after.due(later(TODAY, 30)) >= after.last_day


@given(outcomes, outcomes)
def test_a_better_answer_never_brings_a_card_back_sooner(first: Any, second: Any) -> None:
    begun = reviewed(Card("1.1-0001", 1), answer(right=first[0], certainty=first[1]), later(TODAY, -20))
    gap = max(0, second[2])
    after = [
        reviewed(begun, answer(right=right, certainty=certainty), later(later(TODAY, -20), gap))
        for right, certainty in ((False, ""), (True, "guess"), (True, "unsure"), (True, "sure"))
    ]
    assert [rating(answer(right=r, certainty=c)) for r, c in ((False, "sure"), (True, "guess"), (True, ""))] == [
        1,
        2,
        3,
    ]
    assert after[0].interval <= after[1].interval == after[2].interval <= after[3].interval
    soon = later(after[0].last_day, 1)
    assert retrievability(after[0], soon) <= retrievability(after[3], soon) <= 1


@given(decks(), rooms_of_days, st.integers(1, 100))
def test_a_day_holds_no_more_than_its_room_and_nothing_is_lost(
    cards: dict[str, Card], rooms: list[int], ahead: int
) -> None:
    exam = later(TODAY, ahead)
    told = agenda(deck_of(cards, dict.fromkeys(cards, 1), ()), TODAY, exam, rooms)
    assert [day.day for day in told.days] == [later(TODAY, at) for at in range(ahead)]
    for at, day in enumerate(told.days):
        assert day.room == (rooms[at] if at < len(rooms) else 0)
        assert min(day.reviews, day.final, day.new, day.waiting) >= 0
        assert day.reviews + day.final + day.new <= day.room
        assert not day.new or days_between(day.day, exam) >= NEW_STOP
        assert not day.final or days_between(day.day, exam) <= FINAL_DAYS
    today = [*told.reviews, *told.final, *told.new]
    assert len(today) == len(set(today))
    first = told.days[0]
    assert (len(told.reviews), len(told.final), len(told.new)) == (first.reviews, first.final, first.new)
    assert all(cards[one].begun for one in (*told.reviews, *told.final))
    waiting = [card for card in cards.values() if not card.begun]
    assert sum(day.new for day in told.days) + told.not_begun == len(waiting)
    due = {one.item_id for one in cards.values() if one.begun and later(one.last_day, one.interval) <= TODAY}
    changed = {one.item_id for one in cards.values() if one.begun and one.item_version < 1 and one.last_day < TODAY}
    assert set(told.reviews) <= due | changed
    assert len(told.reviews) == min(len(due | changed), first.room)


@given(decks(), st.integers(1, 60))
def test_with_room_enough_every_begun_card_is_met_in_the_last_days(cards: dict[str, Card], ahead: int) -> None:
    exam = later(TODAY, ahead)
    begun = {name: card for name, card in cards.items() if card.begun}
    deck = deck_of(begun, dict.fromkeys(begun, 1), ())
    told = agenda(deck, TODAY, exam, [200] * ahead)
    assert told.unmet == 0
    assert told.days[-1].waiting == 0
    if ahead <= FINAL_DAYS:
        # Live those days: each day what the agenda says, all answered right.
        met: set[str] = {name for name, card in begun.items() if days_between(card.last_day, exam) <= FINAL_DAYS}
        live = begun
        for at in range(ahead):
            day = later(TODAY, at)
            now = agenda(deck_of(live, dict.fromkeys(live, 1), ()), day, exam, [200] * (ahead - at))
            for name in (*now.reviews, *now.final):
                live = {**live, name: reviewed(live[name], answer(name), day)}
                met.add(name)
        assert met == set(begun)


@given(decks(), rooms_of_days, st.integers(1, 60), st.randoms(use_true_random=False))
def test_the_agenda_does_not_depend_on_the_order_of_the_cards(
    cards: dict[str, Card], rooms: list[int], ahead: int, chance: Any
) -> None:
    names = list(cards)
    chance.shuffle(names)
    other = {name: cards[name] for name in names}
    exam = later(TODAY, ahead)
    told = [agenda(deck_of(some, dict.fromkeys(some, 1), ()), TODAY, exam, rooms) for some in (cards, other)]
    assert told[0] == told[1]


@given(decks(), st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_cards_of_retired_and_sealed_items_rest_and_come_back(
    cards: dict[str, Card], gone: set[int], sealed: set[int]
) -> None:
    retired = {f"2.1-{at:04d}" for at in gone}
    kept = {f"2.1-{at:04d}" for at in sealed}
    versions = {name: 1 for name in cards if name not in retired}
    deck = deck_of(cards, versions, kept)
    assert dict(deck.resting) == {
        name: "retired" if name in retired else "sealed" for name in cards if name in retired | kept
    }
    assert {card.item_id for card in deck.active} == set(cards) - retired - kept
    told = agenda(deck, TODAY, later(TODAY, 20), [50] * 20)
    assert not (set(told.reviews) | set(told.final) | set(told.new)) & (retired | kept)
    assert deck_of(cards, dict.fromkeys(cards, 1), ()).resting == ()


@given(st.integers(-10, 2000), st.floats(10, 200))
def test_cards_take_no_more_than_the_minutes(minutes: int, seconds: float) -> None:
    assert cards_in(minutes, seconds) * seconds <= max(0, minutes) * 60


@given(st.lists(st.integers(0, 300), max_size=60), st.floats(10, 200), st.integers(0, 400), st.booleans())
def test_cards_leave_the_day_to_what_was_never_met(
    minutes: list[int], seconds: float, unmet: int, bounded: bool
) -> None:
    rooms = card_rooms(minutes, seconds, unmet, bounded)
    assert len(rooms) == len(minutes)
    for at, (least, room) in enumerate(zip(minutes, rooms, strict=True)):
        assert room * seconds <= least * 60
        last = bounded and at == len(minutes) - 1
        if unmet > 0 and not last:
            assert room * seconds <= least * 60 * BREADTH_SHARE
        unmet -= cards_in(least, seconds) - room
    calm = card_rooms(minutes, seconds, 0, bounded)
    assert all(few <= many for few, many in zip(rooms, calm, strict=True))


def test_a_clock_that_was_set_back_unlearns_nothing() -> None:
    card = reviewed(Card("1.1-0001", 1), answer(), TODAY)
    before = reviewed(card, answer(number=2), later(TODAY, -30))
    assert before.last_day == TODAY
    assert before == reviewed(card, answer(number=2), TODAY)
    told = agenda(deck_of({card.item_id: card}, {card.item_id: 1}, ()), later(TODAY, -30), "", [10] * 28)
    assert told.reviews == ()


def test_a_corrected_rehearsal_counts_once() -> None:
    missed = answer(right=False, number=1, run_id="attempt")
    cards = after_answers({}, [(missed, TODAY)])
    assert after_answers(cards, [(replace(missed, number=7), TODAY)]) == {}


def test_a_question_that_was_never_shown_makes_no_card() -> None:
    assert after_answers({}, [(answer(right=False, choices=(), visits=0), TODAY)]) == {}
