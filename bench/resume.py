"""From the start of the process after a kill to the same question painted, the resume button pressed when it appears.

Every round kills the running exam with SIGKILL and starts the program again. Limit: 1.0 s, the best of five.
"""

from __future__ import annotations

import json

from bench.exam_data import make_folder
from bench.measuring import PROGRAM, compiled, environment, machine, middle, platforms, scratch, staying

AT_MOST_MS = 1000.0


def measure(rounds: int = 5) -> dict[str, object]:
    compiled()
    result: dict[str, object] = {"what": "resume after a kill", "rounds": rounds, "machine": machine()}
    for platform in platforms():
        with scratch() as folder, environment(platform, folder) as surroundings:
            make_folder(folder, finished=20, open_at=60)
            took: list[float] = []
            # The first round resumes what the folder was made with; the others resume after a kill.
            for _ in range(rounds + 1):
                with staying(PROGRAM, ["--until", "item"], "item", surroundings) as (_process, ms):
                    took.append(ms)
            best = round(min(took[1:]), 1)
            result[platform] = {"best_ms": best, "median_ms": middle(took[1:]), "at_most_ms": AT_MOST_MS}
    return result


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
