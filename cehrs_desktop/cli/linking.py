"""`cehrs link`, `cehrs convert` and `cehrs drift`: scales of separate calibrations, and what moved between them."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.linking_inputs import (
    Refused,
    chosen_items,
    common_list,
    drift_notes,
    finite,
    how_to_link,
    link_notes,
    link_settings,
    missing,
    positive,
    read_sets,
    settings_plain,
    two_sets,
)
from cehrs_desktop.cli.output import DONE, FAILED, UNREADABLE, USAGE, Act, put, say, with_json

if TYPE_CHECKING:
    from cehrs_desktop.psychometrics.item_parameters import ItemParameters, Numbers
    from cehrs_desktop.psychometrics.linking import Link


def add_commands(commands: Any) -> None:
    """Add `link`, `convert` and `drift` to the command line."""
    link = commands.add_parser("link", help="the constants A and B that bring one calibration to another's scale")
    two_sets(link)
    common_list(link, required=True)
    how_to_link(link, method="stocking-lord")
    with_json(link, _link)
    convert = commands.add_parser("convert", help="raw scores of one form as expected raw scores of another")
    two_sets(convert)
    common_list(convert, required=False)
    convert.add_argument("--A", dest="slope", type=positive, help="theta_to = A * theta_from + B; 1 without this")
    convert.add_argument("--B", dest="intercept", type=finite, help="see --A; 0 without this")
    how_to_link(convert, method="stocking-lord")
    with_json(convert, _convert)
    drift = commands.add_parser("drift", help="common items whose difficulty moved since the last calibration")
    two_sets(drift)
    common_list(drift, required=True)
    how_to_link(drift, method="mean-mean")
    drift.add_argument("--persons", type=positive, help="size of the new sample, where the file does not say it")
    drift.add_argument("--practical", type=positive, help="displacement that matters; else .5, and .3 from N = 200")
    drift.add_argument("--test", choices=("z", "robust-z"), help="z, or robust-z where there are no standard errors")
    drift.add_argument("--z", type=positive, default=1.96, help="limit of |z| (1.96)")
    drift.add_argument("--robust-z", type=positive, default=1.645, help="limit of |robust z| (1.645)")
    with_json(drift, _drift)


def _run(act: Act, chosen: argparse.Namespace) -> int:
    """Carry out one of the commands, its troubles told in words."""
    from cehrs_desktop.files.response_errors import ResponseFileError
    from cehrs_desktop.psychometrics.equating import ConversionImpossible
    from cehrs_desktop.psychometrics.linking import LinkingImpossible

    try:
        return act(chosen)
    except ResponseFileError as error:
        say(f"{error} Nothing was changed.")
        return UNREADABLE
    except (LinkingImpossible, ConversionImpossible) as error:
        say(f"{error} Nothing was changed.")
        return FAILED
    except Refused as refused:
        say(str(refused))
        return refused.code


def _link(chosen: argparse.Namespace) -> int:
    return _run(_do_link, chosen)


def _do_link(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.psychometrics.linking import link

    settings = link_settings(chosen)
    source, target = read_sets(chosen)
    common = chosen_items(chosen, source, target)
    here, there = source.only(common.items), target.only(common.items)
    found = link(here, there, settings)
    linked = here.linked(found.slope, found.intercept)
    notes = link_notes(found, (source, target), common, chosen)
    if chosen.json:
        pairs = zip(common.items, here.a, linked.a, there.a, here.b, linked.b, there.b, strict=True)
        names = ("id", "a_from", "a_linked", "a_to", "b_from", "b_linked", "b_to")
        put(
            {
                "method": chosen.method,
                "A": found.slope,
                "B": found.intercept,
                "converged": found.converged,
                "iterations": found.steps,
                "criterion": found.criterion,
                **settings_plain(chosen, settings),
                "n_common": len(common.items),
                "common": [dict(zip(names, pair, strict=True)) for pair in pairs],
                "left_out": missing(common),
                "n_persons": source.persons,
                "items": _items_plain(source.linked(found.slope, found.intercept)),
                "notes": notes,
            }
        )
    else:
        say(f"{chosen.method}, {len(common.items)} common items, D = {settings.scaling:g}")
        say(f"theta_to = {found.slope:.6f} * theta_from + {found.intercept:.6f}")
        if found.criterion is not None:
            say(
                f"weights {chosen.weights}, {len(settings.on_to.points)} points from {settings.on_to.points[0]:g} to "
                f"{settings.on_to.points[-1]:g}, direction {settings.direction}, criterion {found.criterion:.6g}"
            )
        _say_all(notes)
    return DONE if found.converged else FAILED


def _items_plain(items: ItemParameters) -> list[dict[str, object]]:
    columns = (items.a, items.b, items.c, items.se_a, items.se_b)
    rows = zip(items.items, *(_plain(column) for column in columns), strict=True)
    return [dict(zip(("id", "a", "b", "c", "se_a", "se_b"), row, strict=True)) for row in rows]


def _plain(column: Numbers) -> list[float | None]:
    return [None if math.isnan(value) else value for value in column.tolist()]


def _say_all(notes: list[str]) -> None:
    for note in notes:
        say(note)


def _convert(chosen: argparse.Namespace) -> int:
    return _run(_do_convert, chosen)


def _do_convert(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.psychometrics.equating import true_score_conversion
    from cehrs_desktop.psychometrics.linking import Link, link

    given = chosen.slope is not None or chosen.intercept is not None
    if given and chosen.common is not None:
        raise Refused(USAGE, "Give --A and --B, or --common to find them, not both.")
    settings = link_settings(chosen)
    source, target = read_sets(chosen)
    notes = [note for one in (source, target) for note in one.notes]
    found = Link(1.0 if chosen.slope is None else chosen.slope, chosen.intercept or 0.0)
    if chosen.common is not None:
        common = chosen_items(chosen, source, target)
        found = link(source.only(common.items), target.only(common.items), settings)
        notes = link_notes(found, (source, target), common, chosen)
    if not found.converged:
        raise Refused(FAILED, " ".join(notes))
    scores = true_score_conversion(source.linked(found.slope, found.intercept), target, settings.scaling)
    if chosen.json:
        put(
            {
                "method": chosen.method if chosen.common is not None else None,
                "A": found.slope,
                "B": found.intercept,
                **(settings_plain(chosen, settings) if chosen.common is not None else {"D": settings.scaling}),
                "n_from": len(source.items),
                "n_to": len(target.items),
                "c_from": float(source.c.sum()),
                "c_to": float(target.c.sum()),
                "scores": [
                    {
                        "raw": one.raw,
                        "theta": one.theta,
                        "converted": one.converted,
                        "rounded": math.floor(one.converted + 0.5),
                    }
                    for one in scores
                ],
                "notes": notes,
            }
        )
    else:
        say(f"theta_to = {found.slope:.6f} * theta_from + {found.intercept:.6f}, D = {settings.scaling:g}")
        say("  raw      theta  converted")
        for one in scores:
            say(f"{one.raw:5}  {'' if one.theta is None else f'{one.theta:.4f}':>9}  {one.converted:9.4f}")
        _say_all(notes)
    return DONE


def _drift(chosen: argparse.Namespace) -> int:
    return _run(_do_drift, chosen)


def _do_drift(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.psychometrics.drift import DriftRules, drift, practical_limit, with_errors

    settings = link_settings(chosen)
    source, target = read_sets(chosen)
    common = chosen_items(chosen, source, target)
    here, there = source.only(common.items), target.only(common.items)
    new = chosen.persons or source.persons
    persons = None if new is None else min(new, target.persons or new)
    known = with_errors(here, there)
    rules = DriftRules(
        chosen.practical or practical_limit(persons),
        chosen.test or ("z" if known.any() else "robust-z"),
        chosen.z,
        chosen.robust_z,
    )
    report = drift(here, there, settings, rules)
    notes = link_notes(report.after, (source, target), common, chosen)
    bare = [item for item, one in zip(common.items, known, strict=True) if not one]
    if bare:
        notes.append(f"No z for {len(bare)} of {len(known)} items: their standard errors are not in both files.")
    notes += drift_notes(report, rules, persons)
    if chosen.json:
        put(
            {
                "method": chosen.method,
                "A": report.after.slope,
                "B": report.after.intercept,
                "before": _constants(report.before),
                "after": _constants(report.after),
                **settings_plain(chosen, settings),
                "test": rules.test,
                "thresholds": {"practical": rules.practical, "z": rules.z, "robust_z": rules.robust_z},
                "n_persons": persons,
                "n_common": len(report.items),
                "n_kept": sum(one.kept for one in report.items),
                "most_dropped": report.most_dropped,
                "limit_reached": report.limit_reached,
                "rounds": report.rounds,
                "items": [
                    {
                        "id": one.item,
                        "displacement": one.displacement,
                        "z": one.z,
                        "robust_z": one.robust_z,
                        "flagged": one.flagged,
                        "kept": one.kept,
                        "reasons": list(one.reasons),
                        "b_from": one.b_from,
                        "b_linked": one.b_linked,
                        "b_to": one.b_to,
                    }
                    for one in report.items
                ],
                "left_out": missing(common),
                "notes": notes,
            }
        )
    else:
        for name, link in (("before", report.before), ("after", report.after)):
            say(f"{name:6}  A = {link.slope:.6f}, B = {link.intercept:.6f}")
        say("item  displacement  z  robust z")
        for one in report.items:
            z, robust = ("-" if value is None else f"{value:.2f}" for value in (one.z, one.robust_z))
            words = f"{'  flagged' if one.flagged else ''}{'' if one.kept else '  dropped'}"
            say(f"{one.item}  {one.displacement:+.3f}  {z}  {robust}{words}")
        _say_all(notes)
    return DONE if report.after.converged else FAILED


def _constants(link: Link) -> dict[str, object]:
    return {"A": link.slope, "B": link.intercept, "converged": link.converged}
