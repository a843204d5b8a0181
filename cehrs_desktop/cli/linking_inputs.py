"""What `link`, `convert` and `drift` share: their options and files, the items in common, the way to link."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cehrs_desktop.cli.output import USAGE

if TYPE_CHECKING:
    from cehrs_desktop.psychometrics.drift import DriftReport, DriftRules
    from cehrs_desktop.psychometrics.item_parameters import ItemParameters
    from cehrs_desktop.psychometrics.linking import CommonItems, Link, LinkSettings

_METHODS = ("mean-mean", "mean-sigma", "haebara", "stocking-lord")
_LARGEST = 1_000_000


def two_sets(parser: argparse.ArgumentParser) -> None:
    """Add `--from` and `--to`."""
    words = "item parameters (JSON of `cehrs calibrate`, or CSV with the columns id, a, b, c) of the"
    parser.add_argument(
        "--from", dest="source", type=Path, required=True, metavar="FILE", help=f"{words} new calibration"
    )
    parser.add_argument("--to", dest="target", type=Path, required=True, metavar="FILE", help=f"{words} old one")


def common_list(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add `--common`."""
    words = "a file with one id a line, ids with commas between them, or all"
    parser.add_argument("--common", required=required, metavar="LIST", help=words)


def how_to_link(parser: argparse.ArgumentParser, *, method: str) -> None:
    """Add the method, the model and how the curves are compared."""
    parser.add_argument("--method", choices=_METHODS, default=method, help=f"how to link ({method})")
    parser.add_argument("--model", choices=("free", "rasch"), default="free", help="rasch fixes A at 1 (free)")
    parser.add_argument(
        "--D", dest="scaling", type=float, choices=(1.0, 1.7, 1.702), default=1.0, help="the constant D (1)"
    )
    curves = parser.add_argument_group("Haebara and Stocking-Lord")
    curves.add_argument(
        "--weights", choices=("uniform", "normal", "hermite"), default="uniform", help="weights of the points (uniform)"
    )
    curves.add_argument("--points", type=_count, help="how many points (161; hermite: 30)")
    curves.add_argument("--range", type=finite, nargs=2, metavar=("LOW", "HIGH"), help="of the points (-4 4)")
    curves.add_argument(
        "--direction",
        choices=("forward", "backward", "both"),
        default="forward",
        help="scale of the comparison: of --to (forward), of --from, or both",
    )
    curves.add_argument("--symmetric", action="store_true", help="the same as --direction both")
    curves.add_argument("--unstandardized", action="store_true", help="do not divide the criterion by its weights")


def finite(text: str) -> float:
    """A number for argparse."""
    number = _number(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from -1000000 to 1000000")
    return number


def positive(text: str) -> float:
    """A number above 0 for argparse."""
    number = _number(text)
    if number is None or number <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0, up to 1000000")
    return number


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) <= _LARGEST else None


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 2 <= int(text[:9]) <= 10_000:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 2 to 10000")


