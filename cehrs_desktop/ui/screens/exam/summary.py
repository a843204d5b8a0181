"""The exam summary: all questions with their states, filters, a jump to any of them, and the end of the exam."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QPolygonF, QShortcut
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cehrs_desktop.exam.navigation import Filter
from cehrs_desktop.exam.session import Session
from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import CellView, summary_view
from cehrs_desktop.ui.exam_presenter import ExamPresenter
from cehrs_desktop.ui.screens.exam.frame import frame_zoom
from cehrs_desktop.ui.theme.fonts import BODY, HEADING, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import StateButton, bar, button, centered, label, state_button

_COLUMNS = 13


class NavigatorCell(QAbstractButton):
    """One question's number. Filled: answered; empty: unanswered; dotted: not seen; corner flag: marked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._zoom = 1.0
        self._cell = CellView(1, "unseen", marked=False, current=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_cell(self, cell: CellView) -> None:
        """Show a state."""
        self._cell = cell
        self.setAccessibleName(texts.cell_name(cell.position, cell.state, cell.marked, cell.current))
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

    def __init__(self, presenter: ExamPresenter, theme: Theme, zoom: float, *, end: str = texts.END_EXAM) -> None:
        super().__init__()
        self._presenter = presenter
        self._theme = theme
        self._zoom = zoom
        self._filter = Filter.ALL
        self._cells: list[NavigatorCell] = []
        self._shown: tuple[int, ...] = ()
        self._framed: list[tuple[QWidget, int, bool]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_header())
        column.addWidget(self._make_body(), 1)
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

    def _make_body(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 16, 0, 16)
        column.setSpacing(12)
        self._counts = label("", BODY, bold=True, tabular=True)
        lead = label(texts.SUMMARY_LEAD, SMALL, role="muted")
        column.addWidget(self._counts)
        column.addWidget(lead)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        self._filters: dict[Filter, StateButton] = {}
        for which in Filter:
            made = state_button(texts.FILTER_NAMES[which.value], self._filter_by(which), size=SMALL)
            self._filters[which] = made
            filters.addWidget(made)
        filters.addStretch(1)
        column.addLayout(filters)
        self._grid = QGridLayout()
        self._grid.setSpacing(2)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._grid)
        self._nothing = label(texts.NOTHING_HERE, role="muted")
        column.addWidget(self._nothing)
        legend = label("   ·   ".join(words for _, words in texts.LEGEND), SMALL, role="muted")
        column.addWidget(legend)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = content
        area.setWidget(centered(content, 780))
        self._area = area
        self._framed += [(self._counts, BODY, True), (lead, SMALL, False), (legend, SMALL, False)]
        return area

    def _make_footer(self, end: str) -> QWidget:
        frame, row = bar("top")
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
            cell.set_look(self._theme, self._cell_zoom)
            self._cells.append(cell)
        for cell, state in zip(self._cells, view.cells, strict=True):
            cell.show_cell(state)
        if view.shown != self._shown:
            self._lay_out(view.shown)
        counts = view.counts
        self._counts.setText(texts.summary_counts(counts.answered, counts.unanswered, counts.marked))
        numbers = (len(view.cells), counts.answered, counts.unanswered, counts.marked, counts.unseen)
        for (which, made), number in zip(self._filters.items(), numbers, strict=True):
            made.setText(f"{texts.FILTER_NAMES[which.value]} ({number})")
            made.show_state(which is self._filter)
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
        for cell in self._cells:
            cell.hide()
        for index, position in enumerate(shown):
            cell = self._cells[position - 1]
            self._grid.addWidget(cell, index // _COLUMNS, index % _COLUMNS)
            cell.show()

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
        for made in self._filters.values():
            made.setFont(font(SMALL, zoom=outer))
        self._column.setMaximumWidth(round(780 * self._cell_zoom))
        for cell in self._cells:
            cell.set_look(theme, self._cell_zoom)

    @property
    def _cell_zoom(self) -> float:
        # The grid must fit the width of 1280 pixels at 200 %.
        return min(self._zoom, 1.5)
