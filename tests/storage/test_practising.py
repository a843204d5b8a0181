"""Practice and rehearsals against the real store: kept through a restart, taken over, never counted twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cehrs_desktop.application import practising
from cehrs_desktop.application.results import close_attempt
from cehrs_desktop.application.study_log import catch_up
from cehrs_desktop.storage.store import SqlAttemptStore
from cehrs_desktop.study import practice_run as runs
from cehrs_desktop.study.drawing import Drawn
from cehrs_desktop.study.past_sums import pasts_of
from cehrs_desktop.study.practice import Feedback, Wish
from cehrs_desktop.study.profile import Profile
from tests.building import BankSource, moment
from tests.ended_attempts import BLUEPRINT, Plan, bank, sit
from tests.storage.conftest import Opener

WHO = "candidate-1"
SOURCE = BankSource(bank(), BLUEPRINT)


def rehearsed(store: SqlAttemptStore) -> SqlAttemptStore:
    """The same store, in which one exam was sat to its end."""
    stored = sit(Plan(unseen=frozenset({9}), blank=frozenset({5}), changed=frozenset({3}))).stored
    store.create(stored.attempt, stored.items)
    store.append(stored.attempt.id, 0, stored.events)
    close_attempt(store, stored.attempt.id)
    store.study.keep_study_profile(WHO, Profile(sealed=0))
    return store


def begun(store: SqlAttemptStore, wish: Wish, set_id: str = "set-1") -> tuple[runs.PracticeRun, Drawn]:
    stock = practising.stock_of(store, store.study, SOURCE, WHO, "2026-11-22")
    chosen = practising.drawn(stock, wish, set_id)
    return practising.begin(store.study, stock, WHO, wish, chosen, set_id, moment()), chosen


def test_a_rehearsal_is_taken_over_once_and_its_misses_can_be_practised(opened: Opener) -> None:
    store = rehearsed(opened())
    assert catch_up(store, store.study, WHO) == ("attempt-1",)
    assert catch_up(store, store.study, WHO) == ()
    answers = store.study.answers(WHO)
    assert (len(answers), sum(answer.visits > 0 for answer in answers)) == (125, 124)
    _, chosen = begun(store, Wish(items=150, pools=("missed",), missed_in=1))
    assert {slot.item_id for slot in chosen.slots} == {
        answer.item_id for answer in answers if answer.visits and not answer.right
    }


@pytest.mark.parametrize("feedback", ["each", "end"])
def test_a_set_goes_on_in_the_next_run_of_the_program(opened: Opener, feedback: Feedback) -> None:
    store = rehearsed(opened())
    run, _ = begun(store, Wish(items=4, minutes=9, feedback=feedback))
    run = runs.say(runs.choose(run, run.item.key.id, moment(5)), "guess")
    run = practising.keep_answer(store.study, run, moment(6))
    store.shut()
    store = opened()
    again = practising.open_run(store, store.study, WHO)
    assert again is not None
    assert again == replace(run, tasks=again.tasks, clock=again.clock, position=2, paused=True), (
        "all that was kept, and what was met before"
    )
    assert again.left_ms(moment(run="later")) == 9 * 60_000 - 6000
    again = runs.go_on(again, moment(run="later"))
    again = practising.keep_answer(store.study, runs.choose(again, "b", moment(1, "later")), moment(2, "later"))
    again = practising.end(store.study, again, moment(3, "later"))
    assert practising.open_run(store, store.study, WHO) is None
    assert practising.past_run(store, store.study, "set-1").answers == again.answers
    ordinals = {one.id: one.ordinal for one in store.study.runs(WHO)}
    assert dict(store.study.item_pasts(WHO)) == pasts_of(store.study.answers(WHO), ordinals)
