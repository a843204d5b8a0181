"""Simulated learners: minutes of study to a pass chance of .8 under the plan, against equal time and random practice.

The learners are those of `bench.study_learners`; items, subtopics, difficulties and dress rehearsals are the bank's
own. The exam is a form of which no item was ever met, so only what carries over within a subtopic counts. For a ladder
of minutes a day each strategy studies to the day before the exam; the chance of passing on that day is worked out from
the true state; the minutes for .8 are read off between two rungs. All strategies sit the plan's three dress rehearsals
on the plan's days and study nothing else on those; their minutes are the same for all and not counted. Misses are given
the cause that is true, as a learner who confirms them would.

Seeded: the same run gives the same figures. ``--learners 104`` (the default) takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from multiprocessing import Pool
from statistics import median, quantiles

import numpy as np

from bench.study_learners import Mind, Person, World, people
from cehrs_desktop.app.opening import open_pack
from cehrs_desktop.application.practising import difficulty_word
from cehrs_desktop.study.cards import Card, after_answers
from cehrs_desktop.study.days import later
from cehrs_desktop.study.drawing import draw
from cehrs_desktop.study.past import Answer, Certainty, ItemPast
from cehrs_desktop.study.plan import Situation, plan
from cehrs_desktop.study.practice import Wish
from cehrs_desktop.study.today import results_of, today_of

SEED = 20270117
FIRST_DAY, DAYS = "2026-11-02", 28
LADDER = (8, 15, 25, 40, 60, 90, 130)
"""Minutes a day."""

TARGET = 0.8
SECONDS = 60.0
"""An answer and its rationale, whichever strategy asks for it."""

STRATEGIES = ("plan", "plan without cards", "equal time", "random")


class Study:
    """One learner on one strategy with so many minutes a day, and what the program knows of them."""

    def __init__(self, person: Person, world: World, minutes: int, strategy: str, seed: int) -> None:
        self.world, self.minutes, self.strategy = world, minutes, strategy
        # The same chance for all strategies and rungs of a learner: they differ by what they do.
        self.chance = np.random.default_rng([seed, person.number])
        self.mind = Mind(person, world, np.random.default_rng([seed, person.number, 1]))
        self.pasts: dict[str, ItemPast] = {}
        self.cards: dict[str, Card] = {}
        self.sealed = list(world.rehearsals)
        self.number = self.runs = 0
        self._open()

    def live(self) -> float:
        """Study to the day before the exam; the chance of passing on its day."""
        act = {"equal time": self._equal_time, "random": self._random}.get(self.strategy, self._planned)
        dress = {day.day: day.form_id for day in plan(self._situation(0)).days if day.form_id}
        for day in range(DAYS):
            if form := dress.get(later(FIRST_DAY, day)):
                self._do(self.world.rehearsals[form], day, "rehearsal")
                self.sealed.remove(form)
                self._open()
            else:
                act(day)
        return self.mind.pass_chance(DAYS)

    def _situation(self, day: int) -> Situation:
        return Situation(
            later(FIRST_DAY, day), later(FIRST_DAY, DAYS), (self.minutes,) * 7, 4, self.world.blueprint,
            results_of(self.pasts, self.world.items), tuple(self.sealed), FIRST_DAY,
        )  # fmt: skip

    def _open(self) -> None:
        shut = {name for form in self.sealed for name in self.world.rehearsals[form]} | self.world.of_exam
        self.shut = frozenset(shut)
        self.names = sorted(self.world.items.keys() - shut)

    def _planned(self, day: int) -> None:
        """What the day's page says, and what it says of the minutes that are left, until it says nothing more."""
        cards = self.cards if self.strategy == "plan" else {}
        most = left = int(self.minutes * 60 / SECONDS)
        before = -1
        while left and left != before:
            before = left
            told = today_of(self._situation(day), self.world.items, self.pasts, cards, self.shut, most - left)
            for task in told.tasks:
                names = task.item_ids if task.wish is None else self._set(task.wish, f"{day} {left}")
                names = names[:left]
                left -= len(names)
                self._do(names, day)
        if self.strategy == "plan without cards":
            self._do(self._first(self.names, left), day)

    def _set(self, wish: Wish, seed: str) -> Sequence[str]:
        """The set that the program itself draws."""
        chosen = draw(
            wish, self.world.bank, self.pasts, frozenset(), self.shut, self.runs,
            lambda item: difficulty_word(item, self.world.parameters), self.world.blueprint, f"{self.number} {seed}",
        )  # fmt: skip
        return [slot.item_id for slot in chosen.slots]

    def _first(self, names: Iterable[str], count: int) -> list[str]:
        """Never met first, then least recently."""
        mixed = list(names)
        self.chance.shuffle(mixed)
        return sorted(mixed, key=lambda name: self.pasts[name].last_at_ms if name in self.pasts else -1)[:count]

    def _equal_time(self, day: int) -> None:
        count = int(self.minutes * 60 / SECONDS)
        domains = self.world.blueprint.domains
        for at, domain in enumerate(domains):
            own = [name for name in self.names if self.world.items[name].domain == domain.id]
            # What does not divide by five goes round from day to day.
            self._do(self._first(own, (count + (at + day) % len(domains)) // len(domains)), day)

    def _random(self, day: int) -> None:
        count = int(self.minutes * 60 / SECONDS)
        self._do([str(name) for name in self.chance.choice(self.names, size=count, replace=False)], day)

    def _do(self, names: Sequence[str], day: int, place: str = "practice") -> None:
        told: list[tuple[Answer, str]] = []
        self.runs += 1
        for name in names:
            item, past = self.world.items[name], self.pasts.get(name)
            if place == "rehearsal":
                right, knows, sure = self.mind.rehearse(item, day)
            else:
                right, knows, sure = self.mind.study(item, day, past is not None)
            self.number += 1
            answer = Answer(
                name, item.version, item.domain, item.topic, "practice", f"run {self.number}", 1,
                day * 86_400_000 + self.number, ("a",), right, int(SECONDS * 750), certainty=sure, number=self.number,
            )  # fmt: skip
            told.append((answer, later(FIRST_DAY, day)))
            self.pasts[name] = _past(past, answer, knows, sure, self.runs)
        if self.strategy == "plan":
            self.cards |= after_answers(self.cards, told)


def _past(past: ItemPast | None, answer: Answer, knows: bool, sure: Certainty, run: int) -> ItemPast:
    right, at = answer.right, answer.at_ms
    if past is None:
        past = ItemPast(answer.item_id, 0, 0, right, at, right, at, answer.spent_ms, sure)
    cause = past.cause if right else "misread" if knows else "knowledge"
    return replace(
        past, times=past.times + 1, wrong=past.wrong + (not right), last_right=right, last_at_ms=at,
        last_certainty=sure, missed_run=past.missed_run if right else run, cause=cause,
    )  # fmt: skip


@cache
def _world() -> World:
    return World(open_pack())


def ladder(asked: tuple[Person, int, Sequence[int], Sequence[str]]) -> dict[str, list[float]]:
    """By strategy the pass chance on each rung."""
    person, seed, rungs, strategies = asked
    return {name: [Study(person, _world(), rung, name, seed).live() for rung in rungs] for name in strategies}


def minutes_for(chances: Sequence[float], start: float) -> float:
    """Minutes in all at which the chance reaches the target, along straight lines; infinite beyond the ladder."""
    days = DAYS - len(_world().rehearsals)
    rungs = [(0.0, start), *zip((days * rung for rung in LADDER), chances, strict=True)]
    for (low, before), (high, after) in pairwise(rungs):
        if after >= TARGET:
            return low + (high - low) * max(0.0, TARGET - before) / (after - before) if after > before else high
    return math.inf


def measure(count: int, seed: int, processes: int = 2) -> dict[str, object]:
    persons = people(count, _world(), seed, TARGET)
    starts = [Mind(person, _world(), np.random.default_rng(0)).pass_chance(0) for person in persons]
    with Pool(processes) as pool:
        told = pool.map(ladder, [(person, seed, LADDER, STRATEGIES) for person in persons], chunksize=2)
    needs = {
        name: [minutes_for(one[name], start) for one, start in zip(told, starts, strict=True)] for name in STRATEGIES
    }
    return {
        "learners": count,
        "seed": seed,
        "days": DAYS,
        "target": TARGET,
        "start_chance": _spread(starts, 3),
        "minutes": {name: _needs(values) for name, values in needs.items()},
        "ratio_of_the_plan_to": {name: _ratios(needs["plan"], needs[name]) for name in STRATEGIES[1:]},
        "pass_chance_by_minutes_a_day": {name: _by_rung(told, name) for name in STRATEGIES},
    }


def _by_rung(told: Sequence[dict[str, list[float]]], name: str) -> dict[str, tuple[float, float, float]]:
    """By rung the mean chance, how much more the plan has, and the standard error of that difference."""
    shown: dict[str, tuple[float, float, float]] = {}
    for at, rung in enumerate(LADDER):
        own = np.array([one[name][at] for one in told])
        more = np.array([one["plan"][at] for one in told]) - own
        shown[str(rung)] = (
            round(float(own.mean()), 3), round(float(more.mean()), 3), round(float(more.std() / len(told) ** 0.5), 3)
        )  # fmt: skip
    return shown


def _needs(values: Sequence[float]) -> dict[str, float | None]:
    """The spread over all learners; one who never reaches the target needs more than anybody who does."""
    return {"never_reached": sum(map(math.isinf, values)), **_spread(values, 0)}


def _ratios(ours: Sequence[float], others: Sequence[float]) -> dict[str, float | None]:
    """Minutes under the plan over minutes under the other, learner by learner, where both reach the target."""
    both = [one / other for one, other in zip(ours, others, strict=True) if math.isfinite(one) and math.isfinite(other)]
    only = sum(math.isfinite(one) and not math.isfinite(other) for one, other in zip(ours, others, strict=True))
    lost = sum(math.isfinite(other) and not math.isfinite(one) for one, other in zip(ours, others, strict=True))
    less = sum(ratio < 1 for ratio in both)
    return {"pairs": len(both), "fewer_minutes": less, "only_plan": only, "only_other": lost, **_spread(both, 3)}


def _spread(values: Sequence[float], digits: int) -> dict[str, float | None]:
    """The tenth, the half and nine tenths; none where that is beyond the ladder."""
    if len(values) < 2:
        return {}
    tenths = quantiles(values, n=10, method="inclusive")
    named = {"p10": tenths[0], "median": median(values), "p90": tenths[8]}
    return {name: round(value, digits) if math.isfinite(value) else None for name, value in named.items()}


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--learners", type=int, default=104)
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--processes", type=int, default=2)
    options = asked.parse_args()
    print(json.dumps(measure(options.learners, options.seed, options.processes), indent=2))