class Refused(Exception):
    """Wrong usage, or a link that cannot be made; carries the exit code."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


def link_settings(chosen: argparse.Namespace) -> LinkSettings:
    """The settings of a link as the options say. Raises `Refused` for options that do not go together."""
    from cehrs_desktop.psychometrics.linking import LinkSettings, quadrature

    low, high = chosen.range or (-4.0, 4.0)
    if low >= high:
        raise Refused(USAGE, f"--range {low:g} {high:g}: the first must be below the second.")
    if chosen.weights == "hermite" and chosen.range:
        raise Refused(USAGE, "--range: Gauss-Hermite points have no range; leave it out or choose other weights.")
    points = chosen.points or (30 if chosen.weights == "hermite" else 161)
    if chosen.weights == "hermite" and points > 200:
        raise Refused(USAGE, "--points: 200 Gauss-Hermite points at most.")
    where = quadrature(chosen.weights, points, low, high)
    direction = "both" if chosen.symmetric else chosen.direction
    return LinkSettings(
        chosen.method, chosen.model == "rasch", chosen.scaling, direction, not chosen.unstandardized, where, where
    )


def settings_plain(chosen: argparse.Namespace, settings: LinkSettings) -> dict[str, object]:
    """The settings for the JSON; `None` for what the method has no use for."""
    of_curves = settings.method in ("haebara", "stocking-lord")
    points = settings.on_to.points
    weights = {"shape": chosen.weights, "points": len(points), "low": float(points[0]), "high": float(points[-1])}
    return {
        "D": settings.scaling,
        "model": chosen.model,
        "direction": settings.direction if of_curves else None,
        "standardized": settings.standardized if of_curves else None,
        "weights": weights if of_curves else None,
    }


def read_sets(chosen: argparse.Namespace) -> tuple[ItemParameters, ItemParameters]:
    """The two parameter files, `--from` first. Raises `ResponseFileError`."""
    from cehrs_desktop.files.item_parameters import read_item_parameters

    return read_item_parameters(chosen.source), read_item_parameters(chosen.target)


def chosen_items(chosen: argparse.Namespace, source: ItemParameters, target: ItemParameters) -> CommonItems:
    """The items that `--common` names: `all`, a file, or ids with commas between them. Raises `ResponseFileError`."""
    from cehrs_desktop.files.item_parameters import read_item_list
    from cehrs_desktop.psychometrics.linking import common_items

    text: str = chosen.common
    if text.strip().lower() == "all":
        return common_items(source, target, None)
    listed = [item.strip() for item in text.split(",") if item.strip()]
    as_file = Path(text)
    try:
        is_file = as_file.exists() and not as_file.is_dir()
    except (OSError, ValueError):
        # A long list with commas is no name of a file.
        is_file = False
    if is_file or (listed == [text.strip()] and text not in {*source.items, *target.items}):
        # A single word that is no item is taken for a file, so that a mistyped name is told as one.
        return common_items(source, target, read_item_list(as_file))
    return common_items(source, target, listed)


def missing(common: CommonItems) -> list[dict[str, str]]:
    """The wanted items that are not in both files, for the JSON."""
    return [
        *({"id": item, "missing_in": "from"} for item in common.missing_in_from),
        *({"id": item, "missing_in": "to"} for item in common.missing_in_to),
    ]


def link_notes(
    found: Link, sets: Sequence[ItemParameters], common: CommonItems, chosen: argparse.Namespace
) -> list[str]:
    """What a reader of the link must know besides the constants."""
    notes = [note for one in sets for note in one.notes]
    for where, items in (("from", common.missing_in_from), ("to", common.missing_in_to)):
        if items:
            notes.append(f"Not in the '{where}' file and left out: {', '.join(items)}.")
    if all((one.only(common.items).a == 1).all() for one in sets) and abs(found.slope - 1) > 1e-9:
        notes.append("Every common item has a = 1 in both files: for Rasch parameters --model rasch fixes A at 1.")
    if not found.converged:
        notes.append(
            f"The search for A and B did not converge ({chosen.method}): do not use them. Try mean-mean, or look at "
            "the common items."
        )
    return notes


def drift_notes(report: DriftReport, rules: DriftRules, persons: float | None) -> list[str]:
    """How far a drift report may be trusted, and what stopped the dropping of anchors."""
    from cehrs_desktop.psychometrics.drift import LEAST_PERSONS

    notes: list[str] = []
    if persons is None:
        notes.append(
            f"The size of the new sample is not known: give it with --persons. Below {LEAST_PERSONS} keep the ratings."
        )
    elif persons < LEAST_PERSONS:
        notes.append(
            f"N = {persons:g}: below {LEAST_PERSONS} every drift check works badly. Too few: do not act yet, keep the "
            "ratings."
        )
    without = [one.item for one in report.items if (one.z if rules.test == "z" else one.robust_z) is None]
    if without:
        notes.append(
            f"{rules.test} does not exist for {len(without)} of {len(report.items)} items; the size of the "
            "displacement decides there alone."
        )
    if report.limit_reached:
        notes.append(
            f"Items still among the anchors are flagged, but no more than {report.most_dropped} of "
            f"{len(report.items)} anchors may be dropped (a fifth, and two always stay): the link rests on them."
        )
    if report.circular:
        notes.append("Dropping and taking back went round in a circle; the last set of anchors was kept.")
    return notes
