from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cehrs_desktop.system
from cehrs_desktop.system.keep_awake import keep_awake

ROOT = Path(__file__).parents[2]
HEAVY = [
    "sqlite3",
    "pydantic",
    "asyncio",
    "urllib.request",
    "email",
    "socket",
    "pickle",
    "platformdirs",
    "subprocess",
    "shutil",
    "tempfile",
    "random",
    "hashlib",
    "ctypes",
    "yaml",
    "PySide6",
]


def test_the_computer_costs_the_start_next_to_nothing() -> None:
    """No module of the package brings a heavy one along; ctypes is what Windows needs and is counted elsewhere only."""
    names = sorted(
        path.stem for path in Path(cehrs_desktop.system.__file__).parent.glob("*.py") if path.stem != "__init__"
    )
    code = (
        "import sys; before = set(sys.modules); import importlib\n"
        f"for name in {names!r}: importlib.import_module('cehrs_desktop.system.' + name)\n"
        f"print([name for name in {HEAVY!r} if name in set(sys.modules) - before])"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    expected = "['ctypes']" if sys.platform == "win32" else "[]"
    assert told.stdout.strip() == expected
    assert len(names) >= 8


@pytest.mark.skipif(sys.platform != "linux", reason="the others have a call of their own")
def test_linux_is_asked_elsewhere() -> None:
    assert keep_awake() is None


@pytest.mark.skipif(sys.platform == "linux", reason="Linux is asked over D-Bus, where the window is")
def test_sleep_can_be_held_off_and_let_go() -> None:
    end = keep_awake()
    assert end is not None
    end()
