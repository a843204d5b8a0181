"""From the start of the process to the first paint, to the first page with its history, and to everything loaded.

Each round starts the bare window and the program one after the other, in turn; ratios are of the medians.
"""

from __future__ import annotations

import json
import sys

from bench.exam_data import make_folder
from bench.measuring import BARE, PROGRAM, compiled, environment, instants, machine, middle, platforms, scratch

ATTEMPTS = 20
LIMITS = {"painted": 1.25, "home": 2.0, "loaded": 4.0}


def measure(rounds: int = 15) -> dict[str, object]:
    compiled()
    result: dict[str, object] = {"what": "start", "rounds": rounds, "attempts": ATTEMPTS, "machine": machine()}
    with scratch() as folder:
        make_folder(folder, finished=ATTEMPTS)
        for platform in platforms():
            with environment(platform, folder) as surroundings:
                result[platform] = _compared(rounds, surroundings)
    return result


def _compared(rounds: int, surroundings: dict[str, str]) -> dict[str, object]:
    bare: list[float] = []
    program: dict[str, list[float]] = {name: [] for name in LIMITS}
    for number in range(rounds + 1):
        lowest = instants(BARE, [], surroundings)
        told = instants(PROGRAM, ["--until", "loaded"], surroundings)
        # The first round only warms the caches.
        if number:
            bare.append(lowest["painted"])
            for name, values in program.items():
                values.append(told[name])
    return {
        "bare_ms": middle(bare),
        **{
            name: {
                "ms": middle(values),
                "ratio": round(middle(values) / middle(bare), 2),
                "ratio_of_fastest": round(min(values) / min(bare), 2),
                "at_most": LIMITS[name],
            }
            for name, values in program.items()
        },
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15), indent=2))
