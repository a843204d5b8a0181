"""Gathers the support file: reads what may be told about this installation, and who must not be named in it.

Nothing of it is needed before somebody asks. Whatever cannot be read is told as such: the file is wanted most where
something is broken, so no single part may keep the others out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from cehrs_desktop import __version__
from cehrs_desktop.app.defaults import DEFAULTS
from cehrs_desktop.app.machine import Settled
from cehrs_desktop.application.support import SupportBundle, SupportFacts, last_look, policy_told, support_files
from cehrs_desktop.exam.plain import Json
from cehrs_desktop.system.paths import Paths, data_file

if TYPE_CHECKING:
    from cehrs_desktop.application.computer import ComputerSheet
    from cehrs_desktop.application.ports import AttemptStore
    from cehrs_desktop.application.scrubbing import Scrubber

log = logging.getLogger(__name__)


def support_bundle(settled: Settled, store: AttemptStore | None = None) -> SupportBundle:
    """The parts of the support file and the file itself. `store` is the opened data of this process, if it is open:
    call it on the database lane then. Takes a second or two; never raises what it finds."""
    from cehrs_desktop.presentation.support_texts import readme
    from cehrs_desktop.system.support_bundle import log_texts, settings_there, zipped

    paths = settled.paths
    state, stored = settings_there(paths.data / "settings.json")
    scrubber = _scrubber(paths, str(stored.get("name", "")), store)
    facts = SupportFacts(
        about=cast(dict[str, Json], _told(lambda: _about(settled, state))),
        settings={name: stored.get(name, value) for name, value in DEFAULTS.items()},
        choices=_choices(),
        policy=_told(lambda: _policy(settled)),
        computer=_computer(),
        data=_told(lambda: _data(paths, store)),
        items=_told(lambda: _items(settled)),
        log=log_texts(paths.log),
    )
    files = support_files(facts, scrubber)
    files = last_look(files, scrubber)
    files = (readme(files), *files)
    return SupportBundle(files, zipped((file.name, file.text) for file in files))


def _scrubber(paths: Paths, name: str, store: AttemptStore | None) -> Scrubber:
    from cehrs_desktop.app.home_cache import FileHomeCache
    from cehrs_desktop.application.ports import StoreError
    from cehrs_desktop.application.scrubbing import DATA, FOLDER, scrubber_for
    from cehrs_desktop.storage.health import names_on_disk
    from cehrs_desktop.system.support_bundle import own_folders, own_names

    names = {name, *own_names()}
    names |= {line.candidate_name for line in FileHomeCache(paths.cache / "home.json").read()}
    names |= set(names_on_disk(paths.data, copies_only=store is not None))
    if store is not None:
        try:
            names |= {candidate.name for candidate in store.candidates()}
        except StoreError:
            log.warning("the names in the data could not be read for the support file")
    folders = [(folder, "~") for folder in own_folders()]
    places = [
        (str(paths.data), DATA),
        (str(paths.data.resolve()), DATA),
        (str(paths.cache), DATA),
        (str(paths.log), DATA),
    ]
    for folder in own_folders():
        # The log has the home folder as "~" already.
        places += [("~" + place.removeprefix(folder), label) for place, label in places if place.startswith(folder)]
    try:
        resources = str(data_file("resources/icons/cehrs.png").parents[2])
    except FileNotFoundError:
        resources = ""
    return scrubber_for(names, [*places, *folders, (resources, FOLDER)])


def _about(settled: Settled, settings_file: str) -> Json:
    from PySide6.QtCore import qVersion

    from cehrs_desktop.system.filesystem import filesystem_kind, free_bytes
    from cehrs_desktop.system.support_bundle import machine_facts

    data = settled.paths.data
    return {
        "program": __version__,
        **machine_facts(),
        "qt": qVersion(),
        "data_folder_disk": filesystem_kind(data),
        "data_folder_free_bytes": free_bytes(data),
        "data_folder_set_by": settled.origin,
        "settings_file": settings_file,
    }


def _choices() -> Mapping[str, frozenset[str]]:
    """The words that a setting may have; those of any other setting are not told."""
    from cehrs_desktop.presentation.lockdown_texts import LEVELS
    from cehrs_desktop.presentation.texts import CONTRASTS, SCREENS

    def of(pairs: tuple[tuple[str, str], ...]) -> frozenset[str]:
        return frozenset(value for value, _ in pairs)

    return {
        "theme": of(CONTRASTS),
        "screen": of(SCREENS),
        "lockdown": of(LEVELS),
        "result": frozenset(("now", "two_days")),
    }


def _computer() -> ComputerSheet | None:
    from cehrs_desktop.application.computer import computer_sheet
    from cehrs_desktop.files.computer_requirements import read_requirements
    from cehrs_desktop.system.clock import SystemClock
    from cehrs_desktop.system.computer.look import look_at_computer

    try:
        return computer_sheet(
            lambda: read_requirements(data_file("resources/venues/computer.json")),
            lambda published: look_at_computer(None, published),
            SystemClock(),
        )
    except Exception:
        log.warning("the computer could not be looked at for the support file", exc_info=True)
        return None


def _data(paths: Paths, store: AttemptStore | None) -> Json:
    from cehrs_desktop.storage.health import health_on_disk
    from cehrs_desktop.storage.store import SqlAttemptStore

    if isinstance(store, SqlAttemptStore):
        return store.health()
    return health_on_disk(paths.data)


def _policy(settled: Settled) -> Json:
    from cehrs_desktop.app import own_folder

    return policy_told(own_folder.sheet_now(settled))


def _items(settled: Settled) -> Json:
    from cehrs_desktop.app.items import PackPolicy, Packs
    from cehrs_desktop.app.opening import open_pack

    shipped = open_pack()
    policy = settled.policy
    by_policy = PackPolicy() if policy is None else PackPolicy(policy.texts("item_packs"), policy.texts("trusted_keys"))
    opened = Packs(settled.paths.data, by_policy).open_items()
    problem = opened.in_use.problem
    return {
        "shipped": {"pack": shipped.pack_id, "test_plan": shipped.blueprint.version, "items": shipped.item_count},
        "in_use": {"pack": opened.source.pack_id, "items": opened.source.item_count, "by_policy": opened.in_use.fixed},
        "problem": None if problem is None else type(problem).__name__,
    }


def _told(question: Callable[[], Json]) -> Json:
    """The answer, or the kind of error in its place."""
    try:
        return question()
    except Exception as error:
        log.warning("a part of the support file could not be read", exc_info=True)
        return {"could_not_be_read": type(error).__name__}
