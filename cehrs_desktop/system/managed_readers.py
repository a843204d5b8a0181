"""Reads what Windows and macOS hold for the whole machine: the registry, managed preferences; and who is at it.

The registry comes as a function that reads a key, so that everything but that one function runs anywhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.system import managed_settings as places
from cehrs_desktop.system.managed_settings import is_there

POLICY_KEY = r"Software\Policies\CEHRS Desktop"
DEFAULT_SUBKEY = r"Software\Policies\CEHRS Desktop\Default"
INSTALLATION_KEY = r"Software\CEHRS Desktop"
POLICY_FILE_VALUE = "PolicyFile"
INSTALLED_VALUES = ("DataFolder", "SharedData", "Venue")
"""What the installer writes beside the name of the policy file, as defaults."""

_MAC_DEFAULT_PART = "Default"

Key = Callable[[str, str], "Mapping[str, Json] | None"]
"""Reads a key of the registry: ``HKLM`` or ``HKCU`` and a path; `None` when there is none."""


class Held:
    """What the system holds. `file` is the machine's policy file (`None`: none), `file_named` who named it, empty for
    the usual place. `managed` and `installation` are values by name, with where they stand; `trouble` says what could
    not be read.
    """

    __slots__ = ("file", "file_named", "installation", "managed", "managed_default", "trouble")

    def __init__(self) -> None:
        self.file: str | None = None
        self.file_named = ""
        self.managed: tuple[str, Mapping[str, Json]] | None = None
        self.managed_default: tuple[str, Mapping[str, Json]] | None = None
        self.installation: list[tuple[str, Mapping[str, Json]]] = []
        self.trouble: list[tuple[str, str]] = []

    @property
    def anything(self) -> bool:
        """Whether there is anything to judge at all."""
        return bool(self.file or self.managed or self.managed_default or self.installation or self.trouble)

    def look_at(self, file: str) -> None:
        """Take `file` for the policy file when it is there."""
        if is_there(file):
            self.file = file


def held_here(environ: Mapping[str, str] | None = None) -> Held:
    """What this system holds about the program. Never raises."""
    environ = os.environ if environ is None else environ
    if sys.platform == "win32":
        held = held_by_windows(registry_key, environ)
    elif sys.platform == "darwin":
        held = held_by_mac(places.MAC_FILE, places.MAC_MANAGED)
    else:
        held = Held()
        held.look_at(places.LINUX_FILE)
    if held.file is None and (named := environ.get(places.POLICY_VARIABLE)):
        held.file, held.file_named = named, places.POLICY_VARIABLE
    return held


def held_by_windows(key: Key, environ: Mapping[str, str]) -> Held:
    """What the registry holds, read by `key`, and the policy file in its usual place when the registry names none."""
    held = Held()
    for path, name in ((POLICY_KEY, "managed"), (DEFAULT_SUBKEY, "managed_default")):
        if values := _values(held, key, "HKLM", path):
            setattr(held, name, (f"HKLM\\{path}", values))
    for hive in ("HKLM", "HKCU"):
        values = _values(held, key, hive, INSTALLATION_KEY)
        place = f"{hive}\\{INSTALLATION_KEY}"
        by_name = {name.casefold(): value for name, value in values.items()}
        named = by_name.get(POLICY_FILE_VALUE.casefold())
        # Of two installations that of the machine counts.
        if isinstance(named, str) and named.strip() and held.file is None:
            held.file, held.file_named = _with_variables(named.strip(), environ), place
        given = {name: by_name.get(name.casefold()) for name in INSTALLED_VALUES}
        # An installer writes an empty text for what nobody chose.
        if chosen := {name: value for name, value in given.items() if value not in (None, "")}:
            held.installation.append((place, chosen))
    if held.file is None and (folder := environ.get("ProgramData")):
        held.look_at(f"{folder}\\CEHRS Desktop\\policy.json")
    return held


def held_by_mac(file: str, managed: str) -> Held:
    """What managed preferences hold, and the policy file in its usual place."""
    held = Held()
    held.look_at(file)
    if not is_there(managed):
        return held
    import plistlib

    try:
        content = cast(object, plistlib.loads(Path(managed).read_bytes()))
    except (OSError, ValueError, plistlib.InvalidFileException) as error:
        held.trouble.append((managed, f"it cannot be read: {error}"))
        return held
    except Exception as error:  # noqa: BLE001 - the parser below it raises errors of its own
        held.trouble.append((managed, f"it is no property list: {error}"))
        return held
    if not isinstance(content, dict):
        held.trouble.append((managed, "a dictionary is needed"))
        return held
    # What the system adds for itself: names such as PayloadUUID.
    own = {n: _plain(v) for n, v in cast(dict[str, object], content).items() if not n.startswith("Payload")}
    default = own.pop(_MAC_DEFAULT_PART, None)
    if own:
        held.managed = (managed, own)
    if isinstance(default, dict):
        held.managed_default = (f"{managed} ({_MAC_DEFAULT_PART})", default)
    elif default is not None:
        held.trouble.append((managed, f"{_MAC_DEFAULT_PART} is no dictionary"))
    return held


def user_and_computer(environ: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The user's and the computer's name; empty when the system does not say."""
    environ = os.environ if environ is None else environ
    if sys.platform == "win32":
        with suppress(OSError):
            # What Windows itself says, before any variable.
            return os.getlogin(), environ.get("COMPUTERNAME", "")
        return environ.get("USERNAME", ""), environ.get("COMPUTERNAME", "")
    import pwd

    try:
        # Not the environment's name: two people must not get one folder because of a variable.
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        user = environ.get("USER", "") or str(os.getuid())
    return user, os.uname().nodename.partition(".")[0]


def _values(held: Held, key: Key, hive: str, path: str) -> Mapping[str, Json]:
    try:
        return key(hive, path) or {}
    except OSError as error:
        held.trouble.append((f"{hive}\\{path}", f"it cannot be read: {error.strerror or error}"))
        return {}


def _with_variables(text: str, environ: Mapping[str, str]) -> str:
    for name, value in environ.items():
        at = text.casefold().find(f"%{name}%".casefold())
        if at >= 0:
            text = text[:at] + value + text[at + len(name) + 2 :]
    return text


def _plain(value: object) -> Json:
    """A value of a property list or of the registry as JSON has it; what JSON has not becomes `None`."""
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, list):
        return [_plain(part) for part in cast(list[object], value)]
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in cast(dict[object, object], value).items()}
    return None


if sys.platform == "win32":
    import winreg

    def registry_key(hive: str, path: str) -> dict[str, Json] | None:
        """The values of a key, from the 64-bit view or, when it is not there, from the 32-bit one, in which a 32-bit
        installer writes. Raises `OSError`."""
        root = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}[hive]
        for view in (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY):
            try:
                with winreg.OpenKey(root, path, 0, winreg.KEY_READ | view) as key:
                    _, count, _ = winreg.QueryInfoKey(key)
                    named = [winreg.EnumValue(key, place) for place in range(count)]
            except FileNotFoundError:
                continue
            # The value without a name is the key's own.
            return {name: _plain(value) for name, value, _ in named if name}
        return None

else:

    def registry_key(hive: str, path: str) -> dict[str, Json] | None:
        """There is no registry here."""
        raise FileNotFoundError(f"{hive}\\{path}")
