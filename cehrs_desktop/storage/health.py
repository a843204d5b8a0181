"""How the database is: whole or not, of which version, how much is in it. For support: no names, answers or results.

It reads only, and never through a lock. What looks at the files must not be called in a process that has the database
open: closing a second connection would drop the locks of the first (see `opening`); that process asks its store.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.storage import backups
from cehrs_desktop.storage.backups import COMPANIONS, DATABASE
from cehrs_desktop.storage.connection import APPLICATION_ID, look
from cehrs_desktop.storage.migrations import STEPS

STATES = ("open", "complete", "declined", "abandoned")
TABLES = (
    "candidate",
    "attempt",
    "item_content",
    "attempt_item",
    "event",
    "heartbeat",
    "item_report",
    "kept_form",
    "key_correction",
    "rescoring",
    "accommodation",
    "taken_in",
    "study_profile",
    "study_run",
    "study_set",
    "study_answer",
    "study_item",
    "study_card",
    "study_note",
    "study_term",
    "person_pin",
)
"""Every table that may be counted; tables of later versions are not told by name."""


def health_of(connection: sqlite3.Connection, folder: Path) -> dict[str, Json]:
    """What an open database says of itself, beside what lies in its folder. Never raises what SQLite raises.

    `state` is ``whole``, ``damaged``, ``foreign`` or ``unreadable`` (``missing`` for no file at all), `problem` what
    SQLite said of it; `version` numbers the steps of the format, `known_version` those that this program knows.
    `rows` count by table, `attempts` by state, `bytes` by file; times are UTC milliseconds. `with_log`: what is in
    the write-ahead log was read too.
    """
    told = _folder_of(folder)
    try:
        (owner,) = connection.execute("PRAGMA application_id").fetchone()
        (told["version"],) = connection.execute("PRAGMA user_version").fetchone()
        if owner != APPLICATION_ID:
            return told | {"state": "foreign"}
        found = connection.execute("PRAGMA integrity_check(5)").fetchall()
        whole = found == [("ok",)]
        told["state"] = "whole" if whole else "damaged"
        told["problem"] = "" if whole else "; ".join(str(line) for (line,) in found)
        (told["journal"],) = connection.execute("PRAGMA journal_mode").fetchone()
        there = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        # The names are those of the list above, nobody's words.
        told["rows"] = {name: _count(connection, f"SELECT count(*) FROM {name}") for name in TABLES if name in there}
        told["attempts"] = {
            state: _count(connection, f"SELECT count(*) FROM attempt WHERE state = '{state}'") for state in STATES
        }
    except sqlite3.Error as error:
        told |= {"state": "unreadable", "problem": f"{type(error).__name__}: {error}"}
    return told


def health_on_disk(folder: Path) -> dict[str, Json]:
    """The same of a database that nobody in this process has open; another program's lock does not matter."""
    path = folder / DATABASE
    if not path.is_file():
        return _folder_of(folder) | {"state": "missing"}
    try:
        with closing(look(path)) as connection:
            return health_of(connection, folder) | {"with_log": False}
    except (sqlite3.Error, OSError) as error:
        return _folder_of(folder) | {"state": "unreadable", "problem": f"{type(error).__name__}: {error}"}


def names_on_disk(folder: Path, *, copies_only: bool) -> tuple[str, ...]:
    """Everybody's name in the database and its copies, so that they can be kept out of what leaves the computer.

    What cannot be read is passed over. A process that has the database open asks for the copies only.
    """
    copies: list[Path] = []
    with suppress(OSError):
        copies = [path for _, path in backups.dated_files(folder)] + backups.kept_beside(folder)
    names: set[str] = set()
    for file in copies if copies_only else [folder / DATABASE, *copies]:
        if file.is_file():
            with suppress(sqlite3.Error, OSError), closing(look(file)) as connection:
                names |= {str(name) for (name,) in connection.execute("SELECT name FROM candidate")}
                # An attempt keeps the name that its candidate had then.
                then = "SELECT json_extract(header, '$.candidate.name') FROM attempt WHERE json_valid(header)"
                names |= {str(name) for (name,) in connection.execute(then) if name}
    return tuple(sorted(names))


def _folder_of(folder: Path) -> dict[str, Json]:
    """What lies there: sizes and numbers, for files whose names are the program's own."""
    sizes: dict[str, Json] = {}
    copies: list[tuple[int, Path]] = []
    aside = 0
    with suppress(OSError):
        for companion in COMPANIONS:
            file = folder / f"{DATABASE}{companion}"
            if file.is_file():
                sizes[file.name] = file.stat().st_size
        copies = backups.dated_files(folder)
        aside = len(backups.kept_beside(folder))
    return {
        "state": "whole",
        "problem": "",
        "version": 0,
        "known_version": len(STEPS),
        "sqlite": sqlite3.sqlite_version,
        "with_log": True,
        "bytes": sizes,
        "backups": len(copies),
        "newest_backup_ms": copies[-1][0] if copies else None,
        "set_aside": aside,
    }


def _count(connection: sqlite3.Connection, query: str) -> int:
    (count,) = connection.execute(query).fetchone()
    return int(count)
