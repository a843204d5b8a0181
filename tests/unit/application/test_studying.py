"""The day of a learner: misses become cards once, a set that may still change waits, dates and clocks are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from cehrs_desktop.application import before_after, practising
from cehrs_desktop.application.results import close_attempt
from cehrs_desktop.application.sitting import begin_attempt
from cehrs_desktop.application.studying import StudyDay, study_day
from cehrs_desktop.exam import commands as c
from cehrs_desktop.exam.session import Rules
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.presentation import study_texts
from cehrs_desktop.presentation.study_view import study_view
from cehrs_desktop.study import practice_run as runs
from cehrs_desktop.study.practice import Wish
from cehrs_desktop.study.profile import Profile
from tests.building import CANDIDATE, BankSource, SteppingClock, full_bank, full_blueprint, moment
from tests.fixed_forms import two_forms
from tests.study_memory import MemoryStudy
from tests.unit.application.test_standing import Shelf

NOON = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp() * 1000)
A_DAY = 24 * 3600 * 1000
EVERY_DAY = (60, 60, 60, 60, 60, 60, 60)


def day_of(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1000, UTC).date().isoformat()


class Learner:
    """Somebody with a bank of two forms, none of them sealed, and an hour a day."""

    def __init__(self, exam_date: str = "2026-12-26") -> None:
        bank = full_bank(spare=30)
        self.store, self.study = Shelf(), MemoryStudy()
        self.source = BankSource(bank, full_blueprint(), fixed=two_forms(bank))
        self.study.keep_study_profile(CANDIDATE.id, Profile(exam_date=exam_date, minutes=EVERY_DAY, sealed=0))
        self.sets = 0

    def day(self, now_ms: int = NOON) -> StudyDay:
        return study_day(self.store, self.study, self.source, CANDIDATE, now_ms, day_of)

    def practice(self, answers: str, now_ms: int = NOON, *, feedback: str = "each", ended: bool = True) -> list[str]:
        """A set in which each letter is an answer: r(ight), w(rong); the items in their order."""
        self.sets += 1
        wish = Wish(items=len(answers), feedback="end" if feedback == "end" else "each")
        stock = practising.stock_of(self.store, self.study, self.source, CANDIDATE.id, day_of(now_ms))
        name = f"set-{self.sets}"
        at = Instant(now_ms, now_ms, "run")
        run = practising.begin(self.study, stock, CANDIDATE.id, wish, practising.drawn(stock, wish, name), name, at)
        for position, letter in enumerate(answers, start=1):
            run = practising.move(self.study, run, position, at)
            item = run.item
            option = item.key.id if letter == "r" else next(one.id for one in item.options if not one.is_key)
            run = practising.keep_answer(self.study, runs.choose(run, option, at), at)
        if ended:
            practising.end(self.study, run, at)
        return [item.id for item in run.items]

    def cards(self) -> set[str]:
        return {card.item_id for card in self.study.cards(CANDIDATE.id)}


def test_the_first_day_of_somebody_new_is_a_set_over_all_domains() -> None:
    learner = Learner()
    told = learner.day()
    (task,) = told.today.tasks
    assert task.kind == "practice"
    assert task.wish is not None
    assert (task.wish.blueprint, told.waiting, told.done_minutes, learner.cards()) == (True, None, 0, set())
    assert [known.id for known in learner.store.candidates()] == [CANDIDATE.id]


def test_what_was_missed_becomes_a_card_once_and_is_offered() -> None:
    learner = Learner()
    items = learner.practice("rwrwr")
    told = learner.day(NOON + 60_000)
    assert learner.cards() == {items[1], items[3]}
    offered = [item for task in told.today.tasks if task.kind == "new_cards" for item in task.item_ids]
    assert set(offered) == learner.cards()
    before = learner.study.cards(CANDIDATE.id)
    learner.day(NOON + 120_000)
    assert learner.study.cards(CANDIDATE.id) == before, "the same answers count once"


def test_a_set_whose_answers_may_still_change_makes_no_cards_yet() -> None:
    learner = Learner()
    items = learner.practice("ww", feedback="end", ended=False)
    assert learner.day().waiting is not None
    assert learner.cards() == set()
    waiting = learner.study.open_set(CANDIDATE.id)
    assert waiting is not None
    run = practising.open_run(learner.store, learner.study, CANDIDATE.id)
    assert run is not None
    practising.end(learner.study, run, Instant(NOON, NOON, "run"))
    learner.day()
    assert learner.cards() == set(items)


def test_time_on_questions_today_comes_off_the_day() -> None:
    learner = Learner()
    learner.practice("r")
    kept = learner.study.answers(CANDIDATE.id)[0]
    run = learner.study._runs["set-1"]
    run.answers[kept.position] = replace(kept, spent_ms=20 * 60_000)
    told = learner.day()
    # With a quarter of a minute for its reasons.
    assert (told.done_minutes, told.today.minutes) == (20, 40)
    assert learner.day(NOON + A_DAY).done_minutes == 0


def test_the_day_is_done_when_as_many_minutes_as_it_was_planned_with_are_gone() -> None:
    learner = Learner()
    learner.practice("r" * 20)
    run = learner.study._runs["set-1"]
    for position, kept in run.answers.items():
        run.answers[position] = replace(kept, spent_ms=45_000)
    # Twenty questions of 45 s, and 15 s each for the reasons.
    assert learner.day().done_minutes == 20


def test_who_has_passed_is_not_asked_for_another_date_until_one_is_set() -> None:
    learner = Learner("2026-11-01")
    assert learner.day().passed_day == ""
    now = before_after.entered(learner.study, CANDIDATE.id)
    now = replace(now, after=replace(now.after, passed_day="2026-11-01"))
    before_after.keep_entered(learner.study, CANDIDATE.id, now)
    told = learner.day()
    assert told.passed_day == "2026-11-01"
    view = study_view(told, "Kim")
    assert [task.title for task in view.tasks] == [study_texts.PASSED_TITLE]
    profile = learner.study.study_profile(CANDIDATE.id)
    learner.study.keep_study_profile(CANDIDATE.id, replace(profile, exam_date="2027-02-01"))
    assert learner.day().passed_day == ""


def test_goals_are_counted_only_when_switched_on() -> None:
    learner = Learner()
    learner.practice("rw")
    assert learner.day().goals is None
    learner.study.keep_study_profile(CANDIDATE.id, replace(learner.study.study_profile(CANDIDATE.id), goals=True))
    goals = learner.day(NOON + A_DAY).goals
    assert goals is not None
    assert (goals.done, goals.streak) == (0, 1)


def test_a_date_that_is_past_and_a_clock_set_back_are_said_and_lose_nothing() -> None:
    learner = Learner("2026-11-01")
    items = learner.practice("w")
    told = learner.day()
    assert "date_past" in {reason.code for reason in told.today.reasons}
    learner.practice("w", NOON + 9 * A_DAY)
    learner.day(NOON + 9 * A_DAY)
    cards = learner.cards()
    assert set(items) <= cards
    # They are begun on the tenth day; then the computer's date goes back before it.
    stock = practising.stock_of(learner.store, learner.study, learner.source, CANDIDATE.id, "2026-12-02")
    run, gone = practising.begin_review(
        learner.study, stock, CANDIDATE.id, sorted(cards), "review", Instant(NOON + 10 * A_DAY, 0, "run")
    )
    assert gone == ()
    at = Instant(NOON + 10 * A_DAY, 0, "run")
    for position, item in enumerate(run.items, start=1):
        run = practising.move(learner.study, run, position, at)
        run = practising.keep_answer(learner.study, runs.choose(run, item.key.id, at), at)
    practising.end(learner.study, run, at)
    learner.day(NOON + 10 * A_DAY)
    back = learner.day(NOON + 2 * A_DAY)
    assert "clock_back" in {reason.code for reason in back.today.reasons}
    assert learner.cards() == cards


def test_a_card_that_cannot_be_read_begins_anew_and_is_written_so() -> None:
    learner = Learner()
    (item,) = learner.practice("w")
    learner.day()
    (card,) = learner.study.cards(CANDIDATE.id)
    learner.study.keep_cards(CANDIDATE.id, [replace(card, content={"card": 99})])
    assert learner.day().restarted == (item,)
    assert learner.day().restarted == ()


def test_a_result_that_is_held_back_is_in_nothing_before_its_time() -> None:
    learner = Learner()
    sitting = begin_attempt(
        learner.store,
        learner.source,
        SteppingClock(),
        CANDIDATE,
        Rules(result="two_days"),
        attempt_id="attempt-1",
        seed="x",
        fixed=learner.source.fixed[0],
    )
    sitting.do(c.ConfirmName(at=moment()), c.AcceptAgreement(at=moment()), c.StartExam(at=moment()))
    sitting.do(c.AnswerItem(at=moment(5), position=1, option=sitting.items[0].key.id))
    sitting.do(c.SubmitExam(at=moment(9)))
    sitting.do(c.AcknowledgeReminder(at=moment(10)), c.CloseSurvey(at=moment(11), answers=()))
    record = close_attempt(learner.store, "attempt-1")
    assert record.visible_ms is not None
    on_form = {slot.item_id for slot in learner.source.fixed[0].form.slots}
    before = learner.day(record.visible_ms - 1)
    assert (learner.cards(), dict(before.stock.pasts)) == (set(), {})
    assert on_form <= before.stock.sealed, "a review of its items would tell it too"
    after = learner.day(record.visible_ms)
    assert set(after.stock.pasts) <= on_form
    assert after.stock.pasts
    assert learner.cards() <= on_form
    assert not on_form & after.stock.sealed
