"""Full-text search over what a learner has met: items, their rationales, the learner's notes, and the glossary.

Everybody's entries lie in one index, each learner's in a block of numbers of their own, so that a search never
touches another's. What people type is taken apart into words here and is never the index's own query language. There is
no ranking by frequency: it would have to look at every match (100 ms and more for a common word); asking for the best
kind of match first, the latest entries first, stops after as many as are shown.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cehrs_desktop.application.study_ports import Found
from cehrs_desktop.exam.items import Item
from cehrs_desktop.storage import codec

FOLDING = "1"
"""Changes whenever `words_of` gives other words: the index is then made again."""

MOST_TYPED = 2_000
MOST_WORDS = 12
MOST_BEGINNINGS = 6
"""Words that may be beginnings: the first ones and the last, which is still being typed. Others have to be whole: every
beginning of more than three letters costs milliseconds where there is much."""

MOST_PLACED = 3
"""With more words than this the index is not asked for those that stand together in a name first: looking for all of a
dozen common words in each stem takes 30 ms among 100,000. What was found is then put into order by where they stand;
only where more match than are shown can a name stay out for a later entry."""

LONGEST_WORD = 64
EXTRACT = 200
TITLE = 120

_BLOCK = 1 << 32
_WORD = re.compile(r"[^\W_]+")
_ADD = "INSERT INTO study_words (rowid, head, body, reasons) VALUES (?, ?, ?, ?)"
_DROP = "INSERT INTO study_words (study_words, rowid, head, body, reasons) VALUES ('delete', ?, ?, ?, ?)"
_NEXT = "SELECT max(number) FROM study_found WHERE number BETWEEN ? AND ?"
_SEARCH = (
    "SELECT study_found.number, study_found.kind, study_found.key FROM study_words"
    " JOIN study_found ON study_found.number = study_words.rowid"
    " WHERE study_words MATCH ? AND study_words.rowid BETWEEN ? AND ? ORDER BY study_words.rowid DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: as it is compared, and where it stands."""

    folded: str
    start: int
    end: int


def _words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        if folded := _folded(found[0]):
            yield _Word(folded, *found.span())


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parts if letter.isalnum()).casefold()


def _plain(text: str) -> str:
    """A text without what marks a match, its accents joined to their letters."""
    return unicodedata.normalize("NFC", text).replace("\x02", "").replace("\x03", "")


def words_of(text: str) -> str:
    """The words of a text as the index holds them: without case and accents, parted by blanks."""
    return " ".join(word.folded for word in _words(_plain(text)))


def texts_of(item: Item) -> tuple[str, str, tuple[str, ...]]:
    """What is searched in an item: the stem, what else is on the screen, and the rationales with their sources."""
    shown = [option.text for option in item.options]
    if item.exhibit is not None:
        shown.append(item.exhibit.title)
        for part in item.exhibit.parts:
            if part.kind == "text":
                shown.append(part.text)
            elif part.kind == "fields":
                shown += [f"{name}: {value}" for name, value in part.fields]
            else:
                table = part if part.kind == "table" else part.as_table()
                shown += [", ".join(row) for row in (table.columns, *table.rows)]
    reasons = [option.rationale for option in item.options]
    reasons += [f"{one.authority}, {one.section}" for one in item.references]
    return item.stem, " \n".join(shown), tuple(reasons)


