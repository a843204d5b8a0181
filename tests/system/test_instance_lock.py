from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cehrs_desktop.system.instance_lock import FILE, AlreadyRunning, lock_instance

ROOT = Path(__file__).parents[2]
HOLDER = """
import pathlib, sys
from cehrs_desktop.system.instance_lock import lock_instance
lock = lock_instance(pathlib.Path(sys.argv[1]))
print("locked", flush=True)
sys.stdin.read()
"""


def _holder(folder: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "locked\n"
    return holder


def _end(holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.communicate()


def test_a_second_program_is_told_who_has_the_folder(tmp_path: Path) -> None:
    holder = _holder(tmp_path)
    try:
        with pytest.raises(AlreadyRunning) as told:
            lock_instance(tmp_path)
        assert told.value.pid == holder.pid
        assert told.value.started_ms is not None
    finally:
        _end(holder)


def test_a_kill_frees_the_folder(tmp_path: Path) -> None:
    _end(_holder(tmp_path))
    assert (tmp_path / FILE).exists(), "the file is left, and that locks nobody out"
    with lock_instance(tmp_path):
        pass


def test_the_same_program_cannot_take_it_twice_and_does_not_lose_it_by_trying(tmp_path: Path) -> None:
    with lock_instance(tmp_path / "new" / "folder") as lock:
        for _ in range(2):
            with pytest.raises(AlreadyRunning) as told:
                lock_instance(tmp_path / "new" / "folder")
            assert told.value.pid == os.getpid()
        lock.release()
        lock.release()
    lock_instance(tmp_path / "new" / "folder").release()


def test_two_folders_are_two_programs(tmp_path: Path) -> None:
    with lock_instance(tmp_path / "a"), lock_instance(tmp_path / "b"):
        pass


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"pid": "x", "started_ms": 0}'])
def test_an_unreadable_file_still_locks(tmp_path: Path, text: bytes) -> None:
    with lock_instance(tmp_path):
        (tmp_path / FILE).write_bytes(text)
        with pytest.raises(AlreadyRunning) as told:
            lock_instance(tmp_path)
        assert told.value.pid is None


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError):
        lock_instance(tmp_path / "file")
