"""`cehrs rescore`: take an item with a wrong key out of past scores, or count a second answer as right too."""

from __future__ import annotations

import argparse
from typing import Any

from cehrs_desktop.cli.attempts import open_program_store
from cehrs_desktop.cli.output import DONE, FAILED, USAGE, put, say, with_json


def add_commands(commands: Any) -> None:
    """Add `rescore` to the command line."""
    rescore = commands.add_parser(
        "rescore", help="score past attempts again after a key proved wrong; shows what it would change first"
    )
    rescore.add_argument("--item", metavar="ID[@VERSION]", help="the item; version 1 without a version")
    what = rescore.add_mutually_exclusive_group()
    what.add_argument("--drop", action="store_true", help="the item no longer counts")
    what.add_argument("--accept", metavar="OPTION", help="this option counts as right too (a, b, c or d as written)")
    what.add_argument("--log", action="store_true", help="list the corrections made and what they changed")
    rescore.add_argument("--reason", default="", help="why; it is shown in the reports")
    rescore.add_argument("--apply", action="store_true", help="do it; without this nothing is changed")
    with_json(rescore, _rescore)


def _rescore(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.ports import KeyCorrection
    from cehrs_desktop.application.rescoring import CorrectionRefused, apply_correction, rescored
    from cehrs_desktop.system.clock import SystemClock

    if chosen.log:
        return _log(chosen)
    name, _, version = (chosen.item or "").partition("@")
    if not name or not (chosen.drop or chosen.accept) or (version and not version.isdecimal()):
        say("Name the item and what to do: --item ID[@VERSION] and --drop or --accept OPTION; or --log.")
        return USAGE
    wanted = KeyCorrection(
        0,
        SystemClock().now().wall_ms,
        name,
        int(version or 1),
        "drop" if chosen.drop else "accept",
        None if chosen.drop else chosen.accept.lower(),
        " ".join(chosen.reason.split()),
    )
    store = open_program_store()
    try:
        if chosen.apply:
            wanted, changes = apply_correction(store, wanted)
        else:
            changes = rescored(store, wanted)
    except CorrectionRefused as error:
        say(str(error))
        return FAILED
    finally:
        store.shut()
    if chosen.json:
        put(
            {"applied": bool(chosen.apply), "correction": _plain(wanted), "attempts": [_change(one) for one in changes]}
        )
        return DONE
    for one in changes:
        say(f"{one.attempt_id}  {one.before['score']} -> {one.after['score']}  {_verdicts(one.before, one.after)}")
    say(f"{len(changes)} {'attempt' if len(changes) == 1 else 'attempts'}.")
    say("Done." if chosen.apply else "Nothing was changed; add --apply to do it.")
    return DONE


def _log(chosen: argparse.Namespace) -> int:
    store = open_program_store()
    try:
        corrections, changes = store.corrections(), store.rescorings()
    finally:
        store.shut()
    entries = [
        {**_plain(one), "attempts": [_change(change) for change in changes if change.correction == one.number]}
        for one in corrections
    ]
    if chosen.json:
        put(entries)
        return DONE
    for entry in entries:
        what = f"{entry['action']} {entry['option'] or ''}".strip()
        say(f"{entry['number']}  {entry['item_id']}@{entry['item_version']}  {what}  {entry['reason']}")
        for change in entry["attempts"]:
            say(f"    {change['attempt']}  {change['before']} -> {change['after']}")
    say(f"{len(entries)} corrections")
    return DONE


def _plain(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "at_ms": one.at_ms,
        "item_id": one.item_id,
        "item_version": one.item_version,
        "action": one.action,
        "option": one.option,
        "reason": one.reason,
    }


def _change(one: Any) -> dict[str, Any]:
    return {
        "attempt": one.attempt_id,
        "before": one.before.get("score"),
        "after": one.after.get("score"),
        "passed_before": one.before.get("passed"),
        "passed_after": one.after.get("passed"),
    }


def _verdicts(before: Any, after: Any) -> str:
    words = ["passed" if result["passed"] else "not passed" for result in (before, after)]
    return words[0] if words[0] == words[1] else " -> ".join(words)
