"""What the camera's source does not contain: nothing that records, captures, stores, prints or sends.

What it really does at run time is watched from outside: tests/faults/test_camera_leaks.py.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3] / "cehrs_desktop"
CAMERA = PACKAGE / "camera"

# Qt's classes that keep, send or hand over a picture, and calls that do.
NAMES = {
    "QMediaRecorder", "QImageCapture", "QScreenCapture", "QAudioInput", "QAudioSource", "QMicrophonePermission",
    "QFileDialog", "QFile", "QSaveFile", "QTemporaryFile", "QDataStream", "QBuffer", "QImageWriter", "QPdfWriter",
    "QPrinter", "QClipboard", "QDrag", "QMimeData", "QSharedMemory", "QLocalSocket", "QLocalServer", "QTcpSocket",
    "QUdpSocket", "QNetworkAccessManager", "QDesktopServices", "QProcess", "QSettings", "QStandardPaths",
    "clipboard", "save", "write_bytes", "write_text", "grab", "render", "mkstemp", "mkdtemp",
}  # fmt: skip
CALLS = {"open", "exec", "eval", "__import__"}
MODULES = {"QtNetwork", "QtMultimediaWidgets", "QtPrintSupport", "QtDBus", "QtSql"}


def offences(source: str) -> list[str]:
    """What in a module's source should not be there, as `line: name`."""
    found: set[tuple[int, str]] = set()
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                names = [name] if name in NAMES else []
            case ast.ImportFrom(module=module, names=aliases):
                parts = {*(module or "").split("."), *(alias.name for alias in aliases)}
                names = sorted(parts & (NAMES | MODULES))
            case ast.Import(names=aliases):
                names = sorted({part for alias in aliases for part in alias.name.split(".")} & MODULES)
            case ast.Call(func=ast.Name(id=name)) if name in CALLS:
                names = [name]
            case _:
                continue
        found |= {(getattr(node, "lineno", 0), name) for name in names}
    return [f"{line}: {name}" for line, name in sorted(found)]


def test_the_cameras_source_keeps_and_sends_nothing() -> None:
    sources = sorted(CAMERA.glob("*.py"))
    assert len(sources) > 5
    broken = {path.name: found for path in sources if (found := offences(path.read_text(encoding="utf-8")))}
    assert not broken


def test_multimedia_is_the_cameras_alone() -> None:
    users = {path for path in PACKAGE.rglob("*.py") if "PySide6.QtMultimedia" in path.read_text(encoding="utf-8")}
    assert users
    assert all(CAMERA in path.parents for path in users)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # A painter's `save` too: nobody has to tell the two apart.
        ("image.save('x.png')", ["1: save"]),
        ("from PySide6.QtMultimedia import QImageCapture", ["1: QImageCapture"]),
        ("from PySide6 import QtNetwork", ["1: QtNetwork"]),
        ("import PySide6.QtNetwork", ["1: QtNetwork"]),
        ("QGuiApplication.clipboard().setImage(image)", ["1: clipboard"]),
        ("open('x', 'wb')", ["1: open"]),
        ("a = 1\nPath('x').write_bytes(b'')", ["2: write_bytes"]),
    ],
)
def test_the_check_fires_on(source: str, expected: list[str]) -> None:
    assert offences(source) == expected


def test_the_check_lets_painting_pass() -> None:
    assert offences("painter.drawImage(place, image)") == []
