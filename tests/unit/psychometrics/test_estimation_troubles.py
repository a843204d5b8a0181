"""What cannot be estimated is said, never made up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cehrs_desktop.psychometrics.estimation.calibration import METHODS, MODELS, calibrate, person_abilities
from cehrs_desktop.psychometrics.estimation.design import EstimationError, prepare
from cehrs_desktop.psychometrics.estimation.estimates import Search
from tests.unit.psychometrics.law_school import simulated, table

WAYS = [(model, method) for model in MODELS for method in METHODS if method == "mml" or model == "rasch"]


@pytest.mark.parametrize(("model", "method"), WAYS)
@pytest.mark.parametrize(
    "scores",
    [
        np.array([[1, 0, 1]]),
        np.array([[1], [0], [1]]),
        np.ones((6, 4)),
        np.zeros((6, 4)),
        np.array([[1, 0, 0], [1, 0, 0]]),
        np.full((4, 3), -2),
        np.empty((0, 3)),
    ],
    ids=["one person", "one item", "all right", "all wrong", "all alike", "nothing given", "nobody"],
)
def test_nothing_to_estimate_is_an_error_in_words(model: str, method: str, scores: np.ndarray) -> None:
    with pytest.raises(EstimationError, match=r"needs at least|nothing to estimate"):
        calibrate(table(scores.astype(np.int8)), model, method=method)


def test_conditional_likelihood_says_why_no_item_is_left() -> None:
    """Two persons, all right and all wrong: both items vary, and nobody tells one from the other."""
    for scores, words in (
        ([[1, 1], [0, 0]], "some items right and some wrong no item varies"),
        ([[1, 1, 0], [0, 1, 0]], r"One item alone has both right and wrong answers \(i1\)"),
        ([[1], [0]], r"There is one item \(i1\)"),
        ([[1, 0], [1, 0]], "No item has both right and wrong answers"),
    ):
        with pytest.raises(EstimationError, match=words):
            prepare(table(np.array(scores, dtype=np.int8)), conditional=True)


def test_unknown_ways_are_refused() -> None:
    responses = simulated(50, 5, 1)[0]
    for model, method in (("3pl", "mml"), ("rasch", "joint"), ("2pl", "cml"), ("1pl", "cml")):
        with pytest.raises(EstimationError):
            calibrate(responses, model, method=method)


def test_constant_items_are_left_out_and_the_rest_is_as_without_them() -> None:
    scores = simulated(300, 8, 2)[0].scores.copy()
    wide = np.insert(scores, [2, 5], [[1, 0]], axis=1)
    for model in MODELS:
        found, plain = calibrate(table(wide), model), calibrate(table(scores), model)
        assert found.left_out == (("i3", "all right"), ("i7", "all wrong"))
        assert any(note.startswith("Left out") and "i3 (all right)" in note for note in found.notes)
        np.testing.assert_allclose(found.estimates.b, plain.estimates.b, atol=1e-9)


def test_persons_at_the_ends_take_part_and_have_a_finite_eap() -> None:
    scores = simulated(300, 5, 3)[0].scores.copy()
    scores[0], scores[1] = 1, 0
    responses = table(scores)
    found = calibrate(responses, "2pl")
    assert found.persons == 300
    assert np.isfinite(person_abilities(responses, found, "eap").theta).all()
    assert np.isfinite(person_abilities(responses, found, "wle").theta).all()
    assert np.isnan(person_abilities(responses, found, "mle").theta[:2]).all()
    assert any("MLE ability they do not have" in note for note in found.notes)


def test_a_wrong_key_shows_as_a_negative_discrimination() -> None:
    responses, a, b = simulated(2000, 15, 4, sigma=0.2)
    scores = responses.scores.copy()
    scores[:, 3] = 1 - scores[:, 3]
    found = calibrate(table(scores), "2pl")
    assert found.estimates.converged
    assert found.estimates.a[3] == pytest.approx(-a[3], abs=0.25)
    assert found.estimates.b[3] == pytest.approx(b[3], abs=0.25)
    assert "Negative discrimination, the mark of a wrong key: i4." in found.notes


def test_the_scale_points_up_where_most_items_do() -> None:
    responses, _, _ = simulated(600, 10, 5)
    plain, turned = calibrate(responses, "2pl").estimates, calibrate(table(1 - responses.scores), "2pl").estimates
    assert (turned.a > 0).all()
    np.testing.assert_allclose(turned.a, plain.a, atol=1e-3)
    np.testing.assert_allclose(turned.b, -plain.b, atol=1e-3)
    np.testing.assert_allclose(turned.se_b, plain.se_b, atol=1e-3)


@pytest.mark.parametrize("model", MODELS)
def test_answers_in_perfect_order_are_not_called_converged(model: str) -> None:
    guttman = np.repeat(np.tril(np.ones((8, 7), dtype=np.int8), -1), 20, axis=0)
    found = calibrate(table(guttman), model)
    assert not found.estimates.converged
    assert "runs off" in found.estimates.trouble
    assert found.notes[0].startswith("Not converged.")


def test_an_item_whose_discrimination_runs_off_is_left_out_and_the_rest_is_as_without_it() -> None:
    scores = simulated(300, 10, 6)[0].scores.copy()
    scores[:, 9] = scores[:, :9].sum(axis=1) > 4
    found, plain = calibrate(table(scores), "2pl"), calibrate(table(scores[:, :9]), "2pl")
    assert found.left_out == (("i10", "its discrimination runs off to infinity"),)
    assert "Left out, since no finite discrimination fits them: i10." in found.notes
    assert found.estimates.converged
    np.testing.assert_allclose(found.estimates.b, plain.estimates.b, atol=1e-9)


def test_of_two_equal_items_one_is_left_out() -> None:
    scores = simulated(500, 6, 8)[0].scores.copy()
    scores[:, 1] = scores[:, 0]
    found = calibrate(table(scores), "2pl")
    assert found.estimates.converged
    assert len(found.left_out) == 1
    assert found.left_out[0][0] in ("i1", "i2")


def test_a_very_easy_item_does_not_spoil_a_calibration() -> None:
    """Two of a thousand persons have it wrong, the two lowest: no finite slope is steep enough."""
    responses, _, _ = simulated(1000, 30, 7, sigma=0.3)
    scores = np.insert(responses.scores, 5, 1, axis=1)
    scores[np.argsort(scores.sum(axis=1), kind="stable")[:2], 5] = 0
    found = calibrate(table(scores), "2pl")
    assert found.estimates.converged
    assert np.abs(found.estimates.a).max() < 5
    assert found.left_out in ((), (("i6", "its discrimination runs off to infinity"),))


def test_items_with_nothing_in_common_give_a_spread_of_nought() -> None:
    scores = np.array([[1, 0, 1], [0, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=np.int8)
    found = calibrate(table(scores), "rasch")
    assert found.estimates.converged
    assert found.estimates.sd < 1e-3
    assert any("next to nothing in common" in note for note in found.notes)


@pytest.mark.parametrize(("model", "method"), WAYS)
def test_too_few_iterations_are_not_called_converged(model: str, method: str) -> None:
    responses = simulated(300, 12, 8)[0]
    short = calibrate(responses, model, method=method, search=Search(max_iterations=1, tolerance=1e-6))
    assert not short.estimates.converged
    assert short.estimates.iterations == 1
    assert "Stopped after 1 iteration," in short.estimates.trouble
    assert calibrate(responses, model, method=method).estimates.converged


def test_few_persons_are_warned_of() -> None:
    assert any("Fewer than 30 persons" in note for note in calibrate(simulated(25, 6, 9)[0], "rasch").notes)
    assert any("Fewer than 500 persons" in note for note in calibrate(simulated(200, 6, 9)[0], "2pl").notes)


@settings(max_examples=60, deadline=None)
@given(
    scores=arrays(np.int8, st.tuples(st.integers(1, 12), st.integers(1, 6)), elements=st.sampled_from([-2, -1, 0, 1])),
    way=st.sampled_from(WAYS),
)
def test_any_small_table_gives_a_result_or_a_reason(scores: np.ndarray, way: tuple[str, str]) -> None:
    model, method = way
    responses = table(scores)
    try:
        found = calibrate(responses, model, method=method, search=Search(max_iterations=60))
    except EstimationError:
        return
    left_out = {item for item, _ in found.left_out}
    assert left_out | set(found.items) == set(responses.items)
    assert np.isfinite(found.estimates.loglik)
    assert found.estimates.converged == (found.estimates.trouble == "")
    if found.estimates.converged:
        assert found.estimates.left < 1e-4
    for ability in ("eap", "mle", "wle"):
        made = person_abilities(responses, found, ability)
        assert len(made.theta) == len(scores)
        assert np.array_equal(np.isnan(made.theta), np.isnan(made.se))
