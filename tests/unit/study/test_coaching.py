"""Pace, stamina, changes, marks and times, each against a case that can be counted by hand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from cehrs_desktop.study import shares
from cehrs_desktop.study.coaching import changes, ghost_of, marks, pace, quarters, times
from cehrs_desktop.study.past import Answer
from cehrs_desktop.study.past_runs import RunAnswers, runs_of
from cehrs_desktop.study.shares import Share, difference, direction
from tests.study_answers import answer, run


def only(answers: Iterable[Answer]) -> RunAnswers:
    (found,) = runs_of(answers)
    return found


@pytest.mark.parametrize(("right", "count"), [(8, 10), (1, 25), (99, 100)])
def test_the_ends_of_a_share_are_where_the_score_test_turns(right: int, count: int) -> None:
    share = Share(right, count)
    for end in (share.low, share.high):
        assert abs(share.share - end) == pytest.approx(shares.EIGHTY * (end * (1 - end) / count) ** 0.5)
    assert share.low < share.share < share.high


def test_shares_without_doubt_do_not_exist() -> None:
    assert (Share(0, 0).low, Share(0, 0).high) == (0.0, 1.0)
    assert Share(10, 10).low < 1.0 == Share(10, 10).high
    assert Share(0, 10).low == 0.0 < Share(0, 10).high


def test_a_difference_is_shown_when_its_interval_leaves_zero_out() -> None:
    assert direction(Share(90, 100), Share(60, 100)) == "up"
    assert direction(Share(60, 100), Share(90, 100)) == "down"
    assert direction(Share(7, 10), Share(6, 10)) == "none"


def test_the_interval_of_a_difference_is_newcombes() -> None:
    # Newcombe (1998), Table II, example (a), method 10, 95 %: 56/70 against 48/80.
    assert difference(Share(56, 70), Share(48, 80), z=1.959964) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_pace_adds_up_in_the_order_of_the_form() -> None:
    answers = tuple(answer(f"1.1-{at:04d}", position=at + 1, spent_ms=ms) for at, ms in enumerate((10, 0, 30)))
    told = pace(only(tuple(reversed(answers))))
    assert told.used_ms == (10, 10, 40)
    assert told.score == Share(3, 3)


def test_the_ghost_is_the_best_other_run_of_the_same_length() -> None:
    first = pace(only(run("first", [True] * 30 + [False] * 20)))
    best = pace(only(run("best", [True] * 40 + [False] * 10)))
    quicker = pace(only(run("quicker", [True] * 40 + [False] * 10, spent_ms=30_000)))
    shorter = pace(only(run("shorter", [True] * 40)))
    now = pace(only(run("now", [True] * 50)))
    assert ghost_of(now, [first, best, quicker, shorter, now]) == quicker
    assert ghost_of(now, [now, shorter]) is None


def test_quarters_are_of_the_form_and_of_items_met_for_the_first_time() -> None:
    rights = [True] * 25 + [True] * 25 + [True, False] * 12 + [True] + [False] * 25
    found = quarters(runs_of(run("one", rights)))
    assert found is not None
    assert [quarter.share for quarter in found.quarters] == [Share(25, 25), Share(25, 25), Share(13, 25), Share(0, 25)]
    assert found.change == "down"
    assert found.quarters[0].median_ms == 45_000
    repeated = quarters(runs_of(run("one", rights, seen_before=True)))
    assert repeated is not None
    assert repeated.change == ""
    assert sum(quarter.share.count for quarter in repeated.quarters) == 0


def test_what_was_not_shown_is_time_and_not_stamina() -> None:
    answers = [
        *run("one", [True] * 90),
        *(answer(f"1.1-{n:04d}", run_id="one", position=n, visits=0, choices=(), right=False) for n in range(91, 101)),
    ]
    found = quarters(runs_of(answers))
    assert found is not None
    assert found.quarters[3].share == Share(15, 15)
    assert found.quarters[3].not_shown == 10


def test_a_short_run_has_no_quarters() -> None:
    assert quarters(runs_of(run("one", [True] * 39))) is None


def test_pretest_items_are_in_no_quarter() -> None:
    found = quarters(runs_of(run("one", [True] * 40, scored=False)))
    assert found is not None
    assert sum(quarter.share.count for quarter in found.quarters) == 0


def changed(gained: int, lost: int, neither: int = 0) -> list[Answer]:
    return [
        *(answer(choices=("a", "b"), right=True) for _ in range(gained)),
        *(answer(choices=("a", "b"), right=False, left_right=True) for _ in range(lost)),
        *(answer(choices=("a", "b"), right=False) for _ in range(neither)),
    ]


def test_changes_are_counted_by_what_they_came_to() -> None:
    told = changes([*changed(20, 4, 3), answer(), answer(choices=(), right=False)])
    assert (told.gained, told.lost, told.neither, told.net, told.changed, told.answered) == (20, 4, 3, 16, 27, 28)
    assert told.verdict == "gains"
    assert told.low < told.net < told.high <= 24


def test_few_changes_have_no_verdict_and_even_ones_neither_way() -> None:
    assert changes(changed(7, 0)).verdict == ""
    assert changes(changed(8, 7)).verdict == "none"
    assert changes(changed(2, 12)).verdict == "loses"
    assert changes(()).net == 0


def test_going_back_to_the_first_choice_gains_nothing() -> None:
    told = changes([answer(choices=("a", "b", "a"), right=True)])
    assert (told.gained, told.lost, told.neither) == (0, 0, 1)


def test_marks_are_revisited_or_not() -> None:
    told = marks(
        [
            answer(marked=True, visits=1, right=False),
            answer(marked=True, visits=2),
            answer(marked=True, visits=0, choices=(), right=False),
            answer(visits=3),
        ]
    )
    assert told.left == Share(0, 1)
    assert told.revisited == Share(1, 1)
    assert told.marked == 2


def test_bands_of_time_hold_a_quarter_each() -> None:
    answers = [answer(f"1.1-{n:04d}", spent_ms=1000 * (n + 1), right=n < 60) for n in range(80)]
    told = times(answers)
    assert told is not None
    assert [band.share.count for band in told.bands] == [20, 20, 20, 20]
    assert [band.share.right for band in told.bands] == [20, 20, 20, 0]
    assert (told.bands[0].low_ms, told.bands[0].high_ms, told.bands[3].low_ms) == (1000, 20_000, 61_000)
    assert told.right_ms == 30_500
    assert told.wrong_ms == 70_500
    assert times(answers[:39]) is None
    assert times([one for one in answers if one.right] * 2) is not None
