"""What the search page opens: a question as review shows it, with its note and bookmark, or a term of the glossary."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cehrs_desktop.exam.items import Reference
from cehrs_desktop.presentation import search_texts as words
from cehrs_desktop.presentation.search_view import OpenedItem, OpenedTerm
from cehrs_desktop.ui.report.question_html import exhibit_html
from cehrs_desktop.ui.screens.practice.item_html import TERM, feedback_html
from cehrs_desktop.ui.screens.practice.note_panel import NotePanel
from cehrs_desktop.ui.screens.practice.reasons import Reasons
from cehrs_desktop.ui.theme.fonts import SMALL
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import bar, button, centered, state_button

_COLUMN = 820


class SearchOpened(QWidget):
    """`note_written` carries the item's id and the text, `bookmark_wanted` the item's id, `term_wanted` a term's id."""

    note_written = Signal(str, str)
    bookmark_wanted = Signal(str)
    term_wanted = Signal(str)
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._item = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tools, row = bar("bottom")
        self.back = button(words.BACK, self.back_wanted.emit, role="plain", size=SMALL)
        self.bookmark = state_button(words.BOOKMARK, self._bookmark, role="plain", size=SMALL)
        row.addWidget(self.back)
        row.addWidget(self.bookmark)
        row.addStretch(1)
        self.page = Reasons()
        self.page.document().setDocumentMargin(24)
        self.page.term_wanted.connect(self.term_wanted)
        self.note = NotePanel()
        self.note.written.connect(self.note_written)
        column.addWidget(self._tools)
        column.addWidget(centered(self.page, _COLUMN), 1)
        column.addWidget(centered(self.note, _COLUMN))

    def show_nothing(self, theme: Theme, text: str = words.CHOOSE) -> None:
        """Nothing is opened yet."""
        self._for_item("")
        self._tools.hide()
        self.page.show_html(f'<p style="color: {theme.muted}">{escape(text)}</p>', theme, words.OPENED_NAME)

    def show_item(self, item: OpenedItem, note: str, theme: Theme, *, bookmarked: bool, back: bool) -> None:
        """Show a question."""
        exhibit = exhibit_html(item.exhibit, theme) if item.exhibit else ""
        stem = (
            f'<p style="color: {theme.muted}">{escape(item.topic)}</p>'
            f'<p style="font-size: large; line-height: 135%">{escape(item.stem)}</p>{exhibit}'
        )
        self.page.show_html(stem + feedback_html(item.feedback, theme), theme, item.stem)
        self._show_own(item.item_id, note, bookmarked=bookmarked, back=back)

    def show_only_note(self, item_id: str, note: str, theme: Theme, *, bookmarked: bool) -> None:
        """Show the note on a question that cannot be shown."""
        self.page.show_html(f"<p>{escape(words.NO_QUESTION)}.</p>", theme, words.OPENED_NAME)
        self._show_own(item_id, note, bookmarked=bookmarked, back=False)

    def show_term(self, term: OpenedTerm, theme: Theme, *, back: bool) -> None:
        """Show a term of the glossary."""
        self._for_item("")
        self._tools.setVisible(back)
        self.back.setVisible(back)
        self.bookmark.hide()
        self.page.show_html(_term_html(term, theme), theme, term.term)

    def show_bookmark(self, item_id: str, *, bookmarked: bool) -> None:
        """A bookmark was kept."""
        if item_id == self._item:
            self.bookmark.show_state(bookmarked)

    def _show_own(self, item_id: str, note: str, *, bookmarked: bool, back: bool) -> None:
        self._for_item(item_id, note)
        self._tools.show()
        self.back.setVisible(back)
        self.bookmark.show()
        self.bookmark.show_state(bookmarked)

    def _for_item(self, item_id: str, note: str = "") -> None:
        self.note.flush()
        self._item = item_id
        self.note.show_note(item_id, note)
        self.note.setVisible(bool(item_id))

    def _bookmark(self) -> None:
        if self._item:
            self.bookmark_wanted.emit(self._item)


def _term_html(term: OpenedTerm, theme: Theme) -> str:
    definition = "".join(
        _link(piece.term, piece.text, theme) if piece.term else escape(piece.text) for piece in term.definition
    )
    parts = [f"<h2>{escape(term.term)}</h2>"]
    for name, text in ((words.SHORT, term.short), (words.ALSO, term.also)):
        if text:
            parts.append(f"<p>{name}: {escape(text)}</p>")
    parts.append(f'<p style="font-size: large; line-height: 135%">{definition}</p>')
    if term.as_of:
        parts.append(f"<p>{escape(term.as_of)}</p>")
    if term.see:
        see = ", ".join(_link(key, name, theme) for key, name in term.see)
        parts.append(f"<h3>{words.SEE}</h3><p>{see}</p>")
    if term.sources:
        parts.append(f"<h3>{words.SOURCES}</h3>")
        parts += [_source(one, theme) for one in term.sources]
    return "".join(parts)


def _link(term_id: str, text: str, theme: Theme) -> str:
    look = f"color: {theme.text}; text-decoration: underline"
    return f'<a href="{TERM}{escape(term_id)}" style="{look}">{escape(text)}</a>'


def _source(one: Reference, theme: Theme) -> str:
    address = escape(one.url)
    link = f'<a href="{address}" style="color: {theme.accent}">{address}</a>'
    return f"<p>{escape(one.authority)}: {escape(one.section)}<br>{link}</p>"
