"""The sheet of what was rehearsed under accommodations: read it, save it, print it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFrame, QTextBrowser, QVBoxLayout, QWidget

from cehrs_desktop.presentation import accommodation_sheet as words
from cehrs_desktop.presentation import report_texts
from cehrs_desktop.presentation.accommodation_sheet import (
    SheetView,
    sheet_body,
    sheet_file_name,
    sheet_html,
    sheet_text,
)
from cehrs_desktop.presentation.report_saving import problem_line, save_problem
from cehrs_desktop.ui.report.rich_paper import print_rich, printer_for
from cehrs_desktop.ui.report.richtext import HEAVY
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import bar, button, centered, way_back
from cehrs_desktop.ui.widgets.file_question import ask_file
from cehrs_desktop.ui.widgets.notice import Notice

_COLUMN = 860
_FORMATS: dict[str, tuple[str, Callable[[SheetView], str]]] = {
    "txt": ("Text (*.txt)", sheet_text),
    "html": ("HTML (*.html)", sheet_html),
}


class SheetScreen(QWidget):
    """Shows one sheet. `left` goes back."""

    left = Signal()

    def __init__(self, view: SheetView, theme: Theme) -> None:
        super().__init__()
        self._view = view
        self._printer: QPrinter | None = None
        self._text = QTextBrowser()
        self._text.setFont(font(BODY))
        self._text.setOpenLinks(False)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setAccessibleName(words.TITLE)
        self._text.setProperty("role", "stem")
        self._text.document().setDocumentMargin(24)
        self.notice = Notice()
        frame, row = bar("top")
        row.addStretch(1)
        self._first = button(words.SAVE_TEXT, lambda: self._ask_file("txt"))
        for made in (
            self._first,
            button(words.SAVE_PAGE, lambda: self._ask_file("html")),
            button(words.PRINT, self._ask_printer),
            way_back(words.BACK, self.left.emit, role="chief"),
        ):
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(centered(self._text, _COLUMN), 1)
        column.addWidget(self.notice)
        column.addWidget(frame)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._text.document().setDefaultStyleSheet(
            f"{HEAVY} body, td, th, li {{ color: {theme.text}; }}"
            " th, td { text-align: left; padding: 4px 16px 4px 0; } th { font-weight: normal; }"
        )
        self._text.setHtml(f"<body>{sheet_body(self._view)}</body>")

    def focus_first(self) -> None:
        """Put the keyboard on the sheet, to read it."""
        self._text.setFocus()

    # ---- saving
    def _ask_file(self, kind: str) -> None:
        name = sheet_file_name(self._view, kind)
        way = words.SAVE_TEXT if kind == "txt" else words.SAVE_PAGE
        ask_file(self, _FORMATS[kind][0], name, kind, lambda file: self.save(kind, file), way)

    def save(self, kind: str, file: Path) -> None:
        """Save as ``txt`` or ``html``, and say how it went."""
        try:
            write_whole(file, _FORMATS[kind][1](self._view).encode())
        except OSError as error:
            self.notice.tell(problem_line(save_problem(error, str(file), words.SAFE)))
        else:
            self.notice.tell(report_texts.saved(str(file)))

    # ---- printing
    def _ask_printer(self) -> None:
        printer = printer_for(f"{words.TITLE}: {self._view.candidate}")
        # Qt keeps no reference: without this one the printer would be gone when the dialog is answered.
        self._printer = printer
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=False)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.finished.connect(dialog.deleteLater)
        # QPrintDialog.open() takes a slot's name; the plain one does the same without.
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Print the sheet, and say how it went."""
        if print_rich(sheet_body(self._view), printer):
            self.notice.tell(report_texts.PRINT_SENT)
        else:
            self.notice.tell(f"{report_texts.PRINT_FAILED_TITLE}. {report_texts.PRINT_FAILED}")
