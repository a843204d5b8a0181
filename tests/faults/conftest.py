"""Disks that are too small, and the child processes that faults happen to."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small_disk() -> Generator[Path]:
    """A file system of its own with 1 MiB. Where this user may not mount one, the test says so and is not run;
    `test_a_file_size_limit...` and `test_no_more_pages...` show the same everywhere."""
    # Not below pytest's own folder: what a killed run leaves mounted must not stop the next one from tidying up.
    place = Path(tempfile.mkdtemp(prefix="cehrs-small-disk-"))
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"this machine lets nobody mount: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()
