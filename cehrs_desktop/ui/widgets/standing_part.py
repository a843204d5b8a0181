"""One part of the page "Where I stand": heading, finding, plot or table, notes, and a choice where there is one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cehrs_desktop.presentation import standing_texts as words
from cehrs_desktop.presentation.plot_view import Table
from cehrs_desktop.presentation.standing_view import Choice, Part
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import centered, label
from cehrs_desktop.ui.widgets.plot import PlotWidget

_COLUMN, _ROW, _MOST_ROWS = 1000, 34, 12


class StandingPart(QScrollArea):
    """One part: heading, finding, plot or table, notes, and under readiness the other findings.

    It takes the keyboard, and scrolls by it. `chosen` carries what was chosen where there is a choice."""

    chosen = Signal(int)

    def __init__(self, part: Part, short: tuple[tuple[str, str], ...], theme: Theme) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(part.heading)
        self._part = part
        self._table: QTableWidget | None = None
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 16)
        self._column.setSpacing(12)
        self._heading = label(part.heading, LARGE, bold=True)
        self._column.addWidget(self._heading)
        self._column.addWidget(label(part.finding))
        self._plot = PlotWidget(part.plot, part.heading, theme) if part.plot is not None else None
        self._place = self._column.count()
        if self._plot is not None:
            self._column.addWidget(self._plot)
        self._choice: QComboBox | None = None
        if part.choice is not None:
            self._column.addLayout(self._make_choice(part.choice))
        for note in part.notes:
            self._column.addWidget(label(note, SMALL, role="muted"))
        if short:
            self._column.addSpacing(8)
            self._column.addWidget(label(words.IN_SHORT, BODY, bold=True))
            self._column.addWidget(_pairs(short))
        self._column.addStretch(1)
        self.setWidget(centered(content, _COLUMN))
        self.set_theme(theme)

    def _make_choice(self, choice: Choice) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        named = label(choice.name, wrap=False)
        named.setTextFormat(Qt.TextFormat.AutoText)
        box = QComboBox()
        box.setFont(font(BODY))
        box.addItems([str(number) for number in range(choice.most + 1)])
        box.setCurrentIndex(choice.value)
        box.setAccessibleName(choice.name.replace("&", ""))
        box.activated.connect(self.chosen)
        named.setBuddy(box)
        row.addWidget(named)
        row.addWidget(box)
        row.addStretch(1)
        self._choice = box
        return row

    @property
    def has_choice_focus(self) -> bool:
        """Whether the keyboard is on the choice."""
        return self._choice is not None and self._choice.hasFocus()

    def focus_choice(self) -> None:
        """Put the keyboard on the choice."""
        if self._choice is not None:
            self._choice.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Use a theme's colors."""
        self.setStyleSheet(
            f"QScrollArea {{ border: 3px solid {theme.surface}; }}"
            f"QScrollArea:focus {{ border: 3px solid {theme.focus}; }}"
        )
        if self._plot is not None:
            self._plot.set_theme(theme)

    def show_table(self, as_table: bool) -> None:
        """Show the table in place of the plot, where there is one."""
        table = self._part.table
        if table is None or self._plot is None:
            return
        if as_table and self._table is None:
            self._table = _table(table, self._part.heading, self._heading.font().pixelSize() / LARGE)
            self._column.insertWidget(self._place, self._table)
        if self._table is not None:
            self._table.setVisible(as_table)
        self._plot.setVisible(not as_table)


def _pairs(pairs: tuple[tuple[str, str], ...]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for at, (name, finding) in enumerate(pairs):
        grid.addWidget(label(name, SMALL, bold=True, wrap=False), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(finding, SMALL), at, 1)
    return holder


def _table(told: Table, name: str, zoom: float) -> QTableWidget:
    made = QTableWidget(len(told.rows), len(told.columns))
    made.setFont(font(SMALL, zoom=zoom, tabular=True))
    made.setHorizontalHeaderLabels(told.columns)
    made.setAccessibleName(name)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setTabKeyNavigation(False)
    made.setShowGrid(False)
    made.verticalHeader().hide()
    high = round(_ROW * zoom)
    made.verticalHeader().setMinimumSectionSize(high)
    made.verticalHeader().setDefaultSectionSize(high)
    header = made.horizontalHeader()
    header.setFont(font(SMALL, bold=True, zoom=zoom))
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    header.setFixedHeight(high)
    for row, cells in enumerate(told.rows):
        for place, text in enumerate(cells):
            made.setItem(row, place, QTableWidgetItem(text))
    made.setMinimumHeight(high * (min(len(told.rows), round(_MOST_ROWS / zoom)) + 1) + 8)
    made.setMaximumHeight(high * (len(told.rows) + 1) + 24)
    return made
