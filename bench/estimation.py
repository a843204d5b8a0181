"""Item calibration beside its peers: time, accuracy against the truth, and whether each says that it converged.

`python -m bench.estimation FOLDER [--limit SECONDS] [--quick] [--repeats N]`. FOLDER gets an environment with the
packages of estimation_peers.txt on the first run. Everything in one run on the same data: b ~ N(-1.25, 1), theta ~
N(0, 1), a = 1 or lognormal with sigma .3. A peer's fit that takes longer than the limit is ended and told as such.
Nothing here decides a test; a busy machine makes every time longer, with several BLAS threads many times longer
(`cehrs calibrate` sets OPENBLAS_NUM_THREADS=1; set it here for the same).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import venv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.estimation.calibration import calibrate
from cehrs_desktop.psychometrics.estimation.common_slope import CommonSlope
from cehrs_desktop.psychometrics.estimation.design import Design, prepare
from cehrs_desktop.psychometrics.estimation.free_slopes import FreeSlopes
from cehrs_desktop.psychometrics.estimation.population import fit_population
from cehrs_desktop.psychometrics.estimation.quadrature import grid_of_spacing
from cehrs_desktop.psychometrics.responses import Responses

BENCH = Path(__file__).parent
PEERS = {"rasch": ("girth", "mirt", "mirt-tight", "raschpy"), "2pl": ("girth", "mirt", "mirt-tight")}
LIMITS = {("rasch", 1_000): 0.1, ("rasch", 10_000): 0.8, ("2pl", 1_000): 0.6, ("2pl", 10_000): 3.0}
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Simulated:
    """Answers (persons x items, 0/1) and the parameters behind them."""

    answers: NDArray[np.int8]
    a: Floats
    b: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """Seconds of each repeat, and the estimates; `trouble` where there are none."""

    seconds: list[float]
    b: Floats
    a: Floats
    converged: bool | None
    trouble: str = ""


def simulated(persons: int, items: int, model: str, seed: int) -> Simulated:
    draw = np.random.default_rng(seed)
    b = draw.normal(-1.25, 1.0, items)
    a = draw.lognormal(0.0, 0.3, items) if model == "2pl" else np.ones(items)
    theta = draw.normal(size=persons)
    p = 1.0 / (1.0 + np.exp(-a * (theta[:, None] - b)))
    answers = (draw.random((persons, items)) < p).astype(np.int8)
    kept = (answers.sum(axis=0) > 0) & (answers.sum(axis=0) < persons)
    return Simulated(answers[:, kept], a[kept], b[kept])


def as_responses(answers: NDArray[np.int8]) -> Responses:
    persons, items = answers.shape
    return Responses(
        tuple(map(str, range(persons))), tuple(f"i{item}" for item in range(items)), answers, np.ones(persons)
    )


def ours(data: Simulated, model: str, repeats: int) -> Fit:
    """Everything that `cehrs calibrate` does after reading the file: estimates, standard errors, fit, notes."""
    table = as_responses(data.answers)
    seconds: list[float] = []
    found = calibrate(table, model)
    for _ in range(repeats):
        start = time.perf_counter()
        found = calibrate(table, model)
        seconds.append(time.perf_counter() - start)
    b, a = np.full((2, len(table.items)), np.nan)
    kept = np.isin(table.items, found.items)
    b[kept], a[kept] = found.estimates.b, found.estimates.a
    return Fit(seconds, b, a, found.estimates.converged)


def peer_fit(python: Path, peer: str, model: str, path: Path, repeats: int, limit: float) -> Fit:
    nothing = np.empty(0)
    command = [str(python), str(BENCH / "estimation_peer.py"), peer, model, str(path), str(repeats)]
    try:
        # How many threads a peer uses is its own choice, whatever ours was told.
        own_choice = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
        run = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False, env=own_choice)
    except subprocess.TimeoutExpired:
        return Fit([], nothing, nothing, None, f"more than {limit:.0f} s for {repeats} fit(s)")
    if run.returncode:
        return Fit([], nothing, nothing, None, (run.stderr.strip().splitlines() or ["failed"])[-1][:120])
    told = json.loads(run.stdout.strip().splitlines()[-1])
    return Fit(told["seconds"], np.array(told["b"]), np.array(told["a"]), told["converged"])


def rmse(estimates: Floats, truth: Floats, *, centred: bool = False) -> float:
    error = estimates - truth
    return float(np.sqrt(np.mean((error - error.mean() * centred) ** 2)))


def loglik(design: Design, model: str, fit: Fit) -> float:
    """Marginal log-likelihood of a package's estimates by one rule for all: 481 nodes; Rasch population refitted"""
    grid = grid_of_spacing(0.025)
    if model == "2pl":
        names = tuple(map(str, range(len(fit.b))))
        return FreeSlopes(design, names).evaluate(np.concatenate([-fit.a * fit.b, fit.a]), grid).loglik
    mean, sd = fit_population(design, fit.b)
    return CommonSlope(design).evaluate(np.append(mean - fit.b, sd), grid).loglik


