"""Asking for a printer, and printing a page of rich text on it. What is told afterwards is somebody else's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog
from PySide6.QtWidgets import QDialog, QWidget

from cehrs_desktop.ui.report.rich_paper import print_rich, printer_for


def ask_printer(parent: QWidget, title: str, body: str, printed: Callable[[bool], object]) -> None:
    """Open the print dialog for a page of HTML; `printed` is told whether the printer took it, once it was accepted."""
    printer = printer_for(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=False)
    # Qt keeps no reference to the printer: this one does, as long as the dialog is there.
    dialog.accepted.connect(lambda: printed(print_rich(body, printer)))
    dialog.finished.connect(dialog.deleteLater)
    # QPrintDialog.open() takes a slot's name; the plain one does the same without.
    QDialog.open(dialog)
