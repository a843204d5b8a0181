"""Cards as a package (`.apkg`) that Anki imports: an SQLite database of Anki's schema 11 in a zip file.

Schema 11 is the one that every Anki from 2.1 on imports. A package carries no scheduling: Anki has its own, and when a
card comes next here depends on the exam's date, which Anki does not know. A second import finds its cards again by
their ids, renews their texts and leaves Anki's scheduling alone. Which items may go out (never a sealed form's) is the
caller's business.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1, sha256
from html import escape

from cehrs_desktop.exam.exhibits import ChartPart, Exhibit, FieldsPart, TablePart, TextPart
from cehrs_desktop.exam.items import Item
from cehrs_desktop.study.drawing import set_slots

SUFFIX = ".apkg"

# Ids are fixed for ever: Anki knows deck and note type of an earlier import by them.
_DECK, _NOTE_TYPE = 1_764_000_000_001, 1_764_000_000_002
# The id of the first note and card; the others follow. They only have to be apart within a package.
_FIRST = 1_764_000_100_000

_FIELDS = ("Question", "Exhibit", "Options", "Answer", "Rationale", "Source", "Notes", "Item")
_FRONT = "{{#Exhibit}}{{Exhibit}}{{/Exhibit}}<p>{{Question}}</p>{{Options}}"
_BACK = (
    "{{FrontSide}}<hr id=answer><p><b>{{Answer}}</b></p>{{Rationale}}"
    "{{#Source}}<p class=source>{{Source}}</p>{{/Source}}{{#Notes}}<p class=notes>{{Notes}}</p>{{/Notes}}"
)
_LOOK = """.card { font-family: sans-serif; font-size: 18px; text-align: left; }
ol { list-style: upper-alpha; }
table { border-collapse: collapse; } td, th { border: 1px solid; padding: 2px 6px; text-align: left; }
.source { font-size: 14px; } .notes { border-top: 1px dashed; padding-top: 6px; }"""

_SCHEMA = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
    ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
    models text not null, decks text not null, dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
    usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
    flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
    mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
    ivl integer not null, factor integer not null, reps integer not null, lapses integer not null,
    left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
    ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null,
    type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""

# Control characters (Anki parts its fields with U+001F) and halves of characters, which SQLite cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NO_TAG = re.compile(r"[^\w.&-]+")


@dataclass(frozen=True, slots=True)
class AnkiCard:
    """One card to be: an item and the learner's own note on it."""

    item: Item
    note: str = ""