def environment(folder: Path) -> Path:
    python = folder / "peers" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder / "peers", with_pip=True)
        wanted = ["-m", "pip", "install", "-q", "-r", str(BENCH / "estimation_peers.txt")]
        subprocess.run([str(python), *wanted], check=True)
    return python


def compare(folder: Path, sizes: list[tuple[int, int]], repeats: int, limit: float) -> None:
    python = environment(folder)
    print(
        "| data | package | median s | best s | times ours | at most | RMSE b (centred) | RMSE a | says converged | "
        "log-likelihood below ours |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for persons, items in sizes:
        for model in ("rasch", "2pl"):
            data = simulated(persons, items, model, seed=persons + items)
            path = folder / f"{model}-{persons}.npy"
            np.save(path, data.answers)
            name = f"{model} {persons:,} x {data.answers.shape[1]}"
            own = ours(data, model, repeats)
            kept = np.isfinite(own.b)
            if not kept.all():
                print(f"| {name} | left out by us, so not compared: {int((~kept).sum())} item(s) | | | | | | | | |")
            data = Simulated(data.answers[:, kept], data.a[kept], data.b[kept])
            own = replace(own, b=own.b[kept], a=own.a[kept])
            design = prepare(as_responses(data.answers))
            best = loglik(design, model, own)
            row(name, "this program", own, own, data, f"{LIMITS[model, persons]:g} s", 0.0)
            for peer in PEERS[model]:
                times = repeats if persons <= 1_000 else 1
                fit = peer_fit(python, peer, model, path, times, limit)
                if not fit.trouble:
                    fit = replace(fit, b=fit.b[kept], a=fit.a[kept])
                row(name, peer, fit, own, data, "", 0.0 if fit.trouble else best - loglik(design, model, fit))


def row(name: str, package: str, fit: Fit, own: Fit, data: Simulated, limit: str, below: float) -> None:
    if fit.trouble:
        print(f"| {name} | {package} | {fit.trouble} | | | | | | | |", flush=True)
        return
    said = {True: "yes", False: "no", None: "not said"}[fit.converged]
    # where the scale's origin is the items' mean (raschpy), only the centred error compares
    print(
        f"| {name} | {package} | {statistics.median(fit.seconds):.3f} | {min(fit.seconds):.3f} | "
        f"{min(fit.seconds) / min(own.seconds):.1f} | {limit} | {rmse(fit.b, data.b):.4f} "
        f"({rmse(fit.b, data.b, centred=True):.4f}) | {rmse(fit.a, data.a):.4f} | {said} | {below:.3f} |",
        flush=True,
    )


def recovery(replications: int) -> None:
    """Error, bias and coverage of 95 % intervals from the standard errors, over replications of smaller sizes."""
    print(
        "\n| model | persons x items | RMSE b | bias b | 95 % cover b | RMSE a | bias a | 95 % cover a | converged | "
        "items left out |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for model in ("rasch", "2pl"):
        for persons, items in ((250, 40), (500, 60), (1_000, 125)):
            rows: list[list[float]] = []
            left_out = 0
            for seed in range(replications):
                data = simulated(persons, items, model, seed)
                table = as_responses(data.answers)
                made = calibrate(table, model)
                found, kept = made.estimates, np.isin(table.items, made.items)
                off_b, off_a = found.b - data.b[kept], found.a - data.a[kept]
                left_out += len(made.left_out)
                rows.append(
                    [
                        rmse(found.b, data.b[kept]),
                        float(off_b.mean()),
                        float(np.mean(np.abs(off_b) < 1.96 * found.se_b)),
                        rmse(found.a, data.a[kept]),
                        float(off_a.mean()),
                        float(np.mean(np.abs(off_a) < 1.96 * found.se_a)),
                        float(found.converged),
                    ]
                )
            mean = np.mean(np.array(rows, dtype=np.float64), axis=0)
            slope = f"{mean[3]:.3f} | {mean[4]:+.3f} | {mean[5]:.3f}" if model == "2pl" else "- | - | -"
            print(
                f"| {model} | {persons:,} x {items} | {mean[0]:.3f} | {mean[1]:+.3f} | {mean[2]:.3f} | {slope} | "
                f"{mean[6] * replications:.0f} of {replications} | {left_out} |",
                flush=True,
            )


def load() -> str:
    return f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores" if hasattr(os, "getloadavg") else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder for the peers' environment and the data")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds a peer may take")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--replications", type=int, default=20, help="of the recovery study")
    parser.add_argument("--quick", action="store_true", help="1,000 x 125 only")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    threads = os.environ.get("OPENBLAS_NUM_THREADS", "one a core")
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, BLAS threads {threads}, {load()}\n", flush=True)
    compare(chosen.folder, [(1_000, 125)] + [(10_000, 500)] * (not chosen.quick), chosen.repeats, chosen.limit)
    recovery(chosen.replications)
    print(f"\n{load()} at the end")


if __name__ == "__main__":
    main()
