"""Packs in the data folder: kept whole, checked at every opening, older ones refused, bad ones told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cehrs_desktop.application.pack_ports import PackAltered, PackNeedsProgram, PackNotKept, PackOlder, PackUntrusted
from cehrs_desktop.application.ports import PackMissing
from cehrs_desktop.bank.installed import (
    check_pack,
    choose_pack,
    chosen_pack,
    install_pack,
    installed_packs,
    installed_since,
    open_installed,
    remove_pack,
)
from tests.signed_packs import KEY, OTHER_KEY, OTHER_SEED, put, signed

PROGRAM = "0.1.0"


def install(folder: Path, data: bytes, *, older_too: bool = False) -> str:
    pack = check_pack(put(folder.parent, data), folder, (KEY, OTHER_KEY), PROGRAM, older_too=older_too)
    return install_pack(pack, folder).pack_id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "packs"


def test_an_installed_pack_is_the_file_that_was_signed(folder: Path) -> None:
    pack_id = install(folder, signed())
    assert [path.name for path in folder.iterdir()] == [f"{pack_id}.cehrspack"]
    assert (folder / f"{pack_id}.cehrspack").read_bytes() == signed()
    (one,) = installed_packs(folder, (KEY,), PROGRAM)
    assert one.manifest is not None
    assert (one.pack_id, one.manifest.version, one.signer, one.problem) == (pack_id, "2027.1", KEY.owner, None)
    assert one.since_ms == installed_since(folder, pack_id) > 1_600_000_000_000
    assert open_installed(folder, pack_id, (KEY,), PROGRAM).items.pack_id == pack_id


def test_the_same_items_under_an_older_number_are_older_too(folder: Path) -> None:
    newest = install(folder, signed(version="2027.1"))
    assert install(folder, signed(version="2027.1")) == newest, "the very same once more does no harm"
    with pytest.raises(PackOlder):
        install(folder, signed(version="2026.9"))
    (one,) = installed_packs(folder, (KEY,), PROGRAM)
    assert one.manifest is not None
    assert one.manifest.version == "2027.1"
    assert install(folder, signed(version="2027.2")) == newest


def test_older_and_equal_versions_are_refused_unless_asked_for(folder: Path) -> None:
    newest = install(folder, signed("b", version="2027.10"))
    for version in ("2027.9", "2027.10", "2026.11"):
        with pytest.raises(PackOlder) as told:
            install(folder, signed("a", version=version))
        assert (told.value.installed, told.value.offered) == ("2027.10", version)
    assert [one.pack_id for one in installed_packs(folder, (KEY,), PROGRAM)] == [newest]
    older = install(folder, signed("a", version="2027.9"), older_too=True)
    assert {one.pack_id for one in installed_packs(folder, (KEY,), PROGRAM)} == {newest, older}
    # Another line of packs has its own numbers, and the same pack is no older one.
    assert install(folder, signed("c", version="1", name="others")) not in (newest, older)
    assert install(folder, signed("b", version="2027.10")) == newest


def test_a_pack_for_a_later_program_is_not_installed(folder: Path) -> None:
    with pytest.raises(PackNeedsProgram) as told:
        install(folder, signed(program="0.2"))
    assert told.value.program == "0.2"
    assert not folder.exists()


def test_a_copy_that_went_bad_is_told_and_put_right_by_installing_again(folder: Path) -> None:
    pack_id = install(folder, signed())
    file = folder / f"{pack_id}.cehrspack"
    data = bytearray(signed())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(PackAltered):
        open_installed(folder, pack_id, (KEY,), PROGRAM)
    (bad,) = installed_packs(folder, (KEY,), PROGRAM)
    assert isinstance(bad.problem, PackAltered)
    assert bad.manifest is None
    assert install(folder, signed()) == pack_id
    assert installed_packs(folder, (KEY,), PROGRAM)[0].problem is None


def test_a_key_that_is_trusted_no_more_takes_its_packs_along(folder: Path) -> None:
    pack_id = install(folder, signed(seed=OTHER_SEED))
    with pytest.raises(PackUntrusted):
        open_installed(folder, pack_id, (KEY,), PROGRAM)


def test_a_file_under_another_pack_s_name_is_not_that_pack(folder: Path) -> None:
    own, other = install(folder, signed()), install(folder, signed("other", version="2027.2"))
    (folder / f"{own}.cehrspack").replace(folder / f"{other}.cehrspack")
    with pytest.raises(PackMissing):
        open_installed(folder, other, (KEY,), PROGRAM)


@pytest.mark.parametrize("name", ["", "..", "../../x", "0" * 11, "0" * 13, "G" * 12, "a/b", "0" * 12])
def test_only_a_pack_s_own_id_is_one(folder: Path, name: str) -> None:
    with pytest.raises(PackMissing):
        open_installed(folder, name, (KEY,), PROGRAM)
    with pytest.raises(PackMissing):
        remove_pack(folder, name)


def test_what_is_chosen_is_kept(folder: Path) -> None:
    assert chosen_pack(folder) == ""
    choose_pack(folder, "")
    pack_id = install(folder, signed())
    choose_pack(folder, pack_id)
    assert chosen_pack(folder) == pack_id
    (folder / "in-use.txt").write_text("../../etc/passwd\n", encoding="ascii")
    assert chosen_pack(folder) == ""
    choose_pack(folder, "")
    assert not (folder / "in-use.txt").exists()


def test_strangers_in_the_folder_are_left_alone(folder: Path) -> None:
    pack_id = install(folder, signed())
    for name in (f".{pack_id}.cehrspack.99.part", "notes.txt", "x.cehrspack"):
        (folder / name).write_bytes(b"?")
    assert [one.pack_id for one in installed_packs(folder, (KEY,), PROGRAM)] == [pack_id]
    remove_pack(folder, pack_id)
    assert len(list(folder.iterdir())) == 3


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file in its place", encoding="ascii")
    pack = check_pack(put(tmp_path, signed()), tmp_path / "none", (KEY,), PROGRAM)
    with pytest.raises(PackNotKept):
        install_pack(pack, tmp_path / "file" / "packs")
    with pytest.raises(PackNotKept):
        choose_pack(tmp_path / "file" / "packs", pack.manifest.pack_id)
