"""What stays out of the bundle although a bundler would take it along: modules, files of Qt, libraries of the system.

By name, so that a new version of Qt brings new parts along rather than losing needed ones. A test holds the list
against what the program's source imports; the self-test of the bundle shows the rest.
"""

from __future__ import annotations

import re
from importlib.metadata import packages_distributions
from pathlib import Path

MODULES = (
    # The program never opens a connection; hashlib has its own SHA-256.
    "ssl", "_ssl", "_hashlib",
    "tkinter", "unittest", "pydoc", "doctest", "lib2to3", "curses", "readline", "xmlrpc", "ftplib", "lzma", "_lzma",
    "asyncio", "multiprocessing",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets",
    # Of numpy, what only its own tests and its build need, and what nothing here calculates.
    "numpy.f2py", "numpy.distutils", "numpy.testing", "numpy.conftest", "numpy.fft", "numpy._core.tests",
    "numpy._core._multiarray_tests",
    # Of pydantic, its former self and a plugin for a type checker.
    "pydantic.v1", "pydantic.mypy",
    # cffi compiles with it; what is compiled already does not need it.
    "pycparser",
)  # fmt: skip
"""Modules that nothing in the program uses but something could pull in."""

CAMERA_PART = ("cehrs_desktop.camera", "PySide6.QtMultimedia", "PySide6.QtNetwork")
"""Modules that only the optional camera part has.

QtNetwork because Qt's own module for QtMultimedia imports it; nothing here does.
"""

HIDDEN = ("_cffi_backend",)
"""Modules that only compiled code imports, so that no bundler sees it: PyNaCl's binding to libsodium."""

NOT_FOR_THE_CAMERA = (
    "socket", "_socket", "select", "selectors", "asyncio", "http", "email", "subprocess", "_posixsubprocess",
    "multiprocessing", "sqlite3", "numpy", "highspy", "yaml", "pydantic", "nacl", "cffi",
    "PySide6.QtMultimediaWidgets",
)  # fmt: skip
"""The camera's process has none of these either: what could reach a network or start a program stays out of it."""

QT_FILES = re.compile(
    r"""
    # The program is in English and loads no translation.
      /translations/
    # Kept on purpose: xcb, wayland and offscreen, input methods (typing in any language), SVG icons, JPEG, printing,
    # the desktop portal, the system's voices.
    | /plugins/(?:
          egldeviceintegrations | generic | networkinformation | tls | qmltooling | sqldrivers | xcbglintegrations
        | wayland-decoration-client/\w*libadwaita
        | wayland-graphics-integration-client/\w*(?:dmabuf|drm-egl|shm-emulation|vulkan)
        | wayland-shell-integration/\w*(?:fullscreen|ivi)
        | platforms/\w*(?:eglfs|linuxfb|minimal|minimalegl|vnc|vkkhrdisplay|direct2d|webgl)
        | platforminputcontexts/\w*virtualkeyboard
        | platformthemes/\w*gtk3
        | imageformats/\w*(?:pdf|tiff|webp|wbmp|tga|icns|gif)
        | texttospeech/\w*mock
      )
    | /opengl32sw\.dll$
    """,
    re.VERBOSE,
)
OTHER_FILES = re.compile(
    r"(?:^|/)tzdata/|/include/|\.(?:pyi|pxd|h|lib|a)$|/tests/|/py\.typed$"
    # Windows has its own.
    r"|(?:^|/)(?:api-ms-win-[\w-]+|ucrtbase)\.dll$"
)
CAMERA_KEEPS = re.compile(r"/plugins/(?!multimedia/)")
"""The camera part brings no plugin but Qt's for cameras: window, input and style plugins are the program's."""

SYSTEM_FOLDERS = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/", "/usr/local/lib/")
BROUGHT_ALONG = re.compile(
    # CPython's own extension modules are linked with them, and their names differ between systems.
    r"lib(?:python3[.\d]*|sqlite3|ffi|bz2|expat|uuid|crypt)\.so"
    # Qt's X11 plugin needs them, and desktops do not all have them.
    r"|libxcb-(?:cursor|icccm|image|keysyms|render-util|util)\.so|libxkbcommon-x11\.so"
)
"""Linux: the libraries of the build machine that are delivered. All others come from the system that the program runs
on, which mends them: its C and C++ libraries, X11, Wayland, GL, fonts, GLib, D-Bus, sound."""


def modules_not_pinned(pinned: set[str]) -> list[str]:
    """Top-level modules of installed packages that are not among those pinned for the program: tools and tests."""
    return sorted(
        module
        for module, packages in packages_distributions().items()
        if module.isidentifier() and not any(canonical(package) in pinned for package in packages)
    )


def pinned_packages(lock: Path) -> set[str]:
    """The names of the packages in a hash-pinned list."""
    return {canonical(name) for name in re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)}


def canonical(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_dropped(path: str, source: str = "") -> bool:
    """Whether a file of the bundle, at `path` in it and found at `source`, stays out."""
    inside = "/" + path.replace("\\", "/")
    if QT_FILES.search(inside) or OTHER_FILES.search(inside):
        return True
    return source.startswith(SYSTEM_FOLDERS) and not BROUGHT_ALONG.match(inside.rpartition("/")[2])
