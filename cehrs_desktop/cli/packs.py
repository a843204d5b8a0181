"""`cehrs packs`: signed item packs, for candidates' computers (check, install, use) and for who makes them (sign)."""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import BUSY, DONE, FAILED, USAGE, put, say, with_json

if TYPE_CHECKING:
    from collections.abc import Generator

    from cehrs_desktop.app.items import Packs
    from cehrs_desktop.application.pack_ports import InstalledPack, TrustedKey

SHIPPED = "shipped"


def add_commands(commands: Any) -> None:
    """Add `packs` to the command line."""
    packs = commands.add_parser("packs", help="signed item packs").add_subparsers(metavar="WHAT", required=True)
    with_json(packs.add_parser("list", help="the installed packs, and which items are in use"), _list)
    check = packs.add_parser("check", help="check a signed pack over every byte; installs nothing")
    check.add_argument("file", type=Path)
    check.add_argument("--trust", type=Path, help="believe the keys of this list instead of this computer's")
    with_json(check, _check)
    install = packs.add_parser("install", help="check a signed pack and keep it in the data folder")
    install.add_argument("file", type=Path)
    install.add_argument("--use", action="store_true", help="use it from now on")
    install.add_argument("--older-too", action="store_true", help="also when one as new or newer is installed")
    with_json(install, _install)
    use = packs.add_parser("use", help="use an installed pack, or the items that came with the program")
    use.add_argument("pack", help=f"the pack's id, as `cehrs packs list` tells it, or `{SHIPPED}`")
    with_json(use, _use)
    remove = packs.add_parser("remove", help="take an installed pack away; attempts keep their own items")
    remove.add_argument("pack", help="the pack's id")
    with_json(remove, _remove)
    keygen = packs.add_parser("keygen", help="make a signing key (for who publishes packs)")
    keygen.add_argument("file", type=Path, help="the key's file; one that exists is never written over")
    keygen.add_argument("--owner", required=True, help="whose key it is, as people will read it")
    keygen.add_argument("--passphrase", action="store_true", help="ask for a passphrase that locks the file")
    with_json(keygen, _keygen)
    public = packs.add_parser("public-key", help="the public half of a signing key, as a list of trusted keys")
    public.add_argument("key", type=Path)
    with_json(public, _public)
    sign = packs.add_parser("sign", help="make a signed pack from a compiled one")
    sign.add_argument("pack", type=Path, help="the compiled pack, as `cehrs bank build` writes it")
    sign.add_argument("--key", type=Path, required=True, help="the signing key")
    sign.add_argument("--out", type=Path, required=True, help="the file to write, NAME.cehrspack")
    sign.add_argument("--name", required=True, help="the line of packs it belongs to: a-z, 0-9 and hyphens")
    sign.add_argument("--pack-version", required=True, help="its place in that line: numbers with dots")
    sign.add_argument("--released", required=True, help="the date of its release, YYYY-MM-DD")
    sign.add_argument("--title", required=True, help="what people read")
    sign.add_argument("--publisher", required=True, help="who publishes it")
    sign.add_argument("--needs-program", help="the oldest program that can use it (this version)")
    with_json(sign, _sign)


def packs_here() -> Packs:
    """The packs of this user on this machine."""
    from cehrs_desktop.app import items

    return items.packs_here()


@contextmanager
def _alone() -> Generator[None]:
    """Nobody else changes what is in use meanwhile. Raises `AlreadyRunning`."""
    from cehrs_desktop.app.machine import settled_here
    from cehrs_desktop.system.instance_lock import lock_instance

    with lock_instance(settled_here().paths.data):
        yield


def tell_refusal(error: Exception, chosen: argparse.Namespace) -> int:
    """Say why a pack was refused; the exit code."""
    from cehrs_desktop.presentation.pack_problems import pack_problem
    from cehrs_desktop.system.instance_lock import AlreadyRunning

    if isinstance(error, AlreadyRunning):
        say("The program is open. Close it, or do this in the program: Settings, Show items and updates.")
        return BUSY
    problem = pack_problem(error)
    if chosen.json:
        put({"ok": False, "error": type(error).__name__, "title": problem.title, "detail": str(error)})
    say(f"{problem.title}. {problem.happened} {problem.safe} {problem.next}")
    return FAILED


def _list(chosen: argparse.Namespace) -> int:
    here = packs_here().look()
    if chosen.json:
        put(
            {
                "in_use": {
                    "pack": here.pack_id,
                    "shipped": here.in_use.manifest is None,
                    "fixed_by_policy": here.in_use.fixed,
                    "items": here.items,
                    "problem": str(here.in_use.problem) if here.in_use.problem else None,
                },
                "installed": [_plain(one) for one in here.installed],
                "trusted_keys": [_plain_key(key) for key in here.keys],
            }
        )
        return DONE
    which = "came with the program" if here.in_use.manifest is None else here.in_use.manifest.title
    say(f"in use: {here.pack_id}, {here.items} items, {which}")
    if here.in_use.problem:
        say(f"the chosen pack cannot be used: {here.in_use.problem}")
    for one in here.installed:
        if one.manifest:
            say(f"{one.pack_id}  {one.manifest.name} {one.manifest.version}  {one.manifest.title}")
        else:
            say(f"{one.pack_id}  cannot be used: {one.problem}")
    return DONE