class SearchIndex:
    """The index on one connection. Every method that changes it wants a transaction to be open."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver

    def add_item(self, candidate: int, item: Item) -> int:
        """Put an item a learner met into the index; the entry's number."""
        stem, shown, reasons = texts_of(item)
        return self._add(candidate, "item", item.id, words_of(stem), words_of(shown), words_of(" ".join(reasons)))

    def forget_item(self, entry: int) -> None:
        """Let an entry stand for nothing any more. Its words go when the index is made again."""
        self._driver.execute("DELETE FROM study_found WHERE number = ?", (entry,))

    def add_note(self, candidate: int, item_id: str, words: str) -> int:
        """Put a note's words into the index; the entry's number."""
        return self._add(candidate, "note", item_id, words, "", "")

    def drop_note(self, entry: int, words: str) -> None:
        """Take a note out, given the very words it was put in with."""
        self._driver.execute(_DROP, (entry, words, "", ""))
        self._driver.execute("DELETE FROM study_found WHERE number = ?", (entry,))

    def version(self) -> str:
        """What the index was made from; empty: never made."""
        row = self._driver.execute("SELECT version FROM study_index").fetchone()
        return "" if row is None else str(row[0])

    def set_terms(self, terms: Sequence[tuple[str, str, str]], version: str) -> None:
        """Put another glossary in place of the one that was there, and make the whole index again."""
        self._driver.execute("DELETE FROM study_term")
        self._driver.executemany("INSERT OR REPLACE INTO study_term (key, term, text) VALUES (?, ?, ?)", terms)
        self._driver.execute("INSERT OR REPLACE INTO study_index (one, version) VALUES (1, ?)", (version,))
        self.make_again()

    def make_again(self) -> None:
        """Make the index from what is stored: nothing stays in it that is not there any more."""
        execute = self._driver.execute
        execute("INSERT INTO study_words (study_words) VALUES ('delete-all')")
        execute("DELETE FROM study_found")
        for key, term, text in execute("SELECT key, term, text FROM study_term ORDER BY key").fetchall():
            self._add(0, "term", key, words_of(term), words_of(text), "")
        met = (
            "SELECT candidate, item_id, item_content.content FROM study_item"
            " JOIN item_content ON item_content.number = study_item.content ORDER BY candidate, found, item_id"
        )
        execute("UPDATE study_item SET found = NULL")
        for candidate, item_id, content in execute(met).fetchall():
            if (item := readable_item(content)) is not None:
                execute(
                    "UPDATE study_item SET found = ? WHERE candidate = ? AND item_id = ?",
                    (self.add_item(candidate, item), candidate, item_id),
                )
        notes = "SELECT candidate, item_id, text FROM study_note WHERE text <> '' ORDER BY candidate, changed_ms"
        for candidate, item_id, text in execute(notes).fetchall():
            words = words_of(text)
            execute(
                "UPDATE study_note SET found = ?, indexed = ? WHERE candidate = ? AND item_id = ?",
                (self.add_note(candidate, item_id, words), words, candidate, item_id),
            )

    def _add(self, candidate: int, kind: str, key: str, head: str, body: str, reasons: str) -> int:
        first = candidate * _BLOCK
        (last,) = self._driver.execute(_NEXT, (first + 1, first + _BLOCK - 1)).fetchone()
        entry = (last or first) + 1
        self._driver.execute("INSERT INTO study_found (number, kind, key) VALUES (?, ?, ?)", (entry, kind, key))
        self._driver.execute(_ADD, (entry, head, body, reasons))
        return int(entry)

    def search(self, candidate: int | None, typed: str, most: int) -> tuple[Found, ...]:
        """What matches every word typed, the best first; nothing where no word was typed."""
        # Not in the middle of a word, where it is cut.
        typed = typed if len(typed) <= MOST_TYPED else typed[:MOST_TYPED].rpartition(" ")[0]
        wanted = list(dict.fromkeys(word.folded[:LONGEST_WORD] for word in _words(_plain(typed))))[:MOST_WORDS]
        if not wanted or most < 1:
            return ()
        exact = " ".join(f'"{word}"' for word in wanted)
        begins = {*wanted[: MOST_BEGINNINGS - 1], wanted[-1]}
        begun = " ".join(f'"{word}"*' if word in begins else f'"{word}"' for word in wanted)
        glossary = (1, _BLOCK - 1)
        own = (0, -1) if candidate is None else (candidate * _BLOCK + 1, (candidate + 1) * _BLOCK - 1)
        entries: dict[int, tuple[str, str]] = {}
        named = f"head : ({exact})"
        placed = len(wanted) <= MOST_PLACED
        for query, block in (
            *(((named, glossary), (named, own)) if placed else ()),
            (exact, own),
            (exact, glossary),
            (begun, own),
            (begun, glossary),
        ):
            # What an earlier question found comes again in a later one.
            if len(entries) < most:
                for number, kind, key in self._driver.execute(_SEARCH, (query, *block, most)):
                    entries.setdefault(number, (kind, key))
        chosen = list(entries.values())[:most]
        looked = (self._found(candidate or 0, kind, key, wanted) for kind, key in chosen)
        found = [one for one in looked if one is not None]
        if not placed:
            found.sort(key=lambda one: not set(wanted) <= set(words_of(one[1]).split()))
        return tuple(one for one, _ in found)

    def _found(self, candidate: int, kind: str, key: str, wanted: Sequence[str]) -> tuple[Found, str] | None:
        """What stands behind an entry, and its name: a term, a note or a stem."""
        if kind == "term":
            row = self._driver.execute("SELECT term, text FROM study_term WHERE key = ?", (key,)).fetchone()
            return None if row is None else (Found("term", key, row[0], extract(row[1], wanted)), row[0])
        row = self._driver.execute(
            "SELECT item_content.content FROM study_item JOIN item_content ON item_content.number = study_item.content"
            " WHERE candidate = ? AND item_id = ?",
            (candidate, key),
        ).fetchone()
        item = None if row is None else readable_item(row[0])
        title = key if item is None else _cut(item.stem)
        if kind == "note":
            told = self._driver.execute(
                "SELECT text FROM study_note WHERE candidate = ? AND item_id = ?", (candidate, key)
            ).fetchone()
            return None if told is None else (Found("note", key, title, extract(told[0], wanted)), told[0])
        if item is None:
            return None
        stem, shown, reasons = texts_of(item)
        for text in (stem, f"{stem} \n{shown}"):
            if _matches(text, wanted) == len(wanted):
                return Found("item", key, title, extract(text, wanted)), stem
        best = max(reasons, key=lambda text: _matches(text, wanted), default="")
        return Found("rationale", key, title, extract(best, wanted)), stem


def readable_item(content: str) -> Item | None:
    """The item of a stored text, or none when that was damaged."""
    try:
        return codec.item_from_json(codec.from_text(content))
    except codec.Unreadable:
        return None


def _matches(text: str, wanted: Iterable[str]) -> int:
    words = words_of(text)
    return sum(f" {word}" in f" {words}" for word in wanted)


def extract(text: str, wanted: Sequence[str]) -> str:
    """The part of a text around its first match, every match in it between U+0002 and U+0003."""
    text = " ".join(_plain(text).split())
    begins = tuple(wanted)
    hits = [word for word in _words(text) if word.folded.startswith(begins)]
    start = max(0, hits[0].start - EXTRACT // 4) if hits else 0
    if start:
        start = text.find(" ", start, hits[0].start) + 1 or start
    end = min(len(text), start + EXTRACT)
    if end < len(text):
        end = max(text.rfind(" ", start, end), hits[0].end if hits else start) or end
        end = end if end > start else min(len(text), start + EXTRACT)
    parts = ["…" if start else ""]
    at = start
    for word in hits:
        if word.end <= end:
            parts += [text[at : word.start], "\x02", text[word.start : word.end], "\x03"]
            at = word.end
    return "".join((*parts, text[at:end], "…" if end < len(text) else ""))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= TITLE else f"{text[:TITLE].rsplit(' ', 1)[0]} …"
