from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from pydantic_core import _pydantic_core

from installer import linux
from installer.elf import clear_absolute_paths
from installer.linux_libraries import dependencies
from installer.plan import Build, BuildFailed, carry_out
from tests.installer_builds import build_in

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix" or not shutil.which("dpkg-deb"), reason="makes Debian packages")


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A build whose bundle is a script and a real library."""
    made = build_in(tmp_path)
    (made.bundle / "_internal").mkdir(parents=True)
    (made.bundle / "cehrs-desktop").write_text("#!/bin/sh\necho cehrs 1.2.3\n", encoding="utf-8")
    (made.bundle / "cehrs-desktop").chmod(0o755)
    (made.bundle / "cehrs").symlink_to("cehrs-desktop")
    shutil.copyfile(_pydantic_core.__file__, made.bundle / "_internal" / "part.so")
    for place in ("packaging", "resources"):
        (tmp_path / place).symlink_to(ROOT / place)
    return made


def test_the_packages_are_alike_for_the_same_commit(build: Build, tmp_path: Path) -> None:
    pytest.importorskip("PySide6.QtGui")
    files = [linux.archive_file(build), linux.debian_file(build)]
    carry_out(build, linux.package(build))
    first = [file.read_bytes() for file in files]
    # A later day, another owner's habits: nothing of it gets in.
    os.utime(build.bundle / "cehrs-desktop", (1, 1))
    (build.bundle / "_internal" / "part.so").chmod(0o600)
    carry_out(build, linux.package(build))
    assert [file.read_bytes() for file in files] == first


def test_the_debian_package_says_what_it_needs_and_where_it_goes(build: Build) -> None:
    pytest.importorskip("PySide6.QtGui")
    carry_out(build, linux.package(build))
    file = linux.debian_file(build)

    def told(*arguments: str) -> str:
        return subprocess.run(["dpkg-deb", *arguments, file], capture_output=True, text=True, check=True).stdout

    assert "libc6 (>= 2." in told("--field")
    listed = told("--contents")
    for place in ("./opt/cehrs-desktop/cehrs-desktop", "./usr/bin/cehrs -> /opt/cehrs-desktop/cehrs",
                  "./usr/share/applications/cehrs-desktop.desktop", "./usr/share/mime/packages/cehrs-desktop.xml",
                  "./usr/share/icons/hicolor/256x256/apps/cehrs-desktop.png",
                  "./usr/share/man/man1/cehrs.1.gz"):  # fmt: skip
        assert place in listed
    assert all(line.split()[1] == "root/root" for line in listed.splitlines())


def test_a_failed_build_leaves_no_package(build: Build) -> None:
    pytest.importorskip("PySide6.QtGui")
    (build.bundle / "_internal" / "odd.so").write_bytes(b"\x7fELF, but no more of it")
    with pytest.raises(BuildFailed, match=r"odd\.so"):
        carry_out(build, linux.package(build))
    assert not list(build.out.iterdir())


def test_an_unknown_library_is_not_passed_over(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("installer.linux_libraries.LIBC", re.compile("nothing"))
    with pytest.raises(BuildFailed, match="no package here is known"):
        dependencies(build.bundle)


def test_the_archive_installs_upgrades_and_leaves_nothing(build: Build, tmp_path: Path) -> None:
    pytest.importorskip("PySide6.QtGui")
    carry_out(build, linux.package(build))
    home = tmp_path / "home of Zoë"
    home.mkdir()
    with tarfile.open(linux.archive_file(build)) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (script,) = (tmp_path / "unpacked").glob("*/install.sh")
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}

    def install(*arguments: str) -> None:
        subprocess.run([script, "--for-me", *arguments], env=environment, check=True, capture_output=True)

    install()
    started = subprocess.run([home / ".local/bin/cehrs"], capture_output=True, text=True, check=True).stdout
    assert started == "cehrs 1.2.3\n"
    old = home / ".local/opt/cehrs-desktop/_internal/old"
    old.write_text("of an older version", encoding="utf-8")
    install()
    assert not old.exists()
    install("--remove")
    assert [path for path in home.rglob("*") if "cehrs" in path.name] == []


@pytest.mark.skipif(not shutil.which("cc"), reason="links a library")
def test_search_paths_of_the_build_machine_go_and_relative_ones_stay(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text("int a(void) { return 1; }\n", encoding="utf-8")

    def linked(name: str, path: str) -> Path:
        made = tmp_path / name
        subprocess.run(["cc", "-shared", "-fPIC", "-o", made, tmp_path / "a.c", f"-Wl,-rpath,{path}"], check=True)
        return made

    def headers(file: Path) -> str:
        return subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True).stdout

    foreign, own = linked("foreign.so", "/srv/somebody/lib"), linked("own.so", "$ORIGIN/lib")
    before = headers(own)
    assert clear_absolute_paths(foreign) == ["/srv/somebody/lib"]
    assert clear_absolute_paths(own) == []
    assert "PATH" not in headers(foreign)
    assert "NEEDED" in headers(foreign) or "SONAME" in headers(foreign) or "GNU_HASH" in headers(foreign)
    assert headers(own) == before
    ctypes.CDLL(str(foreign))
