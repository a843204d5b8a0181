from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cehrs_desktop.app.removal import GONE, IN_USE, remove_data
from cehrs_desktop.system.data_removal import remove_from
from cehrs_desktop.system.instance_lock import lock_instance

POSIX = pytest.mark.skipif(os.name != "posix", reason="places of files on Linux and macOS")


def used(folder: Path) -> Path:
    """A data folder as the program leaves it."""
    for name in (
        "backups/attempts-1.db",
        "cache/home.json",
        "log/cehrs-desktop.log",
        "venues/own.json",
        "packs/a/items.pack",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    for name in ("attempts.db", "attempts.db-wal", "attempts-damaged-1.db", "settings.json", "program.lock"):
        (folder / name).write_bytes(b"x")
    return folder


def test_a_folder_with_nothing_else_goes_whole(tmp_path: Path) -> None:
    folder = used(tmp_path / "data")
    assert remove_from(folder, whole=False) == []
    assert not folder.exists()


def test_what_others_put_there_stays(tmp_path: Path) -> None:
    folder = used(tmp_path / "data")
    (folder / "thesis.docx").write_bytes(b"x")
    (folder / "photos").mkdir()
    assert remove_from(folder, whole=False) == []
    assert sorted(path.name for path in folder.iterdir()) == ["photos", "thesis.docx"]


def test_a_folder_that_the_program_never_used_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "venues").mkdir()
    (tmp_path / "backups").mkdir()
    remove_from(tmp_path, whole=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backups", "venues"]


def test_the_programs_own_folder_goes_with_all_that_is_in_it(tmp_path: Path) -> None:
    folder = used(tmp_path / "cehrs-desktop")
    (folder / "Cache" / "more").mkdir(parents=True)
    assert remove_from(folder, whole=True) == []
    assert not folder.exists()


@POSIX
@pytest.mark.parametrize("whole", [True, False])
def test_links_are_taken_away_and_never_followed(tmp_path: Path, whole: bool) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "attempts.db").write_bytes(b"not ours")
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "settings.json").write_bytes(b"x")
    (folder / "backups").symlink_to(elsewhere, target_is_directory=True)
    (folder / "log").mkdir()
    (folder / "log" / "inside").symlink_to(elsewhere, target_is_directory=True)
    assert remove_from(folder, whole=whole) == []
    assert not folder.exists()
    assert (elsewhere / "attempts.db").read_bytes() == b"not ours"
    (tmp_path / "leads there").symlink_to(elsewhere, target_is_directory=True)
    assert remove_from(tmp_path / "leads there", whole=whole) == []
    assert (elsewhere / "attempts.db").is_file()


@POSIX
def test_what_cannot_be_removed_is_named(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may remove everything")
    folder = used(tmp_path / "data")
    (folder / "backups").chmod(0o500)
    left = remove_from(folder, whole=False)
    (folder / "backups").chmod(0o700)
    assert folder / "backups" / "attempts-1.db" in left


@POSIX
def test_the_command_removes_the_chosen_folder_and_the_persons_own(tmp_path: Path) -> None:
    chosen, own = used(tmp_path / "chosen"), used(tmp_path / "home" / ".local" / "share" / "cehrs-desktop")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        "HOME": str(tmp_path / "home"), "CEHRS_DATA_DIR": str(chosen),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "cehrs_desktop", "--remove-data"], env=environment, check=False)
    assert done.returncode == GONE
    assert not chosen.exists()
    assert not own.exists() or sys.platform == "darwin"


def test_nothing_is_removed_while_a_program_has_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("CEHRS_DATA_DIR", str(used(tmp_path / "data")))
    with lock_instance(tmp_path / "data"):
        assert remove_data(of_everyone=False) == IN_USE
    assert (tmp_path / "data" / "attempts.db").is_file()
