"""How often the rules of item review are wrong: sound items flagged, dead items and wrong keys missed.

    python -m bench.flags [--tests 100] [--seed 1] [--persons 20 30 50 100 200 300]

Simulated: a Rasch test of 100 scored items (b ~ N(-1.0, 1), abilities N(0, 1)) and beside it 40 pretest items, 10 of
each kind, p about .7 and three equally attractive distractors. Sound: Rasch as the rest. Dead: answered without regard
to ability. Wrong key: a sound item whose key names a distractor. Second key: half of those who know choose another
option. Every table is judged by the program's own rules; a share is printed with its Monte-Carlo error, which is that
of the mean over tests because items of one test share their persons.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.item_proposals import proposals
from cehrs_desktop.psychometrics.item_review import LOW_RPB, review
from cehrs_desktop.psychometrics.item_statistics import ItemStatistics, form_statistics
from cehrs_desktop.psychometrics.responses import Responses
from cehrs_desktop.psychometrics.rival_options import RIVAL_RPB

SCORED, OF_A_KIND = 100, 10
KINDS = ("sound", "dead", "wrong key", "second key")
KEY, DISTRACTOR, ABILITY_OF_P70 = 0, 1, -1.0
"""Options by number; a Rasch item at b = -1.0 is answered right by about 70 % of N(0, 1)."""

DESIGN = {
    20: (0.37, 0.21, 13.9, 74, 19.9, 15.5),
    30: (0.38, 0.17, 10.4, 79, 16.4, 10.6),
    50: (0.38, 0.13, 4.1, 87, 9.6, 5.1),
    100: (0.39, 0.09, 0.9, 94, 2.6, 0.9),
    200: (0.39, 0.07, 0.0, 98, 0.2, 0.0),
}
"""The figures that the rules were designed from (500 to 1,500 replications), by persons: mean and sd of a sound
item's rpb; per cent of sound items with rpb < .15, of dead ones, of sound distractors with rpb > 0 and > .05."""


@dataclass
class Share:
    """A share over tests: the mean of each test's share, with its error."""

    tests: list[float] = field(default_factory=list[float])

    def __str__(self) -> str:
        mean = float(np.mean(self.tests))
        error = float(np.std(self.tests, ddof=1)) / math.sqrt(len(self.tests))
        return f"{100 * mean:5.1f} ± {100 * error:.1f}"


def simulated(persons: int, random: np.random.Generator) -> tuple[Responses, dict[str, str], list[str]]:
    """One test: responses, its key, and the names of its scored items."""
    probes = OF_A_KIND * len(KINDS)
    ability = random.normal(size=(persons, 1))
    b = np.concatenate([random.normal(-1.0, 1.0, SCORED), np.full(probes, ABILITY_OF_P70)])
    chance: NDArray[np.float64] = 1 / (1 + np.exp(b - ability))
    kind = np.concatenate([np.full(SCORED, -1), np.repeat(np.arange(len(KINDS)), OF_A_KIND)])
    chance[:, kind == KINDS.index("dead")] = 0.7
    knows = random.random((persons, SCORED + probes)) < chance
    letters = np.where(knows, KEY, random.integers(1, 4, knows.shape)).astype(np.int8)
    second = (kind == KINDS.index("second key")) & knows & (random.random(knows.shape) < 0.5)
    letters[second] = DISTRACTOR
    right = np.where(kind == KINDS.index("wrong key"), DISTRACTOR, KEY)
    names = [f"Q{n}" for n in range(SCORED + probes)]
    responses = Responses(
        tuple(map(str, range(persons))),
        tuple(names),
        (letters == right).astype(np.int8),
        np.ones(persons),
        letters,
    )
    return responses, {name: "ABCD"[r] for name, r in zip(names, right, strict=True)}, names[:SCORED]


def share(flags: list[bool]) -> float:
    return sum(flags) / len(flags)


def measure(persons: int, tests: int, seed: int) -> tuple[list[float], dict[str, Share]]:
    """The corrected correlations of sound items, and every share by its name."""
    random = np.random.default_rng([seed, persons])
    sound_rpb: list[float] = []
    shares: dict[str, Share] = {}

    def count(name: str, flags: list[bool]) -> None:
        shares.setdefault(name, Share()).tests.append(share(flags))

    for _ in range(tests):
        responses, key, scored = simulated(persons, random)
        form = form_statistics(responses, key=key, scored=scored)
        reviews = review(form)
        status = {item: "operational" if item in scored else "pretest" for item in responses.items}
        made = proposals(form.items, reviews, status, {})
        for number, kind in enumerate(KINDS):
            place = range(SCORED + number * OF_A_KIND, SCORED + (number + 1) * OF_A_KIND)
            items = [form.items[at] for at in place]
            severities = [{finding.severity for finding in reviews[at].findings} for at in place]
            count(f"{kind}: rpb < .15", [low(item) for item in items])
            count(f"{kind}: any hint", ["advisory" in found for found in severities])
            count(f"{kind}: any flag", ["flag" in found or "hold" in found for found in severities])
            count(f"{kind}: held", ["hold" in found for found in severities])
            for proposal in ("promote", "hold", "check_key", "retire", "keep"):
                count(f"{kind}: proposed {proposal}", [made[at].proposal == proposal for at in place])
            if kind == "sound":
                sound_rpb += [item.rpb for item in items if item.rpb is not None]
                options = [o for item in items for o in item.options if not o.key and o.rpb is not None]
                count("sound distractor: rpb > 0", [(option.rpb or 0) > 0 for option in options])
                count("sound distractor: rpb > .05", [(option.rpb or 0) > RIVAL_RPB for option in options])
    return sound_rpb, shares


def low(item: ItemStatistics) -> bool:
    return item.rpb is not None and item.rpb < LOW_RPB


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tests", type=int, default=100, help="tests simulated for each number of persons")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--persons", type=int, nargs="+", default=[20, 30, 50, 100, 200, 300])
    chosen = parser.parse_args()
    found = {persons: measure(persons, chosen.tests, chosen.seed) for persons in chosen.persons}
    print(f"{chosen.tests} tests for each N, {OF_A_KIND} items of a kind in each; per cent ± Monte-Carlo error;")
    print("in brackets the figure the rules were designed from.\n")
    print(
        "| N | mean rpb (sd) of sound items | sound, rpb < .15 | dead, rpb < .15 | distractor > 0 | distractor > .05 |"
    )
    print("| --- | --- | --- | --- | --- | --- |")
    for persons, (rpb, shares) in found.items():
        design = DESIGN.get(persons)
        names = ("sound: rpb < .15", "dead: rpb < .15", "sound distractor: rpb > 0", "sound distractor: rpb > .05")
        cells = [f"{np.mean(rpb):.2f} ({np.std(rpb):.2f})" + (f" [{design[0]} ({design[1]})]" if design else "")]
        cells += [str(shares[name]) + (f" [{design[at]}]" if design else "") for at, name in enumerate(names, start=2)]
        print(f"| {persons} | {' | '.join(cells)} |")
    columns = ("any hint", "any flag", "held", *(f"proposed {p}" for p in ("promote", "hold", "check_key", "retire")))
    for kind in KINDS:
        print(f"\n{kind}\n\n| N | {' | '.join(columns)} |\n|{' --- |' * (len(columns) + 1)}")
        for persons, (_, shares) in found.items():
            print(f"| {persons} | {' | '.join(str(shares[f'{kind}: {column}']) for column in columns)} |")


if __name__ == "__main__":
    main()
