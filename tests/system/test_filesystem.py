from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from cehrs_desktop.system import filesystem
from cehrs_desktop.system.filesystem import filesystem_kind, folder_problem, free_bytes

linux = pytest.mark.skipif(sys.platform != "linux", reason="mountinfo is Linux's")


def _mountinfo(tmp_path: Path, *mounts: tuple[str, str]) -> Path:
    file = tmp_path / "mountinfo"
    lines = [
        f"{number} 1 0:{number} / {point} rw,relatime shared:1 - {kind} source rw"
        for number, (point, kind) in enumerate(mounts, 20)
    ]
    file.write_text("\n".join(lines) + "\n")
    return file


@linux
@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "vboxsf"])
def test_a_share_is_a_network(tmp_path: Path, kind: str) -> None:
    info = _mountinfo(tmp_path, ("/", "ext4"), (str(tmp_path), kind))
    assert filesystem_kind(tmp_path / "not" / "there" / "yet", info) == "network"


@linux
def test_the_deepest_mount_counts_and_of_two_the_later_one(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    info = _mountinfo(tmp_path, (str(inner), "ext4"), ("/", "nfs"), (str(tmp_path), "cifs"))
    assert filesystem_kind(inner, info) == "local"
    assert filesystem_kind(tmp_path, info) == "network"
    info = _mountinfo(tmp_path, ("/", "ext4"), (str(inner), "ext4"), (str(inner), "nfs"))
    assert filesystem_kind(inner, info) == "network"


@linux
def test_a_neighbor_with_a_longer_name_is_another_place(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    info = _mountinfo(tmp_path, ("/", "ext4"), (str(tmp_path / "share"), "nfs"))
    assert filesystem_kind(tmp_path / "shared", info) == "local"


@linux
def test_links_are_followed_and_blanks_understood(tmp_path: Path) -> None:
    share = tmp_path / "my share"
    share.mkdir()
    (tmp_path / "link").symlink_to(share)
    info = _mountinfo(tmp_path, ("/", "ext4"), (str(share).replace(" ", "\\040"), "cifs"))
    assert filesystem_kind(tmp_path / "link" / "data", info) == "network"


@linux
def test_without_an_answer_it_is_unknown(tmp_path: Path) -> None:
    assert filesystem_kind(tmp_path, tmp_path / "missing") == "unknown"
    (tmp_path / "odd").write_text("one two\nthree - four\n\n")
    assert filesystem_kind(tmp_path, tmp_path / "odd") == "unknown"


def test_this_machine_s_temporary_folder_is_not_on_a_network(tmp_path: Path) -> None:
    # Inside a chroot the list of mounts has no root, and the answer is "unknown".
    assert filesystem_kind(tmp_path) != "network"


def test_free_bytes_are_those_of_the_disk(tmp_path: Path) -> None:
    free = free_bytes(tmp_path / "not there yet")
    assert free is not None
    assert free > 0


def test_a_writable_folder_has_no_problem_and_nothing_is_left_in_it(tmp_path: Path) -> None:
    assert folder_problem(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_missing(tmp_path: Path) -> None:
    assert folder_problem(tmp_path / "gone") == "missing"
    (tmp_path / "file").touch()
    assert folder_problem(tmp_path / "file") == "missing"


@pytest.fixture
def read_only() -> Generator[Path]:
    """A folder without write permission, as an ordinary user even when the tests run as root."""
    if sys.platform == "win32":
        pytest.skip("Windows folders have access lists, not permission bits")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield place
        finally:
            if root:
                os.seteuid(0)
            place.chmod(0o755)


def test_a_folder_without_permission_is_read_only(read_only: Path) -> None:
    assert folder_problem(read_only) == "read_only"


def test_a_full_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(filesystem.os, "fsync", no_room)
    assert folder_problem(tmp_path) == "full"
    assert list(tmp_path.iterdir()) == []


def test_a_really_full_disk_is_full() -> None:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    # Not below pytest's own folder: what a killed run leaves mounted must not stop the next one from tidying up.
    place = Path(tempfile.mkdtemp(prefix="cehrs-small-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount; the test above shows the same with an injected error")
    try:
        (place / "ballast").write_bytes(bytes(64 * 1024))
        assert folder_problem(place) == "full"
        assert free_bytes(place) == 0
    finally:
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()