def _plain(one: InstalledPack) -> dict[str, Any]:
    return {
        "pack": one.pack_id,
        "since_ms": one.since_ms,
        "manifest": asdict(one.manifest) if one.manifest else None,
        "signer": one.signer,
        "problem": f"{type(one.problem).__name__}: {one.problem}" if one.problem else None,
    }


def _plain_key(key: TrustedKey) -> dict[str, str]:
    return {"public": key.public.hex(), "owner": key.owner}


def _check(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.app.items import Packs
    from cehrs_desktop.application.ports import StoreError

    try:
        packs = Packs.believing(chosen.trust) if chosen.trust else packs_here()
        problem = packs.trusted()[1]
        if chosen.trust and problem is not None:
            return tell_refusal(problem, chosen)
        offered = packs.check(str(chosen.file), older_too=True)
    except StoreError as error:
        return tell_refusal(error, chosen)
    if chosen.json:
        put({"ok": True, "manifest": asdict(offered.manifest), "signer": offered.signer})
    else:
        told = offered.manifest
        say(f"whole: {told.title}, {told.name} {told.version}, {told.items} items, signed by {offered.signer}")
    return DONE


def _install(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.ports import StoreError
    from cehrs_desktop.system.instance_lock import AlreadyRunning

    packs = packs_here()
    try:
        with _alone():
            installed = packs.install(str(chosen.file), older_too=chosen.older_too)
            if chosen.use:
                packs.choose(installed.pack_id)
    except (StoreError, AlreadyRunning) as error:
        return tell_refusal(error, chosen)
    if chosen.json:
        put({"ok": True, "installed": _plain(installed), "in_use": chosen.use})
    else:
        say(f"installed: {installed.pack_id}{', in use from the next start' if chosen.use else ''}")
    return DONE


def _use(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.ports import StoreError
    from cehrs_desktop.system.instance_lock import AlreadyRunning

    try:
        with _alone():
            opened = packs_here().choose("" if chosen.pack == SHIPPED else chosen.pack)
    except (StoreError, AlreadyRunning) as error:
        return tell_refusal(error, chosen)
    if chosen.json:
        put({"ok": True, "pack": opened.source.pack_id, "items": opened.source.item_count})
    else:
        say(f"in use from the next start: {opened.source.pack_id}, {opened.source.item_count} items")
    return DONE


def _remove(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.ports import StoreError
    from cehrs_desktop.system.instance_lock import AlreadyRunning

    try:
        with _alone():
            packs_here().remove(chosen.pack)
    except (StoreError, AlreadyRunning) as error:
        return tell_refusal(error, chosen)
    if chosen.json:
        put({"ok": True, "removed": chosen.pack})
    else:
        say(f"removed: {chosen.pack}")
    return DONE


def _keygen(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.key_file import KeyFileProblem, make_key_file
    from cehrs_desktop.bank.signing import key_id

    passphrase = ""
    if chosen.passphrase:
        passphrase = asked("Passphrase: ")
        if not passphrase or passphrase != asked("Again: "):
            say("The two are not the same, or empty. No key was made.")
            return USAGE
    try:
        public = make_key_file(chosen.file, chosen.owner, passphrase)
    except KeyFileProblem as error:
        say(str(error))
        return FAILED
    if chosen.json:
        put({"key": key_id(public), "public": public.hex(), "owner": chosen.owner})
    else:
        say(f"key {key_id(public)} written to {chosen.file}; public half: {public.hex()}")
        say("Keep the file secret and a copy of it safe. It never belongs in a repository or on an exam computer.")
    return DONE


def _public(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.bank.key_file import KeyFileProblem, public_half

    try:
        public, owner = public_half(chosen.key)
    except KeyFileProblem as error:
        say(str(error))
        return FAILED
    put({"format": 1, "keys": [{"public": public.hex(), "owner": owner}]})
    return DONE


def secret_of(file: Path) -> bytes:
    """The secret of a key's file, its passphrase asked for where it has one. Raises `KeyFileProblem`."""
    from cehrs_desktop.bank.key_file import is_locked, read_key_file

    return read_key_file(file, asked("Passphrase: ") if is_locked(file) else "")


def asked(prompt: str) -> str:
    """A passphrase: from the keyboard unseen, or a line of standard input where that is no keyboard."""
    import sys

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    return getpass(prompt)


def _sign(chosen: argparse.Namespace) -> int:
    from cehrs_desktop import __version__
    from cehrs_desktop.application.ports import StoreError
    from cehrs_desktop.bank.key_file import KeyFileProblem
    from cehrs_desktop.bank.signed_pack import SUFFIX, sealed

    if chosen.out.suffix != SUFFIX:
        say(f"The file's name must end in {SUFFIX}.")
        return USAGE
    try:
        data = sealed(
            chosen.pack.read_bytes(),
            secret_of(chosen.key),
            name=chosen.name,
            version=chosen.pack_version,
            released=chosen.released,
            program=chosen.needs_program or __version__,
            title=chosen.title,
            publisher=chosen.publisher,
        )
        chosen.out.write_bytes(data)
    except KeyFileProblem as error:
        say(str(error))
        return FAILED
    except ValueError as error:
        say(f"Not signed: {error}")
        return USAGE
    except OSError as error:
        say(f"{error.filename}: {error.strerror}")
        return FAILED
    except StoreError as error:
        return tell_refusal(error, chosen)
    if chosen.json:
        put({"ok": True, "file": str(chosen.out), "bytes": len(data)})
    else:
        say(f"signed: {chosen.out}, {len(data)} bytes")
    return DONE
