"""The compiled item pack: one read-only SQLite file, versioned and hashed over its content.

Reading needs neither pydantic nor YAML: the content was checked when it was built, and the hash tells whether it
is still that content.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from cehrs_desktop.application.ports import PackDamaged, PackMissing, PackTooNew
from cehrs_desktop.exam.blueprint import Blueprint, Domain, Topic
from cehrs_desktop.exam.exhibits import exhibit_from_plain
from cehrs_desktop.exam.items import Item, Option, Rating, Reference
from cehrs_desktop.psychometrics.form_table import FixedForm, fixed_form_from_plain
from cehrs_desktop.psychometrics.parameters import ParameterSet

APPLICATION_ID = 0x43454852  # "CEHR"
PACK_VERSION = 3  # 2: items may have an exhibit; 3: forms with their score tables
_WITH_FORMS = 3
DRAWN = ("operational", "pretest")
# In canonical JSON nothing but the field itself looks like this: quotes inside texts are escaped.
_REVIEW_BY = re.compile(r'"review_by":"([0-9-]{10})"')


def write_pack(
    file: Path,
    items: Sequence[Item],
    blueprint: Blueprint,
    parameters: ParameterSet,
    forms: Sequence[FixedForm] = (),
) -> str:
    """Write a pack in the place of `file` and return its id. The same content gives the same id."""
    ordered = sorted(items, key=lambda item: item.id)
    bodies = {item.id: _canonical(asdict(item)) for item in ordered}
    meta = {"blueprint": _canonical(asdict(blueprint)), "parameters": _canonical(asdict(parameters))}
    # A form does not say which pack it is from: the pack's id depends on it.
    designs = {
        fixed.form.id: _canonical(asdict(replace(fixed, form=replace(fixed.form, pack_id="")))) for fixed in forms
    }
    content = _content_hash(meta["blueprint"], meta["parameters"], [*bodies.values(), *designs.values()])
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    connection = sqlite3.connect(fresh)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {PACK_VERSION}")
        connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")
        connection.execute(
            "CREATE TABLE item (id TEXT PRIMARY KEY, version INTEGER NOT NULL, domain TEXT NOT NULL,"
            " topic TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL) STRICT"
        )
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [*meta.items(), ("content_hash", content)])
        connection.executemany(
            "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?)",
            [(item.id, item.version, item.domain, item.topic, item.status, bodies[item.id]) for item in ordered],
        )
        connection.execute(
            "CREATE TABLE form (number INTEGER PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL) STRICT"
        )
        connection.executemany("INSERT INTO form (id, body) VALUES (?, ?)", designs.items())
        connection.commit()
    finally:
        connection.close()
    fresh.replace(file)
    return content[:12]


class ItemPack:
    """A pack that was opened and found whole; an `ItemSource`.

    Its items stay text until somebody asks for them: the first page needs only how many there are.
    Raises `PackMissing`, `PackDamaged` or `PackTooNew` when it cannot be used.
    """

    def __init__(self, file: Path, data: bytes | None = None) -> None:
        """Read the pack in `file`, or in `data`: bytes that were checked, and that nobody can change before they are
        read. `file` is then only what errors name."""
        try:
            if data is None and not file.is_file():
                raise PackMissing(str(file))
        except (OSError, ValueError) as error:  # a name that no file can have
            raise PackMissing(str(file), str(error)) from error
        try:
            meta, rows, designs = _read(file, data)
        except sqlite3.Error as error:
            raise PackDamaged(str(file), str(error)) from error
        try:
            content = _content_hash(meta["blueprint"], meta["parameters"], [*(body for _, body in rows), *designs])
            if content != meta["content_hash"]:
                raise PackDamaged(str(file), "the content does not agree with its hash")
            self._pack_id = content[:12]
            self._blueprint = _blueprint(json.loads(meta["blueprint"]))
            self._parameters = _parameters(json.loads(meta["parameters"]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PackDamaged(str(file), str(error)) from error
        self._file = file
        self._designs = designs
        self._drawn = tuple(body for status, body in rows if status in DRAWN)
        self._rest = tuple(body for status, body in rows if status not in DRAWN)
        self._review_days = [match[1] for body in self._drawn if (match := _REVIEW_BY.search(body))]

    @property
    def pack_id(self) -> str:
        """First twelve hexadecimal digits of the content's SHA-256."""
        return self._pack_id

    @property
    def blueprint(self) -> Blueprint:
        """The test plan the pack was built for."""
        return self._blueprint

    @property
    def parameters(self) -> ParameterSet:
        """The scoring parameters of this pack."""
        return self._parameters

    @property
    def item_count(self) -> int:
        """How many items may be drawn."""
        return len(self._drawn)

    def stale_count(self, today: str) -> int:
        """How many of them are past their review date on a day (ISO date)."""
        return sum(day < today for day in self._review_days)

    def items(self) -> tuple[Item, ...]:
        """All items that may be drawn, made anew at every call. Raises `PackDamaged`."""
        return self._parsed(self._drawn)

    def all_items(self) -> tuple[Item, ...]:
        """Every item in the pack, retired ones included, in the order of their ids."""
        return tuple(sorted(self._parsed((*self._drawn, *self._rest)), key=lambda item: item.id))

    def forms(self) -> tuple[FixedForm, ...]:
        """The forms of the pack with their score tables, made anew at every call. Raises `PackDamaged`."""
        try:
            return tuple(fixed_form_from_plain(json.loads(body), self._pack_id) for body in self._designs)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PackDamaged(str(self._file), str(error)) from error

    def _parsed(self, bodies: Sequence[str]) -> tuple[Item, ...]:
        try:
            return tuple(item_from_plain(json.loads(body)) for body in bodies)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PackDamaged(str(self._file), str(error)) from error


