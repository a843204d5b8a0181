from __future__ import annotations

import logging
from collections.abc import Generator
from pathlib import Path

import pytest

from cehrs_desktop.system import log as module
from cehrs_desktop.system.log import FILE, OLDER_KEPT, start_log, stop_log


@pytest.fixture(autouse=True)
def _closed_at_the_end() -> Generator[None]:
    yield
    stop_log()
    logging.getLogger(module.LOGGER).setLevel(logging.NOTSET)


def _log() -> logging.Logger:
    return logging.getLogger("cehrs_desktop.somewhere")


def test_lines_arrive_with_time_and_place(tmp_path: Path) -> None:
    path = start_log(tmp_path / "log")
    assert path is not None
    assert path == tmp_path / "log" / FILE
    _log().info("opened in %d ms", 12)
    _log().debug("not this one")
    stop_log()
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") == 1
    assert text.endswith("Z INFO cehrs_desktop.somewhere: opened in 12 ms\n")


def test_the_home_folder_does_not_name_anybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home" / "robin.example"
    monkeypatch.setattr(Path, "home", lambda: home)
    path = start_log(tmp_path)
    assert path is not None
    try:
        raise OSError(f"cannot open {home / 'data'}")
    except OSError:
        _log().exception("at %s", home)
    stop_log()
    text = path.read_text(encoding="utf-8")
    assert "robin" not in text
    assert "cannot open ~" in text


def test_it_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_BYTES", 2000)
    start_log(tmp_path)
    for number in range(1000):
        _log().info("line %d", number)
    stop_log()
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == [FILE, *(f"{FILE}.{n}" for n in range(1, OLDER_KEPT + 1))]
    assert all(file.stat().st_size < 2200 for file in files)
    assert "line 999" in files[0].read_text(encoding="utf-8")


def test_a_second_start_does_not_write_twice(tmp_path: Path) -> None:
    start_log(tmp_path / "a")
    path = start_log(tmp_path / "b")
    assert path is not None
    _log().info("once")
    stop_log()
    assert path.read_text(encoding="utf-8").count("once") == 1
    assert "once" not in (tmp_path / "a" / FILE).read_text(encoding="utf-8")


def test_it_is_never_fatal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # The test runner's own handler is stricter and hears everything that is passed on.
    monkeypatch.setattr(logging.getLogger(module.LOGGER), "propagate", False)
    (tmp_path / "file").touch()
    assert start_log(tmp_path / "file") is None
    assert start_log(tmp_path / "log") is not None
    _log().info("wrong %d arguments", "text")
    handler = next(h for h in logging.getLogger(module.LOGGER).handlers if isinstance(h, logging.FileHandler))
    assert handler.stream is not None
    handler.stream.close()
    _log().info("into a closed file")
    stop_log()
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is Linux's")
def test_a_full_disk_is_not_fatal_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FILE).symlink_to("/dev/full")
    assert start_log(tmp_path) is not None
    for number in range(3000):
        _log().info("line %d", number)
    stop_log()
    assert capsys.readouterr().err == ""


def test_text_that_no_encoding_takes_is_written_somehow(tmp_path: Path) -> None:
    path = start_log(tmp_path)
    assert path is not None
    _log().info("half \ud83d 試験")
    stop_log()
    assert "half \\ud83d 試験" in path.read_text(encoding="utf-8")
