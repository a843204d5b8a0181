"""`cehrs`: calibrate."""

from __future__ import annotations

from typing import Any


def add_commands(commands: Any) -> None:
    """Add them to the command line."""
