"""Version 4: a person's approved accommodations, and attempts with a rehearsed day. Frozen.

An older program would show an attempt with extra time as one without, so it must refuse the file.
"""

from __future__ import annotations

import sqlite3

_TABLE = """
CREATE TABLE accommodation (
    candidate TEXT PRIMARY KEY,
    content TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""


def apply(connection: sqlite3.Connection) -> None:
    """Add the table to a database of version 3."""
    connection.execute(_TABLE)
