"""How well linking finds the constants again, and how often the drift check is wrong and right.

    python bench/drift.py [--replications 60] [--seed 1]

Responses are simulated, calibrated by the program itself and then linked, so that the errors are those of real use:
40 items a form, 20 of them common, b ~ N(-1.25, 1). Prints JSON.

`linking`: root mean square errors of A and B under the 2PL, a ~ lognormal(.3), new group N(.5, 1.2), so that A = 1.2
and B = .5. `drift`: Rasch, old group of 1,000 and new group of `persons` from N(.3, 1); `moved` of the anchors became
harder by `shift`. Rates are shares of all items of a kind over the replications; `program` is the rule with its own
limits (.5, and .3 from 200 persons, with |z| >= 1.96), `robust` the same with robust z >= 1.645, `z_alone` and
`size_alone` (.5) are for comparison. `b_error` is the root mean square error of B with all anchors and after
purification.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from cehrs_desktop.psychometrics.drift import DriftRules, drift, practical_limit  # noqa: E402 - path first
from cehrs_desktop.psychometrics.estimation.calibration import calibrate  # noqa: E402
from cehrs_desktop.psychometrics.item_parameters import ItemParameters  # noqa: E402
from cehrs_desktop.psychometrics.linking import METHODS, LinkSettings, common_items, link  # noqa: E402
from cehrs_desktop.psychometrics.responses import Responses  # noqa: E402

Numbers = NDArray[np.float64]
COMMON, OWN = 20, 20
CURVES = ("haebara", "stocking-lord")


def calibrated(random: np.random.Generator, names: list[str], a: Numbers, b: Numbers, theta: Numbers, model: str):
    """Simulate responses of `theta` to the items and estimate their parameters."""
    chance = 1.0 / (1.0 + np.exp(-a * (theta[:, None] - b)))
    scores = (random.random(chance.shape) < chance).astype(np.int8)
    persons = tuple(map(str, range(len(theta))))
    found = calibrate(Responses(persons, tuple(names), scores, np.ones(len(theta))), model)
    made, finite = found.estimates, np.isfinite(found.estimates.b)
    keep = [item for item, sound in zip(found.items, finite, strict=True) if sound]
    all_items = ItemParameters(
        found.items, made.a, made.b, np.zeros(len(made.b)), made.se_a, made.se_b, persons=float(len(theta))
    )
    return all_items.only(keep)


def forms(
    random: np.random.Generator, spread: float
) -> tuple[list[str], Numbers, Numbers, list[str], Numbers, Numbers]:
    """Names and parameters of an old and a new form with the first 20 items in common."""
    count = COMMON + 2 * OWN
    a, b = np.exp(random.normal(0, spread, count)) if spread else np.ones(count), random.normal(-1.25, 1, count)
    old, new = np.arange(COMMON + OWN), np.r_[0:COMMON, COMMON + OWN : count]
    return [f"i{n}" for n in old], a[old], b[old], [f"i{n}" for n in new], a[new], b[new]


def linking_study(random: np.random.Generator, persons: int, replications: int) -> dict[str, object]:
    ways = [(method, "forward") for method in METHODS] + [(method, "both") for method in CURVES]
    errors: dict[tuple[str, str], list[tuple[float, float]]] = {way: [] for way in ways}
    seconds: dict[tuple[str, str], list[float]] = {way: [] for way in ways}
    failed = 0
    for _ in range(replications):
        old_names, old_a, old_b, new_names, new_a, new_b = forms(random, 0.3)
        old = calibrated(random, old_names, old_a, old_b, random.normal(0, 1, persons), "2pl")
        new = calibrated(random, new_names, new_a, new_b, random.normal(0.5, 1.2, persons), "2pl")
        common = [item for item in common_items(new, old, None).items if int(item[1:]) < COMMON]
        # No anchor, as the command would say: an item whose discrimination came out negative.
        common = [item for item in common if min(new.only([item]).a[0], old.only([item]).a[0]) > 0]
        for way in ways:
            settings = LinkSettings(way[0], direction=way[1])  # pyright: ignore[reportArgumentType]
            began = time.perf_counter()
            found = link(new.only(common), old.only(common), settings)
            seconds[way].append(time.perf_counter() - began)
            failed += not found.converged
            errors[way].append((found.slope - 1.2, found.intercept - 0.5))
    table: dict[str, object] = {"persons": persons, "not_converged": failed}
    for way in ways:
        a_error, b_error = (float(np.sqrt(np.mean(np.square(column)))) for column in zip(*errors[way], strict=True))
        name = way[0] + (" both" if way[1] == "both" else "")
        milliseconds = round(1000 * float(np.median(seconds[way])), 2)
        table[name] = {"rmse_A": round(a_error, 4), "rmse_B": round(b_error, 4), "median_ms": milliseconds}
    return table


def drift_study(
    random: np.random.Generator, persons: int, moved: int, shift: float, replications: int
) -> dict[str, object]:
    settings = LinkSettings("mean-mean", fixed_slope=True)
    limit = practical_limit(persons)
    rules = {
        "program": DriftRules(limit),
        "robust": DriftRules(limit, "robust-z"),
        "z_alone": DriftRules(1e-9),
        "size_alone": DriftRules(0.5, z=1e-9),
    }
    wrong: dict[str, list[bool]] = {name: [] for name in rules}
    right: dict[str, list[bool]] = {name: [] for name in rules}
    before: list[float] = []
    after: list[float] = []
    for _ in range(replications):
        old_names, old_a, old_b, new_names, new_a, new_b = forms(random, 0.0)
        new_b = new_b.copy()
        new_b[:moved] += shift
        old = calibrated(random, old_names, old_a, old_b, random.normal(0, 1, 1000), "rasch")
        new = calibrated(random, new_names, new_a, new_b, random.normal(0.3, 1, persons), "rasch")
        common = [item for item in common_items(new, old, None).items if int(item[1:]) < COMMON]
        for name, rule in rules.items():
            report = drift(new.only(common), old.only(common), settings, rule)
            for one in report.items:
                (right if int(one.item[1:]) < moved else wrong)[name].append(one.flagged)
            if name == "program":
                before.append(report.before.intercept - 0.3)
                after.append(report.after.intercept - 0.3)
    return {
        "persons": persons,
        "moved": moved,
        "shift": shift,
        "false_flags": {name: round(float(np.mean(flags)), 4) for name, flags in wrong.items()},
        "power": {name: round(float(np.mean(flags)), 3) if flags else None for name, flags in right.items()},
        "b_error": {
            name: round(float(np.sqrt(np.mean(np.square(column)))), 4)
            for name, column in (("before", before), ("after", after))
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    random = np.random.default_rng(chosen.seed)
    count = chosen.replications
    began = time.perf_counter()
    told = {
        "replications": count,
        "linking": [linking_study(random, persons, count) for persons in (500, 1000, 2000)],
        "drift": [
            drift_study(random, persons, moved, shift, count)
            for persons in (50, 100, 200, 500, 1000)
            for moved, shift in ((0, 0.0), (2, 0.5), (2, 0.8), (4, 0.8))
        ],
    }
    print(json.dumps({**told, "seconds": round(time.perf_counter() - began, 1), "load": os.getloadavg()}, indent=1))


if __name__ == "__main__":
    main()
