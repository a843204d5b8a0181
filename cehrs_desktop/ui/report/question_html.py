"""A question with its reasons as rich text: the parts that every page of answered questions has.

Key and choice are named in boxed words, never by color alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtWidgets import QWidget

from cehrs_desktop.exam.exhibits import ChartPart, Exhibit, FieldsPart, TablePart, TextPart
from cehrs_desktop.exam.items import Reference
from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.chart import Chart

_CHART_WIDTH = 640


def stem_html(stem: str, highlights: Sequence[tuple[int, int]], theme: Theme) -> str:
    """The stem with the candidate's highlights, which are underlined as well as colored."""
    made, done = "", 0
    for start, end in highlights:
        made += escape(stem[done:start])
        inner = escape(stem[start:end])
        made += f'<span style="background-color: {theme.highlight}; text-decoration: underline">{inner}</span>'
        done = end
    return made + escape(stem[done:])


def option_html(
    letter: str, text: str, tags: Sequence[str], why: str, theme: Theme, *, is_key: bool, struck: bool
) -> str:
    """A row of the table of options. `tags` are made by `tag`; `why` is rich text, empty for none."""
    if struck:
        tags = (*tags, f'<td style="color: {theme.muted}">{words.STRUCK}</td>')
    tagged = f'<table cellspacing="6" cellpadding="3"><tr>{"".join(tags)}</tr></table>' if tags else ""
    named = f"<s>{escape(text)}</s>" if struck else escape(text)
    ground = f' bgcolor="{theme.soft}"' if is_key else ""
    edge = f"border-top: 1px solid {theme.line};"
    below = f'<p style="margin-top: 4px; margin-bottom: 0">{why}</p>' if why else ""
    return (
        f'<tr{ground}><td width="48" style="{edge}; white-space: nowrap"><b>{letter}.</b></td>'
        f'<td style="{edge}"><b>{named}</b>{tagged}{below}</td></tr>'
    )


def options_html(rows: Sequence[str]) -> str:
    """The table of options."""
    return f'<table width="100%" cellspacing="0" cellpadding="10">{"".join(rows)}</table>'


def tag(text: str, theme: Theme, *, filled: bool) -> str:
    """A word in a box."""
    ground, ink = (theme.text, theme.surface) if filled else (theme.surface, theme.text)
    look = f"background-color: {ground}; color: {ink}; border: 2px solid {theme.text}; padding: 1px 8px"
    return f'<td style="{look}"><b>{text}</b></td>'


def sources_html(references: Sequence[Reference], theme: Theme) -> str:
    """Where it is written, one line for each; nothing for none."""
    if not references:
        return ""
    lines = "".join(f"<p>{_reference(one, theme)}</p>" for one in references)
    return f'{lines}<p style="color: {theme.muted}"><small>{words.LINK_HINT}</small></p>'


def _reference(reference: Reference, theme: Theme) -> str:
    address = escape(reference.url)
    link = f'<a href="{address}" style="color: {theme.accent}">{address}</a>'
    return f"{escape(reference.authority)}: {escape(reference.section)}<br>{link}"


def provenance_html(lines: Sequence[str], theme: Theme, *, stale: bool) -> str:
    """Where the question comes from and how old it is; the first line stands out where it is out of date."""
    first = f' style="color: {theme.warn}; font-weight: 600"' if stale else ""
    return "".join(f"<p{first if at == 0 else ''}>{escape(line)}</p>" for at, line in enumerate(lines))


def written_html(title: str, text: str) -> str:
    """What somebody wrote, under its heading; nothing for none."""
    return f"<h3>{title}</h3><p>{escape(text).replace(chr(10), '<br>')}</p>" if text else ""


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
