"""Causes, coaching and trends over any answers: nothing is lost, counted twice or said without a reason."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.presentation.cause_texts import sign_words
from cehrs_desktop.study.causes import Context, contexts, plan_weight, sorted_cause
from cehrs_desktop.study.coaching import WHOLE_RUN, changes, marks, pace, quarters, times
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.past_runs import runs_of
from cehrs_desktop.study.shares import Share, difference, direction
from cehrs_desktop.study.trend import LEAST, repeats, trend
from tests.study_answers import answer

OPTIONS = st.sampled_from("abcd")


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    choices = tuple(draw(st.lists(OPTIONS, max_size=3)))
    right = bool(choices) and draw(st.booleans())
    shown = bool(choices) or draw(st.booleans())
    return answer(
        f"{draw(st.integers(1, 3))}.1-{draw(st.integers(0, 30)):04d}",
        place=draw(st.sampled_from(("rehearsal", "practice", "review"))),
        run_id=draw(st.sampled_from(("one", "two", "three"))),
        position=draw(st.integers(1, 60)),
        at_ms=draw(st.integers(0, 10**9)),
        choices=choices,
        right=right,
        spent_ms=draw(st.integers(0, 300_000)),
        scored=draw(st.booleans()),
        marked=draw(st.booleans()),
        visits=draw(st.integers(1, 3)) if shown else 0,
        timed_out=draw(st.booleans()),
        certainty=draw(st.sampled_from(("", "sure", "unsure", "guess"))),
        seen_before=draw(st.booleans()),
        left_right=len(choices) > 1 and not right and draw(st.booleans()),
    )


MANY = st.lists(answers(), max_size=150)
TIMES = st.none() | st.floats(1.0, 200_000.0)


@given(answers(), TIMES, TIMES, st.integers(1, 125), st.booleans(), st.booleans())
def test_every_miss_has_one_cause_with_evidence_that_has_words(
    told: Answer, own: float | None, usual: float | None, items: int, timed_out: bool, before: bool
) -> None:
    cause, signs = sorted_cause(told, Context(own, usual, items, timed_out, before))
    assert (cause == "") == told.right
    assert bool(signs) != told.right
    assert 0 < plan_weight(cause) <= 1
    assert all(sign_words(sign) for sign in signs)
    if told.left_right and not told.blank:
        assert cause == "changed_from_right"
    elif told.certainty == "guess" and not told.right and not told.blank:
        assert cause == "guessed"
    if cause == "misread":
        assert told.choices
        assert told.certainty != "guess"


@given(MANY)
def test_runs_hold_each_place_once_in_order(given_answers: list[Answer]) -> None:
    runs = runs_of(given_answers)
    latest = {(one.run_id, one.position): one for one in given_answers}
    kept = [one for run in runs for one in run.answers]
    assert len(kept) == len(latest)
    assert all(latest[one.run_id, one.position] == one for one in kept)
    assert all([one.position for one in run.answers] == sorted({one.position for one in run.answers}) for run in runs)
    assert [run.at_ms for run in runs] == sorted(run.at_ms for run in runs)


@given(MANY, MANY)
def test_contexts_know_every_answer_of_the_run(given_answers: list[Answer], earlier: list[Answer]) -> None:
    for run in runs_of(given_answers):
        held = contexts(run.answers, earlier, {one.item_id: 300 for one in run.answers})
        assert set(held) == {one.position for one in run.answers}
        assert all(one.run_items >= max(held) for one in held.values())


@given(MANY)
def test_changes_are_a_part_of_what_was_answered(given_answers: list[Answer]) -> None:
    told = changes(given_answers)
    assert told.gained + told.lost + told.neither == told.changed <= told.answered
    assert min(told.gained, told.lost, told.neither) >= 0
    assert told.low <= told.net <= told.high
    assert -told.changed <= told.low
    assert told.high <= told.changed


@given(MANY)
def test_quarters_hold_every_first_meeting_once(given_answers: list[Answer]) -> None:
    runs = runs_of(given_answers)
    whole = [run for run in runs if len(run.answers) >= WHOLE_RUN]
    told = quarters(runs)
    assert (told is None) == (not whole)
    if told is not None:
        scored = [one for run in whole for one in run.answers if one.scored]
        assert sum(one.not_shown for one in told.quarters) == sum(one.visits == 0 for one in scored)
        assert sum(one.share.count for one in told.quarters) == sum(
            one.visits > 0 and not one.seen_before for one in scored
        )


@given(MANY)
def test_pace_never_runs_back_and_marks_are_all_there(given_answers: list[Answer]) -> None:
    for run in runs_of(given_answers):
        told = pace(run)
        assert list(told.used_ms) == sorted(told.used_ms)
        assert told.used_ms[-1] == sum(one.spent_ms for one in run.answers)
    assert marks(given_answers).marked == sum(one.marked and one.visits > 0 for one in given_answers)


@given(MANY)
def test_bands_part_the_answers(given_answers: list[Answer]) -> None:
    told = times(given_answers)
    if told is not None:
        usable = [one for one in given_answers if one.choices and not one.seen_before and one.spent_ms > 0]
        assert sum(band.share.count for band in told.bands) == len(usable)
        assert sum(band.share.right for band in told.bands) == sum(one.right for one in usable)
        ends = [end for band in told.bands for end in (band.low_ms, band.high_ms)]
        assert ends == sorted(ends)


@given(MANY)
def test_a_trend_counts_each_first_meeting_of_its_domain_once(given_answers: list[Answer]) -> None:
    runs = runs_of(given_answers)
    kept = [one for run in runs for one in run.answers]
    for told in trend(runs, ["1", "2", "3"], lambda _: None):
        met = [
            one for one in kept if one.domain == told.domain and one.scored and one.visits > 0 and not one.seen_before
        ]
        assert told.together == Share(sum(one.right for one in met), len(met))
        assert sum(point.share.count for point in told.points) + told.waiting == len(met)
        assert told.waiting < LEAST
        assert all(point.share.count >= LEAST for point in told.points)


@given(MANY)
def test_what_was_met_before_changes_no_trend(given_answers: list[Answer]) -> None:
    repeated = [replace(one, run_id=f"{one.run_id} again", seen_before=True) for one in given_answers]
    before = trend(runs_of(given_answers), ["1", "2", "3"], lambda _: None)
    assert trend(runs_of([*given_answers, *repeated]), ["1", "2", "3"], lambda _: None) == before
    told = repeats([*given_answers, *repeated])
    assert told.first.count == told.latest.count == len({one.item_id for one in given_answers if one.visits > 0})


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_a_difference_turned_round_is_the_same_with_its_sign(r1: int, n1: int, r2: int, n2: int) -> None:
    one, other = Share(min(r1, n1), n1), Share(min(r2, n2), n2)
    gap, low, high = difference(one, other)
    back = difference(other, one)
    assert abs(gap + back[0]) < 1e-9
    assert abs(low + back[2]) < 1e-9
    assert abs(high + back[1]) < 1e-9
    assert low <= gap <= high
    assert {direction(one, other), direction(other, one)} in ({"none"}, {"up", "down"})
