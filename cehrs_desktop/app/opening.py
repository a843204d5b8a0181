"""Opening the data: everything heavy that happens after the first paint, on the database lane."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cehrs_desktop.system.paths import Paths

if TYPE_CHECKING:
    from cehrs_desktop.application.desk import Desk, Readiness, Repair
    from cehrs_desktop.application.packs import OpenedItems
    from cehrs_desktop.application.ports import Backup
    from cehrs_desktop.bank.pack import ItemPack


def open_desk(paths: Paths, open_items: Callable[[], OpenedItems] | None = None) -> Desk:
    """Open the attempt store and the items: those of `open_items`, else the delivered ones. Items that cannot be used
    are told, not raised."""
    # Imported here, behind the painted window.
    from cehrs_desktop.application.desk import Desk
    from cehrs_desktop.application.ports import StoreError
    from cehrs_desktop.storage.opening import open_store
    from cehrs_desktop.system.filesystem import filesystem_kind
    from cehrs_desktop.system.log import start_log

    start_log(paths.log)
    store = open_store(paths.data, filesystem_kind(paths.data))
    try:
        if open_items is None:
            return Desk(store, open_pack(), None, store.shut, None, lambda: store.study, lambda: store.people)
        opened = open_items()
    except StoreError as error:
        return Desk(store, None, error, store.shut, None, lambda: store.study, lambda: store.people)
    return Desk(store, opened.source, None, store.shut, opened.in_use, lambda: store.study, lambda: store.people)


def open_pack() -> ItemPack:
    """The item pack that the program was delivered with. Raises `PackMissing`, `PackDamaged` or `PackTooNew`."""
    from cehrs_desktop.application.ports import PackMissing
    from cehrs_desktop.bank.pack import ItemPack
    from cehrs_desktop.system.paths import data_file

    try:
        file = data_file("items.pack")
    except FileNotFoundError as error:
        raise PackMissing("items.pack", str(error)) from error
    return ItemPack(file)


def repairs(folder: Path) -> Repair:
    """The ways out of a damaged database in `folder`."""
    from cehrs_desktop.application.desk import Repair

    def restore(backup: Backup) -> object:
        from cehrs_desktop.storage.backups import restore_backup
        from cehrs_desktop.storage.opening import utc_ms

        return restore_backup(folder, backup, now_ms=utc_ms())

    def start_empty() -> object:
        from cehrs_desktop.storage.opening import start_afresh

        return start_afresh(folder)

    return Repair(restore, start_empty)


def readiness(folder: Path) -> Readiness:
    """Disk space and power, as far as the computer tells."""
    from cehrs_desktop.application.desk import Readiness
    from cehrs_desktop.system.filesystem import free_bytes
    from cehrs_desktop.system.power import power_state

    power = power_state()
    return Readiness(free_bytes(folder), power.on_mains, power.percent)