def anki_package(cards: Sequence[AnkiCard], names: Mapping[str, str], now_ms: int, deck: str = "CEHRS") -> bytes:
    """The package of the cards; of two with the same item the first. `names` are the domains' names by id, for tags;
    `now_ms` (UTC milliseconds) tells Anki which text of a card is newer."""
    unlike = {card.item.id: card for card in reversed(cards)}
    ordered = [unlike[item_id] for item_id in dict.fromkeys(card.item.id for card in cards)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("collection.anki2", _collection(ordered, names, now_ms, deck))
        package.writestr("media", "{}")
    return packed.getvalue()


def _collection(cards: Sequence[AnkiCard], names: Mapping[str, str], now_ms: int, deck: str) -> bytes:
    now = now_ms // 1000
    database = sqlite3.connect(":memory:")
    try:
        database.executescript(_SCHEMA)
        database.execute(
            "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
            (now, now_ms, now_ms, *(json.dumps(part) for part in _settings(now, deck))),
        )
        for number, card in enumerate(cards):
            fields = _fields(card)
            tags = f" {' '.join(_tags(card.item, names))} "
            plain = re.sub("<[^>]*>", "", fields[0])
            checksum = int(sha1(plain.encode(), usedforsecurity=False).hexdigest()[:8], 16)
            guid = sha256(f"cehrs {card.item.id}".encode()).hexdigest()[:20]
            key = _FIRST + number
            database.execute(
                "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
                (key, guid, _NOTE_TYPE, now, tags, "\x1f".join(fields), plain, checksum),
            )
            database.execute(
                "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
                (key, key, _DECK, now, number + 1),
            )
        database.commit()
        return database.serialize()
    finally:
        database.close()


# ---- a card's fields, as HTML
def _fields(card: AnkiCard) -> tuple[str, ...]:
    item = card.item
    # The same order in every package, and the key not always at the place where its author wrote it.
    order = [item.option(option) for option in set_slots([item], item.id)[0].options]
    letters = {option.id: chr(ord("A") + place) for place, option in enumerate(order)}
    options = "".join(f"<li>{_html(option.text)}</li>" for option in order)
    why = "".join(
        f"<p>{letters[option.id]}. {_html(option.rationale)}</p>"
        for option in sorted(order, key=lambda option: not option.is_key)
        if option.rationale
    )
    sources = "<br>".join(
        _html(", ".join(part for part in (one.authority, one.section, one.url) if part)) for one in item.references
    )
    exhibit = "" if item.exhibit is None else _exhibit(item.exhibit)
    answer = f"{letters[item.key.id]}. {_html(item.key.text)}"
    return (
        _html(item.stem), exhibit, f"<ol>{options}</ol>", answer, why, sources, _html(card.note),
        _html(f"{item.id} v{item.version}"),
    )  # fmt: skip


def _exhibit(exhibit: Exhibit) -> str:
    parts = [f"<p><b>{_html(exhibit.title)}</b></p>"]
    for part in exhibit.parts:
        match part:
            case TextPart():
                parts.append(f"<p>{_html(part.text)}</p>")
            case FieldsPart():
                parts.append(_table(part.caption, (), part.fields))
            case TablePart():
                parts.append(_table(part.caption, part.columns, part.rows))
            case ChartPart():
                table = part.as_table()
                parts.append(_table(table.caption, table.columns, table.rows))
    return "".join(parts)


def _table(caption: str | None, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = f"<tr>{''.join(f'<th>{_html(name)}</th>' for name in columns)}</tr>" if columns else ""
    body = "".join(f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>" for row in rows)
    told = f"<caption>{_html(caption)}</caption>" if caption else ""
    return f"<table>{told}{head}{body}</table>"


def _html(text: str) -> str:
    """Plain text for a field: nothing in it is markup, one of Anki's fields in braces, or a sound to be played."""
    clean = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    shown = escape(clean).replace("\n", "<br>")
    return shown.replace("{{", "{<!-- -->{").replace("[sound:", "[<!-- -->sound:").replace("\\", "&#92;")


def _tags(item: Item, names: Mapping[str, str]) -> tuple[str, ...]:
    """The domain, then the topic; Anki's tags hold no spaces."""
    name = _NO_TAG.sub("_", names.get(item.domain, "")).strip("_")
    domain = f"CEHRS::domain_{_NO_TAG.sub('_', item.domain)}" + (f"_{name}" if name else "")
    return (domain, f"CEHRS::topic_{_NO_TAG.sub('_', item.topic)}")


# ---- the collection around the cards
def _settings(now: int, deck: str) -> tuple[object, object, object, object]:
    """Anki's conf, models, decks and dconf of a new collection with one note type and one deck."""
    nothing: list[str] = []
    style = {"font": "Arial", "size": 20, "rtl": False, "sticky": False, "media": nothing}
    model = {
        "id": _NOTE_TYPE, "name": "CEHRS item", "type": 0, "mod": now, "usn": -1, "sortf": 0, "did": _DECK,
        "css": _LOOK, "latexPre": "", "latexPost": "", "latexsvg": False, "req": [[0, "any", [0, 2]]], "tags": nothing,
        "vers": nothing, "flds": [{"name": name, "ord": place, **style} for place, name in enumerate(_FIELDS)],
        "tmpls": [{"name": "Card", "ord": 0, "qfmt": _FRONT, "afmt": _BACK, "did": None, "bqfmt": "", "bafmt": ""}],
    }  # fmt: skip
    today = {"newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0]}
    usual = {"mod": now, "usn": -1, "desc": "", "dyn": 0, "conf": 1, "collapsed": False, "extendNew": 0, "extendRev": 0}
    decks = {
        "1": {"id": 1, "name": "Default", **usual, **today},
        str(_DECK): {"id": _DECK, "name": deck, **usual, **today},
    }
    conf = {
        "activeDecks": [1], "addToCur": True, "collapseTime": 1200, "curDeck": 1, "curModel": str(_NOTE_TYPE),
        "dueCounts": True, "estTimes": True, "newBury": True, "newSpread": 0, "nextPos": 1, "sortBackwards": False,
        "sortType": "noteFld", "timeLim": 0,
    }  # fmt: skip
    options = {
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "autoplay": True, "maxTaken": 60, "replayq": True, "timer": 0,
        "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20},
        "rev": {"bury": True, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "minSpace": 1, "perDay": 200},
        "lapse": {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0},
    }  # fmt: skip
    return conf, {str(_NOTE_TYPE): model}, decks, {"1": options}
