"""The copies in the data folder: listed, tried out, put back. Copying and thinning out is done in `backups`."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from cehrs_desktop.application.backup_ports import BackupFile, Drill, Fault, Held
from cehrs_desktop.application.ports import AttemptDamaged, Backup, StoreDamaged, StoreError
from cehrs_desktop.storage import backups
from cehrs_desktop.storage.connection import look
from cehrs_desktop.storage.faults import store_errors
from cehrs_desktop.storage.migrations import STEPS
from cehrs_desktop.storage.store import SqlAttemptStore

_BESIDE = re.compile(r"attempts-(damaged|replaced)-(\d{8}T\d{6})(\d{3})Z\.db")
_ANSWERS = """
    SELECT study_run.id, count(*) FROM study_answer JOIN study_run ON study_run.number = study_answer.run
    GROUP BY study_run.id
"""


class BackupFolder:
    """The `BackupPlace` of the program: the data folder itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def files(self) -> tuple[BackupFile, ...]:
        """All copies, the newest first, not looked into."""
        found: list[tuple[str, int, Path]] = []
        with store_errors(self._folder):
            found += [("backup", taken_ms, path) for taken_ms, path in backups.dated_files(self._folder)]
            for path in backups.kept_beside(self._folder):
                name = _BESIDE.fullmatch(path.name)
                # A file whose name is no date was put there by somebody else.
                with suppress(ValueError):
                    if name is not None:
                        second = datetime.strptime(name[2] + "+0000", "%Y%m%dT%H%M%S%z")
                        found.append((name[1], int(second.timestamp()) * 1000 + int(name[3]), path))
        files: list[BackupFile] = []
        for kind, taken_ms, path in found:
            # One that was removed meanwhile is not there; the others are.
            with suppress(OSError):
                files.append(BackupFile(str(path), taken_ms, path.stat().st_size, kind))
        return tuple(sorted(files, key=lambda file: file.taken_ms, reverse=True))

    def drill(self, file: BackupFile) -> Drill:
        """Open a copy, check all its pages, verify every hash chain in it, and count. Never raises for what is wrong
        with the copy; what may be in a log beside it is not read."""
        path = Path(file.path)

        def bad(fault: Fault, problem: object) -> Drill:
            return Drill(file, known_version=len(STEPS), fault=fault, problem=str(problem))

        try:
            # SQLite tells neither of the two apart from damage.
            path.open("rb").close()
        except FileNotFoundError as error:
            return bad("gone", error)
        except OSError as error:
            return bad("unreadable", error)
        try:
            backups.check(path)
            with closing(look(path)) as connection:
                return _counted(file, path, connection)
        except (StoreError, sqlite3.Error, OSError, UnicodeDecodeError) as error:
            return bad("damaged", error)

    def put_back(self, file: BackupFile, now_ms: int) -> str:
        """Put a copy in the database's place; the path under which the database that was there is kept.

        Nothing may have the database open. Raises `StoreDamaged` when the copy is not whole, or another `StoreError`:
        the database is then as it was.
        """
        if not (drill := self.drill(file)).good:
            raise StoreDamaged(file.path, drill.problem or f"version {drill.version}")
        # A clock that was set back must not give two databases one name.
        beside = [one.taken_ms for one in self.files() if one.kind != "backup"]
        at_ms = max([now_ms, *(taken + 1 for taken in beside)])
        backup = Backup(file.path, file.taken_ms, len(drill.held.attempts))
        kept = backups.restore_backup(self._folder, backup, at_ms, "replaced")
        return "" if kept is None else str(kept)


def _counted(file: BackupFile, path: Path, connection: sqlite3.Connection) -> Drill:
    def count(query: str) -> int:
        (found,) = connection.execute(query).fetchone()
        return int(found or 0)

    version = count("PRAGMA user_version")
    if not 0 < version <= len(STEPS):
        fault: Fault = "newer" if version > 0 else "damaged"
        return Drill(file, version, len(STEPS), fault=fault, problem=f"version {version}")
    reading = SqlAttemptStore(path, connection, "", lambda: 0)
    attempts: dict[str, str] = dict(connection.execute("SELECT id, state FROM attempt ORDER BY number").fetchall())
    damaged: list[str] = []
    for attempt_id in attempts:
        try:
            reading.load(attempt_id)
        except AttemptDamaged:
            damaged.append(attempt_id)
    learners = frozenset(one for (one,) in connection.execute("SELECT id FROM candidate").fetchall())
    answers = connection.execute(_ANSWERS).fetchall() if version >= backups.STUDY_SINCE else ()
    held = Held(learners, attempts, dict(answers))
    newest_ms = count("SELECT max(created_ms) FROM attempt")
    return Drill(file, version, len(STEPS), held, newest_ms, tuple(damaged))
