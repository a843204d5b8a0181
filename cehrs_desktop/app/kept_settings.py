"""The settings of this computer's user, in a file; kept in memory while the program runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cehrs_desktop.app.defaults import DEFAULTS
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.system.settings_file import read_settings, write_settings


class KeptSettings:
    """A `SettingsStore` in one JSON file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._values = read_settings(file, DEFAULTS).values
        self.problem: str | None = None

    @property
    def values(self) -> Mapping[str, Json]:
        """All settings, defaults filled in."""
        return self._values

    def change(self, key: str, value: Json) -> None:
        """Keep a choice. A file that cannot be written is noted in `problem`; the choice holds for this run."""
        self._values = {**self._values, key: value}
        try:
            write_settings(self._file, {key: value})
            self.problem = None
        except OSError as error:
            self.problem = str(error)
