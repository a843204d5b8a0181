"""What a bundle needs from the Linux system that it runs on, read from its own files, in the names of Debian.

The names of the newer releases (with t64) provide these; the older ones are therefore right for both.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from installer.plan import BuildFailed

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libXext.so.6": "libxext6",
    "libXrandr.so.2": "libxrandr2",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libbz2.so.1.0": "libbz2-1.0",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdrm.so.2": "libdrm2",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libpulse.so.0": "libpulse0",
    "libspeechd.so.2": "libspeechd2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
LIBC = re.compile(r"lib(?:c|m|dl|pthread|rt|resolv|util)\.so\.\d|ld-linux")
# The first release of GCC whose C++ library has a version of its interface.
GCC_OF = {28: "10", 29: "11", 30: "12", 31: "13", 32: "13", 33: "14"}
WITHOUT_IT_WORKS = re.compile(r"TextToSpeech|texttospeech|libQt6Multimedia|libQt6Network|libQt6Concurrent|cupsprinter")
"""Files that are loaded only for reading aloud and for printing: what they need is recommended, not required."""

_NEEDED = re.compile(r"^\s*NEEDED\s+(\S+)", re.MULTILINE)
_GLIBC = re.compile(r"\bGLIBC_2\.(\d+)")
_GLIBCXX = re.compile(r"\bGLIBCXX_3\.4\.(\d+)")


def dependencies(folder: Path, beside: Sequence[Path] = ()) -> tuple[list[str], list[str]]:
    """The packages that the files of a folder need, and those that they work without, as Debian writes them.

    `beside` are folders that are installed with it. Raises `BuildFailed` for a library that is in none of them and in
    no package that is known here.
    """
    brought = _names(folder, *beside)
    required: set[str] = set()
    optional: set[str] = set()
    glibc = glibcxx = 0
    for path in elf_files(folder):
        told = _headers(path)
        glibc = max([glibc, *map(int, _GLIBC.findall(told))])
        glibcxx = max([glibcxx, *map(int, _GLIBCXX.findall(told))])
        needed = {name for name in _NEEDED.findall(told) if name not in brought}
        (optional if WITHOUT_IT_WORKS.search(path.as_posix()) else required).update(needed)
    languages = {f"libc6 (>= 2.{glibc})"}
    if "libstdc++.so.6" in required:
        languages.add(f"libstdc++6 (>= {GCC_OF.get(glibcxx, '10' if glibcxx < 28 else '14')})")
    hard = _packages(required)
    return sorted(hard | languages), sorted(_packages(optional) - hard)


def linked_with(folder: Path, files: re.Pattern[str]) -> set[str]:
    """The packages that those files of a folder need whose path matches."""
    brought = _names(folder)
    found = (_NEEDED.findall(_headers(path)) for path in elf_files(folder) if files.search(path.as_posix()))
    return _packages(name for needed in found for name in needed if name not in brought)


def _names(*folders: Path) -> set[str]:
    return {path.name for one in folders for path in one.rglob("*")}


def elf_files(folder: Path) -> Iterable[Path]:
    """Every program and library in a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def _packages(libraries: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for library in libraries:
        if LIBC.match(library) or library == "libstdc++.so.6":
            continue
        if library not in PACKAGES:
            raise BuildFailed(
                f"The bundle needs {library}, which it does not bring along and no package here is known to have. "
                "Bring it along (installer/drop_list.py) or name its package (installer/linux_libraries.py)."
            )
        found.add(PACKAGES[library])
    return found


def _headers(path: Path) -> str:
    done = subprocess.run(["objdump", "-p", path], capture_output=True, encoding="utf-8", errors="replace", check=False)
    if done.returncode != 0:
        raise BuildFailed(f"objdump (Debian: binutils) could not read {path.name}: {done.stderr.strip()}")
    return done.stdout
