"""The exam summary: all questions with their states, filters, a jump to any of them, and the end of the exam.

Something may stand right of the list, as right of the question: what the staff say has to be seen here too.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.exam.navigation import Filter
from cehrs_desktop.exam.session import Session
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_texts import marks_as
from cehrs_desktop.presentation.exam_view import CellView, Look, summary_view
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.theme.fonts import BODY, HEADING, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import StateButton, bar, button, centered, label, state_button
from cehrs_desktop.ui.widgets.text_size import frame_zoom

_COLUMNS = 13
_GAP = 2
_SIDES = 48 + 16
"""Left and right of the list, and its scroll bar, in pixels."""
SIDE_WIDTH = 320
"""Width of what may stand right of the list, in pixels at 100 %."""


class NavigatorCell(QAbstractButton):
    """One question's number. Filled: answered; empty: unanswered; dotted: not seen; corner flag: marked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._zoom = 1.0
        self._cell = CellView(1, "unseen", marked=False, current=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_cell(self, cell: CellView, look: Look = "default") -> None:
        """Show a state, told in the words of a look."""
        self._cell = cell
        self.setAccessibleName(marks_as(look, texts.cell_name(cell.position, cell.state, cell.marked, cell.current)))
        self.update()

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme, self._zoom = theme, zoom
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(56 * self._zoom), round(38 * self._zoom))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, cell = self._theme, self._cell
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        answered = cell.state == "answered"
        pen = QPen(QColor(theme.accent if answered else theme.control), 1.5)
        if cell.state == "unseen":
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(QColor(theme.accent) if answered else QColor(theme.surface))
        painter.drawRect(box)
        if cell.current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.on_accent if answered else theme.text), 1.5))
            painter.drawRect(box.adjusted(3, 3, -3, -3))
        if cell.marked:
            side = 12 * self._zoom
            corner = QPolygonF([box.topRight(), box.topRight() - QPointF(side, 0), box.topRight() + QPointF(0, side)])
            painter.setPen(QPen(QColor(theme.surface), 1))
            painter.setBrush(QColor(theme.warn))
            painter.drawPolygon(corner)
        painter.setPen(QColor(theme.on_accent if answered else theme.text))
        painter.setFont(font(SMALL, bold=answered, zoom=self._zoom, tabular=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(cell.position))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.focus), 3))
            painter.drawRect(box.adjusted(-1.5, -1.5, 1.5, 1.5))
        painter.end()


