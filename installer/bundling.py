"""One folder that needs no Python, made with PyInstaller in one way for all: the program, its camera part, and the bare
window that it is measured against. Called by spec files, inside of PyInstaller.

No one-file bundles, which start slowly, and no UPX: packed programs set off virus scanners.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from installer.drop_list import (
    CAMERA_KEEPS,
    CAMERA_PART,
    HIDDEN,
    MODULES,
    NOT_FOR_THE_CAMERA,
    is_dropped,
    modules_not_pinned,
    pinned_packages,
)
from installer.origin import write_origin

ROOT = Path(__file__).resolve().parent.parent
LINUX = sys.platform.startswith("linux")
# Stripping breaks libraries whose wheels were repaired ("ELF load command not page-aligned"): copied as they are.
AS_THEY_ARE = re.compile(r"numpy\.libs[/\\]|libav|libsw|(?:^|/)libsodium|_sodium")

# Of Qt the libraries themselves: nothing but other files of the bundle loads them.
QT_LIBRARY = re.compile(r"(?:^|[/\\])(?:lib)?Qt6\w+\.(?:so|dll)|(?:^|[/\\])Qt\w+\.framework[/\\]")

Entry = tuple[str, str, str]
Entries = Sequence[Entry]


def one_folder(
    name: str,
    script: Path,
    programs: Sequence[str],
    *,
    console: Sequence[str] = (),
    data: Sequence[tuple[str, str]] = (),
    icon: Path | None = None,
    version_files: Mapping[str, Path] | None = None,
    camera: bool = False,
    manifest: Path | None = None,
    resources: Sequence[str] = (),
) -> Any:
    """Make the folder `name` with an executable for each of `programs`, all of which start `script`.

    `console` names those that a person starts in a console. `data` is source and place, as PyInstaller has it;
    `version_files` are Windows version resources by program. On Linux the second program is a link to the first,
    whose archive of modules it would only repeat; the script tells them apart by the name they are called by.
    `manifest` and `resources`, as PyInstaller has them, are of Windows. Returns what PyInstaller's BUNDLE makes an app
    of.
    """
    # PyInstaller brings no types.
    api: Any = import_module("PyInstaller.building.api")
    main: Any = import_module("PyInstaller.building.build_main")
    target = Path(cast("dict[str, str]", import_module("PyInstaller.config").CONF)["distpath"]) / name

    pinned = pinned_packages(ROOT / "requirements" / ("camera.txt" if camera else "app.txt"))
    excluded = [*MODULES, *modules_not_pinned(pinned), *(NOT_FOR_THE_CAMERA if camera else CAMERA_PART)]
    analysis: Any = main.Analysis(
        [str(script)],
        pathex=[str(ROOT)],
        datas=list(data),
        excludes=excluded,
        hiddenimports=[name for name in HIDDEN if data],
        noarchive=False,
    )
    binaries = _without_orphans(_kept(analysis.binaries, camera=camera))
    # What PyInstaller adds about packages are their names and licences, which `licences/` has.
    files = [entry for entry in _kept(analysis.datas, camera=camera) if ".dist-info" not in entry[0]]
    # macOS signs what it gets: stripping there, and on Windows, breaks libraries.
    strip = LINUX and not camera
    kept_whole = {entry for entry in binaries if strip and AS_THEY_ARE.search(entry[0])}

    archive = api.PYZ(analysis.pure)
    executables: list[Any] = [
        api.EXE(
            archive,
            analysis.scripts,
            exclude_binaries=True,
            name=program,
            console=program in console,
            strip=strip,
            upx=False,
            manifest=None if manifest is None else str(manifest),
            resources=list(resources),
            icon=None if icon is None else str(icon),
            version=str(version_files[program]) if version_files and program in version_files else None,
        )
        for program in (programs[:1] if LINUX else programs)
    ]
    collected: Any = api.COLLECT(
        *executables,
        [entry for entry in binaries if entry not in kept_whole],
        files + [(place, source, "DATA") for place, source, _ in sorted(kept_whole)],
        name=name,
        strip=strip,
        upx=False,
    )
    for other in programs[1:] if LINUX else ():
        (target / other).symlink_to(programs[0])
    # Windows separates folders otherwise; what is written down is read elsewhere.
    origins = {place.replace("\\", "/"): source for place, source, _ in [*binaries, *files]}
    write_origin(target, origins, [source for _, source, _ in analysis.pure if source], camera=camera)
    return collected


def only_what_the_program_has_not(program: Path, part: Path) -> None:
    """Leave in the folder of a part only what the program's folder lacks: it is laid over it."""
    for path in [path for path in part.rglob("*") if path.is_symlink() or path.is_file()]:
        if os.path.lexists(program / path.relative_to(part)):
            path.unlink()
    for folder in sorted((path for path in part.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _kept(entries: Entries, *, camera: bool) -> list[Entry]:
    kept: list[Entry] = []
    for place, source, kind in entries:
        # PyInstaller's links to libraries beside the executable: what is delivered finds its libraries by itself.
        # The links inside a framework of macOS are part of it.
        link = kind == "SYMLINK" and not (sys.platform == "darwin" and ".framework/" in place)
        if link or is_dropped(place, source):
            continue
        if not (camera and CAMERA_KEEPS.search("/" + place.replace("\\", "/"))):
            kept.append((place, source, kind))
    return kept


def _without_orphans(binaries: list[Entry]) -> list[Entry]:
    """Without the libraries of Qt that only dropped files needed."""
    get_imports: Callable[[str], Iterable[tuple[str, str | None]]] = import_module(
        "PyInstaller.depend.bindepend"
    ).get_imports
    while True:
        needed = {Path(name).name.lower() for _, source, _ in binaries for name, _ in get_imports(source)}
        kept = [one for one in binaries if not QT_LIBRARY.search(one[0]) or Path(one[0]).name.lower() in needed]
        if len(kept) == len(binaries):
            return kept
        binaries = kept
