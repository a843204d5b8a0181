"""Version 2: what candidates report about items; stored items may have an exhibit. Frozen.

An older program would show such an item without its exhibit, so it must refuse the file.
"""

from __future__ import annotations

import sqlite3

_TABLE = """
    CREATE TABLE item_report (
        number INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        attempt_id TEXT NOT NULL,
        pack_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        item_version INTEGER NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT
"""


def apply(connection: sqlite3.Connection) -> None:
    """Add the table to a database of version 1."""
    connection.execute(_TABLE)
