"""`cehrs calibrate`: item parameters, and abilities on request, from a table of responses."""

from __future__ import annotations

import argparse
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import DONE, FAILED, UNREADABLE, USAGE, put, say, with_json

if TYPE_CHECKING:
    from cehrs_desktop.psychometrics.estimation.calibration import Calibration
    from cehrs_desktop.psychometrics.responses import Responses

# As in `psychometrics.estimation.calibration`, which is loaded only when it is needed.
_MODELS = ("rasch", "1pl", "2pl")
_METHODS = ("mml", "cml")
_ABILITIES = ("eap", "mle", "wle")


def add_commands(commands: Any) -> None:
    """Add it to the command line."""
    made = commands.add_parser("calibrate", help="estimate item parameters; exit code 1 when that did not converge")
    made.add_argument("--responses", type=Path, required=True, help="CSV: one row a person, one column an item")
    made.add_argument("--model", choices=_MODELS, required=True, help="rasch: a = 1; 1pl: one a; 2pl: an a for each")
    made.add_argument("--method", choices=_METHODS, default="mml", help="marginal, or (rasch) conditional likelihood")
    made.add_argument("--priors", type=Path, help="CSV with id, b0, tau: (rasch) maximum a posteriori")
    made.add_argument("--abilities", choices=_ABILITIES, help="estimate the persons' abilities too")
    made.add_argument("--key", type=Path, help="CSV with id and key; needed when the responses are letters")
    made.add_argument("--weights", metavar="COLUMN", help="column of pattern counts")
    made.add_argument("--id", metavar="COLUMN", help="column of person ids")
    made.add_argument(
        "--blanks-omitted", action="store_true", help="blanks at the end of a row are omitted (wrong) too"
    )
    made.add_argument("--max-iterations", type=_iterations, default=500, metavar="N", help="500 without this")
    made.add_argument(
        "--tolerance",
        type=_tolerance,
        default=1e-4,
        metavar="X",
        help="step left, in standard errors; 1e-4 without this",
    )
    with_json(made, _calibrate)


