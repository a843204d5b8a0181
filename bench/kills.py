"""The kill campaign at length: SIGKILL the running program again and again, and count what was lost.

    python -m bench.kills [--kills N] [--seed S] [--folder F]

The same campaign as `tests/faults/test_program_kill.py`, on two data folders at once, with new chances every time.
Prints one JSON object; exits with 1 when anything confirmed was lost.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.faults.program_campaign import Campaign, Totals

SIDE_BY_SIDE = 2
QUIET_EVERY = 9


def main() -> int:
    """Run the campaign and print its summary."""
    parser = argparse.ArgumentParser(description="Kill the running program and count losses.")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--folder", type=Path, help="on the disk to test; a temporary one otherwise")
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:

        def campaign(number: int) -> Totals:
            made = Campaign(Path(folder) / str(number), chosen.seed + number)
            for kill in range(chosen.kills // SIDE_BY_SIDE):
                made.kill_once(quiet=kill % QUIET_EVERY == QUIET_EVERY - 1)
            return made.totals

        runs = [asdict(totals) for totals in pool.map(campaign, range(SIDE_BY_SIDE))]
    summary = {name: sum((run[name] for run in runs), type(runs[0][name])()) for name in runs[0]}
    summary["most_given_back_ms"] = max(run["most_given_back_ms"] for run in runs)
    summary |= {"seed": chosen.seed, "seconds": round(time.monotonic() - began, 1)}
    print(json.dumps(summary, indent=1))
    return 1 if summary["losses"] else 0


if __name__ == "__main__":
    sys.exit(main())
