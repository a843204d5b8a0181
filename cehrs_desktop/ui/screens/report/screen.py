"""The report screen: look at the report, read it as text, save it, print it, go on to the review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, QStandardPaths, Signal
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.presentation import report_texts as words
from cehrs_desktop.presentation.report_export import page_title, report_body, report_html, report_json
from cehrs_desktop.presentation.report_saving import file_name, problem_line, save_problem
from cehrs_desktop.presentation.report_view import ReportView
from cehrs_desktop.ui.report.paper import paper_of, print_report, report_pdf
from cehrs_desktop.ui.report.richtext import HEAVY
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.screens.report.page import ReportPage
from cehrs_desktop.ui.theme.fonts import BODY, HEADING, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import button, centered, label, way_back
from cehrs_desktop.ui.widgets.dialogs import ask
from cehrs_desktop.ui.widgets.notice import Notice

_COLUMN = 860
_FORMATS: dict[str, tuple[str, Callable[[ReportView], bytes]]] = {
    "pdf": ("PDF (*.pdf)", lambda view: report_pdf(view, paper_of(QLocale.system()))),
    "html": ("HTML (*.html)", lambda view: report_html(view).encode()),
    "json": ("JSON (*.json)", lambda view: report_json(view).encode()),
}


class ReportScreen(QWidget):
    """Shows one report. `review_wanted` carries the attempt's id; `left` goes back.

    `page_wanted` carries a page to read: its title, its paragraphs, and pairs of name and value.
    """

    review_wanted = Signal(str)
    debrief_wanted = Signal()
    page_wanted = Signal(str, object, object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: ReportView | None = None
        self._printer: QPrinter | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_views(), 1)
        row.addWidget(self._make_side())
        self.set_theme(theme)

    def _make_views(self) -> QWidget:
        self._page = ReportPage(self._theme)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self._page)
        area.setAccessibleName(words.PAGE_NAME)
        self._area = area
        self._text = QTextBrowser()
        self._text.setFont(font(BODY))
        self._text.setOpenLinks(False)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setAccessibleName(words.TEXT_NAME)
        self._text.setProperty("role", "stem")
        self._text.document().setDocumentMargin(24)
        self._stack = QStackedWidget()
        self._stack.addWidget(area)
        self._stack.addWidget(centered(self._text, _COLUMN))
        self._notice = Notice()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self._notice)
        return holder

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setMaximumWidth(400)  # the report keeps most of the width at any text size
        column = QVBoxLayout(side)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        self._summary = label("", HEADING, bold=True)
        self._summary_line = label("", BODY, role="muted")
        column.addWidget(self._summary)
        column.addWidget(self._summary_line)
        column.addSpacing(8)
        switch = QHBoxLayout()
        switch.setSpacing(8)
        self._views = QButtonGroup(self)
        for index, text in enumerate((words.AS_PAGE, words.AS_TEXT)):
            choice = button(text)
            choice.setCheckable(True)
            self._views.addButton(choice, index)
            switch.addWidget(choice)
        self._views.button(0).setChecked(True)
        self._views.idToggled.connect(self._switch)
        column.addLayout(switch)
        column.addSpacing(8)
        self._save_pdf = button(words.SAVE_PDF, lambda: self._ask_file("pdf"), role="chief")
        column.addWidget(self._save_pdf)
        for text, act in (
            (words.SAVE_HTML, lambda: self._ask_file("html")),
            (words.SAVE_JSON, lambda: self._ask_file("json")),
            (words.PRINT, self._ask_printer),
            (words.REVIEW, self._review),
            (words.DEBRIEF, self.debrief_wanted.emit),
        ):
            column.addWidget(button(text, act))
        column.addSpacing(8)
        self._readiness = button(words.READINESS_MORE, self._show_assumptions, role="plain")
        self._sheet = button(words.SHEET_MORE, self._show_sheet, role="plain")
        column.addWidget(self._readiness)
        column.addWidget(self._sheet)
        column.addStretch(1)
        column.addWidget(way_back(words.BACK, self.left.emit))
        return side

    def _show_assumptions(self) -> None:
        if self._view is not None and self._view.readiness is not None:
            known = self._view.readiness
            self.page_wanted.emit(words.READINESS_TITLE, (known.text, *known.assumptions), ())

    def _show_sheet(self) -> None:
        if self._view is not None and self._view.sheet is not None:
            sheet = self._view.sheet
            self.page_wanted.emit(sheet.title, (sheet.lead,), sheet.rows)

    def show_view(self, view: ReportView) -> None:
        """Show a report."""
        self._view = view
        self._summary.setText(f"{view.numbers.score}  {view.verdict}")
        self._summary_line.setText(view.facts[0][1])
        self._readiness.setVisible(view.readiness is not None)
        self._sheet.setVisible(view.sheet is not None)
        self._page.show_report(view)
        self._show_text()

    @property
    def attempt_shown(self) -> str:
        """The id of the attempt that is shown, empty before there is one."""
        return self._view.numbers.attempt_id if self._view else ""

    @property
    def score_shown(self) -> int:
        """The score that is shown, 0 before there is one."""
        return self._view.numbers.score if self._view else 0

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._theme = theme
        self._page.set_theme(theme)
        self._area.setStyleSheet(
            f"QScrollArea {{ background: {theme.panel}; border: 3px solid {theme.panel}; }}"
            f"QScrollArea:focus {{ border: 3px solid {theme.focus}; }}"
        )
        self._show_text()

    def focus_first(self) -> None:
        """Put the keyboard on the first act. With large text the text comes up, for the page cannot grow as much."""
        if self._page.font().pixelSize() >= 1.5 * BODY:
            self._views.button(1).setChecked(True)
            self._stack.setCurrentIndex(1)
        self._save_pdf.setFocus()

    def _show_text(self) -> None:
        theme = self._theme
        self._text.document().setDefaultStyleSheet(
            f"{HEAVY} body, td, th {{ color: {theme.text}; }} .muted, footer {{ color: {theme.muted}; }}"
            " th, td { text-align: left; padding: 4px 12px 4px 0; } th { font-weight: normal; }"
            f" .mark {{ color: {theme.warn}; font-weight: 600; }} .verdict {{ font-weight: 600; }}"
            " .score { font-size: xx-large; font-weight: 600; } .next ol { margin-top: 0; }"
        )
        if self._view is not None:
            self._text.setHtml(f"<body>{report_body(self._view, figures=False)}</body>")

    def _switch(self, index: int, chosen: bool) -> None:
        if not chosen:
            return
        self._stack.setCurrentIndex(index)
        if index == 1:
            self._text.setFocus()

    def _review(self) -> None:
        if self._view is not None:
            self.review_wanted.emit(self._view.numbers.attempt_id)

    # ---- saving
    def _ask_file(self, kind: str) -> None:
        view = self._view
        if view is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, _FORMATS[kind][0], folder, _FORMATS[kind][0])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(file_name(view, kind))

        def chosen(path: str) -> None:
            self.save(kind, Path(path))

        dialog.fileSelected.connect(chosen)
        # Deleted by hand: Qt's own dialog is still at work when the signal comes.
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, kind: str, file: Path) -> None:
        """Save as ``pdf``, ``html`` or ``json`` where the dialog said; a missing ending is added.

        The dialog asked before an existing file; it could not ask about the name with the ending added here.
        """
        if file.suffix.lower() == f".{kind}":
            self._write(kind, file)
            return
        file = file.with_name(f"{file.name}.{kind}")
        if file.exists():
            question = words.overwrite(file.name)
            ask(self, words.ASK_OVERWRITE, question, words.REPLACE, words.KEEP, lambda: self._write(kind, file))
        else:
            self._write(kind, file)

    def _write(self, kind: str, file: Path) -> None:
        if self._view is None:
            return
        try:
            write_whole(file, _FORMATS[kind][1](self._view))
        except OSError as error:
            self._notice.tell(problem_line(save_problem(error, str(file))))
        else:
            self._notice.tell(words.saved(str(file)))

    # ---- printing
    def _ask_printer(self) -> None:
        view = self._view
        if view is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(page_title(view))
        printer.setPageSize(paper_of(QLocale.system()))
        # Qt keeps no reference: without this one the printer would be gone when the dialog is answered.
        self._printer = printer
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=False)
        dialog.accepted.connect(lambda: self._print(view, printer))
        dialog.finished.connect(dialog.deleteLater)
        # QPrintDialog.open() takes a slot's name; the plain one does the same without.
        QDialog.open(dialog)

    def _print(self, view: ReportView, printer: QPrinter) -> None:
        if print_report(view, printer):
            self._notice.tell(words.PRINT_SENT)
        else:
            self._notice.tell(f"{words.PRINT_FAILED_TITLE}. {words.PRINT_FAILED}")
