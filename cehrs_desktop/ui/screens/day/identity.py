"""Showing an identification: the cards in the hand, each with everything that can be seen on it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import DayPage, ShownCard
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.ui.screens.day.frame import DayScreen, on_button
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.widgets.basics import button, card, label
from cehrs_desktop.ui.widgets.standin import StandIn


class IdentityScreen(DayScreen):
    """Choose one card and show it; a refused one is told and another can be shown."""

    refusal = words.NOT_ACCEPTED

    def __init__(self, page: DayPage, cards: Sequence[ShownCard], name: str, today: date) -> None:
        super().__init__(page)
        self._cards = tuple(cards)
        self.column.addWidget(label(f"{words.today_is(today)} {name}", BODY, bold=True))
        self._group = QButtonGroup(self)
        for number, shown in enumerate(self._cards):
            self.column.addWidget(self._row_of(number, shown))
        self._show = button(words.SHOW_CARD, self._give, role="chief")
        self.buttons(self._show)

    def _row_of(self, number: int, shown: ShownCard) -> QWidget:
        frame, column = card()
        column.setContentsMargins(12, 8, 16, 8)
        choice = QRadioButton(on_button(shown.label))
        choice.setFont(font(BODY, bold=True))
        choice.setAccessibleName(f"{shown.label}. {'. '.join(shown.lines)}")
        choice.setAccessibleDescription(words.CARDS_NAME)
        self._group.addButton(choice, number)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(choice)
        for line in shown.lines:
            seen = label(line)
            seen.setContentsMargins(36, 0, 0, 0)
            lines.addWidget(seen)
        lines.addStretch(1)
        drawing = StandIn(shown.drawing)
        # Half its size: every word of it stands beside it.
        drawing.setFont(font(BODY // 2))
        drawing.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(lines, 1)
        row.addWidget(drawing)
        column.addLayout(row)
        return frame

    def _give(self) -> None:
        chosen = self._group.checkedId()
        if chosen < 0:
            self.verdict.tell(words.CHOOSE_CARD)
            self._group.button(0).setFocus()
        else:
            self.tried.emit(self._cards[chosen].id)

    def follow(self, tries: Sequence[Try]) -> None:
        super().follow(tries)
        if tries:
            for number, shown in enumerate(self._cards):
                if shown.id == tries[-1].given:
                    self._group.button(number).setChecked(True)
                    self.bring(self._group.button(number))

    def first(self) -> QWidget:
        """The first card."""
        return self._group.button(max(0, self._group.checkedId()))
