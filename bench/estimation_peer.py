"""One fit by one peer package, in the peers' own environment: `python estimation_peer.py PEER MODEL DATA.npy REPEATS`.

Prints one JSON line with the seconds of each repeat, the estimates and whether the package says that it converged
(null where it does not say). Knows the packages' own ways of being called and nothing of this program.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

Found = tuple[Any, Any, bool | None]


def girth(model: str, data: Any) -> Found:
    package = importlib.import_module("girth")
    table = np.ascontiguousarray(data.T.astype(np.int64))
    if model == "rasch":
        found = package.rasch_mml(table)
        return found["Difficulty"], np.ones(len(table)), None
    found = package.twopl_mml(table)
    return found["Difficulty"], found["Discrimination"], None


def mirt(model: str, data: Any, **settings: Any) -> Found:
    # The default of 21 nodes is too coarse for a long test; 61 is what R mirt takes.
    package = importlib.import_module("mirt")
    found = package.fit_mirt(
        data.astype(np.int64),
        model={"rasch": "1PL", "2pl": "2PL"}[model],
        n_quadpts=61,
        compute_standard_errors=False,
        **settings,
    )
    values = found.model.parameters
    b = np.asarray(values["difficulty"]).ravel()
    a = np.asarray(values["discrimination"]).ravel() * np.ones(len(b))
    # 1PL estimates one slope with a standard normal population; the Rasch scale is that slope times the other
    return (b * a, np.ones(len(b)), bool(found.converged)) if model == "rasch" else (b, a, bool(found.converged))


def mirt_tight(model: str, data: Any) -> Found:
    """Told to go on until it is really there; its default tolerance of 1e-4 stops short."""
    return mirt(model, data, tol=1e-9, max_iter=20_000)


def raschpy(model: str, data: Any) -> Found:
    package, pandas = importlib.import_module("raschpy"), importlib.import_module("pandas")
    if model != "rasch":
        raise SystemExit("raschpy fits the Rasch model only")
    table = package.SLM(pandas.DataFrame(data))
    table.calibrate()
    b = table.items if hasattr(table, "items") else table.diffs
    return np.asarray(b, dtype=np.float64), np.ones(data.shape[1]), None


PEERS: dict[str, Callable[[str, Any], Found]] = {
    "girth": girth,
    "mirt": mirt,
    "mirt-tight": mirt_tight,
    "raschpy": raschpy,
}


def main() -> None:
    peer, model, path, repeats = sys.argv[1:5]
    data = np.load(path)
    PEERS[peer](model, data[:50, :10])  # compile and import before the clock starts
    seconds: list[float] = []
    b, a, converged = np.empty(0), np.empty(0), None
    for _ in range(int(repeats)):
        start = time.perf_counter()
        b, a, converged = PEERS[peer](model, data)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "b": list(map(float, b)), "a": list(map(float, a)), "converged": converged}))


if __name__ == "__main__":
    main()
