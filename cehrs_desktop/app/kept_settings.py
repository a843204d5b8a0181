"""The settings of this computer's user, in a file; kept in memory while the program runs.

What a policy gives lies around them: its defaults beneath, what it fixes above. Nothing of it is written into the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cehrs_desktop.app.defaults import DEFAULTS
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.system.settings_file import read_settings, write_settings

if TYPE_CHECKING:
    from cehrs_desktop.application.policy import Policy


class KeptSettings:
    """A `SettingsStore` in one JSON file, under the policy of this machine if there is one."""

    def __init__(self, file: Path, policy: Policy | None = None) -> None:
        self._file = file
        self._policy = policy
        if policy is None:
            self._values = read_settings(file, DEFAULTS).values
        else:
            self._values = policy.settled(read_settings(file, policy.defaults(DEFAULTS)).values, DEFAULTS)
        self.problem: str | None = None

    @property
    def values(self) -> Mapping[str, Json]:
        """All settings, defaults filled in."""
        return self._values

    def change(self, key: str, value: Json) -> None:
        """Keep a choice. A file that cannot be written is noted in `problem`; the choice holds for this run. Of what a
        policy fixes only the look changes, for this run: a person may need another one to read at all."""
        in_force = value
        if self._policy is not None:
            from cehrs_desktop.application.policy_settings import SEEN_AT_ONCE

            if key in self._policy.fixed_keys:
                if key in SEEN_AT_ONCE:
                    self._values = {**self._values, key: value}
                return
            in_force = self._policy.settled({key: value}, DEFAULTS)[key]
        self._values = {**self._values, key: in_force}
        try:
            write_settings(self._file, {key: value})
            self.problem = None
        except OSError as error:
            self.problem = str(error)


def chosen_settings(file: Path) -> Mapping[str, Json]:
    """The person's own choices in a file of settings; `None` where nothing was chosen."""
    return read_settings(file, dict.fromkeys(DEFAULTS)).values
