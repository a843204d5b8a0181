"""Settings with a person's granted text size and contrast put on, for the time of one attempt.

Nothing of that is written: the settings underneath stay as they are, and what is changed of the lent ones during the
attempt is forgotten with them.
"""

from __future__ import annotations

from collections.abc import Mapping

from cehrs_desktop.application.surroundings import SettingsStore
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.rehearsal.accommodations import Accommodations


class LentSettings:
    """A `SettingsStore` over another one."""

    def __init__(self, beneath: SettingsStore, granted: Accommodations) -> None:
        self._beneath = beneath
        self._lent: dict[str, Json] = {}
        if granted.zoom:
            self._lent["zoom"] = granted.zoom
        if granted.theme:
            self._lent["theme"] = granted.theme

    @property
    def values(self) -> Mapping[str, Json]:
        """All settings, the lent ones over the others."""
        return {**self._beneath.values, **self._lent}

    def change(self, key: str, value: Json) -> None:
        """Keep a choice; one of what is lent for as long as it is lent."""
        if key in self._lent:
            self._lent[key] = value
        else:
            self._beneath.change(key, value)
