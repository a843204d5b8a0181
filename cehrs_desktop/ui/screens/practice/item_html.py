"""A practice question's reasons as rich text, and what came of a set."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation.practice_end_view import DomainLine, EndedItem, EndedView
from cehrs_desktop.presentation.practice_view import Feedback, Piece, Reason
from cehrs_desktop.ui.report.question_html import (
    option_html,
    options_html,
    provenance_html,
    sources_html,
    tag,
    written_html,
)
from cehrs_desktop.ui.theme.theme import Theme

TERM = "term:"
"""How the address of a glossary term's link begins; the term's id follows."""


def feedback_html(feedback: Feedback, theme: Theme, stem: str = "") -> str:
    """What is told after an answer; `stem` is the question as rich text where it is to stand between."""
    said = f' <span style="color: {theme.muted}">({escape(feedback.said)})</span>' if feedback.said else ""
    parts = [
        f'<h2 style="margin-bottom: 4px">{escape(feedback.verdict)}{said}</h2>',
        stem,
        options_html([_reason(reason, theme) for reason in feedback.reasons]),
    ]
    if feedback.has_terms:
        parts.append(f'<p style="color: {theme.muted}"><small>{words.TERM_HINT}</small></p>')
    if feedback.references:
        parts += [f"<h3>{words.SOURCE}</h3>", sources_html(feedback.references, theme)]
    parts.append(provenance_html(feedback.provenance, theme, stale=feedback.stale))
    return "".join(parts)


def ended_html(item: EndedItem, exhibit: str, theme: Theme) -> str:
    """One question of a set that is over; `exhibit` is its exhibit as rich text, empty for none."""
    facts = (item.domain, item.topic, f"time {item.time_text}", *item.states)
    told = " · ".join(escape(fact) for fact in facts)
    return (
        f"<h2>{escape(item.heading)}</h2>"
        f'<p style="color: {theme.muted}">{told}</p>'
        f'<p style="font-size: large; line-height: 135%">{escape(item.stem)}</p>'
        f"{exhibit}{feedback_html(item.feedback, theme)}{written_html(words.NOTE_NAME, item.note)}"
    )


def result_html(view: EndedView, theme: Theme) -> str:
    """What came of the whole set."""
    head = "".join(
        f'<th align="{"left" if at == 0 else "right"}">{name}</th>' for at, name in enumerate(words.RESULT_COLUMNS)
    )
    table = f'<table cellspacing="0" cellpadding="8"><tr>{head}</tr>{_domain_rows(view.domains, theme)}</table>'
    lines = [f"<h2>{escape(view.total)}</h2>", f"<p>{escape(view.unanswered)}</p>" if view.unanswered else ""]
    if view.items:
        lines += [table, f'<p style="color: {theme.muted}">{escape(words.RESULT_NOTE)}</p>']
        lines.append(f"<p>{escape(words.causes_left(view.causes_left, view.missed))}</p>")
    return "".join(lines)


def _domain_rows(domains: Sequence[DomainLine], theme: Theme) -> str:
    edge = f"border-top: 1px solid {theme.line}"
    return "".join(
        f'<tr><td style="{edge}">{escape(line.name)}</td><td align="right" style="{edge}">{line.right} of {line.count}'
        f'</td><td align="right" style="{edge}">{escape(line.share)}</td></tr>'
        for line in domains
    )


def _reason(reason: Reason, theme: Theme) -> str:
    tags: list[str] = []
    if reason.is_key:
        tags.append(tag(words.KEY, theme, filled=True))
    if reason.chosen:
        sign = words.RIGHT_SIGN if reason.is_key else words.WRONG_SIGN
        tags.append(tag(f"{sign} {words.YOUR_ANSWER}", theme, filled=False))
    why = _linked(reason.rationale, theme)
    return option_html(reason.letter, reason.text, tags, why, theme, is_key=reason.is_key, struck=reason.struck)


def _linked(pieces: Sequence[Piece], theme: Theme) -> str:
    """The text with its terms underlined; the words keep the color of the text."""
    return "".join(
        f'<a href="{TERM}{escape(piece.term)}" style="color: {theme.text}; text-decoration: underline">'
        f"{escape(piece.text)}</a>"
        if piece.term
        else escape(piece.text)
        for piece in pieces
    )
