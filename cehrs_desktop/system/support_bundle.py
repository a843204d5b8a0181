"""What the support bundle reads from the system, and the zip file that it becomes.

Who the user is and what the computer is called are read for one reason: to take them out of everything else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.system.log import FILE, LARGEST_BYTES, OLDER_KEPT

_USER_VARIABLES = ("USER", "LOGNAME", "USERNAME", "SUDO_USER", "USERDOMAIN")
_COMPUTER_VARIABLES = ("COMPUTERNAME", "HOSTNAME", "HOST")
_FOLDER_VARIABLES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CACHE_HOME")


def own_names(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Every name of the user and of the computer that the system tells: login, full name, home folder, host."""
    import platform

    given = os.environ if environ is None else environ
    names = {given.get(variable, "") for variable in (*_USER_VARIABLES, *_COMPUTER_VARIABLES)}
    names |= {Path(given[variable]).name for variable in ("HOME", "USERPROFILE") if given.get(variable)}
    names.add(platform.node())
    with suppress(RuntimeError):
        names.add(Path.home().name)
    names |= set(_full_name())
    # The first part of "pc-17.school.example" is a name too.
    names |= {name.split(".")[0] for name in names}
    return tuple(sorted(name for name in names if len(name) > 1))


def own_folders(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Folders whose path says who the user is."""
    given = os.environ if environ is None else environ
    folders = {given.get(variable, "") for variable in _FOLDER_VARIABLES}
    with suppress(RuntimeError):
        folders.add(str(Path.home()))
    # What a link leads to has another name for the same person.
    with suppress(OSError):
        folders |= {str(Path(folder).resolve()) for folder in folders if folder}
    return tuple(sorted(folder for folder in folders if len(folder) > 1))


def machine_facts() -> dict[str, Json]:
    """The system and what the program runs in: versions and kinds, no names."""
    import locale
    import platform

    return {
        "system": platform.system(),
        "release": platform.release(),
        "version": platform.platform(aliased=False, terse=True),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "bundled": bool(getattr(sys, "frozen", False)),
        "language": _language(),
        "encoding": locale.getpreferredencoding(do_setlocale=False),
        "file_names": sys.getfilesystemencoding(),
    }


def settings_there(path: Path) -> tuple[str, dict[str, Json]]:
    """The settings file as it is, without setting a damaged one aside: its state and what it holds.

    The state is ``whole``, ``missing``, ``damaged`` or ``unreadable``.
    """
    import json

    try:
        value: object = json.loads(path.read_bytes())
    except FileNotFoundError:
        return "missing", {}
    except OSError:
        return "unreadable", {}
    except (ValueError, RecursionError):
        return "damaged", {}
    return ("whole", cast(dict[str, Json], value)) if isinstance(value, dict) else ("damaged", {})


def log_texts(folder: Path) -> tuple[tuple[str, str], ...]:
    """The program's log files by name, the newest first; one that cannot be read tells why."""
    found: list[tuple[str, str]] = []
    for name in (FILE, *(f"{FILE}.{number}" for number in range(1, OLDER_KEPT + 1))):
        file = folder / name
        try:
            # A file that somebody else put there may be of any size.
            with file.open("rb") as stream:
                found.append((f"{name}.txt", stream.read(2 * LARGEST_BYTES).decode("utf-8", "replace")))
        except FileNotFoundError:
            continue
        except OSError as error:
            found.append((f"{name}.txt", f"{type(error).__name__}\n"))
    return tuple(found)


def zipped(files: Iterable[tuple[str, str]]) -> bytes:
    """Names and texts as a zip file that tells nothing else: no dates, no owner, no comment."""
    import io
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode())
    return stream.getvalue()


def _language() -> str:
    import locale

    with suppress(ValueError, TypeError):
        return (locale.getlocale()[0] or "").split(".")[0]
    return ""


if sys.platform == "win32":

    def _full_name() -> tuple[str, ...]:
        """The display name (GetUserNameExW with NameDisplay)."""
        import ctypes

        with suppress(OSError, AttributeError):
            room = ctypes.create_unicode_buffer(257)
            length = ctypes.c_ulong(257)
            if ctypes.WinDLL("secur32").GetUserNameExW(3, room, ctypes.byref(length)):
                return (room.value,)
        return ()

else:

    def _full_name() -> tuple[str, ...]:
        """The login and the full name of the account."""
        import pwd

        with suppress(KeyError, OSError):
            account = pwd.getpwuid(os.getuid())
            return (account.pw_name, account.pw_gecos.split(",")[0])
        return ()
