"""What the system holds for the whole machine: the registry through a mapping, property lists through real files."""

from __future__ import annotations

import plistlib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cehrs_desktop.system import managed_settings
from cehrs_desktop.system.managed_readers import (
    DEFAULT_SUBKEY,
    INSTALLATION_KEY,
    POLICY_KEY,
    held_by_mac,
    held_by_windows,
    held_here,
    user_and_computer,
)

ROOT = Path(__file__).parents[2]


def registry(**keys: dict[str, Any]) -> Any:
    paths = {"policy": ("HKLM", POLICY_KEY), "default": ("HKLM", DEFAULT_SUBKEY)}
    paths |= {"machine": ("HKLM", INSTALLATION_KEY), "user": ("HKCU", INSTALLATION_KEY)}
    return {paths[name]: values for name, values in keys.items()}


def windows(keys: Any, **environ: str) -> Any:
    return held_by_windows(lambda hive, path: keys.get((hive, path)), environ)


def test_an_untouched_registry_holds_nothing() -> None:
    assert not windows({}).anything
    assert not windows(
        registry(machine={"DataFolder": "", "Venue": "", "InstallFolder": "C:\\x", "PolicyFile": " "})
    ).anything


def test_policies_defaults_and_what_the_installer_wrote_are_told_apart() -> None:
    keys = registry(
        policy={"Lockdown": 2},
        default={"Theme": "cream"},
        machine={"datafolder": "D:\\x", "InstallFolder": "C:\\y", "PolicyFile": "%ProgramData%\\p.json"},
        user={"Venue": "school", "PolicyFile": "C:\\own.json"},
    )
    held = windows(keys, PROGRAMDATA="C:\\ProgramData")
    assert held.managed == (f"HKLM\\{POLICY_KEY}", {"Lockdown": 2})
    assert held.managed_default == (f"HKLM\\{DEFAULT_SUBKEY}", {"Theme": "cream"})
    assert held.installation == [
        (f"HKLM\\{INSTALLATION_KEY}", {"DataFolder": "D:\\x"}),
        (f"HKCU\\{INSTALLATION_KEY}", {"Venue": "school"}),
    ]
    assert (held.file, held.file_named) == ("C:\\ProgramData\\p.json", f"HKLM\\{INSTALLATION_KEY}")


def test_a_key_that_cannot_be_read_is_told_and_the_others_count() -> None:
    def key(hive: str, path: str) -> Any:
        if path == POLICY_KEY:
            raise PermissionError(13, "Access is denied")
        return {"Venue": "school"} if hive == "HKLM" and path == INSTALLATION_KEY else None

    held = held_by_windows(key, {})
    assert held.trouble == [(f"HKLM\\{POLICY_KEY}", "it cannot be read: Access is denied")]
    assert held.installation


def test_the_usual_file_of_windows_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # On this system the divider of Windows is a letter like any other.
    monkeypatch.chdir(tmp_path)
    Path("here\\CEHRS Desktop\\policy.json").write_text("{}")
    assert windows({}, ProgramData="here").file == "here\\CEHRS Desktop\\policy.json"
    assert windows({}, ProgramData="there").file is None


def test_managed_preferences_of_macos(tmp_path: Path) -> None:
    managed, file = tmp_path / "managed.plist", tmp_path / "policy.json"
    assert not held_by_mac(str(file), str(managed)).anything
    content = {
        "Lockdown": 2,
        "Sounds": False,
        "Modes": ["forms"],
        "Odd": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None),
        "Default": {"Theme": "cream"},
        "PayloadUUID": "x",
    }
    for form in (plistlib.FMT_XML, plistlib.FMT_BINARY):
        managed.write_bytes(plistlib.dumps(content, fmt=form))
        held = held_by_mac(str(file), str(managed))
        assert held.managed == (str(managed), {"Lockdown": 2, "Sounds": False, "Modes": ["forms"], "Odd": None})
        assert held.managed_default == (f"{managed} (Default)", {"Theme": "cream"})
        assert held.trouble == []
    file.write_text("{}")
    assert held_by_mac(str(file), str(managed)).file == str(file)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a list",
        b"<plist><dict><key>",
        b"bplist00\xff\xff",
        plistlib.dumps([1]),
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><plist/>",
    ],
)
def test_damaged_managed_preferences_are_told(tmp_path: Path, content: bytes) -> None:
    managed = tmp_path / "managed.plist"
    managed.write_bytes(content)
    held = held_by_mac(str(tmp_path / "none"), str(managed))
    assert held.managed is None
    assert len(held.trouble) == 1


def test_a_default_part_of_another_kind_is_told(tmp_path: Path) -> None:
    managed = tmp_path / "managed.plist"
    managed.write_bytes(plistlib.dumps({"Lockdown": 1, "Default": 3}))
    held = held_by_mac(str(tmp_path / "none"), str(managed))
    assert held.managed == (str(managed), {"Lockdown": 1})
    assert held.trouble == [(str(managed), "Default is no dictionary")]


@pytest.mark.skipif(sys.platform != "linux", reason="the usual place of Linux")
def test_the_variable_counts_only_where_the_machine_has_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"CEHRS_POLICY_FILE": "/own.json"}
    usual = tmp_path / "policy.json"
    monkeypatch.setattr(managed_settings, "LINUX_FILE", str(usual))
    assert not held_here({}).anything
    assert held_here(environ).file == "/own.json"
    usual.write_text("{}")
    assert (held_here(environ).file, held_here(environ).file_named) == (str(usual), "")
    monkeypatch.setattr(managed_settings, "LINUX_FILE", str(usual / "below a file"))
    assert held_here({}).file is None
    usual.unlink()
    usual.symlink_to(usual)
    monkeypatch.setattr(managed_settings, "LINUX_FILE", str(usual))
    assert held_here(environ).file == str(usual), "it is there and cannot be read: that has to be told"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked another way")
def test_the_user_is_the_system_s_not_a_variable_s() -> None:
    import os
    import pwd

    user, computer = user_and_computer({"USER": "somebody else", "LOGNAME": "somebody else"})
    assert user == pwd.getpwuid(os.getuid()).pw_name
    assert computer
    assert "." not in computer


def test_without_a_policy_nothing_that_judges_is_imported(data_folder: Path) -> None:
    """The first window waits for this, so where nothing is set it is a look at one path."""
    code = (
        "import sys; from cehrs_desktop.app.machine import settled_here; settled_here()\n"
        "heavy = ('plistlib', 'threading', 'json', 'pydantic', 'platformdirs')\n"
        "print([name for name in sys.modules if 'policy' in name or name in heavy])"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
