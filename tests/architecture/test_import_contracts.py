"""The import contracts in pyproject.toml are alive: each one breaks when somebody breaks it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Contract id -> a module of a copy of the package, and the import that is put into it.
BREACHES = {
    "layers": ("exam/items.py", "import cehrs_desktop.application"),
    "camera": ("camera/talk.py", "import cehrs_desktop.system"),
    "camera-alone": ("ui/__init__.py", "import cehrs_desktop.camera"),
    "core": ("psychometrics/scoring.py", "import sqlite3"),
    "numbers": ("bank/pack.py", "import numpy"),
    "inner": ("presentation/__init__.py", "import PySide6.QtCore"),
    "sql": ("app/__init__.py", "import sqlite3"),
    "qt": ("system/__init__.py", "import PySide6.QtGui"),
    "qt-entry": ("cli/__init__.py", "import PySide6.QtWidgets"),
    "files": ("ui/__init__.py", "import yaml"),
    "signatures": ("ui/__init__.py", "import nacl.signing"),
    "paths": ("bank/__init__.py", "import platformdirs"),
    "ports": ("storage/__init__.py", "import cehrs_desktop.presentation"),
    "screens": ("ui/screens/one/__init__.py", "import cehrs_desktop.ui.screens.two"),
    "cycles": ("ui/screens/two/__init__.py", "import cehrs_desktop.ui.screens.one"),
}


def broken_contracts(folder: Path) -> set[str]:
    """Names of the contracts that the package copied into `folder` breaks, as the console program reports them."""
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    wide = os.environ | {"COLUMNS": "200"}  # the report wraps long names
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=folder, env=wide, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert any(line.startswith("Contracts:") for line in lines), done.stdout + done.stderr
    return {line.partition(" BROKEN")[0] for line in lines if " BROKEN" in line}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignored = shutil.ignore_patterns("__pycache__", "_data")
    shutil.copytree(ROOT / "cehrs_desktop", tmp_path / "cehrs_desktop", ignore=ignored)
    for name in ("one", "two"):
        screen = tmp_path / "cehrs_desktop/ui/screens" / name
        screen.mkdir(parents=True)
        (screen / "__init__.py").write_text("", encoding="utf-8")
    return tmp_path


def test_the_program_keeps_every_contract_and_a_breach_breaks_it(copy: Path) -> None:
    settings = tomllib.loads((copy / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    names = {contract["id"]: contract["name"] for contract in settings["contracts"]}
    assert set(names) == set(BREACHES)
    assert broken_contracts(copy) == set()

    for module, line in BREACHES.values():
        path = copy / "cehrs_desktop" / module
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    (copy / "cehrs_desktop/unplaced.py").write_text("", encoding="utf-8")
    assert broken_contracts(copy) == set(names.values())
