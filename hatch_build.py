"""Puts the program's data into a wheel.

In a checkout the program reads `resources/` and `build/items.pack` where they lie. A wheel has no checkout
beside it, so this hook adds both as `cehrs_desktop/_data/`, compiling the item pack from `itembank/` first.
An editable install gets neither: there the checkout is at hand. What goes into the pack is not decided here;
that is the business of `cehrs_desktop.bank`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Adds `resources/` and the compiled item pack to standard wheels."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the pack and register both for inclusion; RuntimeError when the pack could not be built."""
        if version == "editable":
            return
        root = Path(self.root)
        pack = root / "build" / "items.pack"
        done = subprocess.run(
            [sys.executable, "-m", "cehrs_desktop.cli", "bank", "build"],
            cwd=root, check=False, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode != 0 or not pack.is_file():
            said = done.stdout + done.stderr
            raise RuntimeError(f"The item pack could not be compiled from itembank/:\n{said}")
        build_data["force_include"] |= {
            str(root / "resources"): "cehrs_desktop/_data/resources",
            str(pack): "cehrs_desktop/_data/items.pack",
        }
