"""The four options of a question, each with the button that strikes it out beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cehrs_desktop.presentation import texts
from cehrs_desktop.presentation.exam_view import LETTERS, OptionView
from cehrs_desktop.ui.theme.fonts import SMALL, font
from cehrs_desktop.ui.theme.theme import Theme
from cehrs_desktop.ui.widgets.basics import button
from cehrs_desktop.ui.widgets.option_row import OptionRow
from cehrs_desktop.ui.widgets.text_size import frame_zoom


class Options(QVBoxLayout):
    """`chosen` and `strike_wanted` say which option (from 0); `left` that the keyboard goes up from the first one."""

    chosen = Signal(int)
    strike_wanted = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme, *, only_next_records: bool = False, leaves_enter: bool = False) -> None:
        super().__init__()
        self.setSpacing(12)
        self.rows: list[OptionRow] = []
        self._strikes: list[QPushButton] = []
        for index, letter in enumerate(LETTERS):
            row = OptionRow(theme, only_next_records=only_next_records, leaves_enter=leaves_enter)
            row.clicked.connect(lambda _checked=False, at=index: self.chosen.emit(at))
            row.moved.connect(lambda way, at=index: self._move(at, way))
            strike = button(texts.STRIKE, lambda at=index: self.strike_wanted.emit(at), role="plain", size=SMALL)
            strike.setAccessibleName(texts.strike_name(letter, struck=False))
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(row, 1)
            line.addWidget(strike, 0, Qt.AlignmentFlag.AlignVCenter)
            self.addLayout(line)
            self.rows.append(row)
            self._strikes.append(strike)

    def follow(self, before: QWidget) -> None:
        """Tab comes from `before` to the options, and then to what strikes them out."""
        order = [before, *self.rows, *self._strikes]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def show_options(self, options: Sequence[OptionView]) -> None:
        """Show options as they are recorded."""
        for row, strike, option in zip(self.rows, self._strikes, options, strict=True):
            row.show_option(option)
            strike.setText(texts.UNSTRIKE if option.struck else texts.STRIKE)
            strike.setAccessibleName(texts.strike_name(option.letter, option.struck))

    def set_look(self, theme: Theme, zoom: float) -> None:
        """Use a theme and a text size."""
        for row in self.rows:
            row.set_look(theme, zoom)
        for strike in self._strikes:
            strike.setFont(font(SMALL, zoom=frame_zoom(zoom)))
        # Strike out and Restore take the same room, so that nothing moves when one becomes the other.
        metrics = self._strikes[0].fontMetrics()
        room = max(metrics.horizontalAdvance(text) for text in (texts.STRIKE, texts.UNSTRIKE)) + 28
        for strike in self._strikes:
            strike.setFixedWidth(room)

    def _move(self, index: int, way: int) -> None:
        if index + way < 0:
            self.left.emit()
        else:
            self.rows[min(index + way, len(self.rows) - 1)].setFocus()
