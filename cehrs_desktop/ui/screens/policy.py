"""The page "What is set for this computer": every setting in force with who set it, and what staff should put right.

It shows what it is given and copies it as text; nothing is changed here.
"""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from cehrs_desktop.presentation import policy_texts as words
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.policy_view import PolicyView, policy_text
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.basics import button, card, enlarge, label, way_back
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.speech import announce

_PADDING = 28
"""Pixels of a cell's width that are not text."""


class _Cells(QStyledItemDelegate):
    """Cells without a frame of their own: the row is marked as a whole, and the table's border shows the keyboard."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        state = cast(_WithState, option)
        state.state = state.state & ~QStyle.StateFlag.State_HasFocus


class _WithState(Protocol):
    state: QStyle.StateFlag


class _Table(QTableWidget):
    """The settings: as high as its rows, so that only the page scrolls; arrow keys walk through it."""

    def __init__(self, view: PolicyView) -> None:
        super().__init__(len(view.rows), len(words.COLUMNS))
        self.setFont(font(BODY))
        self.setHorizontalHeaderLabels(words.COLUMNS)
        self.setAccessibleName(words.TABLE_NAME)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.setItemDelegate(_Cells(self))
        header = self.horizontalHeader()
        header.setFont(font(SMALL, bold=True))
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for at, row in enumerate(view.rows):
            for place, text in enumerate(row):
                cell = QTableWidgetItem(_breakable(text))
                cell.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", ", "))
                self.setItem(at, place, cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        # Qt's own hints count the padding of the style sheet twice and leave empty lines.
        rows = 0
        for at in range(self.rowCount()):
            height = max(map(self._height_of, (self.item(at, place) for place in range(self.columnCount()))))
            self.setRowHeight(at, height)
            rows += height
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 4)

    def _height_of(self, cell: QTableWidgetItem | None) -> int:
        if cell is None:
            return 0
        # Not the column's own width: the header gives it a moment later.
        width = self.viewport().width() // self.columnCount() - _PADDING
        room = QRect(0, 0, max(40, width), 10_000)
        return self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, cell.text()).height() + 16

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Page Up and Down are for the page around it.
        if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _breakable(text: str) -> str:
    """A path has no blanks: let it break after what divides it. For the screen only: what is copied stays whole."""
    for divider in "/\\_.":
        text = text.replace(divider, f"{divider}\u200b")
    return text


class PolicyScreen(Page):
    """`look_wanted` asks for a fresh look, `own_wanted` for the rehearsals in the person's own folder, `left` leads
    back. `show_view` shows what is in force."""

    look_wanted = Signal()
    own_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(words.TITLE, width=1000)
        self._view: PolicyView | None = None
        self.column.addWidget(label(words.LEAD, BODY))
        self.notice = self.add_notice()
        self._summary = label(words.LOOKING, LARGE)
        self.column.addWidget(self._summary)
        self._problems, problems = card()
        self._problems.setAccessibleName(words.PROBLEMS)
        problems.addWidget(label(words.PROBLEMS, BODY, bold=True))
        self._problem_lines = label("", BODY)
        problems.addWidget(self._problem_lines)
        self._own, own = card()
        self._own_lines = label("", BODY)
        own.addWidget(self._own_lines)
        own.addWidget(button(words.OPEN_OWN, self.own_wanted.emit), 0, Qt.AlignmentFlag.AlignLeft)
        for one in (self._problems, self._own):
            one.hide()
            self.column.addWidget(one)
        self._table: _Table | None = None
        self._read = label("", BODY)
        self.column.addWidget(label(words.READ_FROM, BODY, bold=True))
        self.column.addWidget(self._read)
        self._place = self.column.count()
        self.end_column()
        self._copy = button(words.COPY, self._copy_text)
        self._copy.setEnabled(False)
        self._close = way_back(texts.CLOSE, self.left.emit, role="chief")
        self.footer(self._copy, button(words.LOOK_AGAIN, self.look_wanted.emit), self._close)

    def show_view(self, view: PolicyView, zoom: float) -> None:
        """Show what is in force, at a text size."""
        self._view = view
        self._summary.setText(view.summary)
        _write(self._problem_lines, "\n\n".join(view.problems))
        self._problems.setVisible(bool(view.problems))
        _write(self._own_lines, "\n\n".join(view.own))
        self._own.setVisible(bool(view.own))
        _write(self._read, "\n".join(view.read_from) or words.NOTHING_SET)
        before, self._table = self._table, _Table(view)
        at, had_focus = (before.currentRow(), before.hasFocus()) if before is not None else (0, False)
        enlarge(self._table, zoom)
        larger = self._table.font()
        larger.setPixelSize(round(larger.pixelSize() * zoom))
        self._table.setFont(larger)
        self.column.insertWidget(self._place, self._table)
        self._table.setCurrentCell(max(0, at), 0)
        self._table.currentCellChanged.connect(self._row_chosen)
        if before is not None:
            before.hide()
            before.deleteLater()
        if had_focus:
            self._table.setFocus()
        self._copy.setEnabled(True)
        if view.changed:
            self.notice.tell(view.changed)
        announce(self._summary, view.summary)

    def show_looking(self) -> None:
        """Say that it is being read; what was shown stays."""
        self.notice.clear()

    def show_failure(self) -> None:
        """Say that it could not be read."""
        self.notice.tell(words.FAILED)

    def show_opened(self, started: bool) -> None:
        """Say what became of the second window."""
        self.notice.tell(words.OWN_OPENED if started else words.OWN_NOT_OPENED)

    def focus_first(self) -> None:
        """Put the keyboard where one begins."""
        self._close.setFocus()

    def _row_chosen(self, row: int) -> None:
        # After the event, when rows that were just laid out have their places.
        QTimer.singleShot(0, self, lambda: self._show_row(row))

    def _show_row(self, row: int) -> None:
        table, area = self._table, self.findChild(QScrollArea)
        item = table.item(row, 0) if table is not None else None
        if table is None or item is None or not isinstance(area, QScrollArea):
            return
        place = table.visualItemRect(item)
        content = area.widget()
        assert content is not None
        below = table.viewport().mapTo(content, place.bottomLeft())
        above = table.viewport().mapTo(content, place.topLeft())
        area.ensureVisible(0, below.y(), 0, 24)
        area.ensureVisible(0, above.y(), 0, 24)

    def _copy_text(self) -> None:
        if self._view is not None:
            QGuiApplication.clipboard().setText(policy_text(self._view))
            self.notice.tell(words.COPIED)


def _write(where: QLabel, text: str) -> None:
    where.setText(_breakable(text))
    where.setAccessibleName(text)
