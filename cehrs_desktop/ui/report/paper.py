"""The report on paper: which paper, the one-page PDF, and a printer's page. Always in the scheme that prints well."""

from __future__ import annotations

import re

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLocale, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from cehrs_desktop.presentation.report_export import page_title
from cehrs_desktop.presentation.report_view import ReportView
from cehrs_desktop.presentation.texts import PROGRAM
from cehrs_desktop.ui.report.painter import paint_report
from cehrs_desktop.ui.theme.theme import LIGHT

_T = QLocale.Country
_LETTER_COUNTRIES = frozenset(
    {
        # Where Unicode's locale data says that Letter is the paper; "any" is a computer without a country, and the
        # exam is American.
        *(_T.AnyCountry, _T.UnitedStates, _T.Canada, _T.Mexico, _T.PuertoRico, _T.Philippines, _T.Belize, _T.Chile),
        *(_T.Colombia, _T.CostaRica, _T.ElSalvador, _T.Guatemala, _T.Nicaragua, _T.Panama, _T.Venezuela),
    }
)
_PDF_DPI = 1200


def paper_of(locale: QLocale) -> QPageSize:
    """Letter or A4, by what a country prints on."""
    letter = locale.territory() in _LETTER_COUNTRIES
    return QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4)


def points(paper: QPageSize) -> QSizeF:
    """A paper's size in points."""
    return paper.size(QPageSize.Unit.Point)


def report_pdf(view: ReportView, paper: QPageSize) -> bytes:
    """The report as a PDF of one page: text that can be selected, fonts embedded, a title."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(page_title(view))
    writer.setCreator(PROGRAM)
    writer.setResolution(_PDF_DPI)
    writer.setPageLayout(QPageLayout(paper, QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter(writer)
    try:
        paint_report(painter, view, LIGHT, points(paper), QRectF(0, 0, writer.width(), writer.height()))
    finally:
        painter.end()
    return _with_spaces(bytes(data.data()))


def _with_spaces(pdf: bytes) -> bytes:
    """The same file, in which a space that is copied or searched for is a space.

    The bundled font draws tab and space with one glyph, and Qt writes the lower of the two characters into the table
    that turns glyphs back into text. Both spellings have one length, so that no offset in the file moves.
    """

    def spaced(characters: re.Match[bytes]) -> bytes:
        return characters[0].replace(b"<0009>", b"<0020>")

    return re.sub(rb"\[(<[0-9A-F]{4}> )+\]", spaced, pdf)


def print_report(view: ReportView, printer: QPrinter) -> bool:
    """Print the report on whatever paper the printer has; `False` when the printer refuses.

    Letter and A4 are laid out as such; on any other paper the nearer of the two is made to fit.
    """
    printer.setFullPage(True)
    page = printer.pageLayout().fullRectPoints()
    tall = page.height() / max(1, page.width()) > 1.35
    paper = QPageSize(QPageSize.PageSizeId.A4 if tall else QPageSize.PageSizeId.Letter)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    whole = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
    paint_report(painter, view, LIGHT, points(paper), whole)
    return painter.end()
