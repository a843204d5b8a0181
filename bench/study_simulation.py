"""Simulated learners: minutes of study to a pass chance of .8 under the plan, against equal time and random practice.

Each learner has a known ability by domain and a known memory; items, subtopics and difficulties are the bank's own.
What is known of an item was known before (Rasch on the domain's ability) or learned on its subtopic; memory fades
exponentially, which is not FSRS's curve, and grows with successful recall, the more the later it comes. The exam is a
form of which no item was ever practiced, so only what carries over within a subtopic counts. For a ladder of minutes a
day each strategy studies to the day before the exam; the chance of passing on that day is worked out exactly from the
true state; the minutes for .8 are read off between two rungs. Rehearsals are left out on all sides: they measure.

Seeded: the same run gives the same figures. ``--learners 104`` (the default) takes about eight minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from multiprocessing import Pool
from statistics import median, quantiles

import numpy as np

from cehrs_desktop.app.opening import open_pack
from cehrs_desktop.bank.pack import ItemPack
from cehrs_desktop.exam.items import Item
from cehrs_desktop.psychometrics.scoring import item_difficulty, passing_raw, raw_cut, right_probability
from cehrs_desktop.study.cards import Card, after_answers
from cehrs_desktop.study.days import later
from cehrs_desktop.study.past import Answer, Certainty, ItemPast
from cehrs_desktop.study.plan import Situation
from cehrs_desktop.study.practice import Wish
from cehrs_desktop.study.today import results_of, today_of

SEED = 20261122
FIRST_DAY, DAYS = "2026-11-02", 28
LADDER = (8, 15, 25, 40, 60, 90, 130)
"""Minutes a day."""

TARGET = 0.8
SECONDS = 60.0
"""An answer and its rationale, whichever strategy asks for it."""

GUESS, CARE = 0.25, 0.95
"""P(right) without and with knowing."""

CARRY = 0.7
"""What studying one item of a subtopic carries over to another one."""

STRATEGIES = ("plan", "plan without cards", "equal time", "random")


@dataclass(frozen=True, slots=True)
class Person:
    """A learner: ability by domain (logits), days that a first memory lasts, how much recall lengthens it."""

    number: int
    abilities: Mapping[str, float]
    first_days: float
    growth: float


class World:
    """The bank as the simulation needs it."""

    def __init__(self, pack: ItemPack) -> None:
        self.blueprint = pack.blueprint
        self.items = {item.id: item for item in pack.items()}
        self.difficulties = {name: item_difficulty(item, pack.parameters) for name, item in self.items.items()}
        forms = pack.forms()
        self.sealed = frozenset(slot.item_id for form in forms[-3:] for slot in form.form.slots)
        self.exam = [self.items[slot.item_id] for slot in forms[-1].form.slots if slot.scored]
        self.passing = passing_raw(raw_cut([self.difficulties[item.id] for item in self.exam], pack.parameters))
        self.open = sorted(name for name in self.items if name not in self.sealed)


class Mind:
    """The true state of a learner: by subtopic when it was last met and how many days its memory lasts."""

    def __init__(self, person: Person, world: World, chance: np.random.Generator) -> None:
        self.person, self.world, self.chance = person, world, chance
        self.memory: dict[str, tuple[int, float]] = {}

    def before(self, item: Item) -> float:
        """The chance that it was known before any study."""
        right = right_probability(self.person.abilities[item.domain], self.world.difficulties[item.id])
        return min(1.0, max(0.0, (right - GUESS) / (CARE - GUESS)))

    def recall(self, item: Item, day: int) -> float:
        """The chance of recalling what was learned on the item's subtopic, exponential in the days since."""
        met = self.memory.get(item.subtopic)
        return math.exp(-(day - met[0]) / met[1]) if met else 0.0

    def known(self, item: Item, day: int, carry: float) -> float:
        return 1 - (1 - self.before(item)) * (1 - carry * self.recall(item, day))

    def answer(self, item: Item, day: int, again: bool) -> tuple[bool, Certainty]:
        """Answer with feedback: whether it is right and how sure, and what it does to memory."""
        recall = self.recall(item, day)
        knows = self.chance.random() < self.known(item, day, 1.0 if again else CARRY)
        right = bool(self.chance.random() < (CARE if knows else GUESS))
        sure: Certainty = ("sure" if self.chance.random() < 0.8 else "unsure") if knows else "guess"
        lasting = self.memory.get(item.subtopic, (day, self.person.first_days))[1]
        if right and knows:
            lasting *= 1 + self.person.growth * (1 - recall)
        else:
            lasting = max(self.person.first_days, 0.6 * lasting)
        self.memory[item.subtopic] = (day, lasting)
        return right, sure

    def pass_chance(self, day: int) -> float:
        """P(at least the passing score) on the form of the exam, exactly."""
        raw = np.zeros(len(self.world.exam) + 1)
        raw[0] = 1.0
        for item in self.world.exam:
            right = GUESS + (CARE - GUESS) * self.known(item, day, CARRY)
            raw[1:] = raw[1:] * (1 - right) + raw[:-1] * right
            raw[0] *= 1 - right
        return float(raw[self.world.passing :].sum())


