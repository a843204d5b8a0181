"""Version 3: forms assembled here, corrected keys and what they changed. Frozen.

An older program would score an attempt without its table and without the corrections, so it must refuse the file.
"""

from __future__ import annotations

import sqlite3

_TABLES = (
    """
    CREATE TABLE kept_form (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        content TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE key_correction (
        number INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        item_id TEXT NOT NULL,
        item_version INTEGER NOT NULL,
        action TEXT NOT NULL,
        option TEXT,
        reason TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE rescoring (
        correction INTEGER NOT NULL REFERENCES key_correction (number),
        attempt INTEGER NOT NULL REFERENCES attempt (number),
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        PRIMARY KEY (correction, attempt)
    ) STRICT, WITHOUT ROWID
    """,
)


def apply(connection: sqlite3.Connection) -> None:
    """Add the tables to a database of version 2."""
    for statement in _TABLES:
        connection.execute(statement)
