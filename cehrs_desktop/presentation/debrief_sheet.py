"""The debrief as a page to print: HTML of headings, lists and tables, without styles of its own. It writes no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from cehrs_desktop.presentation import debrief_texts as words
from cehrs_desktop.presentation.debrief_cards import CardView
from cehrs_desktop.presentation.debrief_view import DebriefView
from cehrs_desktop.presentation.texts import INDEPENDENCE


def debrief_body(view: DebriefView) -> str:
    """Everything that the debrief's page says, in its order."""
    return "\n".join(_body(view))


def _body(view: DebriefView) -> Iterator[str]:
    yield f"<h1>{escape(view.title)}</h1>\n<p>{escape(view.about)}</p>\n<h2>{words.SUMMARY}</h2>"
    if view.ended:
        yield f"<p><b>{escape(view.ended)}</b></p>"
    yield _list(view.summary)
    yield f"<h2>{words.ENTRIES}</h2>"
    for card in view.cards:
        yield from _card(card)
    if not view.cards:
        yield f"<p>{words.NOTHING}</p>"
    for title, lines in ((words.NOT_REACHED, view.not_reached), (words.QUESTIONS, view.questions)):
        if lines:
            yield f"<h2>{title}</h2>\n{_list(lines)}"
    yield f"<h2>{words.STAFF}</h2>"
    yield _table((row.time, "\n".join((row.what, *_noted(row.notes)))) for row in view.staff)
    yield f"<p>{escape(INDEPENDENCE)}</p>"


def _card(card: CardView) -> Iterator[str]:
    yield f"<h3>{escape(card.title)}</h3>\n<p>{escape(card.where)}</p>"
    yield _table((*card.lines, *((words.YOUR_NOTE, note) for note in card.notes)))


def _noted(notes: Iterable[str]) -> Iterator[str]:
    return (f"{words.YOUR_NOTE}: {note}" for note in notes)


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    filled = "".join(f"<tr><th>{escape(name)}</th><td>{_lines(text)}</td></tr>" for name, text in rows)
    return f"<table>{filled}</table>"


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
