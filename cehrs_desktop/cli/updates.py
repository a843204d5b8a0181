"""`cehrs updates`: ask for the notice of a newer version (for the program's own use too), and sign one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import DONE, FAILED, USAGE, put, say, with_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from cehrs_desktop.application.updates import LatestNotice


def add_commands(commands: Any) -> None:
    """Add `updates` to the command line."""
    updates = commands.add_parser("updates", help="the notice of a newer version; nothing is ever installed by it")
    updates = updates.add_subparsers(metavar="WHAT", required=True)
    check = updates.add_parser("check", help="read the signed notice at an address; exit code 1 when it cannot be")
    check.add_argument("--address", required=True, help="a file, a shared folder's file, or https")
    check.add_argument("--while-stdin", action="store_true", help="give up at once when standard input is closed")
    with_json(check, _check)
    sign = updates.add_parser("sign", help="write a signed notice (for who publishes)")
    sign.add_argument("--key", type=Path, required=True, help="the signing key")
    sign.add_argument("--out", type=Path, required=True, help="the file to write, such as latest.json")
    sign.add_argument("--issued", required=True, help="today's date, YYYY-MM-DD")
    sign.add_argument("--program", required=True, help="the newest version of the program")
    sign.add_argument("--pack", type=Path, action="append", default=[], help="a newest signed pack; may be repeated")
    sign.add_argument("--text", default="", help="words for people")
    sign.add_argument("--page", default="", help="where people can read more; shown, never opened")
    with_json(sign, _sign)


def _check(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.updates import NoticeUnusable, news_to_plain
    from cehrs_desktop.presentation.pack_problems import notice_problem

    stopper = _Stopper() if chosen.while_stdin else None
    try:
        news = news_at(chosen.address, stopper.take if stopper else None)
    except NoticeUnusable as error:
        if chosen.json:
            put({"news": False, "error": error.code, "detail": str(error)})
        else:
            say(notice_problem(error))
        return FAILED
    if chosen.json:
        put(news_to_plain(news))
    elif not news.any:
        say("Nothing newer.")
    else:
        newer = [f"program {news.program}"] if news.program else []
        say("Newer: " + ", ".join([*newer, *(f"items {one.name} {one.version}" for one in news.packs)]))
        for words in (news.text, news.page):
            if words:
                say(words)
    return DONE


def news_at(address: str, stop: Callable[[Callable[[], None]], None] | None = None) -> Any:
    """What is new according to the notice at an address. Raises `NoticeUnusable`."""
    from cehrs_desktop import __version__
    from cehrs_desktop.application.updates import MOST_BYTES, NoticeUnusable, news_of
    from cehrs_desktop.cli.packs import packs_here
    from cehrs_desktop.system.update_notice import NotFetched, fetch

    try:
        data = fetch(address, MOST_BYTES, stop)
    except NotFetched as error:
        raise NoticeUnusable("address" if error.wrong_address else "fetch", str(error)) from error
    packs = packs_here()
    notice = judged(data, packs)
    here = packs.look()
    known = [one.manifest for one in here.installed if one.manifest is not None]
    newest: dict[str, str] = {}
    from cehrs_desktop.application.pack_ports import version_order

    for manifest in sorted(known, key=lambda one: version_order(one.version)):
        newest[manifest.name] = manifest.version
    ids = frozenset({here.pack_id, *(manifest.pack_id for manifest in known)})
    return news_of(notice, __version__, ids, newest)


def judged(data: bytes, packs: Any) -> LatestNotice:
    """The notice in a file, if a trusted key signed it. Raises `NoticeUnusable`."""
    from cehrs_desktop.application.updates import NoticeUnusable, notice_of, seal_parts
    from cehrs_desktop.bank.signing import is_signed, trusted_by_id

    seal = seal_parts(data)
    signer = trusted_by_id(packs.trusted()[0]).get(seal.key)
    if signer is None:
        raise NoticeUnusable("key", seal.key[:40])
    if not is_signed(signer.public, seal.message, seal.signature):
        raise NoticeUnusable("signature", "")
    return notice_of(seal.text)


class _Stopper:
    """Ends this process at once when nobody holds its standard input any more: the program began an attempt, or is
    gone. What was started for the check is ended first."""

    def __init__(self) -> None:
        import threading

        self._kill: Callable[[], None] | None = None
        self._gone = False
        self._lock = threading.Lock()
        threading.Thread(target=self._watch, daemon=True).start()

    def take(self, kill: Callable[[], None]) -> None:
        """What is to be ended."""
        with self._lock:
            self._kill = kill
            if self._gone:
                kill()

    def _watch(self) -> None:
        import os
        import sys

        while os.read(sys.stdin.fileno(), 4096):
            pass
        with self._lock:
            self._gone = True
            if self._kill is not None:
                self._kill()
        os._exit(FAILED)


def _sign(chosen: argparse.Namespace) -> int:
    from cehrs_desktop.application.pack_ports import TrustedKey
    from cehrs_desktop.application.ports import StoreError
    from cehrs_desktop.application.updates import LatestNotice, LatestPack, notice_text, sealed_notice, signed_bytes
    from cehrs_desktop.bank.key_file import KeyFileProblem
    from cehrs_desktop.bank.signed_pack import read_signed
    from cehrs_desktop.bank.signing import key_id, public_of, signature_of
    from cehrs_desktop.cli.packs import secret_of, tell_refusal

    try:
        seed = secret_of(chosen.key)
        own = (TrustedKey(public_of(seed), "own"),)
        packs = [read_signed(file, own).manifest for file in chosen.pack]
        newest = tuple(LatestPack(one.name, one.version, one.pack_id) for one in packs)
        text = notice_text(LatestNotice(chosen.issued, chosen.program, newest, chosen.text, chosen.page))
        data = sealed_notice(text, key_id(own[0].public), signature_of(seed, signed_bytes(text)))
        chosen.out.write_bytes(data)
    except KeyFileProblem as error:
        say(str(error))
        return FAILED
    except StoreError as error:
        return tell_refusal(error, chosen)
    except ValueError as error:
        say(f"Not signed: {error}")
        return USAGE
    except OSError as error:
        say(f"{error.filename}: {error.strerror}")
        return FAILED
    if chosen.json:
        put({"ok": True, "file": str(chosen.out), "bytes": len(data)})
    else:
        say(f"signed: {chosen.out}")
    return DONE
