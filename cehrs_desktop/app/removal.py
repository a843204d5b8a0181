"""`cehrs-desktop --remove-data`: what an uninstaller runs when it was asked to remove people's data, too.

It knows where the data is as the program itself does: from this person's and this machine's settings. It shows
nothing; its exit code says what became of it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cehrs_desktop.app.machine import settled_here
from cehrs_desktop.app.policy_sources import machine_with, policy_from
from cehrs_desktop.application.policy_places import Machine
from cehrs_desktop.system.data_removal import homes, remove_from
from cehrs_desktop.system.instance_lock import FILE, AlreadyRunning, lock_instance
from cehrs_desktop.system.managed_readers import held_here
from cehrs_desktop.system.paths import program_paths

GONE, LEFT, IN_USE = 0, 1, 3


def remove_data(*, of_everyone: bool) -> int:
    """Remove the data of this person, or `of_everyone` on this computer. The exit code: 0 gone, 1 not all, 3 in use."""
    try:
        return _remove(of_everyone=of_everyone)
    except Exception:  # noqa: BLE001 - it would open a window, and nobody may be there to close it
        return LEFT


def _remove(*, of_everyone: bool) -> int:
    folders = {program_paths({}).data: True, settled_here().paths.data: False}
    # The system's own place first: of a folder that is both, the whole goes.
    if of_everyone:
        for home in homes():
            folders |= {folder: whole for folder, whole in _folders_in(home).items() if folder not in folders}
    if any(_in_use(folder) for folder in folders):
        return IN_USE
    left = [path for folder, whole in folders.items() for path in remove_from(folder, whole=whole)]
    return LEFT if left else GONE


def _folders_in(home: Path) -> dict[Path, bool]:
    """The data folders of whoever has this home on a Windows machine; `True` for those that are the program's alone."""
    local = home / "AppData" / "Local"
    folders = {local / program_paths({}).data.name: True}
    own = {
        "USERPROFILE": str(home), "LOCALAPPDATA": str(local), "APPDATA": str(home / "AppData" / "Roaming"),
        "USERNAME": home.name,
    }  # fmt: skip
    environ = {**os.environ, **own}
    here = machine_with(environ)
    policy = policy_from(
        held_here(environ), environ, Machine(here.windows, str(home), home.name, here.computer, environ)
    )
    for given in (policy.fixed.get("data_folder"), policy.default.get("data_folder")):
        if given is not None:
            folders.setdefault(Path(str(given.value)), False)
    return folders


def _in_use(folder: Path) -> bool:
    if not (folder / FILE).is_file():
        return False
    try:
        # A lock that cannot be taken for another reason does not show that somebody holds it.
        with suppress(OSError), lock_instance(folder):
            return False
    except AlreadyRunning:
        return True
    return False
