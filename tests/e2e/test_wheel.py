"""The wheel carries everything: in an environment of its own, far from the checkout, its self-test passes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that holds the wheel and, by reference, the libraries it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT]
    subprocess.run([*pip, *build], check=True, stdin=subprocess.DEVNULL)
    (wheel,) = folder.glob("cehrs_desktop-*.whl")
    home = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install = ["--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run([*pip, *install], check=True, stdin=subprocess.DEVNULL)
    # A folder named in a .pth file lends its packages, not its own .pth files: the checkout stays out of reach.
    lent = f"import sys; sys.path.append({sysconfig.get_path('purelib')!a})\n"
    (site,) = home.glob("Lib/site-packages" if sys.platform == "win32" else "lib/*/site-packages")
    (site / "lent.pth").write_text(lent, encoding="ascii")
    return python


def run(python: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    clean["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.run(
        [python, *arguments], cwd=cwd, env=clean, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
        check=False, timeout=280,
    )  # fmt: skip


def test_the_program_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "-c", "import cehrs_desktop; print(cehrs_desktop.__file__)", cwd=tmp_path)
    assert Path(done.stdout.strip()).is_relative_to(installed.parents[1]), done.stderr


def test_the_self_test_passes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "-m", "cehrs_desktop.cli", "self-test", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["ok"] is True


def test_the_console_command_is_installed(installed: Path, tmp_path: Path) -> None:
    command = installed.with_name("cehrs.exe" if sys.platform == "win32" else "cehrs")
    done = subprocess.run([command, "bank", "stats", "--json"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["items"] > 0
