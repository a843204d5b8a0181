"""The debrief screen: in short first, then what came up as cards, then the record that staff would keep.

Every card and every line of the record takes a note of the candidate's. Storing a note is somebody else's work; what is
written stays in its field until it is stored. Saving as text or JSON and printing are done here.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from cehrs_desktop.application.debriefing import Debriefing
from cehrs_desktop.presentation import debrief_texts as words
from cehrs_desktop.presentation.debrief_cards import CardView
from cehrs_desktop.presentation.debrief_export import debrief_file_name, debrief_json, debrief_text
from cehrs_desktop.presentation.debrief_view import DebriefView, StaffRow, debrief_view
from cehrs_desktop.presentation.report_saving import problem_line, save_problem
from cehrs_desktop.presentation.report_texts import PRINT_SENT, saved
from cehrs_desktop.ui.report.saving import write_whole
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import button, card, label, way_back
from cehrs_desktop.ui.widgets.file_question import ask_file
from cehrs_desktop.ui.widgets.note_field import NoteField
from cehrs_desktop.ui.widgets.notice import Notice
from cehrs_desktop.ui.widgets.page import Page

_COLUMN, _WIDEST = 880, 1240
_LABELS, _TIMES = 132, 96
_TABLE_HEIGHT = 420
_FORMATS = {"txt": "Text (*.txt)", "json": "JSON (*.json)"}


class DebriefScreen(Page):
    """Shows one debrief. `annotated` carries the event's place in the log and the text; `left` goes back.

    `zoom` is the text size for which the columns are made; the fonts are enlarged by whoever shows the screen."""

    annotated = Signal(int, str)
    left = Signal()

    def __init__(self, theme: Theme, zoom: float = 1.0) -> None:
        super().__init__(words.TITLE, min(_WIDEST, round(_COLUMN * zoom)))
        self._zoom = zoom
        self._told: Debriefing | None = None
        self._view: DebriefView | None = None
        self._fields: list[NoteField] = []
        self._rows: tuple[StaffRow, ...] = ()
        self._at_row = -1
        self._asked = False
        self.notice = Notice()
        self.column.addWidget(self.notice)
        self._area = self.findChildren(QScrollArea)[0]
        self._area.setAccessibleName(words.TITLE)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self._area.setStyleSheet(
            f"QScrollArea {{ border: 3px solid {theme.surface}; }}"
            f"QScrollArea:focus {{ border: 3px solid {theme.focus}; }}"
        )

    def focus_first(self) -> None:
        """Put the keyboard on the page, which then scrolls by keys."""
        self._area.setFocus()

    def show_debrief(self, told: Debriefing) -> None:
        """Show a debrief; shown again after a note was stored, only its notes are renewed."""
        view = debrief_view(told)
        first = self._view is None
        self._told, self._view, self._asked = told, view, False
        if first:
            self._build(view)
        for field, one in zip(self._fields, view.cards, strict=True):
            field.show_notes(one.notes)
        self._fill(view.staff)

    def not_kept(self, why: str) -> None:
        """A note could not be stored: say so; its words stay in the field."""
        self._asked = False
        self.notice.tell(why)

    # ---- building
    def _build(self, view: DebriefView) -> None:
        self.column.addWidget(label(view.about, role="muted"))
        frame, column = card()
        column.addWidget(label(words.SUMMARY, LARGE, bold=True))
        if view.ended:
            column.addWidget(label(view.ended, bold=True, role="warn"))
        for line in view.summary:
            column.addWidget(label(line))
        self.column.addWidget(frame)
        self._head(words.ENTRIES)
        for one in view.cards:
            self.column.addWidget(self._card(one))
        if not view.cards:
            self.paragraphs((words.NOTHING,))
        for title, lines in ((words.NOT_REACHED, view.not_reached), (words.QUESTIONS, view.questions)):
            if lines:
                self._head(title)
                self.paragraphs(lines)
        self._head(words.STAFF)
        self.column.addWidget(label(words.STAFF_LEAD, role="muted"))
        self._table = self._make_table()
        self.column.addWidget(self._table)
        self._staff_note = NoteField(words.STAFF_NOTE, "", words.KEEP_STAFF_NOTE)
        self._staff_note.written.connect(self._staff_written)
        self.column.addWidget(self._staff_note)
        self.end_column()
        # Made last, so that the keyboard comes to them last.
        self.footer(
            button(words.SAVE_TEXT, lambda: self._ask_file("txt")),
            button(words.SAVE_JSON, lambda: self._ask_file("json")),
            button(words.PRINT, self._ask_printer),
            way_back(words.BACK, self.left.emit, role="chief"),
        )

    def _head(self, text: str) -> None:
        self.column.addSpacing(8)
        self.column.addWidget(label(text, LARGE, bold=True))

    def _card(self, one: CardView) -> QFrame:
        frame, column = card()
        column.setSpacing(4)
        column.addWidget(label(one.title, BODY, bold=True))
        column.addWidget(label(one.where, SMALL, role="muted"))
        column.addSpacing(8)
        # A widget of its own: as a mere layout in a layout it does not get the height that its wrapped lines need.
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, round(_LABELS * self._zoom))
        grid.setColumnStretch(1, 1)
        for at, (name, text) in enumerate(one.lines):
            named = label(name, BODY, role="muted")
            named.setMaximumWidth(round(_LABELS * self._zoom))
            is_source = name == words.SOURCE
            # A button has room around its words: its label stands beside them, not above.
            grid.addWidget(named, at, 0, Qt.AlignmentFlag.AlignVCenter if is_source else Qt.AlignmentFlag.AlignTop)
            if is_source:
                grid.addWidget(_source(text), at, 1, Qt.AlignmentFlag.AlignLeft)
            else:
                grid.addWidget(_selectable(label(text)), at, 1)
        column.addWidget(table)
        column.addSpacing(8)
        note = NoteField(words.YOUR_NOTE, one.title, words.KEEP_NOTE)
        seq = one.seq
        note.written.connect(lambda text: self._write(seq, text))
        self._fields.append(note)
        column.addWidget(note)
        return frame

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(words.STAFF_COLUMNS))
        table.setFont(font(SMALL, tabular=True))
        table.setHorizontalHeaderLabels(words.STAFF_COLUMNS)
        table.setAccessibleName(words.STAFF)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.setMinimumHeight(_TABLE_HEIGHT)
        # With room inside the cells Qt reckons too few lines for long words, and cuts the last one off.
        table.setStyleSheet("QTableView::item { padding: 0; }")
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = table.horizontalHeader()
        header.setFont(font(SMALL, bold=True))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        table.setColumnWidth(0, round(_TIMES * self._zoom))
        table.itemSelectionChanged.connect(self._row_chosen)
        return table

    def _fill(self, rows: tuple[StaffRow, ...]) -> None:
        chosen = max(0, self._table.currentRow())
        self._rows = rows
        self._table.blockSignals(True)
        self._table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for place, text in enumerate((row.time, row.what, row.note)):
                self._table.setItem(at, place, QTableWidgetItem(text))
        self._table.blockSignals(False)
        if rows:
            self._table.selectRow(chosen)
        self._row_chosen()

    # ---- notes
    def _row_chosen(self) -> None:
        at = self._table.currentRow()
        known = 0 <= at < len(self._rows)
        self._staff_note.setEnabled(known)
        if known:
            row = self._rows[at]
            self._staff_note.name(words.STAFF_NOTE, row.what)
            self._staff_note.show_notes(row.notes, same=at == self._at_row)
        self._at_row = at

    def _staff_written(self, text: str) -> None:
        if 0 <= self._at_row < len(self._rows):
            self._write(self._rows[self._at_row].seq, text)

    def _write(self, seq: int, text: str) -> None:
        # One at a time: the next one is asked for when this one is stored or was refused.
        if not self._asked:
            self._asked = True
            self.notice.clear()
            self.annotated.emit(seq, text)

    # ---- saving and printing
    def _ask_file(self, kind: str) -> None:
        told = self._told
        if told is None:
            return
        way = words.SAVE_TEXT if kind == "txt" else words.SAVE_JSON
        ask_file(self, _FORMATS[kind], debrief_file_name(told, kind), kind, lambda file: self.save(kind, file), way)

    def save(self, kind: str, file: Path) -> None:
        """Write the debrief into a file as ``txt`` or ``json``, and say how it went."""
        told, view = self._told, self._view
        if told is None or view is None:
            return
        content = debrief_json(told) if kind == "json" else debrief_text(view)
        try:
            write_whole(file, content.encode())
        except OSError as error:
            self.notice.tell(problem_line(save_problem(error, str(file), words.SAVE_SAFE)))
        else:
            self.notice.tell(saved(str(file)))

    def _ask_printer(self) -> None:
        view = self._view
        if view is not None:
            # Imported here: what prints is read only when somebody prints.
            from cehrs_desktop.presentation.debrief_sheet import debrief_body
            from cehrs_desktop.ui.report.printing import ask_printer

            ask_printer(self, view.title, debrief_body(view), self._printed)

    def _printed(self, taken: bool) -> None:
        self.notice.tell(PRINT_SENT if taken else words.PRINT_FAILED)


def _source(address: str) -> QWidget:
    """A web address as a button with its host: whole, it is a word too long for a line. It opens outside the program,
    and only when it is asked for."""
    url = QUrl(address)
    if url.scheme() not in ("http", "https"):
        return _selectable(label(address))
    made = button(words.open_source(url.host()), lambda: QDesktopServices.openUrl(url), role="plain")
    made.setAccessibleName(f"{words.SOURCE}: {address}")
    made.setToolTip(address)
    return made


def _selectable(made: QLabel) -> QLabel:
    """Let the words be marked and copied with the mouse."""
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return made
