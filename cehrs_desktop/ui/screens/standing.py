"""The page "Where I stand": one part at a time, chosen in a list, with finding, plot and the table behind it.

It draws a `StandingView` and saves what is shown as a picture or a table. It reads nothing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.presentation import report_texts
from cehrs_desktop.presentation import standing_texts as words
from cehrs_desktop.presentation.report_saving import problem_line, save_problem
from cehrs_desktop.presentation.standing_view import Part, StandingView, in_short
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.theme.fonts import BODY, HEADING, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import bar, button, enlarge, label, way_back
from cehrs_desktop.ui.widgets.dialogs import ask
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.plot import plot_picture
from cehrs_desktop.ui.widgets.standing_part import StandingPart

_FILTERS = {"png": words.PNG_FILTER, "csv": words.CSV_FILTER}


class _Names(QListWidget):
    """The parts of the page, as wide as their names at any text size."""

    def sizeHint(self) -> QSize:
        return QSize(self.sizeHintForColumn(0) + 2 * self.frameWidth() + 24, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 80)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()


class StandingScreen(QWidget):
    """`left` goes back; `page_wanted` carries a page to read: its title, its paragraphs, and pairs (none).

    `sealed_chosen` carries how many forms are to stay sealed."""

    page_wanted = Signal(str, object, object)
    sealed_chosen = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: StandingView | None = None
        self._pages: dict[int, StandingPart] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(24, 20, 24, 12)
        head.setSpacing(4)
        head.addWidget(label(words.TITLE, HEADING, bold=True))
        self._about = label(words.READING, SMALL, role="muted")
        head.addWidget(self._about)
        self.notice = Notice()
        head.addWidget(self.notice)
        outer.addLayout(head)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 0, 16)
        row.setSpacing(0)
        self._names = _Names()
        self._names.setFont(font(BODY))
        self._names.setAccessibleName(words.NAV_NAME)
        self._names.setStyleSheet("QListView::item { padding: 6px 8px; }")
        self._names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._names.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._names.currentRowChanged.connect(self._show_part)
        row.addWidget(self._names)
        self._stack = QStackedWidget()
        row.addWidget(self._stack, 1)
        outer.addLayout(row, 1)
        outer.addWidget(self._footer())
        self._names.hide()
        self._enable(None)

    def _footer(self) -> QWidget:
        frame, row = bar("top")
        row.addWidget(way_back(words.BACK, self.left.emit))
        row.addStretch(1)
        self._assumes = button(words.ASSUMPTIONS, self._show_assumptions)
        self._as_table = button(words.AS_TABLE)
        self._as_table.setCheckable(True)
        self._as_table.toggled.connect(self._switch)
        self._picture = button(words.SAVE_PICTURE, lambda: self._ask_file("png"))
        self._csv = button(words.SAVE_TABLE, lambda: self._ask_file("csv"))
        for made in (self._assumes, self._as_table, self._picture, self._csv):
            row.addWidget(made)
        return frame

    # ---- what is shown
    def show_view(self, view: StandingView) -> None:
        """Show where a learner stands; the part that was looked at stays in view."""
        at = max(0, self._names.currentRow())
        before = self._pages.get(at)
        chose = before is not None and before.has_choice_focus
        self._view = view
        self._about.setText(f"{view.learner}. {view.mark}" if view.mark else view.learner)
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages = {}
        self._names.blockSignals(True)
        self._names.clear()
        self._names.addItems([part.name for part in view.parts])
        self._names.blockSignals(False)
        self._names.show()
        self._names.updateGeometry()
        self._names.setCurrentRow(at)
        if chose:
            self._pages[at].focus_choice()

    def not_read(self, why: str) -> None:
        """Say why there is nothing, or nothing newer, to show."""
        if self._view is None:
            self._about.clear()
        self.notice.tell(why)

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._theme = theme
        for page in self._pages.values():
            page.set_theme(theme)

    def focus_first(self) -> None:
        """Put the keyboard on the list of parts."""
        self._names.setFocus()

    @property
    def part(self) -> Part | None:
        """The part that is shown."""
        at = self._names.currentRow()
        return self._view.parts[at] if self._view is not None and at >= 0 else None

    def _show_part(self, at: int) -> None:
        if self._view is None or at < 0:
            return
        part = self._view.parts[at]
        if at not in self._pages:
            short = in_short(self._view) if at == 0 else ()
            page = StandingPart(part, short, self._theme)
            page.chosen.connect(self.sealed_chosen)
            # As large as the rest of the screen was made since.
            enlarge(page, self._names.font().pixelSize() / BODY)
            self._pages[at] = page
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(self._pages[at])
        self._enable(part)
        self._pages[at].show_table(self._as_table.isChecked())

    def _enable(self, part: Part | None) -> None:
        self._assumes.setVisible(part is not None and bool(part.assumptions))
        for made, there in (
            (self._as_table, part is not None and part.table is not None),
            (self._picture, part is not None and part.plot is not None),
            (self._csv, part is not None and part.table is not None),
        ):
            made.setEnabled(there)

    def _switch(self, as_table: bool) -> None:
        page = self._pages.get(self._names.currentRow())
        if page is not None:
            page.show_table(as_table)

    def _show_assumptions(self) -> None:
        part = self.part
        if part is not None:
            self.page_wanted.emit(part.heading, part.assumptions, ())

    # ---- saving
    def _ask_file(self, kind: str) -> None:
        view, part = self._view, self.part
        if view is None or part is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, _FILTERS[kind], folder, _FILTERS[kind])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(words.file_name(view.learner, part.name, view.day, kind))
        dialog.fileSelected.connect(lambda path: self.save(kind, Path(path)))
        # Deleted by hand: Qt's own dialog is still at work when the signal comes.
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, kind: str, file: Path) -> None:
        """Save the part that is shown as ``png`` or ``csv`` where the dialog said; a missing ending is added.

        The dialog asked before an existing file; it could not ask about the name with the ending added here.
        """
        made = self._content(kind)
        if made is None:
            return
        if file.suffix.lower() == f".{kind}":
            self._write(file, made)
            return
        file = file.with_name(f"{file.name}.{kind}")
        if file.exists():
            question = report_texts.overwrite(file.name)
            ask(
                self,
                report_texts.ASK_OVERWRITE,
                question,
                report_texts.REPLACE,
                report_texts.KEEP,
                lambda: self._write(file, made),
                zoom=self._names.font().pixelSize() / BODY,
            )
        else:
            self._write(file, made)

    def _content(self, kind: str) -> Callable[[], bytes] | None:
        view, part = self._view, self.part
        if view is None or part is None:
            return None
        plot, table = part.plot, part.table
        if kind == "png" and plot is not None:
            foot = words.picture_foot(view.learner, view.day)
            return lambda: plot_picture(plot, part.heading, part.finding, foot)
        if kind == "csv" and table is not None:
            # With its mark, or Excel takes the letters of names for others.
            return lambda: table.csv_text().encode("utf-8-sig")
        return None

    def _write(self, file: Path, made: Callable[[], bytes]) -> None:
        try:
            write_whole(file, made())
        except OSError as error:
            self.notice.tell(problem_line(save_problem(error, str(file), words.SAVE_SAFE)))
        else:
            self.notice.tell(report_texts.saved(str(file)))
