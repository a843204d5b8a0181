"""The day: what comes first, how it fits into the minutes, and what odd days do."""

from __future__ import annotations

from dataclasses import replace

from cehrs_desktop.study.cards import Card, after_answers, reviewed
from cehrs_desktop.study.days import later
from cehrs_desktop.study.past import ItemPast
from cehrs_desktop.study.plan import Situation
from cehrs_desktop.study.today import Today, results_of, today_of
from tests.building import full_bank, full_blueprint
from tests.study_answers import BEGUN_MS, answer

TODAY = "2026-11-22"  # A Sunday.
BLUEPRINT = full_blueprint()
ITEMS = {item.id: item for item in full_bank()}
NAMES = sorted(ITEMS, key=lambda name: (name[::-1], name))  # Mixed over the domains.


def situation(ahead: int | None = 28, minutes: int = 60, sealed: tuple[str, ...] = ()) -> Situation:
    exam = "" if ahead is None else later(TODAY, ahead)
    return Situation(TODAY, exam, (minutes,) * 7, 4, BLUEPRINT, (), sealed, TODAY)


def pasts(count: int, cause: str = "") -> dict[str, ItemPast]:
    return {
        name: ItemPast(name, 1, 1, False, BEGUN_MS, False, BEGUN_MS, 45_000, cause=cause)  # pyright: ignore[reportArgumentType]
        for name in NAMES[:count]
    }


def due_cards(count: int) -> dict[str, Card]:
    missed = [(answer(name, right=False, number=n), later(TODAY, -9)) for n, name in enumerate(NAMES[:count], 1)]
    waiting = after_answers({}, missed)
    return {name: reviewed(card, answer(name, number=99), later(TODAY, -8)) for name, card in waiting.items()}


def kinds(day: Today) -> list[str]:
    return [task.kind for task in day.tasks]


def total(day: Today) -> int:
    return sum(task.minutes for task in day.tasks)


def test_a_new_learner_finds_out_where_they_stand() -> None:
    day = today_of(situation(), ITEMS, {}, {}, ())
    assert kinds(day) == ["practice"]
    wish = day.tasks[0].wish
    assert wish is not None
    assert wish.blueprint
    assert wish.pools == ("never_seen",)
    assert day.tasks[0].reasons[0].code == "find_out"
    assert total(day) <= 60


def test_due_cards_come_first_then_new_ones_then_a_set() -> None:
    cards = due_cards(12) | {name: Card(name, 1, number=n) for n, name in enumerate(NAMES[20:40])}
    day = today_of(situation(), ITEMS, pasts(100), cards, ())
    assert kinds(day) == ["reviews", "new_cards", "practice"]
    assert set(day.tasks[0].item_ids) == set(NAMES[:12])
    assert total(day) <= 61
    assert day.tasks[2].wish is not None
    assert day.tasks[2].wish.domains == ("1", "2")


def test_a_rehearsal_goes_before_everything_and_leaves_no_room_in_a_short_day() -> None:
    made = today_of(situation(ahead=6, minutes=60, sealed=("form-9",)), ITEMS, pasts(100), due_cards(12), ())
    dress = next(day for day in made.plan.days if day.form_id)
    on_the_day = replace(situation(ahead=6, sealed=("form-9",)), today=dress.day)
    day = today_of(on_the_day, ITEMS, pasts(100), due_cards(12), ())
    assert kinds(day)[0] == "rehearsal"
    assert day.tasks[0].form_id == "form-9"
    assert kinds(day) == ["rehearsal"]
    assert any(reason.code == "rehearsal_longer" for reason in day.reasons)
    # A few minutes of practice before it do not take it off the day.
    assert kinds(today_of(on_the_day, ITEMS, pasts(100), due_cards(12), (), minutes_done=5)) == ["rehearsal"]
    # Once it was sat, its form is sealed no longer, and no other one is put on the same day.
    assert "rehearsal" not in kinds(today_of(replace(on_the_day, sealed=()), ITEMS, pasts(100), {}, ()))


