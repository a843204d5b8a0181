from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cehrs_desktop.system.paths import data_file, program_paths


def test_the_variable_wins(tmp_path: Path) -> None:
    paths = program_paths({"CEHRS_DATA_DIR": str(tmp_path / "ünser data")})
    assert paths.data == tmp_path / "ünser data"
    assert paths.cache == paths.data / "cache"
    assert paths.log == paths.data / "log"
    assert not paths.data.exists(), "asking makes nothing"


def test_the_environment_of_the_process_is_the_default(data_folder: Path) -> None:
    assert program_paths().data == data_folder


def test_a_relative_folder_does_not_move_with_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert program_paths({"CEHRS_DATA_DIR": "here"}).data == tmp_path / "here"


@pytest.mark.parametrize("environ", [{}, {"CEHRS_DATA_DIR": ""}])
def test_without_it_the_system_says_where(environ: dict[str, str]) -> None:
    paths = program_paths(environ)
    assert all("cehrs-desktop" in str(path) and path.is_absolute() for path in (paths.data, paths.cache, paths.log))
    assert len({paths.data, paths.cache, paths.log}) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of the XDG rules")
def test_linux_s_own_variables_are_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert program_paths({}).data == tmp_path / "cehrs-desktop"


def _put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    return path


def test_delivered_files_come_from_the_package_first(tmp_path: Path) -> None:
    package = tmp_path / "cehrs_desktop"
    in_checkout = _put(tmp_path / "resources" / "fonts" / "a.ttf"), _put(tmp_path / "build" / "items.pack")
    assert data_file("resources/fonts/a.ttf", package) == in_checkout[0]
    assert data_file("items.pack", package) == in_checkout[1]
    in_wheel = _put(package / "_data" / "resources" / "fonts" / "a.ttf"), _put(package / "_data" / "items.pack")
    assert data_file("resources/fonts/a.ttf", package) == in_wheel[0]
    assert data_file("items.pack", package) == in_wheel[1]


def test_a_missing_file_names_both_places(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as told:
        data_file("items.pack", tmp_path / "cehrs_desktop")
    assert str(tmp_path / "cehrs_desktop" / "_data" / "items.pack") in str(told.value)
    assert str(tmp_path / "build" / "items.pack") in str(told.value)
