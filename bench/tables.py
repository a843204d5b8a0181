"""Time to make one form's tables (at most 20 ms) and to tell the readiness from twenty sittings, as JSON.

Best of the rounds, with median and spread: other work on the machine only ever makes a round longer.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles

import numpy as np

from bench.measuring import machine
from bench.simulation import candidates, ten_forms
from cehrs_desktop.psychometrics.composite import composite, reference_domains
from cehrs_desktop.psychometrics.readiness import Evidence, readiness
from cehrs_desktop.psychometrics.tables import form_table

TABLE_LIMIT_MS, READINESS_LIMIT_MS = 20.0, 100.0
SITTINGS = 20


def timed(act: Callable[[], object], rounds: int) -> dict[str, float]:
    """Milliseconds of `rounds` calls; one call before them warms the caches that a program keeps too."""
    act()
    taken: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1e3)
    low, _, high = quantiles(taken, n=4)
    return {"best_ms": round(min(taken), 2), "median_ms": round(median(taken), 2), "iqr_ms": round(high - low, 2)}


def first_call(act: Callable[[], object]) -> float:
    """Milliseconds of a call before anything is warm."""
    begun = time.perf_counter()
    act()
    return round((time.perf_counter() - begun) * 1e3, 2)


def measure(rounds: int = 5) -> dict[str, object]:
    bank = ten_forms()
    form = bank.forms[0]
    items = list(zip(form.domains, form.difficulties.tolist(), strict=True))
    chance = np.random.default_rng(1)
    _, answers = candidates(chance, form, SITTINGS)
    sittings = [
        Evidence(tuple(zip(form.difficulties.tolist(), row.tolist(), strict=True)), 4.0 * n)
        for n, row in enumerate(answers)
    ]
    reference = reference_domains(bank.parameters, bank.counts)
    mixed = [(domain, b, bool(hit)) for (domain, b), hit in zip(items, answers[0], strict=True)]

    def make() -> object:
        return form_table(items, bank.parameters)

    def tell() -> object:
        return readiness(sittings, bank.parameters)

    return {
        "what": "tables",
        "rounds": rounds,
        "items": len(items),
        "machine": machine(),
        "table": {"first_ms": first_call(make), **timed(make, rounds), "at_most_ms": TABLE_LIMIT_MS},
        "readiness": {
            "sittings": SITTINGS,
            "first_ms": first_call(tell),
            **timed(tell, rounds),
            "at_most_ms": READINESS_LIMIT_MS,
        },
        "composite": timed(lambda: composite(mixed, bank.parameters, reference), rounds),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5), indent=2))
