"""The person's own folder beside the one that was set for the machine: when it stands in, and what is noted of it.

Rehearsals are never moved and never hidden: a note in the own folder says for which folder it stood in and when, the
first page and the page about the policy tell of it, and `--own-data` opens what is there.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from cehrs_desktop.app.defaults import DEFAULTS
from cehrs_desktop.app.kept_settings import chosen_settings
from cehrs_desktop.app.machine import Settled, settled_here
from cehrs_desktop.system.instance_lock import OWNER_ONLY
from cehrs_desktop.system.paths import Paths

if TYPE_CHECKING:
    from cehrs_desktop.application.policy import Policy
    from cehrs_desktop.application.policy_sheet import OwnFolder, PolicySheet

NOTE = "instead-of.json"
_ATTEMPTS = "attempts.db"


def stood_in(own: Paths, instead_of: str, now_ms: int) -> None:
    """Note in the person's own folder that it is used in place of another one. `now_ms` is UTC milliseconds."""
    # A folder that does not take the note takes no rehearsal either, and says so itself.
    with suppress(OSError):
        own.data.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
        note = {"instead_of": instead_of, "since_ms": now_ms}
        (own.data / NOTE).write_text(json.dumps(note, ensure_ascii=True), encoding="utf-8")


def stand_in(settled: Settled, now_ms: int) -> None:
    """Use the person's own folder in this run, and note there that it is so."""
    instead_of = str(settled.paths.data)
    settled.use_own()
    stood_in(settled.paths, instead_of, now_ms)


def holds_rehearsals(settled: Settled) -> bool:
    """Whether the person's own folder holds rehearsals while another one is set."""
    return settled.own is not None and (settled.own.data / _ATTEMPTS).is_file()


def is_noted(settled: Settled) -> bool:
    """Whether it stood in once, and holds rehearsals since then."""
    return settled.own is not None and (settled.own.data / NOTE).is_file() and holds_rehearsals(settled)


def sheet_now(settled: Settled) -> PolicySheet:
    """Everything in force in this run, with what is set by now beside it. Reads files: for a lane."""
    from cehrs_desktop.application.policy import NO_POLICY, Given
    from cehrs_desktop.application.policy_sheet import PolicySheet, rows_of

    policy = settled.policy or NO_POLICY
    folder = Given(str(settled.paths.data), settled.origin, settled.place)
    rows = rows_of(policy, chosen_settings(settled.paths.data / "settings.json"), DEFAULTS, folder)
    changed = (settled_here().policy or NO_POLICY) != policy
    return PolicySheet(rows, looked_up_here(policy, settled.paths), _own(settled), changed)


def looked_up_here(policy: Policy, paths: Paths) -> Policy:
    """A policy with what this computer shows to be wrong in it: venues that are not there, an address never asked,
    item packs that cannot be used. Reads files: for a lane."""
    from cehrs_desktop.app.day_of_exam import known_venues
    from cehrs_desktop.app.items import packs_of
    from cehrs_desktop.application.policy import looked_up
    from cehrs_desktop.application.ports import StoreError
    from cehrs_desktop.presentation.pack_problems import pack_problem
    from cehrs_desktop.system.update_notice import NotFetched, place_of

    def wrong_address(address: str) -> str:
        try:
            place_of(address)
        except NotFetched as error:
            return str(error)
        return ""

    packs = packs_of(paths.data, policy)

    def wrong_pack(file: str) -> str:
        try:
            packs.check(file, older_too=True)
        except StoreError as error:
            return pack_problem(error).title
        return ""

    return looked_up(policy, known_venues(paths, policy), wrong_address, wrong_pack)


def _own(settled: Settled) -> OwnFolder | None:
    from cehrs_desktop.application.policy_sheet import OwnFolder

    if settled.own is None or not holds_rehearsals(settled):
        return None
    folder = str(settled.own.data)
    try:
        told = cast(dict[str, Any], json.loads((settled.own.data / NOTE).read_bytes()))
        return OwnFolder(folder, int(told["since_ms"]), str(told["instead_of"]))
    except (OSError, ValueError, KeyError, TypeError):
        return OwnFolder(folder)


def wished_folder(settled: Settled) -> str:
    """What was set for the data folder and cannot be used, as far as that can be read; empty when it cannot."""
    policy = settled.policy
    faults = policy.faults if policy is not None else ()
    return next((str(f.given) for f in faults if f.setting is not None and f.setting.name == "data_folder"), "")


def log_policy(settled: Settled) -> None:
    """Write what is wrong with the policy into the log, which must have been started."""
    policy = settled.policy
    if policy is None or not policy.problems:
        return
    import logging

    from cehrs_desktop.presentation.policy_view import problem_lines

    for line in problem_lines(policy):
        logging.getLogger("cehrs_desktop").warning("policy: %s", line)
