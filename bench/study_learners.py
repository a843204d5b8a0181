"""Simulated learners for `bench.study_simulation`: what they knew before, what they learn, how they forget and slip.

Nothing of the program's own model of memory is in here. Of an item it is settled from the start whether this learner
knew it: by Rasch on the ability in its subtopic, which lies about that in its domain as those lie about the learner's.
So a miss tells something of its subtopic, as it does of people, and missing an item twice needs no second bad luck.
What is learned on a subtopic fades exponentially, which is not FSRS's curve, and grows with successful recall, the more
the later it comes. What is known is still missed by a slip (misread, out of time), more in some domains than in others:
study does not mend it, in the exam neither.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cehrs_desktop.bank.pack import ItemPack
from cehrs_desktop.exam.items import Item
from cehrs_desktop.psychometrics.scoring import item_difficulty, passing_raw, raw_cut, right_probability
from cehrs_desktop.study.past import Certainty

GUESS = 0.25
"""P(right) without knowing."""

MOST_SLIPS = 0.10
"""In a domain a learner slips on a share of what is known, drawn evenly from none to this."""

SPREAD = 0.6
"""Standard deviation (logits) of a learner's abilities by domain, and of those by subtopic within a domain."""

CARRY = 0.7
"""What studying one item of a subtopic carries over to another one."""

REHEARSALS = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A learner: ability by subtopic (logits), chance of a slip by domain, items known before any study, days that a
    first memory lasts, how much recall lengthens it."""

    number: int
    abilities: Mapping[str, float]
    slips: Mapping[str, float]
    knew: frozenset[str]
    first_days: float
    growth: float


class World:
    """The bank as the simulation needs it: the last form is the exam, the three before it are sealed for rehearsals."""

    def __init__(self, pack: ItemPack) -> None:
        self.blueprint = pack.blueprint
        self.parameters = pack.parameters
        self.bank = pack.items()
        self.items = {item.id: item for item in self.bank}
        self.difficulties = {name: item_difficulty(item, pack.parameters) for name, item in self.items.items()}
        *_, exam = forms = pack.forms()
        self.rehearsals = {
            form.form.seed: tuple(slot.item_id for slot in form.form.slots) for form in forms[-1 - REHEARSALS : -1]
        }
        self.of_exam = frozenset(slot.item_id for slot in exam.form.slots)
        self.exam = [self.items[slot.item_id] for slot in exam.form.slots if slot.scored]
        self.passing = passing_raw(raw_cut([self.difficulties[item.id] for item in self.exam], pack.parameters))


class Mind:
    """The true state of a learner: by subtopic when it was last learned and how many days its memory lasts."""

    def __init__(self, person: Person, world: World, chance: np.random.Generator) -> None:
        self.person, self.world, self.chance = person, world, chance
        self.memory: dict[str, tuple[int, float]] = {}

    def recall(self, item: Item, day: int) -> float:
        """The chance of recalling what was learned on the item's subtopic, exponential in the days since."""
        met = self.memory.get(item.subtopic)
        return math.exp(-(day - met[0]) / met[1]) if met else 0.0

    def study(self, item: Item, day: int, again: bool) -> tuple[bool, bool, Certainty]:
        """Answer with feedback, which teaches: whether it is right, whether it was known, how sure it was said to be.

        An item that was met before is recalled whole, another one of its subtopic as far as that carries over.
        """
        recall = self.recall(item, day)
        right, knows, sure = self._answer(item, recall, again)
        lasting = self.memory.get(item.subtopic, (day, self.person.first_days))[1]
        if right and knows:
            lasting *= 1 + self.person.growth * (1 - recall)
        else:
            lasting = max(self.person.first_days, 0.6 * lasting)
        self.memory[item.subtopic] = (day, lasting)
        return right, knows, sure

    def rehearse(self, item: Item, day: int) -> tuple[bool, bool, Certainty]:
        """Answer as in the exam: without feedback only what was learned and is recalled becomes stronger."""
        recall = self.recall(item, day)
        right, knows, sure = self._answer(item, recall, again=False)
        if right and knows and item.subtopic in self.memory:
            lasting = self.memory[item.subtopic][1]
            self.memory[item.subtopic] = (day, lasting * (1 + self.person.growth * (1 - recall)))
        return right, knows, sure

    def _answer(self, item: Item, recall: float, again: bool) -> tuple[bool, bool, Certainty]:
        """The same three dice are thrown whatever comes of them."""
        remembers, slips, says = self.chance.random(3)
        knows = item.id in self.person.knew or bool(remembers < (recall if again else CARRY * recall))
        right = bool(slips >= self.person.slips[item.domain] if knows else slips < GUESS)
        sure: Certainty = ("sure" if says < 0.8 else "unsure") if knows else "guess"
        return right, knows, sure

    def pass_chance(self, day: int) -> float:
        """P(at least the passing score) on the form of the exam, exactly; of its items nothing was ever met."""
        raw = np.zeros(len(self.world.exam) + 1)
        raw[0] = 1.0
        for item in self.world.exam:
            before = knew_before(self.person.abilities[item.subtopic], self.world.difficulties[item.id])
            knows = 1 - (1 - before) * (1 - CARRY * self.recall(item, day))
            right = knows * (1 - self.person.slips[item.domain]) + (1 - knows) * GUESS
            raw[1:] = raw[1:] * (1 - right) + raw[:-1] * right
            raw[0] *= 1 - right
        return float(raw[self.world.passing :].sum())


def knew_before(ability: float, difficulty: float) -> float:
    """The chance that an item of this difficulty was known before any study: what Rasch leaves when guessing is out."""
    return max(0.0, (right_probability(ability, difficulty) - GUESS) / (1 - GUESS))


def people(count: int, world: World, seed: int, most_chance: float) -> list[Person]:
    """Learners whose pass chance without study is below `most_chance`: the others need no plan."""
    chance = np.random.default_rng(seed)
    made: list[Person] = []
    while len(made) < count:
        level = chance.normal(-0.4, 0.5)
        domains = {domain.id: level + chance.normal(0, SPREAD) for domain in world.blueprint.domains}
        subtopics = dict.fromkeys(item.subtopic for item in world.items.values())
        abilities = {name: float(domains[name.partition(".")[0]] + chance.normal(0, SPREAD)) for name in subtopics}
        slips = {domain.id: float(chance.uniform(0, MOST_SLIPS)) for domain in world.blueprint.domains}
        knew = frozenset(
            name
            for name, item in world.items.items()
            if chance.random() < knew_before(abilities[item.subtopic], world.difficulties[name])
        )
        first, growth = float(np.exp(chance.normal(np.log(4), 0.6))), float(chance.uniform(1.0, 3.0))
        person = Person(len(made), abilities, slips, knew, first, growth)
        if Mind(person, world, chance).pass_chance(0) < most_chance:
            made.append(person)
    return made
