"""Practice against a store: what is drawn, what is kept, what is remembered, what rests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cehrs_desktop.application import practising
from cehrs_desktop.application.exposing import exposure_now, sealed_now
from cehrs_desktop.application.ports import KeyCorrection
from cehrs_desktop.application.remembering import remembered
from cehrs_desktop.application.sitting import begin_attempt
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.psychometrics.parameters import THETA_CUT, ParameterSet
from cehrs_desktop.study import practice_run as runs
from cehrs_desktop.study.practice import Wish
from cehrs_desktop.study.profile import Note, Profile
from tests.building import (
    CANDIDATE,
    BankSource,
    SteppingClock,
    full_bank,
    full_blueprint,
    make_item,
    moment,
)
from tests.fixed_forms import two_forms
from tests.study_memory import MemoryStudy
from tests.unit.application.test_standing import Shelf

TODAY = "2026-11-22"
WHO = CANDIDATE.id


class CountedSource(BankSource):
    """An item source that counts how often its items are made."""

    made = 0

    def items(self) -> tuple[Item, ...]:
        self.made += 1
        return super().items()


class Place:
    """A learner's computer with two forms in the pack, of which none stays sealed unless it is said."""

    def __init__(self, sealed: int = 0) -> None:
        bank = full_bank(spare=30)
        self.store, self.study = Shelf(), MemoryStudy()
        self.source = BankSource(bank, full_blueprint(), fixed=two_forms(bank))
        self.study.keep_study_profile(WHO, Profile(sealed=sealed))

    def stock(self) -> practising.Stock:
        return practising.stock_of(self.store, self.study, self.source, WHO, TODAY)

    def begin(self, wish: Wish, set_id: str = "set-1") -> runs.PracticeRun:
        stock = self.stock()
        chosen = practising.drawn(stock, wish, set_id)
        return practising.begin(self.study, stock, WHO, wish, chosen, set_id, moment())

    def sit(self, which: int, *, to_its_end: bool) -> None:
        sitting = begin_attempt(
            self.store,
            self.source,
            SteppingClock(),
            CANDIDATE,
            Rules(),
            attempt_id=f"attempt-{which}",
            seed="x",
            fixed=self.source.fixed[which],
        )
        sitting.do(c.ConfirmName(at=moment()), c.AcceptAgreement(at=moment()), c.StartExam(at=moment()))
        if to_its_end:
            sitting.do(c.SubmitExam(at=moment(9)))
            self.store.close(f"attempt-{which}", "complete", None)

    def form(self, which: int) -> set[str]:
        return {slot.item_id for slot in self.source.fixed[which].form.slots}


def test_a_set_is_kept_with_its_items_and_its_answers_and_gone_on_with() -> None:
    place = Place()
    run = place.begin(Wish(items=5, minutes=10))
    run = runs.say(runs.choose(run, run.item.key.id, moment(3)), "unsure")
    run = practising.keep_answer(place.study, run, moment(4))
    assert run.answer is not None
    assert (run.answer.number, run.answer.right, run.answer.certainty, run.answer.spent_ms) == (1, True, "unsure", 4000)
    again = practising.open_run(place.store, place.study, WHO)
    assert again is not None
    assert (again.items, again.answers, again.spent_ms(), again.position) == (run.items, run.answers, 4000, 2)
    ended = practising.end(place.study, again, moment(9, "another run"))
    assert practising.open_run(place.store, place.study, WHO) is None
    past = practising.past_run(place.store, place.study, "set-1")
    assert past.over
    assert past.answers == ended.answers


def test_a_set_goes_on_with_its_own_items_when_the_pack_has_lost_them() -> None:
    place = Place()
    run = place.begin(Wish(items=5))
    place.source = replace(place.source, bank=(), fixed=())
    again = practising.open_run(place.store, place.study, WHO)
    assert again is not None
    assert again.items == run.items
    again = runs.go_on(again, moment(run="later"))
    again = practising.keep_answer(place.study, runs.choose(again, "a", moment(1, "later")), moment(1, "later"))
    assert again.answered == 1


