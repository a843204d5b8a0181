"""The setup program: the part of its script that says what is installed and removed, and the names it is made with.

The rest of the script is packaging/windows/setup.nsi. Files are named one by one, so that an uninstaller never removes
what it did not install.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from installer.plan import PUBLISHER
from installer.windows_files import FILE_TYPES, NEWER_TEXT, OPEN_TEXT, WINDOW, Packed, folders_of
from installer.windows_resources import COPYRIGHT

_CLASSES = r"Software\Classes"


def file_list(files: Sequence[Packed]) -> str:
    """The macros that install the program, its camera part and its file types, and those that remove them."""
    lines = ["; Written for each build; see installer/windows_setup.py.", ""]
    lines += _macro("InstallProgram", _installing([file for file in files if not file.camera]))
    lines += _macro("InstallCamera", _installing([file for file in files if file.camera]))
    removing = [f'Delete "{_target(file.place)}"' for file in files]
    removing += [f'RMDir "{_target(folder)}"' for folder in reversed(folders_of(files))]
    lines += _macro("RemoveFiles", removing)
    lines += _macro("RegisterFileTypes", [line for ending in FILE_TYPES for line in _registering(ending)])
    lines += _macro("UnregisterFileTypes", [line for ending in FILE_TYPES for line in _unregistering(ending)])
    return "\n".join(lines)


def defines(version: str, numbers: tuple[int, int, int], files: Sequence[Packed], made: dict[str, Path]) -> list[str]:
    """The names for makensis, as arguments. `made` has the paths of FILES, ICON, PANEL, GUARD and OUT."""
    names = {
        "VERSION": version,
        "NUMBERS": ".".join(map(str, numbers)),
        "PUBLISHER": PUBLISHER,
        "COPYRIGHT": COPYRIGHT,
        "KILOBYTES": str(_kilobytes([file for file in files if not file.camera])),
        "KILOBYTES_WITH_CAMERA": str(_kilobytes(files)),
        "OPEN_TEXT": OPEN_TEXT,
        "NEWER_TEXT": NEWER_TEXT,
        **{name: str(path) for name, path in made.items()},
    }
    if any(file.camera for file in files):
        names["WITH_CAMERA"] = "1"
    return [f"-D{name}={text}" for name, text in names.items()]


def _kilobytes(files: Sequence[Packed]) -> int:
    return sum(file.source.stat().st_size for file in files) // 1024


def _macro(name: str, body: Sequence[str]) -> list[str]:
    return [f"!macro {name}", *(f"  {line}" for line in body), "!macroend", ""]


def _installing(files: Sequence[Packed]) -> list[str]:
    """Files of a kind stand together, wherever they go: the whole gets smaller by that."""
    lines: list[str] = []
    folder: PurePosixPath | None = None
    for file in sorted(files, key=lambda file: (file.place.suffix, file.place.name, file.place)):
        if file.place.parent != folder:
            folder = file.place.parent
            lines.append(f'SetOutPath "{_target(folder)}"')
        lines.append(f'File "{file.source}"')
    return lines


def _registering(ending: str) -> list[str]:
    kind, words = FILE_TYPES[ending]
    return [
        f'WriteRegStr SHCTX "{_CLASSES}\\{kind}" "" "{words}"',
        f'WriteRegStr SHCTX "{_CLASSES}\\{kind}\\DefaultIcon" "" "$INSTDIR\\{WINDOW},0"',
        f'WriteRegStr SHCTX "{_CLASSES}\\{kind}\\shell\\open\\command" "" \'"$INSTDIR\\{WINDOW}" "%1"\'',
        f'WriteRegStr SHCTX "{_CLASSES}\\{ending}\\OpenWithProgids" "{kind}" ""',
        # An ending that is somebody else's stays theirs.
        f'ReadRegStr $0 SHCTX "{_CLASSES}\\{ending}" ""',
        '${If} $0 == ""',
        f'  WriteRegStr SHCTX "{_CLASSES}\\{ending}" "" "{kind}"',
        "${EndIf}",
    ]


def _unregistering(ending: str) -> list[str]:
    kind, _ = FILE_TYPES[ending]
    return [
        f'DeleteRegKey SHCTX "{_CLASSES}\\{kind}"',
        f'DeleteRegValue SHCTX "{_CLASSES}\\{ending}\\OpenWithProgids" "{kind}"',
        f'DeleteRegKey /ifnosubkeys /ifnovalues SHCTX "{_CLASSES}\\{ending}\\OpenWithProgids"',
        f'ReadRegStr $0 SHCTX "{_CLASSES}\\{ending}" ""',
        f'${{If}} $0 == "{kind}"',
        f'  DeleteRegValue SHCTX "{_CLASSES}\\{ending}" ""',
        "${EndIf}",
        f'DeleteRegKey /ifnosubkeys /ifnovalues SHCTX "{_CLASSES}\\{ending}"',
    ]


def _target(place: PurePosixPath) -> str:
    return "\\".join(["$INSTDIR", *place.parts])
