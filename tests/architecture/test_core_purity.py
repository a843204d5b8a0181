"""The core stays pure: what import-linter cannot see is read from the syntax trees.

No clock, no chance, no file in the four pure packages; time and randomness arrive as arguments. Each check is also
shown a sample that breaks it.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "cehrs_desktop"
PURE = ("exam", "psychometrics", "application", "presentation")
CORE = ("exam", "psychometrics")

# Reading the clock or rolling dice: replay of the stored events would no longer give the same state.
CLOCKS = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.perf_counter_ns",
    "time.process_time", "time.sleep", "time.localtime", "time.gmtime",
    "uuid.uuid1", "uuid.uuid4",
}  # fmt: skip
# Of `random` only the class is pure, and only with a seed.
SEEDED = "random.Random"
FILES = {"open", "io.open", "print", "input", "exec", "eval", "__import__"}
MODULES = {
    "os", "pathlib", "io", "shutil", "tempfile", "subprocess", "socket", "logging", "threading", "multiprocessing",
    "concurrent", "asyncio", "sqlite3", "secrets", "ctypes",
}  # fmt: skip


def offences(source: str, forbidden_modules: frozenset[str] | set[str] = frozenset()) -> list[str]:
    """What in a module's source breaks purity, as `line: thing`; aliases and `from` imports are followed."""
    tree = ast.parse(source)
    full_names: dict[str, str] = {}
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                full_names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
                found += [(node.lineno, alias.name)] * (alias.name.partition(".")[0] in forbidden_modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full_names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            found += [(node.lineno, node.module)] * (node.module.partition(".")[0] in forbidden_modules)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = dotted(node, full_names)
            if name in CLOCKS or name in FILES or (name.startswith("random.") and not name.startswith(SEEDED)):
                found.append((node.lineno, name))
        if isinstance(node, ast.Call) and dotted(node.func, full_names) == SEEDED and not node.args:
            found.append((node.lineno, "random.Random without a seed"))
    return [f"{line}: {name}" for line, name in sorted(set(found))]


def dotted(node: ast.expr, full_names: dict[str, str]) -> str:
    """The full name that an expression such as `dt.datetime.now` stands for; empty for anything else."""
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, full_names)
        return f"{owner}.{node.attr}" if owner else ""
    return full_names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def modules(package: str) -> list[Path]:
    found = sorted((PACKAGE / package).rglob("*.py"))
    assert found, f"{package} has no modules: was it moved?"
    return found


@pytest.mark.parametrize("package", PURE)
def test_reads_no_clock_rolls_no_dice_opens_no_file(package: str) -> None:
    banned = MODULES if package in CORE else set[str]()
    broken = {
        path.relative_to(PACKAGE).as_posix(): found
        for path in modules(package)
        if (found := offences(path.read_text(encoding="utf-8"), banned))
    }
    assert not broken


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from datetime import datetime\nx = datetime.now()", ["2: datetime.datetime.now"]),
        ("import datetime as dt\nx = dt.datetime.now(dt.UTC)", ["2: datetime.datetime.now"]),
        ("from datetime import date as day\nx = day.today", ["2: datetime.date.today"]),
        ("import time\nx = time.time()", ["2: time.time"]),
        ("def f():\n    from time import monotonic as m\n    return m()", ["3: time.monotonic"]),
        ("import random\nrandom.shuffle([])", ["2: random.shuffle"]),
        ("from random import choice\nchoice([1])", ["2: random.choice"]),
        ("import random\nr = random.Random()", ["2: random.Random without a seed"]),
        ("with open('x') as f: pass", ["1: open"]),
        ("import os", ["1: os"]),
        ("from os.path import join", ["1: os.path"]),
        ("from pathlib import Path", ["1: pathlib"]),
        ("import logging.handlers", ["1: logging.handlers"]),
        ("from threading import Lock", ["1: threading"]),
    ],
)
def test_the_check_fires_on(source: str, expected: list[str]) -> None:
    assert offences(source, MODULES) == expected


def test_the_check_lets_seeded_chance_and_values_pass() -> None:
    source = "import random\nfrom datetime import UTC, datetime\nr = random.Random(7)\nr.shuffle([])\nd: datetime"
    assert offences(source, MODULES) == []
