"""How much of the study time each domain gets, from the test plan and from what the results show, with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cehrs_desktop.exam.blueprint import Blueprint
from cehrs_desktop.study.causes import plan_weight
from cehrs_desktop.study.past import Cause
from cehrs_desktop.study.shares import Share

PRIOR_ITEMS = 20
"""A domain's share is drawn to the learner's overall share as if so many answers spoke for that: with 20 answers of its
own it counts half. An assumption."""

PRIOR_SHARE = 0.65
"""The share right that is supposed before anything is known."""

LEAST_NEED = 0.10
"""No need is less than this, not even with nothing wrong: what is known fades when it is left alone."""

MOST_SHIFT = 1.75
"""No domain gets more than this multiple of its share of the test plan, and none less than one over it."""

ENOUGH = 15
"""Answers of a domain below which its figures are called few."""

TELLING = 0.02
"""A domain's share of the time is spoken of when it differs this much from the test plan's."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is: a code, its numbers, and what it is about (a domain, a day or a form; may be empty).

    The words are the presentation's; each module that makes reasons lists their codes with their numbers.
    """

    code: str
    numbers: tuple[float, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class DomainResult:
    """First answers to a domain's items: how many, how many right, and how many of the wrong have which cause."""

    domain: str
    right: int
    count: int
    causes: Mapping[Cause, int] = field(default_factory=dict[Cause, int])


@dataclass(frozen=True, slots=True)
class DomainShare:
    """A domain's `share` of the study time (all add up to 1), that of the test plan, the share of its items that study
    is taken to mend (`need`), and what was seen with its 80 % interval."""

    domain: str
    share: float
    blueprint: float
    need: float
    seen: Share


def study_shares(
    blueprint: Blueprint, results: Sequence[DomainResult]
) -> tuple[tuple[DomainShare, ...], tuple[Reason, ...]]:
    """Each domain's share of the time: its weight on the exam times its need, kept within `MOST_SHIFT`.

    An item is worth the same in every domain, so time goes where weight and need are largest together. The need is the
    share wrong, drawn to the learner's overall share while answers are few, and counts a miss by how much study would
    mend it: out of time, misread and changed count a quarter.

    Reasons: ``domain_more`` and ``domain_less`` (percent of the time, percent of the test plan, right, answered),
    ``domain_few`` (answered), ``domain_causes`` (misses that studying the domain would hardly mend, misses), each about
    a domain; ``nothing_yet``.
    """
    by_domain = {result.domain: result for result in results}
    scored = blueprint.scored
    mended = {result.domain: _mended(result) for result in results}
    count = sum(result.count for result in results)
    overall = (sum(mended.values()) + PRIOR_ITEMS * (1 - PRIOR_SHARE)) / (count + PRIOR_ITEMS)
    needs: dict[str, float] = {}
    weights: dict[str, float] = {}
    for domain in blueprint.domains:
        own = by_domain.get(domain.id)
        wrong, answers = (mended[domain.id], own.count) if own else (0.0, 0)
        missed = (wrong + PRIOR_ITEMS * overall) / (answers + PRIOR_ITEMS)
        # Mixed and not cut off, so that another miss never takes time from its own domain.
        needs[domain.id] = LEAST_NEED + (1 - LEAST_NEED) * missed
        weights[domain.id] = domain.scored / scored
    shares = _bounded(weights, needs)
    told = tuple(
        DomainShare(
            domain.id,
            shares[domain.id],
            weights[domain.id],
            needs[domain.id],
            Share(own.right, own.count) if (own := by_domain.get(domain.id)) else Share(0, 0),
        )
        for domain in blueprint.domains
    )
    return told, _reasons(told, by_domain) if count else (Reason("nothing_yet"),)


def _mended(result: DomainResult) -> float:
    """Misses by how much study would mend them; those without a cause count whole."""
    wrong = result.count - result.right
    sorted_out = sum(result.causes.values())
    kept = sum(count * plan_weight(cause) for cause, count in result.causes.items())
    return kept + max(0, wrong - sorted_out) if sorted_out <= wrong else kept * wrong / sorted_out


def _bounded(weights: Mapping[str, float], needs: Mapping[str, float]) -> dict[str, float]:
    """Shares in proportion to weight times need, none further from its weight than `MOST_SHIFT` allows.

    What the bounds give or take is spread over the others; it settles within a few rounds.
    """
    scale = 1.0 / sum(weights[domain] * needs[domain] for domain in weights)
    low, high = 0.0, scale * 8
    shares = dict(weights)
    for _ in range(60):
        middle = (low + high) / 2
        shares = {
            domain: min(
                weights[domain] * MOST_SHIFT,
                max(weights[domain] / MOST_SHIFT, weights[domain] * needs[domain] * middle),
            )
            for domain in weights
        }
        if sum(shares.values()) < 1:
            low = middle
        else:
            high = middle
    total = sum(shares.values())
    return {domain: share / total for domain, share in shares.items()}


def _reasons(shares: Sequence[DomainShare], results: Mapping[str, DomainResult]) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    for one in shares:
        own = results.get(one.domain)
        if own is None or own.count < ENOUGH:
            reasons.append(Reason("domain_few", (own.count if own else 0,), one.domain))
        elif abs(one.share - one.blueprint) >= TELLING:
            code = "domain_more" if one.share > one.blueprint else "domain_less"
            figures = (100 * one.share, 100 * one.blueprint, own.right, own.count)
            reasons.append(Reason(code, figures, one.domain))
        if own is not None:
            apart = sum(count for cause, count in own.causes.items() if plan_weight(cause) < 1)
            if apart >= 3 and 3 * apart >= own.count - own.right:
                reasons.append(Reason("domain_causes", (apart, own.count - own.right), one.domain))
    return tuple(reasons)
