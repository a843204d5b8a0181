"""Proves a program that is bundled or installed: its own self-tests, where nothing of the build can help it."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from installer.plan import Build, BuildFailed, Step

SECONDS_AT_MOST = 900
TESTS: Mapping[str, tuple[str, ...]] = {
    "whole_exam": ("self-test", "--json"),
    "kill_and_resume": ("self-test", "--kill-and-resume", "--json"),
}


def proof_step(name: str, console: Callable[[Build], Sequence[str]], *, of: str, without: str = "") -> Step:
    """A step that runs both self-tests with the command that `console` gives. `of` names the result in the summary."""

    def do(build: Build) -> None:
        build.results[of] = {test: prove(build, console(build), arguments) for test, arguments in TESTS.items()}

    return Step(name, do, skipped=lambda _: without or None)


def prove(build: Build, console: Sequence[str], arguments: Sequence[str]) -> dict[str, Any]:
    """Run one self-test; its JSON. Raises `BuildFailed` when it did not pass."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_", "VIRTUAL_ENV"))}
    # Paths with spaces and letters of several alphabets are what people have.
    with tempfile.TemporaryDirectory(prefix="Ünï Кода 試 ", ignore_cleanup_errors=True) as data:
        clean |= {"QT_QPA_PLATFORM": "offscreen", "CEHRS_DATA_DIR": data}
        command = [*console, *arguments]
        build.log.note(f"$ {' '.join(command)}")
        try:
            done = subprocess.run(
                command, cwd=data, env=clean, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
                errors="replace", check=False, timeout=SECONDS_AT_MOST,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BuildFailed(f"The self-test did not run to its end: {error}") from error
    build.log.note(done.stdout + done.stderr)
    try:
        result = dict(json.loads(done.stdout))
    except (ValueError, TypeError):
        result = {}
    if done.returncode != 0 or result.get("ok") is not True:
        raise BuildFailed(
            f"{' '.join(arguments)} failed with exit code {done.returncode}; do not hand this build out.\n"
            f"{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    build.tell(f"{' '.join(arguments)}: passed in {result.get('seconds')} s")
    return result
