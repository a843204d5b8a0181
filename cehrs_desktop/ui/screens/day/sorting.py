"""Things and their places: one row a thing, told and put right before it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from cehrs_desktop.exam.plain import Json
from cehrs_desktop.presentation import day_texts as words
from cehrs_desktop.presentation.day_view import DayPage
from cehrs_desktop.rehearsal.day import Try
from cehrs_desktop.rehearsal.venue import Place, Thing
from cehrs_desktop.ui.screens.day.frame import DayScreen
from cehrs_desktop.ui.theme.fonts import BODY, font
from cehrs_desktop.ui.widgets.basics import button, label


class PlaceBox(QComboBox):
    """The place of a thing. Scrolling the page over it changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class SortScreen(DayScreen):
    """Give each thing a place."""

    def __init__(self, page: DayPage, places: Sequence[Place], things: Sequence[Thing]) -> None:
        super().__init__(page, 840)
        self._things = tuple(things)
        self._boxes: list[PlaceBox] = []
        self._reasons: list[QLabel] = []
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for at, thing in enumerate(self._things):
            named = label(thing.label)
            box = PlaceBox()
            box.setFont(font(BODY))
            box.setAccessibleName(thing.label)
            box.addItem(words.CHOOSE_PLACE, "")
            for place in places:
                box.addItem(place.label, place.id)
            named.setBuddy(box)
            reason = label("", BODY, role="warn")
            reason.hide()
            grid.addWidget(named, 2 * at, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(box, 2 * at, 1)
            grid.addWidget(reason, 2 * at + 1, 0, 1, 2)
            self._boxes.append(box)
            self._reasons.append(reason)
        self.column.addWidget(rows)
        self._done = button(words.HAND_OVER, self._give, role="chief")
        self.buttons(self._done)

    def _give(self) -> None:
        without = [n for n, box in enumerate(self._boxes) if not box.currentData()]
        if without:
            self.verdict.tell(words.place_all([self._things[n].label for n in without]))
            self._boxes[without[0]].setFocus()
            return
        given: dict[str, Json] = {
            thing.id: str(box.currentData()) for thing, box in zip(self._things, self._boxes, strict=True)
        }
        self.tried.emit(given)

    def follow(self, tries: Sequence[Try]) -> None:
        if not tries:
            return
        self.verdict.clear()
        placed = cast(dict[str, Json], tries[-1].given)
        wrong: list[tuple[QComboBox, QLabel]] = []
        for thing, box, reason in zip(self._things, self._boxes, self._reasons, strict=True):
            box.setCurrentIndex(max(0, box.findData(placed.get(thing.id, ""))))
            here = thing.id in tries[-1].told
            reason.setText(f"{words.WRONG_PLACE} {thing.why}" if here else "")
            reason.setVisible(here)
            box.setAccessibleDescription(reason.text())
            if here:
                wrong.append((box, reason))
        if wrong:
            self.verdict.tell(words.wrong_places(len(wrong)), warns=True)
            box, reason = wrong[0]
            self.bring(reason)
            box.setFocus()

    def first(self) -> QWidget:
        """The first thing's place."""
        return self._boxes[0] if self._boxes else self._done
