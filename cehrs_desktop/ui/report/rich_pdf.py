"""A page of rich text as a PDF: text that can be selected, fonts embedded, on as many pages as it takes."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLocale, QMarginsF
from PySide6.QtGui import QPageLayout, QPdfWriter, QTextDocument

from cehrs_desktop.presentation.texts import PROGRAM
from cehrs_desktop.ui.report.paper import paper_of
from cehrs_desktop.ui.report.richtext import HEAVY
from cehrs_desktop.ui.theme.fonts import font
from cehrs_desktop.ui.theme.theme import LIGHT

_POINTS, _DPI, _MARGIN_MM = 10, 1200, 15


def rich_pdf(title: str, body: str) -> bytes:
    """The PDF of a page of HTML, on the paper of this country, in the scheme that prints well."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator(PROGRAM)
    writer.setResolution(_DPI)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    portrait = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(paper_of(QLocale.system()), portrait, margins, QPageLayout.Unit.Millimeter))
    document = QTextDocument()
    written = font()
    written.setPointSize(_POINTS)
    document.setDefaultFont(written)
    document.setDefaultStyleSheet(
        f"{HEAVY} body, td, th {{ color: {LIGHT.text}; }}"
        " th, td { text-align: left; padding: 2px 12px 2px 0; } th { font-weight: normal; }"
    )
    document.setHtml(f"<body>{body}</body>")
    # Pages of the writer's own size, within its margins: Qt would add two centimeters of its own.
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setPageSize(writer.pageLayout().paintRectPixels(_DPI).size().toSizeF())
    document.print_(writer)
    del writer
    buffer.close()
    return bytes(data.data())
