"""A simulated learner: what they would answer, how sure, how fast, and what studying a question changes in them.

The program never sees these numbers; it has to find them out from what the learner does in its windows. What is new to
the learner is answered by Rasch on the domain's ability. A question that was studied is remembered for a while, the
longer the more often, and what was learned of it carries over to its domain. This is not FSRS's model of memory.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from cehrs_desktop.exam.items import Item
from cehrs_desktop.psychometrics.parameters import ParameterSet
from cehrs_desktop.psychometrics.scoring import item_difficulty, right_probability
from cehrs_desktop.study.past import Cause, Certainty

FIRST_DAYS = 5.0
"""Days after which a first memory of a question has faded to 1/e."""

CARE = 0.97
"""P(right) of a question that is remembered."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody works: `seconds` is the median on a question, `gain` the share of the way to `ceiling` that studying
    one question of a domain brings the domain (logits); the rest are probabilities. `tires` is what the end of an exam
    costs (logits)."""

    seconds: float
    gain: float
    ceiling: float
    changes: float = 0.06
    marks: float = 0.08
    misreads: float = 0.02
    looks_again: float = 0.9
    tires: float = 0.0


@dataclass(frozen=True, slots=True)
class Thought:
    """What comes of thinking about a question. `options` are chosen one after the other; the last one stands. `cause`
    is the true one of a miss."""

    options: tuple[str, ...]
    right: bool
    certainty: Certainty
    seconds: float
    marked: bool
    cause: Cause


@dataclass(slots=True)
class Memory:
    """When a question was last studied (day number), and for how many days it lasts."""

    day: float
    lasts: float = FIRST_DAYS


@dataclass(slots=True)
class Learner:
    """The true state of a learner. `abilities` are logits by domain."""

    name: str
    manner: Manner
    abilities: dict[str, float]
    parameters: ParameterSet
    random: Random
    memories: dict[str, Memory] = field(default_factory=lambda: dict[str, Memory]())

    def think(self, item: Item, day: float, *, through: float = 0.0, hurry: float = 1.0) -> Thought:
        """Answer a question on a day. `through` is how much of an exam is over (0 to 1), `hurry` below 1 is faster."""
        manner, rng = self.manner, self.random
        known = right_probability(
            self.abilities[item.domain] - manner.tires * through, item_difficulty(item, self.parameters)
        )
        chance = self._recall(item.id, day) * CARE + (1 - self._recall(item.id, day)) * known
        right = rng.random() < chance
        misread = right and rng.random() < manner.misreads
        wrong = [option.id for option in item.options if not option.is_key]
        last = item.key.id if right and not misread else rng.choice(wrong)
        options: tuple[str, ...] = (last,)
        cause: Cause = "knowledge"
        if misread:
            cause = "misread"
        elif rng.random() < manner.changes:
            other = [option.id for option in item.options if option.id != last]
            first = item.key.id if not right and rng.random() < 0.4 else rng.choice(other)
            options = (first, last)
            cause = "changed_from_right" if first == item.key.id else "knowledge"
        sure = rng.random() < (0.85 if chance > 0.8 else 0.5 if chance > 0.5 else 0.2)
        guessing = not sure and rng.random() < (0.15 if chance > 0.6 else 0.5)
        if guessing and not right:
            cause = "guessed"
        long = len(item.stem.split()) / 45
        median = manner.seconds * hurry * (0.5 if misread else 1.0) * (0.6 + 0.4 * min(2.5, long))
        seconds = max(4.0, rng.lognormvariate(math.log(median), 0.4))
        certainty: Certainty = "sure" if sure else "guess" if guessing else "unsure"
        return Thought(
            options,
            last == item.key.id,
            certainty,
            seconds,
            rng.random() < manner.marks * (0.5 if sure else 2.0),
            cause,
        )

    def study(self, item: Item, day: float) -> None:
        """Read the reasons of a question that was answered."""
        memory = self.memories.get(item.id)
        if memory is None:
            self.memories[item.id] = Memory(day)
        else:
            gap = day - memory.day
            memory.lasts *= 1 + min(1.5, 0.5 + gap / memory.lasts)
            memory.day = day
        ability = self.abilities[item.domain]
        # A question that is met again teaches the domain less than a new one.
        gain = self.manner.gain * (1.0 if memory is None else 0.3)
        self.abilities[item.domain] = ability + gain * max(0.0, self.manner.ceiling - ability)

    def _recall(self, item_id: str, day: float) -> float:
        memory = self.memories.get(item_id)
        return math.exp(-(day - memory.day) / memory.lasts) if memory is not None else 0.0

    def pass_chance(self, scored: Mapping[str, Item], cut: int) -> float:
        """The true chance of at least `cut` right in these items, all of them new to the learner: a normal
        approximation."""
        chances = [
            (1 - self.manner.misreads)
            * right_probability(self.abilities[item.domain], item_difficulty(item, self.parameters))
            for item in scored.values()
        ]
        mean, spread = sum(chances), math.sqrt(sum(p * (1 - p) for p in chances))
        return 0.5 * math.erfc((cut - 0.5 - mean) / (spread * math.sqrt(2)))
