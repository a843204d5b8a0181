"""A key press to the painted next question, its answer durably stored: p99 of 1,000 questions, the best of five runs.

``next`` is the press of Next until the next question is painted, the answer before it being stored and this step too;
``answer`` is the press of a letter until the answer is painted as recorded; ``both`` is their sum: two durable acts
for one question. Beside them the lower bound of this disk in the same run: bare ``sqlite3`` inserts with the same
pragmas. Parts are medians of the run that counts.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.exam_data import make_folder
from bench.measuring import BENCH, compiled, environment, machine, middle, platforms, scratch

AT_MOST_MS = 16.7


def measure(runs: int = 5, steps: int = 1000) -> dict[str, object]:
    compiled()
    result: dict[str, object] = {"what": "key press", "runs": runs, "steps": steps, "machine": machine()}
    for platform in platforms():
        told = [_run(platform, steps) for _ in range(runs)]
        best = min(told, key=lambda run: run["next"]["p99_ms"])
        each = [run["next"]["p99_ms"] for run in told]
        result[platform] = {"at_most_ms": AT_MOST_MS, "best": best, "p99_next_ms": each}
    return result


def _run(platform: str, steps: int) -> dict[str, Any]:
    with scratch() as folder, environment(platform, folder) as surroundings:
        make_folder(folder, open_at=60)
        before = _bare_inserts(folder / "bare.db", steps)
        # A hang must not hold up the rest: `subprocess` kills, the program would take a plea for a wish to suspend.
        command = [sys.executable, str(BENCH / "press_keys.py"), str(steps)]
        done = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, timeout=60 + steps // 5, check=True)
        acts: dict[str, list[dict[str, float]]] = json.loads(done.stdout)
        after = _bare_inserts(folder / "bare.db", steps)
    both = [first["all"] + second["all"] for first, second in zip(acts["answer"], acts["next"], strict=True)]
    kinds = {
        kind: {**_spread([act["all"] for act in values]), "parts_ms": _parts(values)} for kind, values in acts.items()
    }
    return {
        **kinds,
        "both": _spread(both),
        "bare_insert": _spread(before + after),
    }


def _parts(acts: list[dict[str, float]]) -> dict[str, float]:
    return {part: middle([act[part] for act in acts]) for part in acts[0] if part != "all"}


def _spread(values: list[float]) -> dict[str, float]:
    return {"median_ms": middle(values), "p99_ms": round(sorted(values)[int(len(values) * 0.99) - 1], 2)}


def _bare_inserts(file: Path, count: int) -> list[float]:
    """Milliseconds of each insert of a row as long as a stored answer, committed durably."""
    took: list[float] = []
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY, envelope TEXT)")
    for _ in range(count):
        began = time.perf_counter()
        connection.execute("INSERT INTO event (envelope) VALUES (?)", ("x" * 300,))
        took.append((time.perf_counter() - began) * 1000)
    connection.close()
    return took


if __name__ == "__main__":
    print(json.dumps(measure(*(int(number) for number in sys.argv[1:3])), indent=2))
