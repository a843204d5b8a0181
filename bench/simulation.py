"""Simulation studies of the scores: do bands cover, are decisions as accurate as told, are chances kept?

Candidates are drawn from the model, so every figure has a theoretical value beside it and a Monte-Carlo error; what
misses is printed like what holds. Seeded: the same run gives the same figures. Well under a minute; ``--quick`` takes
a tenth of the candidates.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cehrs_desktop.psychometrics.beta_binomial import livingston_lewis
from cehrs_desktop.psychometrics.form_table import FormTable
from cehrs_desktop.psychometrics.parameters import RATING_SHRINK, THETA_CUT, ParameterSet
from cehrs_desktop.psychometrics.readiness import LEAST, MOST, Evidence, readiness
from cehrs_desktop.psychometrics.scoring import NO_DIFFERENCE, STRENGTH, WEAKNESS, outcome_of
from cehrs_desktop.psychometrics.tables import form_table

Floats = NDArray[np.float64]
Hits = NDArray[np.bool_]

FORMS = Path(__file__).parents[1] / "itembank" / "forms.json"
SEED = 20261122


@dataclass(frozen=True, slots=True)
class Form:
    """The scored items of one form."""

    name: str
    domains: tuple[str, ...]
    difficulties: Floats
    table: FormTable


@dataclass(frozen=True, slots=True)
class Forms:
    """The shipped forms; the first of them, by domain, stands for the reference form too."""

    parameters: ParameterSet
    counts: tuple[tuple[str, int], ...]
    forms: tuple[Form, ...]


def ten_forms() -> Forms:
    """The forms of the item bank, scored with the first of them as reference."""
    told = json.loads(FORMS.read_text(encoding="utf-8"))
    scored = [
        (form["id"], [(item["domain"], float(item["b"])) for item in form["items"] if item["role"] == "scored"])
        for form in told["forms"]
    ]
    reference = sorted(scored[0][1], key=lambda item: item[0])
    parameters = ParameterSet("simulation", THETA_CUT, RATING_SHRINK, 0.6, tuple(b for _, b in reference))
    domains = [domain for domain, _ in reference]
    return Forms(
        parameters,
        tuple((domain, domains.count(domain)) for domain in sorted(set(domains))),
        tuple(
            Form(name, tuple(d for d, _ in items), np.array([b for _, b in items]), form_table(items, parameters))
            for name, items in scored
        ),
    )


def candidates(chance: np.random.Generator, form: Form, count: int, theta: Floats | None = None) -> tuple[Floats, Hits]:
    """Abilities (drawn from N(0, 1) where none are given) and right answers, persons by items."""
    abilities = chance.normal(size=count) if theta is None else theta
    chances = 1 / (1 + np.exp(form.difficulties - abilities[:, None]))
    return abilities, chance.random(chances.shape) < chances


def true_scores(bank: Forms, theta: Floats) -> Floats:
    """The practice score that error would leave: the true score on the reference form, on the scale."""
    reference = np.array(bank.parameters.reference)
    true = (1 / (1 + np.exp(reference - theta[:, None]))).sum(axis=1)
    cut = float((1 / (1 + np.exp(reference - THETA_CUT))).sum())
    return np.where(true >= cut, 390 + 110 * (true - cut) / (len(reference) - cut), 390 - 190 * (cut - true) / cut)


def share(values: NDArray[np.bool_]) -> str:
    """A share in percent with its Monte-Carlo standard error."""
    p = float(values.mean())
    return f"{100 * p:5.1f} ±{100 * math.sqrt(p * (1 - p) / len(values)):.1f} %"


def coverage(bank: Forms, chance: np.random.Generator, persons: int) -> None:
    """How often the band of one and of 1.96 standard errors holds the true score, over ability and over N(0, 1)."""
    form = bank.forms[0]
    table = form.table
    print("\nCoverage of score bands (want 68.3 and 95.0 %), form", form.name)
    print("| theta | expected raw | practice score 68 % | 95 % | theta 68 % | 95 % |")
    print("| --- " * 6 + "|")
    rows: list[tuple[str, Floats]] = [(f"{t:+.1f}", np.full(persons, t)) for t in (-2.5, -2, -1, -0.5, 0, 1, 2, 2.5, 3)]
    rows.append(("N(0, 1)", chance.normal(size=4 * persons)))
    for label, abilities in rows:
        theta, hits = candidates(chance, form, len(abilities), abilities)
        raw = hits.sum(axis=1)
        off = np.abs(np.array(table.scaled)[raw] - true_scores(bank, theta)) / np.array(table.csem)[raw]
        off_theta = np.abs(np.array(table.theta)[raw] - theta) / np.array(table.theta_csem)[raw]
        cells = [share(off <= 1), share(off <= 1.96), share(off_theta <= 1), share(off_theta <= 1.96)]
        print(f"| {label} | {raw.mean():.1f} | {' | '.join(cells)} |")


def decisions(bank: Forms, chance: np.random.Generator, persons: int) -> None:
    """Accuracy and consistency of simulated candidates against Lee's values, form by form, and Livingston-Lewis."""
    print(f"\nDecisions of {persons} candidates a form, in percent (simulated - theoretical; Monte-Carlo error)")
    print(
        "| form | raw cut | accuracy | Lee | consistency | Lee | false pass | Lee | Rudner accuracy"
        " | Livingston-Lewis accuracy, consistency |"
    )
    print("| --- " * 10 + "|")
    z: list[float] = []
    for form in bank.forms:
        passing = math.ceil(form.table.raw_cut - 1e-9)
        theta, hits = candidates(chance, form, persons)
        _, again = candidates(chance, form, persons, theta)
        raw = hits.sum(axis=1)
        passed, passed_again, master = raw >= passing, again.sum(axis=1) >= passing, theta >= THETA_CUT
        lee = form.table.lee
        for found, value in ((passed == master, lee.accuracy), (passed == passed_again, lee.consistency)):
            z.append((float(found.mean()) - value) / math.sqrt(value * (1 - value) / persons))
        observed, _ = livingston_lewis(
            raw.astype(np.float64), _alpha(hits), cut=passing, true_cut=form.table.raw_cut, highest=hits.shape[1]
        )
        print(
            f"| {form.name} | {form.table.raw_cut:.3f} | {share(passed == master)} | {100 * lee.accuracy:.1f} "
            f"| {share(passed == passed_again)} | {100 * lee.consistency:.1f} "
            f"| {share(passed & ~master)} | {100 * lee.false_pass:.1f} | {100 * form.table.rudner.accuracy:.1f} "
            f"| {100 * observed.accuracy:.1f}, {100 * observed.consistency:.1f} |"
        )
    print(f"Differences in Monte-Carlo errors: mean {np.mean(z):+.2f}, sd {np.std(z):.2f} (want 0 and about 1), "
          f"largest {max(map(abs, z)):.2f} of {len(z)}")  # fmt: skip


