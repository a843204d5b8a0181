"""Whatever is done with a set, in whatever order, however often it is broken off: nothing is lost, nothing given."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from cehrs_desktop.application import practising
from cehrs_desktop.exam.timing import Instant
from cehrs_desktop.study import practice_run as runs
from cehrs_desktop.study.drawing import set_slots
from cehrs_desktop.study.past import Answer, Certainty
from cehrs_desktop.study.practice import Feedback, PracticeSet, Wish
from cehrs_desktop.study.practice_run import PracticeRun
from cehrs_desktop.study.practice_task import Task
from tests.building import full_bank
from tests.effort import effort
from tests.study_memory import MemoryStudy

ITEMS = full_bank(spare=0)[:60:10]
COUNT = len(ITEMS)
ACTS = st.one_of(
    st.tuples(st.just("choose"), st.sampled_from("abcd")),
    st.tuples(st.just("say"), st.sampled_from(("", "sure", "unsure", "guess"))),
    st.tuples(st.just("mark"), st.booleans()),
    st.tuples(st.just("strike"), st.sampled_from("abcd")),
    st.tuples(st.just("highlight"), st.integers(1, 40)),
    st.tuples(st.just("show"), st.integers(1, COUNT)),
    st.tuples(st.just("wait"), st.integers(-5_000, 90_000)),
    st.tuples(st.just("answer"), st.none()),
    st.tuples(st.just("pause"), st.none()),
    st.tuples(st.just("go_on"), st.none()),
)
FEEDBACKS: st.SearchStrategy[Feedback] = st.sampled_from(("each", "end"))


def a_set(feedback: Feedback = "each", minutes: int = 0) -> PracticeSet:
    return PracticeSet(
        "set-1", "c", "practice", 1000, Wish(COUNT, minutes, feedback=feedback), set_slots(ITEMS, "seed")
    )


def at(ms: int, run: str = "run") -> Instant:
    return Instant(1_800_000_000_000 + ms, ms, run)


def act(run: PracticeRun, name: str, value: object, ms: int, study: MemoryStudy) -> PracticeRun:
    match name, value:
        case "choose", str(option):
            return runs.choose(run, option, at(ms))
        case "say", str(said):
            certainty: Certainty = said  # pyright: ignore[reportAssignmentType]
            return runs.say(run, certainty)
        case "mark", bool(marked):
            return runs.mark(run, marked)
        case "strike", str(option):
            return runs.strike(run, option)
        case "highlight", int(end):
            return runs.highlight(run, ((0, end),))
        case "show", int(position):
            return practising.move(study, run, position, at(ms))
        case "answer", _:
            return practising.keep_answer(study, run, at(ms))
        case "pause", _:
            return practising.pause(study, run, at(ms))
        case _:
            return runs.go_on(run, at(ms))


def begun(study: MemoryStudy, practice: PracticeSet) -> PracticeRun:
    study.begin_set(practice, ITEMS)
    return runs.begun(practice, ITEMS, at(0))


@given(FEEDBACKS, st.sampled_from((0, 2)), st.lists(ACTS, max_size=40))
@effort(200)
def test_what_the_store_holds_is_the_run_and_time_only_goes_forward(
    feedback: Feedback, minutes: int, acts: list[tuple[str, object]]
) -> None:
    study, ms = MemoryStudy(), 0
    run = begun(study, a_set(feedback, minutes))
    for name, value in acts:
        before = run.spent_ms(at(ms))
        if name == "wait":
            assert isinstance(value, int)
            # The awake clock of a computer never goes back; here it tries to.
            run = runs.show(run, run.position, at(ms + min(0, value)))
            ms += max(0, value)
        else:
            run = act(run, name, value, ms, study)
        assert before <= run.spent_ms(at(ms)) <= ms
        left = run.left_ms(at(ms))
        assert (left is None) == (minutes == 0)
        assert left is None or 0 <= left <= minutes * 60_000
        stored = study.load_set("set-1")
        kept = {answer.position: answer for answer in stored.answers}
        assert kept == {answer.position: answer for answer in run.answers if answer is not None}
        assert (stored.state == "over") == run.over
        again = runs.resumed(stored.practice, stored.items, stored.answers, stored.spent_ms, over=run.over)
        assert again.answers == run.answers
        assert again.spent_ms() <= run.spent_ms(at(ms))
        assert sum(task.spent_ms for task in run.tasks) == run.spent_ms()
    ended = practising.end(study, run, at(ms))
    assert ended.over
    assert study.load_set("set-1").state == "over"
    assert study.open_set("c") is None
    assert practising.end(study, ended, at(ms + 1)) == ended
    for answer, item in zip(ended.answers, ITEMS, strict=True):
        assert answer is None or answer.right == (answer.choices[-1:] == (item.key.id,))


@given(FEEDBACKS, st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 90_000)), min_size=COUNT, max_size=COUNT))
@effort(60)
def test_breaking_off_after_any_answer_changes_nothing(feedback: Feedback, given_: list[tuple[str, int]]) -> None:
    def worked(broken_at: int | None) -> tuple[tuple[Answer | None, ...], int]:
        study, ms, name = MemoryStudy(), 0, "run"
        run = begun(study, a_set(feedback))
        for place, (option, spent) in enumerate(given_):
            ms += spent
            run = practising.keep_answer(study, runs.choose(run, option, at(ms, name)), at(ms, name))
            if place == broken_at:
                # The process was killed here, and the computer is a day older and in another run.
                stored = study.open_set("c")
                assert stored is not None
                name = "another run"
                run = runs.resumed(stored.practice, stored.items, stored.answers, stored.spent_ms)
                assert run.paused
                run = runs.go_on(run, at(ms, name))
            following = runs.next_open(run)
            # After the break the next question is on the screen already.
            if following is not None and run.answer is not None:
                run = practising.move(study, run, following, at(ms, name))
        run = practising.end(study, run, at(ms, name))
        assert run.spent_ms() == sum(spent for _, spent in given_)
        return tuple(run.answers), run.spent_ms()

    whole = worked(None)
    for place in range(COUNT):
        assert worked(place) == whole


@given(FEEDBACKS, st.integers(1, 60_000), st.integers(1, 10**9), st.integers(1, 59_000))
@effort(60)
def test_a_pause_costs_nothing_and_nothing_is_answered_in_it(
    feedback: Feedback, first: int, paused: int, second: int
) -> None:
    study = MemoryStudy()
    run = runs.choose(begun(study, a_set(feedback, minutes=2)), "a", at(0))
    run = practising.pause(study, run, at(first))
    assert run.left_ms(at(first + paused)) == 120_000 - first
    assert runs.choose(run, "b", at(first + paused)) == run
    assert practising.keep_answer(study, run, at(first + paused)) == run
    run = runs.go_on(run, at(first + paused))
    run = practising.keep_answer(study, run, at(first + paused + second))
    answer = run.answers[0]
    assert answer is not None
    assert answer.spent_ms == first + second == run.spent_ms()


@given(FEEDBACKS, st.sampled_from("abcd"), st.integers(0, 10**6))
@effort(40)
def test_when_time_is_over_what_was_chosen_counts_and_nothing_more_is(
    feedback: Feedback, option: str, late: int
) -> None:
    study = MemoryStudy()
    run = runs.choose(begun(study, a_set(feedback, minutes=1)), option, at(1000))
    done = practising.keep_answer(study, run, at(60_000 + late))
    assert done.over
    answer = done.answers[0]
    assert answer is not None
    assert (answer.choices, answer.timed_out, answer.spent_ms) == ((option,), True, 60_000)
    assert done.answers[1:] == (None,) * (COUNT - 1)
    blank = practising.keep_answer(study_of_another(), replace(run, tasks=(Task(visits=1), *run.tasks[1:])), at(10**6))
    assert blank.answers[0] is not None
    assert blank.answers[0].blank
    assert blank.answers[0].timed_out


def study_of_another() -> MemoryStudy:
    study = MemoryStudy()
    study.begin_set(a_set(), ITEMS)
    return study


@given(st.sampled_from("abcd"), st.integers(0, 10**6), st.integers(1, 1000))
@effort(40)
def test_reading_the_feedback_costs_no_time_and_the_answer_stands(option: str, reading: int, more: int) -> None:
    study = MemoryStudy()
    run = practising.keep_answer(study, runs.choose(begun(study, a_set("each", 2)), option, at(500)), at(500))
    assert run.locked
    assert run.left_ms(at(500 + reading)) == 119_500
    other = "a" if option != "a" else "b"
    assert runs.choose(run, other, at(500 + reading)) == run
    run = practising.move(study, run, 2, at(500 + reading))
    assert run.left_ms(at(500 + reading + more)) == 119_500 - more


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=6))
@effort(60)
def test_changing_ones_mind_is_told_as_it_was(options: list[str]) -> None:
    steps = [one for n, one in enumerate(options) if n == 0 or options[n - 1] != one]
    assume(len(steps) > 1)
    study = MemoryStudy()
    run = begun(study, a_set("end"))
    for ms, option in enumerate(steps):
        run = practising.keep_answer(study, runs.choose(run, option, at(ms)), at(ms))
    answer = run.answers[0]
    key = ITEMS[0].key.id
    assert answer is not None
    assert answer.choices == tuple(steps)
    assert answer.left_right == (key in steps and steps[-1] != key)
    assert len(study.answers("c")) == 1
    assert answer.number == 1


@given(st.sampled_from("ab"), st.integers(1, 50_000))
@effort(20)
def test_an_answer_that_time_cut_short_keeps_its_number_and_was_given_in_time(option: str, first: int) -> None:
    study = MemoryStudy()
    run = runs.choose(begun(study, a_set("end", minutes=1)), option, at(first))
    run = practising.keep_answer(study, run, at(first))
    changed = runs.choose(run, "c", at(first + 1))
    ended, (given_,) = runs.finish(changed, at(60_000))
    assert ended.over
    assert (given_.choices, given_.timed_out, given_.number) == ((option, "c"), False, 1)
    # Looked at again to the end and left alone: it was given when it was given.
    _, (left,) = runs.finish(run, at(60_000))
    assert (left.at_ms, left.spent_ms, left.number) == (at(first).wall_ms, 60_000, 1)
