"""The signed packs in the data folder: put there whole, checked again whenever one is opened.

The folder holds the files exactly as they were signed, named by their content, and a line of text with the one that
is in use. Attempts keep their own items, so nothing that is removed here is missed by one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cehrs_desktop.application.pack_ports import (
    InstalledPack,
    PackNeedsProgram,
    PackNotKept,
    PackOlder,
    TrustedKey,
    version_order,
)
from cehrs_desktop.application.ports import PackMissing, StoreError
from cehrs_desktop.bank.signed_pack import SUFFIX, SignedPack, needs_newer_program, read_signed

_CHOSEN = "in-use.txt"
_OURS = re.compile(rf"([0-9a-f]{{12}}){re.escape(SUFFIX)}")


def check_pack(
    file: Path, folder: Path, trusted: Iterable[TrustedKey], program: str, *, older_too: bool = False
) -> SignedPack:
    """The pack in `file`, if it could be installed into `folder` for this version of the program.

    Raises what `read_signed` raises, `PackNeedsProgram`, or `PackOlder` unless `older_too`.
    """
    trusted = tuple(trusted)
    pack = read_signed(file, trusted)
    if needs_newer_program(pack.manifest, program):
        raise PackNeedsProgram(str(file), pack.manifest.program)
    if not older_too:
        _refuse_older(pack, file, installed_packs(folder, trusted))
    return pack


def install_pack(pack: SignedPack, folder: Path) -> InstalledPack:
    """Keep a checked pack: its very bytes, under their final name only when they are on the disk.

    Raises `PackNotKept`; nothing is changed then. One that is there already is written again, so that a copy which
    went bad is put right.
    """
    place = _place(folder, pack.manifest.pack_id)
    _write_whole(place, pack.data)
    return InstalledPack(pack.manifest.pack_id, _since(place), pack.manifest, pack.signer.owner)


def chosen_pack(folder: Path) -> str:
    """The id of the pack that was chosen; empty for the one that the program was delivered with."""
    try:
        with (folder / _CHOSEN).open("rb") as opened:
            told = opened.read(64).decode("ascii").strip()
    except (OSError, ValueError):
        return ""
    return told if _OURS.fullmatch(told + SUFFIX) else ""


def choose_pack(folder: Path, pack_id: str) -> None:
    """Use this installed pack from now on; empty: the one that the program was delivered with. Raises `PackNotKept`."""
    if pack_id:
        _write_whole(folder / _CHOSEN, f"{pack_id}\n".encode("ascii"))
        return
    try:
        (folder / _CHOSEN).unlink(missing_ok=True)
    except OSError as error:
        raise PackNotKept(str(folder), error.strerror or str(error)) from error


def open_installed(folder: Path, pack_id: str, trusted: Iterable[TrustedKey], program: str) -> SignedPack:
    """An installed pack, checked anew over every byte. Raises `PackMissing` or what `check_pack` raises."""
    if not _OURS.fullmatch(pack_id + SUFFIX):
        raise PackMissing(pack_id, "no pack is called so")
    file = _place(folder, pack_id)
    pack = check_pack(file, folder, trusted, program, older_too=True)
    if pack.manifest.pack_id != pack_id:
        raise PackMissing(str(file), f"the file holds the pack {pack.manifest.pack_id}")
    return pack


def installed_packs(folder: Path, trusted: Iterable[TrustedKey], program: str = "") -> tuple[InstalledPack, ...]:
    """Every pack in the folder, those that cannot be used with the reason; the newest installed first."""
    trusted = tuple(trusted)
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return ()
    found = [_look(folder, match[1], trusted, program) for name in names if (match := _OURS.fullmatch(name))]
    return tuple(sorted(found, key=lambda one: one.since_ms, reverse=True))


def installed_since(folder: Path, pack_id: str) -> int:
    """When a pack was put into the folder, UTC milliseconds; 0 when it is not there."""
    return _since(_place(folder, pack_id))


def remove_pack(folder: Path, pack_id: str) -> None:
    """Take a pack out of the folder. Raises `PackMissing` or `PackNotKept`."""
    if not _OURS.fullmatch(pack_id + SUFFIX):
        raise PackMissing(pack_id, "no pack is called so")
    try:
        _place(folder, pack_id).unlink()
    except FileNotFoundError as error:
        raise PackMissing(str(_place(folder, pack_id)), "it is not installed") from error
    except OSError as error:
        raise PackNotKept(str(folder), error.strerror or str(error)) from error


def _look(folder: Path, pack_id: str, trusted: tuple[TrustedKey, ...], program: str) -> InstalledPack:
    since = _since(_place(folder, pack_id))
    try:
        pack = open_installed(folder, pack_id, trusted, program or "999999999")
    except StoreError as error:
        return InstalledPack(pack_id, since, problem=error)
    return InstalledPack(pack_id, since, pack.manifest, pack.signer.owner)


def _refuse_older(pack: SignedPack, file: Path, installed: Iterable[InstalledPack]) -> None:
    offered = pack.manifest
    for one in installed:
        known = one.manifest
        if known is None or known.name != offered.name:
            continue
        if (known.pack_id, known.version) == (offered.pack_id, offered.version):
            # The very same once more.
            continue
        # The same version with another content is no update either: somebody gave one number twice.
        if version_order(offered.version) <= version_order(known.version):
            raise PackOlder(str(file), known.version, offered.version)


def _place(folder: Path, pack_id: str) -> Path:
    return folder / f"{pack_id}{SUFFIX}"


def _since(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns // 1_000_000
    except OSError:
        return 0


def _write_whole(place: Path, data: bytes) -> None:
    """Put `data` at its place so that after a power cut the old or the new is there, whole. Raises `PackNotKept`."""
    beside = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("wb") as part:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
            beside.replace(place)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        _sync(place.parent)
    except OSError as error:
        raise PackNotKept(str(place.parent), error.strerror or str(error)) from error


def _sync(folder: Path) -> None:
    """Return when the names in the folder are on the disk; Windows has no such call."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