def people(count: int, world: World) -> list[Person]:
    """Learners whose pass chance without study is below the target: the others need no plan."""
    chance = np.random.default_rng(SEED)
    made: list[Person] = []
    while len(made) < count:
        level = chance.normal(-0.4, 0.5)
        abilities = {domain.id: float(level + chance.normal(0, 0.6)) for domain in world.blueprint.domains}
        person = Person(
            len(made), abilities, float(np.exp(chance.normal(np.log(4), 0.6))), float(chance.uniform(1.0, 3.0))
        )
        if Mind(person, world, chance).pass_chance(0) < TARGET:
            made.append(person)
    return made


class Study:
    """One learner on one strategy with so many minutes a day, and what the program knows of them."""

    def __init__(self, person: Person, world: World, minutes: int, strategy: str) -> None:
        self.world, self.minutes, self.strategy = world, minutes, strategy
        # The same chance for all strategies and rungs of a learner: they differ by what they do.
        self.chance = np.random.default_rng([SEED, person.number])
        self.mind = Mind(person, world, self.chance)
        self.pasts: dict[str, ItemPast] = {}
        self.cards: dict[str, Card] = {}
        self.number = 0

    def live(self) -> float:
        """Study to the day before the exam; the chance of passing on its day."""
        act = {"equal time": self._equal_time, "random": self._random}.get(self.strategy, self._planned)
        for day in range(DAYS):
            act(day)
        return self.mind.pass_chance(DAYS)

    def _planned(self, day: int) -> None:
        today = later(FIRST_DAY, day)
        situation = Situation(
            today, later(FIRST_DAY, DAYS), (self.minutes,) * 7, 4, self.world.blueprint,
            results_of(self.pasts, self.world.items), (), FIRST_DAY,
        )  # fmt: skip
        cards = self.cards if self.strategy == "plan" else {}
        left = int(self.minutes * 60 / SECONDS)
        for task in today_of(situation, self.world.items, self.pasts, cards, self.world.sealed).tasks:
            names = task.item_ids if task.wish is None else self._set(task.wish)
            names = names[:left]
            left -= len(names)
            self._do(names, day)
        if left and self.strategy == "plan without cards":
            self._do(self._first(self.world.open, left), day)

    def _set(self, wish: Wish) -> Sequence[str]:
        """The set of a wish, as `study.drawing` orders it: never seen first, then least recently; domains in the
        proportion of the test plan where that is wished."""
        inside = [name for name in self.world.open if not wish.domains or self.world.items[name].domain in wish.domains]
        if not wish.blueprint:
            return self._first(inside, wish.items)
        names: list[str] = []
        for domain in self.world.blueprint.domains:
            own = [name for name in inside if self.world.items[name].domain == domain.id]
            names += self._first(own, round(wish.items * domain.scored / self.world.blueprint.scored))
        return names

    def _first(self, names: Iterable[str], count: int) -> list[str]:
        mixed = list(names)
        self.chance.shuffle(mixed)
        return sorted(mixed, key=lambda name: self.pasts[name].last_at_ms if name in self.pasts else -1)[:count]

    def _equal_time(self, day: int) -> None:
        count = int(self.minutes * 60 / SECONDS)
        domains = self.world.blueprint.domains
        for at, domain in enumerate(domains):
            own = [name for name in self.world.open if self.world.items[name].domain == domain.id]
            # What does not divide by five goes round from day to day.
            self._do(self._first(own, (count + (at + day) % len(domains)) // len(domains)), day)

    def _random(self, day: int) -> None:
        count = int(self.minutes * 60 / SECONDS)
        self._do([str(name) for name in self.chance.choice(self.world.open, size=count, replace=False)], day)

    def _do(self, names: Sequence[str], day: int) -> None:
        told: list[tuple[Answer, str]] = []
        for name in names:
            item, past = self.world.items[name], self.pasts.get(name)
            right, sure = self.mind.answer(item, day, past is not None)
            self.number += 1
            at = day * 86_400_000 + self.number
            answer = Answer(
                name, item.version, item.domain, item.topic, "practice", f"run {self.number}", 1, at, ("a",), right,
                int(SECONDS * 750), certainty=sure, number=self.number,
            )  # fmt: skip
            told.append((answer, later(FIRST_DAY, day)))
            self.pasts[name] = (
                replace(past, times=past.times + 1, last_right=right, last_at_ms=at)
                if past
                else ItemPast(name, 1, int(not right), right, at, right, at, answer.spent_ms, sure)
            )
        if self.strategy == "plan":
            self.cards |= after_answers(self.cards, told)


_world: list[World] = []


def ladder(person: Person) -> dict[str, list[float]]:
    """By strategy the pass chance on each rung."""
    if not _world:
        _world.append(World(open_pack()))
    return {name: [Study(person, _world[0], rung, name).live() for rung in LADDER] for name in STRATEGIES}


def minutes_for(chances: Sequence[float], start: float) -> float:
    """Minutes in all at which the chance reaches the target, along straight lines; infinite beyond the ladder."""
    rungs = [(0.0, start), *zip((DAYS * rung for rung in LADDER), chances, strict=True)]
    for (low, before), (high, after) in pairwise(rungs):
        if after >= TARGET:
            return low + (high - low) * max(0.0, TARGET - before) / (after - before) if after > before else high
    return math.inf


def measure(count: int, processes: int = 2) -> dict[str, object]:
    world = World(open_pack())
    persons = people(count, world)
    starts = [Mind(person, world, np.random.default_rng(0)).pass_chance(0) for person in persons]
    with Pool(processes) as pool:
        told = pool.map(ladder, persons, chunksize=4)
    needs = {
        name: [minutes_for(one[name], start) for one, start in zip(told, starts, strict=True)] for name in STRATEGIES
    }
    return {
        "learners": count,
        "days": DAYS,
        "target": TARGET,
        "start_chance": _spread(starts, 3),
        "minutes": {name: _needs(values) for name, values in needs.items()},
        "ratio_of_the_plan_to": {name: _ratios(needs["plan"], needs[name]) for name in STRATEGIES[1:]},
        "mean_pass_chance_by_minutes_a_day": {
            name: {str(rung): round(sum(one[name][at] for one in told) / count, 3) for at, rung in enumerate(LADDER)}
            for name in STRATEGIES
        },
    }


def _needs(values: Sequence[float]) -> dict[str, float]:
    reached = [value for value in values if math.isfinite(value)]
    return {"never_reached": len(values) - len(reached), **_spread(reached, 0)}


def _ratios(ours: Sequence[float], others: Sequence[float]) -> dict[str, float]:
    """Minutes under the plan over minutes under the other, learner by learner, where both reach the target."""
    both = [one / other for one, other in zip(ours, others, strict=True) if math.isfinite(one) and math.isfinite(other)]
    only = sum(math.isfinite(one) and not math.isfinite(other) for one, other in zip(ours, others, strict=True))
    lost = sum(math.isfinite(other) and not math.isfinite(one) for one, other in zip(ours, others, strict=True))
    less = sum(ratio < 1 for ratio in both)
    return {"pairs": len(both), "fewer_minutes": less, "only_plan": only, "only_other": lost, **_spread(both, 3)}


def _spread(values: Sequence[float], digits: int) -> dict[str, float]:
    if len(values) < 2:
        return {}
    tenths = quantiles(values, n=10, method="inclusive")
    act: Callable[[float], float] = lambda value: round(value, digits)  # noqa: E731
    return {"p10": act(tenths[0]), "median": act(median(values)), "p90": act(tenths[8])}


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--learners", type=int, default=104)
    asked.add_argument("--processes", type=int, default=2)
    options = asked.parse_args()
    print(json.dumps(measure(options.learners, options.processes), indent=2))