def _iterations(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 1_000_000:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000000")


def _tolerance(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 1e-10 <= number <= 0.1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1e-10 to 0.1")
    return number


def _calibrate(chosen: argparse.Namespace) -> int:
    if chosen.method == "cml" and chosen.model != "rasch":
        say(f"--method cml is for --model rasch only, not {chosen.model}. Nothing was calculated.")
        return USAGE
    if chosen.priors and (chosen.model != "rasch" or chosen.method == "cml"):
        say("--priors is for --model rasch with --method mml only. Nothing was calculated.")
        return USAGE
    # Read when numpy is loaded, which is below. Two threads save a fifth of a long fit on an idle machine; on a busy
    # one they wait for each other and have been seen to take ten times as long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from cehrs_desktop.files.item_columns import read_priors
    from cehrs_desktop.files.key_file import read_key
    from cehrs_desktop.files.response_errors import ResponseFileError
    from cehrs_desktop.files.response_table import read_responses
    from cehrs_desktop.psychometrics.estimation.calibration import calibrate
    from cehrs_desktop.psychometrics.estimation.design import EstimationError
    from cehrs_desktop.psychometrics.estimation.estimates import Search

    try:
        priors = read_priors(chosen.priors) if chosen.priors else None
        responses = read_responses(
            chosen.responses,
            key=read_key(chosen.key) if chosen.key else None,
            id_column=chosen.id,
            weights_column=chosen.weights,
            blanks_omitted=chosen.blanks_omitted,
        )
    except ResponseFileError as error:
        say(f"{error} Nothing was calculated and no file was changed.")
        return UNREADABLE
    search = Search(chosen.max_iterations, chosen.tolerance)
    try:
        found = calibrate(responses, chosen.model, method=chosen.method, priors=priors, search=search)
        plain = _plain(found, search.tolerance)
        if chosen.abilities:
            plain |= _abilities(responses, found, chosen.abilities)
    except EstimationError as error:
        say(f"{chosen.responses}: {error} Nothing was calculated and no file was changed.")
        return FAILED
    if chosen.json:
        put(plain)
    else:
        _print(plain)
    return DONE if found.estimates.converged else FAILED


def _plain(found: Calibration, tolerance: float) -> dict[str, Any]:
    estimates, fit = found.estimates, found.fit
    free = estimates.parameters
    is_likelihood = estimates.log_posterior is None and found.method == "mml"
    columns = {
        "a": estimates.a,
        "b": estimates.b,
        "se_a": estimates.se_a,
        "se_b": estimates.se_b,
        "p": found.share,
        "n": found.counts,
        **({} if fit is None else {name: getattr(fit, name) for name in ("infit", "outfit", "infit_z", "outfit_z")}),
    }
    listed = {name: values.tolist() for name, values in columns.items()}
    return {
        "model": found.model,
        "method": found.method,
        "identification": found.identification,
        "loglik": _number(estimates.loglik),
        "log_posterior": _number(estimates.log_posterior),
        "parameters": free,
        "aic": _number(2 * free - 2 * estimates.loglik) if is_likelihood else None,
        "bic": _number(free * math.log(found.persons) - 2 * estimates.loglik) if is_likelihood else None,
        "converged": estimates.converged,
        "iterations": estimates.iterations,
        "step_left": _number(estimates.left),
        "tolerance": tolerance,
        "n_persons": _count(found.persons),
        "n_items": len(found.items),
        "population": {
            "mean": _number(estimates.mean),
            "sd": _number(estimates.sd),
            "se_mean": _number(estimates.se_mean),
            "se_sd": _number(estimates.se_sd),
        },
        "items": [
            {
                "id": item,
                "a": _number(listed["a"][at]),
                "b": _number(listed["b"][at]),
                "c": 0.0,
                "se_a": _number(listed["se_a"][at]),
                "se_b": _number(listed["se_b"][at]),
                "p": _number(listed["p"][at]),
                "n": _count(listed["n"][at]),
                **{
                    name: _number(listed[name][at]) if name in listed else None
                    for name in ("infit", "outfit", "infit_z", "outfit_z")
                },
            }
            for at, item in enumerate(found.items)
        ],
        "left_out": [{"id": item, "reason": reason} for item, reason in found.left_out],
        "notes": list(found.notes),
    }


def _abilities(responses: Responses, found: Calibration, method: str) -> dict[str, Any]:
    from cehrs_desktop.psychometrics.estimation.calibration import person_abilities

    made = person_abilities(responses, found, method)
    triples = zip(responses.persons, made.theta.tolist(), made.se.tolist(), strict=True)
    return {
        "abilities_method": method,
        "abilities": [{"id": person, "theta": _number(theta), "se": _number(se)} for person, theta, se in triples],
    }


def _number(value: float | None) -> float | None:
    """JSON has no word for what is not a number."""
    return value if value is not None and math.isfinite(value) else None


def _count(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _print(plain: dict[str, Any]) -> None:
    state = "converged" if plain["converged"] else "NOT CONVERGED"
    say(f"{plain['model']} by {plain['method']}: {plain['identification']}")
    say(f"{plain['n_persons']:,} persons, {plain['n_items']} items; log-likelihood {_shown(plain['loglik'], 3)}")
    say(f"{state} after {plain['iterations']} iterations")
    population = plain["population"]
    say(f"population: mean {_shown(population['mean'])}, sd {_shown(population['sd'])}")
    names = ("a", "b", "se_a", "se_b", "p", "infit", "outfit")
    width = max(4, *(len(item["id"]) for item in plain["items"]))
    say(f"{'item':{width}} {'n':>7} " + " ".join(f"{name:>8}" for name in names))
    for item in plain["items"]:
        cells = " ".join(f"{_shown(item[name]):>8}" for name in names)
        say(f"{item['id']:{width}} {item['n']:>7,} {cells}")
    for person in plain.get("abilities", ()):
        say(f"{person['id']}: theta {_shown(person['theta'])}, se {_shown(person['se'])}")
    for note in plain["notes"]:
        say(note)


def _shown(value: float | None, digits: int = 4) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