def test_days_without_study_say_why() -> None:
    assert kinds(today_of(situation(ahead=0), ITEMS, pasts(100), due_cards(12), ())) == ["rest"]
    assert kinds(today_of(situation(minutes=0), ITEMS, pasts(100), due_cards(12), ())) == ["rest"]
    assert kinds(today_of(situation(ahead=1), ITEMS, pasts(100), {}, ())) == ["rest"]
    assert kinds(today_of(situation(ahead=1), ITEMS, pasts(100), due_cards(12), ())) == ["reviews"]
    done = today_of(situation(), ITEMS, pasts(100), {}, (), minutes_done=60)
    assert done.tasks[0].reasons[0].code == "done_today"


def test_the_eve_brings_nothing_new_but_what_was_missed() -> None:
    missed = {name: replace(one, missed_run=1) for name, one in pasts(100).items()}
    day = today_of(situation(ahead=1, minutes=30), ITEMS, missed, due_cards(12), ())
    assert kinds(day) == ["reviews", "practice"]
    wish = day.tasks[1].wish
    assert wish is not None
    assert wish.pools == ("missed",)
    assert [reason.code for reason in day.tasks[1].reasons] == ["missed_again"]
    assert total(day) <= 31
    # What is sealed or was missed too little makes no set.
    assert kinds(today_of(situation(ahead=1), ITEMS, missed, {}, set(ITEMS))) == ["rest"]


def test_sets_go_round_the_subtopics_and_cards_wait_until_each_was_met() -> None:
    met = pasts(len(ITEMS))
    early = today_of(situation(), ITEMS, {n: one for n, one in met.items() if n[0] == "1"}, due_cards(40), ())
    everything = today_of(situation(), ITEMS, met, due_cards(40), ())
    assert len(early.tasks[0].item_ids) < len(everything.tasks[0].item_ids)
    for day in (early, everything):
        wish = day.tasks[-1].wish
        assert wish is not None
        assert wish.subtopics_in_turn
        assert total(day) <= 61


def test_an_exam_in_the_past_keeps_the_cards_going_without_a_bound() -> None:
    day = today_of(situation(ahead=-5), ITEMS, pasts(100), due_cards(12), ())
    assert day.plan.state == "past"
    assert "reviews" in kinds(day)
    assert any(reason.code == "date_past" and reason.numbers == (5,) for reason in day.reasons)
    assert kinds(today_of(situation(ahead=None), ITEMS, pasts(100), due_cards(12), ()))[0] == "reviews"


def test_nothing_of_a_sealed_form_and_nothing_retired_comes() -> None:
    sealed = set(NAMES[:6])
    bank = {name: item for name, item in ITEMS.items() if name != NAMES[7]}
    day = today_of(situation(), bank, pasts(100), due_cards(12), sealed)
    assert not set(day.tasks[0].item_ids) & (sealed | {NAMES[7]})
    assert any(reason.code == "cards_resting" and reason.numbers == (1, 6) for reason in day.reasons)


def test_minutes_already_done_come_off_the_day() -> None:
    day = today_of(situation(), ITEMS, pasts(100), due_cards(30), (), minutes_done=40)
    assert total(day) <= 21


def test_misses_from_time_make_sets_timed() -> None:
    day = today_of(situation(), ITEMS, pasts(100, "out_of_time"), {}, ())
    wish = day.tasks[-1].wish
    assert wish is not None
    assert wish.minutes == wish.items
    assert any(reason.code == "pace" for reason in day.tasks[-1].reasons)
    calm = today_of(situation(), ITEMS, pasts(100, "knowledge"), {}, ())
    assert calm.tasks[-1].wish is not None
    assert calm.tasks[-1].wish.minutes == 0


def test_first_answers_make_the_results() -> None:
    told = {one.domain: one for one in results_of(pasts(400, "misread"), ITEMS)}
    assert all(one.right == 0 and one.causes == {"misread": one.count} for one in told.values())


def test_a_clock_set_back_is_told_and_keeps_the_cards() -> None:
    cards = {name: replace(card, last_day=later(TODAY, 30)) for name, card in due_cards(3).items()}
    day = today_of(situation(), ITEMS, pasts(100), cards, ())
    assert any(reason.code == "clock_back" and reason.numbers == (30,) for reason in day.reasons)
    assert len(day.deck.active) == 3
