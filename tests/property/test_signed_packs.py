"""A signed item pack is taken whole or not at all: whatever is done to its bytes, no pack comes out of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.application.pack_ports import PackAltered, PackForeign, PackNeedsProgram, PackUntrusted
from cehrs_desktop.application.ports import StoreError
from cehrs_desktop.bank.signed_pack import FORMAT, read_signed
from cehrs_desktop.bank.signing import SIGNATURE_BYTES, key_id
from tests.effort import effort
from tests.signed_packs import KEY, OTHER_KEY, OTHER_SEED, compiled, put, signed

WHOLE = signed()
PAYLOAD_AT = WHOLE.index(b"SQLite format 3\0")
REFUSALS = (PackAltered, PackForeign, PackNeedsProgram, PackUntrusted)


@pytest.fixture(scope="module")
def place() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


def refused(place: Path, data: bytes) -> StoreError:
    file = put(place, data)
    with pytest.raises(REFUSALS) as told:
        read_signed(file, (KEY, OTHER_KEY))
    return told.value


def test_the_whole_pack_is_taken(place: Path) -> None:
    pack = read_signed(put(place, WHOLE), (OTHER_KEY, KEY))
    assert pack.signer == KEY
    assert pack.data == WHOLE
    assert pack.items.item_count == 2
    assert pack.manifest.pack_id == pack.items.pack_id


def test_every_byte_around_the_payload_counts(place: Path) -> None:
    """First line, manifest and signature: each byte, changed in its lowest and in its highest bit."""
    around = [*range(PAYLOAD_AT), *range(len(WHOLE) - SIGNATURE_BYTES, len(WHOLE))]
    assert len(around) > 300
    for at in around:
        for bit in (1, 128):
            changed = bytearray(WHOLE)
            changed[at] ^= bit
            refused(place, bytes(changed))


@effort(400)
@given(at=st.integers(0, len(WHOLE) - 1), other=st.integers(1, 255))
def test_any_byte_counts(place: Path, at: int, other: int) -> None:
    changed = bytearray(WHOLE)
    changed[at] ^= other
    refused(place, bytes(changed))


@effort(150)
@given(length=st.integers(0, len(WHOLE) - 1))
def test_no_beginning_of_it_is_enough(place: Path, length: int) -> None:
    refused(place, WHOLE[:length])


@effort(100)
@given(more=st.binary(min_size=1, max_size=300), in_front=st.booleans())
def test_nothing_may_be_added(place: Path, more: bytes, in_front: bool) -> None:
    refused(place, more + WHOLE if in_front else WHOLE + more)


@effort(150)
@given(at=st.integers(0, len(WHOLE)), length=st.integers(1, 400), to=st.integers(0, len(WHOLE)))
def test_no_part_may_change_its_place(place: Path, at: int, length: int, to: int) -> None:
    part, rest = WHOLE[at : at + length], WHOLE[:at] + WHOLE[at + length :]
    moved = rest[:to] + part + rest[to:]
    if moved != WHOLE:
        refused(place, moved)


@effort(100)
@given(data=st.binary(max_size=600))
def test_rubbish_is_no_pack(place: Path, data: bytes) -> None:
    refused(place, data)


@effort(150)
@given(manifest=st.integers(0, 10**9 - 1), payload=st.integers(0, 10**9 - 1))
def test_sizes_that_are_stated_are_not_believed(place: Path, manifest: int, payload: int) -> None:
    """However large a pack says that it is, no more is read than is there, and none of it is understood."""
    first = f"CEHRS-PACK {FORMAT} {key_id(KEY.public)} {manifest} {payload}\n".encode()
    rest = WHOLE[WHOLE.index(b"\n") + 1 :]
    if first + rest != WHOLE:
        assert isinstance(refused(place, first + rest), PackAltered)


def test_parts_of_two_packs_make_none(place: Path) -> None:
    other = signed("another")
    assert len(compiled()) == len(compiled("another"))
    for cut in (PAYLOAD_AT, len(WHOLE) - SIGNATURE_BYTES):
        assert isinstance(refused(place, other[:cut] + WHOLE[cut:]), PackAltered)
        assert isinstance(refused(place, WHOLE[:cut] + other[cut:]), PackAltered)


def test_another_key_s_signature_is_none(place: Path) -> None:
    """The same content signed by another trusted key, under this key's id."""
    others = signed(seed=OTHER_SEED)
    posing = others.replace(key_id(OTHER_KEY.public).encode(), key_id(KEY.public).encode(), 1)
    assert isinstance(refused(place, posing), PackAltered)
