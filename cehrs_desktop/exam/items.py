"""The item as the exam knows it: stem, options, key, rationales and where they come from."""

from __future__ import annotations

from dataclasses import dataclass

from cehrs_desktop.exam.exhibits import Exhibit


@dataclass(frozen=True, slots=True)
class Option:
    """One of an item's four answers. `id` is stable across shuffles; the letter on screen is its place."""

    id: str
    text: str
    is_key: bool
    rationale: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A public source for the fact under the key."""

    authority: str
    section: str
    url: str


@dataclass(frozen=True, slots=True)
class Rating:
    """One reader's judgment: probability that a minimally competent candidate answers the item right."""

    reader: str
    probability: float


@dataclass(frozen=True, slots=True)
class Item:
    """One original item in one version. `domain` is "1" to "5", `topic` like "1.4", `subtopic` like "1.4.b".

    `calibrated_b` is its difficulty in logits from responses, `None` where that of its ratings holds.
    """

    id: str
    version: int
    domain: str
    topic: str
    subtopic: str
    level: str
    status: str
    stem: str
    options: tuple[Option, ...]
    lock_order: bool
    references: tuple[Reference, ...]
    volatility: str
    verified_on: str | None
    valid_as_of: str | None
    review_by: str | None
    enemies: tuple[str, ...]
    case: str | None
    ratings: tuple[Rating, ...]
    exhibit: Exhibit | None = None
    calibrated_b: float | None = None

    @property
    def key(self) -> Option:
        """The right option."""
        return next(option for option in self.options if option.is_key)

    def is_stale(self, today: str) -> bool:
        """Whether the day on which somebody should have looked at its facts again has passed (ISO date)."""
        return self.review_by is not None and self.review_by < today

    def option(self, option_id: str) -> Option:
        """The option with this id; `KeyError` when there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)