def test_the_wish_is_remembered_and_nothing_else_of_the_profile_is_touched() -> None:
    place = Place()
    place.study.keep_study_profile(WHO, Profile(exam_date="2027-01-05", sealed=0, choices={"lists": 1}))
    assert practising.last_wish(place.study, WHO) == Wish()
    wish = Wish(items=3, domains=("2",), feedback="end", minutes=4)
    practising.remember_wish(place.study, WHO, wish)
    assert practising.last_wish(place.study, WHO) == wish
    # What the plan wishes is nobody's choice.
    place.begin(Wish(items=2, domains=("1",)))
    assert practising.last_wish(place.study, WHO) == wish
    kept = place.study.study_profile(WHO)
    assert (kept.exam_date, kept.choices["lists"]) == ("2027-01-05", 1)


def test_a_set_of_nothing_is_not_begun() -> None:
    place = Place()
    with pytest.raises(practising.NothingToPractise):
        place.begin(Wish(items=3, pools=("bookmarked",)))
    assert place.study.open_set(WHO) is None


def test_no_item_of_a_sealed_form_or_of_an_open_exam_is_ever_drawn() -> None:
    place = Place(sealed=1)
    ids, items = sealed_now(place.store, place.study, place.source, WHO, TODAY)
    assert (ids, items) == ((place.source.fixed[1].form.name,), frozenset(place.form(1)))
    whole = practising.drawn(place.stock(), Wish(items=10_000), "s")
    assert not {slot.item_id for slot in whole.slots} & place.form(1)
    assert {slot.item_id for slot in whole.slots} >= place.form(0)
    place.sit(0, to_its_end=False)
    whole = practising.drawn(place.stock(), Wish(items=10_000), "s")
    assert not {slot.item_id for slot in whole.slots} & (place.form(0) | place.form(1))
    with pytest.raises(practising.NothingToPractise):
        practising.begin_review(place.study, place.stock(), WHO, sorted(place.form(0)), "r", moment())


def test_an_exam_that_is_open_keeps_its_items_even_when_it_cannot_be_read() -> None:
    place = Place()
    place.sit(0, to_its_end=False)
    place.store.damaged = "attempt-0"
    assert place.stock().sealed == frozenset(place.form(0))


def test_a_remembered_source_is_read_once() -> None:
    place = Place()
    counted = CountedSource(place.source.bank, place.source.blueprint, fixed=place.source.fixed)
    once = remembered(counted)
    assert remembered(once) is once
    stock = practising.stock_of(place.store, place.study, once, WHO, TODAY)
    again = practising.stock_of(place.store, place.study, once, WHO, TODAY)
    assert counted.made == 1
    assert (stock.items, stock.exposure) == (again.items, again.exposure)
    assert (once.pack_id, once.item_count) == (counted.pack_id, len(counted.bank))
    assert once.stale_count("2030-01-01") == counted.stale_count("2030-01-01")
    assert practising.stock_of(place.store, place.study, counted, WHO, TODAY).exposure == stock.exposure


def test_a_form_that_was_sat_feeds_practice_and_another_one_is_not_sealed_in_its_place_once_worn() -> None:
    place = Place(sealed=1)
    place.sit(1, to_its_end=True)
    stock = place.stock()
    assert stock.sealed == frozenset(place.form(0)), "the other one, of which nothing was met"
    whole = practising.drawn(stock, Wish(items=10_000), "s")
    assert {slot.item_id for slot in whole.slots} >= place.form(1)
    left = exposure_now(place.store, place.study, place.source, WHO, TODAY)
    assert (left.forms_sat, left.forms_unseen, left.forms_sealed) == (1, 1, 1)
    assert left.items_unseen == left.items - 125


def test_a_rehearsal_is_in_the_stock_as_soon_as_it_is_over() -> None:
    place = Place()
    place.sit(0, to_its_end=True)
    stock = place.stock()
    # One question was on the screen, and left blank.
    assert len(stock.pasts) == 1
    missed = practising.drawn(stock, Wish(items=5, pools=("missed",), missed_in=1), "s")
    assert {slot.item_id for slot in missed.slots} == set(stock.pasts)
    run = practising.begin(place.study, stock, WHO, Wish(), missed, "set-1", moment(20))
    run = practising.keep_answer(place.study, runs.choose(run, "a", moment(21)), moment(21))
    assert run.answer is not None
    assert run.answer.seen_before


