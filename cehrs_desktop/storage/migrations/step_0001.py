"""Version 1: the first tables. Frozen."""

from __future__ import annotations

import sqlite3

_TABLES = (
    """
    CREATE TABLE candidate (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE attempt (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        candidate INTEGER NOT NULL REFERENCES candidate (number),
        created_ms INTEGER NOT NULL,
        form_name TEXT NOT NULL,
        header TEXT NOT NULL,
        state TEXT NOT NULL,
        outcome TEXT
    ) STRICT
    """,
    """
    CREATE TABLE item_content (
        number INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        content TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE attempt_item (
        attempt INTEGER NOT NULL REFERENCES attempt (number),
        position INTEGER NOT NULL,
        item_id TEXT NOT NULL,
        item_version INTEGER NOT NULL,
        content INTEGER NOT NULL REFERENCES item_content (number),
        PRIMARY KEY (attempt, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE event (
        attempt INTEGER NOT NULL REFERENCES attempt (number),
        seq INTEGER NOT NULL,
        version INTEGER NOT NULL,
        kind TEXT NOT NULL,
        envelope TEXT NOT NULL,
        prev_hash BLOB NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY (attempt, seq)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX exam_started ON event (attempt) WHERE kind = 'exam.started'",
    """
    CREATE TABLE log_end (
        attempt INTEGER PRIMARY KEY REFERENCES attempt (number),
        events INTEGER NOT NULL,
        hash BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE heartbeat (
        attempt INTEGER PRIMARY KEY REFERENCES attempt (number),
        wall_ms INTEGER NOT NULL,
        awake_ms INTEGER NOT NULL,
        run TEXT NOT NULL
    ) STRICT
    """,
)


def apply(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database."""
    for statement in _TABLES:
        connection.execute(statement)
