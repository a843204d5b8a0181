"""Rehearsals become answers: every question once, with its time, and again only when something changed."""

from __future__ import annotations

from dataclasses import replace

from cehrs_desktop.application.ports import KeyCorrection, StoredAttempt
from cehrs_desktop.application.study_log import catch_up
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from tests.building import MemoryAttemptStore
from tests.ended_attempts import STARTED_MS, Plan, bank
from tests.study_memory import MemoryStudy
from tests.unit.application.test_standing import Shelf, keep

WHO = "candidate-1"


class CountingShelf(Shelf):
    """A store that counts how often attempts are loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []

    def load(self, attempt_id: str) -> StoredAttempt:
        self.loads.append(attempt_id)
        return super().load(attempt_id)


def caught_up(plan: Plan) -> tuple[MemoryAttemptStore, MemoryStudy, tuple[Answer, ...]]:
    store, study = Shelf(), MemoryStudy()
    keep(store, "one", plan, 0)
    assert catch_up(store, study, WHO) == ("one",)
    return store, study, study.answers(WHO)


def test_every_question_of_an_exam_is_an_answer_with_what_is_known_of_it() -> None:
    plan = Plan(
        blank=frozenset({4}),
        unseen=frozenset({100}),
        marked=frozenset({7}),
        changed=frozenset({9}),
        seconds={3: 75, 125: 1},
    )
    store, _, answers = caught_up(plan)
    stored = store.load("one")
    assert [answer.position for answer in answers] == list(range(1, 126))
    assert [answer.item_id for answer in answers] == [slot.item_id for slot in stored.attempt.form.slots]
    assert sum(answer.right for answer in answers if answer.scored) == sum(plan.right.values())
    assert sum(answer.scored for answer in answers) == 100
    assert {answer.place for answer in answers} == {"rehearsal"}
    by_place = {answer.position: answer for answer in answers}
    assert by_place[3].spent_ms == 75_000
    assert by_place[4].blank
    assert not by_place[4].right
    assert (by_place[100].visits, by_place[100].blank) == (0, True)
    assert by_place[7].marked
    assert by_place[9].changed
    assert not any(answer.timed_out or answer.seen_before for answer in answers)
    assert all(STARTED_MS <= answer.at_ms <= STARTED_MS + 125 * 60_000 for answer in answers)


def test_who_runs_out_of_time_is_told_from_who_left_a_question_blank() -> None:
    _, study, answers = caught_up(Plan(minutes=10, blank=frozenset({2}), right={"1": 3}))
    reached = [answer for answer in answers if answer.visits]
    assert len(reached) == 15
    assert len(answers) == 125
    assert all(answer.timed_out for answer in answers if not answer.visits)
    # The one on the screen when time was over, and one that could have been gone back to.
    assert [answer.position for answer in reached if answer.timed_out] == [2, 15]
    assert set(study.item_pasts(WHO)) == {answer.item_id for answer in reached}, "what was not reached was not met"


def test_of_an_exam_that_was_given_up_only_what_was_on_the_screen_is_taken_over() -> None:
    _, _, answers = caught_up(Plan(abandoned=True, unseen=frozenset(range(11, 126))))
    assert [answer.position for answer in answers] == list(range(1, 11))


def test_a_right_answer_that_was_left_for_a_wrong_one_is_known() -> None:
    _, study, answers = caught_up(Plan(changed=frozenset({1, 2, 3})))
    assert not any(answer.left_right for answer in answers), "wrong was left for something else"
    store, keyed = Shelf(), {item.id: item for item in bank()}
    keep(store, "two", Plan(changed=frozenset({1}), blank=frozenset(range(2, 126)), right={}), 0)
    first = store.load("two").attempt.form.slots[0]
    wrong = [option.id for option in keyed[first.item_id].options if not option.is_key]
    # What was chosen first proved right too, and what it was changed to did not.
    store.correct(KeyCorrection(0, 0, first.item_id, 1, "accept", wrong[2], "made up"), ())
    catch_up(store, study, WHO)
    answer = study.answers(WHO, "two")[0]
    assert (answer.choices, answer.right, answer.left_right) == ((wrong[2], wrong[1]), False, True)


def test_catching_up_twice_changes_nothing_and_loads_nothing() -> None:
    store, study = CountingShelf(), MemoryStudy()
    keep(store, "one", Plan(), 0)
    keep(store, "two", Plan(), 3)
    assert catch_up(store, study, WHO) == ("one", "two")
    before, past = study.answers(WHO), study.item_pasts(WHO)
    store.loads.clear()
    assert catch_up(store, study, WHO) == ()
    assert store.loads == []
    assert study.answers(WHO) == before
    assert study.item_pasts(WHO) == past
    assert all(answer.seen_before == (answer.run_id == "two") for answer in before)
    assert {one.times for one in past.values()} == {2}


def test_an_exam_that_is_open_waits_and_one_that_was_declined_holds_nothing() -> None:
    store, study = Shelf(), MemoryStudy()
    keep(store, "one", Plan(), 0)
    store.close("one", "open", None)
    assert catch_up(store, study, WHO) == ()
    attempt = store.load("one")
    store.create(replace(attempt.attempt, id="two"), attempt.items)
    store.close("two", "declined", None)
    assert catch_up(store, study, WHO) == ("two",)
    assert study.answers(WHO) == ()
    assert catch_up(store, study, WHO) == ()


def test_a_damaged_exam_takes_no_other_along_and_is_tried_again() -> None:
    store, study = Shelf(), MemoryStudy()
    keep(store, "one", Plan(), 0)
    keep(store, "two", Plan(), 1)
    store.damaged = "one"
    assert catch_up(store, study, WHO) == ("two",)
    assert catch_up(store, study, WHO) == ()
    assert not any(answer.seen_before for answer in study.answers(WHO))
    store.damaged = ""
    assert catch_up(store, study, WHO) == ("one", "two"), "what came before makes the later meetings repeats"
    assert all(answer.seen_before for answer in study.answers(WHO, "two"))


def test_a_corrected_key_is_taken_over_and_what_the_learner_confirmed_stays() -> None:
    store, study, answers = caught_up(Plan())
    wrong = next(answer for answer in answers if answer.scored and not answer.right)
    dropped = next(answer for answer in answers if answer.scored and answer.right)
    study.confirm_cause(wrong.number, "misread")
    store.correct(KeyCorrection(0, 0, wrong.item_id, 1, "accept", wrong.choices[-1], "made up"), ())
    store.correct(KeyCorrection(0, 0, dropped.item_id, 1, "drop", None, "made up"), ())
    assert catch_up(store, study, WHO) == ("one",)
    after = {answer.position: answer for answer in study.answers(WHO)}
    assert after[wrong.position] == replace(wrong, right=True, cause="misread")
    assert after[dropped.position] == replace(dropped, scored=False)
    changed = {wrong.position, dropped.position}
    assert all(after[answer.position] == answer for answer in answers if answer.position not in changed)


def test_what_was_practised_before_an_exam_is_no_first_meeting_there() -> None:
    store, study, item = Shelf(), MemoryStudy(), bank()[0]
    early = PracticeSet("set", WHO, "practice", STARTED_MS - 5, Wish(), (SetSlot(item.id, 1, tuple("abcd")),))
    study.begin_set(early, (item,))
    given = Answer(item.id, 1, "1", "1.1", "practice", "set", 1, STARTED_MS - 5, ("a",), False, 1000)
    study.keep_answer(WHO, given, 1000)
    keep(store, "one", Plan(), 0)
    catch_up(store, study, WHO)
    assert [answer.item_id for answer in study.answers(WHO, "one") if answer.seen_before] == [item.id]