def _alpha(hits: Hits) -> float:
    count = hits.shape[1]
    return count / (count - 1) * (1 - float(hits.var(axis=0, ddof=1).sum() / hits.sum(axis=1).var(ddof=1)))


def chances(bank: Forms, chance: np.random.Generator, persons: int) -> None:
    """Readiness told after one form against passing another one whose difficulties are all off by one common error."""
    print(f"\nReadiness of {persons} candidates after one sitting, and what came of it on another form")
    form, other = bank.forms[1], bank.forms[0]
    passing = math.ceil(other.table.raw_cut - 1e-9)
    by_raw = [
        readiness([Evidence(tuple((b, n < raw) for n, b in enumerate(form.difficulties.tolist())), 0)], bank.parameters)
        for raw in range(len(form.difficulties) + 1)
    ]
    for sigma in (0.25, 0.40):
        theta, hits = candidates(chance, form, persons)
        raw = hits.sum(axis=1)
        _, later = candidates(chance, other, persons, theta + sigma * chance.normal(size=persons))
        passed = later.sum(axis=1) >= passing
        for name, told in (
            (f"chance at transfer error {sigma}", np.array([dict(one.by_transfer)[sigma] for one in by_raw])[raw]),
            ("chance as told (mean of both)", np.array([one.chance for one in by_raw])[raw]),
        ):
            brier, base = float(((told - passed) ** 2).mean()), float(passed.mean())
            print(f"\nTrue transfer error {sigma}, {name}: Brier {brier:.4f} "
                  f"(expected of honest chances {float((told * (1 - told)).mean()):.4f}; base rate alone "
                  f"{base * (1 - base):.4f})")  # fmt: skip
            _reliability(told, passed)
        low, high = (np.array([getattr(one, end) for one in by_raw])[raw] for end in ("low", "high"))
        exact = _pass_chance(chance, other, theta, sigma, passing)
        # What is shown is capped, and beyond that nobody can tell a chance from its neighbor.
        low, high, exact = (np.clip(values, LEAST, MOST) for values in (low, high, exact))
        print(f"The band told holds the person's own chance: {share((low <= exact) & (exact <= high))}")


