"""What a bundle is made of: each component with its license, and which file belongs to which.

`origin.json` says for every file where it came from; some packages bring works of others in files of their own, which
are told apart here by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from installer.origin import CAMERA_ORIGIN, ORIGIN

INTERNAL = ("_internal", "Frameworks", "Resources")
PROGRAMS = frozenset({"cehrs-desktop", "cehrs", "cehrs-camera"})


@dataclass(frozen=True, slots=True)
class Component:
    """Something with a name, a version ("" when nothing tells it), an SPDX license expression and its texts."""

    id: str
    name: str
    version: str
    license: str
    texts: tuple[str, ...]
    """Names of files or folders in `licences/`."""
    home: str
    purl: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a component beyond where it came from."""

    name: str
    license: str
    home: str
    texts: tuple[str, ...] = ()


QT = ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt")
GCC = "GPL-3.0-or-later WITH GCC-exception-3.1"
KNOWN: Mapping[str, Known] = {
    "program": Known("CEHRS Desktop", "Apache-2.0", "", ("LICENSE",)),
    "items": Known("CEHRS Desktop item pack", "CC-BY-4.0", "", ("LICENSE-ITEMS",)),
    "font": Known("Atkinson Hyperlegible Next", "OFL-1.1", "https://www.brailleinstitute.org/freefont/", ("OFL.txt",)),
    "cpython": Known("CPython", "PSF-2.0", "https://www.python.org/", ("CPython.txt",)),
    "msvc": Known(
        "Microsoft Visual C++ and Universal C runtime", "LicenseRef-Microsoft-Redistributable",
        "https://visualstudio.microsoft.com/license-terms/", ("CPython.txt",),
    ),
    "sqlite": Known("SQLite", "blessing", "https://sqlite.org/", ("SQLite.txt",)),
    "libffi": Known("libffi", "MIT", "https://sourceware.org/libffi/", ("CPython.txt",)),
    "bootloader": Known(
        "PyInstaller bootloader", "GPL-2.0-or-later WITH Bootloader-exception", "https://pyinstaller.org/",
        ("packages/pyinstaller",),
    ),
    "icu": Known("ICU", "Unicode-DFS-2016", "https://icu.unicode.org/", ("ICU.txt",)),
    "openblas": Known("OpenBLAS with LAPACK", "BSD-3-Clause", "https://www.openblas.net/", ("packages/numpy",)),
    "gcc-runtime": Known("GCC runtime libraries", GCC, "https://gcc.gnu.org/", ("packages/numpy", "GPL-3.0.txt")),
    "ffmpeg": Known("FFmpeg", "LGPL-2.1-or-later", "https://ffmpeg.org/", ("FFmpeg.txt", "LGPL-2.1.txt")),
    "libsodium": Known("libsodium", "ISC", "https://libsodium.org/", ("packages/pynacl",)),
    "pypi:pyside6-essentials": Known("PySide6 and Qt (Essentials)", "LGPL-3.0-only", "https://www.qt.io/", QT),
    "pypi:pyside6-addons": Known("PySide6 and Qt (Addons)", "LGPL-3.0-only", "https://www.qt.io/", QT),
    "pypi:shiboken6": Known("shiboken6", "LGPL-3.0-only", "https://www.qt.io/", QT),
    "pypi:numpy": Known("numpy", "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", "https://numpy.org/"),
    "pypi:highspy": Known("HiGHS (highspy)", "MIT", "https://highs.dev/"),
    "pypi:pydantic": Known("pydantic", "MIT", "https://docs.pydantic.dev/"),
    "pypi:pydantic-core": Known("pydantic-core", "MIT", "https://github.com/pydantic/pydantic-core"),
    "pypi:annotated-types": Known("annotated-types", "MIT", "https://github.com/annotated-types/annotated-types"),
    "pypi:typing-extensions": Known("typing_extensions", "PSF-2.0", "https://github.com/python/typing_extensions"),
    "pypi:typing-inspection": Known("typing-inspection", "MIT", "https://github.com/pydantic/typing-inspection"),
    "pypi:platformdirs": Known("platformdirs", "MIT", "https://github.com/tox-dev/platformdirs"),
    "pypi:pyyaml": Known("PyYAML with libyaml", "MIT", "https://pyyaml.org/"),
    "pypi:pynacl": Known("PyNaCl", "Apache-2.0", "https://github.com/pyca/pynacl"),
    "pypi:fsrs": Known("FSRS (py-fsrs)", "MIT", "https://github.com/open-spaced-repetition/py-fsrs"),
    "pypi:cffi": Known("cffi", "MIT-0", "https://cffi.readthedocs.io/"),
    "debian:libbz2-1.0": Known("bzip2", "bzip2-1.0.6", "https://sourceware.org/bzip2/"),
    "debian:libexpat1": Known("Expat", "MIT", "https://libexpat.github.io/"),
    "debian:libffi7": Known("libffi", "MIT", "https://sourceware.org/libffi/"),
    "debian:libffi8": Known("libffi", "MIT", "https://sourceware.org/libffi/"),
    "debian:libsqlite3-0": Known("SQLite", "blessing", "https://sqlite.org/", ("SQLite.txt",)),
    "debian:libuuid1": Known("libuuid", "BSD-3-Clause", "https://www.kernel.org/pub/linux/utils/util-linux/"),
    "debian:libcrypt1": Known("libxcrypt", "LGPL-2.1-or-later", "https://github.com/besser82/libxcrypt"),
    "debian:libxcb-cursor0": Known("xcb-util-cursor", "MIT", "https://xcb.freedesktop.org/"),
    "debian:libxcb-icccm4": Known("xcb-util-wm", "MIT", "https://xcb.freedesktop.org/"),
    "debian:libxcb-image0": Known("xcb-util-image", "MIT", "https://xcb.freedesktop.org/"),
    "debian:libxcb-keysyms1": Known("xcb-util-keysyms", "MIT", "https://xcb.freedesktop.org/"),
    "debian:libxcb-render-util0": Known("xcb-util-renderutil", "MIT", "https://xcb.freedesktop.org/"),
    "debian:libxcb-util1": Known("xcb-util", "MIT", "https://xcb.freedesktop.org/"),
    "debian:libxkbcommon-x11-0": Known("libxkbcommon", "MIT", "https://xkbcommon.org/"),
}  # fmt: skip

