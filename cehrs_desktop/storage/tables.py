"""The tables as queries see them. What is really in the file is made by the frozen steps in `migrations`;
a test holds the two together. No rows and no connections here.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()

candidate = Table(
    "candidate",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
)

attempt = Table(
    "attempt",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("candidate", Integer, ForeignKey("candidate.number"), nullable=False),
    Column("created_ms", Integer, nullable=False),
    Column("form_name", String, nullable=False),
    # JSON of everything that is fixed at the beginning; the first link of the hash chain covers it.
    Column("header", String, nullable=False),
    Column("state", String, nullable=False),
    Column("outcome", String),
)

item_content = Table(
    "item_content",
    metadata,
    Column("number", Integer, primary_key=True),
    # SHA-256 of `content`: an item version that many attempts showed is kept once.
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("content", String, nullable=False),
)

attempt_item = Table(
    "attempt_item",
    metadata,
    Column("attempt", Integer, ForeignKey("attempt.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_id", String, nullable=False),
    Column("item_version", Integer, nullable=False),
    Column("content", Integer, ForeignKey("item_content.number"), nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("attempt", Integer, ForeignKey("attempt.number"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("envelope", String, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

log_end = Table(
    "log_end",
    metadata,
    # Where the log ends, written with every append: a tail that went missing does not go unnoticed.
    Column("attempt", Integer, ForeignKey("attempt.number"), primary_key=True),
    Column("events", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("attempt", Integer, ForeignKey("attempt.number"), primary_key=True),
    Column("wall_ms", Integer, nullable=False),
    Column("awake_ms", Integer, nullable=False),
    Column("run", String, nullable=False),
)