def _reliability(told: Floats, passed: NDArray[np.bool_]) -> None:
    print("| told | n | mean told | passed |\n| --- | --- | --- | --- |")
    for low in np.arange(0, 1, 0.1):
        inside = (told >= low) & (told < low + 0.1 + (low > 0.85))
        if inside.sum() >= 50:
            print(f"| {low:.1f}-{low + 0.1:.1f} | {inside.sum()} | {100 * told[inside].mean():.1f} % "
                  f"| {share(passed[inside])} |")  # fmt: skip


def _pass_chance(chance: np.random.Generator, form: Form, theta: Floats, sigma: float, passing: int) -> Floats:
    """Each person's own chance, by interpolation in a simulated curve."""
    grid = np.linspace(-4.5, 4.5, 46)
    curve = [
        float((candidates(chance, form, 2000, t + sigma * chance.normal(size=2000))[1].sum(axis=1) >= passing).mean())
        for t in grid
    ]
    return np.interp(theta, grid, np.array(curve))


def domains(bank: Forms, chance: np.random.Generator, persons: int) -> None:
    """80 % intervals of domain estimates, and how often words are said, with the assumed and other correlations."""
    form = bank.forms[0]
    print(
        f"\nDomain estimates of {persons} candidates, table made for a correlation of {form.table.domain_correlation}"
    )
    print("| true correlation | domain | items | 80 % interval holds | rmse | told error | strength | weakness |")
    print("| --- " * 8 + "|")
    place = {domain.domain: n for n, domain in enumerate(form.table.domains)}
    where = np.array([place[domain] for domain in form.domains])
    for rho in (0.9, 1.0, 0.7):
        general = chance.normal(size=(persons, 1))
        abilities = math.sqrt(rho) * general + math.sqrt(1 - rho) * chance.normal(size=(persons, len(place)))
        p = 1 / (1 + np.exp(form.difficulties - abilities[:, where]))
        hits = chance.random(p.shape) < p
        told = _told(form, hits)
        for n, domain in enumerate(form.table.domains):
            own = where == n
            off = np.array([row[n][0] for row in told]) - p[:, own].mean(axis=1)
            words = np.array([row[n][1] for row in told])
            print(
                f"| {rho} | {domain.domain} | {domain.count} | {share(np.abs(off) <= 1.2816 * domain.error)} "
                f"| {float(np.sqrt((off**2).mean())):.4f} | {domain.error:.4f} "
                f"| {share(words == STRENGTH)} | {share(words == WEAKNESS)} |"
            )
        low = hits.sum(axis=1) < 50
        said = np.array([any(word != NO_DIFFERENCE for _, word in row) for row in told])
        print(f"| {rho} | any | 100 | raw below 50: {share(said[low])} said something | | "
              f"| all: {share(said)} | |")  # fmt: skip


def _told(form: Form, hits: Hits) -> list[list[tuple[float, str]]]:
    known: dict[tuple[int, ...], list[tuple[float, str]]] = {}
    order = [[n for n, domain in enumerate(form.domains) if domain == one.domain] for one in form.table.domains]
    rights = np.array([hits[:, own].sum(axis=1) for own in order]).T
    told: list[list[tuple[float, str]]] = []
    for row, counts in zip(hits, map(tuple, rights.tolist()), strict=True):
        if counts not in known:
            outcome = outcome_of(list(zip(form.domains, row.tolist(), strict=True)), form.table)
            known[counts] = [(one.estimate, one.relation) for one in outcome.domains]
        told.append(known[counts])
    return told


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the candidates")
    chosen = parser.parse_args(arguments)
    persons = 6_000 if chosen.quick else 60_000
    bank = ten_forms()
    chance = np.random.default_rng(SEED)
    print(f"{len(bank.forms)} forms, seed {SEED}, {persons} candidates a study; ± is one Monte-Carlo standard error")
    coverage(bank, chance, persons)
    decisions(bank, chance, persons)
    chances(bank, chance, persons)
    domains(bank, chance, persons)


if __name__ == "__main__":
    main()
