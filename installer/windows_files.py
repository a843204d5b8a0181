"""The files of a Windows package, the names that both kinds of package give to what they write, and their switches.

The program and its optional camera part go into one folder; the camera's files come second and never replace one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from installer.plan import BuildFailed

SETTINGS_KEY = r"Software\CEHRS Desktop"
"""What an installation keeps for the program and for its own successor; in HKLM, or in HKCU for one person."""

KEPT = {
    "DATAFOLDER": "DataFolder",
    "SHAREDDATA": "SharedData",
    "VENUE": "Venue",
    "POLICYFILE": "PolicyFile",
    "CAMERA": "Camera",
    "STARTMENU": "StartMenu",
    "DESKTOPSHORTCUT": "DesktopShortcut",
}
"""Switches and the registry values that keep them for the next version. Without a value: what is usual."""

FILE_TYPES = {
    ".cehrspack": ("CEHRSDesktop.ItemPack", "Item pack of CEHRS Desktop"),
    ".cehrsattempt": ("CEHRSDesktop.Attempt", "Exported attempt of CEHRS Desktop"),
    ".cehrsperson": ("CEHRSDesktop.Person", "Learner of CEHRS Desktop"),
}
"""Endings, and for each the name of its type and the words that Explorer shows."""

WINDOW, CONSOLE, CAMERA = "cehrs-desktop.exe", "cehrs.exe", "cehrs-camera.exe"
PLAIN = re.compile(r"[A-Za-z0-9 ._+()~/-]+")
WINDOWS_OWN = re.compile(r"(?:api-ms-win-.*|ucrtbase|ucrtwine|icuuc|mscms|bcryptprimitives)\.dll", re.IGNORECASE)
"""Libraries that Windows 10 and later bring themselves, whatever a machine that makes bundles has in their place."""

OPEN_TEXT = (
    "CEHRS Desktop is open on this computer; an exam may be under way. Nothing was changed. "
    "Close it in every session, then start this again."
)
NEWER_TEXT = "A newer version of CEHRS Desktop is installed. Nothing was changed. Remove it first to go back."
REMOVE_DATA = "--remove-data"
OF_EVERYONE = "--of-everyone"


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of the package: where it is now, where it goes below the program's folder, and of which part it is."""

    source: Path
    place: PurePosixPath
    camera: bool = False


def packed_files(bundle: Path, camera: Path | None) -> list[Packed]:
    """Every file once, sorted. Raises `BuildFailed` when something is missing, twice, a link, or not for Windows."""
    files = _files(bundle, camera=False)
    if camera is not None:
        files += _files(camera, camera=True)
    places = [str(file.place).casefold() for file in files]
    twice = sorted({place for place in places if places.count(place) > 1})
    if twice:
        raise BuildFailed(f"These files are in the program and in its camera part, or twice: {', '.join(twice[:5])}.")
    wanted = [WINDOW, CONSOLE, *([] if camera is None else [CAMERA])]
    unusual = [str(file.place) for file in files if not PLAIN.fullmatch(str(file.place))]
    if unusual:
        raise BuildFailed(f"These names hold more than a package can be trusted with: {', '.join(unusual)}.")
    strange = [str(file.place) for file in files if WINDOWS_OWN.fullmatch(file.place.name)]
    if strange:
        raise BuildFailed(f"These libraries are Windows' own and are not handed out: {', '.join(strange)}.")
    missing = [name for name in wanted if name not in places]
    if missing:
        raise BuildFailed(f"This is no bundle of the program for Windows: {', '.join(missing)} is missing.")
    return files


def _files(folder: Path, *, camera: bool) -> list[Packed]:
    found: list[Packed] = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise BuildFailed(f"{path} is a link; a Windows package holds files.")
        if path.is_file():
            found.append(Packed(path, PurePosixPath(path.relative_to(folder).as_posix()), camera))
    return found


def folders_of(files: Sequence[Packed]) -> list[PurePosixPath]:
    """The folders that the files need below the program's own, a parent before what is in it."""
    folders = {parent for file in files for parent in file.place.parents if parent != PurePosixPath(".")}
    return sorted(folders)


def megabytes(files: Sequence[Packed]) -> float:
    """How much the files take, in millions of bytes."""
    return round(sum(file.source.stat().st_size for file in files) / 1e6, 1)
