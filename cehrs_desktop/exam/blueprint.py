"""The test plan as data: domains, topics, weights, counts and minutes, with the dates of its validity."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's name and its share of the scored items of one form."""

    id: str
    name: str
    scored: int


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain with its scored and pretest item counts on one form."""

    id: str
    name: str
    scored: int
    pretest: int
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """One version of the test plan. `minutes` is the time for the whole form."""

    version: str
    valid_from: str
    valid_to: str | None
    minutes: int
    domains: tuple[Domain, ...]

    @property
    def scored(self) -> int:
        """Scored items on a form."""
        return sum(domain.scored for domain in self.domains)

    @property
    def pretest(self) -> int:
        """Unscored pretest items on a form."""
        return sum(domain.pretest for domain in self.domains)

    def domain(self, domain_id: str) -> Domain:
        """The domain with this id; `KeyError` when there is none."""
        for domain in self.domains:
            if domain.id == domain_id:
                return domain
        raise KeyError(domain_id)
