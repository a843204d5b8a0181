"""Scores of many persons on one form: who has which score, what may be said with so few items, and the group's figures.

A score comes from the form's table exactly as a report's does; what is added is the rule of how much is told for how
many items, and the mix of domains of forms that are out of blueprint proportion. It reads and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.beta_binomial import TrueShares, livingston_lewis
from cehrs_desktop.psychometrics.composite import Composite, composite
from cehrs_desktop.psychometrics.form_table import Classification, FormTable
from cehrs_desktop.psychometrics.internal_consistency import consistency
from cehrs_desktop.psychometrics.parameters import ParameterSet
from cehrs_desktop.psychometrics.responses import NOT_GIVEN, RIGHT, Responses
from cehrs_desktop.psychometrics.scoring import REACHED_ENOUGH, Outcome, outcome_of, passing_raw
from cehrs_desktop.psychometrics.subscores import Augmented, augmented, response_moments

FULL_SCORE_ITEMS, RANGE_ITEMS = 50, 25
"""Scored items from which a scaled score is given, and from which at least its range is."""


@dataclass(frozen=True, slots=True)
class FormItem:
    """An item in its place on a form: `b` in logits (scored items only need it), `key` the right letter or empty."""

    id: str
    domain: str
    topic: str
    scored: bool
    b: float
    key: str


@dataclass(frozen=True, slots=True)
class ScoringForm:
    """A form as scoring takes it: its items in order, and its table where it came with one."""

    id: str
    items: tuple[FormItem, ...]
    table: FormTable | None = None

    @property
    def scored(self) -> tuple[FormItem, ...]:
        """The items that count."""
        return tuple(item for item in self.items if item.scored)


@dataclass(frozen=True, slots=True)
class PersonScore:
    """One person's result. `told`: ``score``, ``range`` or ``percent``, by how many scored items the form has.

    `rights` counts right answers by domain in the table's order, `topics` right answers and items by topic.
    `outcome` is the full result whatever may be told of it. `few_reached`: less than 80 % of the items was reached.
    """

    person: str
    weight: float
    raw: int
    reached: int
    rights: tuple[int, ...]
    topics: tuple[tuple[str, int, int], ...]
    outcome: Outcome
    composite: Composite | None
    few_reached: bool


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What the scores of the group say: raw mean, sd and alpha (`None` where they cannot be had), and who passed.

    `observed` is the classification by Livingston and Lewis from these scores, or `observed_reason` says why not.
    `domains` is what the responses say of the domains (empty below 200 persons).
    """

    persons: float
    mean: float | None
    sd: float | None
    alpha: float | None
    pass_share: float
    observed: Classification | None
    observed_fit: TrueShares | None
    observed_reason: str
    domains: tuple[tuple[str, Augmented], ...]


def told_of(count: int) -> str:
    """How much is told of a result on `count` scored items: ``score``, ``range`` or ``percent``."""
    return "score" if count >= FULL_SCORE_ITEMS else "range" if count >= RANGE_ITEMS else "percent"


def in_proportion(domains: Sequence[str], reference: Mapping[str, Sequence[float]]) -> bool:
    """Whether the items' domains are in the reference form's proportion, to within one item of each."""
    whole = sum(len(own) for own in reference.values())
    return set(domains) <= set(reference) and all(
        abs(domains.count(domain) - len(domains) * len(own) / whole) <= 1.0 for domain, own in reference.items()
    )


