"""What "Where I stand" is made of: what counts, what must not, and that nothing is claimed of a learner who is new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cehrs_desktop.application.insight import Standing, sorted_misses, standing_of
from cehrs_desktop.application.ports import AttemptDamaged, StoredAttempt
from cehrs_desktop.application.results import AttemptRecord, close_attempt, read_record
from cehrs_desktop.application.standing import PRACTICE_COUNTS, standing_at
from cehrs_desktop.application.study_log import catch_up
from cehrs_desktop.exam.items import Item
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.study.practice import PracticeSet, SetSlot, Wish
from cehrs_desktop.study.shares import Share
from tests.building import BankSource, MemoryAttemptStore, make_item
from tests.ended_attempts import BLUEPRINT, STARTED_MS, Plan, bank, parameters, sit
from tests.study_answers import DAY_MS, answer
from tests.study_memory import MemoryStudy

LEARNER = "candidate-1"
EXTRA = tuple(make_item(f"{1 + n % 5}.1-9{n:02d}", ratings=(0.65,)) for n in range(60))
SOURCE = BankSource((*bank(), *EXTRA), BLUEPRINT, parameters(bank()))
EXAM_LIKE = Wish(items=20, minutes=20, feedback="end", blueprint=True)


class Shelf(MemoryAttemptStore):
    """A store that can be told to lose an attempt."""

    damaged = ""

    def load(self, attempt_id: str) -> StoredAttempt:
        if attempt_id == self.damaged:
            raise AttemptDamaged("memory", attempt_id)
        return super().load(attempt_id)


@pytest.fixture
def store() -> Shelf:
    return Shelf()


@pytest.fixture
def study() -> MemoryStudy:
    return MemoryStudy()


def rehearse(store: Shelf, name: str, plan: Plan, days: int = 0) -> AttemptRecord:
    stored = sit(plan).stored
    attempt = replace(stored.attempt, id=name, created_ms=STARTED_MS + days * DAY_MS)
    store.create(attempt, stored.items)
    shifted = [
        replace(event, at=Instant(event.at.wall_ms + days * DAY_MS, event.at.awake_ms, event.at.run))
        for event in stored.events
    ]
    store.append(name, 0, shifted)
    close_attempt(store, name)
    return read_record(store, name)


def practise(study: MemoryStudy, name: str, items: tuple[Item, ...], wish: Wish, *, right: int, days: int = 1) -> None:
    begun = STARTED_MS + days * DAY_MS
    slots = tuple(SetSlot(item.id, item.version, tuple(option.id for option in item.options)) for item in items)
    study.begin_set(PracticeSet(name, LEARNER, "practice", begun, wish, slots), items)
    for position, item in enumerate(items, 1):
        knows = position <= right
        wrong = next(option.id for option in item.options if not option.is_key)
        given = answer(
            item.id,
            place="practice",
            run_id=name,
            position=position,
            at_ms=begun + position * 60_000,
            choices=(item.key.id if knows else wrong,),
            right=knows,
        )
        study.keep_answer(LEARNER, given, position * 60_000)
    study.end_set(name, 60_000 * len(items))


def told(store: Shelf, study: MemoryStudy, now_ms: int = STARTED_MS + 2 * DAY_MS) -> Standing:
    catch_up(store, study, LEARNER)
    return standing_of(store, study, SOURCE, LEARNER, now_ms, "2026-11-26")


def test_nothing_is_claimed_of_a_new_learner(store: Shelf, study: MemoryStudy) -> None:
    new = told(store, study)
    assert new.readiness.chance is None
    assert new.pace is new.quarters is new.times is None
    assert all(not one.points for one in new.trend)
    assert new.changes.changed == new.marks.marked == new.answers == 0
    assert new.exposure is not None
    assert new.exposure.items_unseen == len(SOURCE.bank)


def test_a_rehearsal_says_the_same_here_as_in_its_report(store: Shelf, study: MemoryStudy) -> None:
    record = rehearse(store, "one", Plan(changed=frozenset({3, 4}), marked=frozenset({5})))
    reported = standing_at(store, record)
    assert reported is not None
    assert record.ended_ms is not None
    now = told(store, study, record.ended_ms)
    assert now.readiness.chance is not None
    assert now.readiness.chance.items == reported.items == 100
    assert now.readiness.chance.chance == pytest.approx(reported.chance, abs=1e-3)
    assert (now.readiness.rehearsals, now.readiness.sets) == (1, 0)
    assert PRACTICE_COUNTS not in now.readiness.chance.assumptions
    assert [one.together for one in now.trend] == [
        Share(21, 28),
        Share(22, 32),
        Share(9, 15),
        Share(11, 15),
        Share(7, 10),
    ]
    assert all(point.expected is not None for one in now.trend for point in one.points)
    assert now.pace is not None
    assert now.pace.limit_ms == 125 * 60_000
    assert now.pace.own.used_ms[-1] == 125 * 40_000
    assert now.changes.changed == 2
    assert now.marks.marked == 1


def test_questions_met_before_say_nothing_of_readiness(store: Shelf, study: MemoryStudy) -> None:
    rehearse(store, "one", Plan())
    before = told(store, study).readiness.chance
    rehearse(store, "two", Plan(right={"1": 28, "2": 32, "3": 15, "4": 15, "5": 10}), 1)
    now = told(store, study)
    assert before is not None
    assert now.readiness.chance is not None
    assert now.readiness.chance.items == 100
    assert now.readiness.chance.chance == pytest.approx(before.chance, abs=0.05)
    assert now.repeats.first.count == now.repeats.latest.count == 125
    assert now.repeats.latest.right > now.repeats.first.right


def test_a_result_that_may_not_be_shown_yet_is_in_nothing(store: Shelf, study: MemoryStudy) -> None:
    record = rehearse(store, "one", Plan(result="two_days", changed=frozenset({3}), marked=frozenset({5})))
    assert record.visible_ms is not None
    early = told(store, study, record.visible_ms - 1)
    assert early.held_back == 1
    assert early.answers == 0
    assert early.readiness.chance is None
    assert early.pace is early.quarters is early.times is None
    assert early.changes.changed == early.marks.marked == 0
    later = told(store, study, record.visible_ms)
    assert later.held_back == 0
    assert later.answers == 125
    assert later.readiness.chance is not None


def test_what_was_practised_before_an_exam_is_no_first_meeting_in_its_report(store: Shelf, study: MemoryStudy) -> None:
    form_items = tuple(item for item in bank() if item.status == "operational")
    practise(study, "set", form_items[:40], Wish(), right=40, days=-1)
    practise(study, "later", form_items[40:60], Wish(), right=20, days=1)
    record = rehearse(store, "one", Plan())
    plain, told_before = standing_at(store, record), standing_at(store, record, study)
    assert plain is not None
    assert told_before is not None
    assert (plain.items, told_before.items) == (100, 60)
    now = told(store, study)
    assert now.readiness.chance is not None
    assert now.readiness.chance.items == 60


def test_a_set_taken_like_an_exam_counts(store: Shelf, study: MemoryStudy) -> None:
    practise(study, "set", EXTRA[:20], EXAM_LIKE, right=15)
    now = told(store, study)
    assert now.readiness.chance is not None
    assert now.readiness.chance.items == 20
    assert (now.readiness.rehearsals, now.readiness.sets) == (0, 1)
    assert PRACTICE_COUNTS in now.readiness.chance.assumptions
    assert "few_items" in now.readiness.chance.assumptions
    good, bad = MemoryStudy(), MemoryStudy()
    practise(good, "set", EXTRA[:20], EXAM_LIKE, right=19)
    practise(bad, "set", EXTRA[:20], EXAM_LIKE, right=6)
    chances = [told(Shelf(), one).readiness.chance for one in (bad, study, good)]
    values = [chance.chance for chance in chances if chance is not None]
    assert values == sorted(values)
    assert len(set(values)) == 3


@pytest.mark.parametrize(
    "wish",
    [
        replace(EXAM_LIKE, minutes=0),
        replace(EXAM_LIKE, minutes=41),
        replace(EXAM_LIKE, feedback="each"),
        replace(EXAM_LIKE, blueprint=False),
        replace(EXAM_LIKE, domains=("1",)),
        replace(EXAM_LIKE, topics=("1.1",)),
        replace(EXAM_LIKE, levels=("recall",)),
        replace(EXAM_LIKE, difficulties=("hard",)),
        replace(EXAM_LIKE, pools=("missed",)),
    ],
)
def test_other_practice_is_no_evidence_of_a_pass(store: Shelf, study: MemoryStudy, wish: Wish) -> None:
    practise(study, "set", EXTRA[:20], wish, right=20)
    assert told(store, study).readiness.chance is None


def test_a_set_that_was_left_or_is_small_is_no_evidence(store: Shelf, study: MemoryStudy) -> None:
    practise(study, "small", EXTRA[:9], EXAM_LIKE, right=9)
    slots = tuple(SetSlot(item.id, 1, ("a", "b", "c", "d")) for item in EXTRA[20:40])
    study.begin_set(PracticeSet("left", LEARNER, "practice", STARTED_MS, EXAM_LIKE, slots), EXTRA[20:40])
    for position, item in enumerate(EXTRA[20:35], 1):
        study.keep_answer(LEARNER, answer(item.id, place="practice", run_id="left", position=position), 1000)
    study.end_set("left", 1000)
    assert told(store, study).readiness.chance is None


def test_an_exam_hardly_reached_or_given_up_is_no_evidence(store: Shelf, study: MemoryStudy) -> None:
    rehearse(store, "one", Plan(unseen=frozenset(range(40, 126))))
    rehearse(store, "two", Plan(abandoned=True), 1)
    assert told(store, study).readiness.chance is None


def test_a_clock_that_was_set_back_stops_nothing(store: Shelf, study: MemoryStudy) -> None:
    rehearse(store, "one", Plan())
    assert told(store, study, STARTED_MS - 400 * DAY_MS).readiness.chance is not None


def test_without_items_what_needs_no_difficulty_is_still_told(store: Shelf, study: MemoryStudy) -> None:
    rehearse(store, "one", Plan())
    catch_up(store, study, LEARNER)
    now = standing_of(store, study, None, LEARNER, STARTED_MS + DAY_MS, "2026-11-26")
    assert now.items_missing
    assert now.readiness.chance is None
    assert now.exposure is None
    assert [domain for domain, _ in now.domains] == ["1", "2", "3", "4", "5"]
    assert now.quarters is not None
    assert all(point.expected is None for one in now.trend for point in one.points)


def test_an_attempt_that_cannot_be_read_any_more_keeps_its_pace(store: Shelf, study: MemoryStudy) -> None:
    rehearse(store, "one", Plan())
    catch_up(store, study, LEARNER)
    store.damaged = "one"
    now = standing_of(store, study, SOURCE, LEARNER, STARTED_MS + DAY_MS, "2026-11-26")
    assert now.pace is not None
    assert now.pace.limit_ms is None


def test_the_newest_rehearsal_runs_against_the_best_other_one(store: Shelf, study: MemoryStudy) -> None:
    rehearse(store, "best", Plan(right={"1": 28, "2": 32, "3": 15, "4": 15, "5": 10}))
    rehearse(store, "poor", Plan(right={}), 1)
    rehearse(store, "now", Plan(), 2)
    now = told(store, study, STARTED_MS + 3 * DAY_MS)
    assert now.pace is not None
    assert now.pace.own.run.run_id == "now"
    assert now.pace.ghost is not None
    assert now.pace.ghost.run.run_id == "best"


def test_every_miss_of_a_run_is_sorted(store: Shelf, study: MemoryStudy) -> None:
    quick = dict.fromkeys(range(1, 126, 5), 2)
    record = rehearse(store, "one", Plan(seconds=quick))
    study.attempt_items = {item.id: item for item in record.stored.items}
    catch_up(store, study, LEARNER)
    misses = sorted_misses(study, LEARNER, "one")
    wrong = [one for one in study.answers(LEARNER) if not one.right]
    assert [miss.answer.number for miss in misses] == [one.number for one in wrong]
    assert {miss.cause for miss in misses} == {"guessed", "knowledge"}
    assert all((miss.cause == "guessed") == (miss.answer.position in quick) for miss in misses)
    assert all(miss.signs for miss in misses)
    assert sorted_misses(study, LEARNER, "nothing") == ()


def test_misses_of_a_set_are_sorted_too(store: Shelf, study: MemoryStudy) -> None:
    practise(study, "set", EXTRA[:20], Wish(), right=12)
    misses = sorted_misses(study, LEARNER, "set")
    assert [miss.answer.position for miss in misses] == list(range(13, 21))
