"""The drop list against what the program's source imports: nothing that is imported may be dropped."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from installer import drop_list
from installer.drop_list import CAMERA_PART, MODULES, NOT_FOR_THE_CAMERA, is_dropped, pinned_packages

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "cehrs_desktop"
PLUGINS_NEEDED = (
    "platforms/libqxcb.so", "platforms/libqwayland.so", "platforms/libqoffscreen.so", "platforms/qwindows.dll",
    "platforms/libqcocoa.dylib", "platforminputcontexts/libibusplatforminputcontextplugin.so",
    "platforminputcontexts/libcomposeplatforminputcontextplugin.so", "imageformats/libqjpeg.so",
    "iconengines/libqsvgicon.so", "printsupport/libcupsprintersupport.so", "platformthemes/libqxdgdesktopportal.so",
    "imageformats/qsvg.dll", "texttospeech/qtexttospeech_sapi.dll", "texttospeech/libqtexttospeech_speechd.so",
    "styles/qmodernwindowsstyle.dll",
    "wayland-shell-integration/libxdg-shell.so", "multimedia/libffmpegmediaplugin.so",
)  # fmt: skip


def imported(files: Iterable[Path]) -> set[str]:
    """Every module that these files import, anywhere in them, with its parents; not what only type checkers read."""
    found: set[str] = set()
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        only_types = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if node in only_types:
                continue
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
                found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {".".join(name.split(".")[:depth]) for name in found for depth in range(1, name.count(".") + 2)}


def sources(*, camera: bool) -> list[Path]:
    return [file for file in PACKAGE.rglob("*.py") if ("camera" in file.relative_to(PACKAGE).parts) == camera]


def clashes(names: set[str], dropped: Iterable[str]) -> set[str]:
    return names & set(dropped)


def test_nothing_that_the_program_imports_is_on_the_list() -> None:
    assert clashes(imported(sources(camera=False)), [*MODULES, *CAMERA_PART]) == set()


def test_nothing_that_the_camera_part_imports_is_on_its_list() -> None:
    # cehrs_desktop.presentation and .ui, which it imports, are held to the program's list above.
    assert clashes(imported(sources(camera=True)), [*MODULES, *NOT_FOR_THE_CAMERA]) == set()


@pytest.mark.parametrize(
    "line", ["import ssl", "from asyncio import run", "def f():\n    import PySide6.QtNetwork", "from numpy import fft"]
)
def test_a_planted_import_of_something_dropped_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "planted.py").write_text(line, encoding="utf-8")
    assert clashes(imported([tmp_path / "planted.py"]), [*MODULES, *CAMERA_PART])


def test_an_import_for_type_checkers_alone_does_not_count(tmp_path: Path) -> None:
    code = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ssl\n"
    (tmp_path / "typed.py").write_text(code, encoding="utf-8")
    assert "ssl" not in imported([tmp_path / "typed.py"])


def loads_without(dropped: Iterable[str], modules: Iterable[str]) -> str:
    """What went wrong when these modules are imported in a Python in which the dropped ones do not exist."""
    code = """
import importlib, sys
dropped, wanted = (set(words.split()) for words in sys.argv[1:])
class Missing:
    def find_spec(self, name, path=None, target=None):
        if any(name == one or name.startswith(one + ".") for one in dropped):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
for name in sorted(wanted):
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(f"{name}: {error!r}")
"""
    command = [sys.executable, "-c", code, " ".join(dropped), " ".join(modules)]
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True).stdout


def modules_of(files: Iterable[Path]) -> list[str]:
    """The names of the program's modules; not those that are for one system, or run when they are imported."""
    names = (".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files)
    return sorted(
        name for name in names if not re.search(r"__main__|\.(?:windows|mac|macos|linux|win32|win)\w*$", name)
    )


def test_the_program_loads_where_what_is_dropped_does_not_exist() -> None:
    pytest.importorskip("PySide6.QtGui")
    libraries = ["PySide6.QtTextToSpeech", "PySide6.QtDBus", "PySide6.QtPrintSupport", "highspy", "numpy.random"]
    everything = [*libraries, *modules_of(sources(camera=False))]
    assert loads_without([*MODULES, *CAMERA_PART], everything) == ""


def test_the_camera_part_loads_where_what_is_dropped_does_not_exist() -> None:
    pytest.importorskip("PySide6.QtGui")
    everything = ["PySide6.QtMultimedia", *modules_of(sources(camera=True))]
    assert loads_without([*MODULES, *NOT_FOR_THE_CAMERA], everything) == ""


def test_something_dropped_that_is_needed_is_found_by_loading() -> None:
    pytest.importorskip("PySide6.QtGui")
    assert "QtNetwork" in loads_without(["PySide6.QtNetwork"], ["PySide6.QtMultimedia"])


@pytest.mark.parametrize("plugin", PLUGINS_NEEDED)
def test_plugins_that_are_needed_stay(plugin: str) -> None:
    assert not is_dropped(f"PySide6/Qt/plugins/{plugin}")
    assert not is_dropped(f"PySide6\\plugins\\{plugin}".replace("/", "\\"))


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/tls/libqopensslbackend.so", "PySide6/plugins/platforms/qminimal.dll",
        "PySide6/translations/qtbase_de.qm", "PySide6/opengl32sw.dll", "pydantic_core/_pydantic_core.pyi",
        "PySide6/Qt/plugins/texttospeech/libqtexttospeech_mock.so", "numpy/_core/include/numpy/arrayobject.h",
    ],
)  # fmt: skip
def test_what_is_not_needed_goes(place: str) -> None:
    assert is_dropped(place)


def test_the_programs_own_data_stay() -> None:
    for file in (ROOT / "resources").rglob("*"):
        assert not is_dropped(f"cehrs_desktop/_data/resources/{file.relative_to(ROOT / 'resources').as_posix()}")


def test_of_the_systems_libraries_only_the_named_ones_come_along() -> None:
    assert not is_dropped("libsqlite3.so.0", "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0")
    assert not is_dropped("libxcb-cursor.so.0", "/lib/x86_64-linux-gnu/libxcb-cursor.so.0")
    assert is_dropped("libstdc++.so.6", "/lib/x86_64-linux-gnu/libstdc++.so.6")
    assert not is_dropped("PySide6/Qt/lib/libicudata.so.73", "/srv/.venv/lib/libicudata.so.73")


def test_what_is_installed_for_tests_and_tools_stays_out() -> None:
    unpinned = drop_list.modules_not_pinned(pinned_packages(ROOT / "requirements" / "app.txt"))
    assert {"pytest", "hypothesis", "ruff", "PyInstaller", "pip"} <= {*unpinned}
    assert not {"PySide6", "pydantic", "numpy", "nacl", "yaml"} & {*unpinned}
