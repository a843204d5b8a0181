"""How a database of an older version becomes one of this version: frozen steps, one file each.

A step is never changed after a release: it describes a moment in the past. It must not import `tables` or any
other code that lives on. Taking the copy first is `opening`'s business.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from cehrs_desktop.storage.migrations import step_0001, step_0002, step_0003, step_0004, step_0005, step_0006

Step = Callable[[sqlite3.Connection], None]

STEPS: tuple[Step, ...] = (
    step_0001.apply,
    step_0002.apply,
    step_0003.apply,
    step_0004.apply,
    step_0005.apply,
    step_0006.apply,
)
"""`STEPS[n]` turns a database of version n into one of version n + 1; version 0 is an empty file."""


def migrate(connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
    """Bring the database to version `len(steps)` in one transaction; when a step fails nothing has changed."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute("BEGIN EXCLUSIVE")
    try:
        for step in steps[version:]:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
