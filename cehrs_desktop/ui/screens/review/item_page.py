"""One reviewed question as rich text."""

from __future__ import annotations

from html import escape

from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.review_view import ReviewItem, ReviewOption
from cehrs_desktop.ui.report.question_html import (
    exhibit_html,
    option_html,
    options_html,
    provenance_html,
    sources_html,
    stem_html,
    tag,
    written_html,
)
from cehrs_desktop.ui.theme.theme import Theme


def item_html(item: ReviewItem, theme: Theme) -> str:
    """The question as the subset of HTML that a Qt text widget shows."""
    told = " · ".join(escape(fact) for fact in (item.domain, item.topic, f"time {item.time_text}", *item.states))
    parts = [
        f"<h2>{escape(item.heading)}</h2>",
        f'<p style="color: {theme.muted}">{told}</p>',
        f'<p style="font-size: large; line-height: 135%">{stem_html(item.stem, item.highlights, theme)}</p>',
        exhibit_html(item.exhibit, theme) if item.exhibit else "",
        f"<h3>{words.OPTIONS}</h3>",
        options_html([_option(option, theme) for option in item.options]),
        written_html(words.YOUR_COMMENT, item.comment),
        f"<h3>{words.REFERENCES}</h3>",
        sources_html(item.references, theme) or f"<p>{words.NO_REFERENCE}</p>",
        provenance_html(item.provenance, theme, stale=item.stale),
    ]
    return "".join(parts)


def _option(option: ReviewOption, theme: Theme) -> str:
    tags: list[str] = []
    if option.is_key:
        tags.append(tag(words.THE_KEY, theme, filled=True))
    if option.chosen:
        tags.append(tag(words.YOUR_CHOICE, theme, filled=False))
    return option_html(
        option.letter,
        option.text,
        tags,
        escape(option.rationale),
        theme,
        is_key=option.is_key,
        struck=option.struck,
    )
