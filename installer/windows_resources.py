"""What Windows shows of an executable and of a package: its version in numbers and as a resource, and its icon."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from installer.plan import PRODUCT, PUBLISHER, BuildFailed

PROGRAMS = {
    "cehrs-desktop": f"{PRODUCT}: exam rehearsal",
    "cehrs": f"{PRODUCT}: commands for labs and scripts",
    "cehrs-camera": f"{PRODUCT}: camera of the rehearsal",
}
"""The executables and how Windows describes them, in the list of running programs for instance."""

COPYRIGHT = "Apache-2.0. Independent of NHA and PSI."
AT_MOST = (255, 255, 65535)
"""Windows Installer compares three numbers, each below its own bound."""

WINDOW_ICON = "IDI_ICON1"
_ICON_GROUP = 14


def three_numbers(version: str) -> tuple[int, int, int]:
    """The version as Windows Installer compares it: a pre-release counts as the release that it leads to.

    Raises `BuildFailed` for what Windows Installer cannot compare.
    """
    found = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])", version)
    if found is None:
        raise BuildFailed(f"The version {version!r} does not begin with two or three numbers, as Windows wants it.")
    numbers = (int(found[1]), int(found[2]), int(found[3] or 0))
    if any(number > bound for number, bound in zip(numbers, AT_MOST, strict=True)):
        raise BuildFailed(f"The version {version!r} is beyond 255.255.65535, the highest that Windows Installer takes.")
    return numbers


def version_resource(program: str, version: str) -> str:
    """The version resource of one of `PROGRAMS`, as PyInstaller reads it."""
    numbers = (*three_numbers(version), 0)
    texts = {
        "CompanyName": PUBLISHER,
        "FileDescription": PROGRAMS[program],
        "FileVersion": version,
        "InternalName": program,
        "LegalCopyright": COPYRIGHT,
        "OriginalFilename": f"{program}.exe",
        "ProductName": PRODUCT,
        "ProductVersion": version,
    }
    lines = ",\n        ".join(f"StringStruct({name!r}, {text!r})" for name, text in texts.items())
    # 0x409 and 1200: American English, UTF-16.
    return f"""VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1,
                    subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [
        {lines}
    ])]),
    VarFileInfo([VarStruct('Translation', [0x409, 1200])])
  ]
)
"""


def write_version_resources(folder: Path, version: str) -> None:
    """Write `<program>.version` for every executable into a folder, where packaging/cehrs.spec looks for them."""
    folder.mkdir(parents=True, exist_ok=True)
    for program in PROGRAMS:
        (folder / f"{program}.version").write_text(version_resource(program, version), encoding="utf-8")


def icon_group(icon: bytes) -> bytes:
    """The head of an icon file as an executable keeps it: a picture has a number there, from 1, in place of an offset.

    They are the numbers that PyInstaller gives to the pictures of an executable's only icon.
    """
    _, kind, count = struct.unpack_from("<HHH", icon)
    group = struct.pack("<HHH", 0, kind, count)
    for number in range(count):
        entry = 6 + 16 * number
        group += icon[entry : entry + 12] + struct.pack("<H", number + 1)
    return group


def write_window_icon(folder: Path, icon: Path) -> str:
    """Write what makes an executable's icon that of its windows too; PyInstaller's words for it.

    Qt looks the icon of a new window up by this name. PyInstaller gives a number alone, and the window has the icon of
    no program until the program sets one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "window-icon").write_bytes(icon_group(icon.read_bytes()))
    return f"{folder / 'window-icon'},{_ICON_GROUP},{WINDOW_ICON}"
