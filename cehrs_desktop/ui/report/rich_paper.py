"""Printing a page of rich text, in the scheme that prints well."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter

from cehrs_desktop.ui.report.paper import paper_of
from cehrs_desktop.ui.report.richtext import HEAVY
from cehrs_desktop.ui.theme.fonts import font
from cehrs_desktop.ui.theme.theme import LIGHT

_POINTS = 11


def printer_for(title: str) -> QPrinter:
    """A printer with the paper of this country; its dialog is somebody else's."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageSize(paper_of(QLocale.system()))
    return printer


def print_rich(body: str, printer: QPrinter) -> bool:
    """Print HTML, over as many pages as it takes; `False` when the printer refuses."""
    if not printer.isValid():
        return False
    document = QTextDocument()
    written = font()
    written.setPointSize(_POINTS)
    document.setDefaultFont(written)
    document.setDefaultStyleSheet(
        f"{HEAVY} body, td, th {{ color: {LIGHT.text}; }}"
        " th, td { text-align: left; padding: 2px 12px 2px 0; } th { font-weight: normal; }"
    )
    document.setHtml(f"<body>{body}</body>")
    document.print_(printer)
    return printer.printerState() != QPrinter.PrinterState.Error