def test_whether_an_item_was_met_before_is_known_after_a_break_too() -> None:
    place = Place()
    first = place.begin(Wish(items=2))
    first = practising.keep_answer(place.study, runs.choose(first, "a", moment(1)), moment(1))
    practising.end(place.study, first, moment(2))
    known = first.items[0].id
    run, resting = practising.begin_review(
        place.study, place.stock(), WHO, (known, "gone", first.items[1].id, known), "r", moment(3)
    )
    assert (resting, [item.id for item in run.items]) == (("gone",), [known, first.items[1].id])
    assert run.practice.place == "review"
    again = practising.open_run(place.store, place.study, WHO)
    assert again is not None
    assert again.met == run.met == frozenset({known})


def test_a_dropped_item_is_not_drawn_and_one_with_a_second_right_answer_is_right() -> None:
    place = Place()
    items = place.source.bank
    place.store.correct(KeyCorrection(0, 0, items[0].id, 1, "drop", None, "made up"), ())
    other = next(option.id for option in items[1].options if not option.is_key)
    place.store.correct(KeyCorrection(0, 0, items[1].id, 1, "accept", other, "made up"), ())
    stock = place.stock()
    whole = practising.drawn(stock, Wish(items=10_000), "s")
    assert items[0].id not in {slot.item_id for slot in whole.slots}
    run, _ = practising.begin_review(place.study, stock, WHO, (items[1].id,), "r", moment())
    run = practising.keep_answer(place.study, runs.choose(run, other, moment(1)), moment(1))
    assert run.answer is not None
    assert run.answer.right


def test_bookmarks_are_a_pool() -> None:
    place = Place()
    place.study.keep_note(WHO, Note(place.source.bank[4].id, "", bookmarked=True, changed_ms=0))
    place.study.keep_note(WHO, Note(place.source.bank[5].id, "words", bookmarked=False, changed_ms=0))
    found = practising.drawn(place.stock(), Wish(items=5, pools=("bookmarked",)), "s")
    assert [slot.item_id for slot in found.slots] == [place.source.bank[4].id]


def test_a_pause_is_kept_and_a_set_that_is_over_is_left_alone() -> None:
    place = Place()
    run = practising.pause(place.study, place.begin(Wish(items=2)), moment(7))
    assert place.study.load_set("set-1").spent_ms == 7000
    ended = practising.end(place.study, runs.go_on(run, moment(100)), moment(101))
    assert place.study.load_set("set-1").spent_ms == 8000
    assert practising.pause(place.study, ended, moment(200)) == ended
    assert practising.keep_answer(place.study, ended, moment(200)) == ended


def test_with_feedback_at_the_end_going_on_keeps_what_was_chosen() -> None:
    place = Place()
    run = place.begin(Wish(items=3, feedback="end"))
    run = practising.move(place.study, runs.choose(run, "a", moment(1)), 2, moment(2))
    assert [answer.choices for answer in place.study.answers(WHO)] == [("a",)]
    run = practising.move(place.study, run, 1, moment(3))
    run = practising.move(place.study, runs.choose(run, "b", moment(4)), 3, moment(5))
    assert [answer.choices for answer in place.study.answers(WHO)] == [("a", "b")]
    ended = practising.end(place.study, run, moment(6))
    assert [answer.visits for answer in ended.answers if answer] == [2, 1, 1]
    assert [answer.blank for answer in ended.answers if answer] == [False, True, True]
    assert not any(answer.timed_out for answer in ended.answers if answer)


def test_who_stops_a_set_with_feedback_has_not_missed_the_open_question() -> None:
    place = Place()
    run = place.begin(Wish(items=3))
    ended = practising.end(place.study, run, moment(6))
    assert ended.answers == (None, None, None)
    assert place.study.answers(WHO) == ()


def test_the_word_for_an_item_is_about_a_person_at_the_pass_line() -> None:
    parameters = ParameterSet("p", THETA_CUT, 1.0, 0.0, ())
    words = {
        rating: practising.difficulty_word(make_item("1.1-001", ratings=(rating,)), parameters)
        for rating in (0.3, 0.49, 0.51, 0.74, 0.76, 0.95)
    }
    assert words == {0.3: "hard", 0.49: "hard", 0.51: "medium", 0.74: "medium", 0.76: "easy", 0.95: "easy"}
    calibrated = replace(make_item("1.1-001", ratings=(0.95,)), calibrated_b=2.0)
    assert practising.difficulty_word(calibrated, parameters) == "hard"
