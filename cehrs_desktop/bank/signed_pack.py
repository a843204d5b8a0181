"""A signed item pack (`.cehrspack`): one file, a signature over every other byte of it.

    CEHRS-PACK 1 <key id> <manifest bytes> <payload bytes>\\n   a line of ASCII
    <manifest>                                                  JSON, UTF-8
    <payload>                                                   the compiled pack, as `pack.write_pack` wrote it
    <signature>                                                 64 bytes, Ed25519 over all before

Nothing is packed or compressed, so nothing unpacks. Sizes are compared with the file's own before it is read; nothing
but the first line is understood before the signature was found good. Docs: docs/pack-updates.md.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cehrs_desktop.application.pack_ports import (
    PackAltered,
    PackForeign,
    PackManifest,
    PackNeedsProgram,
    PackUntrusted,
    TrustedKey,
    version_order,
)
from cehrs_desktop.application.ports import PackMissing
from cehrs_desktop.bank.pack import ItemPack
from cehrs_desktop.bank.signing import (
    SIGNATURE_BYTES,
    is_signed,
    key_id,
    public_of,
    signature_of,
    trusted_by_id,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

SUFFIX = ".cehrspack"
FORMAT = 1
MOST_MANIFEST_BYTES = 64 * 1024
MOST_PAYLOAD_BYTES = 128 * 1024 * 1024
_MAGIC = b"CEHRS-PACK "
_FIRST_LINE = re.compile(rb"CEHRS-PACK (\d{1,9}) ([0-9a-f]{16}) (\d{1,9}) (\d{1,9})\n")
_LONGEST_LINE = 64
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_PACK_ID = re.compile(r"[0-9a-f]{12}")
_MOST_WORDS = 200


class SignedPack:
    """A pack whose signature was found good: its `manifest`, its `items`, who signed it, and the file's very bytes."""

    def __init__(self, manifest: PackManifest, items: ItemPack, signer: TrustedKey, data: bytes) -> None:
        self.manifest = manifest
        self.items = items
        self.signer = signer
        self.data = data


def sealed(payload: bytes, seed: bytes, *, name: str, version: str, released: str, program: str, title: str,
           publisher: str) -> bytes:  # fmt: skip
    """The signed pack around a compiled one. Raises `ValueError` for words that no manifest may have, `PackDamaged`
    for a payload that is not a whole pack."""
    items = ItemPack(Path("the pack to sign"), payload)
    manifest = PackManifest(items.pack_id, name, version, released, program, items.item_count, title, publisher)
    _check(manifest)
    told = json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if len(told) > MOST_MANIFEST_BYTES or len(payload) > MOST_PAYLOAD_BYTES:
        raise ValueError("the pack is larger than the program accepts")
    line = f"CEHRS-PACK {FORMAT} {key_id(public_of(seed))} {len(told)} {len(payload)}\n".encode("ascii")
    message = line + told + payload
    return message + signature_of(seed, message)


def read_signed(file: Path, trusted: Iterable[TrustedKey]) -> SignedPack:
    """The pack in a file, whole and signed with a trusted key, or not at all.

    Raises `PackMissing`, `PackForeign`, `PackNeedsProgram` (a later format), `PackUntrusted`, `PackAltered`, or what
    `ItemPack` raises for a pack that was signed although it is none.
    """
    data, line = _read(file)
    _, key, manifest_bytes, payload_bytes = line.groups()
    signer = trusted_by_id(trusted).get(key.decode("ascii"))
    if signer is None:
        raise PackUntrusted(str(file), key.decode("ascii"))
    if not is_signed(signer.public, data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]):
        raise PackAltered(str(file), "the signature is not that of this content")
    begin, middle = line.end(), line.end() + int(manifest_bytes)
    try:
        manifest = _manifest(json.loads(data[begin:middle].decode("utf-8")))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise PackAltered(str(file), f"the manifest cannot be used: {error}") from error
    items = ItemPack(file, data[middle : middle + int(payload_bytes)])
    if (items.pack_id, items.item_count) != (manifest.pack_id, manifest.items):
        raise PackAltered(str(file), "the manifest is that of another pack")
    return SignedPack(manifest, items, signer, data)


def needs_newer_program(manifest: PackManifest, program: str) -> bool:
    """Whether this program is too old for the pack."""
    return version_order(program) < version_order(manifest.program)


def _read(file: Path) -> tuple[bytes, re.Match[bytes]]:
    """All bytes of the file and its first line, once the sizes agree."""
    try:
        with file.open("rb") as opened:
            head = opened.read(_LONGEST_LINE)
            line = _FIRST_LINE.match(head)
            if line is None:
                raise PackForeign(str(file), "it does not begin like a signed item pack")
            if int(line[1]) != FORMAT:
                raise PackNeedsProgram(str(file))
            manifest, payload = int(line[3]), int(line[4])
            if manifest > MOST_MANIFEST_BYTES or payload > MOST_PAYLOAD_BYTES:
                raise PackAltered(str(file), "it states a size that no item pack has")
            size = line.end() + manifest + payload + SIGNATURE_BYTES
            # One more is asked for than may be there: what is appended is found, and never more is read.
            data = head + opened.read(size + 1 - len(head)) if size >= len(head) else head
    except FileNotFoundError as error:
        raise PackMissing(str(file), "there is no such file") from error
    except (OSError, ValueError) as error:
        raise PackForeign(str(file), str(error)) from error
    if len(data) != size:
        raise PackAltered(str(file), "it is not as long as it says")
    return data, line


def _manifest(told: Any) -> PackManifest:
    """The manifest of a JSON object; parts that this program does not know are passed over."""
    fields = cast(dict[str, Any], told)
    manifest = PackManifest(**{name: fields[name] for name in PackManifest.__dataclass_fields__})
    _check(manifest)
    return manifest


def _check(manifest: PackManifest) -> None:
    """Raise `ValueError` where a part is not what it must be."""
    if type(manifest.items) is not int or manifest.items < 1:
        raise ValueError("items: a whole number from 1")
    texts = {name: value for name, value in asdict(manifest).items() if name != "items"}
    for name, value in texts.items():
        if not isinstance(value, str) or not 1 <= len(value) <= _MOST_WORDS or not value.isprintable():
            raise ValueError(f"{name}: 1 to {_MOST_WORDS} printable characters")
    if not _PACK_ID.fullmatch(manifest.pack_id):
        raise ValueError("pack_id: twelve hexadecimal digits")
    if not _NAME.fullmatch(manifest.name):
        raise ValueError("name: lower-case letters, digits and hyphens, at most 40")
    version_order(manifest.version)
    version_order(manifest.program)
    if date.fromisoformat(manifest.released).isoformat() != manifest.released:
        raise ValueError("released: a date as YYYY-MM-DD")
