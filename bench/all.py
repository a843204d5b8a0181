"""Every measurement in one run, as the table of docs/measurements.md, and all of it as JSON in build/measurements.json.

About ten minutes. Nothing here decides a test: a busy machine makes every time longer, which is why most limits are
ratios to a lower bound that was measured in turn with the program.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from bench import keypress, memory, resume, start
from bench.measuring import BENCH


def main() -> None:
    done: dict[str, Any] = {
        "start": start.measure(),
        "memory": memory.measure(),
        "keypress": keypress.measure(),
        "resume": resume.measure(),
    }
    # It has options and an exit code of its own; here only its result counts.
    store = subprocess.run([sys.executable, str(BENCH / "store.py")], stdout=subprocess.PIPE, check=False)
    done["store"] = json.loads(store.stdout)
    (BENCH.parent / "build" / "measurements.json").write_text(json.dumps(done, indent=2), encoding="utf-8")
    print("| what | platform | at most | measured |\n| --- | --- | --- | --- |")
    for what, platform, at_most, measured in rows(done):
        print(f"| {what} | {platform} | {at_most} | {measured} |")


def rows(done: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """The table's rows."""
    store = done["store"]
    measured = f"{store['ratio']}x ({store['store_us']['median']} µs)"
    made = [("a stored answer against a bare insert", "-", f"{store['limit']}x", measured)]
    for platform in ("offscreen", "xcb"):
        if platform not in done["start"]:
            continue
        told = done["start"][platform]
        for name in start.LIMITS:
            one = told[name]
            made.append((f"start to {name}", platform, f"{one['at_most']}x", f"{one['ratio']}x ({one['ms']} ms)"))
        told = done["memory"][platform]
        made.append(("memory in the exam", platform, f"{told['at_most']}x", f"{told['rss']['ratio']}x resident"))
        told = done["keypress"][platform]["best"]
        for name in ("next", "both"):
            measured = f"{told[name]['p99_ms']} ms (bare insert {told['bare_insert']['p99_ms']} ms)"
            made.append((f"key press, {name}, p99", platform, f"{keypress.AT_MOST_MS} ms", measured))
        told = done["resume"][platform]
        made.append(("resume after a kill", platform, f"{told['at_most_ms']} ms", f"{told['best_ms']} ms"))
    return made


if __name__ == "__main__":
    main()