def score_persons(
    items: Sequence[FormItem],
    table: FormTable,
    responses: Responses,
    mix: tuple[ParameterSet, Mapping[str, Sequence[float]]] | None = None,
) -> tuple[PersonScore, ...]:
    """Score every person on the form's scored `items`, whose columns `responses` has in the same order.

    Blanks and items that were not reached are wrong. With `mix`, the parameters and the reference form's domains,
    every person has a composite score too: for forms that are not in blueprint proportion.
    """
    hits = responses.scores == RIGHT
    reached = (responses.scores != NOT_GIVEN).sum(axis=1).tolist()
    by_domain = _counts(hits, [item.domain for item in items], [one.domain for one in table.domains])
    topics = sorted({item.topic for item in items}, key=_natural)
    by_topic = _counts(hits, [item.topic for item in items], topics)
    sizes = [sum(item.topic == topic for item in items) for topic in topics]
    # Persons with the same counts have the same result.
    outcomes: dict[tuple[int, ...], Outcome] = {}
    mixes: dict[tuple[int, ...], Composite] = {}
    found: list[PersonScore] = []
    for n, person in enumerate(responses.persons):
        rights = tuple(by_domain[n])
        if rights not in outcomes:
            answers = _answers(items, [one.domain for one in table.domains], rights)
            outcomes[rights] = outcome_of([(item.domain, right) for item, right in answers], table)
            if mix is not None:
                mixes[rights] = composite([(item.domain, item.b, right) for item, right in answers], *mix)
        found.append(
            PersonScore(
                person=person,
                weight=float(responses.weights[n]),
                raw=sum(rights),
                reached=reached[n],
                rights=rights,
                topics=tuple(zip(topics, by_topic[n], sizes, strict=True)),
                outcome=outcomes[rights],
                composite=mixes.get(rights),
                few_reached=reached[n] < REACHED_ENOUGH * len(items),
            )
        )
    return tuple(found)


def _counts(hits: NDArray[np.bool_], labels: Sequence[str], names: Sequence[str]) -> list[list[int]]:
    """Right answers of each person in the items that carry each of `names`."""
    belongs = np.array([[label == name for name in names] for label in labels], dtype=np.int64)
    counted: list[list[int]] = (hits.astype(np.int64) @ belongs).tolist()
    return counted


def _answers(items: Sequence[FormItem], domains: Sequence[str], rights: Sequence[int]) -> list[tuple[FormItem, bool]]:
    """Answers with these counts in the domains; under the Rasch model which ones were right makes no difference."""
    left = dict(zip(domains, rights, strict=True))
    answers: list[tuple[FormItem, bool]] = []
    for item in items:
        answers.append((item, left[item.domain] > 0))
        left[item.domain] -= 1
    return answers


def _natural(topic: str) -> list[str]:
    return [part.zfill(4) for part in topic.split(".")]


def group_figures(
    scores: Sequence[PersonScore], responses: Responses, table: FormTable, domains: Sequence[str]
) -> GroupFigures:
    """Figures of the group, on the scored items that `responses` holds; `scores` are its persons in order.

    `domains` names the domain of each scored item.
    """
    weights = responses.weights
    found = consistency((responses.scores == RIGHT).T, weights)
    passed = np.array([score.outcome.passed for score in scores])
    observed, fit, reason = None, None, ""
    try:
        if found.alpha is None:
            raise ValueError("the scores do not vary")
        observed, fit = livingston_lewis(
            np.array([score.raw for score in scores], dtype=np.float64),
            found.alpha,
            cut=passing_raw(table.raw_cut),
            true_cut=table.raw_cut,
            highest=table.count,
            weights=weights,
        )
    except ValueError as error:
        reason = str(error)
    return GroupFigures(
        persons=found.persons,
        mean=found.mean,
        sd=found.sd,
        alpha=found.alpha,
        pass_share=float(passed @ weights) / found.persons,
        observed=observed,
        observed_fit=fit,
        observed_reason=reason,
        domains=_observed_domains(responses, domains),
    )


def _observed_domains(responses: Responses, domains: Sequence[str]) -> tuple[tuple[str, Augmented], ...]:
    """What the responses themselves say of each domain's worth (Haberman 2008); nothing where they are too few.

    Pattern counts are passed by: they come from tables of a few items, which have no domains.
    """
    if np.any(responses.weights != 1.0):
        return ()
    try:
        names, moments = response_moments((responses.scores == RIGHT).astype(np.int8), domains)
    except ValueError:
        return ()
    return tuple(zip(names, augmented(moments), strict=True))
