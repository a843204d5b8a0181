"""The registry part of the policy, with the real `winreg`: writes keys, reads them as the program does, removes them.

For Windows or Wine, with a Python that needs nothing but the standard library: `python bench/policy_on_wine.py` from
the checkout. It wants the right to write below HKEY_LOCAL_MACHINE and refuses to run where the program's keys exist
already. Prints JSON; the exit code is 0 when everything was read as it was written and nothing is left.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cehrs_desktop.app.machine import settled
from cehrs_desktop.system.managed_readers import DEFAULT_SUBKEY, INSTALLATION_KEY, POLICY_KEY, held_here

PROBES = ((r"HKLM", POLICY_KEY), (r"HKLM", DEFAULT_SUBKEY), (r"HKLM", INSTALLATION_KEY), (r"HKCU", INSTALLATION_KEY))


def measure() -> dict[str, Any]:
    import winreg

    roots: dict[str, Any] = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}
    views = (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY)

    def there() -> list[str]:
        found: list[str] = []
        for hive, path in PROBES:
            for view in views:
                try:
                    winreg.CloseKey(winreg.OpenKey(roots[hive], path, 0, winreg.KEY_READ | view))
                except FileNotFoundError:
                    continue
                found.append(f"{hive}\\{path}")
        return found

    def write(hive: str, path: str, values: dict[str, tuple[int, Any]], view: int = views[0]) -> None:
        with winreg.CreateKeyEx(roots[hive], path, 0, winreg.KEY_WRITE | view) as key:
            for name, (kind, value) in values.items():
                winreg.SetValueEx(key, name, 0, kind, value)

    def remove() -> None:
        for hive, path in ((PROBES[1]), (PROBES[0]), (PROBES[2]), (PROBES[3])):
            for view in views:
                try:
                    winreg.DeleteKeyEx(roots[hive], path, view, 0)
                except FileNotFoundError:
                    continue

    if found := there():
        return {"ok": False, "why": "the program's keys exist already; nothing was changed", "keys": found}
    checks: dict[str, bool] = {}
    environ = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "policy.json"
        file.write_bytes(
            json.dumps({"format": 1, "fixed": {"sounds": False}, "default": {"venue": "school"}}).encode("utf-16")
        )
        try:
            checks["nothing is held where nobody wrote"] = not held_here({}).anything
            write(
                "HKLM",
                POLICY_KEY,
                {
                    "Lockdown": (winreg.REG_DWORD, 2),
                    "FullScreen": (winreg.REG_SZ, "true"),
                    "Modes": (winreg.REG_MULTI_SZ, ["forms", "quick_start"]),
                    "Venues": (winreg.REG_SZ, '["school", "live_remote"]'),
                    "DataFolder": (winreg.REG_EXPAND_SZ, r"%ProgramData%\cehrs-check\{user}"),
                    "Odd": (winreg.REG_BINARY, b"\x00\x01"),
                },
            )
            write("HKLM", DEFAULT_SUBKEY, {"Theme": (winreg.REG_SZ, "cream"), "TextSize": (winreg.REG_DWORD, 150)})
            # As a 32-bit installer writes it.
            installed = {"PolicyFile": (winreg.REG_SZ, str(file)), "Venue": (winreg.REG_SZ, "test_center")}
            write("HKLM", INSTALLATION_KEY, installed, views[1])
            write(
                "HKCU",
                INSTALLATION_KEY,
                {"SharedData": (winreg.REG_SZ, r"C:\shared"), "DataFolder": (winreg.REG_SZ, "")},
            )
            held = held_here(environ)
            made = settled(held, environ)
            policy = made.policy
            assert policy is not None
            given = {name: (one.value, one.origin) for name, one in {**policy.default, **policy.fixed}.items()}
            user = made.paths.data.name
            expected: dict[str, Any] = {
                "lockdown": (2, "managed"),
                "full_screen": (True, "managed"),
                "modes": (["forms", "quick_start"], "managed"),
                "venues": (["school", "live_remote"], "managed"),
                "theme": ("cream", "managed"),
                "text_size": (150, "managed"),
                "sounds": (False, "policy_file"),
                "venue": ("school", "policy_file"),
                "shared_data": (r"C:\shared", "installation"),
            }
            for name, value in expected.items():
                checks[f"{name} is {value}"] = given.get(name) == value
            wanted = Path(environ["PROGRAMDATA"]) / "cehrs-check" / user
            checks["the data folder is filled in"] = made.paths.data == wanted and bool(user)
            faults = [(fault.where, fault.fault.code) for fault in policy.faults]
            checks["what has no meaning is told alone"] = faults == [("Odd", "unknown_name")] and not policy.trouble
        finally:
            remove()
    checks["nothing is left"] = not there()
    return {"ok": all(checks.values()), "checks": checks}


if __name__ == "__main__":
    told = measure() if sys.platform == "win32" else {"ok": False, "why": "there is no registry on this system"}
    print(json.dumps(told, indent=2))
    sys.exit(0 if told["ok"] else 1)
