"""No room left: the act is refused, everything before it is as it was, and it works again once there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cehrs_desktop.application.ports import StoreFull
from cehrs_desktop.exam import events as e
from cehrs_desktop.storage.opening import open_store
from cehrs_desktop.storage.store import SqlAttemptStore
from tests.building import moment, small_attempt
from tests.faults.conftest import ROOT


def _comment(number: int) -> tuple[e.Event, ...]:
    return (e.CommentWritten(at=moment(number), position=1, text=f"{number} ".ljust(1500, "x")),)


def _fill(store: SqlAttemptStore, attempt_id: str, kept: list[e.Event], most: int = 3000) -> None:
    """Append until it is refused; `kept` receives what was confirmed."""
    for number in range(len(kept), most):
        event = _comment(number)
        store.append(attempt_id, len(kept), event)
        kept += event
    pytest.fail("the disk never became full")


@pytest.mark.parametrize("kind", ["local", "network"])
def test_a_full_disk_refuses_the_act_and_keeps_the_rest(small_disk: Path, kind: str) -> None:
    folder = small_disk / "data"
    store = open_store(folder, kind)  # pyright: ignore[reportArgumentType]
    attempt, items = small_attempt()
    kept: list[e.Event] = []
    try:
        store.create(attempt, items)
        ballast = small_disk / "holiday.mov"
        ballast.write_bytes(bytes(300_000))
        with pytest.raises(StoreFull):
            _fill(store, attempt.id, kept)
        assert kept
        # Still full: refused again, and the log has not moved.
        with pytest.raises(StoreFull):
            store.append(attempt.id, len(kept), _comment(len(kept)))
        assert store.load(attempt.id).events == tuple(kept)
        assert store.back_up() is None
        assert store.backup_problem is not None
        ballast.unlink()
        for _ in range(8):
            event = _comment(len(kept))
            store.append(attempt.id, len(kept), event)
            kept += event
        assert store.load(attempt.id).events == tuple(kept)
    finally:
        store.shut()
    store = open_store(folder, kind)  # pyright: ignore[reportArgumentType]
    try:
        assert store.load(attempt.id).events == tuple(kept)
    finally:
        store.shut()


def test_a_new_store_on_a_full_disk(small_disk: Path) -> None:
    ballast = small_disk / "holiday.mov"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    with pytest.raises(StoreFull):
        open_store(small_disk / "data")
    ballast.unlink()
    store = open_store(small_disk / "data")
    try:
        assert store.lines() == ()
    finally:
        store.shut()


@pytest.mark.parametrize("kind", ["local", "network"])
def test_no_more_pages_in_the_database(tmp_path: Path, kind: str) -> None:
    """SQLite's own limit on the file's size gives the same error on every system."""
    store = open_store(tmp_path, kind)  # pyright: ignore[reportArgumentType]
    attempt, items = small_attempt()
    kept: list[e.Event] = []
    try:
        store.create(attempt, items)
        (pages,) = store._driver.execute("PRAGMA page_count").fetchone()
        store._driver.execute(f"PRAGMA max_page_count = {pages + 10}")
        with pytest.raises(StoreFull):
            _fill(store, attempt.id, kept)
        assert kept
        assert store.load(attempt.id).events == tuple(kept)
        store._driver.execute("PRAGMA max_page_count = 1000000")
        store.append(attempt.id, len(kept), _comment(0))
        assert store.load(attempt.id).events == (*kept, *_comment(0))
    finally:
        store.shut()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file size limit for a process")
@pytest.mark.parametrize("kind", ["local", "network"])
def test_a_file_size_limit_is_told_as_no_room(tmp_path: Path, kind: str) -> None:
    """In a process of its own: the limit would hit everything else here as well."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.faults.writer_with_limit", str(tmp_path), kind],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    confirmed, error, events_after, later = told.stdout.split()
    assert error == "StoreFull"
    assert int(confirmed) > 0
    assert events_after == confirmed
    assert int(later) == int(confirmed) + 1
