"""What `cehrs score` tells: the form, the group and each person as JSON values and as words.

How much is told of a person depends on how many scored items there are; the rule is in `group_scores`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cehrs_desktop.psychometrics.beta_binomial import FEWEST
from cehrs_desktop.psychometrics.form_table import FormTable, table_to_plain
from cehrs_desktop.psychometrics.group_scores import GroupFigures, PersonScore, ScoringForm, told_of
from cehrs_desktop.psychometrics.scoring import HIGHEST, LOWEST, PASS_LINE, passing_raw, shown_score


def form_plain(form: ScoringForm, table: FormTable, proportional: bool, *, whole: bool = False) -> dict[str, Any]:
    """The form's figures; with `whole` its table of every raw score too."""
    plain: dict[str, Any] = {
        "id": form.id,
        "scored": table.count,
        "pretest": len(form.items) - table.count,
        "raw_cut": table.raw_cut,
        "pass_raw": passing_raw(table.raw_cut),
        "parameters_version": table.parameters_version,
        "reliability": table.reliability,
        "lee": asdict(table.lee),
        "rudner": asdict(table.rudner),
        "in_proportion": proportional,
        "domain_correlation": table.domain_correlation,
        "domains": [asdict(domain) for domain in table.domains],
    }
    return {**plain, "table": table_to_plain(table)} if whole else plain


def group_plain(figures: GroupFigures, *, decided: bool) -> dict[str, Any]:
    """Figures of all persons together; `decided`: the form is one on which a decision is told."""
    fit = figures.observed_fit
    return {
        "n": figures.persons,
        "mean": figures.mean,
        "sd": figures.sd,
        "alpha": figures.alpha,
        "pass_share": figures.pass_share if decided else None,
        "livingston_lewis": None
        if figures.observed is None or fit is None
        else {**asdict(figures.observed), "effective_length": fit.effective_length, "moments": fit.moments},
        "livingston_lewis_missing": _why_missing(figures),
        "domains": [
            {
                "domain": name,
                "prmse_own": one.prmse_own,
                "prmse_total": one.prmse_total,
                "prmse_both": one.prmse_both,
                "own_is_worth_more": one.own_is_worth_more,
            }
            for name, one in figures.domains
        ],
    }


def _why_missing(figures: GroupFigures) -> str | None:
    """Why there are no indices from the observed scores, without the formula's terms."""
    alpha = figures.alpha
    if not figures.observed_reason or alpha is None or figures.persons < FEWEST or 0.0 < alpha < 1.0:
        return figures.observed_reason or None
    if alpha >= 1.0:
        return "every person has all items right or all wrong (alpha is 1), so nothing can be said of doubt"
    return f"the items do not go together (alpha is {alpha:.2f}, not above 0): is the key right?"


def person_plain(person: PersonScore, table: FormTable, proportional: bool) -> dict[str, Any]:
    """One person. Keys are always the same; what may not be told is null."""
    outcome = person.outcome
    told = told_of(table.count)
    scaled, low, high, passed = _shown(person, told, proportional)
    return {
        "id": person.person,
        "weight": person.weight,
        "raw": person.raw,
        "count": outcome.count,
        "percent": 100.0 * person.raw / outcome.count,
        "told": told,
        "theta": None if told == "percent" else outcome.theta,
        "csem": None if told == "percent" else table.theta_csem[person.raw],
        "scaled": scaled,
        "low": low,
        "high": high,
        "scaled_csem": None if scaled is None else _scaled_error(person, proportional),
        "passed": passed,
        "reached": person.reached,
        "few_reached": person.few_reached,
        "domains": [
            {
                "domain": one.domain,
                "right": one.right,
                "count": one.count,
                "estimate": None if told == "percent" else one.estimate,
                "low": None if told == "percent" else one.low,
                "high": None if told == "percent" else one.high,
                "expected_at_cut": one.expected_at_cut,
                "relation": None if told == "percent" else one.relation,
            }
            for one in outcome.domains
        ],
        "topics": [{"topic": topic, "right": right, "count": count} for topic, right, count in person.topics]
        if told == "percent"
        else None,
        "composite": _composite_plain(person),
    }


def _composite_plain(person: PersonScore) -> dict[str, Any] | None:
    made = person.composite
    if made is None:
        return None
    return {
        "missing": list(made.missing),
        "true_score": made.true_score,
        "true_score_csem": made.true_score_error,
        "weighted_share": made.weighted_share,
        "weighted_share_csem": made.weighted_share_error,
        "domains": [
            {"domain": one.domain, "theta": one.theta, "theta_sd": one.theta_sd, "right": one.right, "count": one.count}
            for one in made.domains
        ],
    }


def _scaled_error(person: PersonScore, proportional: bool) -> float | None:
    if proportional:
        return person.outcome.csem
    return person.composite.score_error if person.composite else None


def _shown(
    person: PersonScore, told: str, proportional: bool
) -> tuple[int | None, int | None, int | None, bool | None]:
    """Scaled score, its band of one standard error, and the decision, as far as they may be told."""
    outcome = person.outcome
    if proportional:
        scaled, low, high = outcome.score, outcome.low, outcome.high
    else:
        made = person.composite
        if made is None or made.score is None or made.score_error is None:
            return None, None, None, None
        scaled = shown_score(made.score, made.score >= PASS_LINE)
        low = max(LOWEST, round(made.score - made.score_error))
        high = min(HIGHEST, round(made.score + made.score_error))
    if told == "percent":
        return None, None, None, None
    if told == "range":
        return None, low, high, None
    return scaled, low, high, outcome.passed if proportional else None


def person_words(person: PersonScore, table: FormTable, proportional: bool) -> str:
    """One person in one line."""
    plain = person_plain(person, table, proportional)
    words = f"{person.person}  {person.raw} of {plain['count']} ({plain['percent']:.0f} %)"
    if plain["scaled"] is not None:
        words += f"  {plain['scaled']} ({plain['low']} to {plain['high']})"
    elif plain["low"] is not None:
        words += f"  {plain['low']} to {plain['high']}"
    if plain["passed"] is not None:
        words += "  at or above the pass line" if plain["passed"] else "  below the pass line"
    return words + ("  (less than 80 % reached)" if person.few_reached else "")
