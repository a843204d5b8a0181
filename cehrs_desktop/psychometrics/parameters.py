"""The numbers that turn responses into a practice score, as one versioned value that every attempt keeps."""

from __future__ import annotations

from dataclasses import dataclass

THETA_CUT = -0.4905
"""Ability of a candidate exactly at the pass line: the standard normal quantile of 1 - .6881, the share of
CEHRS exams that were not passed in 2024 (n = 1,834). An assumption: it takes the program's users for that group."""

RATING_SHRINK = 0.6
"""How far readers' logits are pulled toward their mean (1: not at all). Readers spread items too little or too
much; .5 to .7 is the usual range, and no pilot has been run here."""

PRIOR_SD = 0.6
"""How far an item's difficulty may lie from what its ratings say, as a standard deviation in logits. An assumption for
two to seven readers; no pilot has been run here."""


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """A version of the scoring parameters.

    `center` is the mean logit of the ratings over the bank; `reference` holds the Rasch difficulties (logits) of
    the fixed reference form on whose true scores the practice scale is defined.
    """

    version: str
    theta_cut: float
    shrink: float
    center: float
    reference: tuple[float, ...]
