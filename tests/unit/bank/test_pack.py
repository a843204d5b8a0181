"""The compiled pack: what goes in comes out, the same content has the same id, and damage of any kind is noticed."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from cehrs_desktop.application.ports import PackDamaged, PackMissing, PackTooNew
from cehrs_desktop.bank.pack import APPLICATION_ID, PACK_VERSION, ItemPack, write_pack
from tests.building import PARAMETERS, full_blueprint, make_item

ITEMS = (
    make_item("1.1-001", ratings=(0.1 + 0.2, 0.7), enemies=("1.1-002",), case="case-1", lock_order=True),
    replace(make_item("1.1-002", status="pretest"), stem="Naïve \N{SNOWMAN} “text” with\u00a0marks?"),
    replace(make_item("2.1-001", status="retired"), verified_on="2026-01-01", review_by="2027-01-01"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a folder" / "items.pack"
    write_pack(file, ITEMS, full_blueprint(), PARAMETERS)
    return file


def test_what_goes_in_comes_out(file: Path) -> None:
    pack = ItemPack(file)
    assert pack.all_items() == ITEMS
    assert pack.items() == ITEMS[:2]
    assert pack.blueprint == full_blueprint()
    assert pack.parameters == PARAMETERS
    assert pack.item_count == 2


def test_items_past_their_review_date_are_counted_without_reading_them(tmp_path: Path) -> None:
    tricky = replace(ITEMS[0], stem='A stem with "review_by":"2020-01-01" in it?')
    dated = replace(ITEMS[1], review_by="2026-12-31", valid_as_of="2026-01-01")
    write_pack(tmp_path / "items.pack", (tricky, dated, ITEMS[2]), full_blueprint(), PARAMETERS)
    pack = ItemPack(tmp_path / "items.pack")
    assert [pack.stale_count(day) for day in ("2026-12-31", "2027-01-01", "2030-01-01")] == [0, 1, 1]


def test_the_same_content_gives_the_same_id(file: Path, tmp_path: Path) -> None:
    again = write_pack(tmp_path / "again.pack", tuple(reversed(ITEMS)), full_blueprint(), PARAMETERS)
    assert again == ItemPack(file).pack_id
    assert len(again) == 12
    changed = (replace(ITEMS[0], stem=ITEMS[0].stem + " "), *ITEMS[1:])
    others = {
        write_pack(tmp_path / "o.pack", changed, full_blueprint(), PARAMETERS),
        write_pack(tmp_path / "o.pack", ITEMS[:2], full_blueprint(), PARAMETERS),
        write_pack(tmp_path / "o.pack", ITEMS, replace(full_blueprint(), minutes=126), PARAMETERS),
        write_pack(tmp_path / "o.pack", ITEMS, full_blueprint(), replace(PARAMETERS, center=0.61)),
        again,
    }
    assert len(others) == 5


def test_a_pack_replaces_the_one_before_it_and_leaves_nothing_beside(file: Path) -> None:
    write_pack(file, ITEMS[:1], full_blueprint(), PARAMETERS)
    assert ItemPack(file).all_items() == ITEMS[:1]
    assert list(file.parent.iterdir()) == [file]


def test_reading_changes_no_byte_and_needs_no_permission_to_write(file: Path) -> None:
    before = hashlib.sha256(file.read_bytes()).digest()
    file.chmod(0o444)
    file.parent.chmod(0o555)
    try:
        ItemPack(file)
    finally:
        file.parent.chmod(0o755)
    assert hashlib.sha256(file.read_bytes()).digest() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_missing_pack(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pack", tmp_path):
        with pytest.raises(PackMissing) as missing:
            ItemPack(path)
        assert missing.value.path == str(path)


def test_one_changed_letter_is_found(file: Path) -> None:
    data = file.read_bytes()
    at = data.index(b"What is asked in 1.1-001?")
    file.write_bytes(data[:at] + b"w" + data[at + 1 :])
    with pytest.raises(PackDamaged, match="does not agree with its hash"):
        ItemPack(file)


@pytest.mark.parametrize("content", [b"", b"x", b"not a database at all" * 100, b"SQLite format 3\0" + bytes(4080)])
def test_a_file_that_is_no_pack(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(PackDamaged):
        ItemPack(file)


def test_any_damaged_byte_is_found_or_harmless(file: Path) -> None:
    """A changed byte either changes nothing that is read, or is reported; it is never another error."""
    data, whole = file.read_bytes(), ItemPack(file)
    dice = random.Random(1)
    found = 0
    for _ in range(600):
        at, bit = dice.randrange(len(data)), 1 << dice.randrange(8)
        file.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        try:
            pack = ItemPack(file)
        except (PackDamaged, PackTooNew):
            found += 1
        else:
            assert (pack.pack_id, pack.all_items()) == (whole.pack_id, whole.all_items())
    assert found > 100


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_pack_cut_short(file: Path, share: float) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(PackDamaged):
        ItemPack(file)


def change(file: Path, *statements: str) -> None:
    with sqlite3.connect(file) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_database_of_another_program(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    change(foreign, "CREATE TABLE meta (key TEXT, value TEXT)", "CREATE TABLE item (id TEXT, body TEXT)")
    with pytest.raises(PackDamaged, match="not an item pack"):
        ItemPack(foreign)
    change(foreign, f"PRAGMA application_id = {APPLICATION_ID}")
    with pytest.raises(PackDamaged, match="no such column"):
        ItemPack(foreign)


def test_a_pack_of_a_newer_program(file: Path) -> None:
    change(file, f"PRAGMA user_version = {PACK_VERSION + 1}")
    with pytest.raises(PackTooNew):
        ItemPack(file)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM item WHERE id = '1.1-002'",
        "DELETE FROM meta WHERE key = 'content_hash'",
        "DELETE FROM meta WHERE key = 'parameters'",
        "UPDATE meta SET value = 'x' WHERE key = 'blueprint'",
        "UPDATE item SET body = '{}' WHERE id = '1.1-001'",
        "UPDATE item SET id = '9.9-999' WHERE id = '1.1-001'",
        "DROP TABLE item",
    ],
)
def test_a_pack_that_somebody_edited(file: Path, statement: str) -> None:
    change(file, statement)
    with pytest.raises(PackDamaged):
        ItemPack(file)


def test_a_hash_that_fits_wrong_content_is_still_no_pack(tmp_path: Path) -> None:
    """Content of a shape that this program does not know is reported, not a traceback."""
    file = tmp_path / "odd.pack"
    change(
        file,
        f"PRAGMA application_id = {APPLICATION_ID}",
        "CREATE TABLE meta (key TEXT, value)",
        "CREATE TABLE item (id TEXT, body)",
        "INSERT INTO meta VALUES ('blueprint', '{}'), ('parameters', '{}'), ('content_hash', 'x')",
        "INSERT INTO item VALUES ('1', x'00ff')",
    )
    with pytest.raises(PackDamaged):
        ItemPack(file)
