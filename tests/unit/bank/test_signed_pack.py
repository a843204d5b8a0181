"""What is said of a signed pack that is refused, and what a signer may put into one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cehrs_desktop.application.pack_ports import (
    KeysUnreadable,
    PackAltered,
    PackForeign,
    PackNeedsProgram,
    PackUntrusted,
    version_order,
)
from cehrs_desktop.application.ports import PackDamaged, PackMissing, PackTooNew
from cehrs_desktop.bank.signed_pack import SUFFIX, needs_newer_program, read_signed, sealed
from cehrs_desktop.bank.signing import is_signed, key_id, policy_keys, read_trusted_keys, signature_of
from tests.signed_packs import KEY, OTHER_KEY, SEED, WORDS, compiled, put, signed


def test_it_tells_what_it_is(tmp_path: Path) -> None:
    pack = read_signed(put(tmp_path, signed()), (KEY,))
    told = pack.manifest
    assert (told.name, told.version, told.title) == ("example-items", "2027.1", "Example items, January 2027")
    assert told.items == pack.items.item_count == 2
    assert len(pack.items.items()) == 2


def test_a_key_that_nobody_trusts(tmp_path: Path) -> None:
    for trusted in ((), (OTHER_KEY,)):
        with pytest.raises(PackUntrusted) as told:
            read_signed(put(tmp_path, signed()), trusted)
        assert told.value.key == key_id(KEY.public)


def test_a_later_format_is_told_before_anything_else(tmp_path: Path) -> None:
    later = signed().replace(b"CEHRS-PACK 1 ", b"CEHRS-PACK 2 ", 1)
    with pytest.raises(PackNeedsProgram):
        read_signed(put(tmp_path, later), ())


def test_a_pack_for_a_later_program(tmp_path: Path) -> None:
    told = read_signed(put(tmp_path, signed(program="0.10.0")), (KEY,)).manifest
    assert needs_newer_program(told, "0.9.7")
    assert not needs_newer_program(told, "0.10")
    assert not needs_newer_program(told, "1.0")


@pytest.mark.parametrize("version", ["", "1.", "a", "1.2.3.4.5.6", "-1", "1 .2", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_what_is_no_version(version: str) -> None:
    with pytest.raises(ValueError, match="version"):
        version_order(version)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(PackMissing):
        read_signed(tmp_path / f"none{SUFFIX}", (KEY,))
    with pytest.raises(PackForeign):
        read_signed(put(tmp_path, compiled()), (KEY,))
    with pytest.raises(PackForeign):
        read_signed(tmp_path, (KEY,))


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ({"name": "Not So"}, "name"),
        ({"version": "one"}, "version"),
        ({"released": "2027-13-01"}, "month"),
        ({"released": "20270115"}, "released"),
        ({"title": ""}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"publisher": "x" * 201}, "publisher"),
        ({"program": "soon"}, "version"),
    ],
)
def test_what_a_signer_may_not_say(words: dict[str, str], about: str) -> None:
    with pytest.raises(ValueError, match=about):
        sealed(compiled(), SEED, **{**WORDS, **words})


def test_only_a_whole_pack_can_be_signed() -> None:
    with pytest.raises(PackDamaged):
        sealed(compiled()[:-1], SEED, **WORDS)
    with pytest.raises(PackDamaged):
        sealed(b"SQLite format 3\0 and no more", SEED, **WORDS)


def resealed(manifest: dict[str, object], payload: bytes) -> bytes:
    """What a signer with other tools could make: any manifest, any payload, a good signature."""
    told = json.dumps(manifest).encode()
    message = f"CEHRS-PACK 1 {key_id(KEY.public)} {len(told)} {len(payload)}\n".encode() + told + payload
    return message + signature_of(SEED, message)


def manifest_of(data: bytes) -> dict[str, object]:
    first, _, rest = data.partition(b"\n")
    return json.loads(rest[: int(first.split()[3])])


def test_a_signed_manifest_must_be_that_of_its_pack(tmp_path: Path) -> None:
    own, other = manifest_of(signed()), manifest_of(signed("another"))
    assert read_signed(put(tmp_path, resealed(own, compiled())), (KEY,)).manifest.items == 2
    for wrong in (other, own | {"items": 3}):
        with pytest.raises(PackAltered, match="another pack"):
            read_signed(put(tmp_path, resealed(wrong, compiled())), (KEY,))


@pytest.mark.parametrize("change", [{"items": True}, {"items": "2"}, {"title": 7}, {"pack_id": "../../../x"}])
def test_a_signed_manifest_must_be_in_order(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(PackAltered, match="manifest"):
        read_signed(put(tmp_path, resealed(manifest_of(signed()) | change, compiled())), (KEY,))


def test_a_part_of_the_manifest_that_came_later_is_passed_over(tmp_path: Path) -> None:
    told = manifest_of(signed()) | {"mood": "good"}
    assert read_signed(put(tmp_path, resealed(told, compiled())), (KEY,)).manifest.version == "2027.1"


def test_a_signed_payload_that_is_no_pack(tmp_path: Path) -> None:
    later = bytearray(compiled())
    later[60:64] = (99).to_bytes(4, "big")  # SQLite's user_version
    for payload, error in ((b"x" * 4096, PackDamaged), (bytes(later), PackTooNew)):
        with pytest.raises(error):
            read_signed(put(tmp_path, resealed(manifest_of(signed()), payload)), (KEY,))


def test_a_signature_is_for_one_message_by_one_key() -> None:
    good = signature_of(SEED, b"message")
    assert is_signed(KEY.public, b"message", good)
    assert not is_signed(KEY.public, b"Message", good)
    assert not is_signed(OTHER_KEY.public, b"message", good)
    assert not is_signed(KEY.public, b"message", good[:-1])
    assert not is_signed(b"\0" * 32, b"message", good)
    assert not is_signed(b"short", b"message", good)


def test_lists_of_keys(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"format": 1, "keys": [{"public": KEY.public.hex(), "owner": KEY.owner}]}))
    assert read_trusted_keys(file) == (KEY,)
    for broken in (
        b"",
        b"[]",
        b'{"format": 2, "keys": []}',
        b'{"format": 1, "keys": [{"public": "00", "owner": "x"}]}',
    ):
        file.write_bytes(broken)
        with pytest.raises(KeysUnreadable):
            read_trusted_keys(file)
    with pytest.raises(KeysUnreadable):
        read_trusted_keys(tmp_path / "none.json")


def test_keys_of_a_policy() -> None:
    bare, named = policy_keys([KEY.public.hex(), f"{OTHER_KEY.public.hex()} Somebody else", "rubbish", "00ff few"])
    assert (bare.public, bare.owner) == (KEY.public, key_id(KEY.public))
    assert named == OTHER_KEY
