"""The plan's page: weeks, why it is so, what changed, and cards by day. It is printed and saved from here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cehrs_desktop.presentation import report_texts
from cehrs_desktop.presentation import study_plan_texts as words
from cehrs_desktop.presentation.report_saving import problem_line, save_problem
from cehrs_desktop.presentation.study_plan_view import StudyPlanView, domains_line, plan_body
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import button, enlarge, label, way_back
from cehrs_desktop.ui.widgets.exhibit import Grid
from cehrs_desktop.ui.widgets.file_question import ask_file
from cehrs_desktop.ui.widgets.load_bar import LoadBar
from cehrs_desktop.ui.widgets.page import Page

_COLUMN = 1000
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole


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
        self._tables: list[Grid] = []
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
            column.addWidget(label(domains_line(view), SMALL, role="muted"))
            column.addWidget(self._weeks(view))
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
        for table in self._tables:
            table.set_look(self._zoom)
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
        last = len(words.LOAD_HEADS)
        table = self._table(words.LOAD, (*words.LOAD_HEADS, words.BAR_HEAD), [(*day.cells, "") for day in view.load])
        for row, day in enumerate(view.load):
            made = LoadBar(day.cards, day.room, day.most, day.spoken, self._theme)
            self._bars.append(made)
            table.setCellWidget(row, last, _bar_place(made))
            cell = table.item(row, last)
            assert cell is not None, "every cell has an item"
            cell.setData(_SPOKEN, day.spoken)
        head = table.horizontalHeaderItem(last)
        assert head is not None, "every column has a head"
        head.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _weeks(self, view: StudyPlanView) -> QWidget:
        heads = (*words.WEEK_HEADS, *(number for number, _ in view.domains), words.REHEARSALS)
        rows = [(week.name, week.phases, week.minutes, *week.domains, week.rehearsals) for week in view.weeks]
        table = self._table(words.WEEKS, heads, rows)
        for at, (_, name) in enumerate(view.domains, len(words.WEEK_HEADS)):
            head = table.horizontalHeaderItem(at)
            assert head is not None, "every column has a head"
            head.setData(_SPOKEN, name)
        return table

    def _table(self, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Grid:
        """A table that arrow keys walk; the page follows the cell."""
        table = Grid(name, heads, rows)
        table.currentCellChanged.connect(lambda row, column, *_: self._follow(table, row, column))
        self._tables.append(table)
        return table

    def _follow(self, table: Grid, row: int, column: int) -> None:
        cell = table.visualRect(table.model().index(row, column))
        inside = self._area.widget()
        assert inside is not None, "a page has its content"
        middle = table.viewport().mapTo(inside, cell.center())
        # With the first row its heads are seen.
        beside = cell.height() // 2 + table.horizontalHeader().height() + 8
        self._area.ensureVisible(middle.x(), middle.y(), cell.width() // 2 + 8, beside)

    # ---- saving and printing
    def _ask_file(self) -> None:
        view = self._view
        if view is not None:
            ask_file(self, words.PDF_FILTER, words.file_name(view.name, view.day), "pdf", self.save, words.SAVE_TITLE)

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


def _bar_place(made: LoadBar) -> QWidget:
    """A bar in the middle of its cell."""
    place = QWidget()
    row = QHBoxLayout(place)
    row.setContentsMargins(12, 0, 12, 0)
    row.addWidget(made)
    return place
