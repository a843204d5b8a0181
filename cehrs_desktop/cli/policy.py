"""`cehrs policy`: what is set for this computer and who set it, for technicians."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cehrs_desktop.cli.output import DONE, FAILED, put, say, with_json


def add_commands(commands: Any) -> None:
    """Add `policy` to the command line."""
    policy = commands.add_parser("policy", help="settings for the whole computer")
    policy = policy.add_subparsers(metavar="WHAT", required=True)
    with_json(policy.add_parser("show", help="everything in force here, who set it, and what cannot be used"), _show)
    check = policy.add_parser("check", help="check policy files; exit code 1 when something in one cannot be used")
    check.add_argument("file", type=Path, nargs="+")
    with_json(check, _check)
    with_json(policy.add_parser("schema", help="the JSON Schema of a policy file"), _schema)


def _show(chosen: argparse.Namespace) -> int:
    """What is in force for the user who asks. It informs: the exit code is 0 whatever is wrong with a policy."""
    from cehrs_desktop.app.machine import settled_here
    from cehrs_desktop.app.own_folder import sheet_now
    from cehrs_desktop.presentation.policy_view import policy_json, policy_text, policy_view

    sheet = sheet_now(settled_here())
    if chosen.json:
        put(policy_json(sheet))
    else:
        say(policy_text(policy_view(sheet)))
    return DONE


def _check(chosen: argparse.Namespace) -> int:
    import os

    from cehrs_desktop.app.machine import settled_here
    from cehrs_desktop.app.own_folder import looked_up_here
    from cehrs_desktop.app.policy_sources import machine_with, source_from
    from cehrs_desktop.application.policy import policy_of
    from cehrs_desktop.presentation.policy_view import problem_lines, problems_json

    machine, paths = machine_with(os.environ), settled_here().paths
    files: list[dict[str, Any]] = []
    for file in chosen.file:
        source, trouble = source_from(file)
        policy = looked_up_here(policy_of([source], machine, trouble), paths)
        usable = len(policy.fixed) + len(policy.default)
        files.append(
            {
                "file": str(file),
                "ok": not policy.problems,
                "fixed": {name: given.value for name, given in policy.fixed.items()},
                "default": {name: given.value for name, given in policy.default.items()},
                "problems": problems_json(policy),
            }
        )
        if not chosen.json:
            for line in problem_lines(policy):
                say(line)
            say(f"{file}: {usable} {'setting' if usable == 1 else 'settings'} can be used.")
    passed = all(one["ok"] for one in files)
    if chosen.json:
        put({"ok": passed, "files": files})
    return DONE if passed else FAILED


def _schema(_: argparse.Namespace) -> int:
    from cehrs_desktop.presentation.policy_schema import schema

    put(schema())
    return DONE
