"""Putting a person's granted text size and contrast on the stage, and taking them off again."""

from __future__ import annotations

from collections.abc import Callable

from cehrs_desktop.application.lent_settings import LentSettings
from cehrs_desktop.application.surroundings import SettingsStore
from cehrs_desktop.rehearsal.accommodations import Accommodations
from cehrs_desktop.ui.stage import Stage


def wear(stage: Stage, granted: Accommodations | None) -> Callable[[], None]:
    """Show everything as granted from here on; what is returned puts the person's own settings back, once."""
    own, key = stage.settings, "zoom" if granted is not None and granted.zoom else "theme"
    if granted is None or not (granted.zoom or granted.theme):
        return lambda: None
    _use(stage, LentSettings(own, granted), key)

    def take_off() -> None:
        if stage.settings is not own:
            _use(stage, own, key)

    return take_off


def _use(stage: Stage, settings: SettingsStore, key: str) -> None:
    stage.settings = settings
    # Nothing changes but where the look comes from; the stage renews it with any change of it.
    stage.change(key, settings.values[key])
