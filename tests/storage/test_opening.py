from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from cehrs_desktop.application.ports import StoreBusy, StoreError, StoreReadOnly, StoreUnreachable
from cehrs_desktop.storage import connection
from cehrs_desktop.storage.migrations import STEPS
from cehrs_desktop.storage.opening import open_store
from tests.building import small_attempt
from tests.storage.conftest import Opener
from tests.storage.test_store import START

ROOT = Path(__file__).parents[2]


def _pragma(store: object, name: str) -> object:
    return store._driver.execute(f"PRAGMA {name}").fetchone()[0]  # pyright: ignore[reportAttributeAccessIssue]


def test_on_the_computer_s_own_disk_the_log_is_written_ahead_and_synced(opened: Opener) -> None:
    store = opened("local")
    assert store.journal_mode == "wal"
    assert [_pragma(store, name) for name in ("journal_mode", "synchronous", "locking_mode")] == ["wal", 2, "exclusive"]
    assert [_pragma(store, name) for name in ("application_id", "user_version")] == [0x43454852, len(STEPS)]
    if sys.platform == "darwin":
        assert [_pragma(store, name) for name in ("fullfsync", "checkpoint_fullfsync")] == [1, 1]


def test_on_a_network_the_journal_is_one_that_works_there(opened: Opener, folder: Path) -> None:
    store = opened("network")
    assert store.journal_mode == "truncate"
    assert [_pragma(store, name) for name in ("journal_mode", "synchronous", "locking_mode")] == [
        "truncate",
        3,
        "exclusive",
    ]
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.append(attempt.id, 0, START)
    assert not (folder / "attempts.db-wal").exists()
    assert not (folder / "attempts.db-shm").exists()
    assert store.load(attempt.id).events == START


def test_a_database_can_move_to_a_network_and_back(opened: Opener) -> None:
    attempt, items = small_attempt()
    store = opened("local")
    store.create(attempt, items)
    store.shut()
    for at, kind in enumerate(("network", "local", "network", "unknown")):
        store = opened(kind)
        store.append(attempt.id, at, START[at : at + 1])
        store.shut()
    assert opened().load(attempt.id).events == START


def test_where_the_log_is_refused_the_safe_journal_is_taken(folder: Path) -> None:
    """SQLite refuses WAL for a database in memory: the same answer as on a disk that cannot do it."""
    driver = sqlite3.connect(":memory:", isolation_level=None)
    try:
        with pytest.raises(StoreUnreachable, match="journal_mode"):
            # Memory has no truncated journal either, and that must not pass as durable.
            connection.make_durable(driver, folder, "local")
    finally:
        driver.close()


class _NoWal(sqlite3.Connection):
    """A connection on a file system where SQLite declines the write-ahead log."""

    def execute(self, sql: str, *arguments: object) -> sqlite3.Cursor:
        return super().execute("PRAGMA journal_mode" if sql == "PRAGMA journal_mode = WAL" else sql, *arguments)  # pyright: ignore[reportArgumentType]


def test_the_safe_journal_is_confirmed_by_sqlite(opened: Opener, folder: Path) -> None:
    opened("network").shut()
    driver = sqlite3.connect(folder / "attempts.db", isolation_level=None, factory=_NoWal)
    try:
        driver.execute("PRAGMA locking_mode = EXCLUSIVE")
        driver.execute("PRAGMA foreign_keys = ON")
        assert connection.make_durable(driver, folder, "local") == "truncate"
        assert driver.execute("PRAGMA synchronous").fetchone() == (3,)
    finally:
        driver.close()


@pytest.mark.parametrize("kind", ["local", "network"])
def test_a_second_writer_in_the_same_program_is_refused(opened: Opener, kind: str) -> None:
    store = opened(kind)
    attempt, items = small_attempt()
    store.create(attempt, items)
    with pytest.raises(StoreBusy):
        opened(kind)
    store.append(attempt.id, 0, START)
    assert store.load(attempt.id).events == START


@pytest.mark.parametrize("kind", ["local", "network"])
def test_a_second_program_is_refused_until_the_first_has_closed(opened: Opener, folder: Path, kind: str) -> None:
    store = opened(kind)
    # An attempt to open the same file in this process must not have loosened the lock.
    with pytest.raises(StoreBusy):
        opened(kind)
    assert _from_another_program(folder, kind) == "StoreBusy"
    store.shut()
    assert _from_another_program(folder, kind) == "opened"
    assert opened(kind).lines() == ()


def _from_another_program(folder: Path, kind: str) -> str:
    code = (
        "import sys, pathlib\n"
        "from cehrs_desktop.storage.opening import open_store\n"
        "try:\n"
        "    open_store(pathlib.Path(sys.argv[1]), sys.argv[2], busy_seconds=0.05).shut()\n"
        "    print('opened')\n"
        "except Exception as error:\n"
        "    print(type(error).__name__)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(folder), kind], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return told.stdout.strip()


@pytest.fixture
def unprivileged() -> Generator[Path]:
    """A folder whose permissions count: tests often run as root, who may write everywhere."""
    if sys.platform == "win32":
        pytest.skip("Windows folders have access lists, not permission bits")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        root = os.geteuid() == 0
        if root:
            os.chown(place, 65534, 65534)
            os.seteuid(65534)
        try:
            yield place
        finally:
            if root:
                os.seteuid(0)
            for path in (place, *place.rglob("*")):
                path.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_read_only(unprivileged: Path) -> None:
    unprivileged.chmod(0o555)
    with pytest.raises(StoreReadOnly):
        open_store(unprivileged / "data")
    with pytest.raises(StoreReadOnly):
        open_store(unprivileged)
    assert list(unprivileged.iterdir()) == []


def test_a_database_in_a_folder_that_became_read_only(unprivileged: Path) -> None:
    open_store(unprivileged).shut()
    unprivileged.chmod(0o555)
    with pytest.raises(StoreReadOnly):
        open_store(unprivileged)


def test_a_file_that_became_read_only(unprivileged: Path) -> None:
    open_store(unprivileged).shut()
    (unprivileged / "attempts.db").chmod(0o444)
    with pytest.raises(StoreReadOnly):
        open_store(unprivileged)


def test_a_file_that_cannot_even_be_read(unprivileged: Path) -> None:
    open_store(unprivileged).shut()
    (unprivileged / "attempts.db").chmod(0o000)
    with pytest.raises(StoreReadOnly):
        open_store(unprivileged)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StoreError):
        open_store(tmp_path / "data")
    assert (tmp_path / "data").read_text() == "not a folder"


def test_a_database_that_is_a_folder(opened: Opener, folder: Path) -> None:
    (folder / "attempts.db").mkdir(parents=True)
    with pytest.raises(StoreError):
        opened()


def test_what_a_broken_first_start_left_is_cleared_away(opened: Opener, folder: Path) -> None:
    folder.mkdir()
    (folder / "attempts.db.new").write_bytes(b"half a database")
    (folder / "attempts.db.new-journal").write_bytes(b"half a journal")
    opened()
    assert sorted(path.name for path in folder.iterdir() if "new" in path.name) == []


def test_nothing_is_opened_by_importing_the_package() -> None:
    code = "import cehrs_desktop.storage, sys; print('sqlite3' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False"]
