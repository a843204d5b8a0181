from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.system.settings_file import read_settings, write_settings

DEFAULTS: dict[str, Json] = {"zoom": 100, "scheme": "light", "sound": True, "candidate": None, "scale": 1.0}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "settings.json"


def test_without_a_file_there_are_the_defaults(path: Path) -> None:
    settings = read_settings(path, DEFAULTS)
    assert settings.values == DEFAULTS
    assert settings.kept_aside is None
    assert not path.exists()


def test_changes_come_back_and_others_stay(path: Path) -> None:
    write_settings(path, {"zoom": 150, "candidate": "c-1", "scale": 2})
    write_settings(path, {"scheme": "dark Ø 試"})
    values = read_settings(path, DEFAULTS).values
    assert values == DEFAULTS | {"zoom": 150, "candidate": "c-1", "scheme": "dark Ø 試", "scale": 2.0}
    assert isinstance(values["scale"], float)
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_what_a_newer_version_wrote_is_not_lost(path: Path) -> None:
    write_settings(path, {"from_the_future": {"a": [1]}})
    write_settings(path, {"zoom": 150})
    assert "from_the_future" not in read_settings(path, DEFAULTS).values
    assert json.loads(path.read_text())["from_the_future"] == {"a": [1]}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe\x00", b"null", b"[" * 100_000])
def test_a_damaged_file_is_kept_beside(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    settings = read_settings(path, DEFAULTS)
    assert settings.values == DEFAULTS
    assert settings.kept_aside is not None
    assert settings.kept_aside.read_bytes() == damage
    assert not path.exists()
    path.write_bytes(damage)
    write_settings(path, {"zoom": 150})
    assert read_settings(path, DEFAULTS).values["zoom"] == 150
    assert len(list(path.parent.glob("*damaged*"))) == 2


@pytest.mark.parametrize(
    ("name", "value"), [("zoom", "150"), ("zoom", True), ("zoom", 1.5), ("sound", 1), ("scheme", None)]
)
def test_a_value_of_another_type_is_not_taken(path: Path, name: str, value: Json) -> None:
    write_settings(path, {name: value})
    assert read_settings(path, DEFAULTS).values[name] == DEFAULTS[name]


def test_a_write_that_fails_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_settings(path, {"zoom": 150})

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError, match="space"):
        write_settings(path, {"zoom": 200})
    monkeypatch.undo()
    assert read_settings(path, DEFAULTS).values["zoom"] == 150
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_a_file_that_cannot_be_read_gives_the_defaults(path: Path) -> None:
    path.mkdir(parents=True)
    assert read_settings(path, DEFAULTS).values == DEFAULTS
