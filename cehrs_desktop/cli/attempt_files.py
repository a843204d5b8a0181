"""`cehrs attempts export` and `import`: carrying an attempt that is over to another computer."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cehrs_desktop.cli.output import DONE, FAILED, USAGE, put, say, with_json

if TYPE_CHECKING:
    from cehrs_desktop.storage.store import SqlAttemptStore

    OpenStore = Callable[[], SqlAttemptStore]


def add_commands(about: Any, open_store: OpenStore) -> None:
    """Add the two commands below `attempts`; `open_store` opens the store of the program's data folder."""
    out = about.add_parser("export", help="write an attempt that is over to a file: all events, items and the name")
    out.add_argument("attempt", help="the attempt's id, as `cehrs attempts` lists it")
    out.add_argument("file", type=Path, help="a new file, NAME.cehrsattempt; one that exists is never written over")
    with_json(out, lambda chosen: _export(chosen, open_store))
    take = about.add_parser("import", help="check such a file and take the attempt in, once")
    take.add_argument("file", type=Path)
    with_json(take, lambda chosen: _import(chosen, open_store))


def _export(chosen: argparse.Namespace, open_store: OpenStore) -> int:
    from cehrs_desktop import __version__
    from cehrs_desktop.application.attempt_files import StillOpen, copied
    from cehrs_desktop.application.ports import AttemptDamaged
    from cehrs_desktop.files.attempt_file import SUFFIX, attempt_bytes

    if chosen.file.suffix != SUFFIX:
        say(f"The file's name must end in {SUFFIX}.")
        return USAGE
    store = open_store()
    try:
        data = attempt_bytes(copied(store, chosen.attempt), __version__)
    except (StillOpen, AttemptDamaged) as error:
        return _refused(error, chosen)
    finally:
        store.shut()
    try:
        with chosen.file.open("xb") as opened:
            opened.write(data)
    except OSError as error:
        say(f"{chosen.file} could not be written: {error.strerror}. The attempt is safe. Choose another place.")
        return FAILED
    if chosen.json:
        put({"ok": True, "attempt": chosen.attempt, "file": str(chosen.file), "bytes": len(data)})
    else:
        say(f"written: {chosen.file}, {len(data)} bytes. It holds the candidate's name and answers.")
    return DONE


def _import(chosen: argparse.Namespace, open_store: OpenStore) -> int:
    from cehrs_desktop.application.attempt_files import StillOpen, take_in
    from cehrs_desktop.application.ports import AttemptConflict, AttemptDamaged, AttemptFileUnreadable
    from cehrs_desktop.files.attempt_file import read_attempt_file
    from cehrs_desktop.system.clock import SystemClock

    try:
        copy = read_attempt_file(chosen.file)
    except AttemptFileUnreadable as error:
        return _refused(error, chosen)
    store = open_store()
    try:
        taken = take_in(store, copy, SystemClock().now().wall_ms)
    except (StillOpen, AttemptDamaged, AttemptConflict) as error:
        return _refused(error, chosen)
    finally:
        store.shut()
    if chosen.json:
        put({"ok": True, "attempt": copy.attempt_id, "taken_in": taken})
    else:
        say(f"taken in: {copy.attempt_id}" if taken else f"here already: {copy.attempt_id}; nothing was changed")
    return DONE


def _refused(error: Exception, chosen: argparse.Namespace) -> int:
    from cehrs_desktop.presentation.attempt_file_texts import attempt_file_problem

    problem = attempt_file_problem(error)
    if chosen.json:
        put({"ok": False, "error": type(error).__name__, "title": problem.title, "detail": str(error)})
    say(f"{problem.title}. {problem.happened} {problem.safe} {problem.next}")
    return FAILED