def _read(file: Path, data: bytes | None) -> tuple[dict[str, str], list[tuple[str, str]], list[str]]:
    connection, there = _connected(file) if data is None else _deserialized(file, data)
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise PackDamaged(str(file), "not an item pack")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > PACK_VERSION:
            raise PackTooNew(str(file))
        # SQLite takes an immutable file at its word and reads what is missing at its end as empty.
        pages, size = (connection.execute(f"PRAGMA page_{what}").fetchone()[0] for what in ("count", "size"))
        if there < pages * size:
            raise PackDamaged(str(file), "the file is cut short")
        meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        rows = connection.execute("SELECT status, body FROM item ORDER BY id").fetchall()
        forms = connection.execute("SELECT body FROM form ORDER BY number").fetchall() if version >= _WITH_FORMS else []
        return meta, rows, [body for (body,) in forms]
    finally:
        connection.close()


def _connected(file: Path) -> tuple[sqlite3.Connection, int]:
    """The pack in a file, and how many bytes there are."""
    # immutable: the pack may lie in a folder that cannot be written, and nobody changes it in place.
    size = file.stat().st_size
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True), size


def _deserialized(file: Path, data: bytes) -> tuple[sqlite3.Connection, int]:
    """The same of a pack in memory."""
    if not data.startswith(b"SQLite format 3\0"):
        raise PackDamaged(str(file), "not an item pack")
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(data)
    except BaseException:
        connection.close()
        raise
    return connection, len(data)


def _content_hash(blueprint: str, parameters: str, bodies: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for part in (blueprint, parameters, *bodies):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part.encode())
    return digest.hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def item_from_plain(plain: dict[str, Any]) -> Item:
    """An item from the JSON values that `dataclasses.asdict` made of it."""
    values: dict[str, Any] = {
        **plain,
        "options": tuple(Option(**option) for option in plain["options"]),
        "references": tuple(Reference(**reference) for reference in plain["references"]),
        "ratings": tuple(Rating(**rating) for rating in plain["ratings"]),
        "enemies": tuple(plain["enemies"]),
        "exhibit": exhibit_from_plain(plain["exhibit"]) if plain.get("exhibit") else None,
    }
    return Item(**values)


def _blueprint(plain: dict[str, Any]) -> Blueprint:
    values: dict[str, Any] = {**plain, "domains": tuple(_domain(domain) for domain in plain["domains"])}
    return Blueprint(**values)


def _domain(plain: dict[str, Any]) -> Domain:
    values: dict[str, Any] = {**plain, "topics": tuple(Topic(**topic) for topic in plain["topics"])}
    return Domain(**values)


def _parameters(plain: dict[str, Any]) -> ParameterSet:
    values: dict[str, Any] = {**plain, "reference": tuple(plain["reference"])}
    return ParameterSet(**values)
