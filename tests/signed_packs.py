"""Signed item packs for tests, with keys of their own: nothing here is trusted by anybody."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cehrs_desktop.application.pack_ports import TrustedKey
from cehrs_desktop.bank.pack import write_pack
from cehrs_desktop.bank.signed_pack import sealed
from cehrs_desktop.bank.signing import public_of
from tests.building import PARAMETERS, full_blueprint, make_item

SEED = bytes(range(32))
OTHER_SEED = bytes(range(1, 33))
KEY = TrustedKey(public_of(SEED), "Example Training Program")
OTHER_KEY = TrustedKey(public_of(OTHER_SEED), "Somebody else")
WORDS = {
    "name": "example-items",
    "version": "2027.1",
    "released": "2027-01-15",
    "program": "0.1.0",
    "title": "Example items, January 2027",
    "publisher": "Example Training Program",
}


@cache
def compiled(changed: str = "") -> bytes:
    """A small compiled pack; another word makes another one."""
    items = (make_item("1.1-001", ratings=(0.5, 0.7)), make_item("1.1-002", status="pretest"))
    if changed:
        items = (replace(items[0], stem=f"{items[0].stem} {changed}"), items[1])
    with TemporaryDirectory() as folder:
        file = Path(folder) / "items.pack"
        write_pack(file, items, full_blueprint(), PARAMETERS)
        return file.read_bytes()


def signed(content: str = "", seed: bytes = SEED, **words: str) -> bytes:
    """A signed pack."""
    return sealed(compiled(content), seed, **{**WORDS, **words})


def put(folder: Path, data: bytes, name: str = "offered.cehrspack") -> Path:
    """The pack as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(data)
    return file
