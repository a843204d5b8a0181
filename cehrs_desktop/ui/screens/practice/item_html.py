"""A practice question's reasons as rich text. Key and choice are named in boxed words, never by color alone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cehrs_desktop.exam.items import Reference
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.presentation import report_texts
from cehrs_desktop.presentation.practice_end_view import DomainLine, EndedItem, EndedView
from cehrs_desktop.presentation.practice_view import Feedback, Piece, Reason
from cehrs_desktop.ui.theme.theme import Theme

TERM = "term:"
"""How the address of a glossary term's link begins; the term's id follows."""


def feedback_html(feedback: Feedback, theme: Theme, stem: str = "") -> str:
    """What is told after an answer; `stem` is the question as rich text where it is to stand between."""
    said = f' <span style="color: {theme.muted}">({escape(feedback.said)})</span>' if feedback.said else ""
    parts = [
        f'<h2 style="margin-bottom: 4px">{escape(feedback.verdict)}{said}</h2>',
        stem,
        '<table width="100%" cellspacing="0" cellpadding="10">',
        *(_reason(reason, theme) for reason in feedback.reasons),
        "</table>",
    ]
    if feedback.has_terms:
        parts.append(f'<p style="color: {theme.muted}"><small>{words.TERM_HINT}</small></p>')
    if feedback.references:
        parts.append(f"<h3>{words.SOURCE}</h3>")
        parts += [f"<p>{_reference(one, theme)}</p>" for one in feedback.references]
        parts.append(f'<p style="color: {theme.muted}"><small>{report_texts.LINK_HINT}</small></p>')
    first = f' style="color: {theme.warn}; font-weight: 600"' if feedback.stale else ""
    parts += [f"<p{first if at == 0 else ''}>{escape(line)}</p>" for at, line in enumerate(feedback.provenance)]
    return "".join(parts)


def ended_html(item: EndedItem, exhibit: str, theme: Theme) -> str:
    """One question of a set that is over; `exhibit` is its exhibit as rich text, empty for none."""
    facts = (item.domain, item.topic, f"time {item.time_text}", *item.states)
    told = " · ".join(escape(fact) for fact in facts)
    return (
        f"<h2>{escape(item.heading)}</h2>"
        f'<p style="color: {theme.muted}">{told}</p>'
        f'<p style="font-size: large; line-height: 135%">{escape(item.stem)}</p>'
        f"{exhibit}{feedback_html(item.feedback, theme)}{_note(item.note)}"
    )


def _note(text: str) -> str:
    if not text:
        return ""
    return f"<h3>{words.NOTE_NAME}</h3><p>{escape(text).replace(chr(10), '<br>')}</p>"


def result_html(view: EndedView, theme: Theme) -> str:
    """What came of the whole set."""
    head = "".join(
        f'<th align="{"left" if at == 0 else "right"}">{name}</th>' for at, name in enumerate(words.RESULT_COLUMNS)
    )
    table = f'<table cellspacing="0" cellpadding="8"><tr>{head}</tr>{_domain_rows(view.domains, theme)}</table>'
    lines = [f"<h2>{escape(view.total)}</h2>", f"<p>{escape(view.unanswered)}</p>" if view.unanswered else ""]
    if view.items:
        lines += [table, f'<p style="color: {theme.muted}">{escape(words.RESULT_NOTE)}</p>']
        lines.append(f"<p>{escape(words.causes_left(view.causes_left))}</p>")
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
        tags.append(_tag(words.KEY, theme, filled=True))
    if reason.chosen:
        sign = words.RIGHT_SIGN if reason.is_key else words.WRONG_SIGN
        tags.append(_tag(f"{sign} {words.YOUR_ANSWER}", theme, filled=False))
    tagged = f'<table cellspacing="6" cellpadding="3"><tr>{"".join(tags)}</tr></table>' if tags else ""
    ground = f' bgcolor="{theme.soft}"' if reason.is_key else ""
    edge = f"border-top: 1px solid {theme.line};"
    why = f'<p style="margin-top: 4px; margin-bottom: 0">{_linked(reason.rationale, theme)}</p>'
    return (
        f'<tr{ground}><td width="48" style="{edge}; white-space: nowrap"><b>{reason.letter}.</b></td>'
        f'<td style="{edge}"><b>{escape(reason.text)}</b>{tagged}{why if reason.rationale else ""}</td></tr>'
    )


def _tag(text: str, theme: Theme, *, filled: bool) -> str:
    ground, ink = (theme.text, theme.surface) if filled else (theme.surface, theme.text)
    look = f"background-color: {ground}; color: {ink}; border: 2px solid {theme.text}; padding: 1px 8px"
    return f'<td style="{look}"><b>{text}</b></td>'


def _linked(pieces: Sequence[Piece], theme: Theme) -> str:
    """The text with its terms underlined; the words keep the color of the text."""
    return "".join(
        f'<a href="{TERM}{escape(piece.term)}" style="color: {theme.text}; text-decoration: underline">'
        f"{escape(piece.text)}</a>"
        if piece.term
        else escape(piece.text)
        for piece in pieces
    )


def _reference(reference: Reference, theme: Theme) -> str:
    address = escape(reference.url)
    link = f'<a href="{address}" style="color: {theme.accent}">{address}</a>'
    return f"{escape(reference.authority)}: {escape(reference.section)}<br>{link}"
