"""Version 6: what people study between rehearsals, the index it is searched with, and their PINs. Frozen.

An older program would ask for no PIN, so it must refuse the file.
"""

from __future__ import annotations

import sqlite3

_TABLES = (
    # Counts every change to study, so that a backup can tell whether there is anything new.
    "CREATE TABLE study_change (one INTEGER PRIMARY KEY CHECK (one = 1), changes INTEGER NOT NULL) STRICT",
    "INSERT INTO study_change (one, changes) VALUES (1, 0)",
    """
    CREATE TABLE study_profile (
        candidate INTEGER PRIMARY KEY REFERENCES candidate (number),
        content TEXT NOT NULL
    ) STRICT
    """,
    # An attempt that was taken over, or a set. `mark`: what a take-over was made from; a set has none.
    """
    CREATE TABLE study_run (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        candidate INTEGER NOT NULL REFERENCES candidate (number),
        place TEXT NOT NULL,
        started_ms INTEGER NOT NULL,
        timed INTEGER NOT NULL,
        mark TEXT,
        answers INTEGER NOT NULL DEFAULT 0,
        answered INTEGER NOT NULL DEFAULT 0,
        right INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX study_run_of ON study_run (candidate, started_ms)",
    """
    CREATE TABLE study_set (
        run INTEGER PRIMARY KEY REFERENCES study_run (number),
        content TEXT NOT NULL,
        state TEXT NOT NULL,
        spent_ms INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE study_set_item (
        run INTEGER NOT NULL REFERENCES study_run (number),
        position INTEGER NOT NULL,
        item_id TEXT NOT NULL,
        item_version INTEGER NOT NULL,
        content INTEGER NOT NULL REFERENCES item_content (number),
        PRIMARY KEY (run, position)
    ) STRICT, WITHOUT ROWID
    """,
    # A number is never given twice: a cause that is confirmed late must not meet another answer.
    """
    CREATE TABLE study_answer (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        candidate INTEGER NOT NULL REFERENCES candidate (number),
        run INTEGER NOT NULL REFERENCES study_run (number),
        position INTEGER NOT NULL,
        item_id TEXT NOT NULL,
        item_version INTEGER NOT NULL,
        domain TEXT NOT NULL,
        topic TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        choices TEXT NOT NULL,
        right INTEGER NOT NULL,
        spent_ms INTEGER NOT NULL,
        scored INTEGER NOT NULL,
        marked INTEGER NOT NULL,
        visits INTEGER NOT NULL,
        timed_out INTEGER NOT NULL,
        certainty TEXT NOT NULL,
        seen_before INTEGER NOT NULL,
        left_right INTEGER NOT NULL,
        cause TEXT NOT NULL,
        UNIQUE (run, position)
    ) STRICT
    """,
    "CREATE INDEX study_answer_of ON study_answer (candidate, item_id)",
    "CREATE INDEX study_answer_at ON study_answer (candidate, at_ms)",
    # What the answers to an item add up to: made from them, kept because a day is planned with it.
    """
    CREATE TABLE study_item (
        candidate INTEGER NOT NULL REFERENCES candidate (number),
        item_id TEXT NOT NULL,
        content INTEGER REFERENCES item_content (number),
        found INTEGER,
        times INTEGER NOT NULL,
        wrong INTEGER NOT NULL,
        first_right INTEGER NOT NULL,
        first_at_ms INTEGER NOT NULL,
        last_right INTEGER NOT NULL,
        last_at_ms INTEGER NOT NULL,
        last_spent_ms INTEGER NOT NULL,
        last_certainty TEXT NOT NULL,
        last_marked INTEGER NOT NULL,
        missed_run INTEGER,
        cause TEXT NOT NULL,
        PRIMARY KEY (candidate, item_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE study_card (
        candidate INTEGER NOT NULL REFERENCES candidate (number),
        item_id TEXT NOT NULL,
        due_ms INTEGER NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (candidate, item_id)
    ) STRICT, WITHOUT ROWID
    """,
    # `indexed` is the text as the index holds it; without it nothing could be taken out again.
    """
    CREATE TABLE study_note (
        candidate INTEGER NOT NULL REFERENCES candidate (number),
        item_id TEXT NOT NULL,
        text TEXT NOT NULL,
        bookmarked INTEGER NOT NULL,
        changed_ms INTEGER NOT NULL,
        found INTEGER,
        indexed TEXT NOT NULL,
        PRIMARY KEY (candidate, item_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE study_term (key TEXT PRIMARY KEY, term TEXT NOT NULL, text TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # What an entry of the index stands for; an entry without a row here stands for nothing any more.
    "CREATE TABLE study_found (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL) STRICT",
    "CREATE TABLE study_index (one INTEGER PRIMARY KEY CHECK (one = 1), version TEXT NOT NULL) STRICT",
    # Words come in folded and parted by blanks, so the tokenizer has nothing left to decide.
    """
    CREATE VIRTUAL TABLE study_words USING fts5 (
        head, body, reasons, content = '', detail = column, prefix = '1 2 3', tokenize = 'ascii'
    )
    """,
    """
    CREATE TABLE person_pin (
        candidate INTEGER PRIMARY KEY REFERENCES candidate (number),
        hash BLOB NOT NULL,
        failures INTEGER NOT NULL,
        failed_ms INTEGER NOT NULL,
        removal_ms INTEGER
    ) STRICT
    """,
)


def apply(connection: sqlite3.Connection) -> None:
    """Add the tables to a database of version 5."""
    for statement in _TABLES:
        connection.execute(statement)
