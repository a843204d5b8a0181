"""What is said of items, from how many persons, and what is proposed for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.item_proposals import Proposal, drift, proposals
from cehrs_desktop.psychometrics.item_review import ItemReview, review
from cehrs_desktop.psychometrics.item_statistics import FormStatistics, OptionStatistics, form_statistics
from cehrs_desktop.psychometrics.one_item_calibration import Difficulty, difficulties
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, OMITTED, Responses
from cehrs_desktop.psychometrics.rival_options import rivals

ITEMS = 60


def logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-x))


def sat(persons: int, seed: int = 3, keys: dict[int, str] | None = None) -> tuple[Responses, dict[str, str]]:
    """A Rasch test of 60 items around p = .7 where A is right and B, C, D are chosen evenly; `keys` are wrong keys.

    The first item is answered by chance alone.
    """
    random = np.random.default_rng(seed)
    ability = random.normal(size=persons)[:, None]
    chance = logistic(ability - random.normal(-0.9, 0.5, ITEMS))
    chance[:, 0] = 0.4
    letters = np.where(random.random((persons, ITEMS)) < chance, 0, random.integers(1, 4, (persons, ITEMS)))
    key = {f"Q{n}": (keys or {}).get(n, "A") for n in range(ITEMS)}
    right = np.array([["ABCD".index(letter) for letter in key.values()]])
    return (
        Responses(
            tuple(str(n) for n in range(persons)),
            tuple(key),
            (letters == right).astype(np.int8),
            np.ones(persons),
            letters.astype(np.int8),
        ),
        key,
    )


def reviewed(persons: int, **options: dict[int, str]) -> tuple[FormStatistics, tuple[ItemReview, ...]]:
    responses, key = sat(persons, **options)  # pyright: ignore[reportArgumentType]
    form = form_statistics(responses, key=key)
    return form, review(form)


def codes(words: ItemReview) -> dict[str, str]:
    return {finding.code: finding.severity for finding in words.findings}


def test_below_30_persons_nothing_is_said() -> None:
    _, reviews = reviewed(29, keys={5: "B"})
    for words in reviews:
        assert words.advice.startswith("Do not act yet")
        assert not words.usable
        assert codes(words) == {"too_few": "note"}


def test_from_30_to_99_findings_are_hints() -> None:
    _, reviews = reviewed(60)
    assert all(not words.usable for words in reviews)
    assert all("too few" in words.advice for words in reviews)
    severities = {severity for words in reviews for severity in codes(words).values()}
    assert severities <= {"note", "advisory", "hold"}


@pytest.mark.parametrize(("persons", "severity"), [(40, "advisory"), (60, "hold"), (150, "hold")])
def test_a_wrong_key_is_held_from_50_persons(persons: int, severity: str) -> None:
    form, reviews = reviewed(persons, keys={5: "B"})
    assert (form.items[5].rpb or 0) < 0
    assert codes(reviews[5])["negative_key"] == severity
    assert [rival.option.label for rival in rivals(form.items[5])] == ["A"]
    if persons >= 50:
        assert codes(reviews[5])["possible_wrong_key"] == ("flag" if persons >= 100 else "advisory")
        assert rivals(form.items[5])[0].better
    if severity == "hold":
        assert "Hold the item" in reviews[5].advice


def test_a_negative_key_that_may_be_chance_is_not_held() -> None:
    """At N = 60 a correlation of -.03 may be one of .18: nothing is held; one of -.2 is at most .02."""
    form, _ = reviewed(60)
    item = form.items[20]
    for rpb, interval, severity in ((-0.03, (-0.24, 0.18), "advisory"), (-0.2, (-0.4, 0.02), "hold")):
        changed = replace(item, rpb=rpb, rpb_interval=interval, options=())
        words = review(replace(form, items=(changed,)))
        assert codes(words[0])["negative_key"] == severity
        [made] = proposals((changed,), words, {}, {})
        assert (made.proposal, made.hold) == (("check_key", True) if severity == "hold" else ("keep", False))


def test_a_dead_item_is_held_and_sound_ones_are_left_alone() -> None:
    _, reviews = reviewed(600)
    assert codes(reviews[0])["low_discrimination"] == "hold"
    assert "Hold the item" in reviews[0].advice
    sound = [words for words in reviews[1:] if not {"flag", "hold"} & set(codes(words).values())]
    assert len(sound) >= 57


def test_a_second_right_option_is_found() -> None:
    # Item 7 has two right answers: those who know take A or D, and only A is the key.
    responses, key = sat(400)
    assert responses.choices is not None
    letters = responses.choices.copy()
    half = np.random.default_rng(1).random(400) < 0.5
    letters[(letters[:, 7] == 0) & half, 7] = 3
    scores = responses.scores.copy()
    scores[:, 7] = letters[:, 7] == 0
    form = form_statistics(replace(responses, choices=letters, scores=scores), key=key)
    found = codes(review(form)[7])
    assert found.get("possible_second_key", found.get("possible_wrong_key")) == "flag"
    assert rivals(form.items[7])[0].option.label == "D"


def option(label: str, count: float, rpb: float, mean: float, *, key: bool = False) -> OptionStatistics:
    return OptionStatistics(label, key, count, count / 200, rpb, mean, 8.0)


def test_two_keys_that_share_the_strong_persons_are_found() -> None:
    # A and D both draw strong persons, which leaves neither a high correlation; B and C draw the weak ones.
    form, _ = reviewed(200)
    weak = (option("B", 40, -0.2, 55.0), option("C", 40, -0.2, 55.0))
    shared = (option("A", 65, 0.2, 66.0, key=True), option("D", 55, 0.04, 63.0), *weak)
    assert [(r.option.label, r.better) for r in rivals(replace(form.items[20], options=shared))] == [("D", False)]
    # A better distractor that lies nearer to the other distractors than to the key is only a good distractor.
    good = (option("A", 65, 0.3, 66.0, key=True), option("D", 55, -0.02, 60.0), *weak)
    assert rivals(replace(form.items[20], options=good)) == ()
    # Four persons are nobody.
    few = (option("A", 116, 0.3, 66.0, key=True), option("D", 4, 0.3, 75.0), *weak)
    assert rivals(replace(form.items[20], options=few)) == ()


def test_hard_easy_omitted_and_slow_items_are_flagged() -> None:
    responses, key = sat(300)
    scores = responses.scores.copy()
    random = np.random.default_rng(2)
    strong = responses.scores.sum(axis=1) > 48
    scores[:, 1] = strong & (random.random(300) < 0.5)
    scores[:, 2] = ~((random.random(300) < 0.06) & ~strong)
    scores[random.random(300) < 0.15, 3] = OMITTED
    seconds = np.exp(random.normal(4, 0.3, (300, ITEMS)))
    seconds[:, 4] *= 5
    seconds[:, 6] /= 5
    form = form_statistics(replace(responses, scores=scores, choices=None), key=key, seconds=seconds)
    found = [codes(words) for words in review(form)]
    assert found[1]["hard"] == "flag"
    assert found[2]["easy"] == "flag"
    assert found[3]["omitted"] == "flag"
    assert found[4]["time_slow"] == "flag"
    assert found[6]["time_fast"] == "flag"
    assert not any(code.startswith("time") for one in found[7:] for code in one)


def known(responses: Responses, tau: float = 0.6) -> dict[str, tuple[float, float]]:
    random = np.random.default_rng(3)
    random.normal(size=len(responses.persons))
    return {f"Q{n}": (float(b), tau) for n, b in enumerate(random.normal(-0.9, 0.5, ITEMS))}


def proposed(
    persons: int, status: dict[str, str], keys: dict[int, str] | None = None, shift: float = 0.0
) -> dict[str, Proposal]:
    responses, key = sat(persons, keys=keys)
    priors = known(responses)
    priors["Q8"] = (priors["Q8"][0] + shift, 0.2)
    scored = [item for item in responses.items if status.get(item, "operational") == "operational"]
    form = form_statistics(responses, key=key, scored=scored)
    _, found = difficulties(responses, priors, scored)
    return {one.id: one for one in proposals(form.items, review(form), status, found)}


STATUS = {"Q0": "pretest", "Q5": "pretest", "Q8": "pretest", "Q9": "pretest", "Q10": "retired"}


def test_the_life_of_pretest_items() -> None:
    young = proposed(25, STATUS, {5: "B"})
    assert {one.proposal for one in young.values()} == {"keep"}
    assert (young["Q9"].b, young["Q9"].se, young["Q9"].basis) == (
        young["Q9"].difficulty and young["Q9"].difficulty.b0,
        0.6,
        "ratings",
    )

    blend = proposed(80, STATUS, {5: "B"})
    assert (blend["Q5"].proposal, blend["Q5"].hold) == ("check_key", True)
    assert blend["Q9"].proposal == "keep"
    assert blend["Q9"].basis == "provisional"

    old = proposed(600, STATUS, {5: "B"})
    assert (old["Q0"].proposal, old["Q0"].hold) == ("retire", True)
    assert (old["Q5"].proposal, old["Q5"].hold) == ("check_key", True)
    assert old["Q8"].proposal == old["Q9"].proposal == "promote"
    assert old["Q10"].proposal == "keep"
    assert old["Q20"].proposal == "keep"
    assert old["Q9"].basis == "data"
    assert all(one.reasons for one in old.values() if one.proposal != "keep")


def test_a_rating_that_the_responses_contradict_waits_for_more() -> None:
    away = proposed(200, STATUS, shift=2.0)["Q8"]
    assert drift(200, away.difficulty)
    assert away.proposal == "keep"
    assert any("disagree" in reason for reason in away.reasons)
    assert not drift(99, away.difficulty)
    assert proposed(200, STATUS)["Q8"].proposal == "promote"


def test_the_error_of_a_difficulty() -> None:
    # SE(b) = 1 / sqrt(N E[P(1 - P)]) with theta N(0, 1) and p = .66 is .42, .33, .23, .16 for 30, 50, 100, 200 persons;
    # with a prior of sd .6, .35, .29, .22, .16. Here abilities are not known but estimated from 150 items, which
    # adds a little.
    random = np.random.default_rng(4)
    for persons, alone, blended in ((30, 0.42, 0.35), (50, 0.33, 0.29), (100, 0.23, 0.22), (200, 0.16, 0.16)):
        b = np.concatenate([random.normal(0, 0.7, 150), [-0.8]])
        ability = random.normal(size=persons)
        scores = (random.random((persons, 151)) < logistic(ability[:, None] - b)).astype(np.int8)
        items = tuple(f"Q{n}" for n in range(151))
        responses = Responses(tuple(map(str, range(persons))), items, scores, np.ones(persons))
        priors = {item: (float(value), 0.6) for item, value in zip(items, b, strict=True)}
        _, found = difficulties(responses, priors, items[:150])
        one = found["Q150"]
        assert one.se_data == pytest.approx(alone, rel=0.2)
        assert one.se == pytest.approx(blended, rel=0.15)
        assert one.b_data is not None
        assert min(one.b_data, one.b0) - 1e-6 <= one.b <= max(one.b_data, one.b0) + 1e-6


def test_a_difficulty_maximizes_its_likelihood() -> None:
    random = np.random.default_rng(5)
    b = random.normal(size=12)
    scores = (random.random((200, 12)) < logistic(random.normal(size=(200, 1)) - b)).astype(np.int8)
    scores[random.random((200, 12)) < 0.2] = NOT_GIVEN
    items = tuple(f"Q{n}" for n in range(12))
    responses = Responses(tuple(map(str, range(200))), items, scores, random.integers(1, 4, 200).astype(np.float64))
    priors = {item: (float(value), 0.6) for item, value in zip(items, b, strict=True)}
    population, found = difficulties(responses, priors, items[:8])

    theta = np.linspace(-7, 7, 1401)
    density = np.exp(-0.5 * ((theta - population.mean) / population.sd) ** 2)

    def log_posterior(at: int, value: float) -> float:
        others = [n for n in range(8) if n != at]
        likelihood = np.ones((200, len(theta)))
        for n in [*others, at]:
            chance = logistic(theta - (value if n == at else b[n]))
            column = scores[:, n]
            likelihood[column == 1] *= chance
            likelihood[column == 0] *= 1 - chance
        total = responses.weights @ np.log((likelihood * density).sum(axis=1))
        return float(total) - 0.5 * ((value - b[at]) / 0.6) ** 2

    for at in (2, 9):
        mode = found[f"Q{at}"].b
        height = log_posterior(at, mode)
        assert height > log_posterior(at, mode + 0.01)
        assert height > log_posterior(at, mode - 0.01)
        curvature = (log_posterior(at, mode + 0.05) - 2 * height + log_posterior(at, mode - 0.05)) / 0.05**2
        assert found[f"Q{at}"].se == pytest.approx((-curvature) ** -0.5, rel=0.05)


def test_all_right_leaves_the_data_without_a_difficulty() -> None:
    scores = np.array([[1, 1, 0], [1, 0, 1], [1, 1, 1], [1, 0, 0]], dtype=np.int8)
    responses = Responses(("a", "b", "c", "d"), ("x", "y", "z"), scores, np.ones(4))
    priors = {"x": (0.0, 0.6), "y": (0.0, 0.6), "z": (0.0, 0.6)}
    _, found = difficulties(responses, priors, ["y", "z"])
    assert found["x"].b_data is None
    assert found["x"].z is None
    assert found["x"].b < 0
    with pytest.raises(ValueError):
        difficulties(responses, priors, ["y"])
    # All but right: one in a million million, and a rating far off the scale.
    nearly = replace(
        responses,
        weights=np.array([1e12, 1e12, 1e12, 1e-3]),
        scores=scores ^ np.array([[0], [0], [0], [1]], dtype=np.int8),
    )
    _, found = difficulties(nearly, {**priors, "x": (900.0, 0.6)}, ["y", "z"])
    assert found["x"].b_data is None
    assert np.isfinite(found["x"].b)


@pytest.mark.parametrize(
    ("persons", "difficulty", "words"),
    [
        (100, Difficulty(0.0, 0.1, 0.5, 0.1, 0.6, 0.2), "+0.60 logits (z = +2.7, against the errors of both)"),
        (
            100,
            Difficulty(0.0, 0.6, 0.5, 0.1, -0.6, 0.2),
            "-0.60 logits (z = -3.0 against the error of the responses alone, -0.9 with the rating's)",
        ),
        (200, Difficulty(0.0, 0.6, 0.3, 0.1, 0.35, 0.15), "z = +2.3 against the error of the responses alone"),
        (100, Difficulty(0.0, 0.6, 0.3, 0.1, 0.35, 0.15), ""),
        (99, Difficulty(0.0, 0.1, 0.5, 0.1, 0.6, 0.2), ""),
        (100, Difficulty(0.0, 0.6, 0.5, 0.1, 0.6, 0.4), ""),
        (100, Difficulty(0.0, 0.6, 0.5, 0.1, None, None), ""),
    ],
)
def test_an_operational_item_that_moved_is_kept_and_told(persons: int, difficulty: Difficulty, words: str) -> None:
    form, reviews = reviewed(300)
    item = replace(form.items[20], n=float(persons))
    clean = replace(reviews[20], findings=())
    [made] = proposals((item,), (clean,), {}, {item.id: difficulty})
    assert made.proposal == "keep"
    assert made.codes == (("displaced",) if words else ())
    assert bool(made.reasons) == bool(words)
    assert words in " ".join(made.reasons)


def test_a_displacement_needs_size_and_certainty() -> None:
    assert drift(150, Difficulty(0.0, 0.1, 0.6, 0.1, 0.6, 0.2))
    assert not drift(150, Difficulty(0.0, 0.1, 0.4, 0.1, 0.4, 0.05))
    assert drift(250, Difficulty(0.0, 0.1, 0.4, 0.1, 0.4, 0.05))
    assert not drift(250, Difficulty(0.0, 0.6, 0.4, 0.1, 0.4, 0.05))
