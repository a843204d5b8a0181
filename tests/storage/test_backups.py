from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cehrs_desktop.application.ports import Candidate
from cehrs_desktop.storage import backups
from cehrs_desktop.storage.backups import DAYS_KEPT, MONTHS_KEPT, NEWEST_KEPT, dated_files, good_backups, kept_copies
from tests.building import moment, small_attempt
from tests.effort import effort
from tests.storage.conftest import Opener
from tests.storage.test_store import START


class Calendar:
    """A wall clock for tests."""

    def __init__(self) -> None:
        self.now = datetime(2027, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> int:
        return _ms(self.now)


def _ms(when: datetime) -> int:
    return int(when.timestamp() * 1000)


def test_the_first_start_takes_one_and_an_unchanged_one_takes_none(opened: Opener, folder: Path) -> None:
    calendar = Calendar()
    for day in range(3):
        calendar.now += timedelta(days=day)
        opened(now_ms=calendar).shut()
    assert [taken for taken, _ in dated_files(folder)] == [_ms(datetime(2027, 3, 1, 9, tzinfo=UTC))]


def test_a_start_after_a_change_takes_one(opened: Opener, folder: Path) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.append(attempt.id, 0, START)
    store.shut()
    assert [backup.attempts for backup in good_backups(folder)] == [0]
    opened().shut()
    assert [backup.attempts for backup in good_backups(folder)] == [1, 0]


def test_a_heartbeat_alone_is_no_change(opened: Opener) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    assert store.back_up() is not None
    store.beat(attempt.id, moment(5))
    assert store.back_up() is None
    assert store.backup_problem is None
    for change in (
        lambda: store.append(attempt.id, 0, START),
        lambda: store.save_candidate(Candidate("new", "New")),
        lambda: store.close(attempt.id, "open", {"note": 1}),
    ):
        before = backups._content(store._driver)
        change()
        assert backups._content(store._driver) != before


def test_the_end_of_an_attempt_takes_one(opened: Opener, folder: Path) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.append(attempt.id, 0, START)
    store.close(attempt.id, "complete", {"raw": 71})
    newest = good_backups(folder)[0]
    with closing(sqlite3.connect(newest.path)) as copy:
        assert copy.execute("SELECT state, outcome FROM attempt").fetchall() == [("complete", '{"raw":71}')]
        assert copy.execute("SELECT count(*) FROM event").fetchone() == (len(START),)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_copy_is_one_file_that_can_be_carried_away(opened: Opener, folder: Path) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    store.back_up()
    assert {path.suffix for path in (folder / "backups").iterdir()} == {".db"}


def test_a_failed_backup_disturbs_nothing(opened: Opener, folder: Path) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    for path in (folder / "backups").iterdir():
        path.unlink()
    (folder / "backups").rmdir()
    (folder / "backups").write_text("in the way")
    store.close(attempt.id, "abandoned", None)
    assert store.backup_problem is not None
    assert store.lines()[0].state == "abandoned"
    store.append(attempt.id, 0, START)
    assert store.load(attempt.id).events == START
    (folder / "backups").unlink()
    assert store.back_up() is not None
    assert store.backup_problem is None


def test_a_copy_that_comes_out_damaged_gets_no_name(
    opened: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened()
    attempt, items = small_attempt()
    store.create(attempt, items)
    check = backups.check

    def spoil(path: Path) -> int:
        raw = bytearray(path.read_bytes())
        raw[4096 : 2 * 4096] = b"\xff" * 4096
        path.write_bytes(raw)
        return check(path)

    monkeypatch.setattr(backups, "check", spoil)
    assert store.back_up() is None
    assert store.backup_problem is not None
    monkeypatch.undo()
    assert [backup.attempts for backup in good_backups(folder)] == [0]
    assert [path.suffix for path in (folder / "backups").iterdir()] == [".db"]


def test_old_copies_make_room(opened: Opener, folder: Path) -> None:
    """A change twice a day for 75 days; the rule for longer times is tested above the files, further down."""
    calendar = Calendar()
    store = opened(now_ms=calendar)
    there: list[tuple[int, Path]] = []
    for number in range(150):
        calendar.now += timedelta(hours=12)
        store.save_candidate(Candidate("me", f"Name {number}"))
        assert store.back_up() is not None
        there = dated_files(folder)
        assert len(there) <= NEWEST_KEPT + DAYS_KEPT + MONTHS_KEPT
        assert there[-1][0] == calendar()
    days = [datetime.fromtimestamp(taken / 1000, UTC).date() for taken, _ in there]
    today = calendar.now.date()
    assert {today - timedelta(days=back) for back in range(DAYS_KEPT)} <= set(days)
    assert [(day.year, day.month) for day in days[:3]] == [(2027, 3), (2027, 4), (2027, 5)]


def test_a_clock_that_was_set_back_hides_no_copy(opened: Opener, folder: Path) -> None:
    calendar = Calendar()
    store = opened(now_ms=calendar)
    calendar.now -= timedelta(days=400)
    for number in range(8):
        store.save_candidate(Candidate("me", f"Name {number}"))
        assert store.back_up() is not None
    with closing(sqlite3.connect(good_backups(folder)[0].path)) as newest:
        assert newest.execute("SELECT name FROM candidate").fetchone() == ("Name 7",)


_times = st.lists(st.integers(0, 4_000_000_000_000), unique=True, max_size=60)


@effort(100)
@given(_times)
def test_what_is_kept_is_few_newest_and_stable(taken: list[int]) -> None:
    kept = kept_copies(taken)
    assert kept <= set(taken)
    assert set(sorted(taken)[-NEWEST_KEPT:]) <= kept
    assert len(kept) <= NEWEST_KEPT + DAYS_KEPT + MONTHS_KEPT
    assert kept_copies(kept) == kept


def test_the_newest_of_a_day_and_of_a_month_stays() -> None:
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)
    taken = {_ms(start + timedelta(days=day, hours=hour)) for day in range(400) for hour in (0, 6)}
    kept = {datetime.fromtimestamp(ms / 1000, UTC) for ms in kept_copies(taken)}
    last = start + timedelta(days=399, hours=6)
    newest = {last - timedelta(days=back // 2, hours=6 * (back % 2)) for back in range(NEWEST_KEPT)}
    daily = {last - timedelta(days=back) for back in range(DAYS_KEPT)}
    assert newest | daily <= kept
    rest = kept - newest - daily
    assert all((when + timedelta(days=1)).month != when.month for when in rest), "the last day of each month"
    assert all(when.hour == 14 for when in rest), "its last copy"
    assert len({(when.year, when.month) for when in kept}) == MONTHS_KEPT


def test_files_that_are_not_copies_are_left_alone(opened: Opener, folder: Path) -> None:
    store = opened()
    strangers = [folder / "backups" / name for name in ("notes.txt", "attempts-20279999T000000000Z.db", "attempts.db")]
    for stranger in strangers:
        stranger.write_text("mine")
    for number in range(10):
        store.save_candidate(Candidate("me", f"Name {number}"))
        store.back_up()
    assert all(stranger.read_text() == "mine" for stranger in strangers)
    assert len(good_backups(folder)) == NEWEST_KEPT


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such links for ordinary users")
def test_a_backup_folder_elsewhere_works(opened: Opener, folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (tmp_path / "stick").mkdir()
    (folder / "backups").symlink_to(tmp_path / "stick", target_is_directory=True)
    opened()
    assert [backup.attempts for backup in good_backups(folder)] == [0]