class SummaryScreen(QWidget):
    """The list of questions. `end_wanted` asks for the second step of ending; the rest goes to the presenter.

    `end` are the words on the button that ends it, empty where nothing is ended here.
    """

    end_wanted = Signal()
    help_wanted = Signal()

    def __init__(
        self, presenter: ExamPresenter, theme: Theme, zoom: float, *, end: str = texts.END_EXAM, look: Look = "default"
    ) -> None:
        super().__init__()
        self._look: Look = look
        self._presenter = presenter
        self._theme = theme
        self._zoom = zoom
        self._filter = Filter.ALL
        self._cells: list[NavigatorCell] = []
        self._shown: tuple[int, ...] = ()
        self._framed: list[tuple[QWidget, int, bool]] = []
        self._side: QWidget | None = None
        self._columns = (_COLUMNS, len(Filter))
        self._middle = QHBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self._make_body(look), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header())
        self._strips = QVBoxLayout()
        column.addLayout(self._strips)
        column.addLayout(self._middle, 1)
        column.addWidget(self._make_footer(end))
        for key, act in (
            ("Esc", presenter.leave_summary),
            ("S", presenter.leave_summary),
            ("F1", self.help_wanted.emit),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)
        presenter.clock_moved.connect(self._show_clock)
        self.set_look(theme, zoom)

    def _make_header(self) -> QWidget:
        frame, row = bar("bottom")
        title = label(texts.SUMMARY_TITLE, HEADING, bold=True, wrap=False)
        self._framed.append((title, HEADING, True))
        self._clock = label("", BODY, bold=True, wrap=False, tabular=True)
        row.addWidget(title, 1)
        row.addWidget(self._clock)
        return frame

    def _make_body(self, look: Look) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 16, 0, 16)
        column.setSpacing(12)
        self._counts = label("", BODY, bold=True, tabular=True)
        lead = label(texts.SUMMARY_LEAD, SMALL, role="muted")
        column.addWidget(self._counts)
        column.addWidget(lead)
        self._filter_rows = QGridLayout()
        self._filter_rows.setSpacing(8)
        self._filter_rows.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._filters: dict[Filter, StateButton] = {}
        for at, which in enumerate(Filter):
            made = state_button(marks_as(look, texts.FILTER_NAMES[which.value]), self._filter_by(which), size=SMALL)
            self._filters[which] = made
            self._filter_rows.addWidget(made, 0, at)
        column.addLayout(self._filter_rows)
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._grid)
        self._nothing = label(texts.NOTHING_HERE, role="muted")
        column.addWidget(self._nothing)
        legend = label(marks_as(look, "   ·   ".join(words for _, words in texts.LEGEND)), SMALL, role="muted")
        column.addWidget(legend)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = content
        area.setWidget(centered(content, 780))
        self._area = area
        self._read = ((self._counts, BODY, True), (lead, SMALL, False), (legend, SMALL, False))
        return area

    def _make_footer(self, end: str) -> QWidget:
        frame, row = bar("top")
        self._foot = row
        back = button(texts.BACK_TO_QUESTION, self._presenter.leave_summary)
        self._framed.append((back, BODY, False))
        self._back = back
        row.addWidget(back)
        row.addStretch(1)
        if end:
            made = button(end, self.end_wanted.emit, role="chief")
            self._framed.append((made, BODY, True))
            row.addWidget(made)
        return frame

    # ---- places for others
    def set_side(self, widget: QWidget | None) -> None:
        """Put one widget right of the list, or take it away; what was there before is hidden and stays a child."""
        if self._side is not None and self._side is not widget:
            self._middle.removeWidget(self._side)
            self._side.hide()
        self._side = widget
        if widget is not None:
            self._middle.addWidget(widget)
            widget.show()
        self._fit()

    def add_tool(self, made: QPushButton) -> None:
        """Put a further button beside the way back; it grows with the others."""
        self._foot.insertWidget(self._foot.indexOf(self._back) + 1, made)
        QWidget.setTabOrder(self._back, made)
        self._framed.append((made, SMALL, False))
        made.setFont(font(SMALL, zoom=frame_zoom(self._zoom)))

    def add_strip(self, made: QWidget) -> None:
        """Put a line between the header and the list; it looks after its own text size."""
        self._strips.addWidget(made)

    def focus_question(self) -> None:
        """Put the keyboard back on the list."""
        self.focus_current()

    def _fit(self) -> None:
        """As many numbers and filters to a row as there is room for."""
        outer = frame_zoom(self._zoom)
        side = round(SIDE_WIDTH * outer) if self._side is not None else 0
        if self._side is not None:
            self._side.setFixedWidth(side)
        room = min(self.width() - side - _SIDES, round(780 * self._zoom))
        wide = round(56 * self._zoom) + _GAP
        widest = max(made.sizeHint().width() for made in self._filters.values()) + 8
        # All in one row where they have room; else in even rows.
        one_row = sum(made.sizeHint().width() + 8 for made in self._filters.values()) <= room + 8
        filters = len(self._filters) if one_row else max(1, room // widest)
        columns = (max(1, min(_COLUMNS, room // wide)), filters)
        if columns != self._columns:
            self._columns = columns
            for at, made in enumerate(self._filters.values()):
                self._filter_rows.addWidget(made, at // filters, at % filters)
            self._lay_out(self._shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _filter_by(self, which: Filter) -> Callable[[], None]:
        def choose() -> None:
            self._filter = which
            self.show_session(self._presenter.session)

        return choose

    def show_session(self, session: Session) -> None:
        """Show the states of all questions."""
        view = summary_view(session, self._filter)
        while len(self._cells) < len(view.cells):
            cell = NavigatorCell(self._theme)
            cell.setParent(self._column)
            cell.clicked.connect(lambda _checked=False, at=len(self._cells) + 1: self._presenter.go_to(at))
            cell.set_look(self._theme, self._zoom)
            self._cells.append(cell)
        for cell, state in zip(self._cells, view.cells, strict=True):
            cell.show_cell(state, self._look)
        if view.shown != self._shown:
            self._lay_out(view.shown)
        counts = view.counts
        told = texts.summary_counts(counts.answered, counts.unanswered, counts.marked)
        self._counts.setText(marks_as(self._look, told))
        numbers = (len(view.cells), counts.answered, counts.unanswered, counts.marked, counts.unseen)
        for (which, made), number in zip(self._filters.items(), numbers, strict=True):
            made.setText(f"{marks_as(self._look, texts.FILTER_NAMES[which.value])} ({number})")
            made.show_state(which is self._filter)
        self._fit()
        self._nothing.setVisible(not view.shown)
        self._show_clock(self._presenter.left_ms())

    def focus_current(self) -> None:
        """Put the keyboard on the question that was on the screen."""
        position = self._presenter.session.position
        if position in self._shown:
            self._cells[position - 1].setFocus()
        else:
            self._back.setFocus()

    def _lay_out(self, shown: tuple[int, ...]) -> None:
        self._shown = shown
        while self._grid.count():
            self._grid.takeAt(0)
        # What stays is not hidden meanwhile: it would lose the keyboard.
        for position, cell in enumerate(self._cells, 1):
            cell.setVisible(position in shown)
        for index, position in enumerate(shown):
            cell = self._cells[position - 1]
            self._grid.addWidget(cell, index // self._columns[0], index % self._columns[0])

    def _show_clock(self, left_ms: int) -> None:
        shown = self._presenter.session.clock_shown
        self._clock.setText(texts.time_left(left_ms) if shown else texts.TIME_HIDDEN)

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        self._theme, self._zoom = theme, zoom
        outer = frame_zoom(zoom)
        for widget, size, bold in self._framed:
            widget.setFont(font(size, bold=bold, zoom=outer))
        self._clock.setFont(font(BODY, bold=True, zoom=outer, tabular=True))
        # What scrolls grows fully: rows of numbers and filters are as long as there is room.
        for widget, size, bold in self._read:
            widget.setFont(font(size, bold=bold, zoom=zoom))
        self._nothing.setFont(font(BODY, zoom=zoom))
        for made in self._filters.values():
            made.setFont(font(SMALL, zoom=zoom))
        self._column.setMaximumWidth(round(780 * zoom))
        for cell in self._cells:
            cell.set_look(theme, zoom)
        self._fit()
