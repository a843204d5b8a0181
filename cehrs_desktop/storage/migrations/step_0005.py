"""Version 5: attempts that were sat on another computer and taken in here. Frozen.

An older program would show them as sat here, so it must refuse the file.
"""

from __future__ import annotations

import sqlite3

_TABLE = """
CREATE TABLE taken_in (
    attempt INTEGER PRIMARY KEY REFERENCES attempt (number),
    at_ms INTEGER NOT NULL
) STRICT
"""


def apply(connection: sqlite3.Connection) -> None:
    """Add the table to a database of version 4."""
    connection.execute(_TABLE)
