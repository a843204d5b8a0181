"""What the search page lists and what it opens, as frozen values. Searches nothing and draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cehrs_desktop.application.study_ports import Found
from cehrs_desktop.exam.exhibits import Exhibit
from cehrs_desktop.exam.items import Item, Reference
from cehrs_desktop.presentation import search_texts as words
from cehrs_desktop.presentation.exam_view import LETTERS
from cehrs_desktop.presentation.practice_view import Feedback, Linker, Piece, feedback_of
from cehrs_desktop.study.glossary import Glossary
from cehrs_desktop.study.practice import SetSlot
from cehrs_desktop.study.profile import Note

MOST = 50
"""Results that are shown at most."""

_TITLE = 110


@dataclass(frozen=True, slots=True)
class Bit:
    """A bit of a passage; `hit`: it is what was searched for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list. `kind` is ``item``, ``term``, or empty for the heading of a group."""

    kind: str
    key: str
    title: str
    passage: tuple[Bit, ...] = ()

    @property
    def told(self) -> str:
        """The passage without its marks."""
        return "".join(bit.text for bit in self.passage)

    @property
    def repeats(self) -> bool:
        """Whether the passage begins with the title, so that it says everything."""
        return bool(self.passage) and self.told.startswith(self.title.removesuffix(" …"))

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        if self.repeats:
            return self.told
        return f"{self.title}. {self.told}" if self.passage else self.title


@dataclass(frozen=True, slots=True)
class Listed:
    """The list and what is said over it; `note` says what to do when nothing was found."""

    status: str
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """A question with its key, reasons and sources."""

    item_id: str
    topic: str
    stem: str
    exhibit: Exhibit | None
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class OpenedTerm:
    """A term of the glossary; `see` are ids and names of other terms."""

    term: str
    short: str
    also: str
    definition: tuple[Piece, ...]
    as_of: str
    sources: tuple[Reference, ...]
    see: tuple[tuple[str, str], ...]


def bits(extract: str) -> tuple[Bit, ...]:
    """A passage cut at the marks that stand around what was searched for."""
    made: list[Bit] = []
    for at, part in enumerate(extract.split("\x02")):
        hit, ended, rest = part.partition("\x03") if at else ("", "", part)
        # A mark without its end marks nothing.
        made += [Bit(hit, hit=True), Bit(rest)] if ended else [Bit(hit), Bit(rest)]
    return tuple(bit for bit in made if bit.text)


def found_view(found: Sequence[Found]) -> Listed:
    """What a search found, by groups, the best first in each."""
    lines: list[Line] = []
    for kind, name in words.GROUPS:
        group = [one for one in found if one.kind == kind]
        if group:
            lines.append(Line("", "", words.group_line(name, len(group))))
            lines += [
                Line("term" if kind == "term" else "item", one.key, one.title, bits(one.extract)) for one in group
            ]
    return Listed(words.count_line(len(found), MOST), tuple(lines), "" if found else words.NOTHING_NOTE)


def kept_view(notes: Mapping[str, Note], met: Mapping[str, Item], glossary: Glossary | None) -> Listed:
    """All notes and bookmarks, the newest first, and all terms; `met` are the questions the notes are on."""
    kept = sorted((note for note in notes.values() if note.text or note.bookmarked), key=_newest)
    terms = glossary.terms if glossary is not None else ()
    lines: list[Line] = []
    if kept:
        lines.append(Line("", "", words.group_line(words.NOTES_GROUP, len(kept))))
    for note in kept:
        item = met.get(note.item_id)
        said = [words.BOOKMARKED] if note.bookmarked else []
        said += [words.NOTE + _short(note.text)] if note.text else []
        title = _short(item.stem) if item is not None else words.NO_QUESTION
        lines.append(Line("item", note.item_id, title, (Bit(" · ".join(said)),)))
    if terms:
        lines.append(Line("", "", words.group_line(words.TERMS_GROUP, len(terms))))
    for term in terms:
        short = f" ({', '.join(term.abbreviations)})" if term.abbreviations else ""
        lines.append(Line("term", term.id, f"{term.term}{short}"))
    return Listed(words.kept_line(len(kept), len(terms)), tuple(lines))


def _newest(note: Note) -> tuple[int, str]:
    return -note.changed_ms, note.item_id


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _TITLE else f"{text[:_TITLE].rsplit(' ', 1)[0]} …"


def opened_item(item: Item, topic: str, blueprint: str, today: str, link: Linker) -> OpenedItem:
    """A question as it is looked up: nothing chosen. `blueprint` is the test plan's edition, `today` an ISO date."""
    slot = SetSlot(item.id, item.version, tuple(option.id for option in item.options))
    told = feedback_of(item, slot, "", "", right=False, tutor=True, link=link, blueprint=blueprint, today=today)
    key = next(letter for letter, option in zip(LETTERS, item.options, strict=True) if option.is_key)
    return OpenedItem(item.id, topic, item.stem, item.exhibit, replace(told, verdict=words.key_line(key), said=""))


def opened_term(glossary: Glossary | None, term_id: str, link: Linker) -> OpenedTerm | None:
    """A term; `None` for one that is not known."""
    term = glossary.term(term_id) if glossary is not None else None
    if glossary is None or term is None:
        return None
    see = ((one, glossary.term(one)) for one in term.see)
    return OpenedTerm(
        term.term,
        ", ".join(term.abbreviations),
        ", ".join(term.also),
        tuple(_not_itself(link(term.definition), term_id)),
        words.as_of(term.checked_on) if term.checked_on else "",
        term.sources,
        tuple((one, other.term) for one, other in see if other is not None),
    )


def _not_itself(pieces: Sequence[Piece], term_id: str) -> Iterator[Piece]:
    """A term that its own definition names leads nowhere."""
    for piece in pieces:
        yield Piece(piece.text) if piece.term == term_id else piece
