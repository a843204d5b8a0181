"""Resident memory in the exam, at a question in its middle, against the bare window. Linux only: it reads /proc."""

from __future__ import annotations

import json
import time
from pathlib import Path

from bench.exam_data import make_folder
from bench.measuring import BARE, PROGRAM, compiled, environment, machine, middle, platforms, scratch, staying

AT_MOST = 2.2
# The program lets its collector run again three seconds after its start.
SETTLING_SECONDS = 5.0


def measure(rounds: int = 3) -> dict[str, object]:
    compiled()
    result: dict[str, object] = {"what": "memory", "rounds": rounds, "machine": machine()}
    for platform in platforms():
        with scratch() as folder, environment(platform, folder) as surroundings:
            make_folder(folder, finished=20, open_at=60)
            bare: list[dict[str, float]] = []
            program: list[dict[str, float]] = []
            for _ in range(rounds):
                with staying(BARE, [], "painted", surroundings) as (process, _ms):
                    time.sleep(1)
                    bare.append(resident_mb(process.pid))
                with staying(PROGRAM, ["--until", "item"], "item", surroundings) as (process, _ms):
                    time.sleep(SETTLING_SECONDS)
                    program.append(resident_mb(process.pid))
            kinds = {}
            for kind in ("Rss", "Pss"):
                low, high = (middle([one[kind] for one in values]) for values in (bare, program))
                kinds[kind.lower()] = {"bare_mb": low, "exam_mb": high, "ratio": round(high / low, 2)}
            result[platform] = {**kinds, "at_most": AT_MOST}
    return result


def resident_mb(process: int) -> dict[str, float]:
    """Resident and proportional memory of a process in megabytes (10^6 bytes), as the kernel sums them up."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    sizes = {name: int(size.split()[0]) * 1024 / 1e6 for name, size in (line.split(":") for line in lines)}
    return {"Rss": sizes["Rss"], "Pss": sizes["Pss"]}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
