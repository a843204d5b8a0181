"""How fast forms are assembled and how equal they are: the shipped bank and made-up pools, every form checked.

`python bench/assembly.py [--runs 5] [--pack build/items.pack]` prints JSON, one object a case. Made-up pools:
difficulties from N(-1.25, 1), 80 % operational, 60 topics, a tenth of the items with an enemy; slopes, where there
are any, lognormal with sd .3. Every set of forms is judged by `psychometrics.form_check`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from cehrs_desktop.bank.forms import bank_facts  # noqa: E402
from cehrs_desktop.bank.pack import ItemPack  # noqa: E402
from cehrs_desktop.exam.blueprint import Blueprint  # noqa: E402
from cehrs_desktop.exam.items import Item, Option  # noqa: E402
from cehrs_desktop.files.form_file import assembly_to_plain  # noqa: E402
from cehrs_desktop.files.pool import PoolRow, assembly_items  # noqa: E402
from cehrs_desktop.psychometrics.assembly.pool import PoolItem  # noqa: E402
from cehrs_desktop.psychometrics.assembly.sequence import Assembly, assemble  # noqa: E402
from cehrs_desktop.psychometrics.assembly.specification import Limits  # noqa: E402
from cehrs_desktop.psychometrics.form_check import check_forms  # noqa: E402
from cehrs_desktop.psychometrics.parameters import RATING_SHRINK, THETA_CUT, ParameterSet  # noqa: E402

FORMS = 10
POOL = ParameterSet("pool", THETA_CUT, RATING_SHRINK, 0.0, ())
THETAS = np.linspace(-3, 3, 121)


@dataclass(frozen=True)
class Case:
    """One thing to measure."""

    name: str
    items: Sequence[PoolItem]
    facts: Sequence[tuple[Item, float | None, float]]
    parameters: ParameterSet
    limits: Limits


def made_up_pool(count: int, *, slopes: bool = False) -> list[PoolItem]:
    """`count` items: 12 topics in each domain, domains in blueprint proportion."""
    dice = random.Random(f"{count} {slopes}")
    pool: list[PoolItem] = []
    for n in range(count):
        domain = dice.choices("12345", (28, 32, 15, 15, 10))[0]
        key = dice.randrange(4)
        options = tuple(Option(letter, "", place == key, "") for place, letter in enumerate("abcd"))
        status = "operational" if dice.random() < 0.8 else "pretest"
        item = Item(
            *(f"I{n:05}", 1, domain, f"{domain}/{dice.randrange(12)}", "", "", status, "", options, False, ()),
            *("", None, None, None, (), None, ()),
        )
        pool.append(PoolItem(item, dice.gauss(-1.25, 1), dice.lognormvariate(0, 0.3) if slopes else 1.0))
    paired = dice.sample(range(count), count // 10 // 2 * 2)
    for one, other in zip(paired[::2], paired[1::2], strict=True):
        pool[one] = replace(pool[one], item=replace(pool[one].item, enemies=(pool[other].item.id,)))
    return pool


def cases(pack: ItemPack) -> list[Case]:
    bank = assembly_items([PoolRow(item, None, 1.0) for item in pack.items()], pack.parameters)
    facts = [(item, None, 1.0) for item in pack.items()]
    found = [Case("shipped bank, disjoint", bank, facts, pack.parameters, Limits(disjoint=True, avoid_dated=True))]
    for name, pool, limits in (
        ("1,000 items, use <= 2, overlap <= 12", made_up_pool(1000), Limits(max_use=2, max_overlap=12)),
        ("10,000 items, disjoint", made_up_pool(10_000), Limits(disjoint=True)),
        ("10,000 items with slopes, disjoint", made_up_pool(10_000, slopes=True), Limits(disjoint=True)),
    ):
        found.append(Case(name, pool, [(e.item, e.b, e.a) for e in pool], POOL, limits))
    return found


def parallelism(made: Assembly) -> dict[str, float]:
    """The largest differences between any two forms over theta -3 ... 3: expected score (points), information (%)."""
    scores: list[np.ndarray] = []
    information: list[np.ndarray] = []
    for form in made.forms:
        entries = [entry for entry in form.items if entry.item.status == "operational"]
        a, b = np.array([entry.a for entry in entries]), np.array([entry.b for entry in entries])
        p = 1 / (1 + np.exp(-a * (THETAS[:, None] - b)))
        scores.append(p.sum(axis=1))
        information.append((a * a * p * (1 - p)).sum(axis=1))
    curves, worth = np.array(scores), np.array(information)
    return {
        "score_difference": round(float(np.ptp(curves, axis=0).max()), 3),
        "information_difference_percent": round(float(100 * (np.ptp(worth, axis=0) / worth.mean(axis=0)).max()), 1),
    }


def measured(case: Case, blueprint: Blueprint, runs: int) -> dict[str, object]:
    seconds: list[float] = []
    made: list[Assembly] = []
    broken = 0
    for seed in range(runs):
        begun = time.perf_counter()
        made.append(
            assemble(
                case.items,
                blueprint,
                theta_cut=case.parameters.theta_cut,
                count=FORMS,
                seed=str(seed),
                pack_id="bench",
                limits=case.limits,
            )
        )
        seconds.append(time.perf_counter() - begun)
        about = {
            "theta_cut": case.parameters.theta_cut,
            "blueprint_version": blueprint.version,
            "parameters_version": case.parameters.version,
        }
        plain = assembly_to_plain(made[-1], case.limits, about)
        broken += len(check_forms(plain, bank_facts(case.facts, blueprint, case.parameters)))
    cuts = [[form.raw_cut for form in one.forms] for one in made]
    return {
        "case": case.name,
        "solver": made[0].solver,
        "seconds_best": round(min(seconds), 2),
        "seconds_median": round(median(seconds), 2),
        "seconds_worst": round(max(seconds), 2),
        "forms": [len(one.forms) for one in made],
        "rules_broken": broken,
        "gap_worst": max(round(one.gap, 5) for one in made),
        "raw_cut_range_worst": round(max(max(cut) - min(cut) for cut in cuts), 3),
        "overlap_worst": max(one.overlap for one in made),
        "parallelism": [parallelism(one) for one in made][-1],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--pack", type=Path, default=ROOT / "build" / "items.pack")
    chosen = parser.parse_args()
    pack = ItemPack(chosen.pack)
    print(json.dumps([measured(case, pack.blueprint, chosen.runs) for case in cases(pack)], indent=2))


if __name__ == "__main__":
    main()
