"""The trend of a domain: first-seen items only, small runs joined, repeats apart."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from cehrs_desktop.study.past_runs import runs_of
from cehrs_desktop.study.shares import FIVE_LOOKS, Share, direction
from cehrs_desktop.study.trend import repeats, trend
from tests.study_answers import answer, run


def unknown(_: str) -> None:
    return None


def test_each_run_with_enough_is_a_point_and_small_ones_are_joined() -> None:
    answers = [
        *run("one", [True] * 6 + [False] * 6),
        *run("two", [True] * 4, day=1, first=100),
        *run("three", [True] * 6, day=2, first=200),
        *run("four", [False] * 3, day=3, first=300),
    ]
    (found,) = trend(runs_of(answers), ["1"], unknown)
    assert [(point.share, point.runs) for point in found.points] == [(Share(6, 12), 1), (Share(10, 10), 2)]
    assert found.waiting == 3
    assert found.together == Share(16, 25)
    assert found.change == "up"
    assert found.points[1].at_ms == answers[16].at_ms


def test_items_met_before_unscored_and_unshown_ones_do_not_count() -> None:
    answers = [
        *run("one", [True] * 20, seen_before=True),
        *run("two", [True] * 20, day=1, first=100, scored=False),
        *run("three", [False] * 20, day=2, first=200, visits=0, choices=()),
    ]
    (found,) = trend(runs_of(answers), ["1"], unknown)
    assert found.points == ()
    assert found.together == Share(0, 0)
    assert found.change == ""


def test_domains_do_not_mix() -> None:
    answers = [*run("one", [True] * 10), *run("two", [False] * 10, domain="2", day=1)]
    first, second, third = trend(runs_of(answers), ["1", "2", "3"], unknown)
    assert first.points[0].share == Share(10, 10)
    assert second.points[0].share == Share(0, 10)
    assert third.points == ()


def test_what_is_expected_at_the_pass_line_goes_along_only_when_every_item_is_known() -> None:
    answers = run("one", [True] * 10)
    (found,) = trend(runs_of(answers), ["1"], lambda item: 0.5 if item == "1.1-0000" else 0.75)
    assert found.points[0].expected == 0.725
    (found,) = trend(runs_of(answers), ["1"], lambda item: None if item == "1.1-0000" else 0.75)
    assert found.points[0].expected is None


def test_a_rise_over_many_small_points_is_seen_although_the_ends_alone_would_not_show_it() -> None:
    rights = [5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9]
    answers = [
        one
        for day, right in enumerate(rights)
        for one in run(f"run-{day}", [True] * right + [False] * (10 - right), day=day, first=100 * day)
    ]
    (found,) = trend(runs_of(answers), ["1"], unknown)
    assert direction(found.points[-1].share, found.points[0].share, FIVE_LOOKS) == "none"
    assert found.change == "up"


def test_harder_items_at_the_end_are_no_fall() -> None:
    answers = [*run("one", [True] * 36 + [False] * 4), *run("two", [True] * 24 + [False] * 16, day=1, first=100)]

    def known(item: str) -> float:
        return 0.9 if int(item[-4:]) < 100 else 0.6

    (found,) = trend(runs_of(answers), ["1"], unknown)
    assert found.change == "down"
    (found,) = trend(runs_of(answers), ["1"], known)
    assert found.change == "none"


@given(st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_without_a_change_one_is_seldom_spoken_of(seed: int) -> None:
    luck = random.Random(seed)
    spoken = 0
    for _ in range(200):
        answers = [
            one for day in range(4) for one in run(f"run-{day}", [luck.random() < 0.7 for _ in range(12)], day=day)
        ]
        (found,) = trend(runs_of(answers), ["1"], unknown)
        spoken += found.change != "none"
    # 2 % are meant; of 200, more than 15 come once in many millions.
    assert spoken <= 15


def test_repeats_compare_the_first_with_the_latest_meeting() -> None:
    answers = [
        answer("1.1-0001", right=False),
        answer("1.1-0002", right=True),
        answer("1.1-0003", right=False),
        answer("1.1-0001", right=False, seen_before=True),
        answer("1.1-0001", right=True, seen_before=True),
        answer("1.1-0002", right=True, seen_before=True),
        answer("1.1-0003", right=False, visits=0),
    ]
    told = repeats(answers)
    assert told.first == Share(1, 2)
    assert told.latest == Share(2, 2)
