"""Item statistics agree with published tables, with independent packages' figures, and with plain arithmetic."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.discrimination import effective_weights, mark_statistics, upper_lower
from cehrs_desktop.psychometrics.item_statistics import form_statistics
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, OMITTED, Responses
from cehrs_desktop.psychometrics.weighted_moments import largest_covariance, proportion_interval, quantile

# Bock and Lieberman (1970), Psychometrika 35, 179-197: counts of the 32 response patterns, 00000 to 11111, of 1,000
# persons on five items of the Law School Admission Test, sections 6 and 7.
LSAT_6 = [
    *(3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15),
    *(10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298),
]
LSAT_7 = [
    *(12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28),
    *(7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7, 35, 18, 136, 32, 308),
]

# The figures that mirt 1.45.6 prints for both (`itemstats`, pages LSAT6 and itemstats of its reference): number right
# mean, sd, alpha, standard error; by item p, total.r, total.r_if_rm, alpha_if_rm. ltm's documentation has the same
# alpha for section 6.
MIRT_6 = (3.819, 1.035, 0.295, 0.869)
MIRT_6_ITEMS = [
    (0.924, 0.362, 0.113, 0.275),
    (0.709, 0.567, 0.153, 0.238),
    (0.553, 0.618, 0.173, 0.217),
    (0.763, 0.534, 0.144, 0.246),
    (0.870, 0.435, 0.122, 0.266),
]
MIRT_7 = (3.707, 1.199, 0.453, 0.886)
MIRT_7_ITEMS = [
    (0.828, 0.530, 0.246, 0.396),
    (0.658, 0.600, 0.247, 0.394),
    (0.772, 0.611, 0.313, 0.345),
    (0.606, 0.592, 0.223, 0.415),
    (0.843, 0.461, 0.175, 0.438),
]


def table(scores: list[list[int]] | NDArray[np.int8], weights: list[float] | None = None) -> Responses:
    array = np.array(scores, dtype=np.int8)
    persons, items = array.shape
    return Responses(
        tuple(str(n) for n in range(persons)),
        tuple(f"Q{n}" for n in range(items)),
        array,
        np.ones(persons) if weights is None else np.array(weights, dtype=np.float64),
    )


def patterns(counts: list[int]) -> Responses:
    return table([[int(bit) for bit in f"{n:05b}"] for n in range(32)], [float(c) for c in counts])


@pytest.mark.parametrize(
    ("counts", "whole", "items"), [(LSAT_6, MIRT_6, MIRT_6_ITEMS), (LSAT_7, MIRT_7, MIRT_7_ITEMS)], ids=["6", "7"]
)
def test_the_law_school_admission_test(
    counts: list[int], whole: tuple[float, ...], items: list[tuple[float, ...]]
) -> None:
    form = form_statistics(patterns(counts))
    assert form.n == 1000
    assert (form.whole.mean, form.whole.sd, form.whole.alpha, form.whole.sem) == pytest.approx(whole, abs=5.1e-4)
    for item, published in zip(form.items, items, strict=True):
        assert (item.p, item.rpb_total, item.rpb, item.alpha_without) == pytest.approx(published, abs=5.1e-4)
        assert item.marks.discrimination == pytest.approx(100 * (item.rpb or 0))


# Moodle's own test data (mod/quiz/report/statistics/tests/fixtures: results00.csv and qstats00.csv): the marks of 25
# attempts at 7 questions, and what its quiz statistics make of them.
MOODLE_MARKS = """
1 1 1 1 1 0 1; 1 1 1 1 .5 1 0; 1 1 1 1 .5 0 1; 0 0 1 1 1 0 0; 1 0 1 0 0 1 .5; 1 1 1 1 .5 0 .5; 0 1 1 1 .5 1 .5
1 1 1 0 .5 1 .5; 1 0 1 1 1 1 1; 0 1 1 0 .5 1 .5; .8 0 1 1 .5 1 .5; 1 1 1 0 .5 1 1; 1 0 1 1 .5 1 .5; 1 0 1 1 1 0 .5
0 0 1 1 0 1 1; 1 0 1 0 .5 1 1; .8 0 1 1 .5 0 1; 1 0 1 1 0 1 .5; 1 0 1 1 .5 0 .5; 0 1 1 0 .5 1 0
1 1 .3333333 1 .5 0 .5; 1 1 1 0 .5 0 .5; 1 1 1 1 0 1 .5; 0 0 1 0 .5 1 1; 0 0 1 1 1 1 1
"""
# facility, sd, effective weight, covariance, mark variance, rest variance, discrimination index, largest covariance,
# discriminative efficiency
MOODLE_STATISTICS = [
    (0.704, 0.4513682901, 21.2922742344, -0.022555556, 0.2037333, 0.5002777794, -7.0650767526, 0.2385555, -9.45505369),
    (0.48, 0.5099019514, 18.8979800309, -0.1172777785, 0.26, 0.6334555578, -28.8982125772, 0.318833334, -36.7834118),
    (0.973333332, 0.13333334, 4.443012573, -0.00988888, 0.01777778, 0.6609, -9.1230674268, 0.045666669, -21.6545012),
    (0.68, 0.4760952286, 18.9347251357, -0.0833888893, 0.226666666, 0.5990111128, -22.630644411, 0.26522222, -31.44113),
    (
        0.52,
        0.3055050463,
        11.1450138688,
        -0.0436944444,
        0.093333333,
        0.6529555563,
        -17.69970476,
        0.2063055556,
        -21.17948,
    ),
    (0.64, 0.4898979486, 9.8081339177, -0.2015555547, 0.24, 0.8220111101, -45.3785178421, 0.3539999995, -56.9365974439),
    (0.62, 0.331662479, 15.4788602394, -0.0142499998, 0.11, 0.5774000005, -5.6543166602, 0.2190833335, -6.5043742058),
]


def test_moodles_quiz_statistics() -> None:
    marks = np.array(
        [[float(mark) for mark in row.split()] for row in MOODLE_MARKS.strip().replace("\n", ";").split(";")]
    )
    assert marks.shape == (25, 7)
    weights = np.ones(25)
    found = [mark_statistics(column, marks.sum(axis=1) - column, weights) for column in marks.T]
    shares = effective_weights([one.covariance_with_total for one in found])
    for column, one, share, expected in zip(marks.T, found, shares, MOODLE_STATISTICS, strict=True):
        assert one.variance is not None
        ours = (column.mean(), math.sqrt(one.variance), share, one.covariance, one.variance, one.rest_variance)
        ours += (one.discrimination, None, one.efficiency)
        for mine, theirs in zip(ours, expected, strict=True):
            assert mine is None or mine == pytest.approx(theirs, rel=1e-5)
        assert largest_covariance(column, marks.sum(axis=1) - column, weights) == pytest.approx(expected[7], rel=1e-5)


def test_moodle_gives_no_weight_to_a_question_that_goes_against_the_total() -> None:
    assert effective_weights([4.0, -1.0, 1.0]) == [pytest.approx(200 / 3), None, pytest.approx(100 / 3)]
    assert effective_weights([-1.0, None]) == [None, None]


def test_wilsons_interval() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I: 81 of 263 and 15 of 148, method 3.
    assert proportion_interval(81 / 263, 263, 1.959964) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert proportion_interval(15 / 148, 148, 1.959964) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def some_letters() -> tuple[Responses, dict[str, str], NDArray[np.int8]]:
    random = np.random.default_rng(7)
    ability = random.normal(size=300)[:, None]
    key = random.integers(0, 4, 12)
    knows = random.random((300, 12)) < 1 / (1 + np.exp(random.normal(size=12) - 0.5 - ability))
    letters = np.where(knows, key, (key + random.integers(1, 4, (300, 12))) % 4).astype(np.int8)
    letters[random.random((300, 12)) < 0.03] = -1
    scores = np.where(letters < 0, OMITTED, (letters == key).astype(np.int8)).astype(np.int8)
    keys = {f"Q{n}": "ABCD"[int(k)] for n, k in enumerate(key)}
    return replace(table(scores), choices=letters), keys, letters


def test_options_against_plain_correlations() -> None:
    responses, key, letters = some_letters()
    right = (responses.scores == 1).astype(float)
    for at, item in enumerate(form_statistics(responses, key=key).items):
        rest = right.sum(axis=1) - right[:, at]
        assert item.omitted == pytest.approx((letters[:, at] < 0).mean())
        assert [option.label for option in item.options] == list("ABCD")
        assert sum(option.share for option in item.options) + item.omitted == pytest.approx(1)
        for number, option in enumerate(item.options):
            chose = letters[:, at] == number
            assert option.count == chose.sum()
            assert option.rpb == pytest.approx(np.corrcoef(chose, rest)[0, 1])
            assert option.mean_rest == pytest.approx(rest[chose].mean())
            if option.key:
                assert option.rpb == pytest.approx(item.rpb)


def test_pattern_counts_are_persons() -> None:
    responses, key, _ = some_letters()
    assert responses.choices is not None
    counts = np.random.default_rng(1).integers(1, 4, 300)
    once = form_statistics(replace(responses, weights=counts.astype(np.float64)), key=key)
    each = form_statistics(
        Responses(
            tuple(str(n) for n in range(counts.sum())),
            responses.items,
            np.repeat(responses.scores, counts, axis=0),
            np.ones(int(counts.sum())),
            np.repeat(responses.choices, counts, axis=0),
        ),
        key=key,
    )
    assert numbers(once) == pytest.approx(numbers(each))
    mixed = np.random.default_rng(2).permutation(300)
    moved = replace(responses, scores=responses.scores[mixed], choices=responses.choices[mixed])
    assert numbers(form_statistics(moved, key=key)) == pytest.approx(numbers(form_statistics(responses, key=key)))


def numbers(value: object) -> list[float]:
    """Every number in a value, in order."""
    if isinstance(value, bool | str | None):
        return []
    if isinstance(value, int | float):
        return [float(value)]
    if isinstance(value, tuple):
        return [n for one in value for n in numbers(one)]
    return [n for name in type(value).__dataclass_fields__ for n in numbers(getattr(value, name))]  # pyright: ignore[reportAttributeAccessIssue]


def test_items_that_were_not_given_do_not_count() -> None:
    scores = [[1, 1, 0, NOT_GIVEN], [1, 0, 1, 1], [0, OMITTED, 1, 0], [1, 1, 1, 1], [0, 0, NOT_GIVEN, NOT_GIVEN]]
    form = form_statistics(table(scores))
    last = form.items[3]
    assert (last.n, last.p, last.not_reached, last.omitted) == (3, pytest.approx(2 / 3), pytest.approx(0.4), 0)
    assert last.rpb == pytest.approx(np.corrcoef([1, 0, 1], [2, 1, 3])[0, 1])
    assert form.items[1].omitted_count == 1
    assert form.n == 5
    assert form.whole.persons == 3
    assert form.whole.mean == pytest.approx((3 + 1 + 4) / 3)


def test_pretest_items_are_held_against_the_scored_ones() -> None:
    responses, key, _ = some_letters()
    scored = [f"Q{n}" for n in range(9)]
    form = form_statistics(responses, key=key, scored=scored)
    right = (responses.scores == 1).astype(float)
    total = right[:, :9].sum(axis=1)
    assert form.whole.mean == pytest.approx(total.mean())
    assert form.items[10].rpb == pytest.approx(np.corrcoef(right[:, 10], total)[0, 1])
    assert form.items[10].effective_weight is None
    assert sum(item.effective_weight or 0 for item in form.items) == pytest.approx(100)
    alone = form_statistics(table(responses.scores[:, :9]))
    assert form.whole.alpha == pytest.approx(alone.whole.alpha)
    assert [item.alpha_without for item in form.items[:9]] == pytest.approx([i.alpha_without for i in alone.items])


@pytest.mark.parametrize(
    "scores",
    [[[1, 0, 1]], [[1], [0], [1]], [[1, 1], [1, 1]], [[0, 0], [0, 0], [0, 0]], [[NOT_GIVEN, NOT_GIVEN], [1, 0]]],
    ids=["one person", "one item", "all right", "all wrong", "nothing given"],
)
def test_what_is_undefined_is_none_and_never_a_crash(scores: list[list[int]]) -> None:
    form = form_statistics(table(scores))
    assert form.whole.alpha is None
    assert form.whole.sem is None
    assert all(item.rpb is None for item in form.items)
    assert all(math.isfinite(number) for number in numbers(form))


def test_the_upper_and_lower_group_by_hand() -> None:
    # 10 persons: groups of 3. Totals 9 to 0: the upper three all have the item right, one of the lower three.
    totals = np.arange(10, dtype=float)[::-1]
    marks = np.array([1, 1, 1, 0, 1, 0, 1, 0, 1, 0], dtype=float)
    assert upper_lower(marks, totals, np.ones(10)) == pytest.approx(1 - 1 / 3)
    # The third place is shared by four persons of total 5, two of whom have it right: one of them, half right.
    totals = np.array([9, 8, 5, 5, 5, 5, 3, 2, 1, 0], dtype=float)
    marks = np.array([1, 1, 1, 1, 0, 0, 0, 1, 0, 0], dtype=float)
    assert upper_lower(marks, totals, np.ones(10)) == pytest.approx((2 + 0.5) / 3 - 1 / 3)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_ties_are_broken_as_the_mean_of_all_orders_would(seed: int) -> None:
    random = np.random.default_rng(seed)
    totals = random.integers(0, 5, 12).astype(float)
    marks = random.integers(0, 2, 12).astype(float)
    size = 3
    differences: list[float] = []
    for _ in range(2000):
        order = random.permutation(12)
        order = order[np.argsort(totals[order], kind="stable")]
        differences.append(float(marks[order[-size:]].mean() - marks[order[:size]].mean()))
    error = np.std(differences) / math.sqrt(len(differences))
    assert abs(float(np.mean(differences)) - (upper_lower(marks, totals, np.ones(12)) or 0)) <= 5 * error + 1e-9


def test_times() -> None:
    seconds = np.array([[10.0], [20.0], [np.nan], [40.0], [90.0]])
    form = form_statistics(table([[1], [0], [1], [1], [0]]), seconds=seconds)
    time = form.items[0].time
    assert time is not None
    assert (time.n, time.median, time.median_right, time.median_wrong) == (4, 30.0, 25.0, 55.0)
    assert quantile(np.array([3.0, 1.0]), np.array([1.0, 9.0]), 0.5) == 1.0
    assert form_statistics(table([[1]]), seconds=np.array([[np.nan]])).items[0].time is None