INSIDE = (
    ("program", re.compile(r"items\.pack$"), "items"),
    ("program", re.compile(r"/fonts/"), "font"),
    ("pypi:pyside6-essentials", re.compile(r"libicu"), "icu"),
    ("pypi:pyside6-addons", re.compile(r"(?:lib)?(?:avcodec|avformat|avutil|swresample|swscale)"), "ffmpeg"),
    ("pypi:numpy", re.compile(r"openblas"), "openblas"),
    ("pypi:numpy", re.compile(r"lib(?:gfortran|quadmath|gcc)"), "gcc-runtime"),
    ("pypi:pynacl", re.compile(r"libsodium"), "libsodium"),
    ("", re.compile(r"(?i)(?:^|/)(?:vcruntime|msvcp|ucrtbase|api-ms-win|concrt)"), "msvc"),
    ("cpython", re.compile(r"(?:^|/)(?:lib)?sqlite3\.(?:dll|dylib)"), "sqlite"),
    ("cpython", re.compile(r"(?:^|/)libffi"), "libffi"),
)
"""Where it came from ("": anywhere), what its place looks like, and what it really is."""

WITHIN: Mapping[str, tuple[str, ...]] = {"pypi:pynacl": ("libsodium",), "program": ("bootloader",)}
"""Components that lie inside the files of others."""


class Unaccounted(Exception):
    """A file of the bundle belongs to no component that is known here, with what is missing."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """The components of a bundle, and each file's component id, by place."""

    components: tuple[Component, ...]
    files: Mapping[str, str]


def inventory(bundle: Path, *, camera: bool = False) -> Inventory:
    """What a bundle is made of, from its `origin.json` and its files. Raises `Unaccounted`."""
    told = read_origin(bundle, camera=camera)
    origins = cast("dict[str, str]", told["files"])
    files: dict[str, str] = {}
    for place in places(bundle):
        inside = _inside(place)
        if place.startswith("licences/"):
            continue
        if inside.removesuffix(".exe") in PROGRAMS:
            files[place] = "program"
        elif inside in origins:
            files[place] = _really(origins[inside], inside)
        else:
            raise Unaccounted(f"nothing tells where {place} came from")
    packages = cast("dict[str, str]", told["packages"])
    used = {*files.values(), "cpython", "program"} | {f"pypi:{name}" for name in packages if name != "pyinstaller"}
    used |= {other for one in used for other in WITHIN.get(one, ())}
    return Inventory(tuple(_component(one, told) for one in sorted(used)), files)


def read_origin(bundle: Path, *, camera: bool = False) -> dict[str, object]:
    """What was written down when the bundle was made. Raises `Unaccounted` when it was not."""
    try:
        return json.loads((bundle / (CAMERA_ORIGIN if camera else ORIGIN)).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Unaccounted("the bundle has no origin.json; make it with packaging/cehrs.spec") from error


def places(bundle: Path) -> Iterable[str]:
    """Every file and link of a bundle, as its place with forward slashes, in order."""
    return sorted(
        path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_symlink() or path.is_file()
    )


def _inside(place: str) -> str:
    first, _, rest = place.partition("/")
    return rest if first in INTERNAL else place


def _really(origin: str, inside: str) -> str:
    return next((real for of, looks, real in INSIDE if of in ("", origin) and looks.search(inside)), origin)


def _component(id_: str, told: Mapping[str, object]) -> Component:
    known = KNOWN.get(id_)
    if known is None:
        raise Unaccounted(f"the license of {id_} is not known; look it up and add it to installer/components.py")
    packages = cast("dict[str, str]", told["packages"])
    system = cast("dict[str, str]", told["system_packages"])
    kind, _, name = id_.partition(":")
    own = {"cpython": told["python"], "sqlite": told["sqlite"], "bootloader": packages["pyinstaller"]}
    texts = known.texts
    version, purl = str(own.get(id_, "")), None
    if kind == "pypi":
        version = packages[name]
        purl = f"pkg:pypi/{name}@{version}"
        texts = texts or (f"packages/{name}",)
    elif kind == "debian":
        version = system.get(id_, "")
        purl = f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}"
        texts = (*texts, f"system/{name}.txt")
    elif id_ == "cpython":
        purl = f"pkg:generic/python@{version}"
    return Component(id_, known.name, version, known.license, texts, known.home, purl)
