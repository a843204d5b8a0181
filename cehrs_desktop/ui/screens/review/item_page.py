"""One reviewed question as rich text. Key and choice are named in boxed words, so no color and no symbol is needed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QWidget

from cehrs_desktop.exam.exhibits import ChartPart, Exhibit, FieldsPart, TablePart, TextPart
from cehrs_desktop.exam.items import Reference
from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.review_view import ReviewItem, ReviewOption
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.chart import Chart

_CHART_WIDTH = 640


def item_html(item: ReviewItem, theme: Theme) -> str:
    """The question as the subset of HTML that a Qt text widget shows."""
    told = " · ".join(escape(fact) for fact in (item.domain, item.topic, f"time {item.time_text}", *item.states))
    parts = [
        f"<h2>{escape(item.heading)}</h2>",
        f'<p style="color: {theme.muted}">{told}</p>',
        f'<p style="font-size: large; line-height: 135%">{_stem(item, theme)}</p>',
        exhibit_html(item.exhibit, theme) if item.exhibit else "",
        f"<h3>{words.OPTIONS}</h3>",
        '<table width="100%" cellspacing="0" cellpadding="10">',
        *(_option(option, theme) for option in item.options),
        "</table>",
    ]
    if item.comment:
        parts.append(f"<h3>{words.YOUR_COMMENT}</h3><p>{escape(item.comment).replace(chr(10), '<br>')}</p>")
    parts.append(f"<h3>{words.REFERENCES}</h3>")
    if item.references:
        parts += [f"<p>{_reference(reference, theme)}</p>" for reference in item.references]
        parts.append(f'<p style="color: {theme.muted}"><small>{words.LINK_HINT}</small></p>')
    else:
        parts.append(f"<p>{words.NO_REFERENCE}</p>")
    first = f' style="color: {theme.warn}; font-weight: 600"' if item.stale else ""
    parts += [f"<p{first if at == 0 else ''}>{escape(line)}</p>" for at, line in enumerate(item.provenance)]
    return "".join(parts)


def _stem(item: ReviewItem, theme: Theme) -> str:
    """The stem with the candidate's highlights, which are underlined as well as colored."""
    made, done = "", 0
    for start, end in item.highlights:
        made += escape(item.stem[done:start])
        inner = escape(item.stem[start:end])
        made += f'<span style="background-color: {theme.highlight}; text-decoration: underline">{inner}</span>'
        done = end
    return made + escape(item.stem[done:])


def _option(option: ReviewOption, theme: Theme) -> str:
    tags: list[str] = []
    if option.is_key:
        tags.append(_tag(words.THE_KEY, theme, filled=True))
    if option.chosen:
        tags.append(_tag(words.YOUR_CHOICE, theme, filled=False))
    if option.struck:
        tags.append(f'<td style="color: {theme.muted}">{words.STRUCK}</td>')
    tagged = f'<table cellspacing="6" cellpadding="3"><tr>{"".join(tags)}</tr></table>' if tags else ""
    text = escape(option.text)
    struck = f"<s>{text}</s>" if option.struck else text
    ground = f' bgcolor="{theme.soft}"' if option.is_key else ""
    edge = f"border-top: 1px solid {theme.line};"
    return (
        f'<tr{ground}><td width="48" style="{edge}; white-space: nowrap"><b>{option.letter}.</b></td>'
        f'<td style="{edge}"><b>{struck}</b>{tagged}'
        f'<p style="margin-top: 4px; margin-bottom: 0">{escape(option.rationale)}</p></td></tr>'
    )


def _tag(text: str, theme: Theme, *, filled: bool) -> str:
    ground, ink = (theme.text, theme.surface) if filled else (theme.surface, theme.text)
    look = f"background-color: {ground}; color: {ink}; border: 2px solid {theme.text}; padding: 1px 8px"
    return f'<td style="{look}"><b>{text}</b></td>'


def _reference(reference: Reference, theme: Theme) -> str:
    address = escape(reference.url)
    link = f'<a href="{address}" style="color: {theme.accent}">{address}</a>'
    return f"{escape(reference.authority)}: {escape(reference.section)}<br>{link}"


def exhibit_html(exhibit: Exhibit, theme: Theme) -> str:
    """An exhibit as text and tables; a chart as its picture and, for everybody, its numbers."""
    parts = [f"<h3>{words.EXHIBIT}: {escape(exhibit.title)}</h3>"]
    for part in exhibit.parts:
        match part:
            case TextPart(text):
                parts.append(f"<p>{escape(text)}</p>")
            case FieldsPart(caption, fields):
                parts.append(_table(caption, None, fields, theme))
            case TablePart(caption, columns, rows):
                parts.append(_table(caption, columns, rows, theme))
            case ChartPart():
                table = part.as_table()
                parts += [_picture(part, exhibit.title, theme), _table(table.caption, table.columns, table.rows, theme)]
    return "".join(parts)


def _table(caption: str | None, columns: Sequence[str] | None, rows: Sequence[Sequence[str]], theme: Theme) -> str:
    edge = f'style="border-top: 1px solid {theme.line}"'
    head = "".join(f'<th align="left">{escape(name)}</th>' for name in columns or ())
    lines = "".join("<tr>" + "".join(f"<td {edge}>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    above = f"<p>{escape(caption)}</p>" if caption else ""
    return f'{above}<table cellspacing="0" cellpadding="6"><tr>{head}</tr>{lines}</table>'


def _picture(part: ChartPart, title: str, theme: Theme) -> str:
    """The chart as the exam drew it, in twice the pixels so that it stays crisp."""
    chart = Chart(part, title, theme)
    chart.resize(_CHART_WIDTH, chart.sizeHint().height())
    image = QImage(chart.size() * 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2.0)
    image.fill(QColor(theme.surface))
    # Without the widget's own ground, which is the desktop's gray.
    chart.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    size = f'width="{chart.width()}" height="{chart.height()}"'
    return f'<p><img {size} src="data:image/png;base64,{data.toBase64().toStdString()}"></p>'
