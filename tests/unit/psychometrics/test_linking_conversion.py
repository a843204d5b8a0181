"""True-score conversion against the authors' own program, and at its edges."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from cehrs_desktop.psychometrics.equating import ConversionImpossible, true_score_conversion
from cehrs_desktop.psychometrics.item_parameters import item_parameters
from cehrs_desktop.psychometrics.scoring import expected_raw
from tests.kolen_brennan import FORM_X_ON_Y, FORM_Y
from tests.plain_scoring import ability

# POLYEQUATE (Kolen and others) on these two forms, as quoted in the tests of the Java library psychometrics (J. P.
# Meyer). None: below the sum of the asymptotes, and all right.
CONVERTED = [
    *(0.0, 0.888027, 1.776054, 2.66408, 3.552107, 4.440134, 5.328161, 6.134033, 7.185802, 8.39496, 9.621725, 10.82559),
    *(12.000215, 13.149525, 14.280262, 15.399495, 16.513518, 17.627108, 18.742944, 19.861174, 20.979305, 22.09259),
    *(23.194994, 24.280626, 25.345249, 26.387408, 27.408805, 28.413824, 29.408303, 30.397704, 31.384411, 32.363711),
    *(33.317925, 34.209551, 34.979905, 35.575623, 36.0),
]
THETAS = [
    *[None] * 7,
    *(-4.336128, -2.770096, -2.063286, -1.607182, -1.268170, -0.995059, -0.763274, -0.559258, -0.374740, -0.204264),
    *(-0.044016, 0.108779, 0.256195, 0.399813, 0.540889, 0.680503, 0.819717, 0.959750, 1.102159, 1.249018, 1.403104),
    *(1.568130, 1.749146, 1.953320, 2.191603, 2.482434, 2.860365, 3.399176, 4.321431),
    None,
]


def test_polyequate() -> None:
    scores = true_score_conversion(FORM_X_ON_Y, FORM_Y, scaling=1.7)
    assert [one.raw for one in scores] == list(range(37))
    assert [one.converted for one in scores] == pytest.approx(CONVERTED, abs=1e-5)
    assert [one.theta is None for one in scores] == [theta is None for theta in THETAS]
    found, known = ([theta for theta in column if theta is not None] for column in ([s.theta for s in scores], THETAS))
    assert found == pytest.approx(known, abs=1e-5)


def test_rasch_agrees_with_the_scores_of_the_program() -> None:
    here, there = [-1.0, -0.3, 0.2, 1.4], [-0.5, 0.5, 0.6]
    scores = true_score_conversion(
        item_parameters(list("abcd"), np.ones(4), np.array(here)),
        item_parameters(list("xyz"), np.ones(3), np.array(there)),
    )
    assert (scores[0].theta, scores[0].converted) == (None, 0.0)
    assert (scores[4].theta, scores[4].converted) == (None, 3.0)
    for one in scores[1:4]:
        assert one.theta == pytest.approx(ability(one.raw, here), abs=1e-9)
        assert one.converted == pytest.approx(expected_raw(ability(one.raw, here), there), abs=1e-9)


def test_a_form_converted_to_itself_keeps_its_scores() -> None:
    scores = true_score_conversion(FORM_Y, FORM_Y, scaling=1.7)
    assert [one.converted for one in scores] == pytest.approx(list(range(37)), abs=1e-9)


def test_converted_scores_rise() -> None:
    converted = [one.converted for one in true_score_conversion(FORM_Y, FORM_X_ON_Y, scaling=1.7)]
    assert all(low < high for low, high in pairwise(converted))


def test_guessing_on_one_side_only() -> None:
    plain = item_parameters(list("ab"), np.ones(2), np.zeros(2))
    guessed = replace(plain, c=np.full(2, 0.5))
    # Nobody expects less than one right by guessing, and none right on a form without guessing is the lowest ability.
    assert true_score_conversion(guessed, plain)[1].converted == 0.0
    assert true_score_conversion(plain, guessed)[0].converted == 0.0
    assert true_score_conversion(plain, guessed)[1].converted == pytest.approx(1.5)


def test_extreme_items_still_have_an_answer() -> None:
    items = item_parameters(list("abcd"), np.array([0.01, 30.0, 1.0, 1.0]), np.array([-300.0, 40.0, 40.0, -40.0]))
    scores = true_score_conversion(items, items)
    assert [one.converted for one in scores] == pytest.approx([0, 1, 2, 3, 4], abs=1e-6)


def test_a_negative_discrimination_is_refused_by_name() -> None:
    wrong = item_parameters(["good", "bad"], np.array([1.0, -1.0]), np.zeros(2))
    with pytest.raises(ConversionImpossible, match="'from' form for bad:"):
        true_score_conversion(wrong, FORM_Y)
    with pytest.raises(ConversionImpossible, match="'to' form for bad:"):
        true_score_conversion(FORM_Y, wrong)
