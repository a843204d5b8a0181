"""The plan's page: weeks, why it is so, what changed, and cards by day. It is printed and saved from here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from cehrs_desktop.presentation import report_texts
from cehrs_desktop.presentation import study_plan_texts as words
from cehrs_desktop.presentation.report_saving import problem_line, save_problem
from cehrs_desktop.presentation.study_plan_view import StudyPlanView, domains_line, plan_body
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import button, enlarge, label, way_back
from cehrs_desktop.ui.widgets.file_question import ask_file
from cehrs_desktop.ui.widgets.load_bar import LoadBar
from cehrs_desktop.ui.widgets.page import Page

_COLUMN = 1000
_TOP = Qt.AlignmentFlag.AlignTop


class StudyPlanScreen(Page):
    """`left` goes back, `files_wanted` to the page that saves calendars. It says that it reads until `show_view`, and
    prints and saves what it shows."""

    files_wanted = Signal()
    left = Signal()

    def __init__(self, theme: Theme, zoom: float) -> None:
        super().__init__(words.TITLE, _COLUMN)
        self._theme, self._zoom = theme, zoom
        self._view: StudyPlanView | None = None
        self._bars: list[LoadBar] = []
        self.notice = self.add_notice()
        self._waiting = label(words.READING, BODY, role="muted")
        self.column.addWidget(self._waiting)
        self.end_column()
        self._print = button(words.PRINT, self._ask_printer)
        self._save = button(words.SAVE, self._ask_file)
        calendar = button(words.CALENDAR, self.files_wanted.emit)
        self._back = way_back(words.BACK, self.left.emit, role="chief")
        for made in (self._print, self._save):
            made.setEnabled(False)
        self.footer(self._print, self._save, calendar, self._back)

    def focus_first(self) -> None:
        """Put the keyboard on the way back; the page itself scrolls by keyboard too."""
        self._back.setFocus()

    def show_view(self, view: StudyPlanView) -> None:
        """Show the plan, once."""
        self._view = view
        self._waiting.hide()
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(view.date_line))
        _section(column, words.WEEKS, ())
        if view.weeks:
            column.addWidget(_weeks(view))
            column.addWidget(label(domains_line(view), SMALL, role="muted"))
        else:
            column.addWidget(label(words.NO_WEEKS))
        _section(column, words.WHY, view.why)
        _section(column, words.CHANGED, (view.changed_lead, *view.changed))
        _section(column, words.LOAD, ())
        if view.load:
            column.addWidget(label(f"{words.LOAD_NOTE} {words.BAR_NOTE}", SMALL, role="muted"))
            column.addWidget(self._load(view))
            if view.load_note:
                column.addWidget(label(view.load_note, SMALL, role="muted"))
        else:
            column.addWidget(label(words.NO_LOAD))
        # The page itself was enlarged when it was shown; what comes later is enlarged here.
        enlarge(shown, self._zoom)
        self.column.insertWidget(self.column.count() - 1, shown)
        for made in (self._print, self._save):
            made.setEnabled(True)

    def not_read(self, why: str) -> None:
        """Say why there is nothing to show."""
        self._waiting.hide()
        self.notice.tell(why)

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._theme = theme
        for made in self._bars:
            made.set_theme(theme)

    def _load(self, view: StudyPlanView) -> QWidget:
        table = QWidget()
        grid = _grid(table)
        for at, head in enumerate(words.LOAD_HEADS):
            grid.addWidget(label(head, SMALL, bold=True, wrap=False), 0, at)
        for row, day in enumerate(view.load, 1):
            for at, cell in enumerate(day.cells):
                grid.addWidget(label(cell, SMALL, wrap=False, tabular=True), row, at)
            made = LoadBar(day.cards, day.room, day.most, day.spoken, self._theme)
            self._bars.append(made)
            grid.addWidget(made, row, len(day.cells))
        grid.setColumnStretch(len(words.LOAD_HEADS), 1)
        return table

    # ---- saving and printing
    def _ask_file(self) -> None:
        view = self._view
        if view is not None:
            ask_file(self, words.PDF_FILTER, words.file_name(view.name, view.day), "pdf", self.save)

    def save(self, file: Path) -> None:
        """Save the plan as a PDF, and say how it went."""
        view = self._view
        if view is None:
            return
        # Imported here: what prints is read only when somebody prints.
        from cehrs_desktop.ui.report.rich_pdf import rich_pdf

        try:
            write_whole(file, rich_pdf(words.TITLE, plan_body(view)))
        except OSError as error:
            self.notice.tell(problem_line(save_problem(error, str(file), words.SAVE_SAFE)))
        else:
            self.notice.tell(report_texts.saved(str(file)))

    def _ask_printer(self) -> None:
        view = self._view
        if view is not None:
            from cehrs_desktop.ui.report.printing import ask_printer

            ask_printer(self, words.TITLE, plan_body(view), self._printed)

    def _printed(self, taken: bool) -> None:
        self.notice.tell(report_texts.PRINT_SENT if taken else words.PRINT_FAILED)


def _section(column: QVBoxLayout, title: str, lines: Sequence[str]) -> None:
    column.addSpacing(16)
    column.addWidget(label(title, LARGE, bold=True))
    for line in lines:
        column.addWidget(label(line))


def _grid(table: QWidget) -> QGridLayout:
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 4, 0, 4)
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(6)
    return grid


def _weeks(view: StudyPlanView) -> QWidget:
    table = QWidget()
    grid = _grid(table)
    first = len(words.WEEK_HEADS)
    last = first + len(view.domains)
    for at, head in enumerate(words.WEEK_HEADS):
        grid.addWidget(label(head, SMALL, bold=True, wrap=False), 1, at)
    grid.addWidget(label(words.BY_DOMAIN, SMALL, role="muted", wrap=False), 0, first, 1, len(view.domains))
    for at, (number, name) in enumerate(view.domains, first):
        head = label(number, SMALL, bold=True, wrap=False)
        head.setAccessibleName(name)
        grid.addWidget(head, 1, at)
    grid.addWidget(label(words.REHEARSALS, SMALL, bold=True), 1, last)
    for row, week in enumerate(view.weeks, 2):
        # What is long may take two lines; numbers stay whole.
        grid.addWidget(label(week.name, SMALL, wrap=False, tabular=True), row, 0, _TOP)
        grid.addWidget(label(week.phases, SMALL), row, 1, _TOP)
        for at, cell in enumerate((week.minutes, *week.domains), first - 1):
            grid.addWidget(label(cell, SMALL, wrap=False, tabular=True), row, at, _TOP)
        grid.addWidget(label(week.rehearsals, SMALL), row, last, _TOP)
    grid.setColumnStretch(1, 3)
    grid.setColumnStretch(last, 2)
    return table
