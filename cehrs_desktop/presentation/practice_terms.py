"""The glossary's terms in a rationale: the text cut into pieces with and without a term, and what a term says."""

from __future__ import annotations

from cehrs_desktop.presentation.practice_view import Linker, Piece, unlinked
from cehrs_desktop.study.glossary import Glossary, linked, prepared


def linker(glossary: Glossary | None) -> Linker:
    """What cuts a text into its pieces; without a glossary every text is one."""
    if glossary is None:
        return unlinked
    links = prepared(glossary.terms)

    def link(text: str) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        done = 0
        for span in linked(text, links):
            pieces += [Piece(text[done : span.start]), Piece(text[span.start : span.end], span.term_id)]
            done = span.end
        return tuple(piece for piece in (*pieces, Piece(text[done:])) if piece.text)

    return link


def term_page(glossary: Glossary | None, term_id: str) -> tuple[str, tuple[str, ...]] | None:
    """A term's title and paragraphs; `None` for one that is not known."""
    term = glossary.term(term_id) if glossary is not None else None
    if term is None:
        return None
    short = f" ({', '.join(term.abbreviations)})" if term.abbreviations else ""
    sources = tuple(f"{one.authority}: {one.section}" for one in term.sources)
    return f"{term.term}{short}", (term.definition, *sources)
