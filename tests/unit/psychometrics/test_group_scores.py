"""Scores of a group: how much is told for how many items, marks, and the figures of the group."""

from __future__ import annotations

import numpy as np
import pytest

from cehrs_desktop.psychometrics.composite import reference_domains
from cehrs_desktop.psychometrics.group_scores import (
    FormItem,
    GroupFigures,
    group_figures,
    in_proportion,
    score_persons,
    told_of,
)
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, OMITTED, Responses
from cehrs_desktop.psychometrics.scoring import outcome_of
from cehrs_desktop.psychometrics.tables import form_table
from tests.matched_forms import DOMAINS, FORM_100, OF_100, WORKED

ITEMS = tuple(
    FormItem(f"i{n}", domain, f"{domain}.{n % 11 + 1}", True, b, "A")
    for n, (domain, b) in enumerate(zip(OF_100, FORM_100.tolist(), strict=True))
)
TABLE = form_table([(item.domain, item.b) for item in ITEMS], WORKED)
REFERENCE = reference_domains(WORKED, DOMAINS)


def responses(rows: np.ndarray, weights: np.ndarray | None = None) -> Responses:
    persons = tuple(f"p{n}" for n in range(len(rows)))
    counts = np.ones(len(rows)) if weights is None else weights
    return Responses(persons, tuple(item.id for item in ITEMS), rows.astype(np.int8), counts)


def sample(persons: int) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(21)
    theta = chance.normal(size=(persons, 1))
    return theta[:, 0], (chance.random((persons, 100)) < 1 / (1 + np.exp(FORM_100 - theta))).astype(np.int8)


def test_everybody_has_the_score_of_the_table() -> None:
    _, rows = sample(40)
    for person, row in zip(score_persons(ITEMS, TABLE, responses(rows)), rows, strict=True):
        answers = [(item.domain, bool(hit)) for item, hit in zip(ITEMS, row.tolist(), strict=True)]
        assert person.outcome == outcome_of(answers, TABLE)
        assert person.raw == int(row.sum())
        assert person.rights == tuple(sum(hit for domain, hit in answers if domain == one) for one in "12345")
        assert sum(right for _, right, _ in person.topics) == person.raw
        assert sum(count for _, _, count in person.topics) == 100
        assert not person.few_reached
        assert person.composite is None


def test_blanks_are_wrong_and_little_reached_is_marked() -> None:
    rows = np.ones((4, 100), dtype=np.int8)
    rows[1, 80:] = NOT_GIVEN
    rows[2, 79:] = NOT_GIVEN
    rows[3, 10:90] = OMITTED
    found = score_persons(ITEMS, TABLE, responses(rows))
    assert [one.raw for one in found] == [100, 80, 79, 20]
    assert [one.reached for one in found] == [100, 80, 79, 100]
    assert [one.few_reached for one in found] == [False, False, True, False]


@pytest.mark.parametrize(
    ("count", "told"), [(125, "score"), (50, "score"), (49, "range"), (25, "range"), (24, "percent"), (1, "percent")]
)
def test_how_much_is_told(count: int, told: str) -> None:
    assert told_of(count) == told


def test_blueprint_proportion_is_to_within_one_item() -> None:
    assert in_proportion(OF_100, REFERENCE)
    assert in_proportion([*"1" * 14, *"2" * 16, *"3" * 8, *"4" * 7, *"5" * 5], REFERENCE)
    assert in_proportion([*"1" * 7, *"2" * 8, *"3" * 4, *"4" * 4, *"5" * 2], REFERENCE)
    assert not in_proportion([*"1" * 60, *"2" * 40], REFERENCE)
    assert not in_proportion([*OF_100, "9"], REFERENCE)
    assert not in_proportion(["9"], REFERENCE)


def test_a_mix_gives_everybody_a_composite() -> None:
    _, rows = sample(5)
    found = score_persons(ITEMS, TABLE, responses(rows), (WORKED, REFERENCE))
    assert all(one.composite is not None and one.composite.score is not None for one in found)
    # On a proportional form it is the table's score but for the domains' pattern and the prior.
    for one in found:
        assert one.composite is not None
        assert one.composite.score == pytest.approx(one.outcome.exact, abs=15)


def figures(rows: np.ndarray, weights: np.ndarray | None = None) -> GroupFigures:
    given = responses(rows, weights)
    return group_figures(
        score_persons(ITEMS, TABLE, given), given, TABLE, [item.domain for item in ITEMS if item.scored]
    )


def test_observed_scores_say_what_the_model_says() -> None:
    theta, rows = sample(6000)
    found = figures(rows)
    raws = rows.sum(axis=1)
    assert (found.persons, found.mean, found.sd) == (6000, pytest.approx(raws.mean()), pytest.approx(raws.std(ddof=1)))
    assert found.alpha == pytest.approx(TABLE.reliability, abs=0.01)
    assert found.pass_share == pytest.approx((raws >= 66).mean())
    assert found.observed is not None
    assert found.observed.accuracy == pytest.approx(TABLE.lee.accuracy, abs=0.012)
    assert found.observed.consistency == pytest.approx(TABLE.lee.consistency, abs=0.015)
    assert [name for name, _ in found.domains] == list("12345")
    for (_, seen), planned in zip(found.domains, TABLE.domains, strict=True):
        # One ability drew all domains here: what is observed lies nearer to a correlation of 1 than to the assumed .9.
        assert seen.prmse_own == pytest.approx(planned.prmse_own, abs=0.05)
        assert seen.prmse_both > planned.prmse_both
    assert found.observed.accuracy == pytest.approx(float(((raws >= 66) == (theta >= -0.4905)).mean()), abs=0.012)


def test_weights_count_persons() -> None:
    _, rows = sample(150)
    twice = figures(np.repeat(rows, 2, axis=0))
    weighted = figures(rows, np.full(150, 2.0))
    assert weighted.alpha == pytest.approx(twice.alpha)
    assert (weighted.persons, weighted.mean, weighted.sd) == pytest.approx((twice.persons, twice.mean, twice.sd))
    assert weighted.observed is not None
    assert twice.observed is not None
    assert weighted.observed.accuracy == pytest.approx(twice.observed.accuracy, abs=1e-9)


def test_what_cannot_be_said_of_a_group_has_its_reason() -> None:
    _, rows = sample(199)
    assert "199 scores are too few" in group_reason(rows)
    assert figures(rows).domains == ()
    assert "do not vary" in group_reason(rows[:1])
    assert "do not vary" in group_reason(np.ones((300, 100)))
    assert "99.5 scores are too few" in group_reason(rows, np.full(199, 0.5))


def group_reason(rows: np.ndarray, weights: np.ndarray | None = None) -> str:
    found = figures(rows, weights)
    assert found.observed is None
    return found.observed_reason
