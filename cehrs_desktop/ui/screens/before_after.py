"""The page about the time before and after the exam: one part at a time, chosen above it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cehrs_desktop.presentation import before_after_texts as words
from cehrs_desktop.presentation.before_after_view import BeforeAfterView, ListView
from cehrs_desktop.ui.theme.fonts import BODY, LARGE, SMALL, font
from cehrs_desktop.ui.widgets.after_parts import RenewalPart, RetakePart
from cehrs_desktop.ui.widgets.basics import button, enlarge, label, way_back
from cehrs_desktop.ui.widgets.check_row import CheckLine
from cehrs_desktop.ui.widgets.page import Page
from cehrs_desktop.ui.widgets.still import StillComboBox

_COLUMN = 820


class BeforeAfterScreen(Page):
    """`ticked(list, code, whether)`, `venue_chosen(id)`, the parts' own signals by way of `retake` and `renewal`, and
    `left`. It decides nothing: `show_view` tells it what follows from what was entered."""

    ticked = Signal(str, str, bool)
    venue_chosen = Signal(str)
    left = Signal()

    def __init__(self, zoom: float) -> None:
        super().__init__(words.TITLE, _COLUMN)
        self._zoom = zoom
        self.retake: RetakePart | None = None
        self.renewal: RenewalPart | None = None
        self._done: dict[str, QLabel] = {}
        self._parts: list[QWidget] = []
        self._lists: list[QVBoxLayout] = []
        self.notice = self.add_notice()
        self.column.setSpacing(12)
        self._waiting = label(words.READING, BODY, role="muted")
        self.column.addWidget(self._waiting)
        self.end_column()
        self._back = way_back(words.BACK, self.left.emit, role="chief")
        self.footer(self._back)

    def focus_first(self) -> None:
        """Put the keyboard on what is chosen first."""
        if self._parts:
            self._ways.button(0).setFocus()
        else:
            self._back.setFocus()

    def not_read(self, why: str) -> None:
        """Say why there is nothing to show."""
        self._waiting.hide()
        self.notice.tell(why)

    def open(self, view: BeforeAfterView) -> None:
        """Show the page for the first time, at its first part."""
        self._waiting.hide()
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(words.KEPT, SMALL, role="muted"))
        column.addLayout(self._make_ways())
        column.addWidget(self._venue(view))
        self.retake, self.renewal = RetakePart(view), RenewalPart(view)
        eligibility, exam_day = QWidget(), QWidget()
        for place in (eligibility, exam_day):
            inside = QVBoxLayout(place)
            inside.setContentsMargins(0, 0, 0, 0)
            self._lists.append(inside)
        self._parts = [eligibility, exam_day, self.retake, self.renewal]
        for part in self._parts:
            column.addWidget(part)
        self._fill(0, view.eligibility, 1.0)
        self._fill(1, view.exam_day, 1.0)
        # The page itself was enlarged when it was shown; what comes later is enlarged here.
        enlarge(fresh, self._zoom)
        self.column.insertWidget(self.column.count() - 1, fresh)
        self._show_part(0)
        self.focus_first()

    def show_view(self, view: BeforeAfterView) -> None:
        """Show what follows from what was entered since; ticks are where the learner put them."""
        for told in (*view.eligibility, *view.exam_day):
            self._done[told.name].setText(told.done)
        if self.retake is not None and self.renewal is not None:
            self.retake.show_view(view)
            self.renewal.show_view(view)

    def show_lists(self, view: BeforeAfterView) -> None:
        """Show the lists of another venue."""
        self._fill(0, view.eligibility, self._size())
        self._fill(1, view.exam_day, self._size())

    # ---- the parts
    def _make_ways(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self._ways = QButtonGroup(self)
        for at, text in enumerate(words.PARTS):
            way: QPushButton = button(text, role="plain")
            way.setCheckable(True)
            way.setChecked(at == 0)
            self._ways.addButton(way, at)
            row.addWidget(way)
        self._ways.idClicked.connect(self._show_part)
        row.addStretch(1)
        return row

    def _show_part(self, at: int) -> None:
        for place, part in enumerate(self._parts):
            part.setVisible(place == at)
        self._venue_row.setVisible(at < len(self._lists))

    def _venue(self, view: BeforeAfterView) -> QWidget:
        self._venue_row = QWidget()
        row = QHBoxLayout(self._venue_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        named = label(words.VENUE, wrap=False)
        box = StillComboBox()
        box.setFont(font(BODY))
        box.setAccessibleName(words.VENUE)
        for venue, text in words.VENUES:
            box.addItem(text, venue)
        box.setCurrentIndex(max(0, box.findData(view.entered.venue)))
        box.activated.connect(lambda _: self.venue_chosen.emit(str(box.currentData())))
        named.setBuddy(box)
        self.venue = box
        row.addWidget(named)
        row.addWidget(box)
        row.addStretch(1)
        return self._venue_row

    def _size(self) -> float:
        return self.venue.font().pixelSize() / BODY

    def _fill(self, at: int, lists: Sequence[ListView], size: float) -> None:
        inside = self._lists[at]
        while (old := inside.takeAt(0)) is not None:
            if (gone := old.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for told in lists:
            self._add_list(column, told)
        enlarge(fresh, size)
        inside.addWidget(fresh)
        # Seen at once, and not with the next turn of the event loop.
        fresh.show()

    def _add_list(self, column: QVBoxLayout, told: ListView) -> None:
        column.addSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(told.title, LARGE, bold=True), 1)
        done = label(told.done, SMALL, role="muted", wrap=False)
        self._done[told.name] = done
        head.addWidget(done)
        column.addLayout(head)
        column.addWidget(label(told.note, SMALL, role="muted"))
        for row in told.rows:
            line = CheckLine(row)
            line.ticked.connect(lambda code, on, name=told.name: self.ticked.emit(name, code, on))
            column.addWidget(line)
