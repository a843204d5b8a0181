"""Practice as a learner asks for it: what is wished, and the set of items that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pool = Literal["any", "never_seen", "missed", "marked", "slow", "guessed", "bookmarked"]
Feedback = Literal["each", "end"]
Difficulty = Literal["easy", "medium", "hard"]
LEVELS = ("recall", "application", "analysis")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a learner asks for. Empty tuples: all. `minutes` 0: untimed. `missed_in` is the number of latest runs that
    ``missed`` looks back over. `pools` are united: an item of any of them may come. `tutor`: after each answer the
    rationale of every option and the source. `blueprint`: domains in the proportion of the test plan."""

    items: int = 20
    minutes: int = 0
    domains: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    difficulties: tuple[Difficulty, ...] = ()
    pools: tuple[Pool, ...] = ("any",)
    missed_in: int = 5
    feedback: Feedback = "each"
    tutor: bool = True
    blueprint: bool = False
    ask_certainty: bool = True


@dataclass(frozen=True, slots=True)
class SetSlot:
    """One place in a set: the item in its version and the order of its options."""

    item_id: str
    item_version: int
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PracticeSet:
    """A set that was drawn and begun. `place` is ``practice`` or ``review``; `started_ms` UTC milliseconds."""

    id: str
    candidate_id: str
    place: Literal["practice", "review"]
    started_ms: int
    wish: Wish
    slots: tuple[SetSlot, ...]
