"""What the repository never holds: rooms named for nothing, addresses of package indexes, one machine's paths."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cehrs_desktop import __version__

ROOT = Path(__file__).parents[2]
# Made by tools, or not ours.
SKIPPED = {".git", ".venv", ".venv-core", "build", "dist", "__pycache__", "node_modules"}

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "managers", "base", "tools", "stuff"}

# Written in pieces so that this file is clean itself.
ADDRESSES = (
    "pypi." + "org", "python" + "hosted.org", "deb.debian." + "org", "snapshot.debian." + "org", "npmjs." + "org",
    "--find" + "-links", "--extra-index" + "-url", " --index" + "-url",
)  # fmt: skip
MACHINE_PATHS = re.compile(r"(?<![\w.~])/(?:(?:root|work)/|(?:home|Users)/\w)|[A-Za-z]:\\(?:Users)\\\w")


def files() -> list[Path]:
    """Everything in the checkout that people wrote; generated folders and hidden caches are left out."""
    found = [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not SKIPPED.intersection(path.relative_to(ROOT).parts)
        and not any(part.endswith("_cache") or part == ".hypothesis" for part in path.relative_to(ROOT).parts)
    ]
    assert len(found) > 50, "the checkout was not found"
    return found


def text_of(path: Path) -> str:
    """The file's text; empty for binary files."""
    data = path.read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", errors="replace")


def vague(path: Path) -> bool:
    return any(part.removesuffix(".py").strip("_") in VAGUE_NAMES for part in path.parts)


def betrayals(text: str) -> list[str]:
    """The lines that name a package index or a path of somebody's machine."""
    return [
        line.strip()
        for line in text.splitlines()
        if any(address in line.lower() for address in ADDRESSES) or MACHINE_PATHS.search(line)
    ]


def test_no_module_is_named_for_nothing() -> None:
    assert [p for p in files() if p.suffix == ".py" and vague(p.relative_to(ROOT))] == []


def test_no_file_names_a_package_index_or_a_home_folder() -> None:
    broken = {path.relative_to(ROOT).as_posix(): found for path in files() if (found := betrayals(text_of(path)))}
    assert not broken


@pytest.mark.parametrize("name", ["exam/utils.py", "ui/helpers/dates.py", "system/_common.py", "app/base.py"])
def test_the_name_check_fires_on(name: str) -> None:
    assert vague(Path(name))


@pytest.mark.parametrize("name", ["exam/navigation.py", "storage/database.py", "ui/toolset.py"])
def test_the_name_check_lets_pass(name: str) -> None:
    assert not vague(Path(name))


@pytest.mark.parametrize(
    "line",
    [
        "https://" + "pypi." + "org/simple/pytest/",
        "URIs: http://" + "deb.debian." + "org/debian",
        "pip install --find" + "-links wheels/ x",
        "cd " + "/ro" + "ot/checkout",
        'HERE = "' + "/ho" + 'me/anna/cehrs"',
        "C:" + r"\Use" + r"rs\Anna\cehrs",
    ],
)
def test_the_text_check_fires_on(line: str) -> None:
    assert betrayals(f"first\n  {line}\nlast") == [line]


@pytest.mark.parametrize("line", ["HOME=/root PATH=/bin", "see docs/home/page", "uv pip compile --no-emit-index-url x"])
def test_the_text_check_lets_pass(line: str) -> None:
    assert betrayals(line) == []


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
