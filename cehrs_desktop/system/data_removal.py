"""Takes away what the program wrote for people: for an uninstaller that was asked to. Nothing here asks again.

Only names that the program itself gives are touched, and only in folders that hold them; a folder goes when it is
empty then. Links are taken away and never followed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

_OWN = (
    "attempts.db", "attempts.db-*", "attempts-damaged-*", "attempts-replaced-*", "backups", "settings.json*",
    "instead-of.json", "venues", "incidents", "packs", "cache", "log", "program.lock",
)  # fmt: skip
_SIGNS = ("attempts.db", "settings.json", "instead-of.json", "program.lock", "packs", "cache", "log")
"""A folder without any of these was never used by the program, whatever it is called."""


def remove_from(folder: Path, *, whole: bool) -> list[Path]:
    """Take the program's data out of a data folder; what could not be removed, empty when all is gone.

    `whole`: the folder is the program's alone (the system's place for it), so everything in it goes.
    """
    if not folder.is_dir() or _is_link(folder):
        return []
    if whole:
        return _removed(folder)
    if not any((folder / sign).exists() for sign in _SIGNS):
        return []
    left = [path for name in _OWN for found in sorted(folder.glob(name)) for path in _removed(found)]
    if not any(folder.iterdir()):
        left += _removed(folder)
    return left


def _removed(path: Path) -> list[Path]:
    left: list[Path] = []

    def note(_: Callable[..., object], what: str, __: object) -> None:
        left.append(Path(what))

    if path.is_dir() and not _is_link(path):
        # Not wanted where the program starts. It follows no links inside either.
        import shutil

        shutil.rmtree(path, onerror=note)
        return left
    try:
        path.unlink()
    except OSError:
        # On Windows a link to a folder is taken away as a folder.
        try:
            path.rmdir()
        except OSError:
            left.append(path)
    return left


def _is_link(path: Path) -> bool:
    """Whether a path leads elsewhere: a symbolic link, or on Windows a junction."""
    if path.is_symlink():
        return True
    if sys.platform == "win32":
        # 0x400: a reparse point; a file that is only kept in a cloud is one, too, and is no folder.
        return bool(path.lstat().st_file_attributes & 0x400)
    return False


if sys.platform == "win32":
    import winreg

    def homes() -> list[Path]:
        """The folders of all the people who have ever signed in on this computer."""
        key = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
        found: list[Path] = []
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as profiles:
            for place in range(winreg.QueryInfoKey(profiles)[0]):
                try:
                    with winreg.OpenKey(profiles, winreg.EnumKey(profiles, place)) as profile:
                        value = winreg.QueryValueEx(profile, "ProfileImagePath")[0]
                except OSError:
                    continue
                found.append(Path(os.path.expandvars(str(value))))
        return found

else:

    def homes() -> list[Path]:
        """Only Windows lists them, and only there an uninstaller may be asked for it."""
        return []
