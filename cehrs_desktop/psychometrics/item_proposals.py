"""The life of an item: what its responses so far propose for it, with the evidence. It proposes; people decide.

Below 30 persons the ratings stand. From 30 the difficulty is a provisional blend of rating and responses, from 100 a
blend with its drift checked, from 250 the responses dominate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cehrs_desktop.psychometrics.item_review import ENOUGH, FEWEST, ItemReview
from cehrs_desktop.psychometrics.item_statistics import ItemStatistics
from cehrs_desktop.psychometrics.one_item_calibration import Difficulty
from cehrs_desktop.psychometrics.rival_options import rivals

DOMINATES = 250
"""Persons from which the responses outweigh the rating."""
DRIFT, DRIFT_LARGE_SAMPLE, LARGE_SAMPLE, DRIFT_Z = 0.5, 0.3, 200, 1.96
"""A displacement in logits that matters: .5, or .3 from 200 persons, when it is 1.96 standard errors too."""

Kind = Literal["promote", "hold", "retire", "check_key", "keep"]
Basis = Literal["ratings", "provisional", "blend", "data"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to do with an item. `hold`: keep it out of scores until it is decided. `basis`: where its b comes from.

    `codes` are those of the findings, and ``displaced`` where responses and rating disagree.
    """

    id: str
    status: str
    proposal: Kind
    hold: bool
    basis: Basis
    codes: tuple[str, ...]
    reasons: tuple[str, ...]
    item: ItemStatistics
    difficulty: Difficulty | None

    @property
    def b(self) -> float | None:
        """The difficulty to use: the rating's below 30 persons, then the posterior's."""
        if self.difficulty is None:
            return None
        return self.difficulty.b0 if self.basis == "ratings" else self.difficulty.b

    @property
    def se(self) -> float | None:
        """The standard error of `b`."""
        if self.difficulty is None:
            return None
        return self.difficulty.tau if self.basis == "ratings" else self.difficulty.se


def proposals(
    items: Sequence[ItemStatistics],
    reviews: Sequence[ItemReview],
    status: Mapping[str, str],
    difficulties: Mapping[str, Difficulty],
) -> tuple[Proposal, ...]:
    """One proposal an item. An item without a status counts as operational."""
    return tuple(
        _proposal(item, words, status.get(item.id, "operational"), difficulties.get(item.id))
        for item, words in zip(items, reviews, strict=True)
    )


def _proposal(item: ItemStatistics, words: ItemReview, status: str, difficulty: Difficulty | None) -> Proposal:
    displaced = _displaced(item.n, status, difficulty)
    kind, hold, reasons = _decided(item, words, status, difficulty, displaced)
    codes = [finding.code for finding in words.findings] + (["displaced"] if displaced else [])
    return Proposal(item.id, status, kind, hold, _basis(item.n), tuple(codes), tuple(reasons), item, difficulty)


def _basis(persons: float) -> Basis:
    if persons < FEWEST:
        return "ratings"
    if persons < ENOUGH:
        return "provisional"
    return "blend" if persons < DOMINATES else "data"


def _decided(
    item: ItemStatistics, words: ItemReview, status: str, difficulty: Difficulty | None, displaced: str
) -> tuple[Kind, bool, list[str]]:
    if status not in ("pretest", "operational"):
        return "keep", False, [f"The item is {status}: it is in no form."]
    if item.n < FEWEST:
        return "keep", False, [words.advice]
    codes = {finding.code: finding.severity for finding in words.findings}
    reasons = [finding.text for finding in words.findings]
    held = "hold" in codes.values()
    if displaced:
        reasons.append(displaced)
    if (rivals(item) and item.n >= ENOUGH) or codes.get("negative_key") == "hold":
        better = any(rival.better for rival in rivals(item))
        return "check_key", held or better, reasons
    if item.n >= DOMINATES and codes.get("low_discrimination") == "hold":
        return "retire", True, reasons
    if held or (status == "pretest" and item.n >= ENOUGH and ("hard" in codes or "easy" in codes)):
        return "hold", True, reasons
    if status == "operational":
        return "keep", False, reasons
    if item.n < ENOUGH:
        return "keep", False, reasons
    if any(severity == "flag" for severity in codes.values()):
        return "keep", False, [*reasons, "It stays a pretest item until more persons have answered it."]
    if drift(item.n, difficulty) and item.n < DOMINATES:
        return "keep", False, [*reasons, f"It stays a pretest item up to {DOMINATES} persons."]
    return "promote", False, [*reasons, f"{item.n:g} persons answered it and nothing speaks against it."]


def _displaced(persons: float, status: str, difficulty: Difficulty | None) -> str:
    """How far responses and rating disagree, in words, and by which z; empty where that does not matter.

    Of an operational item the rating has long been in use: there it is told too when the displacement is certain as
    far as the responses go, however uncertain the rating was.
    """
    if difficulty is None or difficulty.displacement is None or difficulty.z is None or not difficulty.se_data:
        return ""
    alone = difficulty.displacement / difficulty.se_data
    words = f"Responses and rating disagree by {difficulty.displacement:+.2f} logits (z = "
    if drift(persons, difficulty):
        return f"{words}{difficulty.z:+.1f}, against the errors of both)."
    if status == "operational" and _matters(persons, difficulty.displacement) and abs(alone) >= DRIFT_Z:
        return f"{words}{alone:+.1f} against the error of the responses alone, {difficulty.z:+.1f} with the rating's)."
    return ""


def _matters(persons: float, displacement: float) -> bool:
    least = DRIFT_LARGE_SAMPLE if persons >= LARGE_SAMPLE else DRIFT
    return persons >= ENOUGH and abs(displacement) >= least


def drift(persons: float, difficulty: Difficulty | None) -> bool:
    """Whether responses and rating differ by more than matters and more than chance; judged from 100 persons."""
    if difficulty is None or difficulty.displacement is None or difficulty.z is None:
        return False
    return _matters(persons, difficulty.displacement) and abs(difficulty.z) >= DRIFT_Z
